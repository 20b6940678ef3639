// A histogram of quantized − float; dashed, the same of the baseline.
#pragma once

#include "widgets/plot/frame/plot_frame.h"

#include <vector>

class QCPBars;
class QCPGraph;

namespace bitladder::widgets
{

class DifferenceHistogram : public PlotFrame
{
    Q_OBJECT

public:
    explicit DifferenceHistogram(QWidget* parent = nullptr);

    // `edges`: one more than `counts`, rising evenly. `baseline`: as many as `counts`, or none.
    void setData(const std::vector<double>& edges, const std::vector<double>& counts,
        const std::vector<double>& baseline = {}, const QString& note = {});
    void clear();
    QString dataAsCsv() const override;

protected:
    void applyColors() override;
    void fitAxes() override;
    QString toolTipAt(const QPoint& position) const override;

private:
    std::vector<double> m_edges, m_counts, m_baseline;
    QCPBars* m_bars = nullptr;
    QCPGraph* m_baselineLine = nullptr;
};

} // namespace bitladder::widgets
