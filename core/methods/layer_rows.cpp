#include "core/methods/layer_rows.h"

#include <algorithm>
#include <numeric>
#include <random>

namespace bitladder::methods
{

namespace
{

// Fills rows of one run; returns how many there were.
Result<int64_t> collect(const Draft& draft, const graph::Layer& layer, int last, const engine::Geometry& geometry,
    int64_t perPicture, std::vector<FloatRows>& groups)
{
    RowReader reader(geometry);
    int64_t filled = 0;
    BITLADDER_TRY(draft.run(
        last,
        [&](LayerId id, engine::Tap tap, const tensor::Tensor& value) {
            if (id != layer.id || tap != engine::Tap::LayerInput) return;
            const int64_t all = geometry.outRows(), used = std::min({all, perPicture, groups.front().rows() - filled});
            for (int64_t i = 0; i < used; ++i)
                for (int64_t g = 0; g < geometry.groups; ++g)
                    reader.read(value, i * all / used, g, groups[static_cast<size_t>(g)].row(filled + i).data());
            filled += used;
        },
        &layer));
    return filled;
}

void shuffle(std::vector<FloatRows>& groups, int64_t count)
{
    // Fisher and Yates, of a generator whose numbers the standard fixes.
    std::mt19937_64 random(1);
    std::vector<int64_t> order(static_cast<size_t>(count));
    std::iota(order.begin(), order.end(), int64_t {0});
    for (size_t i = order.size(); i > 1; --i)
        std::swap(order[i - 1], order[random() % i]);
    for (FloatRows& rows : groups) {
        FloatRows shuffled(count, rows.cols());
        for (int64_t i = 0; i < count; ++i)
            shuffled.row(i) = rows.row(order[static_cast<size_t>(i)]);
        rows = std::move(shuffled);
    }
}

} // namespace

Result<LayerRows> layerRows(const Draft& draft, const graph::Layer& layer, int64_t most, size_t bytes)
{
    if (layer.arithmetic == graph::Arithmetic::Operator)
        return fail("layer {} ({}): it is computed by its operator", layer.name, layer.op);
    const auto geometry = engine::geometryOf(draft.graph(), layer);
    if (!geometry) return pass(geometry.error());
    const auto pictures = draft.pictureCount();
    if (!pictures) return pass(pictures.error());
    const int64_t depth = geometry->taps() * geometry->inPerGroup();
    const auto rowBytes = static_cast<size_t>(depth * geometry->groups) * sizeof(float);
    const int64_t fits = std::max<int64_t>(1, static_cast<int64_t>(bytes / (3 * rowBytes)));
    const int64_t wanted = std::min(most, fits);
    const int64_t perPicture
        = std::clamp<int64_t>((wanted + *pictures - 1) / std::max<int64_t>(1, *pictures), 1, geometry->outRows());
    const int64_t room = std::min(wanted, perPicture * *pictures);
    LayerRows rows;
    for (auto* side : {&rows.quantized, &rows.real}) {
        side->assign(static_cast<size_t>(geometry->groups), FloatRows(room, depth));
        auto filled = collect(draft, layer, side == &rows.real ? -1 : layer.id.index, *geometry, perPicture, *side);
        if (!filled) return pass(filled.error());
        if (*filled == 0) return fail("layer {} ({}): no picture reached it", layer.name, layer.op);
        shuffle(*side, *filled);
    }
    return rows;
}

Factors factorsOf(const graph::Graph& graph, const graph::Layer& layer)
{
    if (layer.op != "Gemm") return {};
    const auto& attributes = graph.node(layer.node).attributes;
    return {static_cast<double>(attributes.get("alpha", 1.0f)), static_cast<double>(attributes.get("beta", 1.0f))};
}

std::vector<double> biasOf(const graph::Graph& graph, const graph::Layer& layer, size_t channels)
{
    std::vector<double> bias(channels, 0.0);
    const tensor::Tensor* given = graph.constant(layer.bias);
    const double factor = factorsOf(graph, layer).bias;
    for (size_t c = 0; c < channels && given && given->count() > 0; ++c)
        bias[c] = factor * given->at(given->count() == 1 ? 0 : static_cast<int64_t>(c));
    return bias;
}

} // namespace bitladder::methods
