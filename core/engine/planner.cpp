// prepare(): decides in which form every value lies, which step writes it, and where in the arena.
//
// Demands run backwards: a layer asks for its input in the form of its activations; max pooling and concatenation pass integer
// demands on, because they commute with quantization. Steps are made forwards: a producer writes the form that all its readers
// ask for, and what is left is converted once per value and form, not once per reader.
#include "core/engine/executable_impl.h"

#include "core/quant/estimate.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>

namespace bitladder::engine
{

using graph::Graph;
using graph::Layer;
using graph::Value;
using tensor::ElementType;

namespace
{

constexpr float kInfinity = std::numeric_limits<float>::infinity();

bool spatial(const tensor::Shape& shape)
{
    return shape.size() >= 3 && shape.size() <= 5;
}

int64_t innerOf(const tensor::Shape& shape, Layout layout)
{
    if (shape.empty()) return 1;
    return layout == Layout::ChannelsLast && spatial(shape) ? shape[1] : shape.back();
}

// Operators that broadcast two inputs element by element: any common order of memory will do.
bool broadcasts(const Node& node)
{
    static const std::set<std::string_view> kNames {"Add", "Sub", "Mul", "Div", "Pow", "Min", "Max", "PRelu"};
    return node.domain.empty() && kNames.contains(node.op);
}

bool isView(const Node& node)
{
    return node.domain.empty()
        && (node.op == "Reshape" || node.op == "Flatten" || node.op == "Squeeze" || node.op == "Unsqueeze");
}

} // namespace

class Planner
{
public:
    Planner(std::shared_ptr<const Graph> graph, const quant::Recipe& recipe, const Calibration& calibration,
        const PrepareOptions& options, const Job& job)
        : m_impl(std::make_unique<Executable::Impl>())
        , m_graph(*graph)
        , m_recipe(recipe)
        , m_calibration(calibration)
        , m_options(options)
        , m_job(job)
    {
        m_impl->graph = std::move(graph);
        m_impl->table = &kernels::table(options.level);
        m_impl->threads = Threads(options.threads);
    }

    Result<std::unique_ptr<Executable>> plan()
    {
        m_layers = graph::layersOf(m_graph);
        if (m_recipe.layers.size() != m_layers.size())
            return fail("the recipe has {} layers, the network has {}", m_recipe.layers.size(), m_layers.size());
        m_layerOfNode.clear();
        for (const Layer& layer : m_layers)
            m_layerOfNode[layer.node] = layer.id;
        BITLADDER_TRY(chooseLayers());
        demand();
        BITLADDER_TRY(makeInputs());
        for (const NodeId id : m_graph.order()) {
            if (m_job.stopped()) return cancelled();
            BITLADDER_TRY(makeNode(id));
        }
        BITLADDER_TRY(makeOutputs());
        BITLADDER_TRY(placeSlots());
        measureSizes();
        return std::unique_ptr<Executable>(new Executable(std::move(m_impl)));
    }

private:
    struct LayerChoice {
        Geometry geometry;
        KernelChoice kernel;
        std::shared_ptr<const PackedLayer> packed;
        std::optional<quant::QuantParams> input;
        Form form; // of the activations
    };

    const Layer* layerAt(NodeId id) const
    {
        const auto it = m_layerOfNode.find(id);
        return it == m_layerOfNode.end() ? nullptr : &m_layers[static_cast<size_t>(it->second.index)];
    }

    // --- which kernel, which params, packed weights ---------------------------------------------------------------------

