// Runs ONNX backend-test folders: model.onnx, test_data_set_*/input_*.pb and output_*.pb.
#include "app/cli/options.h"
#include "app/cli/verbs.h"

#include "core/onnx/reader.h"

#include <algorithm>
#include <cmath>
#include <iostream>

namespace bitladder::cli
{

namespace fs = std::filesystem;
using tensor::Tensor;

namespace
{

struct Case {
    std::string name, result, reason;
};

std::vector<fs::path> numbered(const fs::path& folder, const std::string& prefix)
{
    std::vector<fs::path> files;
    for (int i = 0;; ++i) {
        const fs::path file = folder / fmt::format("{}_{}.pb", prefix, i);
        std::error_code error;
        if (!fs::is_regular_file(file, error)) return files;
        files.push_back(file);
    }
}

// Relative 1e-3, absolute 1e-5, as the ONNX backend tests do; integers and bools exactly.
std::string difference(const Tensor& expected, const Tensor& got)
{
    if (expected.shape() != got.shape())
        return fmt::format("shape {} instead of {}", tensor::toString(got.shape()), tensor::toString(expected.shape()));
    for (int64_t i = 0; i < expected.count(); ++i) {
        const double e = expected.at(i), g = got.at(i);
        if (e == g || (std::isnan(e) && std::isnan(g))) continue;
        if (!(std::fabs(e - g) <= 1e-5 + 1e-3 * std::fabs(e)) || !tensor::isFloat(expected.type()))
            return fmt::format("element {} is {} instead of {}", i, g, e);
    }
    return {};
}

Result<std::string> runSet(const fs::path& model, const fs::path& set, const engine::PrepareOptions& machine)
{
    auto original = onnx::readModel(model);
    if (!original) return pass(original.error());
    std::vector<Tensor> inputs, outputs;
    for (const auto& [prefix, list] : {std::pair {"input", &inputs}, std::pair {"output", &outputs}})
        for (const fs::path& file : numbered(set, prefix)) {
            auto t = onnx::readTensor(file);
            if (!t) return pass(t.error());
            list->push_back(t->tensor);
        }
    engine::SimplifyOptions options;
    for (size_t i = 0; i < inputs.size() && i < original->inputs.size(); ++i) {
        auto& value = original->value(original->inputs[i]);
        if (!value.shape) value.shape = tensor::Shape(inputs[i].rank(), -1);
        options.inputShapes[value.name] = inputs[i].shape();
    }
    auto graph = engine::simplify(*original, options);
    if (!graph) return pass(graph.error());
    for (const auto& issue : graph->issues)
        if (!issue.op.empty()) return unsupported("{}: {}", issue.node, issue.text);
    auto shared = std::make_shared<const graph::Graph>(*std::move(graph));
    auto network = engine::prepare(shared, engine::floatRecipe(*shared), {}, machine);
    if (!network) return pass(network.error());
    for (size_t i = 0; i < inputs.size() && i < shared->inputs.size(); ++i) {
        const auto& type = shared->value(shared->inputs[i]).type;
        if (type && inputs[i].type() != *type) {
            auto same = tensor::converted(inputs[i], *type);
            if (!same) return pass(same.error());
            inputs[i] = *std::move(same);
        }
    }
    auto trace = (*network)->run(inputs);
    if (!trace) return pass(trace.error());
    if (trace->outputs.size() < outputs.size())
        return fail("{} outputs instead of {}", trace->outputs.size(), outputs.size());
    for (size_t i = 0; i < outputs.size(); ++i)
        if (const auto text = difference(outputs[i], trace->outputs[i]); !text.empty())
            return fmt::format("output {}: {}", i, text);
    return std::string {};
}

Case runCase(const fs::path& folder, const engine::PrepareOptions& machine)
{
    Case result {folder.filename().string(), "passed", ""};
    std::vector<fs::path> sets;
    std::error_code error;
    for (fs::directory_iterator it(folder, error), end; !error && it != end; it.increment(error))
        if (it->is_directory(error) && it->path().filename().string().starts_with("test_data_set_"))
            sets.push_back(it->path());
    std::ranges::sort(sets);
    for (const fs::path& set : sets) {
        auto text = runSet(folder / "model.onnx", set, machine);
        if (!text) {
            result.result = text.error().kind == Error::Kind::Unsupported ? "unsupported" : "failed";
            result.reason = text.error().message;
            return result;
        }
        if (!text->empty()) {
            result.result = "failed";
            result.reason = *text;
            return result;
        }
    }
    if (sets.empty()) {
        result.result = "failed";
        result.reason = "no test_data_set_ folder";
    }
    return result;
}

void collect(const fs::path& folder, int depth, std::vector<fs::path>& cases)
{
    std::error_code error;
    if (fs::is_regular_file(folder / "model.onnx", error)) {
        cases.push_back(folder);
        return;
    }
    if (depth == 0) return;
    std::vector<fs::path> inner;
    for (fs::directory_iterator it(folder, error), end; !error && it != end; it.increment(error))
        if (it->is_directory(error)) inner.push_back(it->path());
    std::ranges::sort(inner);
    for (const fs::path& f : inner)
        collect(f, depth - 1, cases);
}

} // namespace

Action addConformance(CLI::App& app)
{
    struct Options {
        std::vector<std::string> folders;
        MachineOptions machine;
        bool json = false;
    };
    auto o = std::make_shared<Options>();
    CLI::App* verb = app.add_subcommand("conformance", "run ONNX backend-test folders");
    verb->add_option("folders", o->folders, "case folders, or folders of them")->required();
    addMachineOptions(*verb, o->machine);
    verb->add_flag("--json", o->json, "one JSON document on standard output");
    return [o]() -> Result<void> {
        const auto machine = machineOf(o->machine);
        std::vector<fs::path> cases;
        for (const std::string& folder : o->folders) {
            const size_t before = cases.size();
            collect(folder, 3, cases);
            if (cases.size() == before) return fail("{}: no folder with a model.onnx in it", folder);
        }
        Json list = Json::array();
        std::map<std::string, int> counts {{"passed", 0}, {"failed", 0}, {"unsupported", 0}};
        for (const fs::path& folder : cases) {
            const Case c = runCase(folder, machine);
            ++counts[c.result];
            list.push_back({{"name", c.name}, {"result", c.result}, {"reason", c.reason}});
            if (!o->json && c.result != "passed")
                std::cout << fmt::format("{:11} {}: {}\n", c.result, c.name, c.reason);
        }
        if (o->json)
            print({{"total", cases.size()}, {"passed", counts["passed"]}, {"failed", counts["failed"]},
                {"unsupported", counts["unsupported"]}, {"cases", list}});
        else
            std::cout << fmt::format("{} cases: {} passed, {} failed, {} unsupported\n", cases.size(), counts["passed"],
                counts["failed"], counts["unsupported"]);
        return {};
    };
}

} // namespace bitladder::cli
