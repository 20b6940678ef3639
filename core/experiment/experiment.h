// An experiment: a model with its inputs, its machine and everything computed about it. The window and the command line
// both hold one and ask it questions; neither orchestrates by itself. Everything that is expensive is kept, known by
// what it depends on, and handed out as an immutable value.
#pragma once
#include "core/analysis/evaluation.h"
#include "core/analysis/network_error.h"
#include "core/exchange/exchange_format.h"
#include "core/exchange/inspect.h"
#include "core/experiment/answer_store.h"
#include "core/measure/timing.h"
#include "core/methods/quantize_network.h"

namespace bitladder::experiment
{

// What errors are measured against. File: every layer at the width of its weights in the file. Float64: every layer in
// float64, so that float32 itself has an error; a network with wider layers than float32 needs it.
enum class Reference : unsigned char { File, Float64 };
Reference referenceFor(const quant::Recipe& recipe); // Float64 where a layer is wider than float32

// What everything is computed from, and what is known of it: enough for another experiment to go on with. Immutable;
// may be shared between threads.
struct Basis {
    std::shared_ptr<const model::Model> model;
    engine::PrepareOptions machine; // with the cache of codes and packings
    model::InputBinding feed; // the sample: what was given, else noise
    std::vector<std::filesystem::path> calibrationFiles; // empty: the sample calibrates
    std::shared_ptr<const engine::Calibration> calibration; // null: not known yet
    std::shared_ptr<const analysis::FloatTaps> taps; // of the reference File; null: not known yet
};

// How often something was really done.
struct Counters {
    int64_t layersQuantized = 0; // codes that were made, by layer
    int64_t picturesRun = 0; // through any network, for evaluations
    int64_t calibrations = 0, isolatedRuns = 0;
};

// Not thread-safe. Functions that compute take a Job, look at its token and report progress.
class Experiment
{
public:
    static constexpr size_t kDefaultTapBytes = size_t {1} << 30;

    // Without a cache in `machine` it makes its own.
    Experiment(std::shared_ptr<const model::Model> model, engine::PrepareOptions machine);
    // Goes on with what another one knows, with networks of its own.
    explicit Experiment(const Basis& basis);

    const std::shared_ptr<const model::Model>& model() const { return m_model; }
    const engine::PrepareOptions& machine() const { return m_machine; }
    Basis basis() const;

    // --- what is fed. What does not depend on a change stays known. ---
    void setFeed(model::InputBinding feed);
    const model::InputBinding& feed() const { return m_feed; }
    const std::vector<tensor::Tensor>& inputs() const { return m_feed.inputs; }
    void setCalibrationFiles(std::vector<std::filesystem::path> files);
    // What the taps of one pass may hold; more come in several passes. What decoded pictures may hold.
    void setTapBytes(size_t bytes) { m_tapBytes = bytes; }
    void setPictureBytes(size_t bytes) { m_pictureBytes = bytes; }
    // The set of these files in the place of the input that changes; the same object as long as nothing changes.
    std::shared_ptr<analysis::Pictures> pictures(std::span<const data::LabelledFile> files);

    // What is calibrated with, and what methods learn from: the files, else the sample.
    methods::CalibrationSet calibrationSet() const;

    // --- what is known of the model ---
    Result<engine::Executable*> floatNetwork(const Job& job = {}, Reference reference = Reference::File);
    Result<std::shared_ptr<const engine::Calibration>> calibration(const Job& job = {});
    // Of the sample. Where all of them would not fit: of the first layers only, and compare() takes several passes.
    Result<std::shared_ptr<const analysis::FloatTaps>> taps(const Job& job = {}, Reference reference = Reference::File);

    // --- questions ---
    // The recipe, computed and ready to run. One changed layer quantizes one layer.
    Result<std::unique_ptr<engine::Executable>> quantize(const quant::Recipe& recipe, const Job& job = {});
    // One run beside the reference, over the sample.
    Result<analysis::QuantizedRun> compare(engine::Executable& network, const Job& job = {},
        Reference reference = Reference::File, std::optional<LayerId> keep = {});
    // A layer alone, fed with the reference's values.
    Result<analysis::ErrorStats> isolated(const quant::Recipe& recipe, LayerId layer, const Job& job = {});
    // All networks in turns over the sample; `runs` of each, 0: as many as calm figures need.
    Result<std::vector<measure::Timing>> time(
        std::span<engine::Executable* const> networks, int runs, const Job& job = {}, const measure::Alone& alone = {});
    using Found = std::function<bool(const analysis::Evaluation& soFar)>; // false: that is enough
    // Over the pictures, in parallel. `network`: the recipe, where it is prepared already; else null. `order`: the
    // files that are asked about; empty: all.
    Result<analysis::Evaluation> evaluate(const quant::Recipe& recipe, analysis::Pictures& pictures,
        const Job& job = {}, const Found& found = {}, const engine::Executable* network = nullptr,
        std::span<const size_t> order = {});
    // What is known already; none where a picture is missing.
    std::optional<analysis::Evaluation> known(const quant::Recipe& recipe, const analysis::Pictures& pictures) const;
    // The answers so far; null where nothing is known.
    std::shared_ptr<const analysis::Answers> answersOf(
        const quant::Recipe& recipe, const analysis::Pictures& pictures) const;
    // The float network's answers, with their shares and margins.
    Result<std::shared_ptr<const analysis::Answers>> floatAnswers(
        analysis::Pictures& pictures, const Job& job = {}, std::span<const size_t> order = {});
    // Writes the recipe; what the format cannot hold is named.
    Result<void> write(const exchange::ExchangeFormat& format, const quant::Recipe& recipe,
        const std::filesystem::path& file, const exchange::ExportOptions& options, const Job& job = {});

    // Reads a model that was written from the recipe back: what it really contains, and how far its answers are from
    // the recipe's over the sample.
    Result<exchange::FileReport> inspect(
        const quant::Recipe& recipe, const std::filesystem::path& file, const Job& job = {});

    const Counters& counters() const { return m_counters; }

private:
    struct Isolated {
        quant::LayerRecipe recipe;
        std::shared_ptr<const engine::Calibration> calibration;
        std::shared_ptr<const analysis::FloatTaps> taps;
        analysis::ErrorStats stats;
    };
    Result<analysis::ErrorStats> isolatedByMethods(const quant::Recipe& recipe, LayerId layer, const Job& job);
    methods::QuantizeOptions quantizeOptions(const quant::Recipe& recipe) const;
    int64_t codesToMake(const quant::Recipe& recipe) const;
    NetworkKey floatKey() const;

    std::shared_ptr<const model::Model> m_model;
    engine::PrepareOptions m_machine;
    model::InputBinding m_feed;
    uint64_t m_feedKey = 0, m_besideKey = 0, m_calibrationKey = 0;
    std::vector<std::filesystem::path> m_calibrationFiles;
    size_t m_tapBytes = kDefaultTapBytes, m_pictureBytes = analysis::Pictures::kDefaultBytes;

    std::unique_ptr<engine::Executable> m_float, m_float64;
    std::shared_ptr<const engine::Calibration> m_calibration;
    std::shared_ptr<const analysis::FloatTaps> m_taps, m_taps64;
    std::map<int32_t, std::vector<Isolated>> m_isolated; // by layer
    // Made by methods, which take their time: the latest few.
    std::vector<std::pair<NetworkKey, std::shared_ptr<const engine::QuantizedNetwork>>> m_byMethods;
    AnswerStore m_answers;
    std::shared_ptr<analysis::Pictures> m_pictures; // asked for last
    Counters m_counters;
};

} // namespace bitladder::experiment
