// Pictures: every file type, orientation, depth and alpha; preprocessing step by step; labelled folders.
#include "core/data/folder.h"
#include "core/data/picture.h"
#include "core/data/picture_header.h"
#include "tests/support/test_support.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <opencv2/core.hpp>
#include <opencv2/imgcodecs.hpp>
#include <set>

using namespace bitladder;
using namespace bitladder::data;
namespace fs = std::filesystem;

namespace
{

// A 5 × 3 picture whose pixels all differ; OpenCV keeps blue first.
cv::Mat sample(int type)
{
    cv::Mat mat(3, 5, type);
    const int channels = mat.channels();
    for (int y = 0; y < 3; ++y)
        for (int x = 0; x < 5; ++x)
            for (int c = 0; c < channels; ++c) {
                const int v = 20 + 13 * x + 40 * y + 11 * c;
                if (mat.depth() == CV_16U)
                    mat.ptr<uint16_t>(y)[x * channels + c] = static_cast<uint16_t>(v * 257 + 1);
                else
                    mat.ptr<uint8_t>(y)[x * channels + c] = static_cast<uint8_t>(v);
            }
    return mat;
}

float valueAt(int x, int y, int c)
{
    return static_cast<float>(20 + 13 * x + 40 * y + 11 * c);
}

std::string encoded(const std::string& extension, const cv::Mat& mat, const std::vector<int>& options = {})
{
    std::vector<uchar> bytes;
    if (!cv::imencode(extension, mat, bytes, options)) qFatal("cannot encode %s", extension.c_str());
    return {bytes.begin(), bytes.end()};
}

// An EXIF block with nothing but the orientation, right behind the start of the JPEG.
std::string withOrientation(const std::string& jpeg, int orientation)
{
    std::string tiff = std::string("II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0", 18);
    tiff += static_cast<char>(orientation);
    tiff += std::string("\0\0\0\0\0\0\0", 7);
    const std::string payload = std::string("Exif\0\0", 6) + tiff;
    const size_t length = payload.size() + 2;
    std::string out = jpeg.substr(0, 2) + "\xff\xe1";
    out += static_cast<char>(length >> 8);
    out += static_cast<char>(length & 255);
    return out + payload + jpeg.substr(2);
}

std::string exifBlock(int orientation)
{
    std::string tiff = std::string("MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0", 19);
    tiff += static_cast<char>(orientation);
    return tiff + std::string(6, '\0');
}

std::string bigEndian(size_t number)
{
    std::string bytes;
    for (int shift = 24; shift >= 0; shift -= 8)
        bytes += static_cast<char>(number >> shift & 255);
    return bytes;
}

std::string littleEndian(size_t number)
{
    std::string bytes = bigEndian(number);
    std::ranges::reverse(bytes);
    return bytes;
}

// The orientation as PNG has it: a chunk of its own behind the header, whose checksum nobody has to look at.
std::string pngWithOrientation(const std::string& png, int orientation)
{
    const std::string exif = exifBlock(orientation);
    uint32_t crc = 0xffffffff;
    for (const char c : "eXIf" + exif) {
        crc ^= static_cast<unsigned char>(c);
        for (int i = 0; i < 8; ++i)
            crc = crc >> 1 ^ (crc & 1 ? 0xedb88320U : 0U);
    }
    return png.substr(0, 33) + bigEndian(exif.size()) + "eXIf" + exif + bigEndian(~crc) + png.substr(33);
}

// The orientation as WebP has it: an extended header, the picture's own chunk, and a chunk EXIF.
std::string webpWithOrientation(const std::string& webp, int orientation, int width, int height)
{
    const std::string exif = exifBlock(orientation);
    std::string extended = "VP8X" + littleEndian(10) + littleEndian(0x08);
    extended += littleEndian(static_cast<size_t>(width - 1)).substr(0, 3);
    extended += littleEndian(static_cast<size_t>(height - 1)).substr(0, 3);
    const std::string body = extended + webp.substr(12) + "EXIF" + littleEndian(exif.size()) + exif;
    return "RIFF" + littleEndian(body.size() + 4) + "WEBP" + body;
}

Picture ramp(int width, int height, int channels)
{
    Picture p {width, height, channels, {}};
    for (int y = 0; y < height; ++y)
        for (int x = 0; x < width; ++x)
            for (int c = 0; c < channels; ++c)
                p.pixels.push_back(static_cast<float>(10 * x + 20 * y + 50 * c));
    return p;
}

} // namespace

