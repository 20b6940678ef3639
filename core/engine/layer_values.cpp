#include "core/engine/layer_values.h"

#include <algorithm>
#include <numeric>

namespace bitladder::engine
{

using graph::Graph;
using graph::Layer;

namespace
{

// How a constant is cut into channels.
struct Cut {
    enum class Order : unsigned char { Rows, Columns, Stack, Conv, Transposed } order = Order::Rows;
    int64_t channels = 1, taps = 1, depth = 0;
    int64_t perGroup = 1; // output channels of one group, of Transposed
    int64_t columns = 1; // of one matrix, of Stack
};

Result<Cut> cutOf(const Graph& graph, const Layer& layer)
{
    const tensor::Tensor& weights = *graph.constant(layer.weights);
    const tensor::Shape& w = layer.weightShape;
    Cut cut;
    if (layer.op == "Gemm" || layer.op == "MatMul" || layer.arithmetic == graph::Arithmetic::Operator) {
        cut.channels = std::max<int64_t>(1, layer.channels);
        cut.depth = weights.count() / cut.channels;
        if (layer.op == "Gemm" || layer.op == "MatMul") {
            if (layer.channelAxis != 0) cut.order = w.size() > 2 ? Cut::Order::Stack : Cut::Order::Columns;
            cut.columns = w.empty() ? 1 : w.back();
        }
    } else {
        const int64_t groups = graph.node(layer.node).attributes.integer("group", 1);
        if (w.size() < 3 || groups < 1)
            return fail("layer {} ({}): weights of shape {} are not those of {} groups", layer.name, layer.op,
                tensor::toString(w), groups);
        const bool transposed = layer.op == "ConvTranspose";
        cut.order = transposed ? Cut::Order::Transposed : Cut::Order::Conv;
        cut.channels = transposed ? w[1] * groups : w[0];
        cut.taps = std::accumulate(w.begin() + 2, w.end(), int64_t {1}, std::multiplies<>());
        cut.depth = transposed ? w[0] / groups : w[1];
        cut.perGroup = transposed ? w[1] : 1;
    }
    if (cut.channels * cut.taps * cut.depth != weights.count())
        return fail("layer {} ({}): its {} weights are not those of {} channels", layer.name, layer.op, weights.count(),
            cut.channels);
    return cut;
}

// Calls visit(place among the channels, place in the file).
template<typename Visit> void eachPlace(const Cut& cut, Visit visit)
{
    const int64_t channels = cut.channels, taps = cut.taps, depth = cut.depth;
    switch (cut.order) {
    case Cut::Order::Rows:
        for (int64_t i = 0; i < channels * depth; ++i)
            visit(i, i);
        return;
    case Cut::Order::Columns: { // [K, N], in blocks that fit the cache
        constexpr int64_t kBlock = 32;
        for (int64_t k0 = 0; k0 < depth; k0 += kBlock)
            for (int64_t n0 = 0; n0 < channels; n0 += kBlock)
                for (int64_t n = n0; n < std::min(channels, n0 + kBlock); ++n)
                    for (int64_t k = k0; k < std::min(depth, k0 + kBlock); ++k)
                        visit(n * depth + k, k * channels + n);
        return;
    }
    case Cut::Order::Stack: // one matrix [K, N] after the other
        for (int64_t n = 0; n < channels; ++n)
            for (int64_t k = 0; k < depth; ++k)
                visit(n * depth + k, (n / cut.columns * depth + k) * cut.columns + n % cut.columns);
        return;
    case Cut::Order::Transposed: // [inCh, outCh/groups, taps]
        for (int64_t c = 0; c < channels; ++c)
            for (int64_t t = 0; t < taps; ++t)
                for (int64_t k = 0; k < depth; ++k)
                    visit((c * taps + t) * depth + k,
                        ((c / cut.perGroup * depth + k) * cut.perGroup + c % cut.perGroup) * taps + t);
        return;
    case Cut::Order::Conv: // [outCh, inCh/groups, taps]
        for (int64_t c = 0; c < channels; ++c)
            for (int64_t t = 0; t < taps; ++t)
                for (int64_t k = 0; k < depth; ++k)
                    visit((c * taps + t) * depth + k, (c * depth + k) * taps + t);
        return;
    }
}

template<typename T> std::vector<T> channelMajor(const Cut& cut, std::span<const T> in)
{
    if (cut.order == Cut::Order::Rows) return {in.begin(), in.end()};
    std::vector<T> out(in.size());
    eachPlace(
        cut, [&](int64_t channel, int64_t file) { out[static_cast<size_t>(channel)] = in[static_cast<size_t>(file)]; });
    return out;
}

} // namespace

Result<LayerExtents> layerExtents(const Graph& graph, const Layer& layer)
{
    const auto cut = cutOf(graph, layer);
    if (!cut) return pass(cut.error());
    return LayerExtents {cut->channels, cut->taps * cut->depth};
}

Result<quant::ChannelValues> layerValues(const Graph& graph, const Layer& layer)
{
    const auto cut = cutOf(graph, layer);
    if (!cut) return pass(cut.error());
    const tensor::Tensor& weights = *graph.constant(layer.weights);
    quant::ChannelValues values;
    values.channels = cut->channels;
    values.perChannel = cut->taps * cut->depth;
    if (weights.type() == tensor::ElementType::Float64)
        values.f64 = channelMajor(*cut, weights.as<double>());
    else
        values.f32 = channelMajor(*cut, weights.as<float>());
    return values;
}

template<typename T>
void toFileOrder(const Graph& graph, const Layer& layer, std::span<const T> channels, std::span<T> out)
{
    const auto cut = cutOf(graph, layer);
    if (!cut) return;
    eachPlace(*cut, [&](int64_t channel, int64_t file) {
        out[static_cast<size_t>(file)] = channels[static_cast<size_t>(channel)];
    });
}
template void toFileOrder<int8_t>(const Graph&, const Layer&, std::span<const int8_t>, std::span<int8_t>);
template void toFileOrder<int64_t>(const Graph&, const Layer&, std::span<const int64_t>, std::span<int64_t>);
template void toFileOrder<float>(const Graph&, const Layer&, std::span<const float>, std::span<float>);
template void toFileOrder<double>(const Graph&, const Layer&, std::span<const double>, std::span<double>);

} // namespace bitladder::engine
