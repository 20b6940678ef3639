// uint8 rows times int8 weights without VNNI. The byte product of this level saturates, so if weights have all 8 bits,
// both sides are multiplied as words: rows come widened, once for all panels, and weights are widened on their way out
// of the panel.
#include "core/kernels/gemm_int_avx2.h"
#include "core/kernels/kernel_sets.h"

namespace bitladder::kernels::detail
{

namespace
{

struct WidenedBytes : PairsOfWords {
    static constexpr int kPanelBytes = 16;

    static Acc load(const void* p) { return _mm256_cvtepi8_epi16(_mm_loadu_si128(static_cast<const __m128i*>(p))); }
};

// Weights of 7 bits and fewer: two byte products, 2 · 255 · 64 at most, do not saturate.
struct SevenBits : Lanes32 {
    static constexpr int16_t kOnes[16] = {1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1};

    static void step1(Acc& c0, const char* a, Acc w0)
    {
        Acc x;
        __asm__("vpbroadcastd %[a], %[x]\n\t"
                "vpmaddubsw %[w0], %[x], %[x]\n\t"
                "vpmaddwd %[ones], %[x], %[x]\n\t"
                "vpaddd %[x], %[c0], %[c0]"
                : [c0] "+x"(c0), [x] "=&x"(x)
                : [a] "m"(*reinterpret_cast<const Any32*>(a)), [w0] "x"(w0), [ones] "m"(kOnes));
    }
    static void step2(Acc& c0, Acc& c1, const char* a, Acc w0, Acc w1)
    {
        Acc x;
        Acc y;
        __asm__("vpbroadcastd %[a], %[x]\n\t"
                "vpmaddubsw %[w0], %[x], %[y]\n\t"
                "vpmaddubsw %[w1], %[x], %[x]\n\t"
                "vpmaddwd %[ones], %[y], %[y]\n\t"
                "vpmaddwd %[ones], %[x], %[x]\n\t"
                "vpaddd %[y], %[c0], %[c0]\n\t"
                "vpaddd %[x], %[c1], %[c1]"
                : [c0] "+x"(c0), [c1] "+x"(c1), [x] "=&x"(x), [y] "=&x"(y)
                : [a] "m"(*reinterpret_cast<const Any32*>(a)), [w0] "x"(w0), [w1] "x"(w1), [ones] "m"(kOnes));
    }
};

template<typename Op> struct Kernel {
    template<int M, int V> struct Run {
        static void run(const IntTile& tile) { gemmInt<Op, M, V>(tile); }
    };
    static void run(const IntTile& tile) { runFor<Run, Op::kLanes>(tile, UpTo6 {}); }
};

} // namespace

void setGemmU8S8Avx2(KernelTable& table)
{
    table.gemmU8S8 = {"gemm_u8s8_avx2", Level::Avx2, 6, 16, 8, 2, Kernel<WidenedBytes>::run, true};
    table.gemmU8S7 = {"gemm_u8s7_avx2", Level::Avx2, 6, 16, 8, 4, Kernel<SevenBits>::run};
}

} // namespace bitladder::kernels::detail
