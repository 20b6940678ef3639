#include "core/onnx/tensor_proto.h"

#include "core/base/text.h"

#include "core/base/files.h"

#include <charconv>
#include <cstring>

namespace bitladder::onnx
{

using tensor::ElementType;
using tensor::Shape;
using tensor::Tensor;

namespace
{

struct TypeRow {
    ElementType type;
    int dataType;
};
// Numbers of TensorProto.DataType; the installed header may be older than some.
constexpr TypeRow kTypes[] = {{ElementType::Float32, 1}, {ElementType::UInt8, 2}, {ElementType::Int8, 3},
    {ElementType::UInt16, 4}, {ElementType::Int16, 5}, {ElementType::Int32, 6}, {ElementType::Int64, 7},
    {ElementType::Bool, 9}, {ElementType::Float16, 10}, {ElementType::Float64, 11}, {ElementType::UInt32, 12},
    {ElementType::UInt64, 13}, {ElementType::BFloat16, 16}, {ElementType::UInt4, 21}, {ElementType::Int4, 22},
    {ElementType::Float8E4M3FN, 17}, {ElementType::Float8E4M3FNUZ, 18}, {ElementType::Float8E5M2, 19},
    {ElementType::Float8E5M2FNUZ, 20}, {ElementType::Float4E2M1, 23}, {ElementType::Float8E8M0, 24},
    {ElementType::UInt2, 25}, {ElementType::Int2, 26}};

// Several elements lie in one byte of the file, the first in its lowest bits.
bool packed(ElementType type)
{
    return tensor::storedBits(type) < 8;
}

size_t storedBytes(ElementType type, int64_t count)
{
    const auto perByte = packed(type) ? static_cast<size_t>(8 / tensor::storedBits(type)) : 1;
    return packed(type) ? (static_cast<size_t>(count) + perByte - 1) / perByte
                        : static_cast<size_t>(count) * tensor::elementSize(type);
}

void unpack(std::span<const std::byte> bytes, Tensor& tensor)
{
    const int width = tensor::storedBits(tensor.type());
    const int64_t perByte = 8 / width;
    const int codes = 1 << width,
              most
        = tensor::isInteger(tensor.type()) ? static_cast<int>(tensor::limitsOf(tensor.type()).second) : codes - 1;
    auto* out = static_cast<uint8_t*>(tensor.mutableData());
    for (int64_t i = 0; i < tensor.count(); ++i) {
        const auto byte = std::to_integer<int>(bytes[static_cast<size_t>(i / perByte)]);
        const int code = (byte >> (i % perByte * width)) & (codes - 1);
        out[i] = static_cast<uint8_t>(code > most ? code - codes : code);
    }
}

// From bytes that live as long as `owner` (may be null: then they are copied).
Result<Tensor> fromBytes(
    ElementType type, Shape shape, std::span<const std::byte> bytes, std::shared_ptr<const void> owner)
{
    const int64_t count = *tensor::elementCount(shape);
    if (bytes.size() != storedBytes(type, count))
        return fail("raw_data: {} bytes where shape {} of {} needs {}", bytes.size(), tensor::toString(shape),
            tensor::elementTypeName(type), storedBytes(type, count));
    const bool aligned = reinterpret_cast<uintptr_t>(bytes.data()) % tensor::elementSize(type) == 0;
    if (owner && aligned && !packed(type) && type != ElementType::Bool)
        return Tensor::view(type, std::move(shape), std::move(owner), bytes.data());
    auto tensor = Tensor::make(type, std::move(shape));
    if (!tensor) return tensor;
    if (packed(type))
        unpack(bytes, *tensor);
    else if (type == ElementType::Bool)
        for (int64_t i = 0; i < count; ++i) // any byte but 0 and 1 would not be a bool
            tensor->mutableAs<bool>()[static_cast<size_t>(i)] = bytes[static_cast<size_t>(i)] != std::byte {0};
    else if (!bytes.empty())
        std::memcpy(tensor->mutableData(), bytes.data(), bytes.size());
    return tensor;
}

template<typename Field, typename Store>
Result<Tensor> fromField(ElementType type, Shape shape, const Field& field, std::string_view fieldName, Store store)
{
    const int64_t count = *tensor::elementCount(shape);
    if (field.size() != count)
        return fail("{}: {} elements where shape {} needs {}", fieldName, field.size(), tensor::toString(shape), count);
    auto tensor = Tensor::make(type, std::move(shape));
    if (!tensor) return tensor;
    for (int64_t i = 0; i < count; ++i)
        store(*tensor, static_cast<size_t>(i), field[static_cast<int>(i)]);
    return tensor;
}

Result<Tensor> fromTypedData(ElementType type, Shape shape, const ::onnx::TensorProto& proto)
{
    switch (type) {
    case ElementType::Float32:
        return fromField(type, shape, proto.float_data(), "float_data",
            [](Tensor& t, size_t i, float v) { t.mutableAs<float>()[i] = v; });
    case ElementType::Float64:
        return fromField(type, shape, proto.double_data(), "double_data",
            [](Tensor& t, size_t i, double v) { t.mutableAs<double>()[i] = v; });
    case ElementType::Int64:
        return fromField(type, shape, proto.int64_data(), "int64_data",
            [](Tensor& t, size_t i, int64_t v) { t.mutableAs<int64_t>()[i] = v; });
    case ElementType::UInt64:
        return fromField(type, shape, proto.uint64_data(), "uint64_data",
            [](Tensor& t, size_t i, uint64_t v) { t.mutableAs<uint64_t>()[i] = v; });
    case ElementType::UInt32:
        return fromField(type, shape, proto.uint64_data(), "uint64_data",
            [](Tensor& t, size_t i, uint64_t v) { t.mutableAs<uint32_t>()[i] = static_cast<uint32_t>(v); });
    default:
        break;
    }
    const auto store = [type](Tensor& t, size_t i, int32_t v) {
        switch (tensor::elementSize(type)) {
        case 4:
            t.mutableAs<int32_t>()[i] = v;
            break;
        case 2:
            t.mutableAs<uint16_t>()[i] = static_cast<uint16_t>(v);
            break;
        default:
            if (type == ElementType::Bool)
                t.mutableAs<bool>()[i] = v != 0;
            else
                t.mutableAs<uint8_t>()[i] = static_cast<uint8_t>(v);
        }
    };
    if (packed(type)) {
        // One byte in each int32.
        const size_t needed = storedBytes(type, *tensor::elementCount(shape));
        if (static_cast<size_t>(proto.int32_data_size()) != needed)
            return fail("int32_data: {} elements where shape {} needs {}", proto.int32_data_size(),
                tensor::toString(shape), needed);
        std::vector<std::byte> bytes;
        for (const int32_t v : proto.int32_data())
            bytes.push_back(static_cast<std::byte>(v));
        return fromBytes(type, std::move(shape), bytes, nullptr);
    }
    return fromField(type, shape, proto.int32_data(), "int32_data", store);
}

std::optional<uint64_t> wholeNumber(const std::string& text)
{
    uint64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc {} || end != text.data() + text.size() || text.empty()) return std::nullopt;
    return value;
}

bool liesIn(const std::filesystem::path& file, const std::filesystem::path& folder)
{
    if (folder.empty()) return false;
    std::error_code error;
    const auto root = std::filesystem::canonical(folder, error);
    if (error) return false;
    const auto [rootEnd, ignored] = std::mismatch(root.begin(), root.end(), file.begin(), file.end());
    return rootEnd == root.end();
}

Result<Tensor> fromExternal(ElementType type, Shape shape, const ::onnx::TensorProto& proto, const TensorSource& source)
{
    const std::filesystem::path& folder = source.folder;
    std::string location;
    uint64_t offset = 0;
    std::optional<uint64_t> length;
    for (const auto& entry : proto.external_data()) {
        if (entry.key() == "location") location = entry.value();
        if (entry.key() != "offset" && entry.key() != "length") continue;
        const auto value = wholeNumber(entry.value());
        if (!value) return fail("external_data: {} \"{}\" is not a whole number", entry.key(), entry.value());
        if (entry.key() == "offset")
            offset = *value;
        else
            length = value;
    }
    if (folder.empty()) return fail("external_data: not allowed here");
    if (location.empty()) return fail("external_data: no location is given");
    const std::filesystem::path relative(location);
    std::error_code error;
    const auto file = std::filesystem::weakly_canonical(folder / relative, error);
    if (relative.is_absolute() || error || !(liesIn(file, folder) || liesIn(file, source.resolvedFolder)))
        return fail("external_data: \"{}\" lies outside the model's folder", location);
    auto mapped = MappedFile::open(file);
    if (!mapped) return pass(mapped.error().within("external_data"));
    const auto bytes = (*mapped)->bytes();
    const uint64_t needed = storedBytes(type, *tensor::elementCount(shape));
    const std::string other = mistakenFile({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
    if (!other.empty() && bytes.size() < needed) return fail("external_data: \"{}\" {}", location, other);
    if (offset > bytes.size() || needed > bytes.size() - offset)
        return fail("external_data: \"{}\" has {} bytes, too few for {} bytes at offset {}", location, bytes.size(),
            needed, offset);
    if (length && *length != needed)
        return fail("external_data: length {} where shape {} needs {}", *length, tensor::toString(shape), needed);
    return fromBytes(type, std::move(shape), bytes.subspan(offset, needed), *mapped);
}

} // namespace

std::optional<ElementType> elementTypeOf(int dataType)
{
    for (const TypeRow& row : kTypes)
        if (row.dataType == dataType) return row.type;
    return std::nullopt;
}

int dataTypeOf(ElementType type)
{
    for (const TypeRow& row : kTypes)
        if (row.type == type) return row.dataType;
    return 0;
}

Result<Tensor> readTensorProto(const ::onnx::TensorProto& proto, const TensorSource& source)
{
    const auto type = elementTypeOf(proto.data_type());
    if (!type) return unsupported("data_type: {} is not a numeric type that Bitladder knows", proto.data_type());
    const Shape shape(proto.dims().begin(), proto.dims().end());
    for (const int64_t extent : shape)
        if (extent < 0) return fail("dims: {} is negative", extent);
    const auto count = tensor::elementCount(shape);
    // What a file claims must be backed by bytes; this bound only keeps the arithmetic below from overflowing.
    if (!count || *count > (int64_t {1} << 48)) return fail("dims: {} is absurdly large", tensor::toString(shape));
    if (proto.data_location() == ::onnx::TensorProto::EXTERNAL) return fromExternal(*type, shape, proto, source);
    if (!source.raw.empty()) return fromBytes(*type, shape, source.raw, source.owner);
    if (proto.has_raw_data()) {
        const std::string& raw = proto.raw_data();
        return fromBytes(*type, shape, std::as_bytes(std::span(raw.data(), raw.size())), nullptr);
    }
    return fromTypedData(*type, shape, proto);
}

void fillTensorProto(const Tensor& tensor, ::onnx::TensorProto& proto)
{
    proto.set_data_type(dataTypeOf(tensor.type()));
    for (const int64_t extent : tensor.shape())
        proto.add_dims(extent);
    std::string raw;
    if (packed(tensor.type())) {
        raw.assign(storedBytes(tensor.type(), tensor.count()), '\0');
        const auto* in = static_cast<const uint8_t*>(tensor.data());
        const int width = tensor::storedBits(tensor.type());
        const int64_t perByte = 8 / width;
        for (int64_t i = 0; i < tensor.count(); ++i)
            raw[static_cast<size_t>(i / perByte)]
                |= static_cast<char>((in[i] & ((1 << width) - 1)) << (i % perByte * width));
    } else if (tensor.byteSize() > 0) {
        raw.assign(static_cast<const char*>(tensor.data()), tensor.byteSize());
    }
    proto.set_raw_data(std::move(raw));
}

} // namespace bitladder::onnx
