// Depthwise convolution on uint8: two taps of a channel are brought together by unpacking bytes and widened to 16 bits,
// so that one exact pair product multiplies them for eight channels. Windows of 3 x 3 that share columns share that
// work too.
#include "core/kernels/epilogue_avx2.h"
#include "core/kernels/kernel_sets.h"
#include "core/kernels/sliding.h"

namespace bitladder::kernels::detail
{

namespace
{

constexpr int kBlock = 16; // channels
constexpr int kMaxPairs = 64; // of taps, prepared at once; more are prepared piece by piece for every pixel

// What is prepared for a block of channels and serves all pixels.
struct Block {
    alignas(32) int16_t weights[kMaxPairs][kBlock][2];
    alignas(32) int32_t correction[kBlock];
    alignas(32) float scale[kBlock];
    alignas(32) float bias[kBlock];
    int c, count;
};

void prepareWeights(Block& block, const DepthwiseU8& d, int firstPair, int pairs)
{
    for (int i = 0; i < pairs; ++i) {
        const int t = 2 * (firstPair + i);
        const int16_t* w = d.weights + static_cast<size_t>(t) * d.channels + block.c;
        if (block.count == kBlock && t + 1 < d.taps) {
            for (int half = 0; half < 2; ++half) {
                const __m128i w0 = _mm_loadu_si128(reinterpret_cast<const __m128i*>(w + half * 8));
                const __m128i w1 = _mm_loadu_si128(reinterpret_cast<const __m128i*>(w + d.channels + half * 8));
                auto* to = reinterpret_cast<__m128i*>(&block.weights[i][half * 8][0]);
                _mm_store_si128(to, _mm_unpacklo_epi16(w0, w1));
                _mm_store_si128(to + 1, _mm_unpackhi_epi16(w0, w1));
            }
            continue;
        }
        for (int c = 0; c < block.count; ++c) {
            block.weights[i][c][0] = w[c];
            block.weights[i][c][1] = t + 1 < d.taps ? w[d.channels + c] : int16_t(0);
        }
    }
}

void prepare(Block& block, const DepthwiseU8& d, int c)
{
    if (d.channels - c < kBlock) block = {};
    block.c = c;
    block.count = d.channels - c < kBlock ? d.channels - c : kBlock;
    copyFew(d.correction + c, block.count, block.correction);
    if (d.store == Store::Raw) return;
    copyFew(d.scale + c, block.count, block.scale);
    copyFew(d.bias + c, block.count, block.bias);
}

enum class Channels { All, Few };

template<Channels kChannels> inline __m128i loadBytes(const uint8_t* p, int count)
{
    if constexpr (kChannels == Channels::All) {
        return _mm_loadu_si128(reinterpret_cast<const __m128i*>(p));
    } else {
        alignas(16) uint8_t few[kBlock] = {};
        copyFew(p, count, few);
        return _mm_load_si128(reinterpret_cast<const __m128i*>(few));
    }
}

inline __m256i pairWeights(const Block& block, int pair, int half)
{
    return _mm256_load_si256(reinterpret_cast<const __m256i*>(&block.weights[pair][half * 8][0]));
}

// Sixteen channels of P pixels.
template<int P> struct Sums {
    __m256i v[P][2];
};

// Adds pairs of taps, `count` of them from the pair `first` on, whose weights are prepared from the start of the block.
template<int P, Channels kChannels>
inline __attribute__((always_inline)) void addPairs(
    const DepthwiseU8& d, const Block& block, int p, int first, int count, Sums<P>& sums)
{
    const uint8_t* const* rows = d.rows + static_cast<size_t>(p) * d.taps;
    for (int i = 0; i < count; ++i) {
        const int t = 2 * (first + i);
        const bool second = t + 1 < d.taps;
#pragma GCC unroll 2
        for (int q = 0; q < P; ++q) {
            const uint8_t* const* taps = rows + q * d.taps + t;
            const __m128i a0 = loadBytes<kChannels>(taps[0] + block.c, block.count);
            const __m128i a1 = second ? loadBytes<kChannels>(taps[1] + block.c, block.count) : _mm_setzero_si128();
            const __m256i low = _mm256_cvtepu8_epi16(_mm_unpacklo_epi8(a0, a1));
            const __m256i high = _mm256_cvtepu8_epi16(_mm_unpackhi_epi8(a0, a1));
            sums.v[q][0] = _mm256_add_epi32(sums.v[q][0], _mm256_madd_epi16(low, pairWeights(block, i, 0)));
            sums.v[q][1] = _mm256_add_epi32(sums.v[q][1], _mm256_madd_epi16(high, pairWeights(block, i, 1)));
        }
    }
}

template<int P, Channels kChannels, Store kStore>
inline __attribute__((always_inline)) void pixels(const DepthwiseU8& d, const Finish& f, Block& block, int p)
{
    Sums<P> sums;
#pragma GCC unroll 2
    for (int q = 0; q < P; ++q) {
        sums.v[q][0] = loadInts(block.correction);
        sums.v[q][1] = loadInts(block.correction + 8);
    }
    const int pairs = (d.taps + 1) / 2;
    if (pairs <= kMaxPairs) {
        addPairs<P, kChannels>(d, block, p, 0, pairs, sums);
    } else {
        for (int first = 0; first < pairs; first += kMaxPairs) {
            const int count = pairs - first < kMaxPairs ? pairs - first : kMaxPairs;
            prepareWeights(block, d, first, count);
            addPairs<P, kChannels>(d, block, p, first, count, sums);
        }
    }
#pragma GCC unroll 2
    for (int q = 0; q < P; ++q) {
        const ptrdiff_t at = (p + q) * d.outStride + block.c;
        storeSums<kStore>(d, f, sums.v[q][0], block.scale, block.bias, at, block.count);
        if (block.count > 8)
            storeSums<kStore>(d, f, sums.v[q][1], block.scale + 8, block.bias + 8, at + 8, block.count - 8);
    }
}

template<Channels kChannels, Store kStore> void allPixels(const DepthwiseU8& d, const Finish& f, Block& block)
{
    int p = 0;
    for (; p + 2 <= d.pixels; p += 2)
        pixels<2, kChannels, kStore>(d, f, block, p);
    if (p < d.pixels) pixels<1, kChannels, kStore>(d, f, block, p);
}

template<Store kStore> void run(const DepthwiseU8& d)
{
    const Finish f = finishOf(d);
    const int pairs = (d.taps + 1) / 2;
    Block block;
    for (int c = 0; c < d.channels; c += kBlock) {
        prepare(block, d, c);
        if (pairs <= kMaxPairs) prepareWeights(block, d, 0, pairs);
        if (block.count == kBlock)
            allPixels<Channels::All, kStore>(d, f, block);
        else
            allPixels<Channels::Few, kStore>(d, f, block);
    }
}

// ---- 3 x 3, at least a block of channels

struct Sixteen {
    __m256i low, high;
};

// A column of a window, or its weights: rows 0 and 1 in pairs, and row 2 beside a zero.
struct Column {
    Sixteen upper, lower;
};

// What is prepared for a block of channels. Weights are read where they are used: there are not registers enough.
struct Window {
    Column weights[3];
    Sixteen correction;
    int c;
};

Column columnWeights(const DepthwiseU8& d, int c, int x)
{
    const auto row = [&](int y, int half) {
        const int16_t* w = d.weights + static_cast<size_t>(3 * y + x) * d.channels + c + half * 8;
        return _mm_loadu_si128(reinterpret_cast<const __m128i*>(w));
    };
    const auto pairs = [](__m128i first, __m128i second) {
        return _mm256_setr_m128i(_mm_unpacklo_epi16(first, second), _mm_unpackhi_epi16(first, second));
    };
    const __m128i none = _mm_setzero_si128();
    return {
        {pairs(row(0, 0), row(1, 0)), pairs(row(0, 1), row(1, 1))}, {pairs(row(2, 0), none), pairs(row(2, 1), none)}};
}

Window windowOf(const DepthwiseU8& d, int c)
{
    Window window;
    for (int x = 0; x < 3; ++x)
        window.weights[x] = columnWeights(d, c, x);
    window.correction = {loadInts(d.correction + c), loadInts(d.correction + c + 8)};
    window.c = c;
    return window;
}

inline __attribute__((always_inline)) Column loadColumn(const uint8_t* const* rows, int c)
{
    const __m128i a0 = _mm_loadu_si128(reinterpret_cast<const __m128i*>(rows[0] + c));
    const __m128i a1 = _mm_loadu_si128(reinterpret_cast<const __m128i*>(rows[3] + c));
    const uint8_t* a2 = rows[6] + c;
    return {{_mm256_cvtepu8_epi16(_mm_unpacklo_epi8(a0, a1)), _mm256_cvtepu8_epi16(_mm_unpackhi_epi8(a0, a1))},
        {_mm256_cvtepu8_epi32(_mm_loadl_epi64(reinterpret_cast<const __m128i*>(a2))),
            _mm256_cvtepu8_epi32(_mm_loadl_epi64(reinterpret_cast<const __m128i*>(a2 + 8)))}};
}

inline __attribute__((always_inline)) void dot(Sixteen& sums, const Column& a, const Column& w)
{
    sums.low = _mm256_add_epi32(sums.low, _mm256_madd_epi16(a.upper.low, w.upper.low));
    sums.high = _mm256_add_epi32(sums.high, _mm256_madd_epi16(a.upper.high, w.upper.high));
    sums.low = _mm256_add_epi32(sums.low, _mm256_madd_epi16(a.lower.low, w.lower.low));
    sums.high = _mm256_add_epi32(sums.high, _mm256_madd_epi16(a.lower.high, w.lower.high));
}

// How the sums are stored: as bytes, whose limits are taken or saturate, or any other way.
enum class Storing { Bytes, SaturatedBytes, Floats, Other };

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
    __attribute__((always_inline)) void operator()(const Window& window, const Sixteen& sums, int p) const
    {
        const ptrdiff_t at = p * d.outStride + window.c;
        const float* scale = d.scale + window.c;
        const float* bias = d.bias + window.c;
        if constexpr (kStoring == Storing::Other) {
            store(sums, at, window.c);
        } else if constexpr (kStoring == Storing::Floats) {
            storeFloats(static_cast<float*>(d.out) + at, scaled(f, _mm256_cvtepi32_ps(sums.low), scale, bias), 8);
            storeFloats(
                static_cast<float*>(d.out) + at + 8, scaled(f, _mm256_cvtepi32_ps(sums.high), scale + 8, bias + 8), 8);
        } else {
            constexpr Limits kLimits = kStoring == Storing::Bytes ? Limits::Taken : Limits::Saturated;
            const __m256i q0 = bytes.rounded<kLimits>(sums.low, _mm256_loadu_ps(scale), _mm256_loadu_ps(bias));
            const __m256i q1 = bytes.rounded<kLimits>(sums.high, _mm256_loadu_ps(scale + 8), _mm256_loadu_ps(bias + 8));
            _mm_storeu_si128(
                reinterpret_cast<__m128i*>(static_cast<uint8_t*>(d.out) + at), bytes.packed<kLimits>(q0, q1));
        }
    }

private:
    __attribute__((noinline)) void store(const Sixteen& sums, ptrdiff_t at, int c) const
    {
        const auto halves = [&]<Store kStore>() {
            storeSums<kStore>(d, f, sums.low, d.scale + c, d.bias + c, at, 8);
            storeSums<kStore>(d, f, sums.high, d.scale + c + 8, d.bias + c + 8, at + 8, 8);
        };
        switch (d.store) {
        case Store::Float:
            return halves.template operator()<Store::Float>();
        case Store::U8:
            return halves.template operator()<Store::U8>();
        case Store::S16:
            return halves.template operator()<Store::S16>();
        case Store::Raw:
            return halves.template operator()<Store::Raw>();
        }
    }
};

// Pixels p … end hang together: a column of the window is widened once and goes at once into the sums of all that see
// it.
template<Sliding kBy, Storing kStoring>
void sliding3x3(const DepthwiseU8& d, const Window& window, const Storer<kStoring>& store, int p, int end)
{
    const uint8_t* const* rows = d.rows + static_cast<size_t>(p) * 9;
    const int c = window.c;
    const Column* w = window.weights;
    Column column = loadColumn(rows, c);
    Sixteen now = window.correction;
    dot(now, column, w[0]);
    if constexpr (kBy == Sliding::ByOne) {
        column = loadColumn(rows + 1, c);
        dot(now, column, w[1]);
        Sixteen next = window.correction;
        dot(next, column, w[0]);
        for (; p < end; ++p, rows += 9) {
            column = loadColumn(rows + 2, c);
            dot(now, column, w[2]);
            store(window, now, p);
            now = next;
            dot(now, column, w[1]);
            next = window.correction;
            dot(next, column, w[0]);
        }
    } else {
        for (; p < end; ++p, rows += 9) {
            column = loadColumn(rows + 1, c);
            dot(now, column, w[1]);
            column = loadColumn(rows + 2, c);
            dot(now, column, w[2]);
            store(window, now, p);
            now = window.correction;
            dot(now, column, w[0]);
        }
    }
}

template<Storing kStoring> void windows3x3(const DepthwiseU8& d)
{
    const Storer<kStoring> store(d);
    // In runs of at most kMaxPieces: preparing a block pays from a few pixels on.
    constexpr int kMaxPieces = 256;
    constexpr int kWindows = 4;
    Piece pieces[kMaxPieces];
    for (int first = 0; first < d.pixels;) {
        int count = 0;
        int last = first;
        for (; last < d.pixels && count < kMaxPieces; ++count)
            last = (pieces[count] = pieceFrom(d.rows, d.pixels, last)).end;
        // A cache line of channels at a time.
        for (int group = 0; group < d.channels; group += kWindows * kBlock) {
            Window windows[kWindows];
            int blocks = 0;
            for (int c = group; c < d.channels && blocks < kWindows;
                 c += kBlock) // the last one overlaps the one before
                windows[blocks++] = windowOf(d, c + kBlock <= d.channels ? c : d.channels - kBlock);
            int p = first;
            for (int i = 0; i < count; p = pieces[i++].end) {
                for (int k = 0; k < blocks; ++k) {
                    if (pieces[i].by == Sliding::ByOne)
                        sliding3x3<Sliding::ByOne>(d, windows[k], store, p, pieces[i].end);
                    else // a window of its own is one that slides no further
                        sliding3x3<Sliding::ByTwo>(d, windows[k], store, p, pieces[i].end);
                }
            }
        }
        first = last;
    }
}

void windows3x3(const DepthwiseU8& d)
{
    if (d.store == Store::Float) return windows3x3<Storing::Floats>(d);
    if (!fitsBytes(d)) return windows3x3<Storing::Other>(d);
    limitsOf(d) == Limits::Saturated ? windows3x3<Storing::SaturatedBytes>(d) : windows3x3<Storing::Bytes>(d);
}

void depthwiseU8(const DepthwiseU8& d)
{
    if (d.taps == 9 && d.channels >= kBlock) return windows3x3(d);
    switch (d.store) {
    case Store::Float:
        return run<Store::Float>(d);
    case Store::U8:
        return run<Store::U8>(d);
    case Store::S16:
        return run<Store::S16>(d);
    case Store::Raw:
        return run<Store::Raw>(d);
    }
}

} // namespace

void setDepthwiseU8Avx2(KernelTable& table)
{
    table.depthwiseU8 = depthwiseU8;
}

} // namespace bitladder::kernels::detail
