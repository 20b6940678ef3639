#include "core/data/reference.h"

#include "core/base/files.h"
#include "core/base/noise.h"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

namespace bitladder::data
{

using nlohmann::json;
using tensor::ElementType;
using tensor::Shape;
using tensor::Tensor;

namespace
{

Result<Shape> shapeAt(const json& j)
{
    if (!j.contains("dims") || !j.at("dims").is_array()) return fail("dims: a list of extents is needed");
    Shape shape;
    for (const json& extent : j.at("dims")) {
        if (!extent.is_number_integer() || extent.get<int64_t>() < 0)
            return fail("dims: {} is no extent", extent.dump());
        shape.push_back(extent.get<int64_t>());
    }
    return shape;
}

Result<double> numberAt(const json& j, const char* field)
{
    if (!j.contains(field) || !j.at(field).is_number()) return fail("{}: a number is needed", field);
    return j.at(field).get<double>();
}

std::string textAt(const json& j, const char* field)
{
    return j.contains(field) && j.at(field).is_string() ? j.at(field).get<std::string>() : std::string();
}

Result<ReferenceInput> inputOf(const json& j)
{
    ReferenceInput input;
    input.name = textAt(j, "name");
    const auto type = tensor::elementTypeFromName(textAt(j, "type"));
    if (!type) return fail("type: \"{}\" is not a numeric type", textAt(j, "type"));
    input.type = *type;
    auto shape = shapeAt(j);
    if (!shape) return pass(shape.error());
    input.shape = *std::move(shape);
    if (!j.contains("generator") || !j.at("generator").is_object()) return fail("generator: is missing");
    const json& generator = j.at("generator");
    const std::string kind = textAt(generator, "kind");
    const auto optional = [&](const char* field, double fallback) {
        return generator.contains(field) ? numberAt(generator, field) : Result<double>(fallback);
    };
    const auto seed = optional("seed", 0), scale = optional("scale", 1), offset = optional("offset", 0),
               value = optional("value", 0);
    for (const auto* number : {&seed, &scale, &offset, &value})
        if (!*number) return pass(number->error().within("generator"));
    if (!(*seed >= 0 && *seed <= 4294967295.0)) return fail("generator: seed: {} does not fit 32 bits", *seed);
    input.seed = static_cast<uint32_t>(*seed);
    input.scale = static_cast<float>(*scale);
    input.offset = static_cast<float>(*offset);
    input.value = static_cast<float>(*value);
    if (generator.contains("floor") && generator.at("floor") == true) input.rounding = ReferenceInput::Rounding::Down;
    if (kind == "lcg_f")
        input.kind = ReferenceInput::Kind::Uniform;
    else if (kind == "lcg_u8")
        input.kind = ReferenceInput::Kind::Bytes;
    else if (kind == "constant")
        input.kind = ReferenceInput::Kind::Constant;
    else
        return fail("generator: kind: \"{}\" is not known", kind);
    return input;
}

Result<ReferenceOutput> outputOf(const json& j)
{
    ReferenceOutput output;
    output.name = textAt(j, "name");
    auto shape = shapeAt(j);
    if (!shape) return pass(shape.error());
    output.shape = *std::move(shape);
    for (const auto& [field, number] : {std::pair {"min", &output.min}, std::pair {"max", &output.max},
             std::pair {"mean", &output.mean}, std::pair {"l2", &output.l2}}) {
        const auto value = numberAt(j, field);
        if (!value) return pass(value.error());
        *number = *value;
    }
    if (!j.contains("samples") || !j.at("samples").is_array()) return fail("samples: a list is needed");
    const auto count = tensor::elementCount(output.shape);
    for (const json& sample : j.at("samples")) {
        if (!sample.is_array() || sample.size() != 2 || !sample[0].is_number_integer() || !sample[1].is_number())
            return fail("samples: {} is not an index and a number", sample.dump());
        const auto index = sample[0].get<int64_t>();
        if (!count || index < 0 || index >= *count) return fail("samples: there is no element {}", index);
        output.samples.emplace_back(index, sample[1].get<double>());
    }
    return output;
}

template<typename T, typename Read> Result<std::vector<T>> listAt(const json& document, const char* field, Read read)
{
    if (!document.contains(field) || !document.at(field).is_array()) return fail("{}: a list is needed", field);
    std::vector<T> list;
    for (const json& j : document.at(field)) {
        auto item = j.is_object() ? read(j) : Result<T>(fail("an object is needed"));
        if (!item) return pass(item.error().within(fmt::format("{}[{}]", field, list.size())));
        list.push_back(*std::move(item));
    }
    return list;
}

bool agrees(double expected, double got, double allowed)
{
    return expected == got || (std::isnan(expected) && std::isnan(got)) || std::fabs(expected - got) <= allowed;
}

std::string otherShape(const Shape& expected, const Shape& got)
{
    return fmt::format("shape {} instead of {}", tensor::toString(got), tensor::toString(expected));
}

} // namespace

Result<Reference> readReference(const std::filesystem::path& path)
{
    const auto text = readTextFile(path, 16 << 20);
    if (!text) return pass(text.error());
    const json document = json::parse(*text, nullptr, false);
    if (!document.is_object()) return fail("{}: not a JSON object", path.string());
    auto inputs = listAt<ReferenceInput>(document, "inputs", inputOf);
    if (!inputs) return pass(inputs.error().within(path.string()));
    auto outputs = listAt<ReferenceOutput>(document, "outputs", outputOf);
    if (!outputs) return pass(outputs.error().within(path.string()));
    return Reference {*std::move(inputs), *std::move(outputs)};
}

Result<Tensor> generated(const ReferenceInput& input)
{
    auto numbers = Tensor::make(ElementType::Float32, input.shape);
    if (!numbers) return pass(numbers.error().within(fmt::format("input {}", input.name)));
    Noise random(input.seed);
    for (float& v : numbers->mutableAs<float>()) {
        if (input.kind == ReferenceInput::Kind::Constant) {
            v = input.value;
            continue;
        }
        if (input.kind == ReferenceInput::Kind::Bytes) {
            v = static_cast<float>(random.bits() >> 24);
            continue;
        }
        v = random.unit() * input.scale;
        if (input.offset != 0) v += input.offset;
        if (input.rounding == ReferenceInput::Rounding::Down) v = std::floor(v);
    }
    return tensor::converted(*numbers, input.type);
}

double Tolerance::at(double expected, double largest) const
{
    // What is not finite agrees only with itself.
    return std::isfinite(expected) ? relative * std::fabs(expected) + absolute * largest + step : 0;
}

std::string disagreement(const Tensor& expected, const Tensor& got, const Tolerance& tolerance)
{
    if (expected.shape() != got.shape()) return otherShape(expected.shape(), got.shape());
    double largest = 0;
    for (int64_t i = 0; i < expected.count(); ++i)
        if (const double e = std::fabs(expected.at(i)); std::isfinite(e)) largest = std::max(largest, e);
    for (int64_t i = 0; i < expected.count(); ++i)
        if (const double e = expected.at(i), g = got.at(i); !agrees(e, g, tolerance.at(e, largest)))
            return fmt::format("element {} is {} instead of {}", i, g, e);
    return {};
}

std::string disagreement(const ReferenceOutput& expected, const Tensor& got, const Tolerance& tolerance)
{
    if (expected.shape != got.shape()) return otherShape(expected.shape, got.shape());
    const double largest = std::max(std::fabs(expected.min), std::fabs(expected.max));
    for (const auto& [i, e] : expected.samples)
        if (const double g = got.at(i); !agrees(e, g, tolerance.at(e, largest)))
            return fmt::format("element {} is {} instead of {} (the largest is {})", i, g, e, largest);
    if (got.empty()) return {};
    double sum = 0, squares = 0;
    for (int64_t i = 0; i < got.count(); ++i) {
        sum += got.at(i);
        squares += got.at(i) * got.at(i);
    }
    // No number is further off than the largest may be, so neither is their mean, nor their norm more than √n times
    // that.
    const double n = static_cast<double>(got.count()), allowed = tolerance.at(largest, largest);
    if (!agrees(expected.mean, sum / n, allowed))
        return fmt::format("the mean is {} instead of {}", sum / n, expected.mean);
    if (!agrees(expected.l2, std::sqrt(squares), allowed * std::sqrt(n)))
        return fmt::format("the norm is {} instead of {}", std::sqrt(squares), expected.l2);
    return {};
}

} // namespace bitladder::data
