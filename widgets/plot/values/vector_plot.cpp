#include "widgets/plot/values/vector_plot.h"

#include "widgets/control/theme.h"
#include "widgets/plot/frame/minus_ticker.h"
#include "widgets/table/csv_text.h"

#include <qcustomplot.h>

#include <algorithm>
#include <cmath>

namespace bitladder::widgets
{

namespace
{

constexpr double kBarWidth = 0.4;
constexpr double kLineWidth = 1.2, kFloatLineWidth = 4; // pixels

} // namespace

VectorPlot::VectorPlot(QWidget* parent)
    : PlotFrame(parent)
{
    QCustomPlot* p = plot();
    p->plotLayout()->clear();
    m_values = new QCPAxisRect(p);
    m_differences = new QCPAxisRect(p);
    p->plotLayout()->addElement(0, 0, m_values);
    p->plotLayout()->addElement(1, 0, m_differences);
    p->plotLayout()->setRowStretchFactor(0, 2);
    auto* group = new QCPMarginGroup(p);
    for (QCPAxisRect* rect : {m_values, m_differences}) {
        rect->setMarginGroup(QCP::msLeft | QCP::msRight, group);
        auto ticker = QSharedPointer<QCPAxisTickerFixed>::create();
        ticker->setTickStep(1);
        ticker->setScaleStrategy(QCPAxisTickerFixed::ssMultiples);
        rect->axis(QCPAxis::atBottom)->setTicker(ticker);
        rect->setRangeDrag(Qt::Horizontal);
    }
    QCPAxis *x = m_values->axis(QCPAxis::atBottom), *y = m_values->axis(QCPAxis::atLeft);
    QCPAxis *dx = m_differences->axis(QCPAxis::atBottom), *dy = m_differences->axis(QCPAxis::atLeft);
    useMinus({y, dy});
    connect(x, qOverload<const QCPRange&>(&QCPAxis::rangeChanged), dx, qOverload<const QCPRange&>(&QCPAxis::setRange));
    connect(dx, qOverload<const QCPRange&>(&QCPAxis::rangeChanged), x, qOverload<const QCPRange&>(&QCPAxis::setRange));
    const auto bars = [&](QCPAxis* key, QCPAxis* value, double width) {
        auto* b = new QCPBars(key, value);
        b->setWidth(width);
        b->removeFromLegend();
        return b;
    };
    m_floatBars = bars(x, y, kBarWidth);
    m_quantizedBars = bars(x, y, kBarWidth);
    m_differenceBars = bars(dx, dy, 2 * kBarWidth);
    m_baselineBars = bars(x, y, kBarWidth);
    m_baselineDifferenceBars = bars(dx, dy, 2 * kBarWidth);
    m_floatLine = p->addGraph(x, y);
    m_quantizedLine = p->addGraph(x, y);
    m_differenceLine = p->addGraph(dx, dy);
    m_baselineLine = p->addGraph(x, y);
    m_baselineDifferenceLine = p->addGraph(dx, dy);
    QCPLegend* legend = addLegend(2);
    m_floatBars->setName(tr("float"));
    m_baselineBars->setName(tr("kept"));
    for (QCPBars* b : {m_floatBars, m_quantizedBars, m_differenceBars})
        b->addToLegend(legend);
    for (QCPGraph* g : {m_floatLine, m_quantizedLine, m_differenceLine, m_baselineLine, m_baselineDifferenceLine})
        g->removeFromLegend();
    setTitle(tr("How far are float and quantized apart?"));
    setEmptyText(tr("Nothing computed yet."));
}

void VectorPlot::setDetail(Detail detail)
{
    m_detail = detail;
    const bool full = detail == Detail::Full;
    constexpr int kLeast = 50; // what an axis rectangle has by itself
    m_differences->setVisible(full);
    m_differences->setAutoMargins(full ? QCP::msAll : QCP::msNone);
    if (!full) m_differences->setMargins({});
    m_differences->setMinimumSize(0, full ? kLeast : 0);
    m_differences->setMaximumSize(QWIDGETSIZE_MAX, full ? QWIDGETSIZE_MAX : 0);
    for (QCPBars* b : {m_floatBars, m_quantizedBars, m_differenceBars})
        b->removeFromLegend(legend());
    for (QCPBars* b : {m_floatBars, m_quantizedBars, m_differenceBars})
        if (full || b != m_differenceBars) b->addToLegend(legend());
    setData(VectorData(m_data));
}

void VectorPlot::setData(const VectorData& newData)
{
    const bool same = newData.reference.size() == m_data.reference.size() && !newData.reference.empty();
    m_data = newData;
    if (!newData.title.isEmpty()) setTitle(newData.title);
    showTitle(m_detail == Detail::Full ? TitleShown::Yes : TitleShown::No);
    setNote(newData.note);
    m_values->axis(QCPAxis::atLeft)->setLabel(newData.valueLabel);
    m_differences->axis(QCPAxis::atLeft)->setLabel(tr("difference"));
    m_differences->axis(QCPAxis::atBottom)->setLabel(newData.keyLabel);
    m_values->axis(QCPAxis::atBottom)->setLabel(m_detail == Detail::Full ? QString() : newData.keyLabel);
    const std::size_t count = std::min(newData.reference.size(), newData.quantized.size());
    const bool few = count <= kMostBars;
    QVector<double> keys, left, right, reference, quantized, difference, baseline, baselineDifference;
    for (std::size_t i = 0; i < count; ++i) {
        const auto key = static_cast<double>(i);
        keys << key;
        left << key - kBarWidth / 2;
        right << key + kBarWidth / 2;
        reference << newData.reference[i];
        quantized << newData.quantized[i];
        difference << newData.quantized[i] - newData.reference[i];
        if (!compared()) continue;
        baseline << newData.baseline[i];
        baselineDifference << newData.baseline[i] - newData.reference[i];
    }
    m_quantizedBars->setName(compared() ? tr("now") : tr("quantized"));
    m_differenceBars->setName(compared() ? tr("difference: B − float") : tr("difference: quantized − float"));
    m_baselineBars->removeFromLegend(legend());
    if (compared()) m_baselineBars->addToLegend(legend());
    const QVector<double> none;
    m_floatBars->setData(few ? left : none, few ? reference : none, true);
    m_quantizedBars->setData(few ? right : none, few ? quantized : none, true);
    m_differenceBars->setData(few ? keys : none, few ? difference : none, true);
    m_floatLine->setData(few ? none : keys, few ? none : reference, true);
    m_quantizedLine->setData(few ? none : keys, few ? none : quantized, true);
    m_differenceLine->setData(few ? none : keys, few ? none : difference, true);
    const bool bars = few && compared(), lines = !few && compared();
    m_baselineBars->setData(bars ? right : none, bars ? baseline : none, true);
    m_baselineDifferenceBars->setData(bars ? keys : none, bars ? baselineDifference : none, true);
    m_baselineLine->setData(lines ? keys : none, lines ? baseline : none, true);
    m_baselineDifferenceLine->setData(lines ? keys : none, lines ? baselineDifference : none, true);
    setState(count == 0 ? State::Empty : State::Fresh);
    // The place that a person has zoomed to stays while the values change.
    const QCPRange looked = m_values->axis(QCPAxis::atBottom)->range();
    refit();
    if (same) m_values->axis(QCPAxis::atBottom)->setRange(looked);
    replot();
}

void VectorPlot::clear()
{
    setData({});
}

void VectorPlot::fitAxes()
{
    const std::size_t count = std::min(m_data.reference.size(), m_data.quantized.size());
    double low = 0, high = 0, far = 0;
    for (std::size_t i = 0; i < count; ++i) {
        const double baseline = compared() ? m_data.baseline[i] : m_data.reference[i];
        for (const double difference : {m_data.quantized[i] - m_data.reference[i], baseline - m_data.reference[i]})
            if (std::isfinite(difference)) far = std::max(far, std::fabs(difference));
        for (const double value : {m_data.reference[i], m_data.quantized[i], baseline}) {
            if (!std::isfinite(value)) continue;
            low = std::min(low, value);
            high = std::max(high, value);
        }
    }
    if (low == high) high = low + 1;
    if (far == 0) far = 1;
    const double margin = 0.05 * (high - low);
    m_values->axis(QCPAxis::atBottom)->setRange(-0.8, std::max(0.8, static_cast<double>(count) - 0.2));
    m_values->axis(QCPAxis::atLeft)->setRange(low - (low < 0 ? margin : 0), high + margin);
    m_differences->axis(QCPAxis::atLeft)->setRange(-1.1 * far, 1.1 * far);
    rememberLimits(m_values->axis(QCPAxis::atBottom));
    rememberLimits(m_values->axis(QCPAxis::atLeft));
    rememberLimits(m_differences->axis(QCPAxis::atLeft));
}

void VectorPlot::applyColors()
{
    const auto paint = [this](QCPBars* bars, QCPGraph* line, Role role) {
        const QColor color = roleColor(role, palette());
        bars->setPen(Qt::NoPen);
        bars->setBrush(color);
        line->setPen(QPen(color, kLineWidth));
    };
    paint(m_floatBars, m_floatLine, Role::FloatReference);
    // Beneath and wider, so that it is seen where the two are equal.
    m_floatLine->setPen(QPen(roleColor(Role::FloatReference, palette()), kFloatLineWidth));
    paint(m_quantizedBars, m_quantizedLine, Role::Quantized);
    paint(m_differenceBars, m_differenceLine, Role::Error);
    const QPen dashed(mixed(palette().color(QPalette::Base), palette().color(QPalette::Text), 0.6), 1, Qt::DashLine);
    for (QCPBars* b : {m_baselineBars, m_baselineDifferenceBars}) {
        b->setPen(dashed);
        b->setBrush(Qt::NoBrush);
    }
    for (QCPGraph* g : {m_baselineLine, m_baselineDifferenceLine})
        g->setPen(dashed);
    for (QCPAxisRect* rect : {m_values, m_differences})
        rect->axis(QCPAxis::atBottom)->grid()->setVisible(false);
}

QString VectorPlot::toolTipAt(const QPoint& position) const
{
    for (const QCPAxisRect* rect : {m_values, m_differences}) {
        if (!rect->rect().contains(position)) continue;
        const double key = std::round(rect->axis(QCPAxis::atBottom)->pixelToCoord(position.x()));
        const auto i = static_cast<std::size_t>(key);
        if (key < 0 || i >= std::min(m_data.reference.size(), m_data.quantized.size())) return {};
        const QString name
            = static_cast<qsizetype>(i) < m_data.names.size() ? m_data.names[static_cast<qsizetype>(i)] : QString();
        const QLocale numbers;
        const QString place = name.isEmpty() ? numbers.toString(static_cast<qlonglong>(i)) : name;
        const auto figure = [&](double value, int digits) { return withMinus(numbers.toString(value, 'g', digits)); };
        if (compared())
            return tr("%1 %2\nfloat %3\nA %4, difference %5\nB %6, difference %7")
                .arg(m_data.keyLabel, place, figure(m_data.reference[i], 6), figure(m_data.baseline[i], 6),
                    figure(m_data.baseline[i] - m_data.reference[i], 3), figure(m_data.quantized[i], 6),
                    figure(m_data.quantized[i] - m_data.reference[i], 3));
        return tr("%1 %2\nfloat %3\nchosen %4\ndifference %5")
            .arg(m_data.keyLabel, place, figure(m_data.reference[i], 6), figure(m_data.quantized[i], 6),
                figure(m_data.quantized[i] - m_data.reference[i], 3));
    }
    return {};
}

QString VectorPlot::dataAsCsv() const
{
    QStringList head {
        QStringLiteral("place"), QStringLiteral("name"), QStringLiteral("float"), QStringLiteral("quantized")};
    if (compared()) head << QStringLiteral("kept");
    QString text = csvLine(head);
    for (std::size_t i = 0; i < std::min(m_data.reference.size(), m_data.quantized.size()); ++i) {
        const auto at = static_cast<qsizetype>(i);
        QStringList line {QString::number(i), csvText(at < m_data.names.size() ? m_data.names[at] : QString()),
            csvNumber(m_data.reference[i]), csvNumber(m_data.quantized[i])};
        if (compared()) line << csvNumber(m_data.baseline[i]);
        text += csvLine(line);
    }
    return text;
}

} // namespace bitladder::widgets
