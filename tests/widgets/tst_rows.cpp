// Figures with a row a layer: cells are given by click, drag and key; hundreds of rows scroll; what is written is what
// was given.
#include "tests/widgets/widget_test.h"
#include "widgets/plot/network/ladder_map.h"
#include "widgets/plot/network/margin_plot.h"
#include "widgets/plot/network/sensitivity_bars.h"

#include <QScrollBar>
#include <QSignalSpy>

#include <cmath>
#include <limits>

using namespace bitladder::widgets;

namespace
{

LadderMapData mapOf(int layers)
{
    LadderMapData data;
    data.formats = {QStringLiteral("float32"), QStringLiteral("int8"), QStringLiteral("int4"), QStringLiteral("int2")};
    for (int i = 0; i < layers; ++i) {
        data.layers << QStringLiteral("layer%1").arg(i);
        data.sqnrDb.push_back({std::numeric_limits<double>::infinity(), 40.0 + i % 5, 20, 5});
        data.nsPerMac.push_back({qQNaN(), 0.01, qQNaN(), qQNaN()});
        data.present << 1;
        data.locked << (i == 2);
    }
    return data;
}

void drag(LadderMap& map, const QPoint& from, const QPoint& to)
{
    QTest::mousePress(map.viewport(), Qt::LeftButton, {}, from);
    QMouseEvent move(QEvent::MouseMove, to, map.viewport()->mapToGlobal(to), Qt::NoButton, Qt::LeftButton, {});
    QCoreApplication::sendEvent(map.viewport(), &move);
    QTest::mouseRelease(map.viewport(), Qt::LeftButton, {}, to);
}

} // namespace

class TestRows : public QObject
{
    Q_OBJECT

    struct Given {
        int layer, format;
        EditPhase phase;
        friend bool operator==(const Given&, const Given&) = default;
    };

private slots:
    void init() { test::failOnWarnings(); }

    void cellsAreGivenByHand()
    {
        LadderMap map;
        map.setData(mapOf(6));
        QVERIFY(test::showAs(map, QSize(600, 300)));
        QList<Given> given;
        connect(&map, &LadderMap::assigned, this, [&](int layer, int format, EditPhase phase) {
            given << Given {layer, format, phase};
        });
        QTest::mouseClick(map.viewport(), Qt::LeftButton, {}, map.cellRect(1, 2).center());
        QCOMPARE(given, (QList<Given> {{1, 2, EditPhase::Begin}, {1, 2, EditPhase::End}}));
        given.clear();
        // A quick drag leaves no row out, and a locked one alone.
        drag(map, map.cellRect(0, 3).center(), map.cellRect(4, 3).center());
        QCOMPARE(given,
            (QList<Given> {{0, 3, EditPhase::Begin}, {1, 3, EditPhase::Drag}, {3, 3, EditPhase::Drag},
                {4, 3, EditPhase::Drag}, {4, 3, EditPhase::End}}));
        given.clear();
        // On the names nothing is given, and the layer is told of.
        QSignalSpy clicked(&map, &RowsView::rowClicked);
        QTest::mouseClick(map.viewport(), Qt::LeftButton, {}, QPoint(4, map.cellRect(3, 0).center().y()));
        QCOMPARE(clicked.takeLast().front().toInt(), 3);
        QVERIFY(given.isEmpty());
        QTest::mouseClick(map.viewport(), Qt::LeftButton, {}, map.cellRect(2, 0).center());
        QVERIFY(given.isEmpty()); // locked
    }

    void cellsAreGivenByKeys()
    {
        LadderMap map;
        map.setData(mapOf(300));
        QVERIFY(test::showAs(map, QSize(600, 300)));
        QList<Given> given;
        connect(&map, &LadderMap::assigned, this, [&](int layer, int format, EditPhase phase) {
            given << Given {layer, format, phase};
        });
        for (const Qt::Key key : {Qt::Key_End, Qt::Key_Right, Qt::Key_Right, Qt::Key_Return})
            QTest::keyClick(&map, key);
        QCOMPARE(given, (QList<Given> {{299, 2, EditPhase::End}}));
        QVERIFY(!map.rowRect(299).isEmpty()); // scrolled into view
        QVERIFY(map.rowRect(0).isEmpty());
        QTest::keyClick(&map, Qt::Key_Home);
        QVERIFY(!map.rowRect(0).isEmpty());
        QVERIFY(map.verticalScrollBar()->maximum() > 0);
        QVERIFY(map.picture().height() > 300 * 10); // all rows
    }

    void theMapIsWritten()
    {
        LadderMap map;
        map.setData(mapOf(2));
        const QStringList lines = map.dataAsCsv().split(QLatin1Char('\n'), Qt::SkipEmptyParts);
        QCOMPARE(lines.size(), 1 + 2 * 4);
        QCOMPARE(lines[2], QStringLiteral("layer0,int8,40,0.01,1"));
        QCOMPARE(lines[3], QStringLiteral("layer0,int4,20,,"));
    }

    // What is given twice is given in the same place, on one axis from zero.
    void sensitivitiesShareAnAxis()
    {
        SensitivityBars bars;
        SensitivityData data;
        data.axis = QStringLiteral("nats");
        for (int i = 0; i < 60; ++i)
            data.rows << SensitivityBar {
                60 - i, {}, QStringLiteral("layer%1").arg(60 - i), 6.0 - i / 10.0, 1, 0.5, qQNaN()};
        bars.setData(data);
        QVERIFY(test::showAs(bars, QSize(600, 300)));
        QVERIFY(bars.positionOf(0) < bars.positionOf(1));
        QVERIFY(std::abs(bars.positionOf(6) - 2 * bars.positionOf(3) + bars.positionOf(0)) < 1e-6);
        QVERIFY(bars.positionOf(6) < bars.viewport()->width());
        QCOMPARE(bars.rowOf(60), 0);
        QCOMPARE(bars.rowOf(1), 59);
        QCOMPARE(bars.rowOf(99), -1);
        QSignalSpy clicked(&bars, &RowsView::rowClicked);
        QTest::mouseClick(bars.viewport(), Qt::LeftButton, {}, bars.rowRect(4).center());
        QCOMPARE(clicked.takeLast().front().toInt(), 4);
        const QStringList lines = bars.dataAsCsv().split(QLatin1Char('\n'), Qt::SkipEmptyParts);
        QCOMPARE(lines.size(), 61);
        QCOMPARE(lines[1], QStringLiteral("layer60,6,1,0.5,,nats"));
    }

    void margins()
    {
        MarginPlot plot;
        QCOMPARE(plot.state(), PlotFrame::State::Empty);
        plot.setData({{}, {QStringLiteral("a"), QStringLiteral("b")}, {0.5, 0.25, -0.25}, {1}, {}});
        QVERIFY(test::showAs(plot, QSize(500, 300)));
        QCOMPARE(plot.state(), PlotFrame::State::Fresh);
        QCOMPARE(plot.dataAsCsv(), QStringLiteral("quantized_up_to,lead,to_blame\n,0.5,\na,0.25,\nb,-0.25,1\n"));
    }
};

QTEST_MAIN(TestRows)
#include "tst_rows.moc"
