#include "core/train/trainer.h"

#include "core/train/batch.h"
#include "core/train/judge.h"
#include "core/train/loss.h"
#include "core/train/stages.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <numeric>
#include <optional>
#include <random>

namespace bitladder::train
{

namespace
{

constexpr int kMostParts = 8; // of a batch, each with a gradient of its own

std::vector<size_t> allLayers(const Student& student)
{
    std::vector<size_t> all(student.layers().size());
    std::iota(all.begin(), all.end(), size_t {0});
    return all;
}

class Trainer
{
public:
    Trainer(Student& student, const SampleSet& training, const TrainSettings& settings, const Threads& threads)
        : m_student(student)
        , m_training(training)
        , m_settings(settings)
        , m_threads(threads)
        , m_parameters(student, allLayers(student))
    {
        if (settings.features <= 0) return;
        for (size_t i = 0; i < student.layers().size(); ++i) {
            const graph::Layer& layer = student.layers()[i].layer;
            const bool last = std::ranges::any_of(
                student.outputs(), [&](const Student::Output& output) { return output.value == layer.output; });
            if (!student.layers()[i].learns || last) continue;
            m_matched.push_back(i);
            m_matchedNames.push_back(layer.name);
        }
    }

    std::unique_ptr<Runner> teacher; // never null while training

    Result<MemoryNeed> estimate()
    {
        auto tape = std::make_unique<Tape>(m_student);
        auto inputs = m_training.inputs(0, 0);
        if (!inputs) return pass(inputs.error());
        BITLADDER_TRY(tape->forward(*inputs));
        for (const Student::Output& output : m_student.outputs())
            if (tape->value(output.value).type() != ElementType::Float32)
                return unsupported("output {}: only float32 can be compared with the float network's",
                    m_student.graph().value(output.value).name);
        MemoryNeed need;
        need.student = m_parameters.bytes();
        need.perPart
            = tape->bytes() + static_cast<size_t>(m_student.learningParameters()) * sizeof(float) + (size_t {1} << 16);
        need.teacher = teacher->bytes();
        need.parts = std::min(m_settings.batch, kMostParts);
        while (need.parts > 1 && need.bytes() > m_settings.memory)
            --need.parts;
        if (need.bytes() > m_settings.memory)
            return tooLarge("training takes {} MB, {} MB are allowed", need.bytes() >> 20, m_settings.memory >> 20);
        m_batches.emplace(m_student, m_parameters, need.parts, m_threads);
        m_batches->add(std::move(tape));
        if (m_settings.watch == TrainSettings::Watch::Weights) m_watch.emplace(m_student);
        if (m_training.variety == SampleSet::Variety::None) m_known.resize(m_training.count);
        return need;
    }

    // Moves the biases in front of signs so that each channel's mean is 0, and begins the signs' steps with the mean
    // magnitude; one value after the other, each with those before in place.
    Result<void> centre()
    {
        constexpr size_t kSamples = 32;
        const size_t count = std::min(kSamples, m_training.count);
        Tape tape(m_student);
        for (const Student::Open& open : m_student.open()) {
            std::vector<double> sums;
            double magnitude = 0, values = 0;
            const auto visit = [&](auto add) -> Result<void> {
                for (size_t i = 0; i < count; ++i) {
                    auto inputs = m_training.inputs(i * m_training.count / count, 0);
                    if (!inputs) return pass(inputs.error());
                    BITLADDER_TRY(tape.forward(*inputs));
                    const tensor::Tensor& value = tape.value(open.value);
                    const size_t channels
                        = value.rank() > 1 ? static_cast<size_t>(std::max<int64_t>(1, value.shape()[1])) : 1;
                    const auto all = value.as<float>();
                    for (size_t k = 0; k < all.size(); ++k)
                        add(k / (all.size() / channels), channels, static_cast<double>(all[k]));
                }
                return {};
            };
            BITLADDER_TRY(visit([&](size_t channel, size_t channels, double value) {
                sums.resize(channels, 0.0);
                sums[channel] += value;
                values += 1;
            }));
            if (open.layer && m_student.layers()[*open.layer].bias.size() == sums.size()) {
                auto& bias = m_student.layers()[*open.layer].bias;
                for (size_t c = 0; c < sums.size(); ++c)
                    bias[c] -= static_cast<float>(sums[c] * static_cast<double>(sums.size()) / values);
                m_student.refresh(m_threads);
            }
            BITLADDER_TRY(visit([&](size_t, size_t, double value) { magnitude += std::fabs(value); }));
            for (StudentLayer& layer : m_student.layers())
                if (layer.layer.input == open.value && layer.activationStepLearns && magnitude > 0)
                    layer.activationStep = static_cast<float>(std::log(magnitude / values));
            m_student.refresh(m_threads);
        }
        return {};
    }

