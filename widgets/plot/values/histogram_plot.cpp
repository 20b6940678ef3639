#include "widgets/plot/values/histogram_plot.h"

#include "widgets/plot/frame/minus_ticker.h"
#include "widgets/plot/frame/plot_caption.h"
#include "widgets/plot/values/distribution_overlay.h"
#include "widgets/table/csv_text.h"

#include <QHBoxLayout>
#include <QToolButton>

#include <algorithm>
#include <cmath>

namespace bitladder::widgets
{

namespace
{

constexpr int kGrab = 8;
// Above this ratio the quantized peaks would flatten the float histogram, so they get an axis of their own.
constexpr double kOwnAxisRatio = 3.0;
// The lower end of a logarithmic count axis: a single value still stands out from none.
constexpr double kLogFloor = 0.5;

// Step lines hold each count up to the next edge; the last edge repeats the last count.
void setSteps(QCPGraph* graph, const std::vector<double>& edges, const std::vector<double>& counts)
{
    QVector<QCPGraphData> points;
    if (!counts.empty() && edges.size() == counts.size() + 1) {
        points.reserve(static_cast<int>(edges.size()) + 1);
        for (std::size_t i = 0; i < counts.size(); ++i)
            points.append(QCPGraphData(edges[i], counts[i]));
        points.append(QCPGraphData(edges.back(), counts.back()));
    }
    graph->data()->set(points, true);
}

double largest(const std::vector<double>& values)
{
    return values.empty() ? 0.0 : *std::max_element(values.begin(), values.end());
}

struct Steps {
    std::vector<double> edges, counts;
};

// The quantized values as a density, so that they stand on the scale of the float ones: what fell on a level is spread
// over its cell, from one middle between two levels to the next, in values for a bin of the float histogram. Where
// cells are narrower than bins the bins are as good.
Steps quantizedSteps(const DistributionData& data)
{
    const Steps bins {data.edges, data.quantizedCounts};
    const std::size_t count = data.quantizedCounts.size();
    if (data.grid.size() < 2 || count == 0 || data.edges.size() != count + 1) return bins;
    const double bin = (data.edges.back() - data.edges.front()) / static_cast<double>(count);
    Steps cells;
    const auto& grid = data.grid;
    for (std::size_t i = 0; i < grid.size(); ++i) {
        const double below = i > 0 ? (grid[i - 1] + grid[i]) / 2 : grid[0] - (grid[1] - grid[0]) / 2;
        const double above = i + 1 < grid.size() ? (grid[i] + grid[i + 1]) / 2 : grid[i] + (grid[i] - grid[i - 1]) / 2;
        constexpr double kFewBins = 2.5;
        if (above - below < kFewBins * bin) return bins;
        if (i == 0) cells.edges.push_back(below);
        cells.edges.push_back(above);
        double sum = 0;
        const auto first = std::upper_bound(data.edges.begin(), data.edges.end(), below) - data.edges.begin();
        for (auto k = static_cast<std::size_t>(std::max<std::ptrdiff_t>(first - 1, 0)); k < count; ++k) {
            const double middle = (data.edges[k] + data.edges[k + 1]) / 2;
            if (middle >= above) break;
            if (middle >= below) sum += data.quantizedCounts[k];
        }
        cells.counts.push_back(sum * bin / (above - below));
    }
    return cells;
}

// The same of the state before the methods.
Steps beforeSteps(const DistributionData& data)
{
    if (data.before != BeforeMethods::Quantized) return {data.beforeEdges, data.beforeCounts};
    DistributionData earlier;
    earlier.edges = data.beforeEdges;
    earlier.quantizedCounts = data.beforeCounts;
    earlier.grid = data.beforeGrid;
    return quantizedSteps(earlier);
}

// A trace says that there is something, not how little.
QString shareText(double share)
{
    constexpr double kTrace = 1e-4;
    return share > 0 && share < kTrace ? HistogramPlot::tr("< %1").arg(formatWithUnit(kTrace, Unit::Percent))
                                       : formatWithUnit(share, Unit::Percent);
}

QString binLine(const QString& kind, double from, double to, double count)
{
    return csvLine({kind, csvNumber(from), csvNumber(to), csvNumber(count)});
}

} // namespace

HistogramPlot::HistogramPlot(QWidget* parent)
    : PlotFrame(parent)
{
    QCPLayoutGrid* layout = plot()->plotLayout();
    m_valueRect = plot()->axisRect();
    m_valueRect->setupFullAxesBox(false);
    m_valueRect->axis(QCPAxis::atTop)->setVisible(false);
    m_valueRect->setRangeDrag(Qt::Horizontal);
    m_errorCaption = new PlotCaption(plot());
    layout->addElement(1, 0, m_errorCaption);
    layout->setRowStretchFactor(1, 0.001);
    m_errorRect = new QCPAxisRect(plot());
    letShrink(*m_errorRect);
    m_errorRect->setRangeDrag(Qt::Horizontal);
    useMinus({plot()->xAxis, m_errorRect->axis(QCPAxis::atBottom)});
    layout->addElement(2, 0, m_errorRect);
    layout->setRowStretchFactor(0, 1.6);
    layout->setRowSpacing(2);
    auto* margins = new QCPMarginGroup(plot());
    m_valueRect->setMarginGroup(QCP::msLeft | QCP::msRight, margins);
    m_errorRect->setMarginGroup(QCP::msLeft | QCP::msRight, margins);
    for (QCPAxis* axis : m_errorRect->axes())
        axis->setLayer(QStringLiteral("axes"));
    m_errorRect->axis(QCPAxis::atBottom)->grid()->setLayer(QStringLiteral("grid"));
    m_errorRect->axis(QCPAxis::atLeft)->grid()->setLayer(QStringLiteral("grid"));

    m_grid = new GridOverlay(m_valueRect);
    m_clip = new ClipOverlay(m_valueRect);
    m_levels = new LevelOverlay(m_valueRect);
    m_float = plot()->addGraph(m_valueRect->axis(QCPAxis::atBottom), m_valueRect->axis(QCPAxis::atLeft));
    m_quantized = plot()->addGraph(m_valueRect->axis(QCPAxis::atBottom), m_valueRect->axis(QCPAxis::atRight));
    m_error = plot()->addGraph(m_errorRect->axis(QCPAxis::atBottom), m_errorRect->axis(QCPAxis::atLeft));
    m_beforeFloat = plot()->addGraph(m_valueRect->axis(QCPAxis::atBottom), m_valueRect->axis(QCPAxis::atLeft));
    m_beforeQuantized = plot()->addGraph(m_valueRect->axis(QCPAxis::atBottom), m_valueRect->axis(QCPAxis::atRight));
    for (QCPGraph* graph : {m_float, m_quantized, m_error, m_beforeFloat, m_beforeQuantized})
        graph->setLineStyle(QCPGraph::lsStepLeft);
    m_beforeQuantized->setName(tr("rounded to the nearest, without the methods"));
    m_float->setName(tr("float values"));
    m_quantized->setName(tr("quantized values"));
    m_error->setName(tr("error"));

    QCPLegend* legend = addLegend(3);
    m_float->addToLegend(legend);
    m_quantized->addToLegend(legend);
    m_error->addToLegend(legend);

    m_logButton = addSwitch(tr("log"), tr("Logarithmic counts"));
    connect(m_logButton, &QToolButton::toggled, this, [this](bool on) {
        setCountScale(on ? CountScale::Logarithmic : CountScale::Linear);
        emit countScaleChanged(m_countScale);
    });

    setTitle(tr("How do the numbers sit on the grid?"));
    setEmptyText(tr("Select a layer to see how its numbers sit on the grid."));
}

HistogramPlot::~HistogramPlot() = default;

void HistogramPlot::setData(const DistributionData& data)
{
    // A handle under the mouse must not run away from it: neither the axes move nor the limits that it was dragged to.
    const bool dragging = m_dragged != Handle::None && m_moved && state() != State::Empty && !data.floatCounts.empty();
    const double low = m_data.clipLow, high = m_data.clipHigh;
    const double level = m_level >= 0 && static_cast<std::size_t>(m_level) < m_data.grid.size()
        ? m_data.grid[static_cast<std::size_t>(m_level)]
        : 0;
    m_data = data;
    if (dragging && m_dragged == Handle::Level) {
        if (static_cast<std::size_t>(m_level) < m_data.grid.size())
            m_data.grid[static_cast<std::size_t>(m_level)] = level;
    } else if (dragging) {
        m_data.clipLow = low;
        m_data.clipHigh = high;
    }
    if (!data.title.isEmpty()) setTitle(data.title);
    setNote(data.note);
    setSteps(m_float, data.edges, data.floatCounts);
    const Steps quantized = quantizedSteps(data);
    setSteps(m_quantized, quantized.edges, quantized.counts);
    setSteps(m_error, data.errorEdges, data.errorCounts);
    // What is not there has no entry; an empty plot keeps its own.
    const auto name = [&](QCPGraph* graph, const std::vector<double>& counts) {
        if (counts.empty() && !data.floatCounts.empty())
            graph->removeFromLegend(legend());
        else
            graph->addToLegend(legend());
    };
    name(m_quantized, quantized.counts);
    name(m_error, data.errorCounts);
    showBefore();
    m_levels->values = data.levelHandles == LevelHandles::Movable ? m_data.grid : std::vector<double>();
    m_grid->setGrid(m_data.grid, data.gridStep, data.clipLow, data.clipHigh);
    m_clip->low = m_data.clipLow;
    m_clip->high = m_data.clipHigh;
    m_clip->movable = data.clipHandles != ClipHandles::Fixed;
    m_valueRect->axis(QCPAxis::atBottom)->setLabel(data.xLabel);
    m_errorRect->axis(QCPAxis::atBottom)->setLabel(tr("error: quantized − float, same unit"));
    m_errorRect->axis(QCPAxis::atLeft)->setLabel(tr("in a bin"));

    QString caption = tr("The error of each value");
    if (std::isfinite(data.roundingShare) && std::isfinite(data.clippingShare))
        caption = tr("Error of each value; of its square rounding %1, clipping %2")
                      .arg(shareText(data.roundingShare), shareText(data.clippingShare));
    m_errorCaption->setText(caption);
    setState(data.floatCounts.empty() ? State::Empty : State::Fresh);
    if (!dragging) refit();
    replot();
}

void HistogramPlot::showBefore()
{
    const Steps steps = beforeSteps(m_data);
    const auto show = [&](QCPGraph* graph, BeforeMethods of) {
        const bool shown = m_data.before == of;
        setSteps(graph, shown ? steps.edges : std::vector<double>(), shown ? steps.counts : std::vector<double>());
        if (shown)
            graph->addToLegend(legend());
        else
            graph->removeFromLegend(legend());
    };
    m_beforeFloat->setName(m_data.beforeName.isEmpty() ? tr("float values before the methods") : m_data.beforeName);
    show(m_beforeFloat, BeforeMethods::Float);
    show(m_beforeQuantized, BeforeMethods::Quantized);
}

void HistogramPlot::clear()
{
    setData({});
}

void HistogramPlot::setCountScale(CountScale scale)
{
    m_countScale = scale;
    const QSignalBlocker blocker(m_logButton);
    m_logButton->setChecked(scale == CountScale::Logarithmic);
    refit();
    replot();
}

void HistogramPlot::fitAxes()
{
    QCPAxis* x = m_valueRect->axis(QCPAxis::atBottom);
    QCPAxis* left = m_valueRect->axis(QCPAxis::atLeft);
    QCPAxis* right = m_valueRect->axis(QCPAxis::atRight);
    QCPAxis* errorX = m_errorRect->axis(QCPAxis::atBottom);
    QCPAxis* errorY = m_errorRect->axis(QCPAxis::atLeft);

    if (m_data.edges.size() >= 2) {
        double from = m_data.edges.front();
        double to = m_data.edges.back();
        if (std::isfinite(m_data.clipLow)) from = std::min(from, m_data.clipLow);
        if (std::isfinite(m_data.clipHigh)) to = std::max(to, m_data.clipHigh);
        const double margin = 0.03 * (to - from);
        x->setRange(from - margin, to + margin);
        rememberLimits(x);
    }
    if (m_data.errorEdges.size() >= 2) {
        errorX->setRange(m_data.errorEdges.front(), m_data.errorEdges.back());
        rememberLimits(errorX);
    }
    const double earlier = m_data.before == BeforeMethods::Absent ? 0 : largest(beforeSteps(m_data).counts);
    const bool floats = m_data.before == BeforeMethods::Float;
    const double floatTop = std::max({1.0, largest(m_data.floatCounts), floats ? earlier : 0.0});
    const double quantizedTop = std::max({1.0, largest(quantizedSteps(m_data).counts), floats ? 0.0 : earlier});
    const double errorTop = std::max(1.0, largest(m_data.errorCounts));
    const bool logarithmic = m_countScale == CountScale::Logarithmic;
    for (QCPAxis* axis : {left, right, errorY}) {
        const auto type = logarithmic ? QCPAxis::stLogarithmic : QCPAxis::stLinear;
        if (axis->scaleType() != type) {
            axis->setScaleType(type);
            // A ticker that is kept keeps its number of ticks, which the frame has fitted to the height.
            axis->setTicker(logarithmic ? QSharedPointer<QCPAxisTicker>(new QCPAxisTickerLog)
                                        : QSharedPointer<QCPAxisTicker>(new QCPAxisTicker));
        }
        axis->setNumberFormat(QStringLiteral("gb"));
        axis->setNumberPrecision(logarithmic ? 0 : 6);
    }
    const auto fit = [logarithmic](QCPAxis* axis, double top) {
        if (logarithmic)
            axis->setRange(kLogFloor, top * 2);
        else
            axis->setRange(0, top * 1.08);
    };
    const bool ownAxis = !logarithmic && quantizedTop > kOwnAxisRatio * floatTop;
    fit(left, ownAxis ? floatTop : std::max(floatTop, quantizedTop));
    fit(right, ownAxis ? quantizedTop : std::max(floatTop, quantizedTop));
    fit(errorY, errorTop);
    right->setTickLabels(ownAxis);
    right->setTicks(ownAxis);
    left->setLabel(ownAxis ? tr("float") : tr("values in a bin"));
    right->setLabel(ownAxis ? tr("quantized") : QString());
}

void HistogramPlot::applyColors()
{
    const QColor reference = roleColor(Role::FloatReference, palette());
    const QColor quantized = familyColor(m_data.family, palette());
    const QColor error = roleColor(Role::Error, palette());
    // Opaque: Qt would blend so large an area with threads of its pool and wait for them.
    const auto pale = [this](const QColor& color) {
        constexpr double kShare = 0.35;
        return QBrush(mixed(palette().color(QPalette::Base), color, kShare));
    };
    m_float->setPen(QPen(reference, 1));
    m_float->setBrush(pale(reference));
    m_quantized->setPen(QPen(quantized, 1.6));
    m_quantized->setBrush(Qt::NoBrush);
    for (QCPGraph* graph : {m_beforeFloat, m_beforeQuantized}) {
        graph->setPen(QPen(palette().color(QPalette::Text), 1.2, Qt::DashLine));
        graph->setBrush(Qt::NoBrush);
    }
    m_levels->color = quantized;
    m_levels->ground = palette().color(QPalette::Base);
    m_error->setPen(QPen(error, 1));
    m_error->setBrush(pale(error));
    m_grid->setColor(roleColor(Role::Grid, palette()));
    m_clip->color = roleColor(Role::Clip, palette());
    m_errorCaption->setFont(font());
    m_errorCaption->setTextColor(palette().color(QPalette::Text));
    m_valueRect->axis(QCPAxis::atRight)->grid()->setVisible(false);
    const bool hasError = !m_data.errorCounts.empty();
    m_errorRect->setVisible(hasError);
    m_errorCaption->setVisible(hasError);
    // Without an error the histogram has all the room.
    m_errorRect->setAutoMargins(hasError ? QCP::msAll : QCP::msNone);
    if (!hasError) m_errorRect->setMargins({});
    for (QCPLayoutElement* element :
        {static_cast<QCPLayoutElement*>(m_errorRect), static_cast<QCPLayoutElement*>(m_errorCaption)})
        element->setMaximumSize(QWIDGETSIZE_MAX, hasError ? QWIDGETSIZE_MAX : 0);
}

void HistogramPlot::clicked(const QPoint& position)
{
    if (m_valueRect->rect().contains(position))
        emit valueClicked(m_valueRect->axis(QCPAxis::atBottom)->pixelToCoord(position.x()));
}

GridMarks HistogramPlot::gridMarksNow() const
{
    return m_grid->marks();
}

QPoint HistogramPlot::clipHandleLow() const
{
    const QPointF point = m_clip->handleAt(m_data.clipLow);
    return point.isNull() ? QPoint() : plot()->mapTo(this, point.toPoint());
}

QPoint HistogramPlot::clipHandleHigh() const
{
    const QPointF point = m_clip->handleAt(m_data.clipHigh);
    return point.isNull() ? QPoint() : plot()->mapTo(this, point.toPoint());
}

QPoint HistogramPlot::levelHandle(int level) const
{
    if (level < 0 || static_cast<std::size_t>(level) >= m_levels->values.size()) return {};
    const QPointF point = m_levels->handleAt(m_levels->values[static_cast<std::size_t>(level)]);
    return point.isNull() ? QPoint() : plot()->mapTo(this, point.toPoint());
}

int HistogramPlot::levelAt(const QPoint& position) const
{
    int nearest = -1;
    double distance = kGrab;
    for (std::size_t i = 0; i < m_levels->values.size(); ++i) {
        const QPointF handle = m_levels->handleAt(m_levels->values[i]);
        if (handle.isNull() || std::abs(position.y() - handle.y()) > kGrab) continue;
        const double away = std::abs(position.x() - handle.x());
        if (away > distance) continue;
        distance = away;
        nearest = static_cast<int>(i);
    }
    return nearest;
}

HistogramPlot::Handle HistogramPlot::handleAt(const QPoint& position) const
{
    if (levelAt(position) >= 0) return Handle::Level;
    if (m_data.clipHandles == ClipHandles::Fixed || !m_valueRect->rect().contains(position)) return Handle::None;
    const QPointF low = m_clip->handleAt(m_data.clipLow);
    const QPointF high = m_clip->handleAt(m_data.clipHigh);
    const double toLow = low.isNull() ? kGrab + 1 : std::abs(position.x() - low.x());
    const double toHigh = high.isNull() ? kGrab + 1 : std::abs(position.x() - high.x());
    if (std::min(toLow, toHigh) > kGrab) return Handle::None;
    return toLow < toHigh ? Handle::Low : Handle::High;
}

PlotFrame::Handled HistogramPlot::mousePressed(const QMouseEvent& event)
{
    m_dragged = handleAt(event.pos());
    m_level = m_dragged == Handle::Level ? levelAt(event.pos()) : -1;
    m_moved = false;
    return m_dragged == Handle::None ? Handled::No : Handled::Yes;
}

PlotFrame::Handled HistogramPlot::mouseMoved(const QMouseEvent& event)
{
    if (m_dragged == Handle::None) {
        const bool over = event.buttons() == Qt::NoButton && handleAt(event.pos()) != Handle::None;
        plot()->setCursor(over ? Qt::SizeHorCursor : Qt::ArrowCursor);
        return Handled::No;
    }
    const double value = m_valueRect->axis(QCPAxis::atBottom)->pixelToCoord(event.pos().x());
    if (m_dragged == Handle::Level)
        moveLevel(value);
    else
        moveClip(value);
    return Handled::Yes;
}

PlotFrame::Handled HistogramPlot::mouseReleased(const QMouseEvent&)
{
    const bool level = m_dragged == Handle::Level;
    m_dragged = Handle::None;
    if (m_moved) {
        if (level)
            emit levelDropped(m_level, m_data.grid[static_cast<std::size_t>(m_level)]);
        else
            emit clipDropped(m_data.clipLow, m_data.clipHigh);
        // What came while the axes stood still may reach beyond them, and nothing newer need follow.
        refit();
        replot();
    }
    return Handled::Yes;
}

void HistogramPlot::moveClip(double value)
{
    const QCPRange view = m_valueRect->axis(QCPAxis::atBottom)->range();
    const double inside = std::clamp(value, view.lower, view.upper);
    m_moved = true;
    const bool mirrored = m_data.clipHandles == ClipHandles::Mirrored;
    if (m_dragged == Handle::Low) {
        m_data.clipLow = std::min(inside, 0.0);
        if (mirrored) m_data.clipHigh = -m_data.clipLow;
    } else {
        m_data.clipHigh = std::max(inside, 0.0);
        if (mirrored) m_data.clipLow = -m_data.clipHigh;
    }
    m_clip->low = m_data.clipLow;
    m_clip->high = m_data.clipHigh;
    redraw();
    emit clipDragged(m_data.clipLow, m_data.clipHigh);
}

void HistogramPlot::moveLevel(double value)
{
    const auto at = static_cast<std::size_t>(m_level);
    if (at >= m_data.grid.size()) return;
    const QCPRange view = m_valueRect->axis(QCPAxis::atBottom)->range();
    // Levels keep their order: a hair lies between neighbours.
    const double hair = view.size() * 1e-4;
    double low = view.lower, high = view.upper;
    if (at > 0) low = std::max(low, m_data.grid[at - 1] + hair);
    if (at + 1 < m_data.grid.size()) high = std::min(high, m_data.grid[at + 1] - hair);
    if (low > high) return;
    m_moved = true;
    m_data.grid[at] = std::clamp(value, low, high);
    m_levels->values = m_data.grid;
    m_grid->setGrid(m_data.grid, m_data.gridStep, m_data.clipLow, m_data.clipHigh);
    redraw();
    emit levelDragged(m_level, m_data.grid[at]);
}

QString HistogramPlot::toolTipAt(const QPoint& position) const
{
    const auto binText = [this, &position](QCPAxisRect* rect, const std::vector<double>& edges,
                             const std::vector<double>& counts, const QString& what) {
        const double x = rect->axis(QCPAxis::atBottom)->pixelToCoord(position.x());
        if (counts.empty() || edges.size() != counts.size() + 1 || x < edges.front() || x >= edges.back())
            return QString();
        const auto bin = static_cast<std::size_t>(std::upper_bound(edges.begin(), edges.end(), x) - edges.begin()) - 1;
        return tr("%1 … %2: %3 %4")
            .arg(formatNumber(edges[bin]), formatNumber(edges[bin + 1]), locale().toString(counts[bin], 'f', 0), what);
    };
    QStringList lines;
    if (m_valueRect->rect().contains(position)) {
        lines << binText(m_valueRect, m_data.edges, m_data.floatCounts, tr("float values"))
              << binText(m_valueRect, m_data.edges, m_data.quantizedCounts, tr("quantized values"));
        if (m_data.gridStep > 0) lines << tr("step of the grid: %1").arg(formatNumber(m_data.gridStep));
        if (std::isfinite(m_data.clipLow) && std::isfinite(m_data.clipHigh))
            lines
                << tr("clipped below %1 and above %2").arg(formatNumber(m_data.clipLow), formatNumber(m_data.clipHigh));
    } else if (m_errorRect->visible() && m_errorRect->rect().contains(position)) {
        lines << binText(m_errorRect, m_data.errorEdges, m_data.errorCounts, tr("errors"));
    }
    lines.removeAll(QString());
    return lines.join(QLatin1Char('\n'));
}

QString HistogramPlot::dataAsCsv() const
{
    QString text
        = csvLine({QStringLiteral("series"), QStringLiteral("from"), QStringLiteral("to"), QStringLiteral("value")});
    for (std::size_t i = 0; i < m_data.floatCounts.size(); ++i)
        text += binLine(QStringLiteral("float"), m_data.edges[i], m_data.edges[i + 1], m_data.floatCounts[i]);
    for (std::size_t i = 0; i < m_data.quantizedCounts.size(); ++i)
        text += binLine(QStringLiteral("quantized"), m_data.edges[i], m_data.edges[i + 1], m_data.quantizedCounts[i]);
    for (std::size_t i = 0; i < m_data.errorCounts.size(); ++i)
        text += binLine(QStringLiteral("error"), m_data.errorEdges[i], m_data.errorEdges[i + 1], m_data.errorCounts[i]);
    if (m_data.beforeEdges.size() == m_data.beforeCounts.size() + 1)
        for (std::size_t i = 0; i < m_data.beforeCounts.size(); ++i)
            text += binLine(
                QStringLiteral("before"), m_data.beforeEdges[i], m_data.beforeEdges[i + 1], m_data.beforeCounts[i]);
    for (const double value : m_data.grid)
        text += binLine(QStringLiteral("grid"), value, value, 1);
    text += binLine(QStringLiteral("clip"), m_data.clipLow, m_data.clipHigh, 1);
    return text;
}

} // namespace bitladder::widgets
