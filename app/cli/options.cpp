#include "app/cli/options.h"

#include "core/base/text.h"
#include "core/data/preprocessing_guess.h"
#include "core/exchange/recipe_file.h"
#include "core/methods/quantize_network.h"
#include "core/onnx/reader.h"
#include "core/quant/estimate.h"
#include "core/quant/format/family.h"
#include "core/quant/grid_summary.h"
#include "core/quant/rounding.h"

#include <charconv>
#include <cmath>
#include <iostream>

namespace bitladder::cli
{

namespace fs = std::filesystem;
using tensor::Tensor;

namespace
{

std::vector<std::string> split(const std::string& text, char separator)
{
    std::vector<std::string> parts;
    size_t begin = 0;
    while (begin <= text.size()) {
        const size_t end = std::min(text.find(separator, begin), text.size());
        parts.push_back(text.substr(begin, end - begin));
        begin = end + 1;
    }
    return parts;
}

int64_t wholeNumber(const std::string& text, const char* option)
{
    int64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc {} || end != text.data() + text.size() || value < 1)
        throw UsageError {fmt::format("{}: \"{}\" is not a whole number above 0", option, text)};
    return value;
}

std::vector<float> numbers(const std::string& text, const char* option)
{
    std::vector<float> values;
    if (text.empty()) return values;
    for (const std::string& part : split(text, ',')) {
        try {
            size_t used = 0;
            values.push_back(std::stof(part, &used));
            if (used != part.size() || !std::isfinite(values.back())) throw std::invalid_argument(part);
        } catch (const std::exception&) {
            throw UsageError {fmt::format("{}: \"{}\" is not a number", option, part)};
        }
    }
    return values;
}

std::pair<std::string, std::string> named(const std::string& text)
{
    const size_t equals = text.find('=');
    // A path may hold an equals sign; a name before it never holds a slash.
    if (equals == std::string::npos || text.substr(0, equals).find('/') != std::string::npos) return {"", text};
    return {text.substr(0, equals), text.substr(equals + 1)};
}

bool anyRuleGiven(const PictureOptions& o)
{
    return !o.size.empty() || !o.channels.empty() || !o.range.empty() || !o.mean.empty() || !o.deviation.empty()
        || !o.layout.empty() || !o.resize.empty() || o.crop > 0;
}

// What the options say, over what was guessed.
data::Preprocessing rulesOf(const PictureOptions& o, const std::optional<data::Preprocessing>& guess)
{
    data::Preprocessing rules = guess.value_or(data::Preprocessing {});
    // Once a person says how, nothing that was only guessed stays mixed in, but for the layout and the size.
    if (!o.range.empty() || !o.mean.empty() || !o.deviation.empty()) {
        rules.range = data::PixelRange::ZeroOne;
        rules.mean.clear();
        rules.deviation.clear();
    }
    const int guessedWidth = rules.cropWidth ? rules.cropWidth : rules.width,
              guessedHeight = rules.cropHeight ? rules.cropHeight : rules.height;
    if (!o.size.empty()) {
        rules.width = rules.height = rules.resizeShorter = 0;
        rules.cropWidth = rules.cropHeight = 0;
        const auto parts = split(o.size, 'x');
        if (parts.size() == 2) {
            rules.width = static_cast<int>(std::min<int64_t>(wholeNumber(parts[0], "--size"), 1 << 20));
            rules.height = static_cast<int>(std::min<int64_t>(wholeNumber(parts[1], "--size"), 1 << 20));
        } else {
            rules.resizeShorter = static_cast<int>(std::min<int64_t>(wholeNumber(o.size, "--size"), 1 << 20));
            rules.cropWidth = guessedWidth;
            rules.cropHeight = guessedHeight;
        }
    }
    if (o.crop > 0) {
        rules.cropWidth = rules.cropHeight = o.crop;
        if (o.size.empty() && rules.resizeShorter == 0) rules.width = rules.height = 0;
    }
    static const std::map<std::string, data::Channels> kChannels {
        {"rgb", data::Channels::Rgb}, {"bgr", data::Channels::Bgr}, {"grey", data::Channels::Grey}};
    static const std::map<std::string, data::PixelRange> kRanges {{"0..1", data::PixelRange::ZeroOne},
        {"0..255", data::PixelRange::Bytes}, {"-1..1", data::PixelRange::MinusOneOne}};
    if (!o.channels.empty()) rules.channels = kChannels.at(o.channels);
    if (!o.range.empty()) rules.range = kRanges.at(o.range);
    if (!o.mean.empty()) rules.mean = numbers(o.mean, "--mean");
    if (!o.deviation.empty()) rules.deviation = numbers(o.deviation, "--std");
    if (!o.layout.empty()) rules.layout = o.layout == "nhwc" ? data::TensorLayout::Nhwc : data::TensorLayout::Nchw;
    static const std::map<std::string, data::Interpolation> kWays {{"nearest", data::Interpolation::Nearest},
        {"bilinear", data::Interpolation::Bilinear}, {"bicubic", data::Interpolation::Bicubic},
        {"area", data::Interpolation::Area}};
    if (!o.resize.empty()) rules.interpolation = kWays.at(o.resize);
    return rules;
}

// NAME[,key=value…]
struct NameAndValues {
    std::string name;
    std::map<std::string, double> values;
};

NameAndValues nameAndValues(const std::string& text, const char* option)
{
    const auto parts = split(text, ',');
    NameAndValues result;
    if (!parts.empty()) result.name = parts.front();
    for (size_t i = 1; i < parts.size(); ++i) {
        const size_t equals = parts[i].find('=');
        char* end = nullptr;
        const std::string number = equals == std::string::npos ? std::string() : parts[i].substr(equals + 1);
        const double value = std::strtod(number.c_str(), &end);
        if (number.empty() || *end != '\0' || !std::isfinite(value))
            throw UsageError {fmt::format("{}: \"{}\" is not key=number", option, parts[i])};
        result.values[parts[i].substr(0, equals)] = value;
    }
    return result;
}

// The names of a table's rows, for help texts and errors.
template<typename Rows> std::string idsOf(const Rows& rows)
{
    std::string ids;
    for (const auto* row : rows)
        ids += (ids.empty() ? "" : ", ") + std::string(row->id);
    return ids;
}

std::string estimatorIds()
{
    std::vector<const quant::RangeEstimator*> offered;
    for (const auto* estimator : quant::rangeEstimators())
        if (estimator->offered) offered.push_back(estimator);
    return idsOf(offered);
}

void setParameters(quant::QuantSpec& spec, std::span<const quant::Parameter> known, const std::string& row,
    const std::map<std::string, double>& values, const char* option)
{
    for (const auto& [key, value] : values) {
        const auto parameter = std::ranges::find(known, key, &quant::Parameter::name);
        if (parameter == known.end()) throw UsageError {fmt::format("{}: {} takes no {}={}", option, row, key, value)};
        if (const auto fits = quant::checkValue(*parameter, value); !fits)
            throw UsageError {fmt::format("{}: {}", option, fits.error().message)};
        spec.parameters[key] = value;
    }
}

enum class Side : unsigned char { Weights, Activations };

void setRange(quant::QuantSpec& spec, const std::string& text, const char* option, Side side)
{
    if (text.empty()) return;
    const auto [name, values] = nameAndValues(text, option);
    const auto* estimator = quant::findEstimator(name);
    if (!estimator || !estimator->offered)
        throw UsageError {fmt::format("{}: \"{}\" is none of {}", option, name, estimatorIds())};
    if (side == Side::Weights && !estimator->forWeights)
        throw UsageError {
            fmt::format("{}: \"{}\" is for activations: weights are the same in every run", option, name)};
    spec.range = estimator;
    setParameters(spec, estimator->parameters, name, values, option);
    for (const quant::Parameter& parameter : estimator->parameters)
        if (parameter.required()) spec.parameters.try_emplace(std::string(parameter.name), 0);
    if (const auto fits = quant::checkParameters(spec); !fits)
        throw UsageError {fmt::format("{}: {}", option, fits.error().message)};
}

void setRounding(quant::QuantSpec& spec, const std::string& text, const char* option)
{
    if (text.empty()) return;
    const auto [name, values] = nameAndValues(text, option);
    const auto* rule = quant::findRounding(name);
    if (!rule) throw UsageError {fmt::format("{}: \"{}\" is none of {}", option, name, idsOf(quant::roundingRules()))};
    spec.rounding = rule;
    setParameters(spec, rule->parameters, name, values, option);
}

void setSpec(quant::QuantSpec& spec, const std::string& symmetry)
{
    if (!symmetry.empty())
        spec.symmetry = symmetry == "symmetric" ? quant::Symmetry::Symmetric : quant::Symmetry::Asymmetric;
}

void setWeights(quant::QuantSpec& spec, const QuantOptions& o)
{
    setSpec(spec, o.weightSymmetry);
    setRange(spec, o.weightRange, "--weight-range", Side::Weights);
    if (!o.weightGranularity.empty())
        spec.granularity = o.weightGranularity == "tensor" ? quant::Granularity::Tensor : quant::Granularity::Channel;
    if (o.group > 0) {
        spec.granularity = quant::Granularity::Group;
        spec.groupSize = o.group;
    }
    setRounding(spec, o.rounding, "--rounding");
    if (!o.weightLevels.empty()) {
        const auto levels = numbers(o.weightLevels, "--weight-levels");
        spec.levels.assign(levels.begin(), levels.end());
        if (const auto fits = quant::checkParameters(spec); !fits)
            throw UsageError {fmt::format("--weight-levels: {}", fits.error().message)};
    }
}

} // namespace