    // One batch of samples; returns the mean loss. `variation`: of samples that vary.
    Result<double> step(std::span<const size_t> samples, uint64_t variation, const OptimizerStep& optimizer)
    {
        const auto one
            = [&](Tape& tape, size_t sample, StudentGradient& into) { return learn(tape, sample, variation, into); };
        auto loss = m_batches->step(samples, one, {m_settings.optimizer, m_settings.clip, optimizer});
        if (loss && m_watch)
            m_watch->point(
                m_student, m_batches->gradient(), 1.0 / static_cast<double>(samples.size()), optimizer.number);
        return loss;
    }
    std::shared_ptr<const Movement> movement() const
    {
        return m_watch ? m_watch->movement(m_student, m_threads) : nullptr;
    }

    Parameters& parameters() { return m_parameters; }

private:
    // One sample forward and back; its loss.
    Result<double> learn(Tape& tape, size_t sample, uint64_t variation, StudentGradient& into)
    {
        const bool varies = m_training.variety == SampleSet::Variety::Augmented;
        auto inputs = m_training.inputs(sample, varies ? variation + 1 : 0);
        if (!inputs) return pass(inputs.error());
        const int label = sample < m_training.labels.size() ? m_training.labels[sample] : -1;
        const double alpha = label < 0 ? 0 : m_settings.alpha;
        Answer fresh;
        const Answer* answer = varies ? nullptr : &m_known[sample];
        if ((alpha < 1 || m_settings.features > 0) && (!answer || answer->outputs.empty())) {
            auto said = teacher->answer(*inputs, m_student.outputs(), m_matchedNames);
            if (!said) return pass(said.error());
            fresh = *std::move(said);
            if (!varies) m_known[sample] = fresh; // each sample belongs to one part of one batch
            answer = &fresh;
        }
        if (answer && answer->outputs.empty()) answer = nullptr; // labels alone teach
        BITLADDER_TRY(tape.forward(*inputs));
        std::vector<Seed> seeds;
        double loss = 0;
        for (size_t o = 0; o < m_student.outputs().size(); ++o) {
            const ValueId value = m_student.outputs()[o].value;
            const tensor::Tensor& mine = tape.value(value);
            auto seed = tensor::Tensor::make(ElementType::Float32, mine.shape());
            if (!seed) return pass(seed.error());
            const auto gradient = seed->mutableAs<float>();
            const auto scores = mine.as<float>();
            const bool classes = isScores(mine.shape());
            if (classes && alpha > 0 && o == 0) {
                if (static_cast<size_t>(label) >= scores.size())
                    return fail("label {} is not one of {} classes", label, scores.size());
                loss += static_cast<double>(
                    crossEntropy<float>(scores, static_cast<size_t>(label), static_cast<float>(alpha), gradient));
            }
            if (answer && answer->outputs[o].size() != scores.size())
                return fail("the teacher has {} outputs, the network {}", answer->outputs[o].size(), scores.size());
            if (classes && alpha < 1 && answer)
                loss += static_cast<double>(divergence<float>(scores, answer->outputs[o],
                    static_cast<float>(m_settings.temperature), static_cast<float>(1 - alpha), gradient));
            if (!classes && answer)
                loss += static_cast<double>(
                    meanSquare<float>(scores, answer->outputs[o], sizeOf(answer->outputs[o]), 1, gradient));
            seeds.push_back({value, *std::move(seed)});
        }
        for (size_t k = 0; k < m_matched.size() && answer; ++k) {
            const ValueId value = m_student.layers()[m_matched[k]].layer.output;
            const tensor::Tensor& mine = tape.value(value);
            const std::vector<float>& wanted = answer->features[k];
            if (wanted.size() != static_cast<size_t>(mine.count())) continue; // a layer that the teacher has not
            auto seed = tensor::Tensor::make(ElementType::Float32, mine.shape());
            if (!seed) return pass(seed.error());
            loss += static_cast<double>(meanSquare<float>(mine.as<float>(), wanted, sizeOf(wanted),
                static_cast<float>(m_settings.features / static_cast<double>(m_matched.size())),
                seed->mutableAs<float>()));
            seeds.push_back({value, *std::move(seed)});
        }
        BITLADDER_TRY(tape.backward(seeds, into));
        return loss;
    }

