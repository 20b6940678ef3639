#include "core/data/resample.h"

#include <algorithm>
#include <cmath>

namespace bitladder::data
{

namespace
{

double triangle(double x)
{
    x = std::fabs(x);
    return x < 1 ? 1 - x : 0;
}

double cubic(double x)
{
    constexpr double a = -0.5;
    x = std::fabs(x);
    if (x < 1) return ((a + 2) * x - (a + 3)) * x * x + 1;
    if (x < 2) return (((x - 5) * x + 8) * x - 4) * a;
    return 0;
}

// The inputs that one output reads, and their weights.
struct Window {
    int first = 0;
    std::vector<double> weights; // multiples of 2^−22
};

std::vector<Window> windowsOf(int in, int out, Interpolation filter)
{
    const double scale = static_cast<double>(in) / out, stretch = std::max(1.0, scale);
    const double support = (filter == Interpolation::Bicubic ? 2.0 : 1.0) * stretch;
    std::vector<Window> windows(static_cast<size_t>(out));
    for (int i = 0; i < out; ++i) {
        Window& w = windows[static_cast<size_t>(i)];
        const double center = (i + 0.5) * scale;
        w.first = std::max(0, static_cast<int>(center - support + 0.5));
        const int last = std::min(in, static_cast<int>(center + support + 0.5));
        std::vector<double> weights;
        double sum = 0;
        for (int x = w.first; x < last; ++x) {
            const double at = (x - center + 0.5) / stretch;
            weights.push_back(filter == Interpolation::Bicubic ? cubic(at) : triangle(at));
            sum += weights.back();
        }
        // Whole numbers of 2^−22: ties between two 8-bit steps then fall as they do in those tools.
        for (const double v : weights)
            w.weights.push_back(std::nearbyint(v / sum * 0x1p22) * 0x1p-22);
    }
    return windows;
}

enum class Steps : unsigned char { Whole, Any };

float step(double v, Steps steps)
{
    return static_cast<float>(std::clamp(steps == Steps::Whole ? std::floor(v + 0.5) : v, 0.0, 255.0));
}

} // namespace

Picture resampled(const Picture& picture, int width, int height, Interpolation filter)
{
    const auto channels = static_cast<size_t>(picture.channels);
    const auto columns = windowsOf(picture.width, width, filter), rows = windowsOf(picture.height, height, filter);
    const bool whole = std::ranges::all_of(picture.pixels, [](float v) { return v == std::floor(v); });
    const Steps steps = whole ? Steps::Whole : Steps::Any;
    std::vector<float> middle(static_cast<size_t>(picture.height) * static_cast<size_t>(width) * channels);
    for (size_t y = 0; y < static_cast<size_t>(picture.height); ++y)
        for (size_t x = 0; x < columns.size(); ++x)
            for (size_t c = 0; c < channels; ++c) {
                double sum = 0;
                for (size_t k = 0; k < columns[x].weights.size(); ++k)
                    sum += columns[x].weights[k]
                        * static_cast<double>(picture.pixels[(y * static_cast<size_t>(picture.width)
                                                                 + static_cast<size_t>(columns[x].first) + k)
                                * channels
                            + c]);
                middle[(y * columns.size() + x) * channels + c] = step(sum, steps);
            }
    Picture result {width, height, picture.channels,
        std::vector<float>(static_cast<size_t>(width) * static_cast<size_t>(height) * channels)};
    const size_t rowElements = columns.size() * channels;
    for (size_t y = 0; y < rows.size(); ++y)
        for (size_t i = 0; i < rowElements; ++i) {
            double sum = 0;
            for (size_t k = 0; k < rows[y].weights.size(); ++k)
                sum += rows[y].weights[k]
                    * static_cast<double>(middle[(static_cast<size_t>(rows[y].first) + k) * rowElements + i]);
            result.pixels[y * rowElements + i] = step(sum, steps);
        }
    return result;
}

} // namespace bitladder::data
