#include "app/window/studio.h"

#include "core/base/files.h"
#include "core/export/layer_table.h"
#include "core/export/onnx_graph.h"
#include "core/export/recipe_file.h"
#include "core/onnx/writer.h"
#include "core/quant/estimate.h"

#include <algorithm>
#include <chrono>

namespace bitladder::app
{

using engine::Executable;
using tensor::Tensor;

namespace
{

constexpr size_t kCalibrationPictures = 16;
constexpr int kHistogramBins = 256;

std::shared_ptr<const FeatureResult> featuresOf(
    quint64 revision, int layer, const analysis::FloatTaps& taps, const Tensor& chosen)
{
    auto result = std::make_shared<FeatureResult>();
    const Tensor& reference = taps.outputs[static_cast<size_t>(layer)];
    result->revision = revision;
    result->layer = layer;
    result->shape = reference.shape();
    result->planes = planesOf(reference, chosen);
    result->stats = analysis::compare(reference, chosen);
    return result;
}

} // namespace

// Everything that a job needs, by value.
struct Studio::Snapshot {
    quint64 revision = 0;
    std::shared_ptr<const analysis::Model> model;
    quant::Recipe recipe;
    std::shared_ptr<const quant::Recipe> kept;
    PictureSource picture;
    std::optional<data::Preprocessing> rules;
    std::shared_ptr<const std::vector<data::LabelledFile>> files;
    std::shared_ptr<const NetworkResult> network;
    engine::PrepareOptions machine;
    int featureLayer = -1;
};

// What the network lane keeps from job to job.
struct Studio::NetworkState {
    std::shared_ptr<const analysis::Model> model;
    std::unique_ptr<Executable> floatNetwork;
    kernels::Level level = kernels::Level::Scalar;
    int threads = 0;
    std::shared_ptr<engine::PackCache> cache;

    PictureSource picture;
    std::optional<data::Preprocessing> rules;
    std::vector<Tensor> inputs;
    bool noise = false;
    std::shared_ptr<const analysis::FloatTaps> taps;

    std::shared_ptr<const std::vector<data::LabelledFile>> files;
    engine::Calibration calibration;
    quint64 calibrationId = 0;

    // The folder's answers do not depend on the picture that is shown.
    struct Evaluated {
        quant::Recipe recipe;
        quint64 calibrationId = 0;
        std::shared_ptr<const std::vector<data::LabelledFile>> files;
        analysis::Evaluation evaluation;
    };
    std::optional<Evaluated> evaluated;

    struct Isolated {
        quant::LayerRecipe recipe;
        quint64 calibrationId = 0;
        std::shared_ptr<const analysis::FloatTaps> taps;
        analysis::ErrorStats stats;
    };
    std::vector<std::optional<Isolated>> isolated;

