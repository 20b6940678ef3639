// The experiment of one lane of studies: it goes on with what the network's lane knows, and keeps what it finds out
// from job to job. Touched by its lane only.
#pragma once
#include "app/window/jobs/snapshot.h"
#include "app/window/runner/job_runner.h"

namespace bitladder::app
{

class Study
{
public:
    // Whether the network's lane knows what a study begins with: a run of the present model, calibrated with the files
    // that the document has now.
    static bool canBegin(const Snapshot& snapshot);

    // Precondition: it can begin. The same experiment as long as model, machine, calibration and sample stay.
    experiment::Experiment& experimentOf(const Snapshot& snapshot);
    // A job of the core under a text in the window's language, which lets measurements go first. `context` outlives it.
    static Job jobOf(const JobContext& context, const QString& text);

private:
    std::shared_ptr<const experiment::Basis> m_basis;
    std::unique_ptr<experiment::Experiment> m_experiment;
};

} // namespace bitladder::app