    Result<void> chooseLayers()
    {
        for (const Layer& layer : m_layers) {
            if (m_job.stopped()) return cancelled();
            m_job.report(static_cast<double>(layer.id.index) / static_cast<double>(m_layers.size()), layer.name);
            const quant::LayerRecipe& asked = m_recipe.layers[static_cast<size_t>(layer.id.index)];
            if (asked.layer != layer.name)
                return fail("the recipe's layer {} is \"{}\", the network's is \"{}\"", layer.id.index + 1, asked.layer,
                    layer.name);
            for (const auto* spec : {&asked.weights, &asked.activations})
                if (!quant::supported(spec->format.family))
                    return unsupported(
                        "layer {}: {} formats cannot be run yet", layer.name, quant::familyName(spec->format.family));
            LayerChoice choice;
            auto geometry = geometryOf(m_graph, layer);
            if (!geometry) return pass(geometry.error());
            choice.geometry = *std::move(geometry);
            const Geometry& g = choice.geometry;
            const LayerFacts facts {
                g.taps() * g.inPerGroup(), g.inPerGroup(), g.depthwise(), g.groups == 1 || g.inPerGroup() % 64 == 0};
            choice.kernel = chooseKernel(asked.weights, asked.activations, facts, *m_impl->table);
            if (!quant::isNativeFloat(asked.activations.format)) {
                const quant::Histogram* statistics = m_calibration.find(layer.name);
                const bool needed = asked.activations.rangeMethod() != quant::RangeMethod::Manual
                    && asked.activations.rangeMethod() != quant::RangeMethod::Given
                    && !(
                        asked.activations.format.family == quant::Family::Float && asked.activations.format.bits >= 16);
                if (needed && (!statistics || statistics->empty()))
                    return fail("layer {} ({}): no calibration picture has been run, so the range of its activations "
                                "is not known",
                        layer.name, layer.op);
                static const quant::Histogram kNone;
                choice.input = quant::estimateActivation(statistics ? *statistics : kNone, asked.activations);
            }
            const PackCache::Key key {layer.id.index, asked.weights, choice.kernel.compute, m_options.level};
            if (m_options.cache) choice.packed = m_options.cache->find(key);
            if (!choice.packed) {
                auto packed = packLayer(
                    m_graph, layer, g, asked.weights, choice.kernel.compute, *m_impl->table, m_impl->threads);
                if (!packed) return pass(packed.error());
                choice.packed = *std::move(packed);
                if (m_options.cache) m_options.cache->put(key, choice.packed);
            }
            const auto& shape = *m_graph.value(layer.input).shape;
            choice.form.storage = storageOf(choice.kernel.compute);
            choice.form.layout
                = spatial(shape) && layer.op != "Gemm" && layer.op != "MatMul" ? Layout::ChannelsLast : Layout::Plain;
            // bfloat16 rows carry no scale; every other non-native activation has its grid in the form.
            if (choice.form.storage != Storage::BF16) choice.form.params = choice.input;
            m_choices.push_back(std::move(choice));
        }
        return {};
    }

    // --- demands ---------------------------------------------------------------------------------------------------------

    bool commutesWithQuantization(const Node& node) const
    {
        if (!node.domain.empty() || !node.output(0)) return false;
        const auto& shape = m_graph.value(node.output(0)).shape;
        if (!shape || !spatial(*shape)) return false;
        if (node.op == "Concat") return concatsChannels(node);
        return node.op == "MaxPool" && plainPool(node);
    }

    bool concatsChannels(const Node& node) const
    {
        const auto& shape = m_graph.value(node.output(0)).shape;
        const auto axis = tensor::normalizedAxis(node.attributes.integer("axis", 1), shape->size());
        if (axis != 1) return false;
        return std::ranges::all_of(node.inputs, [&](ValueId v) { return isFloatValue(v) && !m_graph.constant(v); });
    }

    // Pooling that the channels-last steps do: one output, any stride, dilation and padding.
    bool plainPool(const Node& node) const
    {
        const Value& in = m_graph.value(node.input(0));
        if (!isFloatValue(node.input(0)) || !in.shape || !spatial(*in.shape) || !tensor::elementCount(*in.shape))
            return false;
        if (node.output(1)) return false;
        // The average over a window that hangs over the edge of a rounded-up output needs rules of its own.
        return node.op == "MaxPool" || node.attributes.integer("ceil_mode", 0) == 0;
    }

    bool isFloatValue(ValueId id) const
    {
        const auto& type = m_graph.value(id).type;
        return type && (*type == ElementType::Float32 || *type == ElementType::Float64);
    }

    void demand()
    {
        m_demands.assign(m_graph.valueCount(), {});
        const Form plainFloat {};
        for (const ValueId output : m_graph.outputs)
            m_demands[static_cast<size_t>(output.index)].push_back(plainFloat);
        const auto& order = m_graph.order();
        for (auto it = order.rbegin(); it != order.rend(); ++it) {
            const Node& node = m_graph.node(*it);
            if (const Layer* layer = layerAt(*it)) {
                wants(layer->input, m_choices[static_cast<size_t>(layer->id.index)].form);
                continue;
            }
            const std::optional<Form> common = node.output(0) ? commonIntegerDemand(node.output(0)) : std::nullopt;
            const bool passOn = common && common->storage == Storage::U8 && common->layout == Layout::ChannelsLast
                && commutesWithQuantization(node);
            for (const ValueId input : node.inputs)
                if (input) wants(input, passOn ? *common : plainFloat);
        }
    }

    void wants(ValueId value, const Form& form) { m_demands[static_cast<size_t>(value.index)].push_back(form); }

    // The one integer form that all readers of a value ask for, if there is one.
    std::optional<Form> commonIntegerDemand(ValueId value) const
    {
        const auto& demands = m_demands[static_cast<size_t>(value.index)];
        if (demands.empty() || (demands.front().storage != Storage::U8 && demands.front().storage != Storage::S16))
            return std::nullopt;
        for (const Form& form : demands)
            if (!(form == demands.front())) return std::nullopt;
        return demands.front();
    }

    // --- slots and forms -------------------------------------------------------------------------------------------------

