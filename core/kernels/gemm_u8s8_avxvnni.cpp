// uint8 rows times int8 weights for processors that have the VNNI dot product in 256 bits only: exact, nothing saturates
// before 32 bits.
#include "core/kernels/gemm_int_avx2.h"
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
    table.gemmU8S8 = {"gemm_u8s8_avxvnni", Level::Avx2, 6, 16, 8, 4, gemmU8S8};
}

PeakLoop peakInt8AvxVnni()
{
    return {"int8", Level::Avx2, 12 * 4 * 32, peakLoop<Peak, 12, 4>};
}

} // namespace bitladder::kernels::detail