void addModelOptions(CLI::App& verb, ModelOptions& o)
{
    verb.add_option("model", o.model, "ONNX file")->required();
    verb.add_option("--memory", o.memoryGb,
            "GiB that computing the model may take, where 1 GiB and 64 times the size of its file are too little")
        ->check(CLI::Range(0.001, 1048576.0));
    verb.add_option("--shape", o.shapes, "extents of an input, NAME=1x3x224x224, where the file leaves them free");
}

void addSampleOptions(CLI::App& verb, ModelOptions& o, std::string_view purpose)
{
    verb.add_option("--input", o.inputs, fmt::format("[NAME=]FILE: {}", purpose));
    verb.add_option("--image", o.images, "a picture for the first input");
}

std::optional<size_t> agreedMemory(const ModelOptions& o)
{
    if (o.memoryGb <= 0) return std::nullopt;
    return static_cast<size_t>(o.memoryGb * static_cast<double>(size_t {1} << 30));
}

void addPictureOptions(CLI::App& verb, PictureOptions& o)
{
    verb.add_option("--size", o.size, "resize: N for the shorter side, or WxH");
    verb.add_option("--crop", o.crop, "centre crop to NxN")->check(CLI::Range(1, 1 << 16));
    verb.add_option("--channels", o.channels, "channel order")->check(CLI::IsMember({"rgb", "bgr", "grey"}));
    verb.add_option("--range", o.range, "pixel range")->check(CLI::IsMember({"0..1", "0..255", "-1..1"}));
    verb.add_option("--mean", o.mean, "subtracted after scaling: a,b,c");
    verb.add_option("--std", o.deviation, "divided by at last: a,b,c");
    verb.add_option("--resize", o.resize, "interpolation (default: bilinear, widened when shrinking)")
        ->check(CLI::IsMember({"nearest", "bilinear", "bicubic", "area"}));
    verb.add_option("--layout", o.layout, "tensor layout")->check(CLI::IsMember({"nchw", "nhwc"}));
}

