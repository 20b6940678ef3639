// The table of metrics: every row against a value computed by hand or in plain loops.
#include "core/analysis/metric_table.h"
#include "core/quant/estimate.h"
#include "tests/support/test_support.h"

#include <cmath>
#include <set>

using namespace bitladder;
using namespace bitladder::analysis;
using tensor::Tensor;

namespace
{

std::optional<double> valueOf(const std::vector<MetricValue>& values, std::string_view id)
{
    for (const auto& [metric, value] : values)
        if (metric->id == id) return value;
    return {};
}

bool near(std::optional<double> a, double b, double tolerance = 1e-9)
{
    return a && std::fabs(*a - b) <= tolerance * (1 + std::fabs(b));
}

Tensor floats(tensor::Shape shape, std::initializer_list<float> values)
{
    return Tensor::of<float>(std::move(shape), std::span(values.begin(), values.size()));
}

} // namespace

class TestMetricTable : public QObject
{
    Q_OBJECT

private slots:
    void table()
    {
        std::set<std::string_view> ids;
        for (const Metric* metric : metrics()) {
            QVERIFY(ids.insert(metric->id).second);
            QVERIFY(findMetric(metric->id) == metric);
            QVERIFY(!metric->formula.empty());
        }
        QVERIFY(!findMetric("none"));
    }

    // Reference 1 2 3 4, approximation 1 2 3 5: Σe² = 1, Σr² = 30.
    void ofAnswers()
    {
        const auto r = floats({1, 4}, {1, 2, 3, 4}), a = floats({1, 4}, {1, 2, 3, 5});
        const auto values = measure(r, a, Comparison::Kind::Answer);
        QVERIFY(near(valueOf(values, "sqnr"), 10 * std::log10(30.0)));
        QVERIFY(near(valueOf(values, "mse"), 0.25));
        QVERIFY(near(valueOf(values, "mae"), 0.25));
        QVERIFY(near(valueOf(values, "max-error"), 1));
        QVERIFY(near(valueOf(values, "cosine"), 34 / std::sqrt(30.0 * 39)));
        QVERIFY(near(valueOf(values, "rank"), 1));
        const double sum = std::exp(1) + std::exp(2) + std::exp(3) + std::exp(4),
                     other = std::exp(1) + std::exp(2) + std::exp(3) + std::exp(5);
        double kl = 0;
        for (int i = 1; i <= 4; ++i)
            kl += std::exp(i) / sum * std::log(std::exp(i) / sum / (std::exp(i == 4 ? 5 : i) / other));
        QVERIFY(near(valueOf(values, "kl"), kl));
        QVERIFY(!valueOf(values, "psnr") && !valueOf(values, "ssim") && !valueOf(values, "mse-clipping"));
        // The float network's first class has come to the third place.
        QVERIFY(near(valueOf(measure(r, floats({1, 4}, {9, 2, 8, 7}), Comparison::Kind::Answer), "rank"), 3));
        // Values on the way are no answer; different shapes are not compared.
        QVERIFY(!valueOf(measure(r, a, Comparison::Kind::Values), "rank"));
        QVERIFY(measure(r, floats({4}, {1, 2, 3, 5}), Comparison::Kind::Values).empty());
    }

    // A symmetric grid of 3 bits by hand from −3 to 3: levels −3 … 3. 0.4 → 0, 5 → 3 (clipped), −2 → −2.
    void roundingAndClipping()
    {
        quant::ChannelValues values;
        values.channels = 2;
        values.perChannel = 3;
        values.f32 = {0.4f, 5, -2, 0.25f, 0.5f, 1};
        quant::QuantSpec spec = quant::defaultWeightSpec(quant::intFormat(3));
        quant::setRangeByHand(spec, {-3, 3});
        const Threads one(1);
        const auto tensor = quant::quantizeNearest(values, quant::quantizerFor(values, spec, one), one);
        const auto measured = measureWeights(values, tensor);
        QCOMPARE(measured.channels.size(), size_t {2});
        QVERIFY(near(valueOf(measured.channels[0], "mse-clipping"), 4.0 / 3));
        QVERIFY(near(valueOf(measured.channels[0], "mse-rounding"), 0.16 / 3, 1e-6));
        QVERIFY(near(valueOf(measured.channels[0], "mse"), 4.16 / 3, 1e-6));
        QVERIFY(near(valueOf(measured.channels[1], "mse-clipping"), 0));
        QVERIFY(near(valueOf(measured.channels[1], "mse"), (0.0625 + 0.25) / 3));
        QVERIFY(near(valueOf(measured.channels[1], "rmse-steps"), std::sqrt((0.0625 + 0.25) / 3)));
        QVERIFY(near(valueOf(measured.tensor, "mse"), (4.16 + 0.3125) / 6, 1e-6));
        QVERIFY(near(*valueOf(measured.tensor, "mse-clipping") + *valueOf(measured.tensor, "mse-rounding"),
            *valueOf(measured.tensor, "mse")));
    }

    // Many even values on a fine grid: errors are even between two levels, 1/√12 of a step.
    void evenErrorsAreOneTwelfth()
    {
        quant::ChannelValues values;
        values.channels = 1;
        values.perChannel = 40000;
        test::Random random(3);
        for (int64_t i = 0; i < values.perChannel; ++i)
            values.f32.push_back(static_cast<float>(static_cast<double>(random.integer(-1000000, 1000000)) / 1000000));
        const Threads one(1);
        const auto spec = quant::defaultWeightSpec(quant::intFormat(6));
        const auto tensor = quant::quantizeNearest(values, quant::quantizerFor(values, spec, one), one);
        QVERIFY(near(valueOf(measureWeights(values, tensor).tensor, "rmse-steps"), 1 / std::sqrt(12.0), 0.02));
    }

    void pictures()
    {
        test::Random random(4);
        const auto r = random.tensor({1, 3, 16, 20});
        QVERIFY(near(valueOf(measure(r, r, Comparison::Kind::Values), "ssim"), 1));
        // A constant added changes luminance alone. Of a window's means m and m + d, variances equal:
        // (2·m·(m + d) + c1) / (m² + (m + d)² + c1), here in plain loops over one place.
        std::vector<float> plane(11 * 11), shifted;
        for (float& v : plane)
            v = static_cast<float>(random.integer(0, 100)) / 100;
        for (const float v : plane)
            shifted.push_back(v + 0.5f);
        double mean = 0, sum = 0;
        float low = 1, high = 0;
        for (int y = 0; y < 11; ++y)
            for (int x = 0; x < 11; ++x) {
                const float v = plane[static_cast<size_t>(y * 11 + x)];
                const double g = std::exp(-((y - 5) * (y - 5) + (x - 5) * (x - 5)) / 4.5);
                mean += g * static_cast<double>(v);
                sum += g;
                low = std::min(low, v);
                high = std::max(high, v);
            }
        mean /= sum;
        const double c1 = std::pow(0.01 * static_cast<double>(high - low), 2), other = mean + 0.5;
        const auto values = measure(Tensor::of<float>({1, 1, 11, 11}, plane),
            Tensor::of<float>({1, 1, 11, 11}, shifted), Comparison::Kind::Answer);
        QVERIFY(near(valueOf(values, "ssim"), (2 * mean * other + c1) / (mean * mean + other * other + c1), 1e-5));
        QVERIFY(near(valueOf(values, "psnr"), 20 * std::log10(static_cast<double>(high - low) / 0.5), 1e-5));
    }
};

QTEST_APPLESS_MAIN(TestMetricTable)
#include "tst_metric_table.moc"
