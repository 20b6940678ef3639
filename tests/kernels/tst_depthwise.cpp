// Depthwise convolution: every level against the contract's text, for windows that slide and windows that do not.
#include "kernel_test.h"

using namespace kernel_test;

namespace
{

struct Shape {
    int pixels, taps, channels;
    int slides; // neighbouring windows of 3 x 3 share columns: moved by one or by two; 0: they share none
    bool almost = false; // … except for one tap somewhere
};

QByteArray text(const Shape& s)
{
    return "pixels " + QByteArray::number(s.pixels) + " taps " + QByteArray::number(s.taps) + " channels "
        + QByteArray::number(s.channels) + (s.slides ? " sliding by " + QByteArray::number(s.slides) : QByteArray())
        + (s.almost ? " almost" : "");
}

std::vector<Shape> shapes()
{
    std::vector<Shape> list;
    for (int channels : {1, 3, 7, 8, 9, 15, 16, 17, 24, 31, 32, 33, 47, 48, 63, 64, 65, 100, 128, 131})
        for (int pixels : {1, 2, 3, 4, 5, 7, 9})
            for (int taps : {1, 4, 9})
                for (int slides : {0, 1, 2})
                    if (!slides || taps == 9) list.push_back({pixels, taps, channels, slides});
    for (int taps : {2, 3, 5, 8, 25, 49, 121, 127, 128, 129, 131, 257})
        for (int channels : {5, 32, 70})
            list.push_back({3, taps, channels, 0});
    for (int repeat = 0; repeat < 20; ++repeat)
        for (int channels : {16, 64, 70})
            list.push_back({17, 9, channels, 1 + repeat % 2, true});
    list.push_back({0, 9, 16, 0});
    return list;
}

// Input pixels that each end at a page nobody may touch, and the pointers to them.
template<typename T> struct Windows {
    std::vector<Guarded<T>> storage;
    std::vector<const T*> rows;

    template<typename Value> Windows(Random& random, const Shape& s, Value value)
    {
        const int width = s.slides * (s.pixels - 1) + 3;
        const int columns = s.slides ? 3 * width : 11;
        for (int i = 0; i < columns; ++i) {
            Guarded<T> pixel(static_cast<size_t>(s.channels));
            for (int c = 0; c < s.channels; ++c)
                pixel[static_cast<size_t>(c)] = value();
            storage.push_back(std::move(pixel));
        }
        for (int p = 0; p < s.pixels; ++p)
            for (int t = 0; t < s.taps; ++t) {
                const int i = s.slides ? t / 3 * width + s.slides * p + t % 3 : random.whole(0, columns - 1);
                rows.push_back(storage[static_cast<size_t>(i)].data());
            }
        if (s.almost) rows[static_cast<size_t>(random.whole(0, s.pixels * s.taps - 1))] = storage.back().data();
    }
};

} // namespace

class TestDepthwise : public QObject
{
    Q_OBJECT

    static const KernelTable& current()
    {
        QFETCH_GLOBAL(int, level);
        return table(static_cast<Level>(level));
    }

private slots:
    void initTestCase_data() { addLevelRows(); }

    void f32()
    {
        Random random(3);
        for (const Shape& s : shapes()) {
            for (Values values : {Values::Random, Values::Extreme}) {
                const Windows<float> windows(random, s, [&] { return random.value<float>(values); });
                std::vector<float> w;
                std::vector<float> b;
                for (int i = 0; i < s.taps * s.channels; ++i)
                    w.push_back(random.value<float>(values));
                for (int c = 0; c < s.channels; ++c)
                    b.push_back(random.value<float>(values));
                const Guarded<float> weights = guarded(w);
                const Guarded<float> bias = guarded(b);
                const Guarded<const float*> rows = guarded(windows.rows);
                const float lo = random.whole(0, 1) ? 0 : -INFINITY;
                const float hi = random.whole(0, 1) ? 6 : INFINITY;
                Output<float> out(std::max(1, s.pixels), s.channels);
                current().depthwiseF32({rows.data(), s.pixels, s.taps, s.channels, weights.data(), bias.data(), lo, hi,
                    out.values.data(), out.stride});
                QVERIFY2(out.gapsUntouched(), text(s));
                for (int p = 0; p < s.pixels; ++p)
                    for (int c = 0; c < s.channels; ++c) {
                        float acc = 0;
                        for (int t = 0; t < s.taps; ++t)
                            acc = std::fma(windows.rows[static_cast<size_t>(p * s.taps + t)][c],
                                w[static_cast<size_t>(t * s.channels + c)], acc);
                        QVERIFY2(same(out.at(p, c), clampOf(acc + b[static_cast<size_t>(c)], lo, hi)), text(s));
                    }
            }
        }
    }

