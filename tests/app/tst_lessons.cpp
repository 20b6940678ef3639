// Lessons: the reader, every shipped lesson walked through in the real window, and what their texts claim, checked by
// measuring.
#include "app/window/lessons/lesson_dock.h"
#include "app/window/pages/page_table.h"
#include "app/window/shell/samples.h"
#include "tests/app/window_test.h"
#include "widgets/control/banner.h"
#include "widgets/control/banner_stack.h"
#include "widgets/control/lesson_view.h"

#include <QMenu>
#include <QMenuBar>
#include <QPushButton>
#include <QSettings>
#include <QStandardPaths>
#include <QTabWidget>

using namespace bitladder;
using namespace bitladder::app;
using app::test::Latest;
using bitladder::test::kPatience;

namespace
{

// What the window says after a step, for the layer that is selected.
struct Figures {
    double weightsDb = 0, clippingShare = 0, layerDb = 0, outputDb = 0, agreement = 0, bytes = 0;
    std::vector<double> gathered; // by layer, in dB
    int executed = 0;
};

QByteArray lessonOf(const char* show, const char* more = "")
{
    return QByteArray(
               R"({"bitladderLesson": 1, "title": "T", "sample": "digits", "steps": [{"title": "S", "text": "X")")
        + (*show ? QByteArray(R"(, "show": )") + show : QByteArray()) + "}]" + more + "}";
}

} // namespace

class TestLessons : public QObject
{
    Q_OBJECT

    std::unique_ptr<MainWindow> m_window;
    std::unique_ptr<Latest<NetworkResult>> m_network;
    std::unique_ptr<Latest<IsolatedResult>> m_isolated;
    std::unique_ptr<Latest<FolderProgress>> m_folder;
    std::unique_ptr<Latest<LayerResult>> m_layer;

    Document* document() { return m_window->document(); }
    const widgets::LessonText& text() { return m_window->lesson()->view()->data(); }
    QPushButton* button(const char* name) { return m_window->lesson()->findChild<QPushButton*>(QLatin1String(name)); }
    QAction* menuEntry(const QString& title)
    {
        for (QAction* menu : m_window->menuBar()->actions())
            if (menu->text() == QStringLiteral("&Learn"))
                for (QAction* entry : menu->menu()->actions())
                    if (entry->text().endsWith(title)) return entry;
        return nullptr;
    }
    bool rested()
    {
        return QTest::qWaitFor([this] { return document()->model() && !m_window->jobs()->busy(); }, kPatience);
    }
    // Shows the step of the lesson, waits, and reads what is there.
    Figures after(int step)
    {
        m_window->lesson()->goTo(step - 1);
        m_window->lesson()->showStep();
        const auto current
            = [this](const auto& latest) { return latest->value && latest->value->revision == document()->revision(); };
        const bool there = QTest::qWaitFor(
            [&] {
                return current(m_network) && current(m_isolated) && current(m_folder) && m_folder->value->finished
                    && current(m_layer) && m_layer->value->question.layer == document()->currentLayer()
                    && !m_window->jobs()->busy();
            },
            kPatience);
        Figures f;
        if (!there) {
            qCritical("no figures of step %d", step);
            return f;
        }
        const auto layer = static_cast<size_t>(document()->currentLayer());
        const auto& d = m_layer->value->distribution;
        f.weightsDb = d.stats.sqnrDb();
        const double error2 = d.roundingError2 + d.clippingError2;
        f.clippingShare = error2 > 0 ? d.clippingError2 / error2 : 0;
        if (const auto& stats = m_isolated->value->layers[layer]) f.layerDb = stats->sqnrDb();
        f.outputDb = m_network->value->output.sqnrDb();
        for (const auto& stats : m_network->value->accumulated)
            f.gathered.push_back(stats.sqnrDb());
        f.agreement = m_folder->value->evaluation.agreement.rate();
        f.bytes = m_network->value->sizes.theoreticalBytes;
        for (const auto& info : m_network->value->layers)
            f.executed += info.execution == engine::Execution::Executed;
        return f;
    }
    void open(const char* file) { m_window->openLesson(QStringLiteral(":/lessons/%1.json").arg(QLatin1String(file))); }

private slots:
    void initTestCase() { app::test::useOwnSettings("tst_lessons"); }

