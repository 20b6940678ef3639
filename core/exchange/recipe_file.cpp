#include "core/exchange/recipe_file.h"

#include "core/base/files.h"
#include "core/quant/estimate.h"
#include "core/quant/format/family.h"
#include "core/quant/rounding.h"

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

// Words of fields that are no tables of their own.
template<typename T> struct Word {
    std::string_view word;
    T value;
};
constexpr Word<quant::Symmetry> kSymmetries[]
    = {{"symmetric", quant::Symmetry::Symmetric}, {"asymmetric", quant::Symmetry::Asymmetric}};
constexpr Word<quant::Granularity> kGranularities[] = {{"tensor", quant::Granularity::Tensor},
    {"channel", quant::Granularity::Channel}, {"group", quant::Granularity::Group}};

constexpr Word<quant::ScaleRule> kScaleRules[]
    = {{"any", quant::ScaleRule::Any}, {"power-of-two", quant::ScaleRule::PowerOfTwo}};

template<typename T> std::string_view wordOf(std::span<const Word<T>> words, T value)
{
    return std::ranges::find(words, value, &Word<T>::value)->word;
}

ordered_json specToJson(const QuantSpec& spec)
{
    ordered_json j;
    j["format"] = quant::name(spec.format);
    j["symmetry"] = wordOf<quant::Symmetry>(kSymmetries, spec.symmetry);
    j["granularity"] = wordOf<quant::Granularity>(kGranularities, spec.granularity);
    if (spec.granularity == quant::Granularity::Group) j["groupSize"] = spec.groupSize;
    if (spec.rounding != &quant::kHalfEven) j["rounding"] = spec.rounding->id;
    if (spec.scaleRule != quant::ScaleRule::Any) j["scaleRule"] = wordOf<quant::ScaleRule>(kScaleRules, spec.scaleRule);
    if (spec.format.family->drawn && !spec.levels.empty()) j["levels"] = spec.levels;
    if (spec.range) j["range"] = spec.range->id;
    for (const quant::Parameter* parameter : quant::parametersOf(spec))
        j[std::string(parameter->name)] = quant::valueOf(spec.parameters, *parameter);
    if (!spec.range) return j;
    if (spec.range == &quant::kFromModel && spec.given)
        j["given"] = {{"format", quant::name(spec.given->format)}, {"qmin", spec.given->qmin},
            {"qmax", spec.given->qmax}, {"scales", spec.given->scales}, {"zeros", spec.given->zeroPoints}};
    return j;
}

Result<std::string> wordAt(const json& j, const char* field)
{
    if (!j.at(field).is_string()) return fail("{}: {} is not one of the known words", field, j.at(field).dump());
    return j.at(field).get<std::string>();
}

// Leaves `to` as it is where the field is missing.
template<typename T> Result<void> takeWord(const json& j, const char* field, std::span<const Word<T>> words, T& to)
{
    if (!j.contains(field)) return {};
    for (const auto& [word, value] : words)
        if (j.at(field).is_string() && j.at(field).get_ref<const std::string&>() == word) {
            to = value;
            return {};
        }
    return fail("{}: {} is not one of the known words", field, j.at(field).dump());
}

// An entry of a table, by its id.
template<typename Row>
Result<void> takeRow(const json& j, const char* field, const Row* (*find)(std::string_view), const Row*& to)
{
    if (!j.contains(field)) return {};
    auto word = wordAt(j, field);
    if (!word) return pass(word.error());
    const Row* row = find(*word);
    if (!row) return fail("{}: {} is not one of the known words", field, j.at(field).dump());
    to = row;
    return {};
}

Result<double> numberAt(const json& j, const char* field)
{
    if (!j.contains(field) || !j.at(field).is_number() || !std::isfinite(j.at(field).get<double>()))
        return fail("{}: a number is needed", field);
    return j.at(field).get<double>();
}

// Scales and zero points that come with a model.
Result<std::shared_ptr<const quant::Quantizer>> givenFromJson(const json& j, const QuantSpec& spec)
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
    auto quantizer = quant::quantizerFromModel(*format, spec.granularity, g.at("qmin").get<int64_t>(),
        g.at("qmax").get<int64_t>(), std::move(scales), std::move(zeros));
    if (!quantizer) return pass(quantizer.error().within("given"));
    return std::make_shared<const quant::Quantizer>(*std::move(quantizer));
}

// What a newer program wrote beside what this one knows: it goes out as it came in.
std::string unknownOf(const json& j, const std::set<std::string>& known)
{
    json unknown = json::object();
    for (const auto& [field, value] : j.items())
        if (!known.contains(field)) unknown[field] = value;
    if (unknown.empty()) return {};
    return unknown.dump(-1, ' ', false, json::error_handler_t::replace);
}

