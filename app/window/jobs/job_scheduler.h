// Decides what is computed: listens to the document and to what pages ask for, takes snapshots by value, and submits
// jobs. Results go to the result store, progress and stopping are the runner's.
#pragma once
#include "app/window/document/result_store.h"
#include "app/window/document/workshop_results.h"
#include "app/window/jobs/export_job.h"
#include "app/window/jobs/lesson/curve_job.h"
#include "app/window/jobs/list_job.h"
#include "app/window/jobs/memory_budget.h"
#include "app/window/jobs/open_job.h"
#include "app/window/jobs/snapshot.h"
#include "app/window/jobs/study/studies.h"
#include "app/window/runner/job_runner.h"

namespace bitladder::app
{

struct NetworkState;
class LayerStudy;

// Belongs to the thread of the document.
class JobScheduler : public QObject
{
    Q_OBJECT

public:
    // Both must outlive the scheduler.
    JobScheduler(Document* document, ResultStore* results, QObject* parent = nullptr);
    ~JobScheduler() override;

    JobRunner& runner() { return m_runner; }
    Studies& studies() { return *m_studies; }
    // A job is submitted, or about to be.
    bool busy() const { return m_coalesced || m_runner.busy(); }

    // Opens a model in the background; modelOpened, failed or refused follows. The present model stays until then.
    void openModel(const OpenRequest& request);
    const OpenRequest& lastOpened() const { return m_opening; }
    // Lists files and folders in the background; picturesListed follows, unless another model has come meanwhile.
    void listPictures(const QStringList& paths);
    bool listsPictures() const; // of the present model; a list for the one before may still be on its way
    // The distribution that is shown, from now on.
    void askLayer(const LayerQuestion& question);
    // The layer whose output is kept, from now on; −1: none.
    void askFeatures(int layer);
    // The layer whose kernels are measured, whenever the network's jobs are done; −1: none.
    void askKernels(int layer);
    // The layer whose weights are quantized in every way at a width; layer −1: none.
    void askWays(const WaysQuestion& question);
    // The layer whose metrics are computed, from now on; −1: none.
    void askMeasures(int layer);
    // What the format workshop shows, from now on; the kind Nothing: nothing.
    void askWorkshop(const WorkshopQuestion& question);
    // Writes what the picture's answer does from 64 bits to 1; exported or failed follows.
    void exportTimelapse(const std::filesystem::path& file);
    // Measures what a learner has drawn; curveMeasured or failed follows.
    void measureLessonCurve(const CurveTask& task);
    // Computes everything of the present revision anew, and what a stop left out.
    void measureAgain();
    void stop();
    // Figures of another level or another number of threads are measured anew; 0 threads: all.
    void setMachine(kernels::Level level, int threads, engine::FloatConvolution floatConvolution);
    // What is kept for the next edit holds at most so many bytes, at once.
    void setMemoryBound(size_t bytes);
    // What computing a model that is opened from now on may take, in bytes; none: what the size of its file allows.
    void setModelMemory(std::optional<size_t> bytes) { m_modelMemory = bytes; }
    size_t heldBytes() const { return m_memory.held(); }
    // Writes the present configuration after the exports that were asked for before; exported or failed follows.
    void exportTo(const std::filesystem::path& file, const exchange::ExchangeFormat& format);

signals:
    void modelOpened(const std::shared_ptr<const bitladder::model::Model>& model);
    void picturesListed(const bitladder::app::PictureList& list);
    void exported(const QString& file);
    void curveMeasured(const bitladder::app::MeasuredCurve& curve);
    void failed(const QString& message, bitladder::app::LaneId lane);
    // The model goes beyond the memory that it may take; opened again it does the same until more is allowed.
    void refused(const QString& message, const bitladder::app::OpenRequest& request);
    void started(); // the network's figures are on their way
    void stopped(); // those that are missing will not come: a person stopped it, or it failed

private:
    void scheduleCoalesced(); // schedules the network, once for all changes of one event
    void scheduleNetwork();
    void scheduleLayer();
    void scheduleFeatures();
    void scheduleKernels();
    void scheduleWays();
    void scheduleMeasures();
    void scheduleWorkshop();
    void networkIdle(); // nothing of the network's figures is on its way
    void takeModel(const OpenedModel& opened);
    void reportError(LaneId lane, const Error& error);
    bool hasLayer(int layer) const;
    Snapshot snapshot() const;
    std::shared_ptr<const std::vector<data::LabelledFile>> usefulFiles() const;

    Document* m_document;
    ResultStore* m_results;
    OpenRequest m_opening; // the last one
    std::shared_ptr<const model::Model> m_listingFor;
    LayerQuestion m_question;
    WaysQuestion m_ways;
    WorkshopQuestion m_workshop;
    std::shared_ptr<const analysis::FloatTaps> m_waysTaps; // that the ways were compared with
    int m_featureLayer = -1, m_kernelLayer = -1, m_measuredLayer = -1;
    bool m_networkBusy = false; // from a request until networkIdle()
    bool m_coalesced = false; // a request is on its way through the event queue
    bool m_layerStopped = false; // a person stopped the jobs of the selected layer
    // The files of the document that can be fed to the network, and what that was decided by.
    struct UsefulFiles {
        std::shared_ptr<const std::vector<data::LabelledFile>> of;
        bool any = false;
        std::shared_ptr<const std::vector<data::LabelledFile>> files;
    };
    mutable UsefulFiles m_useful;
    engine::PrepareOptions m_machine;
    MemoryBudget m_memory;
    std::optional<size_t> m_modelMemory;
    std::unique_ptr<NetworkState> m_state; // touched by the network's lane only
    std::unique_ptr<LayerStudy> m_study;
    measure::KernelRates m_rates; // touched by the kernels' lane only
    std::unique_ptr<Studies> m_studies;
    JobRunner m_runner; // last: its jobs end before anything that they use goes
};

} // namespace bitladder::app
