// A picture in few bits: every channel, or every square block of one, has its own even grid from its smallest to its
// largest value. Rounding to the nearest makes flat areas and edges where there were none (it posterizes); rounding by
// dice keeps the mean of an area and shows as noise (it dithers).
//
//   step = (high − low) / (2^bits − 1)        x̂ = low + whole((x − low) / step)·step
#pragma once
#include "core/base/job.h"
#include "core/data/picture.h"
#include "core/quant/rounding.h"

namespace bitladder::lesson
{

struct PosterizeQuestion {
    int bits = 3; // 1 … 8
    enum class Grid : unsigned char { Picture, Channel, Block } grid = Grid::Picture;
    int block = 16; // pixels of a side, of Grid::Block; ≥ 1
    const quant::RoundingRule* rounding = &quant::kHalfEven; // never null
    uint64_t seed = 1; // of rules that throw dice
};

struct Posterized {
    data::Picture picture;
    double psnrDb = 0; // against the given one, peak 255; +∞ where nothing changed
    size_t grids = 0; // that were stored beside the codes
    size_t colours = 0; // different ones that come out
};
// Cancelled where the job was stopped.
Result<Posterized> posterize(const data::Picture& picture, const PosterizeQuestion& question, const Job& job = {});

} // namespace bitladder::lesson
