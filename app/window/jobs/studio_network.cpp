// The network lane: both networks over the present picture, each layer alone, times, A, and the folder, in the order in which a
// person waits for them.
#include "app/window/jobs/studio_state.h"

#include "core/base/files.h"
#include "core/methods/quantize_network.h"

#include <chrono>

namespace bitladder::app
{

using tensor::Tensor;

// The tensors of all inputs; says in the state what they are.
Result<void> Studio::readInputs(const Snapshot& s, NetworkState& state)
{
    state.taps.reset(); // what was computed is of other inputs
    auto inputs = model::readInputs(*s.model, s.inputs);
    if (!inputs) return pass(inputs.error());
    state.inputs = *std::move(inputs);
    state.noise = std::ranges::none_of(
        s.inputs, [](const auto& source) { return source.kind == model::InputSource::Kind::File; });
    state.stoodIn = false;
    const auto shown = model::shownInput(s.inputs);
    if (!shown || s.picture.empty()) return {};
    const auto& rules = s.inputs[*shown].rules;
    if (!rules && !data::isTensorFile(s.picture.file)) {
        state.stoodIn = true;
        return {};
    }
    auto input = s.picture.picture
        ? model::pictureInput(*s.model, *shown, *s.picture.picture, *rules, tr("the picture").toStdString())
        : model::readInputFile(*s.model, *shown, s.picture.file, rules);
    if (!input) return pass(input.error());
    state.inputs[*shown] = *std::move(input);
    state.noise = false;
    return {};
}

void Studio::runNetwork(const Snapshot& s, std::stop_token stop)
{
    NetworkState& state = *m_state;
    const auto fails = [&](const Error& error) {
        if (error.cancelled() || stop.stop_requested()) return;
        handOver(this, [this, revision = s.revision, error, path = s.model->path] {
            if (revision != m_document->revision()) return;
            emit progress({}, 1);
            emit stopped();
            sayWhy(error, {path, {}});
        });
        networkRests(s.revision);
    };
    const auto jobFor = [&](const QString& text) {
        return Job {stop, [this, text, revision = s.revision](double fraction, std::string_view) {
                        report(revision, text, fraction);
                    }};
    };
    const Job quiet {stop, {}};

    engine::PrepareOptions machine = s.machine;
    if (state.model != s.model || state.level != s.machine.level || state.threads != s.machine.threads
        || state.floatConvolution != s.machine.floatConvolution) {
        state = {};
        state.cache = m_memory.newPacks();
        machine.cache = state.cache;
        auto network = methods::prepare(s.model->graph, engine::floatRecipe(*s.model->graph), {}, machine,
            jobFor(tr("preparing the float network")));
        if (!network) return fails(network.error());
        state.floatNetwork = *std::move(network);
        state.model = s.model;
        state.level = s.machine.level;
        state.threads = s.machine.threads;
        state.floatConvolution = s.machine.floatConvolution;
        state.isolated.resize(s.model->layers.size());
    }
    machine.cache = state.cache;

    if (!state.taps || !(state.picture == s.picture) || state.sources != s.inputs) {
        if (auto read = readInputs(s, state); !read) return fails(read.error());
        auto taps = analysis::floatTaps(*state.floatNetwork, state.inputs, quiet);
        if (!taps) return fails(taps.error());
        state.taps = std::make_shared<const analysis::FloatTaps>(*std::move(taps));
        state.picture = s.picture;
        if (state.sources != s.inputs) state.calibration = {};
        state.sources = s.inputs;
        // Without a folder the present picture is what calibrates.
        if (!s.hasFolder()) state.calibration = {};
    }
    if (state.calibration.pictures == 0 || state.files != s.files) {
        engine::Calibration calibration;
        std::vector<std::filesystem::path> files;
        if (s.hasFolder()) {
            data::PictureFolder folder;
            folder.files = *s.files;
            for (const auto& entry : data::sampleOf(folder, kCalibrationPictures))
                files.push_back(entry.file);
        }
        auto done = files.empty() ? engine::calibrate(*state.floatNetwork, state.inputs, calibration, quiet)
                                  : analysis::calibrateFiles(*s.model, *state.floatNetwork, files, s.feed(state.inputs),
                                      calibration, jobFor(tr("calibrating")));
        if (!done) return fails(done.error());
        state.calibration = std::move(calibration);
        state.files = s.files;
        ++state.calibrationId;
    }

    // The answer comes first.
    const auto start = std::chrono::steady_clock::now();
    const Job answering = state.pace.quick() ? Job {} : quiet;
    auto chosen = methods::prepare(s.model->graph, s.recipe, state.calibration, machine, answering);
    if (!chosen) return fails(chosen.error());
    auto trace = (*chosen)->run(state.inputs, answering);
    if (!trace) return fails(trace.error());
    state.pace.took(std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count());
    const auto featureLayer = s.featureLayer < 0 ? std::optional<LayerId>() : LayerId {s.featureLayer};
    auto result = std::make_shared<NetworkResult>();
    result->revision = s.revision;
    result->layers = (*chosen)->layers();
    result->taps = state.taps;
    result->answers = std::move(trace->outputs);
    result->sizes = (*chosen)->sizes();
    result->level = (*chosen)->level();
    result->threads = (*chosen)->threads();
    result->calibrationPictures = state.calibration.pictures;
    result->inputs = state.inputs;
    result->shown = model::shownInput(s.inputs);
    result->picture = {s.picture.file, {}, s.picture.serial};
    result->sources = s.inputs;
    result->noise = state.noise;
    result->stoodIn = state.stoodIn;
    result->calibration = std::make_shared<const engine::Calibration>(state.calibration);
    result->cache = state.cache;
    handOver(
        this, [this, answer = std::make_shared<const NetworkResult>(*result), model = s.model, picture = s.picture] {
            if (model == m_document->model() && picture == m_document->picture()) emit answerReady(answer);
        });

    auto compared = analysis::compareRun(**chosen, state.inputs, *state.taps, quiet, featureLayer);
    if (!compared) return fails(compared.error());
    result->accumulated = std::move(compared->accumulated);
    result->output = compared->output;
    handOver(this, [this, result, asked = s.featureLayer] {
        if (result->revision != m_document->revision()) return;
        m_lastNetwork = result;
        emit networkReady(result);
        if (m_featureLayer != asked) scheduleFeatures();
        if (m_question.part == Part::Activations) scheduleLayer();
    });
    if (compared->kept)
        deliver<FeatureResult>(
            &Studio::featuresReady, featuresOf(s.revision, s.featureLayer, *state.taps, *compared->kept));

    if (!s.kept) state.kept.reset(), state.keptTaps.reset();
    if (keptIsKnown(s)) deliverKept(s.revision);
    const auto known = state.evaluationOf(s.recipe, s.files);
    const auto keptKnown = s.kept ? state.evaluationOf(*s.kept, s.files) : nullptr;
    if (known) deliverFolder(s, *known, keptKnown, !s.kept || keptKnown);

    // Each layer alone; what is known from earlier recipes is kept.
    auto isolated = std::make_shared<IsolatedResult>();
    isolated->revision = s.revision;
    isolated->layers.resize(s.model->layers.size());
    auto lastSent = std::chrono::steady_clock::now();
    for (const graph::Layer& layer : s.model->layers) {
        const auto i = static_cast<size_t>(layer.id.index);
        auto& alone = state.isolated[i];
        if (!alone || !(alone->recipe == s.recipe.layers[i]) || alone->calibrationId != state.calibrationId
            || alone->taps != state.taps) {
            auto stats = analysis::isolatedError(
                *s.model, layer, s.recipe.layers[i], state.calibration, *state.taps, machine, quiet);
            if (!stats) return fails(stats.error());
            alone = NetworkState::Isolated {s.recipe.layers[i], state.calibrationId, state.taps, *stats};
        }
        isolated->layers[i] = alone->stats;
        if (std::chrono::steady_clock::now() - lastSent > std::chrono::milliseconds(100)) {
            deliver<IsolatedResult>(&Studio::isolatedReady, std::make_shared<const IsolatedResult>(*isolated));
            lastSent = std::chrono::steady_clock::now();
            report(s.revision, tr("error of each layer alone"),
                static_cast<double>(i) / static_cast<double>(s.model->layers.size()));
        }
    }
    deliver<IsolatedResult>(&Studio::isolatedReady, isolated);
    report(s.revision, {}, 1);

    // Time: a third of a second, at least five pairs of runs.
    auto timing = measureInTurn(*state.floatNetwork, **chosen, state.inputs, quiet, jobFor(tr("measuring")));
    if (!timing) return fails(timing.error());
    auto times = std::make_shared<TimingResult>();
    times->revision = s.revision;
    std::tie(times->floatTiming, times->chosenTiming) = *std::move(timing);
    deliver<TimingResult>(&Studio::timingReady, times);
    report(s.revision, {}, 1);

    if (s.kept && !keptIsKnown(s)) {
        if (auto done = runKept(s, machine, jobFor(tr("measuring A"))); !done) return fails(done.error());
        deliverKept(s.revision);
        report(s.revision, {}, 1);
    }

    if (auto done = runFolder(s, **chosen, machine, stop); !done) return fails(done.error());
    networkRests(s.revision);
}

void Studio::networkRests(quint64 revision)
{
    MappedFile::letGoOfPages();
    handOver(this, [this, revision] {
        if (revision != m_document->revision()) return;
        m_networkWorks = false;
        emit idle();
        scheduleKernels();
    });
}

bool Studio::keptIsKnown(const Snapshot& s) const
{
    const NetworkState& state = *m_state;
    return s.kept && state.kept && *state.kept->recipe == *s.kept && state.keptTaps == state.taps
        && state.keptCalibrationId == state.calibrationId;
}

void Studio::deliverKept(quint64 revision)
{
    auto result = std::make_shared<KeptResult>(*m_state->kept);
    result->revision = revision;
    deliver<KeptResult>(&Studio::keptReady, std::shared_ptr<const KeptResult>(std::move(result)));
}

Result<void> Studio::runKept(const Snapshot& s, const engine::PrepareOptions& machine, const Job& job)
{
    NetworkState& state = *m_state;
    auto kept = measureKept(
        {*s.model, *state.floatNetwork, s.kept, state.calibration, state.inputs, *state.taps, machine}, job);
    if (!kept) return pass(kept.error());
    state.kept = *std::move(kept);
    state.keptTaps = state.taps;
    state.keptCalibrationId = state.calibrationId;
    return {};
}

} // namespace bitladder::app
