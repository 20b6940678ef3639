// Ways of training: block after block, with zeros that become more, with ranges that follow the batches, narrower layer
// by layer, behind methods, with another teacher; and what is seen of the weights meanwhile.
#include "core/graph/layers.h"
#include "core/train/blocks.h"
#include "tests/experiment/training_test.h"

#include <numeric>
#include <set>

using namespace bitladder;
using namespace bitladder::test;

namespace
{

Result<train::TrainResult> trainOn(const Setup& s, const train::TrainSettings& settings)
{
    return train::train(s.start, s.model->graph, s.data.training, s.data.validation, settings);
}

Result<train::ReconstructResult> reconstructOn(const Setup& s, const train::TrainSettings& settings,
    std::stop_token enough = {}, const std::function<void(const train::TrainProgress&)>& report = {})
{
    return train::reconstruct(
        s.start, s.model->graph, s.data.training, s.data.validation, settings, {}, std::move(enough), report);
}

// Of all codes of a layer.
int64_t zeroCodes(const engine::QuantizedNetwork& network, size_t layer)
{
    const auto& weights = *network.layers[layer].weights;
    int64_t zeros = 0;
    for (size_t c = 0; c < static_cast<size_t>(weights.channels); ++c)
        for (const int64_t code : weights.codesOf(c))
            zeros += code == weights.quantizer.zeroPoint(c) ? 1 : 0;
    return zeros;
}

} // namespace

class TestTrainingWays : public QObject
{
    Q_OBJECT
private slots:
    // digits: stem, a residual block of two, depthwise, pointwise, wide, head.
    void blocksAreWhatOneValueLeaves()
    {
        const Setup s = digits("int3", "int4");
        const auto student = train::Student::make(s.start, {}, Threads(1));
        VERIFY_OK(student);
        const auto blocks = train::blocksOf(*student, train::cutsOf(*student));
        std::vector<std::string> names;
        size_t next = 0;
        std::set<size_t> layers;
        for (const train::Block& block : blocks) {
            names.push_back(block.name);
            QCOMPARE(block.first, next);
            next = block.last;
            for (const size_t layer : block.layers)
                QVERIFY(layers.insert(layer).second);
        }
        QCOMPARE(names, (std::vector<std::string> {"stem", "res_a … res_b", "depthwise", "pointwise", "wide", "head"}));
        QCOMPARE(next, student->steps().size());
        QCOMPARE(layers.size(), student->layers().size());
        QCOMPARE(blocks.back().to.front(), student->outputs()[0].value);
    }

    void blocksLowerTheirErrorAndTheNetworks()
    {
        const Setup s = digits("int2", "int4");
        auto asked = settings(4);
        asked.batch = 8;
        const auto done = reconstructOn(s, asked);
        VERIFY_OK(done);
        QCOMPARE(done->blocks.size(), size_t {6});
        double before = 0, after = 0;
        for (const train::BlockReport& block : done->blocks) {
            qInfo("%s: %.4f → %.4f", block.name.c_str(), block.before, block.after);
            QVERIFY(block.after <= block.before);
            before += block.before;
            after += block.after;
        }
        QVERIFY(after < 0.8 * before);
        const auto &first = done->result.history.front().validation, &best = bestOf(done->result);
        qInfo("network %.3f → %.3f, agreement %.3f → %.3f", first.error, best.error, first.agreement.rate(),
            best.agreement.rate());
        QVERIFY(best.error < 0.7 * first.error);
        QVERIFY(best.agreement.hits > first.agreement.hits);
        // What is reported is what execution gives.
        QCOMPARE(hits(answers(done->result.network, s.data.validation), s.data.validation), best.labels.hits);
    }

    void blocksNeedNoLabels()
    {
        Setup s = digits("int2", "int4", quant::FirstLast::At8, {}, 3);
        auto asked = settings(1);
        const auto labelled = reconstructOn(s, asked);
        VERIFY_OK(labelled);
        std::ranges::fill(s.data.training.labels, -1);
        std::ranges::fill(s.data.validation.labels, -1);
        const auto without = reconstructOn(s, asked);
        VERIFY_OK(without);
        QCOMPARE(without->result.best, labelled->result.best);
        for (size_t i = 0; i < without->result.network->layers.size(); ++i)
            QVERIFY(without->result.network->layers[i].weights->codes
                == labelled->result.network->layers[i].weights->codes);
    }

