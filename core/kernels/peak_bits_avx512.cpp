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

} // namespace

PeakLoop peakBinaryAvx512()
{
    return {"binary", Level::Avx512, 16 * 4 * 512, peakLoop<Binary, 16, 4>};
}

} // namespace bitladder::kernels::detail
