// Depthwise convolution on uint8 with the VNNI dot product: four taps of a channel are brought together by unpacking bytes,
// so that one instruction multiplies them for 16 channels. Unpacking leaves 64 channels in four vectors whose 128-bit lanes
// are transposed (vector i, lane l: channels 16 l + 4 i …); packing the finished codes puts them back in order.
#include "core/kernels/epilogue_avx512.h"
#include "core/kernels/kernel_sets.h"

namespace bitladder::kernels::detail
{

namespace
{

constexpr int kBlock = 64; // channels
constexpr int kMaxGroups = 32; // of four taps

struct Quad {
    __m512i v[4];
};

inline __attribute__((always_inline)) Quad interleave(__m512i a0, __m512i a1, __m512i a2, __m512i a3)
{
    const __m512i low01 = _mm512_unpacklo_epi8(a0, a1);
    const __m512i high01 = _mm512_unpackhi_epi8(a0, a1);
    const __m512i low23 = _mm512_unpacklo_epi8(a2, a3);
    const __m512i high23 = _mm512_unpackhi_epi8(a2, a3);
    return {_mm512_unpacklo_epi16(low01, low23), _mm512_unpackhi_epi16(low01, low23),
        _mm512_unpacklo_epi16(high01, high23), _mm512_unpackhi_epi16(high01, high23)};
}

// Between channel order and the order of interleave, in both directions.
inline Quad transposeLanes(const Quad& q)
{
    const __m512i a = _mm512_shuffle_i32x4(q.v[0], q.v[1], 0x88);
    const __m512i b = _mm512_shuffle_i32x4(q.v[2], q.v[3], 0x88);
    const __m512i c = _mm512_shuffle_i32x4(q.v[0], q.v[1], 0xdd);
    const __m512i d = _mm512_shuffle_i32x4(q.v[2], q.v[3], 0xdd);
    return {_mm512_shuffle_i32x4(a, b, 0x88), _mm512_shuffle_i32x4(c, d, 0x88), _mm512_shuffle_i32x4(a, b, 0xdd),
        _mm512_shuffle_i32x4(c, d, 0xdd)};
}

inline __attribute__((always_inline)) void dot(Quad& acc, const Quad& a, const Quad& w)
{
#pragma GCC unroll 4
    for (int i = 0; i < 4; ++i)
        acc.v[i] = _mm512_dpbusd_epi32(acc.v[i], a.v[i], w.v[i]);
}

// What is prepared once for a block of channels and serves all pixels.
struct Block {
    Quad weights[kMaxGroups]; // in the order of interleave
    Quad correction, scale, bias; // in the order of interleave; the last two hold floats
    __mmask64 mask;
    int c, groups;
};

Quad loadQuad(const void* p, __mmask64 mask)
{
    Quad q;
    for (int i = 0; i < 4; ++i)
        q.v[i] = _mm512_maskz_loadu_epi32(
            static_cast<__mmask16>(mask >> (16 * i)), static_cast<const int32_t*>(p) + 16 * i);
    return transposeLanes(q);
}

__m512i loadWeights(const DepthwiseU8& d, int t, int c, __mmask64 mask)
{
    if (t >= d.taps) return _mm512_setzero_si512();
    const int16_t* w = d.weights + static_cast<size_t>(t) * d.channels + c;
    const __m256i low = _mm512_cvtepi16_epi8(_mm512_maskz_loadu_epi16(static_cast<__mmask32>(mask), w));
    const __m256i high = _mm512_cvtepi16_epi8(_mm512_maskz_loadu_epi16(static_cast<__mmask32>(mask >> 32), w + 32));
    return _mm512_inserti64x4(_mm512_castsi256_si512(low), high, 1);
}

// Taps of one group: four in a row, or, where the window slides, the three of one column of 3 x 3.
enum class Grouping { InOrder, Columns3x3 };

void prepare(Block& block, const DepthwiseU8& d, int c, Grouping grouping)
{
    const int left = d.channels - c;
    block.c = c;
    block.mask = left >= kBlock ? ~0ull : (1ull << left) - 1;
    block.correction = loadQuad(d.correction + c, block.mask);
    if (d.store != Store::Raw) {
        block.scale = loadQuad(d.scale + c, block.mask);
        block.bias = loadQuad(d.bias + c, block.mask);
    }
    if (grouping == Grouping::Columns3x3) {
        block.groups = 3;
        for (int x = 0; x < 3; ++x)
            block.weights[x] = interleave(loadWeights(d, x, c, block.mask), loadWeights(d, 3 + x, c, block.mask),
                loadWeights(d, 6 + x, c, block.mask), _mm512_setzero_si512());
        return;
    }
    block.groups = (d.taps + 3) / 4;
    for (int g = 0; g < block.groups; ++g)
        block.weights[g] = interleave(loadWeights(d, 4 * g, c, block.mask), loadWeights(d, 4 * g + 1, c, block.mask),
            loadWeights(d, 4 * g + 2, c, block.mask), loadWeights(d, 4 * g + 3, c, block.mask));
}

// The sums of a pixel, 64 channels from c, in channel order.
template<Store kStore> void storeInOrder(const DepthwiseU8& d, const Finish& f, const Quad& sums, int p, int c)
{
    for (int i = 0; i < 4 && c + 16 * i < d.channels; ++i) {
        const int from = c + 16 * i;
        const __mmask16 mask = firstLanes16(d.channels - from);
        const ptrdiff_t at = p * d.outStride + from;
        if constexpr (kStore == Store::Raw)
            _mm512_mask_storeu_epi32(static_cast<int32_t*>(d.out) + at, mask, sums.v[i]);
        else
            storeScaled<kStore>(d, f, _mm512_cvtepi32_ps(sums.v[i]), _mm512_maskz_loadu_ps(mask, d.scale + from),
                _mm512_maskz_loadu_ps(mask, d.bias + from), at, mask);
    }
}

void storeAny(const DepthwiseU8& d, const Finish& f, const Quad& sums, int p, int c)
{
    switch (d.store) {
    case Store::Float:
        return storeInOrder<Store::Float>(d, f, sums, p, c);
    case Store::U8:
        return storeInOrder<Store::U8>(d, f, sums, p, c);
    case Store::S16:
        return storeInOrder<Store::S16>(d, f, sums, p, c);
    case Store::Raw:
        return storeInOrder<Store::Raw>(d, f, sums, p, c);
    }
}

// Stores sums in the order of interleave, which is the one that packing to bytes undoes.
struct Storer {
    const DepthwiseU8& d;
    Finish f;
    ByteFinish bytes;
    bool packs;

