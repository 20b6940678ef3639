#include "widgets/layer_axis.h"

#include <algorithm>
#include <cmath>

namespace bitladder::widgets
{

namespace
{

constexpr qsizetype kLongest = 16;
constexpr qsizetype kManyNames = 6;
constexpr double kTurn = -50;

} // namespace

QString LayerTicker::shortened(const QString& name)
{
    if (name.size() <= kLongest) return name;
    // The end tells layers of one block apart, so it gets the larger part.
    return name.left(5) + QStringLiteral("…") + name.right(kLongest - 6);
}

QVector<double> LayerTicker::createTickVector(double, const QCPRange& range)
{
    QVector<double> ticks;
    if (m_names.isEmpty() || range.size() <= 0) return ticks;
    const QFontMetricsF metrics(m_axis->tickLabelFont());
    double room = metrics.height() * 1.1;
    if (m_axis->tickLabelRotation() == 0) {
        for (const QString& name : m_names)
            room = std::max(room, metrics.horizontalAdvance(shortened(name)) + 8);
    }
    const double pixels = m_axis->axisRect()->width() / range.size();
    const int needed = std::max(1, static_cast<int>(std::ceil(room / std::max(pixels, 1e-9))));
    int step = needed;
    for (const int round : {1, 2, 5, 10, 20, 50, 100, 200, 500}) {
        if (round >= needed) {
            step = round;
            break;
        }
    }
    const int first = std::max(0, static_cast<int>(std::ceil(range.lower)));
    const int last = std::min(static_cast<int>(m_names.size()) - 1, static_cast<int>(std::floor(range.upper)));
    for (int i = first; i <= last; ++i) {
        if (i % step == 0) ticks.append(i);
    }
    return ticks;
}

QString LayerTicker::getTickLabel(double tick, const QLocale&, QChar, int)
{
    return shortened(m_names.value(static_cast<qsizetype>(std::lround(tick))));
}

void setLayerNames(QCPAxis* axis, const QStringList& names)
{
    auto ticker = QSharedPointer<LayerTicker>::create(axis);
    ticker->setNames(names);
    axis->setTickLabelRotation(names.size() > kManyNames ? kTurn : 0);
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
        painter->fillRect(QRectF(from, m_rect->top(), width, m_rect->height()), shade);
    }
}

} // namespace bitladder::widgets
