#include "core/model/inputs.h"

#include "core/base/files.h"
#include "core/base/noise.h"
#include "core/base/text.h"
#include "core/data/csv_tensor.h"
#include "core/data/folder.h"
#include "core/data/npy.h"
#include "core/data/preprocessing_guess.h"
#include "core/onnx/reader.h"
#include "core/tensor/memory_limit.h"

#include <algorithm>
#include <cmath>
#include <cstring>

namespace bitladder::model
{

using tensor::ElementType;
using tensor::Tensor;

std::vector<InputSource> defaultInputs(const Model& model)
{
    std::vector<InputSource> sources(model.graph->inputs.size());
    for (size_t i = 0; i < sources.size(); ++i) {
        sources[i].seed = 1 + static_cast<uint32_t>(i);
        sources[i].rules = model.preprocessing && i == model.pictureInput
            ? model.preprocessing
            : data::guessRules(*model.original, *model.graph, i);
    }
    if (!sources.empty()) sources[model.pictureInput].kind = InputSource::Kind::Shown;
    return sources;
}

std::optional<size_t> shownInput(std::span<const InputSource> sources)
{
    const auto at = std::ranges::find(sources, InputSource::Kind::Shown, &InputSource::kind);
    if (at == sources.end()) return std::nullopt;
    return static_cast<size_t>(at - sources.begin());
}

Result<std::vector<Tensor>> readInputs(const Model& model, std::span<const InputSource> sources)
{
    std::vector<Tensor> inputs;
    for (size_t i = 0; i < sources.size(); ++i) {
        const InputSource& source = sources[i];
        auto input = source.kind == InputSource::Kind::File ? readInputFile(model, i, source.file, source.rules)
                                                            : noiseInput(model, i, source.seed);
        if (!input) return pass(input.error());
        inputs.push_back(*std::move(input));
    }
    return inputs;
}

Result<void> InputBinding::take(const Model& model, const std::filesystem::path& file)
{
    auto input = readInputFile(model, position, file, rules);
    if (!input) return pass(input.error());
    inputs[position] = *std::move(input);
    return {};
}

Result<Tensor> fitInput(const Model& model, size_t input, Tensor tensor, const std::string& from)
{
    const graph::Value& value = model.input(input);
    if (!value.shape || !value.type) return fail("{}: the shape of input {} is not known", from, value.name);
    const tensor::Shape& wanted = *value.shape;
    if (tensor.shape() != wanted && tensor.count() == tensor::elementCount(wanted)) {
        // The same extents but for ones: a batch or channel extent that one side leaves out.
        const auto withoutOnes = [](tensor::Shape s) {
            std::erase(s, 1);
            return s;
        };
        if (withoutOnes(tensor.shape()) == withoutOnes(wanted)) tensor = tensor.reshaped(wanted);
    }
    if (tensor.shape() != wanted)
        return fail("{}: has shape {}, but input {} wants {}", from, tensor::toString(tensor.shape()), value.name,
            tensor::toString(wanted));
    return tensor::converted(tensor, *value.type);
}

int64_t repeatsOf(const Model& model, size_t input)
{
    // A batch that a person chose is filled by that person; only the file's own is filled for them.
    const auto& fixed = model.original->value(model.original->inputs[input]).shape;
    if (!fixed || fixed->size() < 3 || fixed->front() <= 1) return 1;
    return fixed->front();
}

Tensor firstOfBatch(const Tensor& output, int64_t batch)
{
    if (batch <= 1 || output.rank() < 2 || output.shape()[0] != batch) return output;
    tensor::Shape shape = output.shape();
    shape[0] = 1;
    return Tensor::view(output.type(), std::move(shape), std::make_shared<const Tensor>(output), output.data());
}

namespace
{

Result<Tensor> repeated(const Tensor& one, int64_t times)
{
    tensor::Shape shape = one.shape();
    shape[0] *= times;
    auto all = Tensor::make(one.type(), std::move(shape));
    if (!all) return all;
    for (int64_t i = 0; i < times; ++i)
        std::memcpy(static_cast<std::byte*>(all->mutableData()) + static_cast<size_t>(i) * one.byteSize(), one.data(),
            one.byteSize());
    return all;
}

} // namespace

std::filesystem::path firstReadable(std::span<const data::LabelledFile> files)
{
    for (const auto& [file, label] : files)
        if (data::isTensorFile(file) ? readTensorFile(file).has_value() : data::readPicture(file).has_value())
            return file;
    return files.front().file;
}

Result<Tensor> readTensorFile(const std::filesystem::path& file)
{
    const auto mapped = MappedFile::open(file);
    if (!mapped) return pass(mapped.error());
    const auto bytes = (*mapped)->bytes();
    const std::string other = mistakenFile({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
    if (!other.empty()) return fail("{}: {}", file.string(), other);
    if (file.extension() == ".npy") return data::readNpy(file);
    if (file.extension() == ".csv") return data::readCsv(file);
    auto named = onnx::readTensor(file);
    if (!named) return pass(named.error());
    return std::move(named->tensor);
}

Result<Tensor> readInputFile(const Model& model, size_t input, const std::filesystem::path& file,
    const std::optional<data::Preprocessing>& rules)
{
    const auto& wanted = model.input(input).shape;
    if (data::isTensorFile(file)) {
        auto tensor = readTensorFile(file);
        if (!tensor) return tensor;
        // A text file has rows and columns, whatever shape it is meant to have.
        if (file.extension() == ".csv" && wanted && tensor->count() == tensor::elementCount(*wanted))
            tensor = tensor->reshaped(*wanted);
        return fitInput(model, input, *std::move(tensor), file.string());
    }
    if (!rules)
        return fail("{}: the network's input {} is not a picture; give it a .npy, .pb or .csv file", file.string(),
            model.input(input).name);
    auto picture = data::readPicture(file);
    if (!picture) return pass(picture.error());
    return pictureInput(model, input, *picture, *rules, file.string());
}

Result<Tensor> pictureInput(const Model& model, size_t input, const data::Picture& picture,
    const data::Preprocessing& rules, const std::string& from)
{
    auto tensor = data::preprocess(picture, rules);
    if (!tensor) return pass(tensor.error().within(from));
    const auto& wanted = model.input(input).shape;
    const int64_t times = repeatsOf(model, input);
    if (times > 1 && wanted && tensor->count() * times == tensor::elementCount(*wanted) && !tensor->shape().empty()
        && tensor->shape()[0] == 1) {
        auto all = repeated(*tensor, times);
        if (!all) return all;
        tensor = std::move(all);
    }
    if (wanted && std::ranges::count_if(*wanted, [](int64_t extent) { return extent > 1; }) == 1
        && tensor->count() == tensor::elementCount(*wanted))
        tensor = tensor->reshaped(*wanted);
    return fitInput(model, input, *std::move(tensor), from);
}

Result<Tensor> noiseInput(const Model& model, size_t input, uint32_t seed)
{
    const graph::Value& value = model.input(input);
    if (!value.shape || !value.type) return fail("the shape of input {} is not known", value.name);
    const tensor::MemoryLimit allowance(model.graph->memory);
    auto noise = Tensor::make(ElementType::Float32, *value.shape);
    if (!noise) return pass(noise.error());
    float scale = tensor::isFloat(*value.type) ? 1 : 2, offset = 0;
    if (*value.type == ElementType::UInt8 || *value.type == ElementType::Int8) scale = 256;
    if (*value.type == ElementType::Int8) offset = -128;
    Noise random(seed);
    for (float& v : noise->mutableAs<float>()) {
        v = scale * random.unit();
        if (scale > 1) v = std::floor(v) + offset;
    }
    return tensor::converted(*noise, *value.type);
}

Result<std::vector<Tensor>> noiseInputs(const Model& model, uint32_t seed)
{
    std::vector<Tensor> inputs;
    for (size_t i = 0; i < model.graph->inputs.size(); ++i) {
        auto noise = noiseInput(model, i, seed + static_cast<uint32_t>(i));
        if (!noise) return pass(noise.error());
        inputs.push_back(*std::move(noise));
    }
    return inputs;
}

} // namespace bitladder::model
