// How numbers sit on their grid: levels that are dragged go into the recipe, what methods did stands beside what was
// there before, and each value beside what it became.
#include "app/window/adapters/adapters_distribution.h"
#include "app/window/layers/drawn_levels.h"
#include "app/window/pages/distribution_page.h"
#include "core/quant/estimate.h"
#include "core/quant/quantize.h"
#include "tests/app/window_test.h"

#include <QComboBox>
#include <QLineEdit>
#include <QUndoStack>

using namespace bitladder;
using namespace bitladder::app;
using bitladder::test::kPatience;

class TestDistributionPage : public QObject
{
    Q_OBJECT

    std::unique_ptr<MainWindow> opened()
    {
        auto window = app::test::shownWindow();
        if (!window) return nullptr;
        window->openSample(QStringLiteral("digits"));
        window->showPage(QStringLiteral("distribution"));
        if (!QTest::qWaitFor(
                [&] { return window->document()->model() && !window->document()->picture().empty(); }, kPatience)
            || !app::test::rests(*window))
            return nullptr;
        window->document()->setSelection({1});
        return app::test::rests(*window) ? std::move(window) : nullptr;
    }
    static QComboBox* channels(QWidget* page)
    {
        for (auto* box : page->findChildren<QComboBox*>())
            if (box->accessibleName() == QLatin1String("Which channels")) return box;
        return nullptr;
    }
    static void choose(QWidget* page, Channels which)
    {
        auto* box = channels(page);
        box->setCurrentIndex(static_cast<int>(which));
        emit box->activated(box->currentIndex());
    }

private slots:
    void initTestCase() { app::test::useOwnSettings("tst_distribution_page"); }
    void init() { QSettings().clear(); }

    void levelsGoIntoTheRecipe()
    {
        quant::QuantSpec spec = quant::defaultWeightSpec(*quant::parseFormat("nf4"));
        const std::vector<double> grid {-1, -0.5, 0.25, 1};
        drawLevel(spec, grid, 2, 0.5, true);
        QCOMPARE(quant::name(spec.format), std::string("book4"));
        QCOMPARE(spec.levels, (std::vector<float> {-1, -0.5f, 0.5f, 1}));
        QVERIFY(spec.range == nullptr); // the scales of the channels stay what they are
        drawLevel(spec, grid, 0, -2, false);
        QVERIFY(spec.range == &quant::kByStep);
        QCOMPARE(quant::levelsOf(quant::emptyQuantizer(spec, 4), 0, 20), (std::vector<double> {-2, -0.5, 0.25, 1}));
        drawLevel(spec, grid, 4, 0, true);
        QCOMPARE(spec.levels.front(), -2.0f);
    }

    void aLevelIsDragged()
    {
        widgets::test::failOnWarnings();
        auto window = opened();
        QVERIFY(window);
        Document& document = *window->document();
        auto* page = window->findChild<DistributionPage*>();
        auto* plot = page->findChild<widgets::HistogramPlot*>();
        document.editSpecs(QStringLiteral("book"), {1}, Part::Weights, [](quant::QuantSpec& s) {
            s.format = *quant::parseFormat("book2");
            s.granularity = quant::Granularity::Tensor;
        });
        QTRY_COMPARE_WITH_TIMEOUT(plot->data().grid.size(), size_t {4}, kPatience);
        QVERIFY(app::test::rests(*window));
        const auto grid = plot->data().grid;
        const int steps = document.undoStack()->index();
        auto* inner = plot->findChild<QWidget*>(QString(), Qt::FindDirectChildrenOnly);
        for (auto* child : plot->findChildren<QWidget*>())
            if (QLatin1String(child->metaObject()->className()) == QLatin1String("QCustomPlot")) inner = child;
        const QPoint from = inner->mapFrom(plot, plot->levelHandle(2));
        widgets::test::drag(*inner, from, from + QPoint(12, 0));
        QCOMPARE(document.undoStack()->index(), steps + 1);
        const auto& spec = document.spec(1, Part::Weights);
        QCOMPARE(spec.levels.size(), size_t {4});
        QVERIFY(spec.range == &quant::kByStep);
        QCOMPARE(spec.levels[0], static_cast<float>(grid[0]));
        QVERIFY(static_cast<double>(spec.levels[2]) > grid[2]);
        // The engine holds them.
        QVERIFY(app::test::rests(*window));
        const auto& held = *window->results()->latest<NetworkResult>()->quantized->layers[1].weights;
        QCOMPARE(held.quantizer.levels, spec.levels);
        document.undoStack()->undo();
        QVERIFY(document.spec(1, Part::Weights).levels.empty());
    }

