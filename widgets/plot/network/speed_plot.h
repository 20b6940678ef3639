// The time of each layer: float32 as outline, quantized as fill in the colour of its family, hatched where the layer
// was only simulated; on request split into reformat, kernel, epilogue and waiting.
#pragma once

#include "widgets/control/theme.h"
#include "widgets/plot/frame/plot_frame.h"

#include <QList>
#include <limits>
#include <vector>

class QCPBars;
class QCPErrorBars;
class QCPGraph;
class QToolButton;

namespace bitladder::widgets
{

class BreakMarks;
class PlaceMarker;

enum class Execution { Executed, Simulated };
enum class BarOrder { NetworkOrder, SlowestFirst };
enum class BarDetail { Total, Parts };

struct SpeedBar {
    QString name;
    double floatMs = std::numeric_limits<double>::quiet_NaN(); // NaN: not measured
    double quantizedMs = std::numeric_limits<double>::quiet_NaN();
    double baselineMs = std::numeric_limits<double>::quiet_NaN(); // of the baseline; NaN: none
    double reachMs = std::numeric_limits<double>::quiet_NaN(); // how far the axis must reach for it; NaN: to its times
    double floatSpreadMs = 0; // ± around the figure
    double quantizedSpreadMs = 0;
    double reformatMs = std::numeric_limits<double>::quiet_NaN(); // parts of the quantized time
    double kernelMs = std::numeric_limits<double>::quiet_NaN();
    double epilogueMs = std::numeric_limits<double>::quiet_NaN();
    double waitingMs = std::numeric_limits<double>::quiet_NaN(); // threads without work
    Family family = Family::Int;
    Execution execution = Execution::Executed;
    QString detail; // the kernel's name and what else the tool tip should say
};

struct SpeedData {
    QString title;
    std::vector<SpeedBar> bars; // in network order
    QString note;
};

class SpeedPlot : public PlotFrame
{
    Q_OBJECT

public:
    explicit SpeedPlot(QWidget* parent = nullptr);

    void setData(const SpeedData& newData);
    void clear();
    void setOrder(BarOrder order);
    BarOrder order() const { return m_order; }
    void setDetail(BarDetail detail);
    BarDetail detail() const { return m_detail; }
    void setSelected(const QList<int>& layers);

    // Which layer stands at which place, from left to right.
    const std::vector<int>& places() const { return m_places; }

    QString dataAsCsv() const override;

signals:
    void layerClicked(int layer);
    void orderChanged(bitladder::widgets::BarOrder order);
    void detailChanged(bitladder::widgets::BarDetail detail);

protected:
    void applyColors() override;
    void fitAxes() override;
    QString toolTipAt(const QPoint& position) const override;
    void clicked(const QPoint& position) override;

private:
    enum class Piece { Total, Reformat, Kernel, Epilogue, Waiting };
    struct Series {
        QCPBars* bars = nullptr;
        Family family = Family::Int;
        Execution execution = Execution::Executed;
        Piece piece = Piece::Total;
    };

    // What only stands in the legend.
    enum class Look { Family, Neutral, Hatched };
    struct Key {
        QCPBars* bars = nullptr;
        Family family = Family::Int;
        Piece piece = Piece::Total;
        Look look = Look::Family;
    };

    void arrange();
    double longest() const; // ms that the axis must reach
    void fillLegend();
    void rebuild();
    double valueOf(const SpeedBar& bar, Piece piece) const;
    void markSelected();
    int layerAt(const QPoint& position) const;

    SpeedData m_data;
    std::vector<int> m_places;
    std::vector<Series> m_series;
    std::vector<Key> m_keys;
    QCPBars* m_float = nullptr;
    QCPErrorBars* m_floatSpread = nullptr;
    QCPBars* m_baseline = nullptr; // dashed outlines: the times of the baseline
    QCPGraph* m_quantized = nullptr; // the tops of the quantized bars; carries their spread
    QCPErrorBars* m_quantizedSpread = nullptr;
    PlaceMarker* m_marker = nullptr;
    BreakMarks* m_breaks = nullptr;
    QToolButton* m_orderButton = nullptr;
    QToolButton* m_detailButton = nullptr;
    QList<int> m_selected;
    BarOrder m_order = BarOrder::NetworkOrder;
    BarDetail m_detail = BarDetail::Total;
    double m_perMs = 1; // drawn units in a millisecond
};

} // namespace bitladder::widgets
