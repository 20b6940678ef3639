#include "core/onnx/wire.h"

#include <cstdint>

namespace bitladder::onnx
{

namespace
{

// Field numbers of onnx.proto3.
constexpr uint32_t kModelGraph = 7, kGraphInitializer = 5, kTensorRawData = 9;
constexpr size_t kWorthSplitting = 4096;
constexpr uint32_t kLengthDelimited = 2;

class Walker
{
public:
    explicit Walker(std::span<const std::byte> bytes)
        : m_bytes(bytes)
    {
    }
    bool atEnd() const { return m_position == m_bytes.size(); }

    struct Field {
        uint32_t number = 0, wireType = 0;
        std::span<const std::byte> whole; // tag and content
        std::span<const std::byte> content; // of a length-delimited field
    };

    bool next(Field& field)
    {
        const size_t begin = m_position;
        uint64_t tag = 0;
        if (!varint(tag) || tag > 0xffffffffu) return false;
        field.number = static_cast<uint32_t>(tag >> 3);
        field.wireType = static_cast<uint32_t>(tag & 7);
        field.content = {};
        uint64_t length = 0;
        switch (field.wireType) {
        case 0:
            if (!varint(length)) return false;
            break;
        case 1:
            if (!skip(8)) return false;
            break;
        case kLengthDelimited:
            if (!varint(length) || length > m_bytes.size() - m_position) return false;
            field.content = m_bytes.subspan(m_position, length);
            m_position += length;
            break;
        case 5:
            if (!skip(4)) return false;
            break;
        default:
            return false; // groups do not occur in ONNX
        }
        field.whole = m_bytes.subspan(begin, m_position - begin);
        return field.number != 0;
    }

private:
    bool skip(size_t n)
    {
        if (n > m_bytes.size() - m_position) return false;
        m_position += n;
        return true;
    }
    bool varint(uint64_t& value)
    {
        value = 0;
        for (unsigned shift = 0; shift < 64; shift += 7) {
            if (atEnd()) return false;
            const auto byte = std::to_integer<uint64_t>(m_bytes[m_position++]);
            value |= (byte & 0x7f) << shift;
            if (!(byte & 0x80)) return true;
        }
        return false;
    }

    std::span<const std::byte> m_bytes;
    size_t m_position = 0;
};

void append(std::string& out, std::span<const std::byte> bytes)
{
    out.append(reinterpret_cast<const char*>(bytes.data()), bytes.size());
}

void appendVarint(std::string& out, uint64_t value)
{
    for (; value >= 0x80; value >>= 7)
        out.push_back(static_cast<char>((value & 0x7f) | 0x80));
    out.push_back(static_cast<char>(value));
}

void appendMessage(std::string& out, uint32_t number, const std::string& content)
{
    appendVarint(out, (uint64_t {number} << 3) | kLengthDelimited);
    appendVarint(out, content.size());
    out += content;
}

bool splitTensor(std::span<const std::byte> bytes, std::string& small, std::span<const std::byte>& raw)
{
    Walker walker(bytes);
    Walker::Field field;
    while (!walker.atEnd()) {
        if (!walker.next(field)) return false;
        if (field.number == kTensorRawData && field.wireType == kLengthDelimited
            && field.content.size() >= kWorthSplitting)
            raw = field.content; // the last one wins, as in protobuf
        else
            append(small, field.whole);
    }
    return true;
}

bool splitGraph(std::span<const std::byte> bytes, std::string& small, std::vector<std::span<const std::byte>>& rawData)
{
    Walker walker(bytes);
    Walker::Field field;
    while (!walker.atEnd()) {
        if (!walker.next(field)) return false;
        if (field.number != kGraphInitializer || field.wireType != kLengthDelimited) {
            append(small, field.whole);
            continue;
        }
        std::string tensor;
        std::span<const std::byte> raw;
        if (!splitTensor(field.content, tensor, raw)) return false;
        rawData.push_back(raw);
        appendMessage(small, kGraphInitializer, tensor);
    }
    return true;
}

} // namespace

Result<SplitModel> splitModel(std::span<const std::byte> bytes)
{
    SplitModel split;
    Walker walker(bytes);
    Walker::Field field;
    while (!walker.atEnd()) {
        if (!walker.next(field)) return fail("not an ONNX model, or cut short");
        if (field.number != kModelGraph || field.wireType != kLengthDelimited) {
            append(split.small, field.whole);
            continue;
        }
        std::string graph;
        if (!splitGraph(field.content, graph, split.rawData))
            return fail("not an ONNX model, or cut short (in its graph)");
        appendMessage(split.small, kModelGraph, graph);
    }
    return split;
}

} // namespace bitladder::onnx
