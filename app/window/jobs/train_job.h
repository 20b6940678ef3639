// Training beside everything else: started, paused, ended with the best so far. What was learned comes as one undoable
// step of the recipe, and can be written as a model of its own.
#pragma once
#include "app/window/document/document.h"
#include "core/experiment/training.h"

#include <QObject>
#include <memory>

namespace bitladder::experiment
{
struct Basis;
}

namespace bitladder::app
{

class JobRunner;

struct TrainQuestion {
    train::TrainSettings settings;
    data::Augmentation changes;
    double kept = 0.2; // of the files: to judge by
};

// Belongs to the thread of the document, which must outlive it.
class TrainJob : public QObject
{
    Q_OBJECT

public:
    enum class State : unsigned char { Idle, Running, Paused, Ending };

    explicit TrainJob(Document* document, QObject* parent = nullptr);
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
    // The last result as a model and its recipe. Precondition: result().
    Result<void> write(const std::filesystem::path& file) const;

signals:
    void changed();

private:
    struct Valve; // what the working thread waits at
    void take(const train::TrainResult& result, const quant::Recipe& from, const model::Model* model);
    void setIdle();

    Document* m_document;
    State m_state = State::Idle;
    std::shared_ptr<Valve> m_valve; // of the training that goes on
    std::shared_ptr<const train::TrainProgress> m_progress;
    std::shared_ptr<const train::TrainResult> m_result;
    QString m_failure;
    std::unique_ptr<JobRunner> m_runner; // last: its job ends before anything that it uses goes
};

} // namespace bitladder::app
