// Draws the equalizer from a scene of plain values; knows no events.
#pragma once

#include "widgets/equalizer/equalizer_column.h"
#include "widgets/equalizer/equalizer_layout.h"
#include "widgets/table/shaped_texts.h"

#include <QFont>
#include <QList>
#include <QPalette>
#include <QString>

class QPainter;

namespace bitladder::widgets
{

enum class FocusMark { Hidden, Shown };

// Caches texts that are drawn in every painting.
struct EqualizerInk {
    ShapedTexts plain, bold, small;
};

struct EqualizerScene {
    const EqualizerLayout& layout;
    const QList<EqualizerColumn>& columns;
    const QList<int>& selection;
    QPalette palette;
    QFont font;
    QString headline; // the name of the layer in question
    QString figures; // beside it
    QString emptyText;
    QRectF rubber;
    Part part = Part::Weights;
    FocusMark focus = FocusMark::Hidden;
    int current = -1;
    int hovered = -1;
};

void paintEqualizer(QPainter& painter, const EqualizerScene& scene, EqualizerInk& ink);

// The room that the labels at the left need.
double equalizerGutter(const QFont& font);

} // namespace bitladder::widgets
