#include "app/window/jobs/network/network_job.h"

#include "app/window/jobs/calibration.h"
#include "app/window/jobs/features_job.h"
#include "app/window/jobs/network/baseline.h"
#include "app/window/jobs/network/folder_evaluation.h"
#include "app/window/jobs/timing.h"
#include "core/base/files.h"
#include "core/methods/quantize_network.h"

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
    , m_machine(snapshot.machine)
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
    BITLADDER_TRY(prepareFloat());
    BITLADDER_TRY(findTaps());
    BITLADDER_TRY(calibrate());
    auto result = answer(); // comes first
    if (!result) return pass(result.error());
    BITLADDER_TRY(compare(*std::move(result)));
    postWhatIsKnown();
    BITLADDER_TRY(isolate());
    BITLADDER_TRY(time());
    BITLADDER_TRY(measureBaseline());
    return evaluateFolder(m_snapshot, m_state, *m_quantized, m_machine, m_results, m_context);
}

Result<void> NetworkJob::prepareFloat()
{
    const auto& model = m_snapshot.model;
    if (m_state.model != model || m_state.level != m_machine.level || m_state.threads != m_machine.threads
        || m_state.floatConvolution != m_machine.floatConvolution) {
        m_state = {};
        m_state.cache = m_memory.newPacks();
        m_machine.cache = m_state.cache;
        auto network = methods::prepare(model->graph, engine::floatRecipe(*model->graph), {}, m_machine,
            m_context.reporting(NetworkTexts::tr("preparing the float network")));
        if (!network) return pass(network.error());
        m_state.floatNetwork = *std::move(network);
        m_state.model = model;
        m_state.level = m_machine.level;
        m_state.threads = m_machine.threads;
        m_state.floatConvolution = m_machine.floatConvolution;
        m_state.isolated.resize(model->layers.size());
    }
    m_machine.cache = m_state.cache;
    return {};
}

// The tensors of all inputs; says in the state what they are.
Result<void> NetworkJob::readInputs()
{
    const Snapshot& s = m_snapshot;
    m_state.taps.reset(); // what was computed is of other inputs
    auto inputs = model::readInputs(*s.model, s.inputs);
    if (!inputs) return pass(inputs.error());
    m_state.inputs = *std::move(inputs);
    m_state.noise = std::ranges::none_of(
        s.inputs, [](const auto& source) { return source.kind == model::InputSource::Kind::File; });
    m_state.stoodIn = false;
    const auto shown = model::shownInput(s.inputs);
    if (!shown || s.picture.empty()) return {};
    const auto& rules = s.inputs[*shown].rules;
    if (!rules && !data::isTensorFile(s.picture.file)) {
        m_state.stoodIn = true;
        return {};
    }
    auto input = s.picture.picture ? model::pictureInput(
                     *s.model, *shown, *s.picture.picture, *rules, NetworkTexts::tr("the picture").toStdString())
                                   : model::readInputFile(*s.model, *shown, s.picture.file, rules);
    if (!input) return pass(input.error());
    m_state.inputs[*shown] = *std::move(input);
    m_state.noise = false;
    return {};
}

Result<void> NetworkJob::findTaps()
{
    const Snapshot& s = m_snapshot;
    if (m_state.taps && m_state.picture == s.picture && m_state.sources == s.inputs) return {};
    BITLADDER_TRY(readInputs());
    auto taps = analysis::floatTaps(*m_state.floatNetwork, m_state.inputs, m_context.quiet());
    if (!taps) return pass(taps.error());
    m_state.taps = std::make_shared<const analysis::FloatTaps>(*std::move(taps));
    m_state.picture = s.picture;
    if (m_state.sources != s.inputs) m_state.calibration = {};
    m_state.sources = s.inputs;
    // Without a folder the present picture is what calibrates.
    if (!s.hasFolder()) m_state.calibration = {};
    return {};
}

Result<void> NetworkJob::calibrate()
{
    if (m_state.calibration.pictures > 0 && m_state.files == m_snapshot.files
        && m_state.calibrationPictures == m_snapshot.calibrationPictures)
        return {};
    auto calibration = calibrationOf(m_snapshot, *m_state.floatNetwork, m_state.inputs,
        m_snapshot.hasFolder() ? m_context.reporting(NetworkTexts::tr("calibrating")) : m_context.quiet());
    if (!calibration) return pass(calibration.error());
    m_state.calibration = *std::move(calibration);
    m_state.files = m_snapshot.files;
    m_state.calibrationPictures = m_snapshot.calibrationPictures;
    ++m_state.calibrationId;
    return {};
}

