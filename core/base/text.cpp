#include "core/base/text.h"

#include "core/base/result.h"

#include <algorithm>
#include <cctype>
#include <cstdint>

namespace bitladder
{

namespace
{

// The character that begins at `at`, and its length; length 0 where the bytes are not UTF-8.
struct Character {
    uint32_t code = 0;
    size_t length = 0;
};

Character characterAt(std::string_view text, size_t at)
{
    const auto byte = [&](size_t i) { return static_cast<unsigned char>(text[i]); };
    const unsigned char first = byte(at);
    if (first < 0x80) return {first, 1};
    const size_t length = first >= 0xF0 && first < 0xF5 ? 4
        : first >= 0xE0 && first < 0xF0                 ? 3
        : first >= 0xC2 && first < 0xE0                 ? 2
                                                        : 0;
    if (length == 0 || at + length > text.size()) return {};
    uint32_t code = first & (0xFFU >> (length + 1));
    for (size_t i = 1; i < length; ++i) {
        if ((byte(at + i) & 0xC0U) != 0x80U) return {};
        code = code << 6U | (byte(at + i) & 0x3FU);
    }
    const uint32_t least = length == 4 ? 0x10000 : length == 3 ? 0x800 : 0x80;
    if (code < least || code > 0x10FFFF || (code >= 0xD800 && code < 0xE000)) return {};
    return {code, length};
}

bool controls(uint32_t code)
{
    return code < 0x20 || (code >= 0x7F && code < 0xA0) || (code >= 0x200E && code <= 0x200F)
        || (code >= 0x2028 && code <= 0x202E) || (code >= 0x2066 && code <= 0x2069) || code == 0xFEFF;
}

void appendUtf8(std::string& text, uint32_t code)
{
    const auto put = [&](uint32_t byte) { text += static_cast<char>(byte); };
    if (code < 0x80) {
        put(code);
    } else if (code < 0x800) {
        put(0xC0U | code >> 6U);
        put(0x80U | (code & 0x3FU));
    } else if (code < 0x10000) {
        put(0xE0U | code >> 12U);
        put(0x80U | (code >> 6U & 0x3FU));
        put(0x80U | (code & 0x3FU));
    } else {
        put(0xF0U | code >> 18U);
        put(0x80U | (code >> 12U & 0x3FU));
        put(0x80U | (code >> 6U & 0x3FU));
        put(0x80U | (code & 0x3FU));
    }
}

enum class ByteOrder : unsigned char { Little, Big };

std::string fromUtf16(std::string_view bytes, ByteOrder order)
{
    std::string text;
    const auto unit = [&](size_t i) {
        const auto a = static_cast<unsigned char>(bytes[i]), b = static_cast<unsigned char>(bytes[i + 1]);
        return static_cast<uint32_t>(order == ByteOrder::Little ? a | b << 8 : a << 8 | b);
    };
    for (size_t i = 0; i + 1 < bytes.size(); i += 2) {
        uint32_t code = unit(i);
        if (code >= 0xD800 && code < 0xDC00 && i + 3 < bytes.size() && unit(i + 2) >= 0xDC00 && unit(i + 2) < 0xE000) {
            code = 0x10000 + ((code - 0xD800) << 10U) + (unit(i + 2) - 0xDC00);
            i += 2;
        } else if (code >= 0xD800 && code < 0xE000) {
            code = 0xFFFD; // half of a pair
        }
        appendUtf8(text, code);
    }
    return text;
}

} // namespace

std::string printable(std::string_view text, LineBreaks breaks)
{
    std::string result;
    result.reserve(text.size());
    for (size_t i = 0; i < text.size();) {
        const Character c = characterAt(text, i);
        if (c.length == 0) {
            result += fmt::format("\\x{:02x}", static_cast<unsigned char>(text[i]));
            ++i;
            continue;
        }
        const bool kept = breaks == LineBreaks::Kept && (c.code == '\n' || c.code == '\t');
        if (!controls(c.code) || kept)
            result += text.substr(i, c.length);
        else
            result += c.code < 0x80 ? fmt::format("\\x{:02x}", c.code) : fmt::format("\\u{{{:04x}}}", c.code);
        i += c.length;
    }
    return result;
}

std::string inOneLine(std::string message)
{
    const bool fine = std::ranges::all_of(message, [](unsigned char c) { return c >= 0x20 && c < 0x7F; });
    return fine ? std::move(message) : printable(message);
}

std::string decodedText(std::string_view bytes)
{
    if (bytes.starts_with("\xEF\xBB\xBF")) return std::string(bytes.substr(3));
    if (bytes.starts_with("\xFF\xFE")) return fromUtf16(bytes.substr(2), ByteOrder::Little);
    if (bytes.starts_with("\xFE\xFF")) return fromUtf16(bytes.substr(2), ByteOrder::Big);
    return std::string(bytes);
}

std::string mistakenFile(std::string_view bytes)
{
    if (bytes.starts_with("version https://git-lfs.github.com/spec/"))
        return "is a Git LFS pointer: the file itself was not downloaded (git lfs pull fetches it)";
    struct Mark {
        std::string_view begin;
        const char* what;
    };
    using namespace std::string_view_literals;
    static constexpr Mark kMarks[] = {
        {"\x1F\x8B"sv, "is packed with gzip: unpack it first"},
        {"BZh"sv, "is packed with bzip2: unpack it first"},
        {"\xFD"
         "7zXZ\0"sv,
            "is packed with xz: unpack it first"},
        {"\x28\xB5\x2F\xFD"sv, "is packed with zstd: unpack it first"},
        {"PK\3\4"sv, "is a zip archive (a PyTorch checkpoint is one too), not an ONNX file or a picture"},
    };
    for (const Mark& mark : kMarks)
        if (bytes.starts_with(mark.begin)) return mark.what;
    std::string head(bytes.substr(0, 512));
    std::ranges::transform(head, head.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    const size_t text = head.find_first_not_of(" \t\r\n\xEF\xBB\xBF");
    const std::string_view begin
        = text == std::string::npos ? std::string_view {} : std::string_view(head).substr(text);
    if (begin.starts_with("<!doctype html") || begin.starts_with("<html")
        || (begin.starts_with("<!--") && begin.find("<html") != std::string_view::npos))
        return "is an HTML page: a web site has answered in place of the file";
    return {};
}

} // namespace bitladder