class TestPicture : public QObject
{
    Q_OBJECT

private slots:
    void lossless_data()
    {
        QTest::addColumn<QString>("extension");
        QTest::addColumn<int>("type");
        for (const char* extension : {".png", ".bmp", ".tiff"}) {
            QTest::addRow("%s grey", extension) << extension << CV_8UC1;
            QTest::addRow("%s RGB", extension) << extension << CV_8UC3;
        }
        for (const char* extension : {".png", ".tiff"}) {
            QTest::addRow("%s grey 16 bit", extension) << extension << CV_16UC1;
            QTest::addRow("%s RGB 16 bit", extension) << extension << CV_16UC3;
            QTest::addRow("%s alpha", extension) << extension << CV_8UC4;
            QTest::addRow("%s alpha 16 bit", extension) << extension << CV_16UC4;
        }
        QTest::newRow(".webp RGB") << ".webp" << CV_8UC3;
    }
    void lossless()
    {
        QFETCH(QString, extension);
        QFETCH(int, type);
        test::TempFolder folder;
        const cv::Mat mat = sample(type);
        const std::vector<int> options
            = extension == ".webp" ? std::vector<int> {cv::IMWRITE_WEBP_QUALITY, 101} : std::vector<int> {};
        const auto picture
            = readPicture(folder.write("p" + extension.toStdString(), encoded(extension.toStdString(), mat, options)));
        VERIFY_OK(picture);
        QCOMPARE(picture->width, 5);
        QCOMPARE(picture->height, 3);
        QCOMPARE(picture->channels, mat.channels() == 1 ? 1 : 3);
        const bool deep = mat.depth() == CV_16U;
        for (int y = 0; y < 3; ++y)
            for (int x = 0; x < 5; ++x)
                for (int c = 0; c < picture->channels; ++c) {
                    const int stored = picture->channels == 3 ? 2 - c : c; // red comes first here, last in OpenCV
                    const auto full = [&](int k) {
                        return deep ? (valueAt(x, y, k) * 257 + 1) * 255.0f / 65535.0f : valueAt(x, y, k);
                    };
                    float expected = full(stored);
                    if (mat.channels() == 4) expected *= full(3) / 255.0f; // over black
                    const float got = picture->pixels[static_cast<size_t>((y * 5 + x) * picture->channels + c)];
                    QVERIFY2(std::fabs(got - expected) < 1e-3f,
                        qPrintable(QString("%1 instead of %2").arg(got).arg(expected)));
                }
    }

    // Orientation n of EXIF: where the stored top-left corner belongs, and whether the sides change places.
    void orientation_data()
    {
        QTest::addColumn<int>("value");
        QTest::addColumn<bool>("turned");
        QTest::addColumn<bool>("darkLeft");
        QTest::addColumn<bool>("darkTop");
        QTest::newRow("none") << 0 << false << true << true;
        QTest::newRow("1") << 1 << false << true << true;
        QTest::newRow("2 mirrored") << 2 << false << false << true;
        QTest::newRow("3 half turn") << 3 << false << false << false;
        QTest::newRow("4 upside down") << 4 << false << true << false;
        QTest::newRow("5 transposed") << 5 << true << true << true;
        QTest::newRow("6 clockwise") << 6 << true << false << true;
        QTest::newRow("7 transverse") << 7 << true << false << false;
        QTest::newRow("8 anticlockwise") << 8 << true << true << false;
    }
    void orientation()
    {
        QFETCH(int, value);
        QFETCH(bool, turned);
        QFETCH(bool, darkLeft);
        QFETCH(bool, darkTop);
        // One dark quarter at the top left of a 48 × 32 picture.
        for (const int type : {CV_8UC3, CV_8UC1}) {
            cv::Mat mat(32, 48, type, cv::Scalar::all(240));
            mat(cv::Rect(0, 0, 24, 16)).setTo(cv::Scalar::all(10));
            std::string jpeg = encoded(".jpg", mat, {cv::IMWRITE_JPEG_QUALITY, 95});
            if (value > 0) jpeg = withOrientation(jpeg, value);
            const auto p = decodePicture(std::as_bytes(std::span(jpeg)), "p.jpg");
            VERIFY_OK(p);
            QCOMPARE(p->width, turned ? 32 : 48);
            QCOMPARE(p->height, turned ? 48 : 32);
            QCOMPARE(p->channels, type == CV_8UC3 ? 3 : 1);
            const auto bright = [&](bool left, bool top) {
                const int x = left ? 4 : p->width - 5, y = top ? 4 : p->height - 5;
                return p->pixels[static_cast<size_t>((y * p->width + x) * p->channels)] > 128;
            };
            for (const bool left : {true, false})
                for (const bool top : {true, false})
                    QCOMPARE(!bright(left, top), left == darkLeft && top == darkTop);
        }
    }

