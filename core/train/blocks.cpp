#include "core/train/blocks.h"

#include "core/methods/quantize_network.h"
#include "core/train/batch.h"
#include "core/train/judge.h"
#include "core/train/loss.h"

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

constexpr int kMostParts = 8; // of a batch
// A value that methods scaled anew is none that could be compared: more than half of it is different.
constexpr double kComparable = 0.5;

size_t at(ValueId id)
{
    return static_cast<size_t>(id.index);
}

std::vector<size_t> learningLayers(const Student& student, size_t first, size_t last)
{
    std::vector<size_t> layers;
    for (size_t s = first; s < std::min(last, student.steps().size()); ++s)
        for (const size_t l : student.steps()[s].layers)
            if (student.layers()[l].learns && !student.layers()[l].latent.empty()) layers.push_back(l);
    return layers;
}

bool sameCount(const graph::Graph& graph, ValueId a, ValueId b)
{
    const auto &one = graph.value(a).shape, &other = graph.value(b).shape;
    return one && other && tensor::elementCount(*one) == tensor::elementCount(*other);
}

Result<Student> floatStudent(std::shared_ptr<const graph::Graph> graph, const Threads& threads, const Job& job)
{
    const quant::Recipe floats = engine::floatRecipe(*graph);
    auto network = methods::quantizeNetwork(std::move(graph), floats, {}, {}, job);
    if (!network) return pass(network.error());
    return Student::make(*std::move(network), {}, threads);
}

struct Difference {
    double square = 0, size = 0; // sums
    double relative() const { return size > 0 ? square / size : square > 0 ? 1 : 0; }
    void add(std::span<const float> values, std::span<const float> wanted)
    {
        for (size_t i = 0; i < values.size(); ++i) {
            const double d = static_cast<double>(values[i]) - static_cast<double>(wanted[i]);
            square += d * d;
            size += static_cast<double>(wanted[i]) * static_cast<double>(wanted[i]);
        }
    }
};

// The cuts of two networks that hold the same: of the same name, as many numbers, and where both are computed in float
// alike. The second of a pair is the other network's.
struct CommonCuts {
    std::vector<Cut> mine, others;
};
Result<CommonCuts> commonCuts(
    const Student& student, const Student& inFloat, const Student& teacher, const SampleSet& samples)
{
    Tape a(inFloat), b(teacher);
    const auto inputs = samples.inputs(0, 0);
    if (!inputs) return pass(inputs.error());
    BITLADDER_TRY(a.forward(*inputs));
    BITLADDER_TRY(b.forward(*inputs));
    CommonCuts common;
    const auto others = cutsOf(teacher);
    size_t next = 0;
    for (const Cut& cut : cutsOf(student)) {
        const auto& name = student.graph().value(cut.value).name;
        const auto it = std::find_if(others.begin() + static_cast<ptrdiff_t>(next), others.end(),
            [&](const Cut& other) { return teacher.graph().value(other.value).name == name; });
        if (it == others.end()) continue;
        const tensor::Tensor &mine = a.value(cut.value), &wanted = b.value(it->value);
        if (mine.type() != ElementType::Float32 || wanted.type() != ElementType::Float32
            || mine.count() != wanted.count())
            continue;
        Difference difference;
        difference.add(mine.as<float>(), wanted.as<float>());
        if (!(difference.relative() < kComparable)) continue;
        common.mine.push_back(cut);
        common.others.push_back(*it);
        next = static_cast<size_t>(it - others.begin()) + 1;
    }
    return common;
}

// One block and its twin in the float network.
struct Twin {
    Block block;
    Stretch stretch; // of the float network
    ValueId from;
    std::vector<ValueId> to;
};

std::vector<Twin> twinsOf(const Student& student, const Student& teacher, const CommonCuts& cuts)
{
    std::vector<Twin> twins;
    size_t done = 0;
    ValueId from;
    for (Block& block : blocksOf(student, cuts.mine)) {
        Twin twin;
        twin.stretch = {done, teacher.steps().size()};
        twin.from = from;
        const auto cut = std::ranges::find(cuts.mine, block.to.front(), &Cut::value);
        if (block.to.size() == 1 && cut != cuts.mine.end()) {
            const Cut& other = cuts.others[static_cast<size_t>(cut - cuts.mine.begin())];
            twin.stretch.last = done = other.step;
            from = other.value;
            twin.to = {other.value};
        } else {
            for (const Student::Output& output : teacher.outputs())
                twin.to.push_back(output.value);
        }
        twin.block = std::move(block);
        twins.push_back(std::move(twin));
    }
    return twins;
}

} // namespace

