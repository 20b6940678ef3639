#include "app/window/jobs/study/energy_job.h"

namespace bitladder::app
{

namespace
{

constexpr double kSeconds = 1; // the counter moves every millisecond

} // namespace

Result<void> measureEnergy(const Snapshot& s, Study& study, ResultStore& results, const JobContext& context)
{
    EnergyFound found {s.model, s.revision, {}, {}};
    auto counter = measure::EnergyCounter::open();
    if (counter) {
        experiment::Experiment& experiment = study.experimentOf(s);
        auto network = experiment.quantize(s.recipe, {context.stop(), {}});
        if (!network) return pass(network.error());
        BITLADDER_TRY(context.measureAlone([&](const std::stop_token& stop) -> Result<void> {
            auto energy = measure::measureEnergy(*counter, **network, experiment.inputs(), kSeconds, {stop, {}});
            if (!energy && energy.error().cancelled()) return pass(energy.error());
            if (energy)
                found.energy = *energy;
            else
                found.reason = energy.error().message;
            return {};
        }));
    } else {
        found.reason = counter.error().message;
    }
    results.post(std::make_shared<const EnergyFound>(found));
    context.clearProgress();
    return {};
}

} // namespace bitladder::app
