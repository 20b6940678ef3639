// QONNX: Quant, BipolarQuant and FloatQuant of the domain qonnx.custom_op.general beside float tensors, at any width
// (Pappalardo et al. 2022, 2206.07527). Weights are written as the values that their codes stand for, so that the
// quantizer finds the same codes whatever made them.
#include "core/engine/layer_values.h"
#include "core/exchange/exchange_format.h"
#include "core/exchange/onnx_graph.h"
#include "core/exchange/scale_places.h"
#include "core/graph/passes.h"
#include "core/graph/patch.h"
#include "core/onnx/writer.h"
#include "core/quant/format/designed.h"
#include "core/quant/format/family.h"
#include "core/quant/rounding.h"

#include <algorithm>
#include <cmath>

namespace bitladder::exchange
{

namespace
{

using graph::Graph;
using graph::Patch;
using quant::Quantizer;
using quant::QuantSpec;
using tensor::ElementType;
using tensor::Shape;
using tensor::Tensor;

constexpr const char* kDomain = "qonnx.custom_op.general";
constexpr int kVersion = 1;
constexpr int kMostBits = 24; // whole numbers that a float32 holds
constexpr int kLeastOpset = 13;

// Rounding rules that QONNX has a word for. Its HALF_UP sends ties away from zero. It rounds when the zero point is
// added already, so that rules which look at the sign mean something else where there is one.
struct Word {
    std::string_view rule, word;
    bool looksAtTheSign = false;
};
constexpr Word kRoundings[] = {{"half-even", "ROUND"}, {"half-away", "HALF_UP", true}, {"floor", "FLOOR"},
    {"ceiling", "CEIL"}, {"toward-zero", "ROUND_TO_ZERO", true}};

std::optional<std::string_view> wordOf(const quant::RoundingRule& rule, quant::Symmetry symmetry)
{
    const auto* word = std::ranges::find(kRoundings, rule.id, &Word::rule);
    if (word == std::end(kRoundings)) return std::nullopt;
    if (word->looksAtTheSign && symmetry == quant::Symmetry::Asymmetric) return std::nullopt;
    return word->word;
}

bool isOddGrid(const quant::NumberFormat& format) // integers that leave out some codes between their ends
{
    const quant::CodeRange codes = format.family->codes(format, quant::Symmetry::Symmetric);
    return !format.family->affine && format != quant::binaryFormat() && codes.high > 1;
}

std::optional<TranslatableMessage> formatObstacle(const quant::NumberFormat& format)
{
    if (format.family->blockSize > 0)
        return TranslatableMessage {
            QT_TRANSLATE_NOOP("Exchange", "%1: blocks have no place in QONNX"), quant::name(format)};
    if (quant::isFloat(format)) {
        const auto design = quant::designOf(format);
        if (design && (design->exponentBits == 0 || design->sign == quant::FloatDesign::Sign::Positive))
            return TranslatableMessage {
                QT_TRANSLATE_NOOP("Exchange", "%1: QONNX knows floats with a sign and an exponent alone"),
                quant::name(format)};
        if (format.mantissaBits <= 23 && format.exponentBits <= 8) return std::nullopt;
        return TranslatableMessage {
            QT_TRANSLATE_NOOP("Exchange", "%1: QONNX computes in float32, which does not hold it"),
            quant::name(format)};
    }
    if (!quant::hasIntegerCodes(format) || isOddGrid(format))
        return TranslatableMessage {
            QT_TRANSLATE_NOOP("Exchange", "%1: QONNX knows integers and floats alone"), quant::name(format)};
    if (format.bits > kMostBits)
        return TranslatableMessage {
            QT_TRANSLATE_NOOP("Exchange", "%1: QONNX computes in float32, which does not hold it"),
            quant::name(format)};
    return std::nullopt;
}

std::vector<Obstacle> obstacles(const Graph& graph, const quant::Recipe& recipe)
{
    std::vector<Obstacle> found;
    for (const graph::Layer& layer : graph::layersOf(graph)) {
        const auto index = static_cast<size_t>(layer.id.index);
        const quant::LayerRecipe& asked = recipe.layers[index];
        const auto add = [&](std::optional<TranslatableMessage> why) {
            if (why) found.push_back({index, *std::move(why)});
            return why.has_value();
        };
        if (layer.weights && !quant::isNativeFloat(asked.weights.format)
            && !add(formatObstacle(asked.weights.format))) {
            if (quant::granularityOf(asked.weights) == quant::Granularity::Group)
                add(TranslatableMessage {
                    QT_TRANSLATE_NOOP("Exchange", "scales for groups of weights have no place in QONNX"), {}});
            else
                add(noPlaceForScales(graph, layer, asked.weights));
        }
        if (!layer.quantizesInput || quant::isNativeFloat(asked.activations.format)) continue;
        if (!add(formatObstacle(asked.activations.format)) && !add(noPlaceForRuns(asked.activations))
            && !wordOf(*asked.activations.rounding, asked.activations.symmetry))
            add(TranslatableMessage {QT_TRANSLATE_NOOP("Exchange", "%1 rounding of activations has no place in QONNX"),
                std::string(asked.activations.rounding->id)});
    }
    return found;
}

class QonnxWriter
{
public:
    QonnxWriter(const engine::Executable& executable, Graph& graph, int opset)
        : m_executable(executable)
        , m_graph(graph)
        , m_patch(graph, opset)
    {
    }

