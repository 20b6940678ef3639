#include "core/methods/trained.h"

#include "core/base/files.h"
#include "core/base/hash.h"
#include "core/base/translatable_message.h"
#include "core/engine/layer_values.h"
#include "core/methods/graph_edits.h"
#include "core/methods/learned_cache.h"
#include "core/methods/trained_file.h"

#include <algorithm>
#include <cmath>

namespace bitladder::methods
{

extern const Method kTrained;

namespace
{

constexpr size_t kMostBytes = size_t {4} << 30;
constexpr double kMostNumber = 9007199254740991.0; // a recipe's parameters are doubles

std::vector<float> biasOf(const graph::Graph& graph, const graph::Layer& layer)
{
    const tensor::Tensor* bias = graph.constant(layer.bias);
    if (!bias) return {};
    std::vector<float> values(static_cast<size_t>(bias->count()));
    for (size_t i = 0; i < values.size(); ++i)
        values[i] = static_cast<float>(bias->at(static_cast<int64_t>(i)));
    return values;
}

bool hasLimits(const graph::Node& node)
{
    return node.clamp || node.op == "Relu" || node.op == "Clip";
}

Result<Trained> trainedOf(const engine::QuantizedNetwork& network)
{
    Trained all;
    std::map<std::string, bool> limits;
    for (const NodeId id : network.floatGraph->order())
        limits[network.floatGraph->node(id).name] = hasLimits(network.floatGraph->node(id));
    for (const NodeId id : network.graph->order()) {
        const graph::Node& node = network.graph->node(id);
        if (const auto it = limits.find(node.name); it != limits.end() && it->second && !hasLimits(node))
            all.open.push_back(node.name);
    }
    for (const graph::Layer& layer : graph::layersOf(*network.graph)) {
        const engine::QuantizedLayer& from = network.layers[static_cast<size_t>(layer.id.index)];
        TrainedLayer own;
        own.name = layer.name;
        if (layer.weights) {
            auto values = engine::layerValues(*network.graph, layer);
            if (!values) return pass(values.error());
            if (values->isDouble()) return unsupported("layer {} ({}): float64 weights", layer.name, layer.op);
            own.weights = std::move(values->f32);
            if (!from.weights->unchanged()) {
                own.weightFormat = quant::name(from.weights->quantizer.format);
                own.weightScales = from.weights->quantizer.scales;
                own.weightZeros = from.weights->quantizer.zeroPoints;
            }
        }
        own.bias = biasOf(*network.graph, layer);
        if (from.activations) {
            own.activationFormat = quant::name(from.activations->format);
            own.activationScale = from.activations->scale(0);
            own.activationZero = from.activations->zeroPoint(0);
        }
        all.layers.push_back(std::move(own));
    }
    return all;
}

double numberOf(std::string_view bytes)
{
    Fnv1a key;
    key.add(bytes.data(), bytes.size());
    return static_cast<double>(key.value() & ((uint64_t {1} << 53) - 1));
}

std::filesystem::path fileOf(const std::filesystem::path& folder, double number)
{
    return folder / fmt::format("{:014x}.trained", static_cast<uint64_t>(number));
}

// A quantizer like another with other scales; none where they do not fit.
std::optional<quant::Quantizer> withScales(
    quant::Quantizer like, const std::vector<double>& scales, const std::vector<int64_t>& zeros)
{
    if (scales.size() != like.scales.size() || zeros.size() != like.zeroPoints.size()) return std::nullopt;
    for (size_t s = 0; s < scales.size(); ++s) {
        if (!(scales[s] > 0) || !std::isfinite(scales[s]) || zeros[s] < std::min<int64_t>(0, like.qmin)
            || zeros[s] > like.qmax)
            return std::nullopt;
        const double ratio = scales[s] / like.scales[s];
        if (like.zeroPoints[s] == zeros[s])
            like.clips[s] = {like.clips[s].low * ratio, like.clips[s].high * ratio};
        else
            like.clips[s] = {static_cast<double>(like.qmin - zeros[s]) * scales[s],
                static_cast<double>(like.qmax - zeros[s]) * scales[s]};
    }
    like.scales = scales;
    like.zeroPoints = zeros;
    return like;
}

// Weights and bias into the graph.
Result<void> setValues(graph::Graph& graph, const graph::Layer& layer, const TrainedLayer& own)
{
    if (!own.weights.empty() && layer.weights) {
        const auto extents = engine::layerExtents(graph, layer);
        if (!extents) return pass(extents.error());
        if (own.weights.size() != static_cast<size_t>(extents->channels * extents->perChannel))
            return fail("layer {} ({}) has other weights than the trained one", layer.name, layer.op);
        setWeights(graph, layer, std::vector<double>(own.weights.begin(), own.weights.end()), "trained");
    }
    if (!own.bias.empty() && layer.bias) {
        if (own.bias.size() != biasOf(graph, layer).size())
            return fail("layer {} ({}) has another bias than the trained one", layer.name, layer.op);
        setBias(graph, layer, std::vector<double>(own.bias.begin(), own.bias.end()), "trained");
    }
    return {};
}

// The learned grids, where the recipe still asks for their format; else what the recipe asks for.
Result<void> setGrids(Draft& draft, const graph::Layer& layer, const TrainedLayer& own)
{
    if (draft.changesWeights(layer)) {
        const quant::QuantizedTensor& present = draft.quantized(layer);
        std::optional<quant::Quantizer> grid;
        if (quant::name(present.quantizer.format) == own.weightFormat)
            grid = withScales(present.quantizer, own.weightScales, own.weightZeros);
        if (grid && grid->levels.empty() && grid->thresholds.empty()) {
            const auto values = draft.values(layer);
            if (!values) return pass(values.error());
            draft.setQuantized(layer, quant::quantizeNearest(*values, *std::move(grid), draft.threads()));
        } else {
            BITLADDER_TRY(draft.roundAgain(layer));
        }
    }
    if (const auto& present = draft.activations(layer); present && quant::name(present->format) == own.activationFormat)
        if (auto grid = withScales(*present, {own.activationScale}, {own.activationZero}))
            draft.setActivations(layer, *std::move(grid));
    return {};
}

Result<void> apply(Draft& draft, const quant::MethodChoice& choice, engine::MethodLog& log)
{
    log.measure = "trained weights";
    const std::filesystem::path file = fileOf(trainedFolder(), parameterOf(kTrained, choice, "number"));
    auto bytes = readTextFile(file, kMostBytes);
    if (!bytes) return fail("the trained weights are not here: {}", bytes.error().message);
    auto trained = trainedFrom(*bytes, file.string());
    if (!trained) return pass(trained.error());
    const auto find = [&](const std::string& name) {
        const auto it = std::ranges::find(trained->layers, name, &TrainedLayer::name);
        return it == trained->layers.end() ? nullptr : &*it;
    };
    auto changed = std::make_shared<graph::Graph>(draft.graph());
    for (const graph::Layer& layer : draft.layers())
        if (const TrainedLayer* own = find(layer.name)) BITLADDER_TRY(setValues(*changed, layer, *own));
    for (const NodeId id : std::vector(changed->order()))
        if (std::ranges::find(trained->open, changed->node(id).name) != trained->open.end())
            changed->edit(id, [](graph::Node& node) { openLimits(node); });
    draft.correct(std::move(changed));
    for (size_t i = 0; i < draft.layers().size(); ++i) {
        const graph::Layer layer = draft.layers()[i];
        if (draft.job().stopped()) return cancelled();
        const TrainedLayer* own = find(layer.name);
        if (!own) return fail("layer {} ({}) is none of those that were trained", layer.name, layer.op);
        BITLADDER_TRY(setGrids(draft, layer, *own));
    }
    return {};
}

} // namespace

std::filesystem::path trainedFolder()
{
    const std::filesystem::path learned = learnedFolder();
    return learned.empty() ? learned : learned.parent_path() / "trained";
}

Result<quant::MethodChoice> keepTrained(const engine::QuantizedNetwork& network, const std::filesystem::path& folder)
{
    if (folder.empty()) return fail("there is no folder for trained weights: neither XDG_CACHE_HOME nor HOME is set");
    auto trained = trainedOf(network);
    if (!trained) return pass(trained.error());
    const std::string bytes = bytesOf(*trained);
    const double number = numberOf(bytes);
    std::error_code error;
    std::filesystem::create_directories(folder, error);
    BITLADDER_TRY(writeFileAtomically(fileOf(folder, number), bytes));
    quant::MethodChoice choice;
    choice.method = kTrained.id;
    choice.parameters["number"] = number;
    return choice;
}

const Method kTrained {
    .id = "trained",
    .label = QT_TRANSLATE_NOOP("Method", "trained weights"),
    .source = "Jacob et al. 2018, Quantization and Training of Neural Networks, section 3",
    .parameters = {{"number", 0, 0, kMostNumber}},
    .apply = apply,
};

} // namespace bitladder::methods
