// uint8 rows times weights of 4, 2 or 1 bits in 512 bits.
#include "core/kernels/gemm_narrow_vnni.h"
#include "core/kernels/gemm_u8s8_avx512.h"
#include "core/kernels/kernel_sets.h"

namespace bitladder::kernels::detail
{

namespace
{

struct Narrow : U8S8 {
    template<int kBits, int i> static Acc upper(Acc x)
    {
        constexpr int kLeft = 8 - kBits * (i + 1);
        if constexpr (kLeft > 0) x = _mm512_slli_epi16(x, kLeft);
        constexpr char kMask = static_cast<char>(0x100 - (0x100 >> kBits));
        if constexpr (kBits > 1) return _mm512_and_si512(x, _mm512_set1_epi8(kMask));
        // (x and mask) or 64: 64 where the bit is clear, −64 where it is set
        return _mm512_ternarylogic_epi32(x, _mm512_set1_epi8(kMask), _mm512_set1_epi8(64), 0xea);
    }
};

template<int kBits> struct Kernel {
    template<int M, int V> struct Run {
        static void run(const IntTile& tile)
        {
            constexpr int kSets = setsFor(M);
            alignas(64) int32_t sums[M * V * 16];
            {
                __m512i acc[kSets][M][V];
                accumulateNarrow<Narrow, kBits, M, V, kSets>(tile.in, acc);
#pragma GCC unroll 14
                for (int r = 0; r < M; ++r) {
#pragma GCC unroll 2
                    for (int v = 0; v < V; ++v) {
                        __m512i sum = acc[0][r][v];
#pragma GCC unroll 4
                        for (int s = 1; s < kSets; ++s)
                            sum = _mm512_add_epi32(sum, acc[s][r][v]);
                        sum = _mm512_add_epi32(
                            _mm512_srai_epi32(sum, kUpperShift<kBits>), _mm512_loadu_si512(tile.correction + v * 16));
                        _mm512_store_si512(sums + (r * V + v) * 16, sum);
                    }
                }
            }
            finishSums<V>(tile, sums);
        }
    };
    static void run(const IntTile& tile)
    {
        runFor<Run, Narrow::kLanes>(tile, UpTo14 {});
    }
};

} // namespace

void setGemmNarrowAvx512(KernelTable& table)
{
    table.gemmU8S4 = {"gemm_u8s4_avx512", Level::Avx512, 14, 32, 16, 8, Kernel<4>::run};
    table.gemmU8S2 = {"gemm_u8s2_avx512", Level::Avx512, 14, 32, 16, 16, Kernel<2>::run};
    table.gemmU8S1 = {"gemm_u8s1_avx512", Level::Avx512, 14, 32, 16, 32, Kernel<1>::run};
}

} // namespace bitladder::kernels::detail
