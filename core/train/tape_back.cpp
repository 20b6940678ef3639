// The way back of a tape.
#include "core/train/tape.h"
#include "core/train/tape_memory.h"

#include <algorithm>

namespace bitladder::train
{

Result<Tape::Target> Tape::target(ValueId id)
{
    tensor::Tensor& gradient = m_gradients[at(id)];
    if (m_reached[at(id)]) return Target {&gradient, kernels::Into::Add};
    const tensor::Tensor& value = m_values[at(id)];
    auto& spare = m_spare[value.count()];
    if (spare.empty()) {
        auto made = tensor::Tensor::make(ElementType::Float32, value.shape());
        if (!made) return pass(made.error());
        gradient = *std::move(made);
    } else {
        gradient = spare.back().reshaped(value.shape());
        spare.pop_back();
    }
    m_reached[at(id)] = 1;
    return Target {&gradient, kernels::Into::Set};
}

// Its gradient was handed on.
void Tape::release(ValueId id)
{
    if (!id || !m_reached[at(id)]) return;
    tensor::Tensor& gradient = m_gradients[at(id)];
    if (!gradient.empty()) m_spare[gradient.count()].push_back(std::move(gradient));
    gradient = {};
    m_reached[at(id)] = 0;
}

// In the order of memory, so that the next sample finds everything where it was: kernels' pointers stay.
void Tape::releaseAll()
{
    for (size_t i = 0; i < m_gradients.size(); ++i)
        release(ValueId {static_cast<int32_t>(i)});
    for (auto& [count, spare] : m_spare)
        std::ranges::sort(spare, std::less<> {}, [](const tensor::Tensor& t) { return t.data(); });
}

Result<tensor::Tensor*> Tape::gradientOf(ValueId id)
{
    auto to = target(id);
    if (!to) return pass(to.error());
    if (to->how == kernels::Into::Set) std::ranges::fill(to->gradient->mutableAs<float>(), 0.0f);
    return to->gradient;
}

// Adds a gradient in the order of the graph to that of a value that may lie channels-last.
Result<void> Tape::addPlain(ValueId id, const tensor::Tensor& gradient)
{
    auto to = target(id);
    if (!to) return pass(to.error());
    const auto count = static_cast<size_t>(gradient.count());
    const float* from = gradient.as<float>().data();
    float* into = to->gradient->mutableAs<float>().data();
    const bool adds = to->how == kernels::Into::Add;
    if (turned(id)) {
        float* room = adds ? m_turnedGradient.room(gradient.count()) : into;
        channelsLast(m_table, gradient.shape(), from, room);
        from = room;
    }
    if (adds)
        m_kernels.add(from, count, into);
    else if (from != into)
        std::copy_n(from, count, into);
    return {};
}

void Tape::limit(size_t index)
{
    const Node& node = m_student.graph().node(m_student.steps()[index].node);
    if (!node.clamp) return;
    const size_t output = at(node.outputs[0]);
    m_kernels.limit({m_values[output].as<float>().data(), m_gradients[output].mutableAs<float>().data(),
        static_cast<size_t>(m_values[output].count()), 1, node.clamp->lo, node.clamp->hi, nullptr});
}

Result<void> Tape::backwardNode(size_t index, StudentGradient& into)
{
    const Student::Step& step = m_student.steps()[index];
    const Node& node = m_student.graph().node(step.node);
    if (std::ranges::none_of(node.outputs, [&](ValueId output) { return output && m_reached[at(output)]; })) return {};
    switch (m_states[index].way) {
    case Way::Convolution:
        return backwardConvolution(index, into);
    case Way::Average:
        return backwardAverage(index);
    case Way::Flat:
        if (node.op == "Relu" || (node.op == "Add" && m_states[index].inputs[1]->count() > 1))
            return backwardSum(index);
        break;
    case Way::Plain:
        break;
    }
    return backwardRow(index, into);
}

// A sum hands its gradient on, and a Relu what it let through.
Result<void> Tape::backwardSum(size_t index)
{
    const Student::Step& step = m_student.steps()[index];
    const Node& node = m_student.graph().node(step.node);
    const size_t output = at(node.outputs[0]);
    limit(index);
    tensor::Tensor& dy = m_gradients[output];
    const auto count = static_cast<size_t>(dy.count());
    if (node.op == "Relu")
        m_kernels.limit(
            {m_values[output].as<float>().data(), dy.mutableAs<float>().data(), count, 1, 0, kNoLimits.hi, nullptr});
    size_t last = node.inputs.size(); // takes the memory over, where it is the first there
    for (size_t i = 0; i < node.inputs.size(); ++i)
        if (step.carries[i]) last = i;
    for (size_t i = 0; i <= last && i < node.inputs.size(); ++i) {
        if (!step.carries[i]) continue;
        auto to = target(node.inputs[i]);
        if (!to) return pass(to.error());
        if (to->how == kernels::Into::Add)
            m_kernels.add(dy.as<float>().data(), count, to->gradient->mutableAs<float>().data());
        else if (i == last)
            std::swap(*to->gradient, dy); // released with this node
        else
            std::copy_n(dy.as<float>().data(), count, to->gradient->mutableAs<float>().data());
    }
    return {};
}

Result<void> Tape::backwardAverage(size_t index)
{
    const Student::Step& step = m_student.steps()[index];
    const Node& node = m_student.graph().node(step.node);
    if (!step.carries[0]) return {};
    limit(index);
    const Pixels p = pixelsOf(m_values[at(node.inputs[0])].shape());
    std::vector<float> share(
        m_gradients[at(node.outputs[0])].as<float>().begin(), m_gradients[at(node.outputs[0])].as<float>().end());
    for (float& v : share)
        v /= static_cast<float>(p.pixels);
    auto to = target(node.inputs[0]);
    if (!to) return pass(to.error());
    float* dx = to->gradient->mutableAs<float>().data();
    for (int64_t n = 0; n < p.batch; ++n)
        for (int64_t i = 0; i < p.pixels; ++i, dx += p.channels) {
            const float* from = share.data() + n * p.channels;
            if (to->how == kernels::Into::Add)
                m_kernels.add(from, static_cast<size_t>(p.channels), dx);
            else
                std::copy_n(from, p.channels, dx);
        }
    return {};
}

// ∂loss/∂log(scale) of activations that nothing in front of learns: Σ ∂loss/∂x̂ · slope = Σ ∂loss/∂y · conv(slope),
// which takes no way back to the input.
double Tape::stepOfInput(State& state, const StudentLayer& layer, const tensor::Tensor& dy)
{
    const auto x = state.inputs[0]->as<float>();
    const std::span<float> slopes {m_roundedPicture.data(), x.size()}; // in place of what is rounded
    const double factor = slopesOfActivations(x, slopes, *layer.activations, m_student.stepRule(), slopes);
    float* y = m_turnedGradient.room(dy.count());
    state.convolution->forward(slopes.data(), nullptr, kNoLimits.lo, kNoLimits.hi, y);
    const double sum = m_kernels.through({y, y, dy.as<float>().data(), static_cast<size_t>(dy.count()), kNoLimits.lo,
        kNoLimits.hi, 1, kernels::ThroughPass::Inside::Value, nullptr, kernels::Into::Set});
    return sum * factor;
}

Result<void> Tape::backwardConvolution(size_t index, StudentGradient& into)
{
    const Student::Step& step = m_student.steps()[index];
    const Node& node = m_student.graph().node(step.node);
    State& state = m_states[index];
    const StudentLayer* layer = step.layers.empty() ? nullptr : &m_student.layers()[step.layers[0]];
    LayerGradient* learned = layer ? &into[step.layers[0]] : nullptr;
    const tensor::Tensor &y = m_values[at(node.outputs[0])], &x = *state.inputs[0];
    tensor::Tensor& dy = m_gradients[at(node.outputs[0])];
    const Pixels p = pixelsOf(y.shape());
    const graph::Clamp ends = node.clamp ? *node.clamp : kNoLimits;
    const bool biases = layer && layer->biasIndex > 0 && !learned->bias.empty();
    if (node.clamp || biases)
        m_kernels.limit({node.clamp ? y.as<float>().data() : nullptr, dy.mutableAs<float>().data(),
            static_cast<size_t>(p.batch * p.pixels), static_cast<size_t>(p.channels), ends.lo, ends.hi,
            biases ? learned->bias.data() : nullptr});
    const float* gradient = dy.as<float>().data();
    const bool rounds = layer && layer->activations;
    const float* read = x.as<float>().data();
    if (state.codes) {
        float* room = m_roundedPicture.room(x.count());
        state.codes->rounded(*layer->activations, room);
        read = room;
    } else if (rounds) {
        read = roundedPicture(x, *layer->activations);
    }
    if (layer && !layer->latent.empty() && !learned->weights.empty()) state.convolution->toWeights(read, gradient);
    if (layer && layer->averaged) learned->seen = widened(learned->seen, x.as<float>());
    if (!step.carries[0]) {
        if (rounds && layer->activationStepLearns) learned->activationStep += stepOfInput(state, *layer, dy);
        return {};
    }
    const bool direct = turned(node.inputs[0]) == hasOrder(x.shape());
    Target to {&state.gradient, kernels::Into::Set};
    if (direct) {
        auto found = target(node.inputs[0]);
        if (!found) return pass(found.error());
        to = *found;
    } else {
        BITLADDER_TRY(fit(state.gradient, x.shape()));
    }
    float* dx = to.gradient->mutableAs<float>().data();
    if (rounds || to.how == kernels::Into::Add) {
        float* before = m_before.room(x.count());
        state.convolution->toInput(gradient, before);
        const auto count = static_cast<size_t>(x.count());
        if (rounds)
            learned->activationStep += throughActivations(
                x.as<float>(), {read, count}, {before, count}, *layer->activations, m_student.stepRule(), dx, to.how);
        else
            m_kernels.add(before, static_cast<size_t>(x.count()), dx);
    } else {
        state.convolution->toInput(gradient, dx);
    }
    if (direct) return {};
    // The value lies in the order of the graph.
    auto found = target(node.inputs[0]);
    if (!found) return pass(found.error());
    const bool adds = found->how == kernels::Into::Add;
    float* end = found->gradient->mutableAs<float>().data();
    float* room = adds ? m_turnedGradient.room(x.count()) : end;
    channelsFirst(m_table, x.shape(), dx, room);
    if (adds) m_kernels.add(room, static_cast<size_t>(x.count()), end);
    return {};
}

Result<void> Tape::backwardRow(size_t index, StudentGradient& into)
{
    const Student::Step& step = m_student.steps()[index];
    const Node& node = m_student.graph().node(step.node);
    State& state = m_states[index];
    std::vector<const tensor::Tensor*> outputGradients;
    std::vector<tensor::Tensor> outputs;
    for (const ValueId output : node.outputs) {
        outputs.push_back(output ? m_values[at(output)] : tensor::Tensor {});
        outputGradients.push_back(output && m_reached[at(output)] ? &m_gradients[at(output)] : nullptr);
    }
    tensor::Tensor zero;
    if (!outputGradients[0]) { // rows rely on it
        auto made = tensor::Tensor::make(ElementType::Float32, outputs[0].shape());
        if (!made) return pass(made.error());
        zero = *std::move(made);
        outputGradients[0] = &zero;
    } else {
        limit(index);
    }
    const auto& inputs = state.inputs;
    const bool plain = state.way == Way::Plain;
    std::vector<tensor::Tensor*> to(inputs.size(), nullptr);
    std::vector<tensor::Tensor> own(inputs.size()); // in front of what is done on the way to the value
    std::vector<char> turns(inputs.size(), 0);
    for (size_t i = 0; i < inputs.size(); ++i) {
        if (!step.carries[i] || inputs[i]->type() != ElementType::Float32) continue;
        if (plain && turned(node.inputs[i])) {
            BITLADDER_TRY(fitZeros(own[i], inputs[i]->shape()));
            to[i] = &own[i];
            turns[i] = 1;
            continue;
        }
        auto gradient = gradientOf(node.inputs[i]);
        if (!gradient) return pass(gradient.error());
        to[i] = *gradient;
    }
    const std::vector<tensor::Tensor*> values = to;
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
        if (layer.averaged && m_known[at(node.inputs[x])])
            gradient.seen = widened(gradient.seen, m_values[at(node.inputs[x])].as<float>());
        if (state.rounded[i].empty() || (!step.carries[x] && !layer.activationStepLearns)) continue;
        BITLADDER_TRY(fitZeros(state.roundedGradients[i], inputs[x]->shape()));
        to[x] = &state.roundedGradients[i];
    }
    GradientContext context(node, inputs, outputs, outputGradients, to, m_alone);
    BITLADDER_TRY(step.gradient->run(context));
    for (size_t i = 0; i < step.layers.size(); ++i) {
        const StudentLayer& layer = m_student.layers()[step.layers[i]];
        const size_t x = layer.layer.inputIndex;
        const tensor::Tensor& before = state.roundedGradients[i];
        if (state.rounded[i].empty() || to[x] != &before) continue;
        float* target = step.carries[x] ? values[x]->mutableAs<float>().data() : nullptr;
        into[step.layers[i]].activationStep
            += throughActivations(this->plain(node.inputs[x])->as<float>(), inputs[x]->as<float>(), before.as<float>(),
                *layer.activations, m_student.stepRule(), target, kernels::Into::Add);
    }
    for (size_t i = 0; i < inputs.size(); ++i)
        if (turns[i]) BITLADDER_TRY(addPlain(node.inputs[i], own[i]));
    return {};
}

Result<void> Tape::backward(std::span<const Seed> seeds, StudentGradient& into, Stretch stretch)
{
    releaseAll(); // what an error left
    for (const Seed& seed : seeds)
        BITLADDER_TRY(addPlain(seed.value, seed.gradient));
    for (size_t i = std::min(stretch.last, m_student.steps().size()); i-- > stretch.first;) {
        const Student::Step& step = m_student.steps()[i];
        if (!step.gradient) continue;
        auto done = backwardNode(i, into);
        const Node& node = m_student.graph().node(step.node);
        if (!done) return pass(done.error().within(fmt::format("gradient of node {} ({})", node.name, node.op)));
        for (const ValueId output : node.outputs)
            release(output);
    }
    releaseAll();
    return {};
}

void Tape::collect(StudentGradient& into)
{
    for (size_t i = 0; i < m_states.size(); ++i) {
        const auto& layers = m_student.steps()[i].layers;
        if (!m_states[i].convolution || layers.empty() || into[layers[0]].weights.empty()) continue;
        m_states[i].convolution->collect(into[layers[0]].weights.data());
    }
}

} // namespace bitladder::train