std::vector<Cut> cutsOf(const Student& student)
{
    const graph::Graph& graph = student.graph();
    const size_t steps = student.steps().size();
    // By step, the change of the number of values that are still read behind it, and of the sum of their indices, which
    // names the one that is alone.
    std::vector<int64_t> count(steps + 2, 0), indices(steps + 2, 0);
    std::vector<size_t> end(graph.valueCount(), 0); // one behind the last step that reads it
    for (size_t s = 0; s < steps; ++s)
        for (const ValueId input : graph.node(student.steps()[s].node).inputs)
            if (input) end[at(input)] = s + 1;
    for (const Student::Output& output : student.outputs())
        end[at(output.value)] = steps + 1;
    const auto live = [&](ValueId value, size_t born) { // behind the steps born … end − 2
        if (!value || end[at(value)] < born + 2) return;
        count[born] += 1;
        indices[born] += value.index;
        count[end[at(value)] - 1] -= 1;
        indices[end[at(value)] - 1] -= value.index;
    };
    for (const ValueId input : graph.inputs)
        live(input, 0);
    for (size_t s = 0; s < steps; ++s)
        for (const ValueId output : graph.node(student.steps()[s].node).outputs)
            live(output, s);
    std::vector<Cut> cuts;
    int64_t alive = 0, index = 0;
    for (size_t s = 0; s < steps; ++s) {
        alive += count[s];
        index += indices[s];
        if (alive != 1) continue;
        const ValueId value {static_cast<int32_t>(index)};
        const bool isInput = std::ranges::find(graph.inputs, value) != graph.inputs.end();
        if (!isInput && (cuts.empty() || cuts.back().value != value)) cuts.push_back({value, s + 1});
    }
    return cuts;
}

std::vector<Block> blocksOf(const Student& student, const std::vector<Cut>& cuts)
{
    const graph::Graph& graph = student.graph();
    std::vector<Block> blocks;
    size_t first = 0;
    ValueId from;
    const auto add = [&](size_t last, std::vector<ValueId> to) {
        const auto layers = learningLayers(student, first, last);
        const bool joins = !blocks.empty() && to.size() == 1 && blocks.back().last == first
            && sameCount(graph, blocks.back().to.front(), to.front());
        if (!layers.empty()) {
            blocks.push_back({{}, first, last, from, to, layers});
        } else if (joins) {
            blocks.back().last = last;
            blocks.back().to = to;
        } else {
            return; // goes with what follows
        }
        first = last;
        from = to.front();
    };
    std::vector<ValueId> outputs;
    for (const Student::Output& output : student.outputs())
        outputs.push_back(output.value);
    for (const Cut& cut : cuts)
        if (outputs.size() > 1 || cut.value != outputs.front()) add(cut.step, {cut.value});
    // The last goes to the outputs, whatever is left.
    if (!learningLayers(student, first, student.steps().size()).empty() || blocks.empty()) {
        add(student.steps().size(), outputs);
    } else {
        blocks.back().last = student.steps().size();
        blocks.back().to = outputs;
    }
    for (Block& block : blocks) {
        if (block.layers.empty()) continue;
        const std::string &begin = student.layers()[block.layers.front()].layer.name,
                          &end = student.layers()[block.layers.back()].layer.name;
        block.name = block.layers.size() == 1 ? begin : begin + " … " + end;
    }
    return blocks;
}

namespace
{

class Reconstruction
{
public:
    Reconstruction(Student& student, const Student& teacher, const SampleSet& samples, const TrainSettings& settings,
        const Threads& threads)
        : m_student(student)
        , m_teacher(teacher)
        , m_samples(samples)
        , m_settings(settings)
        , m_threads(threads)
    {
    }

