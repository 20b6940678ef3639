// Convolutions of channels-last pictures, forward and back, on every level against plain sums in float64.
#include "core/base/noise.h"
#include "core/train/convolution.h"
#include "core/train/picture_convolution.h"

#include <QtTest>

using namespace bitladder;
using train::PictureConvolution;

namespace
{

struct Case {
    const char* name;
    int64_t batch, in, out, groups;
    ops::Triple kernel, stride, dilation, before, after;
    int64_t height, width;
};

std::vector<Case> cases()
{
    const ops::Triple one {1, 1, 1}, two {1, 2, 2}, none {0, 0, 0}, around {0, 1, 1}, three {1, 3, 3};
    return {
        {"3x3 by Winograd", 1, 32, 48, 1, three, one, one, around, around, 12, 13},
        {"3x3, few channels", 2, 3, 5, 1, three, one, one, around, around, 7, 6},
        {"3x3 by Winograd, several pictures", 3, 20, 33, 1, three, one, one, around, around, 5, 9},
        {"3x3 without padding", 1, 24, 17, 1, three, one, one, none, none, 11, 10},
        {"3x3 with much padding", 1, 24, 17, 1, three, one, one, {0, 3, 3}, {0, 3, 3}, 6, 6},
        {"3x3 in steps of 2", 1, 7, 40, 1, three, two, one, around, around, 9, 12},
        {"3x3 in steps of 2, odd", 1, 16, 16, 1, three, two, one, none, {0, 1, 1}, 8, 11},
        {"3x3 dilated", 1, 6, 9, 1, three, one, two, {0, 2, 2}, {0, 2, 2}, 9, 8},
        {"1x1", 2, 33, 65, 1, one, one, one, none, none, 5, 7},
        {"1x1 in steps of 2", 1, 12, 20, 1, one, two, one, none, none, 7, 8},
        {"5x3 in steps of 1 and 3", 1, 4, 6, 1, {1, 5, 3}, {1, 1, 3}, one, {0, 2, 0}, {0, 2, 1}, 9, 13},
        {"4x4 in steps of 4", 1, 3, 8, 1, {1, 4, 4}, {1, 4, 4}, one, none, none, 12, 8},
        {"one row", 1, 5, 6, 1, {1, 1, 3}, one, one, {0, 0, 1}, {0, 0, 1}, 1, 20},
        {"cut off", 1, 4, 4, 1, three, one, one, {0, -1, 1}, {0, 1, -1}, 9, 9},
        {"depthwise", 1, 35, 35, 35, three, one, one, around, around, 9, 8},
        {"depthwise in steps of 2", 2, 16, 16, 16, three, two, one, around, around, 9, 8},
        {"depthwise 5x5", 1, 9, 9, 9, {1, 5, 5}, one, one, {0, 2, 2}, {0, 2, 2}, 7, 7},
    };
}

ops::ConvShape shapeOf(const Case& c)
{
    ops::ConvShape s;
    s.batch = c.batch;
    s.inChannels = c.in;
    s.outChannels = c.out;
    s.groups = c.groups;
    ops::Window& w = s.window;
    w.rank = 2;
    w.input = {1, c.height, c.width};
    w.kernel = c.kernel;
    w.stride = c.stride;
    w.dilation = c.dilation;
    w.before = c.before;
    w.after = c.after;
    for (size_t d = 1; d < 3; ++d)
        w.output[d] = (w.input[d] + w.before[d] + w.after[d] - (w.kernel[d] - 1) * w.dilation[d] - 1) / w.stride[d] + 1;
    return s;
}

std::vector<float> drawn(int64_t count, Noise& noise)
{
    std::vector<float> values(static_cast<size_t>(count));
    for (float& v : values)
        v = noise.symmetric();
    return values;
}

std::vector<double> wide(const std::vector<float>& values)
{
    return {values.begin(), values.end()};
}

// [batch, channels, pixels] → [batch, pixels, channels], or back.
template<typename T> std::vector<T> turned(const std::vector<T>& from, int64_t batch, int64_t rows, int64_t columns)
{
    std::vector<T> to(from.size());
    for (int64_t n = 0; n < batch; ++n)
        for (int64_t r = 0; r < rows; ++r)
            for (int64_t c = 0; c < columns; ++c)
                to[static_cast<size_t>((n * columns + c) * rows + r)]
                    = from[static_cast<size_t>((n * rows + r) * columns + c)];
    return to;
}

void compare(const std::vector<float>& got, const std::vector<double>& wanted, double tolerance, const char* what)
{
    QCOMPARE(got.size(), wanted.size());
    double size = 0;
    for (const double v : wanted)
        size = std::max(size, std::fabs(v));
    for (size_t i = 0; i < got.size(); ++i)
        QVERIFY2(std::fabs(static_cast<double>(got[i]) - wanted[i]) <= tolerance * size,
            qPrintable(QStringLiteral("%1, element %2: %3, not %4")
                           .arg(what)
                           .arg(i)
                           .arg(static_cast<double>(got[i]))
                           .arg(wanted[i])));
}

} // namespace

