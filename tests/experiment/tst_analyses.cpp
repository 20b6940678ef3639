// The analyses of a network on a small trained one: what they find is held against what a person would do by hand.
#include "core/experiment/blame.h"
#include "core/experiment/doctor.h"
#include "core/experiment/hybrid.h"
#include "core/experiment/ladder.h"
#include "core/experiment/preprocessing_check.h"
#include "core/experiment/search.h"
#include "core/experiment/sensitivity.h"
#include "core/ops/simplify.h"
#include "tests/experiment/experiment_test.h"
#include "tests/support/graph_builder.h"

#include <cmath>

using namespace bitladder;
using namespace bitladder::experiment;
using quant::intFormat;

class TestAnalyses : public QObject
{
    Q_OBJECT

private slots:
    void theLadderFallsWithTheWidth()
    {
        const auto digits = test::Digits::open(8);
        QVERIFY(digits);
        LadderQuestion question;
        question.formats = {quant::kFloat64, quant::kFloat32, intFormat(8), intFormat(4), intFormat(2)};
        question.recipe = digits->recipe(intFormat(8), intFormat(8));
        question.times = LadderQuestion::Times::Measured;
        question.runs = 1;
        int partial = 0;
        const auto map = ladder(*digits->experiment, question, {}, [&](const Ladder&) { ++partial; });
        VERIFY_OK(map);
        QVERIFY(partial > static_cast<int>(map->layers.size()));
        for (size_t i = 0; i < map->layers.size(); ++i) {
            QVERIFY(std::isinf(map->sqnrDb[i][0]) && std::isinf(map->sqnrDb[i][1])); // the file is float32
            QVERIFY(map->sqnrDb[i][2] > map->sqnrDb[i][3] && map->sqnrDb[i][3] > map->sqnrDb[i][4]);
            QVERIFY(map->sqnrDb[i][2] > 30);
            for (const double ns : map->nsPerMac[i])
                QVERIFY(ns > 0);
        }
        // Parts of a cluster make up the whole.
        std::vector<Ladder> parts;
        question.times = LadderQuestion::Times::Left;
        for (question.shard = 1, question.shards = 2; question.shard <= 2; ++question.shard)
            parts.push_back(*ladder(*digits->experiment, question));
        QVERIFY(std::isnan(parts[0].sqnrDb[1][2]) && std::isnan(parts[1].sqnrDb[0][2]));
        const auto whole = merged(parts);
        VERIFY_OK(whole);
        QCOMPARE(whole->sqnrDb, map->sqnrDb);
        parts[1].layers[0] = "another";
        VERIFY_FAILS(merged(parts), {"layers"});

        // Every layer gets the narrowest width that reaches the target; a locked one stays.
        auto recipe = digits->recipe(intFormat(8), intFormat(8));
        recipe.layers[0].lock = quant::Lock::Locked;
        const quant::NumberFormat choice[] = {intFormat(2), intFormat(4), intFormat(8)};
        const double target = map->sqnrDb[1][3] - 0.01;
        const auto fitted = adapted(recipe, *map, choice, target);
        QCOMPARE(fitted.layers[0].weights.format, intFormat(8));
        QCOMPARE(fitted.layers[1].weights.format, intFormat(4));
        const auto wanted = adapted(recipe, *map, choice, 1000);
        QCOMPARE(wanted.layers[1].weights.format, intFormat(8)); // none reaches it
    }

