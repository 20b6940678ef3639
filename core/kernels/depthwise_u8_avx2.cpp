// Depthwise convolution on uint8: two taps of a channel are brought together by unpacking bytes and widened to 16 bits, so
// that one exact pair product multiplies them for eight channels.
#include "core/kernels/epilogue_avx2.h"
#include "core/kernels/kernel_sets.h"

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
        if constexpr (kStore == Store::U8 && kChannels == Channels::All) {
            storeBytes16(static_cast<uint8_t*>(d.out) + at, f, sums.v[q][0], sums.v[q][1], block.scale, block.bias);
        } else {
            storeSums<kStore>(d, f, sums.v[q][0], block.scale, block.bias, at, block.count);
            if (block.count > 8)
                storeSums<kStore>(d, f, sums.v[q][1], block.scale + 8, block.bias + 8, at + 8, block.count - 8);
        }
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

void depthwiseU8(const DepthwiseU8& d)
{
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
