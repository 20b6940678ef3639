// What one core can do without vectors: independent chains in registers, each step pinned by an empty asm statement so
// that the compiler neither merges, drops nor vectorizes it.
#include "core/kernels/kernel_sets.h"

namespace bitladder::kernels::detail
{

namespace
{

constexpr int kChains = 8;

// Baseline x86-64 has no fused multiply-add: a multiplication and an addition.
template<typename T> void floatLoop(int64_t iterations)
{
    T acc[kChains] = {};
    const T b = T(0.999);
    for (int64_t i = 0; i < iterations; ++i) {
#pragma GCC unroll 8
        for (int c = 0; c < kChains; ++c) {
            T a = b;
            __asm__ volatile("" : "+x"(a), "+x"(acc[c]));
            acc[c] = acc[c] + a * b;
        }
    }
    __asm__ volatile("" : : "x"(acc[0]), "x"(acc[1]), "x"(acc[2]), "x"(acc[3]));
    __asm__ volatile("" : : "x"(acc[4]), "x"(acc[5]), "x"(acc[6]), "x"(acc[7]));
}

void intLoop(int64_t iterations)
{
    int32_t acc[kChains] = {};
    int32_t b = 3;
    __asm__ volatile("" : "+r"(b));
    for (int64_t i = 0; i < iterations; ++i) {
#pragma GCC unroll 8
        for (int c = 0; c < kChains; ++c) {
            int32_t a = b;
            __asm__ volatile("" : "+r"(a));
            acc[c] += a * b;
            __asm__ volatile("" : "+r"(acc[c]));
        }
    }
}

void binaryLoop(int64_t iterations)
{
    constexpr int kWords = 4;
    uint64_t words[kWords] = {1, 3, 7, 15};
    uint64_t ones = 0;
    for (int64_t i = 0; i < iterations; ++i) {
#pragma GCC unroll 4
        for (int c = 0; c < kWords; ++c) {
            __asm__ volatile("" : "+r"(words[c]));
            ones += static_cast<uint64_t>(__builtin_popcountll(words[c] ^ static_cast<uint64_t>(i)));
        }
    }
    __asm__ volatile("" : : "r"(ones));
}

constexpr PeakLoop kLoops[] = {
    {"float64", Level::Scalar, kChains, floatLoop<double>},
    {"float32", Level::Scalar, kChains, floatLoop<float>},
    {"int16", Level::Scalar, kChains, intLoop},
    {"int8", Level::Scalar, kChains, intLoop},
    {"binary", Level::Scalar, 4 * 64, binaryLoop},
};

} // namespace

PeakList peakScalar()
{
    return {kLoops, static_cast<int>(sizeof kLoops / sizeof *kLoops)};
}

void readScalar(const void* memory, size_t bytes)
{
    const char* p = static_cast<const char*>(memory);
    for (const char* end = p + bytes; p != end; p += 64)
#pragma GCC unroll 8
        for (int i = 0; i < 8; ++i) {
            const uint64_t x = *reinterpret_cast<const uint64_t*>(p + 8 * i);
            __asm__ volatile("" : : "r"(x));
        }
}

} // namespace bitladder::kernels::detail
