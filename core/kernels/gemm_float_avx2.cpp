// float32 and float64 tiles of 6 rows x 2 vectors. Each output is one chain of fused multiply-adds in the order of the
// contract, so the results equal the scalar kernel's.
#include "core/kernels/gemm_loop.h"
#include "core/kernels/kernel_sets.h"

namespace bitladder::kernels::detail
{

namespace
{

struct F32 {
    using T = float;
    using Acc = __m256;
    static constexpr int kBytes = 4;
    static constexpr int kPanelBytes = 32;
    static constexpr int kLanes = 8;

    static Acc set(T x) { return _mm256_set1_ps(x); }
    static Acc load(const void* p) { return _mm256_loadu_ps(static_cast<const T*>(p)); }
    static void store(T* p, Acc x) { _mm256_storeu_ps(p, x); }
    static Acc finish(Acc x, Acc bias, Acc lo, Acc hi)
    {
        // The order of the operands lets a NaN through, as the contract's clamp does.
        return _mm256_min_ps(hi, _mm256_max_ps(lo, _mm256_add_ps(x, bias)));
    }
    static void step1(Acc& c0, const char* a, Acc w0)
    {
        Acc x;
        __asm__("vbroadcastss %[a], %[x]\n\t"
                "vfmadd231ps %[x], %[w0], %[c0]"
                : [c0] "+x"(c0), [x] "=&x"(x)
                : [a] "m"(*reinterpret_cast<const Any32*>(a)), [w0] "x"(w0));
    }
    static void step2(Acc& c0, Acc& c1, const char* a, Acc w0, Acc w1)
    {
        Acc x;
        __asm__("vbroadcastss %[a], %[x]\n\t"
                "vfmadd231ps %[x], %[w0], %[c0]\n\t"
                "vfmadd231ps %[x], %[w1], %[c1]"
                : [c0] "+x"(c0), [c1] "+x"(c1), [x] "=&x"(x)
                : [a] "m"(*reinterpret_cast<const Any32*>(a)), [w0] "x"(w0), [w1] "x"(w1));
    }
};

struct F64 {
    using T = double;
    using Acc = __m256d;
    static constexpr int kBytes = 8;
    static constexpr int kPanelBytes = 32;
    static constexpr int kLanes = 4;

    static Acc set(T x) { return _mm256_set1_pd(x); }
    static Acc load(const void* p) { return _mm256_loadu_pd(static_cast<const T*>(p)); }
    static void store(T* p, Acc x) { _mm256_storeu_pd(p, x); }
    static Acc finish(Acc x, Acc bias, Acc lo, Acc hi)
    {
        return _mm256_min_pd(hi, _mm256_max_pd(lo, _mm256_add_pd(x, bias)));
    }
    static void step1(Acc& c0, const char* a, Acc w0)
    {
        Acc x;
        __asm__("vbroadcastsd %[a], %[x]\n\t"
                "vfmadd231pd %[x], %[w0], %[c0]"
                : [c0] "+x"(c0), [x] "=&x"(x)
                : [a] "m"(*reinterpret_cast<const Any64*>(a)), [w0] "x"(w0));
    }
    static void step2(Acc& c0, Acc& c1, const char* a, Acc w0, Acc w1)
    {
        Acc x;
        __asm__("vbroadcastsd %[a], %[x]\n\t"
                "vfmadd231pd %[x], %[w0], %[c0]\n\t"
                "vfmadd231pd %[x], %[w1], %[c1]"
                : [c0] "+x"(c0), [c1] "+x"(c1), [x] "=&x"(x)
                : [a] "m"(*reinterpret_cast<const Any64*>(a)), [w0] "x"(w0), [w1] "x"(w1));
    }
};

template<typename Op, int M, int V> void gemm(const FloatTile<typename Op::T>& tile)
{
    using T = typename Op::T;
    typename Op::Acc acc[1][M][V];
    accumulate<Op, M, V, 1>(tile.in, acc);
    const typename Op::Acc lo = Op::set(tile.lo);
    const typename Op::Acc hi = Op::set(tile.hi);
    if (tile.in.n == V * Op::kLanes) {
#pragma GCC unroll 6
        for (int r = 0; r < M; ++r)
#pragma GCC unroll 2
            for (int v = 0; v < V; ++v)
                Op::store(tile.out + r * tile.outStride + v * Op::kLanes,
                    Op::finish(acc[0][r][v], Op::load(tile.bias + v * Op::kLanes), lo, hi));
        return;
    }
    alignas(32) T finished[M][V * Op::kLanes];
#pragma GCC unroll 6
    for (int r = 0; r < M; ++r)
#pragma GCC unroll 2
        for (int v = 0; v < V; ++v)
            Op::store(
                &finished[r][v * Op::kLanes], Op::finish(acc[0][r][v], Op::load(tile.bias + v * Op::kLanes), lo, hi));
    for (int r = 0; r < M; ++r)
        for (int c = 0; c < tile.in.n; ++c)
            tile.out[r * tile.outStride + c] = finished[r][c];
}

template<int M, int V> struct RunF32 {
    static void run(const FloatTile<float>& tile) { gemm<F32, M, V>(tile); }
};
template<int M, int V> struct RunF64 {
    static void run(const FloatTile<double>& tile) { gemm<F64, M, V>(tile); }
};

void gemmF32(const FloatTile<float>& tile)
{
    runFor<RunF32, F32::kLanes>(tile, UpTo6 {});
}

void gemmF64(const FloatTile<double>& tile)
{
    runFor<RunF64, F64::kLanes>(tile, UpTo6 {});
}

} // namespace

void setGemmFloatAvx2(KernelTable& table)
{
    table.gemmF32 = {"gemm_f32_avx2", Level::Avx2, 6, 16, 8, 1, gemmF32};
    table.gemmF64 = {"gemm_f64_avx2", Level::Avx2, 6, 8, 4, 1, gemmF64};
}

} // namespace bitladder::kernels::detail
