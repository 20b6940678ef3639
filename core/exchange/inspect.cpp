#include "core/exchange/inspect.h"

#include "core/methods/quantize_network.h"
#include "core/model/model.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace bitladder::exchange
{

using graph::Graph;
using graph::Node;
using tensor::Tensor;

namespace
{

constexpr int kMostSteps = 16; // along a chain of nodes that only move numbers

std::string typeName(const std::optional<tensor::ElementType>& type)
{
    return type ? std::string(tensor::elementTypeName(*type)) : "float32";
}

std::vector<double> numbers(const Tensor* constant)
{
    std::vector<double> values;
    for (int64_t i = 0; constant && i < constant->count(); ++i)
        values.push_back(constant->at(i));
    return values;
}

bool onlyMoves(const Node& node)
{
    static constexpr std::array kMoving {
        "Transpose", "Reshape", "Identity", "Flatten", "Squeeze", "Unsqueeze", "Cast", "MaxPool", "Slice"};
    return std::ranges::count(kMoving, node.op) > 0;
}

// The type of the codes that a QuantizeLinear gives: its zero point's, else what it says, else ONNX's default.
std::string codeType(const Graph& graph, const Node& quantize)
{
    if (const Tensor* zero = graph.constant(quantize.input(2))) return typeName(zero->type());
    return "uint8";
}

// How a value came to be: what is behind it in the file, up to the grid that it lies on.
StoredTensor storedAs(const Graph& graph, ValueId value)
{
    StoredTensor stored;
    const std::string own = typeName(graph.value(value).type);
    for (int step = 0; step < kMostSteps; ++step) {
        if (const Tensor* constant = graph.constant(value)) {
            stored.type = typeName(constant->type());
            return stored;
        }
        const NodeId producer = graph.value(value).producer;
        if (!producer) break;
        const Node& node = graph.node(producer);
        const bool bipolar = node.op == "BipolarQuant";
        if (node.op == "DequantizeLinear" || node.op == "Quant" || node.op == "FloatQuant" || bipolar) {
            stored.quantized = true;
            stored.scales = numbers(graph.constant(node.input(1)));
            if (!bipolar) stored.zeroPoints = numbers(graph.constant(node.input(2)));
            if (node.op != "DequantizeLinear") {
                const auto bits = node.op == "Quant" ? numbers(graph.constant(node.input(3))) : std::vector<double> {};
                stored.type = bits.empty() ? node.op : fmt::format("{} {}", node.op, bits.front());
                if (node.op == "FloatQuant") stored.zeroPoints.clear();
                return stored;
            }
            const ValueId codes = node.input(0);
            if (const Tensor* constant = graph.constant(codes))
                stored.type = typeName(constant->type());
            else if (const NodeId made = graph.value(codes).producer; made && graph.node(made).op == "QuantizeLinear")
                stored.type = codeType(graph, graph.node(made));
            else
                stored.type = typeName(graph.value(codes).type);
            return stored;
        }
        if (!onlyMoves(node)) break;
        value = node.input(0);
    }
    stored.type = own;
    return stored;
}

std::vector<StoredLayer> storedLayers(const Graph& file, const engine::Executable& quantized)
{
    std::map<std::string, const Node*> nodes;
    for (const NodeId id : file.order())
        nodes.emplace(file.node(id).name, &file.node(id));
    std::vector<StoredLayer> layers;
    for (const graph::Layer& layer : graph::layersOf(quantized.graph())) {
        const auto found = nodes.find(quantized.graph().node(layer.node).name);
        if (found == nodes.end()) continue;
        const Node& node = *found->second;
        StoredLayer stored {layer.name, node.op, {}, {}};
        if (layer.weights) stored.weights = storedAs(file, node.input(layer.weightsIndex));
        stored.input = storedAs(file, node.input(layer.inputIndex));
        layers.push_back(std::move(stored));
    }
    return layers;
}

Result<void> compareAnswers(const model::Model& model, engine::Executable& quantized, std::span<const Tensor> inputs,
    FileReport& report, const Job& job)
{
    auto network = methods::prepare(
        model.graph, engine::fileRecipe(*model.graph), {}, {quantized.level(), quantized.threads()}, job);
    if (!network) return pass(network.error());
    auto theirs = (*network)->run(inputs, job);
    if (!theirs) return pass(theirs.error());
    auto ours = quantized.run(inputs, job);
    if (!ours) return pass(ours.error());
    if (theirs->outputs.size() != ours->outputs.size())
        return fail("it has {} outputs instead of {}", theirs->outputs.size(), ours->outputs.size());
    report.largestDifference = report.largestAnswer = 0;
    for (size_t o = 0; o < ours->outputs.size(); ++o) {
        const Tensor &a = ours->outputs[o], &b = theirs->outputs[o];
        if (a.count() != b.count()) return fail("output {} has {} numbers instead of {}", o, b.count(), a.count());
        for (int64_t i = 0; i < a.count(); ++i) {
            const double difference = std::fabs(a.at(i) - b.at(i));
            if (!std::isnan(difference)) report.largestDifference = std::max(report.largestDifference, difference);
            if (std::isfinite(a.at(i))) report.largestAnswer = std::max(report.largestAnswer, std::fabs(a.at(i)));
        }
    }
    return {};
}

std::string text(const StoredTensor& tensor)
{
    if (!tensor.quantized) return tensor.type;
    const auto range = [](const std::vector<double>& values) {
        const auto [least, most] = std::ranges::minmax(values);
        return least == most ? fmt::format("{:.6g}", least) : fmt::format("{:.6g} to {:.6g}", least, most);
    };
    std::string all = tensor.type;
    if (tensor.scales.size() == 1) all += " scale " + range(tensor.scales);
    if (tensor.scales.size() > 1) all += fmt::format(" {} scales {}", tensor.scales.size(), range(tensor.scales));
    return all + " zero " + (tensor.zeroPoints.empty() ? "0" : range(tensor.zeroPoints));
}

} // namespace

Result<FileReport> inspectFile(const std::filesystem::path& file, engine::Executable& quantized,
    std::span<const tensor::Tensor> inputs, const Job& job)
{
    ops::SimplifyOptions options; // what was allowed for the model that was written
    options.memory = quantized.graph().memory;
    auto model = model::openModel(file, options, job);
    if (!model) return pass(model.error().within("reading the file again"));
    FileReport report;
    report.bytes = (*model)->fileBytes;
    report.opsets = (*model)->original->opsets;
    report.layers = storedLayers(*(*model)->original, quantized);
    if (inputs.empty()) return report;
    if (auto done = compareAnswers(**model, quantized, inputs, report, job); !done)
        return pass(done.error().cancelled() ? done.error() : done.error().within("running the file again"));
    return report;
}

std::string reportText(const FileReport& report)
{
    std::string all = fmt::format("{} bytes", report.bytes);
    for (const auto& [domain, version] : report.opsets)
        all += fmt::format(", opset {}{}{}", version, domain.empty() ? "" : " of ", domain);
    if (!std::isnan(report.largestDifference))
        all += fmt::format("; read back, its answer differs by at most {:.3g} of values up to {:.3g}",
            report.largestDifference, report.largestAnswer);
    all += "\n";
    for (const StoredLayer& layer : report.layers)
        all += fmt::format("  {} ({}): weights {}; input {}\n", layer.name, layer.op,
            layer.weights ? text(*layer.weights) : "none", text(layer.input));
    return all;
}

} // namespace bitladder::exchange
