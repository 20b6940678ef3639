#include "core/kernels/kernel_sets.h"
#include "core/kernels/peak_loop.h"

namespace bitladder::kernels::detail
{

namespace
{

struct Integers {
    using Acc = __m512i;
    static Acc zero() { return _mm512_setzero_si512(); }
    static Acc operand() { return _mm512_set1_epi8(1); }
};
struct F32 {
    using Acc = __m512;
    static Acc zero() { return _mm512_setzero_ps(); }
    static Acc operand() { return _mm512_set1_ps(0.5f); }
    static void step(Acc& c, Acc a, Acc b)
    {
        __asm__ volatile("vfmadd231ps %[a], %[b], %[c]" : [c] "+v"(c) : [a] "v"(a), [b] "v"(b));
    }
};
struct F64 {
    using Acc = __m512d;
    static Acc zero() { return _mm512_setzero_pd(); }
    static Acc operand() { return _mm512_set1_pd(0.5); }
    static void step(Acc& c, Acc a, Acc b)
    {
        __asm__ volatile("vfmadd231pd %[a], %[b], %[c]" : [c] "+v"(c) : [a] "v"(a), [b] "v"(b));
    }
};
struct S16 : Integers {
    static void step(Acc& c, Acc a, Acc b)
    {
        __asm__ volatile("vpdpwssd %[a], %[b], %[c]" : [c] "+v"(c) : [a] "v"(a), [b] "v"(b));
    }
};
struct U8 : Integers {
    static void step(Acc& c, Acc a, Acc b)
    {
        __asm__ volatile("vpdpbusd %[a], %[b], %[c]" : [c] "+v"(c) : [a] "v"(a), [b] "v"(b));
    }
};

constexpr int kChains = 16;
constexpr int kRepeat = 4;

constexpr PeakLoop kLoops[] = {
    {"float64", Level::Avx512, kChains* kRepeat * 8, peakLoop<F64, kChains, kRepeat>},
    {"float32", Level::Avx512, kChains* kRepeat * 16, peakLoop<F32, kChains, kRepeat>},
    {"int16", Level::Avx512, kChains* kRepeat * 32, peakLoop<S16, kChains, kRepeat>},
    {"int8", Level::Avx512, kChains* kRepeat * 64, peakLoop<U8, kChains, kRepeat>},
};

} // namespace

PeakList peakAvx512()
{
    return {kLoops, static_cast<int>(sizeof kLoops / sizeof *kLoops)};
}

void readAvx512(const void* memory, size_t bytes)
{
    const char* p = static_cast<const char*>(memory);
    for (const char* end = p + bytes; p != end; p += 512)
#pragma GCC unroll 8
        for (int i = 0; i < 8; ++i) {
            __m512i x;
            __asm__ volatile("vmovdqu64 %[p], %[x]"
                             : [x] "=v"(x)
                             : [p] "m"(*reinterpret_cast<const __m512i_u*>(p + 64 * i)));
        }
}

} // namespace bitladder::kernels::detail
