// Training's passes, 8 values at a time.
#include "core/kernels/training_passes.h"

#include <immintrin.h>

namespace bitladder::kernels::detail
{

namespace
{

struct Values {
    using V = __m256;
    using M = __m256;
    static constexpr int kLanes = 8;
    static V set(float x) { return _mm256_set1_ps(x); }
    static V load(const float* p) { return _mm256_loadu_ps(p); }
    static void store(float* p, V x) { _mm256_storeu_ps(p, x); }
    static V add(V x, V y) { return _mm256_add_ps(x, y); }
    static V sub(V x, V y) { return _mm256_sub_ps(x, y); }
    static V mul(V x, V y) { return _mm256_mul_ps(x, y); }
    static V div(V x, V y) { return _mm256_div_ps(x, y); }
    static V fma(V x, V y, V z) { return _mm256_fmadd_ps(x, y, z); }
    static M between(V x, V low, V high)
    {
        return _mm256_and_ps(_mm256_cmp_ps(x, low, _CMP_GE_OQ), _mm256_cmp_ps(x, high, _CMP_LE_OQ));
    }
    static M less(V x, V y) { return _mm256_cmp_ps(x, y, _CMP_LT_OQ); }
    static M number(V x) { return _mm256_cmp_ps(x, x, _CMP_ORD_Q); }
    static V pick(M m, V x, V y) { return _mm256_blendv_ps(y, x, m); }
    static V size(V x) { return _mm256_andnot_ps(_mm256_set1_ps(-0.0f), x); }
    static V least(V x, V y) { return _mm256_min_ps(x, y); }
    static V most(V x, V y) { return _mm256_max_ps(x, y); }
    static bool all(M m) { return _mm256_movemask_ps(m) == 0xff; }
};

} // namespace

void setTrainingAvx2(TrainingKernels& kernels)
{
    setPasses<Values>(kernels);
}

} // namespace bitladder::kernels::detail
