// What a layer sees: the maps are those of the selected layer and the present recipe, whichever of both changed last,
// and no layer is kept while nobody looks.
#include "app/window/adapters/adapters_quantizer.h"
#include "app/window/pages/features_page.h"
#include "tests/app/window_test.h"
#include "widgets/plot/values/feature_plot.h"
#include "widgets/plot/values/vector_plot.h"

#include <QSettings>
#include <QStandardPaths>
#include <QTabWidget>
#include <QToolButton>

using namespace bitladder;
using namespace bitladder::app;
using bitladder::test::kPatience;

namespace
{

tensor::Tensor numbers(tensor::Shape shape)
{
    auto t = *tensor::Tensor::make(tensor::ElementType::Float32, std::move(shape));
    float v = 0;
    for (float& x : t.mutableAs<float>())
        x = v++;
    return t;
}

} // namespace

class TestFeaturesPage : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { app::test::useOwnSettings("tst_features_page"); }
    void init() { QSettings().clear(); }

    void planesByShape_data()
    {
        QTest::addColumn<std::vector<int64_t>>("shape");
        QTest::addColumn<std::vector<int>>("planes"); // channels, height, width
        const auto row = [](const char* name, std::vector<int64_t> shape, std::vector<int> planes) {
            QTest::newRow(name) << shape << planes;
        };
        row("picture", {1, 3, 4, 5}, {3, 4, 5});
        row("batch of maps", {2, 3, 4, 5}, {6, 4, 5});
        row("volume", {1, 2, 3, 4, 5}, {6, 4, 5});
        row("matrix", {7, 9}, {1, 7, 9});
        row("sequence", {1, 7, 9}, {1, 7, 9});
        row("list", {1, 9}, {1, 1, 9});
        row("column", {9, 1}, {1, 1, 9});
        row("pooled", {1, 9, 1, 1}, {1, 1, 9});
        row("rows", {1, 6, 1, 8}, {1, 6, 8});
        row("columns", {1, 6, 8, 1}, {1, 6, 8});
        row("scalar", {}, {1, 1, 1});
        row("nothing", {0, 3}, {0, 0, 0});
    }
    void planesByShape()
    {
        QFETCH(std::vector<int64_t>, shape);
        QFETCH(std::vector<int>, planes);
        const auto t = numbers(tensor::Shape(shape.begin(), shape.end()));
        const Planes p = planesOf(t, t);
        QCOMPARE((std::vector<int> {p.channels, p.height, p.width}), planes);
        if (p.empty()) return;
        QCOMPARE(static_cast<int64_t>(p.reference->size()), t.count());
        QCOMPARE(p.high, static_cast<double>(t.count() - 1));
        QCOMPARE(p.largestDifference, 0.0);
        QCOMPARE((*p.quantized).back(), static_cast<float>(t.count() - 1));
    }

    void followsLayerAndRecipe()
    {
        widgets::test::failOnWarnings();
        MainWindow window(app::test::samples());
        QVERIFY(widgets::test::showAs(window, {1280, 800}));
        auto* empty = window.findChild<FeaturesPage*>()->findChild<widgets::VectorPlot*>();
        QVERIFY(empty->emptyText().startsWith(QStringLiteral("Select a layer")));
        app::test::Latest<FeatureResult> features(*window.results());
        window.openSample(QStringLiteral("digits"));
        auto* document = window.document();
        QTRY_VERIFY_WITH_TIMEOUT(document->model() && !document->picture().empty(), kPatience);
        // Nobody looks yet; but a layer is selected, and what it hands on will come.
        QVERIFY(empty->emptyText().contains(QStringLiteral("being computed")));
        window.jobs()->stop();
        QVERIFY(empty->emptyText().contains(QStringLiteral("Space")));
        window.jobs()->measureAgain();
        QTRY_VERIFY(empty->emptyText().contains(QStringLiteral("being computed")));
        QTRY_VERIFY_WITH_TIMEOUT(!window.jobs()->busy(), kPatience);
        QCOMPARE(features.count, 0);

        auto* page = window.findChild<FeaturesPage*>();
        auto* tabs = window.findChild<QTabWidget*>();
        window.showPage(page->objectName());
        QTRY_VERIFY_WITH_TIMEOUT(features.value, kPatience);
        QCOMPARE(features.value->layer, document->currentLayer());
        auto* maps = page->findChild<widgets::FeaturePlot*>();
        QCOMPARE(maps->state(), widgets::PlotFrame::State::Fresh);

        // Another layer, without another run of everything.
        document->setSelection({0});
        QCOMPARE(maps->state(), widgets::PlotFrame::State::Stale);
        QTRY_VERIFY_WITH_TIMEOUT(features.value->layer == 0, kPatience);
        QCOMPARE(maps->state(), widgets::PlotFrame::State::Fresh);
        QVERIFY(maps->data().title.contains(QStringLiteral("stem")));
        QCOMPARE(features.value->revision, document->revision());
        const auto before = features.value;

        // A value of a map is followed into the layer that reads it.
        auto* way = page->findChild<QToolButton*>();
        QVERIFY(way && !way->isVisible());
        emit maps->valueClicked(0.25);
        QVERIFY(way->isVisible());
        const int reader = readerOf(*document->model(), 0);
        QVERIFY(reader > 0);
        QVERIFY(document->model()->layers[static_cast<size_t>(reader)].quantizesInput);
        QVERIFY(way->isEnabled() && way->toolTip().contains(document->layerName(reader)));
        way->click();
        QCOMPARE(document->currentLayer(), reader);
        QCOMPARE(tabs->currentWidget()->objectName(), QStringLiteral("number"));
        QTRY_VERIFY_WITH_TIMEOUT(!window.jobs()->busy(), kPatience);
        auto* view = tabs->currentWidget()->findChild<widgets::NumberWayView*>();
        if (!quant::isNativeFloat(document->spec(reader, Part::Activations).format)) QCOMPARE(view->data().x, 0.25);
        window.showPage(page->objectName());
        document->setSelection({0});
        QVERIFY(!way->isVisible());
        QTRY_VERIFY_WITH_TIMEOUT(features.value->layer == 0, kPatience);
        // What the last layer hands on meets no grid.
        QCOMPARE(readerOf(*document->model(), static_cast<int>(document->model()->layers.size()) - 1), -1);

        // Fewer bits, larger differences; the float side stays.
        document->setWidth({0}, Part::Weights, 2, EditPhase::End);
        QTRY_VERIFY_WITH_TIMEOUT(features.value->revision == document->revision(), kPatience);
        QCOMPARE(features.value->layer, 0);
        QVERIFY(*features.value->planes.reference == *before->planes.reference);
        QVERIFY(features.value->stats.sqnrDb() < before->stats.sqnrDb());
        QCOMPARE(maps->data().quantized, features.value->planes.quantized);

        // Of many channels those that suffer most.
        document->setSelection({5});
        QTRY_VERIFY_WITH_TIMEOUT(features.value->layer == 5, kPatience);
        QVERIFY(maps->data().channels > 16);
        QCOMPARE(maps->shownChannels().size(), size_t {16});

        // The last layer hands on a list.
        document->setSelection({static_cast<int>(document->recipe().layers.size()) - 1});
        auto* list = page->findChild<widgets::VectorPlot*>();
        QTRY_VERIFY_WITH_TIMEOUT(list->isVisible(), kPatience);
        QCOMPARE(list->data().reference.size(), size_t {10});

        tabs->setCurrentIndex(0);
        QTRY_VERIFY_WITH_TIMEOUT(!window.jobs()->busy(), kPatience);
        const int count = features.count;
        document->setWidth({0}, Part::Weights, 5, EditPhase::End);
        QTRY_VERIFY_WITH_TIMEOUT(!window.jobs()->busy(), kPatience);
        QCOMPARE(features.count, count);
    }
};

QTEST_MAIN(TestFeaturesPage)
#include "tst_features_page.moc"
