// The SQNR of a layer against its width, from 64 down to 1 bits on the scale of the ladder, for several families. The
// present width is marked; a thin line shows the theory of 6.02 dB per bit. Points may arrive one by one.
#pragma once

#include "widgets/control/theme.h"
#include "widgets/plot/frame/plot_frame.h"

#include <limits>
#include <vector>

class QCPGraph;
class QCPItemStraightLine;
class QCPItemText;

namespace bitladder::widgets
{

struct WidthSeries {
    QString name;
    Family family = Family::Int;
    std::vector<int> bits;
    std::vector<double> sqnrDb; // one entry a width; NaN: not yet, +∞: exact
};

struct WidthCurveData {
    QString title;
    std::vector<WidthSeries> series;
    int presentBits = 0; // 0: none marked
    double theoryOffsetDb = std::numeric_limits<double>::quiet_NaN(); // theory: 6.02·bits + offset; NaN hides the line
    QString note;
};

class WidthCurvePlot : public PlotFrame
{
    Q_OBJECT

public:
    explicit WidthCurvePlot(QWidget* parent = nullptr);

    void setData(const WidthCurveData& newData);
    void clear();
    void setPresentWidth(int bits);

    QString dataAsCsv() const override;

signals:
    void widthClicked(int bits);

protected:
    void applyColors() override;
    void fitAxes() override;
    QString toolTipAt(const QPoint& position) const override;
    void clicked(const QPoint& position) override;

private:
    void placePresent();

    WidthCurveData m_data;
    std::vector<QCPGraph*> m_graphs;
    QCPGraph* m_theory = nullptr;
    QCPItemStraightLine* m_present = nullptr;
    QCPItemText* m_presentText = nullptr;
};

} // namespace bitladder::widgets
