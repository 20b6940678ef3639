// The equalizer under real hands: faders are dragged, turned with the wheel, typed and set by keys; every gesture is
// framed by one Begin and one End; locked columns stay where they are.
#include "widgets/equalizer/equalizer.h"
#include "widgets/equalizer/ladder_scale.h"
#include "widgets/theme/family_look.h"
#include "widgets/theme/tokens.h"

#include "tests/widgets/equalizer_test.h"

#include <QLineEdit>
#include <QMenu>
#include <QSignalSpy>
#include <QSpinBox>

using namespace bitladder::widgets;
using bitladder::widgets::test::someColumns;

namespace
{

struct Edit {
    QList<int> columns;
    Part part;
    int bits;
    EditPhase phase;
    friend bool operator==(const Edit&, const Edit&) = default;
};

// Collects what the widget says.
class Ear
{
public:
    explicit Ear(Equalizer& equalizer)
    {
        QObject::connect(&equalizer, &Equalizer::widthEdited, &equalizer,
            [this](const QList<int>& columns, Part part, int bits, EditPhase phase) {
                edits.append({columns, part, bits, phase});
            });
    }

    int count(EditPhase phase) const
    {
        return static_cast<int>(
            std::count_if(edits.begin(), edits.end(), [phase](const Edit& edit) { return edit.phase == phase; }));
    }

    bool framed() const
    {
        return !edits.isEmpty() && edits.first().phase == EditPhase::Begin && edits.last().phase == EditPhase::End
            && count(EditPhase::Begin) == 1 && count(EditPhase::End) == 1;
    }

    QList<Edit> edits;
};

QPoint fader(const Equalizer& equalizer, int column, Part part)
{
    const EqualizerColumn& value = equalizer.columns()[column];
    const int bits = part == Part::Weights ? value.weightBits : value.activationBits;
    return equalizer.layoutNow().bar(column, part, bits).center().toPoint();
}

// A vertical distance that changes a width.
QPoint distance(const Equalizer& equalizer, int fromBits, int toBits)
{
    return {0, static_cast<int>(equalizer.layoutNow().yOf(toBits) - equalizer.layoutNow().yOf(fromBits))};
}

} // namespace

class TestEqualizer : public QObject
{
    Q_OBJECT

private slots:
    void init() { test::failOnWarnings(); }

    void ladderGivesSmallWidthsTheRoom()
    {
        QCOMPARE(ladderPosition(64), 1.0);
        QCOMPARE(ladderPosition(0), 0.0);
        QVERIFY(ladderPosition(16) > 0.5);
        QVERIFY(ladderPosition(32) - ladderPosition(16) > ladderPosition(64) - ladderPosition(32));
        for (int bits = kMinBits; bits <= kMaxBits; ++bits) {
            QVERIFY(ladderPosition(bits) > ladderPosition(bits - 1));
            QCOMPARE(nearestWidth(ladderPosition(bits)), bits);
        }
        QCOMPARE(nearestWidth(-1), 1);
        QCOMPARE(nearestWidth(2), 64);
    }

    void draggingOneFader()
    {
        Equalizer equalizer;
        equalizer.setColumns(someColumns(10));
        QVERIFY(test::showAs(equalizer, QSize(900, 300)));
        Ear ear(equalizer);
        const QPoint from = fader(equalizer, 3, Part::Weights);
        test::drag(equalizer, from, from + distance(equalizer, 8, 4));
        QVERIFY(ear.framed());
        QCOMPARE(ear.edits.last(), (Edit {{3}, Part::Weights, 4, EditPhase::End}));
        QCOMPARE(equalizer.columns()[3].weightBits, 4);
        QCOMPARE(equalizer.columns()[3].activationBits, 8);
        QCOMPARE(equalizer.columns()[3].freshness, Freshness::Stale);
        QCOMPARE(equalizer.columns()[2].freshness, Freshness::Fresh);
        QCOMPARE(equalizer.selection(), QList<int> {3});
    }

