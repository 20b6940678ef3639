// One weight and its staircase: steps by hand, and what becomes of them.
#include "core/lesson/straight_through.h"

#include <QtTest>
#include <cmath>

using namespace bitladder::lesson;

class TestStraightThrough : public QObject
{
    Q_OBJECT

private slots:
    // 2 bits: −1, 0, 1. From 0.2 with the target 0.6 and the rate 0.5: ŵ = 0, slope −0.6, w = 0.5 (half to even: 0),
    // again: 0.8; then ŵ = 1, slope 0.4, w = 0.6; ŵ = 1, w = 0.4.
    void byHand()
    {
        const auto steps = straightThrough({0.2, 0.6, 2, 0.5, 4});
        QCOMPARE(steps.size(), size_t {5});
        const double weights[] = {0.2, 0.5, 0.8, 0.6, 0.4}, rounded[] = {0, 0, 1, 1, 0};
        for (size_t i = 0; i < 5; ++i) {
            QVERIFY(std::abs(steps[i].weight - weights[i]) < 1e-12);
            QCOMPARE(steps[i].rounded, rounded[i]);
            QVERIFY(std::abs(steps[i].slope - (rounded[i] - 0.6)) < 1e-12);
            QVERIFY(std::abs(steps[i].loss - std::pow(rounded[i] - 0.6, 2) / 2) < 1e-12);
        }
    }

    // It ends beside the target, on one of the two levels around it, and goes to and fro between them.
    void reachesTheTarget()
    {
        const ThroughQuestion question;
        const auto steps = straightThrough(question);
        QVERIFY(steps.front().loss > 0.5);
        const double apart = 1.0 / 3; // of the levels of 3 bits
        int jumps = 0;
        for (size_t i = steps.size() - 15; i < steps.size(); ++i) {
            QVERIFY(std::abs(steps[i].rounded - question.target) < apart);
            jumps += steps[i].rounded != steps[i - 1].rounded;
        }
        QVERIFY(jumps > 0);
    }

    void beyondTheRangeItStandsStill()
    {
        for (const ThroughStep& step : straightThrough({1.5, 0, 3, 0.1, 10})) {
            QCOMPARE(step.weight, 1.5);
            QCOMPARE(step.slope, 0.0);
            QCOMPARE(step.rounded, 1.0);
        }
    }
};

QTEST_APPLESS_MAIN(TestStraightThrough)
#include "tst_straight_through.moc"
