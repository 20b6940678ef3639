// The scale of the ladder: where a width of 1…64 bits stands on a line from 0 to 1. Half of the story of quantization
// happens below 8 bits, so 16…1 get most of the room, 32…17 some, and 64…33 little. Width curves and sliders share it;
// the equalizer folds what nobody uses: while nothing stands above 16 bits, 64…17 get less still.
#pragma once

#include <array>

namespace bitladder::widgets
{

inline constexpr int kMinBits = 1;
inline constexpr int kMaxBits = 64;

// The widths that get a line and a label.
inline constexpr std::array<int, 7> kLadderMarks {64, 32, 16, 8, 4, 2, 1};

enum class Fold { Open, Closed };
// Up to this width a folded scale shows everything well.
inline constexpr int kFoldFrom = 16;

// 0 bits → 0, 64 bits → 1, strictly increasing; values outside 0…64 are clamped.
double ladderPosition(double bits, Fold fold = Fold::Open);

// The inverse of ladderPosition, without rounding; positions outside 0…1 are clamped.
double ladderBits(double position, Fold fold = Fold::Open);

// The whole width 1…64 that is nearest to the position.
int nearestWidth(double position, Fold fold = Fold::Open);

} // namespace bitladder::widgets
