// prepare(): decides in which form every value lies, which step writes it, and where in the arena.
//
// FormatRequests run backwards: a layer asks for its input in the form of its activations; max pooling and
// concatenation pass integer demands on, because they commute with quantization. Steps are made forwards: a producer
// writes the form that all its readers ask for; what is left is converted once per value and form.
#include "core/engine/epilogue.h"
#include "core/engine/executable_impl.h"
#include "core/engine/format_requests.h"
#include "core/engine/layer_choice.h"
#include "core/engine/operator_layer.h"
#include "core/engine/slot_plan.h"
#include "core/engine/winograd.h"

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

} // namespace

class Planner
{
public:
    Planner(std::shared_ptr<const QuantizedNetwork> network, const PrepareOptions& options, const Job& job)
        : m_impl(std::make_unique<Executable::Impl>())
        , m_graph(*network->graph)
        , m_network(*network)
        , m_recipe(network->recipe)
        , m_options(options)
        , m_job(job)
        , m_plan(m_graph, m_impl->slots, m_impl->steps)
    {
        m_impl->graph = network->graph;
        m_impl->network = std::move(network);
        m_impl->table = &kernels::table(options.level);
        m_impl->threads = Threads(options.threads);
    }

    Result<std::unique_ptr<Executable>> plan()
    {
        BITLADDER_TRY(checkOperators());
        m_layers = graph::layersOf(m_graph);
        if (m_recipe.layers.size() != m_layers.size() || m_network.layers.size() != m_layers.size())
            return fail(
                "the quantized network has {} layers, its graph has {}", m_network.layers.size(), m_layers.size());
        m_nodes = NodeLayers(m_layers);
        BITLADDER_TRY(chooseLayers());
        m_requests.emplace(m_graph, [&](NodeId id) -> const MemoryForm* {
            const Layer* layer = layerAt(id);
            return layer ? &m_choices[static_cast<size_t>(layer->id.index)].form : nullptr;
        });
        BITLADDER_TRY(makeInputs());
        for (const NodeId id : m_graph.order()) {
            if (m_job.stopped()) return cancelled();
            BITLADDER_TRY(makeNode(id));
            m_done.insert(id);
        }
        BITLADDER_TRY(makeOutputs());
        BITLADDER_TRY(m_impl->placeMemory());
        m_impl->sizes = sizesOf(m_graph, m_layers, m_recipe, m_impl->infos);
        return std::unique_ptr<Executable>(new Executable(std::move(m_impl)));
    }

private:
    const Layer* layerAt(NodeId id) const { return m_nodes.kernelLayer(id); }

    // First of all: what an unknown operator gives is unknown too, and would be blamed on others.
    Result<void> checkOperators() const
    {
        for (const NodeId id : m_graph.order()) {
            const Node& node = m_graph.node(id);
            if (!ops::findOperator(node))
                return unsupported("node {} ({}): operator {}{}{} (opset {}) is not supported", node.name, node.op,
                    node.domain, node.domain.empty() ? "" : "::", node.op, node.opset);
        }
        return {};
    }

    // --- which kernel, which params, packed weights

    Result<void> chooseLayers()
    {
        for (const Layer& layer : m_layers) {
            if (m_job.stopped()) return cancelled();
            m_job.report(static_cast<double>(layer.id.index) / static_cast<double>(m_layers.size()), layer.name);
            const quant::LayerRecipe& asked = m_recipe.layers[static_cast<size_t>(layer.id.index)];
            auto choice = chooseLayer(m_graph, layer, asked, m_network.layers[static_cast<size_t>(layer.id.index)],
                m_options, *m_impl->table, m_impl->threads);
            if (!choice) return pass(choice.error());
            m_choices.push_back(*std::move(choice));
        }
        return {};
    }

    // --- steps

