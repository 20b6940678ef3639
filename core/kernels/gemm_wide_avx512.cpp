// Integer tiles whose sums need 64 bits: int16 over depths that could overflow 32 bits, and int32.
#include "core/kernels/epilogue_avx512.h"
#include "core/kernels/gemm_loop.h"
#include "core/kernels/kernel_sets.h"

namespace bitladder::kernels::detail
{

namespace
{

// A weight is 256 · high + low with high in −128 … 127 and low in 0 … 255. A pair of products is then at most
// 2 · 32768 · 255 in size, so that 128 of them fit 32 bits whatever the values are; then the sums move to 64 bits.
constexpr int kGroupsPerFlush = 128;

inline void dotTwo(__m512i& c0, __m512i& c1, const char* a, __m512i w0, __m512i w1)
{
    __m512i x;
    __asm__("vpbroadcastd %[a], %[x]\n\t"
            "vpdpwssd %[w0], %[x], %[c0]\n\t"
            "vpdpwssd %[w1], %[x], %[c1]"
            : [c0] "+v"(c0), [c1] "+v"(c1), [x] "=&v"(x)
            : [a] "m"(*reinterpret_cast<const Any32*>(a)), [w0] "v"(w0), [w1] "v"(w1));
}

inline __m512i widen(__m512i high, __m512i low, int half)
{
    const __m256i h = half ? _mm512_extracti64x4_epi64(high, 1) : _mm512_castsi512_si256(high);
    const __m256i l = half ? _mm512_extracti64x4_epi64(low, 1) : _mm512_castsi512_si256(low);
    return _mm512_add_epi64(_mm512_slli_epi64(_mm512_cvtepi32_epi64(h), 8), _mm512_cvtepi32_epi64(l));
}

template<int M, int V> struct RunS16Wide {
    static_assert(V <= 2);
    static void run(const WideTile& tile)
    {
        const TileInput& in = tile.in;
        alignas(64) int64_t sums[M * 16];
        for (int i = 0; i < M * 16; i += 8)
            _mm512_store_si512(sums + i, _mm512_setzero_si512());
        const char* w = static_cast<const char*>(in.panel);
        ptrdiff_t at = 0;
        const ptrdiff_t endOfTap = static_cast<ptrdiff_t>(in.groups) * 4;
        for (int t = 0; t < in.taps;) {
            __m512i high[M];
            __m512i low[M];
#pragma GCC unroll 14
            for (int r = 0; r < M; ++r)
                high[r] = low[r] = _mm512_setzero_si512();
            for (ptrdiff_t room = kGroupsPerFlush * 4; room > 0 && t < in.taps;) {
                const char* a[M];
#pragma GCC unroll 14
                for (int r = 0; r < M; ++r)
                    a[r] = static_cast<const char*>(in.rows[static_cast<ptrdiff_t>(t) * in.rowStride + r]);
                const ptrdiff_t end = endOfTap - at < room ? endOfTap : at + room;
                room -= end - at;
                for (; at < end; at += 4, w += 64) {
                    __asm__("" : "+r"(at));
                    const __m512i w1 = _mm512_srai_epi16(_mm512_loadu_si512(w), 8);
                    const __m512i w0 = _mm512_maskz_loadu_epi8(0x5555555555555555, w);
                    _mm_prefetch(w + kPrefetchBytes, _MM_HINT_T0);
#pragma GCC unroll 14
                    for (int r = 0; r < M; ++r)
                        dotTwo(high[r], low[r], a[r] + at, w1, w0);
                }
                if (at == endOfTap) {
                    at = 0;
                    ++t;
                }
            }
#pragma GCC unroll 14
            for (int r = 0; r < M; ++r) {
#pragma GCC unroll 2
                for (int half = 0; half < 2; ++half) {
                    int64_t* p = sums + r * 16 + half * 8;
                    _mm512_store_si512(p, _mm512_add_epi64(_mm512_load_si512(p), widen(high[r], low[r], half)));
                }
            }
        }
        finish(tile, sums);
    }
};

void gemmS16S16Wide(const WideTile& tile)
{
    runFor<RunS16Wide, 16>(tile, UpTo14 {});
}

// Signed 32 x 32 → 64 multiplications, columns in lanes of 64 bits.
struct S32S32 {
    using Acc = __m512i;
    static constexpr int kBytes = 4;
    static constexpr int kPanelBytes = 32;
    static constexpr int kLanes = 8;

    static Acc load(const void* p) { return _mm512_cvtepi32_epi64(_mm256_loadu_si256(static_cast<const __m256i*>(p))); }
    static void step1(Acc& c0, const char* a, Acc w0)
    {
        Acc x;
        __asm__("vpbroadcastd %[a], %[x]\n\t"
                "vpmuldq %[x], %[w0], %[x]\n\t"
                "vpaddq %[x], %[c0], %[c0]"
                : [c0] "+v"(c0), [x] "=&v"(x)
                : [a] "m"(*reinterpret_cast<const Any32*>(a)), [w0] "v"(w0));
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
                : [c0] "+v"(c0), [c1] "+v"(c1), [x] "=&v"(x), [y] "=&v"(y)
                : [a] "m"(*reinterpret_cast<const Any32*>(a)), [w0] "v"(w0), [w1] "v"(w1));
    }
};

template<int M, int V> struct RunS32 {
    static void run(const WideTile& tile)
    {
        constexpr int kSets = M <= 2 ? 2 : 1;
        alignas(64) int64_t sums[M * V * 8];
        {
            __m512i acc[kSets][M][V];
            accumulate<S32S32, M, V, kSets>(tile.in, acc);
#pragma GCC unroll 14
            for (int r = 0; r < M; ++r) {
#pragma GCC unroll 2
                for (int v = 0; v < V; ++v) {
                    __m512i sum = acc[0][r][v];
                    if constexpr (kSets == 2) sum = _mm512_add_epi64(sum, acc[1][r][v]);
                    _mm512_store_si512(sums + (r * V + v) * 8, sum);
                }
            }
        }
        finish(tile, sums);
    }
};

void gemmS32S32(const WideTile& tile)
{
    runFor<RunS32, S32S32::kLanes>(tile, UpTo14 {});
}

} // namespace

void setGemmWideAvx512(KernelTable& table)
{
    table.gemmS16S16Wide = {"gemm_s16s16_wide_avx512", Level::Avx512, 14, 16, 16, 2, gemmS16S16Wide};
    table.gemmS32S32 = {"gemm_s32s32_avx512", Level::Avx512, 14, 16, 8, 1, gemmS32S32};
}

} // namespace bitladder::kernels::detail
