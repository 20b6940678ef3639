// uint8 rows times int8 weights with the VNNI dot product of four: exact, nothing saturates before 32 bits.
#include "core/kernels/gemm_u8s8_avx512.h"
#include "core/kernels/kernel_sets.h"

namespace bitladder::kernels::detail
{

namespace
{

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
    table.gemmU8S7 = {};
}

} // namespace bitladder::kernels::detail
