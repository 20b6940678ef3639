// Histograms beside their grid.
#include "core/analysis/study.h"
#include "core/quant/estimate.h"
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
        spec.range = quant::RangeMethod::MinMax;
        quant::QuantParams params = quant::emptyParams(spec, 1);
        quant::estimateChannel(std::span<const float>(values), spec, params, 0);
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
};

QTEST_GUILESS_MAIN(TestDistribution)
#include "tst_distribution.moc"
