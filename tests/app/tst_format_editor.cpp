// The inspector's fields change the selected layers, each as one step of undo.
#include "core/quant/rounding.h"
#include "tests/app/walk.h"

#include <QComboBox>

using namespace bitladder;
using namespace bitladder::app;

class TestFormatEditor : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { app::test::useOwnSettings("tst_format_editor"); }
    void init() { QSettings().clear(); }

    // Rounding is a field like the others: every rule of the table, of all selected layers, undone in one step; floats
    // as in the file have none.
    void roundingIsChosen()
    {
        auto window = app::test::windowOn("digits");
        QVERIFY(window);
        auto* document = window->document();
        QList<QComboBox*> fields;
        for (auto* combo : window->findChildren<QComboBox*>())
            if (combo->accessibleName().endsWith(QStringLiteral(": Rounding"))) fields << combo;
        QCOMPARE(fields.size(), 2);
        document->setSelection({0, 1});
        document->setWidth({0, 1}, Part::Weights, 4, EditPhase::End);
        const auto before = document->recipe();
        const auto& rules = quant::roundingRules();
        QCOMPARE(static_cast<size_t>(fields[0]->count()), rules.size());
        const auto floor = static_cast<int>(std::ranges::find(rules, quant::findRounding("floor")) - rules.begin());
        fields[0]->setCurrentIndex(floor);
        emit fields[0]->activated(floor);
        for (const int layer : {0, 1}) {
            QCOMPARE(document->spec(layer, Part::Weights).rounding, quant::findRounding("floor"));
            QCOMPARE(document->spec(layer, Part::Activations).rounding, quant::findRounding("half-even"));
        }
        QCOMPARE(document->spec(2, Part::Weights).rounding, quant::findRounding("half-even"));
        QCOMPARE(fields[0]->currentIndex(), floor);
        document->undoStack()->undo();
        QVERIFY(document->recipe() == before);
        document->setWidth({0, 1}, Part::Weights, 32, EditPhase::End);
        QVERIFY(!fields[0]->isEnabled());
        QVERIFY(app::test::rests(*window));
    }
};

QTEST_MAIN(TestFormatEditor)
#include "tst_format_editor.moc"
