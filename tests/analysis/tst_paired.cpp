// Comparing two networks over the same pictures, by hand.
#include "core/analysis/paired.h"
#include "core/analysis/rank_correlation.h"
#include "tests/support/test_support.h"

#include <cmath>

using namespace bitladder;
using namespace bitladder::analysis;

class TestPaired : public QObject
{
    Q_OBJECT

private slots:
    void counting()
    {
        Evaluation a, b;
        a.outcomes = {{1, 1}, {2, 2}, {3, 9}, {4, 9}, {5, 5}, {-1, -1}};
        b.outcomes = {{1, 1}, {2, 9}, {3, 3}, {4, 8}, {5, -1}, {-1, -1}};
        const Paired byFloat = pairedByAgreement(a, b);
        QCOMPARE(byFloat.both, int64_t {1});
        QCOMPARE(byFloat.onlyA, int64_t {1});
        QCOMPARE(byFloat.onlyB, int64_t {1});
        QCOMPARE(byFloat.neither, int64_t {1}); // the fifth was not read by B
        const std::vector<data::LabelledFile> files {{"", 1}, {"", 9}, {"", -1}, {"", 8}};
        const Paired byLabel = pairedByLabel(files, a, b);
        QCOMPARE(byLabel.both, int64_t {1});
        QCOMPARE(byLabel.onlyA, int64_t {0});
        QCOMPARE(byLabel.onlyB, int64_t {2});
    }

    // 10 : 2 of 12 coins: 2·(1 + 12 + 66)/4096.
    void exactTest()
    {
        const Paired p {50, 10, 2, 38};
        QVERIFY(std::fabs(p.pValue() - 2 * 79.0 / 4096) < 1e-12);
        QCOMPARE(p.morePictures(), std::optional<int64_t>(0));
        QCOMPARE((Paired {5, 0, 0, 5}).pValue(), 1.0);
        QVERIFY(std::fabs((Paired {0, 3, 0, 0}).pValue() - 0.25) < 1e-12);
        QVERIFY(!(Paired {5, 4, 4, 5}).morePictures());
        // p = 0.1, δ = 0.02: n = (1.96·√0.1 + 0.8416·√(0.1 − 0.0004))² / 0.0004 = 1959.9.
        QCOMPARE(*(Paired {80, 6, 4, 10}).morePictures(), int64_t {1960 - 100});
    }

    void deciding()
    {
        QCOMPARE(morePicturesToDecide({99, 100}, 0.5), std::optional<int64_t>(0));
        // 1.96²·0.97·0.03 / 0.02² = 279.5
        QCOMPARE(morePicturesToDecide({97, 100}, 0.95), std::optional<int64_t>(180));
        QVERIFY(!morePicturesToDecide({95, 100}, 0.95));
        QVERIFY(!morePicturesToDecide({0, 0}, 0.95));
    }

    void ranks()
    {
        const std::vector<double> a {1, 2, 3, 4}, up {10, 20, 30, 50}, down {4, 3, 2, 1}, mixed {1, 3, 2, 4};
        QCOMPARE(rankCorrelation(a, up), 1.0);
        QCOMPARE(rankCorrelation(a, down), -1.0);
        QVERIFY(std::fabs(rankCorrelation(a, mixed) - 0.8) < 1e-12); // 1 − 6·2/(4·15)
        const std::vector<double> tied {1, 1, 2, 2};
        QVERIFY(std::fabs(rankCorrelation(a, tied) - 4 / std::sqrt(20.0)) < 1e-12);
        const std::vector<double> same {7, 7, 7, 7};
        QVERIFY(std::isnan(rankCorrelation(a, same)));
    }
};

QTEST_APPLESS_MAIN(TestPaired)
#include "tst_paired.moc"