void addQuantOptions(CLI::App& verb, QuantOptions& o)
{
    verb.add_option("--weights", o.weights, "format of all weights: float32, int8, bits:4, e4m3, ternary, binary …");
    verb.add_option("--activations", o.activations, "format of all activations");
    verb.add_option("--recipe", o.recipe, "recipe file; --weights and --activations come on top of it");
    verb.add_option("--calibration", o.calibration, "pictures or folders that give the activation ranges");
    verb.add_option("--ends", o.ends, "first and last layer: alike, or at8 where the rest is narrower")
        ->check(CLI::IsMember({"alike", "at8"}));
    const std::string ranges = "range estimator, NAME[,key=value]: " + estimatorIds();
    verb.add_option("--weight-range", o.weightRange, ranges);
    verb.add_option("--activation-range", o.activationRange, ranges);
    verb.add_option("--granularity", o.weightGranularity, "scales of the weights")
        ->check(CLI::IsMember({"tensor", "channel"}));
    std::string known;
    for (const auto* method : methods::methods())
        known += (known.empty() ? "" : ", ") + std::string(method->id);
    verb.add_option("--method", o.methods, "what else is done, in order, NAME[,key=value]: " + known);
    verb.add_option("--group", o.group, "so many weights of a channel, side by side, share a scale")
        ->check(CLI::Range(1, 1 << 24));
    const std::string rules = idsOf(quant::roundingRules());
    verb.add_option("--rounding", o.rounding, "rounding of the weights, NAME[,seed=N]: " + rules);
    verb.add_option("--activation-rounding", o.activationRounding,
        "rounding of the activations, which are simulated with any but half-even: " + rules);
    verb.add_option("--scale-rule", o.scaleRule, "which scales there may be: any, or powers of two alone")
        ->check(CLI::IsMember({"any", "power-of-two"}));
    verb.add_option("--weight-levels", o.weightLevels, "levels of the formats book1 to book8: a,b,c …");
    verb.add_option("--weight-symmetry", o.weightSymmetry)->check(CLI::IsMember({"symmetric", "asymmetric"}));
    verb.add_option("--activation-symmetry", o.activationSymmetry)->check(CLI::IsMember({"symmetric", "asymmetric"}));
}

