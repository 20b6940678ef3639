#include "widgets/control/translucent.h"

#include <algorithm>
#include <cmath>

namespace bitladder::widgets
{

void fillTranslucent(QPainter& painter, const QRectF& rect, const QColor& color)
{
    // A line whose ends lie between two pixels counts three times.
    constexpr double kBand = 30;
    // Whole pixels between the bands, so that no line is blended twice.
    for (double top = rect.top(); top < rect.bottom();) {
        const double bottom = std::min(std::floor(top) + kBand, rect.bottom());
        painter.fillRect(QRectF(rect.left(), top, rect.width(), bottom - top), color);
        top = bottom;
    }
}

} // namespace bitladder::widgets
