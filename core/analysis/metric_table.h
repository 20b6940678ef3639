// The table of metrics: figures that compare a tensor with what quantization made of it. A new metric is a row, in
// metric_table.cpp or a file beside it; command line, CSV and window iterate the table. Each row's `formula` says what
// it is, with its source.
#pragma once
#include "core/analysis/metrics.h"
#include "core/engine/quantized_network.h"
#include "core/quant/quantized_tensor.h"

#include <optional>
#include <string_view>

namespace bitladder::analysis
{

// What is compared. Only `reference` and `approximation` have to be there.
struct Comparison {
    std::span<const double> reference, approximation; // equal counts
    ErrorStats stats; // of the two
    tensor::Shape shape = {}; // where it is known
    enum class Kind : unsigned char { Weights, Values, Answer } kind = Kind::Values; // Answer: of the network
    // The grid of weights: of each element its slice's step, and the values that the ends of the grid stand for.
    std::span<const double> steps = {}, lows = {}, highs = {};
};

struct Metric {
    std::string_view id; // stable: in JSON and CSV
    const char* label; // English, marked for translation in the context "Metric"
    const char* unit; // "" where it has none
    std::string_view formula; // and its source
    // None where the metric is not defined for what is compared.
    std::optional<double> (*compute)(const Comparison&) = nullptr;
};
std::span<const Metric* const> metrics(); // in the order in which lists show them
const Metric* findMetric(std::string_view id); // null where there is none

struct MetricValue {
    const Metric* metric;
    double value;
};
// All metrics that are defined for a comparison.
std::vector<MetricValue> measure(const Comparison& comparison);

// Of two tensors of equal shape; nothing where the shapes differ.
std::vector<MetricValue> measure(
    const tensor::Tensor& reference, const tensor::Tensor& approximation, Comparison::Kind kind);

// Of a layer's weights and what they became: all together, and every output channel by itself. Nothing where the codes
// leave the values as they are.
struct WeightMetrics {
    std::vector<MetricValue> tensor;
    std::vector<std::vector<MetricValue>> channels;
};
WeightMetrics measureWeights(const quant::ChannelValues& values, const quant::QuantizedTensor& quantized);
// Of a network, by layer of its model; none where nothing is quantized, and for layers that a method split.
std::vector<std::optional<WeightMetrics>> measureWeights(const engine::QuantizedNetwork& network, size_t modelLayers);

} // namespace bitladder::analysis
