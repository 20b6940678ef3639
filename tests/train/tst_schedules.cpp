// What changes in the course of a training: the share of zeros (Zhu and Gupta 2017, eq. 1) and the widths that wait,
// by hand.
#include "core/train/pruning.h"
#include "core/train/stages.h"

#include <QtTest>

using namespace bitladder;
using train::leastWidths;
using train::LoweringOrder;

class TestSchedules : public QObject
{
    Q_OBJECT
private slots:
    void zerosRiseByTheCube()
    {
        const train::GradualPruning pruning {.to = 0.8, .from = 0.1, .begin = 0.2, .end = 0.6};
        QCOMPARE(train::zeroShareAt(pruning, 0), 0.0);
        QCOMPARE(train::zeroShareAt(pruning, 0.19), 0.0);
        QCOMPARE(train::zeroShareAt(pruning, 0.2), 0.1);
        // A quarter of the way: 0.8 − 0.7·0.75³; half of it: 0.8 − 0.7/8.
        QVERIFY(std::fabs(train::zeroShareAt(pruning, 0.3) - 0.5046875) < 1e-12);
        QVERIFY(std::fabs(train::zeroShareAt(pruning, 0.4) - 0.7125) < 1e-12);
        QVERIFY(std::fabs(train::zeroShareAt(pruning, 0.6) - 0.8) < 1e-12);
        QCOMPARE(train::zeroShareAt(pruning, 1), 0.8);
        QCOMPARE(train::zeroShareAt({}, 0.5), 0.0);
        QCOMPARE(train::zeroShareAt({.to = 0.5, .begin = 0.3, .end = 0.3}, 0.3), 0.5); // at once
    }

    void widthsTogether()
    {
        const auto at = [](double done) { return leastWidths({8, 4}, LoweringOrder::Together, 2, done); };
        QCOMPARE(at(0), (std::vector {8, 8}));
        QCOMPARE(at(0.33), (std::vector {8, 8}));
        QCOMPARE(at(0.34), (std::vector {4, 4}));
        QCOMPARE(at(0.67), (std::vector {1, 1}));
        QCOMPARE(at(1), (std::vector {1, 1}));
        QCOMPARE(leastWidths({}, LoweringOrder::Together, 2, 0), (std::vector {1, 1}));
    }

    void widthsLayerByLayer()
    {
        // Two widths and two layers: five stages.
        const auto at = [](double done) { return leastWidths({8, 4}, LoweringOrder::LayerByLayer, 2, done); };
        QCOMPARE(at(0), (std::vector {8, 8}));
        QCOMPARE(at(0.25), (std::vector {4, 8}));
        QCOMPARE(at(0.45), (std::vector {4, 4}));
        QCOMPARE(at(0.65), (std::vector {1, 4}));
        QCOMPARE(at(0.85), (std::vector {1, 1}));
        QCOMPARE(at(1), (std::vector {1, 1}));
        QCOMPARE(leastWidths({}, LoweringOrder::LayerByLayer, 2, 0.5), (std::vector {1, 1}));
    }
};

QTEST_APPLESS_MAIN(TestSchedules)
#include "tst_schedules.moc"
