#include "widgets/plot/frame/layer_axis.h"

#include "widgets/control/translucent.h"
#include "widgets/equalizer/distinct_names.h"

#include <algorithm>
#include <cmath>

namespace bitladder::widgets
{

namespace
{

constexpr int kLongest = 16;

} // namespace

void LayerTicker::setNames(const QStringList& names)
{
    m_names = distinctlyElided(names, kLongest, [](QChar) { return 1; });
}

bool LayerTicker::namesFit(double pixelsPerPlace, const QFontMetricsF& metrics) const
{
    return std::all_of(m_names.begin(), m_names.end(),
        [&](const QString& name) { return metrics.horizontalAdvance(name) + 8 <= pixelsPerPlace; });
}

QVector<double> LayerTicker::createTickVector(double, const QCPRange& range)
{
    QVector<double> ticks;
    if (m_names.isEmpty() || range.size() <= 0 || m_axis->axisRect()->width() <= 0) return ticks;
    const QFontMetricsF metrics(m_axis->tickLabelFont());
    const double pixels = m_axis->axisRect()->width() / range.size();
    m_named = namesFit(pixels, metrics);
    const double room = m_named ? 1 : metrics.horizontalAdvance(QLocale().toString(m_names.size())) + 8;
    const int needed = static_cast<int>(std::clamp(std::ceil(room / pixels), 1.0, static_cast<double>(m_names.size())));
    int step = needed;
    for (const int round : {1, 2, 5, 10, 20, 50, 100, 200, 500}) {
        if (round >= needed) {
            step = round;
            break;
        }
    }
    // Numbers begin at 1; of thinned-out ones the round ones stay.
    for (int i = 0; i < m_names.size(); ++i) {
        if (range.contains(i) && (step == 1 || (i + 1) % step == 0)) ticks.append(i);
    }
    return ticks;
}

QString LayerTicker::getTickLabel(double tick, const QLocale& locale, QChar, int)
{
    const auto place = static_cast<qsizetype>(std::lround(tick));
    return m_named ? m_names.value(place) : locale.toString(place + 1);
}

void setLayerNames(QCPAxis* axis, const QStringList& names)
{
    auto ticker = QSharedPointer<LayerTicker>::create(axis);
    ticker->setNames(names);
    axis->setTicker(ticker);
    axis->grid()->setVisible(false);
}

PlaceMarker::PlaceMarker(QCPAxisRect* rect)
    : QCPLayerable(rect->parentPlot(), QStringLiteral("grid"), rect)
    , m_rect(rect)
{
}

void PlaceMarker::draw(QCPPainter* painter)
{
    const QCPAxis* axis = m_rect->axis(QCPAxis::atBottom);
    QColor shade = m_color;
    shade.setAlphaF(0.25F);
    constexpr double kThinnest = 4;
    for (const int place : m_places) {
        const double from = axis->coordToPixel(place - 0.5);
        const double width = std::max(kThinnest, axis->coordToPixel(place + 0.5) - from);
        fillTranslucent(*painter, QRectF(from, m_rect->top(), width, m_rect->height()), shade);
    }
}

} // namespace bitladder::widgets