    void sensitivityIsWhatHandsWouldMeasure()
    {
        const auto digits = test::Digits::open(24);
        QVERIFY(digits);
        Experiment& e = *digits->experiment;
        SensitivityQuestion question;
        question.recipe = digits->recipe(intFormat(2), intFormat(3));
        question.pictures = e.pictures(digits->files);
        question.limit = 0;
        const auto found = sensitivity(e, question);
        VERIFY_OK(found);
        QCOMPARE(found->rows.size(), digits->model->layers.size());
        // By hand: the recipe with this layer alone.
        const size_t layer = 1;
        const auto alone = [&](bool weights, bool activations, bool others) {
            auto recipe = others ? question.recipe : engine::floatRecipe(*digits->model->graph);
            const auto none = engine::floatRecipe(*digits->model->graph);
            recipe.layers[layer].weights = (weights ? question.recipe : none).layers[layer].weights;
            recipe.layers[layer].activations = (activations ? question.recipe : none).layers[layer].activations;
            const auto evaluation = e.evaluate(recipe, *question.pictures);
            return evaluation ? evaluation->divergence : -1;
        };
        const auto& row = found->rows[layer];
        QCOMPARE(row.oneOn.kl, alone(true, true, false));
        QCOMPARE(row.weightsOnly.kl, alone(true, false, false));
        QCOMPARE(row.activationsOnly.kl, alone(false, true, false));
        QCOMPARE(row.oneOff.kl, alone(false, false, true));
        QVERIFY(row.oneOn.agreement.total == 24 && std::isfinite(row.oneOn.outputDb));
        QCOMPARE(found->all.kl, e.evaluate(question.recipe, *question.pictures)->divergence);
        // Parts of it are the rows of the whole.
        question.shard = 2;
        question.shards = 2;
        const auto part = sensitivity(e, question);
        VERIFY_OK(part);
        QCOMPARE(part->rows.front().name, row.name);
        QCOMPARE(part->rows.front().oneOff.kl, row.oneOff.kl);
    }

    void residualsAreOneItem()
    {
        test::GraphBuilder b;
        const auto weights = [&](const char* name) {
            return b.constant(name, {2, 2, 1, 1}, std::vector<float> {1, 0.5f, -0.5f, 1});
        };
        auto x = b.node("Conv", "stem", {b.input("x", {1, 2, 4, 4}), weights("w0")});
        auto y = b.node("Relu", "r", {b.node("Conv", "inner", {x, weights("w1")})});
        y = b.node("Conv", "outer", {y, weights("w2")});
        auto simple = ops::simplify(b.graph({b.node("Add", "sum", {x, y})}));
        VERIFY_OK(simple);
        model::Model model;
        model.graph = std::make_shared<const graph::Graph>(*std::move(simple));
        model.layers = graph::layersOf(*model.graph);
        QCOMPARE(residualGroups(model), (std::vector<std::vector<int>> {{0, 2}, {1}}));
        QCOMPARE(singleLayers(model).size(), size_t {3});
    }

    void aSearchKeepsItsLimitAndBeatsOneWidthForAll()
    {
        const auto digits = test::Digits::open(80);
        QVERIFY(digits);
        Experiment& e = *digits->experiment;
        SearchQuestion question = digits->question(0.9);
        const auto found = search(e, question);
        VERIFY_OK(found);
        QVERIFY(found->chosen);
        const FrontPoint& best = found->front[*found->chosen];
        QVERIFY(best.measured->agreement.rate() >= 0.9);
        QCOMPARE(best.measured->agreement.total, int64_t {80});
        QVERIFY(best.latencyMs > 0 && best.sizeBytes > 0);
        // What it claims is what an evaluation says.
        QCOMPARE(e.evaluate(best.recipe, *question.pictures)->agreement.hits, best.measured->agreement.hits);
        for (size_t i = 1; i < found->front.size(); ++i)
            QVERIFY(found->front[i].sizeBytes >= found->front[i - 1].sizeBytes);
        for (int bits = 2; bits <= 8; ++bits) {
            const auto uniform = digits->recipe(intFormat(bits), intFormat(8));
            if (e.evaluate(uniform, *question.pictures)->agreement.rate() < 0.9) continue;
            QVERIFY(best.sizeBytes <= analysis::costOf(*digits->model, uniform).total.bytes);
            break;
        }
        // The reverse: the best within that size is as good; a locked layer keeps its format.
        SearchQuestion reverse = question;
        reverse.limits = {};
        reverse.limits.maxCost = best.sizeBytes;
        reverse.recipe.layers[0].lock = quant::Lock::Locked;
        reverse.recipe.layers[0].weights.format = intFormat(5);
        const auto within = search(e, reverse);
        VERIFY_OK(within);
        for (const FrontPoint& point : within->front)
            QCOMPARE(point.recipe.layers[0].weights.format, intFormat(5));
        if (within->chosen) QVERIFY(within->front[*within->chosen].sizeBytes <= best.sizeBytes);
        // Only what the export holds: QDQ has no float16 weights.
        SearchQuestion held = question;
        held.weights = {quant::kFloat16, intFormat(8)};
        held.heldBy = exchange::findExchangeFormat("qdq");
        const auto exportable = search(e, held);
        VERIFY_OK(exportable);
        for (const FrontPoint& point : exportable->front)
            VERIFY_OK(exchange::holds(*held.heldBy, *digits->model->graph, point.recipe));
        question.pictures = nullptr;
        VERIFY_FAILS(search(e, question), {"pictures"});
    }

