#include "core/train/judge.h"

#include "core/methods/quantize_network.h"
#include "core/train/loss.h"

#include <atomic>
#include <map>

namespace bitladder::train
{

namespace
{

// Calls body(i) for every sample in parallel; the first error counts.
template<typename Body> Result<void> eachSample(size_t count, const Threads& threads, const Job& job, Body body)
{
    std::mutex mutex;
    Result<void> first;
    std::atomic<bool> failed = false;
    threads.each(count, [&](size_t i) {
        if (failed || job.stopped()) return;
        auto done = body(i);
        if (done) return;
        const std::scoped_lock lock(mutex);
        if (!failed.exchange(true)) first = pass(done.error());
    });
    if (job.stopped()) return cancelled();
    return first;
}

std::vector<float> floatsOf(const tensor::Tensor& tensor)
{
    std::vector<float> values(static_cast<size_t>(tensor.count()));
    for (size_t i = 0; i < values.size(); ++i)
        values[i] = static_cast<float>(tensor.at(static_cast<int64_t>(i)));
    return values;
}

size_t topOf(const std::vector<float>& scores)
{
    return static_cast<size_t>(std::ranges::max_element(scores) - scores.begin());
}

} // namespace

bool isScores(const tensor::Shape& shape)
{
    if (shape.size() < 2 || shape[0] != 1 || shape[1] < 2) return false;
    return std::all_of(shape.begin() + 2, shape.end(), [](int64_t extent) { return extent == 1; });
}

Result<std::unique_ptr<Runner>> Runner::make(
    std::shared_ptr<const engine::QuantizedNetwork> network, const Threads& threads, const Job& job)
{
    auto runner = std::make_unique<Runner>();
    runner->m_network = std::move(network);
    runner->m_options.threads = 1;
    runner->m_options.cache = std::make_shared<engine::PackCache>();
    for (int i = 0; i < threads.count(); ++i) {
        auto executable = engine::prepare(runner->m_network, runner->m_options, job);
        if (!executable) return pass(executable.error());
        runner->m_bytes = static_cast<size_t>((*executable)->sizes().residentBytes);
        runner->m_pool.add(*std::move(executable));
    }
    return runner;
}

Result<std::unique_ptr<Runner>> Runner::makeFloat(
    std::shared_ptr<const graph::Graph> graph, const Threads& threads, const Job& job)
{
    const quant::Recipe floats = engine::floatRecipe(*graph);
    auto network = methods::quantizeNetwork(std::move(graph), floats, {}, {}, job);
    if (!network) return pass(network.error());
    return make(*std::move(network), threads, job);
}

Result<Answer> Runner::answer(std::span<const tensor::Tensor> inputs, std::span<const Student::Output> like,
    std::span<const std::string> features) const
{
    auto executable = m_pool.take();
    if (!executable) {
        auto made = engine::prepare(m_network, m_options);
        if (!made) return pass(made.error());
        executable = *std::move(made);
    }
    Answer answer;
    engine::Observer observer;
    if (!features.empty()) {
        answer.features.resize(features.size());
        observer = [&](LayerId id, engine::Tap tap, const tensor::Tensor& value) {
            if (tap != engine::Tap::LayerOutput) return;
            const auto& name = executable->layers()[static_cast<size_t>(id.index)].name;
            const auto it = std::ranges::find(features, name);
            if (it != features.end()) answer.features[static_cast<size_t>(it - features.begin())] = floatsOf(value);
        };
    }
    auto trace = executable->run(inputs, {}, observer);
    if (!trace) {
        m_pool.add(std::move(executable));
        return pass(trace.error());
    }
    for (size_t o = 0; o < trace->outputs.size(); ++o) {
        auto values = floatsOf(trace->outputs[o]);
        if (o < like.size() && like[o].softmax)
            for (float& v : values)
                v = std::log(std::max(v, 1e-20f));
        answer.outputs.push_back(std::move(values));
    }
    m_pool.add(std::move(executable));
    return answer;
}

Result<std::vector<Answer>> answersOf(const Runner& runner, const SampleSet& samples,
    std::span<const Student::Output> outputs, const Threads& threads, const Job& job)
{
    std::vector<Answer> answers(samples.count);
    BITLADDER_TRY(eachSample(samples.count, threads, job, [&](size_t i) -> Result<void> {
        auto inputs = samples.inputs(i, 0);
        if (!inputs) return pass(inputs.error());
        auto answer = runner.answer(*inputs, outputs);
        if (!answer) return pass(answer.error());
        answers[i] = *std::move(answer);
        return {};
    }));
    return answers;
}

Result<Score> scoreOf(const Runner& runner, const SampleSet& samples, std::span<const Answer> reference,
    std::span<const Student::Output> outputs, const Threads& threads, const Job& job)
{
    const auto answers = answersOf(runner, samples, outputs, threads, job);
    if (!answers) return pass(answers.error());
    Score score;
    for (size_t i = 0; i < samples.count; ++i) {
        const std::vector<float>&mine = (*answers)[i].outputs[0], &wanted = reference[i].outputs[0];
        const int label = i < samples.labels.size() ? samples.labels[i] : -1;
        const size_t top = topOf(mine);
        if (label >= 0) {
            ++score.labels.total;
            score.labels.hits += top == static_cast<size_t>(label) ? 1 : 0;
        }
        ++score.agreement.total;
        score.agreement.hits += top == topOf(wanted) ? 1 : 0;
        std::vector<float> gradient(mine.size());
        score.error += static_cast<double>(meanSquare<float>(mine, wanted, 1, 1, gradient));
    }
    score.error /= static_cast<double>(std::max<size_t>(1, samples.count));
    return score;
}

Result<Judge> Judge::make(const Runner& teacher, const SampleSet& validation, std::span<const Student::Output> outputs,
    const Threads& threads, const Job& job)
{
    Judge judge;
    judge.m_validation = &validation;
    judge.m_outputs = outputs;
    judge.m_threads = &threads;
    judge.m_job = job;
    auto answers = answersOf(teacher, validation, outputs, threads, job);
    if (!answers) return pass(answers.error());
    judge.m_answers = *std::move(answers);
    auto score = scoreOf(teacher, validation, judge.m_answers, outputs, threads, job);
    if (!score) return pass(score.error());
    judge.m_float = *score;
    return judge;
}

Result<void> Judge::judge(std::shared_ptr<const engine::QuantizedNetwork> network, EpochReport line, Rule rule)
{
    auto executed = Runner::make(network, *m_threads, m_job);
    if (!executed) return pass(executed.error());
    auto score = scoreOf(**executed, *m_validation, m_answers, m_outputs, *m_threads, m_job);
    if (!score) return pass(score.error());
    line.validation = *score;
    auto longer = *m_history;
    const auto best = std::ranges::find(longer, m_bestEpoch, &EpochReport::epoch);
    const bool kept = rule != Rule::Shown
        && (best == longer.end() || rule == Rule::First || (rule == Rule::Better && score->betterThan(best->validation))
            || (rule == Rule::AsGood && score->agreement.hits >= best->validation.agreement.hits));
    if (kept) {
        line.place = EpochReport::Place::Best;
        m_bestEpoch = line.epoch;
        m_best = std::move(network);
    }
    longer.push_back(line);
    m_history = std::make_shared<const std::vector<EpochReport>>(std::move(longer));
    return {};
}

bool Score::betterThan(const Score& other) const
{
    if (labels.total > 0 && labels.hits != other.labels.hits) return labels.hits > other.labels.hits;
    if (labels.total == 0 && agreement.hits != other.agreement.hits) return agreement.hits > other.agreement.hits;
    return error < other.error;
}

} // namespace bitladder::train
