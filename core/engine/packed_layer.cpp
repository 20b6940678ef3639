#include "core/engine/packed_layer.h"

#include "core/engine/compute_row.h"
#include "core/quant/format/family.h"
#include "core/quant/quantize.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <new>

#ifdef __linux__
#include <sys/mman.h>
#endif

namespace bitladder::engine
{

AlignedBytes::AlignedBytes(size_t size)
    : m_size(size)
{
    // A network's weights and activations spread over more small pages than the processor remembers the places of.
    constexpr size_t kHugePage = size_t {2} << 20;
    const size_t alignment = size >= kHugePage / 2 ? kHugePage : 64;
    const size_t rounded = (size + 64 + alignment - 1) / alignment * alignment;
    void* memory = std::aligned_alloc(alignment, rounded);
    if (!memory) throw std::bad_alloc();
#ifdef __linux__
    if (alignment == kHugePage)
        madvise(memory, rounded, MADV_HUGEPAGE); // a wish: without it all is the same, but slower
#endif
    std::memset(memory, 0, rounded);
    m_data.reset(memory);
}

void AlignedBytes::Free::operator()(void* p) const
{
    std::free(p);
}

namespace
{

PanelLayout layoutOf(const kernels::KernelTable& table, Compute compute)
{
    const ComputeRow& row = rowOf(compute);
    return std::visit(
        [&](auto member) {
            const auto& kernel = table.*member;
            return PanelLayout {kernel.mr, kernel.nr, kernel.narrowNr, kernel.kGroup, kernel.name, kernel.level, false,
                kernel.wordRows, 0, row.operations};
        },
        row.kernel);
}

bool depthwiseKernel(Compute compute, const Geometry& geometry)
{
    return geometry.depthwise() && (compute == Compute::F32 || compute == Compute::U8S8);
}

// The whole numbers of all weights less their zero points, [outCh, taps, depth].
template<typename T> std::vector<T> integerWeights(const quant::QuantizedTensor& weights, PackedLayer& packed)
{
    const auto length = static_cast<size_t>(weights.perChannel), channels = static_cast<size_t>(weights.channels);
    std::vector<T> result(channels * length);
    packed.sums.assign(channels, 0);
    const bool plain = quant::hasIntegerCodes(weights.quantizer.format);
    std::visit(
        [&](const auto& codes) {
            if constexpr (requires { codes.size(); }) {
                for (size_t c = 0; c < channels; ++c) {
                    const int64_t zero = weights.quantizer.zeroPoint(c);
                    const auto* from = codes.data() + c * length;
                    T* to = result.data() + c * length;
                    // Wraps around for weights of 64 bits, where nobody reads it (BigTile takes the offset itself).
                    uint64_t sum = 0;
                    for (size_t i = 0; i < length; ++i) {
                        const auto code = static_cast<int64_t>(from[i]);
                        const int64_t w = plain ? code : quant::wholeOf(code, weights.quantizer);
                        const auto difference = static_cast<uint64_t>(w) - static_cast<uint64_t>(zero);
                        to[i] = static_cast<T>(static_cast<int64_t>(difference));
                        sum += static_cast<uint64_t>(static_cast<int64_t>(to[i]));
                    }
                    packed.sums[c] = static_cast<int64_t>(sum);
                }
            }
        },
        weights.codes);
    return result;
}

// x̂ of all weights, [outCh, taps, depth], times the alpha of a Gemm.
template<typename T>
Result<std::vector<T>> roundedWeights(
    const graph::Graph& graph, const graph::Layer& layer, const quant::QuantizedTensor& weights, double alpha)
{
    const auto length = static_cast<size_t>(weights.perChannel), channels = static_cast<size_t>(weights.channels);
    std::vector<T> result;
    if (weights.unchanged()) {
        auto values = layerValues(graph, layer);
        if (!values) return pass(values.error());
        if constexpr (sizeof(T) == 4) {
            if (!values->isDouble()) result = std::move(values->f32);
        } else {
            if (values->isDouble()) result = std::move(values->f64);
        }
        if (result.empty()) {
            result.resize(channels * length);
            const auto narrow = [](auto v) { return static_cast<T>(v); };
            if (values->isDouble())
                std::ranges::transform(values->f64, result.begin(), narrow);
            else
                std::ranges::transform(values->f32, result.begin(), narrow);
        }
    } else {
        result.resize(channels * length);
        for (size_t c = 0; c < channels; ++c)
            weights.dequantize(c, 0, std::span<T>(result).subspan(c * length, length));
    }
    if (alpha != 1)
        for (T& v : result)
            v = static_cast<T>(v * static_cast<T>(alpha));
    return result;
}

void transformWeights(int tile, const float* kernel, float* out)
{
    double exact[9], transformed[kernels::kMostWinogradPositions];
    std::copy_n(kernel, 9, exact);
    kernels::winogradWeights(tile, exact, transformed);
    std::transform(transformed, transformed + kernels::winogradPositions(tile), out,
        [](double v) { return static_cast<float>(v); });
}

void transformWeights(int tile, const int8_t* kernel, int16_t* out)
{
    kernels::integerWinogradWeights(tile, kernel, out);
}

// [outCh, 9, inCh] → [outCh, positions, inCh]
template<typename To, typename From>
std::vector<To> winogradWeights(const std::vector<From>& weights, const Geometry& g, int tile, const Threads& threads)
{
    const auto positions = static_cast<size_t>(kernels::winogradPositions(tile));
    const auto depth = static_cast<size_t>(g.inChannels), channels = static_cast<size_t>(g.outChannels);
    std::vector<To> result(channels * positions * depth);
    threads.each(channels, [&](size_t c) {
        const From* from = weights.data() + c * 9 * depth;
        To* to = result.data() + c * positions * depth;
        From kernel[9];
        To transformed[kernels::kMostWinogradPositions];
        for (size_t k = 0; k < depth; ++k) {
            for (size_t t = 0; t < 9; ++t)
                kernel[t] = from[t * depth + k];
            transformWeights(tile, kernel, transformed);
            for (size_t p = 0; p < positions; ++p)
                to[p * depth + k] = transformed[p];
        }
    });
    return result;
}

class Packer
{
public:
    Packer(const Geometry& geometry, PackedLayer& packed)
        : m_geometry(geometry)
        , m_packed(packed)
    {
    }

