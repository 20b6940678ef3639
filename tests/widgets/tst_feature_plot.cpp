// Maps and lists of numbers, float beside chosen: every pixel keeps its place and its exact value in all three, a tile
// opens its channel, and what is saved is what was given.
#include "widgets/control/theme.h"
#include "widgets/plot/values/feature_plot.h"
#include "widgets/plot/values/vector_plot.h"

#include "tests/widgets/widget_test.h"

#include <QSignalSpy>
#include <qcustomplot.h>

using namespace bitladder::widgets;

namespace
{

// Value 100·channel + 10·y + x; chosen is a quarter more.
FeatureMaps someMaps(int channels, int height, int width)
{
    FeatureMaps maps;
    maps.channels = channels;
    maps.height = height;
    maps.width = width;
    auto reference = std::make_shared<std::vector<float>>();
    for (int c = 0; c < channels; ++c)
        for (int y = 0; y < height; ++y)
            for (int x = 0; x < width; ++x)
                reference->push_back(static_cast<float>(100 * c + 10 * y + x));
    auto quantized = std::make_shared<std::vector<float>>(*reference);
    for (float& v : *quantized)
        v += 0.25F;
    maps.low = 0;
    maps.high = static_cast<double>(quantized->back());
    maps.largestDifference = 0.25;
    maps.reference = reference;
    maps.quantized = quantized;
    return maps;
}

QCustomPlot* plotOf(const QWidget& widget)
{
    return widget.findChild<QCustomPlot*>();
}

// The middle of a pixel of the maps, in the panel's coordinates of the plot.
QPoint placeOf(const QWidget& widget, int panel, double x, double y)
{
    auto* rect = plotOf(widget)->axisRects()[panel];
    return {static_cast<int>(rect->axis(QCPAxis::atBottom)->coordToPixel(x + 0.5)),
        static_cast<int>(rect->axis(QCPAxis::atLeft)->coordToPixel(y + 0.5))};
}

void paint(QWidget& widget)
{
    plotOf(widget)->replot();
    test::settle(widget);
}

} // namespace

class TestFeaturePlot : public QObject
{
    Q_OBJECT

private slots:
    void init() { test::failOnWarnings(); }

    void emptySaysSo()
    {
        FeaturePlot plot;
        QVERIFY(test::showAs(plot, QSize(600, 400)));
        QCOMPARE(plot.state(), PlotFrame::State::Empty);
        plot.setData(someMaps(1, 2, 2));
        QCOMPARE(plot.state(), PlotFrame::State::Fresh);
        plot.clear();
        QCOMPARE(plot.state(), PlotFrame::State::Empty);
    }

    void theCursorIsLinkedAndExact_data()
    {
        QTest::addColumn<QSize>("size");
        QTest::newRow("beside each other") << QSize(900, 400);
        QTest::newRow("one below the other") << QSize(260, 700);
    }
    void theCursorIsLinkedAndExact()
    {
        QFETCH(QSize, size);
        FeaturePlot plot;
        QVERIFY(test::showAs(plot, size));
        plot.setData(someMaps(1, 6, 8));
        paint(plot);
        QCOMPARE(plotOf(plot)->axisRects().size(), 3);
        for (const int panel : {0, 1, 2}) {
            test::hover(*plotOf(plot), placeOf(plot, panel, 5, 2));
            QCOMPARE(plot.cursor(), (FeaturePlot::Pixel {0, 2, 5}));
            QCOMPARE(plot.valueAtCursor(FeaturePlot::Panel::Float), 25.0);
            QCOMPARE(plot.valueAtCursor(FeaturePlot::Panel::Quantized), 25.25);
            QCOMPARE(plot.valueAtCursor(FeaturePlot::Panel::Difference), 0.25);
        }
        // What it says stands above the maps and does not move them.
        const auto places = [&] {
            QList<QRect> rects;
            for (const auto* rect : plotOf(plot)->axisRects())
                rects << rect->rect();
            return rects;
        };
        const auto readings = [&] {
            QList<QRect> rects;
            for (const auto* element : plotOf(plot)->findChildren<QCPTextElement*>())
                if (element->text().contains(QStringLiteral("25"))) rects << element->rect();
            return rects;
        };
        paint(plot);
        const auto marked = places();
        QCOMPARE(readings().size(), 3);
        for (const QRect& reading : readings())
            for (const QRect& map : marked)
                QVERIFY(!reading.intersects(map));
        QEvent leave(QEvent::Leave);
        QApplication::sendEvent(plotOf(plot), &leave);
        paint(plot);
        QCOMPARE(places(), marked);
        QVERIFY(readings().isEmpty());
        QCOMPARE(plot.cursor().channel, -1);
        QVERIFY(std::isnan(plot.valueAtCursor(FeaturePlot::Panel::Float)));
    }