    Result<void> quantize(const graph::Layer& layer)
    {
        const engine::QuantizedLayer& quantized = m_executable.network()->layers[static_cast<size_t>(layer.id.index)];
        if (quantized.activations) {
            const ValueId input = activation(layer.input, *quantized.activations);
            m_patch.setInput(layer.node, layer.inputIndex, input);
        }
        if (!quantized.weights || quantized.weights->unchanged()) return {};
        auto values = valuesOf(layer, *quantized.weights);
        if (!values) return pass(values.error());
        const ValueId source = m_patch.constant(m_graph.value(layer.weights).name + "_values", *std::move(values));
        const ValueId grid = quantizer(source, layer.name + "_weights", quantized.weights->quantizer,
            scaleShape(layer, quantized.weights->quantizer));
        m_patch.setInput(layer.node, layer.weightsIndex, grid);
        return {};
    }

private:
    // x̂ in the order of the file, in the constant's own type.
    Result<Tensor> valuesOf(const graph::Layer& layer, const quant::QuantizedTensor& weights)
    {
        const auto length = static_cast<size_t>(weights.perChannel);
        const auto fill = [&](auto zero) -> Tensor {
            using T = decltype(zero);
            std::vector<T> values(static_cast<size_t>(weights.channels) * length), ordered(values.size());
            for (size_t c = 0; c < static_cast<size_t>(weights.channels); ++c)
                weights.dequantize(c, 0, std::span<T>(values).subspan(c * length, length));
            engine::toFileOrder(m_graph, layer, std::span<const T>(values), std::span<T>(ordered));
            return Tensor::of<T>(layer.weightShape, ordered);
        };
        const ElementType type = m_graph.constant(layer.weights)->type();
        if (type == ElementType::Float64) return fill(double {});
        return tensor::converted(fill(float {}), type);
    }

    // Ones but where the scales lie.
    static Shape scaleShape(const graph::Layer& layer, const Quantizer& q)
    {
        if (q.scales.size() == 1) return {};
        Shape shape(layer.weightShape.size(), 1);
        const auto axis = static_cast<size_t>(layer.channelAxis);
        if (layer.weightShape[axis] == static_cast<int64_t>(q.scales.size()))
            shape[axis] = layer.weightShape[axis];
        else
            std::copy_n(layer.weightShape.begin(), axis + 1, shape.begin());
        return shape;
    }

    ValueId activation(ValueId value, const Quantizer& q)
    {
        for (const auto& [known, with, made] : m_done)
            if (known == value && with == q) return made;
        const ValueId made = quantizer(value, m_graph.value(value).name, q, {});
        m_done.push_back({value, q, made});
        return made;
    }

