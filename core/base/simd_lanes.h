// For loops over many numbers outside the kernels: sums in several lanes, written with the compiler's vectors, which
// exist for every processor. The lanes fix the order of the additions, so that the results have the same bits
// everywhere.
#pragma once
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstring>

namespace bitladder
{

typedef float Floats8 __attribute__((vector_size(32)));
typedef double Doubles4 __attribute__((vector_size(32)));
typedef int64_t Longs4 __attribute__((vector_size(32)));

// Eight floats from memory; four doubles of floats or doubles.
[[gnu::always_inline]] inline void load(Floats8& to, const float* from)
{
    std::memcpy(&to, from, sizeof to);
}
[[gnu::always_inline]] inline void load(Floats8& to, const double* from)
{
    for (int i = 0; i < 8; ++i)
        to[i] = static_cast<float>(from[i]);
}
[[gnu::always_inline]] inline void load(Doubles4& to, const float* from)
{
    typedef float Floats4 __attribute__((vector_size(16)));
    Floats4 four;
    std::memcpy(&four, from, sizeof four);
    to = __builtin_convertvector(four, Doubles4);
}
[[gnu::always_inline]] inline void load(Doubles4& to, const double* from)
{
    std::memcpy(&to, from, sizeof to);
}

// In pairs.
[[gnu::always_inline]] inline double sumOf(const Doubles4& x)
{
    return (x[0] + x[1]) + (x[2] + x[3]);
}
[[gnu::always_inline]] inline float sumOf(const Floats8& x)
{
    return ((x[0] + x[1]) + (x[2] + x[3])) + ((x[4] + x[5]) + (x[6] + x[7]));
}

// Whether the processor has AVX2 and BITLADDER_ISA does not say scalar; asked once.
bool avx2Wanted();

// A loop that is compiled twice, for the processor that every build assumes and for AVX2, and chosen when it runs. AVX2
// alone has no fused multiply-add into which the compiler could contract, so both compute the same.
//
//     alsoAvx2([&]() BITLADDER_INLINE { return sumUp(data); })
//
// The lambda and all that it calls must be inlined, or they are compiled once.
#define BITLADDER_INLINE __attribute__((always_inline))

#ifdef __x86_64__
template<typename Body> [[gnu::target("avx2"), gnu::noinline]] auto withAvx2(const Body& body)
{
    return body();
}
#else
template<typename Body> auto withAvx2(const Body& body)
{
    return body();
}
#endif

template<typename Body> auto alsoAvx2(const Body& body)
{
    return avx2Wanted() ? withAvx2(body) : body();
}

} // namespace bitladder
