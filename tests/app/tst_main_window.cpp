// The whole window under real events: from the press on a fader, a cell or the dial to the repainted plots, table and
// status line.
#include "app/window/layers/layer_model.h"
#include "app/window/pages/distribution_page.h"
#include "app/window/picture/picture_panel.h"
#include "app/window/shell/remaining_time.h"
#include "core/onnx/writer.h"
#include "tests/app/window_test.h"
#include "tests/support/graph_builder.h"
#include "widgets/control/banner.h"
#include "widgets/control/banner_stack.h"
#include "widgets/control/figure_strip.h"
#include "widgets/control/wrapped_text.h"
#include "widgets/equalizer/equalizer.h"
#include "widgets/picture/answer_bars.h"
#include "widgets/picture/answer_table.h"
#include "widgets/picture/answer_view.h"
#include "widgets/picture/picture_view.h"
#include "widgets/plot/network/kernel_plot.h"
#include "widgets/plot/values/channel_ranges_plot.h"
#include "widgets/plot/values/histogram_plot.h"
#include "widgets/plot/values/width_curve_plot.h"

#include <QApplication>
#include <QComboBox>
#include <QDialog>
#include <QDragEnterEvent>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QMimeData>
#include <QPushButton>
#include <QSettings>
#include <QSpinBox>
#include <QStandardPaths>
#include <QTabWidget>
#include <QTableView>
#include <QTemporaryDir>
#include <QTimer>

using namespace bitladder;
using namespace bitladder::app;
using bitladder::test::kPatience;

