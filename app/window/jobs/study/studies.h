// Decides which studies of the whole network are computed: what pages ask for begins as soon as the network's lane
// knows what it begins with. Each kind has a lane and an experiment of its own. What is found goes to the result store.
#pragma once
#include "app/window/document/result_store.h"
#include "app/window/document/study_results.h"
#include "app/window/jobs/study/study.h"

#include <map>

namespace bitladder::app
{

// Belongs to the thread of the document.
class Studies : public QObject
{
    Q_OBJECT

public:
    // All of it outlives the studies, whose jobs are the runner's.
    Studies(Document* document, ResultStore* results, JobRunner* runner, std::function<Snapshot()> snapshot,
        QObject* parent = nullptr);

    void search(const SearchAsked& asked);
    // The map, computed while somebody looks; none: nobody does.
    void askLadder(const std::optional<LadderAsked>& asked);
    void measureSensitivity(Items items = Items::Layers);
    // Of one picture of the list, from now on; none: nothing is asked.
    void askBlame(std::optional<size_t> file);
    void examine();
    void measureEnergy();
    // What was found so far stays.
    void stop(LaneId lane);
    // A study waits or runs.
    bool busy(LaneId lane) const;

signals:
    void busyChanged(bitladder::app::LaneId lane);

private:
    using Begin = std::function<Result<void>(const Snapshot& snapshot, Study& study, const JobContext& context)>;
    void begin(LaneId lane, Begin begin);
    void submit(LaneId lane);
    void beginWhatWaits();
    void stopAll();
    void end(LaneId lane); // it succeeded or failed

    struct Lane {
        Study study; // touched by the lane only
        Begin asked; // what waits or runs; empty: nothing
        bool waits = false;
    };
    Document* m_document;
    ResultStore* m_results;
    JobRunner* m_runner;
    std::function<Snapshot()> m_snapshot;
    std::map<LaneId, Lane> m_lanes;
};

} // namespace bitladder::app
