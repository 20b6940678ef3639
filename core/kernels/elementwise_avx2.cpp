// Element by element work, eight floats or 32 bytes at a time; the rest goes through a small buffer and the same code.
#include "core/kernels/epilogue_avx2.h"
#include "core/kernels/kernel_sets.h"

namespace bitladder::kernels::detail
{

namespace
{

int upTo8(size_t left)
{
    return left >= 8 ? 8 : static_cast<int>(left);
}

__m256 loadFloats(const float* p, int count)
{
    if (count == 8) return _mm256_loadu_ps(p);
    alignas(32) float few[8] = {};
    copyFew(p, count, few);
    return _mm256_load_ps(few);
}

struct Codes {
    __m256 scale;
    __m256i zero, qlo, qhi, nan;

    explicit Codes(const QuantizeArgs& args)
        : scale(_mm256_set1_ps(args.scale))
        , zero(_mm256_set1_epi32(args.zero))
        , qlo(_mm256_set1_epi32(args.qlo))
        , qhi(_mm256_set1_epi32(args.qhi))
        , nan(_mm256_min_epi32(qhi, _mm256_max_epi32(qlo, zero)))
    {
    }
    __m256i of(__m256 x) const
    {
        const __m256 y = _mm256_div_ps(x, scale);
        const __m256i isNan = _mm256_castps_si256(_mm256_cmp_ps(y, y, _CMP_UNORD_Q));
        // Clamping before the conversion gives the same integers: the limits are whole numbers.
        const __m256 inRange
            = _mm256_min_ps(_mm256_set1_ps(1073741824.0f), _mm256_max_ps(_mm256_set1_ps(-1073741824.0f), y));
        const __m256i q = _mm256_add_epi32(_mm256_cvtps_epi32(inRange), zero);
        return _mm256_blendv_epi8(_mm256_min_epi32(qhi, _mm256_max_epi32(qlo, q)), nan, isNan);
    }
};

void quantizeU8(const QuantizeArgs& args, uint8_t* out)
{
    const Codes codes(args);
    for (size_t i = 0; i < args.count; i += 8) {
        const int count = upTo8(args.count - i);
        storeBytes(out + i, codes.of(loadFloats(args.x + i, count)), count);
    }
}

void quantizeS16(const QuantizeArgs& args, int16_t* out)
{
    const Codes codes(args);
    for (size_t i = 0; i < args.count; i += 8) {
        const int count = upTo8(args.count - i);
        storeWords(out + i, codes.of(loadFloats(args.x + i, count)), count);
    }
}

void widenU8(const uint8_t* in, size_t count, int16_t* out)
{
    size_t i = 0;
    for (; i + 16 <= count; i += 16)
        _mm256_storeu_si256(reinterpret_cast<__m256i*>(out + i),
            _mm256_cvtepu8_epi16(_mm_loadu_si128(reinterpret_cast<const __m128i*>(in + i))));
    for (; i < count; ++i)
        out[i] = in[i];
}

void dequantizeU8(const uint8_t* q, size_t count, float scale, int32_t zero, float* out)
{
    const __m256 s = _mm256_set1_ps(scale);
    const __m256i z = _mm256_set1_epi32(zero);
    for (size_t i = 0; i < count; i += 8) {
        const int lanes = upTo8(count - i);
        alignas(8) uint8_t few[8] = {};
        const uint8_t* from = q + i;
        if (lanes < 8) {
            copyFew(from, lanes, few);
            from = few;
        }
        const __m256i codes = _mm256_cvtepu8_epi32(_mm_loadl_epi64(reinterpret_cast<const __m128i*>(from)));
        storeFloats(out + i, _mm256_mul_ps(_mm256_cvtepi32_ps(_mm256_sub_epi32(codes, z)), s), lanes);
    }
}

// The sign bits of a comparison, only of the lanes that exist.
uint64_t bitsOf(__m256 comparison, int count)
{
    return static_cast<uint64_t>(_mm256_movemask_ps(comparison)) & ((1u << count) - 1);
}

void packBinary(const float* x, size_t pixels, size_t channels, uint64_t* out)
{
    for (size_t p = 0; p < pixels; ++p, x += channels) {
        for (size_t c = 0; c < channels; c += 64) {
            uint64_t bits = 0;
            for (size_t part = 0; part < 64 && c + part < channels; part += 8) {
                const int count = upTo8(channels - c - part);
                const __m256 v = loadFloats(x + c + part, count);
                bits |= bitsOf(_mm256_cmp_ps(v, _mm256_setzero_ps(), _CMP_GE_OQ), count) << part;
            }
            *out++ = bits;
        }
    }
}

void packTernary(const float* x, size_t pixels, size_t channels, float scale, uint64_t* out)
{
    const __m256 s = _mm256_set1_ps(scale);
    for (size_t p = 0; p < pixels; ++p, x += channels) {
        for (size_t c = 0; c < channels; c += 64) {
            uint64_t positive = 0;
            uint64_t negative = 0;
            for (size_t part = 0; part < 64 && c + part < channels; part += 8) {
                const int count = upTo8(channels - c - part);
                const __m256 v = _mm256_div_ps(loadFloats(x + c + part, count), s);
                positive |= bitsOf(_mm256_cmp_ps(v, _mm256_set1_ps(0.5f), _CMP_GT_OQ), count) << part;
                negative |= bitsOf(_mm256_cmp_ps(v, _mm256_set1_ps(-0.5f), _CMP_LT_OQ), count) << part;
            }
            *out++ = positive | negative;
            *out++ = negative;
        }
    }
}

void maxPoolU8(const MaxPool<uint8_t>& pool)
{
    const auto load = [](const uint8_t* p) { return _mm256_loadu_si256(reinterpret_cast<const __m256i*>(p)); };
    const uint8_t* const* rows = pool.rows;
    uint8_t* out = pool.out;
    for (int p = 0; p < pool.pixels; ++p, rows += pool.taps, out += pool.channels) {
        int c = 0;
        for (; c + 32 <= pool.channels; c += 32) {
            __m256i m = load(rows[0] + c);
            for (int t = 1; t < pool.taps; ++t)
                m = _mm256_max_epu8(m, load(rows[t] + c));
            _mm256_storeu_si256(reinterpret_cast<__m256i*>(out + c), m);
        }
        for (; c < pool.channels; ++c) {
            uint8_t m = rows[0][c];
            for (int t = 1; t < pool.taps; ++t)
                m = m < rows[t][c] ? rows[t][c] : m;
            out[c] = m;
        }
    }
}

// max(x, m) is x > m ? x : m, which keeps m when one of them is a NaN.
void maxPoolF32(const MaxPool<float>& pool)
{
    const float* const* rows = pool.rows;
    float* out = pool.out;
    for (int p = 0; p < pool.pixels; ++p, rows += pool.taps, out += pool.channels) {
        for (int c = 0; c < pool.channels; c += 8) {
            const int lanes = upTo8(static_cast<size_t>(pool.channels - c));
            __m256 m = loadFloats(rows[0] + c, lanes);
            for (int t = 1; t < pool.taps; ++t)
                m = _mm256_max_ps(loadFloats(rows[t] + c, lanes), m);
            storeFloats(out + c, m, lanes);
        }
    }
}

// Three rows, a picture's colours, become triples: each third of 16 triples takes its bytes from every row by a
// shuffle.
void interleave3(const uint8_t* in, size_t cols, uint8_t* out)
{
    const auto load = [](const uint8_t* p) { return _mm_loadu_si128(reinterpret_cast<const __m128i*>(p)); };
    alignas(16) int8_t order[3][3][16]; // [third][row][byte]: the byte's column, or none
    for (int third = 0; third < 3; ++third)
        for (int row = 0; row < 3; ++row)
            for (int i = 0; i < 16; ++i)
                order[third][row][i] = static_cast<int8_t>((third * 16 + i) % 3 == row ? (third * 16 + i) / 3 : -1);
    size_t c = 0;
    for (; c + 16 <= cols; c += 16) {
        const __m128i x[3] = {load(in + c), load(in + cols + c), load(in + 2 * cols + c)};
        for (int third = 0; third < 3; ++third) {
            __m128i bytes = _mm_setzero_si128();
            for (int row = 0; row < 3; ++row)
                bytes = _mm_or_si128(bytes,
                    _mm_shuffle_epi8(x[row], _mm_load_si128(reinterpret_cast<const __m128i*>(order[third][row]))));
            _mm_storeu_si128(reinterpret_cast<__m128i*>(out + 3 * c + third * 16), bytes);
        }
    }
    for (; c < cols; ++c)
        for (size_t row = 0; row < 3; ++row)
            out[3 * c + row] = in[row * cols + c];
}

void transposeU8(const uint8_t* in, size_t rows, size_t cols, uint8_t* out)
{
    if (rows == 3) return interleave3(in, cols, out);
    constexpr size_t kBlock = 32; // so that both sides stay in the first cache
    for (size_t r0 = 0; r0 < rows; r0 += kBlock)
        for (size_t c0 = 0; c0 < cols; c0 += kBlock)
            for (size_t c = c0; c < cols && c < c0 + kBlock; ++c)
                for (size_t r = r0; r < rows && r < r0 + kBlock; ++r)
                    out[c * rows + r] = in[r * cols + c];
}

void addF32(const float* a, const float* b, size_t count, float lo, float hi, float* out)
{
    const __m256 l = _mm256_set1_ps(lo);
    const __m256 h = _mm256_set1_ps(hi);
    for (size_t i = 0; i < count; i += 8) {
        const int lanes = upTo8(count - i);
        const __m256 sum = _mm256_add_ps(loadFloats(a + i, lanes), loadFloats(b + i, lanes));
        storeFloats(out + i, _mm256_min_ps(h, _mm256_max_ps(l, sum)), lanes);
    }
}

void sumBlock(const SumBlock& s)
{
    const Codes codes({nullptr, 0, s.scale, s.zero, s.qlo, s.qhi});
    const __m256 l = _mm256_set1_ps(s.lo);
    const __m256 h = _mm256_set1_ps(s.hi);
    for (int r = 0; r < s.rows; ++r) {
        const float* a = s.a + r * s.aStride;
        const float* b = s.b + r * s.bStride;
        const ptrdiff_t row = r * s.outStride;
        for (int c = 0; c < s.columns; c += 8) {
            const int lanes = upTo8(static_cast<size_t>(s.columns - c));
            const __m256 sum = _mm256_add_ps(loadFloats(a + c, lanes), loadFloats(b + c, lanes));
            const __m256 y = _mm256_min_ps(h, _mm256_max_ps(l, sum));
            if (s.sum) storeFloats(s.sum + row + c, y, lanes);
            if (s.codes) storeBytes(s.codes + row + c, codes.of(y), lanes);
        }
    }
}

// A full block of 8 x 8, in registers.
void transposeBlock(const float* in, size_t inStride, float* out, size_t outStride)
{
    __m256 r[8];
    __m256 s[8];
#pragma GCC unroll 8
    for (int i = 0; i < 8; ++i)
        r[i] = _mm256_loadu_ps(in + i * inStride);
#pragma GCC unroll 4
    for (int i = 0; i < 8; i += 2) {
        s[i] = _mm256_unpacklo_ps(r[i], r[i + 1]);
        s[i + 1] = _mm256_unpackhi_ps(r[i], r[i + 1]);
    }
#pragma GCC unroll 2
    for (int i = 0; i < 8; i += 4) { // r[i + j]: columns j and j + 4 of rows i … i + 3
        r[i] = _mm256_shuffle_ps(s[i], s[i + 2], 0x44);
        r[i + 1] = _mm256_shuffle_ps(s[i], s[i + 2], 0xee);
        r[i + 2] = _mm256_shuffle_ps(s[i + 1], s[i + 3], 0x44);
        r[i + 3] = _mm256_shuffle_ps(s[i + 1], s[i + 3], 0xee);
    }
#pragma GCC unroll 4
    for (int j = 0; j < 4; ++j) {
        _mm256_storeu_ps(out + j * outStride, _mm256_permute2f128_ps(r[j], r[4 + j], 0x20));
        _mm256_storeu_ps(out + (4 + j) * outStride, _mm256_permute2f128_ps(r[j], r[4 + j], 0x31));
    }
}

void transposeF32(const float* in, size_t rows, size_t cols, float* out)
{
    for (size_t r = 0; r < rows; r += 8) {
        for (size_t c = 0; c < cols; c += 8) {
            const float* from = in + r * cols + c;
            float* to = out + c * rows + r;
            if (r + 8 <= rows && c + 8 <= cols) {
                transposeBlock(from, cols, to, rows);
                continue;
            }
            for (int i = 0; i < upTo8(rows - r); ++i)
                for (int j = 0; j < upTo8(cols - c); ++j)
                    to[j * rows + i] = from[i * cols + j];
        }
    }
}

} // namespace

void setElementwiseAvx2(KernelTable& table)
{
    table.quantizeU8 = quantizeU8;
    table.quantizeS16 = quantizeS16;
    table.dequantizeU8 = dequantizeU8;
    table.widenU8 = widenU8;
    table.packBinary = packBinary;
    table.packTernary = packTernary;
    table.maxPoolU8 = maxPoolU8;
    table.maxPoolF32 = maxPoolF32;
    table.addF32 = addF32;
    table.sumBlock = sumBlock;
    table.transposeF32 = transposeF32;
    table.transposeU8 = transposeU8;
}

} // namespace bitladder::kernels::detail
