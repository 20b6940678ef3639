// Pictures changed a little: each change alone against what it means, the same dice the same picture.
#include "core/data/augmentation.h"

#include <QtTest>

using namespace bitladder;
using data::Augmentation;

namespace
{

data::Picture ramp(int width, int height, int channels)
{
    data::Picture picture;
    picture.width = width;
    picture.height = height;
    picture.channels = channels;
    for (int y = 0; y < height; ++y)
        for (int x = 0; x < width; ++x)
            for (int c = 0; c < channels; ++c)
                picture.pixels.push_back(static_cast<float>(40 + 10 * x + 3 * y + 20 * c));
    return picture;
}

float at(const data::Picture& picture, int x, int y, int channel = 0)
{
    return picture.pixels[static_cast<size_t>((y * picture.width + x) * picture.channels + channel)];
}

} // namespace

class TestAugmentation : public QObject
{
    Q_OBJECT
private slots:
    void nothingAskedIsNothingDone()
    {
        const auto picture = ramp(6, 4, 3);
        QVERIFY(Augmentation {}.none());
        QCOMPARE(data::augmented(picture, {}, 7).pixels, picture.pixels);
        QVERIFY(data::augmented({}, {.turn = 10}, 7).pixels.empty());
        for (const auto& field : data::augmentationFields()) {
            Augmentation one;
            one.*field.value = field.most;
            QVERIFY2(!one.none(), std::string(field.name).c_str());
        }
        QCOMPARE(data::augmentationFields().size(), size_t {7});
    }

    void theSameDiceTheSamePicture()
    {
        const auto picture = ramp(16, 12, 3);
        const Augmentation all {
            .turn = 20, .shift = 0.2, .scale = 0.2, .brightness = 0.2, .contrast = 0.3, .noise = 0.05, .mirror = 0.5};
        const auto once = data::augmented(picture, all, 3);
        QCOMPARE(once.pixels, data::augmented(picture, all, 3).pixels);
        QVERIFY(once.pixels != data::augmented(picture, all, 4).pixels);
        QCOMPARE(once.width, 16);
        QCOMPARE(once.pixels.size(), picture.pixels.size());
        for (const float pixel : once.pixels)
            QVERIFY(pixel >= 0 && pixel <= 255);
    }

    void mirrored()
    {
        const auto picture = ramp(6, 4, 3);
        const auto turned = data::augmented(picture, {.mirror = 1}, 1);
        for (int y = 0; y < 4; ++y)
            for (int x = 0; x < 6; ++x)
                for (int c = 0; c < 3; ++c)
                    QCOMPARE(at(turned, x, y, c), at(picture, 5 - x, y, c));
        // At one half both happen.
        int same = 0;
        for (uint64_t seed = 0; seed < 200; ++seed)
            same += data::augmented(picture, {.mirror = 0.5}, seed).pixels == picture.pixels ? 1 : 0;
        QVERIFY2(same > 60 && same < 140, std::to_string(same).c_str());
    }

    // Every pixel by the same amount, at most as far as asked.
    void brighter()
    {
        const auto picture = ramp(6, 4, 1); // 40 … 99
        float most = 0;
        for (uint64_t seed = 0; seed < 50; ++seed) {
            const auto other = data::augmented(picture, {.brightness = 0.1}, seed);
            const float by = other.pixels[0] - picture.pixels[0];
            for (size_t i = 0; i < picture.pixels.size(); ++i)
                QVERIFY(std::fabs(other.pixels[i] - picture.pixels[i] - by) < 1e-3f);
            QVERIFY(std::fabs(by) <= 25.51f);
            most = std::max(most, std::fabs(by));
        }
        QVERIFY(most > 20); // and nearly so far
    }

    // About the middle of the range.
    void moreContrast()
    {
        const auto picture = ramp(6, 4, 1);
        const auto other = data::augmented(picture, {.contrast = 0.5}, 5);
        const float factor = (other.pixels[0] - 127.5f) / (picture.pixels[0] - 127.5f);
        QVERIFY(std::fabs(factor - 1) > 0.01f && std::fabs(factor - 1) <= 0.5f);
        for (size_t i = 0; i < picture.pixels.size(); ++i)
            QVERIFY(std::fabs((other.pixels[i] - 127.5f) - factor * (picture.pixels[i] - 127.5f)) < 1e-3f);
    }

    // A ramp that is moved is the ramp with another offset, away from the edges; its edges are repeated.
    void shifted()
    {
        const auto picture = ramp(20, 20, 1);
        const auto other = data::augmented(picture, {.shift = 0.1}, 9);
        const float by = at(other, 10, 10) - at(picture, 10, 10);
        QVERIFY(std::fabs(by) > 0.1f);
        QVERIFY(std::fabs(by) <= 10 * 2 + 3 * 2 + 0.5f); // two pixels to either side
        for (int y = 5; y < 15; ++y)
            for (int x = 5; x < 15; ++x)
                QVERIFY(std::fabs(at(other, x, y) - at(picture, x, y) - by) < 0.7f); // places are kept in 1/32 pixel
        for (const float pixel : other.pixels)
            QVERIFY(pixel >= 39.5f && pixel <= 40 + 10 * 19 + 3 * 19 + 0.5f);
    }

    // The middle stays, and the slope of a ramp tells how much it has grown.
    void turnedAndScaled()
    {
        const auto picture = ramp(21, 21, 1);
        const auto grown = data::augmented(picture, {.scale = 0.3}, 2);
        QVERIFY(std::fabs(at(grown, 10, 10) - at(picture, 10, 10)) < 0.5f);
        const float slope = (at(grown, 13, 10) - at(grown, 7, 10)) / 6;
        QVERIFY(slope > 10 / 1.31f && slope < 10 / 0.69f && std::fabs(slope - 10) > 0.1f);
        const auto turned = data::augmented(picture, {.turn = 40}, 2);
        QVERIFY(std::fabs(at(turned, 10, 10) - at(picture, 10, 10)) < 0.5f);
        // The slope keeps its length: (10, 3), turned.
        const float dx = (at(turned, 13, 10) - at(turned, 7, 10)) / 6,
                    dy = (at(turned, 10, 13) - at(turned, 10, 7)) / 6;
        QVERIFY(std::fabs(std::hypot(dx, dy) - std::hypot(10.0f, 3.0f)) < 0.3f);
        QVERIFY(std::fabs(dy - 3) > 0.3f);
    }

    void noisy()
    {
        const auto picture = ramp(40, 1, 3);
        double sum = 0, square = 0;
        int count = 0;
        for (uint64_t seed = 0; seed < 20; ++seed) {
            const auto other = data::augmented(picture, {.noise = 0.02}, seed);
            for (size_t i = 0; i < picture.pixels.size(); ++i) {
                if (picture.pixels[i] > 200) continue; // what is clipped has another deviation
                const double d = static_cast<double>(other.pixels[i] - picture.pixels[i]);
                sum += d;
                square += d * d;
                ++count;
            }
        }
        const double mean = sum / count, deviation = std::sqrt(square / count);
        QVERIFY2(std::fabs(mean) < 1, std::to_string(mean).c_str());
        QVERIFY2(std::fabs(deviation - 5.1) < 0.5, std::to_string(deviation).c_str()); // 0.02 · 255
    }
};

QTEST_APPLESS_MAIN(TestAugmentation)
#include "tst_augmentation.moc"
