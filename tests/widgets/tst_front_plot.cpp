// The front of recipes: dots are found by pointing, taken by a click, walked by keys, and written as they were given.
#include "tests/widgets/widget_test.h"
#include "widgets/plot/network/front_plot.h"

#include <qcustomplot.h>

#include <QSignalSpy>

using namespace bitladder::widgets;

namespace
{

FrontData someRecipes()
{
    FrontData data;
    data.costLabel = QStringLiteral("size (MB)");
    data.shareLabel = QStringLiteral("same answers (%)");
    data.dots = {{FrontDot::Kind::Front, 0.5, 0.80, 0.76, 0.84}, {FrontDot::Kind::Front, 0.9, 0.95, 0.93, 0.97, 0.94},
        {FrontDot::Kind::Front, 1.3, 0.99, 0.98, 1}, {FrontDot::Kind::Tried, 1.0, 0.85, 0.82, 0.88},
        {FrontDot::Kind::Present, 1.25, 0.9, 0.88, 0.92, qQNaN(), QStringLiteral("now: W8A8")}};
    data.chosen = 1;
    data.floor = 0.94;
    data.mostCost = 1.2;
    return data;
}

} // namespace

class TestFrontPlot : public QObject
{
    Q_OBJECT

    static void move(FrontPlot& plot, const QPoint& position)
    {
        auto* inner = plot.findChild<QCustomPlot*>();
        QMouseEvent event(QEvent::MouseMove, position, inner->mapToGlobal(position), Qt::NoButton, Qt::NoButton, {});
        QCoreApplication::sendEvent(inner, &event);
    }

private slots:
    void init() { test::failOnWarnings(); }

    // Beside the dot at the edge, and not on its neighbours.
    void aNameStaysInside()
    {
        FrontPlot plot;
        FrontData data = someRecipes();
        QVERIFY(test::showAs(plot, QSize(600, 400)));
        for (const double cost : {0.45, 0.9, 1.31, 2.0})
            for (const double share : {0.75, 0.9, 1.0}) {
                data.dots.last().cost = cost;
                data.dots.last().share = share;
                plot.setData(data);
                auto* inner = plot.findChild<QCustomPlot*>();
                inner->replot();
                const auto* name = qobject_cast<QCPItemText*>(inner->item(inner->itemCount() - 1));
                QCOMPARE(name->text(), data.dots.last().name);
                const QRectF words = QRectF(name->topLeft->pixelPosition(), name->bottomRight->pixelPosition())
                                         .marginsRemoved(name->padding());
                QVERIFY(QRectF(inner->axisRect()->rect()).adjusted(-1, -1, 1, 1).contains(words));
                for (int dot = 0; dot < data.dots.size(); ++dot)
                    QVERIFY(!words.contains(plot.positionOf(dot)));
            }
    }

    void dotsArePointedAtAndTaken()
    {
        FrontPlot plot;
        QCOMPARE(plot.state(), PlotFrame::State::Empty);
        plot.setData(someRecipes());
        QVERIFY(test::showAs(plot, QSize(600, 400)));
        plot.findChild<QCustomPlot*>()->replot();
        QSignalSpy hovered(&plot, &FrontPlot::dotHovered), clicked(&plot, &FrontPlot::dotClicked);
        for (int dot = 0; dot < plot.data().dots.size(); ++dot) {
            move(plot, plot.positionOf(dot) + QPoint(3, -3));
            QCOMPARE(hovered.takeLast().front().toInt(), dot);
            QTest::mouseClick(plot.findChild<QCustomPlot*>(), Qt::LeftButton, {}, plot.positionOf(dot));
            QCOMPARE(clicked.takeLast().front().toInt(), dot);
        }
        // Between the dots nothing is meant.
        move(plot, (plot.positionOf(0) + plot.positionOf(3)) / 2);
        QCOMPARE(hovered.takeLast().front().toInt(), -1);
        QTest::mouseClick(
            plot.findChild<QCustomPlot*>(), Qt::LeftButton, {}, (plot.positionOf(0) + plot.positionOf(3)) / 2);
        QVERIFY(clicked.isEmpty());
    }

    void keysWalkAlongTheFront()
    {
        FrontPlot plot;
        plot.setData(someRecipes());
        QVERIFY(test::showAs(plot, QSize(600, 400)));
        QSignalSpy hovered(&plot, &FrontPlot::dotHovered), clicked(&plot, &FrontPlot::dotClicked);
        QTest::keyClick(&plot, Qt::Key_Return);
        QVERIFY(clicked.isEmpty()); // none is meant yet
        QTest::keyClick(&plot, Qt::Key_Right); // from the chosen one
        QCOMPARE(hovered.takeLast().front().toInt(), 2);
        QTest::keyClick(&plot, Qt::Key_Right); // there is no further one
        QTest::keyClick(&plot, Qt::Key_Left);
        QTest::keyClick(&plot, Qt::Key_Left);
        QCOMPARE(hovered.takeLast().front().toInt(), 0);
        QTest::keyClick(&plot, Qt::Key_Return);
        QCOMPARE(clicked.takeLast().front().toInt(), 0);
        // The dot that is pointed at stays the same when others come.
        FrontData more = someRecipes();
        more.dots.prepend({FrontDot::Kind::Front, 0.3, 0.5, 0.4, 0.6});
        more.chosen = 2;
        plot.setData(more);
        QTest::keyClick(&plot, Qt::Key_Return);
        QCOMPARE(clicked.takeLast().front().toInt(), 1);
    }

    void everythingIsInView()
    {
        FrontPlot plot;
        plot.setData(someRecipes());
        QVERIFY(test::showAs(plot, QSize(600, 400)));
        auto* inner = plot.findChild<QCustomPlot*>();
        for (const FrontDot& dot : plot.data().dots) {
            QVERIFY(inner->xAxis->range().contains(dot.cost));
            QVERIFY(inner->yAxis->range().contains(100 * dot.share));
        }
        QVERIFY(inner->yAxis->range().contains(94));
        plot.clear();
        QCOMPARE(plot.state(), PlotFrame::State::Empty);
    }

    void writesWhatWasGiven()
    {
        FrontPlot plot;
        plot.setData(someRecipes());
        const QStringList lines = plot.dataAsCsv().split(QLatin1Char('\n'), Qt::SkipEmptyParts);
        QCOMPARE(lines.size(), 6);
        QVERIFY(lines[0].contains(QStringLiteral("size (MB)")));
        QVERIFY2(
            lines[2].startsWith(QStringLiteral("front,")) && lines[2].contains(QStringLiteral("0.9,0.95,0.93,0.97")),
            qPrintable(lines[2]));
        QVERIFY(lines[5].startsWith(QStringLiteral("now,")) && lines[5].contains(QStringLiteral("W8A8")));
    }
};

QTEST_MAIN(TestFrontPlot)
#include "tst_front_plot.moc"
