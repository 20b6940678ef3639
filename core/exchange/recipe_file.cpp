#include "core/exchange/recipe_file.h"

#include "core/base/files.h"
#include "core/quant/estimate.h"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <set>

namespace bitladder::exchange
{

using nlohmann::json;
using nlohmann::ordered_json;
using quant::QuantSpec;

namespace
{

constexpr std::string_view kSymmetries[] = {"symmetric", "asymmetric"};
constexpr std::string_view kGranularities[] = {"tensor", "channel"};
constexpr std::string_view kRanges[] = {"minmax", "percentile", "mse", "manual", "given"};

ordered_json specToJson(const QuantSpec& spec)
{
    ordered_json j;
    j["format"] = quant::name(spec.format);
    j["symmetry"] = kSymmetries[static_cast<size_t>(spec.symmetry)];
    j["granularity"] = kGranularities[static_cast<size_t>(spec.granularity)];
    if (spec.range) {
        j["range"] = kRanges[static_cast<size_t>(*spec.range)];
        if (*spec.range == quant::RangeMethod::Percentile) j["percentile"] = spec.percentile;
        if (*spec.range == quant::RangeMethod::Manual) {
            j["low"] = spec.manual.low;
            j["high"] = spec.manual.high;
        }
        if (*spec.range == quant::RangeMethod::Given && spec.given)
            j["given"] = {{"format", quant::name(spec.given->format)}, {"qmin", spec.given->qmin},
                {"qmax", spec.given->qmax}, {"scales", spec.given->scales}, {"zeros", spec.given->zeros}};
    }
    return j;
}

template<size_t N> Result<size_t> oneOf(const json& j, const char* field, const std::string_view (&names)[N])
{
    const json& value = j.at(field);
    for (size_t i = 0; i < N; ++i)
        if (value.is_string() && value.get_ref<const std::string&>() == names[i]) return i;
    return fail("{}: {} is not one of the known words", field, value.dump());
}

Result<double> numberAt(const json& j, const char* field)
{
    if (!j.contains(field) || !j.at(field).is_number() || !std::isfinite(j.at(field).get<double>()))
        return fail("{}: a number is needed", field);
    return j.at(field).get<double>();
}

// Scales and zero points that come with a model.
Result<std::shared_ptr<const quant::QuantParams>> givenFromJson(const json& j, const QuantSpec& spec)
{
    if (!j.contains("given") || !j.at("given").is_object()) return fail("given: an object is needed");
    const json& g = j.at("given");
    if (!g.contains("format") || !g.at("format").is_string()) return fail("given: format: is missing");
    auto format = quant::parseFormat(g.at("format").get<std::string>());
    if (!format) return pass(format.error().within("given: format"));
    for (const char* field : {"qmin", "qmax"})
        if (!g.contains(field) || !g.at(field).is_number_integer())
            return fail("given: {}: a whole number is needed", field);
    for (const char* field : {"scales", "zeros"})
        if (!g.contains(field) || !g.at(field).is_array() || g.at(field).empty())
            return fail("given: {}: a list of numbers is needed", field);
    std::vector<double> scales;
    std::vector<int64_t> zeros;
    for (const json& v : g.at("scales")) {
        if (!v.is_number() || !(v.get<double>() > 0) || !std::isfinite(v.get<double>()))
            return fail("given: scales: {} is not a positive number", v.dump());
        scales.push_back(v.get<double>());
    }
    for (const json& v : g.at("zeros")) {
        if (!v.is_number_integer()) return fail("given: zeros: {} is not a whole number", v.dump());
        zeros.push_back(v.get<int64_t>());
    }
    auto params = quant::givenParams(*format, spec.granularity, g.at("qmin").get<int64_t>(),
        g.at("qmax").get<int64_t>(), std::move(scales), std::move(zeros));
    if (!params) return pass(params.error().within("given"));
    return std::make_shared<const quant::QuantParams>(*std::move(params));
}

Result<QuantSpec> specOf(const json& j, QuantSpec spec)
{
    if (!j.is_object()) return fail("an object is needed");
    if (!j.contains("format") || !j.at("format").is_string()) return fail("format: is missing");
    auto format = quant::parseFormat(j.at("format").get<std::string>());
    if (!format) return pass(format.error().within("format"));
    spec.format = *format;
    if (j.contains("symmetry")) {
        auto i = oneOf(j, "symmetry", kSymmetries);
        if (!i) return pass(i.error());
        spec.symmetry = static_cast<quant::Symmetry>(*i);
    }
    if (j.contains("granularity")) {
        auto i = oneOf(j, "granularity", kGranularities);
        if (!i) return pass(i.error());
        spec.granularity = static_cast<quant::Granularity>(*i);
    }
    if (!j.contains("range")) return spec;
    auto i = oneOf(j, "range", kRanges);
    if (!i) return pass(i.error());
    spec.range = static_cast<quant::RangeMethod>(*i);
    if (spec.range == quant::RangeMethod::Percentile && j.contains("percentile")) {
        auto p = numberAt(j, "percentile");
        if (!p) return pass(p.error());
        if (*p < 50 || *p > 100) return fail("percentile: {} is not between 50 and 100", *p);
        spec.percentile = *p;
    }
    if (spec.range == quant::RangeMethod::Manual) {
        auto low = numberAt(j, "low"), high = numberAt(j, "high");
        if (!low) return pass(low.error());
        if (!high) return pass(high.error());
        if (*low > *high) return fail("low: {} is above high: {}", *low, *high);
        spec.manual = {*low, *high};
    }
    if (spec.range == quant::RangeMethod::Given) {
        auto given = givenFromJson(j, spec);
        if (!given) return pass(given.error());
        spec.given = *std::move(given);
    }
    return spec;
}

} // namespace

std::string recipeToJson(const quant::Recipe& recipe)
{
    ordered_json j;
    j["bitladderRecipe"] = quant::Recipe::kVersion;
    j["model"] = recipe.model;
    j["fingerprint"] = recipe.fingerprint;
    j["layers"] = ordered_json::array();
    for (const auto& layer : recipe.layers) {
        ordered_json l;
        l["name"] = layer.layer;
        l["weights"] = specToJson(layer.weights);
        l["activations"] = specToJson(layer.activations);
        if (layer.lock == quant::Lock::Locked) l["locked"] = true;
        j["layers"].push_back(std::move(l));
    }
    return j.dump(2, ' ', false, ordered_json::error_handler_t::replace) + "\n";
}

Result<quant::Recipe> recipeFromJson(const std::string& text, const std::string& from)
{
    const json j = json::parse(text, nullptr, false);
    if (j.is_discarded()) return fail("{}: not a recipe: the text is not JSON", from);
    if (!j.is_object() || !j.contains("bitladderRecipe"))
        return fail("{}: not a recipe: bitladderRecipe is missing", from);
    if (!j["bitladderRecipe"].is_number_integer()) return fail("{}: bitladderRecipe: a whole number is needed", from);
    const auto version = j["bitladderRecipe"].get<int64_t>();
    if (version > quant::Recipe::kVersion)
        return fail("{}: the recipe has version {}, this program knows up to {}; a newer Bitladder reads it", from,
            version, quant::Recipe::kVersion);
    if (version < 1) return fail("{}: bitladderRecipe: {} is not a version", from, version);
    quant::Recipe recipe;
    recipe.model = j.contains("model") && j["model"].is_string() ? j["model"].get<std::string>() : "";
    recipe.fingerprint
        = j.contains("fingerprint") && j["fingerprint"].is_string() ? j["fingerprint"].get<std::string>() : "";
    if (!j.contains("layers") || !j["layers"].is_array()) return fail("{}: layers: a list is needed", from);
    std::set<std::string> names;
    for (const json& l : j["layers"]) {
        if (!l.is_object() || !l.contains("name") || !l["name"].is_string())
            return fail("{}: layer {}: name is missing", from, recipe.layers.size() + 1);
        quant::LayerRecipe layer;
        layer.layer = l["name"].get<std::string>();
        if (!names.insert(layer.layer).second) return fail("{}: layer {}: stands there twice", from, layer.layer);
        for (const char* field : {"weights", "activations"}) {
            if (!l.contains(field)) return fail("{}: layer {}: {} is missing", from, layer.layer, field);
            QuantSpec& spec = field[0] == 'w' ? layer.weights : layer.activations;
            auto read = specOf(l[field], spec);
            if (!read) return pass(read.error().within(fmt::format("{}: layer {}: {}", from, layer.layer, field)));
            spec = *read;
        }
        if (l.contains("locked") && l["locked"].is_boolean() && l["locked"].get<bool>())
            layer.lock = quant::Lock::Locked;
        recipe.layers.push_back(std::move(layer));
    }
    return recipe;
}

Result<QuantSpec> specFromJson(const std::string& text, QuantSpec base)
{
    const json j = json::parse(text, nullptr, false);
    if (j.is_discarded()) return fail("the text is not JSON");
    return specOf(j, std::move(base));
}

Result<quant::Recipe> readRecipe(const std::filesystem::path& path)
{
    auto text = readTextFile(path, size_t {1} << 26);
    if (!text) return pass(text.error());
    return recipeFromJson(*text, path.string());
}

Result<void> writeRecipe(const quant::Recipe& recipe, const std::filesystem::path& path)
{
    return writeFileAtomically(path, recipeToJson(recipe));
}

Result<quant::Recipe> adopt(const quant::Recipe& read, const quant::Recipe& base)
{
    quant::Recipe result = base;
    size_t found = 0;
    for (auto& layer : result.layers)
        for (const auto& given : read.layers)
            if (given.layer == layer.layer) {
                layer = given;
                ++found;
            }
    if (found == 0 || (found < read.layers.size() && read.fingerprint != base.fingerprint)) {
        std::string missing;
        for (const auto& given : read.layers) {
            const bool known = std::ranges::any_of(base.layers, [&](const auto& l) { return l.layer == given.layer; });
            if (!known && missing.empty()) missing = given.layer;
        }
        return fail("the recipe is for another network ({}): this one has no layer \"{}\"",
            read.model.empty() ? "unnamed" : read.model, missing);
    }
    return result;
}

} // namespace bitladder::exchange
