#include "core/data/picture_header.h"

#include "core/base/text.h"

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string_view>

namespace bitladder::data
{

namespace
{

enum class Order : unsigned char { Little, Big };

// Numbers at places of the file; what lies beyond its end reads as 0.
class Reader
{
public:
    Reader(std::span<const std::byte> bytes, Order order)
        : m_bytes(bytes)
        , m_order(order)
    {
    }
    uint32_t at(size_t place, size_t count) const
    {
        uint32_t value = 0;
        for (size_t i = 0; i < count; ++i) {
            const size_t from = m_order == Order::Big ? place + i : place + count - 1 - i;
            value = value << 8 | (from < m_bytes.size() ? std::to_integer<uint32_t>(m_bytes[from]) : 0);
        }
        return value;
    }
    size_t size() const { return m_bytes.size(); }

private:
    std::span<const std::byte> m_bytes;
    Order m_order;
};

struct Size {
    int64_t width = 0, height = 0;
    int64_t largestPart = 0; // pixels of a strip or tile, where the format has them
};

// Frame headers: markers C0 … CF but for tables (C4), extensions (C8) and arithmetic conditioning (CC). ITU-T T.81,
// B.1.1.3.
Size jpegSize(const Reader& file)
{
    for (size_t at = 2; at + 9 < file.size();) {
        if (file.at(at, 1) != 0xff) return {};
        const uint32_t marker = file.at(at + 1, 1);
        if (marker == 0xff) { // a fill byte
            ++at;
            continue;
        }
        if (marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc)
            return {file.at(at + 7, 2), file.at(at + 5, 2)};
        const uint32_t length = file.at(at + 2, 2);
        if (length < 2) return {};
        at += 2 + length;
    }
    return {};
}

// The first directory's sizes: of the picture (tags 256, 257), of a strip (278 rows), of a tile (322, 323); as 16 or 32
// bits. TIFF 6.0, sections 2, 3 and 15.
Size tiffSize(const Reader& file)
{
    Size size;
    int64_t rowsOfStrip = 0, tileWidth = 0, tileHeight = 0;
    const size_t directory = file.at(4, 4);
    const uint32_t entries = file.at(directory, 2);
    for (size_t i = 0; i < entries && directory + 2 + 12 * i < file.size(); ++i) {
        const size_t entry = directory + 2 + 12 * i;
        const uint32_t tag = file.at(entry, 2);
        const int64_t value = file.at(entry + 8, file.at(entry + 2, 2) == 3 ? 2 : 4);
        if (tag == 256) size.width = value;
        if (tag == 257) size.height = value;
        if (tag == 278 && value != 0xffffffff) rowsOfStrip = value; // that number means all rows
        if (tag == 322) tileWidth = value;
        if (tag == 323) tileHeight = value;
    }
    // The extents are below 2^32, and a picture that is wider than this is refused anyway.
    constexpr int64_t kWidest = int64_t {1} << 30;
    size.largestPart = std::max(std::min(size.width, kWidest) * rowsOfStrip, std::min(tileWidth, kWidest) * tileHeight);
    return size;
}

// The three kinds of first chunk (RFC 9649).
Size webpSize(const Reader& file)
{
    switch (file.at(15, 1)) {
    case 'X':
        return {file.at(24, 3) + int64_t {1}, file.at(27, 3) + int64_t {1}};
    case 'L': {
        const uint32_t bits = file.at(21, 4);
        return {(bits & 0x3fff) + int64_t {1}, (bits >> 14 & 0x3fff) + int64_t {1}};
    }
    default:
        return {file.at(26, 2) & 0x3fff, file.at(28, 2) & 0x3fff};
    }
}

// The orientation (tag 274) of the first directory of an EXIF block, which is laid out like a TIFF file; 1 where it
// has none.
int exifOrientation(std::span<const std::byte> block)
{
    std::string_view text(reinterpret_cast<const char*>(block.data()), block.size());
    if (text.starts_with(std::string_view("Exif\0\0", 6))) {
        block = block.subspan(6);
        text.remove_prefix(6);
    }
    if (!text.starts_with(std::string_view("II*\0", 4)) && !text.starts_with(std::string_view("MM\0*", 4))) return 1;
    const Reader file(block, text[0] == 'I' ? Order::Little : Order::Big);
    const size_t directory = file.at(4, 4);
    const uint32_t entries = file.at(directory, 2);
    for (size_t i = 0; i < entries && directory + 2 + 12 * i < file.size(); ++i) {
        const size_t entry = directory + 2 + 12 * i;
        if (file.at(entry, 2) != 274) continue;
        const uint32_t value = file.at(entry + 8, 2);
        return value >= 1 && value <= 8 ? static_cast<int>(value) : 1;
    }
    return 1;
}

enum class Ending : unsigned char { There, CutOff };

// Chunks of length, name, data and checksum, to IEND.
Ending walkPng(const Reader& file, std::span<const std::byte> bytes, PictureHeader& header)
{
    for (size_t at = 8; at + 12 <= file.size();) {
        const size_t length = file.at(at, 4);
        if (length > file.size() - at - 12) return Ending::CutOff;
        const uint32_t name = file.at(at + 4, 4);
        if (name == 0x65584966) header.orientation = exifOrientation(bytes.subspan(at + 8, length)); // eXIf
        if (name == 0x49454E44) return Ending::There; // IEND
        at += length + 12;
    }
    return Ending::CutOff;
}

// Chunks of name, length and data, padded to even lengths, inside of one that gives the length of all.
Ending walkWebp(const Reader& file, std::span<const std::byte> bytes, PictureHeader& header)
{
    if (file.at(4, 4) > file.size() - 8) return Ending::CutOff;
    const size_t end = file.at(4, 4) + size_t {8};
    for (size_t at = 12; at + 8 <= end;) {
        const size_t length = file.at(at + 4, 4);
        if (length > end - at - 8) return Ending::CutOff;
        if (file.at(at, 4) == 0x46495845) header.orientation = exifOrientation(bytes.subspan(at + 8, length)); // EXIF
        at += 8 + length + length % 2;
    }
    return Ending::There;
}

// Behind the first start of scan an end of image: in the data of a scan, FF is never followed by D9.
Ending walkJpeg(const Reader& file)
{
    for (size_t at = 2; at + 4 <= file.size();) {
        if (file.at(at, 1) != 0xff) return Ending::There; // damaged in another way: the decoder says so
        const uint32_t marker = file.at(at + 1, 1);
        if (marker == 0xff) {
            ++at;
            continue;
        }
        if (marker == 0xda) {
            for (size_t i = at; i + 1 < file.size(); ++i)
                if (file.at(i, 1) == 0xff && file.at(i + 1, 1) == 0xd9) return Ending::There;
            return Ending::CutOff;
        }
        at += 2 + std::max<size_t>(2, file.at(at + 2, 2));
    }
    return Ending::CutOff;
}

// Rows of pixels behind the header, where they are not compressed.
Ending walkBmp(const Reader& file, const Size& size)
{
    if (file.at(14, 4) == 12 || file.at(30, 4) != 0) return Ending::There;
    const int64_t row = (std::min<int64_t>(size.width, int64_t {1} << 30) * file.at(28, 2) + 31) / 32 * 4;
    const auto available = static_cast<int64_t>(file.size()) - static_cast<int64_t>(file.at(10, 4));
    return row > 0 && size.height > available / row ? Ending::CutOff : Ending::There;
}

Size bmpSize(const Reader& file)
{
    if (file.at(14, 4) == 12) return {file.at(18, 2), file.at(20, 2)}; // OS/2
    const auto height = static_cast<int32_t>(file.at(22, 4));
    return {static_cast<int32_t>(file.at(18, 4)), height < 0 ? -static_cast<int64_t>(height) : height};
}

} // namespace

Result<PictureHeader> readPictureHeader(std::span<const std::byte> bytes, const std::string& name)
{
    if (bytes.empty()) return fail("{}: the file is empty", name);
    const std::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
    const Reader little(bytes, Order::Little), big(bytes, Order::Big);
    PictureHeader header;
    Size size;
    if (text.starts_with("\x89PNG\r\n\x1a\n")) {
        size = {big.at(16, 4), big.at(20, 4)};
    } else if (text.starts_with("\xff\xd8")) {
        header.format = PictureFormat::Jpeg;
        size = jpegSize(big);
    } else if (text.starts_with("BM")) {
        header.format = PictureFormat::Bmp;
        size = bmpSize(little);
    } else if (text.starts_with(std::string_view("II*\0", 4)) || text.starts_with(std::string_view("MM\0*", 4))) {
        header.format = PictureFormat::Tiff;
        size = tiffSize(text[0] == 'I' ? little : big);
    } else if (text.starts_with("RIFF") && text.size() > 15 && text.substr(8, 7) == "WEBPVP8") {
        header.format = PictureFormat::WebP;
        size = webpSize(little);
    } else {
        const std::string other = mistakenFile(text);
        if (!other.empty()) return fail("{}: {}", name, other);
        return fail("{}: not a PNG, JPEG, BMP, TIFF or WebP picture", name);
    }
    if (size.width < 1 || size.height < 1) return fail("{}: the picture is damaged: its header gives no size", name);
    constexpr int64_t kMost = int64_t {1} << 26, kFree = int64_t {1} << 20, kPerByte = 2048;
    if (size.width > kMost || size.height > kMost || size.width * size.height > kMost)
        return fail("{}: {}×{} pixels are more than {} million", name, size.width, size.height, kMost >> 20);
    const int64_t most = kFree + kPerByte * static_cast<int64_t>(bytes.size());
    if (size.largestPart > most)
        return fail("{}: a part of {} pixels cannot be in a file of {} bytes", name, size.largestPart, bytes.size());
    if (size.width * size.height > most)
        return fail("{}: {}×{} pixels cannot be in a file of {} bytes", name, size.width, size.height, bytes.size());
    header.width = static_cast<int>(size.width);
    header.height = static_cast<int>(size.height);
    Ending ending = Ending::There;
    if (header.format == PictureFormat::Png) ending = walkPng(big, bytes, header);
    if (header.format == PictureFormat::Jpeg) ending = walkJpeg(big);
    if (header.format == PictureFormat::WebP) ending = walkWebp(little, bytes, header);
    if (header.format == PictureFormat::Bmp) ending = walkBmp(little, size);
    if (ending == Ending::CutOff) return fail("{}: the picture is cut off: the file ends before its last line", name);
    return header;
}

} // namespace bitladder::data
