// The additive model of a search: what each choice of formats for a layer costs, and how much it harms by itself.
#pragma once
#include "core/analysis/additive_search.h"
#include "core/experiment/search.h"

namespace bitladder::experiment
{

// For the search only. All of it must outlive the model.
class SearchModel
{
public:
    SearchModel(Experiment& experiment, const SearchQuestion& question)
        : m_experiment(experiment)
        , m_question(question)
    {
    }

    // Which formats each item has to choose from. Fails where there is nothing to search for.
    Result<void> prepare();
    // What choices cost; where latency counts, by their times. `Harm::Measured`: also the divergence of the answers
    // with each format of weights and of activations alone, over the probing pictures.
    enum class Harm : unsigned char { Left, Measured };
    Result<void> measure(Harm harm, const Job& job);

    // A layer, or layers that are tied.
    const std::vector<analysis::SearchItem>& items() const { return m_items; }
    // Without methods of its own. A choice: an option of each item.
    quant::Recipe recipeOf(const std::vector<int>& choice) const;
    analysis::SearchPoint pointAt(const std::vector<int>& choice) const;
    // A choice harms more than was thought.
    void raise(size_t item, int option, double factor);

    // What a search may do where nothing keeps its floor. None: there is nothing to gain by it, or nothing left to do.
    Result<std::optional<Widening>> widen(Widening::Kind kind, const Job& job);

private:
    struct Pair {
        quant::NumberFormat weights, activations;
        friend bool operator==(const Pair&, const Pair&) = default;
    };
    struct Item {
        std::vector<int> layers; // more than one: they are tied
        std::vector<Pair> options;
    };
    using Harms = std::vector<std::pair<quant::NumberFormat, double>>;

    const model::Model& model() const { return *m_experiment.model(); }
    static quant::NumberFormat widest(const std::vector<Pair>& pairs, quant::NumberFormat Pair::*member);
    std::vector<std::vector<int>> tiedLayers() const;
    // By layer, whether the export holds the pair.
    std::vector<bool> heldAt(const Pair& pair) const;
    Result<void> giveOptions(const std::vector<std::vector<Pair>>& asked);
    std::vector<Pair> widestPairs() const;
    quant::Recipe recipeAt(const std::vector<Pair>& pairs) const; // by item; without methods
    Result<double> klOf(const quant::Recipe& recipe, std::span<const size_t> order, const Job& job);
    Result<void> probe(const Job& job);
    Result<void> probeItem(
        size_t i, const std::vector<Pair>& base, double atBase, std::span<const size_t> order, const Job& job);
    void fillUnknown(std::vector<Harms>& harms, quant::NumberFormat Pair::*member) const;
    static bool followsFrom(
        const std::vector<Pair>& options, const quant::NumberFormat& base, const quant::NumberFormat& format);
    static void followUp(const std::vector<Pair>& options, Harms& harms);
    Result<void> timePairs(const Job& job);
    // search_widen.cpp
    Result<std::optional<Widening>> chooseRange(const Job& job);
    Result<std::optional<Widening>> addMethod(const Job& job);
    Result<std::optional<Widening>> widenPart(Widening::Kind kind, const Job& job);
    bool mayWiden(int layer, Widening::Kind kind) const;
    void replaceActivations(size_t item, const quant::NumberFormat& format);
    void addWeights(size_t item, double gain);
    double costOf(int layer, const Pair& pair) const;
    void buildItems();

    Experiment& m_experiment;
    const SearchQuestion& m_question;
    size_t m_triedMethods = 0; // of those that a search may add
    quant::Recipe m_recipe; // that of the question, as far as it was not widened
    std::vector<Item> m_choices;
    std::vector<Harms> m_weightHarm, m_activationHarm; // by item
    std::vector<std::pair<Pair, std::vector<double>>> m_times; // ms by layer
    std::vector<analysis::SearchItem> m_items;
};

} // namespace bitladder::experiment
