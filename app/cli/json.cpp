#include "app/cli/json.h"

#include "core/analysis/metrics.h"
#include "core/base/text.h"
#include "core/quant/grid_summary.h"
#include "core/quant/rounding.h"

#include <cmath>
#include <iostream>

namespace bitladder::cli
{

Json shapeJson(const tensor::Shape& shape)
{
    return Json(shape);
}

Json numberJson(double value)
{
    return std::isfinite(value) ? Json(value) : Json(nullptr);
}

Json gridJson(const quant::Quantizer* quantizer)
{
    if (!quantizer || quantizer->scales.empty() || quant::isNativeFloat(quantizer->format)) return nullptr;
    const quant::GridSummary grid = quant::summaryOf(*quantizer);
    return {{"slices", grid.slices}, {"leastScale", grid.leastScale}, {"mostScale", grid.mostScale},
        {"leastZeroPoint", grid.leastZero}, {"mostZeroPoint", grid.mostZero},
        {"levels", grid.levels ? Json(grid.levels) : Json(nullptr)}, {"leastStep", grid.leastStep},
        {"mostStep", grid.mostStep}, {"rounding", quantizer->rounding->id}};
}

Json topJson(const tensor::Tensor& scores, const std::vector<std::string>& labels)
{
    Json top = Json::array();
    for (const auto& [index, score] : analysis::topOf(scores, 5)) {
        const auto i = static_cast<size_t>(index);
        top.push_back({{"index", index}, {"label", i < labels.size() ? labels[i] : std::to_string(index)},
            {"score", numberJson(score)}});
    }
    return top;
}

Json sizesJson(const engine::Sizes& sizes)
{
    return {{"floatBytes", std::llround(sizes.floatBytes)}, {"theoreticalBytes", std::llround(sizes.theoreticalBytes)},
        {"residentBytes", std::llround(sizes.residentBytes)}};
}

Json issuesJson(const graph::Graph& graph)
{
    Json issues = Json::array();
    for (const auto& issue : graph.issues)
        issues.push_back({{"node", issue.node}, {"op", issue.op}, {"text", issue.text}});
    return issues;
}

namespace
{

// Bytes that are not UTF-8 would not be JSON; control characters are escaped by it, but not all that a terminal obeys.
Json printableStrings(const Json& json)
{
    if (json.is_string()) return printable(json.get_ref<const std::string&>());
    if (!json.is_structured()) return json;
    Json result = json.is_array() ? Json::array() : Json::object();
    for (auto it = json.begin(); it != json.end(); ++it) {
        if (json.is_array())
            result.push_back(printableStrings(*it));
        else
            result[printable(it.key())] = printableStrings(it.value());
    }
    return result;
}

} // namespace

void print(const Json& json)
{
    std::cout << printableStrings(json).dump(2) << std::endl;
}

} // namespace bitladder::cli