    // weights: [outCh, taps, depth] in elements of T, depth already in units of the panel.
    template<typename T> void pack(const T* weights, int depth)
    {
        const int m = m_packed.wish.winogradTile;
        m_packed.shape = {static_cast<int>(m_geometry.outPerGroup()),
            m > 0 ? kernels::winogradPositions(m) : static_cast<int>(m_geometry.runs()), depth, m_packed.wish.nr,
            m_packed.wish.narrowNr, m_packed.wish.kGroup};
        const size_t perGroup = kernels::panelElements(m_packed.shape);
        reserve(perGroup, 8 * static_cast<int>(sizeof(T)));
        for (size_t g = 0; g < static_cast<size_t>(m_geometry.groups); ++g)
            kernels::packPanels(m_packed.shape, weights + g * sourcePerGroup(),
                reinterpret_cast<T*>(m_packed.weights.as<std::byte>() + g * m_packed.groupStride));
    }

    // Weights that fit 4, 2 or 1 bits.
    void packNarrow(const int8_t* weights, int depth, int bits)
    {
        m_packed.shape = {static_cast<int>(m_geometry.outPerGroup()), static_cast<int>(m_geometry.runs()), depth,
            m_packed.wish.nr, m_packed.wish.narrowNr, m_packed.wish.kGroup};
        reserve(kernels::panelElements(m_packed.shape), bits);
        for (size_t g = 0; g < static_cast<size_t>(m_geometry.groups); ++g)
            kernels::packNarrow(m_packed.shape, bits, weights + g * sourcePerGroup(),
                m_packed.weights.as<uint8_t>() + g * m_packed.groupStride);
    }

    // [channels, taps] → [taps, channels] for the depthwise kernels.
    template<typename T, typename From> void packDepthwise(const std::vector<From>& weights)
    {
        const auto taps = static_cast<size_t>(m_geometry.taps()),
                   channels = static_cast<size_t>(m_geometry.outChannels);
        m_packed.weights = AlignedBytes(taps * channels * sizeof(T));
        m_packed.resident = taps * channels * sizeof(T);
        for (size_t c = 0; c < channels; ++c)
            for (size_t t = 0; t < taps; ++t)
                m_packed.weights.as<T>()[t * channels + c] = static_cast<T>(weights[c * taps + t]);
    }

private:
    size_t sourcePerGroup() const
    {
        const kernels::PanelShape& s = m_packed.shape;
        return static_cast<size_t>(s.columns) * static_cast<size_t>(s.taps) * static_cast<size_t>(s.depth);
    }
    // Panels start on cache lines in every group.
    void reserve(size_t elementsPerGroup, int bits)
    {
        const size_t bytes = elementsPerGroup * static_cast<size_t>(bits) / 8;
        m_packed.elementBits = bits;
        m_packed.groupStride = (bytes + 63) / 64 * 64;
        m_packed.weights = AlignedBytes(m_packed.groupStride * static_cast<size_t>(m_geometry.groups));
        m_packed.resident = bytes * static_cast<size_t>(m_geometry.groups);
    }

