#include "core/exchange/layer_table.h"

#include "core/quant/grid_summary.h"

#include <algorithm>
#include <cmath>

namespace bitladder::exchange
{

namespace
{

std::string quoted(const std::string& text)
{
    if (text.find_first_of(",\"\n") == std::string::npos) return text;
    std::string result = "\"";
    for (const char c : text)
        result += c == '"' ? std::string("\"\"") : std::string(1, c);
    return result + '"';
}

std::string number(double v)
{
    return std::isfinite(v) ? fmt::format("{:.6g}", v) : (v > 0 ? "inf" : "");
}

// scale, zero point, levels, step; empty for native floats.
std::string gridColumns(const quant::NumberFormat& format, const quant::Quantizer* q)
{
    if (!q || q->scales.empty() || quant::isNativeFloat(format)) return ",,,";
    const quant::GridSummary grid = quant::summaryOf(*q);
    return fmt::format("{},{},{},{}", quant::rangeText(grid.leastScale, grid.mostScale),
        grid.leastZero == grid.mostZero ? std::to_string(grid.leastZero)
                                        : fmt::format("{} to {}", grid.leastZero, grid.mostZero),
        grid.levels ? std::to_string(grid.levels) : "", quant::rangeText(grid.leastStep, grid.mostStep));
}

// A column for every metric, in the order of the table.
std::string metricColumns(const std::vector<analysis::MetricValue>& values)
{
    std::string columns;
    for (const auto* metric : analysis::metrics()) {
        const auto found = std::ranges::find(values, metric, &analysis::MetricValue::metric);
        columns += ',' + (found == values.end() ? std::string() : number(found->value));
    }
    return columns;
}

} // namespace

std::string layerTable(const model::Model& model, const engine::Executable& executable, const LayerFigures& figures)
{
    std::string csv = "layer,operator,weight_shape,parameters,macs,weights,activations,kernel,executed,note,"
                      "theoretical_bytes,resident_bytes,float_ms,chosen_ms,"
                      "weight_scale,weight_zero_point,weight_levels,weight_step,"
                      "activation_scale,activation_zero_point,activation_levels,activation_step";
    for (const char* of : {"weights_", "output_"})
        for (const auto* metric : analysis::metrics())
            csv += fmt::format(",{}{}", of, metric->id);
    csv += '\n';
    const std::vector<analysis::MetricValue> none;
    for (size_t i = 0; i < executable.layers().size(); ++i) {
        const engine::LayerInfo& info = executable.layers()[i];
        const graph::Layer& layer = model.layers[i];
        std::string shape;
        for (const int64_t extent : layer.weightShape)
            shape += (shape.empty() ? "" : "x") + std::to_string(extent);
        const double bytes = static_cast<double>(layer.parameters) * quant::theoreticalBits(info.weights.format) / 8;
        csv += fmt::format("{},{},{},{},{},{},{},{},{},{},{},{},{},{},{},{}", quoted(info.name), quoted(info.op), shape,
            layer.parameters, info.macs, quant::name(info.weights.format), quant::name(info.activations.format),
            info.kernel, info.execution == engine::Execution::Executed ? "executed" : "simulated",
            quoted(info.note.english()), number(bytes), info.residentBytes,
            number(figures.floatTiming.layers[i].median), number(figures.chosenTiming.layers[i].median),
            gridColumns(info.weights.format, layer.weights ? &info.weightQuantizer : nullptr),
            gridColumns(info.activations.format, info.activationQuantizer ? &*info.activationQuantizer : nullptr));
        csv += metricColumns(figures.weights[i] ? figures.weights[i]->tensor : none);
        csv += metricColumns(figures.outputs.layers[i]) + '\n';
    }
    return csv;
}

} // namespace bitladder::exchange
