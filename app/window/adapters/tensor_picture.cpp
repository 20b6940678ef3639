#include "app/window/adapters/tensor_picture.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace bitladder::app
{

namespace
{

constexpr int64_t kLargestSide = 8192;

struct Layout {
    int64_t channels, height, width, channelStep, rowStep, columnStep;
};

std::optional<Layout> layoutOf(tensor::Shape shape, const std::optional<data::Preprocessing>& rules)
{
    while (shape.size() > 2 && shape.front() == 1)
        shape.erase(shape.begin());
    const auto fits = [](int64_t channels) { return channels == 1 || channels == 3; };
    if (shape.size() == 2) return Layout {1, shape[0], shape[1], 0, shape[1], 1};
    if (shape.size() != 3) return std::nullopt;
    const bool first = fits(shape[0]), last = fits(shape[2]);
    if (last && (!first || (rules && rules->layout == data::TensorLayout::Nhwc)))
        return Layout {shape[2], shape[0], shape[1], 1, shape[1] * shape[2], shape[2]};
    if (!first) return std::nullopt;
    return Layout {shape[0], shape[1], shape[2], shape[1] * shape[2], shape[2], 1};
}

} // namespace

std::optional<TensorPicture> tensorPicture(
    const tensor::Tensor& tensor, const std::optional<data::Preprocessing>& rules)
{
    const auto layout = layoutOf(tensor.shape(), rules);
    // A row or a column of numbers is no picture.
    if (!layout || layout->height < 2 || layout->width < 2 || std::max(layout->height, layout->width) > kLargestSide)
        return std::nullopt;
    TensorPicture result;
    result.low = std::numeric_limits<double>::infinity();
    result.high = -result.low;
    for (int64_t i = 0; i < tensor.count(); ++i) {
        const double value = tensor.at(i);
        if (!std::isfinite(value)) continue;
        result.low = std::min(result.low, value);
        result.high = std::max(result.high, value);
    }
    if (result.low > result.high) return std::nullopt;
    // Halves: the whole span may be more than a double holds.
    const double half = result.high / 2 - result.low / 2, span = half > 0 ? half : 1;
    const bool blueFirst = rules && rules->channels == data::Channels::Bgr;
    result.image = QImage(static_cast<int>(layout->width), static_cast<int>(layout->height), QImage::Format_RGB32);
    if (result.image.isNull()) return std::nullopt; // there is not enough memory
    for (int64_t y = 0; y < layout->height; ++y) {
        auto* line = reinterpret_cast<QRgb*>(result.image.scanLine(static_cast<int>(y)));
        for (int64_t x = 0; x < layout->width; ++x) {
            const auto level = [&](int64_t channel) {
                const double value
                    = tensor.at(channel * layout->channelStep + y * layout->rowStep + x * layout->columnStep);
                constexpr double kBright = 255;
                if (!std::isfinite(value)) return 0;
                return static_cast<int>(std::lround((value / 2 - result.low / 2) / span * kBright));
            };
            if (layout->channels == 1) {
                const int grey = level(0);
                line[x] = qRgb(grey, grey, grey);
            } else {
                line[x] = qRgb(level(blueFirst ? 2 : 0), level(1), level(blueFirst ? 0 : 2));
            }
        }
    }
    return result;
}

} // namespace bitladder::app
