// The scatter of float against quantized: one dot a pair, both axes alike, and a click names the float value.
#include "widgets/plot/values/value_scatter.h"

#include "tests/widgets/widget_test.h"

#include <qcustomplot.h>

#include <QSignalSpy>
#include <QTest>
#include <cmath>

using namespace bitladder::widgets;

class TestValueScatter : public QObject
{
    Q_OBJECT

private slots:
    void init() { test::failOnWarnings(); }

    void oneDotAPair()
    {
        ValueScatter plot;
        QCOMPARE(plot.state(), PlotFrame::State::Empty);
        ScatterData data;
        data.title = QStringLiteral("What did each weight become?");
        data.x = {-1.1, 0.2, 0.9, std::nan("")};
        data.y = {-1, 0, 1, 0};
        plot.setData(data);
        QVERIFY(test::showAs(plot, QSize(500, 500)));
        auto* inner = plot.findChild<QCustomPlot*>();
        inner->replot();
        QCOMPARE(inner->graph(0)->dataCount(), 3); // what is no number has no place
        QCOMPARE(plot.state(), PlotFrame::State::Fresh);
        QCOMPARE(inner->xAxis->range(), inner->yAxis->range());
        QVERIFY(inner->xAxis->range().contains(-1.1));
        QCOMPARE(plot.dataAsCsv().section(QLatin1Char('\n'), 1, 1).trimmed(), QStringLiteral("-1.1,-1"));
        QSignalSpy clicked(&plot, &ValueScatter::valueClicked);
        const QPoint place(static_cast<int>(std::lround(inner->xAxis->coordToPixel(0.2))),
            static_cast<int>(std::lround(inner->yAxis->coordToPixel(0))));
        QTest::mouseClick(inner, Qt::LeftButton, {}, place + QPoint(3, 2));
        QCOMPARE(clicked.count(), 1);
        QCOMPARE(clicked[0][0].toDouble(), 0.2);
        QTest::mouseClick(inner, Qt::LeftButton, {}, place + QPoint(60, -60)); // far from all dots
        QCOMPARE(clicked.count(), 1);
        plot.clear();
        QCOMPARE(plot.state(), PlotFrame::State::Empty);
    }
};

QTEST_MAIN(TestValueScatter)
#include "tst_value_scatter.moc"
