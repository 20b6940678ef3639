// The plots along the network and along the width: what is drawn is what was given, clicks name the layer, and values
// that are not there yet leave gaps.
#include "widgets/equalizer/ladder_scale.h"
#include "widgets/plot/network/network_error_plot.h"
#include "widgets/plot/network/speed_plot.h"
#include "widgets/plot/values/channel_ranges_plot.h"
#include "widgets/plot/values/width_curve_plot.h"

#include "tests/widgets/widget_test.h"

#include <qcustomplot.h>

#include <QSignalSpy>
#include <QTemporaryDir>
#include <QToolButton>
#include <QToolTip>

#include <algorithm>
#include <cmath>
#include <limits>

using namespace bitladder::widgets;

namespace
{

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr double kInf = std::numeric_limits<double>::infinity();

std::vector<double> valuesOf(const QCPGraph* graph)
{
    std::vector<double> values;
    for (const QCPGraphData& point : *graph->data())
        values.push_back(point.value);
    return values;
}

QCPGraph* graphNamed(QCustomPlot* plot, const QString& part)
{
    for (int i = 0; i < plot->graphCount(); ++i) {
        if (plot->graph(i)->name().contains(part)) return plot->graph(i);
    }
    return nullptr;
}

QPoint placeOf(QCustomPlot* plot, double x)
{
    return {static_cast<int>(plot->xAxis->coordToPixel(x)), plot->axisRect()->center().y()};
}

NetworkErrorData someErrors()
{
    NetworkErrorData data;
    data.layerNames = {QStringLiteral("a"), QStringLiteral("b"), QStringLiteral("c"), QStringLiteral("d")};
    data.isolatedDb = {kInf, 30, kNaN, 20};
    data.accumulatedDb = {kInf, 30, 28, 18};
    return data;
}

SpeedData someSpeeds()
{
    SpeedData data;
    const std::vector<double> times {1.0, 4.0, 2.0};
    for (std::size_t i = 0; i < times.size(); ++i) {
        SpeedBar bar;
        bar.name = QStringLiteral("layer%1").arg(i);
        bar.floatMs = times[i];
        bar.quantizedMs = times[i] / 2;
        bar.reformatMs = 0.1 * bar.quantizedMs;
        bar.kernelMs = 0.7 * bar.quantizedMs;
        bar.epilogueMs = 0.15 * bar.quantizedMs;
        bar.waitingMs = 0.05 * bar.quantizedMs;
        bar.family = i == 0 ? Family::Float : Family::Int;
        bar.execution = i == 2 ? Execution::Simulated : Execution::Executed;
        data.bars.push_back(bar);
    }
    return data;
}

// The heights of all bars at a place that carry data, without the float outline.
double stackedAt(QCustomPlot* plot, double place)
{
    double sum = 0;
    for (int i = 0; i < plot->plottableCount(); ++i) {
        const auto* bars = qobject_cast<QCPBars*>(plot->plottable(i));
        if (bars == nullptr || bars->name() == QStringLiteral("float32")) continue;
        for (const QCPBarsData& bar : *bars->data()) {
            if (bar.key == place) sum += bar.value;
        }
    }
    return sum;
}

} // namespace

class TestLayerPlots : public QObject
{
    Q_OBJECT

private slots:
    void init() { test::failOnWarnings(); }

    void networkErrorDrawsBothCurves()
    {
        NetworkErrorPlot plot;
        plot.setData(someErrors());
        QVERIFY(test::showAs(plot, QSize(600, 400)));
        auto* inner = plot.findChild<QCustomPlot*>();
        const std::vector<double> alone = valuesOf(graphNamed(inner, QStringLiteral("alone")));
        QCOMPARE(alone.size(), std::size_t {4});
        QCOMPARE(alone[1], 30.0);
        QCOMPARE(alone[3], 20.0);
        QVERIFY(std::isnan(alone[0]) && std::isnan(alone[2]));
        QCOMPARE(valuesOf(graphNamed(inner, QStringLiteral("up to here")))[3], 18.0);
        // The layer without an error stands apart.
        const QCPGraph* exact = graphNamed(inner, QStringLiteral("no error"));
        QCOMPARE(exact->dataCount(), 1);
        QCOMPARE(exact->dataMainKey(0), 0.0);
        QCOMPARE(plot.dataAsCsv().split(QLatin1Char('\n'))[1], QStringLiteral("a,inf,inf"));
    }

