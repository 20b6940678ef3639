// Translucent areas that are painted by the thread that paints.
#pragma once

#include <QColor>
#include <QPainter>
#include <QRectF>

namespace bitladder::widgets
{

// In bands: from about a hundred lines on Qt blends with threads of its pool and waits for them, which takes longer than the blending
// where all processors compute.
void fillTranslucent(QPainter& painter, const QRectF& rect, const QColor& color);

} // namespace bitladder::widgets