    // What is found with methods is no dearer, says so, and is what an evaluation says.
    void aSearchTriesMethods()
    {
        const auto digits = test::Digits::open(80);
        QVERIFY(digits);
        Experiment& e = *digits->experiment;
        SearchQuestion question = digits->question(0.97);
        const auto without = search(e, question);
        VERIFY_OK(without);
        QVERIFY(without->chosen);
        QVERIFY(std::ranges::all_of(without->front, [](const FrontPoint& p) { return p.recipe.methods.empty(); }));
        question.methods = {{"bias-correction", {}, true}};
        const auto with = search(e, question);
        VERIFY_OK(with);
        QVERIFY(with->chosen);
        QVERIFY(with->front[*with->chosen].sizeBytes <= without->front[*without->chosen].sizeBytes);
        int byMethods = 0;
        for (const auto* list : {&with->front, &with->others})
            for (const FrontPoint& point : *list) {
                if (point.recipe.methods.empty()) continue;
                ++byMethods;
                QCOMPARE(point.recipe.methods, question.methods);
                QCOMPARE(e.evaluate(point.recipe, *question.pictures)->agreement.hits, point.measured->agreement.hits);
            }
        QVERIFY(byMethods > 0);
        // The others are measured whole, and each is beaten by one that costs no more.
        for (const FrontPoint& other : with->others) {
            QCOMPARE(other.measured->agreement.total, int64_t {80});
            QVERIFY(std::ranges::any_of(with->front, [&](const FrontPoint& p) {
                return p.sizeBytes <= other.sizeBytes && p.measured->agreement.hits >= other.measured->agreement.hits;
            }));
        }
    }

    void aKnownMapIsNotComputedAgain()
    {
        const auto digits = test::Digits::open(10);
        QVERIFY(digits);
        LadderQuestion question;
        question.recipe = digits->recipe(intFormat(8), intFormat(8));
        question.formats = {intFormat(8), intFormat(4)};
        const auto first = ladder(*digits->experiment, question);
        VERIFY_OK(first);
        Ladder known = *first;
        known.sqnrDb[1][1] = 123; // would be another if it were computed
        question.known = &known;
        question.formats = {intFormat(4), intFormat(6)};
        const auto second = ladder(*digits->experiment, question);
        VERIFY_OK(second);
        QCOMPARE(second->sqnrDb[1][0], 123.0);
        QCOMPARE(second->sqnrDb[0][0], first->sqnrDb[0][1]);
        QVERIFY(second->sqnrDb[0][1] > first->sqnrDb[0][1]);
    }