    Result<void> makeInputs()
    {
        for (size_t i = 0; i < m_graph.inputs.size(); ++i) {
            const ValueId id = m_graph.inputs[i];
            const Value& value = m_graph.value(id);
            if (!value.type || !value.shape || !tensor::elementCount(*value.shape))
                return fail("input {}: its type and shape must be known before the network can run", value.name);
            MemoryForm form;
            form.storage = *value.type == ElementType::Float32
                ? Storage::F32
                : (*value.type == ElementType::Float64 ? Storage::F64 : Storage::Tensor);
            const SlotId to = m_plan.slotFor(id, form);
            m_plan.addStep(makeInputStep(i, m_plan.view(to)), {}, {}, {}, {{to}});
        }
        return {};
    }

    Result<void> makeNode(NodeId id)
    {
        const Node& node = m_graph.node(id);
        if (m_fusedAway.contains(id)) return {};
        if (const Layer* layer = layerAt(id)) return makeLayerStep(*layer);
        bool allKnown = node.output(0).valid();
        for (const ValueId input : node.inputs)
            if (input && !m_graph.constant(input)) allKnown = allKnown && m_plan.known(input);
        for (const ValueId output : node.outputs)
            if (output)
                allKnown = allKnown && m_graph.value(output).shape && m_graph.value(output).type
                    && tensor::elementCount(*m_graph.value(output).shape);
        if (allKnown) {
            auto done = makeCodesStep(id, node);
            if (done && !*done) done = makeFastStep(id, node);
            if (!done) return pass(done.error());
            if (*done) return {};
        }
        return makeOperatorStep(id, node);
    }

    Result<void> makeLayerStep(const Layer& layer)
    {
        const LayerChoice& choice = m_choices[static_cast<size_t>(layer.id.index)];
        if (!m_plan.known(layer.input))
            return fail(
                "layer {} ({}): the shape of its input depends on data, so it cannot be planned", layer.name, layer.op);
        const auto& shape = m_graph.value(layer.output).shape;
        if (!shape || !tensor::elementCount(*shape)) {
            const auto wrong = std::ranges::find(m_graph.issues, layer.name, &graph::Issue::node);
            return fail("layer {} ({}): {}", layer.name, layer.op,
                wrong == m_graph.issues.end() ? "the shape of its output is not known" : wrong->text);
        }
        auto from = m_plan.require(layer.input, choice.form, layer.node, layer.id);
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
        if (multipliesBytes(choice.own))
            plan.integerBias = integerBias(m_graph, layer, choice.packed->quantizer, *choice.input);
        plan.clamp = node.clamp.value_or(graph::Clamp {-kInfinity, kInfinity});

        const Compute compute = choice.kernel.compute;
        MemoryForm output;
        output.layout = choice.form.layout;
        output.storage = compute == Compute::F64 || compute == Compute::S64S64 ? Storage::F64 : Storage::F32;
        // Written at once in the integer form that all readers ask for, where the kernel can.
        const bool integer = !choice.packed->sums.empty() && compute != Compute::S64S64;
        if (const auto common = integer ? m_requests->commonInteger(layer.output) : std::nullopt) {
            const bool canStore = common->storage == Storage::U8 || !choice.packed->wish.depthwise;
            if (canStore && (common->layout == output.layout || sameInBothLayouts(*shape))) {
                const bool signs = common->params->format.family == &quant::kBinaryFamily;
                (signs ? plan.signs.emplace().form : output) = {common->storage, output.layout, common->params};
            }
        }
        FusedByFile fused = m_requests->fusedByFile(layer.output, output);
        auto sum = sumAfter(layer, output);
        if (!sum) return pass(sum.error());
        plan.sum = *std::move(sum);
        const SlotId to
            = plan.signs ? m_plan.observedSlotFor(layer.output, output) : m_plan.slotFor(layer.output, output);
        if (plan.signs) plan.signs->slot = m_plan.slotFor(layer.output, plan.signs->form);
        plan.from = *from;
        plan.to = to;
        plan.inputForm = choice.form;
        plan.outputForm = output;

        LayerInfo info = infoOf(m_graph, layer, choice, m_recipe.layers[static_cast<size_t>(layer.id.index)]);
        info.macs = choice.geometry.macs();
        info.products = choice.packed->wish.winogradTile > 0
            ? winogradProducts(choice.geometry, choice.packed->wish.winogradTile)
            : info.macs;
        info.rows = choice.geometry.outRows();
        info.columns = choice.geometry.outPerGroup();
        info.depth = choice.geometry.taps() * choice.geometry.inPerGroup();
        info.depthwise = choice.geometry.depthwise();
        std::vector<SlotId> reads {*from}, writes {to, plan.signs ? plan.signs->slot : SlotId {}};
        if (plan.sum) {
            reads.push_back(plan.sum->other);
            writes.insert(writes.end(), {plan.sum->plan.floats, plan.sum->plan.codes});
        }
        const auto scratch = [&](SlotId& slot, size_t bytes) {
            if (bytes == 0) return;
            slot = m_plan.scratch(bytes);
            writes.push_back(slot);
        };
        if (choice.packed->wish.winogradTile > 0) {
            scratch(plan.scratch, winogradScratchBytes(choice.geometry, *choice.packed, m_impl->threads));
        } else if (plan.sum) {
            scratch(plan.scratch,
                sumScratchBytes(choice.geometry, *choice.packed) * static_cast<size_t>(m_impl->threads.count()));
            reuseOther(layer, *plan.sum);
        }
        scratch(plan.words, widenedBytes(choice.geometry, *choice.packed));
        auto step = makeLayer(std::move(plan), *m_impl->table);
        step->timePart = StepPart::Kernel;
        m_impl->infos.push_back(std::move(info));
        m_impl->fused.push_back(std::move(fused));
        m_impl->layerSlots.emplace_back(*from, to);
        m_impl->layersPerStep.push_back(1);
        m_plan.addStep(std::move(step), layer.node, layer.id, reads, writes);
        return {};
    }

