// The page of costs: the figures are those of the recipe, the table of energies can be written anew, and what the
// processor's counter says is either measured or said to be unreadable.
#include "app/window/adapters/tune/adapters_cost.h"
#include "app/window/pages/tune/cost_page.h"
#include "app/window/preferences/preferences.h"
#include "tests/app/window_test.h"
#include "widgets/table/savable.h"

#include <QDoubleSpinBox>
#include <QPushButton>
#include <QTemporaryDir>
#include <QTreeWidget>
#include <QUndoStack>
#include <cmath>

using namespace bitladder;
using namespace bitladder::app;
using bitladder::test::kPatience;

class TestCostPage : public QObject
{
    Q_OBJECT

    static const CostRow* rowOf(const QList<CostRow>& rows, const char* what)
    {
        const auto row = std::ranges::find(rows, QLatin1String(what), &CostRow::what);
        return row == rows.end() ? nullptr : &*row;
    }

private slots:
    void initTestCase() { app::test::useOwnSettings("tst_cost_page"); }
    void init() { QSettings().clear(); }

    void rowsAreTheRecipes()
    {
        Document document;
        app::test::openDigits(document);
        document.setWidth(document.targets(), Part::Weights, 4, EditPhase::End);
        document.setWidth({0}, Part::Weights, 8, EditPhase::End);
        const auto cost = analysis::costOf(*document.model(), document.recipe());
        QList<CostRow> rows = costRows(document, {}, {}, nullptr, nullptr);
        QCOMPARE(rowOf(rows, "Size in theory")->to, cost.total.bytes);
        QVERIFY(rowOf(rows, "Size in theory")->from > cost.total.bytes);
        double bytes = 0, macs = 0;
        for (const CostRow& part : rowOf(rows, "Size in theory")->parts)
            bytes += part.to;
        for (const CostRow& part : rowOf(rows, "Multiply-adds of a run")->parts)
            macs += part.to;
        QCOMPARE(rowOf(rows, "Size in theory")->parts.size(), 2);
        QVERIFY(std::abs(bytes - cost.total.bytes) < 1e-6);
        QCOMPARE(macs, cost.total.macs);
        QCOMPARE(rowOf(rows, "Energy of a run")->origin, QStringLiteral("model"));
        analysis::EnergyTable dear;
        dear.dram64 *= 10;
        const auto more = costRows(document, {}, dear, nullptr, nullptr);
        QVERIFY(rowOf(more, "Energy of a run")->to > rowOf(rows, "Energy of a run")->to);
        QCOMPARE(rowOf(more, "Energy of a run")->parts[0].to, rowOf(rows, "Energy of a run")->parts[0].to);
        // Measured, or the reason why not.
        const char* counter = "Energy of a run, counter of the processor";
        EnergyFound found {document.model(), document.revision(), {}, "no such file"};
        rows = costRows(document, {}, {}, nullptr, &found);
        QVERIFY(rowOf(rows, counter)->now.contains(QStringLiteral("no such file")));
        QVERIFY(std::isnan(rowOf(rows, counter)->to));
        found.energy = {250, 40};
        rows = costRows(document, {}, {}, nullptr, &found);
        QCOMPARE(rowOf(rows, counter)->to, 250.0);
        QCOMPARE(rowOf(rows, counter)->origin, QStringLiteral("measured"));
        const QString csv = costCsv(rows);
        QVERIFY(csv.contains(QStringLiteral("µJ,,250,measured")));
        QCOMPARE(csv.count(QLatin1Char('\n')),
            1 + rows.size() + 2 + rowOf(rows, "Multiply-adds of a run")->parts.size() + 2);
    }

    void thePageFollows()
    {
        widgets::test::failOnWarnings();
        const QTemporaryDir none;
        qputenv("BITLADDER_POWERCAP", none.path().toUtf8());
        auto window = app::test::shownWindow();
        QVERIFY(window);
        window->openSample(QStringLiteral("digits"));
        QTRY_VERIFY_WITH_TIMEOUT(window->document()->model() && !window->document()->picture().empty(), kPatience);
        QVERIFY(app::test::rests(*window));
        window->showPage(QStringLiteral("cost"));
        auto* page = window->findChild<CostPage*>();
        auto* list = page->findChild<QTreeWidget*>();
        const auto shown = [&](int row) { return list->topLevelItem(row)->text(2); };
        QCOMPARE(list->topLevelItemCount(), 8);
        const QString before = shown(0), energy = shown(5);
        window->document()->setWidth({0}, Part::Weights, 5, EditPhase::End);
        QVERIFY(shown(0) != before);
        window->document()->undoStack()->undo();
        QCOMPARE(shown(0), before);
        const auto fields = page->findChildren<QDoubleSpinBox*>();
        QCOMPARE(static_cast<size_t>(fields.size()), analysis::energyRows().size());
        fields.last()->setValue(fields.last()->value() * 100);
        QVERIFY(shown(5) != energy);
        QCOMPARE(loadEnergies().dram64, fields.last()->value()); // for the next time, and for searches
        const auto buttons = page->findChildren<QPushButton*>();
        const auto button
            = [&](const char* text) { return *std::ranges::find(buttons, QLatin1String(text), &QPushButton::text); };
        button("&Restore")->click();
        QCOMPARE(shown(5), energy);
        QCOMPARE(loadEnergies(), analysis::EnergyTable {});
        button("&Measure energy")->click();
        QTRY_VERIFY_WITH_TIMEOUT(window->results()->latest<EnergyFound>(), kPatience);
        QVERIFY(app::test::rests(*window));
        QVERIFY2(shown(7).contains(QStringLiteral("cannot be read here")), qPrintable(shown(7)));
        // The list is the data.
        const QString text = widgets::listAsCsv(*list);
        QVERIFY(text.startsWith(QStringLiteral("cost,as in the file,now,ratio,origin")));
        QVERIFY(text.contains(before));
    }
};

QTEST_MAIN(TestCostPage)
#include "tst_cost_page.moc"
