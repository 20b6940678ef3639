#include "core/model/layer_names.h"

#include <algorithm>
#include <cctype>
#include <map>
#include <string_view>

namespace bitladder::model
{

namespace
{

std::vector<std::string_view> split(std::string_view path)
{
    std::vector<std::string_view> parts;
    while (!path.empty()) {
        const size_t end = std::min(path.find('/'), path.size());
        if (end > 0) parts.push_back(path.substr(0, end));
        path.remove_prefix(std::min(end + 1, path.size()));
    }
    return parts;
}

// A byte that continues a character of UTF-8.
bool continues(char c)
{
    return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U;
}

std::string withoutMiddle(const std::string& name, size_t most)
{
    if (name.size() <= most) return name;
    size_t head = most / 3, tail = name.size() - (most - most / 3);
    while (head > 0 && continues(name[head]))
        --head;
    while (tail < name.size() && continues(name[tail]))
        ++tail;
    return name.substr(0, head) + "…" + name.substr(tail);
}

bool allDigits(std::string_view text)
{
    return std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

// "Conv", "Conv_62", "node_62" and mere numbers say nothing.
bool saysNothing(std::string_view name, std::string_view op)
{
    const auto same = [](char a, char b) {
        return std::tolower(static_cast<unsigned char>(a)) == std::tolower(static_cast<unsigned char>(b));
    };
    for (const std::string_view word : {op, std::string_view("node")}) {
        if (name.size() < word.size() || !std::ranges::equal(name.substr(0, word.size()), word, same)) continue;
        std::string_view rest = name.substr(word.size());
        if (!rest.empty() && (rest.front() == '_' || rest.front() == '.')) rest.remove_prefix(1);
        // "conv1" is how people number layers; an exporter writes "Conv_1".
        if (allDigits(rest) && (rest.empty() || rest.size() + word.size() < name.size())) return true;
    }
    return allDigits(name);
}

// The weights' name without what every weight's name ends with.
std::string stemOfWeights(std::string_view name)
{
    for (bool cut = true; cut;) {
        cut = false;
        for (const std::string_view end : {":0", ".weight", "_weight", "/weight", ".weights", "_weights", "/weights",
                 ".kernel", "/kernel", "_quantized", ".w", "_w", "/w", "_W"})
            if (name.size() > end.size() && name.ends_with(end)) {
                name.remove_suffix(end.size());
                cut = true;
            }
    }
    return std::string(name);
}

} // namespace

std::vector<std::string> shownNames(const graph::Graph& graph, std::span<const graph::Layer> layers, size_t most)
{
    std::vector<graph::Layer> named(layers.begin(), layers.end());
    for (graph::Layer& layer : named) {
        if (!saysNothing(layer.name, layer.op) || !layer.weights.valid()) continue;
        const std::string stem = stemOfWeights(graph.value(layer.weights).name);
        // Exporters that number nodes number some weights, too: "onnx::Conv_503".
        if (stem.empty() || stem.find("::") != std::string::npos || saysNothing(stem, layer.op)) continue;
        layer.name = stem;
    }
    return shownNames(named, most);
}

std::vector<std::string> shownNames(std::span<const graph::Layer> layers, size_t most)
{
    std::vector<std::vector<std::string_view>> paths;
    for (const graph::Layer& layer : layers) {
        std::string_view name = layer.name;
        if (const size_t joined = name.find_last_of(';'); joined != std::string_view::npos && joined + 1 < name.size())
            name.remove_prefix(joined + 1);
        paths.push_back(split(name));
        if (paths.back().size() > 1 && paths.back().back() == layer.op) paths.back().pop_back();
    }
    const auto all = [&](size_t depth) {
        return std::ranges::all_of(
            paths, [&](const auto& path) { return path.size() > depth + 1 && path[depth] == paths.front()[depth]; });
    };
    size_t shared = 0;
    while (paths.size() > 1 && all(shared))
        ++shared;

    std::vector<std::string> names;
    std::map<std::string, int> times;
    for (size_t i = 0; i < layers.size(); ++i) {
        std::string name;
        for (size_t part = shared; part < paths[i].size(); ++part)
            name.append(part > shared ? "/" : "").append(paths[i][part]);
        names.push_back(withoutMiddle(name.empty() ? layers[i].name : name, most));
        ++times[names.back()];
    }
    for (size_t i = 0; i < layers.size(); ++i)
        if (times[names[i]] > 1) names[i] = layers[i].name;
    return names;
}

} // namespace bitladder::model