    // How many samples can be kept as they enter and leave a block; what that takes.
    Result<MemoryNeed> estimate(const std::vector<Twin>& twins)
    {
        Tape tape(m_student);
        auto inputs = m_samples.inputs(0, 0);
        if (!inputs) return pass(inputs.error());
        BITLADDER_TRY(tape.forward(*inputs));
        size_t most = 0, before = 0, parameters = 0;
        for (const tensor::Tensor& input : *inputs)
            before += input.byteSize();
        for (const Twin& twin : twins) {
            size_t behind = 0, learned = 0;
            for (const ValueId value : twin.block.to)
                behind += tape.value(value).byteSize();
            for (const size_t l : twin.block.layers)
                learned += m_student.layers()[l].latent.size();
            most = std::max(most, 2 * before + 2 * behind);
            parameters = std::max(parameters, learned);
            before = behind;
        }
        MemoryNeed need;
        need.parts = std::min(m_settings.batch, kMostParts);
        need.student = parameters * 7 * sizeof(float);
        need.perPart = tape.bytes() + parameters * sizeof(float);
        while (need.parts > 1 && 2 * need.bytes() > m_settings.memory)
            --need.parts;
        const size_t room = m_settings.memory > need.bytes() ? m_settings.memory - need.bytes() : 0;
        const size_t count = std::min(m_samples.count, room / std::max<size_t>(1, most));
        if (count == 0)
            return tooLarge("reconstructing blocks takes {} MB for one sample, {} MB are allowed",
                (need.bytes() + most) >> 20, m_settings.memory >> 20);
        for (size_t i = 0; i < count; ++i)
            m_used.push_back(i * m_samples.count / count);
        need.teacher = count * most;
        m_parts = need.parts;
        return need;
    }
    size_t samples() const { return m_used.size(); }

    // What the float twin hands on, and its size.
    Result<void> setTarget(const Twin& twin, const Job& job)
    {
        std::vector<std::vector<tensor::Tensor>> targets(m_used.size());
        Pool<Tape> pool;
        std::vector<Result<void>> done(m_used.size());
        m_threads.each(m_used.size(), [&](size_t i) {
            if (job.stopped()) return;
            auto tape = pool.take();
            if (!tape) tape = std::make_unique<Tape>(m_teacher);
            done[i] = run(*tape, i, twin.from, m_wanted, twin.stretch);
            for (const ValueId value : twin.to)
                if (done[i]) done[i] = keep(tape->value(value), targets[i]);
            pool.add(std::move(tape));
        });
        if (job.stopped()) return cancelled();
        for (const auto& one : done)
            if (!one) return pass(one.error());
        m_wanted = std::move(targets);
        m_power.assign(twin.to.size(), 0.0);
        for (size_t o = 0; o < twin.to.size(); ++o) {
            Difference size;
            for (const auto& target : m_wanted)
                size.add(target[o].as<float>(), target[o].as<float>());
            m_power[o] = std::max(1e-12, size.size / static_cast<double>(m_used.size()));
        }
        return {};
    }

    // The error of a block over all samples.
    Result<double> error(const Block& block, const Job& job)
    {
        std::vector<double> errors(m_used.size(), 0.0);
        std::vector<std::vector<tensor::Tensor>> left(m_used.size());
        std::vector<Result<void>> done(m_used.size());
        Pool<Tape> pool;
        m_threads.each(m_used.size(), [&](size_t i) {
            if (job.stopped()) return;
            auto tape = pool.take();
            if (!tape) tape = std::make_unique<Tape>(m_student);
            done[i] = run(*tape, i, block.from, m_entering, {block.first, block.last});
            for (size_t o = 0; o < block.to.size() && done[i]; ++o) {
                const tensor::Tensor& value = tape->value(block.to[o]);
                if (value.count() != m_wanted[i][o].count()) {
                    done[i] = fail("the teacher has {} outputs, the network {}", m_wanted[i][o].count(), value.count());
                    break;
                }
                Difference difference;
                difference.add(value.as<float>(), m_wanted[i][o].as<float>());
                errors[i] += difference.square / m_power[o];
                done[i] = keep(value, left[i]);
            }
            pool.add(std::move(tape));
        });
        if (job.stopped()) return cancelled();
        for (const auto& one : done)
            if (!one) return pass(one.error());
        m_leaving = std::move(left);
        return std::accumulate(errors.begin(), errors.end(), 0.0) / static_cast<double>(m_used.size());
    }

    // What left the block when its error was found enters the next.
    void enter() { m_entering = std::move(m_leaving); }

