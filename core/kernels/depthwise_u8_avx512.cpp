// Depthwise convolution on uint8 with the VNNI dot product: four taps of a channel are brought together by unpacking
// bytes, so that one instruction multiplies them for 16 channels. Unpacking leaves 64 channels in four vectors whose
// 128-bit lanes are transposed (vector i, lane l: channels 16 l + 4 i …); packing the finished codes puts them back in
// order.
#include "core/kernels/epilogue_avx512.h"
#include "core/kernels/kernel_sets.h"
#include "core/kernels/sliding.h"

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
// A block of at most 32 channels holds them twice, for two pixels at a time.
struct Block {
    Quad weights[kMaxGroups]; // in the order of interleave
    Quad correction, scale, bias; // in the order of interleave; the last two hold floats
    __mmask64 mask; // of the channels; of both pixels' where it is paired
    int c, groups;
    bool paired;
};

constexpr int kPaired = kBlock / 2; // channels of a paired block

Quad loadQuad(const void* p, const Block& block)
{
    Quad q;
    for (int i = 0; i < 4; ++i)
        q.v[i] = _mm512_maskz_loadu_epi32(static_cast<__mmask16>(block.mask >> (16 * i)),
            static_cast<const int32_t*>(p) + 16 * (block.paired ? i % 2 : i));
    return transposeLanes(q);
}

__m512i loadWeights(const DepthwiseU8& d, int t, const Block& block)
{
    if (t >= d.taps) return _mm512_setzero_si512();
    const int16_t* w = d.weights + static_cast<size_t>(t) * d.channels + block.c;
    const __m256i low = _mm512_cvtepi16_epi8(_mm512_maskz_loadu_epi16(static_cast<__mmask32>(block.mask), w));
    const __m256i high = _mm512_cvtepi16_epi8(
        _mm512_maskz_loadu_epi16(static_cast<__mmask32>(block.mask >> 32), block.paired ? w : w + 32));
    return _mm512_inserti64x4(_mm512_castsi256_si512(low), high, 1);
}

