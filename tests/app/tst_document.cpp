// The document: every edit is one undoable step, a gesture is one step, locked layers do not move, and the revision
// grows.
#include "core/quant/format/family.h"
#include "tests/app/app_test.h"

#include <algorithm>
#include <array>

using namespace bitladder;
using namespace bitladder::app;

class TestDocument : public QObject
{
    Q_OBJECT

private slots:
    // The dial goes through formats; a family that none of its stops stands for stays where it has the width.
    void theDialKeepsFamiliesOfTheirOwn()
    {
        Document document;
        app::test::openDigits(document);
        const auto name = [&] { return quant::name(document.spec(0, Part::Weights).format); };
        document.setFormat({0}, Part::Weights, *quant::parseFormat("e4m3"));
        document.setWidth({0}, Part::Weights, 5, EditPhase::Begin);
        document.setWidth({0}, Part::Weights, 5, EditPhase::End);
        QCOMPARE(name(), std::string("int5"));
        for (const quant::FormatFamily* family : quant::formatFamilies()) {
            const bool onDial = std::ranges::any_of(std::array {64, 32, 16, 8, 4, 2, 1},
                [&](int bits) { return quant::dialFormat(bits).family == family; });
            if (onDial || !family->has(8) || !family->has(5)) continue;
            document.setFormat({0}, Part::Weights, family->at(8));
            document.setWidth({0}, Part::Weights, 5, EditPhase::Begin);
            document.setWidth({0}, Part::Weights, 5, EditPhase::End);
            QCOMPARE(name(), quant::name(family->at(5)));
            document.setWidth({0}, Part::Weights, 64, EditPhase::Begin);
            document.setWidth({0}, Part::Weights, 64, EditPhase::End);
            QCOMPARE(name(), std::string("float64"));
        }
    }

    void initTestCase() { QVERIFY2(app::test::digits(), "samples/digits/digits.onnx cannot be opened"); }

    void anEditIsOneStepWithAName()
    {
        Document document;
        app::test::openDigits(document);
        const auto before = document.recipe();
        const quint64 revision = document.revision();
        document.setWidth({1}, Part::Weights, 4, EditPhase::End);
        QCOMPARE(document.recipe().layers[1].weights.format, quant::intFormat(4));
        QCOMPARE(document.recipe().layers[1].activations, before.layers[1].activations);
        QCOMPARE(document.undoStack()->count(), 1);
        QCOMPARE(document.undoStack()->undoText(), QStringLiteral("res_a weights 8 → 4 bits"));
        QVERIFY(document.revision() > revision);
        document.undoStack()->undo();
        QVERIFY(document.recipe() == before);
    }

    void aGestureIsOneStep()
    {
        Document document;
        app::test::openDigits(document);
        const auto before = document.recipe();
        document.setWidth({0, 1}, Part::Weights, 7, EditPhase::Begin);
        for (int bits = 6; bits > 2; --bits)
            document.setWidth({0, 1}, Part::Weights, bits, EditPhase::Drag);
        document.setWidth({0, 1}, Part::Weights, 2, EditPhase::End);
        QCOMPARE(document.undoStack()->count(), 1);
        QCOMPARE(document.recipe().layers[0].weights.format, quant::intFormat(2));
        document.setWidth({0, 1}, Part::Weights, 3, EditPhase::End);
        QCOMPARE(document.undoStack()->count(), 2);
        document.undoStack()->undo();
        QCOMPARE(document.recipe().layers[1].weights.format, quant::intFormat(2));
        document.undoStack()->undo();
        QVERIFY(document.recipe() == before);
    }

    void aGestureIsNamedByAllThatItDid()
    {
        Document document;
        app::test::openDigits(document);
        const auto undoText = [&] { return document.undoStack()->undoText(); };
        // One fader, in several moves: from where it stood, not from where the last move began.
        document.setWidth({1}, Part::Weights, 7, EditPhase::Begin);
        document.setWidth({1}, Part::Weights, 5, EditPhase::Drag);
        document.setWidth({1}, Part::Weights, 3, EditPhase::End);
        QCOMPARE(document.undoStack()->count(), 1);
        QCOMPARE(undoText(), QStringLiteral("res_a weights 8 → 3 bits"));
        // Weights and activations together.
        document.setWidth({2}, Part::Weights, 6, EditPhase::Begin);
        document.setWidth({2}, Part::Activations, 6, EditPhase::End);
        QCOMPARE(document.undoStack()->count(), 2);
        QCOMPARE(undoText(), QStringLiteral("res_b weights and activations 8 → 6 bits"));
        // Several layers that stood at different widths: to one width, and each by as much.
        document.setWidth({1, 2}, Part::Weights, 4, EditPhase::End);
        QCOMPARE(undoText(), QStringLiteral("2 layers weights → 4 bits"));
        document.undoStack()->undo();
        document.setWidth({1}, Part::Weights, 1, EditPhase::Begin);
        document.setWidth({2}, Part::Weights, 4, EditPhase::End);
        QCOMPARE(undoText(), QStringLiteral("2 layers weights down by 2 bits"));
        // A locked layer is not named, because it did not move.
        document.setLock({1}, quant::Lock::Locked);
        document.setWidth({1, 2}, Part::Weights, 8, EditPhase::End);
        QCOMPARE(undoText(), QStringLiteral("res_b weights 4 → 8 bits"));
    }