    std::shared_ptr<const KeptResult> kept; // A, as measured with these:
    std::shared_ptr<const analysis::FloatTaps> keptTaps;
    quint64 keptCalibrationId = 0;
};

Studio::Studio(Document* document, QObject* parent)
    : QObject(parent)
    , m_document(document)
    , m_state(std::make_unique<NetworkState>())
{
    m_machine.level = kernels::chooseLevel("").level;
    // Several changes of one event are one request.
    m_settle.setSingleShot(true);
    m_settle.setInterval(0);
    connect(&m_settle, &QTimer::timeout, this, &Studio::schedule);
    for (const auto change : {&Document::recipeChanged, &Document::pictureChanged, &Document::preprocessingChanged,
             &Document::filesChanged, &Document::modelChanged, &Document::keptChanged})
        connect(m_document, change, this, [this] {
            m_settle.start();
            scheduleLayer();
        });
}

Studio::~Studio()
{
    // The lanes' threads end before anything else that they use goes.
    m_network.cancel();
    m_layer.cancel();
    m_open.cancel();
    m_export.cancel();
    m_features.cancel();
}

template<typename R>
void Studio::deliver(void (Studio::*signal)(const std::shared_ptr<const R>&), std::shared_ptr<const R> result)
{
    QMetaObject::invokeMethod(
        this,
        [this, signal, result = std::move(result)] {
            // Late results of an older revision are dropped.
            if (result->revision == m_document->revision()) emit(this->*signal)(result);
        },
        Qt::QueuedConnection);
}

void Studio::report(quint64 revision, const QString& text, double fraction)
{
    QMetaObject::invokeMethod(
        this,
        [this, revision, text, fraction] {
            if (revision == m_document->revision()) emit progress(text, fraction);
        },
        Qt::QueuedConnection);
}

Studio::Snapshot Studio::snapshotNow() const
{
    return {m_document->revision(), m_document->model(), m_document->recipe(), m_document->kept(),
        m_document->picture(), m_document->preprocessing(), m_document->sharedFiles(), m_lastNetwork, m_machine,
        m_featureLayer};
}

void Studio::openModel(const std::filesystem::path& path, const std::optional<std::filesystem::path>& recipe)
{
    m_open.request([this, path, recipe](std::stop_token stop) {
        const Job job {stop, [this](double fraction, std::string_view what) {
                           const QString text = QString::fromUtf8(what.data(), static_cast<int>(what.size()));
                           QMetaObject::invokeMethod(
                               this, [this, text, fraction] { emit progress(text, fraction); }, Qt::QueuedConnection);
                       }};
        auto model = analysis::openModel(path, {}, job);
        QMetaObject::invokeMethod(
            this,
            [this, model = std::move(model), recipe] {
                emit progress({}, 1);
                if (!model) {
                    if (!model.error().cancelled()) emit failed(QString::fromStdString(model.error().message));
                    return;
                }
                quant::Recipe start = engine::fileRecipe(*(*model)->graph);
                start.model = (*model)->path.stem().string();
                if (recipe) {
                    auto read = exporting::readRecipe(*recipe);
                    auto adopted = read ? exporting::adopt(*read, start) : Result<quant::Recipe>(pass(read.error()));
                    if (adopted)
                        start = *adopted;
                    else
                        emit failed(QString::fromStdString(adopted.error().message));
                } else if (!engine::isQuantized(start)) {
                    quant::setAll(start, quant::intFormat(8), quant::intFormat(8));
                }
                m_lastNetwork.reset();
                m_document->setModel(*model, start);
                emit modelOpened(*model);
            },
            Qt::QueuedConnection);
    });
}

void Studio::ask(const LayerQuestion& question)
{
    m_question = question;
    scheduleLayer();
}

void Studio::measureAgain()
{
    m_settle.start();
}

void Studio::stop()
{
    m_network.cancel();
    m_open.cancel();
    emit progress({}, 1);
}

void Studio::setMachine(kernels::Level level, int threads)
{
    if (m_machine.level == level && m_machine.threads == threads) return;
    m_machine.level = level;
    m_machine.threads = threads;
    m_settle.start();
}

void Studio::schedule()
{
    if (!m_document->model()) return;
    const Snapshot snapshot = snapshotNow();
    m_network.request([this, snapshot](std::stop_token stop) { runNetwork(snapshot, stop); });
}

void Studio::scheduleLayer()
{
    if (!m_document->model() || m_question.layer < 0
        || m_question.layer >= static_cast<int>(m_document->model()->layers.size()))
        return;
    const Snapshot snapshot = snapshotNow();
    m_layer.request(
        [this, snapshot, question = m_question](std::stop_token stop) { runLayer(snapshot, question, stop); });
}

void Studio::runNetwork(const Snapshot& s, std::stop_token stop)
{
    NetworkState& state = *m_state;
    const auto fails = [&](const Error& error) {
        if (error.cancelled() || stop.stop_requested()) return;
        QMetaObject::invokeMethod(
            this,
            [this, revision = s.revision, text = QString::fromStdString(error.message)] {
                if (revision != m_document->revision()) return;
                emit progress({}, 1);
                emit failed(text);
                emit idle();
            },
            Qt::QueuedConnection);
    };
    const auto jobFor = [&](const QString& text) {
        return Job {stop, [this, text, revision = s.revision](double fraction, std::string_view) {
                        report(revision, text, fraction);
                    }};
    };
    const Job quiet {stop, {}};

    engine::PrepareOptions machine = s.machine;
    if (state.model != s.model || state.level != s.machine.level || state.threads != s.machine.threads) {
        state = {};
        state.cache = std::make_shared<engine::PackCache>();
        machine.cache = state.cache;
        auto network = engine::prepare(s.model->graph, engine::floatRecipe(*s.model->graph), {}, machine,
            jobFor(tr("preparing the float network")));
        if (!network) return fails(network.error());
        state.floatNetwork = *std::move(network);
        state.model = s.model;
        state.level = s.machine.level;
        state.threads = s.machine.threads;
        state.isolated.resize(s.model->layers.size());
    }
    machine.cache = state.cache;

    if (!state.taps || !(state.picture == s.picture) || state.rules != s.rules) {
        std::vector<Tensor> inputs;
        if (s.picture.empty()) {
            auto noise = analysis::noiseInputs(*s.model, 1);
            if (!noise) return fails(noise.error());
            inputs = *std::move(noise);
        } else {
            if (s.model->graph->inputs.size() != 1)
                return fails({Error::Kind::Failed,
                    tr("the network has %1 inputs; a picture feeds one")
                        .arg(s.model->graph->inputs.size())
                        .toStdString()});
            auto input = s.picture.picture && s.rules ? [&]() -> Result<Tensor> {
                auto t = data::preprocess(*s.picture.picture, *s.rules);
                return t ? analysis::fitInput(*s.model, 0, *t, "picture") : t;
            }()
                : analysis::readInputFile(*s.model, 0, s.picture.file, s.rules);
            if (!input) return fails(input.error());
            inputs.push_back(*std::move(input));
        }
        auto taps = analysis::floatTaps(*state.floatNetwork, inputs, quiet);
        if (!taps) return fails(taps.error());
        state.inputs = std::move(inputs);
        state.noise = s.picture.empty();
        state.taps = std::make_shared<const analysis::FloatTaps>(*std::move(taps));
        state.picture = s.picture;
        if (state.rules != s.rules) state.calibration = {};
        state.rules = s.rules;
        // Without a folder the present picture is what calibrates.
        if (s.files->size() < 2) state.calibration = {};
    }
    if (state.calibration.pictures == 0 || state.files != s.files) {
        engine::Calibration calibration;
        std::vector<std::filesystem::path> files;
        if (s.files->size() >= 2) {
            data::PictureFolder folder;
            folder.files = *s.files;
            for (const auto& entry : data::sampleOf(folder, kCalibrationPictures))
                files.push_back(entry.file);
        }
        auto done = files.empty() ? engine::calibrate(*state.floatNetwork, state.inputs, calibration, quiet)
                                  : analysis::calibrateFiles(*s.model, *state.floatNetwork, files, s.rules, calibration,
                                      jobFor(tr("calibrating")));
        if (!done) return fails(done.error());
        state.calibration = std::move(calibration);
        state.files = s.files;
        ++state.calibrationId;
    }

    auto chosen = engine::prepare(s.model->graph, s.recipe, state.calibration, machine, quiet);
    if (!chosen) return fails(chosen.error());
    const auto featureLayer = s.featureLayer < 0 ? std::optional<LayerId>() : LayerId {s.featureLayer};
    auto compared = analysis::compareRun(**chosen, state.inputs, *state.taps, quiet, featureLayer);
    if (!compared) return fails(compared.error());
    auto result = std::make_shared<NetworkResult>();
    result->revision = s.revision;
    result->layers = (*chosen)->layers();
    result->accumulated = std::move(compared->accumulated);
    result->taps = state.taps;
    result->answers = std::move(compared->answers);
    result->output = compared->output;
    result->sizes = (*chosen)->sizes();
    result->level = (*chosen)->level();
    result->threads = (*chosen)->threads();
    result->calibrationPictures = state.calibration.pictures;
    result->inputs = state.inputs;
    result->noise = state.noise;
    result->calibration = std::make_shared<const engine::Calibration>(state.calibration);
    result->cache = state.cache;
    QMetaObject::invokeMethod(
        this,
        [this, result, asked = s.featureLayer] {
            if (result->revision != m_document->revision()) return;
            m_lastNetwork = result;
            emit networkReady(result);
            if (m_featureLayer != asked) scheduleFeatures();
            if (m_question.part == Part::Activations) scheduleLayer();
        },
        Qt::QueuedConnection);
    if (compared->kept)
        deliver<FeatureResult>(
            &Studio::featuresReady, featuresOf(s.revision, s.featureLayer, *state.taps, *compared->kept));

    if (!s.kept) state.kept.reset(), state.keptTaps.reset();
    if (keptIsKnown(s)) deliverKept(s.revision);
    const auto sendFolder = [&](const analysis::Evaluation& evaluation, bool finished) {
        auto progress = std::make_shared<FolderProgress>();
        progress->revision = s.revision;
        progress->evaluation = evaluation;
        progress->total = static_cast<int>(s.files->size());
        progress->finished = finished;
        deliver<FolderProgress>(&Studio::folderReady, progress);
    };
    const bool evaluated = state.evaluated && state.evaluated->recipe == s.recipe
        && state.evaluated->calibrationId == state.calibrationId && state.evaluated->files == s.files;
    if (evaluated) sendFolder(state.evaluated->evaluation, true);

    // Each layer alone; what is known from earlier recipes is kept.
    auto isolated = std::make_shared<IsolatedResult>();
    isolated->revision = s.revision;
    isolated->layers.resize(s.model->layers.size());
    auto lastSent = std::chrono::steady_clock::now();
    for (const graph::Layer& layer : s.model->layers) {
        const auto i = static_cast<size_t>(layer.id.index);
        auto& known = state.isolated[i];
        if (!known || !(known->recipe == s.recipe.layers[i]) || known->calibrationId != state.calibrationId
            || known->taps != state.taps) {
            auto stats = analysis::isolatedError(
                *s.model, layer, s.recipe.layers[i], state.calibration, *state.taps, machine, quiet);
            if (!stats) return fails(stats.error());
            known = NetworkState::Isolated {s.recipe.layers[i], state.calibrationId, state.taps, *stats};
        }
        isolated->layers[i] = known->stats;
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

    if (s.files->size() >= 2 && !evaluated) {
        lastSent = std::chrono::steady_clock::now();
        auto folder = analysis::evaluate(*s.model, *state.floatNetwork, **chosen, *s.files, s.rules,
            jobFor(tr("evaluating %1 pictures").arg(s.files->size())), [&](const analysis::Evaluation& e) {
                if (std::chrono::steady_clock::now() - lastSent < std::chrono::milliseconds(150)) return;
                sendFolder(e, false);
                lastSent = std::chrono::steady_clock::now();
            });
        if (!folder) return fails(folder.error());
        sendFolder(*folder, true);
        state.evaluated = NetworkState::Evaluated {s.recipe, state.calibrationId, s.files, *std::move(folder)};
        report(s.revision, {}, 1);
    }
    QMetaObject::invokeMethod(
        this,
        [this, revision = s.revision] {
            if (revision == m_document->revision()) emit idle();
        },
        Qt::QueuedConnection);
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

void Studio::askFeatures(int layer)
{
    m_featureLayer = layer;
    scheduleFeatures();
}

void Studio::scheduleFeatures()
{
    m_features.cancel();
    // Without a run of the present revision there is nothing yet; the next run keeps the layer.
    if (m_featureLayer < 0 || !m_document->model() || !m_lastNetwork
        || m_lastNetwork->revision != m_document->revision())
        return;
    const Snapshot snapshot = snapshotNow();
    m_features.request([this, snapshot](std::stop_token stop) { runFeatures(snapshot, stop); });
}

// One more run of the chosen network, for a layer that the last run did not keep.
void Studio::runFeatures(const Snapshot& s, std::stop_token stop)
{
    const NetworkResult& network = *s.network;
    engine::PrepareOptions machine = s.machine;
    machine.cache = network.cache;
    const Job job {stop, {}};
    auto chosen = engine::prepare(s.model->graph, s.recipe, *network.calibration, machine, job);
    if (!chosen) return; // the network lane has said why
    auto run = analysis::compareRun(**chosen, network.inputs, *network.taps, job, LayerId {s.featureLayer});
    if (run && run->kept)
        deliver<FeatureResult>(
            &Studio::featuresReady, featuresOf(s.revision, s.featureLayer, *network.taps, *run->kept));
}

void Studio::exportTo(const std::filesystem::path& file, ExportKind kind)
{
    const Snapshot snapshot = snapshotNow();
    m_export.request([this, snapshot, file, kind](std::stop_token stop) { runExport(snapshot, file, kind, stop); });
}

// Stands alone: a network of its own, calibrated like the shown one, so that an edit meanwhile changes nothing in the file.
void Studio::runExport(const Snapshot& s, const std::filesystem::path& file, ExportKind kind, std::stop_token stop)
{
    const Job job {stop, {}};
    const auto write = [&]() -> Result<void> {
        engine::PrepareOptions machine = s.machine;
        auto floatNetwork = engine::prepare(s.model->graph, engine::floatRecipe(*s.model->graph), {}, machine, job);
        if (!floatNetwork) return pass(floatNetwork.error());
        if (!s.network) return fail("nothing has run yet: there is nothing to export");
        engine::Calibration calibration;
        if (s.files->size() >= 2) {
            data::PictureFolder folder;
            folder.files = *s.files;
            std::vector<std::filesystem::path> files;
            for (const auto& entry : data::sampleOf(folder, kCalibrationPictures))
                files.push_back(entry.file);
            BITLADDER_TRY(analysis::calibrateFiles(*s.model, **floatNetwork, files, s.rules, calibration, job));
        } else {
            BITLADDER_TRY(engine::calibrate(**floatNetwork, s.network->inputs, calibration, job));
        }
        auto chosen = engine::prepare(s.model->graph, s.recipe, calibration, machine, job);
        if (!chosen) return pass(chosen.error());
        if (kind == ExportKind::Qdq) {
            auto graph = exporting::qdqGraph(**chosen);
            if (!graph) return pass(graph.error());
            return onnx::writeModel(*graph, file);
        }
        auto timing = analysis::measurePair(**floatNetwork, **chosen, s.network->inputs, 10, job);
        if (!timing) return pass(timing.error());
        auto compared = analysis::compareRun(**chosen, s.network->inputs, *s.network->taps, job);
        if (!compared) return pass(compared.error());
        return writeFileAtomically(
            file, exporting::layerTable(*s.model, **chosen, &timing->first, &timing->second, &compared->accumulated));
    };
    auto done = write();
    QMetaObject::invokeMethod(
        this,
        [this, done, file] {
            if (done)
                emit exported(QString::fromStdString(file.string()));
            else if (!done.error().cancelled())
                emit failed(QString::fromStdString(done.error().message));
        },
        Qt::QueuedConnection);
}

void Studio::runLayer(const Snapshot& s, const LayerQuestion& question, std::stop_token stop)
{
    const Threads threads(1);
    const graph::Layer& layer = s.model->layers[static_cast<size_t>(question.layer)];
    const quant::LayerRecipe& recipe = s.recipe.layers[static_cast<size_t>(question.layer)];
    auto result = std::make_shared<LayerResult>();
    result->revision = s.revision;
    result->question = question;
    result->channelCount = static_cast<int>(layer.channels);
    const Tensor* activation = nullptr;
    if (question.part == Part::Activations && s.network && s.network->taps->inputs.size() == s.model->layers.size())
        activation = &s.network->taps->inputs[static_cast<size_t>(question.layer)];
    if (question.part == Part::Weights) {
        if (question.channels == Channels::Ranges)
            result->ranges = analysis::weightRanges(*s.model, layer, recipe.weights, threads);
        else
            result->distribution = analysis::weightDistribution(*s.model, layer, recipe.weights,
                question.channels == Channels::One ? question.channel : -1, kHistogramBins, threads);
        deliver<LayerResult>(&Studio::layerReady, result);
    } else if (activation) {
        // The params of the run that is shown belong to its recipe; a newer recipe is estimated from the same values.
        quant::Histogram histogram;
        if (activation->type() == tensor::ElementType::Float64)
            histogram.add(activation->as<double>());
        else
            histogram.add(activation->as<float>());
        const auto& info = s.network->layers[static_cast<size_t>(question.layer)];
        const bool same = s.network->revision == s.revision && info.activationParams;
        result->distribution = analysis::activationDistribution(*activation,
            same ? *info.activationParams : quant::estimateActivation(histogram, recipe.activations), kHistogramBins);
        deliver<LayerResult>(&Studio::layerReady, result);
    }

    // Error against width, filling in as it comes.
    auto curve = std::make_shared<CurveResult>();
    curve->revision = s.revision;
    curve->layer = question.layer;
    curve->part = Part::Weights;
    for (int bits = quant::kMaxBits; bits >= quant::kMinBits; --bits)
        curve->bits.push_back(bits);
    curve->ladder.assign(curve->bits.size(), std::numeric_limits<double>::quiet_NaN());
    curve->floats = curve->ladder;
    auto lastSent = std::chrono::steady_clock::now();
    const Job job {stop, {}};
    for (const bool floats : {false, true}) {
        auto& values = floats ? curve->floats : curve->ladder;
        auto done = analysis::widthCurve(*s.model, layer, recipe.weights,
            floats ? std::optional(quant::Family::Float) : std::nullopt, threads, job, [&](int bits, double sqnr) {
                // Below its narrowest width a float series has no points of its own.
                if (!floats || quant::familyHas(quant::Family::Float, bits))
                    values[static_cast<size_t>(quant::kMaxBits - bits)] = sqnr;
                if (std::chrono::steady_clock::now() - lastSent > std::chrono::milliseconds(100)) {
                    deliver<CurveResult>(&Studio::curveReady, std::make_shared<const CurveResult>(*curve));
                    lastSent = std::chrono::steady_clock::now();
                }
            });
        if (!done) return;
    }
    deliver<CurveResult>(&Studio::curveReady, curve);
}

} // namespace bitladder::app
