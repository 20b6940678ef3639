// How a family of number formats looks: a colour that goes further from the ground with fewer bits, an edge that
// carries the contrast, a texture of bars, and a shape of marks, so that colour is never the only cue.
#pragma once

#include "widgets/control/edit_types.h"
#include "widgets/control/theme.h"

#include <QPalette>
#include <QPointF>
#include <QRectF>

class QPainter;

namespace bitladder::widgets
{

// The body of a bar of so many bits: the family's ramp, interpolated over log2 of the bits; at least 5 : 1 is what the
// edge has on the surface, so that a pale body is allowed.
QColor familyShade(Family family, double bits, const QPalette& palette);
QColor familyEdge(Family family, const QPalette& palette);

// A bar that stands on a foot, in whole pixels: body, outline, and a cap as the handle. Activations are paler; old
// figures go towards the surface. Narrow bars leave out texture and outline.
struct FamilyBar {
    Family family = Family::Int;
    int bits = 8;
    Part part = Part::Weights;
    Freshness freshness = Freshness::Fresh;
    int cap = 3; // pixels
};
void paintFamilyBar(QPainter& painter, const QRectF& bar, const FamilyBar& look, const QPalette& palette);

enum class MarkFill { Solid, Hollow };
// The family's shape: disc, square, triangle, diamond, triangle down, star, square with a plus.
void paintFamilyMark(QPainter& painter, const QPointF& center, double radius, Family family, double bits,
    const QPalette& palette, MarkFill fill = MarkFill::Solid);

} // namespace bitladder::widgets