    void blocksAreTheSameForEveryNumberOfThreads()
    {
        std::vector<std::shared_ptr<const engine::QuantizedNetwork>> networks;
        for (const int threads : {1, 2}) {
            const Setup s = spiral("int3", "int3", threads);
            auto asked = settings(2);
            asked.threads = threads;
            const auto done = reconstructOn(s, asked);
            VERIFY_OK(done);
            networks.push_back(done->result.network);
        }
        for (size_t i = 0; i < networks[0]->layers.size(); ++i)
            QVERIFY(networks[0]->layers[i].weights->codes == networks[1]->layers[i].weights->codes);
    }

    // Behind a method that scales channels anew there is less to compare, but the end is the same.
    void blocksBehindMethods()
    {
        for (const char* method : {"equalize", "gptq", "low-rank"}) {
            const Setup s = digits("int3", "int8", quant::FirstLast::At8, {{method, {}, true}}, 3);
            auto asked = settings(2);
            asked.batch = 8;
            const auto done = reconstructOn(s, asked);
            if (!done) qWarning("%s: %s", method, done.error().message.c_str());
            VERIFY_OK(done);
            QVERIFY2(!done->blocks.empty(), method);
            for (const train::BlockReport& block : done->blocks)
                QVERIFY2(block.after <= block.before, method);
            QVERIFY2(bestOf(done->result).agreement.hits >= done->result.history[0].validation.agreement.hits, method);
        }
    }

    void blocksCanBeStopped()
    {
        const Setup s = spiral("int2", "int2");
        std::stop_source enough;
        const auto ended
            = reconstructOn(s, settings(50), enough.get_token(), [&](const train::TrainProgress& progress) {
                  if (progress.history->size() == 2) enough.request_stop();
              });
        VERIFY_OK(ended);
        QVERIFY(ended->blocks.size() <= 2 && ended->result.network);
        std::stop_source cancel;
        cancel.request_stop();
        Job job;
        job.stop = cancel.get_token();
        const auto none
            = train::reconstruct(s.start, s.model->graph, s.data.training, s.data.validation, settings(1), job);
        QVERIFY(!none && none.error().cancelled());
        // Samples that do not fit are left out, and that is said; not one of them is an error.
        auto asked = settings(1);
        asked.memory = 1 << 16;
        const auto cut = reconstructOn(s, asked);
        if (cut)
            QVERIFY(!cut->result.notes.empty());
        else
            QVERIFY(cut.error().kind == Error::Kind::TooLarge);
        asked.memory = 1000;
        const auto tooLarge = reconstructOn(s, asked);
        QVERIFY(!tooLarge && tooLarge.error().kind == Error::Kind::TooLarge);
    }

    void zerosBecomeMoreAndStay()
    {
        const Setup s = digits("int8", "int8", quant::FirstLast::SameAsRest, {}, 2);
        auto asked = settings(8);
        asked.batch = 8;
        asked.pruning.to = 0.6;
        const auto result = trainOn(s, asked);
        VERIFY_OK(result);
        for (size_t i = 0; i < result->network->layers.size(); ++i) {
            const auto& weights = *result->network->layers[i].weights;
            const int64_t all = weights.channels * weights.perChannel, zeros = zeroCodes(*result->network, i);
            QVERIFY2(zeros >= static_cast<int64_t>(0.6 * static_cast<double>(all)), std::to_string(i).c_str());
            QVERIFY2(zeroCodes(*s.start, i) < all / 4, std::to_string(i).c_str());
        }
        qInfo("%.3f zeros", result->zeros);
        QVERIFY(result->zeros > 0.599 && result->zeros < 0.85); // some round to zero by themselves
        // The start has them not, and neither have the epochs before: none of them is the result.
        QVERIFY(result->best > 0);
        for (const train::EpochReport& epoch : result->history)
            if (epoch.epoch > 0 && epoch.epoch <= 4) QVERIFY(epoch.place == train::EpochReport::Place::Other);
        QVERIFY(bestOf(*result).labels.rate() > 0.8);
        // Ended before: nothing is kept.
        std::stop_source enough;
        const auto ended = train::train(s.start, s.model->graph, s.data.training, s.data.validation, asked, {},
            enough.get_token(), [&](const train::TrainProgress& progress) {
                if (progress.history->size() == 2) enough.request_stop();
            });
        VERIFY_OK(ended);
        QCOMPARE(ended->best, 0);
        QVERIFY(!ended->notes.empty());
    }

