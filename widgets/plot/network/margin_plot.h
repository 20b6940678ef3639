// How the float network's answer loses its lead: the score of that answer less the best other one, with more and more
// layers quantized from the input on. Below the line the answer is another one. Layers that are to blame are marked.
#pragma once

#include "widgets/plot/frame/plot_frame.h"

#include <QList>
#include <QStringList>

class QCPGraph;
class QCPItemRect;

namespace bitladder::widgets
{

class PlaceMarker;

struct MarginData {
    QString title;
    QStringList layers;
    std::vector<double> margins; // shares: before the first layer, then up to each
    QList<int> culprits;
    QString note;
};

class MarginPlot : public PlotFrame
{
    Q_OBJECT

public:
    explicit MarginPlot(QWidget* parent = nullptr);

    void setData(const MarginData& newData);
    void clear() { setData({}); }
    const MarginData& data() const { return m_data; }

    QString dataAsCsv() const override;

signals:
    void layerClicked(int layer);

protected:
    void applyColors() override;
    void fitAxes() override;
    QString toolTipAt(const QPoint& position) const override;
    void clicked(const QPoint& position) override;

private:
    int layerAt(const QPoint& position) const;

    MarginData m_data;
    QCPGraph* m_line = nullptr;
    QCPItemRect* m_below = nullptr;
    PlaceMarker* m_marker = nullptr;
};

} // namespace bitladder::widgets
