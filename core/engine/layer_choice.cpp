#include "core/engine/layer_choice.h"

#include "core/engine/fastest_way.h"
#include "core/engine/format_requests.h"
#include "core/engine/operator_layer.h"
#include "core/engine/winograd.h"
#include "core/quant/format/family.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>

namespace bitladder::engine
{

namespace
{

PackCache::Key keyOf(
    const graph::Layer& layer, const QuantizedLayer& quantized, Compute compute, kernels::Level level, int winogradTile)
{
    quant::QuantizationKey key;
    if (quantized.weights) key = quantized.weights->key;
    key.layer = layer.id.index;
    return {std::move(key), compute, level, winogradTile};
}

// Σ |w − zero| in whole numbers, of the output channel where it is largest.
int64_t mostWeight(const quant::QuantizedTensor& weights)
{
    const bool plain = quant::hasIntegerCodes(weights.quantizer.format);
    int64_t most = 0;
    std::visit(
        [&](const auto& codes) {
            if constexpr (requires { codes.size(); }) {
                const auto length = static_cast<size_t>(weights.perChannel);
                for (size_t c = 0; c < static_cast<size_t>(weights.channels); ++c) {
                    const int64_t zero = weights.quantizer.zeroPoint(c);
                    int64_t sum = 0;
                    for (size_t i = c * length; i < (c + 1) * length; ++i)
                        sum += std::abs((plain ? static_cast<int64_t>(codes[i])
                                               : quant::wholeOf(static_cast<int64_t>(codes[i]), weights.quantizer))
                            - zero);
                    most = std::max(most, sum);
                }
            }
        },
        weights.codes);
    return most;
}

// Every way of a layer that multiplies bytes or bits.
std::vector<IntegerWay> waysOf(const quant::LayerRecipe& asked, const QuantizedLayer& quantized,
    const KernelChoice& own, const LayerFacts& facts, const Geometry& g, const kernels::KernelTable& table)
{
    const Storage storage = storageOf(own.compute);
    if (storage != Storage::U8 && storage != Storage::Bits && storage != Storage::BitPairs) return {};
    auto ways = plainWays(own.compute, asked.weights, asked.activations, facts, table);
    const bool bytes = std::ranges::any_of(ways, [](const IntegerWay& way) { return way.compute == Compute::U8S8; });
    if (bytes && canUseWinograd(g)) {
        const int64_t most = mostWeight(*quantized.weights);
        for (const int m : {2, 4})
            if (most < kernels::winogradMostWeight(m)) ways.push_back({Compute::U8S8, m});
    }
    return ways;
}

} // namespace

Result<LayerChoice> chooseLayer(const graph::Graph& graph, const graph::Layer& layer, const quant::LayerRecipe& asked,
    const QuantizedLayer& quantized, const PrepareOptions& options, const kernels::KernelTable& table,
    const Threads& threads)
{
    LayerChoice choice;
    if (layer.arithmetic == graph::Arithmetic::Operator) {
        choice.input = quantized.activations;
        choice.kernel = operatorArithmetic(layer, asked);
        const PackCache::Key key = keyOf(layer, quantized, choice.kernel.compute, options.level, 0);
        if (options.cache) choice.packed = options.cache->find(key);
        if (!choice.packed) {
            choice.packed = roundForOperator(graph, layer, quantized.weights.get(), choice.kernel.compute);
            if (options.cache) options.cache->put(key, choice.packed);
        }
        choice.form = {storageOf(choice.kernel.compute), Layout::Plain, choice.input};
        return choice;
    }
    auto geometry = geometryOf(graph, layer);
    if (!geometry) return pass(geometry.error());
    choice.geometry = *std::move(geometry);
    Geometry& g = choice.geometry;
    const LayerFacts facts {
        g.taps() * g.inPerGroup(), g.inPerGroup(), g.depthwise(), g.groups == 1 || g.inPerGroup() % 64 == 0};
    choice.kernel = chooseKernel(asked.weights, asked.activations, facts, table);
    choice.own = choice.kernel.compute;
    choice.ways = waysOf(asked, quantized, choice.kernel, facts, g, table);
    int integerWinograd = 0;
    if (!choice.ways.empty()) {
        const bool forced
            = options.integerWay && std::ranges::find(choice.ways, *options.integerWay) != choice.ways.end();
        const IntegerWay way = forced ? *options.integerWay : fastestWay(choice.ways, g, table);
        choice.kernel = inWay(choice.kernel, way);
        integerWinograd = way.winogradTile;
    }
    const bool planes = choice.kernel.compute == Compute::Binary || choice.kernel.compute == Compute::Ternary;
    if (!planes && g.wantsMerging()) g.merged = g.kernel.back();
    choice.input = quantized.activations;
    // Layers that only simulate a narrower format keep their plain sums: those of numbers on a coarse grid are often
    // exact.
    const bool native = choice.kernel.compute == Compute::F32 && quant::isNativeFloat(asked.weights.format)
        && quant::isNativeFloat(asked.activations.format);
    const int winograd = native ? winogradTile(g, options.floatConvolution) : integerWinograd;
    if (winograd > 0) g.merged = 1;
    const PackCache::Key key = keyOf(layer, quantized, choice.kernel.compute, options.level, winograd);
    if (options.cache) choice.packed = options.cache->find(key);
    if (!choice.packed) {
        auto packed = packLayer(graph, layer, g, *quantized.weights, choice.kernel.compute, winograd, table, threads);
        if (!packed) return pass(packed.error());
        choice.packed = *std::move(packed);
        if (options.cache) options.cache->put(key, choice.packed);
    }
    const auto& shape = *graph.value(layer.input).shape;
    choice.form.storage = storageOf(choice.kernel.compute);
    choice.form.layout
        = spatial(shape) && layer.op != "Gemm" && layer.op != "MatMul" ? Layout::ChannelsLast : Layout::Plain;
    // bfloat16 rows carry no scale; every other non-native activation has its grid in the form.
    if (choice.form.storage != Storage::BF16) choice.form.params = choice.input;
    return choice;
}

Result<std::vector<LayerChoice>> chooseLayers(const graph::Graph& graph, std::span<const graph::Layer> layers,
    const quant::Recipe& recipe, std::span<const QuantizedLayer> quantized, const PrepareOptions& options,
    const kernels::KernelTable& table, const Threads& threads, const Job& job)
{
    std::vector<LayerChoice> choices;
    for (size_t i = 0; i < layers.size(); ++i) {
        if (job.stopped()) return cancelled();
        job.report(static_cast<double>(i) / static_cast<double>(layers.size()), layers[i].name);
        auto choice = chooseLayer(graph, layers[i], recipe.layers[i], quantized[i], options, table, threads);
        if (!choice) return pass(choice.error());
        choices.push_back(*std::move(choice));
    }
    for (size_t i = 0; i < layers.size() && !options.integerWay; ++i) {
        const LayerChoice& choice = choices[i];
        if (choice.ways.size() < 2 || !passesOver(choice.geometry)) continue;
        for (size_t k = 0; k < layers.size(); ++k) {
            const LayerChoice& beside = choices[k];
            if (k == i || layers[k].input != layers[i].input || beside.form.params != choice.form.params
                || passesOver(beside.geometry))
                continue;
            const IntegerWay way = fastestWay(choice.ways, choice.geometry, table, beside.form.storage);
            if (way == IntegerWay {choice.kernel.compute, choice.packed->wish.winogradTile}) break;
            PrepareOptions chosen = options;
            chosen.integerWay = way;
            auto again = chooseLayer(graph, layers[i], recipe.layers[i], quantized[i], chosen, table, threads);
            if (!again) return pass(again.error());
            choices[i] = *std::move(again);
            break;
        }
    }
    return choices;
}

LayerInfo infoOf(
    const graph::Graph& graph, const graph::Layer& layer, const LayerChoice& choice, const quant::LayerRecipe& asked)
{
    LayerInfo info;
    info.name = layer.name;
    info.op = layer.op;
    info.weights = asked.weights;
    info.activations = asked.activations;
    info.weightQuantizer = choice.packed->quantizer;
    info.activationQuantizer = choice.input;
    info.kernel = choice.packed->wish.name;
    info.level = choice.packed->wish.level;
    info.operations = choice.packed->wish.operations;
    info.execution = choice.kernel.execution;
    info.note = choice.kernel.note;
    info.ways = choice.ways;
    if (choice.packed->compute == Compute::F32 && choice.ways.empty() && canUseWinograd(choice.geometry)
        && quant::isNativeFloat(asked.weights.format) && quant::isNativeFloat(asked.activations.format))
        info.algorithms = {FloatConvolution::ExactOrder, FloatConvolution::Winograd2, FloatConvolution::Winograd4};
    if (choice.packed->compute == Compute::Binary || choice.packed->compute == Compute::Ternary) {
        const auto channels = static_cast<double>(choice.geometry.inPerGroup());
        info.usefulBits = channels / (64 * std::ceil(channels / 64));
    }
    info.macs = info.products = std::max<int64_t>(0, layer.macs);
    info.inputs = tensor::elementCount(*graph.value(layer.input).shape).value_or(0);
    info.outputs = tensor::elementCount(*graph.value(layer.output).shape).value_or(0);
    info.residentBytes = choice.packed->resident;
    return info;
}

} // namespace bitladder::engine
