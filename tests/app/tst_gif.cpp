// Animated GIFs, read again by Qt's reader: every pixel of every picture, times, and the frames of a time-lapse.
#include "core/lesson/gif.h"
#include "core/lesson/timelapse.h"

#include <QBuffer>
#include <QImageReader>
#include <QtTest>
#include <random>

using namespace bitladder::lesson;

namespace
{

struct Read {
    QList<QImage> frames;
    QList<int> delays;
    int loops = 0;
};

Read readAgain(const std::string& bytes)
{
    Read read;
    QByteArray data(bytes.data(), static_cast<qsizetype>(bytes.size()));
    QBuffer buffer(&data);
    QImageReader reader(&buffer, "gif");
    read.loops = reader.loopCount();
    for (QImage image = reader.read(); !image.isNull(); image = reader.read()) {
        read.frames << image.convertToFormat(QImage::Format_RGB32);
        read.delays << reader.nextImageDelay();
    }
    return read;
}

} // namespace

class TestGif : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        QVERIFY2(QImageReader::supportedImageFormats().contains("gif"), "Qt has no reader of GIF here");
    }

    // Noise fills the table of codes many times over; flat and striped pictures make long runs.
    void everyPixel_data()
    {
        QTest::addColumn<int>("colours");
        QTest::addColumn<int>("kind");
        QTest::addColumn<QSize>("size");
        for (const int colours : {1, 2, 3, 5, 16, 17, 256})
            for (const int kind : {0, 1, 2})
                QTest::addRow("%d colours, kind %d", colours, kind) << colours << kind << QSize(97, 61);
        QTest::newRow("one pixel") << 2 << 0 << QSize(1, 1);
        QTest::newRow("large noise") << 256 << 0 << QSize(300, 200);
        QTest::newRow("large flat") << 256 << 1 << QSize(640, 480);
    }

    void everyPixel()
    {
        QFETCH(int, colours);
        QFETCH(int, kind);
        QFETCH(QSize, size);
        std::mt19937 random(11); // seed 11
        GifMovie movie {size.width(), size.height(), {}, {}};
        for (int i = 0; i < colours; ++i)
            movie.palette.push_back(
                {static_cast<uint8_t>(random()), static_cast<uint8_t>(i), static_cast<uint8_t>(255 - i)});
        for (int f = 0; f < 3; ++f) {
            GifFrame frame;
            frame.milliseconds = 100 * (f + 1);
            for (int i = 0; i < size.width() * size.height(); ++i)
                frame.pixels.push_back(static_cast<uint8_t>(kind == 0 ? random() % static_cast<unsigned>(colours)
                        : kind == 1                                   ? static_cast<unsigned>(f % colours)
                                    : static_cast<unsigned>((i / 7 + i % size.width() + f) % colours)));
            movie.frames.push_back(frame);
        }
        const auto bytes = gifBytes(movie);
        QVERIFY2(bytes, bytes ? "" : bytes.error().message.c_str());
        const Read read = readAgain(*bytes);
        QCOMPARE(read.frames.size(), qsizetype {3});
        QCOMPARE(read.loops, -1); // for ever
        for (int f = 0; f < 3; ++f) {
            QCOMPARE(read.frames[f].size(), size);
            QCOMPARE(read.delays[f], 100 * (f + 1));
            const auto& pixels = movie.frames[static_cast<size_t>(f)].pixels;
            for (int y = 0; y < size.height(); ++y)
                for (int x = 0; x < size.width(); ++x) {
                    const GifColor& c = movie.palette[pixels[static_cast<size_t>(y * size.width() + x)]];
                    QCOMPARE(read.frames[f].pixel(x, y), qRgb(c.red, c.green, c.blue));
                }
        }
    }

    void refused()
    {
        const GifMovie fine {2, 1, {{}, {1, 2, 3}}, {{{0, 1}, 100}}};
        QVERIFY(gifBytes(fine));
        GifMovie movie = fine;
        movie.width = 0;
        QVERIFY(!gifBytes(movie));
        movie = fine;
        movie.palette.clear();
        QVERIFY(!gifBytes(movie));
        movie = fine;
        movie.frames.clear();
        QVERIFY(!gifBytes(movie));
        movie = fine;
        movie.frames[0].pixels = {0};
        QVERIFY(!gifBytes(movie));
        movie = fine;
        movie.frames[0].pixels = {0, 2};
        QVERIFY(!gifBytes(movie));
    }

    // The bar of a share of one is as long as its room; another answer has another colour; regions have theirs.
    void framesOfATimelapse()
    {
        Frame one, two;
        one.bits = 64;
        two.bits = 1;
        one.format = two.format = "float64";
        one.shares = {1, 0};
        two.shares = {0, 1};
        one.top = 0;
        two.top = 1;
        two.regions.assign(static_cast<size_t>(kRegionSide) * kRegionSide, 2);
        const std::string names[] = {"a", "é"};
        const Frame frames[] = {one, two};
        const auto bytes = timelapseGif(frames, names, "title", 200);
        QVERIFY2(bytes, bytes ? "" : bytes.error().message.c_str());
        const Read read = readAgain(*bytes);
        QCOMPARE(read.frames.size(), qsizetype {2});
        QCOMPARE(read.delays, (QList<int> {200, 1000}));
        const auto count = [](const QImage& image, QRgb color) {
            int pixels = 0;
            for (int y = 0; y < image.height(); ++y)
                for (int x = 0; x < image.width(); ++x)
                    pixels += image.pixel(x, y) == color;
            return pixels;
        };
        const QRgb same = qRgb(0, 114, 178), other = qRgb(213, 94, 0);
        QVERIFY(count(read.frames[0], same) >= 220 * 18 && count(read.frames[0], other) == 0);
        QVERIFY(count(read.frames[1], other) >= 90 * 18);
        const auto [red, green, blue] = regionColor(2);
        QVERIFY(count(read.frames[1], qRgb(red, green, blue)) > 2 * kRegionSide * kRegionSide);
        QCOMPARE(count(read.frames[0], qRgb(red, green, blue)), 0);
        QVERIFY(!timelapseGif({}, {}, "nothing"));
    }
};

QTEST_GUILESS_MAIN(TestGif)
#include "tst_gif.moc"
