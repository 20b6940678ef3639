// What belongs to a model comes back when the model is opened again, wherever its file lies by then.
#include "app/window/session/model_shelf.h"
#include "core/model/content.h"
#include "tests/app/window_test.h"
#include "widgets/control/banner.h"

#include <QDir>
#include <QPushButton>
#include <QUndoStack>

using namespace bitladder;
using namespace bitladder::app;
using bitladder::test::kPatience;

class TestModelShelf : public QObject
{
    Q_OBJECT

    static QString text(const std::filesystem::path& path) { return QString::fromStdString(path.string()); }

private slots:
    void initTestCase()
    {
        app::test::useOwnSettings("tst_model_shelf");
        QVERIFY2(app::test::digits(), "samples/digits/digits.onnx cannot be opened");
    }

    // The same bytes are the same content under another name; one byte more is another.
    void contentsAreToldApart()
    {
        const bitladder::test::TempFolder folder;
        const auto from = app::test::samples() / "digits" / "digits.onnx";
        std::filesystem::copy_file(from, folder / "copy.onnx");
        std::string bytes = bitladder::test::TempFolder::read(from);
        const auto& graph = *app::test::digits()->original;
        QCOMPARE(model::contentOf(folder / "copy.onnx", graph), app::test::digits()->content);
        QVERIFY(app::test::digits()->content != 0);
        folder.write("longer.onnx", bytes + '\0');
        QVERIFY(model::contentOf(folder / "longer.onnx", graph) != app::test::digits()->content);
        bytes[bytes.size() / 2] ^= 1;
        folder.write("other.onnx", bytes);
        QVERIFY(model::contentOf(folder / "other.onnx", graph) != app::test::digits()->content);
        QCOMPARE(model::contentOf(folder / "none.onnx", graph), uint64_t {0});
    }