    void aKeptRecipeIsASecondSeriesOnlyWhenThereIsOne()
    {
        NetworkErrorPlot plot;
        plot.setData(someErrors());
        auto* inner = plot.findChild<QCustomPlot*>();
        const QString name = QStringLiteral("kept");
        QCOMPARE(graphNamed(inner, name)->dataCount(), 0);
        NetworkErrorData data = someErrors();
        data.baselineAccumulatedDb = {50, 40, 30, 25};
        plot.setData(data);
        QCOMPARE(valuesOf(graphNamed(inner, name)), data.baselineAccumulatedDb);
        QCOMPARE(plot.dataAsCsv().split(QLatin1Char('\n'))[1], QStringLiteral("a,inf,inf,50"));
        plot.setData(someErrors());
        QCOMPARE(graphNamed(inner, name)->dataCount(), 0);
    }

    void networkErrorClickNamesTheLayer()
    {
        NetworkErrorPlot plot;
        plot.setData(someErrors());
        QVERIFY(test::showAs(plot, QSize(600, 400)));
        auto* inner = plot.findChild<QCustomPlot*>();
        inner->replot();
        QSignalSpy clicked(&plot, &NetworkErrorPlot::layerClicked);
        QTest::mouseClick(inner, Qt::LeftButton, {}, placeOf(inner, 2));
        QCOMPARE(clicked.count(), 1);
        QCOMPARE(clicked[0][0].toInt(), 2);
        // A drag pans and selects nothing.
        test::drag(*inner, placeOf(inner, 2), placeOf(inner, 2) + QPoint(60, 0));
        QCOMPARE(clicked.count(), 1);
        test::hover(*inner, placeOf(inner, 1));
        QVERIFY(!QToolTip::text().isEmpty());
    }

    void numbersBelowZeroHaveAMinusSign()
    {
        NetworkErrorPlot plot;
        NetworkErrorData data = someErrors();
        data.isolatedDb[1] = -40;
        plot.setData(data);
        QVERIFY(test::showAs(plot, QSize(600, 400)));
        auto* inner = plot.findChild<QCustomPlot*>();
        inner->replot();
        const QString labels = QStringList(inner->yAxis->tickVectorLabels()).join(QLatin1Char(' '));
        QVERIFY2(labels.contains(QChar(u'−')) && !labels.contains(QLatin1Char('-')), qPrintable(labels));
    }

    void layersWithoutRoomForNamesAreNumbered()
    {
        NetworkErrorPlot plot;
        NetworkErrorData data;
        for (int i = 0; i < 200; ++i) {
            data.layerNames << QStringLiteral("a_rather_long_layer_name_%1").arg(i);
            data.isolatedDb.push_back(20);
        }
        plot.setData(data);
        QVERIFY(test::showAs(plot, QSize(600, 400)));
        auto* inner = plot.findChild<QCustomPlot*>();
        inner->replot();
        QVERIFY(inner->xAxis->ticker() != nullptr);
        const QVector<QString> labels = inner->xAxis->tickVectorLabels();
        QVERIFY(labels.size() > 5);
        QVERIFY(labels.size() * inner->fontMetrics().horizontalAdvance(labels.back()) <= inner->axisRect()->width());
        QCOMPARE(labels.back(), QStringLiteral("200"));
        data.layerNames = {QStringLiteral("stem"), QStringLiteral("head")};
        data.isolatedDb.resize(2);
        plot.setData(data);
        inner->replot();
        QCOMPARE(inner->xAxis->tickVectorLabels(), (QVector<QString> {"stem", "head"}));
    }

