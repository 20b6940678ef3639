// The kernels: what every instruction set level offers, as one table of typed function pointers.
//
// A kernel computes one *tile*: up to `mr` rows of the output times one panel of up to `nr` columns, over the whole
// depth, and finishes it (bias, clamp, requantization) while it is still in registers. Blocking, threads and memory
// belong to the engine. Rows are given by pointers, one per tap and row, so that a matrix product (one tap) and a
// convolution (kh·kw taps, padding pointing at a row of zero points) are the same kernel and no im2col buffer exists.
//
// Shapes: a tile is C[m, n] = Σ_t Σ_k A_t[m, k] · W[n, t, k]; t runs over `taps`, k over the channels of one tap.
// Everything here is plain pointers and structs: the files that are compiled with instruction set flags include this
// header, <cstdint>, <cstddef> and <immintrin.h>, and nothing else.
#pragma once
#include "core/kernels/winograd.h"
#include "core/kernels/winograd_int.h"

#include <cstddef>
#include <cstdint>

namespace bitladder::kernels
{

// From the plainest to the fastest. A processor may lack one in the middle: AvxVnni is AVX2 with the dot product of
// bytes.
enum class Level : int { Scalar = 0, Avx2 = 1, AvxVnni = 2, Avx512 = 3 };
inline constexpr int kLevelCount = 4;

// Sums that need more than 64 bits (up to int64 · int64 over any depth that fits in memory). Scales are double, the
// exact 192-bit sum is rounded to double once. correction and rowCorrection are folded in by the caller as `offset`: Σ
// (a − offset)·w.
struct BigTile {
    TileInput in; // rows and panel hold int64, kGroup = 1
    int64_t offset; // zero point of the activations
    const double* scale; // [panelWidth]
    const double* bias; // [panelWidth]
    double lo, hi;
    double* out;
    ptrdiff_t outStride;
};

// One tile kernel and the shapes it wants. kGroup: consecutive k elements that lie together for one column.
template<typename Tile> struct TileKernel {
    const char* name = nullptr; // e.g. "gemm_u8s8_avx512"
    Level level = Level::Scalar; // the level it was written for (a table may hold a lower level's kernel)
    int mr = 0, nr = 0, narrowNr = 0, kGroup = 1;
    void (*run)(const Tile&) = nullptr;
    // Rows of bytes are given as words, see widenU8: for a level whose product of bytes is not exact.
    bool wordRows = false;
};

// Depthwise convolution on channels-last data: one row of `pixels` outputs.
// rows[p * taps + t] points at channel 0 of the input pixel of tap t for output p. Weights: [taps, channels].
struct DepthwiseF32 {
    const float* const* rows;
    int pixels, taps, channels;
    const float* weights;
    const float* bias; // [channels]
    float lo, hi;
    float* out;
    ptrdiff_t outStride; // elements from pixel to pixel
};
struct DepthwiseU8 {
    const uint8_t* const* rows;
    int pixels, taps, channels;
    const int16_t* weights; // [taps, channels], values −255 … 255
    const int32_t* correction; // [channels]: −zeroPoint · Σ_t w
    const float* scale;
    const float* bias;
    Store store; // Float, U8 or Raw
    SumBound range = SumBound::Any;
    float lo, hi;
    int32_t zero, qlo, qhi;
    void* out;
    ptrdiff_t outStride;
};

// Max pooling on channels-last data: out[p, c] starts as rows[p · taps][c] and takes x = rows[p · taps + t][c] for t =
// 1 … taps − 1 as m < x ? x : m, so that a NaN stays where it comes first and is passed over later. A tap may be given
// twice. taps ≥ 1.
template<typename T> struct MaxPool {
    const T* const* rows;
    int pixels, taps, channels;
    T* out; // [pixels, channels]
};

// Bit planes: one row is `words` 64-bit words. Binary: bit 1 is +1, bit 0 is −1; both sides' padding bits are 0, and
// `depth` counts the real elements of one tap: Σ = depth·taps − 2·popcount(a xor w).
// Ternary: the row holds, word by word, a pair (nonzero, negative); Σ = popcount(n) − 2·popcount(n & (sa xor sw)), n =
// na & nw. IntTile.in.groups counts words (binary) or pairs of words (ternary), kGroup = 1 or 2 words of 64 bits.

// q = clamp(rint(x / scale) + zero, qlo, qhi): a division in float32, rint half to even. NaN gives `zero` clamped.
struct QuantizeArgs {
    const float* x;
    size_t count;
    float scale;
    int32_t zero, qlo, qhi;
};

// A block of a sum of two pictures whose rows lie apart: y = clamp(a + b, lo, hi), stored as floats, as codes of
// QuantizeArgs, or both. Strides count elements from row to row. `sum` may be `a` or `b`.
struct SumBlock {
    const float* a;
    ptrdiff_t aStride;
    const float* b;
    ptrdiff_t bStride;
    int rows, columns;
    float lo, hi;
    float* sum; // null: not wanted
    uint8_t* codes; // null: not wanted
    ptrdiff_t outStride; // of both
    float scale; // from here on: of the codes
    int32_t zero, qlo, qhi;
};

// The transforms of F(m×m, 3×3), see winograd.h; the products between them are gemmF32's.
struct WinogradKernel {
    const char* name = nullptr;
    Level level = Level::Scalar;
    void (*input)(const WinogradInput&) = nullptr;
    void (*output)(const WinogradOutput&) = nullptr;
};

// The same in integers, see winograd_int.h; the products between them are gemmS16S16's.
struct IntegerWinogradKernel {
    const char* name = nullptr;
    Level level = Level::Scalar;
    void (*input)(const IntegerWinogradInput&) = nullptr;
    void (*output)(const IntegerWinogradOutput&) = nullptr;
};

struct KernelTable {
    Level level = Level::Scalar;

