// The pages about how numbers are quantized: the way of one number, the methods of the recipe, all ways for a layer,
// and what a file can hold.
#include "app/window/adapters/adapters_export.h"
#include "app/window/adapters/adapters_methods.h"
#include "app/window/adapters/adapters_quantizer.h"
#include "app/window/pages/quantize/export_page.h"
#include "app/window/pages/quantize/measures_page.h"
#include "app/window/pages/quantize/methods_page.h"
#include "app/window/pages/quantize/number_page.h"
#include "app/window/pages/quantize/ways_page.h"
#include "core/quant/estimate.h"
#include "tests/app/window_test.h"
#include "widgets/equalizer/equalizer.h"

#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSpinBox>
#include <QTableView>
#include <QTreeWidget>
#include <QUndoStack>
#include <cmath>

using namespace bitladder;
using namespace bitladder::app;
using bitladder::test::kPatience;

class TestQuantizePages : public QObject
{
    Q_OBJECT

    std::unique_ptr<MainWindow> opened(const char* page)
    {
        auto window = app::test::shownWindow();
        if (!window) return nullptr;
        window->openSample(QStringLiteral("digits"));
        window->showPage(QLatin1String(page));
        if (!QTest::qWaitFor(
                [&] { return window->document()->model() && !window->document()->picture().empty(); }, kPatience)
            || !app::test::rests(*window))
            return nullptr;
        return window;
    }
    static QTreeWidget* tree(QWidget* page, const char* name)
    {
        for (auto* found : page->findChildren<QTreeWidget*>())
            if (found->accessibleName() == QLatin1String(name)) return found;
        return nullptr;
    }

private slots:
    void initTestCase() { app::test::useOwnSettings("tst_quantize_pages"); }
    void init() { QSettings().clear(); }

    // Every weight that is followed ends at what the engine holds; a number of one's own ends on the grid.
    void aNumbersWay()
    {
        widgets::test::failOnWarnings();
        auto window = opened("number");
        QVERIFY(window);
        Document& document = *window->document();
        auto* page = window->findChild<NumberPage*>();
        auto* view = page->findChild<widgets::NumberWayView*>();
        document.setSelection({1});
        document.setFormat({1}, Part::Weights, quant::intFormat(4));
        QVERIFY(app::test::rests(*window));
        const auto network = window->results()->latest<NetworkResult>();
        const auto& held = *network->quantized->layers[1].weights;
        const auto boxes = page->findChildren<QSpinBox*>();
        const auto box = [&](const char* name) {
            return *std::ranges::find(
                boxes, QLatin1String(name), [](const QSpinBox* b) { return b->accessibleName(); });
        };
        for (int channel = 0; channel < 3; ++channel)
            for (int weight = 0; weight < 5; ++weight) {
                box("Channel")->setValue(channel);
                box("Which weight of the channel")->setValue(weight);
                QCOMPARE(view->data().cards.size(), 6);
                const int64_t code = held.codesOf(static_cast<size_t>(channel))[static_cast<size_t>(weight)];
                QCOMPARE(view->data().cards[4].value, widgets::withMinus(QString::number(code)));
                std::vector<double> value(1);
                held.dequantize(static_cast<size_t>(channel), static_cast<size_t>(weight), std::span<double>(value));
                QCOMPARE(view->data().value, value.front());
                QVERIFY2(
                    view->data().verdict.contains(QStringLiteral("holds the same")), qPrintable(view->data().verdict));
            }
        auto* x = page->findChild<QLineEdit*>(QString(), Qt::FindDirectChildrenOnly);
        QVERIFY(x);
        x->setText(QStringLiteral("1000"));
        emit x->textEdited(x->text());
        QCOMPARE(view->data().cards[4].value, QStringLiteral("7"));
        QVERIFY(view->data().verdict.contains(QStringLiteral("clipped")));
        // A click among the levels is a number of one's own.
        x->setText(QStringLiteral("0"));
        emit x->textEdited(x->text());
        const auto levels = view->data().levels;
        QCOMPARE(levels.size(), size_t {15});
        const QPoint place(view->positionOf(levels[3]), view->height() - 60);
        QTest::mouseClick(view, Qt::LeftButton, {}, place);
        QCOMPARE(view->data().value, levels[3]);
        page->showPart(Part::Activations);
        QCOMPARE(view->data().cards.size(), 6);
        // Numbers that are kept as they are have no way.
        document.setFormat({1}, Part::Activations, quant::kFloat32);
        QVERIFY(app::test::rests(*window));
        QVERIFY(view->data().cards.isEmpty());
        document.setSelection({});
        QVERIFY(view->data().cards.isEmpty());
    }

