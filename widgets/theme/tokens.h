// The colours of the program, by what they are for. Light and dark have tables of their own; a palette that is neither,
// such as a desktop's high contrast, gives its own colours, and the tokens that it does not know are mixed from it.
#pragma once

#include <QColor>
#include <QPalette>

namespace bitladder::widgets
{

enum class Brightness;

enum class Token {
    Window, // chrome
    Surface, // panes, plots, fields
    Raised, // cards, tool tips, tracks
    Line, // hairlines: ornament, never the only cue
    Grid, // of plots
    Edge, // borders of controls, axes, brackets, ghosts
    Text,
    Text2, // captions, ticks, units
    Off, // disabled text only
    Accent, // selection, focus, the one primary button, links
    OnAccent,
    Tint, // ground of what is selected
    Bad,
    Good,
    WarnGround,
    WarnEdge,
    FloatReference,
    FloatFill // under the curve of the float reference
};
inline constexpr int kTokenCount = 18;

QColor token(Token token, const QPalette& palette);

// The program's own palette, of which token() knows every colour.
QPalette themePalette(Brightness brightness);
// Whether the palette is one of the two.
bool isThemePalette(const QPalette& palette);

// Contrast as in WCAG 2, from 1 to 21.
double contrast(const QColor& a, const QColor& b);

} // namespace bitladder::widgets
