#include "app/window/jobs/train_job.h"

#include "app/window/runner/job_runner.h"
#include "app/window/runner/post_to_receiver.h"
#include "core/experiment/experiment.h"
#include "core/methods/trained.h"

#include <chrono>
#include <condition_variable>
#include <mutex>

namespace bitladder::app
{

namespace
{

constexpr LaneId kLane = LaneId::Train;

} // namespace

struct TrainJob::Valve {
    std::mutex mutex;
    std::condition_variable_any changed;
    bool paused = false;
    std::stop_source enough;

    void set(bool pause)
    {
        {
            const std::scoped_lock lock(mutex);
            paused = pause;
        }
        changed.notify_all();
    }
    void wait(const std::stop_token& stop)
    {
        std::unique_lock lock(mutex);
        changed.wait(lock, stop, [this] { return !paused; });
    }
};

TrainJob::TrainJob(Document* document, JobRunner* runner, QObject* parent)
    : QObject(parent)
    , m_document(document)
    , m_runner(runner)
{
    connect(runner, &JobRunner::failed, this, [this](LaneId lane, const Error& error) {
        if (lane != kLane) return;
        m_failure = QString::fromStdString(error.message);
        setIdle();
    });
    connect(runner, &JobRunner::stopped, this, &TrainJob::takeStopped);
    connect(document, &Document::modelAboutToChange, this, [this] {
        m_runner->cancel(kLane);
        m_progress.reset();
        m_result.reset();
        m_failure.clear();
        m_stopped = false;
        setIdle();
    });
}

TrainJob::~TrainJob()
{
    if (m_valve) m_valve->set(false);
    if (m_runner) m_runner->cancel(kLane);
}

void TrainJob::setIdle()
{
    if (m_valve) {
        m_valve->set(false);
        m_valve.reset();
    }
    m_state = State::Idle;
    emit changed();
}

void TrainJob::start(const TrainQuestion& question, std::shared_ptr<const experiment::Basis> basis)
{
    m_failure.clear();
    m_progress.reset();
    m_result.reset();
    m_stopped = false;
    m_state = State::Running;
    m_valve = std::make_shared<Valve>();
    m_from = m_document->recipe();
    m_model = basis->model;
    // The job may outlive this object, but not its runner.
    const auto work = [self = QPointer<TrainJob>(this), runner = m_runner.data(), question, basis,
                          files = m_document->sharedFiles(), recipe = m_from,
                          valve = m_valve](const JobContext& context) -> Result<JobRunner::Completion> {
        // The lane ends as soon as the valve's training is over: a pause must not hold it up.
        const std::stop_callback open(context.stop(), [&] { valve->set(false); });
        experiment::TrainingRequest request;
        request.files = *files;
        request.kept = question.kept;
        request.seed = question.settings.seed;
        request.changes = question.changes;
        auto data = experiment::trainingData(basis->model, basis->feed, request);
        if (!data) return pass(data.error());
        train::TrainSettings settings = question.settings;
        if (data->labelled == 0) settings.alpha = 0;
        auto start = experiment::startOfTraining(
            *basis->model, recipe, data->training, settings.threads, 256, context.reporting(tr("calibrating")));
        if (!start) return pass(start.error());
        auto last = std::chrono::steady_clock::time_point {};
        size_t epochs = 0;
        const auto report = [&](const train::TrainProgress& progress) {
            using namespace std::chrono_literals;
            const auto now = std::chrono::steady_clock::now();
            if (now - last > 200ms || progress.history->size() != epochs) {
                last = now;
                epochs = progress.history->size();
                context.report(
                    tr("training"), static_cast<double>(progress.step) / static_cast<double>(progress.steps));
                postToReceiver(runner, [self, valve, shown = std::make_shared<const train::TrainProgress>(progress)] {
                    if (!self || valve != self->m_valve) return; // of a training that is over
                    self->m_progress = shown;
                    emit self->changed();
                });
            }
            context.giveWay();
            valve->wait(context.stop());
        };
        Result<train::TrainResult> result;
        if (question.way == TrainQuestion::Way::Blocks) {
            auto blocks = train::reconstruct(*start, basis->model->graph, data->training, data->validation, settings,
                context.quiet(), valve->enough.get_token(), report);
            if (!blocks) return pass(blocks.error());
            result = std::move(blocks->result);
        } else {
            result = train::train(*start, basis->model->graph, data->training, data->validation, settings,
                context.quiet(), valve->enough.get_token(), report);
            if (!result) return pass(result.error());
        }
        context.clearProgress();
        return [self, valve, learned = std::make_shared<const train::TrainResult>(*std::move(result))] {
            if (!self || valve != self->m_valve) return;
            self->m_result = learned;
            self->take(*learned);
        };
    };
    m_runner->submit(kLane, work);
    emit changed();
}

void TrainJob::take(const train::TrainResult& result)
{
    if (m_document->model() == m_model && result.best > 0) {
        auto choice = methods::keepTrained(*result.network);
        if (choice) {
            quant::Recipe recipe = m_from;
            std::erase_if(recipe.methods, [&](const quant::MethodChoice& m) { return m.method == choice->method; });
            recipe.methods.push_back(*std::move(choice));
            m_document->edit(tr("train"), std::move(recipe));
        } else {
            m_failure = QString::fromStdString(choice.error().message);
        }
    }
    setIdle();
}

// Everything was stopped. What the training has found by then stays, as the best so far.
void TrainJob::takeStopped()
{
    if (m_state == State::Idle) return;
    m_stopped = true;
    if (!m_progress || !m_progress->best) {
        setIdle();
        return;
    }
    train::TrainResult result;
    result.network = m_progress->best;
    result.reference = m_progress->reference;
    result.history = *m_progress->history;
    for (const train::EpochReport& epoch : result.history)
        if (epoch.place == train::EpochReport::Place::Best) result.best = epoch.epoch;
    result.movement = m_progress->movement;
    m_result = std::make_shared<const train::TrainResult>(std::move(result));
    if (m_valve) m_valve->set(false);
    m_valve.reset(); // of what is still on its way nothing is taken
    // A window that closes stops everything too, and wants no step more.
    QMetaObject::invokeMethod(
        this,
        [this, learned = m_result] {
            if (m_state != State::Idle && m_result == learned) take(*learned);
        },
        Qt::QueuedConnection);
}

void TrainJob::pause()
{
    if (m_state != State::Running) return;
    m_state = State::Paused;
    m_valve->set(true);
    emit changed();
}

void TrainJob::goOn()
{
    if (m_state != State::Paused) return;
    m_state = State::Running;
    m_valve->set(false);
    emit changed();
}

void TrainJob::end()
{
    if (m_state != State::Running && m_state != State::Paused) return;
    m_state = State::Ending;
    m_valve->enough.request_stop();
    m_valve->set(false);
    emit changed();
}

Result<void> TrainJob::write(const std::filesystem::path& file) const
{
    return experiment::writeTrained(*m_result->network, file);
}

} // namespace bitladder::app
