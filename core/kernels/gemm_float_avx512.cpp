// float32 and float64 tiles of 14 rows x 2 vectors. Each output is one chain of fused multiply-adds in the order of the
// contract, so the results equal the scalar kernel's.
#include "core/kernels/gemm_loop.h"
#include "core/kernels/kernel_sets.h"

namespace bitladder::kernels::detail
{

namespace
{

struct F32 {
    using T = float;
    using Acc = __m512;
    using Mask = __mmask16;
    static constexpr int kBytes = 4;
    static constexpr int kPanelBytes = 64;
    static constexpr int kLanes = 16;

    static Acc set(T x) { return _mm512_set1_ps(x); }
    static Acc load(const void* p) { return _mm512_loadu_ps(p); }
    static void store(T* p, Acc x) { _mm512_storeu_ps(p, x); }
    static void store(T* p, Mask mask, Acc x) { _mm512_mask_storeu_ps(p, mask, x); }
    static Acc finish(Acc x, Acc bias, Acc lo, Acc hi)
    {
        // The order of the operands lets a NaN through, as the contract's clamp does.
        return _mm512_min_ps(hi, _mm512_max_ps(lo, _mm512_add_ps(x, bias)));
    }
    static void step1(Acc& c0, const char* a, Acc w0)
    {
        __asm__("vfmadd231ps %[a]%{1to16%}, %[w0], %[c0]"
                : [c0] "+v"(c0)
                : [a] "m"(*reinterpret_cast<const Any32*>(a)), [w0] "v"(w0));
    }
    static void step2(Acc& c0, Acc& c1, const char* a, Acc w0, Acc w1)
    {
        Acc x;
        __asm__("vbroadcastss %[a], %[x]\n\t"
                "vfmadd231ps %[x], %[w0], %[c0]\n\t"
                "vfmadd231ps %[x], %[w1], %[c1]"
                : [c0] "+v"(c0), [c1] "+v"(c1), [x] "=&v"(x)
                : [a] "m"(*reinterpret_cast<const Any32*>(a)), [w0] "v"(w0), [w1] "v"(w1));
    }
};

struct F64 {
    using T = double;
    using Acc = __m512d;
    using Mask = __mmask8;
    static constexpr int kBytes = 8;
    static constexpr int kPanelBytes = 64;
    static constexpr int kLanes = 8;

    static Acc set(T x) { return _mm512_set1_pd(x); }
    static Acc load(const void* p) { return _mm512_loadu_pd(p); }
    static void store(T* p, Acc x) { _mm512_storeu_pd(p, x); }
    static void store(T* p, Mask mask, Acc x) { _mm512_mask_storeu_pd(p, mask, x); }
    static Acc finish(Acc x, Acc bias, Acc lo, Acc hi)
    {
        return _mm512_min_pd(hi, _mm512_max_pd(lo, _mm512_add_pd(x, bias)));
    }
    static void step1(Acc& c0, const char* a, Acc w0)
    {
        __asm__("vfmadd231pd %[a]%{1to8%}, %[w0], %[c0]"
                : [c0] "+v"(c0)
                : [a] "m"(*reinterpret_cast<const Any64*>(a)), [w0] "v"(w0));
    }
    static void step2(Acc& c0, Acc& c1, const char* a, Acc w0, Acc w1)
    {
        Acc x;
        __asm__("vbroadcastsd %[a], %[x]\n\t"
                "vfmadd231pd %[x], %[w0], %[c0]\n\t"
                "vfmadd231pd %[x], %[w1], %[c1]"
                : [c0] "+v"(c0), [c1] "+v"(c1), [x] "=&v"(x)
                : [a] "m"(*reinterpret_cast<const Any64*>(a)), [w0] "v"(w0), [w1] "v"(w1));
    }
};

template<typename Op, int M, int V> void gemm(const FloatTile<typename Op::T>& tile)
{
    typename Op::Acc acc[1][M][V];
    accumulate<Op, M, V, 1>(tile.in, acc);
    const typename Op::Acc lo = Op::set(tile.lo);
    const typename Op::Acc hi = Op::set(tile.hi);
    const bool full = tile.in.n == V * Op::kLanes;
#pragma GCC unroll 2
    for (int v = 0; v < V; ++v) {
        const int columns = tile.in.n - v * Op::kLanes;
        if (columns <= 0) break;
        const typename Op::Acc bias = Op::load(tile.bias + v * Op::kLanes);
        typename Op::T* out = tile.out + v * Op::kLanes;
        if (full) {
#pragma GCC unroll 14
            for (int r = 0; r < M; ++r, out += tile.outStride)
                Op::store(out, Op::finish(acc[0][r][v], bias, lo, hi));
        } else {
            const auto mask = static_cast<typename Op::Mask>(columns >= Op::kLanes ? ~0u : (1u << columns) - 1);
#pragma GCC unroll 14
            for (int r = 0; r < M; ++r, out += tile.outStride)
                Op::store(out, mask, Op::finish(acc[0][r][v], bias, lo, hi));
        }
    }
}

template<int M, int V> struct RunF32 {
    static void run(const FloatTile<float>& tile) { gemm<F32, M, V>(tile); }
};
template<int M, int V> struct RunF64 {
    static void run(const FloatTile<double>& tile) { gemm<F64, M, V>(tile); }
};

void gemmF32(const FloatTile<float>& tile)
{
    runFor<RunF32, F32::kLanes>(tile, UpTo14 {});
}

void gemmF64(const FloatTile<double>& tile)
{
    runFor<RunF64, F64::kLanes>(tile, UpTo14 {});
}

} // namespace

void setGemmFloatAvx512(KernelTable& table)
{
    table.gemmF32 = {"gemm_f32_avx512", Level::Avx512, 14, 32, 16, 1, gemmF32};
    table.gemmF64 = {"gemm_f64_avx512", Level::Avx512, 14, 16, 8, 1, gemmF64};
}

} // namespace bitladder::kernels::detail
