#include "widgets/plot/network/margin_plot.h"

#include "widgets/control/theme.h"
#include "widgets/plot/frame/layer_axis.h"
#include "widgets/table/csv_text.h"

#include <algorithm>
#include <cmath>

namespace bitladder::widgets
{

namespace
{

constexpr double kPercent = 100;

} // namespace

MarginPlot::MarginPlot(QWidget* parent)
    : PlotFrame(parent)
{
    m_below = new QCPItemRect(plot());
    m_below->setLayer(QStringLiteral("background"));
    m_below->setPen(Qt::NoPen);
    m_below->setClipToAxisRect(true);
    m_marker = new PlaceMarker(plot()->axisRect());
    m_line = plot()->addGraph();
    m_line->setName(tr("lead of the float network's answer"));
    plot()->xAxis->setLabel(tr("layers quantized up to here"));
    plot()->yAxis->setLabel(tr("lead (points)"));
    setTitle(tr("Where is the answer lost?"));
    setEmptyText(tr("Choose a picture to see where its answer is lost."));
}

void MarginPlot::setData(const MarginData& newData)
{
    m_data = newData;
    if (!newData.title.isEmpty()) setTitle(newData.title);
    setNote(newData.note);
    setLayerNames(plot()->xAxis, newData.layers);
    QVector<double> keys, values;
    for (std::size_t k = 0; k < newData.margins.size(); ++k) {
        keys << static_cast<double>(k) - 1; // before the first layer
        values << kPercent * newData.margins[k];
    }
    m_line->setData(keys, values, true);
    m_marker->setPlaces(newData.culprits);
    setState(newData.margins.empty() ? State::Empty : State::Fresh);
    refit();
    replot();
}

void MarginPlot::fitAxes()
{
    double low = -5, high = 5;
    for (const double margin : m_data.margins) {
        low = std::min(low, kPercent * margin);
        high = std::max(high, kPercent * margin);
    }
    const double air = 0.06 * (high - low);
    plot()->xAxis->setRange(-1.4, std::max(1.0, static_cast<double>(m_data.layers.size()) - 0.5));
    plot()->yAxis->setRange(low - air, high + air);
    rememberLimits(plot()->xAxis);
    rememberLimits(plot()->yAxis);
    constexpr double kFar = 1e6;
    m_below->topLeft->setCoords(-kFar, 0);
    m_below->bottomRight->setCoords(kFar, -kFar);
}

void MarginPlot::applyColors()
{
    const QColor text = palette().color(QPalette::Text), base = palette().color(QPalette::Base);
    const QColor bad = roleColor(Role::Bad, palette());
    m_line->setPen(QPen(text, 1.4));
    m_line->setScatterStyle(m_data.layers.size() <= 60
            ? QCPScatterStyle(QCPScatterStyle::ssCircle, QPen(text, 1.2), QBrush(base), 5)
            : QCPScatterStyle());
    m_below->setBrush(mixed(base, bad, 0.1));
    m_marker->setColor(palette().color(QPalette::Highlight));
}

int MarginPlot::layerAt(const QPoint& position) const
{
    if (!plot()->axisRect()->rect().contains(position)) return -2;
    const auto layer = static_cast<int>(std::lround(plot()->xAxis->pixelToCoord(position.x())));
    return layer >= -1 && layer + 1 < static_cast<int>(m_data.margins.size()) ? layer : -2;
}

void MarginPlot::clicked(const QPoint& position)
{
    if (const int layer = layerAt(position); layer >= 0) emit layerClicked(layer);
}

QString MarginPlot::toolTipAt(const QPoint& position) const
{
    const int layer = layerAt(position);
    if (layer < -1) return {};
    const QString lead = formatPoints(m_data.margins[static_cast<std::size_t>(layer + 1)]);
    if (layer < 0) return tr("all in float: lead %1").arg(lead);
    const QString tip = tr("%1, and all before it, quantized: lead %2").arg(m_data.layers[layer], lead);
    return m_data.culprits.contains(layer) ? tip + QLatin1Char('\n') + tr("to blame") : tip;
}

QString MarginPlot::dataAsCsv() const
{
    QString text = csvLine({QStringLiteral("quantized_up_to"), QStringLiteral("lead"), QStringLiteral("to_blame")});
    for (std::size_t k = 0; k < m_data.margins.size(); ++k) {
        const int layer = static_cast<int>(k) - 1;
        text += csvLine({csvText(layer < 0 ? QString() : m_data.layers.value(layer)), csvNumber(m_data.margins[k]),
            m_data.culprits.contains(layer) ? QStringLiteral("1") : QString()});
    }
    return text;
}

} // namespace bitladder::widgets