void addMachineOptions(CLI::App& verb, MachineOptions& o)
{
    verb.add_option("--isa", o.isa, "instruction set level: scalar, avx2, avxvnni, avx512");
    verb.add_option("--threads", o.threads, "number of threads (default: all)")->check(CLI::Range(1, 256));
    verb.add_flag("--exact-order", o.exactOrder,
        "float32 convolutions as plain sums in order, never by Winograd's algorithm: slower");
}

engine::PrepareOptions machineOf(const MachineOptions& o)
{
    const auto choice = kernels::chooseLevel(o.isa);
    if (!choice.error.empty()) throw UsageError {choice.error};
    engine::PrepareOptions options;
    options.level = choice.level;
    options.threads = o.threads;
    if (o.exactOrder) options.floatConvolution = engine::FloatConvolution::ExactOrder;
    return options;
}

quant::NumberFormat formatOption(const std::string& text, const char* option)
{
    auto format = quant::parseFormat(text);
    if (!format) throw UsageError {fmt::format("{}: {}", option, format.error().message)};
    return *format;
}

namespace
{

// --shape: the sizes that the file leaves free.
std::map<std::string, tensor::Shape> givenShapes(const ModelOptions& o)
{
    std::map<std::string, tensor::Shape> shapes;
    for (const std::string& text : o.shapes) {
        const auto [name, extents] = named(text);
        if (name.empty()) throw UsageError {fmt::format("--shape: \"{}\" is not NAME=1x3x224x224", text)};
        tensor::Shape shape;
        for (const std::string& part : split(extents, 'x'))
            shape.push_back(wholeNumber(part, "--shape"));
        shapes[name] = std::move(shape);
    }
    return shapes;
}

using InputFiles = std::map<std::string, fs::path>; // by the input's name

// The name of the input that --input means: by name, else by position.
Result<std::string> inputName(
    const ModelOptions& o, const graph::Graph& original, const std::string& given, size_t index)
{
    if (!given.empty()) {
        for (const ValueId id : original.inputs)
            if (original.value(id).name == given) return given;
        return fail("{}: the model has no input called {}", o.model, given);
    }
    if (index >= original.inputs.size())
        return fail("{}: the model has {} inputs, {} were given", o.model, original.inputs.size(), index + 1);
    return original.value(original.inputs[index]).name;
}

// Which input each file of --input and --image is for. A picture goes to the first free input that takes pictures.
Result<InputFiles> filesOf(const ModelOptions& o, const graph::Graph& original)
{
    InputFiles files;
    const auto firstFree = [&] {
        std::optional<size_t> first, picture;
        for (size_t i = 0; i < original.inputs.size(); ++i) {
            if (files.contains(original.value(original.inputs[i]).name)) continue;
            if (!first) first = i;
            if (!picture && data::guessRules(original, original, i)) picture = i;
        }
        return picture.value_or(first.value_or(original.inputs.size()));
    };
    size_t position = 0;
    for (const std::string& text : o.inputs) {
        const auto [given, file] = named(text);
        auto name = inputName(o, original, given, position++);
        if (!name) return pass(name.error());
        files[*name] = file;
    }
    for (const std::string& file : o.images) {
        auto name = inputName(o, original, {}, firstFree());
        if (!name) return pass(name.error());
        files[*name] = file;
    }
    return files;
}

// Ready tensors and a chosen picture size decide what the file leaves free.
Result<void> takeShapes(std::map<std::string, tensor::Shape>& shapes, const InputFiles& files,
    const graph::Graph& original, const PictureOptions& pictures)
{
    for (const auto& [name, file] : files) {
        const auto& value = original.value(original.findValue(name));
        if (shapes.contains(name) || !value.shape || std::ranges::find(*value.shape, -1) == value.shape->end()
            || !data::isTensorFile(file))
            continue;
        auto tensor = model::readTensorFile(file);
        if (!tensor) return pass(tensor.error());
        if (tensor->rank() == value.shape->size()) shapes[name] = tensor->shape();
    }
    if (original.inputs.empty() || !anyRuleGiven(pictures)) return {};
    const auto& value = original.value(original.inputs.front());
    const auto rules = rulesOf(pictures, std::nullopt);
    const int width = rules.cropWidth ? rules.cropWidth : rules.width,
              height = rules.cropHeight ? rules.cropHeight : rules.height;
    if (value.shape && value.shape->size() == 4 && width > 0 && !shapes.contains(value.name)) {
        tensor::Shape shape = *value.shape;
        const bool last = rules.layout == data::TensorLayout::Nhwc || (shape[3] == 1 || shape[3] == 3);
        if (shape[last ? 1 : 2] < 0) shape[last ? 1 : 2] = height;
        if (shape[last ? 2 : 3] < 0) shape[last ? 2 : 3] = width;
        shapes[value.name] = shape;
    }
    return {};
}

// Every input gets its file's values, or seeded noise.
Result<void> feed(Session& session, const InputFiles& files, const PictureOptions& pictures, const std::string& path)
{
    const model::Model& opened = session.model();
    model::InputBinding binding;
    binding.position = opened.pictureInput;
    if (opened.preprocessing || anyRuleGiven(pictures)) binding.rules = rulesOf(pictures, opened.preprocessing);
    for (size_t i = 0; i < opened.graph->inputs.size(); ++i) {
        const std::string& name = opened.input(i).name;
        const auto file = files.find(name);
        const bool given = file != files.end();
        auto tensor = given
            ? model::readInputFile(opened, i, file->second,
                i == opened.pictureInput ? binding.rules : data::guessRules(*opened.original, *opened.graph, i))
            : model::noiseInput(opened, i, 1 + static_cast<uint32_t>(i));
        if (!tensor) return pass(given ? tensor.error() : tensor.error().within(path));
        binding.inputs.push_back(*std::move(tensor));
        if (!given) session.noise.push_back(name);
        const int64_t repeats = model::repeatsOf(opened, i);
        if (!given || repeats == 1 || data::isTensorFile(file->second)) continue;
        session.repeats = repeats;
        session.notes.push_back(fmt::format(
            "input {} takes {} pictures at once: the picture is repeated, and the first answer counts", name, repeats));
        std::cerr << printable(session.notes.back()) << '\n';
    }
    session.experiment->setFeed(std::move(binding));
    return {};
}

} // namespace

