// Loops that keep the execution units busy with one operation and touch no memory. For files with instruction set
// flags; everything here has internal linkage.
#pragma once
#include "core/kernels/kernels.h"

#include <immintrin.h>

namespace bitladder::kernels::detail
{

namespace
{

// Op::step(acc, a, b) in inline assembly, kChains independent accumulators, kRepeat rounds per iteration so that the
// loop itself does not count.
template<typename Op, int kChains, int kRepeat> void peakLoop(int64_t iterations)
{
    typename Op::Acc acc[kChains];
    auto a = Op::operand();
    auto b = Op::operand();
    // Two registers: with one, an xor would be recognised as zero and not executed at all.
    __asm__ volatile("" : "+x"(a), "+x"(b));
#pragma GCC unroll 16
    for (int c = 0; c < kChains; ++c)
        acc[c] = Op::zero();
    for (int64_t i = 0; i < iterations; ++i) {
#pragma GCC unroll 4
        for (int n = 0; n < kRepeat; ++n)
#pragma GCC unroll 16
            for (int c = 0; c < kChains; ++c)
                Op::step(acc[c], a, b);
    }
}

} // namespace

} // namespace bitladder::kernels::detail
