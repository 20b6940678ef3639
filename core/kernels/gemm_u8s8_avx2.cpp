// uint8 rows times int8 weights without VNNI. The byte product of this level saturates, so both sides are widened to 16
// bits first, even and odd bytes apart: a row's four bytes become two pairs with one mask and one shift, and a column's
// weights likewise. Pair products of 16 bits are exact.
#include "core/kernels/epilogue_avx2.h"
#include "core/kernels/gemm_loop.h"
#include "core/kernels/kernel_sets.h"

namespace bitladder::kernels::detail
{

namespace
{

// c += a · w for the even bytes of a, then for the odd ones. In assembly, because all sixteen registers are in use.
void step1(__m256i& c0, const char* a, __m256i even, __m256i odd, __m256i mask)
{
    __m256i x;
    __m256i y;
    __asm__("vpbroadcastd %[a], %[x]\n\t"
            "vpsrlw $8, %[x], %[y]\n\t"
            "vpand %[mask], %[x], %[x]\n\t"
            "vpmaddwd %[even], %[x], %[x]\n\t"
            "vpmaddwd %[odd], %[y], %[y]\n\t"
            "vpaddd %[x], %[c0], %[c0]\n\t"
            "vpaddd %[y], %[c0], %[c0]"
            : [c0] "+x"(c0), [x] "=&x"(x), [y] "=&x"(y)
            : [a] "m"(*reinterpret_cast<const Any32*>(a)), [even] "x"(even), [odd] "x"(odd), [mask] "x"(mask));
}

void step2(
    __m256i& c0, __m256i& c1, const char* a, __m256i even0, __m256i even1, __m256i odd0, __m256i odd1, __m256i mask)
{
    __m256i x;
    __m256i y;
    __m256i z;
    __asm__("vpbroadcastd %[a], %[x]\n\t"
            "vpsrlw $8, %[x], %[y]\n\t"
            "vpand %[mask], %[x], %[x]\n\t"
            "vpmaddwd %[even0], %[x], %[z]\n\t"
            "vpmaddwd %[even1], %[x], %[x]\n\t"
            "vpaddd %[z], %[c0], %[c0]\n\t"
            "vpmaddwd %[odd0], %[y], %[z]\n\t"
            "vpmaddwd %[odd1], %[y], %[y]\n\t"
            "vpaddd %[x], %[c1], %[c1]\n\t"
            "vpaddd %[z], %[c0], %[c0]\n\t"
            "vpaddd %[y], %[c1], %[c1]"
            : [c0] "+x"(c0), [c1] "+x"(c1), [x] "=&x"(x), [y] "=&x"(y), [z] "=&x"(z)
            : [a] "m"(*reinterpret_cast<const Any32*>(a)), [even0] "x"(even0), [even1] "x"(even1), [odd0] "x"(odd0),
            [odd1] "x"(odd1), [mask] "x"(mask));
}

template<int M, int V> struct Run {
    static void run(const IntTile& tile)
    {
        const TileInput& in = tile.in;
        alignas(32) int32_t sums[M * V * 8];
        {
            const __m256i mask = _mm256_set1_epi16(0xff);
            __m256i acc[M][V];
#pragma GCC unroll 4
            for (int r = 0; r < M; ++r)
#pragma GCC unroll 2
                for (int v = 0; v < V; ++v)
                    acc[r][v] = loadInts(tile.correction + v * 8);
            const char* w = static_cast<const char*>(in.panel);
            const ptrdiff_t end = static_cast<ptrdiff_t>(in.groups) * 4;
            for (int t = 0; t < in.taps; ++t) {
                const char* a[M];
#pragma GCC unroll 4
                for (int r = 0; r < M; ++r)
                    a[r] = static_cast<const char*>(in.rows[static_cast<ptrdiff_t>(t) * in.rowStride + r]);
                for (ptrdiff_t at = 0; at < end; at += 4, w += 32 * V) {
                    __asm__("" : "+r"(at));
                    __m256i even[V];
                    __m256i odd[V];
#pragma GCC unroll 2
                    for (int v = 0; v < V; ++v) {
                        const __m256i both = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(w + 32 * v));
                        even[v] = _mm256_srai_epi16(_mm256_slli_epi16(both, 8), 8);
                        odd[v] = _mm256_srai_epi16(both, 8);
                    }
                    _mm_prefetch(w + kPrefetchBytes, _MM_HINT_T0);
#pragma GCC unroll 4
                    for (int r = 0; r < M; ++r) {
                        if constexpr (V == 2)
                            step2(acc[r][0], acc[r][1], a[r] + at, even[0], even[1], odd[0], odd[1], mask);
                        else
                            step1(acc[r][0], a[r] + at, even[0], odd[0], mask);
                    }
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

void gemmU8S8(const IntTile& tile)
{
    runFor<Run, 8>(tile, UpTo4 {});
}

} // namespace

void setGemmU8S8Avx2(KernelTable& table)
{
    table.gemmU8S8 = {"gemm_u8s8_avx2", Level::Avx2, 4, 16, 8, 4, gemmU8S8};
}

} // namespace bitladder::kernels::detail
