#include "core/experiment/effect.h"

#include <limits>

namespace bitladder::experiment
{

std::vector<size_t> spread(size_t count, size_t limit)
{
    const size_t taken = limit == 0 ? count : std::min(count, limit);
    std::vector<size_t> files(taken);
    for (size_t i = 0; i < taken; ++i)
        files[i] = i * count / taken;
    return files;
}

Effect effectOf(const analysis::Evaluation& evaluation)
{
    return {
        std::numeric_limits<double>::quiet_NaN(), evaluation.divergence, evaluation.agreement, evaluation.chosenTop1};
}

Result<Effect> effectOf(Experiment& experiment, std::shared_ptr<const engine::QuantizedNetwork> network,
    analysis::Pictures* pictures, std::span<const size_t> order, const Job& job)
{
    Effect effect;
    const Job quiet {job.stop, {}};
    auto copies = analysis::copiesOf(network, experiment.machine(), quiet);
    if (!copies) return pass(copies.error());
    if (pictures) {
        auto floats = experiment.floatAnswers(*pictures, quiet, order);
        if (!floats) return pass(floats.error());
        analysis::Answers answers;
        analysis::AnswerQuestion question;
        question.reference = floats->get();
        question.order.assign(order.begin(), order.end());
        BITLADDER_TRY(analysis::findAnswers(*copies, *pictures, question, answers, quiet));
        effect = effectOf(analysis::evaluationOf(pictures->files(), **floats, answers));
    }
    auto taps = experiment.taps(quiet);
    if (!taps) return pass(taps.error());
    auto trace = copies->front()->run(experiment.inputs(), quiet);
    if (!trace) return pass(trace.error());
    analysis::ErrorStats stats;
    for (size_t i = 0; i < trace->outputs.size(); ++i)
        stats.merge(analysis::compare((*taps)->answers[i], trace->outputs[i]));
    effect.outputDb = stats.sqnrDb();
    return effect;
}

} // namespace bitladder::experiment
