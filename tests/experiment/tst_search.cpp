// What a search obeys, and what it does where nothing keeps its floor.
#include "core/experiment/search.h"
#include "core/experiment/sensitivity.h"
#include "tests/experiment/experiment_test.h"

using namespace bitladder;
using namespace bitladder::experiment;
using quant::intFormat;

namespace
{

// What is tested here does not depend on the time.
SearchQuestion patient(const test::Digits& digits, double minAgreement)
{
    SearchQuestion question = digits.question(minAgreement);
    question.seconds = 600;
    question.points = 4;
    return question;
}

std::vector<FrontPoint> pointsOf(const SearchResult& result)
{
    std::vector<FrontPoint> points = result.front;
    points.insert(points.end(), result.others.begin(), result.others.end());
    return points;
}

} // namespace

class TestSearch : public QObject
{
    Q_OBJECT

private slots:
    void tiesRulesAndLocks()
    {
        const auto digits = test::Digits::open(60);
        QVERIFY(digits);
        SearchQuestion question = patient(*digits, 0.9);
        question.ties = {{1, 3}, {3, 4}}; // so 1, 3 and 4
        question.fixed = {{{2}, intFormat(6), {}}, {{0, 2}, intFormat(7), {}}}; // the later counts
        question.recipe.layers[5].lock = quant::Lock::Locked;
        question.recipe.layers[5].weights.format = intFormat(4);
        const auto found = search(*digits->experiment, question);
        VERIFY_OK(found);
        QVERIFY(found->chosen && !found->nearest && found->widened.empty());
        for (const FrontPoint& point : pointsOf(*found)) {
            const auto& layers = point.recipe.layers;
            QCOMPARE(layers[1].weights.format, layers[3].weights.format);
            QCOMPARE(layers[1].weights.format, layers[4].weights.format);
            QCOMPARE(layers[0].weights.format, intFormat(7));
            QCOMPARE(layers[2].weights.format, intFormat(7));
            QCOMPARE(layers[5].weights.format, intFormat(4));
        }
        // A layer that is tied to a locked one gets its formats; what cannot be had is said.
        question.ties = {{4, 5}};
        question.fixed.clear();
        const auto bound = search(*digits->experiment, question);
        VERIFY_OK(bound);
        for (const FrontPoint& point : pointsOf(*bound))
            QCOMPARE(point.recipe.layers[4].weights.format, intFormat(4));
        question.fixed = {{{4}, intFormat(5), {}}};
        VERIFY_FAILS(search(*digits->experiment, question),
            {digits->model->layers[4].name, digits->model->layers[5].name, "tied"});
    }

    // Within a size many recipes are measured, and the one that is chosen has most equal answers of them; more than
    // where all layers have the same width.
    void withinASize()
    {
        const auto digits = test::Digits::open(60);
        QVERIFY(digits);
        SearchQuestion question = patient(*digits, 0.9);
        question.limits = {};
        question.limits.maxCost = analysis::bytesAtBits(*digits->model, 3);
        const auto found = search(*digits->experiment, question);
        VERIFY_OK(found);
        QVERIFY(found->chosen);
        const FrontPoint& chosen = found->front[*found->chosen];
        QVERIFY(chosen.sizeBytes <= *question.limits.maxCost);
        int within = 0;
        for (const FrontPoint& point : pointsOf(*found)) {
            if (point.sizeBytes > *question.limits.maxCost) continue;
            ++within;
            QVERIFY(point.measured->agreement.rate() <= chosen.measured->agreement.rate());
        }
        QVERIFY2(within > 20, qPrintable(QString::number(within)));
        // Better than one width for all.
        quant::Recipe uniform = question.recipe;
        quant::setAll(uniform, intFormat(3), intFormat(8));
        const auto three = digits->experiment->evaluate(uniform, *question.pictures);
        VERIFY_OK(three);
        QVERIFY(chosen.measured->agreement.rate() > three->agreement.rate());
    }

    void nothingKeepsTheFloor()
    {
        const auto digits = test::Digits::open(60);
        QVERIFY(digits);
        SearchQuestion question = patient(*digits, 0.99);
        question.weights = {intFormat(2), intFormat(3)};
        question.activations = {intFormat(2)};
        question.widen = Widen::Never;
        const auto narrow = search(*digits->experiment, question);
        VERIFY_OK(narrow);
        QVERIFY(!narrow->chosen && narrow->nearest && narrow->widened.empty());
        const auto rateOf = [](const FrontPoint& point) { return point.measured->agreement.rate(); };
        for (const FrontPoint& point : pointsOf(*narrow))
            QVERIFY(rateOf(point) <= rateOf(narrow->front[*narrow->nearest]));
        // With more to choose from something does; what is fixed and locked stays as it is.
        question.widen = Widen::WhereNeeded;
        question.recipe.layers[0].lock = quant::Lock::Locked;
        question.fixed = {{{6}, {}, intFormat(8)}};
        const auto wide = search(*digits->experiment, question);
        VERIFY_OK(wide);
        QVERIFY(wide->chosen && !wide->nearest && !wide->widened.empty());
        QVERIFY(rateOf(wide->front[*wide->chosen]) >= 0.99);
        for (const FrontPoint& point : pointsOf(*wide)) {
            QVERIFY(point.recipe.layers[0] == question.recipe.layers[0]);
            QCOMPARE(point.recipe.layers[6].activations.format, intFormat(8));
        }
        // Each says what it changed: such layers have what it names.
        const auto& chosen = wide->front[*wide->chosen].recipe;
        for (const Widening& widening : wide->widened) {
            if (widening.kind == Widening::Kind::Activations)
                for (const int layer : widening.layers)
                    QCOMPARE(quant::name(chosen.layers[static_cast<size_t>(layer)].activations.format), widening.what);
            if (widening.kind == Widening::Kind::Method)
                QVERIFY(std::ranges::find(chosen.methods, widening.what, &quant::MethodChoice::method)
                    != chosen.methods.end());
        }
        QCOMPARE(digits->experiment->evaluate(chosen, *question.pictures)->agreement.hits,
            wide->front[*wide->chosen].measured->agreement.hits);
    }
};

QTEST_APPLESS_MAIN(TestSearch)
#include "tst_search.moc"