    // One sample of a block forward and back.
    Result<double> learn(const Block& block, Tape& tape, size_t i, StudentGradient& into)
    {
        const Stretch stretch {block.first, block.last};
        BITLADDER_TRY(run(tape, i, block.from, m_entering, stretch));
        std::vector<Seed> seeds;
        double loss = 0;
        for (size_t o = 0; o < block.to.size(); ++o) {
            const tensor::Tensor& mine = tape.value(block.to[o]);
            auto seed = tensor::Tensor::make(ElementType::Float32, mine.shape());
            if (!seed) return pass(seed.error());
            const auto mean = static_cast<float>(m_power[o] / static_cast<double>(mine.count()));
            loss += static_cast<double>(
                meanSquare<float>(mine.as<float>(), m_wanted[i][o].as<float>(), mean, 1, seed->mutableAs<float>()));
            seeds.push_back({block.to[o], *std::move(seed)});
        }
        BITLADDER_TRY(tape.backward(seeds, into, stretch));
        return loss;
    }
    int parts() const { return m_parts; }

private:
    static Result<void> keep(const tensor::Tensor& value, std::vector<tensor::Tensor>& in)
    {
        auto own = tensor::copied(value); // the tape writes into its memory again
        if (!own) return pass(own.error());
        in.push_back(*std::move(own));
        return {};
    }
    Result<void> run(Tape& tape, size_t i, ValueId from, const std::vector<std::vector<tensor::Tensor>>& before,
        Stretch stretch) const
    {
        if (from) {
            const Tape::Known known {from, before[i][0]};
            return tape.forward(std::span<const Tape::Known>(&known, 1), stretch);
        }
        auto inputs = m_samples.inputs(m_used[i], 0);
        if (!inputs) return pass(inputs.error());
        return tape.forward(*inputs, stretch.last);
    }

    Student& m_student;
    const Student& m_teacher;
    const SampleSet& m_samples;
    const TrainSettings& m_settings;
    const Threads& m_threads;
    std::vector<size_t> m_used; // samples
    int m_parts = 1;
    // By sample that is used, by value: what enters the block that learns, left it the last time, and should leave it.
    std::vector<std::vector<tensor::Tensor>> m_entering, m_leaving, m_wanted;
    std::vector<double> m_power; // by value that leaves: its mean sum of squares
};

} // namespace

