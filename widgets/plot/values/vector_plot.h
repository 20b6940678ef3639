// A list of numbers, float beside quantized, and their difference below: bars where they are few, lines where they are
// many.
#pragma once

#include "widgets/plot/frame/plot_frame.h"

#include <QStringList>
#include <vector>

class QCPAxisRect;
class QCPBars;
class QCPGraph;

namespace bitladder::widgets
{

struct VectorData {
    QString title;
    QString note;
    QString keyLabel; // what the places are: "channel", "element"
    QString valueLabel;
    QStringList names; // of the places; may be empty
    std::vector<double> reference;
    std::vector<double> quantized; // as many
    std::vector<double> baseline; // as many, of the baseline; empty: none
};

class VectorPlot : public PlotFrame
{
    Q_OBJECT

public:
    explicit VectorPlot(QWidget* parent = nullptr);

    // Where there is little room only the values are drawn, without title and differences.
    enum class Detail { Full, Compact };
    void setDetail(Detail detail);

    void setData(const VectorData& newData);
    const VectorData& data() const { return m_data; }
    void clear();

    // Up to this many places are drawn as bars.
    static constexpr std::size_t kMostBars = 64;

    QString dataAsCsv() const override;

protected:
    void applyColors() override;
    void fitAxes() override;
    QString toolTipAt(const QPoint& position) const override;

private:
    bool compared() const { return !m_data.baseline.empty() && m_data.baseline.size() == m_data.reference.size(); }

    VectorData m_data;
    Detail m_detail = Detail::Full;
    QCPAxisRect* m_values = nullptr;
    QCPAxisRect* m_differences = nullptr;
    QCPBars *m_floatBars = nullptr, *m_quantizedBars = nullptr, *m_differenceBars = nullptr;
    QCPGraph *m_floatLine = nullptr, *m_quantizedLine = nullptr, *m_differenceLine = nullptr;
    // Of the baseline: dashed, over the quantized one's.
    QCPBars *m_baselineBars = nullptr, *m_baselineDifferenceBars = nullptr;
    QCPGraph *m_baselineLine = nullptr, *m_baselineDifferenceLine = nullptr;
};

} // namespace bitladder::widgets