    void methodsInOrder()
    {
        widgets::test::failOnWarnings();
        auto window = opened("methods");
        QVERIFY(window);
        Document& document = *window->document();
        auto* page = window->findChild<MethodsPage*>();
        auto* list = tree(page, "Methods of the recipe");
        auto* effects = tree(page, "What the method did");
        QCOMPARE(list->topLevelItemCount(), 0);
        document.setWidth(document.targets(), Part::Weights, 3, EditPhase::End);
        auto recipe = document.recipe();
        quant::setAll(recipe, quant::intFormat(3), quant::intFormat(8));
        recipe.methods = {{"gptq", {}, true}, {"bias-correction", {}, true}};
        document.edit(QStringLiteral("methods"), recipe);
        QVERIFY(app::test::rests(*window));
        QCOMPARE(list->topLevelItemCount(), 2);
        list->setCurrentItem(list->topLevelItem(0));
        QTRY_VERIFY_WITH_TIMEOUT(effects->topLevelItemCount() > 0, kPatience); // pages take their turn
        const auto& log = window->results()->latest<NetworkResult>()->quantized->log;
        QCOMPARE(log.size(), size_t {2});
        QCOMPARE(effects->topLevelItemCount(), static_cast<int>(log[0].layers.size()));
        // The largest gain comes first.
        const auto rows = effectRows(log[0]);
        for (size_t i = 1; i < rows.size(); ++i)
            QVERIFY(rows[i - 1].after - rows[i - 1].before >= rows[i].after - rows[i].before);
        QCOMPARE(effects->topLevelItem(0)->text(0), document.layerName(rows[0].layer));
        // Order, switch and removal are steps of the recipe; figures of what is no longer so are not shown as its own.
        const auto button = [&](const char* name) -> QPushButton* {
            for (auto* b : page->findChildren<QPushButton*>())
                if (b->text() == QLatin1String(name)) return b;
            return nullptr;
        };
        button("&Later")->click();
        QCOMPARE(document.recipe().methods[1].method, std::string("gptq"));
        QCOMPARE(list->indexOfTopLevelItem(list->currentItem()), 1);
        QCOMPARE(effects->topLevelItemCount(), 0);
        document.undoStack()->undo();
        list->topLevelItem(1)->setCheckState(0, Qt::Unchecked);
        QTRY_VERIFY(!document.recipe().methods[1].on);
        list->setCurrentItem(list->topLevelItem(1));
        button("Re&move")->click();
        QCOMPARE(document.recipe().methods.size(), size_t {1});
        QVERIFY(app::test::rests(*window));
        QCOMPARE(window->results()->latest<NetworkResult>()->quantized->log.size(), size_t {1});
    }

