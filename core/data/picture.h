// Pictures from files, and what a network wants of them.
#pragma once
#include "core/base/result.h"
#include "core/graph/graph.h"
#include "core/tensor/tensor.h"

#include <array>
#include <filesystem>
#include <string>
#include <vector>

namespace bitladder::data
{

// A decoded picture: 8 bits a channel stay 0 … 255; 16-bit files are scaled to the same range without losing depth.
struct Picture {
    int width = 0, height = 0, channels = 0; // 1 (grey) or 3 (RGB); alpha is composed over black
    std::vector<float> pixels; // [height, width, channels], 0 … 255
};

// PNG, JPEG (orientation honoured), BMP, TIFF, WebP.
Result<Picture> readPicture(const std::filesystem::path& path);
Result<Picture> decodePicture(std::span<const std::byte> bytes, const std::string& name);
Picture pictureFromRgb(const unsigned char* rgb, int width, int height, int bytesPerLine, int channels);

enum class Channels : unsigned char { Rgb, Bgr, Grey };
enum class PixelRange : unsigned char { ZeroOne, Bytes, MinusOneOne }; // 0…1, 0…255, −1…1
enum class TensorLayout : unsigned char { Nchw, Nhwc };

// Bilinear and Bicubic are widened when they shrink (resample.h); the other two are OpenCV's.
enum class Interpolation : unsigned char { Bilinear, Bicubic, Nearest, Area };

// In this order: resize, centre crop, channel order, scale to the range, subtract the mean, divide by the deviation.
struct Preprocessing {
    int resizeShorter = 0; // the shorter side, aspect kept; 0: not used
    int width = 0, height = 0; // exact size; 0: not used (the crop decides)
    int cropWidth = 0, cropHeight = 0; // centre crop; 0: none
    Channels channels = Channels::Rgb;
    PixelRange range = PixelRange::ZeroOne;
    std::vector<float> mean; // empty: 0; one or one per channel
    std::vector<float> deviation; // empty: 1
    TensorLayout layout = TensorLayout::Nchw;
    Interpolation interpolation = Interpolation::Bilinear;
    friend bool operator==(const Preprocessing&, const Preprocessing&) = default;
};

// A tensor of shape [1, C, H, W] or [1, H, W, C], float32; converted to `type` afterwards where a network wants
// another.
Result<tensor::Tensor> preprocess(const Picture& picture, const Preprocessing& rules);

// The picture of a tensor in the layout and range of `rules`, for showing a network's output or its input. Undoes mean
// and range.
Picture pictureOf(const tensor::Tensor& tensor, const Preprocessing& rules);

// Guessed from the input's shape: size, layout, channels; ImageNet-like sizes get the torch values, others 0…1. A flat
// input of a square number of elements (at least 16×16) is taken for a grey picture. Fails where the input does not
// look like a picture.
Result<Preprocessing> guessPreprocessing(const tensor::Shape& inputShape);

struct PreprocessingPreset {
    std::string_view name;
    Channels channels;
    PixelRange range;
    std::vector<float> mean, deviation;
};
const std::vector<PreprocessingPreset>& preprocessingPresets();
void applyPreset(Preprocessing& rules, const PreprocessingPreset& preset);
std::string describe(const Preprocessing& rules);

} // namespace bitladder::data
