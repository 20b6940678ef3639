// Lessons in the real window: every shipped one is walked through, questions are locked and graded, tasks are seen when
// they are reached, and afterwards everything is as it was. What the texts say is played in tests/lesson.
#include "app/window/lessons/lesson_dock.h"
#include "app/window/pages/page_table.h"
#include "app/window/shell/samples.h"
#include "core/lesson/class_file.h"
#include "core/lesson/player.h"
#include "tests/app/window_test.h"
#include "widgets/control/attention_frame.h"
#include "widgets/control/banner.h"
#include "widgets/control/lesson_view.h"
#include "widgets/plot/values/curve_sketch.h"

#include <QLineEdit>
#include <QMenu>
#include <QMenuBar>
#include <QPushButton>
#include <QRadioButton>
#include <QTabWidget>
#include <QTemporaryDir>

using namespace bitladder;
using namespace bitladder::app;
using bitladder::test::kPatience;

class TestLessons : public QObject
{
    Q_OBJECT

    std::unique_ptr<MainWindow> m_window;
    QTemporaryDir m_folder;

    Document* document() { return m_window->document(); }
    LessonDock* dock() { return m_window->lesson(); }
    const widgets::LessonText& text() { return dock()->view()->data(); }
    QPushButton* button(const char* name) { return dock()->findChild<QPushButton*>(QLatin1String(name)); }
    QMenu* learnMenu()
    {
        for (QAction* menu : m_window->menuBar()->actions())
            if (menu->text() == QStringLiteral("&Learn")) return menu->menu();
        return nullptr;
    }
    QAction* menuEntry(const QString& title)
    {
        for (QAction* entry : learnMenu()->actions())
            if (entry->text().endsWith(title)) return entry;
        return nullptr;
    }
    bool rested() { return app::test::rests(*m_window); }
    // A lesson of one step on digits.
    QString lessonWith(const char* inStep)
    {
        const QString path = m_folder.filePath(QStringLiteral("own.json"));
        QFile file(path);
        if (!file.open(QIODevice::WriteOnly)) return {};
        file.write(R"({"bitladderLesson": 2, "title": "Own", "sample": "digits",
            "steps": [{"title": "S", "text": "Size {size}.")");
        file.write(inStep);
        file.write(R"(}, {"title": "Last", "text": "X"}]})");
        return path;
    }
    void openDigits()
    {
        m_window->openSample(QStringLiteral("digits"));
        QVERIFY(rested());
    }

private slots:
    void initTestCase() { app::test::useOwnSettings("tst_lessons"); }

    void init()
    {
        widgets::test::failOnWarnings();
        QSettings().clear();
        m_window = app::test::shownWindow();
        QVERIFY(m_window);
        QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
    }

    void cleanup() { m_window.reset(); }

    void aPageThatIsNotThereIsRefused()
    {
        const auto lesson = readLesson(lessonWith(R"(, "show": {"page": "errors"})"));
        QVERIFY(!lesson);
        QVERIFY2(lesson.error().message.find("there is none of the name errors") != std::string::npos,
            lesson.error().message.c_str());
    }

    void aFileThatCannotBeReadIsABanner()
    {
        m_window->openLesson(QStringLiteral("/nowhere/lesson.json"));
        auto* banner = m_window->findChild<widgets::Banner*>();
        QVERIFY(banner && banner->message().text.contains(QStringLiteral("/nowhere/lesson.json")));
        QVERIFY(!dock()->isVisible());
    }

    void shippedLessonsStandInTheMenu()
    {
        QVERIFY(shippedLessons().size() >= 15);
        QStringList titles;
        for (const QString& path : shippedLessons()) {
            const auto lesson = readLesson(path);
            QVERIFY2(lesson, lesson ? "" : lesson.error().message.c_str());
            QVERIFY(findSample(lesson->sample));
            const QString title = QString::fromStdString(lesson->title);
            QVERIFY2(menuEntry(title), qPrintable(path));
            QVERIFY(!titles.contains(title));
            titles << title;
        }
    }

    void everyStepDoesWhatItSays_data()
    {
        QTest::addColumn<QString>("path");
        for (const QString& path : shippedLessons())
            QTest::newRow(qPrintable(path)) << path;
    }

    // From the first step to the last by keyboard: each sets up page, selection and recipe by itself, texts fit, and
    // undo goes back.
    void everyStepDoesWhatItSays()
    {
        QFETCH(QString, path);
        const auto lesson = readLesson(path);
        m_window->openSample(QString::fromStdString(lesson->sample));
        QVERIFY(rested());
        const auto start = document()->recipe();
        menuEntry(QString::fromStdString(lesson->title))->trigger();
        QVERIFY(dock()->isVisible() && dock()->sampleIsOpen());
        auto* tabs = m_window->findChild<QTabWidget*>();
        for (size_t i = 0; i < lesson->steps.size(); ++i) {
            const lesson::Step& step = lesson->steps[i];
            const model::Model& model = *document()->model();
            QCOMPARE(text().heading, QString::fromStdString(step.title));
            QCOMPARE(text().step, static_cast<int>(i) + 1);
            QVERIFY(text().notice.isEmpty());
            QTRY_VERIFY2(dock()->view()->fits(), step.title.c_str());
            QVERIFY2(m_window->width() <= 1280, step.title.c_str()); // no step makes the window wider
            QVERIFY2(
                lesson::applied(step.scene, model, document()->recipe()) == document()->recipe(), step.title.c_str());
            if (!step.scene.select.empty()) QCOMPARE(document()->selection(), layersOf(step.scene.select, model));
            for (const auto& edit : step.scene.edits)
                QVERIFY2(!layersOf(edit.layers, model).isEmpty(), edit.layers.c_str());
            if (!step.scene.page.empty())
                QCOMPARE(pageIds()[tabs->currentIndex()], QString::fromStdString(step.scene.page));
            QCOMPARE(text().ask != widgets::LessonText::Ask::Nothing, step.asks());
            QVERIFY(!text().locked);
            if (i + 1 == lesson->steps.size()) break;
            QTest::keyClick(m_window.get(), Qt::Key_N, Qt::AltModifier);
            QTRY_COMPARE(text().step, static_cast<int>(i) + 2);
        }
        QVERIFY(button("finish")->isVisible());
        QTest::mouseClick(button("finish"), Qt::LeftButton);
        QVERIFY(document()->recipe() == start);
        QVERIFY(!dock()->isVisible());
        QVERIFY(rested());
    }

    void aPredictionIsLockedBeforeTheReveal()
    {
        openDigits();
        m_window->openLesson(lessonWith(R"(, "predict": {"question": "How many times smaller?", "answer": "size.ratio",
            "reveal": {"look": "headline", "set": [{"layers": "all", "weights": {"format": "int8"}}]}},
            "explanation": "Now {size.ratio}.")"));
        QVERIFY(rested());
        QVERIFY(text().text.contains(QStringLiteral("kB"))); // a figure of this moment
        const QString asked = text().text;
        auto* entry = dock()->findChild<QLineEdit*>(QStringLiteral("entry"));
        entry->setText(QStringLiteral("many"));
        QTest::keyClick(entry, Qt::Key_Return);
        QVERIFY(text().feedback.contains(QStringLiteral("is no number")) && !text().locked);
        entry->setText(QStringLiteral("40"));
        QTest::keyClick(entry, Qt::Key_Return);
        QVERIFY(text().locked);
        QVERIFY(document()->recipe().layers[0].weights.format == quant::intFormat(8));
        QTRY_VERIFY_WITH_TIMEOUT(text().feedback.contains(QStringLiteral("You said 40.0×, it is 3.")), kPatience);
        QVERIFY(text().tone == widgets::LessonText::Tone::Wrong);
        QVERIFY(text().feedback.contains(QStringLiteral("Now 3.")));
        QCOMPARE(text().text, asked); // not of the network after the reveal
        auto* frame = m_window->findChild<widgets::AttentionFrame*>();
        QVERIFY(frame && frame->part() && frame->isVisible());
        dock()->answerNumber(4); // too late
        QVERIFY(std::get<double>(dock()->answers().find(0)->given) == 40.0);
        QVERIFY(rested());
        // What was shown is kept for the grade.
        const auto& shown = dock()->answers().find(0)->shown;
        QVERIFY(shown.size() == 1 && shown[0] > 3 && shown[0] < 4);
    }

    // Drawn by keyboard, locked, measured in a job with the figures of the command line, and said how far off.
    void aCurveIsDrawnLockedAndMeasured()
    {
        openDigits();
        const QString path = lessonWith(R"(, "predict": {"question": "Draw", "answer": "layer.largest.weights.sqnr",
            "tolerance": 0.1, "curve": {"bits": [8, 4, 2], "layers": "largest", "part": "weights", "high": 60}},
            "explanation": "Six a bit.")");
        m_window->openLesson(path);
        QVERIFY(rested());
        auto* sketch = dock()->findChild<widgets::CurveSketch*>();
        auto* lock = button("lock");
        QVERIFY(sketch->isVisible() && lock->isVisible() && !lock->isEnabled());
        QVERIFY(text().curve.measured.empty()); // nothing measured is on the screen
        sketch->setFocus();
        QTest::keyClick(sketch, Qt::Key_Up);
        QTest::keyClick(sketch, Qt::Key_Right);
        QTest::keyClick(sketch, Qt::Key_Right);
        QTest::keyClick(sketch, Qt::Key_End);
        const auto before = document()->recipe();
        QTest::mouseClick(lock, Qt::LeftButton);
        QVERIFY(text().locked && !lock->isVisible());
        QTRY_VERIFY_WITH_TIMEOUT(text().feedback.startsWith(QStringLiteral("On average you are")), kPatience);
        QVERIFY(text().feedback.contains(QStringLiteral("Six a bit.")));
        QVERIFY(text().tone == widgets::LessonText::Tone::Wrong);
        QVERIFY(document()->recipe() == before); // it is measured beside what is open
        const lesson::Answer& answer = *dock()->answers().find(0);
        QCOMPARE(std::get<std::vector<double>>(answer.given), (std::vector<double> {31.2, 30, 0}));
        QCOMPARE(sketch->data().measured, answer.shown);
        auto player = lesson::Player::open(app::test::samples(), "digits");
        VERIFY_OK(player);
        const auto measured = lesson::measureCurve(dock()->lesson()->steps[0], *player);
        VERIFY_OK(measured);
        QCOMPARE(answer.shown, *measured);
        dock()->answerCurve({1, 2, 3}); // too late
        QCOMPARE(std::get<std::vector<double>>(dock()->answers().find(0)->given)[0], 31.2);
        QVERIFY(rested());
    }

    // The film of the point that is looked at; what it writes is what its name ends in.
    void aTimelapseIsWritten()
    {
        m_window->openSample(QStringLiteral("spiral"));
        QVERIFY(rested());
        for (const char* name : {"film.gif", "film.html"}) {
            const QString path = m_folder.filePath(QLatin1String(name));
            QSignalSpy exported(m_window->jobs(), &JobScheduler::exported);
            m_window->jobs()->exportTimelapse(path.toStdString());
            QTRY_COMPARE_WITH_TIMEOUT(exported.count(), 1, kPatience);
            QFile file(path);
            QVERIFY(file.open(QIODevice::ReadOnly));
            QVERIFY(file.read(6) == (path.endsWith(QStringLiteral("gif")) ? "GIF89a" : "<!DOCT"));
        }
        // Stopped, nothing is written.
        const QString path = m_folder.filePath(QStringLiteral("stopped.gif"));
        m_window->jobs()->exportTimelapse(path.toStdString());
        QVERIFY(m_window->jobs()->busy());
        m_window->jobs()->stop();
        QTRY_VERIFY_WITH_TIMEOUT(!m_window->jobs()->busy(), kPatience);
        QVERIFY(!QFile::exists(path));
    }

    void aTaskIsSeenWhenItIsReached()
    {
        openDigits();
        const auto start = document()->recipe();
        m_window->openLesson(lessonWith(R"(, "show": {"set": [{"layers": "all", "weights": {"format": "float32"},
            "activations": {"format": "float32"}}]}, "task": {"goals": [
            {"text": "a fifth of the size", "when": "size.share <= 0.2"}]}, "hints": ["H"],
            "solution": {"set": [{"layers": "all", "weights": {"format": "int4"}}]}, "explanation": "It is {size.share}.")"));
        QVERIFY(rested());
        QTRY_VERIFY_WITH_TIMEOUT(text().goals[0].state == widgets::LessonText::GoalState::Open, kPatience);
        QVERIFY(!dock()->answers().find(0));
        QTest::mouseClick(button("hint"), Qt::LeftButton);
        QCOMPARE(text().hint, QStringLiteral("H"));
        QTest::mouseClick(button("hint"), Qt::LeftButton); // the solution
        QVERIFY(document()->recipe().layers[5].weights.format == quant::intFormat(4));
        QTRY_VERIFY_WITH_TIMEOUT(text().goals[0].state == widgets::LessonText::GoalState::Reached, kPatience);
        QVERIFY(text().feedback.contains(QStringLiteral("It is 1")));
        const auto* answer = dock()->answers().find(0);
        QVERIFY(answer && std::holds_alternative<quant::Recipe>(answer->given));
        QCOMPARE(answer->hints, 2);
        dock()->goTo(1);
        document()->setWidth({5}, Part::Weights, 8, EditPhase::End);
        dock()->goTo(0); // comes back as it was left
        QVERIFY(document()->recipe().layers[5].weights.format == quant::intFormat(4));
        dock()->finish();
        QVERIFY(document()->recipe() == start);
        QVERIFY(rested());
    }

    void aFormulaFailsAtAValue()
    {
        openDigits();
        m_window->openLesson(lessonWith(R"(, "formula": {"question": "Q", "answer": "round(x / s) ",
            "variables": ["x", "s"], "cases": [[0.3, 0.1], [0.26, 0.1]],
            "mistakes": [{"formula": "floor(x / s) ", "why": "cuts off"}]})"));
        dock()->checkFormula(QStringLiteral("floor(x/s)"));
        QVERIFY(text().tone == widgets::LessonText::Tone::Wrong);
        QVERIFY2(
            text().feedback.contains(QStringLiteral("x = 0.3")) || text().feedback.contains(QStringLiteral("x = 0.26")),
            qPrintable(text().feedback));
        QVERIFY(text().feedback.contains(QStringLiteral("cuts off")));
        dock()->checkFormula(QStringLiteral("round(x/s"));
        QVERIFY(text().feedback.contains(QStringLiteral("cannot be computed")));
        dock()->checkFormula(QStringLiteral("round(x/s)"));
        QVERIFY(text().tone == widgets::LessonText::Tone::Right);
        QCOMPARE(dock()->answers().find(0)->tries, 3);
        QVERIFY(rested());
    }

    // What is open is not lost: the sample takes its place, and afterwards it comes back as it was.
    void anOwnModelIsKept()
    {
        m_window->openSample(QStringLiteral("spiral"));
        QVERIFY(rested());
        document()->setWidth({1}, Part::Weights, 5, EditPhase::End);
        const auto recipe = document()->recipe();
        m_window->openLesson(shippedLessons().first());
        QTRY_VERIFY_WITH_TIMEOUT(dock()->sampleIsOpen(), kPatience);
        QVERIFY(rested());
        QVERIFY(text().notice.contains(QStringLiteral("spiral")));
        dock()->goTo(2);
        dock()->finish();
        QTRY_VERIFY_WITH_TIMEOUT(document()->model() && document()->recipe() == recipe, kPatience);
        QVERIFY(rested());
    }

    // From lesson to lesson, each on another sample: what comes back is the person's own, and the perspective too.
    void anOwnModelIsKeptOverSeveralLessons()
    {
        m_window->showPerspective(QStringLiteral("tune"));
        m_window->openSample(QStringLiteral("restore"));
        QVERIFY(rested());
        document()->setWidth({1}, Part::Weights, 5, EditPhase::End);
        const auto recipe = document()->recipe();
        const auto on = [](const char* sample) {
            const QStringList all = shippedLessons();
            return *std::ranges::find_if(all, [&](const QString& path) { return readLesson(path)->sample == sample; });
        };
        for (const char* sample : {"digits", "spiral"}) {
            m_window->openLesson(on(sample));
            QTRY_VERIFY_WITH_TIMEOUT(dock()->sampleIsOpen(), kPatience);
            QVERIFY(rested());
            QVERIFY2(text().notice.contains(QStringLiteral("restore")), qPrintable(text().notice));
        }
        QVERIFY(m_window->findChild<QDockWidget*>(QStringLiteral("layers"))->isHidden()); // Teach
        dock()->finish();
        QTRY_VERIFY_WITH_TIMEOUT(document()->model() && document()->recipe() == recipe, kPatience);
        QVERIFY(!m_window->findChild<QDockWidget*>(QStringLiteral("layers"))->isHidden());
        QVERIFY(rested());
    }

    // Model, pictures, recipe and lesson of one file.
    void aClassFileOpensAll()
    {
        QVERIFY(QFile::copy(QString::fromStdString((app::test::samples() / "digits" / "digits.onnx").string()),
            m_folder.filePath(QStringLiteral("net.onnx"))));
        lesson::ClassFile file;
        file.title = "Class";
        file.model = (m_folder.path() + QStringLiteral("/net.onnx")).toStdString();
        file.recipe = app::test::int8Recipe(*app::test::digits());
        file.lessonText = R"({"bitladderLesson": 2, "title": "Own", "sample": "digits",
            "steps": [{"title": "S", "text": "X"}]})";
        const QString path = m_folder.filePath(QStringLiteral("class.json"));
        QFile out(path);
        QVERIFY(out.open(QIODevice::WriteOnly));
        out.write(QByteArray::fromStdString(lesson::classToJson(file, m_folder.path().toStdString())));
        out.close();
        m_window->openLesson(path);
        QTRY_VERIFY_WITH_TIMEOUT(dock()->lesson().has_value(), kPatience);
        QVERIFY(rested());
        QCOMPARE(dock()->lesson()->title, std::string("Own"));
        QVERIFY(dock()->sampleIsOpen());
        QVERIFY(document()->recipe().layers[5].weights.format == quant::intFormat(8));
    }

    void progressIsKept()
    {
        openDigits();
        const QString first = shippedLessons().first();
        m_window->openLesson(first);
        dock()->goTo(1);
        dock()->answerNumber(99);
        QVERIFY(text().locked);
        QVERIFY(rested());
        m_window.reset();
        m_window = app::test::shownWindow();
        openDigits();
        m_window->openLesson(first);
        QCOMPARE(text().step, 2);
        QVERIFY(text().locked);
        QCOMPARE(text().given, QStringLiteral("99"));
        dock()->goTo(0);
        QVERIFY(button("restart")->isVisible());
        QTest::mouseClick(button("restart"), Qt::LeftButton);
        dock()->goTo(1);
        QVERIFY(!text().locked);
        QVERIFY(rested());
    }

    void theNextLessonFollows()
    {
        openDigits();
        m_window->openLesson(shippedLessons()[0]);
        const auto second = readLesson(shippedLessons()[1]);
        dock()->goTo(100);
        QCOMPARE(text().nextLesson, QString::fromStdString(second->title));
        QTest::mouseClick(button("nextLesson"), Qt::LeftButton);
        QCOMPARE(dock()->lesson()->id, second->id);
        QCOMPARE(text().step, 1);
        QVERIFY(rested());
        emit learnMenu()->aboutToShow();
        for (const auto& entry : learnMenu()->actions())
            if (entry->text().startsWith(QStringLiteral("&1 "))) QVERIFY(entry->isChecked());
    }
};

QTEST_MAIN(TestLessons)
#include "tst_lessons.moc"