Result<Session> openSession(const ModelOptions& o, const PictureOptions& pictures, const MachineOptions& machine)
{
    const engine::PrepareOptions level = machineOf(machine);
    ops::SimplifyOptions simplify;
    simplify.memory = agreedMemory(o);
    simplify.inputShapes = givenShapes(o);
    auto original = onnx::readModel(o.model);
    if (!original) return pass(original.error());
    auto files = filesOf(o, *original);
    if (!files) return pass(files.error());
    BITLADDER_TRY(takeShapes(simplify.inputShapes, *files, *original, pictures));
    auto model = model::openModel(o.model, simplify);
    if (!model) return pass(model.error());
    Session session;
    session.experiment = std::make_unique<experiment::Experiment>(*model, level);
    BITLADDER_TRY(feed(session, *files, pictures, o.model));
    if (auto network = session.experiment->floatNetwork(); !network) return pass(network.error().within(o.model));
    return session;
}

Result<std::shared_ptr<const engine::Calibration>> calibrationOf(
    Session& session, const QuantOptions& o, std::span<const fs::path> fallback)
{
    std::vector<fs::path> files;
    for (const std::string& text : o.calibration) {
        std::error_code error;
        if (!fs::is_directory(text, error)) {
            files.emplace_back(text);
            continue;
        }
        auto folder = data::readFolder(text); // its labels do not matter
        if (!folder) return pass(folder.error());
        for (const auto& entry : folder->files)
            files.push_back(entry.file);
    }
    if (files.empty()) files.assign(fallback.begin(), fallback.end());
    session.experiment->setCalibrationFiles(std::move(files));
    auto calibration = session.experiment->calibration();
    if (!calibration) return calibration;
    for (const std::string& text : (*calibration)->unreadable)
        std::cerr << "left out of the calibration: " << printable(text) << '\n';
    return calibration;
}