    // Masks hold the smallest, keep what is masked, and the optimizer's memory moves nothing behind them.
    void masksAreKept()
    {
        const Setup s = digits("int8", "int8", quant::FirstLast::SameAsRest, {}, 10);
        auto student = train::Student::make(s.start, {}, Threads(1));
        VERIFY_OK(student);
        student->prune(0.25);
        student->refresh(Threads(1));
        std::vector<std::vector<char>> first;
        for (const train::StudentLayer& layer : student->layers()) {
            QCOMPARE(layer.kept.size(), layer.latent.size());
            const auto before = *engine::layerValues(*s.start->graph, layer.layer);
            float largest = 0, smallest = 1e9f; // of those that are masked, and of those that are kept
            for (size_t i = 0; i < layer.kept.size(); ++i) {
                if (!layer.kept[i]) QCOMPARE(layer.latent[i], 0.0f);
                float& limit = layer.kept[i] ? smallest : largest;
                limit = layer.kept[i] ? std::min(limit, std::fabs(before.f32[i]))
                                      : std::max(limit, std::fabs(before.f32[i]));
            }
            QVERIFY(largest <= smallest * 1.001f);
            QCOMPARE(std::ranges::count(layer.kept, 0), static_cast<ptrdiff_t>(layer.latent.size() / 4));
            first.push_back(layer.kept);
        }
        QVERIFY(student->zeroShare() >= 0.25);
        student->prune(0.5);
        for (size_t l = 0; l < first.size(); ++l)
            for (size_t i = 0; i < first[l].size(); ++i)
                QVERIFY(first[l][i] || !student->layers()[l].kept[i]);
        // Signs have no zero.
        const Setup binary = digits("binary", "int8", quant::FirstLast::SameAsRest, {}, 10);
        auto signs = train::Student::make(binary.start, {}, Threads(1));
        signs->prune(0.5);
        for (const train::StudentLayer& layer : signs->layers())
            QVERIFY(layer.kept.empty());
    }

    void ranksAreKept()
    {
        const Setup s
            = digits("int8", "int8", quant::FirstLast::SameAsRest, {{"low-rank", {{"energy", 0.9}}, true}}, 2);
        const auto before = graph::layersOf(*s.start->graph);
        QVERIFY(before.size() > graph::layersOf(*s.model->graph).size());
        auto asked = settings(3);
        asked.batch = 8;
        const auto result = trainOn(s, asked);
        VERIFY_OK(result);
        QVERIFY(result->best > 0);
        const auto after = graph::layersOf(*result->network->graph);
        QCOMPARE(after.size(), before.size());
        int64_t moved = 0;
        for (size_t i = 0; i < after.size(); ++i) {
            QCOMPARE(after[i].channels, before[i].channels);
            QCOMPARE(after[i].depth, before[i].depth); // the rank, of the second of a pair
            moved += result->network->layers[i].weights->codes == s.start->layers[i].weights->codes ? 0 : 1;
        }
        QVERIFY(moved > 0);
    }

