#include "core/kernels/kernel_sets.h"
#include "core/kernels/peak_loop.h"

namespace bitladder::kernels::detail
{

namespace
{

struct Integers {
    using Acc = __m256i;
    static Acc zero() { return _mm256_setzero_si256(); }
    static Acc operand() { return _mm256_set1_epi8(1); }
};
struct F32 {
    using Acc = __m256;
    static Acc zero() { return _mm256_setzero_ps(); }
    static Acc operand() { return _mm256_set1_ps(0.5f); }
    static void step(Acc& c, Acc a, Acc b)
    {
        __asm__ volatile("vfmadd231ps %[a], %[b], %[c]" : [c] "+x"(c) : [a] "x"(a), [b] "x"(b));
    }
};
struct F64 {
    using Acc = __m256d;
    static Acc zero() { return _mm256_setzero_pd(); }
    static Acc operand() { return _mm256_set1_pd(0.5); }
    static void step(Acc& c, Acc a, Acc b)
    {
        __asm__ volatile("vfmadd231pd %[a], %[b], %[c]" : [c] "+x"(c) : [a] "x"(a), [b] "x"(b));
    }
};
struct S16 : Integers {
    static void step(Acc& c, Acc a, Acc b)
    {
        Acc x;
        __asm__ volatile("vpmaddwd %[a], %[b], %[x]\n\t"
                         "vpaddd %[x], %[c], %[c]"
                         : [c] "+x"(c), [x] "=&x"(x)
                         : [a] "x"(a), [b] "x"(b));
    }
};
// Byte products of weights of 7 bits: two of them fit 16 bits.
struct Seven : Integers {
    static void step(Acc& c, Acc a, Acc b)
    {
        Acc x;
        __asm__ volatile("vpmaddubsw %[a], %[b], %[x]\n\t"
                         "vpmaddwd %[a], %[x], %[x]\n\t"
                         "vpaddd %[x], %[c], %[c]"
                         : [c] "+x"(c), [x] "=&x"(x)
                         : [a] "x"(a), [b] "x"(b));
    }
};
// Byte products that cannot saturate, because one side has few bits, added up in 16 bits.
struct Narrow : Integers {
    static void step(Acc& c, Acc a, Acc b)
    {
        Acc x;
        __asm__ volatile("vpmaddubsw %[a], %[b], %[x]\n\t"
                         "vpaddw %[x], %[c], %[c]"
                         : [c] "+x"(c), [x] "=&x"(x)
                         : [a] "x"(a), [b] "x"(b));
    }
};
// The two planes of ternary products: which are not zero, and which of those are negative, each counted as bits are
// below.
struct Ternary : Integers {
    static Acc operand() { return _mm256_set1_epi8(0x35); }
    static void step(Acc& c, Acc a, Acc b)
    {
        Acc x;
        Acc y;
        Acc z;
        __asm__ volatile("vpand %[a], %[b], %[x]\n\t"
                         "vpxor %[a], %[b], %[y]\n\t"
                         "vpand %[x], %[y], %[y]\n\t"
                         "vpsrlw $4, %[x], %[z]\n\t"
                         "vpand %[a], %[x], %[x]\n\t"
                         "vpand %[a], %[z], %[z]\n\t"
                         "vpshufb %[x], %[b], %[x]\n\t"
                         "vpshufb %[z], %[b], %[z]\n\t"
                         "vpaddb %[x], %[z], %[x]\n\t"
                         "vpsrlw $4, %[y], %[z]\n\t"
                         "vpand %[a], %[y], %[y]\n\t"
                         "vpand %[a], %[z], %[z]\n\t"
                         "vpshufb %[y], %[b], %[y]\n\t"
                         "vpshufb %[z], %[b], %[z]\n\t"
                         "vpaddb %[y], %[z], %[y]\n\t"
                         "vpaddb %[y], %[x], %[x]\n\t"
                         "vpaddb %[x], %[c], %[c]"
                         : [c] "+x"(c), [x] "=&x"(x), [y] "=&x"(y), [z] "=&x"(z)
                         : [a] "x"(a), [b] "x"(b));
    }
};
struct Words : Integers {
    static Acc operand() { return _mm256_set1_epi8(0x35); }
    // xor, then a table look-up for every half byte: the cheapest population count of this level.
    static void step(Acc& c, Acc a, Acc b)
    {
        Acc x;
        Acc y;
        __asm__ volatile("vpxor %[a], %[b], %[x]\n\t"
                         "vpsrlw $4, %[x], %[y]\n\t"
                         "vpand %[a], %[x], %[x]\n\t"
                         "vpand %[a], %[y], %[y]\n\t"
                         "vpshufb %[x], %[b], %[x]\n\t"
                         "vpshufb %[y], %[b], %[y]\n\t"
                         "vpaddb %[x], %[y], %[y]\n\t"
                         "vpaddb %[y], %[c], %[c]"
                         : [c] "+x"(c), [x] "=&x"(x), [y] "=&x"(y)
                         : [a] "x"(a), [b] "x"(b));
    }
};

constexpr int kChains = 12;
constexpr int kRepeat = 4;

// int8 by int8 without VNNI goes through exact 16-bit products: the rate of int16.
constexpr PeakLoop kLoops[] = {
    {"float64", Level::Avx2, kChains* kRepeat * 4, peakLoop<F64, kChains, kRepeat>},
    {"float32", Level::Avx2, kChains* kRepeat * 8, peakLoop<F32, kChains, kRepeat>},
    {"int16", Level::Avx2, kChains* kRepeat * 16, peakLoop<S16, kChains, kRepeat>},
    {"int8", Level::Avx2, kChains* kRepeat * 16, peakLoop<S16, kChains, kRepeat>},
    {"int7", Level::Avx2, kChains* kRepeat * 32, peakLoop<Seven, kChains, kRepeat>},
    {"narrow", Level::Avx2, kChains* kRepeat * 32, peakLoop<Narrow, kChains, kRepeat>},
    {"ternary", Level::Avx2, kChains* kRepeat * 256, peakLoop<Ternary, kChains, kRepeat>},
    {"binary", Level::Avx2, kChains* kRepeat * 256, peakLoop<Words, kChains, kRepeat>},
};

} // namespace

PeakList peakAvx2()
{
    return {kLoops, static_cast<int>(sizeof kLoops / sizeof *kLoops)};
}

void readAvx2(const void* memory, size_t bytes)
{
    const char* p = static_cast<const char*>(memory);
    for (const char* end = p + bytes; p != end; p += 512)
#pragma GCC unroll 16
        for (int i = 0; i < 16; ++i) {
            __m256i x;
            __asm__ volatile("vmovdqu %[p], %[x]"
                             : [x] "=x"(x)
                             : [p] "m"(*reinterpret_cast<const __m256i_u*>(p + 32 * i)));
        }
}

} // namespace bitladder::kernels::detail
