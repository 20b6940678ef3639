// Pictures in few bits: values by hand, and what dice, channels and blocks change.
#include "core/lesson/posterize.h"
#include "tests/support/test_support.h"

#include <cmath>

using namespace bitladder;
using namespace bitladder::lesson;
using Grid = PosterizeQuestion::Grid;

namespace
{

data::Picture gradient(int side)
{
    data::Picture picture {side, side, 1, {}};
    for (int y = 0; y < side; ++y)
        for (int x = 0; x < side; ++x)
            picture.pixels.push_back(255.0f * static_cast<float>(x) / static_cast<float>(side - 1));
    return picture;
}

double meanOf(const data::Picture& picture)
{
    double sum = 0;
    for (const float v : picture.pixels)
        sum += static_cast<double>(v);
    return sum / static_cast<double>(picture.pixels.size());
}

} // namespace

class TestPosterize : public QObject
{
    Q_OBJECT

private slots:
    // 0, 60, 100, 255 in 2 bits: step 85: 0, 85, 85, 255; errors 25 and 15.
    void byHand()
    {
        const data::Picture picture {4, 1, 1, {0, 60, 100, 255}};
        const auto found = posterize(picture, {2});
        VERIFY_OK(found);
        QCOMPARE(found->picture.pixels, (std::vector<float> {0, 85, 85, 255}));
        QCOMPARE(found->colours, size_t {3});
        QCOMPARE(found->grids, size_t {1});
        QVERIFY(std::fabs(found->psnrDb - 10 * std::log10(255.0 * 255 * 4 / (25 * 25 + 15 * 15))) < 1e-9);
    }

    void levels()
    {
        for (int bits = 1; bits <= 8; ++bits) {
            const auto found = posterize(gradient(300), {bits});
            VERIFY_OK(found);
            QCOMPARE(found->colours, size_t {1} << bits);
        }
        QVERIFY(!posterize(gradient(4), {0}) && !posterize(gradient(4), {9}) && !posterize({}, {4}));
    }

    // The nearest value has the smaller error; dice keep the mean of a grey between two levels, which it loses.
    void dithers()
    {
        data::Picture grey {64, 64, 1, std::vector<float>(64 * 64, 100)};
        grey.pixels[0] = 0;
        grey.pixels[1] = 255;
        PosterizeQuestion question {1};
        const auto nearest = posterize(grey, question);
        question.rounding = quant::findRounding("stochastic");
        QVERIFY(question.rounding);
        const auto dithered = posterize(grey, question);
        VERIFY_OK(nearest);
        VERIFY_OK(dithered);
        QVERIFY(meanOf(nearest->picture) < 1);
        QVERIFY(std::fabs(meanOf(dithered->picture) - 100) < 6); // 3 standard deviations of 4096 dice: 5.7
        QVERIFY(posterize(gradient(64), {2, Grid::Picture, 16, question.rounding})->psnrDb
            < posterize(gradient(64), {2})->psnrDb);
        QVERIFY(posterize(grey, question)->picture.pixels == dithered->picture.pixels); // the same dice
        question.seed = 2;
        QVERIFY(posterize(grey, question)->picture.pixels != dithered->picture.pixels);
    }

    // Grids of their own for smaller parts make a smaller error, and are more to store.
    void grids()
    {
        data::Picture colours {64, 64, 3, {}};
        for (int i = 0; i < 64 * 64; ++i)
            for (const int most : {255, 60, 20})
                colours.pixels.push_back(static_cast<float>(i % 64 * most / 63));
        const auto whole = posterize(colours, {2}), channel = posterize(colours, {2, Grid::Channel}),
                   block = posterize(colours, {2, Grid::Block, 16});
        QVERIFY(whole->psnrDb + 1 < channel->psnrDb && channel->psnrDb + 6 < block->psnrDb);
        QCOMPARE(channel->grids, size_t {3});
        QCOMPARE(block->grids, size_t {3 * 16});
        // Blocks that do not fill the picture.
        QCOMPARE(posterize(gradient(20), {2, Grid::Block, 16})->grids, size_t {4});
    }

    void stops()
    {
        std::stop_source stop;
        stop.request_stop();
        const auto found = posterize(gradient(8), {2}, Job {stop.get_token(), {}});
        QVERIFY(!found && found.error().kind == Error::Kind::Cancelled);
    }
};

QTEST_APPLESS_MAIN(TestPosterize)
#include "tst_posterize.moc"