    SlotId newSlot(const Form& form, ElementType type, const tensor::Shape& shape)
    {
        Slot slot;
        slot.form = form;
        slot.type = type;
        slot.shape = shape;
        slot.inner = innerOf(shape, form.layout);
        slot.bytes = slotBytes(slot);
        m_impl->slots.push_back(slot);
        return {static_cast<int32_t>(m_impl->slots.size() - 1)};
    }

    SlotId slotFor(ValueId value, const Form& form)
    {
        const Value& v = m_graph.value(value);
        const SlotId id = newSlot(form, v.type.value_or(ElementType::Float32), *v.shape);
        m_forms[value].push_back(id);
        return id;
    }

    Slot& slot(SlotId id) { return m_impl->slots[static_cast<size_t>(id.index)]; }
    SlotView view(SlotId id) { return {id, &slot(id)}; }

    void addStep(std::unique_ptr<Step> step, NodeId node, LayerId owner, std::span<const SlotId> reads,
        std::span<const SlotId> writes)
    {
        const int index = static_cast<int>(m_impl->steps.size());
        for (const auto list : {reads, writes})
            for (const SlotId id : list)
                if (id) use(id, index);
        step->forNode = node;
        step->owner = owner;
        m_impl->steps.push_back(std::move(step));
    }

    void use(SlotId id, int step)
    {
        while (slot(id).alias)
            id = slot(id).alias;
        Slot& s = slot(id);
        if (s.first < 0) s.first = step;
        s.last = std::max(s.last, step);
    }

    // The value in a form, converted now if no earlier reader had it converted. Preconditions: produced, static shape.
    Result<SlotId> require(ValueId value, const Form& form, NodeId forNode, LayerId owner)
    {
        const tensor::Shape& shape = *m_graph.value(value).shape;
        const auto matches = [&](const Form& have, const Form& want) {
            // Bit planes are padded row by row, so even one channel lies differently in the two layouts.
            const bool bits = have.storage == Storage::Bits || have.storage == Storage::BitPairs;
            return have.storage == want.storage && have.params == want.params
                && (have.layout == want.layout || (!bits && sameInBothLayouts(shape)));
        };
        auto& forms = m_forms[value];
        for (const SlotId id : forms) {
            if (!matches(slot(id).form, form)) continue;
            if (slot(id).form == form) return id;
            // The same memory under the other layout's name.
            Slot alias = slot(id);
            alias.alias = id;
            alias.form = form;
            alias.inner = innerOf(shape, form.layout);
            m_impl->slots.push_back(alias);
            const SlotId aliasId {static_cast<int32_t>(m_impl->slots.size() - 1)};
            forms.push_back(aliasId);
            return aliasId;
        }
        if (forms.empty()) return fail("value {} is read before it is computed", m_graph.value(value).name);
        if (form.storage == Storage::Tensor)
            return fail("value {} changes its type between nodes", m_graph.value(value).name);
        // From a float of the same layout in one step; else first to such a float.
        const SlotId* source = nullptr;
        for (const SlotId& id : forms) {
            const Form& f = slot(id).form;
            if (!(f.layout == form.layout || sameInBothLayouts(shape))) continue;
            if (f.isFloat() && (!source || f.storage == Storage::F64)) source = &id;
        }
        if (source) {
            const SlotId from = *source;
            const SlotId to = slotFor(value, form);
            addStep(makeConversion(view(from), view(to)), forNode, owner, {{from}}, {{to}});
            return to;
        }
        // From floats of the other layout if there are any, else from the codes that were computed.
        const auto floats = std::ranges::find_if(forms, [&](SlotId id) { return slot(id).form.isFloat(); });
        const SlotId origin = floats == forms.end() ? forms.front() : *floats;
        const Form originForm = slot(origin).form;
        const bool wide = originForm.storage == Storage::F64 || originForm.storage == Storage::S64;
        Form step {wide ? Storage::F64 : Storage::F32, originForm.layout, {}};
        if (!originForm.isFloat()) { // codes → floats, same layout
            const SlotId to = slotFor(value, step);
            addStep(makeConversion(view(origin), view(to)), forNode, owner, {{origin}}, {{to}});
        } else {
            step.layout = form.layout;
            const SlotId to = slotFor(value, step);
            auto change = makeLayoutChange(view(origin), view(to));
            addStep(std::move(change), forNode, owner, {{origin}}, {{to}});
        }
        return require(value, form, forNode, owner);
    }

    bool isWide(ValueId value) const
    {
        const auto it = m_forms.find(value);
        if (it == m_forms.end() || it->second.empty()) return false;
        const Storage s = m_impl->slots[static_cast<size_t>(it->second.front().index)].form.storage;
        return s == Storage::F64 || s == Storage::S64;
    }

