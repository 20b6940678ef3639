#include "core/lesson/figures.h"

#include "core/analysis/cost.h"
#include "core/engine/layer_values.h"
#include "core/quant/grid_summary.h"

#include <algorithm>
#include <cmath>

namespace bitladder::lesson
{

namespace
{

using Value = std::optional<double>;

double whole(auto count)
{
    return static_cast<double>(count);
}

Value rateOf(const Proportion& p)
{
    return p.total > 0 ? Value(p.rate()) : std::nullopt;
}

Value timeOf(const measure::Timing* timing)
{
    return timing && timing->total.median > 0 ? Value(timing->total.median) : std::nullopt;
}

Value countExecuted(const State& s, engine::Execution what)
{
    if (s.layers.empty()) return std::nullopt;
    return whole(std::ranges::count(s.layers, what, &engine::LayerInfo::execution));
}

// Mean width, each layer weighed by its parameters.
Value meanBits(const State& s, quant::QuantSpec quant::LayerRecipe::*part)
{
    if (!s.recipe || s.recipe->layers.size() != s.model->layers.size()) return std::nullopt;
    double bits = 0, count = 0;
    for (size_t i = 0; i < s.recipe->layers.size(); ++i) {
        const auto n = whole(s.model->layers[i].parameters);
        bits += n * quant::theoreticalBits((s.recipe->layers[i].*part).format);
        count += n;
    }
    return count > 0 ? Value(bits / count) : std::nullopt;
}

// The model of analysis/cost.h, of the recipe and of float32 throughout.
Value costShare(const State& s, double analysis::LayerCost::*what)
{
    if (!s.recipe || s.recipe->layers.size() != s.model->layers.size()) return std::nullopt;
    quant::Recipe plain = *s.recipe;
    quant::setAll(plain, quant::kFloat32, quant::kFloat32);
    const double before = analysis::costOf(*s.model, plain).total.*what,
                 after = analysis::costOf(*s.model, *s.recipe).total.*what;
    return after > 0 ? Value(before / after) : std::nullopt;
}

constexpr NetworkFigure kNetworkFigures[] = {
    {"layers", Unit::Number, Needs::Nothing, "layers that can be quantized",
        [](const State& s) -> Value { return whole(s.model->layers.size()); }},
    {"parameters", Unit::Number, Needs::Nothing, "weights and biases",
        [](const State& s) -> Value { return whole(s.model->parameters); }},
    {"macs", Unit::Number, Needs::Nothing, "multiply-adds for one input",
        [](const State& s) -> Value { return whole(s.model->macs); }},
    {"bits.weights", Unit::Number, Needs::Nothing, "mean width of the weights",
        [](const State& s) -> Value { return meanBits(s, &quant::LayerRecipe::weights); }},
    {"bits.activations", Unit::Number, Needs::Nothing, "mean width of the activations, by parameters",
        [](const State& s) -> Value { return meanBits(s, &quant::LayerRecipe::activations); }},
    {"methods", Unit::Number, Needs::Nothing, "methods of the recipe that are on",
        [](const State& s) -> Value {
            if (!s.recipe) return std::nullopt;
            return whole(std::ranges::count(s.recipe->methods, true, &quant::MethodChoice::on));
        }},
    {"energy.ratio", Unit::Ratio, Needs::Nothing, "energy of float32 by that of the recipe; a model, not measured",
        [](const State& s) -> Value { return costShare(s, &analysis::LayerCost::energyUj); }},
    {"bops.ratio", Unit::Ratio, Needs::Nothing, "bit operations of float32 by those of the recipe",
        [](const State& s) -> Value { return costShare(s, &analysis::LayerCost::bops); }},
    {"size.float", Unit::Bytes, Needs::Prepared, "parameters as in the file",
        [](const State& s) -> Value { return s.sizes ? Value(s.sizes->floatBytes) : std::nullopt; }},
    {"size", Unit::Bytes, Needs::Prepared, "parameters at the chosen widths: bits × elements",
        [](const State& s) -> Value { return s.sizes ? Value(s.sizes->theoreticalBytes) : std::nullopt; }},
    {"size.ratio", Unit::Ratio, Needs::Prepared, "how many times smaller",
        [](const State& s) -> Value {
            return s.sizes ? Value(s.sizes->floatBytes / s.sizes->theoreticalBytes) : std::nullopt;
        }},
    {"size.share", Unit::Share, Needs::Prepared, "size as a share of float",
        [](const State& s) -> Value {
            return s.sizes ? Value(s.sizes->theoreticalBytes / s.sizes->floatBytes) : std::nullopt;
        }},
    {"executed", Unit::Number, Needs::Prepared, "layers that run at the chosen widths",
        [](const State& s) { return countExecuted(s, engine::Execution::Executed); }},
    {"simulated", Unit::Number, Needs::Prepared, "layers that are rounded to their formats and computed in float",
        [](const State& s) { return countExecuted(s, engine::Execution::Simulated); }},
    {"sqnr", Unit::Decibels, Needs::Run, "signal to error of the network's output, for the picture that is shown",
        [](const State& s) -> Value { return s.output ? Value(s.output->sqnrDb()) : std::nullopt; }},
    {"agreement", Unit::Share, Needs::Pictures, "pictures with the same top answer as float",
        [](const State& s) -> Value { return s.evaluation ? rateOf(s.evaluation->agreement) : std::nullopt; }},
    {"changed", Unit::Number, Needs::Pictures, "pictures with another top answer",
        [](const State& s) -> Value {
            if (!s.evaluation) return std::nullopt;
            return whole(s.evaluation->agreement.total - s.evaluation->agreement.hits);
        }},
    {"pictures", Unit::Number, Needs::Pictures, "pictures that were answered",
        [](const State& s) -> Value { return s.evaluation ? Value(whole(s.evaluation->images)) : std::nullopt; }},
    {"accuracy", Unit::Share, Needs::Pictures, "right answers of the quantized network",
        [](const State& s) -> Value { return s.evaluation ? rateOf(s.evaluation->chosenTop1) : std::nullopt; }},
    {"accuracy.float", Unit::Share, Needs::Pictures, "right answers of the float network",
        [](const State& s) -> Value { return s.evaluation ? rateOf(s.evaluation->floatTop1) : std::nullopt; }},
    {"time.float", Unit::Milliseconds, Needs::Times, "one run of the float network here",
        [](const State& s) { return timeOf(s.floatTiming); }},
    {"time", Unit::Milliseconds, Needs::Times, "one run of the quantized network here",
        [](const State& s) { return timeOf(s.timing); }},
    {"speedup", Unit::Ratio, Needs::Times, "time of float by that of the quantized network",
        [](const State& s) -> Value {
            const Value before = timeOf(s.floatTiming), after = timeOf(s.timing);
            return before && after ? Value(*before / *after) : std::nullopt;
        }},
};

const quant::LayerRecipe* recipeOf(const State& s, size_t layer)
{
    return s.recipe && layer < s.recipe->layers.size() ? &s.recipe->layers[layer] : nullptr;
}

const engine::LayerInfo* infoOf(const State& s, size_t layer)
{
    return layer < s.layers.size() ? &s.layers[layer] : nullptr;
}

const quant::Quantizer* gridOf(const State& s, size_t layer)
{
    const auto* info = infoOf(s, layer);
    return info && !info->weightQuantizer.scales.empty() ? &info->weightQuantizer : nullptr;
}

const quant::Quantizer* inputGridOf(const State& s, size_t layer)
{
    const auto* info = infoOf(s, layer);
    const bool there = info && info->activationQuantizer && !info->activationQuantizer->scales.empty();
    return there ? &*info->activationQuantizer : nullptr;
}

// The float weights that the codes were made from: those of the model, or what methods made of them.
std::optional<quant::ChannelValues> floatWeights(const State& s, size_t layer)
{
    const bool rewritten = s.quantized && s.quantized->floatGraph && s.quantized->floatGraph != s.model->graph;
    const auto own = rewritten ? graph::layersOf(*s.quantized->floatGraph) : std::vector<graph::Layer> {};
    const auto& layers = rewritten ? own : s.model->layers;
    if (layer >= layers.size() || layers.size() != s.model->layers.size() || !layers[layer].weights) return {};
    auto values = engine::layerValues(rewritten ? *s.quantized->floatGraph : *s.model->graph, layers[layer]);
    return values ? std::optional(*std::move(values)) : std::nullopt;
}

std::vector<double> asDoubles(const quant::ChannelValues& values)
{
    return values.isDouble() ? values.f64 : std::vector<double>(values.f32.begin(), values.f32.end());
}

// Float weights and what became of them, in the same order; empty where they are not known.
std::pair<std::vector<double>, std::vector<double>> weightsOf(const State& s, size_t layer)
{
    const auto values = floatWeights(s, layer);
    if (!values || !s.quantized || layer >= s.quantized->layers.size() || !s.quantized->modelLayers.empty()) return {};
    const auto& codes = s.quantized->layers[layer].weights;
    auto before = asDoubles(*values);
    if (!codes || codes->unchanged()) return {before, before};
    if (codes->channels != values->channels || codes->perChannel != values->perChannel) return {};
    std::vector<double> after(before.size());
    const auto n = static_cast<size_t>(codes->perChannel);
    for (size_t c = 0; c < static_cast<size_t>(codes->channels); ++c)
        codes->dequantize(c, 0, std::span(after).subspan(c * n, n));
    return {std::move(before), std::move(after)};
}

Value weightFigure(const State& s, size_t layer, double (*of)(std::span<const double>, std::span<const double>))
{
    const auto [before, after] = weightsOf(s, layer);
    return before.empty() ? std::nullopt : Value(of(before, after));
}

Value rawFigure(const State& s, size_t layer, double (*of)(std::span<const double>))
{
    const auto values = floatWeights(s, layer);
    return values ? Value(of(asDoubles(*values))) : std::nullopt;
}

using Doubles = std::span<const double>;

// The sign bit and as many bits as the largest sum of K products of the largest codes can have.
Value accumulatorBits(const State& s, size_t layer)
{
    const auto *weights = gridOf(s, layer), *inputs = inputGridOf(s, layer);
    if (!weights || !inputs || !quant::hasIntegerCodes(weights->format) || !quant::hasIntegerCodes(inputs->format))
        return std::nullopt;
    const double w = std::max(std::abs(whole(weights->qmin)), std::abs(whole(weights->qmax)));
    const double x = std::max(std::abs(whole(inputs->qmin)), std::abs(whole(inputs->qmax)));
    return 1 + std::ceil(std::log2(whole(s.model->layers[layer].depth) * w * x + 1));
}

constexpr LayerFigure kLayerFigures[] = {
    {"parameters", Unit::Number, Needs::Nothing, "weights and biases",
        [](const State& s, size_t i) -> Value { return whole(s.model->layers[i].parameters); }},
    {"depth", Unit::Number, Needs::Nothing, "products that are added up for one output",
        [](const State& s, size_t i) -> Value { return whole(s.model->layers[i].depth); }},
    {"channels", Unit::Number, Needs::Nothing, "output channels",
        [](const State& s, size_t i) -> Value { return whole(s.model->layers[i].channels); }},
    {"weights.bits", Unit::Number, Needs::Nothing, "width of the weights",
        [](const State& s, size_t i) -> Value {
            const auto* recipe = recipeOf(s, i);
            return recipe ? Value(whole(recipe->weights.format.bits)) : std::nullopt;
        }},
    {"activations.bits", Unit::Number, Needs::Nothing, "width of the activations",
        [](const State& s, size_t i) -> Value {
            const auto* recipe = recipeOf(s, i);
            return recipe ? Value(whole(recipe->activations.format.bits)) : std::nullopt;
        }},
    {"weights.least", Unit::Number, Needs::Nothing, "smallest float weight",
        [](const State& s, size_t i) { return rawFigure(s, i, [](Doubles w) { return std::ranges::min(w); }); }},
    {"weights.most", Unit::Number, Needs::Nothing, "largest float weight",
        [](const State& s, size_t i) { return rawFigure(s, i, [](Doubles w) { return std::ranges::max(w); }); }},
    {"weights.sqnr", Unit::Decibels, Needs::Prepared, "signal to error of the weights",
        [](const State& s, size_t i) {
            return weightFigure(s, i, [](Doubles before, Doubles after) {
                analysis::ErrorStats stats;
                stats.add(before, after);
                return stats.sqnrDb();
            });
        }},
    {"weights.zeros", Unit::Share, Needs::Prepared, "weights that became zero",
        [](const State& s, size_t i) {
            return weightFigure(s, i,
                [](Doubles, Doubles after) { return whole(std::ranges::count(after, 0.0)) / whole(after.size()); });
        }},
    {"weights.values", Unit::Number, Needs::Prepared, "different values that are left",
        [](const State& s, size_t i) {
            return weightFigure(s, i, [](Doubles, Doubles after) {
                std::vector<double> sorted(after.begin(), after.end());
                std::ranges::sort(sorted);
                return whole(std::unique(sorted.begin(), sorted.end()) - sorted.begin());
            });
        }},
    {"levels", Unit::Number, Needs::Prepared, "places that one scale has for weights",
        [](const State& s, size_t i) -> Value {
            const auto* grid = gridOf(s, i);
            const auto levels = grid ? quant::summaryOf(*grid).levels : 0;
            return levels ? Value(whole(levels)) : std::nullopt;
        }},
    {"scale", Unit::Number, Needs::Prepared, "scale of the weights; of several, the largest",
        [](const State& s, size_t i) -> Value {
            const auto* grid = gridOf(s, i);
            return grid ? Value(quant::summaryOf(*grid).mostScale) : std::nullopt;
        }},
    {"scale.least", Unit::Number, Needs::Prepared, "the smallest of the scales of the weights",
        [](const State& s, size_t i) -> Value {
            const auto* grid = gridOf(s, i);
            return grid ? Value(quant::summaryOf(*grid).leastScale) : std::nullopt;
        }},
    {"scales", Unit::Number, Needs::Prepared, "how many scales the weights have",
        [](const State& s, size_t i) -> Value {
            const auto* grid = gridOf(s, i);
            return grid ? Value(whole(grid->scales.size())) : std::nullopt;
        }},
    {"activations.scale", Unit::Number, Needs::Prepared, "scale of the activations",
        [](const State& s, size_t i) -> Value {
            const auto* grid = inputGridOf(s, i);
            return grid ? Value(grid->scale(0)) : std::nullopt;
        }},
    {"activations.zero", Unit::Number, Needs::Prepared, "zero point of the activations",
        [](const State& s, size_t i) -> Value {
            const auto* grid = inputGridOf(s, i);
            return grid && !grid->zeroPoints.empty() ? Value(whole(grid->zeroPoint(0))) : std::nullopt;
        }},
    {"accumulator.bits", Unit::Number, Needs::Prepared, "bits that hold any sum of its products", &accumulatorBits},
    {"executed", Unit::Number, Needs::Prepared, "1: it runs at the chosen widths",
        [](const State& s, size_t i) -> Value {
            const auto* info = infoOf(s, i);
            return info ? Value(info->execution == engine::Execution::Executed ? 1 : 0) : std::nullopt;
        }},
    {"sqnr", Unit::Decibels, Needs::Isolated, "signal to error of its output when it alone is quantized",
        [](const State& s, size_t i) -> Value {
            return i < s.isolated.size() && s.isolated[i] ? Value(s.isolated[i]->sqnrDb()) : std::nullopt;
        }},
    {"gathered", Unit::Decibels, Needs::Run, "signal to error of its output with the errors of all layers before",
        [](const State& s, size_t i) -> Value {
            return i < s.accumulated.size() ? Value(s.accumulated[i].sqnrDb()) : std::nullopt;
        }},
    {"time.float", Unit::Milliseconds, Needs::Times, "its time in the float network",
        [](const State& s, size_t i) -> Value {
            return s.floatTiming && i < s.floatTiming->layers.size() ? Value(s.floatTiming->layers[i].median)
                                                                     : std::nullopt;
        }},
    {"time", Unit::Milliseconds, Needs::Times, "its time in the quantized network",
        [](const State& s, size_t i) -> Value {
            return s.timing && i < s.timing->layers.size() ? Value(s.timing->layers[i].median) : std::nullopt;
        }},
    {"speedup", Unit::Ratio, Needs::Times, "its time in float by its time quantized",
        [](const State& s, size_t i) -> Value {
            if (!s.timing || !s.floatTiming || i >= s.timing->layers.size() || s.timing->layers[i].median <= 0)
                return std::nullopt;
            return s.floatTiming->layers[i].median / s.timing->layers[i].median;
        }},
};

constexpr std::string_view kLayerPrefix = "layer.";

// "layer.WHO.FIGURE": the longest figure that fits; WHO may hold dots itself.
std::pair<std::string_view, const LayerFigure*> layerFigureOf(std::string_view name)
{
    if (!name.starts_with(kLayerPrefix)) return {};
    const std::string_view rest = name.substr(kLayerPrefix.size());
    const LayerFigure* best = nullptr;
    for (const LayerFigure& figure : kLayerFigures) {
        const size_t n = figure.name.size();
        if (rest.size() > n + 1 && rest.ends_with(figure.name) && rest[rest.size() - n - 1] == '.'
            && (!best || best->name.size() < n))
            best = &figure;
    }
    if (!best) return {};
    return {rest.substr(0, rest.size() - best->name.size() - 1), best};
}

} // namespace

std::span<const NetworkFigure> networkFigures()
{
    return kNetworkFigures;
}

std::span<const LayerFigure> layerFigures()
{
    return kLayerFigures;
}

std::optional<FigureKind> findFigure(std::string_view name)
{
    const auto* found = std::ranges::find(kNetworkFigures, name, &NetworkFigure::name);
    if (found != std::end(kNetworkFigures)) return FigureKind {found->unit, found->needs};
    const auto [who, figure] = layerFigureOf(name);
    return figure ? std::optional(FigureKind {figure->unit, figure->needs}) : std::nullopt;
}

std::vector<size_t> layersNamed(std::string_view who, const model::Model& model, int selected)
{
    const auto& layers = model.layers;
    if (layers.empty()) return {};
    if (who == "first") return {0};
    if (who == "last") return {layers.size() - 1};
    if (who == "largest")
        return {static_cast<size_t>(std::ranges::max_element(layers, {}, &graph::Layer::parameters) - layers.begin())};
    if (who == "selected" && selected >= 0 && static_cast<size_t>(selected) < layers.size())
        return {static_cast<size_t>(selected)};
    std::vector<size_t> found;
    for (size_t i = 0; i < layers.size(); ++i)
        if (who == "all" || layers[i].name == who) found.push_back(i);
    return found;
}

std::optional<double> figureOf(const State& state, std::string_view name)
{
    if (!state.model) return std::nullopt;
    const auto* found = std::ranges::find(kNetworkFigures, name, &NetworkFigure::name);
    if (found != std::end(kNetworkFigures)) return found->value(state);
    const auto [who, figure] = layerFigureOf(name);
    if (!figure) return std::nullopt;
    const auto layers = layersNamed(who, *state.model, state.selected);
    return layers.size() == 1 ? figure->value(state, layers.front()) : std::nullopt;
}

Values valuesOf(const State& state)
{
    return [&state](std::string_view name) { return figureOf(state, name); };
}

} // namespace bitladder::lesson
