#include "core/data/npy.h"

#include "core/base/files.h"

#include <charconv>
#include <cstring>

namespace bitladder::data
{

using tensor::ElementType;
using tensor::Shape;
using tensor::Tensor;

namespace
{

struct DescrRow {
    std::string_view descr;
    ElementType type;
};
constexpr DescrRow kTypes[] = {{"f8", ElementType::Float64}, {"f4", ElementType::Float32}, {"f2", ElementType::Float16},
    {"i8", ElementType::Int64}, {"i4", ElementType::Int32}, {"i2", ElementType::Int16}, {"i1", ElementType::Int8},
    {"u8", ElementType::UInt64}, {"u4", ElementType::UInt32}, {"u2", ElementType::UInt16}, {"u1", ElementType::UInt8},
    {"b1", ElementType::Bool}};

// The text that follows 'key': in the header's dictionary.
std::string_view after(std::string_view header, std::string_view key)
{
    const size_t at = header.find(key);
    if (at == std::string_view::npos) return {};
    const size_t colon = header.find(':', at);
    if (colon == std::string_view::npos) return {};
    const size_t begin = header.find_first_not_of(' ', colon + 1);
    return begin == std::string_view::npos ? std::string_view {} : header.substr(begin);
}

// Any byte but 0 and 1 would not be a bool.
void normalizeBools(Tensor& tensor)
{
    if (tensor.type() != ElementType::Bool) return;
    auto* bytes = static_cast<std::byte*>(tensor.mutableData());
    for (int64_t i = 0; i < tensor.count(); ++i)
        bytes[i] = bytes[i] == std::byte {0} ? std::byte {0} : std::byte {1};
}

} // namespace

Result<Tensor> readNpy(const std::filesystem::path& path)
{
    auto file = MappedFile::open(path);
    if (!file) return pass(file.error());
    const auto bytes = (*file)->bytes();
    const auto wrong = [&](const char* what) { return fail("{}: not a .npy file: {}", path.string(), what); };
    if (bytes.size() < 10 || std::memcmp(bytes.data(), "\x93NUMPY", 6) != 0) return wrong("it has no NumPy header");
    const int major = std::to_integer<int>(bytes[6]);
    const size_t lengthBytes = major == 1 ? 2 : 4;
    if (major < 1 || major > 3 || bytes.size() < 8 + lengthBytes) return wrong("its format version is unknown");
    size_t length = 0;
    for (size_t i = 0; i < lengthBytes; ++i)
        length |= std::to_integer<size_t>(bytes[8 + i]) << (8 * i);
    if (length > bytes.size() - 8 - lengthBytes) return wrong("its header is cut short");
    const std::string_view header(reinterpret_cast<const char*>(bytes.data()) + 8 + lengthBytes, length);
    std::string_view descr = after(header, "'descr'");
    if (descr.size() < 5 || descr[0] != '\'') return wrong("descr: structured types are not supported");
    if (descr[1] == '>') return wrong("descr: big-endian data is not supported");
    std::optional<ElementType> type;
    for (const DescrRow& row : kTypes)
        if (descr.substr(2, 2) == row.descr && descr[4] == '\'') type = row.type;
    if (!type) return wrong("descr: only numbers are supported");
    const bool fortran = after(header, "'fortran_order'").starts_with("True");
    std::string_view dims = after(header, "'shape'");
    const size_t close = dims.find(')');
    if (!dims.starts_with("(") || close == std::string_view::npos) return wrong("shape is missing");
    dims = dims.substr(1, close - 1);
    Shape shape;
    while (!dims.empty()) {
        const size_t begin = dims.find_first_not_of(" ,");
        if (begin == std::string_view::npos) break;
        int64_t extent = 0;
        const auto [end, error] = std::from_chars(dims.data() + begin, dims.data() + dims.size(), extent);
        if (error != std::errc {} || extent < 0) return wrong("shape is damaged");
        shape.push_back(extent);
        dims = dims.substr(static_cast<size_t>(end - dims.data()));
    }
    const auto count = tensor::elementCount(shape);
    const auto data = bytes.subspan(8 + lengthBytes + length);
    if (!count || static_cast<uint64_t>(*count) > data.size() / tensor::elementSize(*type)
        || data.size() != static_cast<size_t>(*count) * tensor::elementSize(*type))
        return fail("{}: {} bytes of data where shape {} of {} needs another number", path.string(), data.size(),
            tensor::toString(shape), tensor::elementTypeName(*type));
    auto tensor = Tensor::make(*type, shape);
    if (!tensor) return pass(tensor.error().within(path.string()));
    const size_t element = tensor::elementSize(*type);
    auto* out = static_cast<std::byte*>(tensor->mutableData());
    if (!fortran) {
        if (!data.empty()) std::memcpy(out, data.data(), data.size());
        normalizeBools(*tensor);
        return tensor;
    }
    std::vector<int64_t> index(shape.size(), 0);
    for (int64_t i = 0; i < *count; ++i) {
        int64_t from = 0, stride = 1;
        for (size_t d = 0; d < shape.size(); ++d) {
            from += index[d] * stride;
            stride *= shape[d];
        }
        std::memcpy(out + static_cast<size_t>(i) * element, data.data() + static_cast<size_t>(from) * element, element);
        for (size_t d = shape.size(); d-- > 0;) {
            if (++index[d] < shape[d]) break;
            index[d] = 0;
        }
    }
    normalizeBools(*tensor);
    return tensor;
}

Result<std::string> npyBytes(const Tensor& given)
{
    Tensor tensor = given;
    if (tensor.type() == ElementType::BFloat16 || tensor::isMiniFloat(tensor.type())) {
        auto wide = tensor::converted(tensor, ElementType::Float32);
        if (!wide) return pass(wide.error());
        tensor = *std::move(wide);
    }
    std::string descr;
    for (const DescrRow& row : kTypes)
        if (row.type == tensor.type()) descr = row.descr;
    if (descr.empty()) descr = tensor::limitsOf(tensor.type()).first < 0 ? "i1" : "u1"; // integers below a byte
    std::string dims;
    for (const int64_t extent : tensor.shape())
        dims += std::to_string(extent) + (tensor.rank() == 1 ? "," : ", ");
    if (tensor.rank() > 1) dims.resize(dims.size() - 2);
    const char order = tensor::elementSize(tensor.type()) == 1 ? '|' : '<';
    std::string header
        = fmt::format("{{'descr': '{}{}', 'fortran_order': False, 'shape': ({}), }}", order, descr, dims);
    // Data starts on a multiple of 64 bytes.
    header.append(63 - (10 + header.size()) % 64, ' ');
    header += '\n';
    std::string out("\x93NUMPY\x01\x00", 8);
    out += static_cast<char>(header.size() & 255);
    out += static_cast<char>(header.size() >> 8);
    out += header;
    if (tensor.byteSize() > 0) out.append(static_cast<const char*>(tensor.data()), tensor.byteSize());
    return out;
}

} // namespace bitladder::data