    // The codes that a layer has stored for a QuantizeLinear, as the tensor that the file means; or as they are, where
    // they are only rounded values.
    Result<bool> makeCodesStep(NodeId id, const Node& node)
    {
        const auto form = codesForm(m_graph, node);
        const Slot* computed = m_plan.computed(node.input(0));
        const auto same = [&](SlotId as) {
            m_plan.slot(m_plan.slotFor(node.output(0), m_plan.slot(as).form)).alias = as;
            return true;
        };
        if (form && onlyRounds(m_graph, node) && !m_plan.isWide(node.input(0))) {
            auto codes = m_plan.require(node.input(0), *form, id, {});
            if (!codes) return pass(codes.error());
            return same(*codes);
        }
        if (node.op == "DequantizeLinear" && computed && computed->form.storage == Storage::U8)
            return same(m_plan.computedSlot(node.input(0)));
        if (!form || !computed || !(computed->form == *form)) return false;
        const SlotId from = m_plan.computedSlot(node.input(0));
        const SlotId to = m_plan.slotFor(node.output(0), {Storage::Tensor, Layout::Plain, {}});
        m_plan.addStep(makeCodes(m_plan.view(from), m_plan.view(to)), id, {}, {{from}}, {{to}});
        return true;
    }

    // Steps that know channels-last data. False: none fits, the registry takes the node.
    Result<bool> makeFastStep(NodeId id, const Node& node)
    {
        if (!node.domain.empty()) return false;
        if (isView(node)) return makeViewStep(id, node);
        if (node.op == "Clip") return makeClipStep(id, node);
        if (!isFloatValue(m_graph, node.output(0)) || !node.input(0) || m_graph.constant(node.input(0))
            || m_plan.isWide(node.input(0)))
            return false;
        const tensor::Shape& shape = *m_graph.value(node.input(0)).shape;
        if (node.op == "MaxPool" || node.op == "AveragePool") return makePoolStep(id, node);
        if (node.op == "GlobalAveragePool" && spatial(shape)) {
            auto from = m_plan.require(node.input(0), {Storage::F32, Layout::ChannelsLast, {}}, id, {});
            if (!from) return pass(from.error());
            const SlotId to = m_plan.slotFor(node.output(0), {Storage::F32, Layout::ChannelsLast, {}});
            m_plan.addStep(makeGlobalAverage(m_plan.view(*from), m_plan.view(to)), id, {}, {{*from}}, {{to}});
            return true;
        }
        if (node.op == "Concat" && spatial(shape) && concatsChannels(m_graph, node)) return makeConcatStep(id, node);
        if (node.op == "Add") return makeAddStep(id, node);
        return false;
    }

