// Histograms beside their grid.
#include "core/analysis/distribution.h"
#include "core/quant/estimate.h"
#include "tests/support/graph_builder.h"
#include "tests/support/test_support.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <random>

using namespace bitladder;
using namespace bitladder::analysis;

class TestDistribution : public QObject
{
    Q_OBJECT

private slots:
    void binsFollowTheGrid_data()
    {
        QTest::addColumn<QString>("format");
        QTest::addColumn<int>("bins");
        // Fewer and more levels than bins, about as many, and far more.
        for (const char* format :
            {"binary", "ternary", "int2", "int3", "int5", "int7", "int8", "int9", "int12", "int16"})
            for (const int bins : {100, 256})
                QTest::addRow("%s in %d", format, bins) << QString::fromLatin1(format) << bins;
    }

    // Evenly spread values stay evenly spread when they are rounded; a peak would be an artefact of the drawing.
    void binsFollowTheGrid()
    {
        QFETCH(QString, format);
        QFETCH(int, bins);
        std::mt19937 random(1);
        std::uniform_real_distribution<float> even(-1.0F, 1.7F);
        std::vector<float> values(200000);
        std::ranges::generate(values, [&] { return even(random); });
        quant::QuantSpec spec = quant::defaultActivationSpec(*quant::parseFormat(format.toStdString()));
        spec.range = &quant::kMinMax;
        quant::Quantizer params = quant::emptyQuantizer(spec, 1);
        quant::estimate(quant::Samples(std::span<const float>(values)), spec, params, 0);
        const auto d = activationDistribution(
            tensor::Tensor::of<float>({200000}, values), params, Extent::All, bins, Threads(1));
        QVERIFY(d);
        QCOMPARE(d->edges.size(), d->quantized.size() + 1);
        QVERIFY(d->quantized.size() <= static_cast<size_t>(bins) + 1);
        QVERIFY(d->edges.front() <= d->low && d->high <= d->edges.back());
        QCOMPARE(std::accumulate(d->quantized.begin(), d->quantized.end(), 0.0), 200000.0);
        QCOMPARE(std::accumulate(d->original.begin(), d->original.end(), 0.0), 200000.0);

        const double width = d->edges[1] - d->edges[0], step = params.scale(0);
        if (step >= width) {
            // Every level in the middle of a bin.
            for (size_t i = 0; i < d->quantized.size(); ++i) {
                if (d->quantized[i] == 0) continue;
                const double levels = (d->edges[i] + d->edges[i + 1]) / 2 / step;
                QVERIFY2(std::fabs(levels - std::nearbyint(levels)) < 1e-6, qPrintable(QString::number(levels)));
            }
            return;
        }
        const double levels = width / step;
        QVERIFY2(std::fabs(levels - std::nearbyint(levels)) < 1e-6, qPrintable(QString::number(levels)));
        std::vector<double> inner;
        for (size_t i = 0; i < d->quantized.size(); ++i)
            if (d->edges[i] > d->low + 2 * width && d->edges[i + 1] < d->high - 2 * width)
                inner.push_back(d->quantized[i]);
        QVERIFY(inner.size() > 20);
        const auto [least, most] = std::ranges::minmax(inner);
        QVERIFY2(most < 1.5 * least, qPrintable(QStringLiteral("%1 … %2").arg(least).arg(most)));
    }

    // Channels of floats with a scale each have one grid in steps of their scales; what is rounded lies on it.
    void floatsWithAScaleEachShareAGrid_data()
    {
        QTest::addColumn<QString>("format");
        for (const char* format : {"e4m3", "e2m1", "pow2_4"})
            QTest::newRow(format) << QString::fromLatin1(format);
    }
    void floatsWithAScaleEachShareAGrid()
    {
        QFETCH(QString, format);
        std::mt19937 random(3);
        std::normal_distribution<float> bell(0.0F, 1.0F);
        LayerWeights weights;
        weights.all = {4, 500, std::vector<float>(2000), {}};
        for (size_t i = 0; i < 2000; ++i)
            weights.all.f32[i] = bell(random) * (1 + static_cast<float>(i / 500));
        for (size_t c = 0; c < 4; ++c) {
            const auto channel = weights.all.channel32(c);
            const auto [low, high] = std::ranges::minmax(channel);
            weights.extremes.push_back({static_cast<double>(low), static_cast<double>(high)});
        }
        quant::QuantSpec spec = quant::defaultWeightSpec(*quant::parseFormat(format.toStdString()));
        spec.range = &quant::kMinMax;
        const auto params = quant::quantizerFor(weights.all, spec, Threads(1));
        QCOMPARE(params.scales.size(), size_t {4});
        const auto d = weightDistribution(weights, Extent::All, params, -1, 256, Threads(1));
        QVERIFY(d && d->inSteps && !d->grid.empty());
        QCOMPARE(std::accumulate(d->quantized.begin(), d->quantized.end(), 0.0), 2000.0);
        // Nothing lies beyond the levels that are drawn.
        QVERIFY(d->grid.back() <= d->edges.back() && d->grid.front() >= d->edges.front());
        for (size_t i = 0; i < d->quantized.size(); ++i) {
            if (d->quantized[i] == 0) continue;
            const double slack = 1e-4 * (d->edges.back() - d->edges.front());
            QVERIFY(std::ranges::any_of(d->grid,
                [&](double level) { return level >= d->edges[i] - slack && level <= d->edges[i + 1] + slack; }));
        }
        // One channel is drawn in its own values.
        const auto one = weightDistribution(weights, Extent::All, params, 2, 256, Threads(1));
        QVERIFY(one && !one->inSteps && !one->grid.empty());
    }

