// Private to the engine: what there is to know of a kernel family, one row for each `Compute`.
#pragma once
#include "core/engine/kernel_choice.h"

#include <variant>

namespace bitladder::engine
{

// Where a table of kernels has it.
using KernelMember = std::variant<kernels::TileKernel<kernels::FloatTile<float>> kernels::KernelTable::*,
    kernels::TileKernel<kernels::FloatTile<double>> kernels::KernelTable::*,
    kernels::TileKernel<kernels::IntTile> kernels::KernelTable::*,
    kernels::TileKernel<kernels::WideTile> kernels::KernelTable::*,
    kernels::TileKernel<kernels::BigTile> kernels::KernelTable::*>;

struct ComputeRow {
    Compute compute;
    Storage storage; // of the activations
    int weightBits; // of a packed weight
    Operations operations;
    KernelMember kernel;
};
const ComputeRow& rowOf(Compute compute);

} // namespace bitladder::engine
