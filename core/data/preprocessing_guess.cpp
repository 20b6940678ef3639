#include "core/data/preprocessing_guess.h"

#include "core/data/boxes.h"
#include "core/ops/operator.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

namespace bitladder::data
{

using graph::Graph;
using graph::Node;
using tensor::ElementType;
using tensor::Tensor;

namespace
{

// One list of numbers, whatever extents of 1 stand around it.
bool isList(const graph::Value& output)
{
    return output.shape && std::ranges::count_if(*output.shape, [](int64_t extent) { return extent != 1; }) <= 1;
}

const Node* onlyReader(const Graph& graph, ValueId value)
{
    const auto readers = graph.consumers(value);
    return readers.size() == 1 ? &graph.node(readers.front()) : nullptr;
}

// The detectors that we know were trained in one way each.
bool adoptDetector(const Graph& graph, size_t input, Preprocessing& rules)
{
    std::vector<tensor::Shape> outputs;
    for (const ValueId id : graph.outputs) {
        const auto& shape = graph.value(id).shape;
        if (!shape || !tensor::elementCount(*shape)) return false;
        outputs.push_back(*shape);
    }
    const auto layout = boxLayout(graph, input, std::span<const tensor::Shape>(outputs));
    if (!layout || *layout == BoxLayout::ScoresAndCorners) return false;
    rules.mean.clear();
    rules.deviation.clear();
    const bool yuNet = *layout == BoxLayout::YuNet || *layout == BoxLayout::YuNetPriors;
    rules.channels = *layout == BoxLayout::BlazeFace ? Channels::Rgb : Channels::Bgr;
    rules.range = yuNet                   ? PixelRange::Bytes
        : *layout == BoxLayout::BlazeFace ? PixelRange::MinusOneOne
                                          : PixelRange::ZeroOne;
    return true;
}

// What the first batch normalization sees of a picture of one colour, and what it remembers of those that it was
// trained with.
struct FirstNorm {
    std::vector<std::array<double, 3>> gains; // [channel][colour as the input has it]
    std::vector<double> offsets, means, variances; // [channel]
};

std::vector<double> numbersOf(const Tensor& tensor)
{
    std::vector<double> numbers(static_cast<size_t>(tensor.count()));
    for (size_t i = 0; i < numbers.size(); ++i)
        numbers[i] = tensor.at(static_cast<int64_t>(i));
    return numbers;
}

// False where the node does not have as many statistics as there are channels.
bool takeStatistics(const Graph& graph, const Node& node, FirstNorm& norm)
{
    const Tensor *mean = graph.constant(node.input(3)), *variance = graph.constant(node.input(4));
    if (!mean || !variance) return false;
    norm.means = numbersOf(*mean);
    norm.variances = numbersOf(*variance);
    return norm.means.size() == norm.gains.size() && norm.variances.size() == norm.gains.size();
}

// A batch normalization right behind the input's convolution: without the border, where the picture ends.
std::optional<FirstNorm> normBehindConvolution(const Graph& graph, size_t input)
{
    const Node* node = onlyReader(graph, graph.inputs[input]);
    while (node && (node->op == "Transpose" || node->op == "Identity"))
        node = onlyReader(graph, node->output(0));
    if (!node || node->op != "Conv") return std::nullopt;
    const Tensor *weights = graph.constant(node->input(1)), *bias = graph.constant(node->input(2));
    node = onlyReader(graph, node->output(0));
    if (!node || node->op != "BatchNormalization") return std::nullopt;
    // Three colours that every channel sees.
    if (!weights || weights->rank() != 4 || weights->shape()[1] != 3 || weights->count() == 0) return std::nullopt;
    const int64_t channels = weights->shape()[0], taps = weights->count() / channels / 3;
    if (bias && bias->count() != channels) return std::nullopt;
    FirstNorm norm;
    for (int64_t k = 0; k < channels; ++k) {
        norm.offsets.push_back(bias ? bias->at(k) : 0);
        std::array<double, 3> gains {};
        for (int64_t c = 0; c < 3; ++c)
            for (int64_t t = 0; t < taps; ++t)
                gains[static_cast<size_t>(c)] += weights->at((k * 3 + c) * taps + t);
        norm.gains.push_back(gains);
    }
    if (!takeStatistics(graph, *node, norm)) return std::nullopt;
    return norm;
}

// The nodes from the input to the first batch normalization, which is the last of them; nothing where what lies between
// is not affine, or reads more than the input and constants.
std::vector<NodeId> wayToNorm(const Graph& graph, size_t input)
{
    static constexpr std::array<std::string_view, 12> kAffine {"Add", "AveragePool", "Concat", "Conv", "Flatten",
        "Gemm", "Identity", "MatMul", "Reshape", "Squeeze", "Transpose", "Unsqueeze"};
    std::set<ValueId> reached {graph.inputs[input]};
    std::vector<NodeId> way;
    for (const NodeId id : graph.order()) {
        const Node& node = graph.node(id);
        if (std::ranges::none_of(node.inputs, [&](ValueId v) { return reached.contains(v); })) continue;
        way.push_back(id);
        const auto given = [&](ValueId v) { return !v || reached.contains(v) || graph.constant(v); };
        if (!std::ranges::all_of(node.inputs, given)) return {};
        if (node.op == "BatchNormalization") return way;
        if (node.clamp || std::ranges::find(kAffine, node.op) == kAffine.end()) return {};
        reached.insert(node.outputs.begin(), node.outputs.end());
    }
    return {};
}

// The mean of each channel that reaches the end of the way when the input has these colours everywhere.
std::optional<std::vector<double>> meansAtNorm(
    const Graph& graph, size_t input, std::span<const NodeId> way, const std::array<float, 3>& colours)
{
    constexpr int64_t kMostValues = int64_t {1} << 20; // a guess may not take long
    const graph::Value& value = graph.value(graph.inputs[input]);
    if (value.type != ElementType::Float32 || !value.shape || value.shape->size() != 4 || (*value.shape)[1] != 3
        || tensor::elementCount(*value.shape).value_or(kMostValues) >= kMostValues)
        return std::nullopt;
    auto picture = Tensor::make(ElementType::Float32, *value.shape);
    if (!picture) return std::nullopt;
    const auto pixels = picture->mutableAs<float>();
    const size_t plane = pixels.size() / 3 / static_cast<size_t>((*value.shape)[0]);
    for (size_t i = 0; i < pixels.size(); ++i)
        pixels[i] = colours[i / plane % 3];
    std::map<ValueId, Tensor> known;
    known.emplace(graph.inputs[input], *std::move(picture));
    const auto tensorOf = [&](ValueId v) -> const Tensor* {
        const auto found = known.find(v);
        return found != known.end() ? &found->second : v ? graph.constant(v) : nullptr;
    };
    for (const NodeId id : way.first(way.size() - 1)) {
        const Node& node = graph.node(id);
        std::vector<const Tensor*> inputs;
        for (const ValueId v : node.inputs)
            inputs.push_back(tensorOf(v));
        auto outputs = ops::evaluateNode(node, inputs, Threads(1));
        if (!outputs) return std::nullopt;
        for (size_t i = 0; i < outputs->size() && i < node.outputs.size(); ++i)
            known.insert_or_assign(node.outputs[i], std::move((*outputs)[i]));
    }
    const Tensor* seen = tensorOf(graph.node(way.back()).input(0));
    if (!seen || seen->rank() < 2 || seen->count() == 0) return std::nullopt;
    const int64_t channels = seen->shape()[1], inner = seen->count() / seen->shape()[0] / channels;
    std::vector<double> means(static_cast<size_t>(channels));
    for (int64_t i = 0; i < seen->count(); ++i)
        means[static_cast<size_t>(i / inner % channels)] += seen->at(i);
    for (double& mean : means)
        mean /= static_cast<double>(seen->shape()[0] * inner);
    return means;
}

// One further on, as in transformers that put patches in a row first: the gains are the answers to one colour at a
// time.
std::optional<FirstNorm> normBehindAffine(const Graph& graph, size_t input)
{
    const auto way = wayToNorm(graph, input);
    if (way.empty()) return std::nullopt;
    const auto offsets = meansAtNorm(graph, input, way, {0, 0, 0});
    if (!offsets) return std::nullopt;
    FirstNorm norm {std::vector<std::array<double, 3>>(offsets->size()), *offsets, {}, {}};
    for (size_t c = 0; c < 3; ++c) {
        std::array<float, 3> colours {};
        colours[c] = 1;
        const auto means = meansAtNorm(graph, input, way, colours);
        if (!means) return std::nullopt;
        for (size_t k = 0; k < norm.gains.size(); ++k)
            norm.gains[k][c] = (*means)[k] - norm.offsets[k];
    }
    if (!takeStatistics(graph, graph.node(way.back()), norm)) return std::nullopt;
    return norm;
}

// The mean colour of photographs, as everybody subtracts it.
constexpr std::array kMeanColour {0.485, 0.456, 0.406};

// How far the means that the normalization remembers are from those that photographs would give, in standard
// deviations, on average over the channels.
double distance(const FirstNorm& norm, const PreprocessingPreset& preset, Channels order)
{
    double sum = 0;
    for (size_t k = 0; k < norm.gains.size(); ++k) {
        double response = norm.offsets[k];
        for (size_t c = 0; c < 3; ++c) {
            double value = kMeanColour[order == Channels::Bgr ? 2 - c : c];
            if (preset.range == PixelRange::Bytes) value *= 255;
            if (preset.range == PixelRange::MinusOneOne) value = 2 * value - 1;
            if (!preset.mean.empty()) value -= static_cast<double>(preset.mean[c]);
            if (!preset.deviation.empty()) value /= static_cast<double>(preset.deviation[c]);
            response += norm.gains[k][c] * value;
        }
        sum += std::fabs(response - norm.means[k]) / std::sqrt(std::max(0.0, norm.variances[k]) + 1e-5);
    }
    return sum / static_cast<double>(norm.gains.size());
}

// Changes what the first batch normalization contradicts.
void adoptTraining(const FirstNorm& norm, Preprocessing& rules)
{
    constexpr double kConvincing = 0.25; // standard deviations
    constexpr double kClearly = 1.5; // times nearer, to prefer the rarer order of the colours
    const PreprocessingPreset* best = nullptr;
    double least = std::numeric_limits<double>::infinity();
    for (const auto& preset : preprocessingPresets()) {
        if (preset.channels != Channels::Rgb) continue;
        if (const double d = distance(norm, preset, Channels::Rgb); d < least) {
            least = d;
            best = &preset;
        }
    }
    Channels order = Channels::Rgb;
    for (const auto& preset : preprocessingPresets()) {
        // A mean that is subtracted in its own order cancels out, whichever it is.
        if (preset.channels != Channels::Rgb || !preset.mean.empty()) continue;
        if (const double d = distance(norm, preset, Channels::Bgr); d * kClearly < least) {
            least = d;
            best = &preset;
            order = Channels::Bgr;
        }
    }
    if (!best || !(least < kConvincing)) return;
    applyPreset(rules, *best);
    rules.channels = order;
}

} // namespace

std::optional<Preprocessing> guessRules(const Graph& original, const Graph& graph, size_t input)
{
    const graph::Value& value = graph.value(graph.inputs[input]);
    if (!value.shape || !value.type) return std::nullopt;
    const bool bytes = *value.type == ElementType::UInt8;
    if (!bytes && !tensor::isFloat(*value.type)) return std::nullopt;
    auto rules = guessPreprocessing(*value.shape);
    if (!rules) return std::nullopt;
    if (rules->cropWidth > 0 && !(graph.outputs.size() == 1 && isList(graph.value(graph.outputs.front())))) {
        rules->width = std::exchange(rules->cropWidth, 0);
        rules->height = std::exchange(rules->cropHeight, 0);
        rules->resizeShorter = 0;
    }
    if (bytes) {
        rules->range = PixelRange::Bytes;
        rules->mean.clear();
        rules->deviation.clear();
    } else if (rules->channels == Channels::Rgb && !adoptDetector(graph, input, *rules)) {
        // The cleaned graph has no normalization behind a convolution any more.
        auto norm = input < original.inputs.size() ? normBehindConvolution(original, input) : std::nullopt;
        if (!norm) norm = normBehindAffine(graph, input);
        if (norm) adoptTraining(*norm, *rules);
    }
    return *std::move(rules);
}

} // namespace bitladder::data
