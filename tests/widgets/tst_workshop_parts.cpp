// What formats and curves are drawn with: the cells of the bits, the line of binades, and the sketch of a curve, by
// mouse and by keyboard.
#include "tests/widgets/widget_test.h"
#include "widgets/control/bit_cells.h"
#include "widgets/plot/values/binade_plot.h"
#include "widgets/plot/values/curve_sketch.h"

#include <QSignalSpy>

using namespace bitladder::widgets;

class TestWorkshopParts : public QObject
{
    Q_OBJECT

private slots:
    void init() { test::failOnWarnings(); }

    // The border moves within the same number of bits, the end changes it; the sign goes with a click.
    void bitsAreDragged()
    {
        BitCells cells(8, 10, 16);
        connect(&cells, &BitCells::splitAsked, &cells, &BitCells::setSplit);
        cells.setSplit({true, 4, 3});
        QVERIFY(test::showAs(cells, cells.sizeHint()));
        const int side = (cells.endAt() - cells.borderAt()) / 3;
        test::drag(cells, {cells.borderAt(), 10}, {cells.borderAt() - side, 10});
        QCOMPARE(cells.split(), (BitSplit {true, 3, 4}));
        test::drag(cells, {cells.endAt(), 10}, {cells.endAt() + 2 * side, 10});
        QCOMPARE(cells.split(), (BitSplit {true, 3, 6}));
        test::drag(cells, {cells.endAt(), 10}, {cells.endAt() + 20 * side, 10});
        QCOMPARE(cells.split(), (BitSplit {true, 3, 10}));
        QTest::mouseClick(&cells, Qt::LeftButton, {}, {5, 10});
        QCOMPARE(cells.split(), (BitSplit {false, 3, 10}));
        test::drag(cells, {cells.borderAt(), 10}, {5, 10}); // not farther than the mantissa may go
        QCOMPARE(cells.split(), (BitSplit {false, 3, 10}));
    }

    void bitsByKeyboard()
    {
        BitCells cells(8, 10, 16);
        connect(&cells, &BitCells::splitAsked, &cells, &BitCells::setSplit);
        cells.setSplit({true, 4, 3});
        QVERIFY(test::showAs(cells, cells.sizeHint()));
        QTest::keyClick(&cells, Qt::Key_Right);
        QCOMPARE(cells.split(), (BitSplit {true, 5, 2}));
        for (int i = 0; i < 5; ++i)
            QTest::keyClick(&cells, Qt::Key_Right);
        QCOMPARE(cells.split(), (BitSplit {true, 7, 0}));
        QTest::keyClick(&cells, Qt::Key_Right, Qt::ShiftModifier);
        QCOMPARE(cells.split(), (BitSplit {true, 7, 1}));
        QTest::keyClick(&cells, Qt::Key_S);
        QCOMPARE(cells.split(), (BitSplit {false, 7, 1}));
        QVERIFY(cells.accessibleDescription().contains(QLatin1Char('7')));
    }

    void binadesGoOut()
    {
        BinadePlot plot;
        QVERIFY(test::showAs(plot, {600, 300}));
        QCOMPARE(plot.state(), PlotFrame::State::Empty);
        BinadeData data;
        data.binades = {{0.5, 0.5, 1, true}, {1, 0.5, 2}, {2, 1, 2}, {4, 2, 2}};
        data.values = {-1, 0, 0.5, 1, 1.5, 2, 3, 4, 6};
        data.first = -6;
        data.counts = {1, 2, 5, 9, 4, 1};
        plot.setData(data);
        test::settle(plot);
        QCOMPARE(plot.state(), PlotFrame::State::Fresh);
        QCOMPARE(plot.dataAsCsv().count(QLatin1Char('\n')), 5);
        QVERIFY(plot.dataAsCsv().contains(QStringLiteral("4,2,2")));
        plot.clear();
        QCOMPARE(plot.state(), PlotFrame::State::Empty);
    }

    void aCurveIsDrawn()
    {
        CurveSketch sketch;
        SketchData data;
        data.names = {"8", "4", "2", "1"};
        data.high = 100;
        sketch.setData(data);
        QVERIFY(test::showAs(sketch, {400, 240}));
        QSignalSpy moved(&sketch, &CurveSketch::moved);
        QVERIFY(!sketch.touched());
        QCOMPARE(sketch.drawn(), (std::vector<double> {50, 50, 50, 50}));
        // One stroke from the upper left to the lower right takes every point along.
        test::drag(sketch, sketch.placeOf(0, 90).toPoint(), sketch.placeOf(3, 10).toPoint());
        QVERIFY(sketch.touched() && moved.count() >= 4);
        const auto drawn = sketch.drawn();
        QVERIFY(std::abs(drawn[0] - 90) < 2 && std::abs(drawn[3] - 10) < 2 && drawn[1] > drawn[2]);
        // What figures bring in meanwhile leaves it.
        sketch.setData(data);
        QCOMPARE(sketch.drawn(), drawn);
        // Another question begins anew.
        data.high = 60;
        sketch.setData(data);
        QVERIFY(!sketch.touched());
        QCOMPARE(sketch.drawn()[0], 30.0);
    }

    void aCurveByKeyboard()
    {
        CurveSketch sketch;
        SketchData data;
        data.names = {"8", "4", "2"};
        data.high = 100;
        sketch.setData(data);
        QVERIFY(test::showAs(sketch, {400, 240}));
        QTest::keyClick(&sketch, Qt::Key_Up);
        QTest::keyClick(&sketch, Qt::Key_Right);
        QTest::keyClick(&sketch, Qt::Key_Down, Qt::ShiftModifier);
        QTest::keyClick(&sketch, Qt::Key_Right);
        QTest::keyClick(&sketch, Qt::Key_End);
        QTest::keyClick(&sketch, Qt::Key_Right); // there is none
        QCOMPARE(sketch.current(), 2);
        QCOMPARE(sketch.drawn(), (std::vector<double> {52, 40, 0}));
        QTest::keyClick(&sketch, Qt::Key_Home);
        QCOMPARE(sketch.drawn()[2], 100.0);
        // Locked, nothing moves; what was measured is said.
        data.drawn = {52, 40, 0};
        data.measured = {99, 80, 20};
        data.locked = true;
        sketch.setData(data);
        QTest::keyClick(&sketch, Qt::Key_Up);
        test::drag(sketch, sketch.placeOf(0, 90).toPoint(), sketch.placeOf(2, 90).toPoint());
        QCOMPARE(sketch.drawn(), (std::vector<double> {52, 40, 0}));
        QTest::keyClick(&sketch, Qt::Key_Left);
        QVERIFY(sketch.accessibleDescription().contains(QStringLiteral("80")));
        test::settle(sketch);
    }
};

QTEST_MAIN(TestWorkshopParts)
#include "tst_workshop_parts.moc"
