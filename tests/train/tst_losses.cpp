// Losses and their gradients against central differences in float64; optimizers against steps by hand.
#include "core/base/noise.h"
#include "core/train/loss.h"
#include "core/train/optimizer.h"

#include <QtTest>
#include <functional>

using namespace bitladder;

namespace
{

using Values = std::vector<double>;

// loss(values, gradient)
void check(const std::function<double(const Values&, Values&)>& loss, const Values& at)
{
    Values gradient(at.size()), ignored(at.size());
    loss(at, gradient);
    constexpr double kStep = 1e-5;
    for (size_t i = 0; i < at.size(); ++i) {
        Values above = at, below = at;
        above[i] += kStep;
        below[i] -= kStep;
        const double slope = (loss(above, ignored) - loss(below, ignored)) / (2 * kStep);
        QVERIFY2(std::fabs(gradient[i] - slope) < 1e-8,
            qPrintable(QStringLiteral("%1: %2, differences say %3")
                           .arg(i)
                           .arg(gradient[i], 0, 'g', 12)
                           .arg(slope, 0, 'g', 12)));
    }
}

Values random(uint32_t seed, size_t count)
{
    Noise noise(seed);
    Values values(count);
    for (double& v : values)
        v = 3 * static_cast<double>(noise.symmetric());
    return values;
}

} // namespace

class TestLosses : public QObject
{
    Q_OBJECT
private slots:
    void crossEntropy()
    {
        check([](const Values& x, Values& g) { return train::crossEntropy<double>(x, 2, 0.7, g); }, random(1, 5));
        // Equal scores: the loss is log of their number.
        Values g(4);
        QCOMPARE(train::crossEntropy<double>(Values {1, 1, 1, 1}, 0, 1, g), std::log(4.0));
        QCOMPARE(g[0], -0.75);
        QCOMPARE(g[3], 0.25);
    }
    void divergence()
    {
        const Values teacher = random(2, 5);
        for (const double temperature : {1.0, 4.0})
            check(
                [&](const Values& x, Values& g) { return train::divergence<double>(x, teacher, temperature, 0.3, g); },
                random(3, 5));
        Values g(5);
        QVERIFY(std::fabs(train::divergence<double>(teacher, teacher, 2, 1, g)) < 1e-15);
        // By hand: shares ½ ½ against ¾ ¼ at T = 1.
        Values two(2);
        const double kl = train::divergence<double>(Values {0, 0}, Values {std::log(3.0), 0}, 1, 1, two);
        QVERIFY(std::fabs(kl - (0.75 * std::log(1.5) + 0.25 * std::log(0.5))) < 1e-15);
        QVERIFY(std::fabs(two[0] + 0.25) < 1e-15);
    }
    void meanSquare()
    {
        const Values teacher = random(4, 6);
        check([&](const Values& x, Values& g) { return train::meanSquare<double>(x, teacher, 2.5, 0.3, g); },
            random(5, 6));
        Values g(2);
        QCOMPARE(train::meanSquare<double>(Values {1, 2}, Values {0, 0}, 1, 1, g), 2.5);
        QCOMPARE(g[1], 2.0);
    }

    void momentumByHand()
    {
        std::vector<float> value {1}, first {0}, second {0};
        const std::vector<float> gradient {2};
        const auto* sgd = train::findOptimizer("sgd");
        QVERIFY(sgd);
        sgd->move({value, gradient, first, second, {}}, {0.1, 1});
        QCOMPARE(value[0], 0.8f); // v = 2
        sgd->move({value, gradient, first, second, {}}, {0.1, 2});
        QCOMPARE(value[0], 0.8f - 0.1f * 3.8f); // v = 0.9·2 + 2
    }
    // The first step of Adam is the rate, whatever the gradient; in units, so many of them.
    void firstStepOfAdam()
    {
        std::vector<float> value {1, 1}, first {0, 0}, second {0, 0};
        const std::vector<float> gradient {5, -0.01f}, unit {1, 3};
        train::findOptimizer("adam")->move({value, gradient, first, second, unit}, {0.1, 1});
        QVERIFY(std::fabs(value[0] - 0.9f) < 1e-4f);
        QVERIFY(std::fabs(value[1] - 1.3f) < 1e-4f);
    }
    void schedulesGoDown()
    {
        for (const train::Schedule& schedule : train::schedules()) {
            QCOMPARE(schedule.factor(0), 1.0);
            QVERIFY(schedule.factor(0.5) <= 1 && schedule.factor(1) <= schedule.factor(0.5));
        }
        QVERIFY(std::fabs(train::findSchedule("cosine")->factor(0.5) - 0.5) < 1e-12);
        QVERIFY(!train::findSchedule("none"));
    }
};

QTEST_APPLESS_MAIN(TestLosses)
#include "tst_losses.moc"
