#include "core/kernels/kernel_sets.h"
#include "core/kernels/peak_loop.h"

namespace bitladder::kernels::detail
{

namespace
{

struct Bf16 {
    using Acc = __m512;
    static Acc zero() { return _mm512_setzero_ps(); }
    static Acc operand() { return _mm512_castsi512_ps(_mm512_set1_epi16(0x3f00)); } // 0.5
    static void step(Acc& c, Acc a, Acc b)
    {
        __asm__ volatile("vdpbf16ps %[a], %[b], %[c]" : [c] "+v"(c) : [a] "v"(a), [b] "v"(b));
    }
};

} // namespace

PeakLoop peakBf16Avx512()
{
    return {"bfloat16", Level::Avx512, 16 * 4 * 32, peakLoop<Bf16, 16, 4>};
}

} // namespace bitladder::kernels::detail
