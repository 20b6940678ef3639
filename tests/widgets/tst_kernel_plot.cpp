// The kernels' rates: a bar a level in each group, on a logarithmic axis, with its peak; what is read back is what was
// given.
#include "tests/widgets/widget_test.h"
#include "widgets/plot/network/kernel_plot.h"

#include <qcustomplot.h>

using namespace bitladder::widgets;

namespace
{

KernelData someRates()
{
    KernelData data;
    data.title = QStringLiteral("How fast?");
    data.groups = {QStringLiteral("float32 × float32"), QStringLiteral("int8 × int8")};
    data.levels = {QStringLiteral("scalar"), QStringLiteral("avx2")};
    data.bars = {{0, 0, 1.5, 0, Execution::Executed, Family::Float, {}},
        {0, 1, 40, 50, Execution::Executed, Family::Float, QStringLiteral("gemm_f32")},
        {1, 0, 2, 0, Execution::Executed, Family::Int, {}}, {1, 1, 100, 160, Execution::Simulated, Family::Int, {}}};
    data.chosen = 1;
    return data;
}

} // namespace

class TestKernelPlot : public QObject
{
    Q_OBJECT

private slots:
    void init() { test::failOnWarnings(); }

    void barsStandSideBySideWithTheirPeaks()
    {
        KernelPlot plot;
        QCOMPARE(plot.state(), PlotFrame::State::Empty);
        plot.setData(someRates());
        QVERIFY(test::showAs(plot, QSize(600, 400)));
        QCOMPARE(plot.state(), PlotFrame::State::Fresh);
        auto* inner = plot.findChild<QCustomPlot*>();
        QCOMPARE(inner->yAxis->scaleType(), QCPAxis::stLogarithmic);
        // In each group the levels keep their order, and no two bars share a place.
        QMap<double, double> seen;
        for (int i = 0; i < inner->plottableCount(); ++i)
            if (auto* bars = qobject_cast<QCPBars*>(inner->plottable(i)))
                for (const auto& bar : *bars->data())
                    seen[bar.key] = bar.value;
        QCOMPARE(seen.values(), (QList<double> {1.5, 40, 2, 100}));
        QVERIFY(seen.keys()[1] < 0.5 && seen.keys()[2] > 0.5);
        // The highest peak is in view, and the bars stand on the axis' lower end.
        QVERIFY(inner->yAxis->range().contains(160));
        QVERIFY(inner->yAxis->range().contains(1.5));
        int peaks = 0;
        for (const auto& point : *inner->graph(0)->data())
            peaks += point.value == 50 || point.value == 160;
        QCOMPARE(peaks, 4); // two ends of two lines
    }

    void simulatedIsNamed()
    {
        KernelPlot plot;
        plot.setData(someRates());
        QVERIFY(test::showAs(plot, QSize(600, 400)));
        const QString csv = plot.dataAsCsv();
        const QStringList lines = csv.split(QLatin1Char('\n'), Qt::SkipEmptyParts);
        QCOMPARE(lines.size(), 5);
        QVERIFY(lines[4].contains(QStringLiteral("simulated")));
        QVERIFY(!lines[3].contains(QStringLiteral("simulated")));
        auto* inner = plot.findChild<QCustomPlot*>();
        int hatched = 0;
        for (int i = 0; i < inner->plottableCount(); ++i) {
            auto* bars = qobject_cast<QCPBars*>(inner->plottable(i));
            hatched += bars && bars->brush().style() == Qt::BDiagPattern && bars->dataCount() == 1;
        }
        QCOMPARE(hatched, 1);
    }

    // The same colours as everywhere, each explained once; the levels are told apart by how pale they are.
    void barsHaveTheColourOfTheirFamily()
    {
        KernelPlot plot;
        plot.setData(someRates());
        QVERIFY(test::showAs(plot, QSize(600, 400)));
        auto* inner = plot.findChild<QCustomPlot*>();
        QMap<double, QColor> seen; // by rate
        QStringList named;
        for (int i = 0; i < inner->plottableCount(); ++i) {
            auto* bars = qobject_cast<QCPBars*>(inner->plottable(i));
            if (bars == nullptr) continue;
            if (bars->dataCount() == 0) named << bars->name();
            for (const auto& bar : *bars->data())
                seen[bar.value] = bars->brush().color();
        }
        QCOMPARE(seen[40], familyColor(Family::Float, plot.palette()));
        QCOMPARE(seen[100], familyColor(Family::Int, plot.palette()));
        QVERIFY(seen[1.5] != seen[40] && seen[1.5] != seen[2]);
        QCOMPARE(named,
            (QStringList {familyName(Family::Float), familyName(Family::Int), QStringLiteral("scalar"),
                QStringLiteral("avx2"), QStringLiteral("simulated")}));
    }

    void clearedIsEmpty()
    {
        KernelPlot plot;
        plot.setData(someRates());
        plot.clear();
        QCOMPARE(plot.state(), PlotFrame::State::Empty);
    }
};

QTEST_MAIN(TestKernelPlot)
#include "tst_kernel_plot.moc"