    void rangesFollowTheBatches()
    {
        const Setup s = spiral("int3", "int4");
        train::StudentOptions options;
        options.steps = train::StepRule::Average;
        auto student = train::Student::make(s.start, options, Threads(1));
        VERIFY_OK(student);
        train::StudentLayer& layer = student->layers()[1];
        QVERIFY(layer.averaged && !layer.activationStepLearns && layer.steps.empty());
        const quant::Range before = *layer.averaged;
        student->followRange(1, {before.low - 1, before.high + 2});
        QVERIFY(std::fabs(layer.averaged->high - (before.high + 0.02)) < 1e-9);
        QVERIFY(std::fabs(layer.averaged->low - (before.low - 0.01)) < 1e-9);
        // The grid covers it.
        QVERIFY(std::fabs(layer.activations->clip(0).high - layer.averaged->high)
            < 0.51 * layer.activations->scale(0) + 1e-9);
        student->followRange(1, train::kNothingSeen);
        QVERIFY(std::fabs(layer.averaged->high - (before.high + 0.02)) < 1e-9);

        auto asked = settings(20);
        asked.student.steps = train::StepRule::Average;
        const auto result = trainOn(s, asked);
        VERIFY_OK(result);
        qInfo("%.3f → %.3f", result->history[0].validation.labels.rate(), bestOf(*result).labels.rate());
        QVERIFY(result->best > 0);
        QCOMPARE(hits(answers(result->network, s.data.validation), s.data.validation), bestOf(*result).labels.hits);
        bool moved = false;
        for (size_t i = 0; i < result->network->layers.size(); ++i)
            moved = moved || !(result->network->layers[i].activations == s.start->layers[i].activations);
        QVERIFY(moved);
    }

    void narrowerLayerByLayer()
    {
        const Setup s = spiral("int2", "int3");
        auto asked = settings(12);
        asked.lowering = {8};
        asked.loweringOrder = train::LoweringOrder::LayerByLayer;
        const auto result = trainOn(s, asked);
        VERIFY_OK(result);
        // Two layers, a stage for each and one for both: only the last third of the epochs is judged, or a bit more.
        const size_t layers = s.start->layers.size();
        QVERIFY2(result->history.size() >= 1 + 12 / (layers + 1) && result->history.size() <= 2 + 12 / (layers + 1) + 1,
            std::to_string(result->history.size()).c_str());
        for (const auto& layer : result->network->layers) {
            QCOMPARE(layer.weights->quantizer.format, quant::intFormat(2));
            QCOMPARE(layer.activations->format, quant::intFormat(3));
        }
    }

    // Labels alone, of samples that do not vary: no teacher is asked.
    void labelsAlone()
    {
        const Setup s = spiral("int3", "int3");
        auto asked = settings(5);
        asked.alpha = 1;
        const auto result = trainOn(s, asked);
        VERIFY_OK(result);
        QVERIFY(result->best > 0);
    }

    // Any network of the same outputs may teach: here one that says something else.
    void anotherTeacher()
    {
        const Setup s = spiral("int8", "int8");
        auto other = std::make_shared<graph::Graph>(*s.model->graph);
        for (const graph::Layer& layer : graph::layersOf(*other)) {
            const tensor::Tensor& weights = *other->constant(layer.weights);
            std::vector<float> turned;
            for (const float w : weights.as<float>())
                turned.push_back(-w);
            other->edit(layer.weights,
                [&](graph::Value& value) { value.constant = tensor::Tensor::of<float>(weights.shape(), turned); });
        }
        auto asked = settings(3);
        asked.alpha = 0;
        const auto own = trainOn(s, asked);
        const auto taught = train::train(s.start, other, s.data.training, s.data.validation, asked);
        VERIFY_OK(own);
        VERIFY_OK(taught);
        QVERIFY(taught->reference.labels.hits < own->reference.labels.hits);
        QVERIFY(taught->history[1].loss > 2 * own->history[1].loss);
        const auto blocks = train::reconstruct(s.start, other, s.data.training, s.data.validation, asked);
        VERIFY_OK(blocks);
    }

