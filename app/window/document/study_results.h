// What the studies of the whole network find, which take longer than an edit: each belongs to a model and says by which
// recipe and which pictures it was found.
#pragma once
#include "core/experiment/blame.h"
#include "core/experiment/doctor.h"
#include "core/experiment/ladder.h"
#include "core/experiment/search.h"
#include "core/experiment/sensitivity.h"
#include "core/measure/energy_counter.h"

#include <QtGlobal>

namespace bitladder::app
{

// What counts as one: every layer, or the layers whose outputs meet in a sum.
enum class Items : unsigned char { Layers, ResidualGroups };

// What the page of budgets asks for. Activations are integers; so are weights, and what families are named.
struct SearchAsked {
    experiment::Objective minimize = experiment::Objective::Size;
    experiment::Limits limits;
    int leastWeightBits = 2, leastActivationBits = 8; // up to 8
    std::vector<const quant::FormatFamily*> families; // of weights: their formats up to 8 bits beside the integers
    Items items = Items::Layers; // what gets the same formats
    quant::FirstLast ends = quant::FirstLast::SameAsRest;
    std::vector<quant::MethodChoice> methods; // tried in the second half of the time; empty: none
    analysis::EnergyTable energy; // what single operations take
    double seconds = 110;
    friend bool operator==(const SearchAsked& a, const SearchAsked& b)
    {
        return a.minimize == b.minimize && a.limits.minAgreement == b.limits.minAgreement
            && a.limits.minAccuracy == b.limits.minAccuracy && a.limits.maxCost == b.limits.maxCost
            && a.leastWeightBits == b.leastWeightBits && a.leastActivationBits == b.leastActivationBits
            && a.families == b.families && a.items == b.items && a.ends == b.ends && a.methods == b.methods
            && a.energy == b.energy && a.seconds == b.seconds;
    }
};

struct SearchFound {
    std::shared_ptr<const model::Model> model;
    std::shared_ptr<const std::vector<data::LabelledFile>> files; // by which recipes were measured
    SearchAsked asked;
    experiment::SearchResult result; // so far
    bool finished = false;
};

// The usual formats, or all that there are, and those that the recipe's layers have of their own; with their measured
// times or without.
struct LadderAsked {
    enum class Formats : unsigned char { Usual, All } formats = Formats::Usual;
    experiment::LadderQuestion::Times times = experiment::LadderQuestion::Times::Left;
    std::vector<quant::NumberFormat> own;
    friend bool operator==(const LadderAsked&, const LadderAsked&) = default;
};

struct LadderFound {
    std::shared_ptr<const model::Model> model;
    LadderAsked asked;
    quant::Recipe recipe; // whose specs, but for the formats, it was made with
    experiment::Ladder ladder; // so far
    bool finished = false;
};

struct SensitivityFound {
    std::shared_ptr<const model::Model> model;
    quint64 revision = 0;
    Items items = Items::Layers;
    experiment::Sensitivity sensitivity; // so far
    bool finished = false;
};

// Of one picture of the list.
struct BlameFound {
    std::shared_ptr<const model::Model> model;
    quint64 revision = 0;
    size_t file = 0;
    experiment::Blame blame;
};

struct AdviceFound {
    std::shared_ptr<const model::Model> model;
    quint64 revision = 0;
    std::vector<experiment::Finding> findings;
};

// What the processor's own counter said of a run; or why it cannot be read.
struct EnergyFound {
    std::shared_ptr<const model::Model> model;
    quint64 revision = 0;
    measure::RunEnergy energy; // no runs: not measured
    std::string reason; // then
};

} // namespace bitladder::app
