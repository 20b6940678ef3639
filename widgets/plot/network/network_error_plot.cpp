#include "widgets/plot/network/network_error_plot.h"

#include "widgets/control/theme.h"
#include "widgets/plot/frame/layer_axis.h"
#include "widgets/plot/frame/minus_ticker.h"
#include "widgets/table/csv_text.h"

#include <algorithm>
#include <cmath>

namespace bitladder::widgets
{

namespace
{

constexpr double kSmallestTop = 10;

double at(const std::vector<double>& values, int index)
{
    return index >= 0 && static_cast<std::size_t>(index) < values.size() ? values[static_cast<std::size_t>(index)]
                                                                         : std::numeric_limits<double>::quiet_NaN();
}

// Only what can be drawn as a point; a line breaks where a value is missing.
void setFinite(QCPGraph* graph, const std::vector<double>& values)
{
    QVector<QCPGraphData> points;
    for (std::size_t i = 0; i < values.size(); ++i)
        points.append(QCPGraphData(static_cast<double>(i), std::isfinite(values[i]) ? values[i] : qQNaN()));
    graph->data()->set(points, true);
}

QString sqnrText(double value)
{
    if (std::isinf(value) && value > 0) return NetworkErrorPlot::tr("exact");
    return formatWithUnit(value, Unit::Decibels);
}

} // namespace

NetworkErrorPlot::NetworkErrorPlot(QWidget* parent)
    : PlotFrame(parent)
{
    QCPAxisRect* rect = plot()->axisRect();
    m_marker = new PlaceMarker(rect);
    m_baseline = plot()->addGraph();
    m_accumulated = plot()->addGraph();
    m_isolated = plot()->addGraph();
    m_exact = plot()->addGraph();
    m_isolated->setLineStyle(QCPGraph::lsNone);
    m_exact->setLineStyle(QCPGraph::lsNone);
    m_accumulated->setName(tr("all layers up to here quantized"));
    m_isolated->setName(tr("this layer alone quantized"));
    m_baseline->setName(tr("kept: accumulated"));
    m_exact->setName(tr("no error at all"));
    addLegend(1);
    for (QCPGraph* graph : {m_isolated, m_accumulated})
        graph->addToLegend(legend());
    rect->axis(QCPAxis::atBottom)->setLabel(tr("layer"));
    rect->axis(QCPAxis::atLeft)->setLabel(tr("SQNR (dB)"));
    useMinus({rect->axis(QCPAxis::atLeft)});
    setTitle(tr("Where does it go wrong?"));
    setEmptyText(tr("Measure the network to see where the error comes from."));
}

void NetworkErrorPlot::setData(const NetworkErrorData& newData)
{
    const bool sameLayers = state() != State::Empty && newData.layerNames == m_data.layerNames;
    m_data = newData;
    if (!newData.title.isEmpty()) setTitle(newData.title);
    setNote(newData.note);
    setLayerNames(plot()->xAxis, newData.layerNames);
    setFinite(m_isolated, newData.isolatedDb);
    setFinite(m_accumulated, newData.accumulatedDb);
    setFinite(m_baseline, newData.baselineAccumulatedDb);
    if (newData.baselineAccumulatedDb.empty())
        m_baseline->removeFromLegend(legend());
    else
        m_baseline->addToLegend(legend());
    setState(newData.layerNames.isEmpty() ? State::Empty : State::Fresh);
    const QCPRange places = plot()->xAxis->range();
    refit();
    // Fresh figures of the same network keep the part that the person has zoomed to.
    if (sameLayers) plot()->xAxis->setRange(places);
    replot();
}

void NetworkErrorPlot::clear()
{
    setData({});
}

void NetworkErrorPlot::setSelected(const QList<int>& layers)
{
    m_selected = layers;
    m_marker->setPlaces(layers);
    redraw();
}

void NetworkErrorPlot::fitAxes()
{
    m_top = kSmallestTop;
    m_bottom = 0;
    for (const auto* values : {&m_data.isolatedDb, &m_data.accumulatedDb, &m_data.baselineAccumulatedDb}) {
        for (const double value : *values) {
            if (!std::isfinite(value)) continue;
            m_top = std::max(m_top, value);
            m_bottom = std::min(m_bottom, value);
        }
    }
    const double margin = 0.08 * (m_top - m_bottom);
    plot()->xAxis->setRange(
        -0.6, std::max(1.0, m_data.layerNames.size() - 1 + std::max(0.6, 0.01 * m_data.layerNames.size())));
    plot()->yAxis->setRange(m_bottom < 0 ? m_bottom - margin : 0, m_top + margin);
    rememberLimits(plot()->xAxis);
    rememberLimits(plot()->yAxis);

    QVector<double> keys;
    for (std::size_t i = 0; i < m_data.isolatedDb.size(); ++i) {
        if (std::isinf(m_data.isolatedDb[i]) && m_data.isolatedDb[i] > 0) keys.append(static_cast<double>(i));
    }
    m_exact->setData(keys, QVector<double>(keys.size(), m_top + margin / 2), true);
    m_exact->setVisible(!keys.isEmpty());
    if (keys.isEmpty())
        m_exact->removeFromLegend(legend());
    else
        m_exact->addToLegend(legend());
}

void NetworkErrorPlot::applyColors()
{
    const QColor text = palette().color(QPalette::Text);
    const QColor base = palette().color(QPalette::Base);
    const QColor error = roleColor(Role::Error, palette());
    const QColor good = roleColor(Role::Good, palette());
    m_accumulated->setPen(QPen(error, 1.6));
    m_accumulated->setScatterStyle(
        m_data.layerNames.size() <= 40 ? QCPScatterStyle(QCPScatterStyle::ssDisc, error, error, 4) : QCPScatterStyle());
    m_baseline->setPen(QPen(mixed(base, text, 0.6), 1, Qt::DashLine));
    m_isolated->setPen(QPen(text, 1));
    m_isolated->setScatterStyle(
        QCPScatterStyle(QCPScatterStyle::ssCircle, QPen(mixed(base, text, 0.75), 1.3), QBrush(base), 7));
    m_exact->setPen(QPen(good, 1));
    m_exact->setScatterStyle(QCPScatterStyle(QCPScatterStyle::ssTriangle, QPen(good, 1), QBrush(good), 7));
    m_marker->setColor(palette().color(QPalette::Highlight));
    plot()->xAxis->grid()->setVisible(false);
}

int NetworkErrorPlot::layerAt(const QPoint& position) const
{
    const QRect rect = plot()->axisRect()->rect();
    if (position.x() < rect.left() || position.x() > rect.right() || position.y() < rect.top()) return -1;
    const auto layer = static_cast<int>(std::lround(plot()->xAxis->pixelToCoord(position.x())));
    return layer >= 0 && layer < m_data.layerNames.size() ? layer : -1;
}

void NetworkErrorPlot::clicked(const QPoint& position)
{
    const int layer = layerAt(position);
    if (layer >= 0) emit layerClicked(layer);
}

QString NetworkErrorPlot::toolTipAt(const QPoint& position) const
{
    const int layer = layerAt(position);
    if (layer < 0) return {};
    const QString tip = tr("%1\nalone: %2\naccumulated: %3")
                            .arg(m_data.layerNames[layer], sqnrText(at(m_data.isolatedDb, layer)),
                                sqnrText(at(m_data.accumulatedDb, layer)));
    if (m_data.baselineAccumulatedDb.empty()) return tip;
    return tr("%1\naccumulated, kept: %2").arg(tip, sqnrText(at(m_data.baselineAccumulatedDb, layer)));
}

QString NetworkErrorPlot::dataAsCsv() const
{
    QStringList head {
        QStringLiteral("layer"), QStringLiteral("isolated_sqnr_db"), QStringLiteral("accumulated_sqnr_db")};
    const bool baseline = !m_data.baselineAccumulatedDb.empty();
    if (baseline) head << QStringLiteral("kept_accumulated_sqnr_db");
    QString text = csvLine(head);
    for (int i = 0; i < m_data.layerNames.size(); ++i) {
        QStringList line {
            csvText(m_data.layerNames[i]), csvNumber(at(m_data.isolatedDb, i)), csvNumber(at(m_data.accumulatedDb, i))};
        if (baseline) line << csvNumber(at(m_data.baselineAccumulatedDb, i));
        text += csvLine(line);
    }
    return text;
}

} // namespace bitladder::widgets
