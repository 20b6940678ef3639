// The codes themselves, for other programs: a .npz with integers, scales, zero points and levels of each layer, and
// index.json, which says what they are. x̂ of a weight is written in the index as a formula of the arrays' names.
#include "core/base/files.h"
#include "core/data/npy.h"
#include "core/engine/layer_values.h"
#include "core/exchange/exchange_format.h"
#include "core/exchange/zip.h"
#include "core/quant/format/family.h"
#include "core/quant/quantize.h"
#include "core/quant/rounding.h"

#include <nlohmann/json.hpp>

namespace bitladder::exchange
{

namespace
{

using nlohmann::ordered_json;
using quant::QuantizedTensor;
using quant::Quantizer;
using tensor::Shape;
using tensor::Tensor;

Result<void> put(ZipWriter& zip, const std::string& name, const Tensor& tensor)
{
    const auto bytes = data::npyBytes(tensor);
    if (!bytes) return pass(bytes.error().within(name));
    zip.add(name + ".npy", *bytes);
    return {};
}

template<typename T, typename From> Tensor listOf(const std::vector<From>& values)
{
    const std::vector<T> converted(values.begin(), values.end());
    return Tensor::of<T>({static_cast<int64_t>(converted.size())}, converted);
}

// In the order of the file, as the narrowest type that they came in.
Result<Tensor> codesInFile(const graph::Graph& graph, const graph::Layer& layer, const QuantizedTensor& weights)
{
    return std::visit(
        [&](const auto& codes) -> Result<Tensor> {
            if constexpr (requires { codes.size(); }) {
                using T = std::decay_t<decltype(codes[0])>;
                using Wide = std::conditional_t<std::is_floating_point_v<T>, T, int64_t>;
                const std::vector<Wide> wide(codes.begin(), codes.end());
                std::vector<Wide> ordered(wide.size());
                engine::toFileOrder(graph, layer, std::span<const Wide>(wide), std::span<Wide>(ordered));
                const std::vector<T> narrow(ordered.begin(), ordered.end());
                return Tensor::of<T>(layer.weightShape, narrow);
            } else {
                return *graph.constant(layer.weights); // left as they are
            }
        },
        weights.codes);
}

// Which slice every weight belongs to, in the order of the file.
Tensor slicesInFile(const graph::Graph& graph, const graph::Layer& layer, const QuantizedTensor& weights)
{
    const auto length = static_cast<size_t>(weights.perChannel);
    std::vector<int64_t> slices(static_cast<size_t>(weights.channels) * length), ordered(slices.size());
    for (size_t c = 0; c < static_cast<size_t>(weights.channels); ++c)
        weights.quantizer.eachSlice(c, length, [&](size_t slice, size_t first, size_t count) {
            std::fill_n(slices.begin() + static_cast<ptrdiff_t>(c * length + first), count, slice);
        });
    engine::toFileOrder(graph, layer, std::span<const int64_t>(slices), std::span<int64_t>(ordered));
    const std::vector<int32_t> narrow(ordered.begin(), ordered.end());
    return Tensor::of<int32_t>(layer.weightShape, narrow);
}

// The levels of formats whose codes are no multiples of the scale: [K], or [slices, K]; code q has number q − qmin.
std::optional<Tensor> levelsOf(const Quantizer& q)
{
    if (q.format.family->kind != quant::CodeKind::Level) return std::nullopt;
    if (q.levelCount > 0) {
        const auto count = static_cast<int64_t>(q.levelCount), all = static_cast<int64_t>(q.levels.size());
        return Tensor::of<float>(all == count ? Shape {count} : Shape {all / count, count}, q.levels);
    }
    Quantizer unit = q;
    unit.scales.assign(1, 1.0);
    std::vector<double> levels;
    for (int64_t code = q.qmin; code <= q.qmax; ++code)
        levels.push_back(quant::dequantize(code, unit, 0));
    return Tensor::of<double>({static_cast<int64_t>(levels.size())}, levels);
}

ordered_json gridJson(const Quantizer& q)
{
    ordered_json j;
    j["format"] = quant::name(q.format);
    if (q.format.family->codes) {
        j["qmin"] = q.qmin;
        j["qmax"] = q.qmax;
    }
    return j;
}

Result<ordered_json> writeWeights(ZipWriter& zip, const std::string& folder, const graph::Graph& graph,
    const graph::Layer& layer, const QuantizedTensor& weights)
{
    const Quantizer& q = weights.quantizer;
    ordered_json j = gridJson(q);
    auto codes = codesInFile(graph, layer, weights);
    if (!codes) return pass(codes.error());
    BITLADDER_TRY(put(zip, folder + "codes", *codes));
    j["shape"] = layer.weightShape;
    j["codes"] = folder + "codes";
    if (weights.unchanged()) {
        j["value"] = "codes";
        return j;
    }
    BITLADDER_TRY(put(zip, folder + "scales", listOf<double>(q.scales)));
    j["scales"] = folder + "scales";
    const bool single = q.scales.size() == 1;
    if (single) {
        j["slices"] = "all";
    } else if (q.granularity == quant::Granularity::Channel
        && layer.weightShape[static_cast<size_t>(layer.channelAxis)] == layer.channels) {
        j["slices"] = "axis";
        j["axis"] = layer.channelAxis;
    } else {
        BITLADDER_TRY(put(zip, folder + "slices", slicesInFile(graph, layer, weights)));
        j["slices"] = folder + "slices";
    }
    const auto levels = levelsOf(q);
    if (levels) {
        BITLADDER_TRY(put(zip, folder + "levels", *levels));
        j["levels"] = folder + "levels";
        j["value"] = levels->rank() == 2 ? "levels[slice, codes - qmin] * scales[slice]"
                                         : "levels[codes - qmin] * scales[slice]";
    } else if (q.format.family->hasZeroPoint) {
        BITLADDER_TRY(put(zip, folder + "zero_points", listOf<int64_t>(q.zeroPoints)));
        j["zeroPoints"] = folder + "zero_points";
        j["value"] = "(codes - zero_points[slice]) * scales[slice]";
    } else {
        j["value"] = "codes * scales[slice]";
    }
    return j;
}

Result<ordered_json> writeActivations(ZipWriter& zip, const std::string& folder, const Quantizer& q)
{
    ordered_json j = gridJson(q);
    j["scale"] = q.scales[0];
    j["zeroPoint"] = q.zeroPoints[0];
    j["rounding"] = q.rounding->id;
    if (const auto levels = levelsOf(q)) {
        BITLADDER_TRY(put(zip, folder + "input_levels", *levels));
        j["levels"] = folder + "input_levels";
    }
    return j;
}

Result<void> write(const ExportSource& source, const std::filesystem::path& file, const ExportOptions&, const Job& job)
{
    const engine::Executable& network = *source.quantized;
    const graph::Graph& graph = network.graph();
    ZipWriter zip;
    ordered_json index;
    index["bitladderCodes"] = 1;
    index["model"] = source.recipe.model;
    index["fingerprint"] = source.recipe.fingerprint;
    index["layers"] = ordered_json::array();
    for (const graph::Layer& layer : graph::layersOf(graph)) {
        if (job.stopped()) return cancelled();
        const auto at = static_cast<size_t>(layer.id.index);
        const engine::QuantizedLayer& quantized = network.network()->layers[at];
        const std::string folder = fmt::format("{:03}/", at);
        ordered_json j;
        j["name"] = layer.name;
        j["op"] = layer.op;
        if (quantized.weights) {
            auto weights = writeWeights(zip, folder, graph, layer, *quantized.weights);
            if (!weights) return pass(weights.error().within(layer.name));
            j["weights"] = *std::move(weights);
        }
        if (quantized.activations) {
            auto activations = writeActivations(zip, folder, *quantized.activations);
            if (!activations) return pass(activations.error().within(layer.name));
            j["activations"] = *std::move(activations);
        }
        index["layers"].push_back(std::move(j));
    }
    zip.add("index.json", index.dump(2, ' ', false, ordered_json::error_handler_t::replace) + "\n");
    auto archive = zip.finish();
    if (!archive) return pass(archive.error());
    return writeFileAtomically(file, *archive);
}

} // namespace

extern const ExchangeFormat kCodesFormat;
const ExchangeFormat kCodesFormat {
    .id = "codes",
    .label = QT_TRANSLATE_NOOP("Exchange", "Codes for NumPy"),
    .fileKind = QT_TRANSLATE_NOOP("Exchange", "NumPy archives"),
    .extension = "npz",
    .suffix = "-codes",
    .write = write,
};

} // namespace bitladder::exchange
