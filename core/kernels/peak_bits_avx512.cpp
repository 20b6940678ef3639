#include "core/kernels/kernel_sets.h"
#include "core/kernels/peak_loop.h"

namespace bitladder::kernels::detail
{

namespace
{

struct Binary {
    using Acc = __m512i;
    static Acc zero() { return _mm512_setzero_si512(); }
    static Acc operand() { return _mm512_set1_epi8(0x55); }
    static void step(Acc& c, Acc a, Acc b)
    {
        Acc x;
        __asm__ volatile("vpxorq %[a], %[b], %[x]\n\t"
                         "vpopcntq %[x], %[x]\n\t"
                         "vpaddq %[x], %[c], %[c]"
                         : [c] "+v"(c), [x] "=&v"(x)
                         : [a] "v"(a), [b] "v"(b));
    }
};

// Two planes, as the kernel does it: which products are not zero, and which of those are negative.
struct Ternary {
    struct Acc {
        __m512i nonzeros, negatives;
    };
    static Acc zero() { return {_mm512_setzero_si512(), _mm512_setzero_si512()}; }
    static __m512i operand() { return _mm512_set1_epi8(0x55); }
    static void step(Acc& c, __m512i a, __m512i b)
    {
        __m512i x;
        __m512i y = b;
        __asm__ volatile("vpandq %[a], %[b], %[x]\n\t"
                         "vpternlogq $0x48, %[a], %[x], %[y]\n\t"
                         "vpopcntq %[x], %[x]\n\t"
                         "vpopcntq %[y], %[y]\n\t"
                         "vpaddq %[x], %[c], %[c]\n\t"
                         "vpaddq %[y], %[d], %[d]"
                         : [c] "+v"(c.nonzeros), [d] "+v"(c.negatives), [x] "=&v"(x), [y] "+&v"(y)
                         : [a] "v"(a), [b] "v"(b));
    }
};

constexpr PeakLoop kLoops[] = {
    {"binary", Level::Avx512, 16 * 4 * 512, peakLoop<Binary, 16, 4>},
    {"ternary", Level::Avx512, 8 * 4 * 512, peakLoop<Ternary, 8, 4>},
};

} // namespace

PeakList peakBitsAvx512()
{
    return {kLoops, static_cast<int>(sizeof kLoops / sizeof *kLoops)};
}

} // namespace bitladder::kernels::detail
