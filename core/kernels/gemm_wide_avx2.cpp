// Integer tiles whose sums need 64 bits: int16 over depths that could overflow 32 bits, and int32.
#include "core/kernels/epilogue_avx2.h"
#include "core/kernels/gemm_loop.h"
#include "core/kernels/kernel_sets.h"

namespace bitladder::kernels::detail
{

namespace
{

// A weight is 256 · high + low with high in −128 … 127 and low in 0 … 255. A pair of products is then at most
// 2 · 32768 · 255 in size, so that 128 of them fit 32 bits whatever the values are; then the sums move to 64 bits.
constexpr int kGroupsPerFlush = 128;

inline __m256i widen(__m256i high, __m256i low, int half)
{
    const __m128i h = half ? _mm256_extracti128_si256(high, 1) : _mm256_castsi256_si128(high);
    const __m128i l = half ? _mm256_extracti128_si256(low, 1) : _mm256_castsi256_si128(low);
    return _mm256_add_epi64(_mm256_slli_epi64(_mm256_cvtepi32_epi64(h), 8), _mm256_cvtepi32_epi64(l));
}

template<int M, int V> struct RunS16Wide {
    static void run(const WideTile& tile)
    {
        const TileInput& in = tile.in;
        alignas(32) int64_t sums[M * 8] = {};
        const char* w = static_cast<const char*>(in.panel);
        ptrdiff_t at = 0;
        const ptrdiff_t endOfTap = static_cast<ptrdiff_t>(in.groups) * 4;
        for (int t = 0; t < in.taps;) {
            __m256i high[M];
            __m256i low[M];
#pragma GCC unroll 6
            for (int r = 0; r < M; ++r)
                high[r] = low[r] = _mm256_setzero_si256();
            for (ptrdiff_t room = kGroupsPerFlush * 4; room > 0 && t < in.taps;) {
                const char* a[M];
#pragma GCC unroll 6
                for (int r = 0; r < M; ++r)
                    a[r] = static_cast<const char*>(in.rows[static_cast<ptrdiff_t>(t) * in.rowStride + r]);
                const ptrdiff_t end = endOfTap - at < room ? endOfTap : at + room;
                room -= end - at;
                for (; at < end; at += 4, w += 32) {
                    __asm__("" : "+r"(at));
                    const __m256i both = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(w));
                    const __m256i w1 = _mm256_srai_epi16(both, 8);
                    const __m256i w0 = _mm256_and_si256(both, _mm256_set1_epi16(0xff));
#pragma GCC unroll 6
                    for (int r = 0; r < M; ++r) {
                        const __m256i x
                            = _mm256_set1_epi32(static_cast<int>(*reinterpret_cast<const Any32*>(a[r] + at)));
                        high[r] = _mm256_add_epi32(high[r], _mm256_madd_epi16(x, w1));
                        low[r] = _mm256_add_epi32(low[r], _mm256_madd_epi16(x, w0));
                    }
                }
                if (at == endOfTap) {
                    at = 0;
                    ++t;
                }
            }
#pragma GCC unroll 6
            for (int r = 0; r < M; ++r) {
#pragma GCC unroll 2
                for (int half = 0; half < 2; ++half) {
                    auto* p = reinterpret_cast<__m256i*>(sums + r * 8 + half * 4);
                    _mm256_store_si256(p, _mm256_add_epi64(_mm256_load_si256(p), widen(high[r], low[r], half)));
                }
            }
        }
        finish(tile, sums);
    }
};

void gemmS16S16Wide(const WideTile& tile)
{
    runFor<RunS16Wide, 8>(tile, UpTo6 {});
}

// Signed 32 x 32 → 64 multiplications, columns in lanes of 64 bits.
struct S32S32 {
    using Acc = __m256i;
    static constexpr int kBytes = 4;
    static constexpr int kPanelBytes = 16;
    static constexpr int kLanes = 4;

    static Acc load(const void* p) { return _mm256_cvtepi32_epi64(_mm_loadu_si128(static_cast<const __m128i*>(p))); }
    static void step1(Acc& c0, const char* a, Acc w0)
    {
        Acc x;
        __asm__("vpbroadcastd %[a], %[x]\n\t"
                "vpmuldq %[x], %[w0], %[x]\n\t"
                "vpaddq %[x], %[c0], %[c0]"
                : [c0] "+x"(c0), [x] "=&x"(x)
                : [a] "m"(*reinterpret_cast<const Any32*>(a)), [w0] "x"(w0));
    }
    static void step2(Acc& c0, Acc& c1, const char* a, Acc w0, Acc w1)
    {
        Acc x;
        Acc y;
        __asm__("vpbroadcastd %[a], %[x]\n\t"
                "vpmuldq %[x], %[w0], %[y]\n\t"
                "vpmuldq %[x], %[w1], %[x]\n\t"
                "vpaddq %[y], %[c0], %[c0]\n\t"
                "vpaddq %[x], %[c1], %[c1]"
                : [c0] "+x"(c0), [c1] "+x"(c1), [x] "=&x"(x), [y] "=&x"(y)
                : [a] "m"(*reinterpret_cast<const Any32*>(a)), [w0] "x"(w0), [w1] "x"(w1));
    }
};

template<int M, int V> struct RunS32 {
    static void run(const WideTile& tile)
    {
        constexpr int kSets = M <= 2 ? 2 : 1;
        alignas(32) int64_t sums[M * V * 4];
        {
            __m256i acc[kSets][M][V];
            accumulate<S32S32, M, V, kSets>(tile.in, acc);
#pragma GCC unroll 6
            for (int r = 0; r < M; ++r) {
#pragma GCC unroll 2
                for (int v = 0; v < V; ++v) {
                    __m256i sum = acc[0][r][v];
                    if constexpr (kSets == 2) sum = _mm256_add_epi64(sum, acc[1][r][v]);
                    _mm256_store_si256(reinterpret_cast<__m256i*>(sums + (r * V + v) * 4), sum);
                }
            }
        }
        finish(tile, sums);
    }
};

void gemmS32S32(const WideTile& tile)
{
    runFor<RunS32, S32S32::kLanes>(tile, UpTo6 {});
}

} // namespace

void setGemmWideAvx2(KernelTable& table)
{
    table.gemmS16S16Wide = {"gemm_s16s16_wide_avx2", Level::Avx2, 6, 8, 8, 2, gemmS16S16Wide};
    table.gemmS32S32 = {"gemm_s32s32_avx2", Level::Avx2, 6, 8, 4, 1, gemmS32S32};
}

} // namespace bitladder::kernels::detail
