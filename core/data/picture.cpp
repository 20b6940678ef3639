#include "core/data/picture.h"

#include "core/base/files.h"
#include "core/data/picture_header.h"
#include "core/data/resample.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <opencv2/core.hpp>
#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>
#include <optional>

namespace bitladder::data
{

namespace
{

constexpr int kLargestSide = 32768;

// Floats are written in 0…1 (lights may go beyond), in 0…255 or in 0…65535; the largest number tells which.
double floatScale(const cv::Mat& mat)
{
    constexpr double kBrightest = 2;
    double largest = 0;
    cv::minMaxIdx(mat.reshape(1), nullptr, &largest);
    if (!(largest > kBrightest)) return 255;
    return largest <= 255 ? 1 : 255.0 / 65535.0;
}

// EXIF orientations 1 … 8: how the stored picture is turned or mirrored to stand upright.
cv::Mat upright(cv::Mat mat, int orientation)
{
    if (mat.empty() || orientation < 2 || orientation > 8) return mat;
    cv::Mat turned = std::move(mat);
    if (orientation >= 5) cv::transpose(turned, turned);
    // After the transposition: along which axes it is mirrored (cv::flip: 0 vertically, 1 horizontally, −1 both).
    constexpr std::array<std::optional<int>, 9> kFlips {std::nullopt, std::nullopt, 1, -1, 0, std::nullopt, 1, -1, 0};
    if (const auto flip = kFlips[static_cast<size_t>(orientation)]) cv::flip(turned, turned, *flip);
    return turned;
}

Result<Picture> fromMat(cv::Mat mat, const std::string& name)
{
    if (mat.empty()) return fail("{}: not a picture that can be read (PNG, JPEG, BMP, TIFF, WebP)", name);
    if (mat.cols > kLargestSide || mat.rows > kLargestSide)
        return fail("{}: {}×{} pixels are too many", name, mat.cols, mat.rows);
    double scale = 1;
    switch (mat.depth()) {
    case CV_8U:
        break;
    case CV_16U:
        scale = 255.0 / 65535.0;
        break;
    case CV_32F:
    case CV_64F:
        scale = floatScale(mat);
        break;
    default:
        return fail("{}: its pixels have a type that is not supported", name);
    }
    const int channels = mat.channels();
    if (channels != 1 && channels != 3 && channels != 4 && channels != 2)
        return fail("{}: has {} channels; 1 (grey), 3 (RGB) or 4 (with alpha) can be read", name, channels);
    cv::Mat real;
    mat.convertTo(real, CV_MAKETYPE(CV_32F, channels), scale);
    Picture picture;
    picture.width = real.cols;
    picture.height = real.rows;
    picture.channels = channels >= 3 ? 3 : 1;
    picture.pixels.resize(static_cast<size_t>(real.total()) * static_cast<size_t>(picture.channels));
    size_t at = 0;
    for (int y = 0; y < real.rows; ++y) {
        const float* row = real.ptr<float>(y);
        for (int x = 0; x < real.cols; ++x) {
            const float* p = row + x * channels;
            const float alpha = channels == 4 ? p[3] / 255.0f : (channels == 2 ? p[1] / 255.0f : 1.0f);
            if (picture.channels == 1) {
                picture.pixels[at++] = p[0] * alpha;
            } else { // OpenCV stores BGR
                picture.pixels[at++] = p[2] * alpha;
                picture.pixels[at++] = p[1] * alpha;
                picture.pixels[at++] = p[0] * alpha;
            }
        }
    }
    return picture;
}

cv::Mat matOf(const Picture& picture)
{
    return {picture.height, picture.width, CV_MAKETYPE(CV_32F, picture.channels),
        const_cast<float*>(picture.pixels.data())};
}

Picture resized(const Picture& picture, int width, int height, Interpolation way)
{
    if (width == picture.width && height == picture.height) return picture;
    if (way == Interpolation::Bilinear || way == Interpolation::Bicubic) return resampled(picture, width, height, way);
    cv::Mat result;
    cv::resize(matOf(picture), result, cv::Size(width, height), 0, 0,
        way == Interpolation::Nearest ? cv::INTER_NEAREST : cv::INTER_AREA);
    return {width, height, picture.channels,
        {result.ptr<float>(0), result.ptr<float>(0) + result.total() * static_cast<size_t>(result.channels())}};
}

float atOr(const std::vector<float>& values, size_t i, float fallback)
{
    if (values.empty()) return fallback;
    return values.size() == 1 ? values[0] : values[i];
}

} // namespace

Result<Picture> decodePicture(std::span<const std::byte> bytes, const std::string& name)
{
    const auto header = readPictureHeader(bytes, name);
    if (!header) return pass(header.error());
    try {
        const cv::Mat raw(1, static_cast<int>(bytes.size()), CV_8U, const_cast<std::byte*>(bytes.data()));
        // IMREAD_UNCHANGED keeps alpha and depth but ignores the orientation tag: of PNG and WebP we have read it.
        const bool jpeg = header->format == PictureFormat::Jpeg;
        cv::Mat mat = cv::imdecode(raw, jpeg ? cv::IMREAD_ANYCOLOR : cv::IMREAD_UNCHANGED);
        return fromMat(upright(std::move(mat), header->orientation), name);
    } catch (const cv::Exception&) {
        return fail("{}: the picture is damaged or too large", name);
    }
}

Result<Picture> readPicture(const std::filesystem::path& path)
{
    auto file = MappedFile::open(path);
    if (!file) return pass(file.error());
    if ((*file)->bytes().size() > (size_t {1} << 30)) return fail("{}: larger than 1 GiB", path.string());
    return decodePicture((*file)->bytes(), path.string());
}

Picture pictureFromRgb(const unsigned char* rgb, int width, int height, int bytesPerLine, int channels)
{
    Picture picture {width, height, channels,
        std::vector<float>(static_cast<size_t>(width) * static_cast<size_t>(height) * static_cast<size_t>(channels))};
    for (int y = 0; y < height; ++y)
        for (int i = 0; i < width * channels; ++i)
            picture.pixels[static_cast<size_t>(y) * static_cast<size_t>(width * channels) + static_cast<size_t>(i)]
                = rgb[static_cast<ptrdiff_t>(y) * bytesPerLine + i];
    return picture;
}

Result<tensor::Tensor> preprocess(const Picture& picture, const Preprocessing& rules)
{
    if (picture.width < 1 || picture.height < 1) return fail("the picture is empty");
    try {
        int width = rules.width, height = rules.height;
        if (rules.resizeShorter > 0) {
            const double factor = static_cast<double>(rules.resizeShorter) / std::min(picture.width, picture.height);
            width = picture.width <= picture.height ? rules.resizeShorter
                                                    : static_cast<int>(std::floor(picture.width * factor));
            height = picture.width <= picture.height ? static_cast<int>(std::floor(picture.height * factor))
                                                     : rules.resizeShorter;
        }
        if (width > kLargestSide || height > kLargestSide) return fail("a size of {}×{} is too large", width, height);
        Picture sized = width > 0 && height > 0 ? resized(picture, width, height, rules.interpolation) : picture;
        if (rules.cropWidth > 0 && rules.cropHeight > 0
            && (sized.width < rules.cropWidth || sized.height < rules.cropHeight)) {
            const double factor = std::max(static_cast<double>(rules.cropWidth) / sized.width,
                static_cast<double>(rules.cropHeight) / sized.height);
            sized = resized(sized, std::max(rules.cropWidth, static_cast<int>(std::lround(sized.width * factor))),
                std::max(rules.cropHeight, static_cast<int>(std::lround(sized.height * factor))), rules.interpolation);
        }
        cv::Mat mat = matOf(sized);
        if (rules.cropWidth > 0 && rules.cropHeight > 0) {
            const cv::Rect middle(
                (mat.cols - rules.cropWidth) / 2, (mat.rows - rules.cropHeight) / 2, rules.cropWidth, rules.cropHeight);
            mat = mat(middle).clone();
        }
        if (rules.channels == Channels::Grey && mat.channels() == 3) {
            cv::Mat grey;
            cv::cvtColor(mat, grey, cv::COLOR_RGB2GRAY);
            mat = grey;
        } else if (rules.channels != Channels::Grey && mat.channels() == 1) {
            cv::Mat colour;
            cv::cvtColor(mat, colour, cv::COLOR_GRAY2RGB);
            mat = colour;
        }
        const auto channels = static_cast<size_t>(mat.channels());
        for (const auto* list : {&rules.mean, &rules.deviation})
            if (list->size() > 1 && list->size() != channels)
                return fail("{} values of mean or deviation for {} channels", list->size(), channels);
        const int64_t h = mat.rows, w = mat.cols, c = mat.channels();
        auto tensor = tensor::Tensor::make(tensor::ElementType::Float32,
            rules.layout == TensorLayout::Nchw ? tensor::Shape {1, c, h, w} : tensor::Shape {1, h, w, c});
        if (!tensor) return tensor;
        const auto out = tensor->mutableAs<float>();
        for (size_t i = 0; i < channels; ++i) {
            const size_t source = rules.channels == Channels::Bgr ? channels - 1 - i : i;
            const float mean = atOr(rules.mean, i, 0), deviation = atOr(rules.deviation, i, 1);
            if (deviation == 0) return fail("a deviation of 0 cannot be divided by");
            for (int64_t y = 0; y < h; ++y) {
                const float* row = mat.ptr<float>(static_cast<int>(y));
                for (int64_t x = 0; x < w; ++x) {
                    float v = row[static_cast<size_t>(x) * channels + source];
                    if (rules.range == PixelRange::ZeroOne) v /= 255.0f;
                    if (rules.range == PixelRange::MinusOneOne) v = v / 127.5f - 1.0f;
                    v = (v - mean) / deviation;
                    const auto at = rules.layout == TensorLayout::Nchw ? (static_cast<int64_t>(i) * h + y) * w + x
                                                                       : (y * w + x) * c + static_cast<int64_t>(i);
                    out[static_cast<size_t>(at)] = v;
                }
            }
        }
        return tensor;
    } catch (const cv::Exception& e) {
        return fail("the picture cannot be prepared: {}", e.err);
    }
}

Picture pictureOf(const tensor::Tensor& tensor, const Preprocessing& rules)
{
    Picture picture;
    tensor::Shape s = tensor.shape();
    while (s.size() < 4)
        s.insert(s.begin(), 1);
    if (s.size() > 4) return picture;
    const bool nchw = rules.layout == TensorLayout::Nchw;
    const int64_t c = nchw ? s[1] : s[3], h = nchw ? s[2] : s[1], w = nchw ? s[3] : s[2];
    if (c < 1 || h < 1 || w < 1) return picture;
    picture = {static_cast<int>(w), static_cast<int>(h), c >= 3 ? 3 : 1, {}};
    const auto shown = static_cast<int64_t>(picture.channels);
    picture.pixels.resize(static_cast<size_t>(h * w * shown));
    for (int64_t i = 0; i < shown; ++i) {
        const int64_t source = rules.channels == Channels::Bgr && shown == 3 ? 2 - i : i;
        const float mean = source < static_cast<int64_t>(rules.mean.size()) || rules.mean.size() == 1
            ? atOr(rules.mean, static_cast<size_t>(source), 0)
            : 0;
        const float deviation = source < static_cast<int64_t>(rules.deviation.size()) || rules.deviation.size() == 1
            ? atOr(rules.deviation, static_cast<size_t>(source), 1)
            : 1;
        for (int64_t y = 0; y < h; ++y)
            for (int64_t x = 0; x < w; ++x) {
                const int64_t at = nchw ? (source * h + y) * w + x : (y * w + x) * c + source;
                float v = static_cast<float>(tensor.at(at)) * deviation + mean;
                if (rules.range == PixelRange::ZeroOne) v *= 255.0f;
                if (rules.range == PixelRange::MinusOneOne) v = (v + 1.0f) * 127.5f;
                picture.pixels[static_cast<size_t>((y * w + x) * shown + i)]
                    = std::isfinite(v) ? std::clamp(v, 0.0f, 255.0f) : 0.0f;
            }
    }
    return picture;
}

Result<Preprocessing> guessPreprocessing(const tensor::Shape& shape)
{
    tensor::Shape s = shape;
    const int64_t count = tensor::elementCount(shape).value_or(0);
    const auto side = static_cast<int64_t>(std::lround(std::sqrt(static_cast<double>(count))));
    if (std::ranges::count_if(shape, [](int64_t extent) { return extent > 1; }) == 1 && side >= 16 && side <= 4096
        && side * side == count) {
        Preprocessing flat;
        flat.width = flat.height = static_cast<int>(side);
        flat.channels = Channels::Grey;
        return flat;
    }
    if (s.size() == 3) s.insert(s.begin(), 1);
    if (s.size() != 4) return fail("an input of shape {} does not look like a picture", tensor::toString(shape));
    const auto colour = [](int64_t extent) { return extent == 1 || extent == 3; };
    Preprocessing rules;
    int64_t c = 0, h = 0, w = 0;
    if (colour(s[1])) {
        c = s[1], h = s[2], w = s[3];
    } else if (colour(s[3])) {
        rules.layout = TensorLayout::Nhwc;
        c = s[3], h = s[1], w = s[2];
    } else {
        return fail(
            "an input of shape {} does not look like a picture: no extent is 1 or 3 channels", tensor::toString(shape));
    }
    rules.width = static_cast<int>(w);
    rules.height = static_cast<int>(h);
    rules.channels = c == 1 ? Channels::Grey : Channels::Rgb;
    if (c == 3 && w == h && w >= 160 && w <= 512) {
        applyPreset(rules, preprocessingPresets().front());
        rules.width = rules.height = 0;
        rules.resizeShorter = static_cast<int>(std::lround(static_cast<double>(w) * 256 / 224));
        rules.cropWidth = rules.cropHeight = static_cast<int>(w);
    }
    return rules;
}

const std::vector<PreprocessingPreset>& preprocessingPresets()
{
    static const std::vector<PreprocessingPreset> kPresets {
        {"ImageNet (torch)", Channels::Rgb, PixelRange::ZeroOne, {0.485f, 0.456f, 0.406f}, {0.229f, 0.224f, 0.225f}},
        {"0…1", Channels::Rgb, PixelRange::ZeroOne, {}, {}},
        {"0…255", Channels::Rgb, PixelRange::Bytes, {}, {}},
        {"−1…1", Channels::Rgb, PixelRange::MinusOneOne, {}, {}},
        {"ImageNet (Caffe)", Channels::Bgr, PixelRange::Bytes, {104, 117, 123}, {}},
        {"grey digits", Channels::Grey, PixelRange::ZeroOne, {}, {}},
    };
    return kPresets;
}

void applyPreset(Preprocessing& rules, const PreprocessingPreset& preset)
{
    rules.channels = preset.channels;
    rules.range = preset.range;
    rules.mean = preset.mean;
    rules.deviation = preset.deviation;
}

std::string describe(const Preprocessing& rules)
{
    std::string text;
    const auto add = [&](const std::string& part) { text += (text.empty() ? "" : ", ") + part; };
    if (rules.resizeShorter > 0) add(fmt::format("shorter side {}", rules.resizeShorter));
    if (rules.resizeShorter == 0 && rules.width > 0) add(fmt::format("{}×{}", rules.width, rules.height));
    if (rules.cropWidth > 0) add(fmt::format("centre {}×{}", rules.cropWidth, rules.cropHeight));
    static constexpr std::array<std::string_view, 3> kChannels {"RGB", "BGR", "grey"}, kRanges {"0…1", "0…255", "−1…1"};
    add(std::string(kChannels[static_cast<size_t>(rules.channels)]));
    add(std::string(kRanges[static_cast<size_t>(rules.range)]));
    const auto list = [&](const char* what, const std::vector<float>& values) {
        if (values.empty()) return;
        std::string numbers;
        for (const float v : values)
            numbers += (numbers.empty() ? "" : " ") + fmt::format("{:.4g}", v);
        add(std::string(what) + " " + numbers);
    };
    list("mean", rules.mean);
    list("std", rules.deviation);
    if (rules.layout == TensorLayout::Nhwc) add("NHWC");
    static constexpr std::array<std::string_view, 4> kWays {"bilinear", "bicubic", "nearest", "area"};
    if (rules.interpolation != Interpolation::Bilinear)
        add(std::string(kWays[static_cast<size_t>(rules.interpolation)]));
    return text;
}

} // namespace bitladder::data
