#include "core/methods/learned_cache.h"

#include "core/base/files.h"
#include "core/base/hash.h"
#include "core/graph/patch.h"
#include "core/methods/byte_stream.h"

#include <algorithm>
#include <cstdlib>
#include <cstring>

namespace bitladder::methods
{

namespace fs = std::filesystem;

namespace
{

constexpr std::string_view kMagic = "bitladder learned 4\n"; // another number where what methods give changes
constexpr size_t kMostBytes = size_t {1} << 30;

// Two hashes side by side: 64 bits alone would meet by chance too soon to be believed without a look.
class Digest
{
public:
    void add(const void* data, size_t bytes)
    {
        // Words at a time: pictures are large.
        const auto* at = static_cast<const unsigned char*>(data);
        for (; bytes >= 8; at += 8, bytes -= 8) {
            uint64_t word = 0;
            std::memcpy(&word, at, 8);
            mix(word);
        }
        uint64_t rest = bytes;
        if (bytes > 0) std::memcpy(&rest, at, bytes);
        mix(rest ^ (uint64_t {bytes} << 56));
    }
    void add(std::string_view text) { add(text.data(), text.size()); }
    void add(const tensor::Tensor& tensor)
    {
        add(tensor::elementTypeName(tensor.type()));
        for (const int64_t extent : tensor.shape())
            mix(static_cast<uint64_t>(extent));
        add(tensor.data(), tensor.byteSize());
    }
    void add(const quant::Quantizer& q)
    {
        add(quant::name(q.format));
        mix(static_cast<uint64_t>(q.granularity));
        for (const int64_t v : {q.groupSize, q.qmin, q.qmax})
            mix(static_cast<uint64_t>(v));
        add(q.scales.data(), q.scales.size() * sizeof(double));
        add(q.zeroPoints.data(), q.zeroPoints.size() * sizeof(int64_t));
        add(q.thresholds.data(), q.thresholds.size() * sizeof(double));
        add(q.levels.data(), q.levels.size() * sizeof(float));
        add(&q.tensorScale, sizeof q.tensorScale);
        mix(q.seed);
    }
    std::string name() const { return fmt::format("{:016x}{:016x}", m_a, m_b); }

private:
    void mix(uint64_t word)
    {
        m_a = (m_a ^ word) * 0x9e3779b97f4a7c15u;
        m_a ^= m_a >> 32;
        m_b = (m_b ^ (word + 0x632be59bd9b4e019u)) * 0xd6e8feb86659fd93u;
        m_b ^= m_b >> 29;
    }
    uint64_t m_a = Fnv1a::kBasis, m_b = 0x2545f4914f6cdd1du;
};

void write(ByteWriter& out, const quant::Quantizer& q)
{
    out.number(q.qmin);
    out.number(q.qmax);
    out.list(q.scales);
    out.list(q.zeroPoints);
    out.list(q.thresholds);
    out.list(q.levels);
    out.number(q.tensorScale);
    out.number(uint64_t {q.clips.size()});
    for (const quant::Range& clip : q.clips) {
        out.number(clip.low);
        out.number(clip.high);
    }
}

// Into a quantizer of the same spec, of which it keeps everything else.
void read(ByteReader& in, quant::Quantizer& q)
{
    const auto qmin = in.number<int64_t>(), qmax = in.number<int64_t>();
    auto scales = in.list<double>();
    auto zeros = in.list<int64_t>();
    auto thresholds = in.list<double>();
    auto levels = in.list<float>();
    const auto tensorScale = in.number<double>();
    const auto clips = in.number<uint64_t>();
    if (scales.size() != q.scales.size() || zeros.size() != q.zeroPoints.size() || clips != q.clips.size()
        || thresholds.size() != q.thresholds.size() || levels.size() != q.levels.size())
        in.bad();
    if (!in.ok()) return;
    q.qmin = qmin;
    q.qmax = qmax;
    q.scales = std::move(scales);
    q.zeroPoints = std::move(zeros);
    q.thresholds = std::move(thresholds);
    q.levels = std::move(levels);
    q.tensorScale = tensorScale;
    for (quant::Range& clip : q.clips) {
        clip.low = in.number<double>();
        clip.high = in.number<double>();
    }
}

template<size_t I = 0> bool readCodes(ByteReader& in, size_t index, quant::QuantizedTensor& tensor)
{
    using Codes = decltype(tensor.codes);
    if constexpr (I < std::variant_size_v<Codes>) {
        if (index != I) return readCodes<I + 1>(in, index, tensor);
        using Values = std::variant_alternative_t<I, Codes>;
        if constexpr (std::is_same_v<Values, std::monostate>) {
            tensor.codes = std::monostate {};
        } else {
            auto values = in.list<typename Values::value_type>();
            if (values.size() != static_cast<size_t>(tensor.channels * tensor.perChannel)) return false;
            tensor.codes = std::move(values);
        }
        return in.ok();
    }
    return false;
}

// The constants of layers' nodes that are others now: node by place in the order, input by place.
void writeEdits(ByteWriter& out, const graph::Graph& before, const graph::Graph& now)
{
    struct Edit {
        uint64_t node, input;
        const graph::Value* value;
    };
    std::vector<Edit> edits;
    for (size_t n = 0; n < now.order().size(); ++n) {
        const graph::Node &a = before.node(before.order()[n]), &b = now.node(now.order()[n]);
        for (size_t i = 0; i < b.inputs.size(); ++i)
            if (a.input(i) != b.input(i)) edits.push_back({n, i, &now.value(b.input(i))});
    }
    out.number(uint64_t {edits.size()});
    for (const Edit& edit : edits) {
        out.number(edit.node);
        out.number(edit.input);
        out.text(edit.value->name);
        out.list(edit.value->constant->shape());
        const bool wide = edit.value->constant->type() == tensor::ElementType::Float64;
        out.number(static_cast<uint8_t>(wide));
        std::vector<double> values(static_cast<size_t>(edit.value->constant->count()));
        for (size_t i = 0; i < values.size(); ++i)
            values[i] = edit.value->constant->at(static_cast<int64_t>(i));
        out.list(values);
    }
}

std::shared_ptr<const graph::Graph> readEdits(ByteReader& in, const std::shared_ptr<const graph::Graph>& before)
{
    const auto count = in.number<uint64_t>();
    if (!in.ok() || count == 0) return before;
    auto changed = std::make_shared<graph::Graph>(*before);
    for (uint64_t i = 0; i < count && in.ok(); ++i) {
        const auto node = in.number<uint64_t>(), input = in.number<uint64_t>();
        std::string name = in.text();
        const auto extents = in.list<int64_t>();
        const bool wide = in.number<uint8_t>() != 0;
        const auto values = in.list<double>();
        const tensor::Shape shape(extents.begin(), extents.end());
        const auto elements = tensor::elementCount(shape);
        if (!in.ok() || node >= before->order().size() || input > 8 || !elements
            || *elements != static_cast<int64_t>(values.size())) {
            in.bad();
            return before;
        }
        const NodeId id = before->order()[static_cast<size_t>(node)];
        graph::Patch patch(*changed, before->node(id).opset);
        patch.setInput(id, static_cast<size_t>(input),
            patch.constant(std::move(name),
                wide ? tensor::Tensor::of<double>(shape, values)
                     : tensor::Tensor::of<float>(shape, std::vector<float>(values.begin(), values.end()))));
    }
    return changed;
}

bool sameStructure(const engine::QuantizedNetwork& a, const engine::QuantizedNetwork& b)
{
    if (!b.modelLayers.empty() || a.layers.size() != b.layers.size()
        || a.graph->order().size() != b.graph->order().size())
        return false;
    for (size_t n = 0; n < a.graph->order().size(); ++n) {
        const graph::Node &one = a.graph->node(a.graph->order()[n]), &other = b.graph->node(b.graph->order()[n]);
        if (a.graph->order()[n] != b.graph->order()[n] || one.name != other.name || one.op != other.op
            || one.outputs != other.outputs || one.clamp != other.clamp)
            return false;
        for (size_t i = 0; i < other.inputs.size(); ++i)
            if (one.input(i) != other.input(i) && !b.graph->constant(other.input(i))) return false;
        for (const ValueId output : one.outputs)
            if (a.graph->value(output).shape != b.graph->value(output).shape) return false;
    }
    return true;
}

fs::path fileOf(const LearnedCache& cache, const std::string& key)
{
    return cache.folder / (key + ".learned");
}

void shrink(const LearnedCache& cache)
{
    struct Entry {
        fs::file_time_type used;
        fs::path path;
        uintmax_t bytes;
    };
    std::vector<Entry> entries;
    uintmax_t all = 0;
    std::error_code error;
    for (const auto& file : fs::directory_iterator(cache.folder, error)) {
        if (file.path().extension() != ".learned") continue;
        const uintmax_t bytes = file.file_size(error);
        if (error) continue;
        entries.push_back({file.last_write_time(error), file.path(), bytes});
        all += bytes;
    }
    std::ranges::sort(entries, {}, &Entry::used);
    for (const Entry& entry : entries) {
        if (all <= cache.bound) return;
        fs::remove(entry.path, error);
        all -= entry.bytes;
    }
}

} // namespace

fs::path learnedFolder()
{
    const char* cache = std::getenv("XDG_CACHE_HOME");
    const char* home = std::getenv("HOME");
    if (cache && *cache == '/') return fs::path(cache) / "bitladder" / "learned";
    if (home && *home == '/') return fs::path(home) / ".cache" / "bitladder" / "learned";
    return {};
}

Result<std::string> learnedKey(
    const engine::QuantizedNetwork& nearest, const LearnedCache& cache, const CalibrationSet& pictures, const Job& job)
{
    Digest digest;
    digest.add(kMagic);
    digest.add(cache.recipe);
    digest.add(graph::dump(*nearest.graph));
    for (size_t v = 0; v < nearest.graph->valueCount(); ++v)
        if (const auto& constant = nearest.graph->value(ValueId {static_cast<int32_t>(v)}).constant)
            digest.add(*constant);
    for (const engine::QuantizedLayer& layer : nearest.layers) {
        if (layer.weights) digest.add(layer.weights->quantizer);
        if (layer.activations) digest.add(*layer.activations);
    }
    BITLADDER_TRY(pictures([&](std::span<const tensor::Tensor> inputs) -> Result<void> {
        if (job.stopped()) return cancelled();
        for (const tensor::Tensor& input : inputs)
            digest.add(input);
        return {};
    }));
    return digest.name();
}

bool restoreLearned(const LearnedCache& cache, const std::string& key, engine::QuantizedNetwork& network)
{
    const auto text = readTextFile(fileOf(cache, key), kMostBytes);
    if (!text || !text->starts_with(kMagic)) return false;
    ByteReader header(std::string_view(*text).substr(kMagic.size()));
    const auto checksum = header.number<uint64_t>();
    const size_t begin = kMagic.size() + sizeof checksum;
    if (!header.ok()) return false;
    const std::string_view payload = std::string_view(*text).substr(begin);
    Fnv1a hash;
    hash.add(payload);
    if (hash.value() != checksum) return false;

    ByteReader in(payload);
    engine::QuantizedNetwork learned = network;
    learned.floatGraph = readEdits(in, network.graph);
    learned.graph = readEdits(in, network.graph);
    if (in.number<uint64_t>() != learned.layers.size()) return false;
    for (engine::QuantizedLayer& layer : learned.layers) {
        if (in.number<uint8_t>() != (layer.weights ? 1 : 0)) return false;
        if (layer.weights && in.number<uint8_t>() != 0) {
            auto tensor = std::make_shared<quant::QuantizedTensor>(*layer.weights);
            read(in, tensor->quantizer);
            if (!readCodes(in, in.number<uint8_t>(), *tensor)) return false;
            layer.weights = std::move(tensor);
        }
        if (in.number<uint8_t>() != (layer.activations ? 1 : 0)) return false;
        if (layer.activations) read(in, *layer.activations);
        if (!in.ok()) return false;
    }
    const auto logs = in.number<uint64_t>();
    for (uint64_t i = 0; i < logs && in.ok(); ++i) {
        engine::MethodLog log;
        log.method = in.text();
        log.measure = in.text();
        log.note = in.text();
        log.seconds = in.number<double>();
        log.fromDisk = true;
        const auto effects = in.number<uint64_t>();
        for (uint64_t e = 0; e < effects && in.ok(); ++e) {
            engine::MethodEffect effect;
            effect.layer = in.number<int32_t>();
            effect.before = in.number<double>();
            effect.after = in.number<double>();
            if (effect.layer < 0 || static_cast<size_t>(effect.layer) >= learned.layers.size()) return false;
            log.layers.push_back(effect);
        }
        learned.log.push_back(std::move(log));
    }
    if (!in.atEnd()) return false;
    network = std::move(learned);
    std::error_code error;
    fs::last_write_time(fileOf(cache, key), fs::file_time_type::clock::now(), error); // it was used
    return true;
}

void keepLearned(const LearnedCache& cache, const std::string& key, const engine::QuantizedNetwork& nearest,
    const engine::QuantizedNetwork& network)
{
    if (!sameStructure(nearest, network)) return;
    ByteWriter out;
    writeEdits(out, *nearest.graph, *network.floatGraph);
    writeEdits(out, *nearest.graph, *network.graph);
    out.number(uint64_t {network.layers.size()});
    for (size_t i = 0; i < network.layers.size(); ++i) {
        const engine::QuantizedLayer& layer = network.layers[i];
        out.number(static_cast<uint8_t>(layer.weights ? 1 : 0));
        if (layer.weights) {
            const bool changed = layer.weights != nearest.layers[i].weights;
            out.number(static_cast<uint8_t>(changed ? 1 : 0));
            if (changed) {
                write(out, layer.weights->quantizer);
                out.number(static_cast<uint8_t>(layer.weights->codes.index()));
                std::visit(
                    [&]([[maybe_unused]] const auto& codes) {
                        if constexpr (requires { codes.size(); }) out.list(codes);
                    },
                    layer.weights->codes);
            }
        }
        out.number(static_cast<uint8_t>(layer.activations ? 1 : 0));
        if (layer.activations) write(out, *layer.activations);
    }
    out.number(uint64_t {network.log.size()});
    for (const engine::MethodLog& log : network.log) {
        out.text(log.method);
        out.text(log.measure);
        out.text(log.note);
        out.number(log.seconds);
        out.number(uint64_t {log.layers.size()});
        for (const engine::MethodEffect& effect : log.layers) {
            out.number(int32_t {effect.layer});
            out.number(effect.before);
            out.number(effect.after);
        }
    }
    if (out.bytes().size() > std::min<uintmax_t>(kMostBytes / 2, cache.bound)) return;
    std::error_code error;
    fs::create_directories(cache.folder, error);
    if (error) return;
    Fnv1a hash;
    hash.add(out.bytes());
    ByteWriter file;
    file.raw(kMagic.data(), kMagic.size());
    file.number(hash.value());
    file.raw(out.bytes().data(), out.bytes().size());
    if (writeFileAtomically(fileOf(cache, key), file.bytes())) shrink(cache);
}

} // namespace bitladder::methods
