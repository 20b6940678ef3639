// Element by element work, 16 floats or 64 bytes at a time; the rest with masks.
#include "core/kernels/epilogue_avx512.h"
#include "core/kernels/kernel_sets.h"

namespace bitladder::kernels::detail
{

namespace
{

__mmask64 firstLanes64(size_t count)
{
    return count >= 64 ? ~0ull : (1ull << count) - 1;
}

int upTo16(size_t left)
{
    return left >= 16 ? 16 : static_cast<int>(left);
}

struct Codes {
    __m512 scale;
    __m512i zero, qlo, qhi, nan;

    explicit Codes(const QuantizeArgs& args)
        : scale(_mm512_set1_ps(args.scale))
        , zero(_mm512_set1_epi32(args.zero))
        , qlo(_mm512_set1_epi32(args.qlo))
        , qhi(_mm512_set1_epi32(args.qhi))
        , nan(_mm512_min_epi32(qhi, _mm512_max_epi32(qlo, zero)))
    {
    }
    __m512i of(__m512 x) const
    {
        const __m512 y = _mm512_div_ps(x, scale);
        const __mmask16 isNan = _mm512_cmp_ps_mask(y, y, _CMP_UNORD_Q);
        // Clamping before the conversion gives the same integers: the limits are whole numbers.
        const __m512 inRange
            = _mm512_min_ps(_mm512_set1_ps(1073741824.0f), _mm512_max_ps(_mm512_set1_ps(-1073741824.0f), y));
        const __m512i q = _mm512_add_epi32(_mm512_cvtps_epi32(inRange), zero);
        return _mm512_mask_mov_epi32(_mm512_min_epi32(qhi, _mm512_max_epi32(qlo, q)), isNan, nan);
    }
};

void quantizeU8(const QuantizeArgs& args, uint8_t* out)
{
    const Codes codes(args);
    size_t i = 0;
    for (; i + 16 <= args.count; i += 16)
        _mm_storeu_si128(
            reinterpret_cast<__m128i*>(out + i), _mm512_cvtepi32_epi8(codes.of(_mm512_loadu_ps(args.x + i))));
    const __mmask16 mask = firstLanes16(static_cast<int>(args.count - i));
    if (mask)
        _mm_mask_storeu_epi8(out + i, mask, _mm512_cvtepi32_epi8(codes.of(_mm512_maskz_loadu_ps(mask, args.x + i))));
}

void quantizeS16(const QuantizeArgs& args, int16_t* out)
{
    const Codes codes(args);
    size_t i = 0;
    for (; i + 16 <= args.count; i += 16)
        _mm256_storeu_si256(
            reinterpret_cast<__m256i*>(out + i), _mm512_cvtepi32_epi16(codes.of(_mm512_loadu_ps(args.x + i))));
    const __mmask16 mask = firstLanes16(static_cast<int>(args.count - i));
    if (mask)
        _mm256_mask_storeu_epi16(
            out + i, mask, _mm512_cvtepi32_epi16(codes.of(_mm512_maskz_loadu_ps(mask, args.x + i))));
}

void dequantizeU8(const uint8_t* q, size_t count, float scale, int32_t zero, float* out)
{
    const __m512 s = _mm512_set1_ps(scale);
    const __m512i z = _mm512_set1_epi32(zero);
    const auto values = [&](__m128i codes) {
        return _mm512_mul_ps(_mm512_cvtepi32_ps(_mm512_sub_epi32(_mm512_cvtepu8_epi32(codes), z)), s);
    };
    size_t i = 0;
    for (; i + 16 <= count; i += 16)
        _mm512_storeu_ps(out + i, values(_mm_loadu_si128(reinterpret_cast<const __m128i*>(q + i))));
    const __mmask16 mask = firstLanes16(static_cast<int>(count - i));
    if (mask) _mm512_mask_storeu_ps(out + i, mask, values(_mm_maskz_loadu_epi8(mask, q + i)));
}

void packBinary(const float* x, size_t pixels, size_t channels, uint64_t* out)
{
    for (size_t p = 0; p < pixels; ++p, x += channels) {
        for (size_t c = 0; c < channels; c += 64) {
            uint64_t bits = 0;
            for (size_t part = 0; part < 64 && c + part < channels; part += 16) {
                const __mmask16 mask = firstLanes16(upTo16(channels - c - part));
                const __m512 v = _mm512_maskz_loadu_ps(mask, x + c + part);
                bits |= static_cast<uint64_t>(_mm512_mask_cmp_ps_mask(mask, v, _mm512_setzero_ps(), _CMP_GE_OQ))
                    << part;
            }
            *out++ = bits;
        }
    }
}

void packTernary(const float* x, size_t pixels, size_t channels, float scale, uint64_t* out)
{
    const __m512 s = _mm512_set1_ps(scale);
    for (size_t p = 0; p < pixels; ++p, x += channels) {
        for (size_t c = 0; c < channels; c += 64) {
            uint64_t positive = 0;
            uint64_t negative = 0;
            for (size_t part = 0; part < 64 && c + part < channels; part += 16) {
                const __mmask16 mask = firstLanes16(upTo16(channels - c - part));
                const __m512 v = _mm512_div_ps(_mm512_maskz_loadu_ps(mask, x + c + part), s);
                positive |= static_cast<uint64_t>(_mm512_mask_cmp_ps_mask(mask, v, _mm512_set1_ps(0.5f), _CMP_GT_OQ))
                    << part;
                negative |= static_cast<uint64_t>(_mm512_mask_cmp_ps_mask(mask, v, _mm512_set1_ps(-0.5f), _CMP_LT_OQ))
                    << part;
            }
            *out++ = positive | negative;
            *out++ = negative;
        }
    }
}

// Channels c … of all pixels, so many vectors at a time.
template<int kVectors> void maxPoolFrom(const MaxPool<uint8_t>& pool, int c, __mmask64 mask)
{
    uint8_t* out = pool.out + c;
    const uint8_t* const* rows = pool.rows;
    for (int p = 0; p < pool.pixels; ++p, rows += pool.taps, out += pool.channels) {
        __m512i m[kVectors];
        for (int v = 0; v < kVectors; ++v)
            m[v] = _mm512_maskz_loadu_epi8(mask, rows[0] + c + v * 64);
        for (int t = 1; t < pool.taps; ++t)
            for (int v = 0; v < kVectors; ++v)
                m[v] = _mm512_max_epu8(m[v], _mm512_maskz_loadu_epi8(mask, rows[t] + c + v * 64));
        for (int v = 0; v < kVectors; ++v)
            _mm512_mask_storeu_epi8(out + v * 64, mask, m[v]);
    }
}

// max(x, m) is x > m ? x : m, which keeps m when one of them is a NaN.
template<int kVectors> void maxPoolFrom(const MaxPool<float>& pool, int c, __mmask16 mask)
{
    float* out = pool.out + c;
    const float* const* rows = pool.rows;
    for (int p = 0; p < pool.pixels; ++p, rows += pool.taps, out += pool.channels) {
        __m512 m[kVectors];
        for (int v = 0; v < kVectors; ++v)
            m[v] = _mm512_maskz_loadu_ps(mask, rows[0] + c + v * 16);
        for (int t = 1; t < pool.taps; ++t)
            for (int v = 0; v < kVectors; ++v)
                m[v] = _mm512_max_ps(_mm512_maskz_loadu_ps(mask, rows[t] + c + v * 16), m[v]);
        for (int v = 0; v < kVectors; ++v)
            _mm512_mask_storeu_ps(out + v * 16, mask, m[v]);
    }
}

void maxPoolU8(const MaxPool<uint8_t>& pool)
{
    int c = 0;
    for (; c + 128 <= pool.channels; c += 128)
        maxPoolFrom<2>(pool, c, ~0ull);
    for (; c < pool.channels; c += 64)
        maxPoolFrom<1>(pool, c, firstLanes64(static_cast<size_t>(pool.channels - c)));
}

void maxPoolF32(const MaxPool<float>& pool)
{
    int c = 0;
    for (; c + 64 <= pool.channels; c += 64)
        maxPoolFrom<4>(pool, c, static_cast<__mmask16>(0xffff));
    for (; c < pool.channels; c += 16)
        maxPoolFrom<1>(pool, c, firstLanes16(pool.channels - c));
}

void addF32(const float* a, const float* b, size_t count, float lo, float hi, float* out)
{
    const __m512 l = _mm512_set1_ps(lo);
    const __m512 h = _mm512_set1_ps(hi);
    size_t i = 0;
    for (; i + 16 <= count; i += 16) {
        const __m512 sum = _mm512_add_ps(_mm512_loadu_ps(a + i), _mm512_loadu_ps(b + i));
        _mm512_storeu_ps(out + i, _mm512_min_ps(h, _mm512_max_ps(l, sum)));
    }
    const __mmask16 mask = firstLanes16(static_cast<int>(count - i));
    if (mask) {
        const __m512 sum = _mm512_add_ps(_mm512_maskz_loadu_ps(mask, a + i), _mm512_maskz_loadu_ps(mask, b + i));
        _mm512_mask_storeu_ps(out + i, mask, _mm512_min_ps(h, _mm512_max_ps(l, sum)));
    }
}

void sumBlock(const SumBlock& s)
{
    const Codes codes({nullptr, 0, s.scale, s.zero, s.qlo, s.qhi});
    const __m512 l = _mm512_set1_ps(s.lo);
    const __m512 h = _mm512_set1_ps(s.hi);
    for (int r = 0; r < s.rows; ++r) {
        const float* a = s.a + r * s.aStride;
        const float* b = s.b + r * s.bStride;
        const ptrdiff_t row = r * s.outStride;
        for (int c = 0; c < s.columns; c += 16) {
            const __mmask16 mask = firstLanes16(s.columns - c);
            const __m512 sum = _mm512_add_ps(_mm512_maskz_loadu_ps(mask, a + c), _mm512_maskz_loadu_ps(mask, b + c));
            const __m512 y = _mm512_min_ps(h, _mm512_max_ps(l, sum));
            if (s.sum) _mm512_mask_storeu_ps(s.sum + row + c, mask, y);
            if (s.codes) _mm_mask_storeu_epi8(s.codes + row + c, mask, _mm512_cvtepi32_epi8(codes.of(y)));
        }
    }
}

// One block of up to 16 x 16, in registers.
inline __attribute__((always_inline)) void transposeBlock(
    const float* in, size_t inStride, int rows, int cols, float* out, size_t outStride)
{
    const __mmask16 readMask = firstLanes16(cols);
    __m512 r[16];
#pragma GCC unroll 16
    for (int i = 0; i < 16; ++i)
        r[i] = i < rows ? _mm512_maskz_loadu_ps(readMask, in + i * inStride) : _mm512_setzero_ps();
    __m512 s[16];
#pragma GCC unroll 8
    for (int i = 0; i < 16; i += 2) { // pairs of rows
        s[i] = _mm512_unpacklo_ps(r[i], r[i + 1]);
        s[i + 1] = _mm512_unpackhi_ps(r[i], r[i + 1]);
    }
#pragma GCC unroll 4
    for (int i = 0; i < 16; i += 4) { // quads of rows: r[i + j] holds columns j, j + 4, j + 8, j + 12
        const auto pd = [](__m512 x) __attribute__((always_inline))
        {
            return _mm512_castps_pd(x);
        };
        r[i] = _mm512_castpd_ps(_mm512_unpacklo_pd(pd(s[i]), pd(s[i + 2])));
        r[i + 1] = _mm512_castpd_ps(_mm512_unpackhi_pd(pd(s[i]), pd(s[i + 2])));
        r[i + 2] = _mm512_castpd_ps(_mm512_unpacklo_pd(pd(s[i + 1]), pd(s[i + 3])));
        r[i + 3] = _mm512_castpd_ps(_mm512_unpackhi_pd(pd(s[i + 1]), pd(s[i + 3])));
    }
    const __mmask16 writeMask = firstLanes16(rows);
#pragma GCC unroll 4
    for (int j = 0; j < 4; ++j) {
        const __m512 low01 = _mm512_shuffle_f32x4(r[j], r[4 + j], 0x88); // quarters 0 and 2 of rows 0 … 7
        const __m512 high01 = _mm512_shuffle_f32x4(r[j], r[4 + j], 0xdd);
        const __m512 low23 = _mm512_shuffle_f32x4(r[8 + j], r[12 + j], 0x88);
        const __m512 high23 = _mm512_shuffle_f32x4(r[8 + j], r[12 + j], 0xdd);
        const __m512 column[4] = {_mm512_shuffle_f32x4(low01, low23, 0x88), _mm512_shuffle_f32x4(high01, high23, 0x88),
            _mm512_shuffle_f32x4(low01, low23, 0xdd), _mm512_shuffle_f32x4(high01, high23, 0xdd)};
#pragma GCC unroll 4
        for (int q = 0; q < 4; ++q) {
            const int c = q * 4 + j;
            if (c < cols) _mm512_mask_storeu_ps(out + c * outStride, writeMask, column[q]);
        }
    }
}

void transposeF32(const float* in, size_t rows, size_t cols, float* out)
{
    for (size_t r = 0; r < rows; r += 16) {
        const int height = upTo16(rows - r);
        for (size_t c = 0; c < cols; c += 16) {
            const int width = upTo16(cols - c);
            const float* from = in + r * cols + c;
            float* to = out + c * rows + r;
            if (height == 16 && width == 16)
                transposeBlock(from, cols, 16, 16, to, rows);
            else
                transposeBlock(from, cols, height, width, to, rows);
        }
    }
}

} // namespace

void setElementwiseAvx512(KernelTable& table)
{
    table.quantizeU8 = quantizeU8;
    table.quantizeS16 = quantizeS16;
    table.dequantizeU8 = dequantizeU8;
    table.packBinary = packBinary;
    table.packTernary = packTernary;
    table.maxPoolU8 = maxPoolU8;
    table.maxPoolF32 = maxPoolF32;
    table.addF32 = addF32;
    table.sumBlock = sumBlock;
    table.transposeF32 = transposeF32;
}

} // namespace bitladder::kernels::detail