    void aClickIsNotAnEdit()
    {
        Equalizer equalizer;
        equalizer.setColumns(someColumns(10));
        QVERIFY(test::showAs(equalizer, QSize(900, 300)));
        Ear ear(equalizer);
        QSignalSpy selected(&equalizer, &Equalizer::selectionChanged);
        QTest::mouseClick(&equalizer, Qt::LeftButton, {}, fader(equalizer, 2, Part::Activations));
        QVERIFY(ear.edits.isEmpty());
        QCOMPARE(selected.count(), 1);
        QCOMPARE(equalizer.selection(), QList<int> {2});
        QCOMPARE(equalizer.currentPart(), Part::Activations);
    }

    void selectedFadersMoveTogetherAndKeepTheirDistance()
    {
        Equalizer equalizer;
        QList<EqualizerColumn> columns = someColumns(6);
        columns[1].weightBits = 12;
        columns[2].weightBits = 3;
        equalizer.setColumns(columns);
        QVERIFY(test::showAs(equalizer, QSize(900, 300)));
        equalizer.setSelection({0, 1, 2});
        Ear ear(equalizer);
        const QPoint from = fader(equalizer, 0, Part::Weights);
        test::drag(equalizer, from, from + distance(equalizer, 8, 5));
        QVERIFY(ear.framed());
        QCOMPARE(equalizer.columns()[0].weightBits, 5);
        QCOMPARE(equalizer.columns()[1].weightBits, 9);
        QCOMPARE(equalizer.columns()[2].weightBits, 1);
        QCOMPARE(equalizer.columns()[3].weightBits, 8);
        QCOMPARE(equalizer.selection(), (QList<int> {0, 1, 2}));
    }

    void shiftGivesBothPartsTheSameWidth()
    {
        Equalizer equalizer;
        equalizer.setColumns(someColumns(4));
        QVERIFY(test::showAs(equalizer, QSize(600, 300)));
        equalizer.setSelection({1});
        Ear ear(equalizer);
        const QPoint from = fader(equalizer, 1, Part::Weights);
        test::drag(equalizer, from, from + distance(equalizer, 8, 3), Qt::ShiftModifier);
        QVERIFY(ear.framed());
        QCOMPARE(equalizer.columns()[1].weightBits, 3);
        QCOMPARE(equalizer.columns()[1].activationBits, 3);

        // Far from the selected fader it takes hold of that one alone, not of a range.
        const QPoint far = fader(equalizer, 3, Part::Activations);
        test::drag(equalizer, far, far + distance(equalizer, 8, 5), Qt::ShiftModifier);
        QCOMPARE(equalizer.selection(), QList<int> {3});
        QCOMPARE(equalizer.columns()[3].weightBits, 5);
        QCOMPARE(equalizer.columns()[3].activationBits, 5);
        QCOMPARE(equalizer.columns()[2].weightBits, 8);
    }

    void lockedFadersDoNotMove()
    {
        Equalizer equalizer;
        QList<EqualizerColumn> columns = someColumns(4);
        columns[0].lock = Lock::Locked;
        equalizer.setColumns(columns);
        QVERIFY(test::showAs(equalizer, QSize(600, 300)));
        Ear ear(equalizer);
        QPoint from = fader(equalizer, 0, Part::Weights);
        test::drag(equalizer, from, from + distance(equalizer, 8, 3));
        test::turnWheel(equalizer, from, 120);
        QTest::keyClick(&equalizer, Qt::Key_4);
        QVERIFY(ear.edits.isEmpty());
        equalizer.setSelection({0, 1});
        from = fader(equalizer, 1, Part::Weights);
        test::drag(equalizer, from, from + distance(equalizer, 8, 3));
        QCOMPARE(equalizer.columns()[0].weightBits, 8);
        QCOMPARE(equalizer.columns()[1].weightBits, 3);
        QCOMPARE(ear.edits.last().columns, QList<int> {1});
    }

