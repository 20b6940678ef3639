#include "core/analysis/answers.h"

#include "core/analysis/metrics.h"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <numeric>

namespace bitladder::analysis
{

namespace
{

constexpr int64_t kMostShares = 65536; // an output with more scores is no list of classes
constexpr size_t kWavePerCopy = 8; // pictures between two looks at the job

} // namespace

bool Answers::complete() const
{
    return std::ranges::none_of(files, [](const Answer& a) { return a.state == Answer::State::Unknown; });
}

Answer answerOf(const tensor::Tensor& scores, std::span<const float> reference, Shares shares)
{
    Answer answer;
    answer.state = Answer::State::Known;
    const auto top = topOf(scores, answer.top.size());
    for (size_t i = 0; i < top.size(); ++i)
        answer.top[i] = top[i].index;
    if (scores.count() > kMostShares || scores.count() < 2) return answer;
    const std::vector<double> q = sharesOf(scores);
    const auto shareOf = [&](int64_t index) { return index < 0 ? 0.0 : q[static_cast<size_t>(index)]; };
    answer.margin = static_cast<float>(shareOf(answer.top[0]) - shareOf(answer.top[1]));
    if (reference.size() == q.size()) {
        constexpr double kLeast = 1e-9;
        double sum = 0;
        for (size_t i = 0; i < q.size(); ++i) {
            const double p = std::max(static_cast<double>(reference[i]), kLeast);
            sum += p * std::log(p / std::max(q[i], kLeast));
        }
        answer.divergence = static_cast<float>(std::isfinite(sum) ? std::max(0.0, sum) : 0.0);
    }
    if (shares == Shares::Keep) answer.shares.assign(q.begin(), q.end());
    return answer;
}

Result<std::vector<std::unique_ptr<engine::Executable>>> copiesOf(
    std::shared_ptr<const engine::QuantizedNetwork> network, engine::PrepareOptions machine, const Job& job)
{
    const int count = Threads(machine.threads).count();
    machine.threads = 1;
    std::vector<std::unique_ptr<engine::Executable>> copies;
    for (int i = 0; i < count; ++i) {
        auto copy = engine::prepare(network, machine, job);
        if (!copy) return pass(copy.error());
        copies.push_back(*std::move(copy));
    }
    return copies;
}

Result<void> findAnswers(std::span<const std::unique_ptr<engine::Executable>> copies, Pictures& pictures,
    const AnswerQuestion& question, Answers& answers, const Job& job)
{
    answers.files.resize(pictures.size());
    std::vector<size_t> asked = question.order;
    if (asked.empty()) {
        asked.resize(pictures.size());
        std::iota(asked.begin(), asked.end(), size_t {0});
    }
    std::vector<size_t> wanted;
    std::ranges::copy_if(asked, std::back_inserter(wanted),
        [&](size_t file) { return answers.files[file].state == Answer::State::Unknown; });

    const Threads threads(static_cast<int>(copies.size()));
    const size_t wave = kWavePerCopy * copies.size();
    for (size_t begin = 0; begin < wanted.size(); begin += wave) {
        if (job.stopped()) return cancelled();
        job.report(static_cast<double>(asked.size() - wanted.size() + begin) / static_cast<double>(asked.size()),
            "evaluating pictures");
        const size_t end = std::min(begin + wave, wanted.size());
        std::atomic<size_t> next {begin};
        std::vector<std::string> problems(end - begin);
        std::vector<std::optional<Error>> errors(copies.size());
        // One piece a copy; which pictures it gets depends on how quick it is, what it answers does not.
        threads.each(copies.size(), [&](size_t copy) {
            for (size_t at = next++; at < end && !job.stopped(); at = next++) {
                Answer& answer = answers.files[wanted[at]];
                const auto inputs = pictures.inputs(wanted[at]);
                if (!inputs) {
                    answer.state = Answer::State::Unreadable;
                    problems[at - begin] = inputs.error().message;
                    continue;
                }
                const auto trace = copies[copy]->run(*inputs, Job {job.stop, {}});
                if (!trace) {
                    errors[copy] = trace.error();
                    return;
                }
                const auto* reference = question.reference ? &question.reference->files[wanted[at]].shares : nullptr;
                answer = answerOf(model::firstOfBatch(trace->outputs.front(), pictures.repeats()),
                    reference ? std::span<const float>(*reference) : std::span<const float>(), question.shares);
            }
        });
        for (const std::string& problem : problems)
            if (!problem.empty()) answers.unreadable.push_back(problem);
        for (const auto& error : errors)
            if (error && !error->cancelled()) return pass(*error);
        if (job.stopped()) return cancelled();
        if (question.found && !question.found(answers)) return {};
    }
    return {};
}

} // namespace bitladder::analysis