    Result<bool> makeViewStep(NodeId id, const Node& node)
    {
        const ValueId in = node.input(0), out = node.output(0);
        if (m_graph.constant(in)) return false;
        const Slot& first = *m_plan.computed(in);
        MemoryForm form {first.form.storage, Layout::Plain, {}};
        if (form.storage != Storage::F64 && form.storage != Storage::Tensor) form.storage = Storage::F32;
        auto from = m_plan.require(in, form, id, {});
        if (!from) return pass(from.error());
        const SlotId to = m_plan.slotFor(out, form);
        m_plan.slot(to).alias = *from;
        return true;
    }

    // A Clip whose readers ask for codes that it does not change: the codes of its input.
    Result<bool> makeClipStep(NodeId id, const Node& node)
    {
        const auto common = m_requests->commonInteger(node.output(0));
        if (!common || !keepsCodes(m_graph, node, *common) || m_plan.isWide(node.input(0))) return false;
        auto from = m_plan.require(node.input(0), *common, id, {});
        if (!from) return pass(from.error());
        const SlotId to = m_plan.slotFor(node.output(0), *common);
        m_plan.slot(to).alias = *from;
        return true;
    }

    Result<bool> makePoolStep(NodeId id, const Node& node)
    {
        if (!plainPool(m_graph, node)) return false;
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
        MemoryForm form {Storage::F32, Layout::ChannelsLast, {}};
        const auto common = m_requests->commonInteger(node.output(0));
        if (plan.max && common && common->storage == Storage::U8 && common->layout == Layout::ChannelsLast)
            form = *common;
        // On another grid that is there already: the maximum is the same, and fewer values change their grid behind it.
        if (const Slot& input = *m_plan.computed(node.input(0));
            plan.max && input.form.storage == Storage::U8 && input.form.layout == Layout::ChannelsLast)
            form = input.form;
        auto from = m_plan.require(node.input(0), form, id, {});
        if (!from) return pass(from.error());
        const SlotId to = m_plan.slotFor(node.output(0), form);
        m_plan.addStep(makePool(std::move(plan), m_plan.view(*from), m_plan.view(to)), id, {}, {{*from}}, {{to}});
        return true;
    }

    Result<bool> makeConcatStep(NodeId id, const Node& node)
    {
        MemoryForm form {Storage::F32, Layout::ChannelsLast, {}};
        for (const ValueId input : node.inputs)
            if (m_plan.isWide(input)) return false;
        const auto common = m_requests->commonInteger(node.output(0));
        if (common && common->storage == Storage::U8 && common->layout == Layout::ChannelsLast) form = *common;
        std::vector<SlotId> from;
        for (const ValueId input : node.inputs) {
            auto one = m_plan.require(input, form, id, {});
            if (!one) return pass(one.error());
            from.push_back(*one);
        }
        const SlotId to = m_plan.slotFor(node.output(0), form);
        std::vector<SlotView> views;
        for (const SlotId s : from)
            views.push_back(m_plan.view(s));
        m_plan.addStep(makeConcat(std::move(views), m_plan.view(to)), id, {}, from, {{to}});
        return true;
    }

