// What did each value become? Float values across, quantized ones upwards, one dot each; on the diagonal nothing was
// lost. The levels are lines across.
#pragma once

#include "widgets/control/theme.h"
#include "widgets/plot/frame/plot_frame.h"

#include <vector>

class QCPGraph;
class QCPItemStraightLine;

namespace bitladder::widgets
{

struct ScatterData {
    QString title;
    QString xLabel, yLabel;
    std::vector<double> x, y; // equal counts
    QString note;
    Family family = Family::Int; // colours the dots
};

class ValueScatter : public PlotFrame
{
    Q_OBJECT

public:
    explicit ValueScatter(QWidget* parent = nullptr);

    void setData(const ScatterData& newData);
    void clear();
    const ScatterData& data() const { return m_data; }

    QString dataAsCsv() const override;

signals:
    void valueClicked(double x); // of the nearest dot

protected:
    void applyColors() override;
    void fitAxes() override;
    Qt::Orientations zoomDirections(Qt::KeyboardModifiers modifiers) const override;
    QString toolTipAt(const QPoint& position) const override;
    void clicked(const QPoint& position) override;

private:
    int dotAt(const QPoint& position) const; // −1: none is near

    ScatterData m_data;
    QCPGraph* m_dots = nullptr;
    QCPItemStraightLine* m_same = nullptr;
};

} // namespace bitladder::widgets
