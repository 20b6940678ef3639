// The smallest set of layers that heals, where it is known.
#include "core/analysis/culprits.h"
#include "tests/support/test_support.h"

#include <algorithm>
#include <numeric>

using namespace bitladder;
using namespace bitladder::analysis;

class TestCulprits : public QObject
{
    Q_OBJECT

private slots:
    void aKnownSetIsFound_data()
    {
        QTest::addColumn<QList<int>>("guilty");
        QTest::newRow("one") << QList<int> {17};
        QTest::newRow("two") << QList<int> {3, 22};
        QTest::newRow("three neighbours") << QList<int> {0, 1, 2};
        QTest::newRow("last") << QList<int> {5, 24, 25};
        QTest::newRow("all") << QList<int> {
            0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25};
    }
    void aKnownSetIsFound()
    {
        QFETCH(QList<int>, guilty);
        std::vector<int> suspects(26);
        std::iota(suspects.begin(), suspects.end(), 0);
        int tests = 0;
        const auto found = findCulprits(suspects, [&](const std::vector<int>& healed) -> Result<bool> {
            ++tests;
            return std::ranges::all_of(guilty, [&](int g) { return std::ranges::binary_search(healed, g); });
        });
        VERIFY_OK(found);
        QCOMPARE(found->layers, std::vector<int>(guilty.begin(), guilty.end()));
        QCOMPARE(found->tests, tests);
        QVERIFY(tests < 26 + 120);
    }

    void nothingHeals()
    {
        VERIFY_FAILS(findCulprits({0, 1, 2}, [](const std::vector<int>&) -> Result<bool> { return false; }), {"float"});
    }

    void twoWaysToHeal()
    {
        // Either 1 and 2, or 4: the single layer is the smaller set.
        const auto found = findCulprits({0, 1, 2, 3, 4}, [](const std::vector<int>& healed) -> Result<bool> {
            const auto has = [&](int l) { return std::ranges::binary_search(healed, l); };
            return has(4) || (has(1) && has(2));
        });
        VERIFY_OK(found);
        QCOMPARE(found->layers, std::vector<int> {4});
    }
};

QTEST_APPLESS_MAIN(TestCulprits)
#include "tst_culprits.moc"
