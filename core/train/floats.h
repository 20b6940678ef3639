// Private to this room: memory for float32 values that is used again and again, 64-byte aligned, with 64 readable bytes
// behind the last.
#pragma once
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace bitladder::train
{

class Floats
{
public:
    Floats() = default;
    Floats(Floats&&) = default;
    Floats& operator=(Floats&&) = default;
    Floats(const Floats&) = delete; // a copy would begin elsewhere
    Floats& operator=(const Floats&) = delete;
    // Room for so many; what stood there may be lost.
    float* room(int64_t count)
    {
        constexpr size_t kAlign = 16;
        const auto wanted = static_cast<size_t>(count) + 2 * kAlign;
        if (m_values.size() < wanted) {
            m_values.assign(wanted, 0.0f);
            const auto address = reinterpret_cast<uintptr_t>(m_values.data()) / sizeof(float);
            m_begin = (kAlign - address % kAlign) % kAlign;
        }
        return data();
    }
    void clear() { std::fill(m_values.begin(), m_values.end(), 0.0f); }
    float* data() { return m_values.data() + m_begin; }
    const float* data() const { return m_values.data() + m_begin; }
    size_t bytes() const { return m_values.size() * sizeof(float); }

private:
    std::vector<float> m_values;
    size_t m_begin = 0;
};

} // namespace bitladder::train