    void aTileOpensItsChannel()
    {
        FeaturePlot plot;
        QVERIFY(test::showAs(plot, QSize(900, 400)));
        plot.setData(someMaps(12, 5, 5));
        paint(plot);
        // Find every channel by walking over the grid.
        QSet<int> found;
        for (int y = 0; y < 400; y += 4)
            for (int x = 0; x < 300; x += 4) {
                test::hover(*plotOf(plot), QPoint(x, y));
                if (plot.cursor().channel < 0) continue;
                found << plot.cursor().channel;
                QCOMPARE(plot.valueAtCursor(FeaturePlot::Panel::Float),
                    100.0 * plot.cursor().channel + 10 * plot.cursor().y + plot.cursor().x);
            }
        QCOMPARE(found.size(), 12);
        QSignalSpy clicked(&plot, &FeaturePlot::channelClicked);
        QSignalSpy values(&plot, &FeaturePlot::valueClicked);
        const QPoint first = placeOf(plot, 1, 2, 2);
        QTest::mouseClick(plotOf(plot), Qt::LeftButton, {}, first);
        QCOMPARE(clicked.count(), 1);
        QCOMPARE(clicked[0][0].toInt(), 0);
        plot.setChannel(7);
        paint(plot);
        test::hover(*plotOf(plot), placeOf(plot, 0, 4, 3));
        QCOMPARE(plot.cursor(), (FeaturePlot::Pixel {7, 3, 4}));
        QTest::mouseClick(plotOf(plot), Qt::LeftButton, {}, placeOf(plot, 0, 1, 1));
        QCOMPARE(clicked.last()[0].toInt(), -1); // back to the grid
        // The float value, whichever of the three maps was clicked.
        QCOMPARE(values.count(), 2);
        QCOMPARE(values[0][0].toDouble(), 22.0);
        QCOMPARE(values[1][0].toDouble(), 711.0);
    }

    // The worst channels come first, and a click still opens the one that is seen.
    void theWorstChannelsFirst()
    {
        FeaturePlot plot;
        QVERIFY(test::showAs(plot, QSize(900, 400)));
        FeatureMaps maps = someMaps(6, 4, 4);
        auto quantized = std::make_shared<std::vector<float>>(*maps.quantized);
        (*quantized)[3 * 16 + 5] += 9; // channel 3
        (*quantized)[1 * 16 + 2] -= 40; // channel 1
        maps.quantized = quantized;
        plot.setData(maps);
        QCOMPARE(plot.shownChannels(), (std::vector<int> {0, 1, 2, 3, 4, 5}));
        plot.setWorst(2);
        QCOMPARE(plot.shownChannels(), (std::vector<int> {1, 3}));
        paint(plot);
        QSignalSpy clicks(&plot, &FeaturePlot::channelClicked);
        QTest::mouseClick(plotOf(plot), Qt::LeftButton, {}, placeOf(plot, 0, 1, 1));
        QCOMPARE(clicks.size(), 1);
        QCOMPARE(clicks[0][0].toInt(), 1);
        QTest::mouseMove(plotOf(plot), placeOf(plot, 2, 2, 0));
        QTRY_COMPARE(plot.cursor(), (FeaturePlot::Pixel {1, 0, 2}));
        QCOMPARE(plot.valueAtCursor(FeaturePlot::Panel::Difference), -39.75);
        plot.setChannel(4);
        QCOMPARE(plot.shownChannels(), std::vector<int> {4});
        plot.setChannel(-1);
        plot.setWorst(0);
        QCOMPARE(plot.shownChannels().size(), std::size_t {6});
    }

