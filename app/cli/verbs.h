// The verbs: each adds its options to the parser and returns what to do once they are parsed.
#pragma once
#include "core/base/result.h"

#include <CLI/CLI.hpp>
#include <functional>

namespace bitladder::cli
{

using Action = std::function<Result<void>()>;

Action addInfo(CLI::App& app);
Action addRun(CLI::App& app);
Action addEvaluate(CLI::App& app);
Action addExport(CLI::App& app);
Action addQuantize(CLI::App& app);
Action addBench(CLI::App& app);
Action addConformance(CLI::App& app);
Action addOperators(CLI::App& app);
Action addSynth(CLI::App& app);
Action addAccumulators(CLI::App& app);
Action addSweep(CLI::App& app);
Action addSensitivity(CLI::App& app);
Action addSearch(CLI::App& app);
Action addBlame(CLI::App& app);
Action addDoctor(CLI::App& app);
Action addTrain(CLI::App& app);
Action addMerge(CLI::App& app);
Action addClass(CLI::App& app);
Action addGrade(CLI::App& app);
Action addFloat(CLI::App& app);
Action addTimelapse(CLI::App& app);
Action addArticles(CLI::App& app);

} // namespace bitladder::cli
