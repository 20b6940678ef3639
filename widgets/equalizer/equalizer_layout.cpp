#include "widgets/equalizer/equalizer_layout.h"

#include "widgets/equalizer/ladder_scale.h"

#include <algorithm>
#include <cmath>

namespace bitladder::widgets
{

namespace
{

constexpr double kPad = 4;
constexpr double kMinimapHeight = 16;
constexpr double kMaxBar = 32; // faders are slim, wide columns are for their names
// Below this many lines of text in height, labels and legend give their room to the faders.
constexpr double kRoomyLines = 12;

} // namespace

EqualizerLayout::EqualizerLayout(const QSize& size, int columns, double scroll, double lineHeight, double gutter)
    : m_columns(columns)
{
    const double left = gutter + 2 * kPad;
    const double width = std::max(1.0, size.width() - left - kPad);
    if (columns > 0) m_columnWidth = std::clamp(std::floor(width / columns), kMinColumn, kMaxColumn);
    const bool roomy = size.height() >= kRoomyLines * lineHeight;

    double top = kPad;
    m_header = QRectF(kPad, top, size.width() - 2 * kPad, lineHeight);
    top = m_header.bottom() + 2 * kPad; // room for the number of the highest line

    double bottom = size.height() - kPad;
    const auto takeFromBottom = [&](double height) {
        const QRectF rect(left, bottom - height, width, height);
        bottom -= height + kPad;
        return rect;
    };
    if (roomy) {
        m_legend = takeFromBottom(lineHeight);
        m_legend.setLeft(kPad);
    }
    if (columns * m_columnWidth > width) m_minimap = takeFromBottom(kMinimapHeight);
    m_times = takeFromBottom(std::clamp(0.13 * size.height(), lineHeight, 3 * lineHeight));
    m_dots = takeFromBottom(std::max(12.0, 0.9 * lineHeight));
    if (roomy) m_labels = takeFromBottom(lineHeight);
    m_bars = QRectF(left, top, width, std::max(10.0, bottom - top));
    m_scroll = std::clamp(scroll, 0.0, maxScroll());
}

double EqualizerLayout::maxScroll() const
{
    return std::max(0.0, m_columns * m_columnWidth - m_bars.width());
}

QRectF EqualizerLayout::column(int index) const
{
    return {
        m_bars.left() + index * m_columnWidth - m_scroll, m_bars.top(), m_columnWidth, m_times.bottom() - m_bars.top()};
}

QRectF EqualizerLayout::bar(int index, Part part, double bits) const
{
    // Whole pixels, so that slim bars stay crisp and equally wide.
    const double gap = std::max(2.0, std::round(0.2 * m_columnWidth));
    const double width = std::clamp(std::floor((m_columnWidth - gap) / 2), 2.0, kMaxBar);
    const double left = std::round(column(index).left()) + std::floor((m_columnWidth - 2 * width) / 2)
        + (part == Part::Activations ? width : 0.0);
    const double top = yOf(bits);
    return {left, top, width, m_bars.bottom() - top};
}

double EqualizerLayout::yOf(double bits) const
{
    return m_bars.bottom() - ladderPosition(bits) * m_bars.height();
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
    if (point.x() < m_bars.left() || point.x() > m_bars.right() || point.y() < m_bars.top()
        || point.y() > m_times.bottom())
        return std::nullopt;
    const double place = (point.x() - m_bars.left() + m_scroll) / m_columnWidth;
    const int index = static_cast<int>(std::floor(place));
    if (index < 0 || index >= m_columns) return std::nullopt;
    return Hit {index, place - index < 0.5 ? Part::Weights : Part::Activations};
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
