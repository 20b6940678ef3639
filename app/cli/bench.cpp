#include "app/cli/options.h"
#include "app/cli/verbs.h"

#include "core/analysis/bench.h"

#include <iostream>

namespace bitladder::cli
{

namespace
{

struct Options {
    std::vector<std::string> gemms, convs;
    std::string weights, activations;
    MachineOptions machine;
    double milliseconds = 200;
    bool json = false;
};

// The ladder that is measured when no formats are given.
constexpr std::pair<const char*, const char*> kLadder[]
    = {{"float64", "float64"}, {"float32", "float32"}, {"bfloat16", "bfloat16"}, {"int16", "int16"}, {"int8", "int8"},
        {"int4", "int8"}, {"ternary", "int8"}, {"ternary", "ternary"}, {"binary", "binary"}};

Result<void> bench(const Options& o)
{
    const auto machine = machineOf(o.machine);
    std::vector<analysis::BenchShape> shapes;
    for (const std::string& text : o.gemms) {
        auto s = analysis::parseGemm(text);
        if (!s) throw UsageError {"--gemm: " + s.error().message};
        shapes.push_back(*s);
    }
    for (const std::string& text : o.convs) {
        auto s = analysis::parseConv(text);
        if (!s) throw UsageError {"--conv: " + s.error().message};
        shapes.push_back(*s);
    }
    if (shapes.empty())
        for (const char* text : {"1024x1024x1024", "196x256x2304", "1x4096x4096"})
            shapes.push_back(*analysis::parseGemm(text));
    std::vector<std::pair<std::string, std::string>> pairs;
    if (o.weights.empty() && o.activations.empty())
        for (const auto& [w, a] : kLadder)
            pairs.emplace_back(w, a);
    else
        pairs.emplace_back(
            o.weights.empty() ? "float32" : o.weights, o.activations.empty() ? "float32" : o.activations);

    const auto peaks = analysis::measurePeaks(machine.level, 100);
    Json j;
    j["isa"] = kernels::levelName(machine.level);
    j["features"] = kernels::processorFeatures();
    j["peaks"] = Json::array();
    for (const auto& peak : peaks) {
        j["peaks"].push_back(
            {{"operation", peak.operation}, {"isa", kernels::levelName(peak.level)}, {"gmacPerS", peak.gmacPerS}});
        if (!o.json)
            std::cout << fmt::format(
                "peak {:10} {:8.1f} GMAC/s ({})\n", peak.operation, peak.gmacPerS, kernels::levelName(peak.level));
    }
    j["rows"] = Json::array();
    for (const auto& shape : shapes)
        for (const auto& [w, a] : pairs) {
            const auto weights = quant::defaultWeightSpec(formatOption(w, "--weights"));
            const auto activations = quant::defaultActivationSpec(formatOption(a, "--activations"));
            auto row = analysis::benchLayer(shape, weights, activations, machine, peaks, o.milliseconds);
            if (!row) return pass(row.error());
            const bool executed = row->execution == engine::Execution::Executed;
            j["rows"].push_back({{"shape", row->shape}, {"weights", row->weights}, {"activations", row->activations},
                {"kernel", row->kernel}, {"isa", kernels::levelName(row->level)}, {"threads", row->threads},
                {"gmacPerS", row->gmacPerS}, {"totalGmacPerS", row->totalGmacPerS},
                {"percentOfPeak", row->percentOfPeak > 0 ? Json(row->percentOfPeak) : Json(nullptr)},
                {"executed", executed}, {"note", row->note}, {"ms", row->ms.median}});
            if (!o.json)
                std::cout << fmt::format(
                    "{:22} {:9} × {:9} {:22} {} T {:8.1f} GMAC/s {:5.1f} % of peak, {:8.1f} with quantization{}{}\n",
                    row->shape, row->weights, row->activations, row->kernel, row->threads, row->gmacPerS,
                    row->percentOfPeak, row->totalGmacPerS, executed ? "" : ", simulated",
                    row->note.empty() ? "" : ", " + row->note);
        }
    if (o.json) print(j);
    return {};
}

} // namespace

Action addBench(CLI::App& app)
{
    auto o = std::make_shared<Options>();
    CLI::App* verb = app.add_subcommand("bench", "measure this machine's peaks and single layers");
    verb->add_option("--gemm", o->gemms, "matrix product MxNxK; may be given several times");
    verb->add_option("--conv", o->convs, "convolution CxHxWxOxKxS, an optional seventh number is the groups");
    verb->add_option("--weights", o->weights, "format; without formats the whole ladder is measured");
    verb->add_option("--activations", o->activations, "format");
    addMachineOptions(*verb, o->machine);
    verb->add_option("--milliseconds", o->milliseconds, "time for each row")->check(CLI::Range(1.0, 60000.0));
    verb->add_flag("--json", o->json, "one JSON document on standard output");
    return [o] { return bench(*o); };
}

} // namespace bitladder::cli
