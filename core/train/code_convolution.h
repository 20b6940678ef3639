// Private to this room: convolutions of channels-last pictures that are rounded to codes of a byte, by weights that are
// too, with sums of integers as execution makes them: quicker than in float32, and exact. Forward alone; back goes
// picture_convolution.h, by the numbers that the codes stand for.
#pragma once
#include "core/kernels/dispatch.h"
#include "core/ops/convolution.h"
#include "core/quant/quantizer.h"

#include <memory>
#include <vector>

namespace bitladder::train
{

class CodeConvolution
{
public:
    static bool suits(const ops::ConvShape& shape, const quant::Quantizer& activations, const quant::Quantizer& weights,
        kernels::Level level = kernels::bestLevel());

    // Precondition: suits() for what it is used with.
    explicit CodeConvolution(const ops::ConvShape& shape, kernels::Level level = kernels::bestLevel());
    // Rounded weights, [outChannels, inChannels, taps].
    void setWeights(const float* rounded, const quant::Quantizer& quantizer);
    // y = clamp(Y + bias, lo, hi), Y of x as the quantizer rounds it. `bias`: [outChannels]; null: none.
    void forward(const float* x, const quant::Quantizer& quantizer, const float* bias, float lo, float hi, float* y);
    // What the last x was rounded to.
    void rounded(const quant::Quantizer& quantizer, float* to) const;
    size_t bytes() const;

private:
    ops::ConvShape m_shape;
    const kernels::KernelTable& m_table;
    kernels::PanelShape m_panels {};
    std::vector<int8_t> m_inFileOrder; // of one channel
    std::vector<int8_t> m_codes, m_packed; // weights, [out, taps, in], and in panels
    size_t m_begin = 0; // of the panels, aligned
    std::vector<int32_t> m_sums, m_correction; // Σ of a channel's codes; by panel column
    std::vector<float> m_weightScales, m_scales, m_bias;
    std::vector<uint8_t> m_picture, m_outside; // codes of x; a pixel outside
    std::vector<const void*> m_rows; // [taps, pixels]
};

} // namespace bitladder::train
