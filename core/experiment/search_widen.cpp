// What a search does where no recipe of the formats that it was given keeps the floor: ranges of activations by another
// estimator, wider activations and wider weights for the few layers that gain most by it.
#include "core/experiment/search_model.h"
#include "core/quant/range.h"

#include <algorithm>
#include <cmath>

namespace bitladder::experiment
{

namespace
{

// Of the harm that all layers together would be spared; the rest is left to its cost.
constexpr double kEnough = 0.75;
constexpr double kBetter = 0.98; // of a divergence, from which another range is worth it
constexpr double kLeastGain = 1e-4; // nats
constexpr int kWideBits = 16, kMiddleBits = 12;

bool isNarrowInteger(const quant::NumberFormat& format)
{
    return format.bits < kWideBits && format == quant::intFormat(format.bits);
}

// Ranges that come from the data that the calibration has seen.
bool isFromData(const quant::RangeEstimator& estimator)
{
    return estimator.offered && estimator.forWeights && estimator.reads == quant::RangeEstimator::Reads::Data
        && std::ranges::none_of(estimator.parameters, &quant::Parameter::required);
}

} // namespace

Result<std::optional<Widening>> SearchModel::widen(Widening::Kind kind, const Job& job)
{
    switch (kind) {
    case Widening::Kind::Range:
        return chooseRange(job);
    case Widening::Kind::Method:
        return addMethod(job);
    case Widening::Kind::Activations:
        return widenPart(kind, job);
    case Widening::Kind::Weights:
        break;
    }
    return widenPart(kind, job);
}

// The estimator by which the widest recipe's answers diverge least.
Result<std::optional<Widening>> SearchModel::chooseRange(const Job& job)
{
    const auto order = spread(m_question.pictures->size(), m_question.probes);
    const auto pairs = widestPairs();
    auto least = klOf(recipeAt(pairs), order, job);
    if (!least) return pass(least.error());
    *least *= kBetter;
    const quant::Recipe before = m_recipe;
    std::optional<quant::Recipe> best;
    std::optional<Widening> found;
    for (const quant::RangeEstimator* estimator : quant::rangeEstimators()) {
        if (!isFromData(*estimator)) continue;
        std::vector<int> changed;
        for (size_t i = 0; i < m_recipe.layers.size(); ++i) {
            auto& layer = m_recipe.layers[i];
            auto& spec = layer.activations;
            spec = before.layers[i].activations;
            if (layer.lock == quant::Lock::Locked || !isFromData(spec.estimator()) || &spec.estimator() == estimator)
                continue;
            spec.range = estimator;
            changed.push_back(static_cast<int>(i));
        }
        if (changed.empty()) continue;
        auto kl = klOf(recipeAt(pairs), order, job);
        if (!kl) return pass(kl.error());
        if (*kl >= *least) continue;
        least = kl;
        best = m_recipe;
        found = Widening {Widening::Kind::Range, std::string(estimator->id), std::move(changed)};
    }
    m_recipe = best ? *std::move(best) : before;
    return found;
}

// Those that cost nothing when the network runs, in the order in which they are applied: the next one that helps.
Result<std::optional<Widening>> SearchModel::addMethod(const Job& job)
{
    // GPTQ layer by layer on the float network's input: its codes are found again when only other layers change.
    static const quant::MethodChoice kFree[]
        = {{"equalize", {}, true}, {"gptq", {{"sequential", 0}}, true}, {"bias-correction", {}, true}};
    const auto order = spread(m_question.pictures->size(), m_question.probes);
    quant::Recipe recipe = recipeAt(widestPairs());
    recipe.methods = m_recipe.methods;
    const auto without = klOf(recipe, order, job);
    if (!without) return pass(without.error());
    for (; m_triedMethods < std::size(kFree); ++m_triedMethods) {
        const quant::MethodChoice& choice = kFree[m_triedMethods];
        const std::string& method = choice.method;
        const auto is = [&](const quant::MethodChoice& m) { return m.on && m.method == method; };
        if (std::ranges::any_of(m_recipe.methods, is)) continue;
        recipe.methods = m_recipe.methods;
        // What rewrites floats comes before what the person has chosen, what corrects the result behind it.
        recipe.methods.insert(method == kFree[0].method ? recipe.methods.begin() : recipe.methods.end(), choice);
        const auto with = klOf(recipe, order, job);
        if (!with) return pass(with.error());
        if (*with >= kBetter * *without) continue;
        m_recipe.methods = recipe.methods;
        ++m_triedMethods;
        return Widening {Widening::Kind::Method, method, {}};
    }
    return std::nullopt;
}

// Which layers gain by wider weights, or wider activations, is measured one by one; so many of those that gain most
// become wider as take away most of the harm.
Result<std::optional<Widening>> SearchModel::widenPart(Widening::Kind kind, const Job& job)
{
    const bool ofWeights = kind == Widening::Kind::Weights;
    const auto member = ofWeights ? &Pair::weights : &Pair::activations;
    const quant::NumberFormat wide = quant::intFormat(kWideBits);
    const auto order = spread(m_question.pictures->size(), m_question.probes);
    const auto base = widestPairs();
    std::vector<size_t> open;
    for (size_t i = 0; i < base.size(); ++i) {
        const auto may = [&](int layer) { return mayWiden(layer, kind); };
        if (isNarrowInteger(base[i].*member) && std::ranges::all_of(m_choices[i].layers, may)) open.push_back(i);
    }
    if (open.empty()) return std::nullopt;
    const auto divergence = [&](std::span<const size_t> items) -> Result<double> {
        auto pairs = base;
        for (const size_t i : items)
            pairs[i].*member = wide;
        return klOf(recipeAt(pairs), order, job);
    };
    auto none = divergence({}), all = divergence(open);
    if (!none) return pass(none.error());
    if (!all) return pass(all.error());
    const double spared = *none - *all;
    if (spared <= 0) return std::nullopt;
    std::vector<double> gain(base.size());
    for (const size_t i : open) {
        auto one = divergence(std::span(&i, 1));
        if (!one) return pass(one.error());
        // Where everything is far too narrow, one layer alone brings nothing back; wider is no worse for that.
        gain[i] = std::max(kLeastGain, *none - *one);
    }
    std::ranges::stable_sort(open, std::ranges::greater(), [&](size_t i) { return gain[i]; });
    size_t taken = 1;
    for (; taken < open.size(); taken = std::min(2 * taken, open.size())) {
        auto some = divergence(std::span(open).first(taken));
        if (!some) return pass(some.error());
        if (*none - *some >= kEnough * spared) break;
    }
    open.resize(taken);
    Widening widening {kind, quant::name(wide), {}};
    for (const size_t i : open) {
        widening.layers.insert(widening.layers.end(), m_choices[i].layers.begin(), m_choices[i].layers.end());
        if (ofWeights)
            addWeights(i, gain[i]);
        else
            replaceActivations(i, wide);
    }
    std::ranges::sort(widening.layers);
    if (m_question.minimize == Objective::Latency) BITLADDER_TRY(timePairs(job));
    buildItems();
    return widening;
}

bool SearchModel::mayWiden(int layer, Widening::Kind kind) const
{
    const auto index = static_cast<size_t>(layer);
    const bool ofWeights = kind == Widening::Kind::Weights;
    const graph::Layer& facts = model().layers[index];
    if (m_recipe.layers[index].lock == quant::Lock::Locked) return false;
    if (ofWeights ? !facts.weights.valid() : !facts.quantizesInput) return false;
    for (const FixedFormats& fixed : m_question.fixed)
        if ((ofWeights ? fixed.weights : fixed.activations)
            && std::ranges::find(fixed.layers, layer) != fixed.layers.end())
            return false;
    const quant::NumberFormat wide = quant::intFormat(kWideBits);
    return heldAt({wide, wide})[index];
}

void SearchModel::replaceActivations(size_t item, const quant::NumberFormat& format)
{
    std::vector<Pair> options;
    for (const Pair& pair : m_choices[item].options)
        if (const Pair wide {pair.weights, format}; std::ranges::find(options, wide) == options.end())
            options.push_back(wide);
    m_choices[item].options = std::move(options);
    m_activationHarm[item] = {{format, 0}};
}

// What is there harms by so much more than the widest; noise has a quarter of its power with each bit more.
void SearchModel::addWeights(size_t item, double gain)
{
    const double middle = gain * std::pow(0.25, kMiddleBits - widest(m_choices[item].options, &Pair::weights).bits);
    for (auto& known : m_weightHarm[item])
        known.second += gain;
    for (const auto& [bits, harm] : {std::pair(kMiddleBits, middle), std::pair(kWideBits, 0.0)}) {
        std::vector<Pair> more;
        for (const Pair& pair : m_choices[item].options)
            if (const Pair wide {quant::intFormat(bits), pair.activations};
                std::ranges::find(more, wide) == more.end() && pair.weights.bits <= kMiddleBits)
                more.push_back(wide);
        m_choices[item].options.insert(m_choices[item].options.end(), more.begin(), more.end());
        m_weightHarm[item].emplace_back(quant::intFormat(bits), harm);
    }
}

} // namespace bitladder::experiment
