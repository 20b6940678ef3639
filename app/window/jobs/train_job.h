// Training beside everything else: started, paused, ended with the best so far, stopped with everything. What was
// learned comes as one undoable step of the recipe, and can be written as a model of its own.
#pragma once
#include "app/window/document/document.h"
#include "core/experiment/training.h"
#include "core/train/blocks.h"

#include <QObject>
#include <QPointer>
#include <memory>

namespace bitladder::experiment
{
struct Basis;
}

namespace bitladder::app
{

class JobRunner;

struct TrainQuestion {
    enum class Way : unsigned char { Whole, Blocks }; // the network at once, or block after block
    Way way = Way::Whole;
    train::TrainSettings settings;
    data::Augmentation changes;
    double kept = 0.2; // of the files: to judge by
};

// Belongs to the thread of the document, which must outlive it. The runner may go first.
class TrainJob : public QObject
{
    Q_OBJECT

public:
    enum class State : unsigned char { Idle, Running, Paused, Ending };

    TrainJob(Document* document, JobRunner* runner, QObject* parent = nullptr);
    ~TrainJob() override;

    // Learns at the document's recipe from its files. Precondition: Idle.
    void start(const TrainQuestion& question, std::shared_ptr<const experiment::Basis> basis);
    void pause();
    void goOn();
    void end(); // keeps the best so far

    State state() const { return m_state; }
    // Of the training that goes on, or of the last; null: none yet.
    const std::shared_ptr<const train::TrainProgress>& progress() const { return m_progress; }
    // Null: none has ended well yet.
    const std::shared_ptr<const train::TrainResult>& result() const { return m_result; }
    const QString& failure() const { return m_failure; } // of the last; empty: none
    // The last was stopped with everything else: what it had found by then is kept.
    bool wasStopped() const { return m_stopped; }
    // The last result as a model and its recipe. Precondition: result().
    Result<void> write(const std::filesystem::path& file) const;

signals:
    void changed();

private:
    struct Valve; // what the working thread waits at
    void take(const train::TrainResult& result);
    void takeStopped();
    void setIdle();

    Document* m_document;
    State m_state = State::Idle;
    std::shared_ptr<Valve> m_valve; // of the training that goes on
    std::shared_ptr<const train::TrainProgress> m_progress;
    std::shared_ptr<const train::TrainResult> m_result;
    QString m_failure;
    bool m_stopped = false;
    quant::Recipe m_from; // that the training began with
    std::shared_ptr<const model::Model> m_model; // of it
    QPointer<JobRunner> m_runner;
};

} // namespace bitladder::app
