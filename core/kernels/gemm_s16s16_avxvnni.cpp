// int16 rows times int16 weights with the VNNI dot product of two in 256 bits. It wraps modulo 2^32, so a sum that fits
// is exact whatever happens on the way.
#include "core/kernels/gemm_int_avx2.h"
#include "core/kernels/kernel_sets.h"

namespace bitladder::kernels::detail
{

namespace
{

struct S16S16 : Lanes32 {
    static void step1(Acc& c0, const char* a, Acc w0)
    {
        Acc x;
        __asm__("vpbroadcastd %[a], %[x]\n\t"
                "%{vex%} vpdpwssd %[w0], %[x], %[c0]"
                : [c0] "+x"(c0), [x] "=&x"(x)
                : [a] "m"(*reinterpret_cast<const Any32*>(a)), [w0] "x"(w0));
    }
    static void step2(Acc& c0, Acc& c1, const char* a, Acc w0, Acc w1)
    {
        Acc x;
        __asm__("vpbroadcastd %[a], %[x]\n\t"
                "%{vex%} vpdpwssd %[w0], %[x], %[c0]\n\t"
                "%{vex%} vpdpwssd %[w1], %[x], %[c1]"
                : [c0] "+x"(c0), [c1] "+x"(c1), [x] "=&x"(x)
                : [a] "m"(*reinterpret_cast<const Any32*>(a)), [w0] "x"(w0), [w1] "x"(w1));
    }
};

template<int M, int V> struct Run {
    static void run(const IntTile& tile) { gemmInt<S16S16, M, V>(tile); }
};

void gemmS16S16(const IntTile& tile)
{
    runFor<Run, S16S16::kLanes>(tile, UpTo6 {});
}

} // namespace

void setGemmS16AvxVnni(KernelTable& table)
{
    table.gemmS16S16 = {"gemm_s16s16_avxvnni", Level::AvxVnni, 6, 16, 8, 2, gemmS16S16};
    // The transforms of the level below go with these products.
    table.integerWinograd2.name = "winograd2_s16_avxvnni";
    table.integerWinograd4.name = "winograd4_s16_avxvnni";
    table.integerWinograd2.level = table.integerWinograd4.level = Level::AvxVnni;
}

} // namespace bitladder::kernels::detail
