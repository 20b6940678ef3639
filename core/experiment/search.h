// Finding a mixed recipe under a limit. The additive model (every layer's damage measured alone, costs added) is solved
// exactly (analysis/additive_search.h); points of its front are then measured on the pictures, single layers whose
// damage was underrated are corrected, and the search goes on until its time is over or nothing is found any more.
#pragma once
#include "core/analysis/cost.h"
#include "core/experiment/effect.h"

namespace bitladder::experiment
{

enum class Objective : unsigned char { Size, Latency, Bops, Energy };
struct ObjectiveRow {
    Objective objective;
    std::string_view id; // on the command line
    const char* label; // English, marked for translation in the context "Search"
};
std::span<const ObjectiveRow> objectives();

struct Limits {
    std::optional<double> minAgreement, minAccuracy; // shares
    std::optional<double> maxCost; // of the objective: bytes, ms, bit operations, µJ
};

// By the additive model; or recipes drawn at random, each by a width that most of its layers are near: what a search
// has to beat.
enum class Strategy : unsigned char { Model, Random };

// Layers that have these formats whatever there is to choose from: what a rule says of those that meet its condition.
struct FixedFormats {
    std::vector<int> layers;
    std::optional<quant::NumberFormat> weights, activations; // none: as the others
};

// What a search added to its choice because nothing else kept the floor.
struct Widening {
    enum class Kind : unsigned char { Range, Method, Activations, Weights } kind = Kind::Range;
    std::string what; // the estimator, method or format, by its name
    std::vector<int> layers; // that have it, or have it to choose from; none of a method: it is of the whole recipe
};
enum class Widen : unsigned char { Never, WhereNeeded };

struct SearchQuestion {
    quant::Recipe recipe; // everything but the formats; locked layers keep theirs too
    std::shared_ptr<analysis::Pictures> pictures;
    Objective minimize = Objective::Size;
    // With a floor: the cheapest recipe that keeps it. With a highest cost alone: the best recipe within it.
    Limits limits;
    std::vector<quant::NumberFormat> weights, activations; // to choose from
    // Tried in the second half of the time, behind those of the recipe: what keeps the floor with them only may be
    // cheaper. Empty: none.
    std::vector<quant::MethodChoice> methods;
    const exchange::ExchangeFormat* heldBy = nullptr; // only what this export holds; null: anything
    std::vector<std::vector<int>> ties; // layers that get the same formats, as residualGroups() gives them
    std::vector<FixedFormats> fixed; // of two for the same layer the later counts; locks count before both
    Widen widen = Widen::WhereNeeded; // only where there is a floor
    analysis::EnergyTable energy;
    Strategy strategy = Strategy::Model;
    uint64_t seed = 1; // of what is drawn
    size_t probes = 48; // pictures by which single layers are measured
    int points = 8; // of the front that are measured
    double seconds = 110; // after which nothing new is begun
    measure::Alone alone; // how times are measured; empty: at once
};

struct FrontPoint {
    quant::Recipe recipe;
    double sizeBytes = 0, bops = 0, energyUj = 0;
    double latencyMs = 0; // measured; 0: of one that was beaten as it was found
    double damage = 0; // of the model, in nats
    double predicted = 0; // agreement, by what was measured of other points before; NaN: nothing was
    std::optional<Effect> measured;
};
struct SearchResult {
    std::vector<FrontPoint> front; // by rising cost; those that another measured point dominates are left out
    std::vector<FrontPoint> others; // that were measured whole, and are dominated
    std::optional<size_t> chosen; // of the front; none keeps the limits
    std::optional<size_t> nearest; // of the front, where none is chosen: what comes nearest to the limits
    std::vector<Widening> widened; // in their order
    // Trust meter: of the model's damage and what was measured, over all points that were measured without methods.
    double rankCorrelation = 0;
    size_t evaluated = 0; // recipes that were run over the pictures
    double seconds = 0;
};

// Partial results through `found`. Fails where the limits leave nothing to search for.
Result<SearchResult> search(Experiment& experiment, const SearchQuestion& question, const Job& job = {},
    const std::function<void(const SearchResult&)>& found = {});

} // namespace bitladder::experiment