    // The header alone tells format and size, for every format.
    void headers_data()
    {
        QTest::addColumn<QString>("extension");
        QTest::addColumn<int>("quality");
        QTest::newRow("png") << ".png" << 0;
        QTest::newRow("jpg") << ".jpg" << 0;
        QTest::newRow("bmp") << ".bmp" << 0;
        QTest::newRow("tiff") << ".tiff" << 0;
        QTest::newRow("webp, lossy") << ".webp" << 50;
        QTest::newRow("webp, lossless") << ".webp" << 101;
    }
    void headers()
    {
        QFETCH(QString, extension);
        QFETCH(int, quality);
        const std::vector<int> options
            = quality > 0 ? std::vector<int> {cv::IMWRITE_WEBP_QUALITY, quality} : std::vector<int> {};
        const std::string file
            = encoded(extension.toStdString(), cv::Mat(37, 301, CV_8UC3, cv::Scalar(1, 2, 3)), options);
        const auto header = readPictureHeader(std::as_bytes(std::span(file)), "p");
        VERIFY_OK(header);
        QCOMPARE(header->width, 301);
        QCOMPARE(header->height, 37);
        for (size_t cut = 0; cut < std::min<size_t>(file.size(), 200); ++cut) // never beyond the end
            static_cast<void>(readPictureHeader(std::as_bytes(std::span(file.data(), cut)), "p"));
    }

    // 52 bytes that claim two thousand million of them.
    void absurdSizes()
    {
        std::string bmp = encoded(".bmp", sample(CV_8UC3));
        bmp[18] = bmp[22] = 0;
        bmp[20] = bmp[24] = 1; // 65536 each way
        VERIFY_FAILS(decodePicture(std::as_bytes(std::span(bmp)), "p.bmp"), {"p.bmp", "65536×65536"});
        bmp[20] = bmp[24] = 0;
        bmp[19] = bmp[23] = 0x10; // 4096 each way
        VERIFY_FAILS(decodePicture(std::as_bytes(std::span(bmp)), "p.bmp"), {"p.bmp", "4096×4096", "bytes"});
    }

    void unreadable_data()
    {
        QTest::addColumn<QByteArray>("content");
        const std::string png = encoded(".png", sample(CV_8UC3)), jpeg = encoded(".jpg", sample(CV_8UC3));
        QTest::newRow("empty") << QByteArray();
        QTest::newRow("text") << QByteArray("not a picture");
        QTest::newRow("cut PNG") << QByteArray::fromStdString(png.substr(0, 20));
        QTest::newRow("cut JPEG") << QByteArray::fromStdString(jpeg.substr(0, 30));
        std::string bomb = png;
        bomb[16] = bomb[20] = 0x7f; // two thousand million pixels each way
        QTest::newRow("absurd PNG") << QByteArray::fromStdString(bomb);
    }
    void unreadable()
    {
        QFETCH(QByteArray, content);
        test::TempFolder folder;
        VERIFY_FAILS(readPicture(folder.write("bad.png", content.toStdString())), {"bad.png"});
        VERIFY_FAILS(readPicture(folder / "missing.png"), {"missing.png"});
    }

