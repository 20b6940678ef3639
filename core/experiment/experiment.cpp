#include "core/experiment/experiment.h"

#include "core/base/hash.h"
#include "core/exchange/recipe_file.h"

#include <algorithm>
#include <numeric>

namespace bitladder::experiment
{

using engine::Executable;

namespace
{

constexpr size_t kIsolatedPerLayer = 8, kNetworksByMethods = 3;
constexpr size_t kBlock = 64; // pictures between two looks at what is known so far, while float answers are missing

quant::Recipe wideRecipe(const graph::Graph& graph)
{
    quant::Recipe recipe = engine::floatRecipe(graph);
    quant::setAll(recipe, quant::kFloat64, quant::kFloat64);
    engine::fitToLayers(graph::layersOf(graph), recipe);
    return recipe;
}

// Part `first` … `last` of a job's progress.
Job part(const Job& job, double first, double last)
{
    if (!job.progress) return job;
    return {job.stop, [&job, first, last](double fraction, std::string_view what) {
                job.progress(first + (last - first) * fraction, what);
            }};
}

} // namespace

Reference referenceFor(const quant::Recipe& recipe)
{
    const bool wide = std::ranges::any_of(recipe.layers, [](const quant::LayerRecipe& layer) {
        return std::max(layer.weights.format.bits, layer.activations.format.bits) > quant::kFloat32.bits;
    });
    return wide ? Reference::Float64 : Reference::File;
}

Experiment::Experiment(std::shared_ptr<const model::Model> model, engine::PrepareOptions machine)
    : m_model(std::move(model))
    , m_machine(std::move(machine))
{
    if (!m_machine.cache) m_machine.cache = std::make_shared<engine::PackCache>();
}

Experiment::Experiment(const Basis& basis)
    : Experiment(basis.model, basis.machine)
{
    setFeed(basis.feed);
    setCalibrationFiles(basis.calibrationFiles);
    m_calibration = basis.calibration;
    m_taps = basis.taps;
}

Basis Experiment::basis() const
{
    return {m_model, m_machine, m_feed, m_calibrationFiles, m_calibration, m_taps};
}

void Experiment::setFeed(model::InputBinding feed)
{
    m_feed = std::move(feed);
    const uint64_t key = analysis::keyOf(m_feed, analysis::FeedPart::All);
    if (key != m_feedKey) {
        m_taps.reset();
        m_taps64.reset();
    }
    m_feedKey = key;
    m_besideKey = analysis::keyOf(m_feed, analysis::FeedPart::BesideTheFiles);
    setCalibrationFiles(std::move(m_calibrationFiles));
}

void Experiment::setCalibrationFiles(std::vector<std::filesystem::path> files)
{
    m_calibrationFiles = std::move(files);
    uint64_t key = m_feedKey;
    if (!m_calibrationFiles.empty()) {
        Fnv1a hash;
        for (const auto& file : m_calibrationFiles)
            hash.add(file.string() + ";");
        hash.add(fmt::format("{:x}", m_besideKey));
        key = hash.value();
    }
    if (key != m_calibrationKey) m_calibration.reset();
    m_calibrationKey = key;
}

std::shared_ptr<analysis::Pictures> Experiment::pictures(std::span<const data::LabelledFile> files)
{
    auto asked = std::make_shared<analysis::Pictures>(
        m_model, std::vector(files.begin(), files.end()), m_feed, m_pictureBytes);
    if (!m_pictures || m_pictures->key() != asked->key()) m_pictures = std::move(asked);
    return m_pictures;
}

Result<Executable*> Experiment::floatNetwork(const Job& job, Reference reference)
{
    auto& network = reference == Reference::File ? m_float : m_float64;
    if (!network) {
        const auto recipe
            = reference == Reference::File ? engine::floatRecipe(*m_model->graph) : wideRecipe(*m_model->graph);
        auto made = methods::prepare(m_model->graph, recipe, {}, m_machine, job);
        if (!made) return pass(made.error());
        network = *std::move(made);
    }
    return network.get();
}

Result<std::shared_ptr<const engine::Calibration>> Experiment::calibration(const Job& job)
{
    if (m_calibration) return m_calibration;
    auto network = floatNetwork(job);
    if (!network) return pass(network.error());
    auto calibration = std::make_shared<engine::Calibration>();
    ++m_counters.calibrations;
    if (m_calibrationFiles.empty())
        BITLADDER_TRY(engine::calibrate(**network, m_feed.inputs, *calibration, job));
    else
        BITLADDER_TRY(analysis::calibrateFiles(*m_model, **network, m_calibrationFiles, m_feed, *calibration, job));
    m_calibration = std::move(calibration);
    return m_calibration;
}

Result<std::shared_ptr<const analysis::FloatTaps>> Experiment::taps(const Job& job, Reference reference)
{
    auto& known = reference == Reference::File ? m_taps : m_taps64;
    if (known) return known;
    auto network = floatNetwork(job, reference);
    if (!network) return pass(network.error());
    const auto spans = analysis::tapSpans(**network, m_tapBytes);
    auto taps = analysis::floatTaps(**network, m_feed.inputs, job, spans.front());
    if (!taps) return pass(taps.error());
    known = std::make_shared<const analysis::FloatTaps>(*std::move(taps));
    return known;
}

methods::QuantizeOptions Experiment::quantizeOptions(const quant::Recipe& recipe) const
{
    methods::QuantizeOptions options;
    options.threads = m_machine.threads;
    options.cache = m_machine.cache;
    if (recipe.methods.empty()) return options;
    options.picturesKey = m_calibrationKey;
    options.learned = {methods::learnedFolder(), exchange::recipeToJson(recipe)};
    options.pictures = calibrationSet();
    return options;
}

methods::CalibrationSet Experiment::calibrationSet() const
{
    if (!m_calibrationFiles.empty()) return analysis::calibrationSet(*m_model, m_calibrationFiles, m_feed);
    return [inputs = m_feed.inputs](const methods::VisitInputs& visit) { return visit(inputs); };
}

// Of layers whose nearest codes are not known yet; methods make all codes anew.
int64_t Experiment::codesToMake(const quant::Recipe& recipe) const
{
    const bool all = std::ranges::any_of(recipe.methods, &quant::MethodChoice::on);
    int64_t count = 0;
    for (const graph::Layer& layer : m_model->layers) {
        const auto i = static_cast<size_t>(layer.id.index);
        if (!layer.weights || i >= recipe.layers.size()) continue;
        quant::QuantizationKey key;
        key.layer = layer.id.index;
        key.spec = recipe.layers[i].weights;
        if (all || !m_machine.cache->findCodes(key)) ++count;
    }
    return count;
}

Result<std::unique_ptr<Executable>> Experiment::quantize(const quant::Recipe& recipe, const Job& job)
{
    auto calibrated = calibration(job);
    if (!calibrated) return pass(calibrated.error());
    const NetworkKey key = keyOf(recipe, m_calibrationKey, m_machine);
    const auto known = std::ranges::find(m_byMethods, key, [](const auto& entry) { return entry.first; });
    std::shared_ptr<const engine::QuantizedNetwork> network;
    if (known != m_byMethods.end()) {
        network = known->second;
    } else {
        const int64_t count = codesToMake(recipe);
        auto made = methods::quantizeNetwork(m_model->graph, recipe, **calibrated, quantizeOptions(recipe), job);
        if (!made) return pass(made.error());
        network = *std::move(made);
        m_counters.layersQuantized += count;
        if (!key.methods.empty()) {
            if (m_byMethods.size() == kNetworksByMethods) m_byMethods.erase(m_byMethods.begin());
            m_byMethods.emplace_back(key, network);
        }
    }
    return engine::prepare(std::move(network), m_machine, job);
}

Result<analysis::QuantizedRun> Experiment::compare(
    Executable& network, const Job& job, Reference reference, std::optional<LayerId> keep)
{
    auto first = taps(job, reference);
    if (!first) return pass(first.error());
    auto run = analysis::compareRun(network, m_feed.inputs, **first, job, keep);
    if (!run) return run;
    auto floats = floatNetwork(job, reference);
    if (!floats) return pass(floats.error());
    const auto spans = analysis::tapSpans(**floats, m_tapBytes);
    for (size_t pass = 1; pass < spans.size(); ++pass) {
        auto more = analysis::floatTaps(**floats, m_feed.inputs, job, spans[pass]);
        if (!more) return bitladder::pass(more.error());
        auto next = analysis::compareRun(network, m_feed.inputs, *more, job);
        if (!next) return next;
        for (size_t i = spans[pass].first; i < spans[pass].end; ++i)
            run->accumulated[i] = next->accumulated[i];
    }
    return run;
}

// As methods made the layer: its codes, grids and bias, fed with the values of the float network that they matched.
Result<analysis::ErrorStats> Experiment::isolatedByMethods(const quant::Recipe& recipe, LayerId layer, const Job& job)
{
    auto executable = quantize(recipe, job);
    if (!executable) return pass(executable.error());
    const engine::QuantizedNetwork& network = *(*executable)->network();
    const auto i = static_cast<size_t>(layer.index);
    if (!network.modelLayers.empty())
        return fail("layer {}: a method split layers, so that its error alone is not defined", recipe.layers[i].layer);
    engine::PrepareOptions machine = m_machine;
    machine.cache.reset(); // it belongs to the model's graph
    auto floats = methods::prepare(network.floatGraph, engine::floatRecipe(*network.floatGraph), {}, machine, job);
    if (!floats) return pass(floats.error());
    auto values = analysis::floatTaps(**floats, m_feed.inputs, job, {i, i + 1});
    if (!values) return pass(values.error());
    ++m_counters.isolatedRuns;
    return analysis::isolatedError(network, graph::layersOf(*network.graph)[i], *values, m_machine, job);
}

Result<analysis::ErrorStats> Experiment::isolated(const quant::Recipe& recipe, LayerId layer, const Job& job)
{
    auto calibrated = calibration(job);
    if (!calibrated) return pass(calibrated.error());
    if (std::ranges::any_of(recipe.methods, &quant::MethodChoice::on)) return isolatedByMethods(recipe, layer, job);
    auto values = taps(job);
    if (!values) return pass(values.error());
    const auto i = static_cast<size_t>(layer.index);
    auto& known = m_isolated[layer.index];
    std::erase_if(known, [&](const Isolated& e) { return e.calibration != *calibrated || e.taps != *values; });
    for (const Isolated& e : known)
        if (e.recipe.weights == recipe.layers[i].weights && e.recipe.activations == recipe.layers[i].activations)
            return e.stats;
    std::optional<analysis::FloatTaps> own; // of a layer that all taps together had no room for
    if (!(*values)->holds(i)) {
        auto network = floatNetwork(job);
        if (!network) return pass(network.error());
        auto taken = analysis::floatTaps(**network, m_feed.inputs, job, {i, i + 1});
        if (!taken) return pass(taken.error());
        own = *std::move(taken);
    }
    ++m_counters.isolatedRuns;
    auto stats = analysis::isolatedError(
        *m_model, m_model->layers[i], recipe.layers[i], **calibrated, own ? *own : **values, m_machine, job);
    if (!stats) return stats;
    if (known.size() == kIsolatedPerLayer) known.erase(known.begin());
    known.push_back({recipe.layers[i], *calibrated, *values, *stats});
    return stats;
}

Result<std::vector<measure::Timing>> Experiment::time(
    std::span<Executable* const> networks, int runs, const Job& job, const measure::Alone& alone)
{
    std::vector<measure::Timing> timings;
    const measure::Measure measure = [&](const std::stop_token& stop) -> Result<void> {
        const Job inside {stop, job.progress};
        auto taken = runs > 0 ? measure::measureInTurn(networks, m_feed.inputs, runs, inside)
                              : measure::measureCalmly(networks, m_feed.inputs, inside);
        if (!taken) return pass(taken.error());
        timings = *std::move(taken);
        return {};
    };
    BITLADDER_TRY(alone ? alone(measure) : measure(job.stop));
    return timings;
}

NetworkKey Experiment::floatKey() const
{
    return keyOf(engine::floatRecipe(*m_model->graph), 0, m_machine);
}

Result<std::shared_ptr<const analysis::Answers>> Experiment::floatAnswers(
    analysis::Pictures& pictures, const Job& job, std::span<const size_t> order)
{
    auto answers = m_answers.answers(floatKey(), pictures.key());
    if (answers->complete() && answers->files.size() == pictures.size()) return answers;
    auto network = floatNetwork(job);
    if (!network) return pass(network.error());
    auto copies = analysis::copiesOf((*network)->network(), m_machine, job);
    if (!copies) return pass(copies.error());
    analysis::AnswerQuestion question;
    question.shares = analysis::Shares::Keep;
    question.order.assign(order.begin(), order.end());
    const auto run
        = [&] { return std::ranges::count(answers->files, analysis::Answer::State::Known, &analysis::Answer::state); };
    const auto before = run();
    const auto done = analysis::findAnswers(*copies, pictures, question, *answers, job);
    m_counters.picturesRun += run() - before;
    if (!done) return pass(done.error());
    return answers;
}

Result<analysis::Evaluation> Experiment::evaluate(const quant::Recipe& recipe, analysis::Pictures& pictures,
    const Job& job, const Found& found, const Executable* network, std::span<const size_t> order)
{
    const auto& files = pictures.files();
    const NetworkKey key = keyOf(recipe, m_calibrationKey, m_machine);
    if (key == floatKey()) {
        auto floats = floatAnswers(pictures, job, order);
        if (!floats) return pass(floats.error());
        return analysis::evaluationOf(files, **floats, **floats);
    }
    auto answers = m_answers.answers(key, pictures.key());
    auto floats = m_answers.answers(floatKey(), pictures.key());
    std::vector<size_t> asked(order.begin(), order.end());
    if (asked.empty()) {
        asked.resize(files.size());
        std::iota(asked.begin(), asked.end(), size_t {0});
    }
    const auto missing = [&](const analysis::Answers& of) {
        return std::ranges::any_of(asked, [&](size_t file) {
            return file >= of.files.size() || of.files[file].state == analysis::Answer::State::Unknown;
        });
    };
    std::vector<std::unique_ptr<Executable>> copies;
    std::unique_ptr<Executable> own;
    if (missing(*answers)) {
        if (!network) {
            auto made = quantize(recipe, part(job, 0, 0));
            if (!made) return pass(made.error());
            own = *std::move(made);
            network = own.get();
        }
        auto made = analysis::copiesOf(network->network(), m_machine, Job {job.stop, {}});
        if (!made) return pass(made.error());
        copies = *std::move(made);
        own.reset();
    }
    // While float answers are missing both networks take turns, so that partial results come from the beginning.
    const size_t block = missing(*floats) ? kBlock : std::max<size_t>(asked.size(), 1);
    bool enough = false;
    for (size_t begin = 0; begin < asked.size() && !enough; begin += block) {
        const size_t end = std::min(begin + block, asked.size());
        const std::span<const size_t> some(asked.data() + begin, end - begin);
        const auto at = [&](double files_) { return files_ / static_cast<double>(asked.size()); };
        const double middle = static_cast<double>(begin) + static_cast<double>(end - begin) / 2;
        const bool both = missing(*floats);
        auto taken = floatAnswers(pictures, part(job, at(static_cast<double>(begin)), at(middle)), some);
        if (!taken) return pass(taken.error());
        if (copies.empty()) continue;
        analysis::AnswerQuestion question;
        question.reference = floats.get();
        question.order.assign(some.begin(), some.end());
        question.found = [&](const analysis::Answers& soFar) {
            enough = found && !found(analysis::evaluationOf(files, *floats, soFar));
            return !enough;
        };
        const auto known = [&] {
            return std::ranges::count(answers->files, analysis::Answer::State::Known, &analysis::Answer::state);
        };
        const auto before = known();
        const auto done = analysis::findAnswers(copies, pictures, question, *answers,
            part(job, at(both ? middle : static_cast<double>(begin)), at(static_cast<double>(end))));
        m_counters.picturesRun += known() - before;
        if (!done) return pass(done.error());
    }
    auto result = analysis::evaluationOf(files, *floats, *answers);
    if (result.images == 0 && !result.unreadable.empty()) return fail("{}", result.unreadable.front());
    return result;
}

std::optional<analysis::Evaluation> Experiment::known(
    const quant::Recipe& recipe, const analysis::Pictures& pictures) const
{
    const auto whole = [&](const NetworkKey& key) -> std::shared_ptr<const analysis::Answers> {
        auto answers = m_answers.find(key, pictures.key());
        return answers && answers->files.size() == pictures.size() && answers->complete() ? answers : nullptr;
    };
    const auto floats = whole(floatKey()), answers = whole(keyOf(recipe, m_calibrationKey, m_machine));
    if (!floats || !answers) return std::nullopt;
    return analysis::evaluationOf(pictures.files(), *floats, *answers);
}

std::shared_ptr<const analysis::Answers> Experiment::answersOf(
    const quant::Recipe& recipe, const analysis::Pictures& pictures) const
{
    return m_answers.find(keyOf(recipe, m_calibrationKey, m_machine), pictures.key());
}

Result<void> Experiment::write(const exchange::ExchangeFormat& format, const quant::Recipe& recipe,
    const std::filesystem::path& file, const exchange::ExportOptions& options, const Job& job)
{
    BITLADDER_TRY(exchange::holds(format, *m_model->graph, recipe));
    exchange::ExportSource source {*m_model, recipe, nullptr, nullptr, m_feed.inputs};
    std::unique_ptr<Executable> quantized;
    if (format.needsNetwork) {
        auto floats = floatNetwork(job);
        if (!floats) return pass(floats.error());
        source.floatNetwork = *floats;
        auto made = quantize(recipe, job);
        if (!made) return pass(made.error());
        quantized = *std::move(made);
        source.quantized = quantized.get();
    }
    return format.write(source, file, options, job);
}

Result<exchange::FileReport> Experiment::inspect(
    const quant::Recipe& recipe, const std::filesystem::path& file, const Job& job)
{
    auto network = quantize(recipe, job);
    if (!network) return pass(network.error());
    return exchange::inspectFile(file, **network, m_feed.inputs, job);
}

} // namespace bitladder::experiment
