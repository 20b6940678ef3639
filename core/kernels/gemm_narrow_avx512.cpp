// uint8 rows times weights of 4, 2 or 1 bits in 512 bits, whose parts are shifted and masked, or moved by GFNI.
#include "core/kernels/gemm_narrow_vnni.h"
#include "core/kernels/gemm_u8s8_avx512.h"
#include "core/kernels/kernel_sets.h"

namespace bitladder::kernels::detail
{

namespace
{

struct Shifting : U8S8 {
    static constexpr int kRowsOfOneBit = 12; // whose two constants need registers

    // Part i of the panel's vector at p.
    template<int kBits, int i> static Acc upper(const char* p)
    {
        constexpr int kLeft = 8 - kBits * (i + 1);
        Acc x = load(p);
        if constexpr (kLeft > 0) x = _mm512_slli_epi16(x, kLeft);
        constexpr char kMask = static_cast<char>(0x100 - (0x100 >> kBits));
        if constexpr (kBits > 1) return _mm512_and_si512(x, _mm512_set1_epi8(kMask));
        // (x and mask) or 64: 64 where the bit is clear, −64 where it is set
        return _mm512_ternarylogic_epi32(x, _mm512_set1_epi8(kMask), _mm512_set1_epi8(64), 0xea);
    }
};

// For output bit b of a byte, byte 7 − b of the matrix names the bits of the input that are added up: here one, or
// none.
template<int kBits> constexpr uint64_t bitMatrix(int part)
{
    uint64_t matrix = 0;
    for (int b = 0; b < kBits; ++b)
        matrix |= uint64_t {1} << ((kBits - 1 - b) * 8 + part * kBits + b);
    return matrix;
}

// With GFNI one instruction moves the bits of a part to the upper end of the byte, clears the others and sets the 64.
struct Affine : U8S8 {
    static constexpr int kRowsOfOneBit = 14;

    template<int kBits, int i> static Acc upper(const char* p)
    {
        static constexpr uint64_t kMatrix = bitMatrix<kBits>(i);
        Acc x;
        __asm__(
            "vmovdqu64 %[p], %[x]\n\t"
            "vgf2p8affineqb %[set], %[matrix]%{1to8%}, %[x], %[x]"
            : [x] "=v"(x)
            : [p] "m"(*reinterpret_cast<const AnyVector*>(p)), [matrix] "m"(kMatrix), [set] "i"(kBits == 1 ? 64 : 0));
        return x;
    }

private:
    typedef __m512i AnyVector __attribute__((may_alias, aligned(1)));
};

// A tile of few rows unpacks as often as it multiplies, for which shifting and masking leave more room.
template<typename Op, int M> struct OpOf {
    using Type = Op;
};
template<int M>
requires(M <= 3) struct OpOf<Affine, M> {
    using Type = Shifting;
};

template<typename Op, int kBits> struct Kernel {
    template<int M, int V> struct Run {
        static void run(const IntTile& tile)
        {
            constexpr int kSets = setsFor(M);
            alignas(64) int32_t sums[M * V * 16];
            {
                __m512i acc[kSets][M][V];
                accumulateNarrow<typename OpOf<Op, M>::Type, kBits, M, V, kSets>(tile.in, acc);
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
    static constexpr int kRows = kBits == 1 ? Op::kRowsOfOneBit : 14;

    static void run(const IntTile& tile)
    {
        if constexpr (kRows == 12)
            runFor<Run, Op::kLanes>(tile, UpTo12 {});
        else
            runFor<Run, Op::kLanes>(tile, UpTo14 {});
    }
    static constexpr TileKernel<IntTile> entry(const char* name)
    {
        return {name, Level::Avx512, kRows, 32, 16, 32 / kBits, run};
    }
};

} // namespace

void setGemmNarrowAvx512(KernelTable& table)
{
    table.gemmU8S4 = Kernel<Shifting, 4>::entry("gemm_u8s4_avx512");
    table.gemmU8S2 = Kernel<Shifting, 2>::entry("gemm_u8s2_avx512");
    table.gemmU8S1 = Kernel<Shifting, 1>::entry("gemm_u8s1_avx512");
}

void setGemmNarrowGfni(KernelTable& table)
{
    table.gemmU8S4 = Kernel<Affine, 4>::entry("gemm_u8s4_avx512_gfni");
    table.gemmU8S2 = Kernel<Affine, 2>::entry("gemm_u8s2_avx512_gfni");
    table.gemmU8S1 = Kernel<Affine, 1>::entry("gemm_u8s1_avx512_gfni");
}

} // namespace bitladder::kernels::detail