    // Resize, crop, channels, range, mean, deviation: in this order, each value by hand.
    void order()
    {
        Preprocessing rules;
        rules.cropWidth = rules.cropHeight = 2;
        rules.channels = Channels::Bgr;
        rules.range = PixelRange::MinusOneOne;
        rules.mean = {0.1f, 0.2f, 0.3f};
        rules.deviation = {0.5f, 0.25f, 2.0f};
        const auto t = preprocess(ramp(4, 4, 3), rules);
        VERIFY_OK(t);
        QVERIFY(t->shape() == (tensor::Shape {1, 3, 2, 2}));
        for (int c = 0; c < 3; ++c)
            for (int y = 0; y < 2; ++y)
                for (int x = 0; x < 2; ++x) {
                    const float pixel = static_cast<float>(10 * (x + 1) + 20 * (y + 1) + 50 * (2 - c)); // blue first
                    const auto i = static_cast<size_t>(c);
                    QCOMPARE(t->as<float>()[static_cast<size_t>((c * 2 + y) * 2 + x)],
                        (pixel / 127.5f - 1.0f - rules.mean[i]) / rules.deviation[i]);
                }
        rules.layout = TensorLayout::Nhwc;
        const auto last = preprocess(ramp(4, 4, 3), rules);
        VERIFY_OK(last);
        QVERIFY(last->shape() == (tensor::Shape {1, 2, 2, 3}));
        for (int c = 0; c < 3; ++c)
            for (int i = 0; i < 4; ++i)
                QCOMPARE(last->at(i * 3 + c), t->at(c * 4 + i));
    }

    void ranges()
    {
        for (const auto& [range, expected] : {std::pair {PixelRange::ZeroOne, 50.0f / 255.0f},
                 std::pair {PixelRange::Bytes, 50.0f}, std::pair {PixelRange::MinusOneOne, 50.0f / 127.5f - 1.0f}}) {
            Preprocessing rules;
            rules.channels = Channels::Grey;
            rules.range = range;
            const auto t = preprocess(Picture {1, 1, 1, {50}}, rules);
            VERIFY_OK(t);
            QCOMPARE(t->as<float>()[0], expected);
            const Picture back = pictureOf(*t, rules);
            QVERIFY(std::fabs(back.pixels[0] - 50) < 1e-4f);
        }
    }

    void sizes()
    {
        Preprocessing rules;
        rules.resizeShorter = 6;
        auto t = preprocess(ramp(20, 10, 3), rules);
        VERIFY_OK(t);
        QVERIFY(t->shape() == (tensor::Shape {1, 3, 6, 12}));
        t = preprocess(ramp(10, 25, 3), rules);
        QVERIFY(t->shape() == (tensor::Shape {1, 3, 15, 6}));
        rules.cropWidth = rules.cropHeight = 5;
        t = preprocess(ramp(10, 25, 3), rules);
        QVERIFY(t->shape() == (tensor::Shape {1, 3, 5, 5}));
        rules = {};
        rules.width = 7;
        rules.height = 3;
        t = preprocess(ramp(10, 25, 1), rules);
        VERIFY_OK(t);
        QVERIFY(t->shape() == (tensor::Shape {1, 3, 3, 7})); // grey is spread over the three channels
        // A constant picture stays constant through every resize.
        t = preprocess(Picture {8, 8, 1, std::vector<float>(64, 51.0f)}, rules);
        for (int64_t i = 0; i < t->count(); ++i)
            QVERIFY(std::fabs(t->at(i) - 0.2) < 1e-6);
    }

    void greyOfColours()
    {
        Preprocessing rules;
        rules.channels = Channels::Grey;
        rules.range = PixelRange::Bytes;
        const auto t = preprocess(Picture {1, 1, 3, {100, 50, 200}}, rules);
        VERIFY_OK(t);
        QVERIFY(t->shape() == (tensor::Shape {1, 1, 1, 1}));
        QVERIFY(std::fabs(t->at(0) - (0.299 * 100 + 0.587 * 50 + 0.114 * 200)) < 0.01);
    }

    void wrongRules()
    {
        Preprocessing rules;
        rules.mean = {1, 2};
        VERIFY_FAILS(preprocess(ramp(2, 2, 3), rules), {"2", "3 channels"});
        rules = {};
        rules.deviation = {0};
        VERIFY_FAILS(preprocess(ramp(2, 2, 3), rules), {"deviation"});
        VERIFY_FAILS(preprocess(Picture {}, {}), {"empty"});
        rules = {};
        rules.width = rules.height = 1 << 20;
        VERIFY_FAILS(preprocess(ramp(2, 2, 3), rules), {"too large"});
    }

    void guesses()
    {
        auto rules = guessPreprocessing({1, 3, 224, 224});
        VERIFY_OK(rules);
        QCOMPARE(rules->resizeShorter, 256);
        QCOMPARE(rules->cropWidth, 224);
        QCOMPARE(rules->mean.size(), size_t {3});
        rules = guessPreprocessing({1, 1, 28, 28});
        QVERIFY(rules->channels == Channels::Grey && rules->width == 28 && rules->mean.empty());
        rules = guessPreprocessing({1, 32, 32, 3});
        QVERIFY(rules->layout == TensorLayout::Nhwc);
        QVERIFY(guessPreprocessing({3, 64, 48})->width == 48);
        VERIFY_FAILS(guessPreprocessing({1, 2, 28, 28}), {"1×2×28×28"});
        VERIFY_FAILS(guessPreprocessing({1, 785}), {"1×785"});
    }

