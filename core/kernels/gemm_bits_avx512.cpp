// Binary and ternary tiles on bit planes: xor or and, population count, add, in lanes of 64 bits.
#include "core/kernels/gemm_int_avx512.h"
#include "core/kernels/kernel_sets.h"

namespace bitladder::kernels::detail
{

namespace
{

struct Binary {
    using Acc = __m512i;
    static constexpr int kBytes = 8;
    static constexpr int kPanelBytes = 64;
    static constexpr int kLanes = 8;

    static Acc load(const void* p) { return _mm512_loadu_si512(p); }
    static void step1(Acc& c0, const char* a, Acc w0)
    {
        Acc x;
        __asm__("vpxorq %[a]%{1to8%}, %[w0], %[x]\n\t"
                "vpopcntq %[x], %[x]\n\t"
                "vpaddq %[x], %[c0], %[c0]"
                : [c0] "+v"(c0), [x] "=&v"(x)
                : [a] "m"(*reinterpret_cast<const Any64*>(a)), [w0] "v"(w0));
    }
    static void step2(Acc& c0, Acc& c1, const char* a, Acc w0, Acc w1)
    {
        step1(c0, a, w0);
        step1(c1, a, w1);
    }
};

// correction − 2 · ones, as 32 bits per column.
inline void saveBinary(const IntTile& tile, __m512i ones, int32_t* sums)
{
    const __m256i narrow = _mm512_cvtepi64_epi32(ones);
    const __m256i correction = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(tile.correction));
    _mm256_store_si256(
        reinterpret_cast<__m256i*>(sums), _mm256_sub_epi32(correction, _mm256_add_epi32(narrow, narrow)));
}

// The same for 16 columns: the low halves of both vectors, brought together by one shuffle and put in order by another.
inline void saveBinary(const IntTile& tile, __m512i ones0, __m512i ones1, int32_t* sums)
{
    const __m512i order = _mm512_setr_epi32(0, 1, 4, 5, 8, 9, 12, 13, 2, 3, 6, 7, 10, 11, 14, 15);
    const __m512i both
        = _mm512_castps_si512(_mm512_shuffle_ps(_mm512_castsi512_ps(ones0), _mm512_castsi512_ps(ones1), 0x88));
    const __m512i narrow = _mm512_permutexvar_epi32(order, both);
    _mm512_store_si512(sums, _mm512_sub_epi32(_mm512_loadu_si512(tile.correction), _mm512_add_epi32(narrow, narrow)));
}

template<int M, int V> struct RunBinary {
    static void run(const IntTile& tile)
    {
        constexpr int kSets = setsFor(M);
        alignas(64) int32_t sums[M * V * 8];
        {
            __m512i acc[kSets][M][V];
            accumulate<Binary, M, V, kSets>(tile.in, acc);
#pragma GCC unroll 14
            for (int r = 0; r < M; ++r) {
                __m512i ones[V];
#pragma GCC unroll 2
                for (int v = 0; v < V; ++v) {
                    ones[v] = acc[0][r][v];
#pragma GCC unroll 4
                    for (int s = 1; s < kSets; ++s)
                        ones[v] = _mm512_add_epi64(ones[v], acc[s][r][v]);
                }
                if constexpr (V == 2)
                    saveBinary(tile, ones[0], ones[1], sums + r * 16);
                else
                    saveBinary(tile, ones[0], sums + r * 8);
            }
        }
        if constexpr (V == 2) {
            if (fitsBytes(tile) && !tile.rowCorrection) {
                finishBytes<16>(tile, sums);
                return;
            }
        }
        finish(tile, sums, Correction::Added);
    }
};

void gemmBinary(const IntTile& tile)
{
    runFor<RunBinary, Binary::kLanes>(tile, UpTo14 {});
}

// Pairs of planes, nonzero and negative. Unpacking two vectors of pairs puts the planes of eight columns apart, in the
// order 0 4 1 5 2 6 3 7.
template<int M, int V> struct RunTernary {
    static void run(const IntTile& tile)
    {
        const TileInput& in = tile.in;
        __m512i nonzeros[M][V];
        __m512i negatives[M][V];
#pragma GCC unroll 6
        for (int r = 0; r < M; ++r)
#pragma GCC unroll 2
            for (int v = 0; v < V; ++v)
                nonzeros[r][v] = negatives[r][v] = _mm512_setzero_si512();
        const char* w = static_cast<const char*>(in.panel);
        const ptrdiff_t end = static_cast<ptrdiff_t>(in.groups) * 16;
        for (int t = 0; t < in.taps; ++t) {
            const char* a[M];
#pragma GCC unroll 6
            for (int r = 0; r < M; ++r)
                a[r] = static_cast<const char*>(in.rows[static_cast<ptrdiff_t>(t) * in.rowStride + r]);
            for (ptrdiff_t at = 0; at < end; at += 16, w += 128 * V) {
                __asm__("" : "+r"(at));
                __m512i nonzero[V];
                __m512i negative[V];
#pragma GCC unroll 2
                for (int v = 0; v < V; ++v) {
                    const __m512i w0 = _mm512_loadu_si512(w + v * 128);
                    const __m512i w1 = _mm512_loadu_si512(w + v * 128 + 64);
                    nonzero[v] = _mm512_unpacklo_epi64(w0, w1);
                    negative[v] = _mm512_unpackhi_epi64(w0, w1);
                    _mm_prefetch(w + kPrefetchBytes + v * 128, _MM_HINT_T0);
                    _mm_prefetch(w + kPrefetchBytes + v * 128 + 64, _MM_HINT_T0);
                }
#pragma GCC unroll 6
                for (int r = 0; r < M; ++r)
#pragma GCC unroll 2
                    for (int v = 0; v < V; ++v)
                        step(nonzeros[r][v], negatives[r][v], a[r] + at, nonzero[v], negative[v]);
            }
        }
        alignas(64) int32_t sums[M * V * 8];
        const __m256i order = _mm256_setr_epi32(0, 2, 4, 6, 1, 3, 5, 7);
#pragma GCC unroll 6
        for (int r = 0; r < M; ++r) {
#pragma GCC unroll 2
            for (int v = 0; v < V; ++v) {
                const __m512i twice = _mm512_add_epi64(negatives[r][v], negatives[r][v]);
                const __m256i sum = _mm512_cvtepi64_epi32(_mm512_sub_epi64(nonzeros[r][v], twice));
                _mm256_store_si256(
                    reinterpret_cast<__m256i*>(sums + (r * V + v) * 8), _mm256_permutevar8x32_epi32(sum, order));
            }
        }
        finish(tile, sums);
    }

    static void step(__m512i& nonzeros, __m512i& negatives, const char* a, __m512i nonzero, __m512i negative)
    {
        __m512i x;
        __m512i y = negative;
        // x = na & nw; y holds sw and becomes x & (sa ^ sw), truth table 0x48.
        __asm__("vpandq %[na]%{1to8%}, %[nw], %[x]\n\t"
                "vpternlogq $0x48, %[sa]%{1to8%}, %[x], %[y]\n\t"
                "vpopcntq %[x], %[x]\n\t"
                "vpopcntq %[y], %[y]\n\t"
                "vpaddq %[x], %[c], %[c]\n\t"
                "vpaddq %[y], %[d], %[d]"
                : [c] "+v"(nonzeros), [d] "+v"(negatives), [x] "=&v"(x), [y] "+v"(y)
                : [na] "m"(*reinterpret_cast<const Any64*>(a)), [sa] "m"(*reinterpret_cast<const Any64*>(a + 8)),
                [nw] "v"(nonzero));
    }
};

void gemmTernary(const IntTile& tile)
{
    runFor<RunTernary, 8>(tile, UpTo6 {});
}

} // namespace

void setGemmBitsAvx512(KernelTable& table)
{
    table.gemmBinary = {"gemm_binary_avx512", Level::Avx512, 14, 16, 8, 1, gemmBinary};
    table.gemmTernary = {"gemm_ternary_avx512", Level::Avx512, 6, 16, 8, 2, gemmTernary};
}

} // namespace bitladder::kernels::detail
