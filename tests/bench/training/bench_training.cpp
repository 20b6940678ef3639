// What a step of training costs: against the float network's forward runs of the same batch by the engine, on one
// thread, in turns, in processor time. With no model: forward and backward of single convolutions.
//
//     bench_training MODEL.onnx [BATCH [ROUNDS]]
//     bench_training
#include "core/experiment/training.h"
#include "core/train/batch.h"
#include "core/train/gradient.h"
#include "core/train/judge.h"
#include "core/train/loss.h"
#include "core/train/picture_convolution.h"

#include <algorithm>
#include <ctime>
#include <fmt/format.h>
#include <fstream>
#include <iostream>

using namespace bitladder;

namespace
{

double median(std::vector<double> values)
{
    std::ranges::sort(values);
    return values[values.size() / 2];
}

// Of this thread's processor time, so that other work disturbs little.
template<typename Work> double milliseconds(Work work)
{
    const auto now = [] {
        timespec time {};
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
        return 1e3 * static_cast<double>(time.tv_sec) + 1e-6 * static_cast<double>(time.tv_nsec);
    };
    const double begin = now();
    work();
    return now() - begin;
}

template<typename T> T need(Result<T> result)
{
    if (!result) {
        std::cerr << result.error().message << '\n';
        std::exit(1);
    }
    return *std::move(result);
}

void needDone(const Result<void>& result)
{
    if (result) return;
    std::cerr << result.error().message << '\n';
    std::exit(1);
}

int stepOf(const char* file, size_t batch, int rounds)
{
    const Threads alone(1);
    const auto model = need(model::openModel(file));
    std::vector<std::vector<tensor::Tensor>> inputs;
    for (size_t i = 0; i < batch; ++i)
        inputs.push_back(need(model::noiseInputs(*model, static_cast<uint32_t>(i + 1))));
    train::SampleSet samples;
    samples.count = batch;
    samples.labels.assign(batch, 0);
    samples.inputs = [&](size_t i, uint64_t) -> Result<std::vector<tensor::Tensor>> { return inputs[i]; };
    quant::Recipe recipe = engine::fileRecipe(*model->graph);
    quant::apply(recipe, {"", quant::intFormat(2), quant::intFormat(4)}, quant::FirstLast::SameAsRest);
    const auto start = need(experiment::startOfTraining(*model, recipe, samples, 1, 4));
    auto student = need(train::Student::make(start, {}, alone));
    std::vector<size_t> layers(student.layers().size()), order(batch);
    for (size_t i = 0; i < layers.size(); ++i)
        layers[i] = i;
    for (size_t i = 0; i < batch; ++i)
        order[i] = i;
    train::Parameters parameters(student, layers);
    train::Batches batches(student, parameters, 1, alone);
    const auto runner = need(train::Runner::makeFloat(model->graph, alone, {}));
    double forwardOnly = 0;
    const auto learn = [&](train::Tape& tape, size_t i, train::StudentGradient& into) -> Result<double> {
        forwardOnly += milliseconds([&] { needDone(tape.forward(inputs[i])); });
        const auto value = student.outputs()[0].value;
        const tensor::Tensor& mine = tape.value(value);
        auto seed = need(tensor::Tensor::make(tensor::ElementType::Float32, mine.shape()));
        const double loss
            = static_cast<double>(train::crossEntropy<float>(mine.as<float>(), 0, 1, seed.mutableAs<float>()));
        const train::Seed seeds[] = {{value, seed}};
        BITLADDER_TRY(tape.backward(seeds, into));
        return loss;
    };
    std::vector<double> steps, forwards, tapes;
    for (int round = -1; round < rounds; ++round) { // the first warms up
        forwardOnly = 0;
        const double forward = milliseconds([&] {
            for (const auto& one : inputs)
                static_cast<void>(need(runner->answer(one, student.outputs())));
        });
        const double step = milliseconds([&] {
            static_cast<void>(need(batches.step(order, learn, {&train::optimizers()[0], 1, {1e-4, round + 2}})));
        });
        if (round < 0) continue;
        forwards.push_back(forward);
        steps.push_back(step);
        tapes.push_back(forwardOnly);
    }
    std::string load;
    std::getline(std::ifstream("/proc/loadavg"), load);
    std::cout << fmt::format(
        "{}: batch of {}, one thread: float forward {:.2f} ms, step {:.2f} ms = {:.2f} forwards (its "
        "own way forward {:.2f} ms); load {}\n",
        file, batch, median(forwards), median(steps), median(steps) / median(forwards), median(tapes), load);
    return 0;
}

// Channels last, by the ways of training.
void convolution(int64_t channels, int64_t side, int64_t kernel, int64_t out, int64_t groups, int rounds)
{
    ops::ConvShape s;
    s.batch = 1;
    s.inChannels = channels;
    s.outChannels = out;
    s.groups = groups;
    s.window.input = {1, side, side};
    s.window.output = {1, side, side};
    s.window.kernel = {1, kernel, kernel};
    s.window.before = s.window.after = {0, kernel / 2, kernel / 2};
    const auto filled = [](int64_t count) {
        std::vector<float> values(static_cast<size_t>(count));
        for (size_t i = 0; i < values.size(); ++i)
            values[i] = static_cast<float>(static_cast<int>(i * 2654435761u >> 20) % 201 - 100) / 100;
        return values;
    };
    const auto x = filled(channels * side * side), w = filled(out * channels / groups * kernel * kernel),
               dy = filled(out * side * side);
    std::vector<float> y(dy.size()), dx(x.size()), dw(w.size());
    train::PictureConvolution convolution(s, train::PictureConvolution::Back::Wanted);
    std::vector<double> packs, forwards, inputs, weights, collects;
    constexpr float kInfinity = std::numeric_limits<float>::infinity();
    for (int round = -1; round < rounds; ++round) {
        const double times[] = {milliseconds([&] { convolution.setWeights(w.data()); }),
            milliseconds([&] { convolution.forward(x.data(), nullptr, -kInfinity, kInfinity, y.data()); }),
            milliseconds([&] { convolution.toInput(dy.data(), dx.data()); }),
            milliseconds([&] { convolution.toWeights(x.data(), dy.data()); }),
            milliseconds([&] { convolution.collect(dw.data()); })};
        if (round < 0) continue;
        size_t i = 0;
        for (auto* list : {&packs, &forwards, &inputs, &weights, &collects})
            list->push_back(times[i++]);
    }
    const double gmac = static_cast<double>(out * channels / groups * kernel * kernel * side * side) * 1e-6;
    const auto speed = [&](std::vector<double>& times) {
        return fmt::format("{:.3f} ms ({:.1f} GMAC/s)", median(times), gmac / median(times));
    };
    std::cout << fmt::format(
        "{}x{}, {} → {} channels in {} groups, {}x{}: forward {}, by the input {}, by the weights {}; "
        "once a step: packed {:.3f}, collected {:.3f} ms\n",
        side, side, channels, out, groups, kernel, kernel, speed(forwards), speed(inputs), speed(weights),
        median(packs), median(collects));
}

} // namespace

int main(int count, char** arguments)
{
    if (count > 1)
        return stepOf(
            arguments[1], count > 2 ? std::stoul(arguments[2]) : 16, count > 3 ? std::stoi(arguments[3]) : 11);
    convolution(32, 48, 3, 32, 1, 51);
    convolution(64, 24, 3, 64, 1, 51);
    convolution(128, 12, 1, 128, 1, 101);
    convolution(192, 6, 1, 192, 1, 101);
    convolution(128, 12, 3, 128, 128, 101);
    return 0;
}
