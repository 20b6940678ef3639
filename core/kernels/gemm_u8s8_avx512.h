// One step of uint8 rows times int8 weights with the VNNI dot product of four in 512 bits.
#pragma once
#include "core/kernels/gemm_int_avx512.h"

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

} // namespace

} // namespace bitladder::kernels::detail