Result<ReconstructResult> reconstruct(std::shared_ptr<const engine::QuantizedNetwork> start,
    std::shared_ptr<const graph::Graph> teacher, const SampleSet& training, const SampleSet& validation,
    const TrainSettings& settings, const Job& job, std::stop_token enough,
    const std::function<void(const TrainProgress&)>& report)
{
    BITLADDER_TRY(canBegin(training, validation, settings));
    const auto begin = std::chrono::steady_clock::now();
    const auto seconds
        = [&] { return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count(); };
    const Threads threads(settings.threads);
    StudentOptions options = settings.student;
    options.signLayers = StudentOptions::SignLayers::AsTheyAre; // what leaves a block is compared
    auto student = Student::make(start, options, threads);
    if (!student) return pass(student.error());
    if (student->learningParameters() == 0) return fail("there is nothing in this network that could learn");
    auto floats = floatStudent(teacher, threads, job);
    if (!floats) return pass(floats.error());
    auto inFloat = floatStudent(start->graph, threads, job);
    if (!inFloat) return pass(inFloat.error());
    if (floats->outputs().size() != student->outputs().size())
        return fail("the teacher has {} outputs, the network {}", floats->outputs().size(), student->outputs().size());
    const auto cuts = commonCuts(*student, *inFloat, *floats, training);
    if (!cuts) return pass(cuts.error());
    const auto twins = twinsOf(*student, *floats, *cuts);

    ReconstructResult all;
    TrainResult& result = all.result;
    result.notes = student->notes();
    result.parameters = student->learningParameters();
    Reconstruction work(*student, *floats, training, settings, threads);
    auto need = work.estimate(twins);
    if (!need) return pass(need.error());
    result.memory = *need;
    if (work.samples() < training.count)
        result.notes.push_back(
            fmt::format("{} of {} samples were used: what enters and leaves a block is kept in memory", work.samples(),
                training.count));
    auto runner = Runner::makeFloat(teacher, threads, job);
    if (!runner) return pass(runner.error());
    auto judge = Judge::make(**runner, validation, student->outputs(), threads, job);
    if (!judge) return pass(judge.error());
    result.reference = judge->reference();
    BITLADDER_TRY(judge->judge(start, {.seconds = seconds()}, Judge::Rule::Better));

    std::mt19937_64 dice(settings.seed);
    std::vector<size_t> order(work.samples());
    std::iota(order.begin(), order.end(), size_t {0});
    const auto batch = static_cast<size_t>(settings.batch);
    const auto perEpoch = static_cast<int64_t>((order.size() + batch - 1) / batch),
               perBlock = perEpoch * settings.epochs;
    const double rate = settings.rate > 0 ? settings.rate : kBlockRate;
    std::optional<MovementWatch> watch;
    if (settings.watch == TrainSettings::Watch::Weights) watch.emplace(*student);
    TrainProgress progress;
    progress.epochs = static_cast<int>(twins.size());
    progress.reference = result.reference;
    progress.memory = need->bytes();
    progress.steps = perBlock * static_cast<int64_t>(twins.size());
    double looked = -1;
    const auto tell = [&] {
        constexpr double kLookSeconds = 0.3; // it walks over all weights
        if (watch && seconds() - looked > kLookSeconds) {
            progress.movement = watch->movement(*student, threads);
            looked = seconds();
        }
        progress.seconds = seconds();
        progress.secondsLeft = progress.seconds / static_cast<double>(std::max<int64_t>(1, progress.step))
            * static_cast<double>(progress.steps - progress.step);
        progress.history = judge->history();
        progress.best = judge->bestEpoch() > 0 ? judge->best() : nullptr;
        if (report) report(progress);
    };
    for (size_t b = 0; b < twins.size() && !enough.stop_requested(); ++b) {
        const Block& block = twins[b].block;
        BITLADDER_TRY(work.setTarget(twins[b], job));
        const auto before = work.error(block, job);
        if (!before) return pass(before.error());
        std::vector<StudentLayer> kept;
        for (const size_t l : block.layers)
            kept.push_back(student->layers()[l]);
        Parameters parameters(*student, block.layers);
        Batches batches(*student, parameters, work.parts(), threads);
        EpochReport line;
        line.epoch = static_cast<int>(b) + 1;
        for (int64_t s = 0; s < perBlock && !enough.stop_requested(); ++s) {
            if (job.stopped()) return cancelled();
            if (s % perEpoch == 0) shuffle(order, dice);
            const size_t first = static_cast<size_t>(s % perEpoch) * batch,
                         count = std::min(batch, order.size() - first);
            line.rate = rate * settings.schedule->factor(static_cast<double>(s) / static_cast<double>(perBlock));
            const auto one
                = [&](Tape& tape, size_t i, StudentGradient& into) { return work.learn(block, tape, i, into); };
            auto loss = batches.step(
                std::span(order).subspan(first, count), one, {settings.optimizer, settings.clip, {line.rate, s + 1}});
            if (!loss) return pass(loss.error());
            progress.loss = *loss;
            ++progress.step;
            if (watch) watch->point(*student, batches.gradient(), 1.0 / static_cast<double>(count), progress.step);
            job.report(static_cast<double>(progress.step) / static_cast<double>(progress.steps),
                fmt::format("block {} of {}", b + 1, twins.size()));
            tell();
        }
        auto after = work.error(block, job);
        if (!after) return pass(after.error());
        if (!(*after < *before)) {
            for (size_t i = 0; i < kept.size(); ++i)
                student->layers()[block.layers[i]] = std::move(kept[i]);
            student->refresh(threads, block.layers);
            after = work.error(block, job);
            if (!after) return pass(after.error());
        }
        work.enter();
        all.blocks.push_back({block.name, *before, *after});
        line.loss = *after;
        line.seconds = seconds();
        auto network = student->network(threads);
        if (!network) return pass(network.error());
        BITLADDER_TRY(judge->judge(*std::move(network), line, Judge::Rule::AsGood));
        looked = -1;
        tell();
    }
    result.network = judge->best();
    result.best = judge->bestEpoch();
    result.history = *judge->history();
    result.zeros = student->zeroShare();
    if (watch) result.movement = watch->movement(*student, threads);
    return all;
}

} // namespace bitladder::train
