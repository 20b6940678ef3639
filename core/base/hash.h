// FNV-1a, 64 bits (Fowler, Noll, Vo; draft-eastlake-fnv): tells contents apart, promises nothing against forgery.
#pragma once
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace bitladder
{

class Fnv1a
{
public:
    static constexpr uint64_t kBasis = 14695981039346656037u;

    constexpr explicit Fnv1a(uint64_t basis = kBasis)
        : m_value(basis)
    {
    }
    void add(const void* data, size_t bytes)
    {
        for (size_t i = 0; i < bytes; ++i)
            addByte(static_cast<const unsigned char*>(data)[i]);
    }
    constexpr void add(std::string_view text)
    {
        for (const char c : text)
            addByte(static_cast<unsigned char>(c));
    }
    constexpr uint64_t value() const { return m_value; }

private:
    constexpr void addByte(unsigned char byte) { m_value = (m_value ^ byte) * 1099511628211u; }

    uint64_t m_value;
};

} // namespace bitladder
