#include "core/engine/epilogue.h"

#include "core/quant/quantize.h"

#include <algorithm>
#include <cmath>
#include <cstring>

namespace bitladder::engine
{

using kernels::Store;

size_t elementBytes(Storage storage)
{
    switch (storage) {
    case Storage::U8:
        return 1;
    case Storage::S16:
    case Storage::BF16:
        return 2;
    case Storage::F32:
    case Storage::S32:
        return 4;
    default:
        return 8;
    }
}

AlignedBytes paddingRow(Storage storage, int64_t elements, const std::optional<quant::Quantizer>& params)
{
    AlignedBytes row(static_cast<size_t>(elements) * elementBytes(storage));
    const auto n = static_cast<size_t>(elements);
    switch (storage) {
    case Storage::U8:
        std::memset(row.data(), u8Zero(*params), n);
        break;
    case Storage::S16:
        std::fill_n(row.as<int16_t>(), n, static_cast<int16_t>(params->zeroPoints[0]));
        break;
    case Storage::S32:
        std::fill_n(row.as<int32_t>(), n, static_cast<int32_t>(params->zeroPoints[0]));
        break;
    case Storage::S64:
        std::fill_n(row.as<int64_t>(), n, params->zeroPoints[0]);
        break;
    default:
        break; // zeros; binary corrects for them
    }
    return row;
}

namespace
{

// y = s · scale + bias for a whole number s, so scaled that its sign is its code: no y lies between −2 and 0. Exact: by
// a power of two all y become multiples of 2; a bias beyond every sum, or below a step of it, only keeps its sign.
template<typename T> void countInSigns(T& scale, T& bias)
{
    if (scale == 0) {
        bias = bias == 0 ? 0 : std::copysign(T {2}, bias);
        return;
    }
    constexpr int kFine = std::numeric_limits<T>::digits + 3; // the least bias is a quarter of a step
    constexpr double kBeyond = 0x1p70, kBelow = 0.25;
    int exponent = 0;
    scale = std::ldexp(std::frexp(scale, &exponent), kFine);
    if (bias == 0) return;
    const double steps = std::abs(std::ldexp(static_cast<double>(bias), kFine - exponent));
    const auto step = static_cast<double>(scale);
    bias = std::copysign(static_cast<T>(std::clamp(steps, kBelow * step, kBeyond * step)), bias);
}

} // namespace

Epilogue::Epilogue(const LayerPlan& plan)
{
    const Geometry& g = plan.geometry;
    const PackedLayer& packed = *plan.packed;
    const Storage storage = storageOf(packed.compute);
    const int64_t stride = packed.wish.depthwise ? g.outPerGroup() : packed.groupColumns;
    const auto total = static_cast<size_t>(stride * g.groups);
    scale64.assign(total, 0);
    scale32.assign(total, 0);
    bias64.assign(total, 0);
    correction64.assign(total, 0);
    const double inputScale = plan.input ? plan.input->scales[0] : 1.0;
    const bool integer = !packed.sums.empty();
    int64_t inputZero = 0;
    if (plan.input) inputZero = storage == Storage::U8 ? u8Zero(*plan.input) : plan.input->zeroPoints[0];
    double outputScale = 1;
    bool signs = false;
    lo = plan.clamp.lo;
    hi = plan.clamp.hi;
    if (plan.outputForm.storage == Storage::U8 || plan.outputForm.storage == Storage::S16) {
        const quant::Quantizer& p = *plan.outputForm.params;
        signs = p.format.family == &quant::kBinaryFamily;
        if (!signs) outputScale = p.scales[0];
        const bool u8 = plan.outputForm.storage == Storage::U8;
        store = u8 ? Store::U8 : Store::S16;
        const int64_t shift = u8 ? p.qmin : 0;
        zero = static_cast<int32_t>((signs ? p.qmax : p.zeroPoints[0]) - shift);
        // Clamping codes is clamping values: quantization is monotone. Before that, y counts in steps of the output: no
        // limits.
        lo = -std::numeric_limits<float>::infinity();
        hi = std::numeric_limits<float>::infinity();
        qlo = static_cast<int32_t>(
            (std::isinf(plan.clamp.lo) ? p.qmin : quant::quantize(static_cast<double>(plan.clamp.lo), p, 0)) - shift);
        qhi = static_cast<int32_t>(
            (std::isinf(plan.clamp.hi) ? p.qmax : quant::quantize(static_cast<double>(plan.clamp.hi), p, 0)) - shift);
    }
    const int64_t depth = g.taps() * g.inPerGroup();
    bias32.resize(total);
    for (int64_t c = 0; c < g.outChannels; ++c) {
        const auto at = static_cast<size_t>((c / g.outPerGroup()) * stride + c % g.outPerGroup());
        const auto channel = static_cast<size_t>(c);
        scale64[at] = integer ? inputScale * packed.scales[channel] / outputScale : 1.0;
        scale32[at] = integer ? quant::rescalingFactor(inputScale, packed.scales[channel], outputScale) : 1.0f;
        bias64[at] = plan.bias.empty() || plan.integerBias ? 0.0 : plan.bias[channel] / outputScale;
        bias32[at] = static_cast<float>(bias64[at]);
        if (!integer) continue;
        if (signs) {
            countInSigns(scale32[at], bias32[at]);
            countInSigns(scale64[at], bias64[at]);
        }
        if (packed.compute == Compute::Binary)
            correction64[at] = depth;
        else if (storage != Storage::S64 && storage != Storage::BitPairs)
            correction64[at] = -inputZero * packed.sums[channel];
        if (plan.integerBias) correction64[at] += (*plan.integerBias)[channel];
    }
    if (storage == Storage::U8 && packed.wish.winogradTile > 0) {
        winogradShift.assign(total, 0);
        for (size_t c = 0; c < packed.sums.size(); ++c) { // one group
            winogradShift[c] = kernels::integerWinogradShift(packed.wish.winogradTile, packed.sums[c]);
            correction64[c] += 128 * packed.sums[c];
        }
    }
    if (storage == Storage::U8 && integer) {
        // |Σ a·w| ≤ 255 · 255 · depth: weights of eight bits may have a zero point of their own.
        double most = 0;
        for (size_t at = 0; at < total; ++at)
            most = std::max(most,
                (65025.0 * static_cast<double>(depth) + std::abs(static_cast<double>(correction64[at]))) * scale64[at]
                    + std::abs(bias64[at]));
        if (most < 1 << 29)
            range = kernels::SumBound::Bounded; // half the limit: scales and sums are rounded to float32
    }
    correction32.resize(total);
    std::ranges::transform(correction64, correction32.begin(), [](int64_t v) { return static_cast<int32_t>(v); });
}

size_t Epilogue::outBytes() const
{
    return store == Store::U8 ? 1 : (store == Store::S16 ? 2 : 4);
}

} // namespace bitladder::engine
