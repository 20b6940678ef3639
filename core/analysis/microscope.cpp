#include "core/analysis/microscope.h"

#include "core/engine/packed_layer.h"
#include "core/quant/format/family.h"
#include "core/quant/quantize.h"
#include "core/quant/range.h"
#include "core/quant/rounding.h"

#include <algorithm>
#include <bit>
#include <cmath>

namespace bitladder::analysis
{

namespace
{

constexpr int kMostBits = 16; // of codes whose sums stay far within 64 bits

struct Looked {
    graph::Layer layer;
    const engine::QuantizedLayer* quantized = nullptr;
    engine::Geometry geometry;
};

Result<Looked> lookedAt(const engine::QuantizedNetwork& network, size_t index)
{
    if (!network.modelLayers.empty()) return fail("a method split layers of this network: they cannot be looked into");
    auto layers = graph::layersOf(*network.graph);
    if (index >= layers.size()) return fail("there is no layer {}", index);
    Looked looked {std::move(layers[index]), &network.layers[index], {}};
    const auto& [layer, quantized, geometry] = looked;
    if (layer.arithmetic == graph::Arithmetic::Operator || !quantized->weights || quantized->weights->unchanged()
        || !quantized->activations)
        return fail("layer {} ({}): weights and activations are not both integers", layer.name, layer.op);
    for (const quant::Quantizer* q : {&quantized->weights->quantizer, &*quantized->activations})
        if (q->scales.empty() || q->zeroPoints.empty() || !quant::hasIntegerCodes(q->format)
            || q->format.bits > kMostBits)
            return fail("layer {} ({}): weights and activations are not both integers", layer.name, layer.op);
    if (quantized->weights->quantizer.granularity == quant::Granularity::Group)
        return fail(
            "layer {} ({}): groups have scales of their own, so that there is no one sum", layer.name, layer.op);
    const auto& attributes = network.graph->node(layer.node).attributes;
    if (attributes.get("alpha", 1.0f) != 1.0f || attributes.get("beta", 1.0f) != 1.0f)
        return fail("layer {} ({}): its sum is multiplied by alpha or beta", layer.name, layer.op);
    auto shape = engine::geometryOf(*network.graph, layer);
    if (!shape) return pass(shape.error());
    looked.geometry = *std::move(shape);
    return looked;
}

// The grid that every reader of the value wants; none where it is handed on in float.
const quant::Quantizer* outputGrid(const engine::QuantizedNetwork& network, const graph::Layer& layer)
{
    const graph::Graph& graph = *network.graph;
    if (std::ranges::find(graph.outputs, layer.output) != graph.outputs.end()) return nullptr;
    size_t readers = 0;
    for (const NodeId id : graph.order())
        readers += static_cast<size_t>(std::ranges::count(graph.node(id).inputs, layer.output));
    const quant::Quantizer* grid = nullptr;
    size_t layers = 0;
    for (const graph::Layer& next : graph::layersOf(graph)) {
        if (next.input != layer.output) continue;
        const auto& activations = network.layers[static_cast<size_t>(next.id.index)].activations;
        if (!activations || !quant::hasIntegerCodes(activations->format) || activations->format.bits > kMostBits
            || (grid && !(*grid == *activations)))
            return nullptr;
        grid = &*activations;
        ++layers;
    }
    return layers == readers ? grid : nullptr;
}

int bitsOf(int64_t value)
{
    return static_cast<int>(std::bit_width(static_cast<uint64_t>(value < 0 ? ~value : value))) + 1;
}

int64_t wrapped(int64_t sum, int bits)
{
    if (bits <= 0 || bits >= 63) return sum;
    const int64_t modulus = int64_t {1} << bits, low = -(modulus / 2);
    return ((sum - low) % modulus + modulus) % modulus + low;
}

// The weights that are looked at: the engine's, or those of another width.
Result<quant::QuantizedTensor> weightsOf(
    const Looked& looked, const MicroscopeQuestion& question, const quant::ChannelValues& floats)
{
    const quant::QuantizedTensor& held = *looked.quantized->weights;
    if (question.weightBits == 0) return held;
    quant::QuantSpec spec = held.key.spec;
    if (!spec.format.family->has(question.weightBits) || question.weightBits > kMostBits)
        return fail("{} has no width of {} bits", quant::name(spec.format), question.weightBits);
    spec.format = spec.format.family->at(question.weightBits);
    if (spec.estimator().reads != quant::RangeEstimator::Reads::Data) spec.range = nullptr;
    spec.given = nullptr;
    const Threads threads;
    return quant::quantizeNearest(floats, quant::quantizerFor(floats, spec, threads), threads);
}

// The products, and how the sum grows.
void addTerms(const Looked& looked, const MicroscopeQuestion& question, const tensor::Tensor& input,
    const tensor::Tensor& floatInput, std::span<const double> w, std::span<const int64_t> codes,
    const quant::Quantizer& grid, Microscope& m)
{
    const engine::Geometry& g = looked.geometry;
    const int64_t depth = g.inPerGroup(), first = question.channel / g.outPerGroup() * depth, pixels = g.inPixels();
    std::vector<int64_t> taps(static_cast<size_t>(g.taps()));
    g.tapsOf(question.row, taps.data());
    const quant::Range clip = grid.clip(0);
    double floatSum = 0;
    int64_t largest = 0, sum = 0;
    size_t i = 0;
    for (size_t t = 0; t < taps.size(); ++t)
        for (int64_t k = 0; k < depth; ++k, ++i) {
            MicroscopeTerm term;
            term.tap = static_cast<int64_t>(t);
            term.inChannel = first + k;
            term.w = w[i];
            term.qw = codes[i];
            term.wHat = static_cast<double>(term.qw - m.weightZero) * m.weightScale;
            term.qx = m.inputZero;
            double given = 0;
            if (const int64_t at = taps[t]; at >= 0) {
                const int64_t place = (at / pixels * g.inChannels + term.inChannel) * pixels + at % pixels;
                term.inPixel = at % pixels;
                given = input.at(place);
                term.x = floatInput.at(place);
                term.qx = quant::quantize(given, grid, 0);
            }
            term.xHat = static_cast<double>(term.qx - m.inputZero) * m.inputScale;
            term.product = (term.qx - m.inputZero) * (term.qw - m.weightZero);
            m.sumOfProducts += term.product;
            sum = wrapped(sum + term.product, question.accumulatorBits);
            term.sum = sum;
            largest = std::max(largest, sum < 0 ? ~sum : sum);
            floatSum += term.w * term.x;
            term.floatSum = floatSum;
            const double dw = term.wHat - term.w, dx = term.xHat - term.x;
            m.budget.weights += dw * term.x;
            m.budget.both += dw * dx;
            const bool beyond = given < clip.low - m.inputScale / 2 || given > clip.high + m.inputScale / 2;
            (beyond ? m.budget.clipping : m.budget.rounding) += term.w * dx;
            m.terms.push_back(term);
        }
    m.partialBits = bitsOf(largest);
    m.sum = sum;
}

} // namespace

Result<MicroscopeExtents> microscopeExtents(const engine::QuantizedNetwork& network, size_t layer)
{
    auto looked = lookedAt(network, layer);
    if (!looked) return pass(looked.error());
    const engine::Geometry& g = looked->geometry;
    return MicroscopeExtents {g.outChannels, g.outRows(), g.outSpatial};
}

Result<Microscope> microscope(const engine::QuantizedNetwork& network, const MicroscopeQuestion& question,
    const tensor::Tensor& input, const tensor::Tensor& floatInput)
{
    auto looked = lookedAt(network, question.layer);
    if (!looked) return pass(looked.error());
    const graph::Layer& layer = looked->layer;
    const engine::Geometry& g = looked->geometry;
    if (question.channel < 0 || question.channel >= g.outChannels || question.row < 0 || question.row >= g.outRows())
        return fail(
            "layer {} ({}): there is no output {} of channel {}", layer.name, layer.op, question.row, question.channel);
    const int64_t values = g.batch * g.inChannels * g.inPixels();
    if (input.count() != values || floatInput.count() != values)
        return fail("layer {} ({}): its input has {} values, not {}", layer.name, layer.op, values, input.count());
    const graph::Graph& plain = network.floatGraph ? *network.floatGraph : *network.graph;
    const auto plainLayers = graph::layersOf(plain);
    if (question.layer >= plainLayers.size()) return fail("layer {}: the float network has other layers", layer.name);
    const graph::Layer& plainLayer = plainLayers[question.layer];
    auto floats = engine::layerValues(plain, plainLayer);
    if (!floats) return pass(floats.error());
    const auto channel = static_cast<size_t>(question.channel);
    std::vector<double> w;
    if (floats->isDouble())
        w.assign(floats->channel64(channel).begin(), floats->channel64(channel).end());
    else
        w.assign(floats->channel32(channel).begin(), floats->channel32(channel).end());

    Microscope m;
    const auto chosen = weightsOf(*looked, question, *floats);
    if (!chosen) return pass(chosen.error());
    const quant::Quantizer& weights = chosen->quantizer;
    quant::Quantizer grid = *looked->quantized->activations;
    if (question.rounding) grid.rounding = question.rounding;
    std::vector<int64_t> codes = chosen->codesOf(channel);
    m.weightLow = weights.qmin;
    m.weightHigh = weights.qmax;
    if (question.weight) {
        const auto& [term, code] = *question.weight;
        if (term >= codes.size() || code < weights.qmin || code > weights.qmax)
            return fail("layer {} ({}): weight {} cannot have the code {}", layer.name, layer.op, term, code);
        codes[term] = code;
    }
    m.inputScale = grid.scale(0);
    m.inputZero = grid.zeroPoint(0);
    m.weightScale = weights.scale(channel);
    m.weightZero = weights.zeroPoint(channel);
    m.inSpatial = g.inSpatial;
    m.outSpatial = g.outSpatial;
    m.inPixels = g.inPixels();
    addTerms(*looked, question, input, floatInput, w, codes, grid, m);
    const double unit = m.inputScale * m.weightScale; // of the sum

    const auto biasOf = [&](const graph::Graph& graph, const graph::Layer& of) {
        const tensor::Tensor* bias = graph.constant(of.bias);
        return bias && bias->count() == of.channels ? bias->at(question.channel) : 0.0;
    };
    m.bias = biasOf(*network.graph, layer);
    double bias = m.bias;
    if (const auto biasCodes = engine::integerBias(*network.graph, layer, weights, grid)) {
        m.biasCode = (*biasCodes)[channel];
        m.sum = wrapped(m.sum + *m.biasCode, question.accumulatorBits);
        bias = static_cast<double>(*m.biasCode) * unit;
    }
    m.budget.accumulator = static_cast<double>(m.sum - m.sumOfProducts - m.biasCode.value_or(0)) * unit;
    m.budget.bias = bias - biasOf(plain, plainLayer);

    const quant::Quantizer* out = outputGrid(network, layer);
    const double outScale = out ? out->scale(0) : 1;
    const auto clamp = network.graph->node(layer.node).clamp;
    m.factor = quant::rescalingFactor(m.inputScale, m.weightScale, outScale);
    m.scaled = static_cast<float>(m.sum) * m.factor;
    if (!m.biasCode) m.scaled += static_cast<float>(m.bias / outScale);
    const double exact = static_cast<double>(m.sum) * unit + (m.biasCode ? 0 : m.bias);
    double before = static_cast<double>(m.scaled) * outScale; // what the limits and the grid get
    if (clamp) before = std::clamp(before, static_cast<double>(clamp->lo), static_cast<double>(clamp->hi));
    m.value = before;
    if (out) {
        Microscope::Output& o = m.output.emplace();
        o.scale = outScale;
        o.zero = out->zeroPoint(0);
        const auto limit = [&](float at, int64_t missing) {
            return std::isinf(at) ? missing : quant::quantize(static_cast<double>(at), *out, 0);
        };
        o.low = clamp ? limit(clamp->lo, out->qmin) : out->qmin;
        o.high = clamp ? limit(clamp->hi, out->qmax) : out->qmax;
        const auto place = static_cast<uint64_t>(question.row);
        const double whole = question.rounding
            ? question.rounding->apply(static_cast<double>(m.scaled), quant::chanceAt(0, place))
            : static_cast<double>(std::nearbyint(m.scaled));
        const auto rounded = static_cast<int64_t>(whole) + o.zero;
        o.rounded = rounded;
        o.code = std::clamp(rounded, o.low, o.high);
        m.value = static_cast<double>(o.code - o.zero) * o.scale;
    }
    const double plainSum = m.terms.empty() ? 0 : m.terms.back().floatSum;
    const double floatBefore = plainSum + biasOf(plain, plainLayer);
    m.floatValue = floatBefore;
    if (clamp) m.floatValue = std::clamp(floatBefore, static_cast<double>(clamp->lo), static_cast<double>(clamp->hi));
    m.budget.limits = (before - exact) - (m.floatValue - floatBefore);
    m.budget.output = m.value - before;
    return m;
}

DyadicFactor dyadicOf(double factor)
{
    constexpr int kBits = 31;
    int exponent = 0;
    const double mantissa = std::frexp(factor, &exponent); // 0.5 ≤ mantissa < 1
    DyadicFactor d {static_cast<int64_t>(std::nearbyint(std::ldexp(mantissa, kBits))), kBits - exponent};
    if (d.m0 == int64_t {1} << kBits) { // rounded up to the next power of two
        d.m0 /= 2;
        --d.shift;
    }
    return d;
}

} // namespace bitladder::analysis
