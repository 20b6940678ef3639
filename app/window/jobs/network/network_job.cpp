#include "app/window/jobs/network/network_job.h"

#include "app/window/jobs/calibration.h"
#include "app/window/jobs/features_job.h"
#include "app/window/jobs/network/baseline.h"
#include "app/window/jobs/network/folder_evaluation.h"
#include "core/base/files.h"

#include <QCoreApplication>
#include <chrono>

namespace bitladder::app
{

namespace
{

using Clock = std::chrono::steady_clock;

constexpr std::chrono::milliseconds kIsolatedPause {100}; // between two intermediate results

struct NetworkTexts {
    Q_DECLARE_TR_FUNCTIONS(NetworkJob)
};

} // namespace

NetworkJob::NetworkJob(const Snapshot& snapshot, NetworkState& state, MemoryBudget& memory, ResultStore& results,
    const JobContext& context)
    : m_snapshot(snapshot)
    , m_state(state)
    , m_memory(memory)
    , m_results(results)
    , m_context(context)
{
}

Result<void> NetworkJob::run()
{
    auto done = runInOrder();
    if (done || !done.error().cancelled()) MappedFile::letGoOfPages();
    return done;
}

Result<void> NetworkJob::runInOrder()
{
    findExperiment();
    BITLADDER_TRY(findTaps());
    BITLADDER_TRY(calibrate());
    auto result = answer(); // comes first
    if (!result) return pass(result.error());
    BITLADDER_TRY(compare(*std::move(result)));
    postWhatIsKnown();
    BITLADDER_TRY(isolate());
    BITLADDER_TRY(time());
    return evaluateFolder(m_snapshot, m_state, *m_quantized, m_results, m_context);
}

void NetworkJob::findExperiment()
{
    const auto& asked = m_snapshot.machine;
    if (m_state.experiment) {
        const auto& known = m_state.experiment->machine();
        if (m_state.experiment->model() == m_snapshot.model && known.level == asked.level
            && known.threads == asked.threads && known.floatConvolution == asked.floatConvolution)
            return;
    }
    m_state = {};
    engine::PrepareOptions machine = asked;
    machine.cache = m_memory.newPacks();
    m_state.experiment = std::make_unique<experiment::Experiment>(m_snapshot.model, machine);
}

// The tensors of all inputs; says in the state what they are.
Result<void> NetworkJob::readInputs()
{
    const Snapshot& s = m_snapshot;
    m_state.sources.clear(); // what was computed is of other inputs
    auto inputs = model::readInputs(*s.model, s.inputs);
    if (!inputs) return pass(inputs.error());
    m_state.noise = std::ranges::none_of(
        s.inputs, [](const auto& source) { return source.kind == model::InputSource::Kind::File; });
    m_state.stoodIn = false;
    const auto shown = model::shownInput(s.inputs);
    const bool given = shown && !s.picture.empty();
    const auto rules = shown ? s.inputs[*shown].rules : std::nullopt;
    if (given && !rules && !data::isTensorFile(s.picture.file)) {
        m_state.stoodIn = true;
    } else if (given) {
        auto input = s.picture.picture ? model::pictureInput(
                         *s.model, *shown, *s.picture.picture, *rules, NetworkTexts::tr("the picture").toStdString())
                                       : model::readInputFile(*s.model, *shown, s.picture.file, rules);
        if (!input) return pass(input.error());
        (*inputs)[*shown] = *std::move(input);
        m_state.noise = false;
    }
    m_state.experiment->setFeed({*std::move(inputs), shown.value_or(0), rules});
    m_state.picture = s.picture;
    m_state.sources = s.inputs;
    return {};
}

Result<void> NetworkJob::findTaps()
{
    const Snapshot& s = m_snapshot;
    experiment::Experiment& experiment = *m_state.experiment;
    // Before the inputs, so that a network that cannot run says so first.
    auto network = experiment.floatNetwork(m_context.reporting(NetworkTexts::tr("preparing the float network")));
    if (!network) return pass(network.error());
    if (m_state.sources.empty() || m_state.picture != s.picture || m_state.sources != s.inputs)
        BITLADDER_TRY(readInputs());
    auto taps = experiment.taps(m_context.quiet());
    if (!taps) return pass(taps.error());
    return {};
}

Result<void> NetworkJob::calibrate()
{
    m_state.experiment->setCalibrationFiles(calibrationFiles(m_snapshot));
    auto calibration = m_state.experiment->calibration(
        m_snapshot.hasFolder() ? m_context.reporting(NetworkTexts::tr("calibrating")) : m_context.quiet());
    if (!calibration) return pass(calibration.error());
    return {};
}

Result<std::shared_ptr<NetworkResult>> NetworkJob::answer()
{
    const Snapshot& s = m_snapshot;
    const auto start = Clock::now();
    // A quick answer is finished although a newer edit waits, so that answers follow a fader that moves.
    const Job job = m_state.pace.quick() && s.recipe.methods.empty() ? Job {} : m_context.quiet();
    auto quantized = m_state.experiment->quantize(s.recipe, job);
    if (!quantized) return pass(quantized.error());
    m_quantized = *std::move(quantized);
    const auto basis = std::make_shared<const experiment::Basis>(m_state.experiment->basis());
    auto trace = m_quantized->run(basis->feed.inputs, job);
    if (!trace) return pass(trace.error());
    m_state.pace.took(std::chrono::duration<double, std::milli>(Clock::now() - start).count());
    auto result = std::make_shared<NetworkResult>();
    result->revision = s.revision;
    result->layers = m_quantized->layers();
    result->taps = basis->taps;
    result->answers = std::move(trace->outputs);
    result->sizes = m_quantized->sizes();
    result->level = m_quantized->level();
    result->threads = m_quantized->threads();
    result->calibrationPictures = basis->calibration->pictures;
    result->featureLayer = s.featureLayer;
    result->inputs = basis->feed.inputs;
    result->shown = model::shownInput(s.inputs);
    result->picture = {s.picture.file, {}, s.picture.serial};
    result->sources = s.inputs;
    result->noise = m_state.noise;
    result->stoodIn = m_state.stoodIn;
    result->basis = basis;
    result->quantized = m_quantized->network();
    m_results.post(std::make_shared<const AnswerResult>(
        AnswerResult {s.revision, std::make_shared<const NetworkResult>(*result), s.model, s.picture}));
    return result;
}

Result<void> NetworkJob::compare(std::shared_ptr<NetworkResult> result)
{
    const Snapshot& s = m_snapshot;
    const auto featureLayer = s.featureLayer < 0 ? std::optional<LayerId>() : LayerId {s.featureLayer};
    auto compared
        = m_state.experiment->compare(*m_quantized, m_context.quiet(), experiment::Reference::File, featureLayer);
    if (!compared) return pass(compared.error());
    result->accumulated = std::move(compared->accumulated);
    result->output = compared->output;
    const auto taps = result->taps;
    m_results.post(std::shared_ptr<const NetworkResult>(std::move(result)));
    if (compared->kept && taps->holds(static_cast<size_t>(s.featureLayer)))
        m_results.post(featuresOf(s.revision, s.featureLayer, *taps, *compared->kept));
    return {};
}

void NetworkJob::postWhatIsKnown()
{
    const Snapshot& s = m_snapshot;
    if (!s.baseline) m_state.baseline.reset(), m_state.baselineTaps.reset(), m_state.baselineCalibration.reset();
    if (knowsBaseline(m_state, s.baseline)) postBaseline(m_state, s.revision, m_results);
    postKnownFolder(s, m_state, m_results);
}

// Each layer alone; what is known from earlier recipes is not computed again.
Result<void> NetworkJob::isolate()
{
    const Snapshot& s = m_snapshot;
    auto isolated = std::make_shared<IsolatedResult>();
    isolated->revision = s.revision;
    isolated->layers.resize(s.model->layers.size());
    auto lastSent = Clock::now();
    for (const graph::Layer& layer : s.model->layers) {
        const auto i = static_cast<size_t>(layer.id.index);
        m_context.giveWay();
        auto stats = m_state.experiment->isolated(s.recipe, layer.id, m_context.quiet());
        if (!stats) return pass(stats.error());
        isolated->layers[i] = *stats;
        if (Clock::now() - lastSent > kIsolatedPause) {
            m_results.post(std::make_shared<const IsolatedResult>(*isolated));
            lastSent = Clock::now();
            m_context.report(NetworkTexts::tr("error of each layer alone"),
                static_cast<double>(i) / static_cast<double>(s.model->layers.size()));
        }
    }
    m_results.post(std::shared_ptr<const IsolatedResult>(std::move(isolated)));
    m_context.clearProgress();
    return {};
}

// The float network, the present recipe and the baseline in turns in one run: times of different moments do not
// compare.
Result<void> NetworkJob::time()
{
    const Snapshot& s = m_snapshot;
    experiment::Experiment& experiment = *m_state.experiment;
    auto floats = experiment.floatNetwork();
    if (!floats) return pass(floats.error());
    std::vector<engine::Executable*> networks {*floats, m_quantized.get()};
    std::unique_ptr<engine::Executable> baseline;
    if (s.baseline) {
        auto made = experiment.quantize(*s.baseline, m_context.quiet());
        if (!made) return pass(made.error());
        baseline = *std::move(made);
        networks.push_back(baseline.get());
    }
    auto timings = experiment.time(networks, 0, m_context.reporting(NetworkTexts::tr("measuring")),
        [this](const measure::Measure& measure) { return m_context.measureAlone(measure); });
    if (!timings) return pass(timings.error());
    auto times = std::make_shared<TimingResult>();
    times->revision = s.revision;
    times->floatTiming = std::move((*timings)[0]);
    times->quantizedTiming = std::move((*timings)[1]);
    m_results.post(std::shared_ptr<const TimingResult>(std::move(times)));
    if (baseline) {
        BITLADDER_TRY(measureBaseline(s, m_state, *baseline, std::move((*timings)[2]), m_context));
        postBaseline(m_state, s.revision, m_results);
    }
    m_context.clearProgress();
    return {};
}

} // namespace bitladder::app
