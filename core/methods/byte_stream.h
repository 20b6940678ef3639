// Private to the methods: numbers, lists and texts as bytes, in the order of this machine, and back. Whoever reads
// believes nothing: sizes are held against what is there.
#pragma once
#include <bit>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

namespace bitladder::methods
{

static_assert(std::endian::native == std::endian::little);

class ByteWriter
{
public:
    template<typename T> void number(T value) { raw(&value, sizeof value); }
    template<typename T> void list(const std::vector<T>& values)
    {
        number(uint64_t {values.size()});
        raw(values.data(), values.size() * sizeof(T));
    }
    void text(std::string_view value)
    {
        number(uint64_t {value.size()});
        raw(value.data(), value.size());
    }
    void raw(const void* data, size_t bytes) { m_bytes.append(static_cast<const char*>(data), bytes); }
    const std::string& bytes() const { return m_bytes; }

private:
    std::string m_bytes;
};

// Reads what a ByteWriter wrote; after something that cannot be, ok() is false and everything reads as nothing.
class ByteReader
{
public:
    explicit ByteReader(std::string_view bytes)
        : m_rest(bytes)
    {
    }
    bool ok() const { return m_ok; }
    bool atEnd() const { return m_ok && m_rest.empty(); }
    void bad() { m_ok = false; }
    template<typename T> T number()
    {
        T value {};
        raw(&value, sizeof value);
        return value;
    }
    template<typename T> std::vector<T> list()
    {
        const auto count = number<uint64_t>();
        if (!m_ok || count > m_rest.size() / sizeof(T)) {
            m_ok = false;
            return {};
        }
        std::vector<T> values(static_cast<size_t>(count));
        raw(values.data(), values.size() * sizeof(T));
        return values;
    }
    std::string text()
    {
        const auto chars = list<char>();
        return {chars.begin(), chars.end()};
    }

private:
    void raw(void* to, size_t bytes)
    {
        if (!m_ok || bytes > m_rest.size()) {
            m_ok = false;
            return;
        }
        if (bytes > 0) std::memcpy(to, m_rest.data(), bytes);
        m_rest.remove_prefix(bytes);
    }
    std::string_view m_rest;
    bool m_ok = true;
};

} // namespace bitladder::methods
