#include "app/cli/rule_option.h"

#include "app/cli/options.h"
#include "core/analysis/rule.h"
#include "core/experiment/sensitivity.h"

#include <algorithm>
#include <charconv>

namespace bitladder::cli
{

namespace
{

constexpr const char* kRule = "--rule";

struct KeyAndValue {
    std::string key, value;
};

std::vector<KeyAndValue> keysAndValues(const std::string& text)
{
    std::vector<KeyAndValue> list;
    for (const std::string& part : CLI::detail::split(text, ',')) {
        const std::string trimmed = CLI::detail::trim_copy(part);
        if (trimmed.empty()) continue;
        const size_t equals = trimmed.find('=');
        if (equals == std::string::npos) throw UsageError {fmt::format("{}: \"{}\" is not key=value", kRule, trimmed)};
        list.push_back({trimmed.substr(0, equals), trimmed.substr(equals + 1)});
    }
    return list;
}

int64_t countOf(const KeyAndValue& entry)
{
    int64_t value = 0;
    const char* const end = entry.value.data() + entry.value.size();
    const auto [at, error] = std::from_chars(entry.value.data(), end, value);
    if (error != std::errc {} || at != end || value < 0)
        throw UsageError {fmt::format("{}: {}=\"{}\" is no whole number", kRule, entry.key, entry.value)};
    return value;
}

template<typename Value> Value oneOf(const KeyAndValue& entry, std::initializer_list<std::pair<const char*, Value>> all)
{
    std::string names;
    for (const auto& [name, value] : all) {
        if (entry.value == name) return value;
        names += (names.empty() ? "" : ", ") + std::string(name);
    }
    throw UsageError {fmt::format("{}: {}=\"{}\" is none of {}", kRule, entry.key, entry.value, names)};
}

analysis::LayerCondition conditionOf(const std::string& text)
{
    using analysis::KernelShape;
    using analysis::Position;
    analysis::LayerCondition condition;
    for (const KeyAndValue& entry : keysAndValues(text)) {
        if (entry.key == "op")
            condition.op = entry.value;
        else if (entry.key == "kernel")
            condition.kernel = oneOf<KernelShape>(entry,
                {{"1x1", KernelShape::OneByOne}, {"3x3", KernelShape::ThreeByThree},
                    {"depthwise", KernelShape::Depthwise}});
        else if (entry.key == "name")
            condition.nameContains = entry.value;
        else if (entry.key == "position")
            condition.position = oneOf<Position>(
                entry, {{"first", Position::First}, {"last", Position::Last}, {"middle", Position::Middle}});
        else if (entry.key == "at-least")
            condition.atLeast = countOf(entry);
        else if (entry.key == "at-most")
            condition.atMost = countOf(entry);
        else
            throw UsageError {
                fmt::format("{}: \"{}\" is none of op, kernel, name, position, at-least, at-most", kRule, entry.key)};
    }
    return condition;
}

} // namespace

experiment::FixedFormats ruleOption(const std::string& text, const model::Model& model)
{
    const size_t colon = text.find(':');
    if (colon == std::string::npos)
        throw UsageError {fmt::format("{}: \"{}\" is not CONDITION:weights=FORMAT", kRule, text)};
    experiment::FixedFormats fixed;
    for (const KeyAndValue& entry : keysAndValues(text.substr(colon + 1))) {
        if (entry.key == "weights")
            fixed.weights = formatOption(entry.value, kRule);
        else if (entry.key == "activations")
            fixed.activations = formatOption(entry.value, kRule);
        else
            throw UsageError {fmt::format("{}: \"{}\" is neither weights nor activations", kRule, entry.key)};
    }
    if (!fixed.weights && !fixed.activations) throw UsageError {fmt::format("{}: \"{}\" says no format", kRule, text)};
    fixed.layers = analysis::matching(conditionOf(text.substr(0, colon)), *model.graph, model.layers);
    if (fixed.layers.empty()) throw UsageError {fmt::format("{}: no layer meets \"{}\"", kRule, text)};
    return fixed;
}

std::vector<std::vector<int>> tieOption(const std::string& text, const model::Model& model)
{
    if (text == "residual") return experiment::residualGroups(model);
    std::vector<int> layers;
    for (const std::string& part : CLI::detail::split(text, ',')) {
        const std::string name = CLI::detail::trim_copy(part);
        const auto found = std::ranges::find(model.layers, name, &graph::Layer::name);
        if (found == model.layers.end())
            throw UsageError {fmt::format("--tie: \"{}\" is neither \"residual\" nor the name of a layer", name)};
        layers.push_back(found->id.index);
    }
    return {layers};
}

std::string bytesText(double bytes)
{
    constexpr const char* kUnits[] = {"B", "kB", "MB", "GB"};
    size_t unit = 0;
    for (; bytes >= 999.5 && unit + 1 < std::size(kUnits); ++unit)
        bytes /= 1000;
    return fmt::format("{:.{}f} {}", bytes, unit == 0 || bytes >= 99.95 ? 0 : bytes >= 9.995 ? 1 : 2, kUnits[unit]);
}

} // namespace bitladder::cli
