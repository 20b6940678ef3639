// The scalar transforms of Winograd's convolution in integers: the definition that the other levels are compared with.
#include "core/kernels/epilogue_scalar.h"
#include "core/kernels/kernel_sets.h"
#include "core/kernels/winograd_int_transform.h"

namespace bitladder::kernels::detail
{

namespace
{

struct FinishSums {
    static void run(const IntTile& tile, const int32_t* sums)
    {
        for (int r = 0; r < tile.in.m; ++r)
            for (int c = 0; c < tile.in.n; ++c)
                storeSum(tile, r * tile.outStride + c, c, sums[r * tile.in.panelWidth + c]);
    }
};

template<int m> IntegerWinogradKernel kernel(const char* name)
{
    return {name, Level::Scalar, integerWinogradInput<OneWord, m>, integerWinogradOutput<OneSum, FinishSums, m>};
}

} // namespace

void setWinogradIntScalar(KernelTable& table)
{
    table.integerWinograd2 = kernel<2>("winograd2_s16_scalar");
    table.integerWinograd4 = kernel<4>("winograd4_s16_scalar");
}

} // namespace bitladder::kernels::detail
