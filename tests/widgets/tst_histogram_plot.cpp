// The histogram plot draws what it is given: counts are read back from the plot, the grid as marks, the clip handles
// are dragged with the mouse.
#include "widgets/plot/values/grid_marks.h"
#include "widgets/plot/values/histogram_plot.h"
#include "widgets/table/csv_text.h"

#include "widgets/theme/tokens.h"

#include "tests/widgets/widget_test.h"

#include <qcustomplot.h>

#include <QApplication>
#include <QRegularExpression>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QToolButton>
#include <QToolTip>

#include <cmath>

using namespace bitladder::widgets;

namespace
{

DistributionData someData()
{
    DistributionData data;
    data.title = QStringLiteral("conv1 weights");
    data.xLabel = QStringLiteral("weight");
    constexpr int kBins = 40;
    for (int i = 0; i <= kBins; ++i)
        data.edges.push_back(-2.0 + 4.0 * i / kBins);
    for (int i = 0; i < kBins; ++i) {
        const double x = -2.0 + 4.0 * (i + 0.5) / kBins;
        data.floatCounts.push_back(std::round(1000 * std::exp(-x * x)));
        data.quantizedCounts.push_back(i % 4 == 0 ? 2000 : 0);
    }
    for (int i = -7; i <= 7; ++i)
        data.grid.push_back(i * 0.2);
    data.gridStep = 0.2;
    data.clipLow = -1.4;
    data.clipHigh = 1.4;
    data.clipHandles = ClipHandles::Movable;
    data.errorEdges = {-0.1, 0.0, 0.1};
    data.errorCounts = {300, 400};
    data.roundingShare = 0.83;
    data.clippingShare = 0.17;
    return data;
}

std::vector<double> valuesOf(const QCPGraph* graph)
{
    std::vector<double> values;
    for (const QCPGraphData& point : *graph->data())
        values.push_back(point.value);
    return values;
}

std::vector<double> keysOf(const QCPGraph* graph)
{
    std::vector<double> keys;
    for (const QCPGraphData& point : *graph->data())
        keys.push_back(point.key);
    return keys;
}

void showPlot(PlotFrame& plot)
{
    QVERIFY(test::showAs(plot, QSize(700, 500)));
    plot.findChild<QCustomPlot*>()->replot();
}

} // namespace

class TestHistogramPlot : public QObject
{
    Q_OBJECT

private slots:
    void init() { test::failOnWarnings(); }

    void drawsTheCountsThatItIsGiven()
    {
        HistogramPlot plot;
        const DistributionData data = someData();
        plot.setData(data);
        showPlot(plot);
        auto* inner = plot.findChild<QCustomPlot*>();
        QCOMPARE(inner->graphCount(), 5);
        std::vector<double> expected = data.floatCounts;
        expected.push_back(expected.back());
        QCOMPARE(valuesOf(inner->graph(0)), expected);
        QCOMPARE(keysOf(inner->graph(0)), data.edges);
        expected = data.quantizedCounts;
        expected.push_back(expected.back());
        QCOMPARE(valuesOf(inner->graph(1)), expected);
        QCOMPARE(keysOf(inner->graph(2)), data.errorEdges);
        QCOMPARE(plot.state(), PlotFrame::State::Fresh);
        QCOMPARE(plot.title(), data.title);
        QVERIFY(inner->axisRect(0)->axis(QCPAxis::atBottom)->range().contains(-2.0));
    }

    // Few levels are drawn as a density over their cells, on the scale of the float values: one axis for both.
    void fewLevelsShareTheFloatsAxis()
    {
        HistogramPlot plot;
        DistributionData data = someData();
        data.grid = {-1, 0, 1};
        data.gridStep = 1;
        std::fill(data.quantizedCounts.begin(), data.quantizedCounts.end(), 0);
        data.quantizedCounts[10] = 100; // −1.0 … −0.9
        data.quantizedCounts[20] = 4000; // 0.0 … 0.1
        data.quantizedCounts[30] = 200; // 1.0 … 1.1
        plot.setData(data);
        showPlot(plot);
        auto* inner = plot.findChild<QCustomPlot*>();
        QCOMPARE(keysOf(inner->graph(1)), (std::vector<double> {-1.5, -0.5, 0.5, 1.5}));
        // 10 bins of 0.1 to a cell of 1.
        QCOMPARE(valuesOf(inner->graph(1)), (std::vector<double> {10, 400, 20, 20}));
        QVERIFY(!inner->axisRect(0)->axis(QCPAxis::atRight)->tickLabels());
    }