    explicit Storer(const DepthwiseU8& depthwise)
        : d(depthwise)
        , f(finishOf(depthwise))
        , bytes(ByteFinish::of(depthwise))
        , packs(ByteFinish::fits(depthwise))
    {
    }
    // P pixels from pixel p. Step by step through all of them, so that their chains of instructions overlap.
    template<int P>
    __attribute__((always_inline)) void operator()(const Block& block, const Quad (&acc)[P], int p) const
    {
        if (!packs) {
            for (int i = 0; i < P; ++i)
                storeAny(d, f, transposeLanes(acc[i]), p + i, block.c);
            return;
        }
        __m512i q[P][4];
#pragma GCC unroll 4
        for (int v = 0; v < 4; ++v) {
            const __m512 scale = _mm512_castsi512_ps(block.scale.v[v]);
            const __m512 bias = _mm512_castsi512_ps(block.bias.v[v]);
#pragma GCC unroll 2
            for (int i = 0; i < P; ++i)
                q[i][v] = bytes.rounded(acc[i].v[v], scale, bias);
        }
        uint8_t* out = static_cast<uint8_t*>(d.out) + p * d.outStride + block.c;
#pragma GCC unroll 2
        for (int i = 0; i < P; ++i, out += d.outStride) {
            const __m512i packed = bytes.packed(q[i][0], q[i][1], q[i][2], q[i][3]);
            if (block.mask == ~0ull)
                _mm512_storeu_si512(out, packed);
            else
                _mm512_mask_storeu_epi8(out, block.mask, packed);
        }
    }
};

// 3 x 3 with stride 1: the window of the next pixel is this one moved by a column. The end of the pixels from p that hang
// together like that.
int slidingEnd(const DepthwiseU8& d, int p)
{
    for (; p + 1 < d.pixels; ++p) {
        // Tap t + 1 of this pixel is tap t of the next, except for the last column: bits 2 and 5.
        const uint8_t* const* now = d.rows + static_cast<size_t>(p) * 9;
        const __mmask8 equal = _mm512_cmpeq_epi64_mask(_mm512_loadu_si512(now + 1), _mm512_loadu_si512(now + 9));
        if ((equal & 0xdb) != 0xdb) break;
    }
    return p + 1;
}

// A masked load costs an arithmetic slot besides the load, so masks are for the last channels only.
enum class Lanes { All, Masked };

template<Lanes kLanes> inline __attribute__((always_inline)) __m512i loadPixel(const Block& block, const uint8_t* row)
{
    return kLanes == Lanes::All ? _mm512_loadu_si512(row + block.c)
                                : _mm512_maskz_loadu_epi8(block.mask, row + block.c);
}

// Pixels p … end hang together: a column of the window is interleaved once and serves three of them.
template<Lanes kLanes> void sliding3x3(const DepthwiseU8& d, const Block& block, const Storer& store, int p, int end)
{
    const auto column = [&](const uint8_t* const* rows) __attribute__((always_inline))
    {
        return interleave(loadPixel<kLanes>(block, rows[0]), loadPixel<kLanes>(block, rows[3]),
            loadPixel<kLanes>(block, rows[6]), _mm512_setzero_si512());
    };
    Quad left = column(d.rows + static_cast<size_t>(p) * 9);
    Quad middle = column(d.rows + static_cast<size_t>(p) * 9 + 1);
    for (; p + 2 <= end; p += 2) {
        const uint8_t* const* rows = d.rows + static_cast<size_t>(p) * 9;
        const Quad right = column(rows + 2);
        const Quad next = column(rows + 11);
        Quad acc[2] = {block.correction, block.correction};
        dot(acc[0], left, block.weights[0]);
        dot(acc[1], middle, block.weights[0]);
        dot(acc[0], middle, block.weights[1]);
        dot(acc[1], right, block.weights[1]);
        dot(acc[0], right, block.weights[2]);
        dot(acc[1], next, block.weights[2]);
        left = right;
        middle = next;
        store(block, acc, p);
    }
    if (p < end) {
        Quad acc[1] = {block.correction};
        dot(acc[0], left, block.weights[0]);
        dot(acc[0], middle, block.weights[1]);
        dot(acc[0], column(d.rows + static_cast<size_t>(p) * 9 + 2), block.weights[2]);
        store(block, acc, p);
    }
}

template<int P, Lanes kLanes>
inline __attribute__((always_inline)) void anyTaps(const DepthwiseU8& d, const Block& block, const Storer& store, int p)
{
    const uint8_t* const* rows = d.rows + static_cast<size_t>(p) * d.taps;
    Quad acc[P];
#pragma GCC unroll 2
    for (int i = 0; i < P; ++i)
        acc[i] = block.correction;
    for (int g = 0; g < block.groups; ++g, rows += 4) {
        const int taps = d.taps - 4 * g;
#pragma GCC unroll 2
        for (int i = 0; i < P; ++i) {
            const auto load = [&](int t) __attribute__((always_inline))
            {
                return t < taps ? loadPixel<kLanes>(block, rows[i * d.taps + t]) : _mm512_setzero_si512();
            };
            dot(acc[i], interleave(load(0), load(1), load(2), load(3)), block.weights[g]);
        }
    }
    store(block, acc, p);
}

template<Lanes kLanes> void anyTaps(const DepthwiseU8& d, const Block& block, const Storer& store, int p, int end)
{
    for (; p + 2 <= end; p += 2)
        anyTaps<2, kLanes>(d, block, store, p);
    if (p < end) anyTaps<1, kLanes>(d, block, store, p);
}

// Weights of nine bits (a zero point of their own was subtracted): pairs of taps in 16 bits, 32 channels at a time.
void wideWeights(const DepthwiseU8& d)
{
    const Finish f = finishOf(d);
    for (int c = 0; c < d.channels; c += 32) {
        const int left = d.channels - c;
        const __mmask32 mask = left >= 32 ? ~0u : (1u << left) - 1;
        for (int p = 0; p < d.pixels; ++p) {
            const uint8_t* const* rows = d.rows + static_cast<size_t>(p) * d.taps;
            __m512i low = _mm512_setzero_si512();
            __m512i high = _mm512_setzero_si512();
            for (int t = 0; t < d.taps; t += 2) {
                const auto pixel = [&](int i) __attribute__((always_inline))
                {
                    return i < d.taps ? _mm512_cvtepu8_epi16(_mm256_maskz_loadu_epi8(mask, rows[i] + c))
                                      : _mm512_setzero_si512();
                };
                const auto weight = [&](int i) __attribute__((always_inline))
                {
                    return i < d.taps
                        ? _mm512_maskz_loadu_epi16(mask, d.weights + static_cast<size_t>(i) * d.channels + c)
                        : _mm512_setzero_si512();
                };
                const __m512i a0 = pixel(t);
                const __m512i a1 = pixel(t + 1);
                const __m512i w0 = weight(t);
                const __m512i w1 = weight(t + 1);
                low = _mm512_dpwssd_epi32(low, _mm512_unpacklo_epi16(a0, a1), _mm512_unpacklo_epi16(w0, w1));
                high = _mm512_dpwssd_epi32(high, _mm512_unpackhi_epi16(a0, a1), _mm512_unpackhi_epi16(w0, w1));
            }
            // Lane l of low holds channels 8 l …, of high 8 l + 4 …: interleave them.
            const __m512i first = _mm512_permutex2var_epi64(low, _mm512_setr_epi64(0, 1, 8, 9, 2, 3, 10, 11), high);
            const __m512i second = _mm512_permutex2var_epi64(low, _mm512_setr_epi64(4, 5, 12, 13, 6, 7, 14, 15), high);
            Quad sums;
            sums.v[0]
                = _mm512_add_epi32(first, _mm512_maskz_loadu_epi32(static_cast<__mmask16>(mask), d.correction + c));
            sums.v[1] = _mm512_add_epi32(
                second, _mm512_maskz_loadu_epi32(static_cast<__mmask16>(mask >> 16), d.correction + c + 16));
            sums.v[2] = sums.v[3] = _mm512_setzero_si512();
            // Two of the four vectors: the rest belongs to the next block.
            DepthwiseU8 part = d;
            part.channels = left >= 32 ? c + 32 : d.channels;
            storeAny(part, f, sums, p, c);
        }
    }
}

bool weightsFitEightBits(const DepthwiseU8& d)
{
    const size_t count = static_cast<size_t>(d.taps) * d.channels;
    __mmask32 beyond = 0;
    for (size_t i = 0; i < count; i += 32) {
        const __mmask32 mask = count - i >= 32 ? ~0u : (1u << (count - i)) - 1;
        const __m512i w = _mm512_maskz_loadu_epi16(mask, d.weights + i);
        beyond
            |= _mm512_cmpgt_epi16_mask(w, _mm512_set1_epi16(127)) | _mm512_cmplt_epi16_mask(w, _mm512_set1_epi16(-128));
    }
    return beyond == 0;
}

void depthwiseU8(const DepthwiseU8& d)
{
    if (d.pixels <= 0 || d.channels <= 0) return;
    if (d.taps > 4 * kMaxGroups || !weightsFitEightBits(d)) {
        wideWeights(d);
        return;
    }
    // Where pixels hang together, in pieces of at most kMaxPieces: preparing a block pays from a few pixels on.
    constexpr int kMaxPieces = 64;
    int ends[kMaxPieces];
    const Storer store(d);
    Block block;
    for (int first = 0; first < d.pixels;) {
        int pieces = 0;
        int last = d.pixels;
        if (d.taps == 9) {
            for (last = first; last < d.pixels && pieces < kMaxPieces; ++pieces)
                last = ends[pieces] = slidingEnd(d, last);
        }
        const bool slides = d.taps == 9 && last - first >= 3 * pieces;
        for (int c = 0; c < d.channels; c += kBlock) {
            prepare(block, d, c, slides ? Grouping::Columns3x3 : Grouping::InOrder);
            const bool all = block.mask == ~0ull;
            if (!slides) {
                all ? anyTaps<Lanes::All>(d, block, store, first, last)
                    : anyTaps<Lanes::Masked>(d, block, store, first, last);
                continue;
            }
            for (int i = 0, p = first; i < pieces; p = ends[i++])
                all ? sliding3x3<Lanes::All>(d, block, store, p, ends[i])
                    : sliding3x3<Lanes::Masked>(d, block, store, p, ends[i]);
        }
        first = last;
    }
}

} // namespace

void setDepthwiseU8Avx512(KernelTable& table)
{
    table.depthwiseU8 = depthwiseU8;
}

} // namespace bitladder::kernels::detail
