#include "widgets/plot/values/weight_path_plot.h"

#include "widgets/table/csv_text.h"
#include "widgets/theme/tokens.h"

#include <qcustomplot.h>

#include <algorithm>
#include <cmath>

namespace bitladder::widgets
{

namespace
{

constexpr std::size_t kMostLines = 24; // levels that are drawn

} // namespace

WeightPathPlot::WeightPathPlot(QWidget* parent)
    : PlotFrame(parent)
    , m_pushRect(new QCPAxisRect(plot()))
{
    plot()->plotLayout()->addElement(1, 0, m_pushRect);
    plot()->plotLayout()->setRowStretchFactor(0, 3);
    plot()->plotLayout()->setRowStretchFactor(1, 1);
    for (QCPAxisRect* rect : {plot()->axisRect(), m_pushRect})
        letShrink(*rect);
    // One margin for both, so that the same step stands at the same place.
    auto* margins = new QCPMarginGroup(plot());
    for (QCPAxisRect* rect : {plot()->axisRect(), m_pushRect})
        rect->setMarginGroup(QCP::msLeft | QCP::msRight, margins);
    m_rounded = plot()->addGraph();
    m_rounded->setName(tr("rounded ŵ"));
    m_rounded->setLineStyle(QCPGraph::lsStepLeft);
    m_latent = plot()->addGraph();
    m_latent->setName(tr("learning float w"));
    m_place = plot()->addGraph();
    m_place->setLineStyle(QCPGraph::lsNone);
    m_push = plot()->addGraph(m_pushRect->axis(QCPAxis::atBottom), m_pushRect->axis(QCPAxis::atLeft));
    m_push->setLineStyle(QCPGraph::lsImpulse);
    m_push->setName(tr("push −∂loss/∂ŵ"));
    plot()->yAxis->setLabel(tr("weight"));
    m_pushRect->axis(QCPAxis::atLeft)->setLabel(tr("push"));
    m_pushRect->axis(QCPAxis::atBottom)->setLabel(tr("step of the optimizer"));
    plot()->xAxis->setTickLabels(false); // those below count for both
    for (QCPAxis* axis : {plot()->xAxis, m_pushRect->axis(QCPAxis::atBottom)})
        connect(axis, qOverload<const QCPRange&>(&QCPAxis::rangeChanged), this, [this](const QCPRange& range) {
            plot()->xAxis->setRange(range);
            m_pushRect->axis(QCPAxis::atBottom)->setRange(range);
        });
    addLegend(2);
    setTitle(tr("How does a weight jump?"));
    setEmptyText(tr("Start training to see weights wander and jump."));
}

// Those that the path comes near to, one more to either side.
std::vector<double> WeightPathPlot::nearLevels() const
{
    if (m_data.levels.empty() || m_data.scale.empty()) return {};
    double low = std::numeric_limits<double>::infinity(), high = -low;
    for (std::size_t i = 0; i < m_data.scale.size(); ++i) {
        if (!(m_data.scale[i] > 0)) continue;
        low = std::min({low, m_data.latent[i] / m_data.scale[i], m_data.rounded[i] / m_data.scale[i]});
        high = std::max({high, m_data.latent[i] / m_data.scale[i], m_data.rounded[i] / m_data.scale[i]});
    }
    auto first = std::lower_bound(m_data.levels.begin(), m_data.levels.end(), low);
    auto last = std::upper_bound(m_data.levels.begin(), m_data.levels.end(), high);
    if (first != m_data.levels.begin()) --first;
    if (last != m_data.levels.end()) ++last;
    std::vector<double> near(first, std::max(first, last));
    if (near.size() > kMostLines) near.clear();
    return near;
}

void WeightPathPlot::fillLevels()
{
    const std::vector<double> near = nearLevels();
    const std::size_t middles = near.empty() ? 0 : near.size() - 1;
    const auto fit = [&](std::vector<QCPGraph*>& graphs, std::size_t count) {
        while (graphs.size() > count) {
            plot()->removeGraph(graphs.back());
            graphs.pop_back();
        }
        while (graphs.size() < count) {
            graphs.push_back(plot()->addGraph());
            graphs.back()->setLayer(QStringLiteral("grid")); // behind what moves
            graphs.back()->removeFromLegend();
        }
    };
    fit(m_levels, near.size());
    fit(m_middles, middles);
    const auto line = [&](QCPGraph* graph, double level) {
        QVector<QCPGraphData> points;
        for (std::size_t i = 0; i < m_data.step.size(); ++i)
            points.append(QCPGraphData(m_data.step[i], level * m_data.scale[i]));
        graph->data()->set(points, true);
    };
    for (std::size_t i = 0; i < near.size(); ++i)
        line(m_levels[i], near[i]);
    for (std::size_t i = 0; i < middles; ++i)
        line(m_middles[i], (near[i] + near[i + 1]) / 2);
    if (!m_levels.empty()) m_levels[0]->setName(tr("levels"));
    if (!m_middles.empty()) m_middles[0]->setName(tr("limits of rounding"));
}

void WeightPathPlot::fill()
{
    QVector<QCPGraphData> latent, rounded, place, push;
    const std::size_t count = m_data.step.size();
    const auto shown = m_shown >= 1 ? count : static_cast<std::size_t>(m_shown * static_cast<double>(count));
    for (std::size_t i = 0; i < shown; ++i) {
        latent.append(QCPGraphData(m_data.step[i], m_data.latent[i]));
        rounded.append(QCPGraphData(m_data.step[i], m_data.rounded[i]));
        push.append(QCPGraphData(m_data.step[i], -m_data.gradient[i]));
    }
    if (!latent.isEmpty()) place = {latent.last(), rounded.last()};
    m_latent->data()->set(latent, true);
    m_rounded->data()->set(rounded, true);
    m_place->data()->set(place, false);
    m_push->data()->set(push, true);
}

void WeightPathPlot::setData(const WeightPath& newData)
{
    m_data = newData;
    m_shown = 1;
    setTitle(newData.name.isEmpty()
            ? tr("How does a weight jump?")
            : tr("%1: %n jump(s)", nullptr, static_cast<int>(std::min<qint64>(newData.jumps, 1000000)))
                  .arg(newData.name));
    setNote(
        tr("The float w learns; the network computes with its rounded value ŵ, which jumps where w crosses the middle "
           "between two levels. What pushes w is the gradient of the loss by ŵ, handed straight through the "
           "rounding."));
    fillLevels();
    fill();
    legend()->clearItems();
    legend()->simplify();
    for (QCPGraph* graph : {m_latent, m_rounded, m_push})
        graph->addToLegend(legend());
    for (const auto* graphs : {&m_levels, &m_middles})
        if (!graphs->empty()) graphs->front()->addToLegend(legend());
    // Nothing has no figures: they would stand below the text that says so.
    for (QCPAxis* axis : {plot()->yAxis, m_pushRect->axis(QCPAxis::atBottom), m_pushRect->axis(QCPAxis::atLeft)})
        axis->setTickLabels(!newData.step.empty());
    setState(newData.step.empty() ? State::Empty : State::Fresh);
    refit();
    replot();
}

void WeightPathPlot::clear()
{
    setData({});
}

void WeightPathPlot::setShown(double share)
{
    m_shown = std::clamp(share, 0.0, 1.0);
    fill();
    redraw();
}

void WeightPathPlot::fitAxes()
{
    double low = std::numeric_limits<double>::infinity(), high = -low, push = 0;
    for (std::size_t i = 0; i < m_data.step.size(); ++i) {
        low = std::min({low, m_data.latent[i], m_data.rounded[i]});
        high = std::max({high, m_data.latent[i], m_data.rounded[i]});
        push = std::max(push, std::fabs(m_data.gradient[i]));
    }
    if (!(low <= high)) low = high = 0;
    // The levels to either side, for without them a line says nothing.
    const std::vector<double> near = nearLevels();
    if (!near.empty()) {
        low = std::min(low, near.front() * m_data.scale.back());
        high = std::max(high, near.back() * m_data.scale.back());
    }
    const double margin = high > low ? 0.06 * (high - low) : 1;
    const double first = m_data.step.empty() ? 0 : m_data.step.front(),
                 last = m_data.step.empty() ? 1 : std::max(m_data.step.back(), first + 1);
    plot()->yAxis->setRange(low - margin, high + margin);
    m_pushRect->axis(QCPAxis::atLeft)->setRange(push > 0 ? -1.1 * push : -1, push > 0 ? 1.1 * push : 1);
    plot()->xAxis->setRange(first - 0.01 * (last - first), last + 0.02 * (last - first));
    for (QCPAxis* axis :
        {plot()->xAxis, plot()->yAxis, m_pushRect->axis(QCPAxis::atBottom), m_pushRect->axis(QCPAxis::atLeft)})
        rememberLimits(axis);
}

void WeightPathPlot::applyColors()
{
    const QColor strong = familyColor(m_data.family, palette()), fine = roleColor(Role::FloatReference, palette());
    const QColor text = palette().color(QPalette::Text), base = palette().color(QPalette::Base);
    styleAxisRect(m_pushRect);
    m_latent->setPen(QPen(fine, 1.6));
    m_rounded->setPen(QPen(strong, 2));
    m_place->setScatterStyle(QCPScatterStyle(QCPScatterStyle::ssDisc, QPen(base, 1), QBrush(text), 8));
    m_push->setPen(QPen(mixed(base, text, 0.7), 1.4));
    for (QCPGraph* level : m_levels)
        level->setPen(QPen(mixed(base, text, 0.45), 1));
    for (QCPGraph* middle : m_middles)
        middle->setPen(QPen(mixed(base, text, 0.3), 1, Qt::DotLine));
}

QString WeightPathPlot::toolTipAt(const QPoint& position) const
{
    if (m_data.step.empty()) return {};
    const double at = plot()->xAxis->pixelToCoord(position.x());
    const auto next = std::lower_bound(m_data.step.begin(), m_data.step.end(), at);
    auto i = static_cast<std::size_t>(next - m_data.step.begin());
    i = std::min(i, m_data.step.size() - 1);
    if (i > 0 && at - m_data.step[i - 1] < m_data.step[i] - at) --i;
    return tr("step %1").arg(m_data.step[i]) + QLatin1Char('\n')
        + tr("float %1, rounded %2").arg(formatNumber(m_data.latent[i]), formatNumber(m_data.rounded[i]))
        + QLatin1Char('\n') + tr("∂loss/∂ŵ %1").arg(formatNumber(m_data.gradient[i]));
}

QString WeightPathPlot::dataAsCsv() const
{
    QString text = csvLine({QStringLiteral("step"), QStringLiteral("latent"), QStringLiteral("rounded"),
        QStringLiteral("gradient"), QStringLiteral("scale")});
    for (std::size_t i = 0; i < m_data.step.size(); ++i)
        text += csvLine({csvNumber(m_data.step[i]), csvNumber(m_data.latent[i]), csvNumber(m_data.rounded[i]),
            csvNumber(m_data.gradient[i]), csvNumber(m_data.scale[i])});
    return text;
}

} // namespace bitladder::widgets