    void isEmptyWithoutData()
    {
        HistogramPlot plot;
        QCOMPARE(plot.state(), PlotFrame::State::Empty);
        plot.setData(someData());
        plot.clear();
        QCOMPARE(plot.state(), PlotFrame::State::Empty);
        QCOMPARE(plot.findChild<QCustomPlot*>()->graph(0)->dataCount(), 0);
    }

    void drawsLinesWhereTheyAreFarApartAndBandsElse()
    {
        HistogramPlot plot;
        DistributionData data = someData();
        plot.setData(data);
        showPlot(plot);
        QCOMPARE(plot.gridMarksNow().lines.size(), std::size_t {15});
        QVERIFY(plot.gridMarksNow().bands.empty());

        data.grid.clear();
        for (int i = -50000; i <= 50000; ++i)
            data.grid.push_back(i * 1.4 / 50000);
        plot.setData(data);
        QVERIFY(plot.gridMarksNow().lines.empty());
        QCOMPARE(plot.gridMarksNow().bands.size(), std::size_t {1});

        // The same from a step alone, even when nobody could list the values.
        data.grid.clear();
        data.gridStep = 1e-9;
        plot.setData(data);
        QCOMPARE(plot.gridMarksNow().bands.size(), std::size_t {1});
        data.gridStep = 0.2;
        plot.setData(data);
        QCOMPARE(plot.gridMarksNow().lines.size(), std::size_t {15});
    }

    void mergesOnlyNeighbours()
    {
        const GridMarks marks = gridMarks({0, 1, 2, 10, 20, 22, 40});
        QCOMPARE(marks.lines, (std::vector<double> {10, 40}));
        QCOMPARE(marks.bands.size(), std::size_t {2});
        QCOMPARE(marks.bands[0], std::make_pair(0.0, 2.0));
        QCOMPARE(marks.bands[1], std::make_pair(20.0, 22.0));
    }

    void draggingAHandleReportsTheLimits()
    {
        HistogramPlot plot;
        plot.setData(someData());
        showPlot(plot);
        QSignalSpy dragged(&plot, &HistogramPlot::clipDragged);
        QSignalSpy dropped(&plot, &HistogramPlot::clipDropped);
        auto* inner = plot.findChild<QCustomPlot*>();
        const QCPRange before = inner->axisRect(0)->axis(QCPAxis::atBottom)->range();
        const QPoint from = inner->mapFrom(&plot, plot.clipHandleHigh());
        QVERIFY(!from.isNull());
        const QPoint to = from - QPoint(80, 0);
        test::drag(*inner, from, to);
        QVERIFY(dragged.count() >= 2);
        QCOMPARE(dropped.count(), 1);
        const double expected = inner->axisRect(0)->axis(QCPAxis::atBottom)->pixelToCoord(to.x());
        QCOMPARE(dropped[0][0].toDouble(), -1.4);
        QCOMPARE(dropped[0][1].toDouble(), expected);
        QVERIFY(expected < 1.4);
        QCOMPARE(inner->axisRect(0)->axis(QCPAxis::atBottom)->range(), before);
    }

    // Each level has a handle of its own, which stays between its neighbours; the limits do not move with it.
    void aLevelCanBeDragged()
    {
        HistogramPlot plot;
        DistributionData data = someData();
        data.grid = {-1, 0, 0.5, 1};
        data.gridStep = 0;
        plot.setData(data);
        showPlot(plot);
        QVERIFY(plot.levelHandle(1).isNull()); // they have to be asked for
        data.levelHandles = LevelHandles::Movable;
        plot.setData(data);
        QVERIFY(plot.levelHandle(4).isNull());
        QSignalSpy dragged(&plot, &HistogramPlot::levelDragged), dropped(&plot, &HistogramPlot::levelDropped);
        QSignalSpy limits(&plot, &HistogramPlot::clipDragged);
        QObject::connect(&plot, &HistogramPlot::levelDragged, &plot, [&] { plot.setData(data); });
        auto* inner = plot.findChild<QCustomPlot*>();
        const QCPAxis* axis = inner->axisRect(0)->axis(QCPAxis::atBottom);
        const QPoint from = inner->mapFrom(&plot, plot.levelHandle(2));
        test::drag(*inner, from, from - QPoint(30, 0));
        QVERIFY(dragged.count() >= 2);
        QCOMPARE(dropped.count(), 1);
        QCOMPARE(dropped[0][0].toInt(), 2);
        QCOMPARE(dropped[0][1].toDouble(), axis->pixelToCoord(from.x() - 30));
        // Not beyond its neighbour.
        plot.setData(data);
        test::drag(*inner, from, from - QPoint(300, 0));
        QVERIFY(dropped.last()[1].toDouble() > 0 && dropped.last()[1].toDouble() < 0.01);
        QCOMPARE(limits.count(), 0);
    }

