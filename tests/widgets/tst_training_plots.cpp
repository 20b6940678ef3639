// What a person sees of training: the curve of answers, one weight between its levels, and the layers that moved.
#include "tests/widgets/widget_test.h"
#include "widgets/plot/network/moved_layers.h"
#include "widgets/plot/network/training_plot.h"
#include "widgets/plot/values/weight_path_plot.h"

#include <qcustomplot.h>

#include <QSignalSpy>
#include <QTest>

using namespace bitladder::widgets;

namespace
{

// From 0.3 to 0.7 over a grid of halves: it jumps at 0.75 of the second step, never; at 0.25 … from 0.5 to 0.5.
WeightPath path()
{
    WeightPath path;
    path.name = QStringLiteral("conv1, channel 0, weight 3");
    path.jumps = 2;
    path.step = {1, 2, 3, 4};
    path.latent = {0.2, 0.3, 0.6, 0.8};
    path.rounded = {0, 0.5, 0.5, 1};
    path.gradient = {-0.5, 0.25, -0.125, 0};
    path.scale = {0.5, 0.5, 0.5, 0.5};
    for (int level = -4; level <= 3; ++level)
        path.levels.push_back(level);
    return path;
}

QCPGraph* graphNamed(QCustomPlot* plot, const char* part)
{
    for (int i = 0; i < plot->graphCount(); ++i)
        if (plot->graph(i)->name().contains(QLatin1String(part))) return plot->graph(i);
    return nullptr;
}

} // namespace

class TestTrainingPlots : public QObject
{
    Q_OBJECT

private slots:
    void init() { test::failOnWarnings(); }

    void aWeightBetweenItsLevels()
    {
        WeightPathPlot plot;
        QCOMPARE(plot.state(), PlotFrame::State::Empty);
        plot.setData(path());
        QVERIFY(test::showAs(plot, QSize(500, 400)));
        auto* inner = plot.findChild<QCustomPlot*>();
        inner->replot();
        QCOMPARE(plot.state(), PlotFrame::State::Fresh);
        QVERIFY2(plot.title().contains(QStringLiteral("conv1")) && plot.title().contains(QLatin1Char('2')),
            qPrintable(plot.title()));
        auto* latent = graphNamed(inner, "float");
        auto* rounded = graphNamed(inner, "rounded");
        auto* push = graphNamed(inner, "push");
        QVERIFY(latent && rounded && push);
        QCOMPARE(latent->dataCount(), 4);
        QCOMPARE(rounded->lineStyle(), QCPGraph::lsStepLeft);
        QCOMPARE(push->data()->at(0)->value, 0.5); // against the gradient
        // Levels 0, 0.5 and 1, one more to either side, and the middles between them.
        QList<double> levels;
        for (int i = 0; i < inner->graphCount(); ++i)
            if (inner->graph(i)->layer()->name() == QStringLiteral("grid"))
                levels << inner->graph(i)->data()->at(0)->value;
        std::sort(levels.begin(), levels.end());
        QCOMPARE(levels, (QList<double> {-0.5, -0.25, 0, 0.25, 0.5, 0.75, 1, 1.25, 1.5}));
        QVERIFY(inner->yAxis->range().contains(-0.5) && inner->yAxis->range().contains(1.5));
        // As far as it had come.
        plot.setShown(0.5);
        QCOMPARE(latent->dataCount(), 2);
        QCOMPARE(push->dataCount(), 2);
        plot.setShown(1);
        QCOMPARE(latent->dataCount(), 4);
        QCOMPARE(plot.dataAsCsv().section(QLatin1Char('\n'), 0, 1).remove(QLatin1Char('\r')),
            QStringLiteral("step,latent,rounded,gradient,scale\n1,0.2,0,-0.5,0.5"));
        QVERIFY(!plot.picture().isNull());
        plot.clear();
        QCOMPARE(plot.state(), PlotFrame::State::Empty);
    }

    // A grid that is too fine, and a path of one point.
    void whatCannotBeDrawnIsLeftOut()
    {
        WeightPathPlot plot;
        auto fine = path();
        fine.levels.clear();
        for (int level = -4000; level <= 4000; ++level)
            fine.levels.push_back(0.001 * level);
        plot.setData(fine);
        QVERIFY(test::showAs(plot, QSize(300, 250)));
        auto* inner = plot.findChild<QCustomPlot*>();
        for (int i = 0; i < inner->graphCount(); ++i)
            QVERIFY(inner->graph(i)->layer()->name() != QStringLiteral("grid"));
        WeightPath one;
        one.name = QStringLiteral("w");
        one.step = one.latent = one.rounded = one.gradient = {0};
        one.scale = {1};
        one.levels = {-1, 0, 1};
        plot.setData(one);
        inner->replot();
        QCOMPARE(plot.state(), PlotFrame::State::Fresh);
    }

    void layersThatMoved()
    {
        MovedLayers view;
        view.setData({{QStringLiteral("conv1"), 200, 0.25, 0.5}, {QStringLiteral("a, b"), 10, 0, 0.001}});
        QVERIFY(test::showAs(view, QSize(420, 200)));
        QCOMPARE(view.dataAsCsv().remove(QLatin1Char('\r')),
            QStringLiteral("layer,weights,changed_share,moved_steps\nconv1,200,0.25,0.5\n\"a, b\",10,0,0.001\n"));
        QSignalSpy clicked(&view, &RowsView::rowClicked);
        QTest::mouseClick(view.viewport(), Qt::LeftButton, {}, view.rowRect(1).center());
        QCOMPARE(clicked.count(), 1);
        QCOMPARE(clicked[0][0].toInt(), 1);
        // A quarter of the track is filled.
        const QImage picture = view.viewport()->grab().toImage();
        const QRect row = view.rowRect(0);
        int filled = 0, track = 0;
        const QRgb bar = roleColor(Role::Quantized, view.palette()).rgb();
        const auto y = static_cast<int>(row.center().y() * picture.devicePixelRatio());
        for (int x = 0; x < picture.width(); ++x) {
            filled += picture.pixel(x, y) == bar ? 1 : 0;
            track += picture.pixel(x, y) == bar || picture.pixel(x, y) != picture.pixel(1, y) ? 1 : 0;
        }
        QVERIFY2(filled > 20 && filled < track / 2, qPrintable(QStringLiteral("%1 of %2").arg(filled).arg(track)));
        view.clear();
        QCOMPARE(view.data().size(), 0);
    }

    void answersComeBack()
    {
        TrainingPlot plot;
        TrainingCurve curve;
        curve.points = {{0, 0.2, std::nan("")}, {1, 0.5, 2.5}, {2, 0.9, 1.5}};
        curve.reference = 0.95;
        curve.best = 2;
        curve.epochs = 4;
        plot.setData(curve);
        QVERIFY(test::showAs(plot, QSize(500, 400)));
        auto* inner = plot.findChild<QCustomPlot*>();
        QCOMPARE(graphNamed(inner, "best")->data()->at(0)->value, 90.0);
        QCOMPARE(graphNamed(inner, "before")->data()->at(0)->value, 20.0);
        const auto label = [&] { return inner->axisRect(1)->axis(QCPAxis::atBottom)->label(); };
        QCOMPARE(label(), QStringLiteral("epoch"));
        curve.unit = TrainingCurve::Unit::Block;
        plot.setData(curve);
        QCOMPARE(label(), QStringLiteral("block"));
    }
};

QTEST_MAIN(TestTrainingPlots)
#include "tst_training_plots.moc"
