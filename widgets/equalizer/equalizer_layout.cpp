#include "widgets/equalizer/equalizer_layout.h"

#include <algorithm>
#include <cmath>

namespace bitladder::widgets
{

namespace
{

constexpr double kPad = 4, kSide = 8;
constexpr double kMinimapHeight = 16;
constexpr double kDotsHeight = 24, kTimesHeight = 18; // of the lanes
constexpr double kWeights = 0.46, kActivations = 0.32; // shares of a column: weights are wide, activations narrow
constexpr double kMostWeights = 56, kMostActivations = 39; // pixels
// Lines of text in height from which on there is room.
constexpr double kLanesFrom = 13, kBracketsFrom = 6.5, kHeadFrom = 9;

} // namespace

EqualizerLayout::EqualizerLayout(const QSize& size, int columns, double scroll, const Text& text, Fold fold)
    : m_fold(fold)
    , m_columns(columns)
{
    const double line = text.lineHeight, left = text.gutter + kSide + kPad;
    const double width = std::max(1.0, size.width() - left - kSide);
    if (columns > 0) m_columnWidth = std::max(width / columns, kMinColumn);
    const bool scrolls = columns * m_columnWidth > width + 0.5;

    m_top = kPad;
    if (size.height() >= kHeadFrom * line) {
        m_header = QRectF(2 * kSide, kPad, size.width() - 3 * kSide, std::round(1.9 * line));
        m_top = m_header.bottom();
    }
    double bottom = size.height() - kPad;
    const auto takeFromBottom = [&](double height, double gap) {
        const QRectF rect(left, bottom - height, width, height);
        bottom -= height + gap;
        return rect;
    };
    if (scrolls) m_minimap = takeFromBottom(kMinimapHeight, kPad);
    m_foot = bottom;
    if (size.height() - (scrolls ? kMinimapHeight : 0) >= kLanesFrom * line) {
        m_times = takeFromBottom(kTimesHeight, 2 * kPad);
        m_dots = takeFromBottom(kDotsHeight, kPad + 2);
    }
    if (size.height() >= kBracketsFrom * line) {
        m_brackets = takeFromBottom(line + kPad, 2);
        m_labels = takeFromBottom(line, 2);
    }
    const double top = m_top + line; // room for the number on the highest bar
    m_bars = QRectF(left, top, width, std::max(10.0, bottom - top));
    m_scroll = std::clamp(scroll, 0.0, maxScroll());
}

double EqualizerLayout::maxScroll() const
{
    return std::max(0.0, m_columns * m_columnWidth - m_bars.width());
}

QRectF EqualizerLayout::column(int index) const
{
    return {m_bars.left() + index * m_columnWidth - m_scroll, m_top, m_columnWidth, m_foot - m_top};
}

EqualizerLayout::Widths EqualizerLayout::barWidths() const
{
    constexpr double kLeast = 2, kFullGapFrom = 14, kGapFrom = 9;
    return {std::clamp(std::floor(kWeights * m_columnWidth), kLeast, kMostWeights),
        std::clamp(std::floor(kActivations * m_columnWidth), kLeast, kMostActivations),
        m_columnWidth >= kFullGapFrom ? 2.0 : (m_columnWidth >= kGapFrom ? 1.0 : 0.0)};
}

QRectF EqualizerLayout::bar(int index, Part part, double bits) const
{
    // Whole pixels, so that slim bars stay crisp and equally wide.
    const Widths widths = barWidths();
    const double all = widths.weights + widths.gap + widths.activations;
    const double left = std::round(centerOf(index) - all / 2), top = std::round(yOf(bits));
    const double foot = std::round(m_bars.bottom());
    if (part == Part::Weights) return {left, top, widths.weights, foot - top};
    return {left + widths.weights + widths.gap, top, widths.activations, foot - top};
}

double EqualizerLayout::yOf(double bits) const
{
    return m_bars.bottom() - ladderPosition(bits, m_fold) * m_bars.height();
}

double EqualizerLayout::positionAt(double y) const
{
    return (m_bars.bottom() - y) / m_bars.height();
}

double EqualizerLayout::centerOf(int index) const
{
    return column(index).center().x();
}

int EqualizerLayout::firstVisible() const
{
    return std::clamp(static_cast<int>(m_scroll / m_columnWidth), 0, std::max(0, m_columns - 1));
}

int EqualizerLayout::lastVisible() const
{
    const int last = static_cast<int>(std::ceil((m_scroll + m_bars.width()) / m_columnWidth)) - 1;
    return std::min(m_columns - 1, last);
}

std::optional<EqualizerLayout::Hit> EqualizerLayout::hit(const QPointF& point) const
{
    if (point.x() < m_bars.left() || point.x() > m_bars.right() || point.y() < m_bars.top() || point.y() > m_foot)
        return std::nullopt;
    const double place = (point.x() - m_bars.left() + m_scroll) / m_columnWidth;
    const int index = static_cast<int>(std::floor(place));
    if (index < 0 || index >= m_columns) return std::nullopt;
    const double between = bar(index, Part::Activations, 0).left() - barWidths().gap / 2;
    return Hit {index, point.x() < between ? Part::Weights : Part::Activations};
}

QRectF EqualizerLayout::minimapView() const
{
    const double content = std::max(1.0, m_columns * m_columnWidth);
    const double scale = m_minimap.width() / content;
    return {m_minimap.left() + m_scroll * scale, m_minimap.top(), m_bars.width() * scale, m_minimap.height()};
}

double EqualizerLayout::scrollForMinimap(double x) const
{
    const double content = m_columns * m_columnWidth;
    const double middle = (x - m_minimap.left()) / std::max(1.0, m_minimap.width()) * content;
    return std::clamp(middle - m_bars.width() / 2, 0.0, maxScroll());
}

} // namespace bitladder::widgets
