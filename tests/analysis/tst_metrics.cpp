// Metrics against values computed by hand.
#include "core/analysis/evaluation.h"
#include "core/analysis/metrics.h"
#include "tests/support/test_support.h"

#include <cmath>

using namespace bitladder;
using namespace bitladder::analysis;
using tensor::Tensor;

namespace
{

ErrorStats statsOf(std::vector<float> reference, std::vector<float> approximation)
{
    ErrorStats stats;
    stats.add(std::span<const float>(reference), std::span<const float>(approximation));
    return stats;
}

bool close(double a, double b)
{
    return std::fabs(a - b) <= 1e-12 * std::max(1.0, std::fabs(b));
}

} // namespace

class TestMetrics : public QObject
{
    Q_OBJECT

private slots:
    void byHand()
    {
        // e = (1, 0, −1, 2): Σe² = 6, Σ|e| = 4, Σr² = 30, Σa² = 4 + 4 + 4 + 36 = 48, Σra = 2 + 4 + 6 + 24 = 36.
        const ErrorStats s = statsOf({1, 2, 3, 4}, {2, 2, 2, 6});
        QCOMPARE(s.count, int64_t {4});
        QCOMPARE(s.mse(), 1.5);
        QCOMPARE(s.mae(), 1.0);
        QCOMPARE(s.maxAbs, 2.0);
        QVERIFY(close(s.sqnrDb(), 10 * std::log10(5.0)));
        QVERIFY(close(s.cosine(), 36 / std::sqrt(30.0 * 48.0)));
        QVERIFY(close(s.psnrDb(3), 10 * std::log10(6.0)));
    }

    void limits()
    {
        QVERIFY(statsOf({1, 2}, {1, 2}).sqnrDb() == std::numeric_limits<double>::infinity());
        QVERIFY(statsOf({1, 2}, {1, 2}).psnrDb(255) == std::numeric_limits<double>::infinity());
        QVERIFY(std::isnan(statsOf({0, 0}, {0, 1}).sqnrDb()));
        QVERIFY(std::isnan(statsOf({0, 0}, {0, 1}).cosine()));
        QVERIFY(close(statsOf({1, 1}, {-2, -2}).cosine(), -1));
        const ErrorStats none = statsOf({}, {});
        QCOMPARE(none.mse(), 0.0);
        QCOMPARE(none.count, int64_t {0});
    }

    void notFiniteElementsAreLeftOut()
    {
        const float infinity = std::numeric_limits<float>::infinity(), nan = std::nanf("");
        const ErrorStats s = statsOf({1, nan, infinity, 2}, {1, 5, 5, infinity});
        QCOMPARE(s.count, int64_t {1});
        QCOMPARE(s.mse(), 0.0);
    }

    // Every length around the lanes', with values that count and values that do not, against sums one by one.
    void everyLength()
    {
        test::Random random(3);
        for (size_t n = 0; n <= 41; ++n) {
            auto r = random.normals<double>(n), a = random.normals<double>(n);
            if (n > 5) r[5] = std::numeric_limits<double>::infinity();
            if (n > 8) a[n - 1] = std::nan("");
            int64_t count = 0;
            double reference2 = 0, error2 = 0, absError = 0, most = 0, approx2 = 0, product = 0;
            for (size_t i = 0; i < n; ++i) {
                if (!std::isfinite(r[i]) || !std::isfinite(a[i])) continue;
                const double e = a[i] - r[i];
                ++count;
                reference2 += r[i] * r[i];
                approx2 += a[i] * a[i];
                product += r[i] * a[i];
                error2 += e * e;
                absError += std::fabs(e);
                most = std::max(most, std::fabs(e));
            }
            ErrorStats s;
            s.add(std::span<const double>(r), std::span<const double>(a));
            QCOMPARE(s.count, count);
            QCOMPARE(s.maxAbs, most);
            QVERIFY(close(s.sumReference2, reference2) && close(s.sumApprox2, approx2));
            QVERIFY(close(s.sumProduct, product) && close(s.sumError2, error2) && close(s.sumAbsError, absError));
        }
    }

    void mergeIsAddition()
    {
        test::Random random(1);
        const auto r = random.normals<float>(300), a = random.normals<float>(300);
        ErrorStats left = statsOf({r.begin(), r.begin() + 100}, {a.begin(), a.begin() + 100});
        left.merge(statsOf({r.begin() + 100, r.end()}, {a.begin() + 100, a.end()}));
        const ErrorStats whole = statsOf(r, a);
        QCOMPARE(left.count, whole.count);
        QCOMPARE(left.maxAbs, whole.maxAbs);
        QVERIFY(close(left.mse(), whole.mse()));
        QVERIFY(close(left.cosine(), whole.cosine()));
    }

