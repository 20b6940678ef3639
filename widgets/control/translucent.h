// Fills translucent areas on the thread that paints.
#pragma once

#include <QColor>
#include <QPainter>
#include <QRectF>

namespace bitladder::widgets
{

// Fills in bands of less than a hundred lines: above that Qt blends with threads of its pool and waits for them, which
// takes longer than the blending while all processors compute.
void fillTranslucent(QPainter& painter, const QRectF& rect, const QColor& color);

} // namespace bitladder::widgets