    // A product of two activations has no weights: there is nothing to pull, to step or to type, and no bar is drawn.
    void absentFadersDoNotMove()
    {
        Equalizer equalizer;
        QList<EqualizerColumn> columns = someColumns(4);
        columns[0].weightFader = Fader::Absent;
        columns[0].weightBits = columns[1].weightBits = 32;
        equalizer.setColumns(columns);
        QVERIFY(test::showAs(equalizer, QSize(600, 300)));
        Ear ear(equalizer);
        const QPoint from = fader(equalizer, 0, Part::Weights);
        test::drag(equalizer, from, from + distance(equalizer, 32, 3));
        test::turnWheel(equalizer, from, -120);
        QTest::keyClick(&equalizer, Qt::Key_4);
        QTest::mouseDClick(&equalizer, Qt::LeftButton, Qt::NoModifier, from);
        QVERIFY(!equalizer.findChild<QSpinBox*>());
        QVERIFY(ear.edits.isEmpty());
        QCOMPARE(equalizer.columns()[0].weightBits, 32);
        // The other one moves, also coupled, and alone.
        const QPoint other = fader(equalizer, 0, Part::Activations);
        test::drag(equalizer, other, other + distance(equalizer, 8, 5), Qt::ShiftModifier);
        QCOMPARE(equalizer.columns()[0].weightBits, 32);
        QCOMPARE(equalizer.columns()[0].activationBits, 5);
        for (const Edit& edit : ear.edits)
            QCOMPARE(edit.part, Part::Activations);
        QVERIFY(equalizer.accessibleDescription().contains(QStringLiteral("no weights")));
        const QImage image = equalizer.grab().toImage();
        const auto inside = [&](int column) {
            return image.pixelColor(equalizer.layoutNow().bar(column, Part::Weights, 16).center().toPoint());
        };
        QVERIFY(inside(0) != inside(1));
    }

    void lockKeyTogglesAndTells()
    {
        Equalizer equalizer;
        equalizer.setColumns(someColumns(4));
        QVERIFY(test::showAs(equalizer, QSize(600, 300)));
        equalizer.setSelection({1, 2});
        QSignalSpy locked(&equalizer, &Equalizer::lockToggled);
        QTest::keyClick(&equalizer, Qt::Key_L);
        QCOMPARE(locked.count(), 1);
        QCOMPARE(locked[0][0].value<QList<int>>(), (QList<int> {1, 2}));
        QCOMPARE(locked[0][1].value<Lock>(), Lock::Locked);
        QTest::keyClick(&equalizer, Qt::Key_L);
        QCOMPARE(locked[1][1].value<Lock>(), Lock::Free);
    }

    void wheelStepsByOne()
    {
        Equalizer equalizer;
        equalizer.setColumns(someColumns(4));
        QVERIFY(test::showAs(equalizer, QSize(600, 300)));
        Ear ear(equalizer);
        const QPoint at = fader(equalizer, 2, Part::Activations);
        test::turnWheel(equalizer, at, -120);
        QVERIFY(ear.framed());
        QCOMPARE(equalizer.columns()[2].activationBits, 7);
        // Half notches of a fine wheel add up.
        test::turnWheel(equalizer, at, -60);
        QCOMPARE(equalizer.columns()[2].activationBits, 7);
        test::turnWheel(equalizer, at, -60);
        QCOMPARE(equalizer.columns()[2].activationBits, 6);
    }

    void keysMoveAndSet()
    {
        Equalizer equalizer;
        equalizer.setColumns(someColumns(5));
        QVERIFY(test::showAs(equalizer, QSize(600, 300)));
        equalizer.setFocus();
        Ear ear(equalizer);
        QTest::keyClick(&equalizer, Qt::Key_Right);
        QCOMPARE(equalizer.selection(), QList<int> {1});
        QTest::keyClick(&equalizer, Qt::Key_Right, Qt::ShiftModifier);
        QCOMPARE(equalizer.selection(), (QList<int> {1, 2}));
        QTest::keyClick(&equalizer, Qt::Key_4);
        QVERIFY(ear.framed());
        QCOMPARE(ear.edits.last(), (Edit {{1, 2}, Part::Weights, 4, EditPhase::End}));
        QTest::keyClick(&equalizer, Qt::Key_0);
        QCOMPARE(equalizer.columns()[2].weightBits, 16);
        QTest::keyClick(&equalizer, Qt::Key_Up);
        QCOMPARE(equalizer.columns()[1].weightBits, 17);
        QTest::keyClick(&equalizer, Qt::Key_Tab);
        QCOMPARE(equalizer.currentPart(), Part::Activations);
        QTest::keyClick(&equalizer, Qt::Key_Down);
        QCOMPARE(equalizer.columns()[1].activationBits, 7);
        QTest::keyClick(&equalizer, Qt::Key_A, Qt::ControlModifier);
        QCOMPARE(equalizer.selection().size(), 5);
        QTest::keyClick(&equalizer, Qt::Key_Escape);
        QCOMPARE(equalizer.selection().size(), 1);
        QTest::keyClick(&equalizer, Qt::Key_End);
        QCOMPARE(equalizer.currentColumn(), 4);
    }