    // Ticks are chosen before the layout knows the room: a plot that was small has those of its present size all the
    // same.
    void ticksAreThoseOfThePresentSize()
    {
        NetworkErrorData errors;
        for (int i = 0; i < 121; ++i) {
            errors.layerNames << QStringLiteral("convolution%1").arg(i);
            errors.isolatedDb.push_back(40 - i / 4.0);
            errors.accumulatedDb.push_back(30 - i / 4.0);
        }
        WidthCurveData curve;
        curve.series.push_back({QStringLiteral("integer"), Family::Int, {16, 8, 4}, {93, 45, 21}});
        curve.theoryOffsetDb = 1.76;
        const auto ticksOf = [&](const QList<QSize>& sizes) {
            NetworkErrorPlot network;
            network.setData(errors);
            WidthCurvePlot width;
            width.setData(curve);
            std::pair<QVector<double>, QVector<double>> ticks;
            for (const QSize& size : sizes) {
                for (QWidget* plot : {static_cast<QWidget*>(&network), static_cast<QWidget*>(&width)}) {
                    if (!test::showAs(*plot, size)) return ticks;
                    test::settle(*plot);
                }
            }
            ticks = {network.findChild<QCustomPlot*>()->xAxis->tickVector(),
                width.findChild<QCustomPlot*>()->yAxis->tickVector()};
            return ticks;
        };
        const auto [fewLayers, fewDecibels] = ticksOf({{300, 300}});
        const auto [layers, decibels] = ticksOf({{300, 300}, {900, 700}});
        QVERIFY2(layers.size() > 2 * fewLayers.size(), qPrintable(QString::number(layers.size())));
        QVERIFY2(decibels.size() > fewDecibels.size(), qPrintable(QString::number(decibels.size())));
        QCOMPARE(ticksOf({{900, 700}}), std::pair(layers, decibels));
    }

    void aLowPlotKeepsItsLegend()
    {
        WidthCurvePlot plot;
        WidthCurveData data;
        data.series.push_back({QStringLiteral("integer"), Family::Int, {16, 8, 4}, {93, 45, 21}});
        data.note = QStringLiteral("a note");
        data.theoryOffsetDb = 1.76;
        plot.setData(data);
        QVERIFY(test::showAs(plot, QSize(498, 160)));
        auto* inner = plot.findChild<QCustomPlot*>();
        inner->replot();
        for (const auto* legend : inner->findChildren<QCPLegend*>()) {
            if (legend == inner->legend) continue;
            QVERIFY(inner->rect().contains(legend->item(0)->outerRect()));
            QVERIFY(legend->item(0)->outerRect().height() >= inner->fontMetrics().height());
            QVERIFY(inner->axisRect()->height() > 20);
        }
    }

    void widthCurveLeavesOutWhatIsNotThere()
    {
        WidthCurvePlot plot;
        WidthCurveData data;
        data.series.push_back({QStringLiteral("integer"), Family::Int, {8, 7, 6}, {45, kNaN, 33}});
        data.series.push_back({QStringLiteral("float"), Family::Float, {8, 6}, {30, 20}});
        data.presentBits = 8;
        data.theoryOffsetDb = 1.76;
        plot.setData(data);
        QVERIFY(test::showAs(plot, QSize(600, 400)));
        auto* inner = plot.findChild<QCustomPlot*>();
        const QCPGraph* integer = graphNamed(inner, QStringLiteral("integer"));
        QCOMPARE(integer->dataCount(), 2);
        // Sorted by place: 8 bits stand left of 6 bits.
        QCOMPARE(plot.dataAsCsv().split(QLatin1Char('\n'))[1], QStringLiteral("integer,8,45"));
        QVERIFY(valuesOf(integer)[0] > valuesOf(integer)[1]);
        const QCPGraph* theory = graphNamed(inner, QStringLiteral("theory"));
        QCOMPARE(theory->dataCount(), 64);
        // Decibels stand on the scale of the widths: 6.02 a bit.
        QCOMPARE(valuesOf(theory)[56], ladderPosition(8 + 1.76 / 6.02));
        QVERIFY(inner->yAxis->tickVectorLabels().contains(QStringLiteral("0")));
        data.series[0].sqnrDb[1] = 39;
        data.series.pop_back();
        plot.setData(data);
        QCOMPARE(graphNamed(inner, QStringLiteral("integer"))->dataCount(), 3);
        QVERIFY(graphNamed(inner, QStringLiteral("float")) == nullptr);
    }

