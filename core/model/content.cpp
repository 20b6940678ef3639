#include "core/model/content.h"

#include "core/base/hash.h"

#include <cstring>
#include <fstream>

namespace bitladder::model
{

namespace
{

// FNV-1a by words instead of bytes, with the upper half folded in: a file of 100 MB takes some hundredths of a second.
class WordHash
{
public:
    void add(const void* data, size_t bytes)
    {
        const auto* p = static_cast<const unsigned char*>(data);
        size_t i = 0;
        for (uint64_t word = 0; i + sizeof word <= bytes; i += sizeof word) {
            std::memcpy(&word, p + i, sizeof word);
            mix(word);
        }
        uint64_t rest = 0;
        if (i < bytes) std::memcpy(&rest, p + i, bytes - i);
        mix(rest);
        mix(bytes);
    }
    uint64_t value() const { return m_value; }

private:
    void mix(uint64_t word)
    {
        m_value = (m_value ^ word) * 1099511628211u;
        m_value ^= m_value >> 32;
    }

    uint64_t m_value = Fnv1a::kBasis;
};

} // namespace

uint64_t contentOf(const std::filesystem::path& file, const graph::Graph& graph)
{
    std::ifstream in(file, std::ios::binary);
    if (!in) return 0;
    WordHash hash;
    std::vector<char> block(size_t {1} << 20);
    size_t fileBytes = 0;
    while (in) {
        in.read(block.data(), static_cast<std::streamsize>(block.size()));
        const auto count = static_cast<size_t>(in.gcount());
        hash.add(block.data(), count);
        fileBytes += count;
    }
    size_t constantBytes = 0;
    const auto eachConstant = [&](const auto& visit) {
        for (size_t i = 0; i < graph.valueCount(); ++i)
            if (const auto* constant = graph.constant(ValueId {static_cast<int32_t>(i)})) visit(*constant);
    };
    eachConstant([&](const tensor::Tensor& constant) { constantBytes += constant.byteSize(); });
    if (constantBytes > fileBytes)
        eachConstant([&](const tensor::Tensor& constant) { hash.add(constant.data(), constant.byteSize()); });
    return hash.value();
}

} // namespace bitladder::model
