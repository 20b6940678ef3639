// Moves of a search, by hand.
#include "core/analysis/search_moves.h"
#include "tests/support/test_support.h"

using namespace bitladder;
using namespace bitladder::analysis;

namespace
{

const IsOpen kAll = [](const std::vector<int>&) { return true; };

// Two layers of three widths: cost, damage.
const std::vector<SearchItem> kItems {{{1, 8}, {2, 3}, {4, 0}}, {{2, 10}, {4, 1}, {8, 0}}};

} // namespace

class TestSearchMoves : public QObject
{
    Q_OBJECT

private slots:
    void whatSavesMost()
    {
        // From (4, 8): the second item saves 4 for 1; the first 2 for 3; both ways of one item are moves.
        const auto move = mostSaving(kItems, {2, 2}, kAll);
        QVERIFY(move);
        QCOMPARE(move->choice, (std::vector<int> {2, 1}));
        QCOMPARE(move->items, (std::vector<size_t> {1}));
        // Where that is known to fail, the next best: 6 for 10 of the second against 2 for 3 of the first.
        const auto other = mostSaving(kItems, {2, 2}, [](const std::vector<int>& choice) {
            return choice != std::vector<int> {2, 1};
        });
        QVERIFY(other);
        QCOMPARE(other->choice, (std::vector<int> {1, 2}));
        // One better and the other cheaper: (2, 8) to (4, 4) saves 2 and takes damage away.
        const auto both = mostSaving(kItems, {1, 2}, kAll);
        QVERIFY(both);
        QCOMPARE(both->choice, (std::vector<int> {2, 1}));
        QCOMPARE(both->items, (std::vector<size_t> {0, 1}));
        QVERIFY(!mostSaving(kItems, {0, 0}, kAll));
    }

    void whatHarmsLeast()
    {
        // No room: the first item better (−3) and the second cheaper (+1).
        const auto move = leastHarming(kItems, {1, 2}, 0, kAll);
        QVERIFY(move);
        QCOMPARE(move->choice, (std::vector<int> {2, 1}));
        QCOMPARE(move->items.back(), size_t {1});
        // Room for one step of the second, which gains most.
        const auto wider = leastHarming(kItems, {1, 0}, 2, kAll);
        QVERIFY(wider);
        QCOMPARE(wider->choice, (std::vector<int> {1, 1}));
        QVERIFY(!leastHarming(kItems, {2, 2}, 100, kAll));
        QVERIFY(!leastHarming(kItems, {0, 0}, 0.5, kAll));
    }
};

QTEST_APPLESS_MAIN(TestSearchMoves)
#include "tst_search_moves.moc"
