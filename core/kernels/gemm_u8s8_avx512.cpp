// uint8 rows times int8 weights with the VNNI dot product of four: exact, nothing saturates before 32 bits.
#include "core/kernels/gemm_int_avx512.h"
#include "core/kernels/kernel_sets.h"

namespace bitladder::kernels::detail
{

namespace
{

struct U8S8 : Lanes32 {
    static void step1(Acc& c0, const char* a, Acc w0)
    {
        Acc x;
        __asm__("vpbroadcastd %[a], %[x]\n\t"
                "vpdpbusd %[w0], %[x], %[c0]"
                : [c0] "+v"(c0), [x] "=&v"(x)
                : [a] "m"(*reinterpret_cast<const Any32*>(a)), [w0] "v"(w0));
    }
    static void step2(Acc& c0, Acc& c1, const char* a, Acc w0, Acc w1)
    {
        Acc x;
        __asm__("vpbroadcastd %[a], %[x]\n\t"
                "vpdpbusd %[w0], %[x], %[c0]\n\t"
                "vpdpbusd %[w1], %[x], %[c1]"
                : [c0] "+v"(c0), [c1] "+v"(c1), [x] "=&v"(x)
                : [a] "m"(*reinterpret_cast<const Any32*>(a)), [w0] "v"(w0), [w1] "v"(w1));
    }
};

template<int M, int V> struct Run {
    static void run(const IntTile& tile) { gemmInt<U8S8, M, V>(tile); }
};

void gemmU8S8(const IntTile& tile)
{
    runFor<Run, U8S8::kLanes>(tile, UpTo14 {});
}

} // namespace

void setGemmU8S8Avx512(KernelTable& table)
{
    table.gemmU8S8 = {"gemm_u8s8_avx512", Level::Avx512, 14, 32, 16, 4, gemmU8S8};
}

} // namespace bitladder::kernels::detail
