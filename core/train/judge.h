// Private to this room: networks executed over samples, the float one's answers, and scores.
#pragma once
#include "core/train/pool.h"
#include "core/train/trainer.h"

namespace bitladder::train
{

// What the teacher says to one sample.
struct Answer {
    std::vector<std::vector<float>> outputs; // by output; shares behind a Softmax as their logarithms
    std::vector<std::vector<float>> features; // by layer of the student that is matched
};

// An output that holds one score for each class of one sample: [1, classes, 1 …].
bool isScores(const tensor::Shape& shape);

// Executables of one network, as many as there are threads, each of one thread.
class Runner
{
public:
    static Result<std::unique_ptr<Runner>> make(
        std::shared_ptr<const engine::QuantizedNetwork> network, const Threads& threads, const Job& job);
    static Result<std::unique_ptr<Runner>> makeFloat(
        std::shared_ptr<const graph::Graph> graph, const Threads& threads, const Job& job);

    // Thread-safe. `features`: names of layers whose outputs are wanted.
    Result<Answer> answer(std::span<const tensor::Tensor> inputs, std::span<const Student::Output> like,
        std::span<const std::string> features = {}) const;
    size_t bytes() const { return m_bytes; }

private:
    mutable Pool<engine::Executable> m_pool;
    std::shared_ptr<const engine::QuantizedNetwork> m_network;
    engine::PrepareOptions m_options;
    size_t m_bytes = 0;
};

// Executes a network over samples. `reference`: by sample.
Result<Score> scoreOf(const Runner& runner, const SampleSet& samples, std::span<const Answer> reference,
    std::span<const Student::Output> outputs, const Threads& threads, const Job& job);
Result<std::vector<Answer>> answersOf(const Runner& runner, const SampleSet& samples,
    std::span<const Student::Output> outputs, const Threads& threads, const Job& job);

// Judges networks as they come by executing them, and keeps the best.
class Judge
{
public:
    // Of all only references are kept.
    static Result<Judge> make(const Runner& teacher, const SampleSet& validation,
        std::span<const Student::Output> outputs, const Threads& threads, const Job& job);

    enum class Rule : unsigned char {
        Better, // kept where it is better than the best
        AsGood, // kept where its answers are the float network's as often as the best's; labels have no say
        First, // kept whatever was before
        Shown, // not kept
    };
    Result<void> judge(std::shared_ptr<const engine::QuantizedNetwork> network, EpochReport line, Rule rule);

    const Score& reference() const { return m_float; } // of the float network
    const std::shared_ptr<const std::vector<EpochReport>>& history() const { return m_history; } // never null
    const std::shared_ptr<const engine::QuantizedNetwork>& best() const { return m_best; }
    int bestEpoch() const { return m_bestEpoch; }

private:
    Judge() = default;

    const SampleSet* m_validation = nullptr;
    std::span<const Student::Output> m_outputs;
    const Threads* m_threads = nullptr;
    Job m_job;
    std::vector<Answer> m_answers; // the float network's
    Score m_float;
    std::shared_ptr<const std::vector<EpochReport>> m_history = std::make_shared<const std::vector<EpochReport>>();
    std::shared_ptr<const engine::QuantizedNetwork> m_best;
    int m_bestEpoch = 0;
};

} // namespace bitladder::train
