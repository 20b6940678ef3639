// uint8 rows times weights of 8 bits and fewer for processors that have the VNNI dot product in 256 bits only: exact,
// nothing saturates before 32 bits.
#include "core/kernels/gemm_int_avx2.h"
#include "core/kernels/gemm_narrow_vnni.h"
#include "core/kernels/kernel_sets.h"
#include "core/kernels/peak_loop.h"

namespace bitladder::kernels::detail
{

namespace
{

struct U8S8 : Lanes32 {
    static void step1(Acc& c0, const char* a, Acc w0)
    {
        Acc x;
        __asm__("vpbroadcastd %[a], %[x]\n\t"
                "%{vex%} vpdpbusd %[w0], %[x], %[c0]"
                : [c0] "+x"(c0), [x] "=&x"(x)
                : [a] "m"(*reinterpret_cast<const Any32*>(a)), [w0] "x"(w0));
    }
    static void step2(Acc& c0, Acc& c1, const char* a, Acc w0, Acc w1)
    {
        Acc x;
        __asm__("vpbroadcastd %[a], %[x]\n\t"
                "%{vex%} vpdpbusd %[w0], %[x], %[c0]\n\t"
                "%{vex%} vpdpbusd %[w1], %[x], %[c1]"
                : [c0] "+x"(c0), [c1] "+x"(c1), [x] "=&x"(x)
                : [a] "m"(*reinterpret_cast<const Any32*>(a)), [w0] "x"(w0), [w1] "x"(w1));
    }
};

template<int M, int V> struct Run {
    static void run(const IntTile& tile) { gemmInt<U8S8, M, V>(tile); }
};

void gemmU8S8(const IntTile& tile)
{
    runFor<Run, U8S8::kLanes>(tile, UpTo6 {});
}

struct Narrow : U8S8 {
    template<int kBits, int i> static Acc upper(const char* p)
    {
        constexpr int kLeft = 8 - kBits * (i + 1);
        Acc x = load(p);
        if constexpr (kLeft > 0) x = _mm256_slli_epi16(x, kLeft);
        x = _mm256_and_si256(x, _mm256_set1_epi8(static_cast<char>(0x100 - (0x100 >> kBits))));
        return kBits > 1 ? x : _mm256_or_si256(x, _mm256_set1_epi8(64));
    }
};

template<int kBits> struct NarrowKernel {
    template<int M, int V> struct Run {
        static void run(const IntTile& tile)
        {
            constexpr int kSets = setsFor(M);
            alignas(32) int32_t sums[M * V * 8];
            {
                __m256i acc[kSets][M][V];
                accumulateNarrow<Narrow, kBits, M, V, kSets>(tile.in, acc);
#pragma GCC unroll 6
                for (int r = 0; r < M; ++r) {
#pragma GCC unroll 2
                    for (int v = 0; v < V; ++v) {
                        __m256i sum = acc[0][r][v];
#pragma GCC unroll 4
                        for (int s = 1; s < kSets; ++s)
                            sum = _mm256_add_epi32(sum, acc[s][r][v]);
                        sum = _mm256_add_epi32(
                            _mm256_srai_epi32(sum, kUpperShift<kBits>), loadInts(tile.correction + v * 8));
                        _mm256_store_si256(reinterpret_cast<__m256i*>(sums + (r * V + v) * 8), sum);
                    }
                }
            }
            finishAdded<V * 8>(tile, sums);
        }
    };
    static void run(const IntTile& tile)
    {
        runFor<Run, Narrow::kLanes>(tile, UpTo6 {});
    }
};

struct Peak {
    using Acc = __m256i;
    static Acc zero() { return _mm256_setzero_si256(); }
    static Acc operand() { return _mm256_set1_epi8(1); }
    static void step(Acc& c, Acc a, Acc b)
    {
        __asm__ volatile("%{vex%} vpdpbusd %[a], %[b], %[c]" : [c] "+x"(c) : [a] "x"(a), [b] "x"(b));
    }
};

} // namespace

void setGemmU8S8AvxVnni(KernelTable& table)
{
    table.gemmU8S8 = {"gemm_u8s8_avxvnni", Level::AvxVnni, 6, 16, 8, 4, gemmU8S8};
    table.gemmU8S7 = {};
    table.gemmU8S4 = {"gemm_u8s4_avxvnni", Level::AvxVnni, 6, 16, 8, 8, NarrowKernel<4>::run};
    table.gemmU8S2 = {"gemm_u8s2_avxvnni", Level::AvxVnni, 6, 16, 8, 16, NarrowKernel<2>::run};
    table.gemmU8S1 = {"gemm_u8s1_avxvnni", Level::AvxVnni, 6, 16, 8, 32, NarrowKernel<1>::run};
}

PeakLoop peakInt8AvxVnni()
{
    return {"int8", Level::AvxVnni, 12 * 4 * 32, peakLoop<Peak, 12, 4>};
}

} // namespace bitladder::kernels::detail
