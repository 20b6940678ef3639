#include "widgets/plot/values/difference_histogram.h"

#include "widgets/control/theme.h"
#include "widgets/plot/frame/minus_ticker.h"
#include "widgets/table/csv_text.h"

#include <qcustomplot.h>

#include <QLocale>

#include <algorithm>

namespace bitladder::widgets
{

DifferenceHistogram::DifferenceHistogram(QWidget* parent)
    : PlotFrame(parent)
{
    useMinus({plot()->xAxis});
    m_bars = new QCPBars(plot()->xAxis, plot()->yAxis);
    m_baselineLine = plot()->addGraph();
    m_baselineLine->setLineStyle(QCPGraph::lsStepCenter);
    plot()->yAxis->setLabel(tr("in a bin"));
    setTitle(tr("How large are the differences?"));
    setEmptyText(tr("Nothing computed yet."));
}

void DifferenceHistogram::setData(const std::vector<double>& edges, const std::vector<double>& counts,
    const std::vector<double>& baseline, const QString& note)
{
    m_edges = edges;
    m_counts = counts;
    m_baseline = baseline.size() == counts.size() ? baseline : std::vector<double>();
    plot()->xAxis->setLabel(
        m_baseline.empty() ? tr("difference: quantized − float") : tr("difference: now − float; dashed: kept"));
    setNote(note);
    const bool valid = counts.size() > 0 && edges.size() == counts.size() + 1;
    QVector<double> keys, values;
    for (std::size_t i = 0; valid && i < counts.size(); ++i) {
        keys << (edges[i] + edges[i + 1]) / 2;
        values << counts[i];
    }
    if (valid) m_bars->setWidth(edges[1] - edges[0]);
    m_bars->setData(keys, values, true);
    m_baselineLine->setData(keys.mid(0, static_cast<qsizetype>(m_baseline.size())),
        QVector<double>(m_baseline.begin(), m_baseline.end()), true);
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
    double most = *std::ranges::max_element(m_counts);
    if (!m_baseline.empty()) most = std::max(most, *std::ranges::max_element(m_baseline));
    plot()->yAxis->setRange(0, std::max(1.0, 1.05 * most));
    rememberLimits(plot()->xAxis);
    rememberLimits(plot()->yAxis);
}

void DifferenceHistogram::applyColors()
{
    const QColor color = roleColor(Role::Error, palette());
    m_bars->setPen(Qt::NoPen);
    m_bars->setBrush(mixed(palette().color(QPalette::Base), color, 0.7));
    m_baselineLine->setPen(
        QPen(mixed(palette().color(QPalette::Base), palette().color(QPalette::Text), 0.6), 1, Qt::DashLine));
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
    const auto count = [](double n) { return QLocale().toString(static_cast<qlonglong>(n)); };
    const QString low = formatNumber(m_edges[i]), high = formatNumber(m_edges[i + 1]);
    return m_baseline.empty()
        ? tr("%1 … %2: %3 numbers").arg(low, high, count(m_counts[i]))
        : tr("%1 … %2: kept %3, now %4 numbers").arg(low, high, count(m_baseline[i]), count(m_counts[i]));
}

QString DifferenceHistogram::dataAsCsv() const
{
    QStringList head {QStringLiteral("from"), QStringLiteral("to"), QStringLiteral("count")};
    if (!m_baseline.empty()) head << QStringLiteral("kept_count");
    QString text = csvLine(head);
    for (std::size_t i = 0; i < m_counts.size(); ++i) {
        QStringList line {csvNumber(m_edges[i]), csvNumber(m_edges[i + 1]), csvNumber(m_counts[i])};
        if (!m_baseline.empty()) line << csvNumber(m_baseline[i]);
        text += csvLine(line);
    }
    return text;
}

} // namespace bitladder::widgets