    void whatMethodsDid()
    {
        widgets::test::failOnWarnings();
        auto window = opened();
        QVERIFY(window);
        Document& document = *window->document();
        auto* page = window->findChild<DistributionPage*>();
        auto* plot = page->findChild<widgets::HistogramPlot*>();
        document.setWidth({1}, Part::Weights, 3, EditPhase::End);
        QVERIFY(app::test::rests(*window));
        QVERIFY(plot->data().before == widgets::BeforeMethods::Absent);
        auto recipe = document.recipe();
        recipe.methods = {{"gptq", {}, true}};
        document.edit(QStringLiteral("gptq"), recipe);
        QVERIFY(app::test::rests(*window));
        QTRY_VERIFY_WITH_TIMEOUT(plot->data().before == widgets::BeforeMethods::Quantized, kPatience);
        double now = 0, before = 0;
        for (const double n : plot->data().quantizedCounts)
            now += n;
        for (const double n : plot->data().beforeCounts)
            before += n;
        QCOMPARE(now, before); // the same weights
        QVERIFY(plot->data().beforeCounts != plot->data().quantizedCounts);
        // Equalization changes the weights themselves.
        recipe.methods = {{"equalize", {}, true}};
        document.edit(QStringLiteral("equalize"), recipe);
        QVERIFY(app::test::rests(*window));
        QTRY_VERIFY_WITH_TIMEOUT(plot->data().before == widgets::BeforeMethods::Float, kPatience);
        choose(page, Channels::Ranges);
        QVERIFY(app::test::rests(*window));
        const auto& result = window->results()->latest<LayerResult>();
        const auto ranges = channelRanges(document, *result);
        QCOMPARE(ranges.beforeLow.size(), ranges.low.size());
        QVERIFY(ranges.beforeLow != ranges.low);
        recipe.methods.clear();
        document.edit(QStringLiteral("none"), recipe);
        QVERIFY(app::test::rests(*window));
        QVERIFY(window->results()->latest<LayerResult>()->rangesBefore.empty());
        QCOMPARE(channelRanges(document, *window->results()->latest<LayerResult>()).low.size(), ranges.low.size());
    }

    // Every pair is a weight and the value that the engine holds for it.
    void floatAgainstQuantized()
    {
        widgets::test::failOnWarnings();
        auto window = opened();
        QVERIFY(window);
        Document& document = *window->document();
        auto* page = window->findChild<DistributionPage*>();
        auto recipe = document.recipe();
        recipe.layers[1].weights = quant::defaultWeightSpec(quant::intFormat(3));
        for (const bool method : {false, true}) {
            recipe.methods.clear();
            if (method) recipe.methods = {{"gptq", {}, true}};
            document.edit(QStringLiteral("recipe"), recipe);
            choose(page, Channels::Pairs);
            QVERIFY(app::test::rests(*window));
            auto* plot = page->findChild<widgets::ValueScatter*>();
            QTRY_VERIFY_WITH_TIMEOUT(plot->isVisible() && !plot->data().x.empty(), kPatience);
            const auto& held = *window->results()->latest<NetworkResult>()->quantized->layers[1].weights;
            const auto count = static_cast<size_t>(held.channels * held.perChannel),
                       length = static_cast<size_t>(held.perChannel);
            const auto& data = plot->data();
            QCOMPARE(data.x.size(), std::min(count, size_t {4096}));
            for (size_t k = 0; k < data.x.size(); ++k) {
                const size_t at = k * count / data.x.size();
                double value = 0;
                held.dequantize(at / length, at % length, std::span(&value, 1));
                QCOMPARE(data.y[k], value);
            }
        }
    }

    void levelsAreTyped()
    {
        widgets::test::failOnWarnings();
        QCOMPARE(levelsOfText(QStringLiteral("-1; 0 ;2.5")), (std::vector<float> {-1, 0, 2.5f}));
        QCOMPARE(levelsOfText(textOfLevels({-3, 0.5f})), (std::vector<float> {-3, 0.5f}));
        QVERIFY(!levelsOfText(QStringLiteral("1; two")));
        auto window = opened();
        QVERIFY(window);
        Document& document = *window->document();
        auto* editor = window->findChild<DrawnLevels*>();
        QVERIFY(!editor->isVisibleTo(editor->parentWidget()));
        document.setFormat({1}, Part::Weights, *quant::parseFormat("book2"));
        QVERIFY(editor->isVisibleTo(editor->parentWidget()));
        auto* line = editor->findChild<QLineEdit*>();
        line->setText(QStringLiteral("-3; -1; 1; 3"));
        emit line->editingFinished();
        QCOMPARE(document.spec(1, Part::Weights).levels, (std::vector<float> {-3, -1, 1, 3}));
        // Whole numbers times one step: kernels multiply them.
        QVERIFY(app::test::rests(*window));
        const auto& info = window->results()->latest<NetworkResult>()->layers[1];
        if (quant::hasIntegerCodes(info.activations.format)) QVERIFY(info.execution == engine::Execution::Executed);
        line->setText(QStringLiteral("1; 2; 3; 4; 5"));
        emit line->editingFinished();
        QCOMPARE(document.spec(1, Part::Weights).levels.size(), size_t {4});
        document.undoStack()->undo();
        QVERIFY(document.spec(1, Part::Weights).levels.empty());
        QCOMPARE(line->text(), QString());
    }
};

QTEST_MAIN(TestDistributionPage)
#include "tst_distribution_page.moc"