    void widthCurveClickNamesTheWidth()
    {
        WidthCurvePlot plot;
        WidthCurveData data;
        data.series.push_back({QStringLiteral("integer"), Family::Int, {8, 7, 6}, {45, 39, 33}});
        plot.setData(data);
        QVERIFY(test::showAs(plot, QSize(600, 400)));
        auto* inner = plot.findChild<QCustomPlot*>();
        inner->replot();
        QSignalSpy clicked(&plot, &WidthCurvePlot::widthClicked);
        QTest::mouseClick(inner, Qt::LeftButton, {}, placeOf(inner, 1 - ladderPosition(6)));
        QCOMPARE(clicked.count(), 1);
        QCOMPARE(clicked[0][0].toInt(), 6);
    }

    void speedDrawsFloatAndQuantized()
    {
        SpeedPlot plot;
        plot.setData(someSpeeds());
        QVERIFY(test::showAs(plot, QSize(600, 400)));
        auto* inner = plot.findChild<QCustomPlot*>();
        QCOMPARE(plot.places(), (std::vector<int> {0, 1, 2}));
        QCOMPARE(stackedAt(inner, 1), 2.0);
        QVERIFY(inner->yAxis->label().contains(QStringLiteral("ms")));
        plot.setOrder(BarOrder::SlowestFirst);
        QCOMPARE(plot.places(), (std::vector<int> {1, 2, 0}));
        QCOMPARE(stackedAt(inner, 0), 2.0);
        plot.setDetail(BarDetail::Parts);
        QCOMPARE(stackedAt(inner, 0), 2.0);
        QCOMPARE(stackedAt(inner, 2), 0.5);
        QVERIFY(inner->yAxis->range().contains(4.0));
    }

    // One disturbed measurement leaves the others their height.
    void aScaleReachesAsFarAsItsLayersSay()
    {
        SpeedPlot plot;
        SpeedData data = someSpeeds();
        data.bars[0].quantizedMs = 200;
        data.bars[0].reachMs = 1.5;
        plot.setData(data);
        QVERIFY(test::showAs(plot, QSize(600, 400)));
        auto* inner = plot.findChild<QCustomPlot*>();
        QVERIFY(inner->yAxis->range().upper >= 4 && inner->yAxis->range().upper < 6);
        const auto ground = plot.palette().color(QPalette::Base);
        const auto cuts = [&] {
            inner->replot();
            const QImage image = inner->toPixmap().toImage();
            const auto x = static_cast<int>(inner->xAxis->coordToPixel(0));
            int count = 0;
            for (int y = inner->axisRect()->top(); y < inner->axisRect()->top() + 20; ++y)
                count += image.pixelColor(x, y) == ground;
            return count;
        };
        QVERIFY(cuts() > 0);
        data.bars[0].reachMs = kNaN;
        plot.setData(data);
        QVERIFY(inner->yAxis->range().upper > 200);
    }

    void speedClickNamesTheLayerInAnyOrder()
    {
        SpeedPlot plot;
        plot.setData(someSpeeds());
        QVERIFY(test::showAs(plot, QSize(600, 400)));
        auto* inner = plot.findChild<QCustomPlot*>();
        QSignalSpy clicked(&plot, &SpeedPlot::layerClicked);
        QSignalSpy ordered(&plot, &SpeedPlot::orderChanged);
        plot.findChildren<QToolButton*>().first()->click();
        QCOMPARE(ordered.count(), 1);
        inner->replot();
        QTest::mouseClick(inner, Qt::LeftButton, {}, placeOf(inner, 0));
        QCOMPARE(clicked.count(), 1);
        QCOMPARE(clicked[0][0].toInt(), 1);
    }

