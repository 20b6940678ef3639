// The transforms of Winograd's convolution in integers, 16 channels of inputs and 8 of sums at a time.
#include "core/kernels/epilogue_avx2.h"
#include "core/kernels/kernel_sets.h"
#include "core/kernels/winograd_int_transform.h"

#include <immintrin.h>

namespace bitladder::kernels::detail
{

namespace
{

struct Words {
    using V = __m256i;
    static constexpr int kLanes = 16;
    static V load(const uint8_t* p)
    {
        return _mm256_cvtepu8_epi16(_mm_loadu_si128(reinterpret_cast<const __m128i*>(p)));
    }
    static void store(int16_t* p, V x) { _mm256_storeu_si256(reinterpret_cast<__m256i*>(p), x); }
    static V add(V x, V y) { return _mm256_add_epi16(x, y); }
    static V sub(V x, V y) { return _mm256_sub_epi16(x, y); }
    template<int k> static V left(V x) { return _mm256_slli_epi16(x, k); }
};

struct Sums {
    using V = __m256i;
    static constexpr int kLanes = 8;
    static V load(const int32_t* p) { return loadInts(p); }
    static void store(int32_t* p, V x) { _mm256_storeu_si256(reinterpret_cast<__m256i*>(p), x); }
    static V add(V x, V y) { return _mm256_add_epi32(x, y); }
    static V sub(V x, V y) { return _mm256_sub_epi32(x, y); }
    template<int k> static V left(V x) { return _mm256_slli_epi32(x, k); }
    template<int k> static V right(V x) { return _mm256_srai_epi32(x, k); }
    static V times(V x, int y) { return _mm256_mullo_epi32(x, _mm256_set1_epi32(y)); }
};

struct FinishSums {
    static void run(const IntTile& tile, const int32_t* sums)
    {
        tile.in.panelWidth == 16 ? finishAdded<16>(tile, sums) : finishAdded<8>(tile, sums);
    }
};

template<int m> IntegerWinogradKernel kernel(const char* name)
{
    return {name, Level::Avx2, integerWinogradInput<Words, m>, integerWinogradOutput<Sums, FinishSums, m>};
}

} // namespace

void setWinogradIntAvx2(KernelTable& table)
{
    table.integerWinograd2 = kernel<2>("winograd2_s16_avx2");
    table.integerWinograd4 = kernel<4>("winograd4_s16_avx2");
}

} // namespace bitladder::kernels::detail
