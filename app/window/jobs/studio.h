// The studio does the work behind the window: it watches the document, takes snapshots of it by value, computes on two lanes
// (the network; the selected layer …) and hands out plain result structs tagged with the revision that they belong to.
#pragma once
#include "app/window/adapters/planes.h"
#include "app/window/document/compare.h"
#include "app/window/document/document.h"
#include "app/window/jobs/lane.h"
#include "app/window/jobs/memory_budget.h"
#include "core/analysis/distribution.h"
#include "core/analysis/evaluation.h"
#include "core/analysis/network_error.h"
#include "core/measure/kernel_rates.h"
#include "core/measure/timing.h"

#include <QObject>
#include <algorithm>

namespace bitladder::app
{

// One run of both networks over the present picture.
struct NetworkResult {
    quint64 revision = 0;
    std::vector<engine::LayerInfo> layers;
    std::vector<analysis::ErrorStats> accumulated;
    std::shared_ptr<const analysis::FloatTaps> taps;
    std::vector<tensor::Tensor> answers;
    analysis::ErrorStats output;
    engine::Sizes sizes;
    kernels::Level level = kernels::Level::Scalar;
    int threads = 1, calibrationPictures = 0;
    std::vector<tensor::Tensor> inputs;
    std::optional<size_t> shown; // the input that is looked at
    PictureSource picture; // what was fed; without its pixels
    std::vector<model::InputSource> sources;
    bool noise = false; // nothing was given: seeded noise throughout
    bool stoodIn = false; // what is looked at is a picture, the input is none: seeded noise stands in for it
    // What another run of the same network needs.
    std::shared_ptr<const engine::Calibration> calibration;
    std::shared_ptr<engine::PackCache> cache;
};

// What one layer hands on, in float and as chosen.
struct FeatureResult {
    quint64 revision = 0;
    int layer = -1;
    tensor::Shape shape;
    Planes planes;
    analysis::ErrorStats stats;
};

struct IsolatedResult {
    quint64 revision = 0;
    std::vector<std::optional<analysis::ErrorStats>> layers; // so far
};

struct TimingResult {
    quint64 revision = 0;
    measure::Timing floatTiming, chosenTiming;

    double spread() const { return std::max(floatTiming.total.spread(), chosenTiming.total.spread()); }
    bool disturbed() const { return floatTiming.total.disturbed() || chosenTiming.total.disturbed(); }
};

// What files and folders hold, as far as they can be fed to a network.
struct PictureList {
    QStringList paths; // as they were opened
    std::vector<data::LabelledFile> files;
    std::map<int, std::string> names; // of the classes
    std::filesystem::path folder; // the last of the folders; empty: none
    QStringList problems; // folders that could not be read
};

struct FolderProgress {
    quint64 revision = 0;
    analysis::Evaluation evaluation;
    // Of the kept recipe A over the same files, as far as it has come; null: there is no A, or not yet.
    std::shared_ptr<const analysis::Evaluation> kept;
    std::shared_ptr<const quant::Recipe> keptRecipe;
    int total = 0;
    bool finished = false; // A too
};

struct OpenRequest {
    std::filesystem::path model;
    std::optional<std::filesystem::path> recipe;
};

enum class Channels : unsigned char { Together, One, Ranges };

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
    int64_t limitsSample = 0; // the ranges' limits are from so many values; 0: from all
    int channelCount = 0;
};

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
struct KernelResult {
    quint64 revision = 0;
    int layer = -1;
    std::vector<measure::KernelRate> rates;
    size_t total = 0;
    QString failure; // why there is nothing; may be empty
};

class LayerStudy;
struct LayerTask;

class Studio : public QObject
{
    Q_OBJECT

public:
    explicit Studio(Document* document, QObject* parent = nullptr);
    ~Studio() override;

