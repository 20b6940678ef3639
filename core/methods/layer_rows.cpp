#include "core/methods/layer_rows.h"

#include <algorithm>
#include <atomic>
#include <numeric>
#include <random>

namespace bitladder::methods
{

namespace
{

// Place i of the shuffle holds row order[i]. Fisher and Yates, of a generator whose numbers the standard fixes.
std::vector<int64_t> shuffled(int64_t count)
{
    std::mt19937_64 random(1);
    std::vector<int64_t> order(static_cast<size_t>(count));
    std::iota(order.begin(), order.end(), int64_t {0});
    for (size_t i = order.size(); i > 1; --i)
        std::swap(order[i - 1], order[random() % i]);
    return order;
}

} // namespace

// How many rows a layer gets, and where they go.
struct RowSource::Wanted {
    engine::Geometry geometry;
    int64_t perPicture = 0, rows = 0;
    size_t bytes = 0; // of one side
};

Result<RowSource::Wanted> RowSource::wantedOf(const graph::Layer& layer) const
{
    if (layer.arithmetic == graph::Arithmetic::Operator)
        return fail("layer {} ({}): it is computed by its operator", layer.name, layer.op);
    auto geometry = engine::geometryOf(m_draft.graph(), layer);
    if (!geometry) return pass(geometry.error());
    const auto pictures = m_draft.pictureCount();
    if (!pictures) return pass(pictures.error());
    const int64_t depth = geometry->taps() * geometry->inPerGroup(), count = std::max<int64_t>(1, *pictures);
    const auto rowBytes = static_cast<size_t>(depth * geometry->groups) * sizeof(float);
    const int64_t fits = std::max<int64_t>(1, static_cast<int64_t>(m_bytes / (3 * rowBytes)));
    Wanted wanted {*std::move(geometry)};
    const int64_t most = std::min(m_most, fits);
    wanted.perPicture = std::clamp<int64_t>((most + count - 1) / count, 1, wanted.geometry.outRows());
    wanted.rows = std::min(most, wanted.perPicture * *pictures);
    wanted.bytes = static_cast<size_t>(wanted.rows) * rowBytes;
    return wanted;
}

// The layer and those behind it whose weights change.
std::vector<graph::Layer> RowSource::comingFrom(const graph::Layer& layer) const
{
    std::vector<graph::Layer> coming {layer};
    for (const graph::Layer& other : m_draft.layers())
        if (other.id.index > layer.id.index && other.arithmetic != graph::Arithmetic::Operator
            && m_draft.changesWeights(other))
            coming.push_back(other);
    return coming;
}

Result<std::map<int32_t, RowSource::Rows>> RowSource::collect(int last, std::span<const graph::Layer> layers) const
{
    struct Place {
        Wanted wanted;
        Rows rows;
        std::vector<int64_t> at; // of each row as it comes
        std::atomic<bool> reached {false};
    };
    std::map<int32_t, Place> places;
    std::vector<LayerId> ids;
    for (const graph::Layer& layer : layers) {
        auto wanted = wantedOf(layer);
        if (!wanted) return pass(wanted.error());
        Place& place = places[layer.id.index];
        place.wanted = *std::move(wanted);
        const auto& g = place.wanted.geometry;
        place.rows.assign(static_cast<size_t>(g.groups), FloatRows(place.wanted.rows, g.taps() * g.inPerGroup()));
        const auto order = shuffled(place.wanted.rows);
        place.at.resize(order.size());
        for (size_t i = 0; i < order.size(); ++i)
            place.at[static_cast<size_t>(order[i])] = static_cast<int64_t>(i);
        ids.push_back(layer.id);
    }
    BITLADDER_TRY(m_draft.inputs(last, ids, [&](int64_t picture, LayerId id, const tensor::Tensor& value) {
        Place& place = places.find(id.index)->second;
        const auto& g = place.wanted.geometry;
        RowReader reader(g);
        const int64_t begin = picture * place.wanted.perPicture;
        const int64_t used = std::min(place.wanted.perPicture, place.wanted.rows - begin);
        for (int64_t i = 0; i < used; ++i) {
            const int64_t row = i * g.outRows() / used, at = place.at[static_cast<size_t>(begin + i)];
            for (int64_t group = 0; group < g.groups; ++group)
                reader.read(value, row, group, place.rows[static_cast<size_t>(group)].row(at).data());
        }
        place.reached = true;
    }));
    std::map<int32_t, Rows> found;
    for (const graph::Layer& layer : layers) {
        Place& place = places.find(layer.id.index)->second;
        if (!place.reached) return fail("layer {} ({}): no picture reached it", layer.name, layer.op);
        found[layer.id.index] = std::move(place.rows);
    }
    return found;
}

Result<LayerRows> RowSource::of(const graph::Layer& layer)
{
    const int32_t id = layer.id.index;
    if (!m_real.contains(id)) {
        std::vector<graph::Layer> some;
        size_t bytes = 0;
        for (const graph::Layer& other : comingFrom(layer)) {
            const auto wanted = wantedOf(other);
            if (!wanted && some.empty()) return pass(wanted.error());
            if (!wanted || (bytes += wanted->bytes) > m_bytes / 2) break;
            some.push_back(other);
        }
        if (some.empty()) some.push_back(layer);
        auto real = collect(-1, some);
        if (!real) return pass(real.error());
        m_real = *std::move(real);
    }
    if (!m_quantized.contains(id)) {
        std::vector<graph::Layer> some;
        for (const graph::Layer& other : comingFrom(layer)) {
            if (!some.empty() && (m_neighbours == Neighbours::Alone || other.input != layer.input)) break;
            some.push_back(other);
        }
        auto quantized = collect(some.back().id.index, some);
        if (!quantized) return pass(quantized.error());
        m_quantized = *std::move(quantized);
    }
    LayerRows rows;
    rows.real = std::move(m_real[id]);
    rows.quantized = std::move(m_quantized[id]);
    m_real.erase(id);
    m_quantized.erase(id);
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