    void keepsAndFinds()
    {
        const bitladder::test::TempFolder folder;
        const QString place = text(folder / "shelf");
        Document document;
        app::test::openDigits(document);
        document.setWidth({0}, Part::Weights, 3, EditPhase::End);
        Session session;
        session.model = QStringLiteral("/a/digits.onnx");
        session.history = document.history(10);
        {
            ModelShelf shelf(place);
            QVERIFY(!*shelf.find(7));
            QVERIFY(shelf.put(7, session));
        }
        const ModelShelf later(place);
        auto found = later.find(7);
        QVERIFY(found && *found);
        QVERIFY((*found)->history == session.history);
        QVERIFY(!*later.find(8));
        // A broken file is told of with its name.
        QFile file(QDir(place).filePath(QStringLiteral("0000000000000008.json")));
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write("{}") == 2);
        file.close();
        auto broken = later.find(8);
        QVERIFY(!broken && broken.error().message.find("0000000000000008.json") != std::string::npos);
        // Without a folder it remembers while it lives.
        ModelShelf memory;
        QVERIFY(memory.put(7, session));
        QVERIFY(*memory.find(7));
        QVERIFY(!*ModelShelf().find(7));
    }

    void theOldestGo()
    {
        const bitladder::test::TempFolder folder;
        ModelShelf shelf(text(folder.path()));
        Session session;
        for (int i = 0; i < ModelShelf::kMostFiles + 5; ++i)
            QVERIFY(shelf.put(static_cast<uint64_t>(i), session));
        QCOMPARE(QDir(text(folder.path())).entryList({QStringLiteral("*.json")}).size(), ModelShelf::kMostFiles);
    }

    void whatWasMadeComesBack()
    {
        widgets::test::failOnWarnings();
        const bitladder::test::TempFolder folder;
        std::filesystem::copy_file(app::test::samples() / "digits" / "digits.onnx", folder / "mine.onnx");
        MainWindow window(app::test::samples());
        QVERIFY(widgets::test::showAs(window, {1280, 800}));
        window.useSession(text(folder / "session.json"));
        const QString pictures = text(app::test::samples() / "digits" / "pictures");
        window.openPaths({text(folder / "mine.onnx"), pictures});
        Document& document = *window.document();
        QTRY_VERIFY_WITH_TIMEOUT(document.model() && !document.picture().empty(), kPatience);
        document.setWidth({1}, Part::Weights, 3, EditPhase::End);
        document.makeBaseline(QStringLiteral("first"));
        document.setWidth({2}, Part::Activations, 5, EditPhase::End);
        document.undoStack()->undo();
        document.setCalibrationPictures(24);
        auto rules = *document.preprocessing();
        rules.range = data::PixelRange::MinusOneOne;
        document.setPreprocessing(rules);
        document.setCurrentFile(4);
        document.setSelection({3});
        const auto recipe = document.recipe();
        const auto file = document.picture().file;

        window.openSample(QStringLiteral("spiral"));
        QTRY_VERIFY_WITH_TIMEOUT(document.model()->path.filename() == "spiral.onnx", kPatience);
        QCOMPARE(document.candidates().size(), size_t {0});
        QCOMPARE(document.calibrationPictures(), Document::kUsualCalibration);
        // It is said that nothing is lost.
        const auto banners = window.findChildren<widgets::Banner*>();
        QVERIFY(std::ranges::any_of(
            banners, [](const auto* banner) { return banner->message().text.contains(QStringLiteral("mine.onnx")); }));

        // Under another name, in another place.
        std::filesystem::create_directory(folder / "elsewhere");
        std::filesystem::rename(folder / "mine.onnx", folder / "elsewhere" / "moved.onnx");
        window.openPaths({text(folder / "elsewhere" / "moved.onnx")});
        QTRY_VERIFY_WITH_TIMEOUT(document.model()->path.filename() == "moved.onnx", kPatience);
        QTRY_VERIFY_WITH_TIMEOUT(document.picture().file == file, kPatience);
        QVERIFY(document.recipe() == recipe);
        QCOMPARE(document.baselineName(), QStringLiteral("first"));
        QVERIFY(document.undoStack()->canRedo());
        QCOMPARE(document.calibrationPictures(), 24);
        QVERIFY(document.preprocessing() == rules);
        QCOMPARE(document.selection(), QList<int> {3});
        QVERIFY(document.files().size() > 1);
        document.undoStack()->redo();
        QCOMPARE(document.recipe().layers[2].activations.format, quant::intFormat(5));
        QTRY_VERIFY_WITH_TIMEOUT(!window.jobs()->busy(), kPatience);
    }

    // A program that is killed puts nothing on the shelf: its session does, when another model is opened at the next
    // start. What was saved by then is known to be saved.
    void whatAKilledProgramHadComesBackToo()
    {
        widgets::test::failOnWarnings();
        const bitladder::test::TempFolder folder;
        std::filesystem::copy_file(app::test::samples() / "digits" / "digits.onnx", folder / "mine.onnx");
        const QString file = text(folder / "session.json");
        quant::Recipe recipe;
        {
            MainWindow window(app::test::samples());
            QVERIFY(widgets::test::showAs(window, {1280, 800}));
            window.useSession(file);
            window.openPaths({text(folder / "mine.onnx")});
            Document& document = *window.document();
            QTRY_VERIFY_WITH_TIMEOUT(document.model() && !window.jobs()->busy(), kPatience);
            document.setWidth({1}, Part::Weights, 3, EditPhase::End);
            recipe = document.recipe();
            const auto saved = [&](const char* what) {
                QFile written(file);
                return written.open(QIODevice::ReadOnly) && written.readAll().contains(what);
            };
            QTRY_VERIFY_WITH_TIMEOUT(saved("\"position\":1") && saved("\"saved\":0"), kPatience);
            document.setRecipeFile(folder / "mine-recipe.json");
            QTRY_VERIFY_WITH_TIMEOUT(saved("\"saved\":1"), kPatience); // without a further edit
        } // not closed: as if it were killed
        QVERIFY(!std::filesystem::exists(folder / "models"));
        MainWindow window(app::test::samples());
        QVERIFY(widgets::test::showAs(window, {1280, 800}));
        window.useSession(file);
        Document& document = *window.document();
        window.openSample(QStringLiteral("spiral"));
        QTRY_VERIFY_WITH_TIMEOUT(document.model() && !window.jobs()->busy(), kPatience);
        window.openPaths({text(folder / "mine.onnx")});
        QTRY_VERIFY_WITH_TIMEOUT(document.model()->path.filename() == "mine.onnx", kPatience);
        QVERIFY(document.recipe() == recipe);
        QVERIFY(document.undoStack()->canUndo());
        QVERIFY(document.undoStack()->isClean());
        QTRY_VERIFY_WITH_TIMEOUT(!window.jobs()->busy(), kPatience);
    }

    // A recipe that is opened with the model is one step on top of what was there.
    void aRecipeComesOnTop()
    {
        widgets::test::failOnWarnings();
        const bitladder::test::TempFolder folder;
        const auto from = app::test::samples() / "digits" / "digits.onnx";
        std::filesystem::copy_file(from, folder / "mine.onnx");
        auto recipe = app::test::int8Recipe(*app::test::digits());
        quant::setAll(recipe, quant::intFormat(5), quant::intFormat(6));
        QVERIFY(exchange::writeRecipe(recipe, folder / "five.json"));
        MainWindow window(app::test::samples());
        QVERIFY(widgets::test::showAs(window, {1280, 800}));
        Document& document = *window.document();
        window.openPaths({text(folder / "mine.onnx")});
        QTRY_VERIFY_WITH_TIMEOUT(document.model() && !window.jobs()->busy(), kPatience);
        document.setWidth({1}, Part::Weights, 3, EditPhase::End);
        const auto before = document.recipe();
        window.openPaths({text(folder / "mine.onnx"), text(folder / "five.json")});
        QTRY_COMPARE_WITH_TIMEOUT(document.recipe().layers[1].weights.format, quant::intFormat(5), kPatience);
        QTRY_VERIFY_WITH_TIMEOUT(!window.jobs()->busy(), kPatience);
        document.undoStack()->undo();
        QVERIFY(document.recipe() == before);
    }
};

QTEST_MAIN(TestModelShelf)
#include "tst_model_shelf.moc"
