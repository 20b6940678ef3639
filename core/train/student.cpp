#include "core/train/student.h"

#include "core/engine/layer_choice.h"
#include "core/engine/layer_values.h"
#include "core/kernels/dispatch.h"
#include "core/methods/graph_edits.h"
#include "core/quant/estimate.h"
#include "core/quant/format/family.h"
#include "core/quant/quantize.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace bitladder::train
{

namespace
{

constexpr double kHalfOfSum = 1073741824.0; // of an accumulator; the other half is the bias's

// As engine::integerBias; where that leaves the bias as it is, so does this.
std::vector<float> roundedBias(const StudentLayer& layer)
{
    std::vector<float> rounded = layer.bias;
    if (layer.biasRounding == StudentLayer::BiasRounding::None) return rounded;
    for (size_t c = 0; c < rounded.size(); ++c) {
        const float scale
            = static_cast<float>(layer.activations->scale(0)) * static_cast<float>(layer.quantizer->scale(c));
        const double code = std::nearbyint(static_cast<double>(rounded[c]) / static_cast<double>(scale));
        if (!(std::fabs(code) < kHalfOfSum)) return layer.bias;
        rounded[c] = static_cast<float>(code) * scale;
    }
    return rounded;
}

bool isBinary(const quant::Quantizer& quantizer)
{
    return quantizer.format == quant::binaryFormat();
}

// Steps learn where x̂ = q·scale by the affine rule. Binary weights have the best scale for what they are.
bool stepsLearn(const quant::Quantizer& quantizer)
{
    return quantizer.format.family->affine;
}

// True where a weight of 0 is kept as 0 whatever the others are.
bool holdsZero(const std::optional<quant::Quantizer>& quantizer)
{
    if (!quantizer) return true;
    const float zero = 0;
    float rounded = 1;
    quant::fakeQuantize(std::span<const float>(&zero, 1), *quantizer, 0, std::span<float>(&rounded, 1));
    return rounded == 0 && quantizer->levels.empty();
}

void setStep(quant::Quantizer& quantizer, size_t slice, float step)
{
    quantizer.scales[slice] = quant::storedScale(std::exp(static_cast<double>(step)), quantizer);
    quantizer.clips[slice]
        = {quant::dequantize(quantizer.qmin, quantizer, slice), quant::dequantize(quantizer.qmax, quantizer, slice)};
}

float logOf(double scale)
{
    return static_cast<float>(std::log(std::max(scale, 1e-30)));
}

// The latent weights begin as the float weights, moved to the nearest place where they round to the codes that they
// have: methods may have chosen others than the nearest.
void startAtCodes(StudentLayer& layer, const quant::QuantizedTensor& codes)
{
    const auto length = static_cast<size_t>(layer.perChannel);
    std::vector<float> rounded(length);
    for (size_t c = 0; c < static_cast<size_t>(layer.channels); ++c) {
        codes.dequantize(c, 0, std::span<float>(rounded));
        codes.quantizer.eachSlice(c, length, [&](size_t slice, size_t first, size_t count) {
            const auto half = static_cast<float>(0.49 * codes.quantizer.scale(slice));
            for (size_t k = first; k < first + count; ++k) {
                float& x = layer.latent[c * length + k];
                float nearest = 0;
                quant::fakeQuantize(std::span<const float>(&x, 1), codes.quantizer, slice,
                    std::span<float>(&nearest, 1), c * length + k);
                if (nearest == rounded[k]) continue;
                x = stepsLearn(codes.quantizer) ? std::clamp(x, rounded[k] - half, rounded[k] + half) : rounded[k];
            }
        });
    }
}

} // namespace

Result<Student> Student::make(
    std::shared_ptr<const engine::QuantizedNetwork> start, const StudentOptions& options, const Threads& threads)
{
    Student student;
    student.m_start = start;
    student.m_options = options;
    auto graph = std::make_shared<graph::Graph>(*start->graph);
    for (const graph::Layer& layer : graph::layersOf(*graph)) {
        const auto index = static_cast<size_t>(layer.id.index);
        StudentLayer own;
        own.layer = layer;
        own.activations = start->layers[index].activations;
        if (own.activations && own.activations->format.family->blockSize > 0)
            return fail("layer {}: activations of {} find their scales in every run, which cannot be trained",
                layer.name, quant::name(own.activations->format));
        if (own.activations) {
            own.activationStep = logOf(own.activations->scale(0));
            own.activationStepLearns = options.steps != StepRule::Fixed
                && ((stepsLearn(*own.activations) && options.steps != StepRule::Average) || isBinary(*own.activations));
            if (options.steps == StepRule::Average && stepsLearn(*own.activations))
                own.averaged = own.activations->clip(0);
        }
        if (layer.weights) {
            if (graph->constant(layer.weights)->type() != tensor::ElementType::Float32)
                return unsupported("layer {} ({}): only float32 weights can learn", layer.name, layer.op);
            auto values = engine::layerValues(*graph, layer);
            if (!values) return pass(values.error());
            own.latent = std::move(values->f32);
            own.channels = values->channels;
            own.perChannel = values->perChannel;
            std::vector<int64_t> from(own.latent.size());
            std::iota(from.begin(), from.end(), int64_t {0});
            own.place.resize(from.size());
            engine::toFileOrder(*graph, layer, std::span<const int64_t>(from), std::span<int64_t>(own.place));
            if (own.place == from) own.fileOrder = StudentLayer::FileOrder::Same;
            const quant::QuantizedTensor& codes = *start->layers[index].weights;
            if (!codes.unchanged()) {
                own.quantizer = codes.quantizer;
                if (options.zeros == StudentOptions::Zeros::Keep)
                    for (const float w : own.latent)
                        own.kept.push_back(w != 0);
                startAtCodes(own, codes);
                student.setWeightSteps(own);
            }
        }
        if (layer.bias) {
            const tensor::Tensor& bias = *graph->constant(layer.bias);
            const auto& inputs = graph->node(layer.node).inputs;
            own.biasIndex = static_cast<size_t>(std::ranges::find(inputs, layer.bias) - inputs.begin());
            if (bias.type() == tensor::ElementType::Float32 && own.biasIndex < inputs.size()) {
                own.bias.assign(bias.as<float>().begin(), bias.as<float>().end());
                own.biasTensor = bias;
            } else {
                own.biasIndex = 0;
            }
        }
        student.m_layers.push_back(std::move(own));
    }
    if (options.signLayers == StudentOptions::SignLayers::Open) student.openSignLayers(*graph);
    student.m_graph = std::move(graph);
    student.plan();
    BITLADDER_TRY(student.findBiasRounding(threads));
    student.refresh(threads);
    return student;
}

Result<void> Student::findBiasRounding(const Threads& threads)
{
    const engine::PrepareOptions options;
    for (StudentLayer& layer : m_layers) {
        layer.biasRounding = StudentLayer::BiasRounding::None;
        const auto index = static_cast<size_t>(layer.layer.id.index);
        if (layer.biasIndex == 0 || !layer.quantizer || !layer.activations || layer.layer.op == "MatMul"
            || layer.layer.arithmetic != graph::Arithmetic::Kernel)
            continue;
        quant::LayerRecipe asked = m_start->recipe.layers[index];
        engine::QuantizedLayer quantized = m_start->layers[index];
        if (asked.weights.format != layer.quantizer->format || asked.activations.format != layer.activations->format) {
            asked.weights.format = layer.quantizer->format;
            asked.activations.format = layer.activations->format;
            const quant::ChannelValues latent {layer.channels, layer.perChannel, layer.latent, {}};
            quantized.weights = std::make_shared<const quant::QuantizedTensor>(
                quant::quantizeNearest(latent, *layer.quantizer, threads));
            quantized.activations = layer.activations;
        }
        const auto choice = engine::chooseLayer(
            *m_graph, layer.layer, asked, quantized, options, kernels::table(options.level), threads);
        if (!choice) return pass(choice.error());
        const auto& attributes = m_graph->node(layer.layer.node).attributes;
        const bool factors = attributes.get("alpha", 1.0f) != 1.0f || attributes.get("beta", 1.0f) != 1.0f;
        if (engine::multipliesBytes(choice->own) && !factors
            && static_cast<int64_t>(layer.bias.size()) == layer.layer.channels
            && static_cast<double>(layer.layer.depth) * 255 * 255 < kHalfOfSum)
            layer.biasRounding = StudentLayer::BiasRounding::WholeSteps;
    }
    return {};
}

void Student::setWeightSteps(StudentLayer& layer)
{
    layer.steps.clear();
    if (!stepsLearn(*layer.quantizer) || m_options.steps == StepRule::Fixed || m_options.steps == StepRule::Average)
        return;
    for (const double scale : layer.quantizer->scales)
        layer.steps.push_back(logOf(scale));
}

std::optional<size_t> Student::layerWithBias(const graph::Graph& graph, ValueId output) const
{
    const NodeId producer = graph.value(output).producer;
    for (size_t i = 0; i < m_layers.size(); ++i)
        if (m_layers[i].layer.node == producer && m_layers[i].biasIndex > 0) return i;
    return std::nullopt;
}

void Student::openSignLayers(graph::Graph& graph)
{
    const auto signs = [&](ValueId value) {
        return !graph.isOutput(value) && std::ranges::any_of(m_layers, [&](const StudentLayer& reader) {
            return reader.layer.input == value && reader.activations && isBinary(*reader.activations);
        });
    };
    for (const NodeId id : std::vector(graph.order())) {
        const graph::Node& node = graph.node(id);
        const bool limits = node.domain.empty() && (node.op == "Relu" || node.op == "Clip");
        if ((!node.clamp && !limits) || !signs(node.output(0))) continue;
        m_notes.push_back(
            fmt::format("node {} ({}): its limits are gone, since signs of its outputs are read", node.name, node.op));
        // Behind a sum the layer that comes last moves it.
        std::optional<size_t> layer = layerWithBias(graph, node.output(0));
        if (limits) {
            const NodeId before = graph.value(node.input(0)).producer;
            layer = layerWithBias(graph, node.input(0));
            if (before && graph.node(before).op == "Add")
                for (const ValueId part : graph.node(before).inputs)
                    if (const auto found = layerWithBias(graph, part)) layer = std::max(found, layer);
        }
        m_open.push_back({node.output(0), layer});
        graph.edit(id, [&](graph::Node& open) { methods::openLimits(open); });
    }
}

void Student::plan()
{
    const graph::Graph& graph = *m_graph;
    const size_t values = graph.valueCount();
    const auto at = [](ValueId id) { return static_cast<size_t>(id.index); };
    for (const ValueId output : graph.outputs) {
        Output out {output};
        const NodeId producer = graph.value(output).producer;
        if (producer && graph.node(producer).op == "Softmax" && !graph.node(producer).clamp) {
            out.value = graph.node(producer).input(0);
            out.softmax = true;
        }
        m_outputs.push_back(out);
    }
    std::vector<char> depends(values, 0); // on something that can learn
    for (const NodeId id : graph.order()) {
        Step step {id};
        const Node& node = graph.node(id);
        bool any = std::ranges::any_of(node.inputs, [&](ValueId input) { return input && depends[at(input)]; });
        for (size_t i = 0; i < m_layers.size(); ++i)
            if (m_layers[i].layer.node == id) {
                step.layers.push_back(i);
                any = any || !m_layers[i].latent.empty();
            }
        for (const ValueId output : node.outputs)
            if (output && any) depends[at(output)] = 1;
        m_steps.push_back(std::move(step));
    }
    std::vector<char> reached(values, 0); // by a gradient
    for (const Output& output : m_outputs)
        reached[at(output.value)] = 1;
    for (auto step = m_steps.rbegin(); step != m_steps.rend(); ++step) {
        const Node& node = graph.node(step->node);
        step->carries.assign(node.inputs.size(), 0);
        bool wanted = false, inside = false;
        for (const ValueId output : node.outputs) {
            wanted = wanted || (output && reached[at(output)]);
            inside = inside || (output && depends[at(output)]);
        }
        if (!wanted || !inside) continue;
        const Gradient* gradient = findGradient(node);
        if (!gradient) {
            m_notes.push_back(fmt::format(
                "node {} ({}) has no gradient: what lies in front of it stays as it is", node.name, node.op));
            continue;
        }
        step->gradient = gradient;
        for (const size_t i : step->layers)
            m_layers[i].learns = true;
        for (size_t i = 0; i < node.inputs.size(); ++i) {
            const ValueId input = node.inputs[i];
            if (!input || graph.constant(input) || !depends[at(input)]) continue;
            const auto& type = graph.value(input).type;
            if (type && *type != tensor::ElementType::Float32) continue;
            step->carries[i] = 1;
            reached[at(input)] = 1;
        }
    }
}

int64_t Student::learningParameters() const
{
    int64_t count = 0;
    for (const StudentLayer& layer : m_layers)
        if (layer.learns) count += static_cast<int64_t>(layer.latent.size() + layer.bias.size());
    return count;
}

void Student::refresh(const Threads& threads)
{
    std::vector<size_t> all(m_layers.size());
    std::iota(all.begin(), all.end(), size_t {0});
    refresh(threads, all);
}

void Student::refresh(const Threads& threads, std::span<const size_t> layers)
{
    ++m_revision;
    for (const size_t index : layers) {
        StudentLayer& layer = m_layers[index];
        if (layer.latent.empty()) continue;
        std::vector<float>& rounded = layer.rounded;
        rounded.resize(layer.latent.size());
        if (!layer.quantizer) rounded = layer.latent;
        if (layer.quantizer) {
            quant::Quantizer& quantizer = *layer.quantizer;
            const auto length = static_cast<size_t>(layer.perChannel);
            if (!layer.steps.empty()) {
                for (size_t s = 0; s < layer.steps.size(); ++s)
                    setStep(quantizer, s, layer.steps[s]);
            } else if (!stepsLearn(quantizer) || m_options.steps == StepRule::Average) {
                // Whose scale, levels or limits follow from the values: estimated as the recipe says.
                quant::ChannelValues values {layer.channels, layer.perChannel, layer.latent, {}};
                quant::QuantSpec spec = m_start->recipe.layers[static_cast<size_t>(layer.layer.id.index)].weights;
                if (stepsLearn(quantizer)) {
                    spec.format = quantizer.format; // it may wait at a wider one
                    spec.range = &quant::kMinMax;
                }
                quantizer = quant::quantizerFor(values, spec, threads);
            }
            threads.each(static_cast<size_t>(layer.channels), [&](size_t c) {
                quantizer.eachSlice(c, length, [&](size_t slice, size_t first, size_t count) {
                    const size_t from = c * length + first;
                    quant::fakeQuantize(std::span<const float>(layer.latent).subspan(from, count), quantizer, slice,
                        std::span<float>(rounded).subspan(from, count), from);
                });
            });
        }
        // In the same memory each time: nobody keeps it.
        const auto& shape = m_graph->constant(layer.layer.weights)->shape();
        if (layer.weights.shape() != shape || layer.weights.count() != static_cast<int64_t>(rounded.size()))
            layer.weights = tensor::Tensor::of<float>(shape, rounded);
        const auto file = layer.weights.mutableAs<float>();
        if (layer.fileOrder == StudentLayer::FileOrder::Same)
            std::ranges::copy(rounded, file.begin());
        else
            for (size_t i = 0; i < file.size(); ++i)
                file[i] = rounded[static_cast<size_t>(layer.place[i])];
    }
    for (const size_t index : layers) {
        StudentLayer& layer = m_layers[index];
        if (layer.activations && layer.activationStepLearns) setStep(*layer.activations, 0, layer.activationStep);
        if (layer.biasIndex > 0)
            layer.biasTensor = tensor::Tensor::of<float>(layer.biasTensor.shape(), roundedBias(layer));
    }
}

void Student::followRange(size_t index, quant::Range batch)
{
    constexpr double kKept = 0.99; // of the average; "close to 1" in the paper
    StudentLayer& layer = m_layers[index];
    if (!layer.averaged || !(batch.low <= batch.high)) return;
    layer.averaged->low = kKept * layer.averaged->low + (1 - kKept) * batch.low;
    layer.averaged->high = kKept * layer.averaged->high + (1 - kKept) * batch.high;
    quant::QuantSpec spec = m_start->recipe.layers[static_cast<size_t>(layer.layer.id.index)].activations;
    spec.format = layer.activations->format; // it may wait at a wider one
    spec.range = nullptr;
    spec.granularity = quant::Granularity::Tensor;
    quant::setRange(*layer.activations, spec, 0, *layer.averaged);
}

void Student::prune(double share)
{
    for (StudentLayer& layer : m_layers) {
        const auto count = static_cast<size_t>(share * static_cast<double>(layer.latent.size()));
        if (!layer.learns || count == 0 || !holdsZero(layer.quantizer)) continue;
        std::vector<size_t> order(layer.latent.size());
        std::iota(order.begin(), order.end(), size_t {0});
        std::ranges::nth_element(order, order.begin() + static_cast<ptrdiff_t>(count - 1), [&](size_t a, size_t b) {
            const float x = std::fabs(layer.latent[a]), y = std::fabs(layer.latent[b]);
            return x != y ? x < y : a < b;
        });
        if (layer.kept.empty()) layer.kept.assign(layer.latent.size(), 1);
        for (size_t i = 0; i < count; ++i) {
            layer.kept[order[i]] = 0;
            layer.latent[order[i]] = 0;
        }
    }
}

double Student::zeroShare() const
{
    int64_t zeros = 0, all = 0;
    for (const StudentLayer& layer : m_layers) {
        if (!layer.learns || layer.latent.empty()) continue;
        zeros += std::ranges::count(layer.weights.as<float>(), 0.0f);
        all += layer.weights.count();
    }
    return all == 0 ? 0 : static_cast<double>(zeros) / static_cast<double>(all);
}

StudentGradient Student::emptyGradient(std::span<const size_t> layers) const
{
    StudentGradient gradient(m_layers.size());
    for (const size_t i : layers) {
        if (!m_layers[i].learns) continue;
        gradient[i].weights.assign(m_layers[i].latent.size(), 0.0f);
        gradient[i].bias.assign(m_layers[i].bias.size(), 0.0f);
    }
    return gradient;
}

void Student::throughRounding(
    size_t index, const LayerGradient& gradient, std::vector<float>& latent, std::vector<float>& steps) const
{
    const StudentLayer& layer = m_layers[index];
    static const auto& kernels = kernels::trainingKernels(kernels::bestLevel());
    steps.assign(layer.steps.size(), 0.0f);
    if (layer.fileOrder == StudentLayer::FileOrder::Same) {
        latent = gradient.weights;
    } else {
        latent.resize(layer.latent.size());
        for (size_t i = 0; i < latent.size(); ++i)
            latent[static_cast<size_t>(layer.place[i])] = gradient.weights[i];
    }
    if (!layer.quantizer) return;
    const quant::Quantizer& quantizer = *layer.quantizer;
    const auto length = static_cast<size_t>(layer.perChannel);
    for (size_t c = 0; c < static_cast<size_t>(layer.channels) && stepsLearn(quantizer); ++c)
        quantizer.eachSlice(c, length, [&](size_t slice, size_t first, size_t count) {
            const size_t from = c * length + first;
            const float *x = layer.latent.data() + from, *rounded = layer.rounded.data() + from;
            float* g = latent.data() + from;
            const auto low = static_cast<float>(quantizer.clip(slice).low),
                       high = static_cast<float>(quantizer.clip(slice).high);
            const double sum = steps.empty() ? 0
                                             : kernels.through({x, rounded, g, count, low, high, 1.0f,
                                                 kernels::ThroughPass::Inside::Difference, nullptr, {}});
            for (size_t k = 0; k < count; ++k)
                g[k] = (x[k] < low && g[k] > 0) || (x[k] > high && g[k] < 0) ? 0.0f : g[k];
            if (!steps.empty())
                steps[steps.size() == 1 ? 0 : slice] += static_cast<float>(sum
                    / std::sqrt(
                        static_cast<double>(count) * static_cast<double>(std::max<int64_t>(1, quantizer.qmax))));
        });
    for (size_t i = 0; i < layer.kept.size(); ++i)
        if (!layer.kept[i]) latent[i] = 0;
}

Result<void> Student::setLeastWidth(int bits, const Threads& threads)
{
    return setLeastWidths(std::vector<int>(m_layers.size(), bits), threads);
}

Result<void> Student::setLeastWidths(std::span<const int> bits, const Threads& threads)
{
    for (size_t at = 0; at < m_layers.size(); ++at) {
        StudentLayer& layer = m_layers[at];
        const auto widthFor = [&](const quant::NumberFormat& asked) {
            return quant::hasIntegerCodes(asked) && asked.bits < bits[at] ? quant::intFormat(bits[at]) : asked;
        };
        const auto index = static_cast<size_t>(layer.layer.id.index);
        const quant::LayerRecipe& asked = m_start->recipe.layers[index];
        if (layer.quantizer && quant::hasIntegerCodes(asked.weights.format)) {
            quant::QuantSpec spec = asked.weights;
            spec.format = widthFor(spec.format);
            if (spec.format != layer.quantizer->format) {
                quant::ChannelValues values {layer.channels, layer.perChannel, layer.latent, {}};
                layer.quantizer = quant::quantizerFor(values, spec, threads);
                setWeightSteps(layer);
            }
        }
        if (layer.activations && m_start->layers[index].activations && stepsLearn(*layer.activations)) {
            quant::QuantSpec spec = asked.activations;
            spec.format = widthFor(spec.format);
            if (spec.format != layer.activations->format) {
                const quant::Range range = layer.activations->clip(0);
                spec.range = nullptr;
                spec.granularity = quant::Granularity::Tensor;
                quant::Quantizer next = quant::emptyQuantizer(spec, 1);
                quant::setRange(next, spec, 0, range);
                layer.activations = std::move(next);
                layer.activationStep = logOf(layer.activations->scale(0));
            }
        }
    }
    BITLADDER_TRY(findBiasRounding(threads));
    refresh(threads);
    return {};
}

Result<std::shared_ptr<const engine::QuantizedNetwork>> Student::network(const Threads& threads) const
{
    auto network = std::make_shared<engine::QuantizedNetwork>(*m_start);
    auto graph = std::make_shared<graph::Graph>(*m_graph);
    network->recipe.methods.clear();
    for (const StudentLayer& layer : m_layers) {
        const auto index = static_cast<size_t>(layer.layer.id.index);
        engine::QuantizedLayer& to = network->layers[index];
        quant::LayerRecipe& asked = network->recipe.layers[index];
        if (!layer.latent.empty() && (layer.learns || layer.quantizer)) {
            std::vector<double> values(layer.latent.size());
            const auto rounded = layer.weights.as<float>();
            for (size_t i = 0; i < values.size(); ++i)
                values[static_cast<size_t>(layer.place[i])] = static_cast<double>(rounded[i]);
            methods::setWeights(*graph, layer.layer, values, "trained");
            if (layer.quantizer) {
                const quant::ChannelValues latent {layer.channels, layer.perChannel, layer.latent, {}};
                auto codes = std::make_shared<quant::QuantizedTensor>(
                    quant::quantizeNearest(latent, *layer.quantizer, threads));
                codes->key.layer = layer.layer.id.index;
                to.weights = std::move(codes);
                if (stepsLearn(*layer.quantizer)) {
                    asked.weights.range = &quant::kFromModel;
                    asked.weights.given = std::make_shared<const quant::Quantizer>(*layer.quantizer);
                }
            }
        }
        if (layer.biasIndex > 0 && layer.learns)
            methods::setBias(*graph, layer.layer, std::vector<double>(layer.bias.begin(), layer.bias.end()), "trained");
        if (layer.activations) {
            to.activations = layer.activations;
            if (stepsLearn(*layer.activations) || isBinary(*layer.activations)) {
                asked.activations.range = &quant::kFromModel;
                asked.activations.given = std::make_shared<const quant::Quantizer>(*layer.activations);
            }
        }
    }
    network->graph = std::move(graph);
    return network;
}

namespace
{

// What a rounding of activations lets through, and how its scale moves the result.
struct ActivationSlope {
    ActivationSlope(const quant::Quantizer& quantizer, StepRule rule, size_t count)
        : low(static_cast<float>(quantizer.clip(0).low))
        , high(static_cast<float>(quantizer.clip(0).high))
        , kept(rule == StepRule::Learned ? 1.0f : 0.0f)
        , signs(isBinary(quantizer))
    {
        const bool steps = stepsLearn(quantizer);
        if (!steps && low == high) { // floats: nothing is clipped that counts
            low = -std::numeric_limits<float>::infinity();
            high = std::numeric_limits<float>::infinity();
        }
        if (signs) { // the slope of a sign is taken for 1 about zero
            low *= 2;
            high *= 2;
        }
        if (steps || signs)
            factor = 1
                / std::sqrt(static_cast<double>(count)
                    * static_cast<double>(std::max<int64_t>(1, quantizer.qmax - quantizer.qmin)));
    }

    float low, high;
    // ∂x̂/∂log(scale): x̂ where it is clipped, else what rounding added; of signs always x̂, of PACT nothing inside.
    float kept;
    bool signs;
    double factor = 0; // of the step's gradient
};

} // namespace

double throughActivations(std::span<const float> x, std::span<const float> rounded, std::span<const float> gradient,
    const quant::Quantizer& quantizer, StepRule rule, float* into, kernels::Into how)
{
    static const auto& kernels = kernels::trainingKernels(kernels::bestLevel());
    const ActivationSlope slope(quantizer, rule, x.size());
    using Inside = kernels::ThroughPass::Inside;
    return slope.factor
        * kernels.through({x.data(), rounded.data(), gradient.data(), x.size(), slope.low, slope.high, slope.kept,
            slope.signs ? Inside::Value : Inside::Difference, into, how});
}

double slopesOfActivations(std::span<const float> x, std::span<const float> rounded, const quant::Quantizer& quantizer,
    StepRule rule, std::span<float> slopes)
{
    static const auto& kernels = kernels::trainingKernels(kernels::bestLevel());
    const ActivationSlope slope(quantizer, rule, x.size());
    using Inside = kernels::ThroughPass::Inside;
    kernels.slopes({x.data(), rounded.data(), x.size(), slope.low, slope.high, slope.kept,
        slope.signs ? Inside::Value : Inside::Difference, slopes.data()});
    return slope.factor;
}

} // namespace bitladder::train
