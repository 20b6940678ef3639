#include "app/window/jobs/timing.h"

#include <algorithm>

namespace bitladder::app
{

namespace
{

using Pair = std::pair<measure::Timing, measure::Timing>;

constexpr double kTotalMs = 350;
constexpr int kFewestPairs = 5, kMostPairs = 200;
constexpr int kAttempts = 3; // what disturbs often passes soon
constexpr double kSlowMs = 50; // a pair that takes longer than this has its progress reported

double spreadOf(const Pair& pair)
{
    return std::max(pair.first.total.spread(), pair.second.total.spread());
}

} // namespace

Result<Pair> timeInTurn(engine::Executable& a, engine::Executable& b, const std::vector<tensor::Tensor>& inputs,
    const QString& text, const JobContext& context)
{
    return context.measureAlone([&](const std::stop_token& stop) -> Result<Pair> {
        const Job quiet {stop, {}};
        auto first = measure::measurePair(a, b, inputs, 1, quiet);
        if (!first) return pass(first.error());
        const double pairMs = first->first.total.median + first->second.total.median;
        const int runs = std::clamp(static_cast<int>(kTotalMs / std::max(pairMs, 0.05)), kFewestPairs, kMostPairs);
        std::optional<Pair> calmest;
        for (int attempt = 0; attempt < kAttempts; ++attempt) {
            auto timing
                = measure::measurePair(a, b, inputs, runs, pairMs > kSlowMs ? context.reporting(text, stop) : quiet);
            if (!timing) return timing;
            if (!calmest || spreadOf(*timing) < spreadOf(*calmest)) calmest = *std::move(timing);
            if (!calmest->first.total.disturbed() && !calmest->second.total.disturbed()) break;
        }
        return *std::move(calmest);
    });
}

} // namespace bitladder::app
