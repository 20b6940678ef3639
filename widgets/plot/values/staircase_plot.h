// A weight on the staircase of its grid: across what it is, upwards what it becomes; the target as a line. One dot
// follows the staircase's own slope, which is flat; the other goes straight through, as if the stairs were the
// diagonal.
#pragma once

#include "widgets/plot/frame/plot_frame.h"

#include <vector>

class QCPGraph;
class QCPItemStraightLine;

namespace bitladder::widgets
{

struct StaircaseData {
    std::vector<double> x, y; // of the staircase, ascending in x
    double target = 0;
    // Where the weights have been so far, the last one is where they are.
    std::vector<double> weights, rounded; // straight through
    double still = 0, stillRounded = 0; // by the staircase's own slope
    QString note;
};

class StaircasePlot : public PlotFrame
{
    Q_OBJECT

public:
    explicit StaircasePlot(QWidget* parent = nullptr);

    void setData(const StaircaseData& newData);
    const StaircaseData& data() const { return m_data; }

    QString dataAsCsv() const override;

protected:
    void applyColors() override;
    void fitAxes() override;
    Qt::Orientations zoomDirections(Qt::KeyboardModifiers modifiers) const override;

private:
    StaircaseData m_data;
    QCPGraph *m_stairs, *m_trail, *m_dot, *m_still;
    QCPItemStraightLine *m_diagonal, *m_target;
};

} // namespace bitladder::widgets
