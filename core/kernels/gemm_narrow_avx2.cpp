// uint8 rows times weights of 4, 2 or 1 bits without VNNI. With weights this small the byte product of this level
// cannot saturate, and many of its sums fit 16 bits: they stay in registers, and the sums of 32 bits wait in memory.
#include "core/kernels/epilogue_avx2.h"
#include "core/kernels/gemm_loop.h"
#include "core/kernels/kernel_sets.h"

namespace bitladder::kernels::detail
{

namespace
{

// The weight of each code, for a look-up within 128 bits.
template<int kBits> __m256i weightsOfCodes()
{
    const __m128i table = kBits == 4 ? _mm_setr_epi8(0, 1, 2, 3, 4, 5, 6, 7, -8, -7, -6, -5, -4, -3, -2, -1)
        : kBits == 2                 ? _mm_setr_epi8(0, 1, -2, -1, 0, 1, -2, -1, 0, 1, -2, -1, 0, 1, -2, -1)
                                     : _mm_setr_epi8(1, -1, 1, -1, 1, -1, 1, -1, 1, -1, 1, -1, 1, -1, 1, -1);
    return _mm256_broadcastsi128_si256(table);
}

// Sums of two products, added in 16 bits.
void step1(__m256i& c0, const char* a, __m256i w0)
{
    __m256i x;
    __asm__("vpbroadcastd %[a], %[x]\n\t"
            "vpmaddubsw %[w0], %[x], %[x]\n\t"
            "vpaddw %[x], %[c0], %[c0]"
            : [c0] "+x"(c0), [x] "=&x"(x)
            : [a] "m"(*reinterpret_cast<const Any32*>(a)), [w0] "x"(w0));
}

void step2(__m256i& c0, __m256i& c1, const char* a, __m256i w0, __m256i w1)
{
    __m256i x;
    __m256i y;
    __asm__("vpbroadcastd %[a], %[x]\n\t"
            "vpmaddubsw %[w0], %[x], %[y]\n\t"
            "vpmaddubsw %[w1], %[x], %[x]\n\t"
            "vpaddw %[y], %[c0], %[c0]\n\t"
            "vpaddw %[x], %[c1], %[c1]"
            : [c0] "+x"(c0), [c1] "+x"(c1), [x] "=&x"(x), [y] "=&x"(y)
            : [a] "m"(*reinterpret_cast<const Any32*>(a)), [w0] "x"(w0), [w1] "x"(w1));
}

template<int kBits> struct Kernel {
    static constexpr int kParts = 8 / kBits; // of four weights, in a group
    static constexpr int kBytes = 4 * kParts; // of a row per group
    // Each part adds at most 2 · 255 · 2^(kBits − 1) to a sum of 16 bits.
    static constexpr int kGroupsPerFlush = 32767 / (255 << kBits) / kParts;
    static constexpr ptrdiff_t kBytesPerFlush = kGroupsPerFlush * kBytes;
    static_assert(kGroupsPerFlush * kParts * (255 << kBits) <= 32767);

    template<int M, int V> struct Run {
        using Sums = __m256i[M][V];

        // Widens the sums of 16 bits, adds them to those in memory and clears them. In assembly, because the compiler
        // would take the sums for registers, find none, and move them from one place of the stack to another in every
        // group.
        static inline __attribute__((always_inline)) void flush(Sums& pairs, int32_t* sums)
        {
            const __m256i ones = _mm256_set1_epi16(1);
#pragma GCC unroll 4
            for (int r = 0; r < M; ++r)
#pragma GCC unroll 2
                for (int v = 0; v < V; ++v) {
                    __asm__("vpmaddwd %[ones], %[pair], %[pair]\n\t"
                            "vpaddd %[sum], %[pair], %[pair]\n\t"
                            "vmovdqa %[pair], %[sum]"
                            : [pair] "+x"(pairs[r][v]), [sum] "+m"(*reinterpret_cast<__m256i*>(sums + (r * V + v) * 8))
                            : [ones] "x"(ones));
                    pairs[r][v] = _mm256_setzero_si256();
                }
        }

        static inline __attribute__((always_inline)) void addGroup(
            Sums& pairs, const char* (&a)[M], ptrdiff_t& at, const char* w, __m256i table, __m256i mask)
        {
            // One shared offset, hidden from the optimizer: it would advance M pointers instead.
            __asm__("" : "+r"(at));
            _mm_prefetch(w + kPrefetchBytes, _MM_HINT_T0);
            __m256i x[V];
#pragma GCC unroll 2
            for (int v = 0; v < V; ++v)
                x[v] = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(w + 32 * v));
#pragma GCC unroll 8
            for (int i = 0; i < kParts; ++i) {
                __m256i part[V];
#pragma GCC unroll 2
                for (int v = 0; v < V; ++v) {
                    part[v] = _mm256_shuffle_epi8(table, _mm256_and_si256(x[v], mask));
                    if (i + 1 < kParts) x[v] = _mm256_srli_epi16(x[v], kBits);
                    // Part by part: all of them at once would not find registers.
                    __asm__ volatile("" : "+x"(part[v]), "+x"(x[v]));
                }
#pragma GCC unroll 4
                for (int r = 0; r < M; ++r) {
                    if constexpr (V == 2)
                        step2(pairs[r][0], pairs[r][1], a[r] + at + 4 * i, part[0], part[1]);
                    else
                        step1(pairs[r][0], a[r] + at + 4 * i, part[0]);
                }
            }
        }

        static void run(const IntTile& tile)
        {
            const TileInput& in = tile.in;
            alignas(32) int32_t inMemory[M * V * 8];
            int32_t* sums = inMemory;
            __asm__("" : "+r"(sums)); // an array on purpose, not registers for which there was no room
            Sums pairs;
#pragma GCC unroll 4
            for (int r = 0; r < M; ++r)
#pragma GCC unroll 2
                for (int v = 0; v < V; ++v) {
                    pairs[r][v] = _mm256_setzero_si256();
                    _mm256_store_si256(
                        reinterpret_cast<__m256i*>(sums + (r * V + v) * 8), loadInts(tile.correction + v * 8));
                }
            const __m256i table = weightsOfCodes<kBits>();
            const __m256i mask = _mm256_set1_epi8((1 << kBits) - 1);
            const char* w = static_cast<const char*>(in.panel);
            const ptrdiff_t end = static_cast<ptrdiff_t>(in.groups) * kBytes;
            ptrdiff_t room = kBytesPerFlush;
            for (int t = 0; t < in.taps; ++t) {
                const char* a[M];
#pragma GCC unroll 4
                for (int r = 0; r < M; ++r)
                    a[r] = static_cast<const char*>(in.rows[static_cast<ptrdiff_t>(t) * in.rowStride + r]);
                for (ptrdiff_t at = 0; at < end;) {
                    const ptrdiff_t stop = end - at < room ? end : at + room;
                    room -= stop - at;
                    for (; at < stop; at += kBytes, w += 32 * V)
                        addGroup(pairs, a, at, w, table, mask);
                    if (room > 0) continue;
                    flush(pairs, sums);
                    room = kBytesPerFlush;
                }
            }
            flush(pairs, sums);
            finishAdded<V * 8>(tile, sums);
        }
    };
    static void run(const IntTile& tile)
    {
        runFor<Run, 8>(tile, UpTo4 {});
    }
};

} // namespace

void setGemmNarrowAvx2(KernelTable& table)
{
    table.gemmU8S4 = {"gemm_u8s4_avx2", Level::Avx2, 4, 16, 8, 8, Kernel<4>::run};
    table.gemmU8S2 = {"gemm_u8s2_avx2", Level::Avx2, 4, 16, 8, 16, Kernel<2>::run};
    table.gemmU8S1 = {"gemm_u8s1_avx2", Level::Avx2, 4, 16, 8, 32, Kernel<1>::run};
}

} // namespace bitladder::kernels::detail
