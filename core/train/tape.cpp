#include "core/train/tape.h"

#include "core/quant/format/family.h"
#include "core/quant/quantize.h"
#include "core/quant/rounding.h"
#include "core/train/convolution.h"
#include "core/train/tape_memory.h"

#include <algorithm>

namespace bitladder::train
{

namespace
{

// Operators that turn a value into another, each for itself.
constexpr std::string_view kFlat[] = {"Abs", "Clip", "Elu", "Erf", "Exp", "Gelu", "HardSigmoid", "HardSwish",
    "Identity", "LeakyRelu", "Neg", "Reciprocal", "Relu", "Sigmoid", "Softplus", "Sqrt", "Tanh"};
// … and two of one shape into one.
constexpr std::string_view kFlatPairs[] = {"Add", "Div", "Mul", "Sub"};

bool among(std::span<const std::string_view> names, std::string_view name)
{
    return std::ranges::find(names, name) != names.end();
}

void applyClamp(const graph::Clamp& clamp, tensor::Tensor& values)
{
    for (float& v : values.mutableAs<float>())
        v = v < clamp.lo ? clamp.lo : (v > clamp.hi ? clamp.hi : v);
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

// As quant::fakeQuantize, of activations that lie in any order.
void roundActivations(const tensor::Tensor& x, const quant::Quantizer& quantizer,
    const kernels::TrainingKernels& kernels, std::span<float> rounded)
{
    if (!quant::dividesInFloat(quantizer.format) || !quantizer.format.family->affine
        || quantizer.rounding != &quant::kHalfEven) {
        quant::fakeQuantize(x.as<float>(), quantizer, 0, rounded);
        return;
    }
    const auto zero = static_cast<float>(quantizer.zeroPoint(0));
    kernels.round({x.as<float>().data(), static_cast<size_t>(x.count()), static_cast<float>(quantizer.scale(0)),
        static_cast<float>(quantizer.qmin) - zero, static_cast<float>(quantizer.qmax) - zero, rounded.data()});
}

} // namespace

Tape::Tape(const Student& student)
    : m_student(student)
    , m_table(kernels::table(kernels::bestLevel()))
    , m_kernels(kernels::trainingKernels(kernels::bestLevel()))
    , m_values(student.graph().valueCount())
    , m_gradients(student.graph().valueCount())
    , m_memory(student.graph().valueCount())
    , m_plain(student.graph().valueCount())
    , m_known(student.graph().valueCount())
    , m_reached(student.graph().valueCount())
    , m_last(student.graph().valueCount())
    , m_copied(student.graph().valueCount())
    , m_states(student.steps().size())
{
}

const tensor::Tensor* Tape::known(ValueId id) const
{
    return m_known[at(id)] ? &m_values[at(id)] : m_student.graph().constant(id);
}

bool Tape::turned(ValueId id) const
{
    return m_known[at(id)] && m_last[at(id)];
}

const tensor::Tensor* Tape::plain(ValueId id)
{
    if (!turned(id)) return known(id);
    if (!m_copied[at(id)]) {
        const tensor::Tensor& value = m_values[at(id)];
        if (!fit(m_plain[at(id)], value.shape())) return nullptr;
        channelsFirst(m_table, value.shape(), value.as<float>().data(), m_plain[at(id)].mutableAs<float>().data());
        m_copied[at(id)] = 1;
    }
    return &m_plain[at(id)];
}

const tensor::Tensor& Tape::value(ValueId id)
{
    const tensor::Tensor* value = m_known[at(id)] ? plain(id) : nullptr;
    return value ? *value : m_values[at(id)];
}

void Tape::store(ValueId id, tensor::Tensor value, bool channelsLast)
{
    if (!id) return;
    m_last[at(id)] = channelsLast && hasOrder(value.shape()) ? 1 : 0;
    m_values[at(id)] = std::move(value);
    m_known[at(id)] = 1;
    m_copied[at(id)] = 0;
}

Tape::Way Tape::wayOf(size_t index) const
{
    const Student::Step& step = m_student.steps()[index];
    const Node& node = m_student.graph().node(step.node);
    const auto input
        = [&](size_t i) { return i < node.inputs.size() && node.inputs[i] ? known(node.inputs[i]) : nullptr; };
    const auto* x = input(0);
    if (!node.domain.empty() || !x || x->type() != ElementType::Float32 || node.outputs.size() != 1) return Way::Plain;
    if (node.op == "Conv") {
        const auto constant = [&](size_t i) {
            return i >= node.inputs.size() || !node.inputs[i] || m_student.graph().constant(node.inputs[i]);
        };
        const auto* weights = input(1);
        if (!constant(1) || !constant(2) || !weights || weights->type() != ElementType::Float32) return Way::Plain;
        for (const size_t layer : step.layers) { // dice are thrown in the order of the graph
            const StudentLayer& own = m_student.layers()[layer];
            if (own.layer.inputIndex != 0 || (own.activations && own.activations->rounding != &quant::kHalfEven))
                return Way::Plain;
        }
        if (m_states[index].convolution && m_states[index].shape == x->shape()) return Way::Convolution;
        const auto shape = ops::convShape(node, x->shape(), weights->shape());
        return shape && PictureConvolution::suits(*shape) ? Way::Convolution : Way::Plain;
    }
    if (!step.layers.empty() || !turned(node.inputs[0])) return Way::Plain;
    if (node.op == "GlobalAveragePool") return Way::Average;
    if (among(kFlat, node.op)) return Way::Flat;
    const auto* other = input(1);
    return among(kFlatPairs, node.op) && other && other->type() == x->type()
            && ((turned(node.inputs[1]) && other->shape() == x->shape()) || other->count() == 1)
        ? Way::Flat
        : Way::Plain;
}

Result<void> Tape::forwardNode(size_t index)
{
    m_states[index].way = wayOf(index);
    switch (m_states[index].way) {
    case Way::Flat:
        return forwardFlat(index);
    case Way::Convolution:
        return forwardConvolution(index);
    case Way::Average:
        return forwardAverage(index);
    case Way::Plain:
        break;
    }
    return forwardPlain(index);
}

// Sets the inputs of the state, which are plain, with what layers read rounded.
Result<void> Tape::roundInputs(size_t index)
{
    const Student::Step& step = m_student.steps()[index];
    const Node& node = m_student.graph().node(step.node);
    State& state = m_states[index];
    state.inputs.clear();
    for (const ValueId input : node.inputs)
        state.inputs.push_back(input ? plain(input) : nullptr);
    state.rounded.resize(step.layers.size());
    state.roundedGradients.resize(step.layers.size());
    for (size_t i = 0; i < step.layers.size(); ++i) {
        const StudentLayer& layer = m_student.layers()[step.layers[i]];
        if (!layer.latent.empty()) state.inputs[layer.layer.weightsIndex] = &layer.weights;
        if (layer.biasIndex > 0) state.inputs[layer.biasIndex] = &layer.biasTensor;
        if (!layer.activations) {
            state.rounded[i] = {};
            continue;
        }
        const tensor::Tensor& x = *plain(layer.layer.input);
        if (x.type() != ElementType::Float32) return unsupported("its input is no float32");
        BITLADDER_TRY(fit(state.rounded[i], x.shape()));
        roundActivations(x, *layer.activations, m_kernels, state.rounded[i].mutableAs<float>());
        state.inputs[layer.layer.inputIndex] = &state.rounded[i];
    }
    return {};
}

Result<void> Tape::forwardPlain(size_t index)
{
    const Node& node = m_student.graph().node(m_student.steps()[index].node);
    BITLADDER_TRY(roundInputs(index));
    const auto& inputs = m_states[index].inputs;
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
    for (size_t o = 0; o < node.outputs.size() && o < outputs->size(); ++o)
        store(node.outputs[o], std::move((*outputs)[o]), false);
    return {};
}

Result<void> Tape::forwardFlat(size_t index)
{
    const Node& node = m_student.graph().node(m_student.steps()[index].node);
    auto& inputs = m_states[index].inputs;
    inputs.clear();
    for (const ValueId input : node.inputs)
        inputs.push_back(input ? known(input) : nullptr);
    const tensor::Tensor& x = *inputs[0];
    if (node.op == "Add" && inputs[1]->shape() == x.shape()) {
        tensor::Tensor& y = m_memory[at(node.outputs[0])];
        BITLADDER_TRY(fit(y, x.shape()));
        const graph::Clamp ends = node.clamp ? *node.clamp : kNoLimits;
        m_table.addF32(x.as<float>().data(), inputs[1]->as<float>().data(), static_cast<size_t>(x.count()), ends.lo,
            ends.hi, y.mutableAs<float>().data());
        store(node.outputs[0], y, true);
        return {};
    }
    if (node.op == "Relu" && !node.clamp) {
        tensor::Tensor& y = m_memory[at(node.outputs[0])];
        BITLADDER_TRY(fit(y, x.shape()));
        m_kernels.relu(x.as<float>().data(), static_cast<size_t>(x.count()), y.mutableAs<float>().data());
        store(node.outputs[0], y, true);
        return {};
    }
    auto outputs = ops::evaluateNode(node, inputs, m_alone);
    if (!outputs) return pass(outputs.error());
    if (node.clamp) applyClamp(*node.clamp, outputs->front());
    store(node.outputs[0], std::move(outputs->front()), true);
    return {};
}

// Done forward and again on the way back: what is kept for all layers would have left the caches until then.
const float* Tape::roundedPicture(const tensor::Tensor& x, const quant::Quantizer& quantizer)
{
    float* room = m_roundedPicture.room(x.count());
    roundActivations(x, quantizer, m_kernels, {room, static_cast<size_t>(x.count())});
    return room;
}

Result<void> Tape::forwardConvolution(size_t index)
{
    const Student::Step& step = m_student.steps()[index];
    const Node& node = m_student.graph().node(step.node);
    State& state = m_states[index];
    const StudentLayer* layer = step.layers.empty() ? nullptr : &m_student.layers()[step.layers[0]];
    const tensor::Tensor* x = known(node.inputs[0]);
    const tensor::Tensor* weights = layer && !layer->latent.empty() ? &layer->weights : known(node.inputs[1]);
    const tensor::Tensor* bias = node.inputs.size() > 2 && node.inputs[2] ? known(node.inputs[2]) : nullptr;
    if (layer && layer->biasIndex > 0) bias = &layer->biasTensor;
    const bool rounds = layer && layer->activations;
    if (!state.convolution || state.shape != x->shape()) {
        const auto shape = ops::convShape(node, x->shape(), weights->shape());
        if (!shape) return pass(shape.error());
        state.shape = x->shape();
        state.convolution = std::make_unique<PictureConvolution>(
            *shape, step.carries[0] ? PictureConvolution::Back::Wanted : PictureConvolution::Back::NotWanted);
        state.codes = nullptr;
        state.revision = 0;
    }
    if (state.revision != m_student.revision()) {
        const auto& shape = state.convolution->shape();
        if (!rounds || !layer->quantizer || !CodeConvolution::suits(shape, *layer->activations, *layer->quantizer))
            state.codes = nullptr; // widths may have changed
        else if (!state.codes)
            state.codes = std::make_unique<CodeConvolution>(shape);
        if (state.codes) state.codes->setWeights(weights->as<float>().data(), *layer->quantizer);
        // Forward it goes by codes; but the gradient of the input's step takes that way, see stepOfInput().
        const bool twice = !state.codes || (!step.carries[0] && layer->activationStepLearns);
        state.convolution->setWeights(weights->as<float>().data(),
            twice ? PictureConvolution::Forward::Wanted : PictureConvolution::Forward::NotWanted);
        state.revision = m_student.revision();
    }
    if (!turned(node.inputs[0])) {
        BITLADDER_TRY(fit(state.picture, x->shape()));
        channelsLast(m_table, x->shape(), x->as<float>().data(), state.picture.mutableAs<float>().data());
        x = &state.picture;
    }
    state.inputs = {x};
    tensor::Tensor& y = m_memory[at(node.outputs[0])];
    BITLADDER_TRY(fit(y, state.convolution->shape().output()));
    const graph::Clamp ends = node.clamp ? *node.clamp : kNoLimits;
    const float* added = bias ? bias->as<float>().data() : nullptr;
    float* to = y.mutableAs<float>().data();
    if (state.codes)
        state.codes->forward(x->as<float>().data(), *layer->activations, added, ends.lo, ends.hi, to);
    else
        state.convolution->forward(
            rounds ? roundedPicture(*x, *layer->activations) : x->as<float>().data(), added, ends.lo, ends.hi, to);
    store(node.outputs[0], y, true);
    return {};
}

Result<void> Tape::forwardAverage(size_t index)
{
    const Node& node = m_student.graph().node(m_student.steps()[index].node);
    const tensor::Tensor& x = *known(node.inputs[0]);
    m_states[index].inputs = {&x};
    const Pixels p = pixelsOf(x.shape());
    tensor::Shape shape = x.shape();
    std::fill(shape.begin() + 2, shape.end(), 1);
    tensor::Tensor& y = m_memory[at(node.outputs[0])];
    BITLADDER_TRY(fit(y, shape));
    const auto out = y.mutableAs<float>();
    std::ranges::fill(out, 0.0f);
    for (int64_t n = 0; n < p.batch; ++n)
        for (int64_t i = 0; i < p.pixels; ++i)
            m_kernels.add(x.as<float>().data() + (n * p.pixels + i) * p.channels, static_cast<size_t>(p.channels),
                out.data() + n * p.channels);
    for (float& v : out)
        v /= static_cast<float>(p.pixels);
    if (node.clamp) applyClamp(*node.clamp, y);
    store(node.outputs[0], y, false);
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
    for (const Known& one : known)
        store(one.value, one.tensor, false);
    for (size_t i = stretch.first; i < std::min(stretch.last, m_student.steps().size()); ++i) {
        auto done = forwardNode(i);
        const Node& node = graph.node(m_student.steps()[i].node);
        if (!done) return pass(done.error().within(fmt::format("node {} ({})", node.name, node.op)));
    }
    return {};
}

size_t Tape::bytes() const
{
    size_t bytes = m_roundedPicture.bytes() + m_before.bytes() + m_turnedGradient.bytes();
    for (const tensor::Tensor& value : m_values)
        bytes += 2 * value.byteSize(); // and its gradient, at the most
    for (const tensor::Tensor& copy : m_plain)
        bytes += copy.byteSize();
    for (const State& state : m_states) {
        for (const tensor::Tensor& rounded : state.rounded)
            bytes += 2 * rounded.byteSize();
        bytes += 2 * state.picture.byteSize() + (state.convolution ? state.convolution->bytes() : 0)
            + (state.codes ? state.codes->bytes() : 0);
    }
    return bytes;
}

} // namespace bitladder::train
