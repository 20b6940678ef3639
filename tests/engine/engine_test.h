// What the tests of the engine share: a network made ready to run, the pairs of formats, and how far two tensors are
// apart.
#pragma once
#include "core/engine/executable.h"
#include "core/methods/quantize_network.h"
#include "core/ops/simplify.h"
#include "tests/support/graph_builder.h"
#include "tests/support/test_support.h"

#include <cmath>

namespace bitladder::test
{

inline double largest(const tensor::Tensor& t)
{
    double result = 1e-30;
    for (int64_t i = 0; i < t.count(); ++i)
        result = std::max(result, std::fabs(t.at(i)));
    return result;
}

inline double distance(const tensor::Tensor& a, const tensor::Tensor& b)
{
    double d = a.shape() == b.shape() ? 0 : 1e9;
    for (int64_t i = 0; d < 1e9 && i < a.count(); ++i)
        d = std::max(d, std::fabs(a.at(i) - b.at(i)));
    return d / largest(a);
}

struct Prepared {
    std::shared_ptr<const graph::Graph> graph;
    engine::Calibration calibration;
};

inline Prepared prepared(const graph::Graph& original, const tensor::Tensor& x)
{
    Prepared p;
    auto simplified = ops::simplify(original);
    if (!simplified) qFatal("%s", simplified.error().message.c_str());
    if (!simplified->issues.empty()) qFatal("%s", simplified->issues[0].text.c_str());
    p.graph = std::make_shared<const graph::Graph>(*std::move(simplified));
    auto network = methods::prepare(p.graph, engine::floatRecipe(*p.graph), {});
    if (!network) qFatal("%s", network.error().message.c_str());
    if (auto done = engine::calibrate(**network, std::span(&x, 1), p.calibration); !done)
        qFatal("%s", done.error().message.c_str());
    return p;
}

// A layer's formats; every kind of pair that the engine treats differently.
struct Pair {
    const char* weights;
    const char* activations;
    const char* variant = ""; // of tensor, affine (weights), symmetric (activations)
};

inline const std::vector<Pair>& pairs()
{
    static const std::vector<Pair> kPairs {{"float32", "float32"}, {"float64", "float64"}, {"float32", "float64"},
        {"float16", "float16"}, {"bfloat16", "bfloat16"}, {"bfloat16", "float32"}, {"e4m3", "e5m2"},
        {"e4m3", "float32"}, {"e11m30", "e11m30"}, {"int8", "float32"}, {"int4", "float16"}, {"float32", "int8"},
        {"binary", "float32"}, {"float32", "ternary"}, {"int8", "int8"}, {"int8", "int8", "tensor"},
        {"int8", "int8", "affine"}, {"int8", "int8", "symmetric"}, {"int8", "int8", "tensor affine symmetric"},
        {"int7", "int7", "affine"}, {"int4", "int8"}, {"int3", "int5"}, {"int2", "int2"}, {"int2", "int2", "affine"},
        {"int9", "int9"}, {"int12", "int10", "affine"}, {"int16", "int16"}, {"int16", "int16", "affine"},
        {"int16", "int8"}, {"int5", "int13"}, {"int17", "int17"}, {"int24", "int20", "affine"}, {"int31", "int31"},
        {"int32", "int32"}, {"int32", "int32", "affine"}, {"int8", "int32"}, {"int33", "int33"}, {"int40", "int50"},
        {"int63", "int63", "affine"}, {"int64", "int64"}, {"int64", "int64", "affine"}, {"int64", "int8"},
        {"int2", "int64"}, {"ternary", "ternary"}, {"binary", "binary"}, {"binary", "ternary"}, {"ternary", "binary"},
        {"binary", "int8"}, {"ternary", "int4"}, {"int8", "binary"}, {"int6", "ternary"}, {"binary", "int16"},
        {"binary", "int64"}, {"int20", "binary"}, {"binary", "binary", "tensor"}, {"pow2_2", "int8"},
        {"pow2_3", "int4"}, {"pow2_4", "int8"}, {"pow2_5", "int8"}, {"pow2_5", "int16"}, {"pow2_4", "binary"},
        {"pow2_6", "int8"}, {"pow2_4", "float32"}, {"book2", "int8", "levels"}, {"book3", "int8", "levels"},
        {"book3", "int4", "levels tensor"}, {"book4", "int8", "levels affine"}, {"book4", "int16", "levels"},
        {"book6", "int8", "levels"}, {"book4", "binary", "levels"}, {"book4", "float32", "levels"}, {"book3", "int8"}};
    return kPairs;
}

inline quant::LayerRecipe recipeOf(const Pair& pair)
{
    quant::LayerRecipe recipe;
    recipe.layer = "layer";
    recipe.weights = quant::defaultWeightSpec(*quant::parseFormat(pair.weights));
    recipe.activations = quant::defaultActivationSpec(*quant::parseFormat(pair.activations));
    const std::string variant = pair.variant;
    // Whole numbers of a step of 0.3, far apart where there are many.
    if (variant.find("levels") != std::string::npos)
        for (int i = 0; i < 1 << recipe.weights.format.bits; ++i) {
            const int middle = i - (1 << (recipe.weights.format.bits - 1));
            recipe.weights.levels.push_back(0.3f * static_cast<float>(middle * std::abs(middle) / 2 + middle));
        }
    if (variant.find("tensor") != std::string::npos) recipe.weights.granularity = quant::Granularity::Tensor;
    if (variant.find("affine") != std::string::npos) recipe.weights.symmetry = quant::Symmetry::Asymmetric;
    if (variant.find("symmetric") != std::string::npos) recipe.activations.symmetry = quant::Symmetry::Symmetric;
    return recipe;
}

} // namespace bitladder::test