    void escapeTakesADragBack()
    {
        Equalizer equalizer;
        equalizer.setColumns(someColumns(5));
        QVERIFY(test::showAs(equalizer, QSize(600, 300)));
        Ear ear(equalizer);
        const QPoint from = fader(equalizer, 1, Part::Weights);
        QTest::mousePress(&equalizer, Qt::LeftButton, {}, from);
        QMouseEvent move(QEvent::MouseMove, from + QPoint(0, 30), equalizer.mapToGlobal(QPointF(from)), Qt::NoButton,
            Qt::LeftButton, {});
        QApplication::sendEvent(&equalizer, &move);
        QVERIFY(equalizer.columns()[1].weightBits < 8);
        QTest::keyClick(&equalizer, Qt::Key_Escape);
        QTest::mouseRelease(&equalizer, Qt::LeftButton, {}, from + QPoint(0, 30));
        QCOMPARE(equalizer.columns()[1].weightBits, 8);
        QVERIFY(ear.framed());
        QCOMPARE(ear.edits.last().bits, 8);
    }

    void clicksWithModifiersSelectMany()
    {
        Equalizer equalizer;
        equalizer.setColumns(someColumns(8));
        QVERIFY(test::showAs(equalizer, QSize(600, 300)));
        QTest::mouseClick(&equalizer, Qt::LeftButton, {}, fader(equalizer, 1, Part::Weights));
        QTest::mouseClick(&equalizer, Qt::LeftButton, Qt::ShiftModifier, fader(equalizer, 4, Part::Weights));
        QCOMPARE(equalizer.selection(), (QList<int> {1, 2, 3, 4}));
        QTest::mouseClick(&equalizer, Qt::LeftButton, Qt::ControlModifier, fader(equalizer, 2, Part::Weights));
        QCOMPARE(equalizer.selection(), (QList<int> {1, 3, 4}));
        QTest::mouseClick(&equalizer, Qt::LeftButton, {}, fader(equalizer, 3, Part::Weights));
        QCOMPARE(equalizer.selection(), QList<int> {3});
    }

    void aBandSelects()
    {
        Equalizer equalizer;
        equalizer.setColumns(someColumns(5));
        QVERIFY(test::showAs(equalizer, QSize(900, 300)));
        const EqualizerLayout& layout = equalizer.layoutNow();
        const QPoint empty(static_cast<int>(layout.column(4).right()) - 4, static_cast<int>(layout.bars().top()) + 2);
        test::drag(equalizer, empty, QPoint(static_cast<int>(layout.centerOf(3)), empty.y() + 20));
        QCOMPARE(equalizer.selection(), (QList<int> {3, 4}));
    }

    // The room above a bar is empty ground, though its head has a little reach.
    void aBandBeginsAboveTheBars()
    {
        Equalizer equalizer;
        equalizer.setColumns(someColumns(5));
        QVERIFY(test::showAs(equalizer, QSize(900, 300)));
        Ear ear(equalizer);
        const EqualizerLayout& layout = equalizer.layoutNow();
        const QPoint head = layout.bar(1, Part::Weights, equalizer.columns()[1].weightBits).center().toPoint();
        const auto top = static_cast<int>(layout.bar(1, Part::Weights, equalizer.columns()[1].weightBits).top());
        test::drag(equalizer, QPoint(head.x(), top - 20), QPoint(static_cast<int>(layout.centerOf(3)), top + 20));
        QCOMPARE(equalizer.selection(), (QList<int> {1, 2, 3}));
        QVERIFY(ear.edits.isEmpty());
        QTest::mouseClick(&equalizer, Qt::LeftButton, {}, QPoint(head.x(), top - 20));
        QCOMPARE(equalizer.selection(), QList<int> {1});
        const QPoint close(head.x(), top - 4);
        test::drag(equalizer, close, close + distance(equalizer, 8, 4));
        QCOMPARE(equalizer.columns()[1].weightBits, 4);
    }

