// What the jobs compute: plain values, each tagged with the revision of the document that it belongs to.
#pragma once
#include "app/window/adapters/planes.h"
#include "app/window/document/document.h"
#include "core/analysis/distribution.h"
#include "core/exchange/inspect.h"
#include "core/experiment/experiment.h"
#include "core/measure/kernel_rates.h"

#include <algorithm>

namespace bitladder::app
{

// One run of both networks over the present picture.
struct NetworkResult {
    quint64 revision = 0;
    std::vector<engine::LayerInfo> layers;
    std::vector<analysis::ErrorStats> accumulated; // by layer; empty while only the answer is known
    std::shared_ptr<const analysis::FloatTaps> taps;
    std::vector<tensor::Tensor> answers; // of the quantized network
    analysis::ErrorStats output;
    engine::Sizes sizes;
    kernels::Level level = kernels::Level::Scalar;
    int threads = 1, calibrationPictures = 0;
    int featureLayer = -1; // the layer whose output was kept; −1: none
    std::vector<tensor::Tensor> inputs;
    std::optional<size_t> shown; // the input that is looked at
    PictureSource picture; // what was fed; without its pixels
    std::vector<model::InputSource> sources;
    bool noise = false; // nothing was given: seeded noise throughout
    bool stoodIn = false; // what is looked at is a picture, the input is none: seeded noise stands in for it
    std::shared_ptr<const experiment::Basis> basis; // from which another run of the same network goes on
    // The codes that the engine runs, and what methods did; null: not kept.
    std::shared_ptr<const engine::QuantizedNetwork> quantized;
};

// The quantized network's answer before its errors are known. While edits follow each other closely it may be of an
// earlier revision.
struct AnswerResult {
    quint64 revision = 0;
    std::shared_ptr<const NetworkResult> network; // without errors
    std::shared_ptr<const model::Model> model;
    PictureSource picture;
};

// What one layer hands on, in float and quantized.
struct FeatureResult {
    quint64 revision = 0;
    int layer = -1;
    tensor::Shape shape;
    Planes planes;
    analysis::ErrorStats stats;
};

// All metrics of one layer: of its weights, of what it hands on, and of the network's outputs, for the present picture.
struct MeasuresResult {
    quint64 revision = 0;
    int layer = -1;
    analysis::WeightMetrics weights; // empty where they are kept as they are, and where a method split the layer
    std::vector<analysis::MetricValue> output;
    std::vector<std::vector<analysis::MetricValue>> answers; // by output of the network
};

// The error of each layer when it alone is quantized.
struct IsolatedResult {
    quint64 revision = 0;
    std::vector<std::optional<analysis::ErrorStats>> layers; // so far
};

// Both networks timed in turns, and with them the baseline if there is one.
struct TimingResult {
    quint64 revision = 0;
    measure::Timing floatTiming, quantizedTiming;

