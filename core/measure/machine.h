// What this machine can do: which kernel executes which pair of formats at which level, as the engine really chooses.
#pragma once
#include "core/engine/kernel_choice.h"

#include <optional>
#include <string>
#include <vector>

namespace bitladder::measure
{

struct FormatPair {
    quant::NumberFormat weights, activations;
    friend bool operator==(const FormatPair&, const FormatPair&) = default;
};

struct MachineCell {
    std::string kernel; // e.g. "gemm_u8s8_avx512"
    engine::Execution execution = engine::Execution::Executed;
    TranslatableMessage note; // why it is widened or simulated; may be empty
};

struct MachineRow {
    FormatPair formats;
    std::vector<std::optional<MachineCell>> levels; // kLevelCount; none: this processor does not have the level
};

// For a matrix product (or a convolution that is not depthwise) of so many products per output, with the usual
// symmetry: weights symmetric per channel, activations asymmetric per tensor.
std::vector<MachineRow> machineTable(const std::vector<FormatPair>& pairs, int64_t depth);

} // namespace bitladder::measure