    const Geometry& m_geometry;
    PackedLayer& m_packed;
};

// Bit planes of integer weights in {−1, 0, 1}: one word per 64 of depth, or pairs (nonzero, negative).
std::vector<uint64_t> bitPlanes(const std::vector<int8_t>& weights, int64_t rows, int64_t depth, bool pairs)
{
    const int64_t words = (depth + 63) / 64;
    const int64_t stride = pairs ? 2 * words : words;
    std::vector<uint64_t> planes(static_cast<size_t>(rows * stride), 0);
    for (int64_t r = 0; r < rows; ++r)
        for (int64_t k = 0; k < depth; ++k) {
            const int8_t w = weights[static_cast<size_t>(r * depth + k)];
            const uint64_t bit = uint64_t {1} << (k % 64);
            uint64_t* word = planes.data() + r * stride + (pairs ? 2 : 1) * (k / 64);
            if (pairs) {
                if (w != 0) word[0] |= bit;
                if (w < 0) word[1] |= bit;
            } else if (w > 0) {
                *word |= bit;
            }
        }
    return planes;
}

void sumTaps(const std::vector<int8_t>& weights, const Geometry& g, PackedLayer& packed)
{
    const auto taps = static_cast<size_t>(g.taps()), depth = static_cast<size_t>(g.inPerGroup()),
               channels = static_cast<size_t>(g.outChannels);
    packed.tapSums.assign(taps, std::vector<int64_t>(channels, 0));
    for (size_t c = 0; c < channels; ++c)
        for (size_t t = 0; t < taps; ++t)
            for (size_t k = 0; k < depth; ++k)
                packed.tapSums[t][c] += weights[(c * taps + t) * depth + k];
}

} // namespace

PanelLayout panelLayout(const kernels::KernelTable& table, Compute compute, const Geometry& geometry, int winogradTile)
{
    if (winogradTile > 0) {
        const auto wish = [&](PanelLayout products, const auto& kernel) {
            products.name = kernel.name;
            products.level = kernel.level;
            products.winogradTile = winogradTile;
            return products;
        };
        if (multipliesBytes(compute))
            return wish(
                layoutOf(table, Compute::S16S16), winogradTile == 2 ? table.integerWinograd2 : table.integerWinograd4);
        return wish(layoutOf(table, Compute::F32), winogradTile == 2 ? table.winograd2 : table.winograd4);
    }
    if (depthwiseKernel(compute, geometry))
        return {1, 1, 1, 1, compute == Compute::F32 ? "depthwise_f32" : "depthwise_u8s16", table.level, true, false, 0,
            rowOf(compute).operations};
    return layoutOf(table, compute);
}

std::optional<std::vector<int32_t>> integerBias(const graph::Graph& graph, const graph::Layer& layer,
    const quant::Quantizer& weights, const quant::Quantizer& activations)
{
    const tensor::Tensor* bias = graph.constant(layer.bias);
    const auto& attributes = graph.node(layer.node).attributes;
    if (!bias || bias->count() != layer.channels || layer.op == "MatMul") return std::nullopt;
    if (attributes.get("alpha", 1.0f) != 1.0f || attributes.get("beta", 1.0f) != 1.0f) return std::nullopt;
    // Half of the accumulator for the sums, half for the bias.
    constexpr double kHalf = 1073741824.0;
    if (static_cast<double>(layer.depth) * 255 * 255 >= kHalf) return std::nullopt;
    std::vector<int32_t> codes(static_cast<size_t>(layer.channels));
    for (size_t c = 0; c < codes.size(); ++c) {
        const float scale = static_cast<float>(activations.scales[0]) * static_cast<float>(weights.scale(c));
        const double code = std::nearbyint(bias->at(static_cast<int64_t>(c)) / static_cast<double>(scale));
        if (!(std::fabs(code) < kHalf)) return std::nullopt;
        codes[c] = static_cast<int32_t>(code);
    }
    return codes;
}

Result<void> packFloats(const WeightsToPack& from, PackedLayer& to)
{
    const auto values = roundedWeights<float>(from.graph, from.layer, from.weights, from.alpha);
    if (!values) return pass(values.error());
    Packer packer(from.geometry, to);
    const auto depth = static_cast<int>(from.geometry.runDepth());
    if (to.wish.depthwise)
        packer.packDepthwise<float>(*values);
    else if (from.winogradTile > 0)
        packer.pack(winogradWeights<float>(*values, from.geometry, from.winogradTile, from.threads).data(), depth);
    else
        packer.pack(values->data(), depth);
    return {};
}

Result<void> packDoubles(const WeightsToPack& from, PackedLayer& to)
{
    const auto values = roundedWeights<double>(from.graph, from.layer, from.weights, from.alpha);
    if (!values) return pass(values.error());
    Packer(from.geometry, to).pack(values->data(), static_cast<int>(from.geometry.runDepth()));
    return {};
}

Result<void> packBFloats(const WeightsToPack& from, PackedLayer& to)
{
    const auto values = roundedWeights<float>(from.graph, from.layer, from.weights, from.alpha);
    if (!values) return pass(values.error());
    std::vector<uint16_t> narrow(values->size());
    std::ranges::transform(*values, narrow.begin(), [](float v) { return tensor::encodeBFloat(v).bits; });
    Packer(from.geometry, to).pack(narrow.data(), static_cast<int>(from.geometry.runDepth()));
    return {};
}

Result<void> packBytes(const WeightsToPack& from, PackedLayer& to)
{
    const auto values = integerWeights<int8_t>(from.weights, to);
    Packer packer(from.geometry, to);
    const auto depth = static_cast<int>(from.geometry.runDepth());
    if (from.winogradTile > 0)
        packer.pack(winogradWeights<int16_t>(values, from.geometry, from.winogradTile, from.threads).data(), depth);
    else if (to.wish.depthwise)
        packer.packDepthwise<int16_t>(values);
    else
        packer.pack(values.data(), depth);
    return {};
}

Result<void> packNarrowBytes(const WeightsToPack& from, PackedLayer& to)
{
    const auto values = integerWeights<int8_t>(from.weights, to);
    Packer(from.geometry, to)
        .packNarrow(values.data(), static_cast<int>(from.geometry.runDepth()), from.row.weightBits);
    return {};
}

namespace
{

template<typename T> Result<void> packIntegers(const WeightsToPack& from, PackedLayer& to)
{
    const auto values = integerWeights<T>(from.weights, to);
    Packer(from.geometry, to).pack(values.data(), static_cast<int>(from.geometry.runDepth()));
    return {};
}

std::vector<int8_t> packPlanes(const WeightsToPack& from, PackedLayer& to, int planesPerWord)
{
    const Geometry& g = from.geometry;
    const auto depth = static_cast<int>(g.runDepth());
    auto values = integerWeights<int8_t>(from.weights, to);
    const auto planes = bitPlanes(values, g.outChannels * g.taps(), depth, planesPerWord == 2);
    Packer(g, to).pack(planes.data(), (depth + 63) / 64 * planesPerWord);
    return values;
}

} // namespace

Result<void> packWords16(const WeightsToPack& from, PackedLayer& to)
{
    return packIntegers<int16_t>(from, to);
}

Result<void> packWords32(const WeightsToPack& from, PackedLayer& to)
{
    return packIntegers<int32_t>(from, to);
}

Result<void> packWords64(const WeightsToPack& from, PackedLayer& to)
{
    return packIntegers<int64_t>(from, to);
}

Result<void> packSigns(const WeightsToPack& from, PackedLayer& to)
{
    sumTaps(packPlanes(from, to, 1), from.geometry, to);
    return {};
}

Result<void> packSignPairs(const WeightsToPack& from, PackedLayer& to)
{
    packPlanes(from, to, 2);
    return {};
}

Result<std::shared_ptr<const PackedLayer>> packLayer(const graph::Graph& graph, const graph::Layer& layer,
    const Geometry& g, const quant::QuantizedTensor& weights, Compute compute, int winogradTile,
    const kernels::KernelTable& table, const Threads& threads)
{
    constexpr int64_t kMost = int64_t {1} << 30;
    if (g.outChannels * g.taps() > kMost || g.inPerGroup() > kMost)
        return fail("layer {} ({}): too large", layer.name, layer.op);
    auto packed = std::make_shared<PackedLayer>();
    packed->compute = compute;
    packed->wish = panelLayout(table, compute, g, winogradTile);
    packed->quantizer = weights.quantizer;
    const double alpha
        = layer.op == "Gemm" ? static_cast<double>(graph.node(layer.node).attributes.get("alpha", 1.0f)) : 1;
    packed->scales.resize(static_cast<size_t>(g.outChannels));
    for (size_t c = 0; c < packed->scales.size(); ++c)
        packed->scales[c] = packed->quantizer.scale(c) * alpha;
    const ComputeRow& row = rowOf(compute);
    const auto done = row.pack({graph, layer, g, weights, row, winogradTile, alpha, threads}, *packed);
    if (!done) return pass(done.error());
    packed->resident += packed->scales.size() * sizeof(float) * 2
        + (packed->sums.empty() ? 0 : packed->sums.size() * sizeof(int32_t));
    packed->groupColumns = 0;
    if (!packed->wish.depthwise)
        for (int i = 0; i < kernels::panelCount(packed->shape); ++i) {
            const auto panel = kernels::panelAt(packed->shape, i);
            packed->groupColumns = std::max(packed->groupColumns, panel.firstColumn + panel.width);
        }
    return std::shared_ptr<const PackedLayer>(std::move(packed));
}

} // namespace bitladder::engine