    void allWaysForALayer()
    {
        widgets::test::failOnWarnings();
        auto window = opened("ways");
        QVERIFY(window);
        Document& document = *window->document();
        auto* page = window->findChild<WaysPage*>();
        auto* list = tree(page, "Ways to quantize the weights");
        page->findChild<QSpinBox*>()->setValue(4);
        const auto complete = [&] {
            const auto& latest = window->results()->latest<WaysResult>();
            return latest && latest->finished && latest->question.bits == 4
                && latest->question.layer == document.currentLayer();
        };
        QTRY_VERIFY_WITH_TIMEOUT(complete(), kPatience);
        const auto result = window->results()->latest<WaysResult>();
        QCOMPARE(list->topLevelItemCount(), static_cast<int>(result->ways.size()));
        QVERIFY(result->ways.size() > 8);
        double best = -1e9;
        for (const Way& way : result->ways) {
            QVERIFY(!std::isnan(way.weightDb) && !std::isnan(way.outputDb) && way.bytes > 0);
            QCOMPARE(static_cast<int>(way.spec.format.bits), 4);
            best = std::max(best, way.outputDb);
        }
        QCOMPARE(list->topLevelItem(0)->text(1), widgets::formatNumber(best));
        // Every way was timed, on this machine, and every method that works on one layer was tried.
        QVERIFY(std::ranges::all_of(result->ways, [](const Way& way) { return way.nsPerMac > 0; }));
        const auto usual = quant::defaultWeightSpec(quant::intFormat(4));
        const auto withMethod = [&](const Way& way) { return !way.method.empty() && way.spec == usual; };
        QCOMPARE(std::ranges::count_if(result->ways, withMethod),
            std::ranges::count_if(methods::methods(), [](const auto* method) { return method->onOneLayer; }));
        // Other formats come with the methods that help there.
        int others = 0;
        for (const Way& way : result->ways) {
            if (way.method.empty() || way.spec == usual) continue;
            ++others;
            const auto alone = std::ranges::find_if(
                result->ways, [&](const Way& w) { return w.method.empty() && w.spec == way.spec; });
            QVERIFY(alone != result->ways.end() && way.outputDb > alone->outputDb);
        }
        QVERIFY(others > 0);
        const auto sqnrOf = [&](const char* method) {
            return std::ranges::find(result->ways, std::string(method), &Way::method)->outputDb;
        };
        const auto plain = std::ranges::find_if(result->ways, [](const Way& way) {
            return way.method.empty() && way.spec == quant::defaultWeightSpec(quant::intFormat(4));
        });
        if (plain != result->ways.end()) QVERIFY(sqnrOf("gptq") > plain->outputDb);
        // A click applies, and the list stays as it is.
        QSignalSpy asked(page, &WaysPage::asked);
        const auto itemOf = [&](bool methods) {
            int i = 0;
            while (list->topLevelItem(i)->text(0).contains(QStringLiteral(" + ")) != methods)
                ++i;
            return i;
        };
        const int row = itemOf(false);
        const QString first = list->topLevelItem(row)->text(0);
        emit list->itemClicked(list->topLevelItem(row), 0);
        QTRY_VERIFY(list->topLevelItem(row)->text(0).contains(first) && list->topLevelItem(row)->text(0) != first);
        const auto& spec = document.spec(document.currentLayer(), Part::Weights);
        QCOMPARE(wayText(spec), first);
        QCOMPARE(asked.count(), 0);
        document.undoStack()->undo();
        QVERIFY(wayText(document.spec(document.currentLayer(), Part::Weights)) != first);
        // A method comes along in the same step.
        const int last = itemOf(true);
        emit list->itemClicked(list->topLevelItem(last), 0);
        QTRY_COMPARE(document.recipe().methods.size(), size_t {1});
        QVERIFY(list->topLevelItem(last)->text(0).contains(QStringLiteral("(now)")));
        document.undoStack()->undo();
        QVERIFY(document.recipe().methods.empty());
        QVERIFY(app::test::rests(*window));
        // The engine's error of the layer is what the list promised.
        document.editSpecs(QStringLiteral("as promised"), {document.currentLayer()}, Part::Weights,
            [&](quant::QuantSpec& s) { s = result->ways.front().spec; });
        document.editSpecs(QStringLiteral("alone"), {document.currentLayer()}, Part::Activations,
            [&](quant::QuantSpec& s) { s.format = quant::kFloat32; });
        QVERIFY(app::test::rests(*window));
        const auto& alone
            = window->results()->latest<IsolatedResult>()->layers[static_cast<size_t>(document.currentLayer())];
        QVERIFY(alone && std::fabs(alone->sqnrDb() - result->ways.front().outputDb) < 1e-9);
    }

    // Every metric that is defined, of weights, of the layer and of the answer, and of every channel; equal to those of
    // the table.
    void everyMeasure()
    {
        widgets::test::failOnWarnings();
        auto window = opened("measures");
        QVERIFY(window);
        Document& document = *window->document();
        auto* page = window->findChild<MeasuresPage*>();
        auto* tensors = tree(page, "Measures of the layer");
        auto* channels = tree(page, "Measures of the weights by channel");
        document.setSelection({1});
        document.setFormat({1}, Part::Weights, quant::intFormat(4));
        const auto complete = [&] {
            const auto& latest = window->results()->latest<MeasuresResult>();
            return latest && latest->layer == 1 && latest->revision == document.revision() && !latest->answers.empty();
        };
        QTRY_VERIFY_WITH_TIMEOUT(complete(), kPatience);
        const auto& network = *window->results()->latest<NetworkResult>()->quantized;
        const auto wanted = analysis::measureWeights(network, document.model()->layers.size())[1];
        const auto rowOf = [&](const char* label) -> const QTreeWidgetItem* {
            for (int i = 0; i < tensors->topLevelItemCount(); ++i)
                if (tensors->topLevelItem(i)->text(0).startsWith(QLatin1String(label))) return tensors->topLevelItem(i);
            return nullptr;
        };
        for (const char* label : {"SQNR", "root mean square in steps", "divergence of the answer", "rank", "cosine"})
            QVERIFY2(rowOf(label), label);
        for (const auto& value : wanted->tensor)
            QCOMPARE(rowOf(value.metric->label)->text(1), widgets::formatNumber(value.value));
        QVERIFY(rowOf("divergence of the answer")->text(1).isEmpty()); // of weights there is none
        QVERIFY(!rowOf("divergence of the answer")->text(3).isEmpty());
        QCOMPARE(channels->topLevelItemCount(), static_cast<int>(wanted->channels.size()));
        // Sorted by numbers: the worst channel first.
        channels->sortByColumn(1, Qt::AscendingOrder);
        for (int i = 1; i < channels->topLevelItemCount(); ++i)
            QVERIFY(channels->topLevelItem(i - 1)->data(1, Qt::UserRole).toDouble()
                <= channels->topLevelItem(i)->data(1, Qt::UserRole).toDouble());
        document.setFormat({1}, Part::Weights, quant::kFloat32);
        QTRY_VERIFY_WITH_TIMEOUT(complete(), kPatience);
        QVERIFY(!channels->isVisible());
        document.setSelection({});
        QCOMPARE(tensors->topLevelItemCount(), 0);
    }

