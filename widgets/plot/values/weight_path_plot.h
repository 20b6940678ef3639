// One weight while a network learns: as a float it wanders between the levels of its grid, and each time that it
// crosses the middle between two of them its rounded value jumps. Below it what pushes it: the gradient of the loss by
// the rounded value, handed straight through the rounding.
#pragma once
#include "widgets/control/theme.h"
#include "widgets/plot/frame/plot_frame.h"

#include <vector>

class QCPAxisRect;
class QCPGraph;

namespace bitladder::widgets
{

struct WeightPath {
    QString name; // "conv1, channel 3, weight 17"
    Family family = Family::Int; // of the grid
    qint64 jumps = 0; // in all, also between the points
    // By point.
    std::vector<double> step; // of the optimizer, ascending
    std::vector<double> latent, rounded, gradient; // w, ŵ, ∂loss/∂ŵ
    std::vector<double> scale; // of the grid, which may learn too
    std::vector<double> levels; // of the grid, in units of the scale, ascending; empty: not drawn
};

class WeightPathPlot : public PlotFrame
{
    Q_OBJECT

public:
    explicit WeightPathPlot(QWidget* parent = nullptr);

    void setData(const WeightPath& newData);
    void clear();
    // The path as far as it had come at a share of its steps, 0 … 1; the axes stay. 1: all of it.
    void setShown(double share);
    double shown() const { return m_shown; }
    QString dataAsCsv() const override;

protected:
    void applyColors() override;
    void fitAxes() override;
    QString toolTipAt(const QPoint& position) const override;

private:
    void fill();
    void fillLevels();
    std::vector<double> nearLevels() const;

    WeightPath m_data;
    double m_shown = 1;
    QCPAxisRect* m_pushRect;
    QCPGraph *m_latent, *m_rounded, *m_place, *m_push;
    std::vector<QCPGraph*> m_levels, m_middles;
};

} // namespace bitladder::widgets