    void blameFindsTheLayerThatWasSpoiled()
    {
        const auto digits = test::Digits::open(120);
        QVERIFY(digits);
        Experiment& e = *digits->experiment;
        auto recipe = digits->recipe(quant::kFloat32, quant::kFloat32);
        recipe.layers[2].weights.format = quant::binaryFormat();
        const auto pictures = e.pictures(digits->files);
        const auto evaluation = e.evaluate(recipe, *pictures);
        VERIFY_OK(evaluation);
        int looked = 0;
        for (size_t i = 0; i < evaluation->outcomes.size() && looked < 3; ++i) {
            const auto inputs = pictures->inputs(i);
            VERIFY_OK(inputs);
            const bool changed = evaluation->outcomes[i].changed();
            if (!changed && looked > 0) continue;
            const auto found = blame(e, recipe, *inputs, Margins::Found);
            VERIFY_OK(found);
            QCOMPARE(found->changed(), changed);
            QCOMPARE(found->floatTop, evaluation->outcomes[i].floatTop);
            QCOMPARE(found->margins.size(), recipe.layers.size() + 1);
            QVERIFY(found->margins.front() >= 0); // all in float: the float answer leads
            QCOMPARE(found->margins.back() < 0, changed);
            QCOMPARE(found->culprits, changed ? std::vector<int> {2} : std::vector<int> {});
            looked += changed;
        }
        QVERIFY(looked > 0);
    }

    void theDoctorSeesWhatIsWrong()
    {
        const auto digits = test::Digits::open(40);
        QVERIFY(digits);
        Experiment& e = *digits->experiment;
        DoctorQuestion question;
        question.recipe = digits->recipe(intFormat(8), intFormat(8));
        question.validation = e.pictures(digits->files);
        const auto weightOf = [](const std::vector<Finding>& findings, const std::string& id) {
            const auto it = std::ranges::find(findings, id, &Finding::id);
            return it == findings.end() ? -1 : static_cast<int>(it->weight);
        };
        auto findings = doctor(e, question);
        VERIFY_OK(findings);
        QVERIFY(weightOf(*findings, "pictures") >= 0 && weightOf(*findings, "clipping") >= 0);
        for (const Finding& f : *findings)
            QVERIFY(
                !f.summary.empty() && !f.theory.empty() && (f.weight == Finding::Weight::Fine) == f.nextStep.empty());
        // One picture, and ranges by hand that are much too narrow.
        e.setCalibrationFiles({});
        for (auto& layer : question.recipe.layers) {
            quant::setRangeByHand(layer.activations, {-0.01, 0.01});
        }
        findings = doctor(e, question);
        VERIFY_OK(findings);
        QCOMPARE(weightOf(*findings, "pictures"), static_cast<int>(Finding::Weight::Problem));
        QCOMPARE(weightOf(*findings, "clipping"), static_cast<int>(Finding::Weight::Advice));
    }

    void uncertainty()
    {
        const std::vector<double> alike(20, 3.0);
        QCOMPARE(maximumUncertainty(alike, 1), 0.0);
        // The one large value is missed by a resample with (19/20)^20 = 36 %: the interval reaches from 1 to 2.
        std::vector<double> one(20, 1.0);
        one[7] = 2;
        QCOMPARE(maximumUncertainty(one, 1), 0.25);
        QVERIFY(std::fabs(rectifiedMean(0, 1) - 1 / std::sqrt(2 * std::acos(-1.0))) < 1e-12);
        QVERIFY(std::fabs(rectifiedMean(10, 1) - 10) < 1e-9);
        QVERIFY(std::fabs(rectifiedMean(-10, 1)) < 1e-9);
    }

    void spreading()
    {
        QCOMPARE(spread(10, 0).size(), size_t {10});
        QCOMPARE(spread(10, 4), (std::vector<size_t> {0, 2, 5, 7}));
        QCOMPARE(spread(3, 8), (std::vector<size_t> {0, 1, 2}));
    }
};

QTEST_APPLESS_MAIN(TestAnalyses)
#include "tst_analyses.moc"
