#include "core/train/code_convolution.h"

#include "core/quant/format/family.h"
#include "core/quant/quantize.h"

#include <algorithm>
#include <cmath>

namespace bitladder::train
{

namespace
{

constexpr size_t kBehind = 64; // bytes that may be read behind the last

bool isByte(const quant::Quantizer& quantizer)
{
    return quantizer.format.family->affine && quant::dividesInFloat(quantizer.format)
        && quantizer.qmax - quantizer.qmin <= 255;
}

} // namespace

bool CodeConvolution::suits(
    const ops::ConvShape& s, const quant::Quantizer& activations, const quant::Quantizer& weights, kernels::Level level)
{
    const ops::Window& w = s.window;
    const bool flat
        = s.batch == 1 && s.groups == 1 && w.kernel[0] == 1 && w.input[0] == 1 && w.output[0] == 1 && w.before[0] == 0;
    const auto scales = static_cast<int64_t>(weights.scales.size());
    return flat && !kernels::table(level).gemmU8S8.wordRows && isByte(activations) && isByte(weights)
        && weights.qmin >= -128 && weights.qmax <= 127 && (scales == 1 || scales == s.outChannels)
        && std::ranges::all_of(weights.zeroPoints, [](int64_t zero) { return zero == 0; });
}

CodeConvolution::CodeConvolution(const ops::ConvShape& s, kernels::Level level)
    : m_shape(s)
    , m_table(kernels::table(level))
{
    const ops::Window& w = s.window;
    const auto& gemm = m_table.gemmU8S8;
    const auto in = static_cast<size_t>(s.inChannels), out = static_cast<size_t>(s.outChannels),
               taps = static_cast<size_t>(w.taps()), padded = out + kBehind;
    m_panels
        = {static_cast<int>(out), static_cast<int>(taps), static_cast<int>(in), gemm.nr, gemm.narrowNr, gemm.kGroup};
    m_codes.resize(out * taps * in);
    m_inFileOrder.resize(taps * in);
    m_packed.resize(kernels::panelElements(m_panels) + kBehind);
    m_begin = (kBehind - reinterpret_cast<uintptr_t>(m_packed.data()) % kBehind) % kBehind;
    m_sums.resize(out);
    m_weightScales.resize(out);
    m_correction.resize(padded);
    m_scales.resize(padded);
    m_bias.resize(padded);
    m_picture.resize(in * static_cast<size_t>(w.inputs()) + kBehind);
    m_outside.resize(in + kBehind);
    for (int64_t t = 0; t < w.taps(); ++t)
        for (int64_t y = 0; y < w.output[1]; ++y)
            for (int64_t x = 0; x < w.output[2]; ++x) {
                const int64_t iy = y * w.stride[1] - w.before[1] + t / w.kernel[2] * w.dilation[1],
                              ix = x * w.stride[2] - w.before[2] + t % w.kernel[2] * w.dilation[2];
                const bool inside = iy >= 0 && iy < w.input[1] && ix >= 0 && ix < w.input[2];
                m_rows.push_back(inside ? m_picture.data() + (iy * w.input[2] + ix) * s.inChannels : m_outside.data());
            }
}

void CodeConvolution::setWeights(const float* rounded, const quant::Quantizer& quantizer)
{
    const auto in = static_cast<size_t>(m_shape.inChannels), out = static_cast<size_t>(m_shape.outChannels),
               taps = static_cast<size_t>(m_shape.window.taps());
    constexpr float kRound = 12582912.0f; // 1.5·2^23: rounds what is nearly whole
    const size_t length = in * taps;
    for (size_t o = 0; o < out; ++o, rounded += length) {
        const auto scale = static_cast<float>(quantizer.scale(quantizer.scales.size() == 1 ? 0 : o));
        int8_t* codes = m_inFileOrder.data();
        int32_t sum = 0;
        for (size_t i = 0; i < length; ++i) {
            const auto code = static_cast<int32_t>((rounded[i] / scale + kRound) - kRound);
            codes[i] = static_cast<int8_t>(code);
            sum += code;
        }
        m_weightScales[o] = scale;
        m_sums[o] = sum;
        int8_t* to = m_codes.data() + o * length;
        for (size_t t = 0; t < taps; ++t)
            for (size_t k = 0; k < in; ++k)
                *to++ = codes[k * taps + t];
    }
    kernels::packPanels(m_panels, m_codes.data(), m_packed.data() + m_begin);
}

void CodeConvolution::forward(
    const float* x, const quant::Quantizer& quantizer, const float* bias, float lo, float hi, float* y)
{
    const auto& gemm = m_table.gemmU8S8;
    const ops::Window& w = m_shape.window;
    const int64_t out = m_shape.outChannels, pixels = w.outputs();
    // Codes begin at 0 here, whatever the format's begin at.
    const auto zero = static_cast<int32_t>(quantizer.zeroPoint(0) - quantizer.qmin);
    const auto scale = static_cast<float>(quantizer.scale(0));
    m_table.quantizeU8({x, static_cast<size_t>(w.inputs() * m_shape.inChannels), scale, zero, 0,
                           static_cast<int32_t>(quantizer.qmax - quantizer.qmin)},
        m_picture.data());
    std::ranges::fill(m_outside, static_cast<uint8_t>(zero));
    for (int64_t o = 0; o < out; ++o) {
        const auto i = static_cast<size_t>(o);
        m_correction[i] = -zero * m_sums[i];
        m_scales[i] = quant::rescalingFactor(static_cast<double>(scale), static_cast<double>(m_weightScales[i]));
        m_bias[i] = bias ? bias[o] : 0.0f;
    }
    kernels::IntTile tile {};
    tile.in.rowStride = static_cast<int>(pixels);
    tile.in.taps = m_panels.taps;
    tile.in.groups = (m_panels.depth + gemm.kGroup - 1) / gemm.kGroup;
    tile.store = kernels::Store::Float;
    tile.lo = lo;
    tile.hi = hi;
    tile.outStride = out;
    const int64_t parts = (pixels + gemm.mr - 1) / gemm.mr;
    for (int i = 0; i < kernels::panelCount(m_panels); ++i) {
        const auto panel = kernels::panelAt(m_panels, i);
        tile.in.panel = m_packed.data() + m_begin + panel.offset;
        tile.in.panelWidth = panel.width;
        tile.in.n = panel.columns;
        tile.correction = m_correction.data() + panel.firstColumn;
        tile.scale = m_scales.data() + panel.firstColumn;
        tile.bias = m_bias.data() + panel.firstColumn;
        for (int64_t part = 0; part < parts; ++part) {
            const int64_t first = part * pixels / parts, last = (part + 1) * pixels / parts;
            tile.in.rows = m_rows.data() + first;
            tile.in.m = static_cast<int>(last - first);
            tile.out = y + first * out + panel.firstColumn;
            gemm.run(tile);
        }
    }
}

void CodeConvolution::rounded(const quant::Quantizer& quantizer, float* to) const
{
    m_table.dequantizeU8(m_picture.data(), static_cast<size_t>(m_shape.window.inputs() * m_shape.inChannels),
        static_cast<float>(quantizer.scale(0)), static_cast<int32_t>(quantizer.zeroPoint(0) - quantizer.qmin), to);
}

size_t CodeConvolution::bytes() const
{
    return m_codes.size() + m_packed.size() + m_picture.size() + m_rows.size() * sizeof(void*);
}

} // namespace bitladder::train
