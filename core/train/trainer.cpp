#include "core/train/trainer.h"

#include "core/train/judge.h"
#include "core/train/loss.h"
#include "core/train/tape.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <numeric>
#include <random>

namespace bitladder::train
{

namespace
{

constexpr int kMostParts = 8; // of a batch, each with a gradient of its own

// What moves, with what the optimizer remembers: a list for each layer's weights, biases, weight steps, activation
// step.
class Parameters
{
public:
    explicit Parameters(Student& student)
        : m_student(student)
    {
        for (size_t i = 0; i < student.layers().size(); ++i) {
            StudentLayer& layer = student.layers()[i];
            if (!layer.learns) continue;
            add(layer.latent.size());
            auto& unit = m_lists.back().unit;
            // A step is a share of what the weights of a channel are like: folded batch norms make channels of any
            // size.
            const auto length = static_cast<size_t>(layer.perChannel);
            for (size_t c = 0; c < static_cast<size_t>(layer.channels); ++c) {
                double sum = 0;
                for (size_t k = 0; k < length; ++k)
                    sum += static_cast<double>(layer.latent[c * length + k])
                        * static_cast<double>(layer.latent[c * length + k]);
                unit.resize(unit.size() + length,
                    std::max(1e-6f, static_cast<float>(std::sqrt(sum / static_cast<double>(length)))));
            }
            add(layer.bias.size());
            double size = 0;
            for (const float b : layer.bias)
                size += std::fabs(static_cast<double>(b));
            m_lists.back().unit.assign(layer.bias.size(),
                static_cast<float>(std::max(0.05, size / static_cast<double>(layer.bias.size() + 1))));
            add(layer.steps.size());
            add(layer.activationStepLearns ? 1 : 0);
        }
    }

    // Steps of other sizes than before, when widths change: what was remembered of them is forgotten.
    void matchSteps()
    {
        size_t at = 0;
        for (const StudentLayer& layer : m_student.layers()) {
            if (!layer.learns) continue;
            List& list = m_lists[at + 2];
            list.first.assign(layer.steps.size(), 0.0f);
            list.second.assign(layer.steps.size(), 0.0f);
            at += 4;
        }
    }

    // From the gradient of a batch; returns the norm of the gradient in units, before it was clipped.
    double move(const StudentGradient& gradient, double scale, double clip, const Optimizer& optimizer,
        const OptimizerStep& step)
    {
        size_t at = 0;
        double square = 0;
        for (size_t i = 0; i < m_student.layers().size(); ++i) {
            const StudentLayer& layer = m_student.layers()[i];
            if (!layer.learns) continue;
            m_student.throughRounding(i, gradient[i], m_lists[at].gradient, m_lists[at + 2].gradient);
            m_lists[at + 1].gradient = gradient[i].bias;
            if (layer.activationStepLearns) m_lists[at + 3].gradient = {static_cast<float>(gradient[i].activationStep)};
            at += 4;
        }
        for (List& list : m_lists)
            for (size_t k = 0; k < list.gradient.size(); ++k) {
                list.gradient[k] *= static_cast<float>(scale);
                const double g = static_cast<double>(list.gradient[k])
                    * (list.unit.empty() ? 1.0 : static_cast<double>(list.unit[k]));
                square += g * g;
            }
        const double norm = std::sqrt(square);
        if (!std::isfinite(norm)) return norm;
        if (clip > 0 && norm > clip)
            for (List& list : m_lists)
                for (float& g : list.gradient)
                    g *= static_cast<float>(clip / norm);
        at = 0;
        for (StudentLayer& layer : m_student.layers()) {
            if (!layer.learns) continue;
            const std::span<float> values[] = {
                layer.latent, layer.bias, layer.steps, {&layer.activationStep, layer.activationStepLearns ? 1u : 0u}};
            for (size_t k = 0; k < 4; ++k, ++at) {
                List& list = m_lists[at];
                if (values[k].empty()) continue;
                optimizer.move({values[k], list.gradient, list.first, list.second, list.unit}, step);
            }
        }
        return norm;
    }