    void init()
    {
        widgets::test::failOnWarnings();
        m_window = app::test::shownWindow();
        QVERIFY(m_window);
        auto& results = *m_window->results();
        m_network = std::make_unique<Latest<NetworkResult>>(results);
        m_isolated = std::make_unique<Latest<IsolatedResult>>(results);
        m_folder = std::make_unique<Latest<FolderProgress>>(results);
        m_layer = std::make_unique<Latest<LayerResult>>(results);
        QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
    }

    void cleanup() { m_window.reset(); }

    void readsALesson()
    {
        const auto lesson
            = lessonFromJson(lessonOf(R"({"page": "distribution", "part": "activations", "select": "last", "set": [
            {"layers": "all", "weights": {"format": "int4", "range": "percentile", "percentile": 95}},
            {"layers": "wide", "activations": {"format": "int8", "symmetry": "symmetric"}}]})"),
                QStringLiteral("a.json"));
        QVERIFY2(lesson, lesson ? "" : lesson.error().message.c_str());
        QCOMPARE(lesson->title, QStringLiteral("T"));
        QCOMPARE(lesson->steps.size(), size_t {1});
        const LessonStep& step = lesson->steps[0];
        QCOMPARE(step.page, QStringLiteral("distribution"));
        QVERIFY(step.part == Part::Activations && step.shows());
        QCOMPARE(step.edits.size(), size_t {2});
        const auto recipe = applied(step, *app::test::digits(), engine::floatRecipe(*app::test::digits()->graph));
        for (size_t i = 0; i < recipe.layers.size(); ++i) {
            const auto& layer = recipe.layers[i];
            QVERIFY(layer.weights.format == quant::intFormat(4));
            QCOMPARE(layer.weights.granularity, quant::Granularity::Channel); // not said: as for a new layer
            QCOMPARE(layer.weights.parameters.at("percentile"), 95.0);
            QVERIFY(layer.activations.format == (layer.layer == "wide" ? quant::intFormat(8) : quant::kFloat32));
        }
        QCOMPARE(layersOf(step.select, *app::test::digits()), QList<int> {6});
        QCOMPARE(layersOf(QStringLiteral("nobody"), *app::test::digits()), QList<int>());
        QVERIFY(!lessonFromJson(lessonOf(""), {})->steps[0].shows());
    }

    void lockedLayersStay()
    {
        auto recipe = engine::floatRecipe(*app::test::digits()->graph);
        recipe.layers[2].lock = quant::Lock::Locked;
        const auto before = recipe;
        const auto lesson = lessonFromJson(
            lessonOf(R"({"set": [{"layers": "all", "weights": {"format": "int4"}}]})"), QStringLiteral("a.json"));
        const auto after = applied(lesson->steps[0], *app::test::digits(), recipe);
        QVERIFY(after.layers[2] == before.layers[2] && !(after.layers[1] == before.layers[1]));
    }

    void refusesBadLessons_data()
    {
        QTest::addColumn<QByteArray>("file");
        QTest::addColumn<QString>("says");
        const auto row = [](const char* name, const QByteArray& file, const char* says) {
            QTest::newRow(name) << file << QString::fromUtf8(says);
        };
        row("nothing", "", "not a lesson");
        row("a list", "[]", "an object is needed");
        row("cut off", lessonOf("").chopped(3), "at character");
        row("another file", R"({"bitladderRecipe": 1})", "bitladderLesson is missing");
        row("newer", R"({"bitladderLesson": 2})", "has version 2");
        row("no title", R"({"bitladderLesson": 1, "sample": "digits"})", "title: a text is needed");
        row("no steps", R"({"bitladderLesson": 1, "title": "T", "sample": "digits"})", "steps: a list is needed");
        row("empty step", R"({"bitladderLesson": 1, "title": "T", "sample": "digits", "steps": [1]})",
            "step 1: title: a text is needed");
        row("misspelt field", lessonOf("", R"(, "stepps": [])"), "stepps: is not known here");
        row("misspelt show", lessonOf(R"({"pages": "error"})"), "step 1: show: pages: is not known here");
        row("show is no object", lessonOf("7"), "show: an object is needed");
        row("no such page", lessonOf(R"({"page": "errors"})"), "there is none of the name errors");
        row("page is no text", lessonOf(R"({"page": 3})"), "page: a text is needed");
        row("no such part", lessonOf(R"({"part": "biases"})"), "neither weights nor activations");
        row("set is no list", lessonOf(R"({"set": {}})"), "set: a list is needed");
        row("no layers", lessonOf(R"({"set": [{}]})"), "set: layers: a text is needed");
        row("nothing is set", lessonOf(R"({"set": [{"layers": "all"}]})"), "weights or activations");
        row("no such format", lessonOf(R"({"set": [{"layers": "all", "weights": {"format": "int99"}}]})"),
            "set: weights: format: \"int99\"");
        row("no such range", lessonOf(R"({"set": [{"layers": "all", "weights": {"format": "int9", "range": "?"}}]})"),
            "range");
        row("too long", lessonOf("").replace("\"X\"", "\"" + QByteArray(800, 'x') + "\""), "at most 700");
    }

    // One sentence that names the file and the place.
    void refusesBadLessons()
    {
        QFETCH(QByteArray, file);
        QFETCH(QString, says);
        const auto lesson = lessonFromJson(file, QStringLiteral("bad.json"));
        QVERIFY(!lesson);
        const QString message = QString::fromStdString(lesson.error().message);
        QVERIFY2(message.startsWith(QStringLiteral("bad.json: ")) && message.contains(says), qPrintable(message));
    }

    void aFileThatCannotBeReadIsABanner()
    {
        m_window->openLesson(QStringLiteral("/nowhere/lesson.json"));
        auto* banner = m_window->findChild<widgets::Banner*>();
        QVERIFY(banner && banner->message().text.contains(QStringLiteral("/nowhere/lesson.json")));
        QVERIFY(!m_window->lesson()->isVisible());
    }

    void shippedLessonsStandInTheMenu()
    {
        QVERIFY(shippedLessons().size() >= 5);
        QStringList titles;
        for (const QString& path : shippedLessons()) {
            const auto lesson = readLesson(path);
            QVERIFY2(lesson, lesson ? "" : lesson.error().message.c_str());
            QVERIFY(findSample(lesson->sample.toStdString()));
            QVERIFY2(menuEntry(lesson->title), qPrintable(path));
            QVERIFY(!titles.contains(lesson->title));
            titles << lesson->title;
        }
        QCOMPARE(m_window->findChild<QTabWidget*>()->count(), pageIds().size());
    }

    void everyStepDoesWhatItSays_data()
    {
        QTest::addColumn<QString>("path");
        for (const QString& path : shippedLessons())
            QTest::newRow(qPrintable(path)) << path;
    }

    // From the first step to the last by keyboard: page, selection and recipe are those of the file, texts fit, undo
    // goes back.
    void everyStepDoesWhatItSays()
    {
        QFETCH(QString, path);
        const auto lesson = readLesson(path);
        m_window->openSample(lesson->sample);
        QVERIFY(rested());
        const auto start = document()->recipe();
        const int steps = document()->undoStack()->count();
        menuEntry(lesson->title)->trigger();
        QVERIFY(m_window->lesson()->isVisible());
        QVERIFY(m_window->lesson()->sampleIsOpen());
        auto* tabs = m_window->findChild<QTabWidget*>();
        int edits = 0;
        for (size_t i = 0; i < lesson->steps.size(); ++i) {
            const LessonStep& step = lesson->steps[i];
            QCOMPARE(text().heading, step.title);
            QCOMPARE(text().text, step.text);
            QCOMPARE(text().step, static_cast<int>(i) + 1);
            QVERIFY(text().notice.isEmpty());
            QTRY_VERIFY2(m_window->lesson()->view()->fits(), qPrintable(step.title));
            const auto expected = applied(step, *document()->model(), document()->recipe());
            edits += !(expected == document()->recipe());
            QTest::keyClick(m_window.get(), Qt::Key_M, Qt::AltModifier);
            // A button pressed by its letter goes down for a moment first.
            QTRY_VERIFY(document()->recipe() == expected && !button("show")->isDown());
            QCOMPARE(document()->undoStack()->count(), steps + edits);
            if (!step.select.isEmpty()) QCOMPARE(document()->selection(), layersOf(step.select, *document()->model()));
            QVERIFY(step.select.isEmpty() || !document()->selection().isEmpty());
            for (const auto& edit : step.edits)
                QVERIFY2(!layersOf(edit.layers, *document()->model()).isEmpty(), qPrintable(edit.layers));
            if (!step.page.isEmpty()) QCOMPARE(pageIds()[tabs->currentIndex()], step.page);
            const bool last = i + 1 == lesson->steps.size();
            QCOMPARE(button("next")->isEnabled(), !last);
            if (last) continue;
            QTest::keyClick(m_window.get(), Qt::Key_N, Qt::AltModifier);
            QTRY_COMPARE(text().step, static_cast<int>(i) + 2);
        }
        QVERIFY(edits > 0);
        for (int i = 0; i < edits; ++i)
            document()->undoStack()->undo();
        QVERIFY(document()->recipe() == start);
        QTest::keyClick(m_window.get(), Qt::Key_B, Qt::AltModifier);
        QTRY_COMPARE(text().step, static_cast<int>(lesson->steps.size()) - 1);
        QVERIFY(rested());
    }

    // What is open is not lost: the steps work on it, and after the sample it comes back as it was.
    void anOwnModelIsKept()
    {
        m_window->openSample(QStringLiteral("spiral"));
        QVERIFY(rested());
        document()->setWidth({1}, Part::Weights, 5, EditPhase::End);
        open("1-bit-width");
        QVERIFY(!m_window->lesson()->sampleIsOpen());
        QVERIFY(text().notice.contains(QStringLiteral("digits")));
        m_window->lesson()->goTo(2);
        m_window->lesson()->showStep();
        QCOMPARE(document()->selection(), QList<int> {1}); // its largest layer
        QVERIFY(document()->recipe().layers[1].weights.format == quant::intFormat(4));
        const auto recipe = document()->recipe();
        const auto history = document()->history(100);
        QCOMPARE(history.position, 2);

        QTest::mouseClick(button("action"), Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(m_window->lesson()->sampleIsOpen(), kPatience);
        QVERIFY(rested());
        QCOMPARE(text().step, 3); // the lesson goes on
        QVERIFY(text().notice.contains(QStringLiteral("spiral.onnx")));
        m_window->lesson()->showStep();
        QTest::mouseClick(button("action"), Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(document()->model()->path.filename() == "spiral.onnx", kPatience);
        QTRY_VERIFY_WITH_TIMEOUT(document()->history(100) == history, kPatience);
        QVERIFY(document()->recipe() == recipe);
        QCOMPARE(document()->selection(), QList<int> {1});
        document()->undoStack()->undo();
        QCOMPARE(document()->recipe().layers[1].weights.format, quant::intFormat(5));
        QVERIFY(rested());
    }

    void withoutAModelItOffersTheSample()
    {
        open("3-six-decibels");
        QVERIFY(!button("show")->isEnabled());
        m_window->lesson()->showStep(); // nothing to do it with
        QTest::mouseClick(button("action"), Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(m_window->lesson()->sampleIsOpen(), kPatience);
        QTRY_VERIFY(text().notice.isEmpty()); // there is nothing to go back to
        QVERIFY(button("show")->isEnabled());
        QVERIFY(rested());
    }

    void aBitWidthIsWhatTheTextsSay()
    {
        m_window->openSample(QStringLiteral("digits"));
        QVERIFY(rested());
        open("1-bit-width");
        QVERIFY(std::isinf(after(1).weightsDb));
        const Figures eight = after(2);
        QVERIFY(eight.clippingShare < 0.05); // least squares cuts off little
        QCOMPARE(eight.agreement, 1.0);
        const Figures four = after(3);
        QVERIFY(four.clippingShare > 0.01);
        QVERIFY(four.agreement > 0.99);
        const Figures two = after(4);
        QVERIFY(two.layerDb > 0 && two.layerDb < 10);
        QVERIFY(two.agreement > 0.9 && two.agreement < 1);
        QVERIFY(after(5).agreement < 0.9);
    }

    void rangesAreWhatTheTextsSay()
    {
        m_window->openSample(QStringLiteral("digits"));
        QVERIFY(rested());
        open("2-rounding-and-clipping");
        const Figures reach = after(1), cut = after(2), least = after(3), byHand = after(4);
        QCOMPARE(reach.clippingShare, 0.0);
        QVERIFY(cut.clippingShare > 0.9);
        QVERIFY(least.clippingShare > 0.1 && least.clippingShare < 0.5);
        QVERIFY(least.weightsDb > reach.weightsDb + 3 && least.weightsDb > cut.weightsDb + 3);
        QCOMPARE(byHand.weightsDb, least.weightsDb);
        const Figures eight = after(5);
        QVERIFY(after(6).weightsDb > least.weightsDb + 0.5); // a scale for every channel
        // At 8 bits least squares gains nearly nothing, and cutting off a tenth spoils it.
        const auto with = [&](const quant::RangeEstimator* method) {
            after(5);
            document()->editSpecs(
                QStringLiteral("range"), document()->selection(), Part::Weights, [&](quant::QuantSpec& s) {
                    s.range = method;
                    s.parameters["percentile"] = 90;
                });
            const bool there = QTest::qWaitFor(
                [&] { return m_layer->value->revision == document()->revision() && !m_window->jobs()->busy(); },
                kPatience);
            if (!there) qCritical("no figures");
            const auto& d = m_layer->value->distribution;
            return std::pair(d.stats.sqnrDb(), d.clippingError2 / (d.clippingError2 + d.roundingError2));
        };
        QVERIFY(std::abs(with(&quant::kLeastSquares).first - eight.weightsDb) < 0.5);
        const auto [db, share] = with(&quant::kPercentile);
        QVERIFY(db < eight.weightsDb - 20 && share > 0.99);
    }

    void aBitIsSixDecibels()
    {
        m_window->openSample(QStringLiteral("digits"));
        QVERIFY(rested());
        open("3-six-decibels");
        const Figures eight = after(1), seven = after(2), two = after(3);
        QVERIFY(std::abs(eight.layerDb - seven.layerDb - 6.02) < 0.5);
        QVERIFY(std::abs(eight.layerDb - two.layerDb - 36.12) < 1);
        document()->editSpecs(QStringLiteral("range"), document()->selection(), Part::Weights,
            [](quant::QuantSpec& s) { s.range = &quant::kMinMax; });
        QTRY_VERIFY_WITH_TIMEOUT(
            m_isolated->value->revision == document()->revision() && m_isolated->value->layers[5].has_value(),
            kPatience);
        const double reached = m_isolated->value->layers[5]->sqnrDb();
        QVERIFY2(reached < two.layerDb - 3, qPrintable(QString::number(reached)));
        const Figures sixteen = after(4), integer = after(5);
        QVERIFY(integer.layerDb > sixteen.layerDb + 10);
        const Figures all = after(6);
        QVERIFY(all.executed == 7);
    }

    void theEndsAreWhatTheTextsSay()
    {
        m_window->openSample(QStringLiteral("digits"));
        QVERIFY(rested());
        const auto& layers = document()->model()->layers;
        QCOMPARE(layers.front().parameters, 160);
        QCOMPARE(std::ranges::max(layers, {}, &graph::Layer::parameters).parameters, 18496);
        open("4-first-and-last");
        const Figures all = after(1), first = after(2), largest = after(3), last = after(4);
        for (size_t i = 0; i < first.gathered.size(); ++i)
            QVERIFY(first.gathered[i] < 12); // never recovers
        QVERIFY(all.bytes - largest.bytes > 100 * (all.bytes - first.bytes));
        QVERIFY(largest.agreement > first.agreement + 0.1);
        QCOMPARE(last.agreement, 1.0);
        for (size_t i = 0; i + 1 < last.gathered.size(); ++i)
            QCOMPARE(last.gathered[i], all.gathered[i]);
        QVERIFY(last.gathered.back() < all.gathered.back() - 10);
        const Figures baseline = after(5), narrow = after(6);
        QVERIFY(baseline.agreement > narrow.agreement + 0.03);
        QVERIFY(baseline.bytes < 1.1 * narrow.bytes);
        QVERIFY(std::abs(after(7).agreement - first.agreement) < 0.1);
    }

    void whatItBuysIsWhatTheTextsSay()
    {
        m_window->openSample(QStringLiteral("digits"));
        QVERIFY(rested());
        open("5-what-it-buys");
        const Figures start = after(1), eight = after(2), four = after(3), simulated = after(4), binary = after(5),
                      wrong = after(6);
        QVERIFY(std::abs(eight.bytes / start.bytes - 0.25) < 0.02);
        QCOMPARE(eight.executed, 7);
        QVERIFY(four.bytes / eight.bytes > 0.5 && four.bytes / eight.bytes < 0.55);
        QCOMPARE(simulated.executed, 0);
        QCOMPARE(binary.executed, 7);
        QVERIFY(wrong.agreement < 0.2);
        document()->setWidth(document()->selection(), Part::Activations, 2, EditPhase::End);
        QTRY_VERIFY_WITH_TIMEOUT(
            m_folder->value->revision == document()->revision() && m_folder->value->finished, kPatience);
        QVERIFY(m_folder->value->evaluation.agreement.rate() > 0.5); // something comes back
        QVERIFY(rested());
    }
};

QTEST_MAIN(TestLessons)
#include "tst_lessons.moc"