    void aGestureThatReturnsLeavesNothing()
    {
        Document document;
        app::test::openDigits(document);
        document.setWidth({2}, Part::Activations, 5, EditPhase::Begin);
        document.setWidth({2}, Part::Activations, 8, EditPhase::End);
        QCOMPARE(document.undoStack()->count(), 0);
    }

    void lockedLayersStay()
    {
        Document document;
        app::test::openDigits(document);
        document.setLock({1}, quant::Lock::Locked);
        document.setWidth({0, 1, 2}, Part::Weights, 3, EditPhase::End);
        QCOMPARE(document.recipe().layers[0].weights.format, quant::intFormat(3));
        QCOMPARE(document.recipe().layers[1].weights.format, quant::intFormat(8));
        QCOMPARE(document.recipe().layers[2].weights.format, quant::intFormat(3));
    }

    void thousandEditsThereAndBack()
    {
        Document document;
        app::test::openDigits(document);
        bitladder::test::Random random(1);
        const int layers = static_cast<int>(document.recipe().layers.size());
        std::vector<quant::Recipe> states {document.recipe()};
        while (document.undoStack()->count() < 1000) {
            const int layer = static_cast<int>(random.integer(0, layers - 1));
            const Part part = random.integer(0, 1) == 0 ? Part::Weights : Part::Activations;
            const int steps = document.undoStack()->count();
            switch (random.integer(0, 3)) {
            case 0:
                document.setWidth({layer}, part, static_cast<int>(random.integer(1, 64)), EditPhase::End);
                break;
            case 1:
                document.editSpecs(QStringLiteral("symmetry"), {layer}, part, [](quant::QuantSpec& s) {
                    s.symmetry = s.symmetry == quant::Symmetry::Symmetric ? quant::Symmetry::Asymmetric
                                                                          : quant::Symmetry::Symmetric;
                });
                break;
            case 2:
                document.setLock({layer},
                    document.recipe().layers[static_cast<size_t>(layer)].lock == quant::Lock::Locked
                        ? quant::Lock::Open
                        : quant::Lock::Locked);
                break;
            default:
                document.applyPreset(quant::presets()[static_cast<size_t>(
                                         random.integer(0, static_cast<int64_t>(quant::presets().size()) - 1))],
                    quant::FirstLast::At8);
            }
            if (document.undoStack()->count() > steps) states.push_back(document.recipe());
        }
        for (size_t i = states.size() - 1; i-- > 0;) {
            document.undoStack()->undo();
            QVERIFY2(document.recipe() == states[i], qPrintable(QStringLiteral("after undoing to step %1").arg(i)));
        }
        QVERIFY(!document.undoStack()->canUndo());
        for (size_t i = 1; i < states.size(); ++i) {
            document.undoStack()->redo();
            QVERIFY2(document.recipe() == states[i], qPrintable(QStringLiteral("after redoing to step %1").arg(i)));
        }
    }

    void keepSwapAdoptAndDropAreOneStepEach()
    {
        Document document;
        app::test::openDigits(document);
        QSignalSpy heard(&document, &Document::baselineChanged);
        const auto a = document.recipe();
        document.swapBaseline(); // there is nothing to compare with
        document.adoptBaseline();
        document.dropBaseline();
        QCOMPARE(document.undoStack()->count(), 0);
        document.makeBaseline();
        QCOMPARE(document.undoStack()->undoText(), QStringLiteral("keep W8A8"));
        QCOMPARE(document.baselineName(), QStringLiteral("W8A8"));
        document.makeBaseline(); // it is kept already
        QCOMPARE(document.undoStack()->count(), 1);
        QCOMPARE(heard.count(), 1);
        document.setWidth({0}, Part::Weights, 3, EditPhase::End);
        const auto b = document.recipe();
        document.swapBaseline();
        QVERIFY(document.recipe() == a && *document.baseline() == b);
        document.undoStack()->undo();
        QVERIFY(document.recipe() == b && *document.baseline() == a);
        document.undoStack()->redo();
        document.swapBaseline();
        document.adoptBaseline();
        QVERIFY(document.recipe() == a && *document.baseline() == a);
        document.undoStack()->undo();
        QVERIFY(document.recipe() == b && *document.baseline() == a);
        document.dropBaseline();
        QVERIFY(document.recipe() == b && !document.baseline());
        QCOMPARE(document.candidates().size(), size_t {1}); // swapping has kept b
        while (document.undoStack()->canUndo())
            document.undoStack()->undo();
        QVERIFY(document.recipe() == a && !document.baseline());
    }

