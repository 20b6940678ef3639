// The scalar transforms of Winograd's convolution: the definition that the other levels are compared with, bit for bit.
#include "core/kernels/kernel_sets.h"
#include "core/kernels/winograd_transform.h"

namespace bitladder::kernels::detail
{

void setWinogradScalar(KernelTable& table)
{
    table.winograd2
        = {"winograd2_f32_scalar", Level::Scalar, winogradInput<OneChannel, 2>, winogradOutput<OneChannel, 2>};
    table.winograd4
        = {"winograd4_f32_scalar", Level::Scalar, winogradInput<OneChannel, 4>, winogradOutput<OneChannel, 4>};
}

} // namespace bitladder::kernels::detail