    void pixelsAreSquareAndZoomTogether()
    {
        FeaturePlot plot;
        QVERIFY(test::showAs(plot, QSize(900, 400)));
        plot.setData(someMaps(1, 20, 10));
        paint(plot);
        const auto rects = plotOf(plot)->axisRects();
        const auto perPixel = [](const QCPAxisRect* rect, QCPAxis::AxisType axis, int pixels) {
            return rect->axis(axis)->range().size() / pixels;
        };
        const auto* rect = rects[0];
        QVERIFY(std::fabs(
                    perPixel(rect, QCPAxis::atBottom, rect->width()) - perPixel(rect, QCPAxis::atLeft, rect->height()))
            < 0.1 * perPixel(rect, QCPAxis::atBottom, rect->width()));
        const double before = rect->axis(QCPAxis::atBottom)->range().size();
        test::turnWheel(*plotOf(plot), rect->center(), 240);
        QVERIFY(rect->axis(QCPAxis::atBottom)->range().size() < before);
        for (const auto* other : rects) {
            QCOMPARE(other->axis(QCPAxis::atBottom)->range(), rect->axis(QCPAxis::atBottom)->range());
            QCOMPARE(other->axis(QCPAxis::atLeft)->range(), rect->axis(QCPAxis::atLeft)->range());
        }
        // New values of the same shape keep the view.
        const QCPRange looked = rect->axis(QCPAxis::atBottom)->range();
        plot.setData(someMaps(1, 20, 10));
        paint(plot);
        QCOMPARE(rect->axis(QCPAxis::atBottom)->range(), looked);
    }

    void aLongMapFillsTheRoom()
    {
        FeaturePlot plot;
        QVERIFY(test::showAs(plot, QSize(900, 400)));
        plot.setData(someMaps(1, 4420, 2));
        paint(plot);
        const auto* rect = plotOf(plot)->axisRects()[0];
        QVERIFY(rect->axis(QCPAxis::atBottom)->range().size() < 2.1);
        QVERIFY(rect->axis(QCPAxis::atLeft)->range().size() > 4400);
    }

    void largeGridsStayQuickAndExact()
    {
        FeaturePlot plot;
        QVERIFY(test::showAs(plot, QSize(900, 400)));
        plot.setData(someMaps(64, 112, 112));
        paint(plot);
        int hits = 0;
        for (int y = 50; y < 300; y += 7)
            for (int x = 10; x < 280; x += 7) {
                test::hover(*plotOf(plot), QPoint(x, y));
                if (plot.cursor().channel < 0) continue;
                ++hits;
                QCOMPARE(plot.valueAtCursor(FeaturePlot::Panel::Float),
                    100.0 * plot.cursor().channel + 10 * plot.cursor().y + plot.cursor().x);
            }
        QVERIFY(hits > 200);
    }

    void theDataAreSaved()
    {
        FeaturePlot plot;
        plot.setData(someMaps(2, 1, 3));
        const QStringList lines = plot.dataAsCsv().split(QLatin1Char('\n'), Qt::SkipEmptyParts);
        QCOMPARE(lines.size(), 7);
        QCOMPARE(lines[0].trimmed(), QStringLiteral("channel,y,x,float,quantized"));
        QCOMPARE(lines[6].trimmed(), QStringLiteral("1,0,2,102,102.25"));
    }