    // What was there before the methods is a dashed outline with its own line in the legend, and only then.
    void theStateBeforeTheMethods()
    {
        HistogramPlot plot;
        DistributionData data = someData();
        plot.setData(data);
        showPlot(plot);
        auto* inner = plot.findChild<QCustomPlot*>();
        const auto legend = [&] {
            for (QCPLayerable* item : inner->layer(QStringLiteral("legend"))->children())
                if (auto* found = qobject_cast<QCPLegend*>(item); found && found != inner->legend)
                    return found->itemCount();
            return -1;
        };
        QCOMPARE(legend(), 3);
        data.before = BeforeMethods::Float;
        data.beforeEdges = {-3, 0, 3};
        data.beforeCounts = {9000, 40};
        plot.setData(data);
        QCOMPARE(legend(), 4);
        QCOMPARE(valuesOf(inner->graph(3)), (std::vector<double> {9000, 40, 40}));
        QVERIFY(inner->axisRect(0)->axis(QCPAxis::atLeft)->range().upper > 9000);
        data.before = BeforeMethods::Quantized;
        plot.setData(data);
        QCOMPARE(legend(), 4);
        QVERIFY(valuesOf(inner->graph(3)).empty());
        QCOMPARE(valuesOf(inner->graph(4)).size(), std::size_t {3});
        QVERIFY(plot.dataAsCsv().contains(QStringLiteral("before,-3,0,9000")));
        data.before = BeforeMethods::Absent;
        plot.setData(data);
        QCOMPARE(legend(), 3);
        // What is not there has no line either.
        DistributionData floats;
        floats.edges = data.edges;
        floats.floatCounts = data.floatCounts;
        plot.setData(floats);
        QCOMPARE(legend(), 1);
        plot.setData(data);
        QCOMPARE(legend(), 3);
    }

    // The axes stand still under a hand, but what came meanwhile is not cut once it has let go.
    void afterADragTheAxesFit()
    {
        HistogramPlot plot;
        DistributionData data = someData();
        plot.setData(data);
        showPlot(plot);
        auto* inner = plot.findChild<QCustomPlot*>();
        const QCPAxis* counts = inner->axisRect(1)->axis(QCPAxis::atLeft);
        const double before = counts->range().upper;
        for (double& count : data.errorCounts)
            count *= 10;
        connect(&plot, &HistogramPlot::clipDragged, &plot, [&] {
            plot.setData(data);
            QCOMPARE(counts->range().upper, before);
        });
        const QPoint from = inner->mapFrom(&plot, plot.clipHandleHigh());
        test::drag(*inner, from, from - QPoint(80, 0));
        QVERIFY(counts->range().upper > 9 * before);
    }

    // The limits of a symmetric quantizer are one figure: either handle moves both. New data do not pull the handle
    // back.
    void mirroredLimitsMoveTogether()
    {
        HistogramPlot plot;
        DistributionData data = someData();
        data.clipHandles = ClipHandles::Mirrored;
        plot.setData(data);
        showPlot(plot);
        QSignalSpy dropped(&plot, &HistogramPlot::clipDropped);
        QObject::connect(&plot, &HistogramPlot::clipDragged, &plot, [&] { plot.setData(data); });
        auto* inner = plot.findChild<QCustomPlot*>();
        for (const bool upper : {true, false}) {
            const QPoint from = inner->mapFrom(&plot, upper ? plot.clipHandleHigh() : plot.clipHandleLow());
            test::drag(*inner, from, from + QPoint(upper ? -80 : 60, 0));
            const double low = dropped.last()[0].toDouble(), high = dropped.last()[1].toDouble();
            QCOMPARE(low, -high);
            QVERIFY(high > 0 && high < 1.4);
            QCOMPARE(plot.clipHandleLow().isNull(), false);
            plot.setData(data);
            QCOMPARE(plot.data().clipHigh, 1.4);
        }
        QCOMPARE(dropped.count(), 2);
        // Across zero it stops: zero is always representable.
        const QPoint from = inner->mapFrom(&plot, plot.clipHandleHigh());
        test::drag(*inner, from, inner->mapFrom(&plot, plot.clipHandleLow()));
        QCOMPARE(dropped.last()[1].toDouble(), 0.0);
        // A click moves nothing.
        plot.setData(data);
        QTest::mouseClick(inner, Qt::LeftButton, {}, inner->mapFrom(&plot, plot.clipHandleHigh()));
        QCOMPARE(dropped.count(), 3);
    }