    void orientationOfPngAndWebp_data()
    {
        QTest::addColumn<QString>("extension");
        QTest::addColumn<int>("orientation");
        for (const char* extension : {".png", ".webp"})
            for (int orientation = 1; orientation <= 8; ++orientation)
                QTest::addRow("%s %d", extension, orientation) << extension << orientation;
    }
    void orientationOfPngAndWebp()
    {
        QFETCH(QString, extension);
        QFETCH(int, orientation);
        const cv::Mat mat = sample(CV_8UC3);
        const std::vector<int> options
            = extension == ".webp" ? std::vector<int> {cv::IMWRITE_WEBP_QUALITY, 101} : std::vector<int> {};
        const std::string plain = encoded(extension.toStdString(), mat, options);
        const std::string turned = extension == ".png" ? pngWithOrientation(plain, orientation)
                                                       : webpWithOrientation(plain, orientation, 5, 3);
        const auto picture = decodePicture(std::as_bytes(std::span(turned)), "p");
        VERIFY_OK(picture);
        const bool swapped = orientation >= 5;
        QCOMPARE(picture->width, swapped ? 3 : 5);
        QCOMPARE(picture->height, swapped ? 5 : 3);
        // Where row 0 and column 0 of the file stand, EXIF 2.3, section 4.6.4 A.
        for (int y = 0; y < picture->height; ++y)
            for (int x = 0; x < picture->width; ++x) {
                const int right = picture->width - 1 - x, below = picture->height - 1 - y;
                const std::array<std::pair<int, int>, 9> kStored {std::pair {0, 0}, {x, y}, {right, y}, {right, below},
                    {x, below}, {y, x}, {y, right}, {below, right}, {below, x}};
                const auto [sx, sy] = kStored[static_cast<size_t>(orientation)];
                const float got = picture->pixels[static_cast<size_t>((y * picture->width + x) * 3)];
                QCOMPARE(got, valueAt(sx, sy, 2));
            }
    }

    void cutOff_data()
    {
        QTest::addColumn<QString>("extension");
        for (const char* extension : {".png", ".jpg", ".webp", ".bmp", ".tiff"})
            QTest::newRow(extension) << extension;
    }
    void cutOff()
    {
        QFETCH(QString, extension);
        cv::Mat mat(64, 64, CV_8UC3);
        cv::randu(mat, 0, 256);
        const std::string whole = encoded(extension.toStdString(), mat);
        VERIFY_OK(decodePicture(std::as_bytes(std::span(whole)), "p"));
        for (const double part : {0.5, 0.9}) {
            const std::string cut = whole.substr(0, static_cast<size_t>(static_cast<double>(whole.size()) * part));
            VERIFY_FAILS(decodePicture(std::as_bytes(std::span(cut)), "p.x"), {"p.x"});
        }
        // What stands behind a picture does no harm.
        const std::string more = whole + std::string(100, 'x');
        VERIFY_OK(decodePicture(std::as_bytes(std::span(more)), "p"));
    }

    void floatRanges_data()
    {
        QTest::addColumn<float>("largest");
        QTest::addColumn<float>("shown");
        QTest::newRow("0…1") << 1.0f << 255.0f;
        QTest::newRow("lights beyond 1") << 1.5f << 382.5f;
        QTest::newRow("0…255") << 200.0f << 200.0f;
        QTest::newRow("0…65535") << 65535.0f << 255.0f;
    }
    void floatRanges()
    {
        QFETCH(float, largest);
        QFETCH(float, shown);
        cv::Mat mat(2, 2, CV_32FC1, cv::Scalar(0));
        mat.at<float>(1, 1) = largest;
        const std::string bytes = encoded(".tiff", mat);
        const auto picture = decodePicture(std::as_bytes(std::span(bytes)), "p");
        VERIFY_OK(picture);
        QVERIFY(std::fabs(picture->pixels.back() - shown) < 0.01f);
    }