    Result<bool> makeAddStep(NodeId id, const Node& node)
    {
        const ValueId a = node.input(0), b = node.input(1);
        if (!b || m_graph.constant(b) || m_plan.isWide(b) || !isFloatValue(m_graph, b)
            || *m_graph.value(a).shape != *m_graph.value(b).shape)
            return false;
        const Layout layout = spatial(*m_graph.value(a).shape)
                && (m_plan.layoutOf(a) == Layout::ChannelsLast || m_plan.layoutOf(b) == Layout::ChannelsLast)
            ? Layout::ChannelsLast
            : Layout::Plain;
        // Bytes are added as they lie.
        const auto side = [&](ValueId value) -> Result<SlotId> {
            const Slot& slot = *m_plan.computed(value);
            const bool bytes = slot.form.storage == Storage::U8 && slot.form.layout == layout;
            return m_plan.require(value, bytes ? slot.form : MemoryForm {Storage::F32, layout, {}}, id, {});
        };
        auto from = side(a);
        if (!from) return pass(from.error());
        auto other = side(b);
        if (!other) return pass(other.error());
        SumPlan plan = planSum(id, layout);
        const std::vector writes {plan.floats, plan.codes};
        m_plan.addStep(makeAdd(m_plan.view(*from), m_plan.view(*other), std::move(plan)), id, {},
            std::vector {*from, *other}, writes);
        return true;
    }

    // Where the sum of an addition goes: written at once as the bytes that its readers ask for, and as floats if any
    // reader asks for something else. A Relu that alone reads the sum is done on the way.
    SumPlan planSum(NodeId add, Layout layout)
    {
        SumPlan plan;
        plan.clamp = {-kInfinity, kInfinity};
        ValueId output = m_graph.node(add).output(0);
        const auto readers = m_graph.consumers(output);
        if (readers.size() == 1 && !m_graph.isOutput(output)) {
            const Node& next = m_graph.node(readers.front());
            if (next.op == "Relu" && next.domain.empty()) {
                plan.clamp.lo = 0;
                m_fusedAway.insert(readers.front());
                output = next.output(0);
            }
        }
        const auto& forms = m_requests->of(output);
        const auto bytes = std::ranges::find_if(forms, [&](const MemoryForm& f) {
            return f.storage == Storage::U8 && f.layout == layout && f.params->format.family != &quant::kBinaryFamily;
        });
        if (bytes == forms.end() || std::ranges::any_of(forms, [&](const MemoryForm& f) { return !(f == *bytes); }))
            plan.floats = m_plan.slotFor(output, {Storage::F32, layout, {}});
        if (bytes != forms.end()) {
            plan.codes = m_plan.slotFor(output, *bytes);
            plan.params = bytes->params;
        }
        return plan;
    }

    // The addition that alone reads a layer's float output, if its other side is computed by now: done as the layer
    // goes.
    Result<std::optional<LayerPlan::Sum>> sumAfter(const Layer& layer, const MemoryForm& output)
    {
        const LayerChoice& choice = m_choices[static_cast<size_t>(layer.id.index)];
        const auto readers = m_graph.consumers(layer.output);
        if (!output.isFloat() || output.storage != Storage::F32 || choice.packed->wish.depthwise || readers.size() != 1
            || m_graph.isOutput(layer.output) || layerAt(readers.front()))
            return std::nullopt;
        const Node& add = m_graph.node(readers.front());
        if (add.op != "Add" || !add.domain.empty()) return std::nullopt;
        const ValueId b = add.input(0) == layer.output ? add.input(1) : add.input(0);
        if (b == layer.output || m_graph.constant(b) || !m_plan.known(b) || m_plan.isWide(b)
            || !isFloatValue(m_graph, b) || !isFloatValue(m_graph, add.output(0))
            || m_graph.value(b).shape != m_graph.value(layer.output).shape)
            return std::nullopt;
        auto other = m_plan.require(b, output, readers.front(), {});
        if (!other) return pass(other.error());
        m_fusedAway.insert(readers.front());
        return LayerPlan::Sum {*other, planSum(readers.front(), output.layout)};
    }

