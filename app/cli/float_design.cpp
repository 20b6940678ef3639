#include "app/cli/options.h"
#include "app/cli/verbs.h"

#include "core/analysis/distribution.h"
#include "core/analysis/float_design.h"
#include "core/analysis/layer_weights.h"

#include <iostream>

namespace bitladder::cli
{

namespace
{

struct Options {
    int exponent = 4, mantissa = 3;
    std::optional<int> bias;
    std::string specials = "none", model, layer;
    bool positive = false, json = false;
};

using quant::FloatDesign;

// SQNR of a layer's weights, quantized as a recipe asks for by default; none where no layer is asked for.
Result<std::optional<double>> errorOnLayer(const Options& o, const FloatDesign& design)
{
    if (o.model.empty()) return std::optional<double> {};
    auto model = model::openModel(o.model);
    if (!model) return pass(model.error());
    for (const graph::Layer& layer : (*model)->layers) {
        if (!layer.weights || (!o.layer.empty() && layer.name != o.layer)) continue;
        auto weights = analysis::layerWeights(**model, layer, Threads());
        if (!weights) return pass(weights.error());
        const quant::QuantSpec spec = quant::defaultWeightSpec(quant::formatOf(design));
        return std::optional(analysis::weightSqnrDb(*weights, spec, Threads()));
    }
    return fail("{}: there is no layer {} with weights", o.model, o.layer);
}

Result<void> describe(const Options& o)
{
    const std::pair<std::string_view, FloatDesign::Specials> words[] = {{"none", FloatDesign::Specials::None},
        {"nan", FloatDesign::Specials::OneNan}, {"ieee", FloatDesign::Specials::Ieee}};
    FloatDesign design;
    design.exponentBits = o.exponent;
    design.mantissaBits = o.mantissa;
    design.bias = o.bias.value_or(o.exponent <= FloatDesign::kMostExponent ? quant::usualBias(o.exponent) : 0);
    design.sign = o.positive ? FloatDesign::Sign::Positive : FloatDesign::Sign::Both;
    for (const auto& [word, specials] : words)
        if (o.specials == word) design.specials = specials;
    BITLADDER_TRY(quant::check(design));
    auto error = errorOnLayer(o, design);
    if (!error) return pass(error.error());
    const auto facts = analysis::factsOf(design);
    const std::string name = quant::name(quant::formatOf(design));
    constexpr int kMostListed = 8; // bits: what a person reads
    if (o.json) {
        Json j {{"format", name}, {"bits", design.bits()}, {"bias", design.bias}, {"values", facts.values},
            {"largest", facts.largest}, {"smallestNormal", facts.smallestNormal}, {"smallest", facts.smallest},
            {"dynamicRangeDb", facts.dynamicRangeDb}};
        j["binades"] = Json::array();
        for (const auto& b : facts.binades)
            j["binades"].push_back({{"from", b.from}, {"step", b.step}, {"values", b.values}});
        if (design.bits() <= kMostListed) j["levels"] = quant::valuesOf(design);
        if (*error) j["layer"] = {{"sqnrDb", numberJson(**error)}};
        print(j);
        return {};
    }
    std::cout << fmt::format("{} bits, {} values; largest {:.6g}, smallest normal {:.6g}, smallest {:.6g}, {:.1f} dB\n",
        design.bits(), facts.values, facts.largest, facts.smallestNormal, facts.smallest, facts.dynamicRangeDb);
    for (const auto& b : facts.binades)
        std::cout << fmt::format("  from {:<12.6g} {:>4} values, step {:.6g}\n", b.from, b.values, b.step);
    if (*error) std::cout << fmt::format("SQNR {:.2f} dB on the layer's weights, per channel\n", **error);
    std::cout << fmt::format("in a recipe: --weights {}\n", name);
    return {};
}

} // namespace

Action addFloat(CLI::App& app)
{
    auto o = std::make_shared<Options>();
    CLI::App* verb = app.add_subcommand("float", "a float format of your own: its values, and its error on a layer");
    verb->add_option("--exponent", o->exponent, "bits of the exponent");
    verb->add_option("--mantissa", o->mantissa, "bits of the mantissa");
    verb->add_option("--bias", o->bias, "of the exponent (default: 2^(E − 1) − 1)");
    verb->add_option("--specials", o->specials, "none, nan (the last code), ieee (the top exponent)")
        ->check(CLI::IsMember({"none", "nan", "ieee"}));
    verb->add_flag("--positive", o->positive, "no sign bit");
    verb->add_option("--model", o->model, "an ONNX file, for the error on a layer's weights");
    verb->add_option("--layer", o->layer, "its name (default: the first layer with weights)");
    verb->add_flag("--json", o->json, "one JSON document on standard output");
    return [o] { return describe(*o); };
}

} // namespace bitladder::cli
