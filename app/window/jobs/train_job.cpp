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

// A runner of its own: whoever stops the figures does not stop training. Ids only tell its lanes apart.
constexpr LaneSpec kLanesOfTraining[]
    = {{LaneId::Ways, Priority::Low, Policy::NewestWins, MeasuringGate::Entry::Patient}};
constexpr LaneId kLane = kLanesOfTraining[0].id;

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

TrainJob::TrainJob(Document* document, QObject* parent)
    : QObject(parent)
    , m_document(document)
    , m_runner(std::make_unique<JobRunner>(kLanesOfTraining))
{
    connect(m_runner.get(), &JobRunner::failed, this, [this](LaneId, const Error& error) {
        m_failure = QString::fromStdString(error.message);
        setIdle();
    });
    connect(document, &Document::modelAboutToChange, this, [this] {
        m_runner->cancel(kLane);
        m_progress.reset();
        m_result.reset();
        m_failure.clear();
        setIdle();
    });
}

TrainJob::~TrainJob()
{
    if (m_valve) m_valve->set(false);
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
    m_state = State::Running;
    m_valve = std::make_shared<Valve>();
    const auto valve = m_valve;
    const auto files = m_document->sharedFiles();
    const quant::Recipe recipe = m_document->recipe();
    const auto work
        = [this, question, basis, files, recipe, valve](const JobContext& context) -> Result<JobRunner::Completion> {
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
                postToReceiver(this, [this, valve, shown = std::make_shared<const train::TrainProgress>(progress)] {
                    if (valve != m_valve) return; // of a training that is over
                    m_progress = shown;
                    emit changed();
                });
            }
            context.giveWay();
            valve->wait(context.stop());
        };
        auto result = train::train(*start, basis->model->graph, data->training, data->validation, settings,
            context.quiet(), valve->enough.get_token(), report);
        if (!result) return pass(result.error());
        context.clearProgress();
        return [this, valve, recipe, basis, learned = std::make_shared<const train::TrainResult>(*std::move(result))] {
            if (valve != m_valve) return;
            m_result = learned;
            take(*learned, recipe, basis->model.get());
        };
    };
    m_runner->submit(kLane, work);
    emit changed();
}

void TrainJob::take(const train::TrainResult& result, const quant::Recipe& from, const model::Model* model)
{
    if (m_document->model().get() == model && result.best > 0) {
        auto choice = methods::keepTrained(*result.network);
        if (choice) {
            quant::Recipe recipe = from;
            std::erase_if(recipe.methods, [&](const quant::MethodChoice& m) { return m.method == choice->method; });
            recipe.methods.push_back(*std::move(choice));
            m_document->edit(tr("train"), std::move(recipe));
        } else {
            m_failure = QString::fromStdString(choice.error().message);
        }
    }
    setIdle();
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