    double spread() const { return std::max(floatTiming.total.spread(), quantizedTiming.total.spread()); }
    bool disturbed() const { return floatTiming.total.disturbed() || quantizedTiming.total.disturbed(); }
};

// The baseline: the recipe that the present one is compared with, measured with the same picture and the same
// calibration.
struct BaselineResult {
    quint64 revision = 0; // of the snapshot that it was measured or found valid for
    std::shared_ptr<const quant::Recipe> recipe;
    std::vector<engine::LayerInfo> layers;
    std::vector<double> isolatedDb, accumulatedDb; // SQNR by layer
    double outputDb = 0;
    std::vector<tensor::Tensor> answers;
    engine::Sizes sizes;
    measure::Timing timing; // of the run in which the present recipe was timed
};

// The folder of pictures through both networks, as far as it has come.
struct FolderProgress {
    quint64 revision = 0;
    analysis::Evaluation evaluation;
    // Of the baseline over the same files, as far as it has come; null: there is no baseline, or not yet.
    std::shared_ptr<const analysis::Evaluation> baseline;
    std::shared_ptr<const quant::Recipe> baselineRecipe;
    int total = 0; // pictures
    bool finished = false; // the baseline too
};

enum class Channels : unsigned char { Together, One, Ranges, Pairs };

// What the distribution page asks for.
struct LayerQuestion {
    int layer = -1;
    Part part = Part::Weights;
    Channels channels = Channels::Together;
    int channel = 0;
    friend bool operator==(const LayerQuestion&, const LayerQuestion&) = default;
};

struct LayerResult {
    quint64 revision = 0;
    LayerQuestion question;
    analysis::Distribution distribution;
    std::vector<analysis::ChannelRange> ranges;
    analysis::ValuePairs pairs;
    // Without the methods of the recipe, where they changed something: the model's weights, rounded to the nearest.
    std::optional<analysis::Distribution> before;
    std::vector<analysis::ChannelRange> rangesBefore; // where the weights themselves were changed
    bool weightsMoved = false; // the weights were changed before they were rounded
    int64_t limitsSample = 0; // the ranges' limits are from so many values; 0: from all
    int channelCount = 0;
};

// A layer's error against width, as far as it is known.
// SQNR in dB at every width, of one family or of what the dial means (null). NaN: not yet, or no such width.
struct CurveSeries {
    const quant::FormatFamily* family = nullptr;
    std::vector<double> sqnrDb;
};

struct CurveResult {
    quint64 revision = 0;
    int layer = -1;
    Part part = Part::Weights;
    int64_t sampleSize = 0; // of so many values; 0: of all
    std::vector<int> bits; // 64 … 1
    std::vector<CurveSeries> series; // the dial's formats first
};

// The layer's shape at many formats and levels, as far as it is measured.
struct KernelResult : measure::KernelAnswer {
    quint64 revision = 0;
    int layer = -1;
    QString failure; // why there is nothing; may be empty
};

// What the page of ways asks for: the weights of a layer, at a width.
struct WaysQuestion {
    int layer = -1; // −1: nothing
    int bits = 8;
    friend bool operator==(const WaysQuestion&, const WaysQuestion&) = default;
};

// One way to quantize them. NaN: not known yet, or it cannot be computed.
struct Way {
    quant::QuantSpec spec;
    std::string method; // that works on what nearest rounding gives; empty: none
    double weightDb = std::numeric_limits<double>::quiet_NaN(); // SQNR of the weights
    // SQNR of what the layer hands on when nothing but these weights is quantized
    double outputDb = std::numeric_limits<double>::quiet_NaN();
    double bytes = 0;
    // Measured, with the present activations; and how it was run.
    double nsPerMac = std::numeric_limits<double>::quiet_NaN();
    engine::Execution execution = engine::Execution::Simulated;
    std::string kernel;
};

// It does not depend on the recipe, but for the activations that times were measured with.
struct WaysResult {
    WaysQuestion question;
    std::shared_ptr<const model::Model> model;
    std::vector<Way> ways;
    quant::NumberFormat activations = quant::kFloat32;
    bool finished = false;
};

// A file that was written.
struct ExportResult {
    std::shared_ptr<const model::Model> model;
    QString file;
    std::shared_ptr<const exchange::FileReport>
        report; // what it contains, read back; null: it cannot be read as a model
};

struct SensitivityFound; // study_results.h

// What is shown of the whole network: the latest results of the present revision or of an earlier one; null: none yet.
struct Results {
    std::shared_ptr<const NetworkResult> network;
    std::shared_ptr<const IsolatedResult> isolated;
    std::shared_ptr<const TimingResult> timing;
    std::shared_ptr<const FolderProgress> folder;
    std::shared_ptr<const BaselineResult> baseline;
    std::shared_ptr<const SensitivityFound> sensitivity;

    // The baseline's answers over the folder, as far as they have come; null: none, or those of another baseline.
    const analysis::Evaluation* baselineEvaluation() const;
    double isolatedDb(size_t layer) const; // SQNR of the layer alone; NaN: not known
    // What the layer does when it alone is quantized: the divergence of the answers in nats; NaN: not measured.
    double harm(size_t layer) const;
    bool harmIsStale(quint64 now) const;
    widgets::Freshness freshness(quint64 of, quint64 now) const
    {
        return of == now ? widgets::Freshness::Fresh : widgets::Freshness::Stale;
    }
};

} // namespace bitladder::app
