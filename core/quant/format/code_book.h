// For families whose codes are places in a list of levels, 0 … K − 1: x̂ = levels[q]·scale, computed in float32. A
// number goes to the nearest level, from the middle between two to the even code; other rounding rules look at its
// place between its two neighbours. NaN gets the level nearest to zero.
#pragma once
#include "core/quant/format/family.h"

namespace bitladder::quant
{

int64_t bookEncode(double x, const Quantizer& quantizer, size_t slice, size_t position);
double bookDecode(int64_t q, const Quantizer& quantizer, size_t slice);
void bookRound32(
    std::span<const float> x, const Quantizer& quantizer, size_t slice, std::span<float> out, size_t position);
void bookRound64(
    std::span<const double> x, const Quantizer& quantizer, size_t slice, std::span<double> out, size_t position);
std::vector<double> bookLevels(const Quantizer& quantizer, size_t slice, size_t most);
CodeRange bookCodes(const NumberFormat& format, Symmetry symmetry); // 0 … 2^bits − 1

// One list for all slices, ascending.
void shareLevels(Quantizer& quantizer, std::vector<float> levels);
// Room for 2^bits levels in each slice.
void makeRoomForLevels(const QuantSpec& spec, Quantizer& quantizer);
// The levels of a slice, of any order; scale 1, clips at the outermost. Precondition: there is room for as many.
void setLevels(Quantizer& quantizer, size_t slice, std::span<const double> levels);
// Levels evenly over a range: what fitted families have where no data is read.
void evenLevels(Quantizer& quantizer, size_t slice, Symmetry symmetry, Range range);
// The scale that puts the outermost of the shared levels at the range's outermost end.
void scaleLevels(Quantizer& quantizer, size_t slice, Symmetry symmetry, Range range);

} // namespace bitladder::quant