    // A sum takes the place of its other side where nobody else reads that one from now on: one picture less goes
    // through the caches.
    void reuseOther(const Layer& layer, const LayerPlan::Sum& sum)
    {
        const NodeId add = m_graph.consumers(layer.output).front();
        const Node& node = m_graph.node(add);
        const ValueId b = node.input(0) == layer.output ? node.input(1) : node.input(0);
        const auto readers = m_graph.consumers(b);
        const bool last = !m_graph.isOutput(b)
            && std::ranges::all_of(readers, [&](NodeId id) { return id == add || m_done.contains(id); });
        const auto& slots = m_impl->slots;
        const SlotId root = rootOf(slots, sum.other);
        bool alone = true;
        for (size_t i = 0; i < slots.size(); ++i) {
            const SlotId id {static_cast<int32_t>(i)};
            alone = alone && (!slots[i].alias || rootOf(slots, id) != root || m_inPlace.contains(id));
        }
        if (!last || !alone || !sum.plan.floats) return;
        m_plan.slot(sum.plan.floats).alias = root;
        m_inPlace.insert(sum.plan.floats);
    }

    const LayerChoice& choiceOf(const Layer& layer) const { return m_choices[static_cast<size_t>(layer.id.index)]; }

    // How an operator is computed.
    struct OperatorForm {
        bool wide = false; // in float64
        bool raised = false; // a layer in float64 gave what the file has in float32, and what follows keeps the digits
        Layout layout = Layout::Plain;
        std::vector<std::optional<tensor::Tensor>> constants; // by input, where the layout wants another order
    };

    OperatorForm operatorForm(NodeId id, const Node& node, const Operator& entry) const
    {
        OperatorForm f;
        f.constants.resize(node.inputs.size());
        for (const Layer* part : m_nodes.computedBy(id))
            if (choiceOf(*part).form.storage == Storage::F64) f.wide = f.raised = true;
        for (const ValueId input : node.inputs) {
            if (!input || !m_plan.isWide(input)) continue;
            f.wide = true;
            f.raised = f.raised || m_graph.value(input).type == ElementType::Float32;
        }
        // Keep channels-last data as it is where the operator does not care.
        const ValueId first = node.input(0);
        if (!first || !m_plan.known(first) || m_plan.layoutOf(first) != Layout::ChannelsLast
            || sameInBothLayouts(*m_graph.value(first).shape))
            return f;
        const bool elementwise = entry.layout == LayoutRule::Elementwise && !broadcasts(node);
        if (elementwise || (broadcasts(node) && constantsLast(node, m_graph.value(first).shape->size(), f.constants)))
            f.layout = Layout::ChannelsLast;
        else
            f.constants.assign(node.inputs.size(), std::nullopt);
        return f;
    }

    // Whether all of an operator's tensors of `rank` can lie with their channels last; its constants, so ordered.
    bool constantsLast(const Node& node, size_t rank, std::vector<std::optional<tensor::Tensor>>& constants) const
    {
        const ValueId output = node.output(0);
        if (!output || !m_graph.value(output).shape || m_graph.value(output).shape->size() != rank) return false;
        for (size_t i = 0; i < node.inputs.size(); ++i) {
            const ValueId input = node.inputs[i];
            if (const tensor::Tensor* constant = m_graph.constant(input)) {
                constants[i] = channelsLastConstant(*constant, rank);
                if (!constants[i]) return false;
            } else if (!input || !m_plan.known(input) || m_graph.value(input).shape->size() != rank) {
                return false;
            }
        }
        return true;
    }

    // A constant of an operator: as the file has it, or as its layer quantizes it.
    Result<tensor::Tensor> operatorConstant(NodeId id, size_t i, const tensor::Tensor& constant, const OperatorForm& f)
    {
        tensor::Tensor value = f.constants[i] ? *f.constants[i] : constant;
        for (const Layer* part : m_nodes.computedBy(id))
            if (part->weights && part->weightsIndex == i)
                value = weightsForOperator(m_graph, *part, choiceOf(*part).packed);
        if (!f.wide || value.type() != ElementType::Float32) return value;
        return tensor::converted(value, ElementType::Float64);
    }

