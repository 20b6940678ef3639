#include "app/cli/options.h"
#include "app/cli/verbs.h"

#include "core/base/text.h"

#include <iostream>

namespace bitladder::cli
{

namespace
{

struct Options {
    ModelOptions model;
    bool json = false, dump = false;
};

Json valuesJson(const graph::Graph& graph, const std::vector<ValueId>& ids)
{
    Json list = Json::array();
    for (const ValueId id : ids) {
        const auto& value = graph.value(id);
        list.push_back({{"name", value.name}, {"shape", value.shape ? shapeJson(*value.shape) : Json(nullptr)},
            {"type", value.type ? Json(tensor::elementTypeName(*value.type)) : Json(nullptr)}});
    }
    return list;
}

Result<void> info(const Options& o)
{
    ops::SimplifyOptions simplify;
    simplify.memory = agreedMemory(o.model);
    for (const std::string& text : o.model.shapes) {
        const size_t equals = text.find('=');
        if (equals == std::string::npos) throw UsageError {"--shape: NAME=1x3x224x224 is needed"};
        tensor::Shape shape;
        for (const auto& part : CLI::detail::split(text.substr(equals + 1), 'x'))
            shape.push_back(std::strtoll(part.c_str(), nullptr, 10));
        simplify.inputShapes[text.substr(0, equals)] = shape;
    }
    auto model = model::openModel(o.model.model, simplify);
    if (!model) return pass(model.error());
    const model::Model& m = **model;
    if (o.dump) {
        std::cout << graph::dump(*m.graph);
        return {};
    }
    Json j;
    j["model"] = m.path.string();
    j["producer"] = m.original->producer;
    j["opset"] = m.original->opsets.at("");
    j["inputs"] = valuesJson(*m.graph, m.graph->inputs);
    j["outputs"] = valuesJson(*m.graph, m.graph->outputs);
    j["layers"] = Json::array();
    for (const auto& layer : m.layers)
        j["layers"].push_back({{"name", layer.name}, {"op", layer.op}, {"weightShape", shapeJson(layer.weightShape)},
            {"parameters", layer.parameters}, {"macs", layer.macs < 0 ? Json(nullptr) : Json(layer.macs)},
            {"computedBy", layer.arithmetic == graph::Arithmetic::Kernel ? "kernel" : "operator"},
            {"weights", layer.weights.valid()}, {"activations", layer.quantizesInput}});
    const auto plain = graph::plainNodes(*m.graph);
    j["notLayers"] = Json::array();
    for (const auto& node : plain)
        j["notLayers"].push_back({{"name", node.name}, {"op", node.op}, {"why", node.why.english()}});
    j["parameters"] = m.parameters;
    j["macs"] = m.macs;
    j["runnable"] = m.runnable();
    j["preprocessing"] = m.preprocessing ? Json(data::describe(*m.preprocessing)) : Json(nullptr);
    j["issues"] = issuesJson(*m.graph);
    if (o.json) {
        print(j);
        return {};
    }
    std::cout << fmt::format(
        "{} ({}, opset {})\n", printable(m.path.string()), printable(m.original->producer), m.original->opsets.at(""));
    for (const char* side : {"inputs", "outputs"})
        for (const auto& v : j[side])
            std::cout << fmt::format(
                "{:7} {} {} {}\n", side, printable(v["name"].get<std::string>()), v["type"].dump(), v["shape"].dump());
    std::cout << fmt::format("{}, {}, {}\n", counted(static_cast<int64_t>(m.layers.size()), "layer"),
        counted(m.parameters, "parameter"), counted(m.macs, "MAC"));
    for (const auto& layer : m.layers)
        std::cout << fmt::format("  {:32} {:14} {:>18} {:>10} parameters {:>12} MACs\n", printable(layer.name),
            printable(layer.op), tensor::toString(layer.weightShape), layer.parameters, layer.macs);
    for (const auto& node : plain)
        std::cout << fmt::format(
            "  {:32} {:14} not offered: {}\n", printable(node.name), printable(node.op), printable(node.why.english()));
    for (const auto& issue : m.graph->issues)
        std::cout << fmt::format(
            "issue: {}{}{}\n", printable(issue.node), issue.node.empty() ? "" : ": ", printable(issue.text));
    return {};
}

} // namespace

Action addInfo(CLI::App& app)
{
    auto o = std::make_shared<Options>();
    CLI::App* verb = app.add_subcommand("info", "inputs, outputs, layers and issues of a model");
    addModelOptions(*verb, o->model);
    verb->add_flag("--json", o->json, "one JSON document on standard output");
    verb->add_flag("--dump", o->dump, "the cleaned graph as text");
    return [o] { return info(*o); };
}

} // namespace bitladder::cli