    Layout layoutOf(ValueId value) const
    {
        const auto it = m_forms.find(value);
        if (it == m_forms.end() || it->second.empty()) return Layout::Plain;
        return m_impl->slots[static_cast<size_t>(it->second.front().index)].form.layout;
    }

    bool known(ValueId value) const
    {
        const Value& v = m_graph.value(value);
        return v.type && v.shape && tensor::elementCount(*v.shape) && m_forms.contains(value);
    }

    // --- steps -------------------------------------------------------------------------------------------------------------

    Result<void> makeInputs()
    {
        for (size_t i = 0; i < m_graph.inputs.size(); ++i) {
            const ValueId id = m_graph.inputs[i];
            const Value& value = m_graph.value(id);
            if (!value.type || !value.shape || !tensor::elementCount(*value.shape))
                return fail("input {}: its type and shape must be known before the network can run", value.name);
            Form form;
            form.storage = *value.type == ElementType::Float32
                ? Storage::F32
                : (*value.type == ElementType::Float64 ? Storage::F64 : Storage::Tensor);
            const SlotId to = slotFor(id, form);
            addStep(makeInputStep(i, view(to)), {}, {}, {}, {{to}});
        }
        return {};
    }

    Result<void> makeNode(NodeId id)
    {
        const Node& node = m_graph.node(id);
        if (m_fusedAway.contains(id)) return {};
        if (const Layer* layer = layerAt(id)) return makeLayerStep(*layer);
        bool allKnown = true;
        for (const ValueId input : node.inputs)
            if (input && !m_graph.constant(input)) allKnown = allKnown && known(input);
        for (const ValueId output : node.outputs)
            if (output)
                allKnown = allKnown && m_graph.value(output).shape && m_graph.value(output).type
                    && tensor::elementCount(*m_graph.value(output).shape);
        if (allKnown) {
            auto done = makeFastStep(id, node);
            if (!done) return pass(done.error());
            if (*done) return {};
        }
        return makeOperatorStep(id, node);
    }

    Result<void> makeLayerStep(const Layer& layer)
    {
        const LayerChoice& choice = m_choices[static_cast<size_t>(layer.id.index)];
        if (!known(layer.input))
            return fail(
                "layer {} ({}): the shape of its input depends on data, so it cannot be planned", layer.name, layer.op);
        auto from = require(layer.input, choice.form, layer.node, layer.id);
        if (!from) return pass(from.error());
        const Node& node = m_graph.node(layer.node);

        LayerPlan plan;
        plan.geometry = choice.geometry;
        plan.packed = choice.packed;
        plan.input = choice.input;
        if (choice.form.storage == Storage::BF16) plan.input.reset();
        if (const tensor::Tensor* bias = m_graph.constant(layer.bias)) {
            const double beta = layer.op == "Gemm" ? static_cast<double>(node.attributes.get("beta", 1.0f)) : 1.0;
            if (bias->count() != layer.channels && bias->count() != 1)
                return fail("layer {} ({}): its bias has {} elements for {} channels", layer.name, layer.op,
                    bias->count(), layer.channels);
            for (int64_t c = 0; c < layer.channels; ++c)
                plan.bias.push_back(beta * bias->at(bias->count() == 1 ? 0 : c));
        } else if (layer.bias) {
            return fail("layer {} ({}): its bias is not a constant", layer.name, layer.op);
        }
        if (multipliesBytes(choice.kernel.compute))
            plan.integerBias = integerBias(m_graph, layer, choice.packed->params, *choice.input);
        plan.clamp = node.clamp.value_or(graph::Clamp {-kInfinity, kInfinity});

        const Compute compute = choice.kernel.compute;
        Form output;
        output.layout = choice.form.layout;
        output.storage = compute == Compute::F64 || compute == Compute::S64S64 ? Storage::F64 : Storage::F32;
        // Written at once in the integer form that all readers ask for, where the kernel can.
        const bool integer = !choice.packed->sums.empty() && compute != Compute::S64S64;
        if (const auto common = integer ? commonIntegerDemand(layer.output) : std::nullopt) {
            const bool canStore = common->storage == Storage::U8 || !choice.packed->wish.depthwise;
            const auto& shape = m_graph.value(layer.output).shape;
            if (canStore && shape && (common->layout == output.layout || sameInBothLayouts(*shape))
                && common->params->format.family != quant::Family::Binary)
                output = {common->storage, output.layout, common->params};
        }
        const SlotId to = slotFor(layer.output, output);
        plan.from = *from;
        plan.to = to;
        plan.inputForm = choice.form;
        plan.outputForm = output;

        LayerInfo info;
        const quant::LayerRecipe& asked = m_recipe.layers[static_cast<size_t>(layer.id.index)];
        info.name = layer.name;
        info.op = layer.op;
        info.weights = asked.weights;
        info.activations = asked.activations;
        info.weightParams = choice.packed->params;
        info.activationParams = choice.input;
        info.kernel = choice.packed->wish.name;
        info.level = choice.packed->wish.level;
        info.execution = choice.kernel.execution;
        info.note = choice.kernel.note;
        info.macs = choice.geometry.macs();
        info.rows = choice.geometry.outRows();
        info.columns = choice.geometry.outPerGroup();
        info.depth = choice.geometry.taps() * choice.geometry.inPerGroup();
        info.depthwise = choice.geometry.depthwise();
        info.inputs = tensor::elementCount(*m_graph.value(layer.input).shape).value_or(0);
        info.outputs = tensor::elementCount(*m_graph.value(layer.output).shape).value_or(0);
        auto step = makeLayer(std::move(plan), *m_impl->table);
        step->timePart = StepPart::Kernel;
        info.residentBytes = choice.packed->resident;
        m_impl->infos.push_back(std::move(info));
        m_impl->layerSlots.emplace_back(*from, to);
        addStep(std::move(step), layer.node, layer.id, {{*from}}, {{to}});
        return {};
    }

