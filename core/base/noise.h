// Seeded noise that any program can make again bit for bit: s ← s·1664525 + 1013904223 mod 2³² (Press et al., Numerical
// Recipes).
#pragma once
#include <cstdint>

namespace bitladder
{

class Noise
{
public:
    constexpr explicit Noise(uint32_t seed)
        : m_state(seed)
    {
    }
    constexpr uint32_t bits() { return m_state = m_state * 1664525u + 1013904223u; }
    // Uniform in 0 ≤ x < 1, a multiple of 2⁻²⁴.
    constexpr float unit() { return static_cast<float>(bits() >> 8) / 16777216.0f; }
    // Uniform in −1 ≤ x < 1, a multiple of 2⁻²³.
    constexpr float symmetric() { return static_cast<float>(bits() >> 8) / 8388608.0f - 1.0f; }

private:
    uint32_t m_state;
};

} // namespace bitladder