    // A measurement that other work disturbed does not press the other bars down; its own is cut.
    void oneDisturbedTimeLeavesTheOthersTheirHeight()
    {
        Equalizer equalizer;
        auto columns = someColumns(3);
        columns[0].floatMs = columns[0].quantizedMs = 1;
        columns[1].floatMs = 1;
        columns[1].quantizedMs = 50;
        columns[2].floatMs = columns[2].quantizedMs = 0.1;
        const auto full = [&](int column) {
            equalizer.setColumns(columns);
            const QRectF times = equalizer.layoutNow().times();
            const QPoint at(
                static_cast<int>(equalizer.layoutNow().centerOf(column)), static_cast<int>(times.top()) + 3);
            const QPalette palette = equalizer.palette();
            const QColor filled = mixed(token(Token::Text2, palette), palette.color(QPalette::Base), 0.25);
            return equalizer.grab().toImage().pixelColor(at).rgb() == filled.rgb();
        };
        QVERIFY(test::showAs(equalizer, QSize(600, 300)));
        QVERIFY(!full(0)); // of 50 ms it is nearly nothing
        columns[1].reachMs = 1;
        QVERIFY(full(0));
        QVERIFY(full(1));
        QVERIFY(!full(2));
    }

    void doubleClickTypesANumber()
    {
        Equalizer equalizer;
        equalizer.setColumns(someColumns(5));
        QVERIFY(test::showAs(equalizer, QSize(600, 300)));
        Ear ear(equalizer);
        const QPoint at = fader(equalizer, 2, Part::Weights);
        QTest::mouseClick(&equalizer, Qt::LeftButton, {}, at);
        QTest::mouseDClick(&equalizer, Qt::LeftButton, {}, at);
        auto* editor = equalizer.findChild<QSpinBox*>();
        QVERIFY(editor != nullptr);
        editor->selectAll();
        QTest::keyClicks(editor, QStringLiteral("11"));
        QTest::keyClick(editor, Qt::Key_Return);
        QVERIFY(ear.framed());
        QCOMPARE(equalizer.columns()[2].weightBits, 11);
        QTRY_VERIFY(equalizer.findChild<QSpinBox*>() == nullptr);
        QTest::mouseDClick(&equalizer, Qt::LeftButton, {}, fader(equalizer, 2, Part::Weights));
        editor = equalizer.findChild<QSpinBox*>();
        QTest::keyClicks(editor, QStringLiteral("5"));
        QTest::keyClick(editor, Qt::Key_Escape);
        QCOMPARE(equalizer.columns()[2].weightBits, 11);
    }

    void aTypedNumberStaysWithTheFadersItWasTypedFor()
    {
        Equalizer equalizer;
        equalizer.setColumns(someColumns(5));
        QVERIFY(test::showAs(equalizer, QSize(600, 300)));
        const auto typeTwelve = [&] {
            QTest::mouseDClick(&equalizer, Qt::LeftButton, {}, fader(equalizer, 2, Part::Weights));
            auto* editor = equalizer.findChild<QSpinBox*>();
            QVERIFY(editor != nullptr);
            editor->selectAll();
            QTest::keyClicks(editor, QStringLiteral("12"));
        };
        QTest::mouseClick(&equalizer, Qt::LeftButton, {}, fader(equalizer, 2, Part::Weights));
        typeTwelve();
        const int before = equalizer.columns()[4].weightBits;
        test::turnWheel(equalizer, fader(equalizer, 4, Part::Weights), 120);
        QCOMPARE(equalizer.columns()[2].weightBits, 12);
        QCOMPARE(equalizer.columns()[4].weightBits, before + 1);
        QTRY_VERIFY(equalizer.findChild<QSpinBox*>() == nullptr);

        equalizer.setSelection({2});
        QTest::keyClick(&equalizer, Qt::Key_7);
        typeTwelve();
        equalizer.setSelection({3}); // from elsewhere: what was half typed is dropped
        QTRY_VERIFY(equalizer.findChild<QSpinBox*>() == nullptr);
        QCOMPARE(equalizer.columns()[2].weightBits, 7);
        QVERIFY(equalizer.columns()[3].weightBits != 12);
    }

