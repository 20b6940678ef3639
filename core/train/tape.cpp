#include "core/train/tape.h"

#include "core/quant/quantize.h"
#include "core/train/convolution.h"

#include <algorithm>

namespace bitladder::train
{

namespace
{

size_t at(ValueId id)
{
    return static_cast<size_t>(id.index);
}

void applyClamp(const graph::Clamp& clamp, tensor::Tensor& values)
{
    for (float& v : values.mutableAs<float>())
        v = v < clamp.lo ? clamp.lo : (v > clamp.hi ? clamp.hi : v);
}

// Memory for float32 values of this shape; what is there is kept where it fits, with what stands in it.
Result<void> fit(tensor::Tensor& tensor, const Shape& shape)
{
    if (!tensor.empty() && tensor.type() == ElementType::Float32 && tensor.shape() == shape) return {};
    auto made = tensor::Tensor::make(ElementType::Float32, shape);
    if (!made) return pass(made.error());
    tensor = *std::move(made);
    return {};
}

Result<void> fitZeros(tensor::Tensor& tensor, const Shape& shape)
{
    const void* before = tensor.data();
    BITLADDER_TRY(fit(tensor, shape));
    if (tensor.data() == before) std::ranges::fill(tensor.mutableAs<float>(), 0.0f);
    return {};
}

// `memory`: of the first output, where it can be used.
Result<std::vector<tensor::Tensor>> run(
    const Node& node, std::span<const tensor::Tensor* const> inputs, tensor::Tensor* memory, const Threads& threads)
{
    if (node.op != "Conv" || !node.domain.empty() || inputs[0]->type() != ElementType::Float32)
        return ops::evaluateNode(node, inputs, threads);
    const auto shape = ops::convShape(node, inputs[0]->shape(), inputs[1]->shape());
    if (!shape) return pass(shape.error());
    BITLADDER_TRY(fit(*memory, shape->output()));
    const auto y = memory->mutableAs<float>();
    if (y.empty()) return std::vector {*memory};
    convolveForward(*shape, inputs[0]->as<float>().data(), inputs[1]->as<float>().data(), y.data());
    if (inputs.size() > 2 && inputs[2]) {
        const auto plane = static_cast<size_t>(shape->window.outputs()),
                   channels = static_cast<size_t>(shape->outChannels);
        for (size_t i = 0; i < y.size(); i += plane) {
            const float bias = inputs[2]->as<float>()[i / plane % channels];
            for (size_t j = i; j < i + plane; ++j)
                y[j] += bias;
        }
    }
    return std::vector {*memory};
}

} // namespace

Tape::Tape(const Student& student)
    : m_student(student)
    , m_values(student.graph().valueCount())
    , m_gradients(student.graph().valueCount())
    , m_memory(student.graph().valueCount())
    , m_known(student.graph().valueCount())
    , m_reached(student.graph().valueCount())
    , m_rounded(student.steps().size())
    , m_roundedGradients(student.steps().size())
{
}

// The node's inputs, with what its layers read rounded.
std::vector<const tensor::Tensor*> Tape::inputsOf(size_t index) const
{
    const Student::Step& step = m_student.steps()[index];
    const Node& node = m_student.graph().node(step.node);
    std::vector<const tensor::Tensor*> inputs;
    for (const ValueId input : node.inputs) {
        const tensor::Tensor* tensor = nullptr;
        if (input) tensor = m_known[at(input)] ? &m_values[at(input)] : m_student.graph().constant(input);
        inputs.push_back(tensor);
    }
    for (size_t i = 0; i < step.layers.size(); ++i) {
        const StudentLayer& layer = m_student.layers()[step.layers[i]];
        if (!layer.latent.empty()) inputs[layer.layer.weightsIndex] = &layer.weights;
        if (layer.biasIndex > 0) inputs[layer.biasIndex] = &layer.biasTensor;
        if (i < m_rounded[index].size() && !m_rounded[index][i].empty())
            inputs[layer.layer.inputIndex] = &m_rounded[index][i];
    }
    return inputs;
}

Result<void> Tape::forwardNode(size_t index)
{
    const Student::Step& step = m_student.steps()[index];
    const Node& node = m_student.graph().node(step.node);
    m_rounded[index].resize(step.layers.size());
    m_roundedGradients[index].resize(step.layers.size());
    for (size_t i = 0; i < step.layers.size(); ++i) {
        const StudentLayer& layer = m_student.layers()[step.layers[i]];
        if (!layer.activations) {
            m_rounded[index][i] = {};
            continue;
        }
        const tensor::Tensor& x = m_known[at(layer.layer.input)] ? m_values[at(layer.layer.input)]
                                                                 : *m_student.graph().constant(layer.layer.input);
        if (x.type() != ElementType::Float32) return unsupported("its input is no float32");
        tensor::Tensor& rounded = m_rounded[index][i];
        BITLADDER_TRY(fit(rounded, x.shape()));
        quant::fakeQuantize(x.as<float>(), *layer.activations, 0, rounded.mutableAs<float>());
    }
    const auto inputs = inputsOf(index);
    for (size_t i = 0; i < inputs.size(); ++i)
        if (node.inputs[i] && !inputs[i])
            return unsupported("its input {} has no value", m_student.graph().value(node.inputs[i]).name);
    tensor::Tensor none;
    auto outputs = run(node, inputs, node.outputs[0] ? &m_memory[at(node.outputs[0])] : &none, m_alone);
    if (!outputs) return pass(outputs.error());
    if (node.clamp && !outputs->empty()) {
        if (outputs->front().type() != ElementType::Float32) return unsupported("its output is no float32");
        applyClamp(*node.clamp, outputs->front());
    }
    for (size_t o = 0; o < node.outputs.size() && o < outputs->size(); ++o) {
        if (!node.outputs[o]) continue;
        m_values[at(node.outputs[o])] = std::move((*outputs)[o]);
        m_known[at(node.outputs[o])] = 1;
    }
    return {};
}

Result<void> Tape::forward(std::span<const tensor::Tensor> inputs, size_t last)
{
    const graph::Graph& graph = m_student.graph();
    if (inputs.size() != graph.inputs.size())
        return fail("the graph has {} inputs, but {} were given", graph.inputs.size(), inputs.size());
    std::vector<Known> known;
    for (size_t i = 0; i < inputs.size(); ++i)
        known.push_back({graph.inputs[i], inputs[i]});
    return forward(known, {0, last});
}

Result<void> Tape::forward(std::span<const Known> known, Stretch stretch)
{
    const graph::Graph& graph = m_student.graph();
    std::ranges::fill(m_known, char {0});
    for (const Known& one : known) {
        m_values[at(one.value)] = one.tensor;
        m_known[at(one.value)] = 1;
    }
    for (size_t i = stretch.first; i < std::min(stretch.last, m_student.steps().size()); ++i) {
        auto done = forwardNode(i);
        const Node& node = graph.node(m_student.steps()[i].node);
        if (!done) return pass(done.error().within(fmt::format("node {} ({})", node.name, node.op)));
    }
    return {};
}

Result<tensor::Tensor*> Tape::gradientOf(ValueId id)
{
    tensor::Tensor& gradient = m_gradients[at(id)];
    if (!m_reached[at(id)]) {
        BITLADDER_TRY(fitZeros(gradient, m_values[at(id)].shape()));
        m_reached[at(id)] = 1;
    }
    return &gradient;
}

Result<void> Tape::backwardNode(size_t index, StudentGradient& into)
{
    const Student::Step& step = m_student.steps()[index];
    const Node& node = m_student.graph().node(step.node);
    std::vector<const tensor::Tensor*> outputGradients;
    std::vector<tensor::Tensor> outputs;
    bool any = false;
    for (const ValueId output : node.outputs) {
        outputs.push_back(output ? m_values[at(output)] : tensor::Tensor {});
        outputGradients.push_back(output && m_reached[at(output)] ? &m_gradients[at(output)] : nullptr);
        any = any || outputGradients.back();
    }
    if (!any) return {};
    tensor::Tensor zero;
    if (!outputGradients[0]) { // rows rely on it
        auto made = tensor::Tensor::make(ElementType::Float32, outputs[0].shape());
        if (!made) return pass(made.error());
        zero = *std::move(made);
        outputGradients[0] = &zero;
    }
    if (node.clamp) {
        const auto y = outputs[0].as<float>();
        const auto dy = m_gradients[at(node.outputs[0])].mutableAs<float>();
        const float low = node.clamp->lo, high = node.clamp->hi;
        for (size_t i = 0; i < y.size(); ++i)
            dy[i] = y[i] <= low || y[i] >= high ? 0.0f : dy[i];
    }
    const auto inputs = inputsOf(index);
    std::vector<tensor::Tensor*> to(inputs.size(), nullptr);
    std::vector<tensor::Tensor> own(inputs.size()); // in front of what is done on the way to the value
    for (size_t i = 0; i < inputs.size(); ++i) {
        if (!step.carries[i] || inputs[i]->type() != ElementType::Float32) continue;
        auto gradient = gradientOf(node.inputs[i]);
        if (!gradient) return pass(gradient.error());
        to[i] = *gradient;
    }
    for (size_t i = 0; i < step.layers.size(); ++i) {
        const StudentLayer& layer = m_student.layers()[step.layers[i]];
        LayerGradient& gradient = into[step.layers[i]];
        if (!layer.latent.empty()) {
            own[layer.layer.weightsIndex]
                = tensor::Tensor::place(ElementType::Float32, layer.weights.shape(), gradient.weights.data());
            to[layer.layer.weightsIndex] = &own[layer.layer.weightsIndex];
        }
        if (layer.biasIndex > 0) {
            own[layer.biasIndex]
                = tensor::Tensor::place(ElementType::Float32, layer.biasTensor.shape(), gradient.bias.data());
            to[layer.biasIndex] = &own[layer.biasIndex];
        }
        const size_t x = layer.layer.inputIndex;
        if (layer.averaged && m_known[at(node.inputs[x])]) {
            for (const float value : m_values[at(node.inputs[x])].as<float>()) {
                gradient.seen.low = std::min(gradient.seen.low, static_cast<double>(value));
                gradient.seen.high = std::max(gradient.seen.high, static_cast<double>(value));
            }
        }
        if (m_rounded[index][i].empty() || (!step.carries[x] && !layer.activationStepLearns)) continue;
        tensor::Tensor& before = m_roundedGradients[index][i];
        BITLADDER_TRY(fitZeros(before, inputs[x]->shape()));
        to[x] = &before;
    }
    GradientContext context(node, inputs, outputs, outputGradients, to, m_alone);
    BITLADDER_TRY(step.gradient->run(context));
    std::vector<float> unwanted;
    for (size_t i = 0; i < step.layers.size(); ++i) {
        const StudentLayer& layer = m_student.layers()[step.layers[i]];
        const size_t x = layer.layer.inputIndex;
        const tensor::Tensor& before = m_roundedGradients[index][i];
        if (m_rounded[index][i].empty() || to[x] != &before) continue;
        std::span<float> target;
        if (step.carries[x]) {
            target = m_gradients[at(node.inputs[x])].mutableAs<float>();
        } else {
            unwanted.assign(static_cast<size_t>(before.count()), 0.0f);
            target = unwanted;
        }
        const tensor::Tensor& real
            = m_known[at(node.inputs[x])] ? m_values[at(node.inputs[x])] : *m_student.graph().constant(node.inputs[x]);
        into[step.layers[i]].activationStep += throughActivations(real.as<float>(), inputs[x]->as<float>(),
            before.as<float>(), *layer.activations, m_student.stepRule(), target);
    }
    return {};
}

Result<void> Tape::backward(std::span<const Seed> seeds, StudentGradient& into, Stretch stretch)
{
    std::ranges::fill(m_reached, char {0});
    for (const Seed& seed : seeds) {
        auto gradient = gradientOf(seed.value);
        if (!gradient) return pass(gradient.error());
        const auto from = seed.gradient.as<float>();
        const auto to = (*gradient)->mutableAs<float>();
        for (size_t i = 0; i < to.size(); ++i)
            to[i] += from[i];
    }
    for (size_t i = std::min(stretch.last, m_student.steps().size()); i-- > stretch.first;) {
        const Student::Step& step = m_student.steps()[i];
        if (!step.gradient) continue;
        auto done = backwardNode(i, into);
        const Node& node = m_student.graph().node(step.node);
        if (!done) return pass(done.error().within(fmt::format("gradient of node {} ({})", node.name, node.op)));
    }
    return {};
}

size_t Tape::bytes() const
{
    size_t bytes = 0;
    for (const tensor::Tensor& value : m_values)
        bytes += 2 * value.byteSize(); // and its gradient
    for (const auto& node : m_rounded)
        for (const tensor::Tensor& rounded : node)
            bytes += 2 * rounded.byteSize();
    return bytes;
}

} // namespace bitladder::train
