// The scalar kernels that work element by element or channel by channel: the definition for every other level.
#include "core/kernels/epilogue_scalar.h"
#include "core/kernels/kernel_sets.h"

namespace bitladder::kernels::detail
{

namespace
{

void depthwiseF32(const DepthwiseF32& d)
{
    for (int p = 0; p < d.pixels; ++p) {
        const float* const* rows = d.rows + static_cast<size_t>(p) * d.taps;
        for (int c = 0; c < d.channels; ++c) {
            float acc = 0;
            for (int t = 0; t < d.taps; ++t)
                acc = __builtin_fmaf(rows[t][c], d.weights[static_cast<size_t>(t) * d.channels + c], acc);
            d.out[p * d.outStride + c] = clampLikeTheContract(acc + d.bias[c], d.lo, d.hi);
        }
    }
}

void depthwiseU8(const DepthwiseU8& d)
{
    for (int p = 0; p < d.pixels; ++p) {
        const uint8_t* const* rows = d.rows + static_cast<size_t>(p) * d.taps;
        for (int c = 0; c < d.channels; ++c) {
            int32_t acc = d.correction[c];
            for (int t = 0; t < d.taps; ++t)
                acc = wrappingAdd(acc, rows[t][c] * d.weights[static_cast<size_t>(t) * d.channels + c]);
            storeSum(d, p * d.outStride + c, c, acc);
        }
    }
}

template<typename Code> void quantize(const QuantizeArgs& args, Code* out)
{
    const int32_t nan = clampLikeTheContract(args.zero, args.qlo, args.qhi);
    for (size_t i = 0; i < args.count; ++i)
        out[i] = static_cast<Code>(codeOf(args.x[i] / args.scale, args.zero, args.qlo, args.qhi, nan));
}

void dequantizeU8(const uint8_t* q, size_t count, float scale, int32_t zero, float* out)
{
    for (size_t i = 0; i < count; ++i)
        out[i] = static_cast<float>(q[i] - zero) * scale;
}

void widenU8(const uint8_t* in, size_t count, int16_t* out)
{
    for (size_t i = 0; i < count; ++i)
        out[i] = in[i];
}

void packBinary(const float* x, size_t pixels, size_t channels, uint64_t* out)
{
    const size_t words = (channels + 63) / 64;
    for (size_t p = 0; p < pixels; ++p, x += channels, out += words) {
        for (size_t w = 0; w < words; ++w) {
            uint64_t bits = 0;
            for (size_t c = w * 64; c < channels && c < w * 64 + 64; ++c)
                bits |= static_cast<uint64_t>(x[c] >= 0) << (c % 64);
            out[w] = bits;
        }
    }
}

// rint(clamp(q, −1, 1)) is not zero exactly where |q| > 0.5: the tie goes to the even 0. A NaN gives 0.
void packTernary(const float* x, size_t pixels, size_t channels, float scale, uint64_t* out)
{
    const size_t words = (channels + 63) / 64;
    for (size_t p = 0; p < pixels; ++p, x += channels, out += 2 * words) {
        for (size_t w = 0; w < words; ++w) {
            uint64_t nonzero = 0;
            uint64_t negative = 0;
            for (size_t c = w * 64; c < channels && c < w * 64 + 64; ++c) {
                const float q = x[c] / scale;
                nonzero |= static_cast<uint64_t>(q > 0.5f || q < -0.5f) << (c % 64);
                negative |= static_cast<uint64_t>(q < -0.5f) << (c % 64);
            }
            out[2 * w] = nonzero;
            out[2 * w + 1] = negative;
        }
    }
}

template<typename T> void maxPool(const MaxPool<T>& pool)
{
    for (int p = 0; p < pool.pixels; ++p) {
        const T* const* rows = pool.rows + static_cast<ptrdiff_t>(p) * pool.taps;
        T* out = pool.out + static_cast<ptrdiff_t>(p) * pool.channels;
        for (int c = 0; c < pool.channels; ++c) {
            T m = rows[0][c];
            for (int t = 1; t < pool.taps; ++t)
                m = m < rows[t][c] ? rows[t][c] : m;
            out[c] = m;
        }
    }
}

void addF32(const float* a, const float* b, size_t count, float lo, float hi, float* out)
{
    for (size_t i = 0; i < count; ++i)
        out[i] = clampLikeTheContract(a[i] + b[i], lo, hi);
}

void sumBlock(const SumBlock& s)
{
    const int32_t nan = clampLikeTheContract(s.zero, s.qlo, s.qhi);
    for (int r = 0; r < s.rows; ++r) {
        for (int c = 0; c < s.columns; ++c) {
            const float y = clampLikeTheContract(s.a[r * s.aStride + c] + s.b[r * s.bStride + c], s.lo, s.hi);
            const ptrdiff_t at = r * s.outStride + c;
            if (s.sum) s.sum[at] = y;
            if (s.codes) s.codes[at] = static_cast<uint8_t>(codeOf(y / s.scale, s.zero, s.qlo, s.qhi, nan));
        }
    }
}

template<typename T> void transpose(const T* in, size_t rows, size_t cols, T* out)
{
    constexpr size_t kBlock = 16; // so that both sides stay in the first cache
    for (size_t r0 = 0; r0 < rows; r0 += kBlock)
        for (size_t c0 = 0; c0 < cols; c0 += kBlock)
            for (size_t c = c0; c < cols && c < c0 + kBlock; ++c)
                for (size_t r = r0; r < rows && r < r0 + kBlock; ++r)
                    out[c * rows + r] = in[r * cols + c];
}

} // namespace

void setElementwiseScalar(KernelTable& table)
{
    table.depthwiseF32 = depthwiseF32;
    table.depthwiseU8 = depthwiseU8;
    table.quantizeU8 = quantize<uint8_t>;
    table.quantizeS16 = quantize<int16_t>;
    table.dequantizeU8 = dequantizeU8;
    table.widenU8 = widenU8;
    table.packBinary = packBinary;
    table.packTernary = packTernary;
    table.maxPoolU8 = maxPool<uint8_t>;
    table.maxPoolF32 = maxPool<float>;
    table.addF32 = addF32;
    table.sumBlock = sumBlock;
    table.transposeF32 = transpose<float>;
    table.transposeU8 = transpose<uint8_t>;
}

} // namespace bitladder::kernels::detail
