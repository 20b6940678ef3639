// What training needs besides the tables of kernels.h: gradients, and passes over values that are walked through once.
// As there, plain pointers and structs only, and one set of functions for each level. All values are float32. Sums are
// made in another order on each level, so that results differ by their rounding; the same level gives the same bits.
#pragma once
#include "core/kernels/kernels.h"

namespace bitladder::kernels
{

// c[r, j] += Σ over the segments, in order, and within each over k in order, of a[k, r] · b[k, j]. With channels-last
// pictures the gradient of one tap of a convolution's weights is this, with a segment for each row of pixels: nothing
// is laid out anew.
struct OuterSegment {
    const float* a; // [count] rows, aStep elements apart
    const float* b; // [count] rows, bStep elements apart
    int count;
};
struct OuterTile {
    const OuterSegment* segments;
    int segmentCount;
    ptrdiff_t aStep, bStep;
    int m, n; // 1 … outerRows, 1 … outerColumns
    float* c;
    ptrdiff_t cStride;
};

// dw[t, c] += Σ over pixels of rows[p · taps + t][c] · dy[p, c], see DepthwiseF32.
struct DepthwiseWeights {
    const float* const* rows;
    int pixels, taps, channels;
    const float* dy; // [pixels, channels]
    float* dw; // [taps, channels]
};

// x̂ = clamp(rint(x / scale), low, high) · scale; rint half to even, NaN gives 0; |low|, |high| < 2^22.
struct RoundPass {
    const float* x;
    size_t count;
    float scale, low, high;
    float* out;
};

enum class Into : int { Set, Add };

// Back through a rounding: into = (or +=) low ≤ x ≤ high ? gradient : 0. Returns Σ gradient · slope, where slope is x̂
// outside and kept · (x̂ − x), or x̂ where `signs` says so, inside.
struct ThroughPass {
    const float *x, *rounded, *gradient;
    size_t count;
    float low, high, kept;
    enum class Inside : int { Difference, Value } inside;
    float* into; // null: not wanted
    Into how;
};

// The slopes of ThroughPass by themselves. `out` may be `rounded`.
struct SlopePass {
    const float *x, *rounded;
    size_t count;
    float low, high, kept;
    ThroughPass::Inside inside;
    float* out;
};

// Of a layer's output, [pixels, channels]: dy becomes 0 where y ≤ lo or y ≥ hi; then sums[c] += Σ dy. Without `y`
// nothing becomes 0; without `sums` there are none.
struct LimitPass {
    const float* y;
    float* dy;
    size_t pixels, channels;
    float lo, hi;
    float* sums;
};

// G g Gᵀ of many kernels at once, see winograd.h. Tap t of kernel i is taps[t · tapStride + i]; position p of the
// result goes to out[p · positionStride + i].
struct WinogradWeightsPass {
    const float* taps;
    ptrdiff_t tapStride;
    int count;
    const float (*g)[3]; // [n]
    int n; // 4 or 6
    float* out;
    ptrdiff_t positionStride;
};

// The way back of winograd.h's algorithm to the weights: with V = Bᵀ d B of the inputs and D = A ∂Y Aᵀ of what the
// outputs' gradient is, ∂U = Σ over tiles of V ⊙ D, channel by channel, and ∂g = Gᵀ ∂U G.
//
// One tile's D: out[p · matrixStride + c]. Of ∂Y only rows · columns exist, dy[i · rowStride + j · pixelStride + c].
struct WinogradGradientTile {
    const float* dy;
    ptrdiff_t rowStride, pixelStride;
    int rows, columns; // 1 … m
    int channels;
    float* out;
    ptrdiff_t matrixStride;
};
// ∂g of many kernels at once: position p of ∂U of kernel i is positions[p · positionStride + i], tap t is added to
// taps[t · tapStride + i].
struct WinogradGradientPass {
    const float* positions;
    ptrdiff_t positionStride;
    int count;
    const float (*g)[3]; // [n]
    int n; // 4 or 6
    float* taps;
    ptrdiff_t tapStride;
};

struct TrainingKernels {
    Level level = Level::Scalar;
    int outerRows = 0, outerColumns = 0;
    void (*outer)(const OuterTile&) = nullptr;
    void (*depthwiseWeights)(const DepthwiseWeights&) = nullptr;
    void (*round)(const RoundPass&) = nullptr;
    double (*through)(const ThroughPass&) = nullptr;
    void (*slopes)(const SlopePass&) = nullptr;
    void (*limit)(const LimitPass&) = nullptr;
    void (*relu)(const float* from, size_t count, float* to) = nullptr; // to = max(from, 0); a NaN stays one
    void (*add)(const float* from, size_t count, float* to) = nullptr; // to += from
    void (*winogradWeights)(const WinogradWeightsPass&) = nullptr;
    void (*winogradGradient2)(const WinogradGradientTile&) = nullptr; // of m = 2, and of m = 4
    void (*winogradGradient4)(const WinogradGradientTile&) = nullptr;
    void (*winogradGradient)(const WinogradGradientPass&) = nullptr;
};

// Precondition: levelSupported(level).
const TrainingKernels& trainingKernels(Level level);

namespace detail
{

// As in kernel_sets.h.
void setTrainingScalar(TrainingKernels& kernels);
void setTrainingAvx2(TrainingKernels& kernels);
void setTrainingAvx512(TrainingKernels& kernels);
void setOuterAvx2(TrainingKernels& kernels);
void setOuterAvx512(TrainingKernels& kernels);

} // namespace detail

} // namespace bitladder::kernels
