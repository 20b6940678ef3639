// How large are the differences? A histogram of chosen − float.
#pragma once

#include "widgets/plot_frame.h"

#include <vector>

class QCPBars;

namespace bitladder::widgets
{

class DifferenceHistogram : public PlotFrame
{
    Q_OBJECT

public:
    explicit DifferenceHistogram(QWidget* parent = nullptr);

    // `edges`: one more than `counts`, rising evenly.
    void setData(const std::vector<double>& edges, const std::vector<double>& counts);
    void clear();
    QString dataAsCsv() const override;

protected:
    void applyColors() override;
    void fitAxes() override;
    QString toolTipAt(const QPoint& position) const override;

private:
    std::vector<double> m_edges, m_counts;
    QCPBars* m_bars = nullptr;
};

} // namespace bitladder::widgets