    ValueId floats(const std::string& name, const std::vector<double>& values, const Shape& shape)
    {
        const std::vector<float> narrow(values.begin(), values.end());
        return m_patch.constant(name, Tensor::of<float>(shape, narrow));
    }

    ValueId quantizer(ValueId source, const std::string& name, const Quantizer& q, const Shape& shape)
    {
        graph::Node node;
        node.name = name + "_quant";
        node.domain = kDomain;
        node.opset = kVersion;
        node.inputs = {source, floats(name + "_scale", q.scales, shape)};
        const auto scalar = [&](const char* what, double v) {
            node.inputs.push_back(m_patch.scalar(name + what, static_cast<float>(v)));
        };
        const quant::NumberFormat& f = q.format;
        if (f == quant::binaryFormat()) {
            node.op = "BipolarQuant";
        } else if (quant::isFloat(f)) {
            node.op = "FloatQuant";
            scalar("_exponent_bits", f.exponentBits);
            scalar("_mantissa_bits", f.mantissaBits);
            const auto design = quant::designOf(f);
            scalar("_exponent_bias", design ? design->bias : quant::usualBias(f.exponentBits));
            scalar("_max", quant::largestFinite(f));
            for (const char* has : {"has_inf", "has_nan"})
                node.attributes.set(has, int64_t {0});
            for (const char* has : {"has_subnormal", "saturation"})
                node.attributes.set(has, int64_t {1});
        } else {
            node.op = "Quant";
            const std::vector<double> zeros(q.zeroPoints.begin(), q.zeroPoints.end());
            node.inputs.push_back(floats(name + "_zero_point", zeros, shape));
            scalar("_bits", f.bits);
            node.attributes.set("signed", int64_t {q.qmin < 0});
            node.attributes.set("narrow", int64_t {q.qmin < 0 && q.qmin == -q.qmax});
        }
        if (node.op != "BipolarQuant")
            node.attributes.set(
                "rounding_mode", std::string(wordOf(*q.rounding, quant::Symmetry::Symmetric).value_or("ROUND")));
        const ValueId out = m_patch.like(source, "_on_grid");
        node.outputs = {out};
        m_patch.node(std::move(node));
        return out;
    }

    struct Done {
        ValueId value;
        Quantizer with;
        ValueId made;
    };
    const engine::Executable& m_executable;
    Graph& m_graph;
    Patch m_patch;
    std::vector<Done> m_done;
};

Result<void> write(const ExportSource& source, const std::filesystem::path& file, const ExportOptions&, const Job& job)
{
    auto graph = qonnxGraph(*source.quantized);
    if (!graph) return pass(graph.error());
    if (job.stopped()) return cancelled();
    return onnx::writeModel(*graph, file);
}

} // namespace

extern const ExchangeFormat kQonnxFormat;

Result<Graph> qonnxGraph(const engine::Executable& executable)
{
    const Graph& source = executable.graph();
    BITLADDER_TRY(holds(kQonnxFormat, source, executable.network()->recipe));
    int opset = kLeastOpset;
    if (const auto it = source.opsets.find(""); it != source.opsets.end()) opset = std::max(opset, it->second);
    // Plain ONNX first, which knows no quantizers of this kind; nodes and values keep their ids.
    auto graph = plainOnnx(source, opset);
    if (!graph) return graph;
    QonnxWriter writer(executable, *graph, opset);
    for (const graph::Layer& layer : graph::layersOf(source))
        BITLADDER_TRY(writer.quantize(layer));
    graph->opsets[kDomain] = kVersion;
    graph::dropDead(*graph);
    BITLADDER_TRY(graph->sort());
    return graph;
}

const ExchangeFormat kQonnxFormat {
    .id = "qonnx",
    .label = QT_TRANSLATE_NOOP("Exchange", "QONNX model (any width)"),
    .fileKind = QT_TRANSLATE_NOOP("Exchange", "ONNX models"),
    .extension = "onnx",
    .suffix = "-qonnx",
    .obstacles = obstacles,
    .write = write,
};

} // namespace bitladder::exchange
