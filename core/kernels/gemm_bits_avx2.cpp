// Binary and ternary tiles on bit planes. There is no vector population count at this level: a table look-up counts the
// bits of every half byte, bytes add up until they could overflow, then they are summed into lanes of 64 bits.
#include "core/kernels/epilogue_avx2.h"
#include "core/kernels/gemm_loop.h"
#include "core/kernels/kernel_sets.h"

namespace bitladder::kernels::detail
{

namespace
{

// A word adds up to 8 to an unsigned byte, or −8 … 8 to a signed one.
constexpr int kBinaryWordsPerFlush = 31;
constexpr int kTernaryWordsPerFlush = 15;

inline __m256i broadcastWord(const char* p)
{
    return _mm256_set1_epi64x(static_cast<long long>(*reinterpret_cast<const Any64*>(p)));
}

// How many bits a half byte has.
inline __m256i bitCounts()
{
    return _mm256_setr_epi8(
        0, 1, 1, 2, 1, 2, 2, 3, 1, 2, 2, 3, 2, 3, 3, 4, 0, 1, 1, 2, 1, 2, 2, 3, 1, 2, 2, 3, 2, 3, 3, 4);
}

inline __m256i look(__m256i lut, __m256i x)
{
    const __m256i mask = _mm256_set1_epi8(15);
    const __m256i low = _mm256_shuffle_epi8(lut, _mm256_and_si256(x, mask));
    const __m256i high = _mm256_shuffle_epi8(lut, _mm256_and_si256(_mm256_srli_epi16(x, 4), mask));
    return _mm256_add_epi8(low, high);
}

// Four lanes of 64 bits as four integers of 32.
inline __m128i narrow(__m256i x)
{
    return _mm256_castsi256_si128(_mm256_permutevar8x32_epi32(x, _mm256_setr_epi32(0, 2, 4, 6, 0, 0, 0, 0)));
}

// Walks over all words of all taps in stretches of at most kWords: begin() clears sums of bytes, step(rows, offset)
// adds one word to them, flush() widens them.
template<int M, int kWords, int kBytes, typename Begin, typename Step, typename Flush>
inline __attribute__((always_inline)) void forStretches(const TileInput& in, Begin begin, Step step, Flush flush)
{
    ptrdiff_t at = 0;
    const ptrdiff_t endOfTap = static_cast<ptrdiff_t>(in.groups) * kBytes;
    for (int t = 0; t < in.taps;) {
        begin();
        for (ptrdiff_t room = kWords * kBytes; room > 0 && t < in.taps;) {
            const char* a[M];
#pragma GCC unroll 6
            for (int r = 0; r < M; ++r)
                a[r] = static_cast<const char*>(in.rows[static_cast<ptrdiff_t>(t) * in.rowStride + r]);
            const ptrdiff_t end = endOfTap - at < room ? endOfTap : at + room;
            room -= end - at;
            for (; at < end; at += kBytes) {
                __asm__("" : "+r"(at));
                step(a, at);
            }
            if (at == endOfTap) {
                at = 0;
                ++t;
            }
        }
        flush();
    }
}

template<int M> struct RunBinary {
    static constexpr int V = 2;

    static void run(const IntTile& tile)
    {
        const __m256i lut = bitCounts();
        __m256i totals[M][V];
        for (int r = 0; r < M; ++r)
            for (int v = 0; v < V; ++v)
                totals[r][v] = _mm256_setzero_si256();
        __m256i acc[M][V];
        const char* w = static_cast<const char*>(tile.in.panel);
        forStretches<M, kBinaryWordsPerFlush, 8>(
            tile.in,
            [&]() __attribute__((always_inline)) {
#pragma GCC unroll 4
                for (int r = 0; r < M; ++r)
#pragma GCC unroll 2
                    for (int v = 0; v < V; ++v)
                        acc[r][v] = _mm256_setzero_si256();
            },
            [&](const char*(&a)[M], ptrdiff_t at) __attribute__((always_inline)) {
                __m256i weights[V];
#pragma GCC unroll 2
                for (int v = 0; v < V; ++v)
                    weights[v] = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(w + 32 * v));
#pragma GCC unroll 4
                for (int r = 0; r < M; ++r) {
                    const __m256i x = broadcastWord(a[r] + at);
#pragma GCC unroll 2
                    for (int v = 0; v < V; ++v)
                        acc[r][v] = _mm256_add_epi8(acc[r][v], look(lut, _mm256_xor_si256(x, weights[v])));
                }
                w += 32 * V;
            },
            [&]() __attribute__((always_inline)) {
#pragma GCC unroll 4
                for (int r = 0; r < M; ++r)
#pragma GCC unroll 2
                    for (int v = 0; v < V; ++v)
                        totals[r][v]
                            = _mm256_add_epi64(totals[r][v], _mm256_sad_epu8(acc[r][v], _mm256_setzero_si256()));
            });
        alignas(32) int32_t sums[M * 8] = {};
        for (int r = 0; r < M; ++r) {
            for (int v = 0; v < V; ++v) {
                const __m128i ones = narrow(totals[r][v]);
                _mm_store_si128(reinterpret_cast<__m128i*>(sums + r * 8 + v * 4),
                    _mm_sub_epi32(_mm_setzero_si128(), _mm_add_epi32(ones, ones)));
            }
        }
        finish(tile, sums);
    }
};

void gemmBinary(const IntTile& tile)
{
    static constexpr void (*kRuns[])(const IntTile&)
        = {RunBinary<1>::run, RunBinary<2>::run, RunBinary<3>::run, RunBinary<4>::run};
    kRuns[tile.in.m - 1](tile);
}

// Pairs of planes, nonzero and negative. The panel's two halves of four columns are walked one after the other, which
// leaves registers for six rows. Unpacking two vectors of pairs puts the planes apart, in the column order 0 2 1 3.
template<int M> struct RunTernary {
    static void run(const IntTile& tile)
    {
        alignas(32) int32_t sums[M * 8];
        for (int half = 0; half < 2; ++half)
            fourColumns(tile.in, half, sums + half * 4);
        finish(tile, sums);
    }

    static void fourColumns(const TileInput& in, int half, int32_t* sums)
    {
        const __m256i ones = bitCounts();
        const __m256i minusTwice = _mm256_sub_epi8(_mm256_setzero_si256(), _mm256_add_epi8(ones, ones));
        __m256i totals[M];
        for (int r = 0; r < M; ++r)
            totals[r] = _mm256_setzero_si256();
        __m256i acc[M];
        const char* w = static_cast<const char*>(in.panel) + half * 64;
        forStretches<M, kTernaryWordsPerFlush, 16>(
            in,
            [&]() __attribute__((always_inline)) {
#pragma GCC unroll 6
                for (int r = 0; r < M; ++r)
                    acc[r] = _mm256_setzero_si256();
            },
            [&](const char*(&a)[M], ptrdiff_t at) __attribute__((always_inline)) {
                const __m256i w0 = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(w));
                const __m256i w1 = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(w + 32));
                const __m256i nonzero = _mm256_unpacklo_epi64(w0, w1);
                const __m256i negative = _mm256_unpackhi_epi64(w0, w1);
#pragma GCC unroll 6
                for (int r = 0; r < M; ++r) {
                    const __m256i n = _mm256_and_si256(broadcastWord(a[r] + at), nonzero);
                    const __m256i g = _mm256_and_si256(n, _mm256_xor_si256(broadcastWord(a[r] + at + 8), negative));
                    acc[r] = _mm256_add_epi8(acc[r], _mm256_add_epi8(look(ones, n), look(minusTwice, g)));
                }
                w += 128;
            },
            [&]() __attribute__((always_inline)) {
                // Signed bytes become unsigned by adding 128, eight times per lane.
                const __m256i bias = _mm256_set1_epi8(-128);
#pragma GCC unroll 6
                for (int r = 0; r < M; ++r) {
                    const __m256i sum = _mm256_sad_epu8(_mm256_xor_si256(acc[r], bias), _mm256_setzero_si256());
                    totals[r] = _mm256_add_epi64(totals[r], _mm256_sub_epi64(sum, _mm256_set1_epi64x(8 * 128)));
                }
            });
        for (int r = 0; r < M; ++r)
            _mm_store_si128(reinterpret_cast<__m128i*>(sums + r * 8),
                _mm_shuffle_epi32(narrow(totals[r]), _MM_SHUFFLE(3, 1, 2, 0)));
    }
};

void gemmTernary(const IntTile& tile)
{
    static constexpr void (*kRuns[])(const IntTile&) = {RunTernary<1>::run, RunTernary<2>::run, RunTernary<3>::run,
        RunTernary<4>::run, RunTernary<5>::run, RunTernary<6>::run};
    kRuns[tile.in.m - 1](tile);
}

} // namespace

void setGemmBitsAvx2(KernelTable& table)
{
    table.gemmBinary = {"gemm_binary_avx2", Level::Avx2, 4, 8, 8, 1, gemmBinary};
    table.gemmTernary = {"gemm_ternary_avx2", Level::Avx2, 6, 8, 8, 2, gemmTernary};
}

} // namespace bitladder::kernels::detail
