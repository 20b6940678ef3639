// Can it be learned back? Settings, start, pause and end of training, and how it goes.
#pragma once
#include "app/window/pages/page.h"
#include "app/window/pages/training_views.h"
#include "core/train/trainer.h"

class QCheckBox;
class QComboBox;
class QDoubleSpinBox;
class QFormLayout;
class QLabel;
class QPushButton;
class QSpinBox;

namespace bitladder::app
{

class JobRunner;
class TrainJob;
struct TrainQuestion;

class TrainPage : public Page
{
    Q_OBJECT

public:
    TrainPage(Document* document, JobRunner* runner, QWidget* parent = nullptr);
    // For the table of pages.
    static Page* make(const PageContext& context, QWidget* parent);
    void showResults(const Results& results) override;

private:
    void makeForm(QFormLayout* form);
    void refresh();
    void start();
    void save();
    TrainQuestion question() const;
    QString stateText() const;
    void showLayer();

    TrainJob* m_job;
    std::shared_ptr<const NetworkResult> m_network;
    QSpinBox *m_epochs, *m_batch, *m_seed, *m_prune;
    QDoubleSpinBox *m_rate, *m_temperature;
    QComboBox *m_teacher, *m_optimizer, *m_steps, *m_lowering;
    QCheckBox* m_changes;
    QPushButton *m_start, *m_pause, *m_end, *m_save;
    QLabel* m_state;
    TrainingViews* m_views;
    bool m_blocks = false; // the training that goes on, or the last, goes block by block
};

// What the plot shows of training.
widgets::TrainingCurve trainingCurve(const train::TrainProgress* progress, const train::TrainResult* result);

} // namespace bitladder::app
