#include "app/cli/options.h"
#include "app/cli/peers.h"
#include "app/cli/verbs.h"

#include "core/measure/bench.h"

#include <cmath>
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
    bool json = false, candidates = false, peers = false;
};

// The ladder that is measured when no formats are given.
constexpr std::pair<const char*, const char*> kLadder[]
    = {{"float64", "float64"}, {"float32", "float32"}, {"bfloat16", "bfloat16"}, {"int16", "int16"}, {"int8", "int8"},
        {"int4", "int8"}, {"ternary", "int8"}, {"binary", "int8"}, {"ternary", "ternary"}, {"binary", "binary"}};

struct Candidate {
    engine::PrepareOptions options;
    bool chosen = true; // by the dispatcher, or by the rules of a lower level
};

// What is chosen at every level of this machine. What else could run a layer is known when one of them has been timed.
std::vector<Candidate> candidatesOf(const Options& o, const engine::PrepareOptions& machine)
{
    std::vector<Candidate> list {{machine, true}};
    for (const kernels::Level level : kernels::supportedLevels()) {
        if (!o.candidates || level >= machine.level) continue;
        list.push_back({machine, true});
        list.back().options.level = level;
    }
    return list;
}

void reportLimits(const Options& o, const measure::MachineLimits& limits, Json& j)
{
    j["peaks"] = Json::array();
    for (const auto& peak : limits.peaks) {
        j["peaks"].push_back(
            {{"operation", peak.operation}, {"isa", kernels::levelName(peak.level)}, {"gmacPerS", peak.gmacPerS}});
        if (!o.json)
            std::cout << fmt::format(
                "peak {:10} {:8.1f} GMAC/s ({})\n", peak.operation, peak.gmacPerS, kernels::levelName(peak.level));
    }
    j["memory"] = Json::array();
    for (const auto& level : limits.memory) {
        j["memory"].push_back({{"level", level.name},
            {"bytes", std::isinf(level.bytes) ? Json(nullptr) : Json(level.bytes)}, {"gbPerS", level.gbPerS}});
        if (!o.json) std::cout << fmt::format("read {:10} {:8.1f} GB/s\n", level.name, level.gbPerS);
    }
}

void reportRow(const Options& o, const measure::BenchRow& row, const Candidate& candidate,
    const std::optional<PeerRow>& peer, Json& j)
{
    const bool executed = row.execution == engine::Execution::Executed;
    const double macsPerMs = row.gmacPerS * row.ms.median; // in millions
    Json one {{"shape", row.shape}, {"weights", row.weights}, {"activations", row.activations}, {"kernel", row.kernel},
        {"isa", kernels::levelName(row.level)}, {"threads", row.threads}, {"chosen", candidate.chosen},
        {"gmacPerS", row.gmacPerS}, {"totalGmacPerS", row.totalGmacPerS},
        {"percentOfPeak", row.percentOfPeak > 0 ? Json(row.percentOfPeak) : Json(nullptr)},
        {"intensity", row.roofline.intensity}, {"executed", executed}, {"note", row.note.english()},
        {"ms", row.ms.median}, {"disturbed", row.ms.disturbed()}};
    const bool bounded = !row.roofline.bound.empty();
    const double bound = row.roofline.gmacPerS * row.threads;
    one["bound"] = bounded ? Json(row.roofline.bound) : Json(nullptr);
    one["boundGmacPerS"] = bounded ? Json(bound) : Json(nullptr);
    if (peer)
        one["peer"] = {{"name", peer->name}, {"ms", peer->ms}, {"gmacPerS", macsPerMs / peer->ms},
            {"ratio", peer->ms / row.ms.median}};
    j["rows"].push_back(std::move(one));
    if (o.json) return;
    std::cout << fmt::format(
        "{} {:22} {:9} × {:9} {:22} {} T {:8.1f} GMAC/s {:5.1f} % of peak, {}, {:8.1f} with quantization",
        candidate.chosen ? "*" : " ", row.shape, row.weights, row.activations, row.kernel, row.threads, row.gmacPerS,
        row.percentOfPeak,
        bounded ? fmt::format("{:3.0f} % of what {} allows", 100 * row.gmacPerS / bound,
            row.roofline.bound == "compute" ? "arithmetic" : row.roofline.bound)
                : "peak not measured",
        row.totalGmacPerS);
    if (peer) std::cout << fmt::format(", {:.2f}× {}", peer->ms / row.ms.median, peer->name);
    std::cout << (executed ? "" : ", simulated") << (row.note.empty() ? "" : ", " + row.note.english())
              << (row.ms.disturbed() ? ", disturbed by other work" : "") << "\n";
}

Result<void> bench(const Options& o)
{
    const auto machine = machineOf(o.machine);
    std::vector<measure::BenchShape> shapes;
    for (const std::string& text : o.gemms) {
        auto s = measure::parseGemm(text);
        if (!s) throw UsageError {"--gemm: " + s.error().message};
        shapes.push_back(*s);
    }
    for (const std::string& text : o.convs) {
        auto s = measure::parseConv(text);
        if (!s) throw UsageError {"--conv: " + s.error().message};
        shapes.push_back(*s);
    }
    if (shapes.empty())
        for (const char* text : {"1024x1024x1024", "196x256x2304", "1x4096x4096"})
            shapes.push_back(*measure::parseGemm(text));
    std::vector<std::pair<std::string, std::string>> pairs;
    if (o.weights.empty() && o.activations.empty())
        for (const auto& [w, a] : kLadder)
            pairs.emplace_back(w, a);
    else
        pairs.emplace_back(
            o.weights.empty() ? "float32" : o.weights, o.activations.empty() ? "float32" : o.activations);

    if (o.peers && !hasPeers())
        return fail("--peers: oneDNN was not found when this program was built (Debian's libdnnl-dev has it)");
    const measure::MachineLimits limits {
        measure::measurePeaks(machine.level, 100), measure::measureMemory(machine.level, 50)};
    Json j;
    j["isa"] = kernels::levelName(machine.level);
    j["features"] = kernels::processorFeatures();
    reportLimits(o, limits, j);
    j["rows"] = Json::array();
    for (const auto& shape : shapes)
        for (const auto& [w, a] : pairs) {
            const auto weights = quant::defaultWeightSpec(formatOption(w, "--weights"));
            const auto activations = quant::defaultActivationSpec(formatOption(a, "--activations"));
            std::vector<Candidate> candidates = candidatesOf(o, machine);
            for (size_t i = 0; i < candidates.size(); ++i) {
                const Candidate candidate = candidates[i];
                const auto& of = candidate.options.level == machine.level
                    ? limits
                    : measure::MachineLimits {measure::measurePeaks(candidate.options.level, 30), limits.memory};
                auto row = measure::benchLayer(shape, weights, activations, candidate.options, of, o.milliseconds);
                if (!row) return pass(row.error());
                if (o.candidates && candidate.chosen)
                    for (const engine::PrepareOptions& other : row->alternatives)
                        candidates.push_back({other, false});
                std::optional<PeerRow> peer;
                if (o.peers && i == 0) peer = benchPeer(shape, w, a, row->threads, o.milliseconds);
                reportRow(o, *row, candidate, peer, j);
            }
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
    verb->add_flag("--candidates", o->candidates,
        "every level, kernel and algorithm that could run a row; * marks what is chosen at each level");
    verb->add_flag(
        "--peers", o->peers, "oneDNN beside each row that it can run too (where it was found at build time)");
    verb->add_flag("--json", o->json, "one JSON document on standard output");
    return [o] { return bench(*o); };
}

} // namespace bitladder::cli
