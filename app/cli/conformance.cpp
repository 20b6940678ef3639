// Runs ONNX backend-test folders, and models beside the answers that another program gave.
#include "app/cli/case_runner.h"
#include "app/cli/options.h"
#include "app/cli/verbs.h"

#include <iostream>

namespace bitladder::cli
{

namespace
{

struct ConformanceOptions {
    std::vector<std::string> folders, models;
    MachineOptions machine;
    double seconds = 120;
    bool json = false;
};

} // namespace

Action addConformance(CLI::App& app)
{
    auto o = std::make_shared<ConformanceOptions>();
    CLI::App* verb = app.add_subcommand("conformance", "compare with the known answers of tests and models");
    verb->add_option("folders", o->folders, "folders of ONNX backend tests, or folders of such folders");
    verb->add_option("--models", o->models,
        "folders of models with a reference.json or test_data_set_ folders: compared as closely as the model's own "
        "number formats allow");
    verb->add_option("--seconds", o->seconds, "time limit of one case (default 120)")
        ->check(CLI::Range(0.001, 86400.0));
    addMachineOptions(*verb, o->machine);
    verb->add_flag("--json", o->json, "one JSON document on standard output");
    return [o]() -> Result<void> {
        if (o->folders.empty() && o->models.empty())
            throw UsageError {"conformance needs a folder of tests or --models"};
        const auto machine = machineOf(o->machine);
        std::vector<std::pair<TestCase, Strictness>> cases;
        for (const auto& [folders, strictness] :
            {std::pair {&o->folders, Strictness::BackendTest}, std::pair {&o->models, Strictness::Model}})
            for (const std::string& folder : *folders) {
                auto found = collectCases(folder);
                if (found.empty()) return fail("{}: no folder with a model.onnx in it", folder);
                for (TestCase& testCase : found)
                    cases.emplace_back(std::move(testCase), strictness);
            }
        Json list = Json::array();
        std::map<std::string, int> counts;
        for (const auto& [testCase, strictness] : cases) {
            const CaseResult result = runCase(testCase, strictness, o->seconds, machine);
            const std::string verdict = verdictName(result.verdict);
            ++counts[verdict];
            list.push_back({{"name", testCase.name}, {"result", verdict}, {"reason", result.reason}});
            if (!o->json && result.verdict != CaseResult::Verdict::Passed)
                std::cout << fmt::format("{:11} {}: {}\n", verdict, testCase.name, result.reason);
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