    // Opens a model in the background; modelOpened or openFailed follows. The present model stays until then.
    void openModel(const std::filesystem::path& path, const std::optional<std::filesystem::path>& recipe = {});
    // Lists files and folders in the background; picturesListed follows, unless another model has come meanwhile.
    void listPictures(const QStringList& paths);
    void ask(const LayerQuestion& question);
    // The layer whose output is kept, from now on; −1: none.
    void askFeatures(int layer);
    // The layer whose kernels are measured, whenever the network lane rests; −1: none.
    void askKernels(int layer);
    void measureAgain();
    void stop();
    // Figures of another level or another number of threads are measured anew; 0 threads: all.
    void setMachine(kernels::Level level, int threads, engine::FloatConvolution floatConvolution);
    // What is kept for the next edit holds at most so many bytes, at once.
    void setMemoryBound(size_t bytes);
    // What computing a model that is opened from now on may take; none: what the size of its file allows.
    void setModelMemory(std::optional<size_t> bytes) { m_modelMemory = bytes; }
    size_t heldBytes() const { return m_memory.held(); }
    // Writes the present configuration on the network lane, after what runs there; exported or failed follows.
    enum class ExportKind { Csv, Qdq };
    void exportTo(const std::filesystem::path& file, ExportKind kind);
    bool busy() const
    {
        return m_network.busy() || m_layer.busy() || m_detail.busy() || m_curve.busy() || m_open.busy() || m_list.busy()
            || m_export.busy() || m_features.busy() || m_kernels.busy() || m_settling;
    }

signals:
    void modelOpened(const std::shared_ptr<const bitladder::model::Model>& model);
    void picturesListed(const std::shared_ptr<const bitladder::app::PictureList>& list);
    void failed(const QString& message);
    // The model goes beyond the memory that it may take; opened again it does the same until more is allowed.
    void refused(const QString& message, const bitladder::app::OpenRequest& request);
    void exported(const QString& file);
    // The chosen network's answer, before its errors are known: the result's errors are empty. While edits follow each other
    // closely it may be that of an earlier revision.
    void answerReady(const std::shared_ptr<const bitladder::app::NetworkResult>& result);
    void networkReady(const std::shared_ptr<const bitladder::app::NetworkResult>& result);
    void isolatedReady(const std::shared_ptr<const bitladder::app::IsolatedResult>& result);
    void timingReady(const std::shared_ptr<const bitladder::app::TimingResult>& result);
    void folderReady(const std::shared_ptr<const bitladder::app::FolderProgress>& result);
    void keptReady(const std::shared_ptr<const bitladder::app::KeptResult>& result);
    void layerReady(const std::shared_ptr<const bitladder::app::LayerResult>& result);
    void curveReady(const std::shared_ptr<const bitladder::app::CurveResult>& result);
    void featuresReady(const std::shared_ptr<const bitladder::app::FeatureResult>& result);
    void kernelsReady(const std::shared_ptr<const bitladder::app::KernelResult>& result);
    void progress(const QString& text, double fraction);
    void started(); // the network's figures are on their way
    void stopped(); // those that are missing will not come: a person stopped it, or it failed
    void idle();

private:
    struct Snapshot;
    struct NetworkState;
    void settle(); // schedules, once for all changes of one event
    void schedule();
    void scheduleLayer();
    bool keptIsKnown(const Snapshot& snapshot) const;
    void deliverKept(quint64 revision);
    void deliverFolder(const Snapshot& snapshot, const analysis::Evaluation& evaluation,
        std::shared_ptr<const analysis::Evaluation> kept, bool finished);
    Result<void> runFolder(const Snapshot& snapshot, engine::Executable& chosen, const engine::PrepareOptions& machine,
        std::stop_token stop);
    Result<void> runKept(const Snapshot& snapshot, const engine::PrepareOptions& machine, const Job& job);
    void scheduleFeatures();
    static Result<void> readInputs(const Snapshot& snapshot, NetworkState& state);
    void scheduleKernels();
    void sayWhy(const Error& error, const OpenRequest& request); // failed or refused
    void networkRests(quint64 revision); // posts idle(), if that is still the present revision
    void runNetwork(const Snapshot& snapshot, std::stop_token stop);
    void runExport(const Snapshot& snapshot, const std::filesystem::path& file, ExportKind kind, std::stop_token stop);
    void runLayer(const LayerTask& task, std::stop_token stop);
    void runDetail(const LayerTask& task, std::stop_token stop);
    void runCurve(const LayerTask& task, const analysis::LayerWeights& weights, std::stop_token stop);
    void runFeatures(const Snapshot& snapshot, std::stop_token stop);
    Snapshot snapshotNow() const;
    std::shared_ptr<const std::vector<data::LabelledFile>> usefulFiles() const;
    template<typename R>
    void deliver(void (Studio::*signal)(const std::shared_ptr<const R>&), std::shared_ptr<const R> result);
    void report(quint64 revision, const QString& text, double fraction);

    Document* m_document;
    LayerQuestion m_question;
    int m_featureLayer = -1;
    int m_kernelLayer = -1;
    bool m_networkWorks = false; // from a request until idle()
    std::shared_ptr<const NetworkResult> m_lastNetwork;
    // The files of the document that can be fed to the network, and what that was decided by.
    struct UsefulFiles {
        std::shared_ptr<const std::vector<data::LabelledFile>> of;
        bool any = false;
        std::shared_ptr<const std::vector<data::LabelledFile>> files;
    };
    mutable UsefulFiles m_useful;
    MemoryBudget m_memory;
    std::optional<size_t> m_modelMemory;
    std::unique_ptr<NetworkState> m_state; // touched by the network lane only
    engine::PrepareOptions m_machine;
    bool m_settling = false; // a request is on its way through the event queue
    std::unique_ptr<LayerStudy> m_study;
    measure::KernelRates m_rates; // touched by the kernels lane only
    Lane m_curve {Lane::Priority::Low}; // asked by m_layer, so it goes last
    Lane m_layer {Lane::Priority::High}; // short, and a hand waits for it
    Lane m_open, m_list, m_detail, m_network, m_export, m_features, m_kernels;
};

} // namespace bitladder::app