    void candidatesHaveNamesOfTheirOwn()
    {
        Document document;
        app::test::openDigits(document);
        document.makeBaseline();
        document.setWidth({0}, Part::Weights, 3, EditPhase::End);
        document.makeBaseline();
        document.setWidth({1}, Part::Weights, 5, EditPhase::End);
        document.makeBaseline();
        document.setWidth({0}, Part::Weights, 4, EditPhase::End);
        document.makeBaseline(QStringLiteral("mine"));
        const auto names = [&] {
            QStringList list;
            for (const Candidate& candidate : document.candidates())
                list << candidate.name;
            return list;
        };
        QCOMPARE(names(),
            (QStringList {QStringLiteral("W8A8"), QStringLiteral("W3–8 A8"), QStringLiteral("W3–8 A8 (2)"),
                QStringLiteral("mine")}));
        document.compareWith(0);
        QVERIFY(*document.baseline() == app::test::int8Recipe(*app::test::digits()));
        document.renameBaseline(QStringLiteral("mine"));
        QCOMPARE(document.baselineName(), QStringLiteral("mine (2)"));
        document.undoStack()->undo();
        QCOMPARE(document.baselineName(), QStringLiteral("W8A8"));
        document.compareWith(-1);
        QVERIFY(!document.baseline());
        QCOMPARE(document.candidates().size(), size_t {4});
        document.compareWith(7); // there is none
        QVERIFY(!document.baseline());
    }

    // A saved recipe is known as saved wherever in the history it stands, also after a restart.
    void whatIsSavedStaysSaved()
    {
        Document document;
        app::test::openDigits(document);
        document.setWidth({0}, Part::Weights, 3, EditPhase::End);
        document.setRecipeFile("/a/recipe.json");
        document.setWidth({1}, Part::Weights, 4, EditPhase::End);
        for (const int back : {0, 1}) {
            document.undoStack()->setIndex(2 - back);
            Document other;
            app::test::openDigits(other);
            other.restore(document.history(100), document.recipeFile());
            QCOMPARE(other.undoStack()->isClean(), back == 1);
            QCOMPARE(other.undoStack()->cleanIndex(), 1);
            QCOMPARE(other.recipeFile(), document.recipeFile());
        }
        // What was saved before the steps that are kept is not among them.
        Document other;
        app::test::openDigits(other);
        document.undoStack()->setIndex(2);
        document.setWidth({1}, Part::Weights, 5, EditPhase::End);
        document.setWidth({1}, Part::Weights, 6, EditPhase::End);
        other.restore(document.history(2));
        QVERIFY(!other.undoStack()->isClean());
        other.undoStack()->undo();
        QVERIFY(!other.undoStack()->isClean());
    }

    void aHistoryIsRetold()
    {
        Document document;
        app::test::openDigits(document);
        document.setWidth({1}, Part::Weights, 3, EditPhase::End);
        document.setFormat({0}, Part::Activations, quant::kFloat16);
        document.setLock({2}, quant::Lock::Locked);
        document.makeBaseline();
        auto withMethod = document.recipe();
        withMethod.methods.push_back({"gptq", {}, true});
        document.edit(QStringLiteral("?"), withMethod);
        History history = document.history(100);
        const History before = history;
        for (auto& step : history.steps)
            step.text = QStringLiteral("in another language");
        history = document.retold(history);
        QCOMPARE(history.steps[0].text, before.steps[0].text);
        QVERIFY(history.steps[1].text.contains(document.layerName(0)));
        QCOMPARE(history.steps[2].text, before.steps[2].text);
        QCOMPARE(history.steps[3].text, before.steps[3].text);
        QCOMPARE(history.steps[4].text, QStringLiteral("methods"));
    }

    void aNewModelStartsAnew()
    {
        Document document;
        app::test::openDigits(document);
        document.setWidth({0}, Part::Weights, 4, EditPhase::End);
        document.setSelection({3, 2});
        QSignalSpy changed(&document, &Document::modelChanged);
        app::test::openDigits(document);
        QCOMPARE(changed.count(), 1);
        QCOMPARE(document.undoStack()->count(), 0);
        // The layer with the most weights is selected.
        QCOMPARE(document.selection().size(), 1);
        for (const auto& layer : document.model()->layers)
            QVERIFY(
                layer.parameters <= document.model()->layers[static_cast<size_t>(document.currentLayer())].parameters);
        QVERIFY(document.recipe() == app::test::int8Recipe(*app::test::digits()));
    }

    void withoutASelectionAllLayersAreMeant()
    {
        Document document;
        app::test::openDigits(document);
        document.setSelection({});
        QCOMPARE(document.targets().size(), static_cast<int>(document.recipe().layers.size()));
        document.setSelection({4});
        QCOMPARE(document.targets(), QList<int> {4});
    }
};

QTEST_GUILESS_MAIN(TestDocument)
#include "tst_document.moc"
