#include "app/window/jobs/job_scheduler.h"

#include "app/window/jobs/features_job.h"
#include "app/window/jobs/kernels_job.h"
#include "app/window/jobs/layer_job.h"
#include "app/window/jobs/lesson/timelapse_job.h"
#include "app/window/jobs/network/measures_job.h"
#include "app/window/jobs/network/network_job.h"
#include "app/window/jobs/ways_job.h"
#include "app/window/jobs/workshop/workshop_job.h"

namespace bitladder::app
{

namespace
{

// What a job returns that has nothing to do in the window's thread when it has succeeded.
Result<JobRunner::Completion> finished(const Result<void>& done)
{
    if (!done) return pass(done.error());
    return JobRunner::Completion();
}

} // namespace

JobScheduler::JobScheduler(Document* document, ResultStore* results, QObject* parent)
    : QObject(parent)
    , m_document(document)
    , m_results(results)
    , m_state(std::make_unique<NetworkState>())
    , m_study(std::make_unique<LayerStudy>(&m_memory))
{
    m_machine.level = kernels::chooseLevel("").level;
    m_studies = std::make_unique<Studies>(document, results, &m_runner, [this] { return snapshot(); });
    // An edit is whole when it is told of: the answer to it begins before the window shows it.
    connect(m_document, &Document::recipeChanged, this, [this] {
        if (!m_coalesced) scheduleNetwork();
        scheduleLayer();
    });
    for (const auto change : {&Document::pictureChanged, &Document::inputsChanged, &Document::filesChanged,
             &Document::modelChanged, &Document::baselineChanged, &Document::calibrationPicturesChanged})
        connect(m_document, change, this, [this] {
            scheduleCoalesced();
            scheduleLayer();
        });
    m_results->watch<NetworkResult>(this, [this](const auto& result) {
        if (m_featureLayer != result->featureLayer) scheduleFeatures();
        if (m_question.part == Part::Activations || !m_document->recipe().methods.empty()) scheduleLayer();
        if (m_waysTaps != result->taps) scheduleWays();
        scheduleMeasures();
    });
    connect(&m_runner, &JobRunner::succeeded, this, [this](LaneId lane) {
        if (lane == LaneId::Network) networkIdle();
    });
    connect(&m_runner, &JobRunner::failed, this, &JobScheduler::reportError);
}

JobScheduler::~JobScheduler() = default;

Snapshot JobScheduler::snapshot() const
{
    return {m_document->revision(), m_document->model(), m_document->recipe(), m_document->baseline(),
        m_document->picture(), m_document->inputs(), usefulFiles(), m_results->latest<NetworkResult>(), m_machine,
        m_featureLayer, m_document->calibrationPictures()};
}

// Pictures are of no use to an input that is none, and no file to a network whose inputs are all given. The same list
// as long as nothing of this changes: lists are told apart by their address.
std::shared_ptr<const std::vector<data::LabelledFile>> JobScheduler::usefulFiles() const
{
    const auto& all = m_document->sharedFiles();
    const bool any = m_document->shownInput().has_value(), pictures = m_document->preprocessing().has_value();
    if (any && pictures) return all;
    if (m_useful.of == all && m_useful.any == any) return m_useful.files;
    std::vector<data::LabelledFile> files;
    for (const auto& entry : *all)
        if (any && data::isTensorFile(entry.file)) files.push_back(entry);
    m_useful = {all, any, std::make_shared<const std::vector<data::LabelledFile>>(std::move(files))};
    return m_useful.files;
}

void JobScheduler::openModel(const OpenRequest& request)
{
    m_opening = request;
    m_runner.submit(LaneId::Open,
        [this, request, memory = m_modelMemory](const JobContext& context) -> Result<JobRunner::Completion> {
            auto opened = app::openModel(request, memory, context);
            if (!opened) return pass(opened.error());
            return [this, opened = *std::move(opened)] { takeModel(opened); };
        });
}

void JobScheduler::takeModel(const OpenedModel& opened)
{
    m_document->setModel(opened.model, opened.recipe);
    emit modelOpened(opened.model);
    // Last: the window lets go of what it had to say about the model before.
    if (!opened.problem.isEmpty()) emit failed(opened.problem, LaneId::Open);
}

void JobScheduler::listPictures(const QStringList& paths)
{
    m_listingFor = m_document->model();
    m_runner.submit(LaneId::List,
        [this, paths, model = m_document->model()](const JobContext& context) -> Result<JobRunner::Completion> {
            auto list = app::listPictures(paths, model, context);
            if (!list) return pass(list.error());
            return [this, list = *std::move(list), model] {
                if (model == m_document->model()) emit picturesListed(list);
            };
        });
}

bool JobScheduler::listsPictures() const
{
    return m_listingFor == m_document->model() && m_runner.busy(LaneId::List);
}

void JobScheduler::exportTo(const std::filesystem::path& file, const exchange::ExchangeFormat& format)
{
    m_runner.submit(LaneId::Export,
        [this, snapshot = snapshot(), file, &format](const JobContext& context) -> Result<JobRunner::Completion> {
            auto done = exportConfiguration(snapshot, file, format, context);
            if (!done) return pass(done.error());
            return [this, model = snapshot.model, file = QString::fromStdString(file.string()), report = *done] {
                m_results->take(std::make_shared<const ExportResult>(ExportResult {model, file, report}));
                emit exported(file);
            };
        });
}

void JobScheduler::reportError(LaneId lane, const Error& error)
{
    if (lane == LaneId::Features || lane == LaneId::Measures) return; // the network's lane has said why
    if (lane == LaneId::Network) emit stopped();
    const QString message = QString::fromStdString(error.message);
    if (error.kind == Error::Kind::TooLarge && lane != LaneId::Export)
        emit refused(message, lane == LaneId::Open ? m_opening : OpenRequest {m_document->model()->path, {}});
    else
        emit failed(message, lane);
    if (lane == LaneId::Network) networkIdle();
}

void JobScheduler::askLayer(const LayerQuestion& question)
{
    m_question = question;
    scheduleLayer();
}

void JobScheduler::askFeatures(int layer)
{
    m_featureLayer = layer;
    scheduleFeatures();
}

void JobScheduler::askKernels(int layer)
{
    m_kernelLayer = layer;
    scheduleKernels();
}

void JobScheduler::askWays(const WaysQuestion& question)
{
    m_ways = question;
    scheduleWays();
}

void JobScheduler::askMeasures(int layer)
{
    m_measuredLayer = layer;
    scheduleMeasures();
}

void JobScheduler::askWorkshop(const WorkshopQuestion& question)
{
    m_workshop = question;
    scheduleWorkshop();
}

void JobScheduler::scheduleWorkshop()
{
    using Kind = WorkshopQuestion::Kind;
    m_runner.cancel(LaneId::Workshop);
    if (m_workshop.kind == Kind::Nothing || !m_document->model()) return;
    if (m_workshop.kind != Kind::Picture && !hasLayer(m_workshop.layer)) return;
    m_runner.submit(LaneId::Workshop,
        [this, snapshot = snapshot(), question = m_workshop](
            const JobContext& context) -> Result<JobRunner::Completion> {
            auto result = workOn(snapshot, question, *m_study, context);
            if (!result) return pass(result.error());
            return [this, result = *std::move(result)] { m_results->take(result); };
        });
}

void JobScheduler::exportTimelapse(const std::filesystem::path& file)
{
    if (!m_results->latest<NetworkResult>()) return;
    m_runner.submit(LaneId::Export,
        [this, snapshot = snapshot(), file, names = m_document->classNames()](
            const JobContext& context) -> Result<JobRunner::Completion> {
            auto done = writeTimelapse(snapshot, file, names, context);
            if (!done) return pass(done.error());
            return [this, file = QString::fromStdString(file.string())] { emit exported(file); };
        });
}

void JobScheduler::measureLessonCurve(const CurveTask& task)
{
    m_runner.submit(
        LaneId::Lesson, [this, task, machine = m_machine](const JobContext& context) -> Result<JobRunner::Completion> {
            auto curve = measureCurve(task, machine, context);
            if (!curve) return pass(curve.error());
            return [this, curve = *std::move(curve)] { emit curveMeasured(curve); };
        });
}

void JobScheduler::scheduleMeasures()
{
    m_runner.cancel(LaneId::Measures);
    // Without a run of the present revision there is nothing yet; the next one asks again.
    if (!hasLayer(m_measuredLayer) || !m_results->latest<NetworkResult>() || m_results->isStale<NetworkResult>())
        return;
    m_runner.submit(
        LaneId::Measures, [this, snapshot = snapshot(), layer = m_measuredLayer](const JobContext& context) {
            return finished(measureLayer(snapshot, layer, *m_results, context));
        });
}

// An edit of the recipe changes nothing about them.
void JobScheduler::scheduleWays()
{
    m_runner.cancel(LaneId::Ways);
    const auto& network = m_results->latest<NetworkResult>();
    if (!hasLayer(m_ways.layer)) return;
    m_waysTaps = network ? network->taps : nullptr;
    m_runner.submit(LaneId::Ways, [this, snapshot = snapshot(), question = m_ways](const JobContext& context) {
        return finished(compareWays(snapshot, question, *m_study, *m_results, context));
    });
}

void JobScheduler::measureAgain()
{
    scheduleCoalesced();
    if (m_layerStopped) scheduleLayer();
}

void JobScheduler::stop()
{
    if (!busy()) return; // there is nothing to stop, and nothing to say
    for (const LaneId lane : {LaneId::Layer, LaneId::Detail, LaneId::Curve})
        m_layerStopped = m_layerStopped || m_runner.busy(lane);
    m_coalesced = m_networkBusy = false;
    m_runner.stop();
    emit stopped();
}

void JobScheduler::setMachine(kernels::Level level, int threads, engine::FloatConvolution floatConvolution)
{
    if (m_machine.level == level && m_machine.threads == threads && m_machine.floatConvolution == floatConvolution)
        return;
    m_machine.level = level;
    m_machine.threads = threads;
    m_machine.floatConvolution = floatConvolution;
    scheduleCoalesced();
}

void JobScheduler::setMemoryBound(size_t bytes)
{
    if (m_memory.bound() == bytes) return;
    m_memory.setBound(bytes);
    m_study->fit();
}

// Several changes in a row, as opening brings them, are one. Through the queue and not by a timer: what is queued goes
// before the painting that the same changes have asked for. What runs is of the past, and so is its failure.
void JobScheduler::scheduleCoalesced()
{
    m_runner.cancel(LaneId::Network);
    if (std::exchange(m_coalesced, true)) return;
    QMetaObject::invokeMethod(
        this,
        [this] {
            if (std::exchange(m_coalesced, false)) scheduleNetwork();
        },
        Qt::QueuedConnection);
}

void JobScheduler::scheduleNetwork()
{
    if (!m_document->model()) return;
    m_networkBusy = true;
    m_runner.cancel(LaneId::Kernels);
    emit started();
    m_runner.submit(LaneId::Network, [this, snapshot = snapshot()](const JobContext& context) {
        return finished(NetworkJob(snapshot, *m_state, m_memory, *m_results, context).run());
    });
}

void JobScheduler::networkIdle()
{
    m_networkBusy = false;
    scheduleKernels();
}

bool JobScheduler::hasLayer(int layer) const
{
    const auto& model = m_document->model();
    return model && layer >= 0 && layer < static_cast<int>(model->layers.size());
}

void JobScheduler::scheduleLayer()
{
    if (!hasLayer(m_question.layer)) return;
    m_layerStopped = false;
    const LayerTask task {m_document->revision(), m_document->model(), m_question,
        m_document->recipe().layers[static_cast<size_t>(m_question.layer)], m_results->latest<NetworkResult>()};
    m_runner.submit(LaneId::Layer, [this, task](const JobContext& context) -> Result<JobRunner::Completion> {
        auto weights = drawSample(*m_study, task, *m_results, context);
        if (!weights) return pass(weights.error());
        if (!*weights) return JobRunner::Completion();
        return [this, task, weights = *weights] {
            m_runner.submit(LaneId::Curve, [this, task, weights](const JobContext& curve) {
                return finished(drawCurve(*m_study, task, *weights, *m_results, curve));
            });
        };
    });
    m_runner.submit(LaneId::Detail,
        [this, task](const JobContext& context) { return finished(drawWhole(*m_study, task, *m_results, context)); });
}

void JobScheduler::scheduleFeatures()
{
    m_runner.cancel(LaneId::Features);
    // Without a run of the present revision there is nothing yet; the next run keeps the layer.
    if (!hasLayer(m_featureLayer) || !m_results->latest<NetworkResult>() || m_results->isStale<NetworkResult>()) return;
    m_runner.submit(LaneId::Features, [this, snapshot = snapshot()](const JobContext& context) {
        return finished(findFeatures(snapshot, *m_results, context));
    });
}

void JobScheduler::scheduleKernels()
{
    m_runner.cancel(LaneId::Kernels);
    // After the network's own times; networkIdle() asks again.
    if (m_networkBusy || m_coalesced || !hasLayer(m_kernelLayer)) return;
    const auto& present = m_document->recipe().layers[static_cast<size_t>(m_kernelLayer)];
    const measure::KernelRates::Question question {m_document->model(), m_kernelLayer,
        measure::FormatPair {present.weights.format, present.activations.format}, m_machine.threads,
        m_machine.floatConvolution};
    m_runner.submit(LaneId::Kernels, [this, question, revision = m_document->revision()](const JobContext& context) {
        return finished(measureKernels(m_rates, question, revision, *m_results, context));
    });
}

} // namespace bitladder::app
