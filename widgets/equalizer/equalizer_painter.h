// Draws the equalizer from a scene of plain values; knows no events.
#pragma once

#include "widgets/equalizer/column_groups.h"
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
    ShapedTexts plain, title, caption, small, smallBold;
};

struct EqualizerScene {
    const EqualizerLayout& layout;
    const QList<EqualizerColumn>& columns;
    const QList<ColumnGroup>& groups;
    const QList<int>& selection;
    QPalette palette;
    QFont font;
    QString headline; // the name of the layer in question
    QString figures; // beside it
    QString emptyText;
    QString ghostName; // of the candidate whose widths are drawn as ghosts
    // Beside the current column while a fader is held: what is done, and what it costs and buys.
    QString bubble, bubbleNote;
    QRectF rubber;
    Part part = Part::Weights;
    FocusMark focus = FocusMark::Hidden;
    int current = -1;
    int hovered = -1;
    Part hoveredPart = Part::Weights;
};

void paintEqualizer(QPainter& painter, const EqualizerScene& scene, EqualizerInk& ink);

// The sizes of text that the layout needs.
EqualizerLayout::Text equalizerText(const QFont& font);

} // namespace bitladder::widgets
