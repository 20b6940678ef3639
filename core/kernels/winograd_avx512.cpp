// The transforms of Winograd's convolution, 16 channels at a time.
#include "core/kernels/kernel_sets.h"
#include "core/kernels/winograd_transform.h"

#include <immintrin.h>

namespace bitladder::kernels::detail
{

namespace
{

struct Channels {
    using V = __m512;
    static constexpr int kLanes = 16;
    static V set(double x) { return _mm512_set1_ps(static_cast<float>(x)); }
    static V load(const float* p) { return _mm512_loadu_ps(p); }
    static void store(float* p, V x) { _mm512_storeu_ps(p, x); }
    static V add(V x, V y) { return _mm512_add_ps(x, y); }
    static V sub(V x, V y) { return _mm512_sub_ps(x, y); }
    static V mul(V x, V y) { return _mm512_mul_ps(x, y); }
    static V fma(V x, V y, V z) { return _mm512_fmadd_ps(x, y, z); }
    static V fnma(V x, V y, V z) { return _mm512_fnmadd_ps(x, y, z); }
    // The order of the operands lets a NaN through, as the contract's clamp does.
    static V clamp(V x, V lo, V hi) { return _mm512_min_ps(hi, _mm512_max_ps(lo, x)); }
};

} // namespace

void setWinogradAvx512(KernelTable& table)
{
    table.winograd2 = {"winograd2_f32_avx512", Level::Avx512, winogradInput<Channels, 2>, winogradOutput<Channels, 2>};
    table.winograd4 = {"winograd4_f32_avx512", Level::Avx512, winogradInput<Channels, 4>, winogradOutput<Channels, 4>};
}

} // namespace bitladder::kernels::detail
