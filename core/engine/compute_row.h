// Private to the engine: what there is to know of a kernel family, one row for each `Compute`.
#pragma once
#include "core/engine/geometry.h"
#include "core/engine/kernel_choice.h"
#include "core/engine/packed_layer.h"

#include <variant>

namespace bitladder::engine
{

// Where a table of kernels has it.
using KernelMember = std::variant<kernels::TileKernel<kernels::FloatTile<float>> kernels::KernelTable::*,
    kernels::TileKernel<kernels::FloatTile<double>> kernels::KernelTable::*,
    kernels::TileKernel<kernels::IntTile> kernels::KernelTable::*,
    kernels::TileKernel<kernels::WideTile> kernels::KernelTable::*,
    kernels::TileKernel<kernels::BigTile> kernels::KernelTable::*>;

struct ComputeRow;

// What a layer's weights are packed from.
struct WeightsToPack {
    const graph::Graph& graph;
    const graph::Layer& layer;
    const Geometry& geometry;
    const quant::QuantizedTensor& weights;
    const ComputeRow& row;
    int winogradTile; // 0: the weights themselves
    double alpha; // that the weights of a Gemm are multiplied by
    const Threads& threads;
};

// Lays the weights out for the kernel; `to` has its quantizer, scales and panel layout already.
using Pack = Result<void> (*)(const WeightsToPack&, PackedLayer& to);
Result<void> packFloats(const WeightsToPack&, PackedLayer&);
Result<void> packDoubles(const WeightsToPack&, PackedLayer&);
Result<void> packBFloats(const WeightsToPack&, PackedLayer&);
Result<void> packBytes(const WeightsToPack&, PackedLayer&);
Result<void> packNarrowBytes(const WeightsToPack&, PackedLayer&);
Result<void> packWords16(const WeightsToPack&, PackedLayer&);
Result<void> packWords32(const WeightsToPack&, PackedLayer&);
Result<void> packWords64(const WeightsToPack&, PackedLayer&);
Result<void> packSigns(const WeightsToPack&, PackedLayer&); // a bit each, and the sums that zero points need
Result<void> packSignPairs(const WeightsToPack&, PackedLayer&); // (nonzero, negative)

struct ComputeRow {
    Compute compute;
    Storage storage; // of the activations
    int weightBits; // of a packed weight
    Operations operations;
    KernelMember kernel;
    Pack pack;
};
const ComputeRow& rowOf(Compute compute);

} // namespace bitladder::engine