class TestPictureConvolution : public QObject
{
    Q_OBJECT
private slots:
    void agreesWithPlainSums_data()
    {
        QTest::addColumn<int>("index");
        QTest::addColumn<int>("level");
        const auto all = cases();
        for (size_t i = 0; i < all.size(); ++i)
            for (const auto level : kernels::supportedLevels())
                QTest::addRow("%s, %s", all[i].name, std::string(kernels::levelName(level)).c_str())
                    << static_cast<int>(i) << static_cast<int>(level);
    }
    void agreesWithPlainSums()
    {
        QFETCH(int, index);
        QFETCH(int, level);
        const Case c = cases()[static_cast<size_t>(index)];
        const ops::ConvShape s = shapeOf(c);
        const ops::Window& w = s.window;
        QVERIFY(PictureConvolution::suits(s));
        Noise noise(static_cast<uint32_t>(index) + 1);
        const auto x = drawn(s.batch * s.inChannels * w.inputs(), noise),
                   weights = drawn(s.outChannels * s.inChannels / s.groups * w.taps(), noise),
                   bias = drawn(s.outChannels, noise), dy = drawn(s.batch * s.outChannels * w.outputs(), noise);
        std::vector<double> y(dy.size()), dx(x.size()), dw(weights.size());
        const auto wideX = wide(x), wideWeights = wide(weights), wideDy = wide(dy);
        const Threads alone(1);
        ops::convolve<double, double>(alone, s, wideX.data(), 0.0, wideWeights.data(), y.data());
        for (size_t i = 0; i < y.size(); ++i)
            y[i]
                += static_cast<double>(bias[i / static_cast<size_t>(w.outputs()) % static_cast<size_t>(s.outChannels)]);
        train::convolveBackward<double>(s, wideX.data(), wideWeights.data(), wideDy.data(), dx.data(), dw.data());

        PictureConvolution convolution(s, PictureConvolution::Back::Wanted, static_cast<kernels::Level>(level));
        const auto in = turned(x, s.batch, s.inChannels, w.inputs()),
                   back = turned(dy, s.batch, s.outChannels, w.outputs());
        constexpr float kInfinity = std::numeric_limits<float>::infinity();
        std::vector<float> out(y.size(), 7.0f), toInput(x.size(), 7.0f), toWeights(weights.size(), 0.5f);
        convolution.setWeights(wideWeights.size() ? std::vector<float>(weights.size(), 3.0f).data() : nullptr);
        convolution.setWeights(weights.data()); // the last ones count
        convolution.forward(in.data(), bias.data(), -kInfinity, kInfinity, out.data());
        compare(out, turned(y, s.batch, s.outChannels, w.outputs()), 2e-6, "forward");
        convolution.forward(in.data(), nullptr, -0.25f, 0.5f, out.data());
        const auto limited = turned(y, s.batch, s.outChannels, w.outputs());
        for (size_t i = 0; i < out.size(); ++i) {
            const auto unbiased = limited[i] - static_cast<double>(bias[i % static_cast<size_t>(s.outChannels)]);
            QVERIFY(std::fabs(static_cast<double>(out[i]) - std::clamp(unbiased, -0.25, 0.5)) < 5e-5);
        }
        convolution.toInput(back.data(), toInput.data());
        compare(toInput, turned(dx, s.batch, s.inChannels, w.inputs()), 2e-6, "by the input");
        convolution.toWeights(in.data(), back.data());
        convolution.toWeights(in.data(), back.data()); // adds up
        convolution.collect(toWeights.data());
        for (double& v : dw)
            v = 2 * v + 0.5;
        compare(toWeights, dw, 2e-6, "by the weights");
        std::vector<float> nothing(weights.size(), 1.0f);
        convolution.collect(nothing.data()); // it began anew
        QCOMPARE(nothing, std::vector<float>(weights.size(), 1.0f));
    }

    void groupsOfSeveralChannelsDoNotSuit()
    {
        Case c = cases()[0];
        c.groups = 4;
        QVERIFY(!PictureConvolution::suits(shapeOf(c)));
    }
};

QTEST_APPLESS_MAIN(TestPictureConvolution)
#include "tst_picture_convolution.moc"