    void u8_data()
    {
        QTest::addColumn<int>("store");
        QTest::addColumn<int>("lowest");
        QTest::addColumn<int>("highest");
        const std::pair<const char*, Store> stores[]
            = {{"raw", Store::Raw}, {"float", Store::Float}, {"bytes", Store::U8}, {"words", Store::S16}};
        for (const auto& [name, store] : stores) {
            QTest::addRow("%s, weights of 8 bits", name) << static_cast<int>(store) << -128 << 127;
            QTest::addRow("%s, weights just beyond 8 bits", name) << static_cast<int>(store) << -128 << 128;
            QTest::addRow("%s, weights of 9 bits", name) << static_cast<int>(store) << -255 << 255;
        }
    }
    void u8()
    {
        QFETCH(int, store);
        switch (static_cast<Store>(store)) {
        case Store::Raw:
            return compare<int32_t>(Store::Raw);
        case Store::Float:
            return compare<float>(Store::Float);
        case Store::U8:
            return compare<uint8_t>(Store::U8);
        case Store::S16:
            return compare<int16_t>(Store::S16);
        }
    }

private:
    template<typename T> static void compare(Store store)
    {
        QFETCH(int, lowest);
        QFETCH(int, highest);
        Random random(5);
        for (const Shape& s : shapes()) {
            for (Values values : {Values::Random, Values::Extreme}) {
                const Windows<uint8_t> windows(random, s, [&] { return random.value<uint8_t>(values); });
                std::vector<int16_t> w;
                for (int i = 0; i < s.taps * s.channels; ++i)
                    w.push_back(static_cast<int16_t>(values == Values::Random ? random.whole(lowest, highest)
                            : random.whole(0, 1)                              ? lowest
                                                                              : highest));
                std::vector<int32_t> k;
                std::vector<float> g;
                std::vector<float> b;
                for (int c = 0; c < s.channels; ++c) {
                    k.push_back(random.whole(-1000000, 1000000));
                    g.push_back(static_cast<float>(random.real(-1, 1) * std::pow(2.0, random.real(-20, 2))));
                    b.push_back(static_cast<float>(random.real(-100, 100)));
                    if (values == Values::Extreme && random.whole(0, 5) == 0) g.back() = random.special<float>();
                    if (values == Values::Extreme && random.whole(0, 9) == 0) b.back() = random.special<float>();
                }
                const Guarded<int16_t> weights = guarded(w);
                const Guarded<int32_t> correction = guarded(k);
                const Guarded<float> scale = guarded(g);
                const Guarded<float> bias = guarded(b);
                const Guarded<const uint8_t*> rows = guarded(windows.rows);
                Output<T> out(std::max(1, s.pixels), s.channels);
                DepthwiseU8 d {rows.data(), s.pixels, s.taps, s.channels, weights.data(), correction.data(),
                    scale.data(), bias.data(), store, SumBound::Any, -INFINITY, INFINITY, 0, 0, 0, out.values.data(),
                    out.stride};
                if (random.whole(0, 1)) d.lo = 0;
                if (random.whole(0, 1)) d.hi = 100;
                d.zero = store == Store::U8 ? random.whole(0, 255) : random.whole(-32768, 32767);
                d.qlo = store == Store::U8 ? random.whole(0, 30) : random.whole(-32768, 0);
                d.qhi = store == Store::U8 ? random.whole(30, 255) : random.whole(0, 32767);
                if (values == Values::Random && random.whole(0, 1)) {
                    d.range = SumBound::Bounded; // sums below 2^25, scales below 2^2
                    if (store == Store::U8 && random.whole(0, 3)) {
                        d.lo = -INFINITY;
                        d.hi = INFINITY;
                        d.qlo = 0;
                        d.qhi = 255;
                    }
                }
                current().depthwiseU8(d);
                QVERIFY2(out.gapsUntouched(), text(s));
                for (int p = 0; p < s.pixels; ++p)
                    for (int c = 0; c < s.channels; ++c) {
                        int32_t sum = k[static_cast<size_t>(c)];
                        for (int t = 0; t < s.taps; ++t)
                            sum += windows.rows[static_cast<size_t>(p * s.taps + t)][c]
                                * w[static_cast<size_t>(t * s.channels + c)];
                        QVERIFY2(same(out.at(p, c), wanted<T>(d, sum, c)), text(s));
                    }
            }
        }
    }

    template<typename T> static T wanted(const DepthwiseU8& d, int32_t sum, int c)
    {
        if constexpr (std::is_same_v<T, int32_t>) {
            return sum;
        } else {
            const float y = clampOf(std::fma(static_cast<float>(sum), d.scale[c], d.bias[c]), d.lo, d.hi);
            if constexpr (std::is_same_v<T, float>) {
                return y;
            } else {
                if (std::isnan(y)) return static_cast<T>(d.qlo);
                const double whole = std::clamp(std::nearbyint(static_cast<double>(y)), -0x1p30, 0x1p30);
                return static_cast<T>(std::clamp<int64_t>(static_cast<int64_t>(whole) + d.zero, d.qlo, d.qhi));
            }
        }
    }
};

QTEST_GUILESS_MAIN(TestDepthwise)
#include "tst_depthwise.moc"
