#include "widgets/plot/network/kernel_plot.h"

#include "widgets/control/theme.h"
#include "widgets/plot/frame/layer_axis.h"
#include "widgets/table/csv_text.h"

#include <algorithm>
#include <cmath>

namespace bitladder::widgets
{

namespace
{

constexpr double kGroupWidth = 0.8;
constexpr double kSlope = -50; // of the names, in degrees

} // namespace

KernelPlot::KernelPlot(QWidget* parent)
    : PlotFrame(parent)
{
    m_marker = new PlaceMarker(plot()->axisRect());
    m_peaks = plot()->addGraph();
    m_peaks->setName(tr("measured peak"));
    plot()->yAxis->setScaleType(QCPAxis::stLogarithmic);
    plot()->yAxis->setTicker(QSharedPointer<QCPAxisTickerLog>::create());
    plot()->yAxis->setNumberFormat(QStringLiteral("gb"));
    plot()->yAxis->setNumberPrecision(0);
    plot()->yAxis->setLabel(tr("GMAC/s"));
    addLegend(1);
    setTitle(tr("How fast could this layer be?"));
    setEmptyText(tr("Select a layer to measure it at every format and level."));
}

double KernelPlot::barWidth() const
{
    return kGroupWidth / std::max<double>(1, static_cast<double>(m_data.levels.size()));
}

double KernelPlot::placeOf(const KernelBar& bar) const
{
    return bar.group + (bar.level + 0.5) * barWidth() - kGroupWidth / 2;
}

// The decade below the slowest bar is where the bars stand.
double KernelPlot::lowest() const
{
    double least = std::numeric_limits<double>::infinity();
    for (const KernelBar& bar : m_data.bars)
        if (bar.rate > 0) least = std::min(least, bar.rate);
    return std::isfinite(least) ? std::pow(10, std::floor(std::log10(least * 0.8))) : 1;
}

void KernelPlot::setData(const KernelData& newData)
{
    m_data = newData;
    if (!newData.title.isEmpty()) setTitle(newData.title);
    setNote(newData.note);
    setState(newData.bars.empty() ? State::Empty : State::Fresh);
    const auto names = QSharedPointer<QCPAxisTickerText>::create();
    for (int group = 0; group < m_data.groups.size(); ++group)
        names->addTick(group, m_data.groups[group]);
    plot()->xAxis->setTicker(names);
    plot()->xAxis->setTickLabelRotation(kSlope);
    legend()->clearItems();
    legend()->simplify();
    for (const Series& series : m_series)
        plot()->removePlottable(series.bars);
    m_series.clear();
    const double base = lowest();
    const auto top = static_cast<int>(m_data.levels.size()) - 1;
    bool simulated = false;
    for (int f = 0; f < kFamilyCount; ++f) {
        const auto family = static_cast<Family>(f);
        bool used = false;
        for (int level = 0; level <= top; ++level) {
            for (const Execution execution : {Execution::Executed, Execution::Simulated}) {
                QVector<double> keys, values;
                for (const KernelBar& bar : m_data.bars) {
                    const bool alike = bar.level == level && bar.execution == execution && bar.family == family;
                    if (!alike || !(bar.rate > 0)) continue;
                    keys << placeOf(bar);
                    values << bar.rate;
                }
                if (keys.isEmpty()) continue;
                QCPBars* bars = addBars({nullptr, level, execution, family});
                bars->setWidth(barWidth() * 0.9);
                bars->setBaseValue(base);
                bars->setData(keys, values, true);
                used = true;
                simulated = simulated || execution == Execution::Simulated;
            }
        }
        if (used) addToLegend(familyName(family), {nullptr, top, Execution::Executed, family});
    }
    for (int level = 0; level <= top; ++level)
        addToLegend(m_data.levels[level], {nullptr, level, Execution::Executed, {}});
    if (simulated) addToLegend(tr("simulated"), {nullptr, top, Execution::Simulated, {}});
    // A line over each bar, with gaps between them.
    QVector<double> keys, values;
    auto bars = m_data.bars;
    std::ranges::sort(bars, {}, [this](const KernelBar& bar) { return placeOf(bar); });
    for (const KernelBar& bar : bars) {
        if (!(bar.peak > 0)) continue;
        const double place = placeOf(bar), half = barWidth() / 2;
        keys << place - half << place + half << place + half;
        values << bar.peak << bar.peak << qQNaN();
    }
    m_peaks->setData(keys, values, true);
    m_peaks->addToLegend(legend());
    m_marker->setPlaces(m_data.chosen >= 0 ? QList<int> {m_data.chosen} : QList<int> {});
    refit();
    replot();
}

void KernelPlot::clear()
{
    setData({});
}

void KernelPlot::fitAxes()
{
    double top = 1;
    for (const KernelBar& bar : m_data.bars)
        top = std::max({top, bar.rate, bar.peak});
    plot()->xAxis->setRange(-0.7, std::max(0.7, static_cast<double>(m_data.groups.size()) - 0.3));
    plot()->yAxis->setRange(lowest(), top * 1.5);
    rememberLimits(plot()->xAxis);
    rememberLimits(plot()->yAxis);
}

QCPBars* KernelPlot::addBars(const Series& look)
{
    m_series.push_back(look);
    m_series.back().bars = new QCPBars(plot()->xAxis, plot()->yAxis);
    return m_series.back().bars;
}

void KernelPlot::addToLegend(const QString& name, const Series& look)
{
    QCPBars* bars = addBars(look);
    bars->setName(name);
    bars->addToLegend(legend());
}

// From pale for the lowest level to full for the highest.
QColor KernelPlot::colorOf(const Series& series) const
{
    const auto steps = static_cast<double>(m_data.levels.size()) - 1;
    const QColor base = palette().color(QPalette::Base);
    const QColor full
        = series.family ? familyColor(*series.family, palette()) : mixed(base, palette().color(QPalette::Text), 0.7);
    return mixed(base, full, steps > 0 ? 0.35 + 0.65 * series.level / steps : 1);
}

void KernelPlot::applyColors()
{
    const QColor text = palette().color(QPalette::Text);
    for (const Series& series : m_series) {
        const QColor color = colorOf(series);
        series.bars->setPen(QPen(mixed(color, text, 0.25), 1));
        series.bars->setBrush(
            series.execution == Execution::Simulated ? QBrush(color, Qt::BDiagPattern) : QBrush(color));
    }
    m_peaks->setPen(QPen(text, 2));
    m_marker->setColor(palette().color(QPalette::Highlight));
    plot()->xAxis->grid()->setVisible(false);
}

QString KernelPlot::toolTipAt(const QPoint& position) const
{
    const double x = plot()->xAxis->pixelToCoord(position.x());
    for (const KernelBar& bar : m_data.bars) {
        if (std::abs(x - placeOf(bar)) > barWidth() / 2) continue;
        QStringList lines {tr("%1 at %2").arg(m_data.groups.value(bar.group), m_data.levels.value(bar.level)),
            tr("%1 GMAC/s").arg(formatNumber(bar.rate))};
        if (bar.peak > 0)
            lines << tr("%1 of the measured peak of %2 GMAC/s")
                         .arg(formatWithUnit(bar.rate / bar.peak, Unit::Percent), formatNumber(bar.peak));
        if (bar.execution == Execution::Simulated) lines << tr("simulated: rounded to the grid, computed in float");
        if (!bar.detail.isEmpty()) lines << bar.detail;
        return lines.join(QLatin1Char('\n'));
    }
    return {};
}

QString KernelPlot::dataAsCsv() const
{
    QString text = csvLine({QStringLiteral("formats"), QStringLiteral("level"), QStringLiteral("gmac_per_s"),
        QStringLiteral("peak_gmac_per_s"), QStringLiteral("execution"), QStringLiteral("detail")});
    for (const KernelBar& bar : m_data.bars)
        text += csvLine({csvText(m_data.groups.value(bar.group)), csvText(m_data.levels.value(bar.level)),
            csvNumber(bar.rate), csvNumber(bar.peak > 0 ? bar.peak : qQNaN()),
            bar.execution == Execution::Simulated ? QStringLiteral("simulated") : QStringLiteral("executed"),
            csvText(bar.detail)});
    return text;
}

} // namespace bitladder::widgets