// Taps of one group: four in a row, or, of nine, the three of one column of 3 x 3.
enum class Pairs { Never, Allowed };
void prepare(Block& block, const DepthwiseU8& d, int c, Pairs pairs)
{
    const int left = d.channels - c;
    block.c = c;
    block.paired = pairs == Pairs::Allowed && left <= kPaired;
    block.mask = left >= kBlock ? ~0ull : (1ull << left) - 1;
    if (block.paired) block.mask |= block.mask << kPaired;
    block.correction = loadQuad(d.correction + c, block);
    if (d.store != Store::Raw) {
        block.scale = loadQuad(d.scale + c, block);
        block.bias = loadQuad(d.bias + c, block);
    }
    if (d.taps == 9) {
        block.groups = 3;
        for (int x = 0; x < 3; ++x)
            block.weights[x] = interleave(loadWeights(d, x, block), loadWeights(d, 3 + x, block),
                loadWeights(d, 6 + x, block), _mm512_setzero_si512());
        return;
    }
    block.groups = (d.taps + 3) / 4;
    for (int g = 0; g < block.groups; ++g)
        block.weights[g] = interleave(loadWeights(d, 4 * g, block), loadWeights(d, 4 * g + 1, block),
            loadWeights(d, 4 * g + 2, block), loadWeights(d, 4 * g + 3, block));
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

// How the sums are stored: as bytes, whose limits are taken or saturate, as floats, or any other way.
enum class Storing { Bytes, SaturatedBytes, Floats, Other };

constexpr bool givesBytes(Storing storing)
{
    return storing == Storing::Bytes || storing == Storing::SaturatedBytes;
}

// Stores sums in the order of interleave, which is the one that packing to bytes undoes.
template<Storing kStoring> struct Storer {
    const DepthwiseU8& d;
    Finish f;
    ByteFinish bytes;

    explicit Storer(const DepthwiseU8& depthwise)
        : d(depthwise)
        , f(finishOf(depthwise))
        , bytes(ByteFinish::of(depthwise))
    {
    }
    __attribute__((always_inline)) void operator()(const Block& block, const Quad& acc, int p) const
    {
        if constexpr (kStoring == Storing::Other) {
            storeAny(d, f, transposeLanes(acc), p, block.c);
        } else if constexpr (kStoring == Storing::Floats) {
            Quad y;
#pragma GCC unroll 4
            for (int v = 0; v < 4; ++v)
                y.v[v] = _mm512_castps_si512(scaled(f, _mm512_cvtepi32_ps(acc.v[v]),
                    _mm512_castsi512_ps(block.scale.v[v]), _mm512_castsi512_ps(block.bias.v[v])));
            y = transposeLanes(y);
            float* out = static_cast<float*>(d.out) + p * d.outStride + block.c;
#pragma GCC unroll 4
            for (int v = 0; v < 4; ++v)
                _mm512_mask_storeu_ps(
                    out + 16 * v, static_cast<__mmask16>(block.mask >> (16 * v)), _mm512_castsi512_ps(y.v[v]));
        } else {
            const __m512i codes = packed(block, acc);
            if (block.mask == ~0ull)
                _mm512_storeu_si512(at(block, p), codes);
            else
                _mm512_mask_storeu_epi8(at(block, p), block.mask, codes);
        }
    }
    // The same of a paired block: pixels p and, where there is one, p + 1.
    __attribute__((always_inline)) void pair(const Block& block, const Quad& acc, int p, bool two) const
    {
        const __m512i codes = packed(block, acc);
        const auto mask = static_cast<__mmask32>(block.mask);
        _mm256_mask_storeu_epi8(at(block, p), mask, _mm512_castsi512_si256(codes));
        if (two) _mm256_mask_storeu_epi8(at(block, p + 1), mask, _mm512_extracti64x4_epi64(codes, 1));
    }

private:
    uint8_t* at(const Block& block, int p) const
    {
        return static_cast<uint8_t*>(d.out) + p * d.outStride + block.c;
    }

    __attribute__((always_inline)) __m512i packed(const Block& block, const Quad& acc) const
    {
        constexpr Limits kLimits = kStoring == Storing::Bytes ? Limits::Taken : Limits::Saturated;
        __m512i q[4];
#pragma GCC unroll 4
        for (int v = 0; v < 4; ++v)
            q[v] = bytes.rounded<kLimits>(
                acc.v[v], _mm512_castsi512_ps(block.scale.v[v]), _mm512_castsi512_ps(block.bias.v[v]));
        return bytes.packed<kLimits>(q[0], q[1], q[2], q[3]);
    }
};

// A masked load costs an arithmetic slot besides the load, so masks are for the last channels only.
enum class Lanes { All, Masked };

template<Lanes kLanes> inline __attribute__((always_inline)) __m512i loadPixel(const Block& block, const uint8_t* row)
{
    return kLanes == Lanes::All ? _mm512_loadu_si512(row + block.c)
                                : _mm512_maskz_loadu_epi8(block.mask, row + block.c);
}

template<Lanes kLanes>
inline __attribute__((always_inline)) __m512i loadPixels(
    const Block& block, const uint8_t* first, const uint8_t* second)
{
    const auto load = [&](const uint8_t* row) __attribute__((always_inline))
    {
        const auto* from = reinterpret_cast<const __m256i*>(row + block.c);
        return kLanes == Lanes::All ? _mm256_loadu_si256(from)
                                    : _mm256_maskz_loadu_epi8(static_cast<__mmask32>(block.mask), from);
    };
    return _mm512_inserti64x4(_mm512_castsi256_si512(load(first)), load(second), 1);
}

template<Lanes kLanes>
inline __attribute__((always_inline)) Quad loadColumn(const Block& block, const uint8_t* const* rows)
{
    return interleave(loadPixel<kLanes>(block, rows[0]), loadPixel<kLanes>(block, rows[3]),
        loadPixel<kLanes>(block, rows[6]), _mm512_setzero_si512());
}

// Pixels p … end hang together: a column of the window is interleaved once and goes at once into the sums of all that
// see it.
template<Sliding kBy, Lanes kLanes, Storing kStoring>
void sliding3x3(const DepthwiseU8& d, const Block& block, const Storer<kStoring>& store, int p, int end)
{
    const uint8_t* const* rows = d.rows + static_cast<size_t>(p) * 9;
    const Quad w0 = block.weights[0];
    const Quad w1 = block.weights[1];
    const Quad w2 = block.weights[2];
    Quad column = loadColumn<kLanes>(block, rows);
    Quad now = block.correction;
    dot(now, column, w0);
    if constexpr (kBy == Sliding::ByOne) {
        column = loadColumn<kLanes>(block, rows + 1);
        dot(now, column, w1);
        Quad next = block.correction;
        dot(next, column, w0);
        for (; p < end; ++p, rows += 9) {
            column = loadColumn<kLanes>(block, rows + 2);
            dot(now, column, w2);
            store(block, now, p);
            now = next;
            dot(now, column, w1);
            next = block.correction;
            dot(next, column, w0);
        }
    } else {
        for (; p < end; ++p, rows += 9) {
            column = loadColumn<kLanes>(block, rows + 1);
            dot(now, column, w1);
            column = loadColumn<kLanes>(block, rows + 2);
            dot(now, column, w2);
            store(block, now, p);
            now = block.correction;
            dot(now, column, w0);
        }
    }
}

// The same for a paired block: two pixels side by side, the second again the first where there is none.
template<Sliding kBy, Lanes kLanes, Storing kStoring>
void pairs3x3(const DepthwiseU8& d, const Block& block, const Storer<kStoring>& store, int p, int end)
{
    const uint8_t* const* rows = d.rows + static_cast<size_t>(p) * 9;
    const Quad w0 = block.weights[0];
    const Quad w1 = block.weights[1];
    const Quad w2 = block.weights[2];
    const auto column = [&](int x) __attribute__((always_inline))
    {
        const uint8_t* const* first = rows + x;
        const uint8_t* const* second = p + 1 < end ? first + 9 : first;
        return interleave(loadPixels<kLanes>(block, first[0], second[0]),
            loadPixels<kLanes>(block, first[3], second[3]), loadPixels<kLanes>(block, first[6], second[6]),
            _mm512_setzero_si512());
    };
    Quad left = column(0);
    for (; p < end; p += 2, rows += 18) {
        if (kBy == Sliding::ByTwo || p + 1 == end) left = column(0);
        Quad now = block.correction;
        dot(now, left, w0);
        dot(now, column(1), w1);
        left = column(2); // of the next pair the first, where windows move by one
        dot(now, left, w2);
        store.pair(block, now, p, p + 1 < end);
    }
}

template<Lanes kLanes, Storing kStoring>
void windows3x3(
    const DepthwiseU8& d, const Block& block, const Storer<kStoring>& store, int p, const Piece* pieces, int count)
{
    for (int i = 0; i < count; p = pieces[i++].end) {
        if constexpr (givesBytes(kStoring)) {
            if (block.paired) {
                pieces[i].by == Sliding::ByOne ? pairs3x3<Sliding::ByOne, kLanes>(d, block, store, p, pieces[i].end)
                                               : pairs3x3<Sliding::ByTwo, kLanes>(d, block, store, p, pieces[i].end);
                continue;
            }
        }
        if (pieces[i].by == Sliding::ByOne)
            sliding3x3<Sliding::ByOne, kLanes>(d, block, store, p, pieces[i].end);
        else // a window of its own is one that slides no further
            sliding3x3<Sliding::ByTwo, kLanes>(d, block, store, p, pieces[i].end);
    }
}

template<Lanes kLanes, Storing kStoring>
void anyTaps(const DepthwiseU8& d, const Block& block, const Storer<kStoring>& store)
{
    const uint8_t* const* rows = d.rows;
    for (int p = 0; p < d.pixels; ++p, rows += d.taps) {
        Quad acc = block.correction;
        for (int g = 0; g < block.groups; ++g) {
            const auto load = [&](int i) __attribute__((always_inline))
            {
                const int t = 4 * g + i;
                return t < d.taps ? loadPixel<kLanes>(block, rows[t]) : _mm512_setzero_si512();
            };
            dot(acc, interleave(load(0), load(1), load(2), load(3)), block.weights[g]);
        }
        store(block, acc, p);
    }
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

template<Storing kStoring> void eightBitWeights(const DepthwiseU8& d)
{
    const Storer<kStoring> store(d);
    Block block;
    if (d.taps != 9) {
        for (int c = 0; c < d.channels; c += kBlock) {
            prepare(block, d, c, Pairs::Never);
            block.mask == ~0ull ? anyTaps<Lanes::All>(d, block, store) : anyTaps<Lanes::Masked>(d, block, store);
        }
        return;
    }
    // In runs of at most kMaxPieces: preparing a block pays from a few pixels on.
    constexpr int kMaxPieces = 256;
    Piece pieces[kMaxPieces];
    for (int first = 0; first < d.pixels;) {
        int count = 0;
        int last = first;
        for (; last < d.pixels && count < kMaxPieces; ++count)
            last = (pieces[count] = pieceFrom(d.rows, d.pixels, last)).end;
        for (int c = 0; c < d.channels; c += kBlock) {
            prepare(block, d, c, givesBytes(kStoring) ? Pairs::Allowed : Pairs::Never);
            block.mask == ~0ull ? windows3x3<Lanes::All>(d, block, store, first, pieces, count)
                                : windows3x3<Lanes::Masked>(d, block, store, first, pieces, count);
        }
        first = last;
    }
}

void depthwiseU8(const DepthwiseU8& d)
{
    if (d.pixels <= 0 || d.channels <= 0) return;
    if (d.taps > 4 * kMaxGroups || !weightsFitEightBits(d)) return wideWeights(d);
    if (d.store == Store::Float) return eightBitWeights<Storing::Floats>(d);
    if (!fitsBytes(d)) return eightBitWeights<Storing::Other>(d);
    limitsOf(d) == Limits::Saturated ? eightBitWeights<Storing::SaturatedBytes>(d) : eightBitWeights<Storing::Bytes>(d);
}

} // namespace

void setDepthwiseU8Avx512(KernelTable& table)
{
    table.depthwiseU8 = depthwiseU8;
}

} // namespace bitladder::kernels::detail