    Form fastFloat(ValueId input) const { return {Storage::F32, layoutOf(input), {}}; }

    // Steps that know channels-last data. False: none fits, the registry takes the node.
    Result<bool> makeFastStep(NodeId id, const Node& node)
    {
        if (!node.domain.empty()) return false;
        if (isView(node)) return makeViewStep(id, node);
        if (!isFloatValue(node.output(0)) || !node.input(0) || m_graph.constant(node.input(0)) || isWide(node.input(0)))
            return false;
        const tensor::Shape& shape = *m_graph.value(node.input(0)).shape;
        if (node.op == "MaxPool" || node.op == "AveragePool") return makePoolStep(id, node);
        if (node.op == "GlobalAveragePool" && spatial(shape)) {
            auto from = require(node.input(0), {Storage::F32, Layout::ChannelsLast, {}}, id, {});
            if (!from) return pass(from.error());
            const SlotId to = slotFor(node.output(0), {Storage::F32, Layout::ChannelsLast, {}});
            addStep(makeGlobalAverage(view(*from), view(to)), id, {}, {{*from}}, {{to}});
            return true;
        }
        if (node.op == "Concat" && spatial(shape) && concatsChannels(node)) return makeConcatStep(id, node);
        if (node.op == "Add") return makeAddStep(id, node);
        return false;
    }

    Result<bool> makeViewStep(NodeId id, const Node& node)
    {
        const ValueId in = node.input(0), out = node.output(0);
        if (m_graph.constant(in)) return false;
        const Slot& first = slot(m_forms[in].front());
        Form form {first.form.storage, Layout::Plain, {}};
        if (form.storage != Storage::F64 && form.storage != Storage::Tensor) form.storage = Storage::F32;
        auto from = require(in, form, id, {});
        if (!from) return pass(from.error());
        const SlotId to = slotFor(out, form);
        slot(to).alias = *from;
        return true;
    }

    Result<bool> makePoolStep(NodeId id, const Node& node)
    {
        if (!plainPool(node)) return false;
        const tensor::Shape& shape = *m_graph.value(node.input(0)).shape;
        PoolPlan plan;
        Geometry& g = plan.geometry;
        g.batch = shape[0];
        g.inChannels = g.outChannels = shape[1];
        g.inSpatial.assign(shape.begin() + 2, shape.end());
        g.kernel = node.attributes.integers("kernel_shape");
        if (g.kernel.size() != g.inSpatial.size()) return false;
        auto out = windowOutput(node, g.inSpatial, g.kernel, g.strides, g.dilations, g.padsBegin);
        if (!out) return pass(out.error().within(fmt::format("node {} ({})", node.name, node.op)));
        g.outSpatial = *std::move(out);
        tensor::Shape planned {shape[0], shape[1]};
        planned.insert(planned.end(), g.outSpatial.begin(), g.outSpatial.end());
        if (planned != *m_graph.value(node.output(0)).shape) return false;
        plan.max = node.op == "MaxPool";
        plan.countPadding = node.attributes.integer("count_include_pad", 0) != 0;
        Form form {Storage::F32, Layout::ChannelsLast, {}};
        const auto common = commonIntegerDemand(node.output(0));
        if (plan.max && common && common->storage == Storage::U8 && common->layout == Layout::ChannelsLast)
            form = *common;
        auto from = require(node.input(0), form, id, {});
        if (!from) return pass(from.error());
        const SlotId to = slotFor(node.output(0), form);
        addStep(makePool(std::move(plan), view(*from), view(to)), id, {}, {{*from}}, {{to}});
        return true;
    }

