// int16 rows times int16 weights. The pair product wraps modulo 2^32, so a sum that fits is exact whatever happens on
// the way.
#include "core/kernels/gemm_int_avx2.h"
#include "core/kernels/kernel_sets.h"

namespace bitladder::kernels::detail
{

namespace
{

template<int M, int V> struct Run {
    static void run(const IntTile& tile) { gemmInt<PairsOfWords, M, V>(tile); }
};

void gemmS16S16(const IntTile& tile)
{
    runFor<Run, PairsOfWords::kLanes>(tile, UpTo6 {});
}

} // namespace

void setGemmS16Avx2(KernelTable& table)
{
    table.gemmS16S16 = {"gemm_s16s16_avx2", Level::Avx2, 6, 16, 8, 2, gemmS16S16};
}

} // namespace bitladder::kernels::detail
