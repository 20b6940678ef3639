// For tests of methods: a small network of the kinds of layer that methods meet, pictures for it, and what it answers.
#pragma once
#include "core/methods/quantize_network.h"
#include "core/ops/simplify.h"
#include "tests/support/graph_builder.h"
#include "tests/support/test_support.h"

namespace bitladder::test
{

using Network = std::shared_ptr<const engine::QuantizedNetwork>;
using Rows = std::vector<std::vector<double>>;

inline std::shared_ptr<const graph::Graph> simplified(const graph::Graph& graph)
{
    auto simple = ops::simplify(graph);
    if (!simple) qFatal("%s", simple.error().message.c_str());
    return std::make_shared<const graph::Graph>(*std::move(simple));
}

// One Gemm: [rows, depth] times weights [channels, depth].
inline std::shared_ptr<const graph::Graph> oneProduct(
    int64_t rows, int64_t depth, int64_t channels, const std::vector<float>& weights)
{
    GraphBuilder b;
    const auto x = b.input("x", {rows, depth});
    return simplified(
        b.graph({b.node("Gemm", "g", {x, b.constant("w", {channels, depth}, weights)}, {{"transB", int64_t {1}}})}));
}

inline quant::Recipe recipeOf(const graph::Graph& graph, const char* weights, std::vector<quant::MethodChoice> methods)
{
    quant::Recipe recipe = engine::floatRecipe(graph);
    for (auto& layer : recipe.layers)
        layer.weights.format = *quant::parseFormat(weights);
    recipe.methods = std::move(methods);
    return recipe;
}

inline Result<Network> quantized(const std::shared_ptr<const graph::Graph>& graph, const quant::Recipe& recipe,
    const std::vector<std::vector<tensor::Tensor>>& pictures, int threads = 1)
{
    methods::QuantizeOptions options;
    options.threads = threads;
    options.pictures = [&pictures](const methods::VisitInputs& visit) -> Result<void> {
        for (const auto& inputs : pictures)
            BITLADDER_TRY(visit(inputs));
        return {};
    };
    options.picturesKey = 42;
    return methods::quantizeNetwork(graph, recipe, {}, options);
}

// The network's answers, one row a picture.
inline Rows answers(const Network& network, const std::vector<std::vector<tensor::Tensor>>& pictures)
{
    engine::PrepareOptions options;
    options.floatConvolution = engine::FloatConvolution::ExactOrder;
    auto executable = engine::prepare(network, options);
    if (!executable) qFatal("%s", executable.error().message.c_str());
    Rows rows;
    for (const auto& inputs : pictures) {
        auto trace = (*executable)->run(inputs);
        if (!trace) qFatal("%s", trace.error().message.c_str());
        std::vector<double> row;
        for (int64_t i = 0; i < trace->outputs[0].count(); ++i)
            row.push_back(trace->outputs[0].at(i));
        rows.push_back(row);
    }
    return rows;
}

inline bool alike(const Rows& a, const Rows& b, double tolerance)
{
    for (size_t i = 0; i < a.size(); ++i)
        for (size_t j = 0; j < a[i].size(); ++j)
            if (!(std::fabs(a[i][j] - b[i][j]) <= tolerance * (1 + std::fabs(a[i][j])))) return false;
    return a.size() == b.size();
}

} // namespace bitladder::test
