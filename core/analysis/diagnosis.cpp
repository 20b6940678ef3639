#include "core/analysis/diagnosis.h"

#include <cmath>

namespace bitladder::analysis
{

namespace
{

// Bytes of one activation where it is stored.
double activationBytes(const engine::LayerInfo& layer)
{
    const auto& format = layer.activations.format;
    if (format.family == quant::Family::Float) return format.bits > 32 ? 8 : 4;
    if (format.bits <= 8) return 1;
    if (format.bits <= 16) return 2;
    return format.bits <= 32 ? 4 : 8;
}

} // namespace

double arithmeticIntensity(const engine::LayerInfo& layer)
{
    const double values = static_cast<double>(layer.inputs + layer.outputs);
    const double bytes = static_cast<double>(layer.residentBytes) + values * activationBytes(layer);
    return bytes > 0 ? static_cast<double>(layer.macs) / bytes : 0;
}

std::string diagnose(const engine::LayerInfo& layer, const LayerSpeed& speed)
{
    if (layer.execution == engine::Execution::Simulated)
        return fmt::format("simulated: {}", layer.note.empty() ? "rounded to the grid, computed in float" : layer.note);
    const double chosenMs = speed.chosen.totalMs;
    const double reformat = chosenMs > 0 ? speed.chosen.reformatMs / chosenMs : 0;
    if (reformat > 0.25) return fmt::format("format conversions take {:.0f} % of the time", 100 * reformat);
    // Below this nothing but the call itself is measured.
    constexpr double kCallMs = 0.005;
    if (chosenMs < kCallMs) return "so small that calling it takes most of the time";
    if (speed.chosen.waitingMs > 0.25 * chosenMs)
        return fmt::format(
            "threads wait for {:.0f} % of the time: too little work to share", 100 * speed.chosen.waitingMs / chosenMs);
    const auto& w = layer.weights.format;
    if (layer.products < layer.macs)
        return fmt::format("float by Winograd's algorithm: {:.1f} times fewer products",
            static_cast<double>(layer.macs) / static_cast<double>(layer.products));
    if (w.family == quant::Family::Float && chosenMs >= 0.95 * speed.floatMs) return "float as in the file";
    if (layer.depthwise)
        return fmt::format(
            "depthwise: only {} products for each output, so loading and storing set the pace", layer.depth);
    constexpr int64_t kFewRows = 8;
    if (layer.rows < kFewRows)
        return fmt::format("memory-bound: each weight is used {} time{}, so its width is what counts", layer.rows,
            layer.rows == 1 ? "" : "s");
    constexpr int64_t kFewProducts = 64, kFewColumns = 16;
    if (layer.depth < kFewProducts)
        return fmt::format("only {} products for each output: finishing it takes as long as computing it", layer.depth);
    if (layer.columns < kFewColumns) return fmt::format("only {} channels: a tile has room for more", layer.columns);
    if (!layer.note.empty()) return layer.note;
    return "compute-bound: the kernel does what it can";
}

} // namespace bitladder::analysis
