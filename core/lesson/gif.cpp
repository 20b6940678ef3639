#include "core/lesson/gif.h"

#include <algorithm>
#include <unordered_map>

namespace bitladder::lesson
{

namespace
{

constexpr int kMostSide = 65535, kMostCodes = 4096, kBlock = 255;

// GIF's LZW writes codes of growing width from the lowest bit on, in blocks of up to 255 bytes.
class CodeWriter
{
public:
    explicit CodeWriter(std::string& out)
        : m_out(out)
    {
    }
    void put(uint32_t code, int bits)
    {
        m_bits |= code << m_count;
        m_count += bits;
        while (m_count >= 8) {
            byte(static_cast<char>(m_bits & 0xFFU));
            m_bits >>= 8U;
            m_count -= 8;
        }
    }
    void finish()
    {
        if (m_count > 0) byte(static_cast<char>(m_bits & 0xFFU));
        flush();
        m_out += '\0';
    }

private:
    void byte(char b)
    {
        m_block += b;
        if (m_block.size() == kBlock) flush();
    }
    void flush()
    {
        if (m_block.empty()) return;
        m_out += static_cast<char>(m_block.size());
        m_out += m_block;
        m_block.clear();
    }

    std::string& m_out;
    std::string m_block;
    uint32_t m_bits = 0;
    int m_count = 0;
};

void writeLzw(std::span<const uint8_t> pixels, int colorBits, std::string& out)
{
    const int least = std::max(2, colorBits);
    out += static_cast<char>(least);
    CodeWriter codes(out);
    const uint32_t clear = 1U << static_cast<unsigned>(least), end = clear + 1;
    std::unordered_map<uint32_t, uint32_t> known; // (code so far, next pixel) → code
    uint32_t next = end + 1;
    int bits = least + 1;
    codes.put(clear, bits);
    uint32_t run = pixels[0];
    for (const uint8_t pixel : pixels.subspan(1)) {
        const uint32_t key = run << 8U | pixel;
        if (const auto found = known.find(key); found != known.end()) {
            run = found->second;
            continue;
        }
        codes.put(run, bits);
        run = pixel;
        if (next == kMostCodes) { // the table is full: it begins anew
            codes.put(clear, bits);
            known.clear();
            next = end + 1;
            bits = least + 1;
            continue;
        }
        // The reader is one entry behind: the width grows when the code that it is about to make needs it.
        if (next == 1U << static_cast<unsigned>(bits)) ++bits;
        known.emplace(key, next++);
    }
    codes.put(run, bits);
    if (next == 1U << static_cast<unsigned>(bits) && next < kMostCodes) ++bits;
    codes.put(end, bits);
    codes.finish();
}

void put16(std::string& out, int value)
{
    out += static_cast<char>(value & 0xFF);
    out += static_cast<char>(value >> 8 & 0xFF);
}

} // namespace

Result<std::string> gifBytes(const GifMovie& movie)
{
    if (movie.width < 1 || movie.height < 1 || movie.width > kMostSide || movie.height > kMostSide)
        return fail("a GIF of {} × {} pixels is not possible", movie.width, movie.height);
    if (movie.palette.empty() || movie.palette.size() > 256)
        return fail("a GIF has 1 to 256 colours, not {}", movie.palette.size());
    if (movie.frames.empty()) return fail("a GIF needs a picture");
    int colorBits = 1;
    while (size_t {1} << static_cast<unsigned>(colorBits) < movie.palette.size())
        ++colorBits;
    std::string out = "GIF89a";
    put16(out, movie.width);
    put16(out, movie.height);
    out += static_cast<char>(0x80 | (colorBits - 1) << 4 | (colorBits - 1)); // a palette of all frames
    put16(out, 0); // background, aspect
    for (size_t i = 0; i < size_t {1} << static_cast<unsigned>(colorBits); ++i) {
        const GifColor color = i < movie.palette.size() ? movie.palette[i] : GifColor {};
        for (const uint8_t part : {color.red, color.green, color.blue})
            out += static_cast<char>(part);
    }
    out += std::string("\x21\xFF\x0BNETSCAPE2.0\x03\x01\x00\x00\x00", 19); // again and again
    const auto count = static_cast<size_t>(movie.width) * static_cast<size_t>(movie.height);
    for (const GifFrame& frame : movie.frames) {
        if (frame.pixels.size() != count)
            return fail("a picture of the GIF has {} pixels, not {}", frame.pixels.size(), count);
        if (*std::ranges::max_element(frame.pixels) >= movie.palette.size())
            return fail("a picture of the GIF has a colour that the palette lacks");
        constexpr int kHundredth = 10; // ms
        out += std::string("\x21\xF9\x04\x00", 4);
        put16(out, std::clamp(frame.milliseconds / kHundredth, 0, kMostSide));
        out += std::string("\x00\x00", 2);
        out += '\x2C';
        put16(out, 0);
        put16(out, 0);
        put16(out, movie.width);
        put16(out, movie.height);
        out += '\0';
        writeLzw(frame.pixels, colorBits, out);
    }
    out += '\x3B';
    return out;
}

} // namespace bitladder::lesson