    void tensorsOfOtherTypes()
    {
        const std::vector<int8_t> bytes {1, 2, -3};
        const std::vector<double> doubles {1, 2.5, -3};
        const ErrorStats s = compare(Tensor::of<int8_t>({3}, std::span<const int8_t>(bytes)),
            Tensor::of<double>({3}, std::span<const double>(doubles)));
        QCOMPARE(s.mse(), 0.25 / 3);
    }

    void top()
    {
        const std::vector<float> scores {0.1f, 0.7f, std::nanf(""), 0.7f, -1};
        const Tensor t = Tensor::of<float>({1, 5}, std::span<const float>(scores));
        const auto best = topOf(t, 10);
        std::vector<int64_t> order;
        for (const Ranked& r : best)
            order.push_back(r.index);
        QCOMPARE(order, (std::vector<int64_t> {1, 3, 0, 4, 2}));
        QCOMPARE(topOf(t, 2).size(), size_t {2});
        QVERIFY(topOf(Tensor(), 5).empty());
    }

    // Wilson 1927: (p + z²/2n ± z·√(p(1−p)/n + z²/4n²)) / (1 + z²/n). 8 of 10: 0.4901625 … 0.9433178.
    void wilson()
    {
        const Proportion p {8, 10};
        QCOMPARE(p.rate(), 0.8);
        QVERIFY(std::fabs(p.low() - 0.4901625) < 1e-6);
        QVERIFY(std::fabs(p.high() - 0.9433178) < 1e-6);
        const Proportion none {0, 10};
        QCOMPARE(none.low(), 0.0);
        QVERIFY(std::fabs(none.high() - 0.2775328) < 1e-6);
        const Proportion all {10, 10};
        QCOMPARE(all.high(), 1.0);
        QVERIFY(std::fabs(all.low() - (1 - 0.2775328)) < 1e-6);
        // Two evaluations: only files that both have read count.
        Evaluation one, other;
        one.outcomes = {{0, 1}, {0, 2}, {-1, -1}, {0, 3}, {0, 4}};
        other.outcomes = {{0, 1}, {0, 5}, {0, 6}, {0, 3}};
        QCOMPARE(equalAnswers(one, other).hits, int64_t {2});
        QCOMPARE(equalAnswers(one, other).total, int64_t {3});
        const Proportion nothing {};
        QCOMPARE(nothing.low(), 0.0);
        QCOMPARE(nothing.high(), 1.0);
    }

    void shares()
    {
        const auto of = [](const std::vector<float>& scores) {
            return sharesOf(tensor::Tensor::of<float>({static_cast<int64_t>(scores.size())}, scores));
        };
        // Shares stay as they are, also when few bits have moved their sum.
        QCOMPARE(of({0.25F, 0.75F}), (std::vector<double> {0.25, 0.75}));
        QCOMPARE(of({0.25F, 0.78125F}), (std::vector<double> {0.25, 0.78125}));
        // Logits: e^0 : e^ln3 = 1 : 3, whatever is added to both.
        for (const float offset : {0.0F, 1000.0F}) {
            const auto shares = of({offset, offset + std::log(3.0F)});
            QVERIFY(std::fabs(shares[0] - 0.25) < 1e-4);
            QVERIFY(std::fabs(shares[1] - 0.75) < 1e-4);
        }
        // Below 0 they are no shares, though their sum is 1.
        const auto negative = of({-1, 2});
        QVERIFY(std::fabs(negative[1] - 1 / (1 + std::exp(-3.0))) < 1e-9);
        QVERIFY(of({}).empty());
    }

    void summaries()
    {
        const Summary odd = summarize({5, 1, 3});
        QCOMPARE(odd.median, 3.0);
        QCOMPARE(odd.best, 1.0);
        QCOMPARE(odd.worst, 5.0);
        QCOMPARE(summarize({4, 1, 3, 2}).median, 2.5);
        QCOMPARE(summarize({}).runs, 0);
        // Half of the runs twice as slow as the others: something else was running.
        QVERIFY(summarize({1, 1, 1, 1, 2, 2, 2, 2}).disturbed());
        QVERIFY(!summarize({1, 1.01, 1.02, 1.02, 1.03, 1.04, 9}).disturbed());
        QVERIFY(!summarize({}).disturbed());
    }
};

QTEST_APPLESS_MAIN(TestMetrics)
#include "tst_metrics.moc"
