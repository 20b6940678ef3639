// The one table that maps a pair of formats (weights, activations) to the kernel family that executes it.
#pragma once
#include "core/base/translatable_message.h"
#include "core/engine/memory_form.h"
#include "core/kernels/kernels.h"

#include <array>
#include <string_view>
#include <vector>

namespace bitladder::engine
{

enum class Compute : unsigned char {
    F32,
    F64,
    BF16,
    U8S8,
    U8S7,
    U8S4,
    U8S2,
    U8S1,
    S16S16,
    S16S16Wide,
    S32S32,
    S64S64,
    Binary,
    Ternary
};

// Executed: the layer multiplies and adds at the widths that were asked for, or in wider integers that give the same
// result. Simulated: the values are rounded to the asked grid, the arithmetic is in float.
enum class Execution : unsigned char { Executed, Simulated };

// The peaks that bound a kernel, the closest first: names of kernels::peakLoops, of which a level may lack some.
using Operations = std::array<std::string_view, 2>;

struct KernelChoice {
    Compute compute = Compute::F32;
    Execution execution = Execution::Executed;
    TranslatableMessage note; // why it is not the pair's own kernel; empty if it is
};

// One of the kernels that give a layer's exact sums. Codes of binary and ternary are bytes too, so most pairs have
// several. winogradTile: m of F(m×m, 3×3) in 16-bit integers (kernels/winograd_int.h), or 0 for plain sums.
struct IntegerWay {
    Compute compute = Compute::U8S8;
    int winogradTile = 0;
    friend bool operator==(const IntegerWay&, const IntegerWay&) = default;
};

// `depth`: products per output, `tapDepth`: of one tap. `wordGroups`: whether the channels of a group start at 64-bit
// words (bit planes need that).
struct LayerFacts {
    int64_t depth = 0;
    int64_t tapDepth = 0;
    bool depthwise = false;
    bool wordGroups = true;
};
KernelChoice chooseKernel(const quant::QuantSpec& weights, const quant::QuantSpec& activations, const LayerFacts& facts,
    const kernels::KernelTable& table);

// All ways of a pair whose own kernel is `own`, which comes first; those of Winograd's algorithm are left to the
// caller.
std::vector<IntegerWay> plainWays(Compute own, const quant::QuantSpec& weights, const quant::QuantSpec& activations,
    const LayerFacts& facts, const kernels::KernelTable& table);
// The same pair computed in another way: what is said of it.
KernelChoice inWay(const KernelChoice& own, const IntegerWay& way);

Storage storageOf(Compute compute); // of the activations
bool multipliesBytes(Compute compute); // u8 activations times weights of 8 bits or fewer

} // namespace bitladder::engine
