// What the verbs print as JSON, each kind of value in one way.
#pragma once
#include "core/engine/executable.h"
#include "core/graph/graph.h"
#include "core/quant/quantizer.h"

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace bitladder::cli
{

using Json = nlohmann::ordered_json;

Json shapeJson(const tensor::Shape& shape);
// Scales, zero points, levels and steps; null where there is no grid.
Json gridJson(const quant::Quantizer* quantizer);
Json numberJson(double value); // infinities and NaN as null
Json topJson(const tensor::Tensor& scores, const std::vector<std::string>& labels);
Json sizesJson(const engine::Sizes& sizes);
Json issuesJson(const graph::Graph& graph);
void print(const Json& json); // to the standard output, with nothing that a terminal would obey

} // namespace bitladder::cli
