#include "core/analysis/cost.h"

#include "core/base/translatable_message.h"

#include <algorithm>

namespace bitladder::analysis
{

namespace
{

constexpr EnergyRow kEnergyRows[] = {
    {"add8", QT_TRANSLATE_NOOP("Energy", "adding 8-bit integers"), &EnergyTable::add8},
    {"add32", QT_TRANSLATE_NOOP("Energy", "adding 32-bit integers"), &EnergyTable::add32},
    {"multiply8", QT_TRANSLATE_NOOP("Energy", "multiplying 8-bit integers"), &EnergyTable::multiply8},
    {"multiply32", QT_TRANSLATE_NOOP("Energy", "multiplying 32-bit integers"), &EnergyTable::multiply32},
    {"addFloat16", QT_TRANSLATE_NOOP("Energy", "adding float16"), &EnergyTable::addFloat16},
    {"addFloat32", QT_TRANSLATE_NOOP("Energy", "adding float32"), &EnergyTable::addFloat32},
    {"multiplyFloat16", QT_TRANSLATE_NOOP("Energy", "multiplying float16"), &EnergyTable::multiplyFloat16},
    {"multiplyFloat32", QT_TRANSLATE_NOOP("Energy", "multiplying float32"), &EnergyTable::multiplyFloat32},
    {"cache64", QT_TRANSLATE_NOOP("Energy", "reading 64 bits of the cache"), &EnergyTable::cache64},
    {"dram64", QT_TRANSLATE_NOOP("Energy", "reading 64 bits of memory"), &EnergyTable::dram64},
};

double valuesOf(const graph::Graph& graph, ValueId id)
{
    if (!id) return 0;
    const auto& shape = graph.value(id).shape;
    if (!shape) return 0;
    double count = 1;
    for (const int64_t extent : *shape)
        count *= static_cast<double>(std::max<int64_t>(extent, 0));
    return count;
}

double floatEnergy(double bits, double at16, double at32)
{
    const double anchor = bits <= 16 ? 16 : 32;
    return (bits <= 16 ? at16 : at32) * bits * bits / (anchor * anchor);
}

} // namespace

std::span<const EnergyRow> energyRows()
{
    return kEnergyRows;
}

double macEnergyPj(const EnergyTable& t, const quant::NumberFormat& weights, const quant::NumberFormat& activations)
{
    const double w = quant::theoreticalBits(weights), a = quant::theoreticalBits(activations);
    if (!quant::hasIntegerCodes(weights) || !quant::hasIntegerCodes(activations)) {
        const double bits = std::max(quant::isFloat(weights) ? w : 16, quant::isFloat(activations) ? a : 16);
        return floatEnergy(bits, t.multiplyFloat16, t.multiplyFloat32) + floatEnergy(bits, t.addFloat16, t.addFloat32);
    }
    if (w <= 1 && a <= 1) return 2 * t.add32 / 64 * 2; // xor and popcount of 64 pairs, each like a 64-bit sum
    const double product = w * a;
    const double multiply = product <= 64 ? t.multiply8 * product / 64
                                          : t.multiply8 + (t.multiply32 - t.multiply8) * (product - 64) / (1024 - 64);
    return multiply + t.add32 * (product <= 64 ? 1 : 2);
}

LayerCost layerCost(const graph::Graph& graph, const graph::Layer& layer, const quant::NumberFormat& weights,
    const quant::NumberFormat& activations, const EnergyTable& table)
{
    LayerCost cost;
    const double elements = valuesOf(graph, layer.weights), biases = valuesOf(graph, layer.bias);
    const double w = layer.weights ? quant::theoreticalBits(weights) : 0, a = quant::theoreticalBits(activations);
    cost.bytes = elements * w / 8 + biases * 4;
    cost.macs = static_cast<double>(std::max<int64_t>(layer.macs, 0));
    cost.bops = cost.macs * (layer.weights ? w : a) * a;
    const double moved = (valuesOf(graph, layer.input) + valuesOf(graph, layer.output)) * a;
    const double arithmetic = cost.macs * macEnergyPj(table, layer.weights ? weights : activations, activations);
    const double pj = arithmetic + cost.bytes * 8 / 64 * table.dram64 + moved / 64 * table.cache64;
    cost.energyUj = pj * 1e-6;
    cost.arithmeticUj = arithmetic * 1e-6;
    return cost;
}

double bytesAtBits(const model::Model& model, double bits)
{
    double bytes = 0;
    for (const graph::Layer& layer : model.layers)
        bytes += valuesOf(*model.graph, layer.weights) * bits / 8 + valuesOf(*model.graph, layer.bias) * 4;
    return bytes;
}

Cost costOf(const model::Model& model, const quant::Recipe& recipe, const EnergyTable& table)
{
    Cost cost;
    for (const graph::Layer& layer : model.layers) {
        const quant::LayerRecipe& asked = recipe.layers[static_cast<size_t>(layer.id.index)];
        const LayerCost one = layerCost(*model.graph, layer, asked.weights.format, asked.activations.format, table);
        cost.total.bytes += one.bytes;
        cost.total.macs += one.macs;
        cost.total.bops += one.bops;
        cost.total.energyUj += one.energyUj;
        cost.total.arithmeticUj += one.arithmeticUj;
        cost.layers.push_back(one);
        const auto pair = std::ranges::find_if(cost.pairs, [&](const MacsByPair& p) {
            return p.weights == asked.weights.format && p.activations == asked.activations.format;
        });
        if (pair != cost.pairs.end())
            pair->macs += one.macs;
        else
            cost.pairs.push_back({asked.weights.format, asked.activations.format, one.macs});
    }
    for (const graph::Layer& layer : model.layers) {
        if (!layer.weights) continue;
        const auto i = static_cast<size_t>(layer.id.index);
        const auto& format = recipe.layers[i].weights.format;
        auto same = std::ranges::find(cost.formats, format, &BytesByFormat::weights);
        if (same == cost.formats.end()) same = cost.formats.insert(same, {format});
        ++same->layers;
        same->bytes += cost.layers[i].bytes;
    }
    std::ranges::stable_sort(cost.formats, std::ranges::greater(), &BytesByFormat::bytes);
    std::ranges::stable_sort(cost.pairs, std::ranges::greater(), &MacsByPair::macs);
    return cost;
}

} // namespace bitladder::analysis