    // Wherever a scrolled equalizer stands, the numbers at its edges are whole or not there.
    void noColumnNumberIsCut()
    {
        Equalizer equalizer;
        equalizer.setColumns(someColumns(300));
        QVERIFY(test::showAs(equalizer, QSize(900, 260)));
        const QRect row = equalizer.layoutNow().labels().toAlignedRect();
        const auto inked = [&](const QImage& image, int x) {
            for (int y = row.top(); y <= row.bottom(); ++y)
                if (image.pixel(x, y) != image.pixel(row.left(), row.top())) return true;
            return false;
        };
        const QPoint map = equalizer.layoutNow().minimap().center().toPoint();
        bool anyNumber = false;
        for (int step = 0; step < 40; ++step) {
            QTest::mouseClick(&equalizer, Qt::LeftButton, {}, map + QPoint(step - 20, 0));
            const QImage image = equalizer.grab().toImage();
            QVERIFY(!inked(image, row.right() - 1));
            QVERIFY(!inked(image, row.left() + 1));
            for (int x = row.left(); x < row.right(); ++x)
                anyNumber = anyNumber || inked(image, x);
        }
        QVERIFY(anyNumber);
        // The first and the last layer have theirs.
        for (const auto& [place, x] : {std::pair(equalizer.layoutNow().minimap().left(), row.left()),
                 std::pair(equalizer.layoutNow().minimap().right(), row.right() - 24)}) {
            QTest::mouseClick(&equalizer, Qt::LeftButton, {}, QPoint(static_cast<int>(place), map.y()));
            const QImage image = equalizer.grab().toImage();
            bool there = false;
            for (int i = 0; i < 24; ++i)
                there = there || inked(image, x + i);
            QVERIFY(there);
        }
    }

    void menuOffersTheFormatsOfTheOwner()
    {
        Equalizer equalizer;
        auto columns = someColumns(5);
        columns[2].activationFormat = QStringLiteral("int8");
        equalizer.setColumns(columns);
        equalizer.setFormatChoices({QStringLiteral("int8"), QStringLiteral("int4")});
        QVERIFY(test::showAs(equalizer, QSize(600, 300)));
        QSignalSpy picked(&equalizer, &Equalizer::formatChosen);
        const QPoint at = fader(equalizer, 2, Part::Activations);
        QTest::mouseClick(&equalizer, Qt::RightButton, {}, at);
        QContextMenuEvent request(QContextMenuEvent::Mouse, at, equalizer.mapToGlobal(at));
        QApplication::sendEvent(&equalizer, &request);
        auto* menu = equalizer.findChild<QMenu*>();
        QVERIFY(menu != nullptr);
        QMenu* formats = menu->actions().first()->menu();
        QVERIFY(formats != nullptr);
        QCOMPARE(formats->actions().size(), 2);
        QVERIFY(formats->actions()[0]->isChecked()); // what it has now
        QVERIFY(!formats->actions()[1]->isChecked());
        formats->actions()[1]->trigger();
        QCOMPARE(picked.count(), 1);
        QCOMPARE(picked[0][0].value<QList<int>>(), QList<int> {2});
        QCOMPARE(picked[0][1].value<Part>(), Part::Activations);
        QCOMPARE(picked[0][2].toInt(), 1);
        menu->close();
    }

    void manyColumnsScrollWithAMinimap()
    {
        Equalizer equalizer;
        equalizer.setColumns(someColumns(300));
        QVERIFY(test::showAs(equalizer, QSize(800, 300)));
        const EqualizerLayout& layout = equalizer.layoutNow();
        QCOMPARE(layout.columnWidth(), 6.0);
        QVERIFY(!layout.minimap().isEmpty());
        const QPoint end(
            static_cast<int>(layout.minimap().right()) - 2, static_cast<int>(layout.minimap().center().y()));
        QTest::mouseClick(&equalizer, Qt::LeftButton, {}, end);
        QCOMPARE(equalizer.layoutNow().scroll(), equalizer.layoutNow().maxScroll());
        QCOMPARE(equalizer.layoutNow().lastVisible(), 299);
        equalizer.setSelection({0});
        QCOMPARE(equalizer.layoutNow().scroll(), 0.0);
        equalizer.setColumns(someColumns(20));
        QVERIFY(equalizer.layoutNow().minimap().isEmpty());
    }

