// int16 rows times int16 weights with the VNNI dot product of two. It wraps modulo 2^32, so a sum that fits is exact
// whatever happens on the way.
#include "core/kernels/gemm_int_avx512.h"
#include "core/kernels/kernel_sets.h"

namespace bitladder::kernels::detail
{

namespace
{

struct S16S16 : Lanes32 {
    static void step1(Acc& c0, const char* a, Acc w0)
    {
        __asm__("vpdpwssd %[a]%{1to16%}, %[w0], %[c0]"
                : [c0] "+v"(c0)
                : [a] "m"(*reinterpret_cast<const Any32*>(a)), [w0] "v"(w0));
    }
    static void step2(Acc& c0, Acc& c1, const char* a, Acc w0, Acc w1)
    {
        Acc x;
        __asm__("vpbroadcastd %[a], %[x]\n\t"
                "vpdpwssd %[w0], %[x], %[c0]\n\t"
                "vpdpwssd %[w1], %[x], %[c1]"
                : [c0] "+v"(c0), [c1] "+v"(c1), [x] "=&v"(x)
                : [a] "m"(*reinterpret_cast<const Any32*>(a)), [w0] "v"(w0), [w1] "v"(w1));
    }
};

template<int M, int V> struct Run {
    static void run(const IntTile& tile) { gemmInt<S16S16, M, V>(tile); }
};

void gemmS16S16(const IntTile& tile)
{
    runFor<Run, S16S16::kLanes>(tile, UpTo14 {});
}

} // namespace

void setGemmS16Avx512(KernelTable& table)
{
    table.gemmS16S16 = {"gemm_s16s16_avx512", Level::Avx512, 14, 32, 16, 2, gemmS16S16};
}

} // namespace bitladder::kernels::detail
