// The sign of a bar that goes on beyond its scale: two slanted cuts near its end.
#pragma once

#include <QColor>
#include <QPainter>
#include <QRectF>

#include <algorithm>

namespace bitladder::widgets
{

// `ground`: the colour that shows through the cuts. A vertical bar ends at its top, a horizontal one at its right.
inline void paintBreak(QPainter& painter, const QRectF& bar, Qt::Orientation along, const QColor& ground)
{
    const bool upright = along == Qt::Vertical;
    const double across = upright ? bar.width() : bar.height(), slant = std::min(across / 2, 4.0);
    painter.save();
    painter.setClipRect(bar, Qt::IntersectClip);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(ground, 2));
    for (const double back : {6.0, 11.0}) {
        const QPointF middle
            = upright ? QPointF(bar.center().x(), bar.top() + back) : QPointF(bar.right() - back, bar.center().y());
        const QPointF half = upright ? QPointF(across / 2 + 1, -slant) : QPointF(slant, -(across / 2 + 1));
        painter.drawLine(middle - half, middle + half);
    }
    painter.restore();
}

} // namespace bitladder::widgets