    Result<bool> makeConcatStep(NodeId id, const Node& node)
    {
        Form form {Storage::F32, Layout::ChannelsLast, {}};
        for (const ValueId input : node.inputs)
            if (isWide(input)) return false;
        const auto common = commonIntegerDemand(node.output(0));
        if (common && common->storage == Storage::U8 && common->layout == Layout::ChannelsLast) form = *common;
        std::vector<SlotId> from;
        for (const ValueId input : node.inputs) {
            auto one = require(input, form, id, {});
            if (!one) return pass(one.error());
            from.push_back(*one);
        }
        const SlotId to = slotFor(node.output(0), form);
        std::vector<SlotView> views;
        for (const SlotId s : from)
            views.push_back(view(s));
        addStep(makeConcat(std::move(views), view(to)), id, {}, from, {{to}});
        return true;
    }

    Result<bool> makeAddStep(NodeId id, const Node& node)
    {
        const ValueId a = node.input(0), b = node.input(1);
        if (!b || m_graph.constant(b) || isWide(b) || !isFloatValue(b)
            || *m_graph.value(a).shape != *m_graph.value(b).shape)
            return false;
        graph::Clamp clamp {-kInfinity, kInfinity};
        ValueId output = node.output(0);
        // A Relu that alone reads the sum is done on the way.
        const auto readers = m_graph.consumers(output);
        if (readers.size() == 1 && !m_graph.isOutput(output)) {
            const Node& next = m_graph.node(readers.front());
            if (next.op == "Relu" && next.domain.empty()) {
                clamp.lo = 0;
                m_fusedAway.insert(readers.front());
                output = next.output(0);
            }
        }
        const Layout layout = spatial(*m_graph.value(a).shape)
                && (layoutOf(a) == Layout::ChannelsLast || layoutOf(b) == Layout::ChannelsLast)
            ? Layout::ChannelsLast
            : Layout::Plain;
        const Form form {Storage::F32, layout, {}};
        auto from = require(a, form, id, {});
        if (!from) return pass(from.error());
        auto other = require(b, form, id, {});
        if (!other) return pass(other.error());
        const SlotId to = slotFor(output, form);
        addStep(makeAdd(view(*from), view(*other), view(to), clamp), id, {}, std::vector {*from, *other}, {{to}});
        return true;
    }

    // A constant reordered to channels-last, for operators that broadcast: shape [C, …] aligned at the end becomes […, C].
    static std::optional<tensor::Tensor> channelsLastConstant(const tensor::Tensor& constant, size_t rank)
    {
        if (constant.count() == 1) return constant.reshaped({1});
        // Only vectors along the channel axis are worth the trouble: every other extent is 1.
        const tensor::Shape& s = constant.shape();
        if (s.size() < rank - 1 || s.size() > rank) return std::nullopt;
        const size_t channelAxis = s.size() - (rank - 1);
        if (s[channelAxis] != constant.count()) return std::nullopt;
        return constant.reshaped({constant.count()});
    }

    Result<void> makeOperatorStep(NodeId id, const Node& node)
    {
        const Operator* entry = findOperator(node);
        const std::string where = fmt::format("node {} ({})", node.name, node.op);
        if (!entry)
            return unsupported("{}: operator {}{}{} (opset {}) is not supported", where, node.domain,
                node.domain.empty() ? "" : "::", node.op, node.opset);
        // `raised`: a layer in float64 gave a value that the file has in float32, and what follows keeps the digits.
        bool wide = false, raised = false;
        for (const ValueId input : node.inputs) {
            if (!input || !isWide(input)) continue;
            wide = true;
            raised = raised || m_graph.value(input).type == ElementType::Float32;
        }

        // Keep channels-last data as it is where the operator does not care.
        std::vector<std::optional<tensor::Tensor>> constants(node.inputs.size());
        Layout layout = Layout::Plain;
        const ValueId first = node.input(0);
        if (first && known(first) && layoutOf(first) == Layout::ChannelsLast
            && !sameInBothLayouts(*m_graph.value(first).shape)) {
            const size_t rank = m_graph.value(first).shape->size();
            if (entry->layout == LayoutRule::Elementwise && !broadcasts(node)) {
                layout = Layout::ChannelsLast;
            } else if (broadcasts(node)) {
                bool fits = m_graph.value(node.output(0)).shape && m_graph.value(node.output(0)).shape->size() == rank;
                for (size_t i = 0; i < node.inputs.size() && fits; ++i) {
                    const ValueId input = node.inputs[i];
                    if (const tensor::Tensor* constant = m_graph.constant(input)) {
                        constants[i] = channelsLastConstant(*constant, rank);
                        fits = constants[i].has_value();
                    } else {
                        fits = input && known(input) && m_graph.value(input).shape->size() == rank;
                    }
                }
                if (fits)
                    layout = Layout::ChannelsLast;
                else
                    constants.assign(node.inputs.size(), std::nullopt);
            }
        }

        std::vector<OperatorInput> inputs(node.inputs.size());
        std::vector<SlotId> reads, writes;
        for (size_t i = 0; i < node.inputs.size(); ++i) {
            const ValueId input = node.inputs[i];
            if (!input) continue;
            if (const tensor::Tensor* constant = m_graph.constant(input)) {
                tensor::Tensor value = constants[i] ? *constants[i] : *constant;
                if (wide && value.type() == ElementType::Float32) {
                    auto widened = tensor::converted(value, ElementType::Float64);
                    if (!widened) return pass(widened.error());
                    value = *std::move(widened);
                }
                inputs[i].constant = std::move(value);
                continue;
            }
            if (!known(input)) {
                if (!m_dynamic.contains(input))
                    return fail("{}: its input {} is not computed", where, m_graph.value(input).name);
                inputs[i].dynamic = input;
                continue;
            }
            Form form;
            form.layout = layout;
            form.storage = !isFloatValue(input) ? Storage::Tensor : (wide ? Storage::F64 : Storage::F32);
            auto from = require(input, form, id, {});
            if (!from) return pass(from.error());
            inputs[i].slot = *from;
            reads.push_back(*from);
        }
        std::vector<OperatorOutput> outputs(node.outputs.size());
        for (size_t i = 0; i < node.outputs.size(); ++i) {
            const ValueId output = node.outputs[i];
            if (!output) continue;
            const Value& value = m_graph.value(output);
            if (!value.type || !value.shape || !tensor::elementCount(*value.shape)) {
                outputs[i].dynamic = output;
                m_dynamic.insert(output);
                m_impl->hasDynamic = true;
                continue;
            }
            Form form;
            form.layout = layout;
            form.storage = !isFloatValue(output)
                ? Storage::Tensor
                : (raised || *value.type == ElementType::Float64 ? Storage::F64 : Storage::F32);
            outputs[i].slot = slotFor(output, form);
            writes.push_back(outputs[i].slot);
        }
        addStep(
            makeOperator(node, *entry, std::move(inputs), std::move(outputs), m_impl->slots), id, {}, reads, writes);
        return {};
    }

