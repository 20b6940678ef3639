#include "widgets/difference_histogram.h"

#include "widgets/csv_text.h"
#include "widgets/theme.h"

#include <qcustomplot.h>

#include <QLocale>

#include <algorithm>

namespace bitladder::widgets
{

DifferenceHistogram::DifferenceHistogram(QWidget* parent)
    : PlotFrame(parent)
{
    m_bars = new QCPBars(plot()->xAxis, plot()->yAxis);
    plot()->xAxis->setLabel(tr("difference: chosen − float"));
    plot()->yAxis->setLabel(tr("in a bin"));
    setTitle(tr("How large are the differences?"));
    setEmptyText(tr("Nothing computed yet."));
}

void DifferenceHistogram::setData(const std::vector<double>& edges, const std::vector<double>& counts)
{
    m_edges = edges;
    m_counts = counts;
    const bool valid = counts.size() > 0 && edges.size() == counts.size() + 1;
    QVector<double> keys, values;
    for (std::size_t i = 0; valid && i < counts.size(); ++i) {
        keys << (edges[i] + edges[i + 1]) / 2;
        values << counts[i];
    }
    if (valid) m_bars->setWidth(edges[1] - edges[0]);
    m_bars->setData(keys, values, true);
    setState(valid ? State::Fresh : State::Empty);
    refit();
    replot();
}

void DifferenceHistogram::clear()
{
    setData({}, {});
}

void DifferenceHistogram::fitAxes()
{
    if (m_counts.empty()) return;
    plot()->xAxis->setRange(m_edges.front(), m_edges.back());
    plot()->yAxis->setRange(0, std::max(1.0, 1.05 * *std::ranges::max_element(m_counts)));
    rememberLimits(plot()->xAxis);
    rememberLimits(plot()->yAxis);
}

void DifferenceHistogram::applyColors()
{
    const QColor color = roleColor(Role::Error, palette());
    m_bars->setPen(Qt::NoPen);
    m_bars->setBrush(mixed(palette().color(QPalette::Base), color, 0.7));
    plot()->xAxis->ticker()->setTickCount(width() < 350 ? 2 : 5);
}

QString DifferenceHistogram::toolTipAt(const QPoint& position) const
{
    if (m_counts.empty() || !plot()->axisRect()->rect().contains(position)) return {};
    const double at = plot()->xAxis->pixelToCoord(position.x());
    const double width = m_edges[1] - m_edges[0];
    const auto bin = static_cast<std::ptrdiff_t>((at - m_edges.front()) / width);
    if (at < m_edges.front() || bin >= static_cast<std::ptrdiff_t>(m_counts.size())) return {};
    const auto i = static_cast<std::size_t>(bin);
    return tr("%1 … %2: %3 numbers")
        .arg(formatNumber(m_edges[i]), formatNumber(m_edges[i + 1]),
            QLocale().toString(static_cast<qlonglong>(m_counts[i])));
}

QString DifferenceHistogram::dataAsCsv() const
{
    QString text = csvLine({QStringLiteral("from"), QStringLiteral("to"), QStringLiteral("count")});
    for (std::size_t i = 0; i < m_counts.size(); ++i)
        text += csvLine({csvNumber(m_edges[i]), csvNumber(m_edges[i + 1]), csvNumber(m_counts[i])});
    return text;
}

} // namespace bitladder::widgets
