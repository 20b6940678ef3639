// The one table that maps a pair of formats (weights, activations) to the kernel family that executes it.
#pragma once
#include "core/base/translatable_message.h"
#include "core/engine/memory_form.h"
#include "core/kernels/kernels.h"

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

struct KernelChoice {
    Compute compute = Compute::F32;
    Execution execution = Execution::Executed;
    TranslatableMessage note; // why it is not the pair's own kernel; empty if it is
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

Storage storageOf(Compute compute); // of the activations
bool multipliesBytes(Compute compute); // u8 activations times weights of 8 bits or fewer

} // namespace bitladder::engine
