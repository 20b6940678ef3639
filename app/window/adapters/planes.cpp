#include "app/window/adapters/planes.h"

#include <algorithm>
#include <cmath>

namespace bitladder::app
{

namespace
{

constexpr int64_t kMostNumbers = int64_t {1} << 25;

void copyTo(std::vector<float>& to, const tensor::Tensor& from)
{
    if (from.type() == tensor::ElementType::Float32) {
        std::copy_n(from.as<float>().begin(), to.size(), to.begin());
        return;
    }
    for (size_t i = 0; i < to.size(); ++i)
        to[i] = static_cast<float>(from.at(static_cast<int64_t>(i)));
}

} // namespace

Planes planesOf(const tensor::Tensor& reference, const tensor::Tensor& quantized)
{
    Planes planes;
    if (reference.shape() != quantized.shape() || reference.count() == 0) return planes;
    tensor::Shape shape = reference.shape();
    const bool withChannels = shape.size() >= 3;
    int64_t channels = 1, height = 1, width = 1;
    if (!shape.empty()) width = shape.back();
    if (shape.size() >= 2) height = shape[shape.size() - 2];
    for (size_t i = 0; withChannels && i + 2 < shape.size(); ++i)
        channels *= shape[i];
    if (width == 1) std::swap(width, height);
    if (height == 1 && channels > 1) {
        height = channels;
        channels = 1;
        if (width == 1) std::swap(width, height);
    }
    if (channels * height * width > kMostNumbers) {
        planes.complete = false;
        channels = std::max<int64_t>(1, kMostNumbers / (height * width));
        height = std::min(height, std::max<int64_t>(1, kMostNumbers / width));
        width = std::min(width, kMostNumbers);
    }
    planes.channels = static_cast<int>(channels);
    planes.height = static_cast<int>(height);
    planes.width = static_cast<int>(width);
    const auto count = static_cast<size_t>(channels * height * width);
    auto a = std::make_shared<std::vector<float>>(count), b = std::make_shared<std::vector<float>>(count);
    copyTo(*a, reference);
    copyTo(*b, quantized);
    bool any = false;
    float low = 0, high = 0, far = 0;
    for (size_t i = 0; i < count; ++i) {
        for (const float v : {(*a)[i], (*b)[i]}) {
            if (!std::isfinite(v)) continue;
            low = any ? std::min(low, v) : v;
            high = any ? std::max(high, v) : v;
            any = true;
        }
        const float d = std::fabs((*b)[i] - (*a)[i]);
        if (std::isfinite(d)) far = std::max(far, d);
    }
    planes.low = static_cast<double>(low);
    planes.high = static_cast<double>(high);
    planes.largestDifference = static_cast<double>(far);
    planes.reference = std::move(a);
    planes.quantized = std::move(b);
    return planes;
}

} // namespace bitladder::app
