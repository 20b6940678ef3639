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
        for (int c = 0; c < block.count; ++c) {
            for (int k = 0; k < 2; ++k) {
                const int t = 2 * (firstPair + i) + k;
                block.weights[i][c][k]
                    = t < d.taps ? d.weights[static_cast<size_t>(t) * d.channels + block.c + c] : int16_t(0);
            }
        }
    }
}

void prepare(Block& block, const DepthwiseU8& d, int c)
{
    block = {};
    block.c = c;
    block.count = d.channels - c < kBlock ? d.channels - c : kBlock;
    copyFew(d.correction + c, block.count, block.correction);
    if (d.store == Store::Raw) return;
    copyFew(d.scale + c, block.count, block.scale);
    copyFew(d.bias + c, block.count, block.bias);
}

__m128i loadBytes(const uint8_t* p, int count)
{
    if (count == kBlock) return _mm_loadu_si128(reinterpret_cast<const __m128i*>(p));
    alignas(16) uint8_t few[kBlock] = {};
    copyFew(p, count, few);
    return _mm_load_si128(reinterpret_cast<const __m128i*>(few));
}

inline __m256i pairWeights(const Block& block, int pair, int half)
{
    return _mm256_load_si256(reinterpret_cast<const __m256i*>(&block.weights[pair][half * 8][0]));
}

inline __attribute__((always_inline)) void addPairs(const DepthwiseU8& d, const Block& block,
    const uint8_t* const* rows, int firstPair, int pairs, __m256i& low, __m256i& high)
{
    for (int i = 0; i < pairs; ++i) {
        const int t = 2 * (firstPair + i);
        const __m128i a0 = loadBytes(rows[t] + block.c, block.count);
        const __m128i a1 = t + 1 < d.taps ? loadBytes(rows[t + 1] + block.c, block.count) : _mm_setzero_si128();
        const __m256i first = _mm256_cvtepu8_epi16(_mm_unpacklo_epi8(a0, a1));
        const __m256i second = _mm256_cvtepu8_epi16(_mm_unpackhi_epi8(a0, a1));
        low = _mm256_add_epi32(low, _mm256_madd_epi16(first, pairWeights(block, i, 0)));
        high = _mm256_add_epi32(high, _mm256_madd_epi16(second, pairWeights(block, i, 1)));
    }
}

template<Store kStore> void run(const DepthwiseU8& d)
{
    const Finish f = finishOf(d);
    const int pairs = (d.taps + 1) / 2;
    Block block;
    for (int c = 0; c < d.channels; c += kBlock) {
        prepare(block, d, c);
        if (pairs <= kMaxPairs) prepareWeights(block, d, 0, pairs);
        for (int p = 0; p < d.pixels; ++p) {
            const uint8_t* const* rows = d.rows + static_cast<size_t>(p) * d.taps;
            __m256i low = loadInts(block.correction);
            __m256i high = loadInts(block.correction + 8);
            for (int first = 0; first < pairs; first += kMaxPairs) {
                const int count = pairs - first < kMaxPairs ? pairs - first : kMaxPairs;
                if (pairs > kMaxPairs) prepareWeights(block, d, first, count);
                addPairs(d, block, rows, first, count, low, high);
            }
            const ptrdiff_t at = p * d.outStride + c;
            storeSums<kStore>(d, f, low, block.scale, block.bias, at, block.count);
            if (block.count > 8)
                storeSums<kStore>(d, f, high, block.scale + 8, block.bias + 8, at + 8, block.count - 8);
        }
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
