// Cross-layer equalization: between two layers with nothing but a ReLU in between, every channel is scaled down on one
// side and up on the other, so that no channel decides over the range of all (Nagel et al. 2019, Data-Free
// Quantization, section 4.1, eq. 11; Meller et al. 2019). The float network answers alike.
#include "core/base/translatable_message.h"
#include "core/engine/layer_values.h"
#include "core/graph/patch.h"
#include "core/methods/method.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace bitladder::methods
{

extern const Method kEqualize;

namespace
{

// A layer's weights while they are scaled: [outCh, taps, depth].
struct Scaled {
    quant::ChannelValues values; // float64 while it lasts
    int64_t depth = 0, groups = 1;
    std::vector<double> bias; // empty: none
    bool changed = false;

    double* channel(int64_t c) { return values.f64.data() + c * values.perChannel; }
    // Calls visit(value) for every weight that reads an input channel.
    template<typename Visit> void eachOfInput(int64_t input, Visit visit)
    {
        const int64_t perGroup = values.channels / groups, group = input / depth, k = input % depth;
        for (int64_t o = group * perGroup; o < (group + 1) * perGroup; ++o)
            for (int64_t i = k; i < values.perChannel; i += depth)
                visit(channel(o)[i]);
    }
};

struct Pair {
    size_t first, second; // layers
};

bool scales(const graph::Graph& graph, const graph::Layer& layer)
{
    return layer.arithmetic == graph::Arithmetic::Kernel && layer.weights && layer.op != "ConvTranspose"
        && (layer.op != "Gemm"
            || (graph.node(layer.node).attributes.get("alpha", 1.0f) == 1.0f
                && graph.node(layer.node).attributes.get("beta", 1.0f) == 1.0f));
}

// Pairs whose channels meet: the first one's output is read by the second alone, and limits in between scale with it.
std::vector<Pair> pairsOf(const Draft& draft)
{
    std::vector<Pair> pairs;
    const graph::Graph& graph = draft.graph();
    for (const graph::Layer& first : draft.layers()) {
        const auto& clamp = graph.node(first.node).clamp;
        const bool scalesToo = !clamp || (clamp->lo == 0 && clamp->hi == std::numeric_limits<float>::infinity());
        if (!scales(graph, first) || !scalesToo || graph.isOutput(first.output)) continue;
        const auto& readers = graph.consumers(first.output);
        if (readers.size() != 1) continue;
        for (const graph::Layer& second : draft.layers())
            if (second.node == readers.front() && second.input == first.output && scales(graph, second)
                && draft.layers().size() > 1)
                pairs.push_back({static_cast<size_t>(first.id.index), static_cast<size_t>(second.id.index)});
    }
    return pairs;
}

Result<Scaled> scaledOf(const Draft& draft, const graph::Layer& layer)
{
    Scaled scaled;
    auto values = draft.values(layer);
    if (!values) return pass(values.error());
    scaled.values = *std::move(values);
    if (!scaled.values.isDouble()) scaled.values.f64.assign(scaled.values.f32.begin(), scaled.values.f32.end());
    scaled.groups = layer.op == "Conv" ? draft.graph().node(layer.node).attributes.integer("group", 1) : 1;
    scaled.depth = layer.op == "Conv" ? layer.weightShape[1] : scaled.values.perChannel;
    if (const tensor::Tensor* bias = draft.graph().constant(layer.bias))
        for (int64_t c = 0; c < scaled.values.channels; ++c)
            scaled.bias.push_back(bias->at(bias->count() == 1 ? 0 : c));
    return scaled;
}

// The largest relative change that a pair still wanted.
double equalize(Scaled& first, Scaled& second)
{
    double most = 0;
    for (int64_t c = 0; c < first.values.channels; ++c) {
        double r1 = 0, r2 = 0;
        for (int64_t i = 0; i < first.values.perChannel; ++i)
            r1 = std::max(r1, std::fabs(first.channel(c)[i]));
        second.eachOfInput(c, [&](double w) { r2 = std::max(r2, std::fabs(w)); });
        if (r1 <= 0 || r2 <= 0) continue;
        const double s = std::sqrt(r1 / r2);
        if (!std::isfinite(s) || s <= 0) continue;
        for (int64_t i = 0; i < first.values.perChannel; ++i)
            first.channel(c)[i] /= s;
        if (!first.bias.empty()) first.bias[static_cast<size_t>(c)] /= s;
        second.eachOfInput(c, [&](double& w) { w *= s; });
        most = std::max(most, std::fabs(s - 1));
    }
    first.changed = second.changed = true;
    return most;
}

tensor::Tensor tensorOf(const tensor::Tensor& like, const tensor::Shape& shape, const std::vector<double>& values)
{
    if (like.type() == tensor::ElementType::Float64) return tensor::Tensor::of<double>(shape, values);
    return tensor::Tensor::of<float>(shape, std::vector<float>(values.begin(), values.end()));
}

// How much of the largest channel's range the others use, in the mean: 1 where all are alike.
double evenness(Scaled& scaled)
{
    double largest = 0, sum = 0;
    for (int64_t c = 0; c < scaled.values.channels; ++c) {
        double r = 0;
        for (int64_t i = 0; i < scaled.values.perChannel; ++i)
            r = std::max(r, std::fabs(scaled.channel(c)[i]));
        largest = std::max(largest, r);
        sum += r;
    }
    return largest > 0 ? sum / static_cast<double>(scaled.values.channels) / largest : 1;
}

Result<void> apply(Draft& draft, const quant::MethodChoice& choice, engine::MethodLog& log)
{
    log.measure = "mean channel range, relative to the largest";
    const auto pairs = pairsOf(draft);
    if (pairs.empty()) return {};
    std::vector<Scaled> layers(draft.layers().size());
    for (const Pair& pair : pairs)
        for (const size_t i : {pair.first, pair.second})
            if (layers[i].values.channels == 0) {
                auto scaled = scaledOf(draft, draft.layers()[i]);
                if (!scaled) return pass(scaled.error());
                layers[i] = *std::move(scaled);
                log.layers.push_back({static_cast<int>(i), evenness(layers[i]), 0});
            }
    const int rounds = static_cast<int>(parameterOf(kEqualize, choice, "rounds"));
    for (int round = 0; round < rounds; ++round) {
        if (draft.job().stopped()) return cancelled();
        double most = 0;
        for (const Pair& pair : pairs)
            most = std::max(most, equalize(layers[pair.first], layers[pair.second]));
        if (most < 1e-3) break;
    }
    for (auto& effect : log.layers)
        effect.after = evenness(layers[static_cast<size_t>(effect.layer)]);
    auto changed = std::make_shared<graph::Graph>(draft.graph());
    for (size_t i = 0; i < layers.size(); ++i) {
        if (!layers[i].changed) continue;
        const graph::Layer& layer = draft.layers()[i];
        const tensor::Tensor& old = *draft.graph().constant(layer.weights);
        std::vector<double> file(layers[i].values.f64.size());
        engine::toFileOrder(
            draft.graph(), layer, std::span<const double>(layers[i].values.f64), std::span<double>(file));
        graph::Patch patch(*changed, draft.graph().node(layer.node).opset);
        const std::string name = draft.graph().value(layer.weights).name + "_equalized";
        patch.setInput(layer.node, layer.weightsIndex, patch.constant(name, tensorOf(old, old.shape(), file)));
        if (!layers[i].bias.empty())
            patch.setInput(layer.node, 2,
                patch.constant(
                    name + "_bias", tensorOf(old, {static_cast<int64_t>(layers[i].bias.size())}, layers[i].bias)));
    }
    return draft.replaceGraph(std::move(changed));
}

} // namespace

const Method kEqualize {
    .id = "equalize",
    .label = QT_TRANSLATE_NOOP("Method", "cross-layer equalization"),
    .source = "Nagel et al. 2019, Data-Free Quantization, eq. 11",
    .needs = Method::Needs::Pictures, // the activations are calibrated anew
    .parameters = {{"rounds", 20, 1, 200}},
    .apply = apply,
};

} // namespace bitladder::methods
