// The delegates on a real table: a choice is written back as an index with its role, a bar is as long as its share.
#include "widgets/equalizer/distinct_names.h"
#include "widgets/table/bar_delegate.h"
#include "widgets/table/choice_delegate.h"
#include "widgets/table/name_delegate.h"

#include "tests/widgets/widget_test.h"

#include <QComboBox>
#include <QSet>
#include <QSignalSpy>
#include <QStandardItemModel>
#include <QTableView>

using namespace bitladder::widgets;

class TestDelegates : public QObject
{
    Q_OBJECT

private slots:
    void init() { test::failOnWarnings(); }

    void choiceIsWrittenBack()
    {
        QStandardItemModel model(2, 1);
        model.setData(model.index(0, 0), QStringList {QStringLiteral("8"), QStringLiteral("4")}, kChoicesRole);
        model.setData(model.index(0, 0), 0, kCurrentChoiceRole);
        QTableView table;
        table.setModel(&model);
        ChoiceDelegate delegate;
        table.setItemDelegate(&delegate);
        QVERIFY(test::showAs(table, QSize(300, 200)));
        table.edit(model.index(0, 0));
        auto* combo = table.findChild<QComboBox*>();
        QVERIFY(combo != nullptr);
        QCOMPARE(combo->count(), 2);
        QCOMPARE(combo->currentIndex(), 0);
        test::settle(table);
        combo->hidePopup();
        QSignalSpy changed(&model, &QAbstractItemModel::dataChanged);
        QTest::keyClick(combo, Qt::Key_Down);
        QCOMPARE(changed.count(), 1);
        QCOMPARE(model.index(0, 0).data(kCurrentChoiceRole).toInt(), 1);
        QTRY_VERIFY(table.findChild<QComboBox*>() == nullptr);
    }

    void sameChoiceIsNoEdit()
    {
        QStandardItemModel model(1, 1);
        model.setData(model.index(0, 0), QStringList {QStringLiteral("8"), QStringLiteral("4")}, kChoicesRole);
        model.setData(model.index(0, 0), 1, kCurrentChoiceRole);
        ChoiceDelegate delegate;
        QComboBox combo;
        combo.addItems({QStringLiteral("8"), QStringLiteral("4")});
        delegate.setEditorData(&combo, model.index(0, 0));
        QCOMPARE(combo.currentIndex(), 1);
        QSignalSpy changed(&model, &QAbstractItemModel::dataChanged);
        delegate.setModelData(&combo, &model, model.index(0, 0));
        QCOMPARE(changed.count(), 0);
    }

    void shortNamesCanBeToldApart_data()
    {
        QTest::addColumn<QStringList>("names");
        QTest::newRow("the middle differs") << QStringList {QStringLiteral("conv3_1_expand/linear"),
            QStringLiteral("conv3_2_expand/linear"), QStringLiteral("conv3_3_expand/linear")};
        QTest::newRow("the end differs") << QStringList {QStringLiteral("block.expanded.weights.10"),
            QStringLiteral("block.expanded.weights.11"), QStringLiteral("block.expanded.weights.9")};
        QTest::newRow("the beginning differs")
            << QStringList {QStringLiteral("a/expanded/convolution"), QStringLiteral("b/expanded/convolution")};
        QTest::newRow("far from both ends")
            << QStringList {QStringLiteral("backbone/stages/stage/unit7/expanded/linear/matmul"),
                   QStringLiteral("backbone/stages/stage/unit8/expanded/linear/matmul")};
        QStringList transformer;
        for (const char* layer : {"layers.0/", "layers.1/", "layers.2/"})
            for (const char* part :
                {"blocks.0/conv1/c", "blocks.0/conv2/c", "blocks.1/conv1/c", "blocks.1/conv2/c", "down/c"})
                transformer << QLatin1String(layer) + QLatin1String(part);
        QTest::newRow("many groups") << transformer;
        QTest::newRow("two groups") << QStringList {QStringLiteral("conv3_1_expand/linear"),
            QStringLiteral("conv3_2_expand/linear"), QStringLiteral("conv4_1_expand/linear"),
            QStringLiteral("conv4_2_expand/linear"), QStringLiteral("stem")};
    }
    void shortNamesCanBeToldApart()
    {
        QFETCH(QStringList, names);
        for (const int room : {9, 12, 16, 20}) {
            const QStringList shown = distinctlyElided(names, room, [](QChar) { return 1; });
            QCOMPARE(shown.size(), names.size());
            for (qsizetype i = 0; i < names.size(); ++i) {
                QVERIFY2(shown[i].size() <= room, qPrintable(shown[i]));
                if (names[i].size() <= room) QCOMPARE(shown[i], names[i]);
            }
            QCOMPARE(QSet<QString>(shown.begin(), shown.end()).size(), names.size());
        }
        QCOMPARE(distinctlyElided(names, 60, [](QChar) { return 1; }), names);
    }

    // In a narrow column no two names look the same; a wider one shows more of them.
    void theNamesOfATable()
    {
        QStandardItemModel model(8, 1);
        for (int row = 0; row < model.rowCount(); ++row)
            model.setData(model.index(row, 0), QStringLiteral("conv3_%1_expand/linear").arg(row));
        QTableView table;
        table.setModel(&model);
        NameDelegate delegate;
        table.setItemDelegate(&delegate);
        QVERIFY(test::showAs(table, QSize(400, 300)));
        const auto different = [&](int width) {
            table.setColumnWidth(0, width);
            QList<QImage> pictures;
            const QImage image = table.viewport()->grab().toImage();
            for (int row = 0; row < model.rowCount(); ++row) {
                const QImage cell = image.copy(table.visualRect(model.index(row, 0)));
                if (!pictures.contains(cell)) pictures << cell;
            }
            return pictures.size();
        };
        table.clearSelection();
        table.setCurrentIndex({});
        QCOMPARE(different(90), model.rowCount());
        QCOMPARE(different(300), model.rowCount());
    }

    void barHasTheLengthOfItsShare()
    {
        QStandardItemModel model(1, 1);
        const QModelIndex index = model.index(0, 0);
        QCOMPARE(BarDelegate::barShare(index), 0.0);
        model.setData(index, 15.0, kBarValueRole);
        model.setData(index, 60.0, kBarMaximumRole);
        model.setData(index, QColor(Qt::green), kBarColorRole);
        QCOMPARE(BarDelegate::barShare(index), 0.25);
        QTableView table;
        table.setModel(&model);
        BarDelegate delegate;
        table.setItemDelegate(&delegate);
        table.setColumnWidth(0, 208);
        QVERIFY(test::showAs(table, QSize(400, 200)));
        const QImage image = table.viewport()->grab().toImage();
        const QRect cell = table.visualRect(index);
        int green = 0;
        for (int x = cell.left(); x <= cell.right(); ++x) {
            if (image.pixelColor(x, cell.bottom() - 3) == QColor(Qt::green)) ++green;
        }
        QVERIFY2(green >= 48 && green <= 51, qPrintable(QString::number(green)));
        model.setData(index, 90.0, kBarValueRole);
        QCOMPARE(BarDelegate::barShare(index), 1.0);
    }
};

QTEST_MAIN(TestDelegates)
#include "tst_delegates.moc"