    void aListOfNumbers()
    {
        VectorPlot plot;
        QVERIFY(test::showAs(plot, QSize(500, 400)));
        plot.setData({QStringLiteral("title"), {}, QStringLiteral("channel"), QStringLiteral("value"), {}, {1, -2, 3},
            {1.5, -2, 2}});
        QCOMPARE(plot.state(), PlotFrame::State::Fresh);
        int bars = 0;
        for (int i = 0; i < plotOf(plot)->plottableCount(); ++i)
            if (const auto* b = qobject_cast<QCPBars*>(plotOf(plot)->plottable(i))) bars += b->data()->size();
        QCOMPARE(bars, 9);
        const QStringList lines = plot.dataAsCsv().split(QLatin1Char('\n'), Qt::SkipEmptyParts);
        QCOMPARE(lines[3].trimmed(), QStringLiteral("2,,3,2"));
        // A, kept to compare with: dashed bars of its values and of its differences.
        VectorData compared = plot.data();
        compared.baseline = {1, -1, 3};
        plot.setData(compared);
        QVector<double> baseline;
        for (int i = 0; i < plotOf(plot)->plottableCount(); ++i)
            if (const auto* b = qobject_cast<QCPBars*>(plotOf(plot)->plottable(i));
                b && b->pen().style() == Qt::DashLine)
                for (const auto& bar : *b->data())
                    baseline << bar.value;
        QCOMPARE(baseline, (QVector<double> {1, -1, 3, 0, 1, 0}));
        QVERIFY(plot.dataAsCsv().contains(QStringLiteral("2,,3,2,3")));
        // Many become lines.
        VectorData many;
        many.reference.assign(1000, 1.0);
        many.quantized.assign(1000, 1.1);
        plot.setData(many);
        bars = 0;
        for (int i = 0; i < plotOf(plot)->plottableCount(); ++i)
            if (const auto* b = qobject_cast<QCPBars*>(plotOf(plot)->plottable(i))) bars += b->data()->size();
        QCOMPARE(bars, 0);
        QCOMPARE(plotOf(plot)->graph(0)->data()->size(), 1000);
        // The line that lies on top leaves the one beneath to be seen where both are equal.
        QVERIFY(plotOf(plot)->graph(0)->pen().widthF() > plotOf(plot)->graph(1)->pen().widthF() + 1);
    }

    // Zero alone would not say how large a difference is.
    void theScaleOfDifferencesHasNumbersOnBothSides()
    {
        FeaturePlot plot;
        QVERIFY(test::showAs(plot, QSize(900, 500)));
        for (const double largest : {0.466, 0.0211, 1.0, 1.99, 37.0, 0.25}) {
            FeatureMaps maps = someMaps(1, 4, 4);
            maps.largestDifference = largest;
            plot.setData(maps);
            const auto scales = plotOf(plot)->findChildren<QCPColorScale*>();
            QCOMPARE(scales.size(), 2);
            const auto* difference = scales[scales[0]->dataRange().lower == -largest ? 0 : 1];
            QCOMPARE(difference->dataRange().upper, largest);
            QVector<double> ticks;
            difference->axis()->ticker()->generate(
                difference->dataRange(), QLocale(), QLatin1Char('g'), 6, ticks, nullptr, nullptr);
            ticks.removeIf([&](double tick) { return !difference->dataRange().contains(tick); });
            QCOMPARE(ticks.size(), 3);
            QVERIFY(ticks[2] > 0.39 * largest);
        }
    }

    void scalesOfTheTheme()
    {
        QCOMPARE(mapColor(0), QColor(0x44, 0x01, 0x54));
        QCOMPARE(mapColor(1), QColor(0xfd, 0xe7, 0x25));
        const QPalette light;
        QCOMPARE(differenceColor(0, light).rgb(), light.color(QPalette::Base).rgb());
        QVERIFY(differenceColor(-1, light).blue() > differenceColor(-1, light).red());
        QVERIFY(differenceColor(1, light).red() > differenceColor(1, light).blue());
    }
};

QTEST_MAIN(TestFeaturePlot)
#include "tst_feature_plot.moc"
