#include "core/engine/executable.h"

#include "core/engine/executable_impl.h"
#include "core/engine/slot_plan.h"
#include "core/quant/quantize.h"
#include "core/tensor/memory_limit.h"

#include <algorithm>
#include <chrono>
#include <cstring>

namespace bitladder::engine
{

namespace
{

using Clock = std::chrono::steady_clock;

double milliseconds(Clock::duration d)
{
    return std::chrono::duration<double, std::milli>(d).count();
}

} // namespace

bool PackCache::Entry::alike(const Entry& other) const
{
    return static_cast<bool>(codes) == static_cast<bool>(other.codes)
        && (codes ? key.weights == other.key.weights : key == other.key);
}

const PackCache::Entry* PackCache::use(const Entry& wanted)
{
    const auto it = std::ranges::find_if(m_entries, [&](const Entry& entry) { return entry.alike(wanted); });
    if (it == m_entries.end()) return nullptr;
    m_entries.splice(m_entries.end(), m_entries, it);
    return &m_entries.back();
}

std::shared_ptr<const PackedLayer> PackCache::find(const Key& key)
{
    const std::lock_guard lock(m_mutex);
    const Entry* entry = use({key, nullptr, nullptr, 0});
    return entry ? entry->packed : nullptr;
}

std::shared_ptr<const quant::QuantizedTensor> PackCache::findCodes(const quant::QuantizationKey& key)
{
    static const auto kSomeCodes = std::make_shared<const quant::QuantizedTensor>();
    const std::lock_guard lock(m_mutex);
    const Entry* entry = use({{key, {}, {}, 0}, nullptr, kSomeCodes, 0});
    return entry ? entry->codes : nullptr;
}

void PackCache::put(const Key& key, std::shared_ptr<const PackedLayer> packed)
{
    const size_t bytes = packed->resident;
    keep({key, std::move(packed), nullptr, bytes});
}

void PackCache::putCodes(std::shared_ptr<const quant::QuantizedTensor> codes)
{
    const size_t bytes = codes->bytes();
    keep({{codes->key, {}, {}, 0}, nullptr, std::move(codes), bytes});
}

void PackCache::keep(Entry entry)
{
    const std::lock_guard lock(m_mutex);
    const auto remove = [&](std::list<Entry>::iterator it) {
        m_bytes -= it->bytes;
        m_entries.erase(it);
    };
    const auto same = std::ranges::find_if(m_entries, [&](const Entry& other) { return other.alike(entry); });
    if (same != m_entries.end()) remove(same);
    if (entry.bytes > m_bound) return;
    const auto ofLayer = [&](const Entry& other) {
        return other.key.weights.layer == entry.key.weights.layer && !other.codes == !entry.codes;
    };
    if (m_bytes + entry.bytes > m_room && std::ranges::count_if(m_entries, ofLayer) >= kPerLayer)
        remove(std::ranges::find_if(m_entries, ofLayer));
    m_bytes += entry.bytes;
    m_entries.push_back(std::move(entry));
    shrink();
}

void PackCache::setBound(size_t bytes)
{
    const std::lock_guard lock(m_mutex);
    m_bound = bytes;
    shrink();
}

void PackCache::setRoom(size_t bytes)
{
    const std::lock_guard lock(m_mutex);
    m_room = bytes;
    // Newest first: what is beyond the latest few of its layer goes.
    std::map<std::pair<int32_t, bool>, std::ptrdiff_t> seen;
    for (auto it = m_entries.end(); m_bytes > m_room && it != m_entries.begin();) {
        --it;
        if (++seen[{it->key.weights.layer, static_cast<bool>(it->codes)}] <= kPerLayer) continue;
        m_bytes -= it->bytes;
        it = m_entries.erase(it);
    }
}

size_t PackCache::bytes() const
{
    const std::lock_guard lock(m_mutex);
    return m_bytes;
}

void PackCache::shrink()
{
    while (m_bytes > m_bound) {
        m_bytes -= m_entries.front().bytes;
        m_entries.pop_front();
    }
}

Executable::Executable(std::unique_ptr<Impl> impl)
    : m_impl(std::move(impl))
{
    m_impl->mergeInfos();
}

Executable::~Executable() = default;

const graph::Graph& Executable::graph() const
{
    return *m_impl->graph;
}

const std::shared_ptr<const QuantizedNetwork>& Executable::network() const
{
    return m_impl->network;
}

const std::vector<LayerInfo>& Executable::layers() const
{
    return m_impl->modelInfos.empty() ? m_impl->infos : m_impl->modelInfos;
}

void Executable::Impl::mergeInfos()
{
    for (size_t i = 0; i < infos.size() && !network->modelLayers.empty(); ++i) {
        const auto at = static_cast<size_t>(network->modelLayers[i]);
        if (at == modelInfos.size()) {
            modelInfos.push_back(infos[i]);
            continue;
        }
        LayerInfo& all = modelInfos[at];
        const LayerInfo& part = infos[i];
        all.name = part.name; // the last part has the layer's name
        all.op = part.op;
        all.kernel += " + " + part.kernel;
        if (part.execution == Execution::Simulated) all.execution = part.execution;
        if (all.note.empty()) all.note = part.note;
        all.weightQuantizer = part.weightQuantizer;
        all.macs += part.macs;
        all.products += part.products;
        all.outputs = part.outputs;
        all.columns = part.columns;
        all.residentBytes += part.residentBytes;
    }
}

LayerId Executable::Impl::modelLayer(LayerId layer, Tap which) const
{
    const auto& of = network->modelLayers;
    if (of.empty()) return layer;
    const auto i = static_cast<size_t>(layer.index);
    const bool partBefore = i > 0 && of[i - 1] == of[i], partBehind = i + 1 < of.size() && of[i + 1] == of[i];
    if (which == Tap::LayerInput ? partBefore : partBehind) return {};
    return {of[i]};
}

const Sizes& Executable::sizes() const
{
    return m_impl->sizes;
}

Result<tensor::Tensor> Executable::behindFused(LayerId layer, tensor::Tensor output) const
{
    const auto& parts = m_impl->network->modelLayers;
    const auto last = std::ranges::find(parts.rbegin(), parts.rend(), layer.index);
    const size_t at = parts.empty() ? static_cast<size_t>(layer.index) : static_cast<size_t>(parts.rend() - last) - 1;
    const FusedByFile& fused = m_impl->fused[at];
    if (!fused.clamp && !fused.grid) return output;
    auto result = tensor::Tensor::make(output.type(), output.shape());
    if (!result) return result;
    const auto apply = [&](auto zero) {
        using T = decltype(zero);
        std::ranges::transform(output.as<T>(), result->template mutableAs<T>().begin(), [&](T x) {
            if (fused.grid)
                return static_cast<T>(quant::dequantize(quant::quantize(x, *fused.grid, 0), *fused.grid, 0));
            const T lo = fused.clamp->lo, hi = fused.clamp->hi;
            return x < lo ? lo : (x > hi ? hi : x);
        });
    };
    if (output.type() == tensor::ElementType::Float64)
        apply(double {});
    else
        apply(float {});
    return result;
}

kernels::Level Executable::level() const
{
    return m_impl->table->level;
}

int Executable::threads() const
{
    return m_impl->threads.count();
}

Result<void> Executable::Impl::placeMemory()
{
    const size_t total = placeSlots(slots);
    if (total > graph->memory)
        return tooLarge("the activations need {} MiB, more than the {} MiB allowed; --memory or preferences allow more",
            total >> 20, graph->memory >> 20);
    try {
        arena = AlignedBytes(total);
    } catch (const std::bad_alloc&) {
        return fail("there is not enough memory for the activations ({} bytes)", total);
    }
    memory.assign(slots.size(), nullptr);
    for (size_t i = 0; i < slots.size(); ++i) {
        const SlotId root = rootOf(slots, {static_cast<int32_t>(i)});
        memory[i] = arena.as<std::byte>() + slots[static_cast<size_t>(root.index)].offset;
    }
    // A little network is sooner bound than the threads are awake.
    constexpr size_t kWorthThreads = size_t {1} << 18;
    (total < kWorthThreads ? Threads(1) : threads).each(steps.size(), [&](size_t i) { steps[i]->bind(memory); });
    return {};
}

Result<tensor::Tensor> Executable::Impl::plainOf(SlotId id, RunState& state) const
{
    // Back to floats in row-major order, with the conversions of the steps themselves.
    Slot from = slots[static_cast<size_t>(id.index)];
    const bool wide = from.form.storage == Storage::F64 || from.form.storage == Storage::S64;
    const auto type = from.form.storage == Storage::Tensor
        ? from.type
        : (wide ? tensor::ElementType::Float64 : tensor::ElementType::Float32);
    auto tensor = tensor::Tensor::make(type, from.shape);
    if (!tensor) return tensor;
    std::vector<std::byte*> places {state.at<std::byte>(id), nullptr, static_cast<std::byte*>(tensor->mutableData())};
    Slot middle = from, to = from;
    middle.form = {wide ? Storage::F64 : Storage::F32, from.form.layout, {}};
    to.form = middle.form;
    to.form.layout = Layout::Plain;
    if (from.form.storage == Storage::Tensor) {
        std::memcpy(places[2], places[0], tensor->byteSize());
        return tensor;
    }
    AlignedBytes scratch(slotBytes(middle));
    places[1] = scratch.as<std::byte>();
    PartTimes unused;
    RunState local {*table, threads, places, {}, {}, {}, false, unused};
    const bool sameOrder = middle.form.layout == Layout::Plain || sameInBothLayouts(from.shape);
    const SlotView views[3] = {{{0}, &from}, {{sameOrder ? 2 : 1}, &middle}, {{2}, &to}};
    BITLADDER_TRY(makeConversion(views[0], views[1])->run(local));
    if (!sameOrder) BITLADDER_TRY(makeLayoutChange(views[1], views[2])->run(local));
    return tensor;
}

namespace
{

std::vector<LayerTime> sumOfParts(const std::vector<LayerTime>& parts, const std::vector<int>& modelLayers)
{
    std::vector<LayerTime> sums(static_cast<size_t>(modelLayers.back()) + 1);
    for (size_t i = 0; i < parts.size(); ++i) {
        LayerTime& sum = sums[static_cast<size_t>(modelLayers[i])];
        sum.totalMs += parts[i].totalMs;
        sum.reformatMs += parts[i].reformatMs;
        sum.kernelMs += parts[i].kernelMs;
        sum.epilogueMs += parts[i].epilogueMs;
        sum.waitingMs += parts[i].waitingMs;
    }
    return sums;
}

} // namespace

void addStep(LayerTime& time, StepPart part, double ms, const PartTimes& reported, int threads)
{
    time.totalMs += ms;
    const std::pair<StepPart, double*> parts[] = {{StepPart::Reformat, &time.reformatMs},
        {StepPart::Kernel, &time.kernelMs}, {StepPart::Epilogue, &time.epilogueMs}};
    double busy = 0;
    for (const auto& [which, sum] : parts) {
        const double share = reported.ms(which) / threads;
        *sum += share;
        busy += share;
    }
    if (busy > 0)
        time.waitingMs += ms - busy;
    else
        (part == StepPart::Reformat ? time.reformatMs : time.kernelMs) += ms;
}

Result<Trace> Executable::run(std::span<const tensor::Tensor> inputs, const Job& job, const Observer& observer)
{
    Impl& impl = *m_impl;
    const graph::Graph& graph = *impl.graph;
    if (inputs.size() != graph.inputs.size())
        return fail("the network has {} inputs, {} were given", graph.inputs.size(), inputs.size());
    for (size_t i = 0; i < inputs.size(); ++i) {
        const graph::Value& value = graph.value(graph.inputs[i]);
        if (value.type && inputs[i].type() != *value.type)
            return fail("input {}: wants {}, got {}", value.name, tensor::elementTypeName(*value.type),
                tensor::elementTypeName(inputs[i].type()));
        if (value.shape && inputs[i].shape() != *value.shape)
            return fail("input {}: wants shape {}, got {}", value.name, tensor::toString(*value.shape),
                tensor::toString(inputs[i].shape()));
    }
    const tensor::MemoryLimit allowance(graph.memory);
    PartTimes parts;
    RunState state {*impl.table, impl.threads, impl.memory, inputs, {}, job.stop, static_cast<bool>(observer), parts};
    state.dynamic.resize(impl.hasDynamic ? graph.valueCount() : 0);

    Trace trace;
    trace.layers.resize(impl.infos.size());
    const auto begin = Clock::now();
    auto last = begin;
    Clock::duration observed {};
    for (const auto& step : impl.steps) {
        if (job.stopped()) return cancelled();
        const bool isLayer = step->owner.valid() && step->timePart == StepPart::Kernel;
        const auto tap = [&](Tap which) -> Result<void> {
            const auto before = Clock::now();
            for (int i = 0; i < impl.layersPerStep[static_cast<size_t>(step->owner.index)]; ++i) {
                const LayerId part {step->owner.index + i}, layer = impl.modelLayer(part, which);
                if (!layer) continue;
                const auto& [from, to] = impl.layerSlots[static_cast<size_t>(part.index)];
                auto tensor = impl.plainOf(which == Tap::LayerInput ? from : to, state);
                if (!tensor) return pass(tensor.error());
                observer(layer, which, *tensor);
            }
            last = Clock::now();
            observed += last - before;
            return {};
        };
        if (observer && isLayer) BITLADDER_TRY(tap(Tap::LayerInput));
        BITLADDER_TRY(step->run(state));
        const auto now = Clock::now();
        const double ms = milliseconds(now - last);
        last = now;
        if (step->owner.valid()) {
            addStep(
                trace.layers[static_cast<size_t>(step->owner.index)], step->timePart, ms, parts, impl.threads.count());
            parts.reset();
        } else {
            trace.otherMs += ms;
        }
        if (observer && isLayer) BITLADDER_TRY(tap(Tap::LayerOutput));
    }
    trace.totalMs = milliseconds(Clock::now() - begin - observed);
    if (!impl.modelInfos.empty()) trace.layers = sumOfParts(trace.layers, impl.network->modelLayers);
    for (const auto& output : impl.outputs) {
        if (output.slot) {
            auto tensor = impl.plainOf(output.slot, state);
            if (!tensor) return pass(tensor.error());
            trace.outputs.push_back(*std::move(tensor));
        } else if (output.dynamic && state.dynamic[static_cast<size_t>(output.dynamic.index)]) {
            trace.outputs.push_back(*state.dynamic[static_cast<size_t>(output.dynamic.index)]);
        } else {
            trace.outputs.push_back(*output.constant);
        }
    }
    return trace;
}

Result<void> calibrate(
    Executable& floatNetwork, std::span<const tensor::Tensor> inputs, Calibration& calibration, const Job& job)
{
    auto trace = floatNetwork.run(inputs, job, [&](LayerId id, Tap tap, const tensor::Tensor& value) {
        if (tap == Tap::LayerInput) calibration.add(floatNetwork.layers()[static_cast<size_t>(id.index)].name, value);
    });
    if (!trace) return pass(trace.error());
    ++calibration.pictures;
    return {};
}

} // namespace bitladder::engine