    TileKernel<FloatTile<float>> gemmF32;
    TileKernel<FloatTile<double>> gemmF64;
    TileKernel<FloatTile<float>>
        gemmBf16; // rows and panel hold bfloat16 pairs (kGroup 2); run is null where the CPU has none
    TileKernel<IntTile> gemmU8S8; // rows uint8 (or words, see wordRows), weights int8
    TileKernel<IntTile> gemmU8S7; // the same with weights of −64 … 63; run is null where that is no quicker
    // The same with weights that are kept in 4 bits (−8 … 7), 2 bits (−2 … 1) or 1 bit (+1, or −1 where it is set), see
    // packNarrow. The caller guarantees taps · depth ≤ kMaxNarrowDepth: weights may be multiplied in the upper bits of
    // a byte.
    TileKernel<IntTile> gemmU8S4, gemmU8S2, gemmU8S1;
    TileKernel<IntTile> gemmS16S16; // sums modulo 2^32: the caller guarantees that they fit int32, or wants them so
    TileKernel<WideTile> gemmS16S16Wide; // sums in int64
    TileKernel<WideTile> gemmS32S32; // the caller guarantees that the sum fits int64
    TileKernel<BigTile> gemmS64S64; // 192-bit sums
    TileKernel<IntTile> gemmBinary; // rows and panel uint64; in.taps·depth handled by the caller through `correction`:
        // the kernel returns s = −2·popcount + correction
    TileKernel<IntTile> gemmTernary; // rows and panel pairs of uint64

    void (*depthwiseF32)(const DepthwiseF32&) = nullptr; // acc from 0, fma in the order of taps, then + bias, clamp
    void (*depthwiseU8)(const DepthwiseU8&) = nullptr;
    WinogradKernel winograd2, winograd4;
    IntegerWinogradKernel integerWinograd2, integerWinograd4;

    void (*quantizeU8)(const QuantizeArgs&, uint8_t* out) = nullptr;
    void (*quantizeS16)(const QuantizeArgs&, int16_t* out) = nullptr;
    // out = (q − zero) · scale
    void (*dequantizeU8)(const uint8_t* q, size_t count, float scale, int32_t zero, float* out) = nullptr;
    void (*widenU8)(const uint8_t* in, size_t count, int16_t* out) = nullptr; // the same numbers in 16 bits
    // Bit i of word i/64 is x[i] >= 0 (binary), rows of `channels` padded with zero bits to whole words.
    void (*packBinary)(const float* x, size_t pixels, size_t channels, uint64_t* out) = nullptr;
    // Pairs (nonzero, negative) of rint(clamp(x / scale, −1, 1)).
    void (*packTernary)(const float* x, size_t pixels, size_t channels, float scale, uint64_t* out) = nullptr;

    void (*maxPoolU8)(const MaxPool<uint8_t>&) = nullptr;
    void (*maxPoolF32)(const MaxPool<float>&) = nullptr;
    // out = clamp(a + b, lo, hi); out may be a or b
    void (*addF32)(const float* a, const float* b, size_t count, float lo, float hi, float* out) = nullptr;
    void (*sumBlock)(const SumBlock&) = nullptr;
    // [rows, cols] → [cols, rows], used between channels-first and channels-last
    void (*transposeF32)(const float* in, size_t rows, size_t cols, float* out) = nullptr;
    void (*transposeU8)(const uint8_t* in, size_t rows, size_t cols, uint8_t* out) = nullptr; // quick for up to 3 rows
};

// The table of a level. Precondition: levelSupported(level).
const KernelTable& table(Level level);

// Packs weights into the panels that a kernel wants, one column block after another: all blocks are nr wide, the last
// one is narrowNr wide if what is left fits. Padding is zero.
struct PanelShape {
    int columns, taps, depth; // weights are given as [columns, taps, depth]
    int nr, narrowNr, kGroup;
};
struct PanelRef {
    size_t offset; // in elements
    int firstColumn, width, columns; // columns: how many of the width are real
};
int panelCount(const PanelShape& shape);
PanelRef panelAt(const PanelShape& shape, int index);
size_t panelElements(const PanelShape& shape); // of all panels together
template<typename T> void packPanels(const PanelShape& shape, const T* weights, T* out);

// Panels of narrow weights. A group is kGroup = 32/bits elements deep, 4 bytes a column: bits i·bits … of byte b hold
// the weight of depth 4·i + b as a two's complement number (1 bit: set for −1). One load and a few shifts thus give
// what groups of 4 int8 weights would. Sizes and offsets of the panel functions count weights: bytes are · bits / 8.
// Padding is a weight of 0, which one bit cannot say: with bits = 1 the depth must be a multiple of 32.
inline constexpr int kMaxNarrowDepth = 65536;
void packNarrow(const PanelShape& shape, int bits, const int8_t* weights, uint8_t* out);

// Endless-loop building blocks for measuring the peak of an operation at a level, by name: "float32", "float64",
// "bfloat16", "int16", "int8", "ternary", "binary"; and bytes by weights of 7 bits ("int7") or of 4 and fewer
// ("narrow"), where these have a quicker loop.
struct PeakLoop {
    const char* name;
    Level level;
    double macsPerIteration;
    void (*run)(int64_t iterations);
};
struct PeakList {
    const PeakLoop* loops;
    int count;
};
PeakList peakLoops(Level level);

// Reads memory from end to end with the level's widest loads and keeps nothing: how fast a cache or the main memory
// hands it on. bytes: a multiple of 512.
using ReadLoop = void (*)(const void* memory, size_t bytes);
ReadLoop readLoop(Level level);

} // namespace bitladder::kernels
