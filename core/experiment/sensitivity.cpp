#include "core/experiment/sensitivity.h"

#include "core/experiment/hybrid.h"

#include <algorithm>
#include <numeric>
#include <set>

namespace bitladder::experiment
{

namespace
{

// The layers whose values reach a value without another layer between, sums included.
void sourcesOf(const model::Model& model, ValueId value, std::set<int32_t>& seen, std::vector<int>& layers)
{
    const graph::Graph& graph = *model.graph;
    if (!value || !seen.insert(value.index).second) return;
    const NodeId producer = graph.value(value).producer;
    if (!producer) return;
    bool isLayer = false;
    for (const graph::Layer& layer : model.layers)
        if (layer.node == producer) {
            layers.push_back(layer.id.index);
            isLayer = true;
        }
    if (isLayer) return;
    for (const ValueId input : graph.node(producer).inputs)
        sourcesOf(model, input, seen, layers);
}

} // namespace

std::vector<std::vector<int>> singleLayers(const model::Model& model)
{
    std::vector<std::vector<int>> items;
    for (const graph::Layer& layer : model.layers)
        items.push_back({layer.id.index});
    return items;
}

std::vector<std::vector<int>> residualGroups(const model::Model& model)
{
    std::vector<int> root(model.layers.size());
    std::iota(root.begin(), root.end(), 0);
    const std::function<int(int)> find
        = [&](int i) { return root[static_cast<size_t>(i)] == i ? i : find(root[static_cast<size_t>(i)]); };
    for (const NodeId id : model.graph->order()) {
        const graph::Node& node = model.graph->node(id);
        if (node.op != "Add" && node.op != "Sum") continue;
        std::vector<int> layers;
        std::set<int32_t> seen;
        for (const ValueId input : node.inputs)
            sourcesOf(model, input, seen, layers);
        for (const int layer : layers)
            root[static_cast<size_t>(std::max(find(layer), find(layers.front())))]
                = std::min(find(layer), find(layers.front()));
    }
    std::map<int, std::vector<int>> groups;
    for (size_t i = 0; i < root.size(); ++i)
        groups[find(static_cast<int>(i))].push_back(static_cast<int>(i));
    std::vector<std::vector<int>> items;
    for (auto& [first, layers] : groups)
        items.push_back(std::move(layers));
    return items;
}

Result<Sensitivity> sensitivity(Experiment& experiment, const SensitivityQuestion& question, const Job& job,
    const std::function<void(const Sensitivity&)>& found)
{
    auto floats = experiment.floatNetwork(job);
    if (!floats) return pass(floats.error());
    auto made = experiment.quantize(question.recipe, Job {job.stop, {}});
    if (!made) return pass(made.error());
    const auto quantized = (*made)->network(), inFloat = (*floats)->network();
    made->reset();
    const auto order = spread(question.pictures ? question.pictures->size() : 0, question.limit);
    const auto effect = [&](const std::function<Parts(size_t)>& parts) {
        return effectOf(experiment, hybridOf(*quantized, *inFloat, parts), question.pictures.get(), order, job);
    };
    Sensitivity result;
    auto all = effect([](size_t) { return Parts::Both; });
    if (!all) return pass(all.error());
    result.all = *all;
    const auto items = question.items.empty() ? singleLayers(*experiment.model()) : question.items;
    for (size_t i = question.shard - 1; i < items.size(); i += question.shards) {
        if (job.stopped()) return cancelled();
        job.report(static_cast<double>(i) / static_cast<double>(items.size()), "sensitivity");
        SensitivityRow row;
        row.layers = items[i];
        for (const int layer : items[i])
            row.name += (row.name.empty() ? "" : " + ") + experiment.model()->layers[static_cast<size_t>(layer)].name;
        const auto inside
            = [&](size_t layer) { return std::ranges::find(items[i], static_cast<int>(layer)) != items[i].end(); };
        const std::tuple<Effect*, Parts, Parts> measures[] = {{&row.oneOn, Parts::Both, Parts::None},
            {&row.oneOff, Parts::None, Parts::Both}, {&row.weightsOnly, Parts::Weights, Parts::None},
            {&row.activationsOnly, Parts::Activations, Parts::None}};
        for (const auto& [into, here, elsewhere] : measures) {
            auto one
                = effect([&, here = here, elsewhere = elsewhere](size_t l) { return inside(l) ? here : elsewhere; });
            if (!one) return pass(one.error());
            *into = *one;
        }
        result.rows.push_back(std::move(row));
        if (found) found(result);
    }
    return result;
}

} // namespace bitladder::experiment
