// Private to this room: convolutions of channels-last pictures, forward and back, by the kernels of this processor.
// Nothing is laid out as columns: kernels read windows through pointers. 3×3 kernels with stride 1 go by Winograd's
// algorithm in both directions where that takes fewer products; the gradient of the weights is added up in registers.
//
// Shapes: data [batch, pixels, inChannels], outputs [batch, pixels, outChannels], weights as in files, [outChannels,
// inChannels / groups, taps]. All float32. The same level gives the same bits; results differ from plain sums by their
// rounding (kernels/winograd.h has the bound).
#pragma once
#include "core/kernels/dispatch.h"
#include "core/kernels/training.h"
#include "core/ops/convolution.h"
#include "core/train/floats.h"

namespace bitladder::train
{

class PictureConvolution
{
public:
    enum class Back : unsigned char { Wanted, NotWanted }; // ∂loss/∂x

    // Two spatial axes at the most, and either no groups or one channel in and out for each.
    static bool suits(const ops::ConvShape& shape);

    // Precondition: suits(shape), and the processor has the level.
    PictureConvolution(const ops::ConvShape& shape, Back back, kernels::Level level = kernels::bestLevel());
    const ops::ConvShape& shape() const { return m_shape; }
    enum class Forward : unsigned char { Wanted, NotWanted };
    void setWeights(const float* weights, Forward forward = Forward::Wanted);
    // y = clamp(Y + bias, lo, hi). `bias`: [outChannels]; null: none.
    void forward(const float* x, const float* bias, float lo, float hi, float* y);
    void toInput(const float* dy, float* dx); // ∂loss/∂x; what stands there is lost
    void toWeights(const float* x, const float* dy); // adds to what it has
    void collect(float* dw); // adds what it has to ∂loss/∂weights, and begins anew
    size_t bytes() const;

private:
    // Weights of a product, packed: [taps, depth] rows of `columns`.
    struct Packed {
        kernels::PanelShape shape {};
        Floats panels;
    };
    // Which pixels a pixel of the result is made from.
    struct Product {
        // [taps, pixels], of depthwise convolutions [pixels, taps]; −1: outside.
        std::vector<int32_t> from;
        std::vector<int> taps; // of the kernel, in the order of `from`
        struct Line {
            int64_t first, count; // pixels
            int64_t to; // the first's place among the pixels of the whole result
        };
        std::vector<Line> lines;
        int64_t step = 1; // from pixel to pixel of a line, in pixels of the whole result
        int64_t pixels = 0;
        Packed weights;
        std::vector<const void*> rows; // `from` as pointers into `base`
        const float* base = nullptr;
    };
    struct Winograd {
        int m = 0; // 0: not used
        int64_t channels = 0, columns = 0; // of the pixels read and of those made
        ops::Triple in {}, out {};
        int64_t before[2] {}; // padding
        Packed weights;
        std::vector<const float*> pixels;
        const float* base = nullptr;
    };
    struct Ends {
        const float* bias;
        float lo, hi;
    };

    bool depthwise() const { return m_shape.groups > 1; }
    Winograd winograd(bool back) const;
    void planForward();
    void planBack();
    void packWinograd(Winograd& way, const float* taps, int64_t kernelStep, int64_t tapStride);
    void point(Product& product, const float* base, int64_t channels) const;
    void multiply(Product& product, const float* from, int64_t depth, const Ends& ends, float* to, int64_t columns);
    void slide(Product& product, const float* from, const Ends& ends, float* to);
    void point(Winograd& way, const float* base) const;
    void transform(Winograd& way, const float* from, const Ends& ends, float* to);
    void gather(const float* x, const float* dy); // ∂loss/∂weights by Winograd's algorithm
    void gatherTaps(const float* x, const float* dy); // … and by plain sums

    ops::ConvShape m_shape;
    Back m_wanted;
    const kernels::KernelTable& m_table;
    const kernels::TrainingKernels& m_training;
    Product m_forward;
    std::vector<Product> m_back; // by place within a stride
    Winograd m_winogradForward, m_winogradBack;
    Floats m_zeros; // a pixel outside, and a bias
    Floats m_bias;
    Floats m_gradient; // [taps, in, out], or [taps, channels]
    Floats m_positions; // ∂U, [positions, in, out]; empty: not used
    bool m_gathersPositions = false;
    bool m_gathered = false; // something stands there
    Floats m_turned, m_scratch;
    std::vector<kernels::OuterSegment> m_segments;
};

} // namespace bitladder::train