    void speedUsesMicrosecondsForShortTimes()
    {
        SpeedPlot plot;
        SpeedData data = someSpeeds();
        for (SpeedBar& bar : data.bars) {
            bar.floatMs /= 100;
            bar.quantizedMs /= 100;
        }
        plot.setData(data);
        auto* inner = plot.findChild<QCustomPlot*>();
        QVERIFY(inner->yAxis->label().contains(QStringLiteral("µs")));
        QCOMPARE(stackedAt(inner, 1), 20.0);
    }

    void channelRanges()
    {
        ChannelRangesPlot plot;
        ChannelRanges data;
        data.low = {-1, -2, -0.5};
        data.high = {1, 1.5, 0.25};
        data.clipLow = {-0.9, -1.8, -0.5};
        data.clipHigh = {0.9, 1.8, 0.5};
        plot.setData(data);
        QVERIFY(test::showAs(plot, QSize(600, 400)));
        auto* inner = plot.findChild<QCustomPlot*>();
        inner->replot();
        const std::vector<double> drawn = valuesOf(inner->graph(0));
        QCOMPARE(drawn.size(), std::size_t {9});
        QCOMPARE(drawn[3], -2.0);
        QCOMPARE(drawn[4], 1.5);
        QVERIFY(std::isnan(drawn[5]));
        QSignalSpy clicked(&plot, &ChannelRangesPlot::channelClicked);
        QTest::mouseClick(inner, Qt::LeftButton, {}, placeOf(inner, 1));
        QCOMPARE(clicked.count(), 1);
        QCOMPARE(clicked[0][0].toInt(), 1);
        // What methods found stands behind it.
        data.beforeLow = {-4, -2, -0.5};
        data.beforeHigh = {3, 1.5, 0.25};
        plot.setData(data);
        QVERIFY(std::ranges::equal(valuesOf(inner->graph(0)), drawn,
            [](double a, double b) { return a == b || (std::isnan(a) && std::isnan(b)); }));
        QVERIFY(inner->graph(3)->visible());
        QCOMPARE(valuesOf(inner->graph(3))[0], -4.0);
        QVERIFY(inner->yAxis->range().contains(-4.0));
        QVERIFY(plot.dataAsCsv().contains(QStringLiteral("0,-1,1,-0.9,0.9,-4,3")));
        plot.clear();
        QVERIFY(!inner->graph(3)->visible());
        QCOMPARE(plot.state(), PlotFrame::State::Empty);
    }

    // Patterns, dashes and turned texts must survive the writers of all three formats without a warning.
    void allPlotsCanBeSaved()
    {
        QTemporaryDir folder;
        NetworkErrorPlot errors;
        errors.setData(someErrors());
        SpeedPlot speeds;
        speeds.setData(someSpeeds());
        for (PlotFrame* plot : {static_cast<PlotFrame*>(&errors), static_cast<PlotFrame*>(&speeds)}) {
            QVERIFY(test::showAs(*plot, QSize(600, 400)));
            for (const char* suffix : {"png", "svg", "pdf"})
                QCOMPARE(plot->savePicture(folder.filePath(QStringLiteral("plot.") + QLatin1String(suffix))),
                    PlotFrame::SaveResult::Saved);
            QCOMPARE(plot->saveData(folder.filePath(QStringLiteral("plot.csv"))), PlotFrame::SaveResult::Saved);
        }
    }

    void keysZoomPanAndReset()
    {
        NetworkErrorPlot plot;
        plot.setData(someErrors());
        QVERIFY(test::showAs(plot, QSize(600, 400)));
        auto* inner = plot.findChild<QCustomPlot*>();
        const QCPRange before = inner->xAxis->range();
        QTest::keyClick(&plot, Qt::Key_Plus);
        QVERIFY(inner->xAxis->range().size() < before.size());
        const double lower = inner->xAxis->range().lower;
        QTest::keyClick(&plot, Qt::Key_Right);
        QVERIFY(inner->xAxis->range().lower > lower);
        QTest::keyClick(&plot, Qt::Key_Home);
        QCOMPARE(inner->xAxis->range(), before);
    }
};

QTEST_MAIN(TestLayerPlots)
#include "tst_layer_plots.moc"
