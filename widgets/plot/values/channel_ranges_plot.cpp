#include "widgets/plot/values/channel_ranges_plot.h"

#include "widgets/plot/frame/layer_axis.h"
#include "widgets/plot/frame/minus_ticker.h"
#include "widgets/table/csv_text.h"

#include <algorithm>
#include <cmath>

namespace bitladder::widgets
{

namespace
{

double at(const std::vector<double>& values, std::size_t index)
{
    return index < values.size() ? values[index] : std::numeric_limits<double>::quiet_NaN();
}

// A step a channel wide around each whole place.
void setSteps(QCPGraph* graph, const std::vector<double>& values)
{
    QVector<QCPGraphData> points;
    for (std::size_t i = 0; i < values.size(); ++i)
        points.append(QCPGraphData(static_cast<double>(i) - 0.5, values[i]));
    if (!values.empty()) points.append(QCPGraphData(static_cast<double>(values.size()) - 0.5, values.back()));
    graph->data()->set(points, true);
}

// One line that is broken between channels.
void setBars(QCPGraph* graph, const std::vector<double>& low, const std::vector<double>& high)
{
    QVector<QCPGraphData> points;
    for (std::size_t i = 0; i < std::min(low.size(), high.size()); ++i) {
        const auto key = static_cast<double>(i);
        points.append(QCPGraphData(key, low[i]));
        points.append(QCPGraphData(key, high[i]));
        points.append(QCPGraphData(key, qQNaN()));
    }
    graph->data()->set(points, true);
}

} // namespace

ChannelRangesPlot::ChannelRangesPlot(QWidget* parent)
    : PlotFrame(parent)
{
    m_marker = new PlaceMarker(plot()->axisRect());
    m_ranges = plot()->addGraph();
    m_clipLow = plot()->addGraph();
    m_clipHigh = plot()->addGraph();
    m_clipLow->setLineStyle(QCPGraph::lsStepLeft);
    m_clipHigh->setLineStyle(QCPGraph::lsStepLeft);
    m_ranges->setName(tr("lowest to highest value"));
    m_clipLow->setName(tr("clip limits"));
    m_before = plot()->addGraph();
    m_before->setLayer(QStringLiteral("grid")); // behind the others
    m_before->setName(tr("before the methods"));
    m_before->setVisible(false);
    QCPLegend* legend = addLegend(1);
    m_ranges->addToLegend(legend);
    m_clipLow->addToLegend(legend);
    plot()->xAxis->setLabel(tr("channel"));
    auto ticker = QSharedPointer<QCPAxisTickerFixed>::create();
    ticker->setTickStep(1);
    ticker->setScaleStrategy(QCPAxisTickerFixed::ssMultiples);
    plot()->xAxis->setTicker(ticker);
    useMinus({plot()->yAxis});
    setTitle(tr("How far does each channel reach?"));
    setEmptyText(tr("Select a layer to see the ranges of its channels."));
}

void ChannelRangesPlot::setData(const ChannelRanges& newData)
{
    m_data = newData;
    if (!newData.title.isEmpty()) setTitle(newData.title);
    setNote(newData.note);
    plot()->yAxis->setLabel(newData.valueLabel);
    const std::size_t count = std::min(newData.low.size(), newData.high.size());
    setBars(m_ranges, newData.low, newData.high);
    setBars(m_before, newData.beforeLow, newData.beforeHigh);
    m_before->setVisible(!newData.beforeLow.empty());
    if (newData.beforeLow.empty())
        m_before->removeFromLegend(legend());
    else
        m_before->addToLegend(legend());
    setSteps(m_clipLow, newData.clipLow);
    setSteps(m_clipHigh, newData.clipHigh);
    setState(count == 0 ? State::Empty : State::Fresh);
    refit();
    replot();
}

void ChannelRangesPlot::clear()
{
    setData({});
}

void ChannelRangesPlot::setSelected(int channel)
{
    m_selected = channel;
    m_marker->setPlaces(channel >= 0 ? QList<int> {channel} : QList<int>());
    redraw();
}

void ChannelRangesPlot::fitAxes()
{
    double low = 0;
    double high = 0;
    for (const auto* values :
        {&m_data.low, &m_data.high, &m_data.clipLow, &m_data.clipHigh, &m_data.beforeLow, &m_data.beforeHigh}) {
        for (const double value : *values) {
            if (!std::isfinite(value)) continue;
            low = std::min(low, value);
            high = std::max(high, value);
        }
    }
    if (low == high) high = low + 1;
    const double margin = 0.05 * (high - low);
    plot()->xAxis->setRange(-0.8, std::max(1.0, static_cast<double>(m_data.low.size()) - 0.2));
    plot()->yAxis->setRange(low - margin, high + margin);
    rememberLimits(plot()->xAxis);
    rememberLimits(plot()->yAxis);
}

void ChannelRangesPlot::applyColors()
{
    const double pixels = plot()->axisRect()->width() / std::max(1.0, plot()->xAxis->range().size());
    const double width = std::clamp(0.6 * pixels, 1.0, 10.0);
    m_ranges->setPen(QPen(roleColor(Role::FloatReference, palette()), width, Qt::SolidLine, Qt::FlatCap));
    // Wider and pale, behind what the methods made of it.
    const QColor pale = mixed(palette().color(QPalette::Base), palette().color(QPalette::Text), 0.25);
    m_before->setPen(QPen(pale, std::min(1.6 * width, std::max(1.0, pixels)), Qt::SolidLine, Qt::FlatCap));
    m_before->setAdaptiveSampling(false);
    // Adaptive sampling would join neighbouring channels where they are less than a pixel apart.
    m_ranges->setAdaptiveSampling(false);
    const QPen clip(roleColor(Role::Clip, palette()), 1.3);
    m_clipLow->setPen(clip);
    m_clipHigh->setPen(clip);
    m_marker->setColor(palette().color(QPalette::Highlight));
    plot()->xAxis->grid()->setVisible(false);
}

int ChannelRangesPlot::channelAt(const QPoint& position) const
{
    if (!plot()->axisRect()->rect().contains(position)) return -1;
    const auto channel = static_cast<int>(std::lround(plot()->xAxis->pixelToCoord(position.x())));
    return channel >= 0 && static_cast<std::size_t>(channel) < m_data.low.size() ? channel : -1;
}

void ChannelRangesPlot::clicked(const QPoint& position)
{
    const int channel = channelAt(position);
    if (channel >= 0) emit channelClicked(channel);
}

QString ChannelRangesPlot::toolTipAt(const QPoint& position) const
{
    const int channel = channelAt(position);
    if (channel < 0) return {};
    const auto index = static_cast<std::size_t>(channel);
    QString text = tr("channel %1\nvalues %2 … %3")
                       .arg(channel)
                       .arg(formatNumber(at(m_data.low, index)), formatNumber(at(m_data.high, index)));
    if (index < m_data.beforeLow.size())
        text += QLatin1Char('\n')
            + tr("before the methods %1 … %2")
                  .arg(formatNumber(m_data.beforeLow[index]), formatNumber(at(m_data.beforeHigh, index)));
    if (index < m_data.clipLow.size())
        text += QLatin1Char('\n')
            + tr("clipped to %1 … %2")
                  .arg(formatNumber(at(m_data.clipLow, index)), formatNumber(at(m_data.clipHigh, index)));
    return text;
}

QString ChannelRangesPlot::dataAsCsv() const
{
    QString text
        = csvLine({QStringLiteral("channel"), QStringLiteral("low"), QStringLiteral("high"), QStringLiteral("clip_low"),
            QStringLiteral("clip_high"), QStringLiteral("before_low"), QStringLiteral("before_high")});
    for (std::size_t i = 0; i < m_data.low.size(); ++i)
        text += csvLine({QString::number(i), csvNumber(m_data.low[i]), csvNumber(at(m_data.high, i)),
            csvNumber(at(m_data.clipLow, i)), csvNumber(at(m_data.clipHigh, i)), csvNumber(at(m_data.beforeLow, i)),
            csvNumber(at(m_data.beforeHigh, i))});
    return text;
}

} // namespace bitladder::widgets
