// uint8 rows times weights of 4, 2 or 1 bits without VNNI. With weights this small the byte product of this level cannot saturate
// (2 · 255 · 8 fits 16 bits), so it is used, several groups at a time, before the sums are widened to 32 bits.
#include "core/kernels/epilogue_avx2.h"
#include "core/kernels/gemm_loop.h"
#include "core/kernels/kernel_sets.h"

namespace bitladder::kernels::detail
{

namespace
{

// The weight of each code, for a look-up within 128 bits.
template<int kBits> __m256i weightsOfCodes()
{
    const __m128i table = kBits == 4 ? _mm_setr_epi8(0, 1, 2, 3, 4, 5, 6, 7, -8, -7, -6, -5, -4, -3, -2, -1)
        : kBits == 2                 ? _mm_setr_epi8(0, 1, -2, -1, 0, 1, -2, -1, 0, 1, -2, -1, 0, 1, -2, -1)
                                     : _mm_setr_epi8(1, -1, 1, -1, 1, -1, 1, -1, 1, -1, 1, -1, 1, -1, 1, -1);
    return _mm256_broadcastsi128_si256(table);
}

// The ones are read from memory: there is no register left for them.
__m256i sumsOfPairs(__m256i x)
{
    alignas(32) static constexpr int16_t kOnes[16] = {1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1};
    __m256i sums;
    __asm__("vpmaddwd %[ones], %[x], %[sums]" : [sums] "=x"(sums) : [ones] "m"(kOnes), [x] "x"(x));
    return sums;
}

template<int kBits> struct Kernel {
    static constexpr int kParts = 8 / kBits;
    static constexpr int kBytes = 4 * kParts; // of a row per group

    template<int M, int V> struct Run {
        static void run(const IntTile& tile)
        {
            const TileInput& in = tile.in;
            alignas(32) int32_t sums[M * V * 8];
            {
                const __m256i table = weightsOfCodes<kBits>();
                const __m256i mask = _mm256_set1_epi8((1 << kBits) - 1);
                __m256i acc[M][V];
#pragma GCC unroll 4
                for (int r = 0; r < M; ++r)
#pragma GCC unroll 2
                    for (int v = 0; v < V; ++v)
                        acc[r][v] = loadInts(tile.correction + v * 8);
                const char* w = static_cast<const char*>(in.panel);
                const ptrdiff_t end = static_cast<ptrdiff_t>(in.groups) * kBytes;
                for (int t = 0; t < in.taps; ++t) {
                    const char* a[M];
#pragma GCC unroll 4
                    for (int r = 0; r < M; ++r)
                        a[r] = static_cast<const char*>(in.rows[static_cast<ptrdiff_t>(t) * in.rowStride + r]);
                    for (ptrdiff_t at = 0; at < end; at += kBytes, w += 32 * V) {
                        _mm_prefetch(w + kPrefetchBytes, _MM_HINT_T0);
                        __m256i pairs[M][V];
                        __m256i x[V];
#pragma GCC unroll 2
                        for (int v = 0; v < V; ++v)
                            x[v] = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(w + 32 * v));
#pragma GCC unroll 8
                        for (int i = 0; i < kParts; ++i) {
                            __m256i part[V];
#pragma GCC unroll 2
                            for (int v = 0; v < V; ++v) {
                                part[v] = _mm256_shuffle_epi8(table, _mm256_and_si256(x[v], mask));
                                x[v] = _mm256_srli_epi16(x[v], kBits);
                            }
#pragma GCC unroll 4
                            for (int r = 0; r < M; ++r) {
                                const __m256i bytes = _mm256_set1_epi32(
                                    static_cast<int>(*reinterpret_cast<const Any32*>(a[r] + at + 4 * i)));
#pragma GCC unroll 2
                                for (int v = 0; v < V; ++v) {
                                    const __m256i products = _mm256_maddubs_epi16(bytes, part[v]);
                                    pairs[r][v] = i == 0 ? products : _mm256_add_epi16(pairs[r][v], products);
                                    // Part by part: all of them at once would not find registers.
                                    __asm__ volatile("" : "+x"(pairs[r][v]), "+x"(x[v]));
                                }
                            }
                        }
#pragma GCC unroll 4
                        for (int r = 0; r < M; ++r)
#pragma GCC unroll 2
                            for (int v = 0; v < V; ++v)
                                acc[r][v] = _mm256_add_epi32(acc[r][v], sumsOfPairs(pairs[r][v]));
                    }
                }
#pragma GCC unroll 4
                for (int r = 0; r < M; ++r)
#pragma GCC unroll 2
                    for (int v = 0; v < V; ++v)
                        _mm256_store_si256(reinterpret_cast<__m256i*>(sums + (r * V + v) * 8), acc[r][v]);
            }
            finish(tile, sums, Correction::Added);
        }
    };
    static void run(const IntTile& tile)
    {
        runFor<Run, 8>(tile, Ints<1, 2> {});
    }
};

} // namespace

void setGemmNarrowAvx2(KernelTable& table)
{
    table.gemmU8S4 = {"gemm_u8s4_avx2", Level::Avx2, 2, 16, 8, 8, Kernel<4>::run};
    table.gemmU8S2 = {"gemm_u8s2_avx2", Level::Avx2, 2, 16, 8, 16, Kernel<2>::run};
    table.gemmU8S1 = {"gemm_u8s1_avx2", Level::Avx2, 2, 16, 8, 32, Kernel<1>::run};
}

} // namespace bitladder::kernels::detail
