// Sessions: what is saved comes back equal, also after the process is killed; a broken file is put aside and said,
// never a crash.
#include "app/window/session/session.h"
#include "app/window/shell/main_window.h"
#include "app/window/shell/recent_files.h"
#include "tests/app/app_test.h"
#include "tests/widgets/widget_test.h"
#include "widgets/control/banner.h"
#include "widgets/control/banner_stack.h"

#include <QDir>
#include <QProcess>
#include <QPushButton>
#include <QSettings>
#include <QStandardPaths>
#include <QTabWidget>
#include <cstdlib>

using namespace bitladder;
using namespace bitladder::app;
using bitladder::test::kPatience;

namespace
{

const char* const kReady = "saved";

QString textOf(const std::filesystem::path& path)
{
    return QString::fromStdString(path.string());
}

// What the child process does before it is killed, and what this one expects afterwards.
void work(MainWindow& window)
{
    Document& d = *window.document();
    d.setWidth({1, 2}, Part::Weights, 3, EditPhase::End);
    d.makeBaseline();
    d.setWidth({0}, Part::Activations, 5, EditPhase::Begin);
    d.setWidth({0}, Part::Activations, 3, EditPhase::End);
    d.setFormat({3}, Part::Weights, quant::ternaryFormat());
    d.setLock({2}, quant::Lock::Locked);
    d.undoStack()->undo();
    d.setCurrentFile(5);
    auto rules = *d.preprocessing();
    rules.range = data::PixelRange::MinusOneOne;
    rules.mean = {0.25f};
    d.setPreprocessing(rules);
    d.setSelection({4, 1});
    window.showPage(QStringLiteral("speed"));
}

int child(const QString& path)
{
    MainWindow window(app::test::samples());
    window.show();
    window.useSession(path);
    window.openSample(QStringLiteral("digits"));
    if (!QTest::qWaitFor(
            [&] { return window.document()->model() && !window.document()->picture().empty(); }, kPatience))
        return 1;
    work(window);
    // The debounced save, not a clean end, is what must have written.
    const bool saved = QTest::qWaitFor(
        [&] {
            QFile file(path);
            if (!file.open(QIODevice::ReadOnly)) return false;
            auto read = sessionFromJson(file.readAll(), path);
            return read && read->history == window.session().history && read->selection == window.session().selection
                && read->page == window.session().page;
        },
        kPatience);
    if (!saved) return 1;
    std::puts(kReady);
    std::fflush(stdout);
    return QApplication::exec();
}

// Comes down as soon as the restored model is there.
int fallingChild(const QString& path)
{
    MainWindow window(app::test::samples());
    window.useSession(path);
    QObject::connect(window.document(), &Document::modelChanged, [] { std::_Exit(3); });
    if (!window.restoreSession()) return 1;
    QTest::qWait(kPatience);
    return 2;
}

} // namespace