    size_t bytes() const
    {
        size_t count = 0;
        for (const List& list : m_lists)
            count += list.first.size();
        return count * 7 * sizeof(float); // latent, rounded twice, gradient twice, two memories
    }

private:
    struct List {
        std::vector<float> gradient, first, second, unit;
    };
    void add(size_t count)
    {
        List list;
        list.gradient.assign(count, 0.0f);
        list.first.assign(count, 0.0f);
        list.second.assign(count, 0.0f);
        m_lists.push_back(std::move(list));
    }

    Student& m_student;
    std::vector<List> m_lists;
};

void addTo(StudentGradient& sum, const StudentGradient& part)
{
    for (size_t i = 0; i < sum.size(); ++i) {
        for (size_t k = 0; k < sum[i].weights.size(); ++k)
            sum[i].weights[k] += part[i].weights[k];
        for (size_t k = 0; k < sum[i].bias.size(); ++k)
            sum[i].bias[k] += part[i].bias[k];
        sum[i].activationStep += part[i].activationStep;
    }
}

void clear(StudentGradient& gradient)
{
    for (LayerGradient& layer : gradient) {
        std::ranges::fill(layer.weights, 0.0f);
        std::ranges::fill(layer.bias, 0.0f);
        layer.activationStep = 0;
    }
}

class Trainer
{
public:
    Trainer(Student& student, const SampleSet& training, const TrainSettings& settings, const Threads& threads)
        : m_student(student)
        , m_training(training)
        , m_settings(settings)
        , m_threads(threads)
        , m_parameters(student)
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
        m_tapes.add(std::move(tape));
        m_parts.assign(static_cast<size_t>(need.parts), m_student.emptyGradient());
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

