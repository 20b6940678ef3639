// Activations in blocks: every run finds a scale for each 32 neighbours along the depth, as the definition of OCP
// Microscaling 1.0 says, whatever was calibrated.
#include "tests/engine/engine_test.h"

#include <array>

using namespace bitladder;
using namespace bitladder::test;
using tensor::Tensor;

namespace
{

constexpr int64_t kDepth = 70, kChannels = 4; // the third block has six elements

// The element format's value nearest to x, from the middle to the even code.
double fp4(double x)
{
    constexpr std::array kLevels {0.0, 0.5, 1.0, 1.5, 2.0, 3.0, 4.0, 6.0};
    const double size = std::fabs(x);
    size_t best = 0;
    for (size_t i = 1; i < kLevels.size(); ++i) {
        const double now = std::fabs(kLevels[best] - size), then = std::fabs(kLevels[i] - size);
        if (then < now || (then == now && i % 2 == 0)) best = i;
    }
    return std::copysign(kLevels[best], x);
}

double int8(double x)
{
    return std::clamp(std::nearbyint(x * 64), -127.0, 127.0) / 64;
}

// A row of numbers in blocks: x̂ = element(x / s)·s, s = 2^(floor(log2 max) − largest exponent).
std::vector<double> rounded(const std::vector<double>& row, double (*element)(double), int exponent)
{
    std::vector<double> result;
    for (size_t first = 0; first < row.size(); first += 32) {
        double most = 0;
        const size_t end = std::min(first + 32, row.size());
        for (size_t i = first; i < end; ++i)
            most = std::max(most, std::fabs(row[i]));
        const double scale = most > 0 ? std::ldexp(1.0, static_cast<int>(std::floor(std::log2(most))) - exponent) : 1;
        for (size_t i = first; i < end; ++i)
            result.push_back(element(row[i] / scale) * scale);
    }
    return result;
}

} // namespace

class TestBlockActivations : public QObject
{
    Q_OBJECT

private slots:
    void byTheDefinition_data()
    {
        QTest::addColumn<QString>("format");
        QTest::addColumn<bool>("convolution");
        for (const char* format : {"mxfp4", "mxint8"})
            for (const bool convolution : {false, true})
                QTest::addRow("%s %s", format, convolution ? "Conv" : "MatMul") << format << convolution;
    }
    // A 1×1 convolution has the channels of a pixel for depth, wherever they lie in the file's order.
    void byTheDefinition()
    {
        QFETCH(QString, format);
        QFETCH(bool, convolution);
        test::Random random(91);
        constexpr int64_t kRows = 6;
        GraphBuilder b;
        const Tensor rows = random.tensor({kRows, kDepth}), w = random.tensor({kDepth, kChannels});
        const auto value = [](const Tensor& t, int64_t i) { return t.as<float>()[static_cast<size_t>(i)]; };
        std::vector<float> turned, filters;
        for (int64_t k = 0; k < kDepth; ++k)
            for (int64_t r = 0; r < kRows; ++r)
                turned.push_back(value(rows, r * kDepth + k));
        for (int64_t c = 0; c < kChannels; ++c)
            for (int64_t k = 0; k < kDepth; ++k)
                filters.push_back(value(w, k * kChannels + c));
        const Tensor x = convolution ? Tensor::of<float>({1, kDepth, 2, 3}, turned) : rows;
        const auto graph = convolution
            ? b.graph({b.node("Conv", "layer",
                {b.input("x", {1, kDepth, 2, 3}), b.constant("w", {kChannels, kDepth, 1, 1}, filters)})})
            : b.graph({b.node("MatMul", "layer", {b.input("x", {kRows, kDepth}), b.constant("w", w)})});
        const Prepared p = prepared(graph, x);
        quant::Recipe recipe;
        recipe.layers = {recipeOf({"float32", qPrintable(format)})};
        const bool four = format == QLatin1String("mxfp4");
        for (const auto level : kernels::supportedLevels())
            for (const int threads : {1, 3}) {
                auto network = methods::prepare(p.graph, recipe, p.calibration, {level, threads, nullptr});
                VERIFY_OK(network);
                QVERIFY((*network)->layers()[0].execution == engine::Execution::Simulated);
                QVERIFY((*network)->layers()[0].note.english().find("block") != std::string::npos);
                auto trace = (*network)->run(std::span(&x, 1));
                VERIFY_OK(trace);
                for (int64_t r = 0; r < kRows; ++r) {
                    std::vector<double> row;
                    for (int64_t k = 0; k < kDepth; ++k)
                        row.push_back(static_cast<double>(value(rows, r * kDepth + k)));
                    const auto in = rounded(row, four ? fp4 : int8, four ? 2 : 0);
                    for (int64_t c = 0; c < kChannels; ++c) {
                        double sum = 0, size = 0;
                        for (int64_t k = 0; k < kDepth; ++k) {
                            const double one
                                = in[static_cast<size_t>(k)] * static_cast<double>(value(w, k * kChannels + c));
                            sum += one;
                            size += std::fabs(one);
                        }
                        const double got = trace->outputs[0].at(convolution ? c * kRows + r : r * kChannels + c);
                        QVERIFY2(std::fabs(got - sum) <= 1e-5 * size,
                            qPrintable(QString("row %1: %2 instead of %3").arg(r).arg(got).arg(sum)));
                    }
                }
            }
    }

    // The elements of NVFP4 share a scale of the whole tensor too, which each run finds.
    void ofEveryRun()
    {
        test::Random random(92);
        GraphBuilder b;
        const Tensor x = random.tensor({3, kDepth});
        const Prepared p
            = prepared(b.graph({b.node("MatMul", "layer",
                           {b.input("x", {3, kDepth}), b.constant("w", random.tensor({kDepth, kChannels}))})}),
                x);
        for (const char* format : {"nvfp4", "mxfp8_e4m3", "mxfp6_e2m3", "mxint8"}) {
            quant::Recipe recipe;
            recipe.layers = {recipeOf({"float32", format})};
            auto network = methods::prepare(p.graph, recipe, p.calibration);
            VERIFY_OK(network);
            auto plain = (*network)->run(std::span(&x, 1));
            VERIFY_OK(plain);
            std::vector<float> values(x.as<float>().begin(), x.as<float>().end());
            for (float& v : values)
                v *= 1024; // scales are powers of two, and NVFP4 has one of the tensor: the same codes
            const Tensor large = Tensor::of<float>({3, kDepth}, values);
            auto scaled = (*network)->run(std::span(&large, 1));
            VERIFY_OK(scaled);
            for (int64_t i = 0; i < plain->outputs[0].count(); ++i)
                QVERIFY2(scaled->outputs[0].at(i) == 1024 * plain->outputs[0].at(i), format);
        }
    }
};

QTEST_APPLESS_MAIN(TestBlockActivations)
#include "tst_block_activations.moc"
