#include "core/analysis/preprocessing_guess.h"

#include "core/analysis/boxes.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <utility>

namespace bitladder::analysis
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
bool adoptDetector(const Graph& graph, size_t input, data::Preprocessing& rules)
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
    rules.channels = *layout == BoxLayout::BlazeFace ? data::Channels::Rgb : data::Channels::Bgr;
    rules.range = yuNet                   ? data::PixelRange::Bytes
        : *layout == BoxLayout::BlazeFace ? data::PixelRange::MinusOneOne
                                          : data::PixelRange::ZeroOne;
    return true;
}

// The input's convolution and the batch normalization behind it.
struct FirstLayer {
    const Tensor *weights = nullptr, *bias = nullptr, *mean = nullptr, *variance = nullptr;
};
std::optional<FirstLayer> firstLayer(const Graph& graph, size_t input)
{
    const Node* node = onlyReader(graph, graph.inputs[input]);
    while (node && (node->op == "Transpose" || node->op == "Identity"))
        node = onlyReader(graph, node->output(0));
    if (!node || node->op != "Conv") return std::nullopt;
    FirstLayer layer {graph.constant(node->input(1)), graph.constant(node->input(2)), nullptr, nullptr};
    node = onlyReader(graph, node->output(0));
    if (!node || node->op != "BatchNormalization") return std::nullopt;
    layer.mean = graph.constant(node->input(3));
    layer.variance = graph.constant(node->input(4));
    // Three colours that every channel sees.
    if (!layer.weights || !layer.mean || !layer.variance || layer.weights->rank() != 4
        || layer.weights->shape()[1] != 3)
        return std::nullopt;
    const int64_t channels = layer.weights->shape()[0];
    if (layer.mean->count() != channels || layer.variance->count() != channels || layer.weights->count() == 0
        || (layer.bias && layer.bias->count() != channels))
        return std::nullopt;
    return layer;
}

// The mean colour of photographs, as everybody subtracts it.
constexpr std::array kMeanColour {0.485, 0.456, 0.406};

// How far the means that the normalization remembers are from those that photographs would give, in standard deviations, on average
// over the channels.
double distance(const FirstLayer& layer, const data::PreprocessingPreset& preset, data::Channels order)
{
    const int64_t channels = layer.weights->shape()[0], taps = layer.weights->count() / channels / 3;
    double sum = 0;
    for (int64_t k = 0; k < channels; ++k) {
        double response = layer.bias ? layer.bias->at(k) : 0;
        for (int64_t c = 0; c < 3; ++c) {
            const auto colour = static_cast<size_t>(order == data::Channels::Bgr ? 2 - c : c);
            double value = kMeanColour[colour];
            if (preset.range == data::PixelRange::Bytes) value *= 255;
            if (preset.range == data::PixelRange::MinusOneOne) value = 2 * value - 1;
            const auto at = static_cast<size_t>(c);
            if (!preset.mean.empty()) value -= static_cast<double>(preset.mean[at]);
            if (!preset.deviation.empty()) value /= static_cast<double>(preset.deviation[at]);
            for (int64_t t = 0; t < taps; ++t)
                response += layer.weights->at((k * 3 + c) * taps + t) * value;
        }
        sum += std::fabs(response - layer.mean->at(k)) / std::sqrt(std::max(0.0, layer.variance->at(k)) + 1e-5);
    }
    return sum / static_cast<double>(channels);
}

// Changes what the first batch normalization contradicts.
void adoptTraining(const FirstLayer& layer, data::Preprocessing& rules)
{
    constexpr double kConvincing = 0.25; // standard deviations
    constexpr double kClearly = 1.5; // times nearer, to prefer the rarer order of the colours
    const data::PreprocessingPreset* best = nullptr;
    double least = std::numeric_limits<double>::infinity();
    for (const auto& preset : data::preprocessingPresets()) {
        if (preset.channels != data::Channels::Rgb) continue;
        if (const double d = distance(layer, preset, data::Channels::Rgb); d < least) {
            least = d;
            best = &preset;
        }
    }
    data::Channels order = data::Channels::Rgb;
    for (const auto& preset : data::preprocessingPresets()) {
        // A mean that is subtracted in its own order cancels out, whichever it is.
        if (preset.channels != data::Channels::Rgb || !preset.mean.empty()) continue;
        if (const double d = distance(layer, preset, data::Channels::Bgr); d * kClearly < least) {
            least = d;
            best = &preset;
            order = data::Channels::Bgr;
        }
    }
    if (!best || !(least < kConvincing)) return;
    applyPreset(rules, *best);
    rules.channels = order;
}

} // namespace

std::optional<data::Preprocessing> guessRules(const Graph& original, const Graph& graph, size_t input)
{
    const graph::Value& value = graph.value(graph.inputs[input]);
    if (!value.shape || !value.type) return std::nullopt;
    const bool bytes = *value.type == ElementType::UInt8;
    if (!bytes && !tensor::isFloat(*value.type)) return std::nullopt;
    auto rules = data::guessPreprocessing(*value.shape);
    if (!rules) return std::nullopt;
    if (rules->cropWidth > 0 && !(graph.outputs.size() == 1 && isList(graph.value(graph.outputs.front())))) {
        rules->width = std::exchange(rules->cropWidth, 0);
        rules->height = std::exchange(rules->cropHeight, 0);
        rules->resizeShorter = 0;
    }
    if (bytes) {
        rules->range = data::PixelRange::Bytes;
        rules->mean.clear();
        rules->deviation.clear();
    } else if (rules->channels == data::Channels::Rgb && !adoptDetector(graph, input, *rules)
        && input < original.inputs.size()) {
        if (const auto layer = firstLayer(original, input)) adoptTraining(*layer, *rules);
    }
    return *std::move(rules);
}

} // namespace bitladder::analysis
