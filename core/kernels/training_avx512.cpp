// Training's passes, 16 values at a time.
#include "core/kernels/training_passes.h"

#include <immintrin.h>

namespace bitladder::kernels::detail
{

namespace
{

struct Values {
    using V = __m512;
    using M = __mmask16;
    static constexpr int kLanes = 16;
    static V set(float x) { return _mm512_set1_ps(x); }
    static V load(const float* p) { return _mm512_loadu_ps(p); }
    static void store(float* p, V x) { _mm512_storeu_ps(p, x); }
    static V add(V x, V y) { return _mm512_add_ps(x, y); }
    static V sub(V x, V y) { return _mm512_sub_ps(x, y); }
    static V mul(V x, V y) { return _mm512_mul_ps(x, y); }
    static V div(V x, V y) { return _mm512_div_ps(x, y); }
    static V fma(V x, V y, V z) { return _mm512_fmadd_ps(x, y, z); }
    static M between(V x, V low, V high)
    {
        return _mm512_mask_cmp_ps_mask(_mm512_cmp_ps_mask(x, low, _CMP_GE_OQ), x, high, _CMP_LE_OQ);
    }
    static M less(V x, V y) { return _mm512_cmp_ps_mask(x, y, _CMP_LT_OQ); }
    static M number(V x) { return _mm512_cmp_ps_mask(x, x, _CMP_ORD_Q); }
    static V pick(M m, V x, V y) { return _mm512_mask_blend_ps(m, y, x); }
    static V size(V x) { return _mm512_abs_ps(x); }
    static V least(V x, V y) { return _mm512_min_ps(x, y); }
    static V most(V x, V y) { return _mm512_max_ps(x, y); }
    static bool all(M m) { return m == 0xffff; }
};

} // namespace

void setTrainingAvx512(TrainingKernels& kernels)
{
    setPasses<Values>(kernels);
}

} // namespace bitladder::kernels::detail