    void whatAFileCanHold()
    {
        widgets::test::failOnWarnings();
        auto window = opened("export");
        QVERIFY(window);
        Document& document = *window->document();
        auto* page = window->findChild<ExportPage*>();
        auto* obstacles = tree(page, "Layers that the file cannot hold");
        const auto fix = page->findChild<QPushButton*>();
        quant::Recipe recipe = app::test::int8Recipe(*document.model());
        document.edit(QStringLiteral("int8"), recipe);
        QCOMPARE(obstacles->topLevelItemCount(), 0);
        QVERIFY(!fix->isEnabled());
        document.setFormat({1, 2}, Part::Weights, *quant::parseFormat("kmeans4"));
        document.setFormat({3}, Part::Activations, *quant::parseFormat("pow2_4"));
        QCOMPARE(obstacles->topLevelItemCount(), 3);
        QCOMPARE(obstacles->topLevelItem(0)->text(0), document.layerName(1));
        QVERIFY(obstacles->topLevelItem(0)->text(1).contains(QStringLiteral("kmeans4")));
        QCOMPARE(obstaclesOf(document, document.exportFormat()).size(), 3);
        // Wherever the layer is edited it is marked, with the reason.
        auto* equalizer = window->findChild<widgets::Equalizer*>();
        QVERIFY(equalizer->columns()[1].obstacle.contains(QStringLiteral("kmeans4")));
        QVERIFY(equalizer->columns()[0].obstacle.isEmpty());
        const auto* table = window->findChild<QTableView*>()->model();
        QVERIFY(table->index(1, 0).data().toString().startsWith(QStringLiteral("⚠")));
        auto* line = window->findChild<QLabel*>(QStringLiteral("obstacle"));
        document.setSelection({0});
        QVERIFY(line->isHidden());
        document.setSelection({1});
        QVERIFY(!line->isHidden() && line->text().contains(QStringLiteral("kmeans4")));
        emit line->linkActivated(QStringLiteral("fix"));
        QCOMPARE(obstacles->topLevelItemCount(), 0);
        QVERIFY(line->isHidden());
        document.undoStack()->undo();
        fix->click();
        QCOMPARE(obstacles->topLevelItemCount(), 0);
        document.undoStack()->undo();
        QCOMPARE(obstacles->topLevelItemCount(), 3);
        document.setExportFormat(nullptr);
        QCOMPARE(obstacles->topLevelItemCount(), 0);
        document.edit(QStringLiteral("int8"), recipe);
        QVERIFY(app::test::rests(*window));
        // What was written is read back.
        const bitladder::test::TempFolder folder;
        const QSignalSpy failed(window->jobs(), &JobScheduler::failed);
        window->jobs()->exportTo(folder / "out.onnx", *exchange::findExchangeFormat("qdq"));
        QTRY_VERIFY_WITH_TIMEOUT(window->results()->latest<ExportResult>() || failed.count() > 0, kPatience);
        QCOMPARE(failed.count(), 0);
        const auto& report = window->results()->latest<ExportResult>()->report;
        QVERIFY(report);
        QCOMPARE(report->layers.size(), document.model()->layers.size());
        auto* contents = tree(page, "What the file contains");
        QCOMPARE(contents->topLevelItemCount(), static_cast<int>(report->layers.size()));
        QCOMPARE(contents->topLevelItem(0)->text(1), QStringLiteral("int8"));
    }

    void gridsInWords()
    {
        quant::QuantSpec spec = quant::defaultActivationSpec(quant::intFormat(8));
        quant::Quantizer quantizer = quant::emptyQuantizer(spec, 1);
        quant::setRange(quantizer, spec, 0, {-1, 1.55});
        const QString text = quantizerText(quantizer);
        QVERIFY2(text.contains(QStringLiteral("scale 0.01 ")), qPrintable(text));
        QVERIFY2(text.contains(QStringLiteral("zero point −28")), qPrintable(text));
        QVERIFY2(text.contains(QStringLiteral("256 levels, −128 … 127")), qPrintable(text));
        spec = quant::defaultWeightSpec(quant::intFormat(4));
        quantizer = quant::emptyQuantizer(spec, 2);
        quant::setRange(quantizer, spec, 0, {-7, 7});
        quant::setRange(quantizer, spec, 1, {-14, 14});
        QVERIFY2(
            quantizerText(quantizer).contains(QStringLiteral("2 scales 1 … 2")), qPrintable(quantizerText(quantizer)));
        QVERIFY(quantizerText(quant::Quantizer {}).isEmpty()); // float32
    }
};

QTEST_MAIN(TestQuantizePages)
#include "tst_quantize_pages.moc"