    static float sizeOf(const std::vector<float>& values) // the mean square
    {
        double sum = 0;
        for (const float v : values)
            sum += static_cast<double>(v) * static_cast<double>(v);
        return static_cast<float>(std::max(1e-12, sum / static_cast<double>(std::max<size_t>(1, values.size()))));
    }

    Student& m_student;
    const SampleSet& m_training;
    const TrainSettings& m_settings;
    const Threads& m_threads;
    Parameters m_parameters;
    std::optional<Batches> m_batches;
    std::optional<MovementWatch> m_watch;
    std::vector<Answer> m_known; // by sample, where samples do not vary
    std::vector<size_t> m_matched; // layers whose outputs are compared
    std::vector<std::string> m_matchedNames;
};

} // namespace

Result<void> canBegin(const SampleSet& training, const SampleSet& validation, const TrainSettings& settings)
{
    if (training.count == 0) return fail("there is nothing to learn from");
    if (validation.count == 0) return fail("there is nothing to judge by: some samples have to be kept from training");
    if (settings.batch < 1 || settings.epochs < 1)
        return fail("at least one epoch and one sample in a batch are needed");
    return {};
}

Result<TrainResult> train(std::shared_ptr<const engine::QuantizedNetwork> start,
    std::shared_ptr<const graph::Graph> teacher, const SampleSet& training, const SampleSet& validation,
    const TrainSettings& settings, const Job& job, std::stop_token enough,
    const std::function<void(const TrainProgress&)>& report)
{
    BITLADDER_TRY(canBegin(training, validation, settings));
    const auto begin = std::chrono::steady_clock::now();
    const auto seconds
        = [&] { return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count(); };
    const Threads threads(settings.threads);
    auto student = Student::make(start, settings.student, threads);
    if (!student) return pass(student.error());
    if (student->learningParameters() == 0) return fail("there is nothing in this network that could learn");
    TrainResult result;
    result.notes = student->notes();
    result.parameters = student->learningParameters();
    Trainer trainer(*student, training, settings, threads);
    auto runner = Runner::makeFloat(std::move(teacher), threads, job);
    if (!runner) return pass(runner.error());
    trainer.teacher = *std::move(runner);
    auto need = trainer.estimate();
    if (!need) return pass(need.error());
    result.memory = *need;
    auto judge = Judge::make(*trainer.teacher, validation, student->outputs(), threads, job);
    if (!judge) return pass(judge.error());
    result.reference = judge->reference();
    BITLADDER_TRY(judge->judge(start, {.seconds = seconds()}, Judge::Rule::Better));
    BITLADDER_TRY(trainer.centre());

    std::mt19937_64 dice(settings.seed);
    std::vector<size_t> order(training.count);
    std::iota(order.begin(), order.end(), size_t {0});
    const auto batch = static_cast<size_t>(settings.batch);
    const auto perEpoch = static_cast<int64_t>((training.count + batch - 1) / batch);
    const double rate = settings.rate > 0 ? settings.rate : settings.optimizer->rate;
    TrainProgress progress;
    progress.epochs = settings.epochs;
    progress.reference = result.reference;
    progress.memory = result.memory.bytes();
    progress.steps = perEpoch * settings.epochs;
    const auto doneAt = [&](int64_t step) { return static_cast<double>(step) / static_cast<double>(progress.steps); };
    const bool prunes = settings.pruning.to > 0;
    std::vector<int> widths(student->layers().size(), 1);
    const auto lower = [&](double done) -> Result<void> {
        auto next = leastWidths(settings.lowering, settings.loweringOrder, widths.size(), done);
        if (next == widths) return {};
        widths = std::move(next);
        BITLADDER_TRY(student->setLeastWidths(widths, threads));
        trainer.parameters().matchSteps();
        return {};
    };
    const int64_t pruneEvery = std::max<int64_t>(1, progress.steps / 100);
    double looked = -1;
    const auto tell = [&] {
        constexpr double kLookSeconds = 0.3; // it walks over all weights
        if (seconds() - looked > kLookSeconds) {
            progress.movement = trainer.movement();
            looked = seconds();
        }
        progress.history = judge->history();
        progress.best = judge->bestEpoch() > 0 ? judge->best() : nullptr;
        if (report) report(progress);
    };
    for (int epoch = 1; epoch <= settings.epochs && !enough.stop_requested(); ++epoch) {
        if (settings.loweringOrder == LoweringOrder::Together)
            BITLADDER_TRY(lower(static_cast<double>(epoch - 1) / static_cast<double>(settings.epochs)));
        shuffle(order, dice);
        EpochReport line;
        line.epoch = epoch;
        double sum = 0;
        size_t seen = 0;
        for (int64_t b = 0; b < perEpoch; ++b) {
            if (job.stopped()) return cancelled();
            if (enough.stop_requested()) break;
            if (settings.loweringOrder == LoweringOrder::LayerByLayer) BITLADDER_TRY(lower(doneAt(progress.step)));
            if (prunes && progress.step % pruneEvery == 0) {
                student->prune(zeroShareAt(settings.pruning, doneAt(progress.step)));
                student->refresh(threads);
            }
            const size_t first = static_cast<size_t>(b) * batch, count = std::min(batch, training.count - first);
            line.rate = rate * settings.schedule->factor(doneAt(progress.step));
            auto loss = trainer.step(
                std::span(order).subspan(first, count), static_cast<uint64_t>(epoch), {line.rate, progress.step + 1});
            if (!loss) return pass(loss.error());
            sum += *loss * static_cast<double>(count);
            seen += count;
            ++progress.step;
            progress.loss = *loss;
            progress.seconds = seconds();
            progress.secondsLeft = progress.seconds / static_cast<double>(progress.step)
                * static_cast<double>(progress.steps - progress.step);
            job.report(doneAt(progress.step), fmt::format("epoch {} of {}", epoch, settings.epochs));
            tell();
        }
        if (seen == 0) break;
        line.loss = sum / static_cast<double>(seen);
        // Wider than asked: nothing that could be kept.
        if (std::ranges::any_of(widths, [](int width) { return width > 1; })) continue;
        const bool sparse = !prunes || doneAt(progress.step) >= settings.pruning.end;
        if (prunes && sparse) {
            student->prune(settings.pruning.to);
            student->refresh(threads);
        }
        auto network = student->network(threads);
        if (!network) return pass(network.error());
        line.seconds = seconds();
        // Without the zeros that were asked for, the start is no result.
        const auto rule = !sparse               ? Judge::Rule::Shown
            : prunes && judge->bestEpoch() == 0 ? Judge::Rule::First
                                                : Judge::Rule::Better;
        BITLADDER_TRY(judge->judge(*std::move(network), line, rule));
        looked = -1;
        tell();
    }
    result.network = judge->best();
    result.best = judge->bestEpoch();
    result.history = *judge->history();
    result.zeros = student->zeroShare();
    result.movement = trainer.movement();
    if (prunes && result.best == 0)
        result.notes.emplace_back("it ended before so many weights were zero as were asked for: nothing is kept");
    return result;
}

} // namespace bitladder::train
