#include "widgets/plot/values/width_curve_plot.h"

#include "widgets/equalizer/ladder_scale.h"
#include "widgets/table/csv_text.h"

#include <qcustomplot.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace bitladder::widgets
{

namespace
{

constexpr double kDbPerBit = 6.02;
constexpr double kSmallestTop = 20;
constexpr double kTheoryInk = 0.8; // thin, but to be seen
constexpr std::array<Qt::PenStyle, 4> kStyles {Qt::SolidLine, Qt::DashLine, Qt::DotLine, Qt::DashDotLine};
constexpr std::array<QCPScatterStyle::ScatterShape, 4> kShapes {
    QCPScatterStyle::ssDisc, QCPScatterStyle::ssSquare, QCPScatterStyle::ssTriangle, QCPScatterStyle::ssDiamond};

// 64 bits stand at the left, 1 bit at the right: the ladder is walked down.
double place(double bits)
{
    return 1.0 - ladderPosition(bits);
}

// Decibels stand on the same ladder, 6.02 of them a bit: the few that count get most of the room, and theory is nearly
// straight.
double placeOfDecibels(double db)
{
    const double bits = db / kDbPerBit;
    if (bits < 0) return bits * ladderPosition(1);
    return bits > kMaxBits ? bits / kMaxBits : ladderPosition(bits);
}

// The roundest decibels that have room.
class DecibelTicker : public QCPAxisTicker
{
public:
    explicit DecibelTicker(QCPAxis* axis)
        : m_axis(axis)
    {
    }

protected:
    QVector<double> createTickVector(double, const QCPRange& range) override
    {
        QVector<double> ticks;
        m_values.clear();
        const double pixels = m_axis->axisRect()->height() / range.size();
        const double apart = 1.3 * QFontMetricsF(m_axis->tickLabelFont()).height();
        for (const int step : {100, 50, 20, 10, 5, 2, 1}) {
            for (int db = -200; db <= 400; db += step) {
                const double at = placeOfDecibels(db);
                const bool free = std::all_of(
                    ticks.begin(), ticks.end(), [&](double other) { return std::fabs(other - at) * pixels >= apart; });
                if (!range.contains(at) || !free) continue;
                ticks.append(at);
                m_values.append(db);
            }
        }
        QVector<double> sorted = ticks;
        std::sort(sorted.begin(), sorted.end());
        m_ticks = ticks;
        return sorted;
    }
    QString getTickLabel(double tick, const QLocale& locale, QChar, int) override
    {
        const auto at = m_ticks.indexOf(tick);
        return at < 0 ? QString() : withMinus(locale.toString(m_values[at]));
    }
    int getSubTickCount(double) override { return 0; }

private:
    QCPAxis* m_axis;
    QVector<double> m_ticks;
    QVector<int> m_values;
};

} // namespace

WidthCurvePlot::WidthCurvePlot(QWidget* parent)
    : PlotFrame(parent)
{
    auto ticker = QSharedPointer<QCPAxisTickerText>::create();
    for (const int bits : kLadderMarks)
        ticker->addTick(place(bits), QLocale().toString(bits));
    plot()->xAxis->setTicker(ticker);
    plot()->xAxis->setLabel(tr("width (bits)"));
    plot()->yAxis->setLabel(tr("SQNR (dB)"));
    plot()->yAxis->setTicker(QSharedPointer<DecibelTicker>::create(plot()->yAxis));
    plot()->axisRect()->setRangeDrag(Qt::Vertical | Qt::Horizontal);

    m_theory = plot()->addGraph();
    m_theory->setName(tr("theory: 6.02 dB per bit"));
    m_theory->setLayer(QStringLiteral("axes")); // the thin line over the thicker ones, which often follow it
    m_present = new QCPItemStraightLine(plot());
    m_present->setVisible(false);
    m_presentText = new QCPItemText(plot());
    m_presentText->position->setTypeX(QCPItemPosition::ptPlotCoords);
    m_presentText->position->setTypeY(QCPItemPosition::ptAxisRectRatio);
    m_presentText->setPadding(QMargins(4, 1, 4, 1));
    m_presentText->setVisible(false);
    addLegend(1);
    setTitle(tr("What does each bit buy?"));
    setEmptyText(tr("Select a layer to see its error at every width."));
}

void WidthCurvePlot::setData(const WidthCurveData& newData)
{
    m_data = newData;
    if (!newData.title.isEmpty()) setTitle(newData.title);
    setNote(newData.note);
    while (m_graphs.size() > newData.series.size()) {
        plot()->removeGraph(m_graphs.back());
        m_graphs.pop_back();
    }
    while (m_graphs.size() < newData.series.size())
        m_graphs.push_back(plot()->addGraph());
    for (std::size_t i = 0; i < newData.series.size(); ++i) {
        const WidthSeries& series = newData.series[i];
        QVector<QCPGraphData> points;
        for (std::size_t k = 0; k < std::min(series.bits.size(), series.sqnrDb.size()); ++k) {
            // What has not arrived yet is left out, so that the line joins what is there.
            if (std::isfinite(series.sqnrDb[k]))
                points.append(QCPGraphData(place(series.bits[k]), placeOfDecibels(series.sqnrDb[k])));
        }
        m_graphs[i]->data()->set(points, false);
        m_graphs[i]->setName(series.name);
    }
    QVector<QCPGraphData> theory;
    if (std::isfinite(newData.theoryOffsetDb)) {
        for (int bits = kMaxBits; bits >= kMinBits; --bits)
            theory.append(QCPGraphData(place(bits), placeOfDecibels(kDbPerBit * bits + newData.theoryOffsetDb)));
    }
    m_theory->data()->set(theory, true);

    legend()->clearItems();
    legend()->simplify();
    for (QCPGraph* graph : m_graphs)
        graph->addToLegend(legend());
    if (!theory.isEmpty()) m_theory->addToLegend(legend());
    setState(newData.series.empty() ? State::Empty : State::Fresh);
    placePresent();
    refit();
    replot();
}

void WidthCurvePlot::clear()
{
    setData({});
}

void WidthCurvePlot::setPresentWidth(int bits)
{
    m_data.presentBits = bits;
    placePresent();
    redraw();
}

void WidthCurvePlot::placePresent()
{
    const bool shown = m_data.presentBits >= kMinBits && m_data.presentBits <= kMaxBits;
    m_present->setVisible(shown);
    m_presentText->setVisible(shown);
    if (!shown) return;
    const double x = place(m_data.presentBits);
    m_present->point1->setCoords(x, 0);
    m_present->point2->setCoords(x, 1);
    m_presentText->setText(tr("now %1").arg(formatBits(m_data.presentBits)));
    // The text stands on the side where there is room.
    const bool right = x < 0.5;
    m_presentText->setPositionAlignment((right ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignTop);
    m_presentText->position->setCoords(x, 0.01);
}

void WidthCurvePlot::fitAxes()
{
    double top = kSmallestTop;
    double bottom = 0;
    for (const WidthSeries& series : m_data.series) {
        for (const double value : series.sqnrDb) {
            if (!std::isfinite(value)) continue;
            top = std::max(top, value);
            bottom = std::min(bottom, value);
        }
    }
    top = placeOfDecibels(top);
    bottom = placeOfDecibels(bottom);
    const double margin = 0.08 * (top - bottom);
    plot()->xAxis->setRange(place(kMaxBits) - 0.02, place(kMinBits) + 0.03);
    plot()->yAxis->setRange(bottom < 0 ? bottom - margin : 0, top + margin);
    rememberLimits(plot()->xAxis);
    rememberLimits(plot()->yAxis);
}

void WidthCurvePlot::applyColors()
{
    const QColor text = palette().color(QPalette::Text);
    const QColor base = palette().color(QPalette::Base);
    std::array<std::size_t, kFamilyCount> seen {};
    for (std::size_t i = 0; i < m_graphs.size(); ++i) {
        const Family family = m_data.series[i].family;
        // Series of one family share the colour and differ in line and shape.
        const std::size_t nth = seen[static_cast<std::size_t>(family)]++ % kStyles.size();
        const QColor color = familyColor(family, palette());
        m_graphs[i]->setPen(QPen(color, 1.6, kStyles[nth]));
        const QColor rim = mixed(color, text, 0.3);
        m_graphs[i]->setScatterStyle(QCPScatterStyle(kShapes[nth], QPen(rim, 1), QBrush(color), 6));
    }
    m_theory->setPen(QPen(mixed(base, text, kTheoryInk), 1, Qt::DashLine));
    m_present->setPen(QPen(palette().color(QPalette::Highlight), 1.4));
    m_presentText->setColor(text);
    m_presentText->setFont(font());
    QColor ground = base;
    ground.setAlphaF(0.8F);
    m_presentText->setBrush(ground);
}

void WidthCurvePlot::clicked(const QPoint& position)
{
    if (plot()->axisRect()->rect().contains(position))
        emit widthClicked(nearestWidth(1.0 - plot()->xAxis->pixelToCoord(position.x())));
}

QString WidthCurvePlot::toolTipAt(const QPoint& position) const
{
    if (!plot()->axisRect()->rect().contains(position)) return {};
    const int bits = nearestWidth(1.0 - plot()->xAxis->pixelToCoord(position.x()));
    QStringList lines {formatBits(bits)};
    for (const WidthSeries& series : m_data.series) {
        const auto found = std::find(series.bits.begin(), series.bits.end(), bits);
        const auto index = static_cast<std::size_t>(found - series.bits.begin());
        if (found == series.bits.end() || index >= series.sqnrDb.size()) continue;
        const double value = series.sqnrDb[index];
        if (std::isnan(value)) continue;
        lines << tr("%1: %2").arg(series.name, std::isinf(value) ? tr("exact") : formatWithUnit(value, Unit::Decibels));
    }
    return lines.join(QLatin1Char('\n'));
}

QString WidthCurvePlot::dataAsCsv() const
{
    QString text = csvLine({QStringLiteral("series"), QStringLiteral("bits"), QStringLiteral("sqnr_db")});
    for (const WidthSeries& series : m_data.series) {
        for (std::size_t k = 0; k < std::min(series.bits.size(), series.sqnrDb.size()); ++k)
            text += csvLine({csvText(series.name), QString::number(series.bits[k]), csvNumber(series.sqnrDb[k])});
    }
    return text;
}

} // namespace bitladder::widgets
