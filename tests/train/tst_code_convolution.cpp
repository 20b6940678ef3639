// Convolutions of codes, on every level, against the same numbers in float64; and that what they give is what rounding
// first and multiplying then would be.
#include "core/base/noise.h"
#include "core/quant/estimate.h"
#include "core/quant/quantize.h"
#include "core/quant/quantized_tensor.h"
#include "core/train/code_convolution.h"

#include <QtTest>

using namespace bitladder;
using train::CodeConvolution;

namespace
{

struct Case {
    const char* name;
    int64_t in, out, kernel, stride, before;
    int weightBits, activationBits;
    double low, high; // of the activations
};

const std::vector<Case> kCases {
    {"1x1", 33, 40, 1, 1, 0, 8, 8, 0, 3},
    {"3x3", 16, 33, 3, 1, 1, 4, 4, 0, 2},
    {"3x3, signed", 7, 17, 3, 1, 1, 3, 8, -2, 1},
    {"3x3 in steps", 3, 8, 3, 2, 1, 2, 2, -1, 1},
    {"5x5", 4, 5, 5, 1, 2, 8, 6, 0, 1},
};

quant::Quantizer activationsOf(const Case& c)
{
    quant::QuantSpec spec;
    spec.format = quant::intFormat(c.activationBits);
    spec.symmetry = quant::Symmetry::Asymmetric;
    spec.granularity = quant::Granularity::Tensor;
    spec.range = nullptr;
    auto quantizer = quant::emptyQuantizer(spec, 1);
    quant::setRange(quantizer, spec, 0, {c.low, c.high});
    return quantizer;
}

} // namespace

class TestCodeConvolution : public QObject
{
    Q_OBJECT
private slots:
    void isWhatRoundedNumbersGive_data()
    {
        QTest::addColumn<int>("index");
        QTest::addColumn<int>("level");
        for (size_t i = 0; i < kCases.size(); ++i)
            for (const auto level : kernels::supportedLevels())
                QTest::addRow("%s, %s", kCases[i].name, std::string(kernels::levelName(level)).c_str())
                    << static_cast<int>(i) << static_cast<int>(level);
    }
    void isWhatRoundedNumbersGive()
    {
        QFETCH(int, index);
        QFETCH(int, level);
        const Case& c = kCases[static_cast<size_t>(index)];
        ops::ConvShape s;
        s.batch = 1;
        s.inChannels = c.in;
        s.outChannels = c.out;
        s.groups = 1;
        ops::Window& w = s.window;
        w.rank = 2;
        w.input = {1, 9, 8};
        w.kernel = {1, c.kernel, c.kernel};
        w.stride = {1, c.stride, c.stride};
        w.before = w.after = {0, c.before, c.before};
        for (size_t d = 1; d < 3; ++d)
            w.output[d] = (w.input[d] + 2 * c.before - c.kernel) / c.stride + 1;
        Noise noise(static_cast<uint32_t>(index) + 5);
        const Threads alone(1);
        const auto length = c.in * w.taps();
        std::vector<float> weights(static_cast<size_t>(c.out * length)), bias(static_cast<size_t>(c.out)),
            x(static_cast<size_t>(c.in * w.inputs()));
        for (auto* list : {&weights, &bias, &x})
            for (float& v : *list)
                v = 2 * noise.symmetric();
        quant::QuantSpec spec;
        spec.format = quant::intFormat(c.weightBits);
        spec.granularity = quant::Granularity::Channel;
        const quant::ChannelValues values {c.out, length, weights, {}};
        const auto quantizer = quant::quantizerFor(values, spec, alone);
        for (int64_t o = 0; o < c.out; ++o) {
            const auto channel
                = std::span(weights).subspan(static_cast<size_t>(o * length), static_cast<size_t>(length));
            quant::fakeQuantize(channel, quantizer, static_cast<size_t>(o), channel);
        }
        const auto activations = activationsOf(c);
        std::vector<float> rounded(x.size()), picture(x.size());
        quant::fakeQuantize(std::span<const float>(x), activations, 0, std::span<float>(rounded));
        const auto lastChannels = [&](const std::vector<float>& from, std::vector<float>& to) {
            for (int64_t k = 0; k < c.in; ++k)
                for (int64_t p = 0; p < w.inputs(); ++p)
                    to[static_cast<size_t>(p * c.in + k)] = from[static_cast<size_t>(k * w.inputs() + p)];
        };
        lastChannels(x, picture);
        const auto at = static_cast<kernels::Level>(level);
        if (!CodeConvolution::suits(s, activations, quantizer, at)) {
            QVERIFY(kernels::table(at).gemmU8S8.wordRows); // the only reason here
            return;
        }
        CodeConvolution convolution(s, at);
        convolution.setWeights(weights.data(), quantizer);
        std::vector<float> y(static_cast<size_t>(c.out * w.outputs()));
        convolution.forward(picture.data(), activations, bias.data(), -1.5f, 40.0f, y.data());
        const std::vector<double> wideX(rounded.begin(), rounded.end()), wideWeights(weights.begin(), weights.end());
        std::vector<double> wanted(y.size());
        ops::convolve<double, double>(alone, s, wideX.data(), 0.0, wideWeights.data(), wanted.data());
        for (int64_t o = 0; o < c.out; ++o)
            for (int64_t p = 0; p < w.outputs(); ++p) {
                const double exact = wanted[static_cast<size_t>(o * w.outputs() + p)]
                    + static_cast<double>(bias[static_cast<size_t>(o)]);
                const auto got = static_cast<double>(y[static_cast<size_t>(p * c.out + o)]);
                QVERIFY2(std::fabs(got - std::clamp(exact, -1.5, 40.0)) < 2e-5, qPrintable(QString::number(got)));
            }
        std::vector<float> back(x.size()), turned(x.size());
        convolution.rounded(activations, back.data());
        lastChannels(rounded, turned);
        QCOMPARE(back, turned);
    }

    void whatIsNoByteDoesNotSuit()
    {
        ops::ConvShape s;
        s.batch = 1;
        s.inChannels = s.outChannels = 1;
        s.groups = 1;
        const Case c = kCases[0];
        auto wide = activationsOf(c);
        wide.qmax = 300;
        const std::vector<float> one {1};
        quant::QuantSpec spec;
        spec.format = quant::intFormat(8);
        const quant::ChannelValues values {1, 1, one, {}};
        const auto weights = quant::quantizerFor(values, spec, Threads(1));
        QVERIFY(CodeConvolution::suits(s, activationsOf(c), weights, kernels::Level::Scalar));
        QVERIFY(!CodeConvolution::suits(s, wide, weights, kernels::Level::Scalar));
        s.groups = 2;
        QVERIFY(!CodeConvolution::suits(s, activationsOf(c), weights, kernels::Level::Scalar));
    }
};

QTEST_APPLESS_MAIN(TestCodeConvolution)
#include "tst_code_convolution.moc"
