// What studies found, as the plain data that the pages about bits draw. Every function is pure.
#pragma once
#include "app/window/document/results.h"
#include "app/window/document/study_results.h"
#include "widgets/plot/network/front_plot.h"
#include "widgets/plot/network/ladder_map.h"
#include "widgets/plot/network/sensitivity_bars.h"

namespace bitladder::app
{

// A recipe that ran over all pictures because a person chose it.
struct MeasuredRecipe {
    quant::Recipe recipe;
    Proportion agreement;
    double latencyMs = 0; // 0: not measured
};

// The dots of the page of budgets, and the recipe of each.
struct Front {
    widgets::FrontData data;
    std::vector<std::shared_ptr<const quant::Recipe>> recipes; // by dot
};
struct FrontLimits {
    experiment::Objective cost = experiment::Objective::Size;
    std::optional<double> minAgreement; // a share
    std::optional<double> maxCost; // bytes, ms, bit operations, µJ
};
// `found`: null: no search yet. `measured`: the present recipe is marked, those that the document keeps have their
// names. The dot that keeps the limits is the cheapest one; without a floor the one with most equal answers.
Front frontOf(const Document& document, const SearchFound* found, std::span<const MeasuredRecipe> measured,
    const FrontLimits& limits);

// The unit that costs of this kind are written in, and how much it is: the one that reads best for what the model costs
// at 8 bits. Null: the largest that is usual.
struct CostUnit {
    QString text;
    double size = 1;
};
CostUnit unitOf(experiment::Objective objective, const model::Model* model);
QString objectiveText(experiment::Objective objective); // in the language of the window
// What became of the search where that is not plain to see: nothing kept the limits, or only after there was more to
// choose from. Empty elsewhere.
QString verdictText(const SearchFound& found);
QString trustText(const experiment::SearchResult& result); // empty: nothing can be said
inline constexpr double kTrusted = 0.9; // rank correlation from which predictions are trusted

// With the present formats of the weights. The map is of the document's model.
widgets::LadderMapData ladderMapData(const Document& document, const LadderFound& found);

// What the axis of sensitivities has: percent of the answers, nats, or the output's noise in percent of its signal.
enum class SensitivityMeasure : unsigned char { Answers, Divergence, Output };
// By falling harm of the layer alone. Without pictures only the output is known.
widgets::SensitivityData sensitivityData(
    const Document& document, const SensitivityFound& found, SensitivityMeasure measure);

} // namespace bitladder::app