    // What is shown of single weights is what the network computes with, and few enough.
    void weightsAreWatched()
    {
        const Setup s = spiral("int3", "int8");
        auto asked = settings(80); // 1200 steps
        asked.watch = train::TrainSettings::Watch::Weights;
        int seen = 0;
        const auto result = train::train(s.start, s.model->graph, s.data.training, s.data.validation, asked, {}, {},
            [&](const train::TrainProgress& progress) { seen += progress.movement ? 1 : 0; });
        VERIFY_OK(result);
        QVERIFY(seen > 0 && result->movement);
        const train::Movement& movement = *result->movement;
        QVERIFY(movement.steps.size() <= train::kMostPoints && movement.steps.size() > train::kMostPoints / 3);
        QVERIFY(std::ranges::is_sorted(movement.steps));
        QVERIFY(movement.steps.back() > 1100 && movement.steps.front() < 20);
        QCOMPARE(movement.layers.size(), s.start->layers.size());
        int64_t jumps = 0;
        size_t moved = 0;
        for (const train::WeightTrace& trace : movement.traces) {
            for (const auto* list : {&trace.latent, &trace.rounded, &trace.gradient, &trace.scale})
                QCOMPARE(list->size(), movement.steps.size());
            jumps += trace.jumps;
            int64_t visible = 0;
            for (size_t i = 0; i < movement.steps.size(); ++i) {
                // ŵ is a level, and the one that is nearest to w.
                const float in = trace.rounded[i] / trace.scale[i], level = std::nearbyint(in);
                QVERIFY(std::fabs(in - level) < 1e-3f && std::fabs(level) <= 3);
                const float w = trace.latent[i] / trace.scale[i];
                if (std::fabs(w) < 3) QVERIFY(std::fabs(w - level) <= 0.501f);
                visible += i > 0
                        && std::lround(trace.rounded[i - 1] / trace.scale[i - 1])
                            != std::lround(trace.rounded[i] / trace.scale[i])
                    ? 1
                    : 0;
            }
            QVERIFY(trace.jumps >= visible);
            QCOMPARE(trace.levels.size(), size_t {7});
            moved += std::ranges::count(trace.gradient, 0.0f) < static_cast<ptrdiff_t>(movement.steps.size()) ? 1 : 0;
        }
        QVERIFY(jumps > 0);
        QVERIFY(moved > movement.traces.size() / 2);
        // Which have changed their level against the start, counted anew from the codes of the last step: here the
        // result is another epoch, so only the bounds are known.
        for (const train::LayerMovement& layer : movement.layers) {
            QVERIFY(layer.changed >= 0 && layer.changed <= 1);
            QVERIFY(layer.distance > 0 && layer.distance < 100);
            QCOMPARE(layer.levels, (std::vector<double> {-3, -2, -1, 0, 1, 2, 3}));
            QCOMPARE(layer.edges.size(), layer.counts.size() + 1);
            QCOMPARE(layer.edges.front(), -4.0);
            QCOMPARE(layer.edges.back(), 4.0);
            for (const auto* bins : {&layer.counts, &layer.before})
                QCOMPARE(std::accumulate(bins->begin(), bins->end(), int64_t {0}), layer.weights);
            QVERIFY(layer.counts != layer.before);
        }
        QVERIFY(!trainOn(s, settings(1))->movement);
    }

    // Counted against the codes of the network at the start and at the end.
    void changedLevelsAreCounted()
    {
        const Setup s = spiral("int3", "int8");
        auto asked = settings(1);
        asked.watch = train::TrainSettings::Watch::Weights;
        asked.student.steps = train::StepRule::Fixed;
        const auto result = trainOn(s, asked);
        VERIFY_OK(result);
        QCOMPARE(result->best, 1); // or there is nothing to compare with
        for (const train::LayerMovement& layer : result->movement->layers) {
            int64_t changed = 0;
            const auto &before = *s.start->layers[layer.layer].weights,
                       &after = *result->network->layers[layer.layer].weights;
            for (size_t c = 0; c < static_cast<size_t>(before.channels); ++c) {
                const auto x = before.codesOf(c), y = after.codesOf(c);
                for (size_t k = 0; k < x.size(); ++k)
                    changed += x[k] != y[k] ? 1 : 0;
            }
            QCOMPARE(std::lround(layer.changed * static_cast<double>(layer.weights)), static_cast<long>(changed));
        }
    }
};

QTEST_APPLESS_MAIN(TestTrainingWays)
#include "tst_training_ways.moc"
