// The accumulator lens: sums by hand, and whole layers against plain loops.
#include "core/analysis/accumulators.h"
#include "core/quant/quantize.h"
#include "tests/support/method_support.h"

using namespace bitladder;
using namespace bitladder::analysis;
using tensor::Tensor;
using What = Accumulator::What;
using Overflow = Accumulator::Overflow;

class TestAccumulators : public QObject
{
    Q_OBJECT

private slots:
    // 12 bits hold −2048 … 2047. 1500 + 1500 − 1500: exact 1500.
    void sumsByHand()
    {
        const std::vector<int32_t> q {100, 100, 100}, w {15, 15, -15};
        QCOMPARE(emulatedSum(q, w, {What::Sum, 32, Overflow::Wrap}), int64_t {1500});
        QCOMPARE(emulatedSum(q, w, {What::Sum, 12, Overflow::Wrap}), int64_t {1500}); // wraps there and back
        QCOMPARE(emulatedSum(q, w, {What::Sum, 12, Overflow::Saturate}), int64_t {547}); // 2047 − 1500
        QCOMPARE(emulatedSum(std::span(q).first(2), std::span(w).first(2), {What::Sum, 12, Overflow::Wrap}),
            int64_t {3000 - 4096});
        int64_t largest = 0;
        emulatedSum(q, w, {What::Sum, 32, Overflow::Wrap}, &largest);
        QCOMPARE(largest, int64_t {3000});
        // Pairs: 255·127·2 = 64770 saturates to 32767; the next pair is exact.
        const std::vector<int32_t> bytes {255, 255, 10, 1, 7}, weights {127, 127, 1, -2, 3};
        QCOMPARE(emulatedSum(bytes, weights, {What::Pairs, 16, Overflow::Saturate}), int64_t {32767 + 8 + 21});
        // Weights of 7 bits never bite.
        const std::vector<int32_t> seven {63, 63, -63, -63, 63};
        QCOMPARE(emulatedSum(std::vector<int32_t>(5, 255), seven, {What::Pairs, 16, Overflow::Saturate}),
            int64_t {255 * 63});
    }

    // A whole product: how many sums are bitten, against a loop over all of them.
    void ofALayer()
    {
        const int64_t rows = 30, depth = 50, channels = 6;
        test::Random random(1);
        const auto graph = test::oneProduct(
            rows, depth, channels, random.normals<float>(static_cast<size_t>(depth * channels), 1.0));
        const Tensor x = random.tensor({rows, depth});
        engine::Calibration calibration;
        calibration.add("g", x);
        auto recipe = test::recipeOf(*graph, "int8", {});
        recipe.layers[0].activations.format = quant::intFormat(8);
        auto network = methods::quantizeNetwork(graph, recipe, calibration);
        VERIFY_OK(network);
        const auto& layer = (*network)->layers[0];
        auto executable = engine::prepare(*network);
        VERIFY_OK(executable);
        for (const Overflow overflow : {Overflow::Wrap, Overflow::Saturate}) {
            const Accumulator narrow {What::Sum, 16, overflow};
            const auto report = accumulatorReport(
                **executable, [&](const methods::VisitInputs& visit) { return visit(std::span(&x, 1)); }, narrow, 1000);
            VERIFY_OK(report);
            int64_t bitten = 0;
            for (int64_t r = 0; r < rows; ++r)
                for (size_t c = 0; c < static_cast<size_t>(channels); ++c) {
                    const auto w = layer.weights->codesOf(c);
                    int64_t sum = 0, exact = 0;
                    for (int64_t k = 0; k < depth; ++k) {
                        const int64_t product = w[static_cast<size_t>(k)]
                            * (quant::quantize(x.at(r * depth + k), *layer.activations, 0)
                                - layer.activations->zeroPoint(0));
                        exact += product;
                        sum += product;
                        if (overflow == Overflow::Saturate)
                            sum = std::clamp<int64_t>(sum, -32768, 32767);
                        else
                            sum = static_cast<int16_t>(static_cast<uint16_t>(sum & 0xffff));
                    }
                    bitten += sum != exact;
                }
            QVERIFY(bitten > 0);
            QCOMPARE(report->layers[0].bitten, bitten);
            QCOMPARE(report->layers[0].sums, rows * channels);
            QVERIFY(report->layers[0].bitsNeeded > 16);
            QVERIFY(report->layers[0].bitsForAnything >= report->layers[0].bitsNeeded);
            QCOMPARE(report->bittenLayers(), (std::vector<int> {0}));
            const auto wide = accumulatorReport(
                **executable, [&](const methods::VisitInputs& visit) { return visit(std::span(&x, 1)); },
                {What::Sum, report->layers[0].bitsNeeded, overflow}, 1000);
            QCOMPARE(wide->layers[0].bitten, int64_t {0});
            QVERIFY(std::isinf(wide->layers[0].sqnrDb));
        }
    }

    void onlyIntegers()
    {
        const auto graph = test::oneProduct(2, 4, 3, test::Random(1).normals<float>(12, 1.0));
        auto network = methods::quantizeNetwork(graph, test::recipeOf(*graph, "int8", {}), {});
        VERIFY_OK(network);
        auto executable = engine::prepare(*network);
        const Tensor x = test::Random(2).tensor({2, 4});
        const auto report = accumulatorReport(
            **executable, [&](const methods::VisitInputs& visit) { return visit(std::span(&x, 1)); }, {}, 10);
        VERIFY_OK(report);
        QVERIFY(!report->layers[0].applies && report->bittenLayers().empty());
    }
};

QTEST_APPLESS_MAIN(TestAccumulators)
#include "tst_accumulators.moc"
