// The SQNR along the network: of each layer when it alone is quantized (points), and accumulated up to it (line). A
// layer without any error (+∞ dB) is a triangle at the upper edge.
#pragma once

#include "widgets/plot/frame/plot_frame.h"

#include <QList>
#include <QStringList>
#include <vector>

class QCPGraph;

namespace bitladder::widgets
{

class PlaceMarker;

struct NetworkErrorData {
    QString title;
    QStringList layerNames;
    std::vector<double> isolatedDb; // one entry a layer; NaN: not known yet, +∞: exact; may be empty
    std::vector<double> accumulatedDb;
    std::vector<double> baselineAccumulatedDb; // of the baseline; empty: none
    QString note;
};

class NetworkErrorPlot : public PlotFrame
{
    Q_OBJECT

public:
    explicit NetworkErrorPlot(QWidget* parent = nullptr);

    void setData(const NetworkErrorData& newData);
    void clear();
    void setSelected(const QList<int>& layers);
    QList<int> selected() const { return m_selected; }

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

    NetworkErrorData m_data;
    QCPGraph* m_isolated = nullptr;
    QCPGraph* m_accumulated = nullptr;
    QCPGraph* m_baseline = nullptr;
    QCPGraph* m_exact = nullptr;
    PlaceMarker* m_marker = nullptr;
    QList<int> m_selected;
    double m_top = 60;
    double m_bottom = 0;
};

} // namespace bitladder::widgets