    Result<void> makeOperatorStep(NodeId id, const Node& node)
    {
        const Operator* entry = ops::findOperator(node); // is there: checkOperators()
        const OperatorForm f = operatorForm(id, node, *entry);
        const auto parts = m_nodes.computedBy(id);
        std::vector<OperatorInput> inputs(node.inputs.size());
        std::vector<SlotId> reads, writes;
        for (size_t i = 0; i < node.inputs.size(); ++i) {
            const ValueId input = node.inputs[i];
            if (!input) continue;
            if (const tensor::Tensor* constant = m_graph.constant(input)) {
                auto value = operatorConstant(id, i, *constant, f);
                if (!value) return pass(value.error());
                inputs[i].constant = *std::move(value);
                continue;
            }
            if (!m_plan.known(input)) {
                if (!m_dynamic.contains(input))
                    return fail(
                        "node {} ({}): its input {} is not computed", node.name, node.op, m_graph.value(input).name);
                inputs[i].dynamic = input;
                continue;
            }
            MemoryForm form;
            form.layout = f.layout;
            form.storage = !isFloatValue(m_graph, input) ? Storage::Tensor : (f.wide ? Storage::F64 : Storage::F32);
            LayerId owner;
            for (const Layer* part : parts) {
                if (part->inputIndex != i || !part->quantizesInput) continue;
                form.params = choiceOf(*part).input;
                owner = part->id;
            }
            auto from = m_plan.require(input, form, id, owner);
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
            MemoryForm form;
            form.layout = f.layout;
            form.storage = !isFloatValue(m_graph, output)
                ? Storage::Tensor
                : (f.raised || *value.type == ElementType::Float64 ? Storage::F64 : Storage::F32);
            outputs[i].slot = m_plan.slotFor(output, form);
            writes.push_back(outputs[i].slot);
        }
        for (const Layer* part : parts) {
            m_impl->infos.push_back(
                infoOf(m_graph, *part, choiceOf(*part), m_recipe.layers[static_cast<size_t>(part->id.index)]));
            m_impl->fused.emplace_back();
            SlotId to;
            for (size_t i = 0; i < outputs.size(); ++i)
                if (node.outputs[i] == part->output) to = outputs[i].slot;
            m_impl->layerSlots.emplace_back(inputs[part->inputIndex].slot, to);
            m_impl->layersPerStep.push_back(part == parts.front() ? static_cast<int>(parts.size()) : 0);
        }
        auto step = makeOperator(node, *entry, std::move(inputs), std::move(outputs), m_impl->slots);
        if (!parts.empty()) step->timePart = StepPart::Kernel;
        m_plan.addStep(std::move(step), id, parts.empty() ? LayerId {} : parts.front()->id, reads, writes);
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
            } else if (m_plan.known(id)) {
                output.slot = m_plan.computedSlot(id);
                m_plan.use(output.slot, end);
            } else {
                return fail("output {} is not computed", m_graph.value(id).name);
            }
            m_impl->outputs.push_back(std::move(output));
        }
        return {};
    }

    std::unique_ptr<Executable::Impl> m_impl;
    const Graph& m_graph;
    const QuantizedNetwork& m_network;
    const quant::Recipe& m_recipe;
    const PrepareOptions& m_options;
    const Job& m_job;
    std::vector<Layer> m_layers;
    NodeLayers m_nodes;
    std::vector<LayerChoice> m_choices;
    std::optional<FormatRequests> m_requests;
    SlotPlan m_plan;
    std::set<ValueId> m_dynamic;
    std::set<NodeId> m_fusedAway;
    std::set<NodeId> m_done; // their steps are made
    std::set<SlotId> m_inPlace; // sums in the place of a value that is gone
};

Result<std::unique_ptr<Executable>> prepare(
    std::shared_ptr<const QuantizedNetwork> network, const PrepareOptions& options, const Job& job)
{
    return Planner(std::move(network), options, job).plan();
}

} // namespace bitladder::engine