Result<quant::Recipe> recipeOf(const Session& session, const QuantOptions& o)
{
    quant::Recipe recipe = engine::fileRecipe(*session.model().graph);
    if (!o.recipe.empty()) {
        auto read = exchange::readRecipe(o.recipe);
        if (!read) return pass(read.error());
        auto adopted = exchange::adopt(*read, recipe);
        if (!adopted) return pass(adopted.error().within(o.recipe));
        recipe = *std::move(adopted);
    }
    const auto end = recipe.layers.size();
    for (size_t i = 0; i < end; ++i) {
        quant::LayerRecipe& layer = recipe.layers[i];
        const bool kept = o.ends == "at8" && (i == 0 || i + 1 == end);
        const auto set = [&](quant::QuantSpec& spec, const std::string& text, const char* option) {
            if (text.empty()) return;
            const auto [name, values] = nameAndValues(text, option);
            const auto format = formatOption(name, option);
            setParameters(spec, format.family->parameters, name, values, option);
            spec.format = kept && format.bits < 8 ? quant::intFormat(8) : format;
        };
        if (!o.scaleRule.empty())
            layer.weights.scaleRule = layer.activations.scaleRule
                = o.scaleRule == "any" ? quant::ScaleRule::Any : quant::ScaleRule::PowerOfTwo;
        set(layer.weights, o.weights, "--weights");
        set(layer.activations, o.activations, "--activations");
        setWeights(layer.weights, o);
        setSpec(layer.activations, o.activationSymmetry);
        setRange(layer.activations, o.activationRange, "--activation-range", Side::Activations);
        setRounding(layer.activations, o.activationRounding, "--activation-rounding");
    }
    engine::fitToLayers(session.model().layers, recipe);
    for (const std::string& text : o.methods) {
        auto [name, values] = nameAndValues(text, "--method");
        quant::MethodChoice choice {std::move(name), std::move(values), true};
        if (const auto known = methods::check(choice); !known)
            throw UsageError {fmt::format("--method: {}", known.error().message)};
        recipe.methods.push_back(std::move(choice));
    }
    return recipe;
}

Result<std::unique_ptr<engine::Executable>> quantizedNetwork(Session& session, const quant::Recipe& recipe)
{
    auto network = session.experiment->quantize(recipe);
    if (!network) return pass(network.error().within(session.model().path.string()));
    return network;
}

int64_t scoresOf(const model::Model& model)
{
    const auto& shape = model.graph->value(model.graph->outputs.front()).shape;
    int64_t count = 1;
    for (size_t i = 0; shape && i < shape->size(); ++i)
        if (i > 0 || shape->size() == 1) count *= std::max<int64_t>((*shape)[i], 0);
    return shape && !shape->empty() ? count : 0;
}

std::string counted(int64_t count, std::string_view what)
{
    return fmt::format("{} {}{}", count, what, count == 1 ? "" : "s");
}

} // namespace bitladder::cli