    Result<void> makeOutputs()
    {
        const int end = static_cast<int>(m_impl->steps.size());
        for (const ValueId id : m_graph.outputs) {
            Executable::Impl::Output output;
            if (const tensor::Tensor* constant = m_graph.constant(id)) {
                output.constant = *constant;
            } else if (m_dynamic.contains(id)) {
                output.dynamic = id;
            } else if (known(id)) {
                output.slot = m_forms[id].front();
                use(output.slot, end);
            } else {
                return fail("output {} is not computed", m_graph.value(id).name);
            }
            m_impl->outputs.push_back(std::move(output));
        }
        return {};
    }

    // --- memory --------------------------------------------------------------------------------------------------------------

    // First fit by descending size: slots whose lifetimes overlap never share bytes.
    Result<void> placeSlots()
    {
        constexpr size_t kAlign = 64, kSlack = 64;
        auto& slots = m_impl->slots;
        std::vector<int32_t> order;
        for (size_t i = 0; i < slots.size(); ++i)
            if (!slots[i].alias && slots[i].first >= 0) order.push_back(static_cast<int32_t>(i));
        std::ranges::stable_sort(order, [&](int32_t a, int32_t b) {
            return slots[static_cast<size_t>(a)].bytes > slots[static_cast<size_t>(b)].bytes;
        });
        std::vector<int32_t> placed;
        size_t total = 0;
        for (const int32_t i : order) {
            Slot& s = slots[static_cast<size_t>(i)];
            std::vector<std::pair<size_t, size_t>> taken;
            for (const int32_t k : placed) {
                const Slot& other = slots[static_cast<size_t>(k)];
                if (other.first <= s.last && s.first <= other.last)
                    taken.emplace_back(other.offset, other.offset + other.bytes + kSlack);
            }
            std::ranges::sort(taken);
            size_t at = 0;
            for (const auto& [from, to] : taken) {
                if (at + s.bytes + kSlack <= from) break;
                at = std::max(at, (to + kAlign - 1) / kAlign * kAlign);
            }
            s.offset = at;
            total = std::max(total, at + s.bytes + kSlack);
            placed.push_back(i);
        }
        constexpr size_t kMost = size_t {1} << 36;
        if (total > kMost)
            return fail("the activations of this network need {} bytes, more than Bitladder takes", total);
        try {
            m_impl->arena = AlignedBytes(total);
        } catch (const std::bad_alloc&) {
            return fail("there is not enough memory for the activations ({} bytes)", total);
        }
        m_impl->memory.assign(slots.size(), nullptr);
        for (size_t i = 0; i < slots.size(); ++i) {
            SlotId id {static_cast<int32_t>(i)};
            while (slot(id).alias)
                id = slot(id).alias;
            m_impl->memory[i] = m_impl->arena.as<std::byte>() + slot(id).offset;
        }
        for (const auto& step : m_impl->steps)
            step->bind(m_impl->memory);
        return {};
    }

