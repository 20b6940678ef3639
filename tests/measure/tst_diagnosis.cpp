// The sentence that explains a layer's speed.
#include "core/measure/diagnosis.h"
#include "tests/support/test_support.h"

using namespace bitladder;
using measure::diagnose;

namespace
{

// A convolution of 56 × 56 positions, 64 → 64 channels, 3 × 3, in int8.
engine::LayerInfo ordinary()
{
    engine::LayerInfo layer;
    layer.weights = quant::defaultWeightSpec(quant::intFormat(8));
    layer.activations = quant::defaultActivationSpec(quant::intFormat(8));
    layer.rows = 56 * 56;
    layer.columns = 64;
    layer.depth = 576;
    layer.macs = layer.rows * layer.columns * layer.depth;
    layer.products = layer.macs;
    layer.inputs = layer.outputs = layer.rows * 64;
    layer.residentBytes = 576 * 64;
    return layer;
}

} // namespace

class TestDiagnosis : public QObject
{
    Q_OBJECT

private slots:
    void sentences()
    {
        const measure::LayerSpeed fast {2, {0.5, 0.02, 0.45, 0.02, 0.01}};
        const auto says = [](const engine::LayerInfo& layer, const measure::LayerSpeed& speed, const char* part) {
            const std::string sentence = diagnose(layer, speed);
            if (sentence.find(part) == std::string::npos) qWarning("%s", sentence.c_str());
            return sentence.find(part) != std::string::npos;
        };
        auto layer = ordinary();
        QVERIFY(says(layer, fast, "compute-bound"));
        QVERIFY(says(layer, {2, {0.5, 0.2, 0.25, 0.05, 0}}, "format conversions take 40 %"));
        QVERIFY(says(layer, {2, {0.001, 0, 0.001, 0, 0}}, "so small"));
        QVERIFY(says(layer, {2, {0.5, 0.02, 0.28, 0, 0.2}}, "threads wait for 40 % of the time: other programs"));
        QVERIFY(says(layer, {2, {0.05, 0.002, 0.028, 0, 0.02}}, "threads wait for 40 % of the time: too little work"));
        // A short layer too, where others held the cores while it was measured.
        const measure::LayerSpeed held {2, {0.05, 0.002, 0.028, 0, 0.02}, measure::Cores::Held};
        QVERIFY(says(layer, held, "threads wait for 40 % of the time: other programs"));
        layer.products = layer.macs / 2;
        QVERIFY(says(layer, fast, "Winograd's algorithm: 2.0 times fewer products"));
        layer.ways = {{engine::Compute::U8S8, 4}};
        QVERIFY(says(layer, fast, "in 16-bit integers, exactly: 2.0 times fewer products"));
        layer.products = layer.macs;
        if (kernels::levelSupported(kernels::Level::Avx2)) {
            layer.level = kernels::Level::Avx2;
            layer.kernel = "gemm_u8s8_avx2";
            QVERIFY(says(layer, fast, "without VNNI"));
            layer.level = kernels::Level::Scalar;
        }
        layer.note = {"widened to %1-bit integers", "16"};
        QVERIFY(says(layer, fast, "widened to 16-bit integers"));
        layer.rows = 1;
        QVERIFY(says(layer, fast, "memory-bound"));
        layer = ordinary();
        layer.depthwise = true;
        layer.depth = 9;
        QVERIFY(says(layer, fast, "depthwise: only 9 products"));
        layer.depthwise = false;
        layer.depth = 27;
        QVERIFY(says(layer, fast, "only 27 products"));
        layer = ordinary();
        layer.columns = 10;
        QVERIFY(says(layer, fast, "only 10 channels"));
        layer = ordinary();
        layer.kernel = "gemm_s64s64_scalar";
        QVERIFY(says(layer, fast, "one at a time"));
        layer.kernel.clear();
        layer.usefulBits = 0.25; // 16 channels in words of 64 bits
        QVERIFY(says(layer, fast, "only 25 % of the bits"));
        layer.execution = engine::Execution::Simulated;
        QVERIFY(says(layer, fast, "simulated"));
    }

    // Short layers that wait say nothing of other programs; runs that differ do, and a long layer that waits.
    void whoseTheCoresAre()
    {
        measure::Timing timing;
        timing.total.median = 1;
        timing.total.lowerQuartile = 0.95;
        timing.total.upperQuartile = 1.05;
        timing.parts = {{0.05, 0, 0.03, 0, 0.02}, {0.9, 0, 0.8, 0, 0.1}};
        QCOMPARE(measure::coresDuring(timing), measure::Cores::Ours);
        timing.parts[1].waitingMs = 0.3;
        QCOMPARE(measure::coresDuring(timing), measure::Cores::Held);
        timing.parts[1].waitingMs = 0.1;
        timing.total.upperQuartile = 1.5;
        QCOMPARE(measure::coresDuring(timing), measure::Cores::Held);
    }

    void intensity()
    {
        auto layer = ordinary();
        const double bytes = 576 * 64 + 2 * 56 * 56 * 64;
        QCOMPARE(measure::arithmeticIntensity(layer), static_cast<double>(layer.macs) / bytes);
        layer.activations = quant::defaultActivationSpec(quant::intFormat(12));
        QVERIFY(measure::arithmeticIntensity(layer) < static_cast<double>(layer.macs) / bytes);
        QCOMPARE(measure::arithmeticIntensity({}), 0.0);
    }
};

QTEST_APPLESS_MAIN(TestDiagnosis)
#include "tst_diagnosis.moc"
