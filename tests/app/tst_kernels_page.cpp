// The kernels page: every format and level of the selected layer, measured only while somebody looks and after the
// network's own times.
#include "app/window/pages/kernels_page.h"
#include "tests/app/window_test.h"
#include "widgets/plot/network/kernel_plot.h"

#include <QLabel>
#include <QSettings>
#include <QStandardPaths>
#include <QTabWidget>

using namespace bitladder;
using namespace bitladder::app;
using bitladder::test::kPatience;

class TestKernelsPage : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { app::test::useOwnSettings("tst_kernels_page"); }
    void init() { QSettings().clear(); }

    void measuresTheSelectedLayer()
    {
        widgets::test::failOnWarnings();
        MainWindow window(app::test::samples());
        QVERIFY(widgets::test::showAs(window, {1280, 800}));
        app::test::Latest<KernelResult> rates(*window.results());
        window.openSample(QStringLiteral("digits"));
        auto* document = window.document();
        QTRY_VERIFY_WITH_TIMEOUT(document->model() && !document->picture().empty(), kPatience);
        QTRY_VERIFY_WITH_TIMEOUT(!window.jobs()->busy(), kPatience);
        QCOMPARE(rates.count, 0); // nobody looks

        auto* page = window.findChild<KernelsPage*>();
        auto* plot = page->findChild<widgets::KernelPlot*>();
        window.showPage(page->objectName());
        const auto complete = [&] { return rates.value && rates.value->rates.size() == rates.value->total; };
        QTRY_VERIFY_WITH_TIMEOUT(complete() && !window.jobs()->busy(), kPatience);
        QCOMPARE(rates.value->layer, document->currentLayer());
        QCOMPARE(plot->state(), widgets::PlotFrame::State::Fresh);
        const auto levels = kernels::supportedLevels().size();
        QCOMPARE(plot->data().bars.size(), static_cast<size_t>(plot->data().groups.size()) * levels);
        for (const auto& bar : plot->data().bars)
            QVERIFY(bar.rate > 0);
        // The chosen pair is one of the groups.
        const auto& recipe = document->recipe().layers[static_cast<size_t>(document->currentLayer())];
        const QString chosen = QString::fromStdString(
            quant::name(recipe.weights.format) + " × " + quant::name(recipe.activations.format));
        QCOMPARE(plot->data().groups.value(plot->data().chosen), chosen);
        // The kernels that could run it stand below, the chosen one among them.
        QTRY_VERIFY_WITH_TIMEOUT(!rates.value->candidates.empty(), kPatience);
        auto* candidates = page->findChild<QLabel*>(QStringLiteral("candidates"));
        QVERIFY(candidates->isVisible());
        for (const auto& row : rates.value->candidates)
            QVERIFY2(candidates->text().contains(QString::fromStdString(row.kernel)), qPrintable(candidates->text()));
        const QString sentence = page->findChild<QLabel*>(QStringLiteral("diagnosis"))->text();
        QVERIFY2(sentence.contains(QString::fromStdString(recipe.layer)), qPrintable(sentence));

        // The sentence follows the selection, also by way of none.
        const int largest = document->currentLayer();
        document->setSelection({});
        document->setSelection({0});
        QVERIFY(page->findChild<QLabel*>(QStringLiteral("diagnosis"))->text().contains(document->layerName(0)));
        document->setSelection({largest});
        QCOMPARE(page->findChild<QLabel*>(QStringLiteral("diagnosis"))->text(), sentence);
        // What was measured before the selection moved is complete already: the plot says when it is shown again.
        QTRY_VERIFY_WITH_TIMEOUT(plot->state() == widgets::PlotFrame::State::Fresh && rates.value->layer == largest
                && complete() && !window.jobs()->busy(),
            kPatience);

        // The rates do not depend on the recipe: after an edit only the chosen pair can be new.
        const auto before = rates.value->rates;
        document->setWidth({document->currentLayer()}, Part::Weights, 6, EditPhase::End);
        QCOMPARE(plot->state(), widgets::PlotFrame::State::Stale);
        QTRY_VERIFY_WITH_TIMEOUT(
            complete() && rates.value->revision == document->revision() && !window.jobs()->busy(), kPatience);
        QCOMPARE(plot->state(), widgets::PlotFrame::State::Fresh);
        QCOMPARE(rates.value->rates.front().row.gmacPerS, before.front().row.gmacPerS);
        QVERIFY(plot->data().groups.value(plot->data().chosen).startsWith(QStringLiteral("int6")));

        // What was stopped does not keep the next layer from being measured.
        QObject context;
        window.results()->watch<NetworkResult>(&context, [&](const auto&) { window.jobs()->stop(); });
        document->setWidth({0}, Part::Weights, 7, EditPhase::End);
        QSignalSpy stopped(window.jobs(), &JobScheduler::stopped);
        QTRY_VERIFY_WITH_TIMEOUT(stopped.count() > 0, kPatience); // while the network is being measured
        document->setSelection({0});
        QTRY_VERIFY_WITH_TIMEOUT(rates.value->layer == 0 && complete() && !window.jobs()->busy(), kPatience);

        // Nobody looks any more.
        window.findChild<QTabWidget*>()->setCurrentIndex(0);
        const int count = rates.count;
        document->setSelection({1});
        document->setWidth({1}, Part::Weights, 3, EditPhase::End);
        QTRY_VERIFY_WITH_TIMEOUT(!window.jobs()->busy(), kPatience);
        QCOMPARE(rates.count, count);
    }
};

QTEST_MAIN(TestKernelsPage)
#include "tst_kernels_page.moc"
