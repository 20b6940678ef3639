#include "widgets/plot/values/distribution_overlay.h"

#include "widgets/control/translucent.h"

#include <algorithm>
#include <cmath>

namespace bitladder::widgets
{

namespace
{

constexpr double kHandleHalf = 6;
constexpr double kHandleHeight = 12;

} // namespace

GridOverlay::GridOverlay(QCPAxisRect* rect)
    : QCPLayerable(rect->parentPlot(), QStringLiteral("grid"), rect)
    , m_rect(rect)
{
}

void GridOverlay::setGrid(const std::vector<double>& values, double step, double low, double high)
{
    m_values = values;
    m_step = step;
    m_low = low;
    m_high = high;
}

GridMarks GridOverlay::marks() const
{
    const QCPAxis* axis = m_rect->axis(QCPAxis::atBottom);
    const QCPRange range = axis->range();
    std::vector<double> pixels;
    if (!m_values.empty()) {
        // One value more on each side, so that a band reaches the edge of the view.
        auto first = std::lower_bound(m_values.begin(), m_values.end(), range.lower);
        auto last = std::upper_bound(first, m_values.end(), range.upper);
        if (first != m_values.begin()) --first;
        if (last != m_values.end()) ++last;
        pixels.reserve(static_cast<std::size_t>(last - first));
        for (; first != last; ++first)
            pixels.push_back(axis->coordToPixel(*first));
    } else if (m_step > 0 && std::isfinite(m_low) && std::isfinite(m_high) && m_high > m_low) {
        const double gap = std::abs(axis->coordToPixel(range.lower + m_step) - axis->coordToPixel(range.lower));
        if (gap < kMinGridGap) {
            GridMarks band;
            band.bands.emplace_back(axis->coordToPixel(m_low), axis->coordToPixel(m_high));
            return band;
        }
        const double from = std::max(0.0, std::floor((range.lower - m_low) / m_step));
        const double to = std::min(std::round((m_high - m_low) / m_step), std::ceil((range.upper - m_low) / m_step));
        for (double k = from; k <= to; ++k)
            pixels.push_back(axis->coordToPixel(m_low + k * m_step));
    }
    return gridMarks(pixels);
}

void GridOverlay::draw(QCPPainter* painter)
{
    const QRect rect = m_rect->rect();
    const GridMarks now = marks();
    QColor shade = m_color;
    shade.setAlphaF(0.35F);
    for (const auto& [from, to] : now.bands) {
        const double left = std::max(from, static_cast<double>(rect.left()));
        const double right = std::min(std::max(to, from + 1), rect.right() + 1.0);
        if (right > left) fillTranslucent(*painter, QRectF(left, rect.top(), right - left, rect.height()), shade);
    }
    painter->setPen(QPen(m_color, 1));
    for (const double x : now.lines)
        painter->drawLine(QLineF(x, rect.top(), x, rect.bottom()));
}

LevelOverlay::LevelOverlay(QCPAxisRect* rect)
    : QCPLayerable(rect->parentPlot(), QStringLiteral("overlay"), rect)
    , m_rect(rect)
{
}

QPointF LevelOverlay::handleAt(double value) const
{
    if (!std::isfinite(value) || !m_rect->axis(QCPAxis::atBottom)->range().contains(value)) return {};
    return {m_rect->axis(QCPAxis::atBottom)->coordToPixel(value), static_cast<double>(m_rect->bottom() - kRadius)};
}

void LevelOverlay::draw(QCPPainter* painter)
{
    painter->setPen(QPen(ground, 1));
    painter->setBrush(color);
    for (const double value : values) {
        const QPointF handle = handleAt(value);
        if (!handle.isNull()) painter->drawEllipse(handle, kRadius, kRadius);
    }
}

ClipOverlay::ClipOverlay(QCPAxisRect* rect)
    : QCPLayerable(rect->parentPlot(), QStringLiteral("overlay"), rect)
    , m_rect(rect)
{
}

QRect ClipOverlay::clipRect() const
{
    return m_rect->rect().adjusted(-static_cast<int>(kHandleHalf), 0, static_cast<int>(kHandleHalf), 0);
}

QPointF ClipOverlay::handleAt(double value) const
{
    if (!std::isfinite(value) || !m_rect->axis(QCPAxis::atBottom)->range().contains(value)) return {};
    return {m_rect->axis(QCPAxis::atBottom)->coordToPixel(value), m_rect->top() + kHandleHeight / 2};
}

void ClipOverlay::draw(QCPPainter* painter)
{
    const QRectF rect = m_rect->rect();
    const QCPAxis* axis = m_rect->axis(QCPAxis::atBottom);
    QColor shade = color;
    shade.setAlphaF(0.08F);
    // What lies outside of the limits is clipped: a faint shade says so.
    if (std::isfinite(low)) {
        const double x = std::min(axis->coordToPixel(low), rect.right());
        if (x > rect.left())
            fillTranslucent(*painter, QRectF(rect.left(), rect.top(), x - rect.left(), rect.height()), shade);
    }
    if (std::isfinite(high)) {
        const double x = std::max(axis->coordToPixel(high), rect.left());
        if (x < rect.right()) fillTranslucent(*painter, QRectF(x, rect.top(), rect.right() - x, rect.height()), shade);
    }
    for (const double value : {low, high}) {
        const QPointF handle = handleAt(value);
        if (handle.isNull()) continue;
        painter->setPen(QPen(color, 1.4, Qt::DashLine));
        painter->drawLine(QLineF(handle.x(), rect.top(), handle.x(), rect.bottom()));
        if (!movable) continue;
        painter->setPen(Qt::NoPen);
        painter->setBrush(color);
        painter->drawPolygon(QPolygonF({QPointF(handle.x() - kHandleHalf, rect.top()),
            QPointF(handle.x() + kHandleHalf, rect.top()), QPointF(handle.x(), rect.top() + kHandleHeight)}));
    }
}

} // namespace bitladder::widgets