    // One batch of samples; returns the mean loss.
    Result<double> step(std::span<const size_t> samples, uint64_t variation, const OptimizerStep& optimizer)
    {
        std::vector<double> losses(m_parts.size(), 0.0);
        std::vector<Result<void>> done(m_parts.size());
        m_threads.each(m_parts.size(), [&](size_t part) {
            clear(m_parts[part]);
            auto tape = m_tapes.take();
            if (!tape) tape = std::make_unique<Tape>(m_student);
            for (size_t i = part; i < samples.size() && done[part]; i += m_parts.size()) {
                auto loss = learn(*tape, samples[i], variation, m_parts[part]);
                if (loss)
                    losses[part] += *loss;
                else
                    done[part] = pass(loss.error());
            }
            m_tapes.add(std::move(tape));
        });
        double loss = 0;
        for (size_t part = 0; part < m_parts.size(); ++part) {
            if (!done[part]) return pass(done[part].error());
            loss += losses[part];
            if (part > 0) addTo(m_parts[0], m_parts[part]);
        }
        const double share = 1.0 / static_cast<double>(samples.size());
        const double norm = m_parameters.move(m_parts[0], share, m_settings.clip, *m_settings.optimizer, optimizer);
        if (!std::isfinite(norm)) return fail("the loss is not finite any more; a smaller rate may help");
        m_student.refresh(m_threads);
        return loss * share;
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
    Pool<Tape> m_tapes;
    std::vector<StudentGradient> m_parts;
    std::vector<Answer> m_known; // by sample, where samples do not vary
    std::vector<size_t> m_matched; // layers whose outputs are compared
    std::vector<std::string> m_matchedNames;
};

void shuffle(std::vector<size_t>& order, std::mt19937_64& dice)
{
    for (size_t i = order.size(); i > 1; --i)
        std::swap(order[i - 1], order[static_cast<size_t>(dice() % i)]);
}

} // namespace

Result<TrainResult> train(std::shared_ptr<const engine::QuantizedNetwork> start,
    std::shared_ptr<const graph::Graph> teacher, const SampleSet& training, const SampleSet& validation,
    const TrainSettings& settings, const Job& job, std::stop_token enough,
    const std::function<void(const TrainProgress&)>& report)
{
    if (training.count == 0) return fail("there is nothing to learn from");
    if (validation.count == 0) return fail("there is nothing to judge by: some samples have to be kept from training");
    if (settings.batch < 1 || settings.epochs < 1)
        return fail("at least one epoch and one sample in a batch are needed");
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
    const auto reference = answersOf(*trainer.teacher, validation, student->outputs(), threads, job);
    if (!reference) return pass(reference.error());
    auto floats = scoreOf(*trainer.teacher, validation, *reference, student->outputs(), threads, job);
    if (!floats) return pass(floats.error());
    result.reference = *floats;

    auto history = std::make_shared<const std::vector<EpochReport>>();
    const auto judge = [&](std::shared_ptr<const engine::QuantizedNetwork> network, EpochReport epoch) -> Result<void> {
        auto executed = Runner::make(network, threads, job);
        if (!executed) return pass(executed.error());
        auto score = scoreOf(**executed, validation, *reference, student->outputs(), threads, job);
        if (!score) return pass(score.error());
        epoch.validation = *score;
        epoch.seconds = seconds();
        auto longer = *history;
        if (longer.empty() || score->betterThan(longer[static_cast<size_t>(result.best)].validation)) {
            epoch.place = EpochReport::Place::Best;
            result.best = epoch.epoch;
            result.network = std::move(network);
        }
        longer.push_back(epoch);
        history = std::make_shared<const std::vector<EpochReport>>(std::move(longer));
        return {};
    };
    BITLADDER_TRY(judge(start, {}));
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
    const size_t stages = settings.lowering.size() + 1;
    size_t stage = stages; // none yet
    double trainSeconds = 0;
    for (int epoch = 1; epoch <= settings.epochs && !enough.stop_requested(); ++epoch) {
        const size_t now
            = std::min(stages - 1, static_cast<size_t>(epoch - 1) * stages / static_cast<size_t>(settings.epochs));
        if (now != stage && stages > 1) {
            stage = now;
            BITLADDER_TRY(student->setLeastWidth(now + 1 < stages ? settings.lowering[now] : 1, threads));
            trainer.parameters().matchSteps();
        }
        shuffle(order, dice);
        EpochReport line;
        line.epoch = epoch;
        double sum = 0;
        size_t seen = 0;
        for (int64_t b = 0; b < perEpoch; ++b) {
            if (job.stopped()) return cancelled();
            if (enough.stop_requested()) break;
            const size_t first = static_cast<size_t>(b) * batch, count = std::min(batch, training.count - first);
            line.rate = rate
                * settings.schedule->factor(static_cast<double>(progress.step) / static_cast<double>(progress.steps));
            const double since = seconds();
            auto loss = trainer.step(
                std::span(order).subspan(first, count), static_cast<uint64_t>(epoch), {line.rate, progress.step + 1});
            if (!loss) return pass(loss.error());
            trainSeconds += seconds() - since;
            sum += *loss * static_cast<double>(count);
            seen += count;
            ++progress.step;
            progress.loss = *loss;
            progress.seconds = seconds();
            progress.secondsLeft = progress.seconds / static_cast<double>(progress.step)
                * static_cast<double>(progress.steps - progress.step);
            progress.history = history;
            job.report(static_cast<double>(progress.step) / static_cast<double>(progress.steps),
                fmt::format("epoch {} of {}", epoch, settings.epochs));
            if (report) report(progress);
        }
        if (seen == 0) break;
        line.loss = sum / static_cast<double>(seen);
        // Wider than asked: nothing that could be kept.
        if (stages > 1 && stage + 1 < stages) continue;
        auto network = student->network(threads);
        if (!network) return pass(network.error());
        BITLADDER_TRY(judge(*std::move(network), line));
        progress.history = history;
        if (report) report(progress);
    }
    result.history = *history;
    return result;
}

} // namespace bitladder::train
