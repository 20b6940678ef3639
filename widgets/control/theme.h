// Colours and figures that look the same everywhere in the program. What a colour is for stands in theme/tokens.h, how
// a family looks in theme/family_look.h; SQNR is on the cividis scale between 0 and 60 dB. Everything adapts to a light
// or a dark palette. Numbers are written with at most three significant digits in the locale of the program.
#pragma once

#include <QColor>
#include <QFont>
#include <QPalette>
#include <QString>

namespace bitladder::widgets
{

enum class Family { Float, Int, Ternary, Binary, PowerOfTwo, CodeBook, Block };
inline constexpr int kFamilyCount = 7;

enum class Role { FloatReference, Quantized, Error, Clip, Grid, Good, Bad };

enum class Brightness { Light, Dark };

Brightness brightnessOf(const QPalette& palette);

// For lines and marks of any width; see familyShade() for bodies.
QColor familyColor(Family family, const QPalette& palette);
QString familyName(Family family);
QColor roleColor(Role role, const QPalette& palette);

// The ends of the SQNR scale in dB; what lies outside takes the colour of the end.
inline constexpr double kSqnrScaleLow = 0.0;
inline constexpr double kSqnrScaleHigh = 60.0;

// Cividis at position 0…1 (clamped).
QColor scaleColor(double position, const QPalette& palette);

// Viridis at position 0…1 (clamped), for maps of values.
QColor mapColor(double position);
// Colours that tell classes of a label map apart; 0 is the background.
QColor classColor(int index);
// Blue for −1, the ground for 0, orange for +1 (clamped), for differences.
QColor differenceColor(double position, const QPalette& palette);

// The colour of an SQNR in dB; NaN (not known) gives a neutral grey, +∞ (exact) the upper end.
QColor sqnrColor(double sqnrDb, const QPalette& palette);

// A colour between two colours: amount 0 gives a, 1 gives b.
QColor mixed(const QColor& a, const QColor& b, double amount);

// Black or white, whichever is easier to read on the colour.
QColor textColorOn(const QColor& background);

// A number as people read it: with a minus sign (U+2212) where a locale writes a hyphen.
QString withMinus(QString number);
// At most three significant digits, without trailing zeros; "–" for NaN, "∞" for infinity.
QString formatNumber(double value);

enum class Unit { Milliseconds, Microseconds, Megabytes, Decibels, Times, Percent };
// The number with its unit; Percent takes a share (0.985 → "98.5 %").
QString formatWithUnit(double value, Unit unit);
// A duration in the unit that reads best: ns, µs, ms or s.
QString formatTime(double milliseconds);
// A size in the decimal unit that reads best: B, kB, MB or GB.
QString formatBytes(double bytes);
// The difference of two shares in percentage points, with its sign: −0.012 → "−1.2 points".
QString formatPoints(double difference);
// "8 bits", "1 bit".
QString formatBits(int bits);
QString bitsSuffix(int bits); // of a field for a width: " bits"

// The same font with figures of equal width, where the font has them.
QFont tabularFont(const QFont& font);

} // namespace bitladder::widgets
