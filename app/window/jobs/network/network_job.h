// The job of the network lane: both networks over the present picture, each layer alone, times, the baseline, and the
// folder, in the order in which a person waits for them. Each result is posted to the store as soon as it is there.
#pragma once
#include "app/window/document/result_store.h"
#include "app/window/jobs/memory_budget.h"
#include "app/window/jobs/network/network_state.h"
#include "app/window/runner/job_runner.h"

namespace bitladder::app
{

class NetworkJob
{
public:
    // All of it must live until run() returns.
    NetworkJob(const Snapshot& snapshot, NetworkState& state, MemoryBudget& memory, ResultStore& results,
        const JobContext& context);
    Result<void> run();

private:
    Result<void> runInOrder();
    void findExperiment();
    Result<void> readInputs();
    Result<void> findTaps();
    Result<void> calibrate();
    Result<std::shared_ptr<NetworkResult>> answer();
    Result<void> compare(std::shared_ptr<NetworkResult> result);
    void postWhatIsKnown();
    Result<void> isolate();
    Result<void> time();

    const Snapshot& m_snapshot;
    NetworkState& m_state;
    MemoryBudget& m_memory;
    ResultStore& m_results;
    const JobContext& m_context;
    std::unique_ptr<engine::Executable> m_quantized;
};

} // namespace bitladder::app
