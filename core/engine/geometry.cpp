#include "core/engine/geometry.h"

#include <algorithm>
#include <numeric>

namespace bitladder::engine
{

using graph::Graph;
using graph::Layer;
using graph::Node;

namespace
{

int64_t product(const std::vector<int64_t>& extents)
{
    return std::accumulate(extents.begin(), extents.end(), int64_t {1}, std::multiplies<>());
}

Result<std::vector<int64_t>> perAxis(
    const Node& node, const std::string& name, size_t rank, int64_t fallback, int64_t least)
{
    std::vector<int64_t> values = node.attributes.integers(name);
    if (values.empty()) values.assign(rank, fallback);
    if (values.size() != rank) return fail("{} has {} numbers where {} are needed", name, values.size(), rank);
    for (const int64_t v : values)
        if (v < least || v > (int64_t {1} << 30)) return fail("{}: {} is out of range", name, v);
    return values;
}

} // namespace

int64_t Geometry::taps() const
{
    return product(kernel);
}

bool Geometry::wantsMerging() const
{
    constexpr int64_t kFewChannels = 16;
    return !transposed && groups == 1 && inChannels <= kFewChannels && !kernel.empty() && kernel.back() > 1
        && dilations.back() == 1;
}

int64_t Geometry::inPixels() const
{
    return product(inSpatial);
}

int64_t Geometry::outPixels() const
{
    return product(outSpatial);
}

bool Geometry::pointwise() const
{
    const auto is = [](int64_t wanted) { return [wanted](int64_t v) { return v == wanted; }; };
    return taps() == 1 && inSpatial == outSpatial && std::ranges::all_of(strides, is(1))
        && std::ranges::all_of(padsBegin, is(0));
}

void Geometry::tapsOf(int64_t row, int64_t* out) const
{
    int64_t unit = outPixels(), rest = row % unit, count = 1;
    out[0] = row / unit; // the picture
    for (size_t d = 0; d < kernel.size(); ++d) {
        // Every position so far becomes one for each tap along this axis; from the back, so that none is overwritten
        // unread.
        unit /= outSpatial[d];
        const int64_t position = rest / unit, extent = inSpatial[d], taps = kernel[d];
        rest %= unit;
        const auto inputOf = [&](int64_t tap) -> int64_t {
            if (!transposed) return position * strides[d] - padsBegin[d] + tap * dilations[d];
            const int64_t at = position + padsBegin[d] - tap * dilations[d];
            return at >= 0 && at % strides[d] == 0 ? at / strides[d] : -1;
        };
        for (int64_t i = count - 1; i >= 0; --i) {
            const int64_t before = out[i];
            for (int64_t tap = taps - 1; tap >= 0; --tap) {
                const int64_t at = inputOf(tap);
                out[i * taps + tap] = before >= 0 && at >= 0 && at < extent ? before * extent + at : -1;
            }
        }
        count *= taps;
    }
}

Result<std::vector<int64_t>> windowOutput(const Node& node, std::span<const int64_t> inSpatial,
    std::span<const int64_t> kernel, std::vector<int64_t>& strides, std::vector<int64_t>& dilations,
    std::vector<int64_t>& padsBegin)
{
    const size_t rank = inSpatial.size();
    auto s = perAxis(node, "strides", rank, 1, 1);
    if (!s) return s;
    auto d = perAxis(node, "dilations", rank, 1, 1);
    if (!d) return d;
    strides = *std::move(s);
    dilations = *std::move(d);
    auto pads = perAxis(node, "pads", 2 * rank, 0, 0);
    if (!pads) return pads;
    const auto autoPad = node.attributes.get<std::string>("auto_pad", "NOTSET");
    const bool ceil = node.attributes.integer("ceil_mode", 0) != 0;
    padsBegin.assign(pads->begin(), pads->begin() + static_cast<ptrdiff_t>(rank));
    std::vector<int64_t> out(rank);
    for (size_t i = 0; i < rank; ++i) {
        if (kernel[i] < 1 || kernel[i] > (int64_t {1} << 30)) return fail("a window cannot have {} taps", kernel[i]);
        const int64_t span = (kernel[i] - 1) * dilations[i] + 1;
        if (autoPad == "SAME_UPPER" || autoPad == "SAME_LOWER") {
            out[i] = (inSpatial[i] + strides[i] - 1) / strides[i];
            const int64_t total = std::max<int64_t>(0, (out[i] - 1) * strides[i] + span - inSpatial[i]);
            padsBegin[i] = autoPad == "SAME_UPPER" ? total / 2 : total - total / 2;
            continue;
        }
        const int64_t before = autoPad == "VALID" ? 0 : (*pads)[i], after = autoPad == "VALID" ? 0 : (*pads)[i + rank];
        padsBegin[i] = before;
        const int64_t room = inSpatial[i] + before + after - span;
        if (room < 0)
            return fail("the window of {} does not fit the padded input of {}", span, inSpatial[i] + before + after);
        out[i] = (room + (ceil ? strides[i] - 1 : 0)) / strides[i] + 1;
        // A window of a rounded-up output must start inside the input or its left padding.
        if (ceil && (out[i] - 1) * strides[i] >= inSpatial[i] + before) --out[i];
    }
    return out;
}

Result<Geometry> geometryOf(const Graph& graph, const Layer& layer)
{
    if (layer.arithmetic == graph::Arithmetic::Operator) { // only how its weights are cut into channels
        Geometry g;
        const tensor::Tensor* weights = graph.constant(layer.weights);
        g.outChannels = std::max<int64_t>(1, layer.channels);
        g.inChannels = weights ? weights->count() / g.outChannels : 0;
        return g;
    }
    const Node& node = graph.node(layer.node);
    const auto& shape = graph.value(layer.input).shape;
    if (!shape || !tensor::elementCount(*shape))
        return fail("layer {} ({}): the shape of its input is not known before the run", layer.name, layer.op);
    const tensor::Shape& in = *shape;
    const tensor::Shape& w = layer.weightShape;
    Geometry g;
    const auto where
        = [&](const Error& e) { return pass(e.within(fmt::format("layer {} ({})", layer.name, layer.op))); };
    const auto mismatch = [&] {
        return fail("layer {} ({}): weights of shape {} do not fit an input of shape {}", layer.name, layer.op,
            tensor::toString(w), tensor::toString(in));
    };
    if (layer.op == "Gemm" || layer.op == "MatMul") {
        if (in.empty()) return mismatch();
        g.inChannels = in.back();
        g.outChannels = layer.channels;
        g.batch = g.inChannels == 0 ? 0 : *tensor::elementCount(in) / g.inChannels;
        if (w[layer.channelAxis == 0 ? 1 : 0] != g.inChannels) return mismatch();
        return g;
    }
    const size_t rank = in.size() < 2 ? 0 : in.size() - 2;
    if (rank == 0 || rank > 3 || w.size() != in.size()) return mismatch();
    g.transposed = layer.op == "ConvTranspose";
    g.groups = node.attributes.integer("group", 1);
    if (g.groups < 1 || g.groups > (1 << 24))
        return fail("layer {} ({}): group {} is out of range", layer.name, layer.op, g.groups);
    g.batch = in[0];
    g.inChannels = in[1];
    g.inSpatial.assign(in.begin() + 2, in.end());
    g.kernel.assign(w.begin() + 2, w.end());
    g.outChannels = g.transposed ? w[1] * g.groups : w[0];
    const int64_t inOfWeights = g.transposed ? w[0] : w[1] * g.groups;
    if (inOfWeights != g.inChannels || g.outChannels % g.groups != 0 || g.inChannels % g.groups != 0) return mismatch();
    const auto declared = node.attributes.integers("kernel_shape");
    if (!declared.empty() && declared != g.kernel)
        return fail("layer {} ({}): kernel_shape contradicts the weights of shape {}", layer.name, layer.op,
            tensor::toString(w));
    for (const int64_t k : g.kernel)
        if (k < 1) return mismatch();
    if (g.transposed) {
        auto strides = perAxis(node, "strides", rank, 1, 1);
        auto dilations = perAxis(node, "dilations", rank, 1, 1);
        auto pads = perAxis(node, "pads", 2 * rank, 0, 0);
        auto extra = perAxis(node, "output_padding", rank, 0, 0);
        if (!strides) return where(strides.error());
        if (!dilations) return where(dilations.error());
        if (!pads) return where(pads.error());
        if (!extra) return where(extra.error());
        g.strides = *strides;
        g.dilations = *dilations;
        g.padsBegin.assign(pads->begin(), pads->begin() + static_cast<ptrdiff_t>(rank));
        const auto autoPad = node.attributes.get<std::string>("auto_pad", "NOTSET");
        const auto wanted = node.attributes.integers("output_shape");
        for (size_t i = 0; i < rank; ++i) {
            const int64_t full
                = g.strides[i] * (g.inSpatial[i] - 1) + (*extra)[i] + (g.kernel[i] - 1) * g.dilations[i] + 1;
            int64_t out = full - (*pads)[i] - (*pads)[i + rank];
            std::optional<int64_t> target;
            if (!wanted.empty()) {
                if (wanted.size() != rank && wanted.size() != rank + 2)
                    return fail("layer {} ({}): output_shape has {} numbers", layer.name, layer.op, wanted.size());
                target = wanted[wanted.size() - rank + i];
            } else if (autoPad == "SAME_UPPER" || autoPad == "SAME_LOWER") {
                target = g.inSpatial[i] * g.strides[i];
            }
            if (target) {
                const int64_t total = std::max<int64_t>(0, full - *target);
                g.padsBegin[i] = autoPad == "SAME_UPPER" ? total / 2 : total - total / 2;
                out = *target;
            }
            if (out < 1 || out > (int64_t {1} << 31))
                return fail("layer {} ({}): its output would have an extent of {}", layer.name, layer.op, out);
            g.outSpatial.push_back(out);
        }
        return g;
    }
    auto out = windowOutput(node, g.inSpatial, g.kernel, g.strides, g.dilations, g.padsBegin);
    if (!out) return where(out.error());
    g.outSpatial = *std::move(out);
    return g;
}

} // namespace bitladder::engine
