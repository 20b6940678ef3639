// All ways at a width: complete, different, and their sizes by hand.
#include "core/analysis/ways.h"

#include "core/quant/format/family.h"
#include "core/quant/range.h"
#include "tests/support/test_support.h"

#include <cmath>
#include <set>

using namespace bitladder;

class TestWays : public QObject
{
    Q_OBJECT

private slots:
    void everyFamilyOfTheWidth()
    {
        for (const int bits : {1, 2, 4, 8, 16}) {
            const auto ways = analysis::waysAt(bits, 8, 64);
            std::set<const quant::FormatFamily*> families;
            for (const auto& way : ways) {
                families.insert(way.format.family);
                QVERIFY(way.format.bits == bits && way.range && way.range->offered);
            }
            for (const auto* family : quant::formatFamilies())
                QCOMPARE(families.contains(family), !family->ownDesign && family->has(bits));
            for (size_t i = 0; i < ways.size(); ++i)
                for (size_t k = 0; k < i; ++k)
                    QVERIFY(!(ways[i] == ways[k]));
        }
        // One channel has no scales of its own, a short one no groups.
        for (const auto& way : analysis::waysAt(4, 1, 16))
            QVERIFY(way.granularity == quant::Granularity::Tensor || way.format.family->blockSize > 0);
    }

    void bestOfEachFamily()
    {
        const quant::QuantSpec integers = quant::defaultWeightSpec(quant::intFormat(4));
        const quant::QuantSpec floats = quant::defaultWeightSpec(*quant::parseFormat("e2m1"));
        const std::vector<quant::QuantSpec> ways {integers, floats, integers, floats, integers};
        const std::vector<double> worth {3, 5, 7, 4, std::nan("")};
        QCOMPARE(analysis::bestOfFamilies(ways, worth, 5), (std::vector<size_t> {2, 1}));
        QCOMPARE(analysis::bestOfFamilies(ways, worth, 1), (std::vector<size_t> {2}));
    }

    void bytes()
    {
        quant::QuantSpec spec = quant::defaultWeightSpec(quant::intFormat(4));
        spec.granularity = quant::Granularity::Tensor;
        QCOMPARE(analysis::bytesOf(spec, 8, 64), 8 * 64 / 2.0 + 4);
        spec.granularity = quant::Granularity::Channel;
        QCOMPARE(analysis::bytesOf(spec, 8, 64), 8 * 64 / 2.0 + 8 * 4);
        spec.granularity = quant::Granularity::Group;
        spec.groupSize = 48;
        QCOMPARE(analysis::bytesOf(spec, 8, 64), 8 * 64 / 2.0 + 8 * 2 * 4);
        QCOMPARE(analysis::bytesOf(quant::defaultWeightSpec(quant::kFloat16), 8, 64), 8 * 64 * 2.0);
    }
};

QTEST_GUILESS_MAIN(TestWays)
#include "tst_ways.moc"
