// The transforms of Winograd's convolution in integers, 32 channels of inputs and 16 of sums at a time.
#include "core/kernels/gemm_int_avx512.h"
#include "core/kernels/kernel_sets.h"
#include "core/kernels/winograd_int_transform.h"

#include <immintrin.h>

namespace bitladder::kernels::detail
{

namespace
{

struct Words {
    using V = __m512i;
    static constexpr int kLanes = 32;
    static V load(const uint8_t* p)
    {
        return _mm512_cvtepu8_epi16(_mm256_loadu_si256(reinterpret_cast<const __m256i*>(p)));
    }
    static void store(int16_t* p, V x) { _mm512_storeu_si512(p, x); }
    static V add(V x, V y) { return _mm512_add_epi16(x, y); }
    static V sub(V x, V y) { return _mm512_sub_epi16(x, y); }
    template<int k> static V left(V x) { return _mm512_slli_epi16(x, k); }
};

struct Sums {
    using V = __m512i;
    static constexpr int kLanes = 16;
    static V load(const int32_t* p) { return _mm512_loadu_si512(p); }
    static void store(int32_t* p, V x) { _mm512_storeu_si512(p, x); }
    static V add(V x, V y) { return _mm512_add_epi32(x, y); }
    static V sub(V x, V y) { return _mm512_sub_epi32(x, y); }
    template<int k> static V left(V x) { return _mm512_slli_epi32(x, k); }
    template<int k> static V right(V x) { return _mm512_srai_epi32(x, k); }
    static V times(V x, int y) { return _mm512_mullo_epi32(x, _mm512_set1_epi32(y)); }
};

struct FinishSums {
    static void run(const IntTile& tile, const int32_t* sums)
    {
        tile.in.panelWidth == 32 ? finishSums<2>(tile, sums) : finishSums<1>(tile, sums);
    }
};

template<int m> IntegerWinogradKernel kernel(const char* name)
{
    return {name, Level::Avx512, integerWinogradInput<Words, m>, integerWinogradOutput<Sums, FinishSums, m>};
}

} // namespace

void setWinogradIntAvx512(KernelTable& table)
{
    table.integerWinograd2 = kernel<2>("winograd2_s16_avx512");
    table.integerWinograd4 = kernel<4>("winograd4_s16_avx512");
}

} // namespace bitladder::kernels::detail