    void measureSizes()
    {
        Sizes& sizes = m_impl->sizes;
        for (size_t i = 0; i < m_layers.size(); ++i) {
            const tensor::Tensor& weights = *m_graph.constant(m_layers[i].weights);
            const auto count = static_cast<double>(weights.count());
            const tensor::Tensor* bias = m_graph.constant(m_layers[i].bias);
            const double biases = bias ? static_cast<double>(bias->count()) : 0;
            sizes.floatBytes
                += static_cast<double>(weights.byteSize()) + (bias ? static_cast<double>(bias->byteSize()) : 0);
            sizes.theoreticalBytes
                += count * quant::theoreticalBits(m_recipe.layers[i].weights.format) / 8 + biases * 4;
            sizes.residentBytes += static_cast<double>(m_impl->infos[i].residentBytes);
        }
    }

    std::unique_ptr<Executable::Impl> m_impl;
    const Graph& m_graph;
    const quant::Recipe& m_recipe;
    const Calibration& m_calibration;
    const PrepareOptions& m_options;
    const Job& m_job;
    std::vector<Layer> m_layers;
    std::map<NodeId, LayerId> m_layerOfNode;
    std::vector<LayerChoice> m_choices;
    std::vector<std::vector<Form>> m_demands; // by value
    std::map<ValueId, std::vector<SlotId>> m_forms; // the first is the one that was computed
    std::set<ValueId> m_dynamic;
    std::set<NodeId> m_fusedAway;
};

quant::Recipe floatRecipe(const Graph& graph)
{
    quant::Recipe recipe;
    recipe.model = graph.name;
    recipe.fingerprint = fingerprintOf(graph);
    for (const Layer& layer : graph::layersOf(graph)) {
        const bool wide = graph.constant(layer.weights)->type() == ElementType::Float64;
        const auto format = wide ? quant::kFloat64 : quant::kFloat32;
        recipe.layers.push_back(
            {layer.name, quant::defaultWeightSpec(format), quant::defaultActivationSpec(format), quant::Lock::Open});
    }
    return recipe;
}

namespace
{

// The spec that stands for a grid of the file; the given one where the grid cannot be had.
quant::QuantSpec specOf(const std::optional<graph::FileGrid>& grid, int64_t channels, quant::QuantSpec spec)
{
    if (!grid || (grid->scales.size() != 1 && static_cast<int64_t>(grid->scales.size()) != channels)) return spec;
    const auto format = grid->bits == 1 ? quant::binaryFormat() : quant::intFormat(grid->bits);
    const auto granularity = grid->scales.size() == 1 ? quant::Granularity::Tensor : quant::Granularity::Channel;
    auto params = quant::givenParams(format, granularity, grid->qmin, grid->qmax, grid->scales, grid->zeros);
    if (!params) return spec;
    const bool symmetric = std::ranges::all_of(grid->zeros, [](int64_t zero) { return zero == 0; });
    spec.format = format;
    spec.granularity = granularity;
    spec.symmetry = symmetric ? quant::Symmetry::Symmetric : quant::Symmetry::Asymmetric;
    spec.range = quant::RangeMethod::Given;
    spec.given = std::make_shared<const quant::QuantParams>(*std::move(params));
    return spec;
}

} // namespace

quant::Recipe fileRecipe(const Graph& graph)
{
    quant::Recipe recipe = floatRecipe(graph);
    const auto layers = graph::layersOf(graph);
    for (size_t i = 0; i < layers.size(); ++i) {
        auto& layer = recipe.layers[i];
        layer.weights = specOf(layers[i].weightGrid, layers[i].channels, layer.weights);
        layer.activations = specOf(layers[i].inputGrid, 1, layer.activations);
    }
    return recipe;
}

bool isQuantized(const quant::Recipe& recipe)
{
    return std::ranges::any_of(recipe.layers, [](const quant::LayerRecipe& layer) {
        return layer.weights.range == quant::RangeMethod::Given || layer.activations.range == quant::RangeMethod::Given;
    });
}

std::string fingerprintOf(const Graph& graph)
{
    // FNV-1a over names and weight shapes: tells models apart, promises nothing against forgery.
    uint64_t hash = 1469598103934665603u;
    const auto mix = [&](const std::string& text) {
        for (const char c : text)
            hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211u;
    };
    for (const Layer& layer : graph::layersOf(graph))
        mix(layer.name + ":" + layer.op + ":" + tensor::toString(layer.weightShape) + ";");
    return fmt::format("{:016x}", hash);
}

Result<std::unique_ptr<Executable>> prepare(std::shared_ptr<const Graph> graph, const quant::Recipe& recipe,
    const Calibration& calibration, const PrepareOptions& options, const Job& job)
{
    return Planner(std::move(graph), recipe, calibration, options, job).plan();
}

} // namespace bitladder::engine
