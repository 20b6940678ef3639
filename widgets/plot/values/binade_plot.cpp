#include "widgets/plot/values/binade_plot.h"

#include "widgets/control/theme.h"
#include "widgets/plot/frame/minus_ticker.h"
#include "widgets/table/csv_text.h"
#include "widgets/theme/tokens.h"

#include <qcustomplot.h>

#include <algorithm>
#include <cmath>

namespace bitladder::widgets
{

namespace
{

constexpr double kTickHeight = 0.14, kBandFoot = 0.0, kTop = 1.28; // of the highest column of weights
constexpr int kMostTexts = 20; // binades that have room for words

QString powerText(int exponent)
{
    static const QString digits = QStringLiteral("⁰¹²³⁴⁵⁶⁷⁸⁹");
    QString text = QStringLiteral("2");
    for (const QChar c : QString::number(exponent))
        text += c == QLatin1Char('-') ? QChar(0x207B) : digits[c.digitValue()];
    return text;
}

// 2^k under the axis.
class PowerTicker : public QCPAxisTicker
{
protected:
    double getTickStep(const QCPRange& range) override
    {
        return std::max(1.0, std::ceil(range.size() / std::max(1, tickCount())));
    }
    int getSubTickCount(double) override { return 0; }
    QString getTickLabel(double tick, const QLocale&, QChar, int) override
    {
        return powerText(static_cast<int>(std::lround(tick)));
    }
};

} // namespace

BinadePlot::BinadePlot(QWidget* parent)
    : PlotFrame(parent)
{
    m_weights = plot()->addGraph();
    m_weights->setLineStyle(QCPGraph::lsStepLeft);
    m_ticks = plot()->addGraph();
    m_ticks->setLineStyle(QCPGraph::lsImpulse);
    m_ticks->setAdaptiveSampling(false);
    const auto ticker = QSharedPointer<PowerTicker>::create();
    plot()->xAxis->setTicker(ticker);
    plot()->xAxis->setLabel(tr("magnitude, in units of the format"));
    plot()->yAxis->setTicks(false);
    plot()->yAxis->setLabel(tr("weights"));
    setTitle(tr("Which numbers does the format have?"));
    setEmptyText(tr("Set up a format to see its numbers."));
}

void BinadePlot::setData(const BinadeData& newData)
{
    m_data = newData;
    setNote(newData.note);
    for (QCPItemRect* band : m_bands)
        plot()->removeItem(band);
    for (QCPItemText* text : m_texts)
        plot()->removeItem(text);
    m_bands.clear();
    m_texts.clear();
    const double most = newData.counts.empty() ? 0 : *std::ranges::max_element(newData.counts);
    QVector<QCPGraphData> weights, ticks;
    for (std::size_t i = 0; i < newData.counts.size(); ++i)
        weights.append(
            QCPGraphData((newData.first + static_cast<double>(i)) / 2, most > 0 ? newData.counts[i] / most : 0));
    if (!weights.isEmpty())
        weights.append(QCPGraphData((newData.first + static_cast<double>(newData.counts.size())) / 2, 0));
    m_weights->data()->set(weights, true);
    for (const double value : newData.values)
        if (value > 0) ticks.append(QCPGraphData(std::log2(value), kTickHeight));
    m_ticks->data()->set(ticks, true);
    const bool wordy = newData.binades.size() <= kMostTexts;
    for (const BinadeData::Binade& binade : newData.binades) {
        auto* band = new QCPItemRect(plot());
        const double left = std::log2(binade.from);
        band->topLeft->setCoords(left, kTop);
        band->bottomRight->setCoords(left + 1, kBandFoot);
        band->setLayer(QStringLiteral("grid"));
        m_bands.append(band);
        if (!wordy) continue;
        auto* text = new QCPItemText(plot());
        text->position->setCoords(left + 0.5, kTop);
        text->setPositionAlignment(Qt::AlignHCenter | Qt::AlignTop);
        text->setText(QStringLiteral("%1\n×\n%2").arg(binade.values).arg(powerText(std::ilogb(binade.step))));
        m_texts.append(text);
    }
    setState(newData.binades.empty() ? State::Empty : State::Fresh);
    refit();
    replot();
}

void BinadePlot::clear()
{
    setData({});
}

void BinadePlot::fitAxes()
{
    double low = 0, high = 1;
    if (!m_data.binades.empty()) {
        low = std::log2(m_data.binades.front().from);
        high = std::log2(m_data.binades.back().from) + 1;
    }
    // Weights far below the smallest value round to zero all the same.
    constexpr double kBelow = 4;
    if (!m_data.counts.empty()) {
        low = std::clamp(m_data.first / 2.0, low - kBelow, low);
        high = std::max(high, std::min(high + kBelow, (m_data.first + static_cast<double>(m_data.counts.size())) / 2));
    }
    plot()->xAxis->setRange(low - 0.2, high + 0.2);
    plot()->yAxis->setRange(0, kTop);
    rememberLimits(plot()->xAxis);
    rememberLimits(plot()->yAxis);
}

void BinadePlot::applyColors()
{
    const QColor reference = roleColor(Role::FloatReference, palette()), own = familyColor(Family::Float, palette()),
                 ground = palette().color(QPalette::Base);
    m_weights->setPen(QPen(reference, 1.3));
    m_weights->setBrush(mixed(reference, ground, 0.72));
    m_ticks->setPen(QPen(token(Token::Accent, palette()), 1));
    for (int i = 0; i < m_bands.size(); ++i) {
        const bool subnormal = m_data.binades[static_cast<std::size_t>(i)].subnormal;
        m_bands[i]->setPen(QPen(token(Token::Grid, palette()), 1));
        const QColor fill = mixed(own, ground, i % 2 ? 0.9 : 0.82);
        m_bands[i]->setBrush(subnormal ? QBrush(mixed(own, ground, 0.6), Qt::BDiagPattern) : QBrush(fill));
    }
    for (QCPItemText* text : m_texts) {
        text->setFont(font());
        text->setColor(token(Token::Text2, palette()));
    }
}

QString BinadePlot::toolTipAt(const QPoint& position) const
{
    if (!plot()->axisRect()->rect().contains(position)) return {};
    const double at = plot()->xAxis->pixelToCoord(position.x());
    for (const BinadeData::Binade& binade : m_data.binades) {
        const double left = std::log2(binade.from);
        if (at < left || at >= left + 1) continue;
        const QString kind = binade.subnormal ? tr("subnormal") : tr("normal");
        return tr("from %1 to below %2: %3 values, %4 apart (%5)")
            .arg(formatNumber(binade.from), formatNumber(2 * binade.from))
            .arg(binade.values)
            .arg(formatNumber(binade.step), kind);
    }
    return {};
}

QString BinadePlot::dataAsCsv() const
{
    QString text = csvLine({QStringLiteral("from"), QStringLiteral("values"), QStringLiteral("step")});
    for (const BinadeData::Binade& binade : m_data.binades)
        text += csvLine({csvNumber(binade.from), csvNumber(binade.values), csvNumber(binade.step)});
    return text;
}

} // namespace bitladder::widgets