Result<std::shared_ptr<NetworkResult>> NetworkJob::answer()
{
    const Snapshot& s = m_snapshot;
    const auto start = Clock::now();
    // A quick answer is finished although a newer edit waits, so that answers follow a fader that moves.
    const Job job = m_state.pace.quick() && s.recipe.methods.empty() ? Job {} : m_context.quiet();
    auto quantized = prepareQuantized(s, s.recipe, m_state.calibration, m_state.inputs, m_machine, job);
    if (!quantized) return pass(quantized.error());
    m_quantized = *std::move(quantized);
    auto trace = m_quantized->run(m_state.inputs, job);
    if (!trace) return pass(trace.error());
    m_state.pace.took(std::chrono::duration<double, std::milli>(Clock::now() - start).count());
    auto result = std::make_shared<NetworkResult>();
    result->revision = s.revision;
    result->layers = m_quantized->layers();
    result->taps = m_state.taps;
    result->answers = std::move(trace->outputs);
    result->sizes = m_quantized->sizes();
    result->level = m_quantized->level();
    result->threads = m_quantized->threads();
    result->calibrationPictures = m_state.calibration.pictures;
    result->featureLayer = s.featureLayer;
    result->inputs = m_state.inputs;
    result->shown = model::shownInput(s.inputs);
    result->picture = {s.picture.file, {}, s.picture.serial};
    result->sources = s.inputs;
    result->noise = m_state.noise;
    result->stoodIn = m_state.stoodIn;
    result->calibration = std::make_shared<const engine::Calibration>(m_state.calibration);
    result->cache = m_state.cache;
    result->quantized = m_quantized->network();
    m_results.post(std::make_shared<const AnswerResult>(
        AnswerResult {s.revision, std::make_shared<const NetworkResult>(*result), s.model, s.picture}));
    return result;
}

Result<void> NetworkJob::compare(std::shared_ptr<NetworkResult> result)
{
    const Snapshot& s = m_snapshot;
    const auto featureLayer = s.featureLayer < 0 ? std::optional<LayerId>() : LayerId {s.featureLayer};
    auto compared = analysis::compareRun(*m_quantized, m_state.inputs, *m_state.taps, m_context.quiet(), featureLayer);
    if (!compared) return pass(compared.error());
    result->accumulated = std::move(compared->accumulated);
    result->output = compared->output;
    m_results.post(std::shared_ptr<const NetworkResult>(std::move(result)));
    if (compared->kept) m_results.post(featuresOf(s.revision, s.featureLayer, *m_state.taps, *compared->kept));
    return {};
}

void NetworkJob::postWhatIsKnown()
{
    const Snapshot& s = m_snapshot;
    if (!s.baseline) m_state.baseline.reset(), m_state.baselineTaps.reset();
    if (m_state.knowsBaseline(s.baseline)) postBaseline(m_state, s.revision, m_results);
    const auto known = m_state.evaluationOf(s.recipe, s.files);
    const auto baselineKnown = s.baseline ? m_state.evaluationOf(*s.baseline, s.files) : nullptr;
    if (known) {
        const bool whole = !s.baseline || baselineKnown;
        postFolder(s, *known, baselineKnown, whole ? FolderPart::Whole : FolderPart::SoFar, m_results);
    }
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
        auto& alone = m_state.isolated[i];
        if (!alone || !(alone->recipe == s.recipe.layers[i]) || alone->calibrationId != m_state.calibrationId
            || alone->taps != m_state.taps) {
            m_context.giveWay();
            auto stats = analysis::isolatedError(
                *s.model, layer, s.recipe.layers[i], m_state.calibration, *m_state.taps, m_machine, m_context.quiet());
            if (!stats) return pass(stats.error());
            alone = NetworkState::Isolated {s.recipe.layers[i], m_state.calibrationId, m_state.taps, *stats};
        }
        isolated->layers[i] = alone->stats;
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

Result<void> NetworkJob::time()
{
    auto timing
        = timeInTurn(*m_state.floatNetwork, *m_quantized, m_state.inputs, NetworkTexts::tr("measuring"), m_context);
    if (!timing) return pass(timing.error());
    auto times = std::make_shared<TimingResult>();
    times->revision = m_snapshot.revision;
    std::tie(times->floatTiming, times->quantizedTiming) = *std::move(timing);
    m_results.post(std::shared_ptr<const TimingResult>(std::move(times)));
    m_context.clearProgress();
    return {};
}

Result<void> NetworkJob::measureBaseline()
{
    const Snapshot& s = m_snapshot;
    if (!s.baseline || m_state.knowsBaseline(s.baseline)) return {};
    BITLADDER_TRY(app::measureBaseline(s, m_state, m_machine, m_context));
    postBaseline(m_state, s.revision, m_results);
    m_context.clearProgress();
    return {};
}

} // namespace bitladder::app