    void drawsWhatItIsGiven()
    {
        Equalizer equalizer;
        QList<EqualizerColumn> columns = someColumns(3);
        columns[1].weightBits = 64;
        columns[1].weightFamily = Family::Float;
        equalizer.setColumns(columns);
        QVERIFY(test::showAs(equalizer, QSize(600, 300)));
        const QImage image = equalizer.grab().toImage();
        const EqualizerLayout& layout = equalizer.layoutNow();
        const QPoint inFloat = layout.bar(1, Part::Weights, 64).center().toPoint();
        QCOMPARE(image.pixelColor(inFloat), familyShade(Family::Float, 64, equalizer.palette()));
        const QPoint inInt = layout.bar(0, Part::Weights, 8).center().toPoint();
        QCOMPARE(image.pixelColor(inInt), familyShade(Family::Int, 8, equalizer.palette()));
        const auto activations = layout.bar(0, Part::Activations, 8).center().toPoint();
        const QColor paler
            = mixed(familyShade(Family::Int, 8, equalizer.palette()), equalizer.palette().color(QPalette::Base), 0.5);
        QCOMPARE(image.pixel(activations), paler.rgb());
        // The dot's height and its colour both say the error.
        const auto dotAt = [&](int column) {
            const QRgb color = sqnrColor(columns[column].sqnrDb, equalizer.palette()).rgb();
            for (int y = static_cast<int>(layout.dots().top()); y <= layout.dots().bottom(); ++y)
                if (image.pixel(static_cast<int>(layout.centerOf(column)), y) == color) return y;
            return -1;
        };
        QVERIFY(dotAt(2) > 0);
        QVERIFY(dotAt(0) >= dotAt(2)); // fewer dB stand lower
    }

    // A layer that cannot be taken along has a sign at its foot, wide or narrow, and says why.
    void obstaclesAreMarked()
    {
        for (const int count : {3, 90}) {
            Equalizer equalizer;
            auto columns = someColumns(count);
            columns[1].obstacle = QStringLiteral("the file has no such format");
            equalizer.setColumns(columns);
            QVERIFY(test::showAs(equalizer, QSize(800, 300)));
            const QImage image = equalizer.grab().toImage();
            const QRgb sign = token(Token::WarnEdge, equalizer.palette()).rgb();
            const auto marked = [&](int column) {
                const QRect place = equalizer.layoutNow().column(column).toRect().intersected(image.rect());
                for (int y = place.top(); y < place.bottom(); ++y)
                    for (int x = place.left(); x < place.right(); ++x)
                        if (image.pixel(x, y) == sign) return true;
                return false;
            };
            QVERIFY(marked(1) && !marked(0) && !marked(2));
            equalizer.setSelection({1});
            QVERIFY(equalizer.accessibleDescription().contains(columns[1].obstacle));
        }
    }

    void accessibleTextFollowsTheCurrentLayer()
    {
        Equalizer equalizer;
        equalizer.setColumns(someColumns(3));
        QVERIFY(!equalizer.accessibleName().isEmpty());
        QVERIFY(equalizer.accessibleDescription().contains(QStringLiteral("conv1")));
        equalizer.setSelection({2});
        QVERIFY(equalizer.accessibleDescription().contains(QStringLiteral("conv3")));
    }

    void isEmptyWithoutColumns()
    {
        Equalizer equalizer;
        QVERIFY(test::showAs(equalizer, QSize(600, 300)));
        QTest::mouseClick(&equalizer, Qt::LeftButton, {}, QPoint(300, 150));
        QTest::keyClick(&equalizer, Qt::Key_4);
        test::turnWheel(equalizer, QPointF(300, 150), 120);
        QCOMPARE(equalizer.currentColumn(), -1);
    }
};

QTEST_MAIN(TestEqualizer)
#include "tst_equalizer.moc"
