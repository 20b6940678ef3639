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
        document.swapBaseline(); // there is no A
        document.adoptBaseline();
        document.dropBaseline();
        QCOMPARE(document.undoStack()->count(), 0);
        document.makeBaseline();
        QCOMPARE(document.undoStack()->undoText(), QStringLiteral("keep as A"));
        document.makeBaseline(); // it is A already
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
        while (document.undoStack()->canUndo())
            document.undoStack()->undo();
        QVERIFY(document.recipe() == a && !document.baseline());
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