    void classFolders()
    {
        test::TempFolder folder;
        for (const char* file :
            {"cat/b.png", "cat/a.png", "ape/x.JPG", "ape/t.npy", "ape/readme.txt", "empty/readme.txt"})
            folder.write(file, "x");
        const auto read = readFolder(folder.path());
        VERIFY_OK(read);
        QVERIFY(read->labelled());
        std::vector<std::pair<std::string, int>> files;
        for (const auto& f : read->files)
            files.emplace_back(f.file.filename().string(), f.label);
        QCOMPARE(
            files, (std::vector<std::pair<std::string, int>> {{"t.npy", 0}, {"x.JPG", 0}, {"a.png", 1}, {"b.png", 1}}));
        QCOMPARE(read->names.at(1), std::string("cat"));
    }

    void tablesAreTensorsOnlyWhereNothingElseIs()
    {
        test::TempFolder pictures, tables;
        for (const char* file : {"a.png", "notes.csv"})
            pictures.write(file, "x");
        for (const char* file : {"a.csv", "b.csv", "readme.txt"})
            tables.write(file, "1,2");
        const auto one = readFolder(pictures.path());
        VERIFY_OK(one);
        QCOMPARE(one->files.size(), size_t {1});
        const auto two = readFolder(tables.path());
        VERIFY_OK(two);
        QCOMPARE(two->files.size(), size_t {2});
    }

    void numberedFolders()
    {
        test::TempFolder folder;
        for (const char* file : {"10/a.png", "2/b.png", "007/c.png"})
            folder.write(file, "x");
        const auto read = readFolder(folder.path());
        VERIFY_OK(read);
        std::map<std::string, int> labels;
        for (const auto& f : read->files)
            labels[f.file.filename().string()] = f.label;
        QCOMPARE(labels["a.png"], 10);
        QCOMPARE(labels["b.png"], 2);
        QCOMPARE(labels["c.png"], 7);
    }

    void labelsFile()
    {
        test::TempFolder folder;
        folder.write(
            "labels.csv", "class_index,file,class_name\r\n3,a/x.png,\"big, \"\"red\"\" dog\"\n0,y.png,cat\n\n");
        folder.write("zzz/ignored.png", "x");
        const auto read = readFolder(folder.path());
        VERIFY_OK(read);
        QCOMPARE(read->files.size(), size_t {2});
        QCOMPARE(read->files[0].label, 3);
        QCOMPARE(read->names.at(3), std::string("big, \"red\" dog"));
        QVERIFY(read->files[0].file == folder.path() / "a/x.png");
        QCOMPARE(sampleOf(*read, 1).size(), size_t {1});
        QCOMPARE(sampleOf(*read, 0).size(), size_t {2});
        QCOMPARE(sampleOf(*read, 9).size(), size_t {2});
    }

    void damagedLabels_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("names");
        QTest::newRow("no file column") << "path,class_index\nx.png,1\n"
                                        << "line 1";
        QTest::newRow("not a number") << "file,class_index\nx.png,1\ny.png,cat\n"
                                      << "line 3";
        QTest::newRow("negative") << "file,class_index\nx.png,-1\n"
                                  << "line 2";
        QTest::newRow("too few columns") << "file,class_index\nx.png\n"
                                         << "line 2";
        QTest::newRow("outside") << "file,class_index\n../x.png,1\n"
                                 << "outside";
        QTest::newRow("absolute") << "file,class_index\n/etc/x.png,1\n"
                                  << "outside";
        QTest::newRow("nothing") << "file,class_index\n"
                                 << "no pictures";
    }
    void damagedLabels()
    {
        QFETCH(QString, text);
        QFETCH(QString, names);
        test::TempFolder folder;
        folder.write("labels.csv", text.toStdString());
        VERIFY_FAILS(readFolder(folder.path()), {names.toStdString()});
    }

    void noFolder()
    {
        test::TempFolder folder;
        VERIFY_FAILS(readFolder(folder.path()), {"no pictures"});
        VERIFY_FAILS(readFolder(folder / "none"), {"none"});
    }

    void samplesAreSpread()
    {
        PictureFolder folder;
        for (int i = 0; i < 100; ++i)
            folder.files.push_back({std::to_string(i), i / 10});
        std::set<int> labels;
        for (const auto& f : sampleOf(folder, 10))
            labels.insert(f.label);
        QCOMPARE(labels.size(), size_t {10});
    }
};

QTEST_APPLESS_MAIN(TestPicture)
#include "tst_picture.moc"
