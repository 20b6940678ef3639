#include "app/window/jobs/study/search_job.h"

#include "core/quant/format/family.h"

#include <QCoreApplication>

namespace bitladder::app
{

namespace
{

struct SearchTexts {
    Q_DECLARE_TR_FUNCTIONS(SearchTexts)
};

constexpr int kMostBits = 8;

std::vector<quant::NumberFormat> integersFrom(int least)
{
    std::vector<quant::NumberFormat> formats;
    for (int bits = least; bits <= kMostBits; ++bits)
        formats.push_back(quant::intFormat(bits));
    return formats;
}

} // namespace

Result<void> searchBits(
    const Snapshot& s, const SearchAsked& asked, Study& study, ResultStore& results, const JobContext& context)
{
    experiment::Experiment& experiment = study.experimentOf(s);
    experiment::SearchQuestion question;
    question.recipe = s.recipe;
    question.pictures = experiment.pictures(*s.files);
    question.minimize = asked.minimize;
    question.limits = asked.limits;
    question.weights = integersFrom(asked.leastWeightBits);
    for (const auto* family : asked.families)
        for (int bits = 1; bits <= kMostBits; ++bits)
            if (family->has(bits)) question.weights.push_back(family->at(bits));
    question.activations = integersFrom(asked.leastActivationBits);
    if (asked.items == Items::ResidualGroups) question.ties = experiment::residualGroups(*s.model);
    if (asked.ends == quant::FirstLast::At8)
        question.fixed.push_back({{0, static_cast<int>(s.model->layers.size()) - 1}, quant::intFormat(kMostBits),
            quant::intFormat(kMostBits)});
    question.methods = asked.methods;
    question.energy = asked.energy;
    question.seconds = asked.seconds;
    question.alone = [&](const measure::Measure& measure) { return context.measureAlone(measure); };
    auto found = std::make_shared<SearchFound>();
    found->model = s.model;
    found->files = s.files;
    found->asked = asked;
    const auto post = [&](const experiment::SearchResult& result) {
        found->result = result;
        results.post(std::make_shared<const SearchFound>(*found));
    };
    auto result = experiment::search(
        experiment, question, Study::jobOf(context, SearchTexts::tr("searching for recipes")), post);
    if (!result) return pass(result.error());
    found->finished = true;
    post(*result);
    context.clearProgress();
    return {};
}

} // namespace bitladder::app
