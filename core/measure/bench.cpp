#include "core/measure/bench.h"

#include "core/base/noise.h"
#include "core/engine/packed_layer.h"
#include "core/measure/diagnosis.h"
#include "core/methods/quantize_network.h"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cmath>
#include <limits>
#include <span>
#include <unistd.h>

namespace bitladder::measure
{

using tensor::ElementType;
using tensor::Tensor;
using Clock = std::chrono::steady_clock;

namespace
{

double secondsSince(Clock::time_point begin)
{
    return std::chrono::duration<double>(Clock::now() - begin).count();
}

Result<std::vector<int64_t>> extentsOf(const std::string& text, size_t least, size_t most)
{
    std::vector<int64_t> extents;
    const char* at = text.data();
    const char* end = at + text.size();
    while (at < end) {
        int64_t v = 0;
        const auto [next, error] = std::from_chars(at, end, v);
        if (error != std::errc {} || v < 1 || v > (1 << 20) || (next < end && *next != 'x'))
            return fail("\"{}\" is not a shape: whole numbers with x between them", text);
        extents.push_back(v);
        at = next < end ? next + 1 : end;
    }
    if (extents.size() < least || extents.size() > most)
        return fail("\"{}\" has {} numbers, {} are needed", text, extents.size(), least);
    return extents;
}

Tensor noise(tensor::Shape shape, uint32_t seed)
{
    Tensor t = *Tensor::make(ElementType::Float32, std::move(shape));
    Noise random(seed);
    for (float& v : t.mutableAs<float>())
        v = random.symmetric();
    return t;
}

// GMAC/s. Many short calls: whatever else the processor does, some of them are left alone.
double bestRate(const kernels::PeakLoop& loop, double milliseconds)
{
    constexpr double kCall = 5e-4; // seconds: long enough to be timed, shorter than what a scheduler deals out
    int64_t iterations = 1000;
    double best = 0;
    const auto begin = Clock::now();
    for (int timed = 0; secondsSince(begin) * 1000 < milliseconds || timed == 0;) {
        const auto start = Clock::now();
        loop.run(iterations);
        const double s = secondsSince(start);
        if (s < kCall) {
            iterations *= 2;
            continue;
        }
        best = std::max(best, loop.macsPerIteration * static_cast<double>(iterations) / s / 1e9);
        ++timed;
    }
    return best;
}

std::vector<engine::PrepareOptions> alternativesOf(const engine::LayerInfo& info, const engine::PrepareOptions& options)
{
    std::vector<engine::PrepareOptions> list;
    for (const engine::IntegerWay& way : info.ways) {
        list.push_back(options);
        list.back().integerWay = way;
    }
    for (const engine::FloatConvolution algorithm : info.algorithms) {
        list.push_back(options);
        list.back().floatConvolution = algorithm;
    }
    return list;
}

// The one layer of a graph with one input.
Result<BenchRow> benchGraph(graph::Graph graph, const std::string& text, const quant::QuantSpec& weights,
    const quant::QuantSpec& activations, const engine::PrepareOptions& options, const MachineLimits& limits,
    double milliseconds, const Job& job)
{
    const auto layers = graph::layersOf(graph);
    if (layers.size() != 1) return fail("layer {} cannot be run alone", text);
    const auto& shape = graph.value(graph.inputs[0]).shape;
    if (!shape || !tensor::elementCount(*shape)) return fail("the shape of what layer {} takes is not known", text);
    const Tensor input = noise(*shape, 1);
    engine::Calibration calibration;
    const std::string& name = layers[0].name;
    quant::Recipe recipe;
    recipe.layers = {{name, weights, activations, quant::Lock::Open}};
    calibration.inputs[name].add(input.as<float>());
    engine::PrepareOptions local = options;
    local.cache.reset(); // its layers are those of another graph
    auto executable
        = methods::prepare(std::make_shared<const graph::Graph>(std::move(graph)), recipe, calibration, local, job);
    if (!executable) return pass(executable.error());
    std::vector<double> kernel, total;
    constexpr size_t kFewest = 5, kMost = 100000;
    const auto begin = Clock::now();
    for (double elapsed = 0; elapsed < milliseconds || (kernel.size() < kFewest && elapsed < 10 * milliseconds);
         elapsed = secondsSince(begin) * 1000) {
        auto trace = (*executable)->run(std::span(&input, 1), job);
        if (!trace) return pass(trace.error());
        kernel.push_back(trace->layers[0].totalMs - trace->layers[0].reformatMs);
        total.push_back(trace->layers[0].totalMs);
        if (kernel.size() == kMost) break;
    }
    const auto& info = (*executable)->layers()[0];
    BenchRow row {text, quant::name(weights.format), quant::name(activations.format), info.kernel, info.note,
        info.level, info.execution, (*executable)->threads(), 0, 0, 0, {}, summarize(kernel),
        alternativesOf(info, options)};
    row.gmacPerS = static_cast<double>(info.macs) / row.ms.median / 1e6;
    row.totalGmacPerS = static_cast<double>(info.macs) / summarize(total).median / 1e6;
    const Peak* peak = nullptr;
    for (const std::string_view operation : info.operations)
        for (const Peak& known : limits.peaks)
            if (!peak && known.operation == operation) peak = &known;
    double most = peak ? peak->gmacPerS : 0;
    const double reached = static_cast<double>(info.products) / row.ms.median / 1e6 / row.threads;
    // More than the peak: that was measured while the processor was slower, and is measured again beside the row.
    const auto list = kernels::peakLoops(peak ? peak->level : options.level);
    for (int i = 0; peak && reached > most && i < list.count; ++i)
        if (list.loops[i].name == peak->operation) most = std::max(most, bestRate(list.loops[i], milliseconds));
    if (most > 0) row.percentOfPeak = 100 * reached / most;
    row.roofline = rooflineOf(info, most, limits.memory);
    return row;
}

} // namespace

std::vector<Peak> measurePeaks(kernels::Level level, double milliseconds, const Job& job)
{
    std::vector<Peak> peaks;
    const auto list = kernels::peakLoops(level);
    for (int i = 0; i < list.count && !job.stopped(); ++i)
        peaks.push_back({list.loops[i].name, list.loops[i].level, bestRate(list.loops[i], milliseconds)});
    return peaks;
}

std::vector<MemoryLevel> measureMemory(kernels::Level level, double milliseconds, const Job& job)
{
    struct Size {
        const char* name;
        long bytes;
    };
    const Size sizes[] = {{"L1", sysconf(_SC_LEVEL1_DCACHE_SIZE)}, {"L2", sysconf(_SC_LEVEL2_CACHE_SIZE)},
        {"L3", sysconf(_SC_LEVEL3_CACHE_SIZE)}};
    constexpr size_t kPiece = 512, kMost = size_t {256} << 20;
    const kernels::ReadLoop read = kernels::readLoop(level);
    const auto rate = [&](size_t bytes) {
        engine::AlignedBytes memory(std::max(kPiece, bytes / kPiece * kPiece)); // like the engine's own
        double best = 0;
        const auto begin = Clock::now();
        do {
            constexpr size_t kEnough = size_t {1} << 20; // bytes, for a time that can be measured
            const size_t repeats = std::max<size_t>(1, kEnough / memory.size());
            const auto start = Clock::now();
            for (size_t i = 0; i < repeats; ++i)
                read(memory.data(), memory.size());
            best = std::max(best, static_cast<double>(repeats * memory.size()) / secondsSince(start) / 1e9);
        } while (secondsSince(begin) * 1000 < milliseconds && !job.stopped());
        return best;
    };
    std::vector<MemoryLevel> levels;
    size_t largest = size_t {8} << 20;
    for (const Size& size : sizes) {
        if (size.bytes <= 0 || job.stopped()) continue;
        // Half of it, but no more than a few times the level before: a last cache may be shared with others, or be told
        // too large.
        size_t span = static_cast<size_t>(size.bytes) / 2;
        if (!levels.empty()) span = std::min(span, static_cast<size_t>(8 * levels.back().bytes));
        largest = std::max(largest, static_cast<size_t>(size.bytes));
        levels.push_back({size.name, static_cast<double>(size.bytes), rate(span)});
    }
    if (!job.stopped())
        levels.push_back({"memory", std::numeric_limits<double>::infinity(), rate(std::min(kMost, 4 * largest))});
    return levels;
}

Roofline rooflineOf(const engine::LayerInfo& layer, double peakGmacPerS, std::span<const MemoryLevel> memory)
{
    Roofline roofline;
    roofline.intensity = arithmeticIntensity(layer);
    if (peakGmacPerS <= 0) return roofline;
    // In multiply-adds of the layer's definition, of which Winograd's algorithm makes fewer.
    const double definition
        = layer.products > 0 ? static_cast<double>(layer.macs) / static_cast<double>(layer.products) : 1;
    roofline.bound = "compute";
    roofline.gmacPerS = peakGmacPerS * definition;
    const double bytes = roofline.intensity > 0 ? static_cast<double>(layer.macs) / roofline.intensity : 0;
    for (const MemoryLevel& level : memory) {
        if (bytes > level.bytes) continue;
        const double rate = roofline.intensity * level.gbPerS;
        if (rate < roofline.gmacPerS) roofline = {level.name, rate, roofline.intensity};
        break;
    }
    return roofline;
}

Result<BenchShape> parseGemm(const std::string& text)
{
    auto e = extentsOf(text, 3, 3);
    if (!e) return pass(e.error());
    BenchShape s;
    s.text = text;
    s.m = (*e)[0], s.n = (*e)[1], s.k = (*e)[2];
    return s;
}

Result<BenchShape> parseConv(const std::string& text)
{
    auto e = extentsOf(text, 6, 7);
    if (!e) return pass(e.error());
    BenchShape s;
    s.text = text;
    s.conv = true;
    s.c = (*e)[0], s.h = (*e)[1], s.w = (*e)[2], s.o = (*e)[3], s.kernel = (*e)[4], s.stride = (*e)[5];
    if (e->size() == 7) s.groups = (*e)[6];
    if (s.c % s.groups != 0 || s.o % s.groups != 0)
        return fail("\"{}\": channels are not divisible by the groups", text);
    return s;
}

Result<BenchRow> benchLayer(const BenchShape& s, const quant::QuantSpec& weights, const quant::QuantSpec& activations,
    const engine::PrepareOptions& options, const MachineLimits& limits, double milliseconds, const Job& job)
{
    graph::Graph graph;
    graph.opsets[""] = 13;
    const tensor::Shape inputShape = s.conv ? tensor::Shape {1, s.c, s.h, s.w} : tensor::Shape {s.m, s.k};
    const tensor::Shape weightShape
        = s.conv ? tensor::Shape {s.o, s.c / s.groups, s.kernel, s.kernel} : tensor::Shape {s.n, s.k};
    const ValueId x = graph.addValue({"x", ElementType::Float32, inputShape, {}, {}});
    graph::Value w {"w", ElementType::Float32, weightShape, {}, {}};
    w.constant = noise(weightShape, 2);
    const ValueId wId = graph.addValue(std::move(w));
    graph::Node node;
    node.name = "layer";
    node.op = s.conv ? "Conv" : "Gemm";
    node.opset = 13;
    tensor::Shape outputShape {s.m, s.n};
    if (s.conv) {
        const int64_t pad = s.kernel / 2;
        node.attributes.set("strides", std::vector<int64_t> {s.stride, s.stride});
        node.attributes.set("pads", std::vector<int64_t> {pad, pad, pad, pad});
        node.attributes.set("group", s.groups);
        if (s.h + 2 * pad < s.kernel || s.w + 2 * pad < s.kernel)
            return fail("\"{}\": the kernel is larger than the input", s.text);
        outputShape = {1, s.o, (s.h + 2 * pad - s.kernel) / s.stride + 1, (s.w + 2 * pad - s.kernel) / s.stride + 1};
    } else {
        node.attributes.set("transB", int64_t {1});
    }
    const ValueId y = graph.addValue({"y", ElementType::Float32, outputShape, {}, {}});
    node.inputs = {x, wId};
    node.outputs = {y};
    graph.addNode(std::move(node));
    graph.inputs = {x};
    graph.outputs = {y};
    return benchGraph(std::move(graph), s.text, weights, activations, options, limits, milliseconds, job);
}

Result<BenchRow> benchLayer(const model::Model& model, const graph::Layer& layer, const quant::QuantSpec& weights,
    const quant::QuantSpec& activations, const engine::PrepareOptions& options, const MachineLimits& limits,
    double milliseconds, const Job& job)
{
    graph::Graph graph = graph::singleLayerGraph(*model.graph, layer);
    graph.edit(graph.inputs[0], [](graph::Value& value) { value.type = ElementType::Float32; });
    return benchGraph(std::move(graph), layer.name, weights, activations, options, limits, milliseconds, job);
}

Result<std::vector<BenchRow>> benchCandidates(const model::Model& model, const graph::Layer& layer,
    const quant::QuantSpec& weights, const quant::QuantSpec& activations, const engine::PrepareOptions& options,
    const MachineLimits& limits, double milliseconds, const Job& job)
{
    auto chosen = benchLayer(model, layer, weights, activations, options, limits, milliseconds, job);
    if (!chosen) return pass(chosen.error());
    const std::vector<engine::PrepareOptions> alternatives = chosen->alternatives;
    std::vector<BenchRow> rows {*std::move(chosen)};
    for (const engine::PrepareOptions& alternative : alternatives) {
        auto row = benchLayer(model, layer, weights, activations, alternative, limits, milliseconds, job);
        if (!row) return pass(row.error());
        const bool known = std::ranges::find(rows, row->kernel, &BenchRow::kernel) != rows.end();
        if (!known) rows.push_back(*std::move(row));
    }
    return rows;
}

} // namespace bitladder::measure
