// The layer table as views see it: consistent, sortable by numbers, editable for many rows at once.
#include "app/window/layers/layer_model.h"
#include "app/window/layers/layer_table.h"
#include "tests/app/app_test.h"
#include "widgets/table/choice_delegate.h"

#include <QAbstractItemModelTester>
#include <QHeaderView>
#include <QSortFilterProxyModel>

using namespace bitladder;
using namespace bitladder::app;

namespace
{

// The table as it stands in the window, so high.
struct ShownTable {
    Document document;
    LayerModel model {&document};
    QSortFilterProxyModel sorted;
    LayerTable table;
    explicit ShownTable(int height)
    {
        sorted.setSourceModel(&model);
        table.setModel(&sorted);
        table.arrange();
        table.resize(460, height);
        table.show();
    }
};

} // namespace

class TestLayerModel : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { QVERIFY2(app::test::digits(), "samples/digits/digits.onnx cannot be opened"); }

    void isConsistentThroughModelsAndEdits()
    {
        Document document;
        LayerModel model(&document);
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        QSortFilterProxyModel sorted;
        sorted.setSourceModel(&model);
        sorted.setSortRole(LayerModel::kSortRole);
        QAbstractItemModelTester sortedTester(&sorted, QAbstractItemModelTester::FailureReportingMode::QtTest);
        QCOMPARE(model.rowCount(), 0);
        app::test::openDigits(document);
        QCOMPARE(model.rowCount(), static_cast<int>(app::test::digits()->layers.size()));
        sorted.sort(LayerModel::Parameters, Qt::DescendingOrder);
        document.setWidth({0, 1}, Part::Weights, 3, EditPhase::End);
        document.setModel(nullptr, {});
        QCOMPARE(model.rowCount(), 0);
    }

    // Six columns fill the table: none is cut at its edge, and no figure is elided.
    void theTableShowsWholeColumns()
    {
        ShownTable shown(200);
        LayerTable& table = shown.table;
        QVERIFY(QTest::qWaitForWindowExposed(&table));
        app::test::openDigits(shown.document);
        const QHeaderView* header = table.horizontalHeader();
        const auto right = [&](int column) { return table.columnViewportPosition(column) + table.columnWidth(column); };
        QCOMPARE(right(LayerModel::Speedup), table.viewport()->width());
        table.resize(520, 200);
        QTRY_COMPARE(right(LayerModel::Speedup), table.viewport()->width());
        const QFontMetrics metrics(table.font());
        QVERIFY(metrics.horizontalAdvance(QStringLiteral("0.0312×")) + 8 <= header->sectionSize(LayerModel::Speedup));
        QVERIFY(
            metrics.horizontalAdvance(QStringLiteral("bfloat16")) + 10 + 8 <= header->sectionSize(LayerModel::Weights));
        // A width that a person gave the names stays.
        table.horizontalHeader()->resizeSection(LayerModel::Name, 90);
        table.resize(600, 200);
        QCoreApplication::processEvents();
        QCOMPARE(header->sectionSize(LayerModel::Name), 90);
    }

    void saysWhatALayerIs()
    {
        Document document;
        app::test::openDigits(document);
        LayerModel model(&document);
        const auto text = [&](int column) { return model.index(0, column).data().toString(); };
        QCOMPARE(text(LayerModel::Name), QStringLiteral("stem"));
        QCOMPARE(text(LayerModel::Operator), QStringLiteral("Conv"));
        QCOMPARE(text(LayerModel::Shape), QStringLiteral("16×1×3×3"));
        QCOMPARE(text(LayerModel::Weights), QStringLiteral("int8"));
        // Nothing is measured yet, so nothing is shown.
        QVERIFY(text(LayerModel::Sqnr).isEmpty());
        QVERIFY(text(LayerModel::Time).isEmpty());
        QVERIFY(text(LayerModel::Speedup).isEmpty());
    }

    // A product of two activations has no weights: no format, no swatch of one, nothing to edit.
    void whatIsNotThereHasNoFormat()
    {
        Document document;
        auto changed = std::make_shared<model::Model>(*app::test::digits());
        changed->layers[1].weights = {};
        changed->layers[2].quantizesInput = false;
        document.setModel(changed, app::test::int8Recipe(*changed));
        document.makeBaseline();
        LayerModel model(&document);
        const auto shows = [&](int row, int column) {
            const QModelIndex cell = model.index(row, column);
            return std::pair(cell.data().toString(), cell.data(Qt::DecorationRole).isValid());
        };
        QCOMPARE(shows(1, LayerModel::Weights), std::pair(QStringLiteral("–"), false));
        QCOMPARE(shows(1, LayerModel::Activations), std::pair(QStringLiteral("int8"), true));
        QCOMPARE(shows(2, LayerModel::Weights), std::pair(QStringLiteral("int8"), true));
        QCOMPARE(shows(2, LayerModel::Activations), std::pair(QStringLiteral("–"), false));
        QCOMPARE(shows(1, LayerModel::BaselineWeights).first, QStringLiteral("–"));
        QCOMPARE(shows(2, LayerModel::BaselineActivations).first, QStringLiteral("–"));
        QCOMPARE(shows(2, LayerModel::BaselineWeights).first, QStringLiteral("int8"));
        QVERIFY(!model.flags(model.index(1, LayerModel::Weights)).testFlag(Qt::ItemIsEditable));
    }

    // The layer that the pages are about stays in sight when the table gets lower; one that was scrolled away stays
    // away.
    void aLowerTableKeepsTheCurrentLayerInSight()
    {
        ShownTable shown(400);
        LayerTable& table = shown.table;
        QVERIFY(QTest::qWaitForWindowExposed(&table));
        app::test::openDigits(shown.document);
        table.setCurrentIndex(shown.sorted.index(shown.sorted.rowCount() - 1, LayerModel::Name));
        table.resize(460, 120);
        QCoreApplication::processEvents();
        QVERIFY(table.viewport()->rect().contains(table.visualRect(table.currentIndex())));
        table.scrollToTop();
        QCoreApplication::processEvents();
        table.resize(460, 119);
        QCoreApplication::processEvents();
        QVERIFY(table.viewport()->rect().contains(table.visualRect(shown.sorted.index(0, LayerModel::Name))));
    }

    void sortsByNumbersAndOrderOfExecution()
    {
        Document document;
        app::test::openDigits(document);
        LayerModel model(&document);
        QSortFilterProxyModel sorted;
        sorted.setSourceModel(&model);
        sorted.setSortRole(LayerModel::kSortRole);
        sorted.sort(LayerModel::Name);
        for (int row = 0; row < sorted.rowCount(); ++row)
            QCOMPARE(sorted.mapToSource(sorted.index(row, 0)).row(), row);
        sorted.sort(LayerModel::Parameters, Qt::DescendingOrder);
        int64_t last = std::numeric_limits<int64_t>::max();
        for (int row = 0; row < sorted.rowCount(); ++row) {
            const int source = sorted.mapToSource(sorted.index(row, 0)).row();
            const int64_t parameters = app::test::digits()->layers[static_cast<size_t>(source)].parameters;
            QVERIFY(parameters <= last);
            last = parameters;
        }
    }

    void oneEditChangesAllSelectedRows()
    {
        Document document;
        app::test::openDigits(document);
        LayerModel model(&document);
        model.setEditedRows({1, 2, 4});
        QSignalSpy changed(&model, &QAbstractItemModel::dataChanged);
        QVERIFY(model.setData(model.index(2, LayerModel::Weights), QStringLiteral("int4")));
        QVERIFY(changed.count() > 0);
        for (int row = 0; row < model.rowCount(); ++row)
            QCOMPARE(model.index(row, LayerModel::Weights).data().toString(),
                row == 1 || row == 2 || row == 4 ? QStringLiteral("int4") : QStringLiteral("int8"));
        QCOMPARE(document.undoStack()->count(), 1);
        // A row outside the selection changes alone.
        QVERIFY(model.setData(model.index(0, LayerModel::Activations), QStringLiteral("ternary")));
        QCOMPARE(document.recipe().layers[0].activations.format, quant::ternaryFormat());
        QCOMPARE(document.recipe().layers[1].activations.format, quant::intFormat(8));
    }

    void choicesAreWhatTheDelegateTakes()
    {
        Document document;
        app::test::openDigits(document);
        LayerModel model(&document);
        const QModelIndex index = model.index(3, LayerModel::Activations);
        const QStringList choices = index.data(widgets::kChoicesRole).toStringList();
        QCOMPARE(choices.value(index.data(widgets::kCurrentChoiceRole).toInt()), QStringLiteral("int8"));
        const auto binary = static_cast<int>(choices.indexOf(QStringLiteral("binary")));
        QVERIFY(binary >= 0);
        QVERIFY(model.setData(index, binary, widgets::kCurrentChoiceRole));
        QCOMPARE(document.recipe().layers[3].activations.format, quant::binaryFormat());
    }

    void nonsenseIsRefused()
    {
        Document document;
        app::test::openDigits(document);
        LayerModel model(&document);
        const QModelIndex index = model.index(0, LayerModel::Weights);
        for (const char* text : {"", "int", "int65", "float", "e99m1", "bits:0", "7 bits please"})
            QVERIFY2(!model.setData(index, QString::fromLatin1(text)), text);
        QVERIFY(!model.setData(model.index(0, LayerModel::Name), QStringLiteral("int4")));
        QVERIFY(!model.setData(index, 999, widgets::kCurrentChoiceRole));
        QCOMPARE(document.undoStack()->count(), 0);
    }
};

QTEST_MAIN(TestLayerModel)
#include "tst_layer_model.moc"