    void fixedLimitsDoNotMove()
    {
        HistogramPlot plot;
        DistributionData data = someData();
        data.clipHandles = ClipHandles::Fixed;
        plot.setData(data);
        showPlot(plot);
        QSignalSpy dragged(&plot, &HistogramPlot::clipDragged);
        auto* inner = plot.findChild<QCustomPlot*>();
        const QPoint from = inner->mapFrom(&plot, plot.clipHandleHigh());
        test::drag(*inner, from, from - QPoint(40, 0));
        QCOMPARE(dragged.count(), 0);
    }

    void logarithmicCounts()
    {
        HistogramPlot plot;
        plot.setData(someData());
        showPlot(plot);
        QSignalSpy changed(&plot, &HistogramPlot::countScaleChanged);
        plot.findChild<QToolButton*>()->click();
        QCOMPARE(changed.count(), 1);
        QCOMPARE(plot.countScale(), CountScale::Logarithmic);
        QCOMPARE(
            plot.findChild<QCustomPlot*>()->axisRect(0)->axis(QCPAxis::atLeft)->scaleType(), QCPAxis::stLogarithmic);
    }

    void wheelZoomsAndDoubleClickResets()
    {
        HistogramPlot plot;
        plot.setData(someData());
        showPlot(plot);
        auto* inner = plot.findChild<QCustomPlot*>();
        QCPAxis* axis = inner->axisRect(0)->axis(QCPAxis::atBottom);
        const QCPRange before = axis->range();
        const QPointF middle = inner->axisRect(0)->center();
        test::turnWheel(*inner, middle, 120);
        QVERIFY(axis->range().size() < before.size());
        QTest::mouseDClick(inner, Qt::LeftButton, {}, middle.toPoint());
        QCOMPARE(axis->range(), before);
        // Out again and again: the view stays near the data.
        for (int i = 0; i < 60; ++i)
            test::turnWheel(*inner, middle, -120);
        QVERIFY(axis->range().size() <= 2.01 * before.size());
    }

    void tellsExactValues()
    {
        HistogramPlot plot;
        plot.setData(someData());
        showPlot(plot);
        auto* inner = plot.findChild<QCustomPlot*>();
        test::hover(*inner, inner->axisRect(0)->center() + QPoint(3, 0));
        QVERIFY2(QToolTip::text().contains(plot.locale().toString(998)), qPrintable(QToolTip::text()));
    }

    void savesPicturesAndData()
    {
        HistogramPlot plot;
        plot.setData(someData());
        showPlot(plot);
        QTemporaryDir folder;
        for (const char* suffix : {"png", "svg", "pdf"}) {
            const QString path = folder.filePath(QStringLiteral("plot.") + QLatin1String(suffix));
            QCOMPARE(plot.savePicture(path), PlotFrame::SaveResult::Saved);
            QVERIFY(QFileInfo(path).size() > 1000);
        }
        QCOMPARE(plot.savePicture(folder.filePath(QStringLiteral("plot.xyz"))), PlotFrame::SaveResult::UnknownSuffix);
        QCOMPARE(
            plot.savePicture(folder.filePath(QStringLiteral("none/plot.svg"))), PlotFrame::SaveResult::NotWritable);
        const QStringList lines = plot.dataAsCsv().split(QLatin1Char('\n'), Qt::SkipEmptyParts);
        QCOMPARE(lines.size(), 1 + 40 + 40 + 2 + 15 + 1);
        QCOMPARE(lines[1], QStringLiteral("float,-2,-1.9,") + csvNumber(someData().floatCounts[0]));
        QCOMPARE(lines.last(), QStringLiteral("clip,-1.4,1.4,1"));
    }

    void followsThePalette()
    {
        HistogramPlot plot;
        plot.setData(someData());
        showPlot(plot);
        QPalette dark = plot.palette();
        dark.setColor(QPalette::Base, QColor(30, 30, 30));
        dark.setColor(QPalette::Text, Qt::white);
        plot.setPalette(dark);
        auto* inner = plot.findChild<QCustomPlot*>();
        QCOMPARE(inner->axisRect(0)->axis(QCPAxis::atBottom)->labelColor(), token(Token::Text2, plot.palette()));
        QCOMPARE(plot.picture().pixelColor(1, 1), QColor(30, 30, 30));
    }
};

QTEST_MAIN(TestHistogramPlot)
#include "tst_histogram_plot.moc"
