// The transforms of Winograd's convolution, 8 channels at a time.
#include "core/kernels/kernel_sets.h"
#include "core/kernels/winograd_transform.h"

#include <immintrin.h>

namespace bitladder::kernels::detail
{

namespace
{

struct Channels {
    using V = __m256;
    static constexpr int kLanes = 8;
    static V set(double x) { return _mm256_set1_ps(static_cast<float>(x)); }
    static V load(const float* p) { return _mm256_loadu_ps(p); }
    static void store(float* p, V x) { _mm256_storeu_ps(p, x); }
    static V add(V x, V y) { return _mm256_add_ps(x, y); }
    static V sub(V x, V y) { return _mm256_sub_ps(x, y); }
    static V mul(V x, V y) { return _mm256_mul_ps(x, y); }
    static V fma(V x, V y, V z) { return _mm256_fmadd_ps(x, y, z); }
    static V fnma(V x, V y, V z) { return _mm256_fnmadd_ps(x, y, z); }
    // The order of the operands lets a NaN through, as the contract's clamp does.
    static V clamp(V x, V lo, V hi) { return _mm256_min_ps(hi, _mm256_max_ps(lo, x)); }
};

} // namespace

void setWinogradAvx2(KernelTable& table)
{
    table.winograd2 = {"winograd2_f32_avx2", Level::Avx2, winogradInput<Channels, 2>, winogradOutput<Channels, 2>};
    table.winograd4 = {"winograd4_f32_avx2", Level::Avx2, winogradInput<Channels, 4>, winogradOutput<Channels, 4>};
}

} // namespace bitladder::kernels::detail
