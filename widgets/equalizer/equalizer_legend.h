// The legend in the equalizer's head line: weights, activations, the candidate, and the families that are there. What
// has no room goes from the left.
#pragma once

#include "widgets/equalizer/equalizer_painter.h"

namespace bitladder::widgets
{

// At the right end of the place.
void paintEqualizerLegend(QPainter& painter, const QRectF& place, const EqualizerScene& scene, const ShapedTexts& ink);

} // namespace bitladder::widgets
