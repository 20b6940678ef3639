// Gaps of a front, by hand.
#include "core/analysis/front_gaps.h"
#include "tests/support/test_support.h"

#include <cmath>

using namespace bitladder;
using namespace bitladder::analysis;

class TestFrontGaps : public QObject
{
    Q_OBJECT

private slots:
    void largestFirst()
    {
        // The front is 1, 2 and 8; what costs 3 and 4 is no better than 2 and lies in its gap.
        const CostAndRate points[] = {{8, 0.9}, {1, 0.2}, {2, 0.5}, {3, 0.4}, {4, 0.5}};
        const auto gaps = frontGaps(points);
        QCOMPARE(gaps.size(), size_t {2});
        QCOMPARE(gaps[0].low, 1.0);
        QVERIFY(std::fabs(gaps[0].size - 0.3 * std::log(2)) < 1e-12);
        QCOMPARE(gaps[1].high, 8.0);
        QVERIFY(std::fabs(gaps[1].size - 0.4 * std::log(4) / 3) < 1e-12);
        QVERIFY(frontGaps({}).empty() && frontGaps(std::span(points).first(1)).empty());
    }
};

QTEST_APPLESS_MAIN(TestFrontGaps)
#include "tst_front_gaps.moc"
