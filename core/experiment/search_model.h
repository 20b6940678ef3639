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

    // Which formats each layer has to choose from. Fails where there is nothing to search for.
    Result<void> prepare();
    // What choices cost; where latency counts, by their times. `Harm::Measured`: also the divergence of the answers
    // with each format of weights and of activations alone, over the probing pictures.
    enum class Harm : unsigned char { Left, Measured };
    Result<void> measure(Harm harm, const Job& job);

    const std::vector<analysis::SearchItem>& items() const { return m_items; }
    // Without methods of its own.
    quant::Recipe recipeOf(const std::vector<int>& choice) const;
    analysis::SearchPoint pointAt(const std::vector<int>& choice) const;
    // A choice harms more than was thought.
    void raise(size_t layer, int option, double factor);

private:
    struct Pair {
        quant::NumberFormat weights, activations;
    };
    using Harms = std::vector<std::pair<quant::NumberFormat, double>>;

    const model::Model& model() const { return *m_experiment.model(); }
    Result<void> probe(const Job& job);
    Result<double> meanKl(const quant::Recipe& recipe, std::span<const size_t> order);
    Result<void> timePairs(const Job& job);
    double costOf(size_t layer, const Pair& pair) const;
    void buildItems();

    Experiment& m_experiment;
    const SearchQuestion& m_question;
    std::vector<std::vector<Pair>> m_options; // by layer
    std::vector<Harms> m_weightHarm, m_activationHarm; // by layer
    std::vector<std::pair<Pair, std::vector<double>>> m_times; // ms by layer
    std::vector<analysis::SearchItem> m_items; // by layer
};

} // namespace bitladder::experiment
