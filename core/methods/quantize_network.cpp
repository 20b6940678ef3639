#include "core/methods/quantize_network.h"

#include "core/base/hash.h"
#include "core/methods/nearest.h"

#include <chrono>

namespace bitladder::methods
{

namespace
{

// What a method made of a layer may depend on all the others: the codes themselves tell one result from another.
uint64_t contentOf(const quant::QuantizedTensor& tensor, uint64_t pictures)
{
    Fnv1a hash(Fnv1a::kBasis ^ pictures);
    const auto add = [&](const auto& list) { hash.add(list.data(), list.size() * sizeof(list[0])); };
    std::visit(
        [&](const auto& codes) {
            if constexpr (!std::is_same_v<std::decay_t<decltype(codes)>, std::monostate>) add(codes);
        },
        tensor.codes);
    add(tensor.quantizer.scales);
    add(tensor.quantizer.zeroPoints);
    add(tensor.quantizer.levels);
    return hash.value();
}

// Codes that methods changed are known by what the methods were and by what came of them.
void setKeys(engine::QuantizedNetwork& network, const std::vector<engine::QuantizedLayer>& before,
    const std::vector<quant::MethodChoice>& methods, uint64_t pictures)
{
    for (size_t i = 0; i < network.layers.size(); ++i) {
        auto& weights = network.layers[i].weights;
        if (!weights || (i < before.size() && weights == before[i].weights)) continue;
        auto keyed = std::make_shared<quant::QuantizedTensor>(*weights);
        keyed->key.layer = static_cast<int32_t>(i);
        keyed->key.spec = network.recipe.layers[i].weights;
        keyed->key.methods = methods;
        keyed->key.data = contentOf(*weights, pictures);
        weights = std::move(keyed);
    }
}

Result<void> applyMethods(engine::QuantizedNetwork& network, const std::vector<quant::MethodChoice>& choices,
    const engine::Calibration& calibration, const QuantizeOptions& options, const Threads& threads, const Job& job)
{
    Draft draft(network, calibration, options.pictures, threads, job);
    draft.setEnough(options.enough);
    draft.setKept({options.cache, options.picturesKey});
    for (const quant::MethodChoice& choice : choices) {
        const Method& method = *findMethod(choice.method);
        engine::MethodLog log;
        log.method = method.id;
        const auto modelLayers = network.modelLayers; // methods log the layers that they found
        const auto start = std::chrono::steady_clock::now();
        const auto done = draft.enough(log) ? Result<void> {} : method.apply(draft, choice, log);
        if (!done)
            return done.error().cancelled() ? pass(done.error())
                                            : pass(done.error().within(fmt::format("method {}", method.id)));
        log.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
        for (auto& effect : log.layers)
            if (!modelLayers.empty()) effect.layer = modelLayers[static_cast<size_t>(effect.layer)];
        network.log.push_back(std::move(log));
    }
    return {};
}

} // namespace

Result<std::shared_ptr<const engine::QuantizedNetwork>> quantizeNetwork(std::shared_ptr<const graph::Graph> graph,
    const quant::Recipe& recipe, const engine::Calibration& calibration, const QuantizeOptions& options, const Job& job)
{
    auto network = std::make_shared<engine::QuantizedNetwork>();
    network->graph = network->floatGraph = std::move(graph);
    network->recipe = recipe;
    const auto layers = graph::layersOf(*network->graph);
    if (recipe.layers.size() != layers.size())
        return fail("the recipe has {} layers, the network has {}", recipe.layers.size(), layers.size());
    const Threads threads(options.threads);
    for (const graph::Layer& layer : layers) {
        if (job.stopped()) return cancelled();
        const auto index = static_cast<size_t>(layer.id.index);
        job.report(static_cast<double>(index) / static_cast<double>(layers.size()), layer.name);
        const quant::LayerRecipe& asked = recipe.layers[index];
        if (asked.layer != layer.name)
            return fail("the recipe's layer {} is \"{}\", the network's is \"{}\"", index + 1, asked.layer, layer.name);
        auto quantized = roundToNearest(*network->graph, layer, asked, calibration, options.cache.get(), threads, job);
        if (!quantized) return pass(quantized.error());
        network->layers.push_back(*std::move(quantized));
    }

    std::vector<quant::MethodChoice> applied;
    bool learns = false;
    for (const quant::MethodChoice& choice : recipe.methods) {
        if (!choice.on) continue;
        BITLADDER_TRY(check(choice));
        const Method& method = *findMethod(choice.method);
        if (method.needs == Method::Needs::Pictures && !options.pictures)
            return fail("method {}: calibration pictures are needed", method.id);
        learns = learns || method.needs == Method::Needs::Pictures;
        applied.push_back(choice);
    }
    if (applied.empty()) return network;
    const engine::QuantizedNetwork nearest = *network;
    std::string key;
    if (learns && !options.learned.folder.empty()) {
        auto name = learnedKey(nearest, options.learned, options.pictures, job);
        if (!name) return pass(name.error());
        key = *std::move(name);
    }
    if (key.empty() || !restoreLearned(options.learned, key, *network)) {
        BITLADDER_TRY(applyMethods(*network, applied, calibration, options, threads, job));
        if (!key.empty() && !options.enough.stop_requested()) keepLearned(options.learned, key, nearest, *network);
    }
    setKeys(*network, nearest.layers, applied, options.picturesKey);
    return network;
}

Result<std::unique_ptr<engine::Executable>> prepare(std::shared_ptr<const graph::Graph> graph,
    const quant::Recipe& recipe, const engine::Calibration& calibration, const engine::PrepareOptions& options,
    const Job& job)
{
    QuantizeOptions quantize;
    quantize.threads = options.threads;
    quantize.cache = options.cache;
    auto network = quantizeNetwork(std::move(graph), recipe, calibration, quantize, job);
    if (!network) return pass(network.error());
    return engine::prepare(*std::move(network), options, job);
}

} // namespace bitladder::methods
