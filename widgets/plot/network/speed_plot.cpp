#include "widgets/plot/network/speed_plot.h"

#include "widgets/equalizer/break_sign.h"
#include "widgets/plot/frame/layer_axis.h"
#include "widgets/table/csv_text.h"
#include "widgets/theme/family_look.h"

#include <QHBoxLayout>
#include <QToolButton>

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

namespace bitladder::widgets
{

namespace
{

constexpr double kUsualBits = 6; // where the ramp of a family is at its fullest
constexpr double kFloatWidth = 0.84;
constexpr double kQuantizedWidth = 0.6;
constexpr double kWhisker = 5;
// With more bars the spreads would only be noise; the tool tips still have them.
constexpr std::size_t kMostSpreads = 60;

} // namespace

// Signs on the bars that go on beyond the end of the axis as it is now.
class BreakMarks : public QCPLayerable
{
public:
    explicit BreakMarks(QCPAxisRect* rect)
        : QCPLayerable(rect->parentPlot(), QStringLiteral("axes"), rect)
        , m_rect(rect)
    {
    }
    // In the unit of the axis, by place.
    void setValues(const QVector<double>& values) { m_values = values; }
    void setColor(const QColor& color) { m_color = color; }

protected:
    QRect clipRect() const override { return m_rect->rect(); }
    void applyDefaultAntialiasingHint(QCPPainter* painter) const override { painter->setAntialiasing(true); }
    void draw(QCPPainter* painter) override
    {
        const QCPAxis *x = m_rect->axis(QCPAxis::atBottom), *y = m_rect->axis(QCPAxis::atLeft);
        for (qsizetype place = 0; place < m_values.size(); ++place) {
            if (!(m_values[place] > y->range().upper)) continue;
            const double from = x->coordToPixel(static_cast<double>(place) - kFloatWidth / 2),
                         to = x->coordToPixel(static_cast<double>(place) + kFloatWidth / 2);
            paintBreak(*painter, QRectF(from, m_rect->top(), to - from, m_rect->height()), Qt::Vertical, m_color);
        }
    }

private:
    QCPAxisRect* m_rect;
    QVector<double> m_values;
    QColor m_color;
};

SpeedPlot::SpeedPlot(QWidget* parent)
    : PlotFrame(parent)
{
    QCPAxisRect* rect = plot()->axisRect();
    m_marker = new PlaceMarker(rect);
    m_quantized = plot()->addGraph();
    m_quantized->setLineStyle(QCPGraph::lsNone);
    m_float = new QCPBars(plot()->xAxis, plot()->yAxis);
    m_float->setWidth(kFloatWidth);
    m_float->setName(tr("float32"));
    m_baseline = new QCPBars(plot()->xAxis, plot()->yAxis);
    m_baseline->setWidth((kFloatWidth + kQuantizedWidth) / 2);
    m_baseline->setName(tr("kept"));
    m_floatSpread = new QCPErrorBars(plot()->xAxis, plot()->yAxis);
    m_floatSpread->setDataPlottable(m_float);
    m_floatSpread->setWhiskerWidth(kWhisker);
    m_quantizedSpread = new QCPErrorBars(plot()->xAxis, plot()->yAxis);
    m_quantizedSpread->setDataPlottable(m_quantized);
    m_quantizedSpread->setWhiskerWidth(kWhisker);
    rect->axis(QCPAxis::atBottom)->setLabel(tr("layer"));
    m_breaks = new BreakMarks(rect);
    addLegend(1);

    m_orderButton = addSwitch(tr("sorted"), tr("Slowest layer first"));
    m_detailButton = addSwitch(tr("parts"), tr("Split the quantized time into reformat, kernel, epilogue and waiting"));
    connect(m_orderButton, &QToolButton::toggled, this, [this](bool on) {
        setOrder(on ? BarOrder::SlowestFirst : BarOrder::NetworkOrder);
        emit orderChanged(m_order);
    });
    connect(m_detailButton, &QToolButton::toggled, this, [this](bool on) {
        setDetail(on ? BarDetail::Parts : BarDetail::Total);
        emit detailChanged(m_detail);
    });
    setTitle(tr("What did it buy?"));
    setEmptyText(tr("Measure the network to see how long each layer takes."));
}

void SpeedPlot::setData(const SpeedData& newData)
{
    m_data = newData;
    if (!newData.title.isEmpty()) setTitle(newData.title);
    setNote(newData.note);
    setState(newData.bars.empty() ? State::Empty : State::Fresh);
    rebuild();
}

void SpeedPlot::clear()
{
    setData({});
}

void SpeedPlot::setOrder(BarOrder order)
{
    m_order = order;
    const QSignalBlocker blocker(m_orderButton);
    m_orderButton->setChecked(order == BarOrder::SlowestFirst);
    rebuild();
}

void SpeedPlot::setDetail(BarDetail detail)
{
    m_detail = detail;
    const QSignalBlocker blocker(m_detailButton);
    m_detailButton->setChecked(detail == BarDetail::Parts);
    rebuild();
}

void SpeedPlot::setSelected(const QList<int>& layers)
{
    m_selected = layers;
    markSelected();
    redraw();
}

void SpeedPlot::markSelected()
{
    QList<int> places;
    for (std::size_t i = 0; i < m_places.size(); ++i) {
        if (m_selected.contains(m_places[i])) places.append(static_cast<int>(i));
    }
    m_marker->setPlaces(places);
}

double SpeedPlot::valueOf(const SpeedBar& bar, Piece piece) const
{
    switch (piece) {
    case Piece::Total:
        return bar.quantizedMs;
    case Piece::Reformat:
        return bar.reformatMs;
    case Piece::Kernel:
        // A layer that was not split is all kernel.
        return std::isnan(bar.kernelMs) ? bar.quantizedMs : bar.kernelMs;
    case Piece::Epilogue:
        return bar.epilogueMs;
    case Piece::Waiting:
        return bar.waitingMs;
    }
    return bar.quantizedMs;
}

void SpeedPlot::arrange()
{
    m_places.resize(m_data.bars.size());
    std::iota(m_places.begin(), m_places.end(), 0);
    if (m_order == BarOrder::NetworkOrder) return;
    const auto slowness = [this](int layer) {
        const SpeedBar& bar = m_data.bars[static_cast<std::size_t>(layer)];
        const double a = std::isnan(bar.floatMs) ? 0 : bar.floatMs;
        const double b = std::isnan(bar.quantizedMs) ? 0 : bar.quantizedMs;
        return std::max(a, b);
    };
    std::stable_sort(m_places.begin(), m_places.end(), [&slowness](int a, int b) { return slowness(a) > slowness(b); });
}

void SpeedPlot::rebuild()
{
    arrange();
    const bool micro = longest() < 1;
    m_perMs = micro ? 1e3 : 1;
    plot()->yAxis->setLabel(micro ? tr("time (µs)") : tr("time (ms)"));

    QStringList names;
    for (const int layer : m_places)
        names << m_data.bars[static_cast<std::size_t>(layer)].name;
    setLayerNames(plot()->xAxis, names);

    for (const Series& series : m_series)
        plot()->removePlottable(series.bars);
    m_series.clear();
    QVector<double> keys;
    QVector<double> floats;
    QVector<double> floatSpread;
    QVector<double> baselineKeys;
    QVector<double> baseline;
    QVector<double> quantized;
    QVector<double> quantizedSpread;
    QVector<double> highest;
    for (std::size_t i = 0; i < m_places.size(); ++i) {
        const SpeedBar& bar = m_data.bars[static_cast<std::size_t>(m_places[i])];
        keys.append(static_cast<double>(i));
        floats.append(bar.floatMs * m_perMs);
        floatSpread.append(bar.floatSpreadMs > 0 ? bar.floatSpreadMs * m_perMs : qQNaN());
        if (std::isfinite(bar.baselineMs)) {
            baselineKeys.append(static_cast<double>(i));
            baseline.append(bar.baselineMs * m_perMs);
        }
        quantized.append(bar.quantizedMs * m_perMs);
        highest.append(std::fmax(bar.floatMs, bar.quantizedMs) * m_perMs);
        quantizedSpread.append(bar.quantizedSpreadMs > 0 ? bar.quantizedSpreadMs * m_perMs : qQNaN());
    }
    m_float->setData(keys, floats, true);
    m_floatSpread->setData(floatSpread);
    m_breaks->setValues(highest);
    m_baseline->setData(baselineKeys, baseline, true);
    m_quantized->setData(keys, quantized, true);
    m_quantizedSpread->setData(quantizedSpread);

    const QList<Piece> pieces = m_detail == BarDetail::Total
        ? QList<Piece> {Piece::Total}
        : QList<Piece> {Piece::Reformat, Piece::Kernel, Piece::Epilogue, Piece::Waiting};
    QCPBars* below = nullptr;
    for (const Piece piece : pieces) {
        for (int f = 0; f < kFamilyCount; ++f) {
            for (const Execution execution : {Execution::Executed, Execution::Simulated}) {
                QVector<double> places;
                QVector<double> values;
                for (std::size_t i = 0; i < m_places.size(); ++i) {
                    const SpeedBar& bar = m_data.bars[static_cast<std::size_t>(m_places[i])];
                    const double value = valueOf(bar, piece);
                    if (static_cast<int>(bar.family) != f || bar.execution != execution || std::isnan(value)) continue;
                    places.append(static_cast<double>(i));
                    values.append(value * m_perMs);
                }
                if (places.isEmpty()) continue;
                auto* bars = new QCPBars(plot()->xAxis, plot()->yAxis);
                bars->setWidth(kQuantizedWidth);
                bars->setData(places, values, true);
                // Only one of the series has a bar at a place, so stacking all of them stacks the pieces.
                if (below != nullptr) bars->moveAbove(below);
                below = bars;
                m_series.push_back({bars, static_cast<Family>(f), execution, piece});
            }
        }
    }
    m_floatSpread->setVisible(m_places.size() <= kMostSpreads);
    m_quantizedSpread->setVisible(m_places.size() <= kMostSpreads);
    fillLegend();
    markSelected();
    refit();
    replot();
}

void SpeedPlot::fillLegend()
{
    legend()->clearItems();
    legend()->simplify();
    for (const Key& key : m_keys)
        plot()->removePlottable(key.bars);
    m_keys.clear();
    // Bars without data that only stand in the legend: a family, a piece and the hatching are each explained once.
    const auto addKey = [this](const QString& name, Family family, Piece piece, Look look) {
        auto* bars = new QCPBars(plot()->xAxis, plot()->yAxis);
        bars->setName(name);
        bars->addToLegend(legend());
        m_keys.push_back({bars, family, piece, look});
    };
    m_float->addToLegend(legend());
    if (std::ranges::any_of(m_data.bars, [](const SpeedBar& bar) { return std::isfinite(bar.baselineMs); }))
        m_baseline->addToLegend(legend());
    bool simulated = false;
    std::array<bool, kFamilyCount> used {};
    for (const Series& series : m_series) {
        used[static_cast<std::size_t>(series.family)] = true;
        simulated = simulated || series.execution == Execution::Simulated;
    }
    for (std::size_t f = 0; f < used.size(); ++f) {
        const auto family = static_cast<Family>(f);
        if (used[f]) addKey(familyName(family), family, Piece::Total, Look::Family);
    }
    if (m_detail == BarDetail::Parts) {
        addKey(tr("reformat"), Family::Int, Piece::Reformat, Look::Neutral);
        addKey(tr("kernel"), Family::Int, Piece::Kernel, Look::Neutral);
        addKey(tr("epilogue"), Family::Int, Piece::Epilogue, Look::Neutral);
        addKey(tr("waiting"), Family::Int, Piece::Waiting, Look::Neutral);
    }
    if (simulated) addKey(tr("simulated"), Family::Int, Piece::Total, Look::Hatched);
}

double SpeedPlot::longest() const
{
    double top = 0;
    for (const SpeedBar& bar : m_data.bars) {
        const auto reach = [&](double ms, double spread) {
            if (std::isfinite(ms)) top = std::max(top, ms > bar.reachMs ? bar.reachMs : ms + spread);
        };
        reach(bar.floatMs, bar.floatSpreadMs);
        reach(bar.quantizedMs, bar.quantizedSpreadMs);
        if (std::isfinite(bar.baselineMs)) top = std::max(top, bar.baselineMs);
    }
    return top;
}

void SpeedPlot::fitAxes()
{
    const double top = longest();
    plot()->xAxis->setRange(-0.7, std::max(0.7, static_cast<double>(m_data.bars.size()) - 0.3));
    plot()->yAxis->setRange(0, top > 0 ? top * m_perMs * 1.06 : 1);
    rememberLimits(plot()->xAxis);
    rememberLimits(plot()->yAxis);
}

void SpeedPlot::applyColors()
{
    const QColor text = palette().color(QPalette::Text);
    const QColor base = palette().color(QPalette::Base);
    m_float->setPen(QPen(mixed(base, text, 0.7), 1));
    m_float->setBrush(Qt::NoBrush);
    m_baseline->setPen(QPen(mixed(base, text, 0.85), 1, Qt::DashLine));
    m_baseline->setBrush(Qt::NoBrush);
    m_floatSpread->setPen(QPen(mixed(base, text, 0.45), 1));
    m_quantizedSpread->setPen(QPen(text, 1));
    m_marker->setColor(palette().color(QPalette::Highlight));
    m_breaks->setColor(base);
    const auto paint = [&](QCPBars* bars, QColor color, Piece piece, Execution execution) {
        if (piece == Piece::Reformat) color = mixed(color, base, 0.55);
        if (piece == Piece::Epilogue) color = mixed(color, text, 0.45);
        if (piece == Piece::Waiting) color = mixed(color, base, 0.85);
        bars->setPen(QPen(mixed(color, text, 0.25), 1));
        bars->setBrush(execution == Execution::Simulated ? QBrush(color, Qt::BDiagPattern) : QBrush(color));
    };
    for (const Series& series : m_series)
        paint(series.bars, familyShade(series.family, kUsualBits, palette()), series.piece, series.execution);
    for (const Key& key : m_keys) {
        const QColor color
            = key.look == Look::Family ? familyShade(key.family, kUsualBits, palette()) : mixed(base, text, 0.55);
        paint(key.bars, color, key.piece, key.look == Look::Hatched ? Execution::Simulated : Execution::Executed);
    }
    plot()->xAxis->grid()->setVisible(false);
}

int SpeedPlot::layerAt(const QPoint& position) const
{
    const QRect rect = plot()->axisRect()->rect();
    if (position.x() < rect.left() || position.x() > rect.right() || position.y() < rect.top()) return -1;
    const auto place = std::lround(plot()->xAxis->pixelToCoord(position.x()));
    if (place < 0 || static_cast<std::size_t>(place) >= m_places.size()) return -1;
    return m_places[static_cast<std::size_t>(place)];
}

void SpeedPlot::clicked(const QPoint& position)
{
    const int layer = layerAt(position);
    if (layer >= 0) emit layerClicked(layer);
}

QString SpeedPlot::toolTipAt(const QPoint& position) const
{
    const int layer = layerAt(position);
    if (layer < 0) return {};
    const SpeedBar& bar = m_data.bars[static_cast<std::size_t>(layer)];
    const auto timeText = [](double ms, double spread) {
        return spread > 0 ? tr("%1 ± %2").arg(formatTime(ms), formatTime(spread)) : formatTime(ms);
    };
    QStringList lines {bar.name, tr("float32: %1").arg(timeText(bar.floatMs, bar.floatSpreadMs)),
        tr("quantized (%1): %2").arg(familyName(bar.family), timeText(bar.quantizedMs, bar.quantizedSpreadMs))};
    if (bar.quantizedMs > 0 && std::isfinite(bar.floatMs))
        lines << tr("ratio: %1").arg(formatWithUnit(bar.floatMs / bar.quantizedMs, Unit::Times));
    if (std::isfinite(bar.baselineMs)) lines << tr("kept: %1").arg(formatTime(bar.baselineMs));
    if (!std::isnan(bar.kernelMs))
        lines << tr("reformat %1, kernel %2, epilogue %3, waiting %4")
                     .arg(formatTime(bar.reformatMs), formatTime(bar.kernelMs), formatTime(bar.epilogueMs),
                         formatTime(bar.waitingMs));
    if (bar.execution == Execution::Simulated) lines << tr("simulated: rounded to the grid, computed in float");
    if (!bar.detail.isEmpty()) lines << bar.detail;
    return lines.join(QLatin1Char('\n'));
}

QString SpeedPlot::dataAsCsv() const
{
    QString text = csvLine({QStringLiteral("layer"), QStringLiteral("float_ms"), QStringLiteral("float_spread_ms"),
        QStringLiteral("chosen_ms"), QStringLiteral("chosen_spread_ms"), QStringLiteral("reformat_ms"),
        QStringLiteral("kernel_ms"), QStringLiteral("epilogue_ms"), QStringLiteral("waiting_ms"),
        QStringLiteral("family"), QStringLiteral("execution"), QStringLiteral("kept_ms")});
    for (const int layer : m_places) {
        const SpeedBar& bar = m_data.bars[static_cast<std::size_t>(layer)];
        text += csvLine(
            {csvText(bar.name), csvNumber(bar.floatMs), csvNumber(bar.floatSpreadMs), csvNumber(bar.quantizedMs),
                csvNumber(bar.quantizedSpreadMs), csvNumber(bar.reformatMs), csvNumber(bar.kernelMs),
                csvNumber(bar.epilogueMs), csvNumber(bar.waitingMs), csvText(familyName(bar.family)),
                bar.execution == Execution::Simulated ? QStringLiteral("simulated") : QStringLiteral("executed"),
                csvNumber(bar.baselineMs)});
    }
    return text;
}

} // namespace bitladder::widgets
