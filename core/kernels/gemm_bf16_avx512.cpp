// bfloat16 dot products of pairs into float32. The instruction's own rounding and its flushing of denormals are part of
// the result: there is no lower level to compare with.
#include "core/kernels/gemm_loop.h"
#include "core/kernels/kernel_sets.h"

namespace bitladder::kernels::detail
{

namespace
{

struct Bf16 {
    using Acc = __m512;
    static constexpr int kBytes = 4;
    static constexpr int kPanelBytes = 64;
    static constexpr int kLanes = 16;

    static Acc load(const void* p) { return _mm512_loadu_ps(p); }
    static void step1(Acc& c0, const char* a, Acc w0)
    {
        __asm__("vdpbf16ps %[a]%{1to16%}, %[w0], %[c0]"
                : [c0] "+v"(c0)
                : [a] "m"(*reinterpret_cast<const Any32*>(a)), [w0] "v"(w0));
    }
    static void step2(Acc& c0, Acc& c1, const char* a, Acc w0, Acc w1)
    {
        Acc x;
        __asm__("vbroadcastss %[a], %[x]\n\t"
                "vdpbf16ps %[x], %[w0], %[c0]\n\t"
                "vdpbf16ps %[x], %[w1], %[c1]"
                : [c0] "+v"(c0), [c1] "+v"(c1), [x] "=&v"(x)
                : [a] "m"(*reinterpret_cast<const Any32*>(a)), [w0] "v"(w0), [w1] "v"(w1));
    }
};

template<int M, int V> struct Run {
    static void run(const FloatTile<float>& tile)
    {
        __m512 acc[1][M][V];
        accumulate<Bf16, M, V, 1>(tile.in, acc);
        const __m512 lo = _mm512_set1_ps(tile.lo);
        const __m512 hi = _mm512_set1_ps(tile.hi);
#pragma GCC unroll 2
        for (int v = 0; v < V; ++v) {
            const int columns = tile.in.n - v * Bf16::kLanes;
            if (columns <= 0) break;
            const auto mask = static_cast<__mmask16>(columns >= Bf16::kLanes ? 0xffffu : (1u << columns) - 1);
            const __m512 bias = _mm512_loadu_ps(tile.bias + v * Bf16::kLanes);
            float* out = tile.out + v * Bf16::kLanes;
#pragma GCC unroll 14
            for (int r = 0; r < M; ++r, out += tile.outStride)
                _mm512_mask_storeu_ps(
                    out, mask, _mm512_min_ps(hi, _mm512_max_ps(lo, _mm512_add_ps(acc[0][r][v], bias))));
        }
    }
};

void gemmBf16(const FloatTile<float>& tile)
{
    runFor<Run, Bf16::kLanes>(tile, UpTo14 {});
}

} // namespace

void setGemmBf16Avx512(KernelTable& table)
{
    table.gemmBf16 = {"gemm_bf16_avx512", Level::Avx512, 14, 32, 16, 2, gemmBf16};
}

} // namespace bitladder::kernels::detail
