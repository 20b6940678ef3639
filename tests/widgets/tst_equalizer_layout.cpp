// The equalizer's room: columns fill the width, the scale folds, neighbours share a bracket, and what had no room comes
// back with it.
#include "widgets/equalizer/equalizer.h"
#include "widgets/equalizer/ladder_scale.h"

#include "tests/widgets/equalizer_test.h"

using namespace bitladder::widgets;
using bitladder::widgets::test::someColumns;

namespace
{

QPoint fader(const Equalizer& equalizer, int column, Part part)
{
    const EqualizerColumn& value = equalizer.columns()[column];
    const int bits = part == Part::Weights ? value.weightBits : value.activationBits;
    return equalizer.layoutNow().bar(column, part, bits).center().toPoint();
}

// A vertical distance that changes a width.
QPoint distance(const Equalizer& equalizer, int fromBits, int toBits)
{
    return {0, static_cast<int>(equalizer.layoutNow().yOf(toBits) - equalizer.layoutNow().yOf(fromBits))};
}

} // namespace

class TestEqualizerLayout : public QObject
{
    Q_OBJECT

private slots:
    void init() { test::failOnWarnings(); }

    void columnsFillTheWidth()
    {
        Equalizer equalizer;
        for (const int count : {3, 7, 26, 100}) {
            equalizer.setColumns(someColumns(count));
            QVERIFY(test::showAs(equalizer, QSize(1180, 266)));
            const EqualizerLayout& layout = equalizer.layoutNow();
            QVERIFY(std::abs(layout.column(count - 1).right() - layout.bars().right()) < 1);
            const QRectF weights = layout.bar(0, Part::Weights, 8), activations = layout.bar(0, Part::Activations, 8);
            QVERIFY(weights.width() > activations.width());
            QVERIFY(weights.width() <= 56 && activations.left() >= weights.right());
        }
    }

    // Widths that nobody uses take little room; they get it as soon as one layer has them, or a candidate.
    void theScaleFolds()
    {
        Equalizer equalizer;
        auto columns = someColumns(4);
        equalizer.setColumns(columns);
        QVERIFY(test::showAs(equalizer, QSize(900, 266)));
        QCOMPARE(equalizer.layoutNow().fold(), Fold::Closed);
        const double closed = equalizer.layoutNow().bar(0, Part::Weights, 8).height();
        columns[3].ghostWeightBits = 32;
        equalizer.setColumns(columns);
        QCOMPARE(equalizer.layoutNow().fold(), Fold::Open);
        QVERIFY(equalizer.layoutNow().bar(0, Part::Weights, 8).height() < closed);
        columns[3].ghostWeightBits = 16;
        equalizer.setColumn(3, columns[3]);
        QCOMPARE(equalizer.layoutNow().fold(), Fold::Closed);
        // A fader that is dragged into the fold opens it, once it is let go.
        const QPoint from = fader(equalizer, 0, Part::Weights);
        test::drag(equalizer, from, from + distance(equalizer, 8, 32));
        QVERIFY(equalizer.columns()[0].weightBits > kFoldFrom);
        QCOMPARE(equalizer.layoutNow().fold(), Fold::Open);
    }

    void neighboursShareABracket()
    {
        const auto groups = columnGroups({QStringLiteral("conv1"), QStringLiteral("fire2/squeeze1x1"),
            QStringLiteral("fire2/expand1x1"), QStringLiteral("fire3/squeeze1x1"), QStringLiteral("layer1_0_conv"),
            QStringLiteral("layer1_0_down"), QStringLiteral("Conv_61"), QStringLiteral("Conv_62")});
        QCOMPARE(groups.size(), 6);
        QCOMPARE(groups[0], (ColumnGroup {0, 0, QStringLiteral("conv1")}));
        QCOMPARE(groups[1], (ColumnGroup {1, 2, QStringLiteral("fire2")}));
        QCOMPARE(groups[2], (ColumnGroup {3, 3, QStringLiteral("fire3/squeeze1x1")}));
        QCOMPARE(groups[3], (ColumnGroup {4, 5, QStringLiteral("layer1_0")}));
        QCOMPARE(groups[5].first, 7); // a number alone is nothing that is shared
    }

    // Names, lanes and legend go when there is no room, and come back with it.
    void whatHadNoRoomComesBack()
    {
        Equalizer equalizer;
        equalizer.setColumns(someColumns(7));
        QVERIFY(test::showAs(equalizer, QSize(1180, 266)));
        const QImage before = equalizer.grab().toImage();
        QVERIFY(!equalizer.layoutNow().times().isEmpty() && !equalizer.layoutNow().labels().isEmpty());
        equalizer.resize(400, equalizer.minimumSizeHint().height());
        test::settle(equalizer);
        QVERIFY(equalizer.layoutNow().times().isEmpty());
        QVERIFY(equalizer.layoutNow().bars().height() > 40);
        equalizer.resize(1180, 266);
        test::settle(equalizer);
        QCOMPARE(equalizer.grab().toImage(), before);
    }
};

QTEST_MAIN(TestEqualizerLayout)
#include "tst_equalizer_layout.moc"
