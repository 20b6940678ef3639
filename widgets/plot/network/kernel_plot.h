// The measured rate of one layer at each pair of formats, on a logarithmic axis: in the colour of the weights' family,
// the instruction set levels side by side, the lowest pale. A short line over a bar is the measured peak of its
// operation. The chosen pair is marked.
#pragma once

#include "widgets/plot/frame/plot_frame.h"
#include "widgets/plot/network/speed_plot.h"

#include <QList>
#include <QStringList>
#include <optional>
#include <vector>

class QCPBars;
class QCPGraph;

namespace bitladder::widgets
{

class PlaceMarker;

struct KernelBar {
    int group = 0; // which pair of formats
    int level = 0; // which level
    double rate = 0; // multiply-adds in 1e9 a second
    double peak = 0; // the same; 0: not known
    Execution execution = Execution::Executed;
    Family family = Family::Int; // of the weights
    QString detail; // the kernel's name and what else the tool tip should say
};

struct KernelData {
    QString title;
    QStringList groups; // "int4 × int8"
    QStringList levels; // from the lowest to the highest
    std::vector<KernelBar> bars; // what is known so far
    int chosen = -1; // a group; −1: none
    QString note;
};

class KernelPlot : public PlotFrame
{
    Q_OBJECT

public:
    explicit KernelPlot(QWidget* parent = nullptr);

    void setData(const KernelData& newData);
    void clear();
    const KernelData& data() const { return m_data; }

    QString dataAsCsv() const override;

protected:
    void applyColors() override;
    void fitAxes() override;
    QString toolTipAt(const QPoint& position) const override;

private:
    // Bars that look alike. Without data they only stand in the legend; without a family they are grey.
    struct Series {
        QCPBars* bars = nullptr;
        int level = 0;
        Execution execution = Execution::Executed;
        std::optional<Family> family;
    };
    double placeOf(const KernelBar& bar) const;
    double barWidth() const;
    QCPBars* addBars(const Series& look);
    void addToLegend(const QString& name, const Series& look);
    QColor colorOf(const Series& series) const;
    double lowest() const;

    KernelData m_data;
    std::vector<Series> m_series;
    QCPGraph* m_peaks = nullptr;
    PlaceMarker* m_marker = nullptr;
};

} // namespace bitladder::widgets