    void aSampleSaysWhatAllWeightsSay_data()
    {
        QTest::addColumn<int>("channels");
        QTest::addColumn<int>("length");
        QTest::addColumn<bool>("byChannel");
        QTest::addColumn<int>("bits");
        for (const bool byChannel : {true, false})
            for (const int bits : {2, 3, 4, 6, 8, 12})
                for (const auto& [channels, length] : {std::pair {512, 640}, {96, 4608}, {3, 150001}})
                    QTest::addRow("%d × %d, %s, int%d", channels, length, byChannel ? "by channel" : "as a whole", bits)
                        << channels << length << byChannel << bits;
    }

    // What a fader shows first is a sample's; it must not flatter. (A range searched for in a quarter of each channel
    // did, by 1.4 dB.)
    void aSampleSaysWhatAllWeightsSay()
    {
        QFETCH(int, channels);
        QFETCH(int, length);
        QFETCH(bool, byChannel);
        QFETCH(int, bits);
        std::mt19937 random(3);
        std::normal_distribution<float> bell(0.0F, 1.0F);
        std::vector<float> values(static_cast<size_t>(channels) * static_cast<size_t>(length));
        for (size_t i = 0; i < values.size(); ++i)
            values[i] = bell(random) * (1 + static_cast<float>(i / static_cast<size_t>(length) % 7));
        bitladder::test::GraphBuilder b;
        const auto x = b.input("x", {1, length});
        const auto w = b.constant("w", {channels, length}, values);
        model::Model model;
        model.graph
            = std::make_shared<const graph::Graph>(b.graph({b.node("Gemm", "g", {x, w}, {{"transB", int64_t {1}}})}));
        const auto layers = graph::layersOf(*model.graph);
        QCOMPARE(layers.size(), size_t {1});
        const auto weights = layerWeights(model, layers[0], Threads(1));
        QVERIFY(weights && weights->sampled());
        const int64_t sampled = weights->sample.channels * weights->sample.perChannel;
        QVERIFY(sampled > kSampleSize / 2 && sampled <= kSampleSize);

        quant::QuantSpec spec;
        spec.format = quant::intFormat(bits);
        spec.granularity = byChannel ? quant::Granularity::Channel : quant::Granularity::Tensor;
        spec.range = &quant::kLeastSquares;
        const auto sqnr = [&](Extent extent) {
            const auto params = weightQuantizer(*weights, extent, spec, -1, Threads(1));
            const auto d = weightDistribution(*weights, extent, params, -1, 256, Threads(1));
            return d ? d->stats.sqnrDb() : std::numeric_limits<double>::quiet_NaN();
        };
        const double all = sqnr(Extent::All), few = sqnr(Extent::Sample);
        QVERIFY2(std::fabs(all - few) < 0.7, qPrintable(QStringLiteral("%1 dB, of a sample %2").arg(all).arg(few)));
        // One channel is looked at as a whole.
        const auto one = weightQuantizer(*weights, Extent::Sample, spec, 1, Threads(1));
        const auto exact = quant::quantizerFor(weights->all, spec, Threads(1));
        if (byChannel) QCOMPARE(one.scale(1), exact.scale(1));
        // A job that is stopped searches no further channel.
        std::stop_source stop;
        stop.request_stop();
        const auto left = weightQuantizer(*weights, Extent::All, spec, -1, Threads(1), {stop.get_token(), {}});
        QVERIFY(std::ranges::all_of(left.scales, [](double scale) { return scale == 1; }));
    }
};

QTEST_GUILESS_MAIN(TestDistribution)
#include "tst_distribution.moc"
