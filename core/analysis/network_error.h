// Errors along the network: every layer's output beside the float network's, alone and accumulated.
#pragma once
#include "core/analysis/metric_table.h"
#include "core/engine/executable.h"
#include "core/model/model.h"

#include <limits>

namespace bitladder::analysis
{

// Layers that are looked at together: first ≤ layer < end.
struct LayerSpan {
    size_t first = 0, end = std::numeric_limits<size_t>::max();
    bool holds(size_t layer) const { return first <= layer && layer < end; }
};

// Taps of one run of the float network, kept to compare with.
struct FloatTaps {
    std::vector<tensor::Tensor> inputs, outputs; // by layer; empty where the layer was not asked for
    std::vector<tensor::Tensor> answers; // the network's outputs
    bool holds(size_t layer) const { return layer < outputs.size() && outputs[layer].count() > 0; }
};
Result<FloatTaps> floatTaps(
    engine::Executable& floatNetwork, std::span<const tensor::Tensor> inputs, const Job& job = {}, LayerSpan span = {});
// All layers in so many spans that the taps of each fit `bytes`; a layer that alone is larger has its own.
std::vector<LayerSpan> tapSpans(const engine::Executable& network, size_t bytes);
// Accumulated errors and the quantized network's answers in one run. Layers that the reference does not hold have none.
struct QuantizedRun {
    std::vector<ErrorStats> accumulated; // by layer
    std::vector<tensor::Tensor> answers;
    ErrorStats output; // over all outputs
    std::optional<tensor::Tensor> kept; // the output of the layer that was asked for
};
Result<QuantizedRun> compareRun(engine::Executable& quantized, std::span<const tensor::Tensor> inputs,
    const FloatTaps& reference, const Job& job = {}, std::optional<LayerId> keep = {});
// All metrics of the table in one run: of every layer's output, and of the network's outputs. None where a method
// changed a shape (channels that are gone), and of layers that the reference does not hold.
struct MetricRun {
    std::vector<std::vector<MetricValue>> layers, answers;
};
Result<MetricRun> measureRun(engine::Executable& quantized, std::span<const tensor::Tensor> inputs,
    const FloatTaps& reference, const Job& job = {});
// Of every layer's output as it is handed out (FNV-1a over its bytes, 64 bits): equal on every level and for every
// number of threads where a layer computes in integers, or in floats whose order is kept.
Result<std::vector<uint64_t>> activationChecksums(
    engine::Executable& network, std::span<const tensor::Tensor> inputs, const Job& job = {});
// One layer alone, as a network of its own, fed with the float network's values, by the recipe and no method.
Result<ErrorStats> isolatedError(const model::Model& model, const graph::Layer& layer, const quant::LayerRecipe& recipe,
    const engine::Calibration& calibration, const FloatTaps& reference, const engine::PrepareOptions& options,
    const Job& job = {});

// The same of a layer of a quantized network as methods made it: its codes, grids and bias. `layer` is one of
// network.graph; `reference` are the taps of network.floatGraph.
Result<ErrorStats> isolatedError(const engine::QuantizedNetwork& network, const graph::Layer& layer,
    const FloatTaps& reference, const engine::PrepareOptions& options, const Job& job = {});

} // namespace bitladder::analysis