class TestMainWindow : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { app::test::useOwnSettings("tst_main_window"); }
    void init() { QSettings().clear(); }

    void startsEmptyAndSaysWhatToDo()
    {
        widgets::test::failOnWarnings();
        MainWindow window(app::test::samples());
        QVERIFY(widgets::test::showAs(window, {1280, 800}));
        QCOMPARE(window.findChild<QTableView*>()->model()->rowCount(), 0);
        QVERIFY(window.findChild<widgets::Equalizer*>()->columns().isEmpty());
    }

    // One fader is pulled down by hand; everything that is shown follows.
    void theLifeOfAnEdit()
    {
        widgets::test::failOnWarnings();
        MainWindow window(app::test::samples());
        QVERIFY(widgets::test::showAs(window, {1280, 800}));
        window.openSample(QStringLiteral("digits"));
        auto* document = window.document();
        QTRY_VERIFY_WITH_TIMEOUT(document->model() && !document->picture().empty(), kPatience);
        QTRY_VERIFY_WITH_TIMEOUT(!window.jobs()->busy(), kPatience);
        auto* equalizer = window.findChild<widgets::Equalizer*>();
        auto* histogram = window.findChild<widgets::HistogramPlot*>();
        auto* table = window.findChild<QTableView*>();
        QCOMPARE(equalizer->columns().size(), static_cast<int>(document->recipe().layers.size()));

        const auto& layout = equalizer->layoutNow();
        const int before = document->recipe().layers[1].weights.format.bits;
        const QRectF bar = layout.bar(1, widgets::Part::Weights, before);
        const QPoint from(static_cast<int>(bar.center().x()), static_cast<int>(bar.top()) + 1);
        const QPoint to(from.x(), static_cast<int>(layout.yOf(2)));
        widgets::test::drag(*equalizer, from, to);
        const int after = document->recipe().layers[1].weights.format.bits;
        QVERIFY2(after < before, qPrintable(QStringLiteral("%1 → %2").arg(before).arg(after)));
        QCOMPARE(document->currentLayer(), 1); // pulling a fader selects its layer everywhere
        QVERIFY(document->undoStack()->canUndo());

        // Table at once, plots and figures as soon as they are computed.
        const auto* model = table->model();
        QString shown;
        for (int row = 0; row < model->rowCount(); ++row)
            if (model->index(row, LayerModel::Name).data().toString() == QLatin1String("res_a"))
                shown = model->index(row, LayerModel::Weights).data().toString();
        QCOMPARE(shown, QString::fromStdString(quant::name(document->recipe().layers[1].weights.format)));
        QTRY_VERIFY_WITH_TIMEOUT(!window.jobs()->busy(), kPatience);
        QTRY_COMPARE_WITH_TIMEOUT(equalizer->columns()[1].weightBits, after, kPatience);
        QCOMPARE(histogram->state(), widgets::PlotFrame::State::Fresh);
        QVERIFY(histogram->data().title.contains(QStringLiteral("res_a")));
        QVERIFY(histogram->data().title.contains(shown));
        QVERIFY(histogram->data().errorCounts.size() > 1);
        QVERIFY(equalizer->columns()[1].freshness == widgets::Freshness::Fresh);

        document->undoStack()->undo();
        QCOMPARE(equalizer->columns()[1].weightBits, before);
        QVERIFY(equalizer->columns()[1].freshness == widgets::Freshness::Stale); // pale until computed anew
    }

    void aCellIsEditedInPlace()
    {
        MainWindow window(app::test::samples());
        QVERIFY(widgets::test::showAs(window, {1280, 800}));
        window.openSample(QStringLiteral("digits"));
        auto* document = window.document();
        QTRY_VERIFY_WITH_TIMEOUT(document->model(), kPatience);
        auto* table = window.findChild<QTableView*>();
        QTRY_VERIFY_WITH_TIMEOUT(table->model()->rowCount() > 0, kPatience);
        document->setSelection({0, 2});
        const QModelIndex cell = table->model()->index(2, LayerModel::Weights);
        table->edit(cell);
        auto* editor = table->findChild<QComboBox*>();
        QVERIFY(editor);
        const int ternary = editor->findText(QStringLiteral("ternary"));
        QVERIFY(ternary >= 0);
        editor->setCurrentIndex(ternary);
        emit editor->activated(ternary);
        QTRY_COMPARE_WITH_TIMEOUT(document->recipe().layers[2].weights.format, quant::ternaryFormat(), kPatience);
        QCOMPARE(document->recipe().layers[0].weights.format, quant::ternaryFormat()); // selected too
    }

    // A is kept, B goes on: table, status line and pages show both; the columns of A go with it.
    void aBesideB()
    {
        widgets::test::failOnWarnings();
        MainWindow window(app::test::samples());
        QVERIFY(widgets::test::showAs(window, {1280, 800}));
        window.openSample(QStringLiteral("digits"));
        auto* document = window.document();
        QTRY_VERIFY_WITH_TIMEOUT(document->model() && !document->picture().empty(), kPatience);
        QTRY_VERIFY_WITH_TIMEOUT(!window.jobs()->busy(), kPatience);
        auto* table = window.findChild<QTableView*>();
        auto* strip = window.findChild<widgets::FigureStrip*>();
        QVERIFY(table->isColumnHidden(LayerModel::BaselineWeights));
        QTest::keyClick(&window, Qt::Key_K, Qt::ControlModifier);
        QVERIFY(document->baseline());
        QVERIFY(!table->isColumnHidden(LayerModel::BaselineWeights));
        const QString before = table->model()->index(1, LayerModel::Weights).data().toString();
        document->setWidth({1}, Part::Weights, 2, EditPhase::End);
        QCOMPARE(table->model()->index(1, LayerModel::BaselineWeights).data().toString(), before);
        QTRY_VERIFY_WITH_TIMEOUT(
            !table->model()->index(1, LayerModel::BaselineTime).data().toString().isEmpty(), kPatience);
        QTRY_VERIFY_WITH_TIMEOUT(!window.jobs()->busy(), kPatience);
        const QString name = document->baselineName();
        QVERIFY(!name.isEmpty());
        QVERIFY(strip->figures().first().name.startsWith(name));
        QVERIFY(table->model()->index(1, LayerModel::BaselineSqnr).data(LayerModel::kSortRole).toDouble()
            > table->model()->index(1, LayerModel::Sqnr).data(LayerModel::kSortRole).toDouble());
        // The panel and the status line compare the folder's answers.
        auto* answers = window.findChild<widgets::AnswerTable*>();
        const auto named = [&](const char* wanted) {
            return std::ranges::any_of(
                strip->figures(), [&](const auto& figure) { return figure.name == QLatin1String(wanted); });
        };
        QTRY_VERIFY_WITH_TIMEOUT(named("top 1") && named("same answers"), kPatience);
        QVERIFY(answers->isVisible());
        QVERIFY(answers->answers().rows.size() >= 3);
        QTRY_COMPARE(answers->answers().freshness[widgets::ComparedAnswers::A], widgets::Freshness::Fresh);
        // Beside its own figure.
        const auto* header = table->horizontalHeader();
        QCOMPARE(header->visualIndex(LayerModel::BaselineWeights), header->visualIndex(LayerModel::Weights) + 1);
        QCOMPARE(header->visualIndex(LayerModel::BaselineTime), header->visualIndex(LayerModel::Time) + 1);
        for (const QString& page : pageIds()) {
            window.showPage(page);
            widgets::test::settle(window);
        }
        const auto a = *document->baseline(), b = document->recipe();
        QTest::keyClick(&window, Qt::Key_K, Qt::ControlModifier | Qt::ShiftModifier);
        QVERIFY(document->recipe() == a && *document->baseline() == b);
        document->dropBaseline();
        QVERIFY(table->isColumnHidden(LayerModel::BaselineWeights));
        QTRY_VERIFY_WITH_TIMEOUT(!window.jobs()->busy(), kPatience);
        QTRY_VERIFY(!strip->figures().first().name.startsWith(name));
        QTRY_VERIFY(!answers->isVisible());
    }

    // Two recipes opened at once: the first is kept as A, the second is edited; each is a step for Undo.
    void severalRecipesAreCompared()
    {
        widgets::test::failOnWarnings();
        QTemporaryDir folder;
        const auto recipes = std::array {4, 2};
        QStringList paths;
        for (const int bits : recipes) {
            auto recipe = app::test::int8Recipe(*app::test::digits());
            quant::setAll(recipe, quant::intFormat(bits), quant::intFormat(8));
            paths << folder.filePath(QStringLiteral("%1.json").arg(bits));
            QVERIFY(exchange::writeRecipe(recipe, paths.last().toStdString()));
        }
        MainWindow window(app::test::samples());
        QVERIFY(widgets::test::showAs(window, {1280, 800}));
        window.openSample(QStringLiteral("digits"));
        auto* document = window.document();
        QTRY_VERIFY_WITH_TIMEOUT(document->model() && !window.jobs()->busy(), kPatience);
        const auto start = document->recipe();
        window.openPaths(paths);
        QVERIFY(document->baseline());
        QCOMPARE(document->baseline()->layers[1].weights.format, quant::intFormat(4));
        QCOMPARE(document->recipe().layers[1].weights.format, quant::intFormat(2));
        QCOMPARE(document->undoStack()->count(), 3);
        QCOMPARE(document->baselineName(), QStringLiteral("4")); // after its file
        document->undoStack()->setIndex(0);
        QVERIFY(!document->baseline() && document->recipe() == start);
        QTRY_VERIFY_WITH_TIMEOUT(!window.jobs()->busy(), kPatience);
    }

    // Where no layer is selected the pages of one layer say what to do instead of showing an old one.
    void withoutALayerNothingOldIsShown()
    {
        widgets::test::failOnWarnings();
        MainWindow window(app::test::samples());
        QVERIFY(widgets::test::showAs(window, {1280, 800}));
        window.openSample(QStringLiteral("digits"));
        auto* document = window.document();
        const QList<widgets::PlotFrame*> plots {window.findChild<widgets::HistogramPlot*>(),
            window.findChild<widgets::WidthCurvePlot*>(), window.findChild<widgets::KernelPlot*>(),
            window.findChild<DistributionPage*>()->findChild<widgets::ChannelRangesPlot*>()};
        const auto rested
            = [&] { return QTest::qWaitFor([&] { return document->model() && !window.jobs()->busy(); }, kPatience); };
        QVERIFY(rested());
        document->setSelection({3});
        window.showPage(QStringLiteral("kernels"));
        QVERIFY(rested());
        for (int i = 0; i < 3; ++i)
            QTRY_COMPARE(plots[i]->state(), widgets::PlotFrame::State::Fresh);
        document->setSelection({4}); // and away, with the figures on their way
        document->setSelection({});
        QVERIFY(rested()); // nothing of them is still on its way
        for (const auto* plot : plots)
            QCOMPARE(plot->state(), widgets::PlotFrame::State::Empty);
        window.showPage(QStringLiteral("distribution"));
        for (const auto* label : plots[0]->findChildren<widgets::WrappedText*>())
            QVERIFY(label->text() != plots[0]->title() || !label->isVisible()); // it names an older layer
        document->setSelection({2});
        QVERIFY(rested());
        QTRY_COMPARE(plots[0]->state(), widgets::PlotFrame::State::Fresh);
    }

    // A clip handle is dragged on the distribution page: the range by hand is one undo step, and the other handle
    // follows.
    void aRangeIsSetByHand()
    {
        widgets::test::failOnWarnings();
        MainWindow window(app::test::samples());
        QVERIFY(widgets::test::showAs(window, {1280, 800}));
        window.openSample(QStringLiteral("digits"));
        auto* document = window.document();
        QTRY_VERIFY_WITH_TIMEOUT(document->model() && !document->picture().empty(), kPatience);
        document->setSelection({1});
        document->editSpecs(QStringLiteral("per tensor"), {1}, Part::Weights,
            [](quant::QuantSpec& s) { s.granularity = quant::Granularity::Tensor; });
        window.showPage(QStringLiteral("distribution"));
        QTRY_VERIFY_WITH_TIMEOUT(!window.jobs()->busy(), kPatience);
        auto* plot = window.findChild<widgets::HistogramPlot*>();
        QTRY_COMPARE(plot->data().clipHandles, widgets::ClipHandles::Mirrored);
        QTRY_VERIFY(!plot->clipHandleHigh().isNull());
        const double before = plot->data().clipHigh;
        const auto recipe = document->recipe();
        const int steps = document->undoStack()->count();
        const auto parts = plot->findChildren<QWidget*>();
        const auto inner = std::ranges::find_if(parts, [](QWidget* w) { return w->inherits("QCustomPlot"); });
        QVERIFY(inner != parts.end());
        const QPoint from = (*inner)->mapFrom(plot, plot->clipHandleHigh());
        widgets::test::drag(**inner, from, from - QPoint(60, 0));
        QCOMPARE(document->undoStack()->count(), steps + 1);
        const auto& spec = document->spec(1, Part::Weights);
        QCOMPARE(&spec.estimator(), &quant::kByHand);
        const quant::Range byHand = quant::rangeByHand(spec);
        QCOMPARE(byHand.low, -byHand.high);
        QVERIFY(byHand.high > 0 && byHand.high < before);
        QTRY_VERIFY_WITH_TIMEOUT(!window.jobs()->busy(), kPatience);
        QTRY_VERIFY(std::abs(plot->data().clipHigh - byHand.high) < 1e-3 * byHand.high);
        document->undoStack()->undo();
        QVERIFY(document->recipe() == recipe);
        QTRY_VERIFY_WITH_TIMEOUT(!window.jobs()->busy(), kPatience);
        QTRY_COMPARE(plot->data().clipHigh, before);
    }

    void theRemainingTimeFollowsThePace()
    {
        RemainingTime remaining;
        const QString text = QStringLiteral("evaluating");
        QVERIFY(std::isnan(remaining.secondsAt(0, text, 0)));
        QVERIFY(std::isnan(remaining.secondsAt(1000, text, 0.1))); // too early to tell
        QCOMPARE(remaining.secondsAt(2000, text, 0.2), 8.0);
        QCOMPARE(remaining.secondsAt(5000, text, 0.5), 5.0);
        QVERIFY(std::isnan(remaining.secondsAt(6000, text, 0.1))); // begun anew
        QCOMPARE(remaining.secondsAt(10000, text, 0.5), 5.0);
        QVERIFY(std::isnan(remaining.secondsAt(11000, QStringLiteral("measuring"), 0.6)));
    }

    // Colours of the graph have a key; what flows into a layer has the colour of its format.
    void theGraphHasAKey()
    {
        Document document;
        app::test::openDigits(document);
        document.setFormat({1}, Part::Activations, quant::binaryFormat());
        const Results results;
        const QPalette palette;
        QList<widgets::GraphNode> nodes;
        QList<widgets::GraphEdge> edges;
        graphData(document, results, GraphColoring::Width, palette, nodes, edges);
        const int node = document.model()->layers[1].node.index;
        int into = 0;
        for (const auto& edge : edges) {
            if (edge.to != node) continue;
            ++into;
            QCOMPARE(edge.color, widgets::familyColor(widgets::Family::Binary, palette));
            QVERIFY(edge.label.endsWith(QStringLiteral("binary")));
        }
        QCOMPARE(into, 1);
        const auto widths = graphKey(document, results, GraphColoring::Width, palette);
        QCOMPARE(widths.size(), 1); // all weights are integers
        QVERIFY(widths.front().low.startsWith(QStringLiteral("int")));
        QCOMPARE(graphKey(document, results, GraphColoring::Error, palette).front().high, QStringLiteral("60 dB"));
        QVERIFY(graphKey(document, results, GraphColoring::Time, palette).isEmpty()); // nothing is measured yet
    }

    // Opening a model does not wait for a graph that nobody sees; shown, it is the present model's, with the selection.
    void aHiddenGraphIsBuiltWhenItIsShown()
    {
        MainWindow window(app::test::samples());
        QVERIFY(widgets::test::showAs(window, {1280, 800}));
        window.openSample(QStringLiteral("digits"));
        QTRY_VERIFY_WITH_TIMEOUT(window.document()->model() && !window.jobs()->busy(), kPatience);
        const auto* graph = window.findChild<widgets::GraphView*>();
        QVERIFY(graph->find(QStringLiteral("wide")).isEmpty());
        window.document()->setSelection({2});
        window.showPage(QStringLiteral("graph"));
        QVERIFY(graph->isVisible());
        QCOMPARE(graph->find(QStringLiteral("wide")).size(), 1);
        QCOMPARE(graph->selected(), QList<int> {window.document()->model()->layers[2].node.index});
        window.showPage(QStringLiteral("distribution"));
        window.openSample(QStringLiteral("spiral"));
        QTRY_VERIFY_WITH_TIMEOUT(window.document()->model()->layers.size() < 7 && !window.jobs()->busy(), kPatience);
        QVERIFY(graph->find(QStringLiteral("wide")).isEmpty());
        window.showPage(QStringLiteral("graph"));
        const std::string name = window.document()->model()->layers.front().name;
        QVERIFY(!graph->find(QString::fromStdString(name)).isEmpty());
    }

    void failuresAreBannersAndKeepTheModel()
    {
        MainWindow window(app::test::samples());
        QVERIFY(widgets::test::showAs(window, {1280, 800}));
        window.openSample(QStringLiteral("spiral"));
        QTRY_VERIFY_WITH_TIMEOUT(window.document()->model(), kPatience);
        const auto model = window.document()->model();
        const bitladder::test::TempFolder folder;
        auto* banners = window.findChild<widgets::BannerStack*>();
        const int shown = banners->count();
        window.openPaths({QString::fromStdString(folder.write("nonsense.onnx", "nonsense").string())});
        QTRY_COMPARE_WITH_TIMEOUT(banners->count(), shown + 1, kPatience);
        QVERIFY(window.document()->model() == model);
        window.openPaths({QString::fromStdString(folder.write("recipe.json", "{}").string())});
        QTRY_COMPARE_WITH_TIMEOUT(banners->count(), shown + 2, kPatience);
        QVERIFY(window.document()->model() == model);
    }

    // A network that answers as if it guessed: a banner doubts the preprocessing, once, and leads to it.
    void doubtsAPreprocessingThatMakesTheNetworkGuess()
    {
        MainWindow window(app::test::samples());
        QVERIFY(widgets::test::showAs(window, {1280, 800}));
        window.openSample(QStringLiteral("digits"));
        Document* document = window.document();
        QTRY_VERIFY_WITH_TIMEOUT(document->model() && document->files().size() > 1, kPatience);
        // The pictures twice over, so that they are enough to say something.
        auto files = document->files();
        files.insert(files.end(), document->files().begin(), document->files().end());
        document->setFiles(files, document->classNames(), document->folder());
        auto* banners = window.findChild<widgets::BannerStack*>();
        QTRY_VERIFY_WITH_TIMEOUT(!window.jobs()->busy(), kPatience);
        QCOMPARE(banners->count(), 0);
        auto rules = *document->preprocessing();
        rules.mean.assign(1, 100.0F);
        document->setPreprocessing(rules);
        QTRY_COMPARE_WITH_TIMEOUT(banners->count(), 1, kPatience);
        QTRY_VERIFY_WITH_TIMEOUT(!window.jobs()->busy(), kPatience);
        document->setWidth({0}, Part::Weights, 4, EditPhase::End);
        QTRY_VERIFY_WITH_TIMEOUT(!window.jobs()->busy(), kPatience);
        QCOMPARE(banners->count(), 1);
        auto* banner = window.findChild<widgets::Banner*>();
        QVERIFY(banner->message().text.contains(QStringLiteral("guessing")));
        bool asked = false;
        QTimer poll;
        QObject::connect(&poll, &QTimer::timeout, &window, [&] {
            if (auto* dialog = qobject_cast<QDialog*>(QApplication::activeModalWidget())) {
                asked = true;
                dialog->reject();
            }
        });
        poll.start(20);
        QTest::mouseClick(banner->findChild<QPushButton*>(), Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(asked, kPatience);
    }

    // A path that leads nowhere does not keep the model beside it from opening.
    void aWrongPathBesideAModelIsNamed()
    {
        MainWindow window(app::test::samples());
        QVERIFY(widgets::test::showAs(window, {1280, 800}));
        const auto model = QString::fromStdString((app::test::samples() / "digits" / "digits.onnx").string());
        window.openPaths({QStringLiteral("no/such/folder"), model});
        QTRY_VERIFY_WITH_TIMEOUT(window.document()->model() != nullptr, kPatience);
        auto* banners = window.findChild<widgets::BannerStack*>();
        QTRY_COMPARE_WITH_TIMEOUT(banners->count(), 1, kPatience);
        QVERIFY(window.findChild<widgets::Banner*>()->message().text.contains(QStringLiteral("no/such/folder")));
        // Beside pictures too, of which it would else be one of many that cannot be read.
        const auto pictures = QString::fromStdString((app::test::samples() / "digits" / "pictures").string());
        window.openPaths({model, pictures, QStringLiteral("no/such/picture.png")});
        QTRY_VERIFY_WITH_TIMEOUT(window.document()->files().size() > 1, kPatience);
        QTRY_COMPARE_WITH_TIMEOUT(banners->count(), 1, kPatience);
        const auto all = window.findChildren<widgets::Banner*>();
        QVERIFY(std::ranges::any_of(all,
            [](const auto* banner) { return banner->message().text.contains(QStringLiteral("no/such/picture.png")); }));
    }

    // However many banners there are, with sentences of two lines: the window stays on its screen and shows its status
    // line.
    void bannersDoNotMakeTheWindowGrow()
    {
        MainWindow window(app::test::samples());
        QVERIFY(widgets::test::showAs(window, {1280, 780}));
        window.openSample(QStringLiteral("digits"));
        QTRY_VERIFY_WITH_TIMEOUT(window.document()->model() && !window.jobs()->busy(), kPatience);
        auto* banners = window.findChild<widgets::BannerStack*>();
        banners->closeAll();
        const bitladder::test::TempFolder folder;
        const std::string name = "something with a rather long name that fills a line of its banner and more";
        for (const char* suffix : {".json", ".onnx"})
            window.openPaths({QString::fromStdString(folder.write(name + suffix, "{}").string())});
        QStringList missing;
        for (int i = 0; i < 6; ++i)
            missing << QStringLiteral("no/such/picture with a rather long name %1.png").arg(i);
        window.openPaths(missing);
        QTRY_COMPARE_WITH_TIMEOUT(banners->count(), 3, kPatience);
        for (const QString& page : pageIds()) {
            window.showPage(page);
            widgets::test::settle(window);
            QCOMPARE(window.height(), 780);
        }
    }

    // At 1280×800 the five best answers have room, and what comes in later moves nothing.
    void answersHaveRoomInALowWindow()
    {
        MainWindow window(app::test::samples());
        QVERIFY(widgets::test::showAs(window, {1280, 800}));
        window.openSample(QStringLiteral("digits"));
        const auto bars = window.findChildren<widgets::AnswerBars*>();
        QCOMPARE(bars.size(), 2);
        QTRY_VERIFY_WITH_TIMEOUT(!bars[1]->rows().empty(), kPatience);
        auto* equalizer = window.findChild<widgets::Equalizer*>();
        widgets::test::settle(window);
        const int height = equalizer->height();
        QTRY_VERIFY_WITH_TIMEOUT(!window.jobs()->busy(), kPatience);
        widgets::test::settle(window);
        QCOMPARE(window.height(), 800);
        QCOMPARE(equalizer->height(), height);
        for (const auto* side : bars)
            QVERIFY2(side->shownRows() == 5, qPrintable(QString::number(side->shownRows())));
    }

    // A model with its folder of pictures, then a single picture, dropped as a file manager does it: wherever, and on
    // the picture.
    void filesAreDropped()
    {
        MainWindow window(app::test::samples());
        QVERIFY(widgets::test::showAs(window, {1280, 800}));
        const auto drop = [](QWidget* target, const QStringList& paths) {
            QMimeData data;
            QList<QUrl> urls;
            for (const QString& path : paths)
                urls << QUrl::fromLocalFile(path);
            data.setUrls(urls);
            const QPoint place = target->rect().center();
            QDragEnterEvent enter(place, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
            QApplication::sendEvent(target, &enter);
            QVERIFY(enter.isAccepted());
            QDropEvent event(place, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
            QApplication::sendEvent(target, &event);
        };
        const QString digits = QString::fromStdString((app::test::samples() / "digits").string());
        drop(&window, {digits + QStringLiteral("/digits.onnx"), digits + QStringLiteral("/pictures")});
        auto* document = window.document();
        QTRY_VERIFY_WITH_TIMEOUT(document->model() && document->files().size() == 360, kPatience);
        const QString seven = digits + QStringLiteral("/pictures/7/003.png");
        drop(window.findChild<PicturePanel*>()->findChild<widgets::PictureView*>(), {seven});
        QTRY_COMPARE_WITH_TIMEOUT(document->picture().file.string(), seven.toStdString(), kPatience);
        QCOMPARE(document->files().size(), size_t {360}); // the folder stays
        QTRY_VERIFY_WITH_TIMEOUT(!window.jobs()->busy(), kPatience);
    }

    // A network whose activations take 16 GB is refused; the banner leads to the preference that allows more, and opens
    // it again.
    void aRefusalOffersMoreMemory()
    {
        bitladder::test::GraphBuilder b;
        const auto x = b.input("x", {1, 4});
        const auto y = b.node("MatMul", "small", {x, b.constant("w", {4, 4}, std::vector<float>(16, 0.5F))});
        const auto shape
            = b.constant("shape", tensor::Tensor::of<int64_t>({2}, std::vector<int64_t> {1'000'000'000, 4}));
        const auto wide = b.node("Expand", "wide", {y, shape});
        const bitladder::test::TempFolder folder;
        const auto file = folder.path() / "wide.onnx";
        QVERIFY(onnx::writeModel(b.graph({b.node("ReduceMax", "most", {wide})}), file));

        MainWindow window(app::test::samples());
        QVERIFY(widgets::test::showAs(window, {1280, 800}));
        const auto refusal = [&](const QString& allowed) -> widgets::Banner* {
            for (auto* banner : window.findChildren<widgets::Banner*>())
                if (banner->isVisible() && !banner->message().actionText.isEmpty()
                    && banner->message().text.contains(allowed))
                    return banner;
            return nullptr;
        };
        window.openPaths({QString::fromStdString(file.string())});
        QTRY_VERIFY_WITH_TIMEOUT(refusal(QStringLiteral("1024 MiB")), kPatience);
        int proposed = 0;
        // The click is answered from the queue: the dialog comes once the loop runs, and is answered as soon as it is
        // there.
        QTimer poll;
        connect(&poll, &QTimer::timeout, this, [&] {
            auto* dialog = qobject_cast<QDialog*>(QApplication::activeModalWidget());
            if (!dialog) return;
            poll.stop();
            auto* field = dialog->findChild<QSpinBox*>(QStringLiteral("modelMemory"));
            proposed = dialog->focusWidget() == field ? field->value() : -1;
            dialog->accept();
        });
        poll.start(10);
        auto* button = refusal(QStringLiteral("1024 MiB"))->findChild<QPushButton*>();
        QVERIFY2(button, qPrintable(refusal(QStringLiteral("1024 MiB"))->message().text));
        QTest::mouseClick(button, Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(refusal(QStringLiteral("4096 MiB")), kPatience);
        QCOMPARE(proposed, 4);
        QVERIFY(!refusal(QStringLiteral("1024 MiB")));
    }

    void theFilterFindsLayers()
    {
        MainWindow window(app::test::samples());
        QVERIFY(widgets::test::showAs(window, {1280, 800}));
        window.openSample(QStringLiteral("digits"));
        auto* table = window.findChild<QTableView*>();
        QTRY_VERIFY_WITH_TIMEOUT(table->model()->rowCount() > 3, kPatience);
        QTest::keyClick(&window, Qt::Key_F, Qt::ControlModifier);
        auto* filter = window.findChild<QLineEdit*>(QStringLiteral("layerFilter"));
        QVERIFY(filter);
        QTRY_VERIFY(filter->hasFocus());
        QTest::keyClicks(filter, QStringLiteral("RES"));
        QCOMPARE(table->model()->rowCount(), 2);
        // Enter selects the first that was found, and the keyboard goes on in the table.
        QTest::keyClick(filter, Qt::Key_Return);
        QCOMPARE(window.document()->selection(), QList<int> {1});
        QTRY_VERIFY(table->hasFocus());
        QTest::keyClick(table, Qt::Key_Down);
        QCOMPARE(window.document()->selection(), QList<int> {2});
        filter->clear();
        QVERIFY(table->model()->rowCount() > 3);
    }

    void everyPageShowsWithoutWarnings()
    {
        widgets::test::failOnWarnings();
        for (const char* sample : {"digits", "restore", "spiral"}) {
            MainWindow window(app::test::samples());
            QVERIFY(widgets::test::showAs(window, {1280, 800}));
            window.openSample(QString::fromLatin1(sample));
            QTRY_VERIFY_WITH_TIMEOUT(window.document()->model() && !window.jobs()->busy(), kPatience);
            for (const QString& page : pageIds()) {
                window.showPage(page);
                widgets::test::settle(window);
            }
        }
    }
};

QTEST_MAIN(TestMainWindow)
#include "tst_main_window.moc"