void addUnknown(ordered_json& to, const std::string& unknown)
{
    if (unknown.empty()) return;
    const ordered_json fields = ordered_json::parse(unknown, nullptr, false);
    if (!fields.is_object()) return;
    for (const auto& [field, value] : fields.items())
        if (!to.contains(field)) to[field] = value;
}

ordered_json methodsToJson(const std::vector<quant::MethodChoice>& methods)
{
    ordered_json list = ordered_json::array();
    for (const auto& choice : methods) {
        ordered_json m;
        m["method"] = choice.method;
        for (const auto& [name, value] : choice.parameters)
            m["parameters"][name] = value;
        if (!choice.on) m["on"] = false;
        list.push_back(std::move(m));
    }
    return list;
}

Result<std::vector<quant::MethodChoice>> methodsOf(const json& list)
{
    if (!list.is_array()) return fail("methods: a list is needed");
    std::vector<quant::MethodChoice> methods;
    for (const json& m : list) {
        const auto where = fmt::format("methods: {}", methods.size() + 1);
        if (!m.is_object() || !m.contains("method") || !m.at("method").is_string())
            return fail("{}: method is missing", where);
        quant::MethodChoice choice;
        choice.method = m.at("method").get<std::string>();
        if (m.contains("on")) {
            if (!m.at("on").is_boolean()) return fail("{}: on: true or false is needed", where);
            choice.on = m.at("on").get<bool>();
        }
        if (m.contains("parameters")) {
            if (!m.at("parameters").is_object()) return fail("{}: parameters: an object is needed", where);
            for (const auto& [name, value] : m.at("parameters").items()) {
                if (!value.is_number() || !std::isfinite(value.get<double>()))
                    return fail("{}: parameters: {}: a number is needed", where, name);
                choice.parameters[name] = value.get<double>();
            }
        }
        methods.push_back(std::move(choice));
    }
    return methods;
}

Result<QuantSpec> specOf(const json& j, QuantSpec spec)
{
    if (!j.is_object()) return fail("an object is needed");
    if (!j.contains("format") || !j.at("format").is_string()) return fail("format: is missing");
    auto format = quant::parseFormat(j.at("format").get<std::string>());
    if (!format) return pass(format.error().within("format"));
    spec.format = *format;
    BITLADDER_TRY(takeWord<quant::Symmetry>(j, "symmetry", kSymmetries, spec.symmetry));
    BITLADDER_TRY(takeWord<quant::Granularity>(j, "granularity", kGranularities, spec.granularity));
    if (spec.granularity == quant::Granularity::Group && j.contains("groupSize")) {
        if (!j.at("groupSize").is_number_integer() || j.at("groupSize").get<int64_t>() < 1)
            return fail("groupSize: {} is not a whole number above 0", j.at("groupSize").dump());
        spec.groupSize = j.at("groupSize").get<int64_t>();
    }
    BITLADDER_TRY(takeRow(j, "rounding", quant::findRounding, spec.rounding));
    BITLADDER_TRY(takeWord<quant::ScaleRule>(j, "scaleRule", kScaleRules, spec.scaleRule));
    BITLADDER_TRY(takeRow(j, "range", quant::findEstimator, spec.range));
    if (spec.range == &quant::kFromModel) {
        auto given = givenFromJson(j, spec);
        if (!given) return pass(given.error());
        spec.given = *std::move(given);
    }
    if (spec.format.family->drawn && j.contains("levels")) {
        if (!j.at("levels").is_array()) return fail("levels: a list of numbers is needed");
        spec.levels.clear();
        for (const json& level : j.at("levels")) {
            if (!level.is_number()) return fail("levels: {} is not a number", level.dump());
            spec.levels.push_back(level.get<float>());
        }
    }
    for (const quant::Parameter* parameter : quant::parametersOf(spec)) {
        const std::string field(parameter->name);
        if (!j.contains(field)) continue;
        auto number = numberAt(j, field.c_str());
        if (!number) return pass(number.error());
        spec.parameters[field] = *number;
    }
    BITLADDER_TRY(quant::checkParameters(spec));
    return spec;
}

} // namespace

std::string recipeToJson(const quant::Recipe& recipe)
{
    ordered_json j = ordered_json::object();
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
        addUnknown(l, layer.unknown);
        j["layers"].push_back(std::move(l));
    }
    if (!recipe.methods.empty()) j["methods"] = methodsToJson(recipe.methods);
    addUnknown(j, recipe.unknown);
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
        layer.unknown = unknownOf(l, {"name", "weights", "activations", "locked"});
        recipe.layers.push_back(std::move(layer));
    }
    if (j.contains("methods")) {
        auto methods = methodsOf(j.at("methods"));
        if (!methods) return pass(methods.error().within(from));
        recipe.methods = *std::move(methods);
    }
    recipe.unknown = unknownOf(j, {"bitladderRecipe", "model", "fingerprint", "layers", "methods"});
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
    result.methods = read.methods;
    result.unknown = read.unknown;
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
