#include "app/window/jobs/study/studies.h"

#include "app/window/jobs/study/advice_job.h"
#include "app/window/jobs/study/blame_job.h"
#include "app/window/jobs/study/energy_job.h"
#include "app/window/jobs/study/ladder_job.h"
#include "app/window/jobs/study/search_job.h"
#include "app/window/jobs/study/sensitivity_job.h"

#include <algorithm>

namespace bitladder::app
{

namespace
{

// Whether the weights would be quantized alike, were their formats the same.
bool sameButFormats(const quant::Recipe& a, const quant::Recipe& b)
{
    return std::ranges::equal(a.layers, b.layers, [](const quant::LayerRecipe& one, const quant::LayerRecipe& other) {
        quant::QuantSpec spec = one.weights;
        spec.format = other.weights.format;
        return spec == other.weights;
    });
}

} // namespace

Studies::Studies(
    Document* document, ResultStore* results, JobRunner* runner, std::function<Snapshot()> snapshot, QObject* parent)
    : QObject(parent)
    , m_document(document)
    , m_results(results)
    , m_runner(runner)
    , m_snapshot(std::move(snapshot))
{
    for (const LaneId lane :
        {LaneId::Search, LaneId::Ladder, LaneId::Sensitivity, LaneId::Blame, LaneId::Advice, LaneId::Energy})
        m_lanes[lane]; // lanes look for theirs while others are asked
    results->watch<NetworkResult>(this, [this](const auto&) { beginWhatWaits(); });
    // What is measured would be of pictures or a model that are gone.
    connect(document, &Document::modelChanged, this, &Studies::stopAll);
    connect(document, &Document::filesChanged, this, &Studies::stopAll);
    connect(document, &Document::inputsChanged, this, &Studies::stopAll);
    connect(runner, &JobRunner::stopped, this, &Studies::stopAll);
    connect(runner, &JobRunner::succeeded, this, &Studies::end);
    connect(runner, &JobRunner::failed, this, &Studies::end); // the runner's listeners hear why
}

void Studies::begin(LaneId lane, Begin begin)
{
    m_runner->cancel(lane);
    m_lanes[lane].asked = std::move(begin);
    m_lanes[lane].waits = true;
    beginWhatWaits();
    emit busyChanged(lane);
}

void Studies::beginWhatWaits()
{
    for (auto& [id, lane] : m_lanes)
        if (lane.waits && Study::canBegin(m_snapshot())) submit(id);
}

void Studies::submit(LaneId id)
{
    Lane& lane = m_lanes[id];
    lane.waits = false;
    m_runner->submit(id,
        [&lane, begin = lane.asked, snapshot = m_snapshot()](
            const JobContext& context) -> Result<JobRunner::Completion> {
            auto done = begin(snapshot, lane.study, context);
            if (!done) return pass(done.error());
            return JobRunner::Completion();
        });
}

void Studies::end(LaneId lane)
{
    const auto ended = m_lanes.find(lane);
    if (ended == m_lanes.end()) return;
    ended->second.asked = {};
    emit busyChanged(lane);
}

void Studies::stop(LaneId lane)
{
    if (!busy(lane)) return;
    m_runner->cancel(lane);
    m_lanes[lane].asked = {};
    m_lanes[lane].waits = false;
    emit busyChanged(lane);
}

void Studies::stopAll()
{
    for (const auto& [id, lane] : m_lanes)
        stop(id);
}

bool Studies::busy(LaneId lane) const
{
    const auto it = m_lanes.find(lane);
    return it != m_lanes.end() && it->second.asked;
}

void Studies::search(const SearchAsked& asked)
{
    begin(LaneId::Search, [this, asked](const Snapshot& snapshot, Study& study, const JobContext& context) {
        return searchBits(snapshot, asked, study, *m_results, context);
    });
}

void Studies::askLadder(const std::optional<LadderAsked>& asked)
{
    if (!asked) return stop(LaneId::Ladder);
    auto known = m_results->latest<LadderFound>();
    if (known && !sameButFormats(known->recipe, m_document->recipe())) known.reset();
    if (known && known->finished && known->asked == *asked) return;
    begin(LaneId::Ladder,
        [this, asked = *asked, known](const Snapshot& snapshot, Study& study, const JobContext& context) {
            return drawLadder(snapshot, asked, known, study, *m_results, context);
        });
}

void Studies::measureSensitivity(Items items)
{
    begin(LaneId::Sensitivity, [this, items](const Snapshot& snapshot, Study& study, const JobContext& context) {
        return app::measureSensitivity(snapshot, items, study, *m_results, context);
    });
}

void Studies::askBlame(std::optional<size_t> file)
{
    if (!file) return stop(LaneId::Blame);
    begin(LaneId::Blame,
        [this, file = *file](const Snapshot& snapshot, Study& study, const JobContext& context) -> Result<void> {
            if (file >= snapshot.files->size()) return {};
            return findBlame(snapshot, file, study, *m_results, context);
        });
}

void Studies::examine()
{
    begin(LaneId::Advice, [this](const Snapshot& snapshot, Study& study, const JobContext& context) {
        return findAdvice(snapshot, study, *m_results, context);
    });
}

void Studies::measureEnergy()
{
    begin(LaneId::Energy, [this](const Snapshot& snapshot, Study& study, const JobContext& context) {
        return app::measureEnergy(snapshot, study, *m_results, context);
    });
}

} // namespace bitladder::app