class TestSession : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        QVERIFY2(app::test::digits(), "samples/digits/digits.onnx cannot be opened");
        QSettings().clear();
    }

    void aSessionReadsBackEqual()
    {
        Document document;
        app::test::openDigits(document);
        Session s;
        s.model = QStringLiteral("/a/b.onnx");
        s.pictures = {QStringLiteral("/a/Bildér"), QStringLiteral("/a/1.png")};
        s.currentFile = QStringLiteral("/a/1.png");
        s.pasted = QImage(3, 2, QImage::Format_RGB32);
        s.pasted.fill(QColor(1, 200, 3));
        using Kind = model::InputSource::Kind;
        s.inputs = {{QStringLiteral("x"),
                        {Kind::Shown, {}, 1,
                            data::Preprocessing {32, 0, 0, 28, 28, data::Channels::Grey, data::PixelRange::Bytes,
                                {0.5f}, {0.25f}, data::TensorLayout::Nhwc, data::Interpolation::Area}}},
            {QStringLiteral("mäsk"), {Kind::File, "/a/mask.npy", 1, {}}},
            {QStringLiteral("z"), {Kind::Noise, {}, 4000000000u, {}}}};
        document.setWidth({0}, Part::Weights, 3, EditPhase::End);
        document.makeBaseline();
        document.editSpecs(QStringLiteral("by hand"), {1}, Part::Weights, [](quant::QuantSpec& spec) {
            quant::setRangeByHand(spec, {-0.1, 1.0 / 3});
        });
        document.swapBaseline();
        document.dropBaseline();
        auto withMethods = document.recipe();
        withMethods.methods.push_back({"gptq", {{"damping", 0.1}}, true});
        document.edit(QStringLiteral("methods"), withMethods);
        document.setRecipeFile("/a/recipe.json");
        document.compareWith(0);
        document.undoStack()->undo();
        s.history = document.history(100);
        s.selection = {2, 0};
        s.calibrationPictures = 48;
        s.language = QStringLiteral("zh_CN");
        s.page = QStringLiteral("error");
        s.geometry = QByteArray("\0\1\2", 3);
        auto read = sessionFromJson(sessionToJson(s), QStringLiteral("test"));
        QVERIFY2(read, read ? "" : read.error().message.c_str());
        QVERIFY(read->history == s.history);
        QVERIFY(*read == s);
    }

    void theHistoryComesBackStepByStep()
    {
        Document document;
        app::test::openDigits(document);
        for (int bits = 2; bits < 32; ++bits)
            document.setWidth({bits % 5}, Part::Weights, bits, EditPhase::End);
        for (int i = 0; i < 7; ++i)
            document.undoStack()->undo();
        Document other;
        app::test::openDigits(other);
        QSignalSpy heard(&other, &Document::recipeChanged);
        other.restore(document.history(100));
        QCOMPARE(heard.count(), 1);
        QVERIFY(other.history(100) == document.history(100));
        for (auto* stack : {document.undoStack(), other.undoStack()})
            while (stack->canUndo())
                stack->undo();
        QVERIFY(other.recipe() == document.recipe());
        while (document.undoStack()->canRedo()) {
            QCOMPARE(other.undoStack()->redoText(), document.undoStack()->redoText());
            document.undoStack()->redo();
            other.undoStack()->redo();
            QVERIFY(other.recipe() == document.recipe());
        }
    }

    void aLongHistoryIsBoundedAroundThePresent()
    {
        Document document;
        app::test::openDigits(document);
        for (int i = 0; i < 50; ++i)
            document.setWidth({i % 5}, Part::Weights, 2 + i % 7, EditPhase::End);
        const int count = document.undoStack()->count();
        for (const int back : {0, 5, count}) {
            document.undoStack()->setIndex(count - back);
            const History history = document.history(10);
            QVERIFY(history.steps.size() <= 10);
            const auto& present = history.position == 0
                ? history.start
                : history.steps[static_cast<size_t>(history.position - 1)].after;
            QVERIFY(present.recipe == document.recipe());
        }
    }

    void killedAndRestored()
    {
        SKIP_WHERE_NO_CHILD_CAN_START();
        widgets::test::failOnWarnings();
        const bitladder::test::TempFolder folder;
        const QString path = textOf(folder.path() / "session.json");
        QProcess process;
        process.start(QCoreApplication::applicationFilePath(), {QStringLiteral("--child"), path});
        QVERIFY(process.waitForStarted());
        QByteArray said;
        const bool ready = QTest::qWaitFor(
            [&] {
                said += process.readAllStandardOutput();
                return said.contains(kReady);
            },
            kPatience);
        process.kill();
        QVERIFY(process.waitForFinished());
        QVERIFY(ready);

        // What a window comes to that did the same.
        MainWindow expected(app::test::samples());
        expected.openSample(QStringLiteral("digits"));
        QTRY_VERIFY_WITH_TIMEOUT(expected.document()->model() && !expected.document()->picture().empty(), kPatience);
        work(expected);

        MainWindow window(app::test::samples());
        QVERIFY(widgets::test::showAs(window, {1280, 800}));
        window.useSession(path);
        QVERIFY(window.restoreSession());
        QTRY_VERIFY_WITH_TIMEOUT(window.document()->model(), kPatience);
        const Session a = window.session(), b = expected.session();
        QCOMPARE(a.model, b.model);
        QCOMPARE(a.pictures, b.pictures);
        QCOMPARE(a.currentFile, b.currentFile);
        QVERIFY(a.inputs == b.inputs);
        QVERIFY(a.history == b.history);
        QCOMPARE(a.selection, b.selection);
        QCOMPARE(a.page, b.page);
        QVERIFY(window.document()->recipe() == expected.document()->recipe());
        QVERIFY(*window.document()->baseline() == *expected.document()->baseline());
        QTRY_VERIFY_WITH_TIMEOUT(!window.jobs()->busy(), kPatience);
        window.document()->undoStack()->redo();
        QVERIFY(window.document()->recipe().layers[2].lock == quant::Lock::Locked);
    }

    void brokenFilesArePutAside_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::newRow("empty") << QByteArray();
        QTest::newRow("not JSON") << QByteArray("{\"bitladderSession\":");
        QTest::newRow("a list") << QByteArray("[1]");
        QTest::newRow("another file") << QByteArray("{\"bitladderRecipe\":1}");
        QTest::newRow("newer") << QByteArray("{\"bitladderSession\":1000}");
        QTest::newRow("no history") << QByteArray("{\"bitladderSession\":1,\"model\":\"/m.onnx\"}");
        QTest::newRow("broken step") << QByteArray(
            R"({"bitladderSession":1,"model":"/m.onnx","history":{"recipe":{"bitladderRecipe":1,"layers":[]},"steps":[7]}})");
    }

    void brokenFilesArePutAside()
    {
        QFETCH(QByteArray, text);
        const bitladder::test::TempFolder folder;
        const QString path = textOf(folder.write("session.json", text.toStdString()));
        MainWindow window(app::test::samples());
        window.useSession(path);
        QVERIFY(!window.restoreSession());
        QCOMPARE(window.findChild<widgets::BannerStack*>()->count(), 1);
        QVERIFY(!QFile::exists(path));
        const QStringList aside = QDir(textOf(folder.path())).entryList({QStringLiteral("session.json.broken-*")});
        QCOMPARE(aside.size(), 1);
        // The sample opens, and the message is still to be read.
        window.openSample(QStringLiteral("spiral"));
        QTRY_VERIFY_WITH_TIMEOUT(window.document()->model(), kPatience);
        QTRY_VERIFY(window.findChild<widgets::BannerStack*>()->count() >= 1);
        bool said = false;
        for (const auto* banner : window.findChildren<widgets::Banner*>())
            said = said || banner->message().text.contains(aside.first());
        QVERIFY(said);
    }

    // Twice the program comes down while it restores; then the session is offered, not opened, and opens when it is
    // asked for.
    void whatBroughtTheProgramDownTwiceIsOffered()
    {
        SKIP_WHERE_NO_CHILD_CAN_START();
        const bitladder::test::TempFolder folder;
        const QString path = textOf(folder.path() / "session.json");
        Document document;
        app::test::openDigits(document);
        document.setWidth({1}, Part::Weights, 3, EditPhase::End);
        Session s;
        s.model = textOf(std::filesystem::absolute(document.model()->path));
        s.history = document.history(10);
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(sessionToJson(s));
        file.close();
        for (int i = 0; i < SessionFile::kMostFailures; ++i) {
            QProcess process;
            process.start(QCoreApplication::applicationFilePath(), {QStringLiteral("--fall"), path});
            QVERIFY(process.waitForFinished(kPatience));
            QCOMPARE(process.exitCode(), 3);
            QVERIFY(QFile::exists(path));
        }

        MainWindow window(app::test::samples());
        QVERIFY(widgets::test::showAs(window, {1280, 800}));
        window.useSession(path);
        QVERIFY(!window.restoreSession());
        QVERIFY(!QFile::exists(path));
        window.openSample(QStringLiteral("spiral"));
        QTRY_VERIFY_WITH_TIMEOUT(window.document()->model() && !window.jobs()->busy(), kPatience);
        // The offer comes again, queued, once the other model has swept the banners away.
        QPushButton* open = nullptr;
        const auto offered = [&] {
            for (const auto* banner : window.findChildren<widgets::Banner*>())
                if (auto* button = banner->findChild<QPushButton*>()) open = button;
            return open && open->isVisible();
        };
        QTRY_VERIFY_WITH_TIMEOUT(offered(), kPatience);
        const QString guard = path + QStringLiteral(".restoring");
        QVERIFY(!QFile::exists(guard));
        QTest::mouseClick(open, Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(QFile::exists(guard) || window.document()->recipe() == document.recipe(), kPatience);
        QTRY_VERIFY_WITH_TIMEOUT(window.document()->recipe() == document.recipe(), kPatience);
        // Its first results are there: it is harmless again.
        QTRY_VERIFY_WITH_TIMEOUT(!window.jobs()->busy() && !QFile::exists(guard), kPatience);
        for (const auto* banner : window.findChildren<widgets::Banner*>())
            QVERIFY(!banner->findChild<QPushButton*>());
        window.close();
        SessionFile again(path);
        QCOMPARE(again.failedRestores(), 0);
    }

    // One failure is not enough, and a restore that comes to its end is forgotten.
    void restoresThatEndAreForgotten()
    {
        const bitladder::test::TempFolder folder;
        const QString path = textOf(folder.path() / "session.json");
        {
            SessionFile file(path);
            QCOMPARE(file.failedRestores(), 0);
            file.beginRestore();
        }
        SessionFile file(path);
        QCOMPARE(file.failedRestores(), 1);
        file.beginRestore();
        QCOMPARE(file.failedRestores(), 2);
        file.endRestore();
        QCOMPARE(file.failedRestores(), 0);
    }

    void aMissingModelIsSaidAndTheSessionStays()
    {
        const bitladder::test::TempFolder folder;
        const QString path = textOf(folder.path() / "session.json");
        Document document;
        app::test::openDigits(document);
        Session s;
        s.model = textOf(folder.path() / "gone.onnx");
        s.history = document.history(10);
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(sessionToJson(s));
        file.close();
        {
            MainWindow window(app::test::samples());
            window.useSession(path);
            QVERIFY(window.restoreSession());
            QTRY_COMPARE_WITH_TIMEOUT(window.findChild<widgets::BannerStack*>()->count(), 1, kPatience);
            window.close();
        }
        QVERIFY(file.open(QIODevice::ReadOnly));
        auto read = sessionFromJson(file.readAll(), path);
        QVERIFY(read);
        QVERIFY(*read == s);
    }

    void aSecondWindowLeavesTheFileAlone()
    {
        const bitladder::test::TempFolder folder;
        const QString path = textOf(folder.path() / "session.json");
        MainWindow first(app::test::samples());
        first.useSession(path);
        MainWindow second(app::test::samples());
        second.useSession(path);
        second.openSample(QStringLiteral("spiral"));
        QTRY_VERIFY_WITH_TIMEOUT(second.document()->model(), kPatience);
        second.close();
        QVERIFY(!QFile::exists(path));
    }

    void recentFilesAreListedOnceNewestFirst()
    {
        RecentFiles menu(QStringLiteral("recent"), QStringLiteral("test/recent"));
        QVERIFY(menu.files().isEmpty());
        for (int i = 0; i < RecentFiles::kMost + 3; ++i)
            menu.add(QStringLiteral("/models/%1.onnx").arg(i));
        menu.add(QStringLiteral("/models/7.onnx"));
        QCOMPARE(menu.files().size(), RecentFiles::kMost);
        QCOMPARE(menu.files().first(), QStringLiteral("/models/7.onnx"));
        QCOMPARE(menu.files().count(QStringLiteral("/models/7.onnx")), 1);
        QSignalSpy chosen(&menu, &RecentFiles::chosen);
        menu.actions().first()->trigger();
        QCOMPARE(chosen.first().first().toString(), QStringLiteral("/models/7.onnx"));
        menu.actions().last()->trigger();
        QVERIFY(menu.files().isEmpty());
    }
};

int main(int argc, char** argv)
{
    QApplication app(argc, argv);
    QStandardPaths::setTestModeEnabled(true);
    QCoreApplication::setApplicationName(QStringLiteral("tst_session"));
    QCoreApplication::setOrganizationName(QStringLiteral("tst_session"));
    if (argc == 3 && qstrcmp(argv[1], "--child") == 0) return child(QString::fromLocal8Bit(argv[2]));
    if (argc == 3 && qstrcmp(argv[1], "--fall") == 0) return fallingChild(QString::fromLocal8Bit(argv[2]));
    TestSession test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_session.moc"
