#include "app/cli/options.h"
#include "app/cli/verbs.h"

#include "core/measure/synth.h"
#include "core/onnx/writer.h"

#include <iostream>

namespace bitladder::cli
{

Action addSynth(CLI::App& app)
{
    struct Options {
        std::string name, file;
        uint64_t seed = 1;
        bool json = false;
    };
    auto o = std::make_shared<Options>();
    CLI::App* verb = app.add_subcommand("synth", "write a network of a real topology with seeded random weights");
    verb->add_option("name", o->name, "resnet18, resnet50 or mobilenetv2")
        ->required()
        ->check(CLI::IsMember({"resnet18", "resnet50", "mobilenetv2"}));
    verb->add_option("-o,--output", o->file, "the file to write")->required();
    verb->add_option("--seed", o->seed, "seed of the weights");
    verb->add_flag("--json", o->json, "one JSON document on standard output");
    return [o]() -> Result<void> {
        auto graph = measure::synthesize(o->name, o->seed);
        if (!graph) return pass(graph.error());
        BITLADDER_TRY(onnx::writeModel(*graph, o->file));
        std::error_code error;
        const auto bytes = std::filesystem::file_size(o->file, error);
        if (o->json)
            print({{"file", o->file}, {"bytes", bytes}, {"seed", o->seed}});
        else
            std::cout << fmt::format("{}: {} bytes\n", o->file, bytes);
        return {};
    };
}

} // namespace bitladder::cli
