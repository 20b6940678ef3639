#include "app/window/pages/train_page.h"

#include "app/window/adapters/choices.h"
#include "app/window/document/result_store.h"
#include "app/window/document/texts.h"
#include "app/window/jobs/job_scheduler.h"
#include "app/window/jobs/train_job.h"

#include <QCheckBox>
#include <QComboBox>
#include <QCoreApplication>
#include <QDoubleSpinBox>
#include <QFileDialog>
#include <QFormLayout>
#include <QLabel>
#include <QPushButton>
#include <QScrollArea>
#include <QScrollBar>
#include <QSpinBox>
#include <QSplitter>
#include <QVBoxLayout>
#include <algorithm>

namespace bitladder::app
{

namespace
{

enum Teacher { LabelsAndFloat, Labels, Float, Blocks }; // in the order of the box

// What hardly ever changes what a picture shows.
constexpr data::Augmentation kUsualChanges {
    .turn = 8, .shift = 0.06, .scale = 0.08, .brightness = 0.05, .contrast = 0.1};

// As wide as its form; what is too high for a low window scrolls.
class FormArea : public QScrollArea
{
public:
    explicit FormArea(QWidget* parent)
        : QScrollArea(parent)
    {
        setWidgetResizable(true);
        setFrameShape(QFrame::NoFrame);
        setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
        setSizePolicy(QSizePolicy::Maximum, QSizePolicy::Expanding);
        setFocusPolicy(Qt::NoFocus);
    }
    QSize minimumSizeHint() const override { return {formWidth(), 100}; }
    QSize sizeHint() const override { return {formWidth(), widget() ? widget()->sizeHint().height() : 100}; }

private:
    int formWidth() const
    {
        return (widget() ? widget()->minimumSizeHint().width() : 100) + verticalScrollBar()->sizeHint().width();
    }
};

QString shareText(const train::Score& score)
{
    const Proportion& p = score.labels.total > 0 ? score.labels : score.agreement;
    return TrainPage::tr("%1 % (%2 of %3)").arg(100 * p.rate(), 0, 'f', 1).arg(p.hits).arg(p.total);
}

double shareOf(const train::Score& score)
{
    return (score.labels.total > 0 ? score.labels : score.agreement).rate();
}

template<typename Box> Box* number(QWidget* parent, double low, double high, double value)
{
    auto* box = new Box(parent);
    box->setRange(static_cast<decltype(box->value())>(low), static_cast<decltype(box->value())>(high));
    box->setValue(static_cast<decltype(box->value())>(value));
    return box;
}

} // namespace

widgets::TrainingCurve trainingCurve(const train::TrainProgress* progress, const train::TrainResult* result)
{
    widgets::TrainingCurve curve;
    const std::vector<train::EpochReport>* history = result ? &result->history : nullptr;
    if (progress) {
        history = progress->history.get();
        curve.epochs = progress->epochs;
        curve.reference = shareOf(progress->reference);
    }
    if (!history || history->empty()) return curve;
    curve.epochs = std::max(curve.epochs, history->back().epoch);
    if (result) curve.reference = shareOf(result->reference);
    for (const train::EpochReport& epoch : *history) {
        widgets::TrainingPoint point;
        point.epoch = epoch.epoch;
        point.share = shareOf(epoch.validation);
        if (epoch.epoch > 0) point.loss = epoch.loss;
        if (epoch.place == train::EpochReport::Place::Best) curve.best = epoch.epoch;
        curve.points.push_back(point);
    }
    return curve;
}

TrainPage::TrainPage(Document* document, JobRunner* runner, QWidget* parent)
    : Page(document, parent)
    , m_job(new TrainJob(document, runner, this))
    , m_epochs(number<QSpinBox>(this, 1, 10000, 20))
    , m_batch(number<QSpinBox>(this, 1, 4096, 32))
    , m_seed(number<QSpinBox>(this, 1, 1 << 30, 1))
    , m_prune(number<QSpinBox>(this, 0, 99, 0))
    , m_rate(new QDoubleSpinBox(this))
    , m_temperature(number<QDoubleSpinBox>(this, 0.1, 100, 2))
    , m_teacher(new QComboBox(this))
    , m_optimizer(new QComboBox(this))
    , m_steps(new QComboBox(this))
    , m_lowering(new QComboBox(this))
    , m_changes(new QCheckBox(tr("Vary the pictures"), this))
    , m_start(new QPushButton(tr("Start"), this))
    , m_pause(new QPushButton(tr("Pause"), this))
    , m_end(new QPushButton(tr("End"), this))
    , m_save(new QPushButton(tr("Save…"), this))
    , m_state(new QLabel(this))
    , m_views(new TrainingViews(this))
{
    auto* left = new QWidget(this);
    auto* form = new QFormLayout(left);
    makeForm(form);
    m_state->setWordWrap(true);
    m_state->setAlignment(Qt::AlignLeft | Qt::AlignTop);
    m_state->setMinimumHeight(2 * m_state->fontMetrics().lineSpacing()); // what follows stays where it is
    m_state->setTextFormat(Qt::PlainText);
    m_state->setTextInteractionFlags(Qt::TextSelectableByMouse);
    auto* buttons = new QHBoxLayout;
    for (QPushButton* button : {m_start, m_pause, m_end, m_save})
        buttons->addWidget(button);
    buttons->addStretch();
    auto* right = new QWidget(this);
    auto* rightLayout = new QVBoxLayout(right);
    rightLayout->setContentsMargins(0, 0, 0, 0);
    rightLayout->addLayout(buttons);
    rightLayout->addWidget(m_state);
    rightLayout->addWidget(m_views, 1);
    auto* splitter = new QSplitter(Qt::Horizontal, this);
    auto* area = new FormArea(this);
    area->setWidget(left);
    splitter->addWidget(area);
    splitter->addWidget(right);
    splitter->setChildrenCollapsible(false);
    splitter->setStretchFactor(0, 0);
    splitter->setStretchFactor(1, 1);
    auto* layout = new QVBoxLayout(this);
    layout->addWidget(splitter);
    m_end->setToolTip(tr("Ends the training and keeps the best that was found"));
    m_save->setToolTip(tr("Saves what was learned as an ONNX model, with its recipe beside it"));
    connect(m_start, &QPushButton::clicked, this, &TrainPage::start);
    connect(m_pause, &QPushButton::clicked, this,
        [this] { m_job->state() == TrainJob::State::Paused ? m_job->goOn() : m_job->pause(); });
    connect(m_end, &QPushButton::clicked, m_job, &TrainJob::end);
    connect(m_save, &QPushButton::clicked, this, &TrainPage::save);
    connect(m_job, &TrainJob::changed, this, &TrainPage::refresh);
    connect(m_views, &TrainingViews::failed, this, &TrainPage::saveFailed);
    connect(m_views, &TrainingViews::layerClicked, this, [this](const std::string& name) {
        m_views->showLayer(name);
        m_views->showView(TrainingViews::View::Weight);
        const auto& layers = this->document()->model()->layers;
        const auto it = std::ranges::find(layers, name, &graph::Layer::name);
        if (it != layers.end()) emit layerClicked(static_cast<int>(it - layers.begin()));
    });
    connect(document, &Document::selectionChanged, this, &TrainPage::showLayer);
    for (const auto change : {&Document::modelChanged, &Document::filesChanged})
        connect(document, change, this, &TrainPage::refresh);
    refresh();
}

Page* TrainPage::make(const PageContext& context, QWidget* parent)
{
    return new TrainPage(context.document, &context.jobs->runner(), parent);
}

void TrainPage::makeForm(QFormLayout* form)
{
    form->setContentsMargins(0, 0, 0, 0);
    form->setRowWrapPolicy(QFormLayout::DontWrapRows);
    m_rate->setDecimals(5);
    m_rate->setRange(0, 1);
    m_rate->setSingleStep(0.001);
    m_rate->setSpecialValueText(tr("usual"));
    m_teacher->addItems({tr("labels and float"), tr("labels"), tr("float alone"), tr("float, by blocks")});
    m_teacher->setToolTip(tr("Float: the answers of the float network teach. By blocks: each block learns to hand on "
                             "what the float network's does, without "
                             "labels; the epochs are each block's"));
    m_prune->setSuffix(tr(" %"));
    m_prune->setSpecialValueText(tr("none"));
    m_prune->setToolTip(tr("So many weights of each layer become zero little by little, in the first three fifths of "
                           "the training, and stay zero"));
    m_lowering->addItems({tr("as asked"), tr("8, 4, as asked"), tr("8, by layers")});
    m_lowering->setToolTip(
        tr("Wider numbers first: all layers at once, or one layer after the other becomes as narrow as asked"));
    for (const train::Optimizer& optimizer : train::optimizers())
        m_optimizer->addItem(QCoreApplication::translate("Train", optimizer.label));
    m_steps->addItems({tr("learned"), tr("clips learned"), tr("as calibrated"), tr("from the batches")});
    form->addRow(tr("Learn from"), m_teacher);
    form->addRow(tr("Temperature"), m_temperature);
    form->addRow(tr("Epochs"), m_epochs);
    form->addRow(tr("Batch"), m_batch);
    form->addRow(tr("Rate"), m_rate);
    form->addRow(tr("Optimizer"), m_optimizer);
    form->addRow(tr("Steps"), m_steps);
    form->addRow(tr("Widths"), m_lowering);
    form->addRow(tr("Zeros"), m_prune);
    form->addRow(tr("Seed"), m_seed);
    form->addRow(m_changes);
    m_changes->setChecked(true);
    m_changes->setToolTip(tr("Each time a picture is seen it is turned, moved, scaled and lit a little differently"));
    connect(m_teacher, &QComboBox::currentIndexChanged, this, [this](int teacher) {
        m_temperature->setEnabled(teacher == LabelsAndFloat || teacher == Float);
        for (QWidget* field :
            {static_cast<QWidget*>(m_lowering), static_cast<QWidget*>(m_prune), static_cast<QWidget*>(m_changes)})
            field->setEnabled(teacher != Blocks);
    });
}

void TrainPage::showResults(const Results& results)
{
    m_network = results.network;
    refresh();
}

TrainQuestion TrainPage::question() const
{
    TrainQuestion question;
    train::TrainSettings& settings = question.settings;
    settings.epochs = m_epochs->value();
    settings.batch = m_batch->value();
    settings.rate = m_rate->value();
    settings.seed = static_cast<uint32_t>(m_seed->value());
    settings.temperature = m_temperature->value();
    settings.optimizer = &train::optimizers()[static_cast<size_t>(m_optimizer->currentIndex())];
    constexpr double kAlphas[] = {0.5, 1, 0, 0};
    settings.alpha = kAlphas[m_teacher->currentIndex()];
    constexpr train::StepRule kRules[]
        = {train::StepRule::Learned, train::StepRule::Clip, train::StepRule::Fixed, train::StepRule::Average};
    settings.student.steps = kRules[m_steps->currentIndex()];
    const bool prunes = std::ranges::any_of(
        document()->recipe().methods, [](const quant::MethodChoice& m) { return m.on && m.method == "prune"; });
    if (prunes) settings.student.zeros = train::StudentOptions::Zeros::Keep;
    settings.watch = train::TrainSettings::Watch::Weights;
    if (m_teacher->currentIndex() == Blocks) {
        question.way = TrainQuestion::Way::Blocks;
        return question;
    }
    settings.pruning.to = m_prune->value() / 100.0;
    constexpr int kThrough[] = {8, 4};
    const int lowering = m_lowering->currentIndex();
    if (lowering > 0) settings.lowering.assign(kThrough, kThrough + (lowering == 1 ? 2 : 1));
    if (lowering == 2) settings.loweringOrder = train::LoweringOrder::LayerByLayer;
    if (m_changes->isChecked()) question.changes = kUsualChanges;
    return question;
}

void TrainPage::start()
{
    if (!m_network || !m_network->basis || m_job->state() != TrainJob::State::Idle) return;
    const TrainQuestion asked = question();
    m_blocks = asked.way == TrainQuestion::Way::Blocks;
    m_job->start(asked, m_network->basis);
}

void TrainPage::save()
{
    const QString path = QFileDialog::getSaveFileName(
        this, tr("Save the trained model"), QStringLiteral("trained.onnx"), tr("ONNX models (*.onnx)"));
    if (path.isEmpty()) return;
    const auto written = m_job->write(std::filesystem::path(path.toStdString()));
    m_state->setText(written ? tr("Written, with its recipe beside it: %1").arg(path)
                             : QString::fromStdString(written.error().message));
}

void TrainPage::showLayer()
{
    const int layer = document()->currentLayer();
    if (layer >= 0) m_views->showLayer(document()->model()->layers[static_cast<size_t>(layer)].name);
}

QString TrainPage::stateText() const
{
    if (!m_job->failure().isEmpty()) return m_job->failure();
    const auto& progress = m_job->progress();
    if (m_job->state() != TrainJob::State::Idle) {
        if (!progress) return tr("Getting ready…");
        QString text = (m_blocks ? tr("Block %1 of %2, error %3") : tr("Epoch %1 of %2, loss %3"))
                           .arg(progress->step * progress->epochs / std::max<int64_t>(1, progress->steps) + 1)
                           .arg(progress->epochs)
                           .arg(progress->loss, 0, 'g', 3);
        if (m_job->state() == TrainJob::State::Paused) return tr("%1; paused").arg(text);
        return tr("%1; %2 s left, %3 MB").arg(text).arg(progress->secondsLeft, 0, 'f', 0).arg(progress->memory >> 20);
    }
    if (m_job->wasStopped() && !m_job->result())
        return tr("Stopped before anything became better: nothing was changed.");
    if (const auto& result = m_job->result()) {
        const auto best = std::ranges::find(result->history, result->best, &train::EpochReport::epoch);
        QString text = tr("Float %1, before %2, trained %3.")
                           .arg(shareText(result->reference), shareText(result->history.front().validation),
                               shareText(best->validation));
        text += QLatin1Char(' ')
            + (result->best > 0 ? tr("The trained weights are a step of the recipe; Undo takes them back.")
                                : tr("Nothing became better, so nothing was changed."));
        if (m_job->wasStopped()) text.prepend(tr("Stopped. "));
        for (const std::string& note : result->notes)
            text += QLatin1Char('\n') + QString::fromStdString(note);
        return text;
    }
    if (!document()->model()) return tr("Open a model and a folder of pictures to train.");
    if (document()->files().size() < 10) return tr("Open a folder of pictures to learn from, at least ten.");
    if (!m_network || !m_network->basis) return missingText();
    return tr("Learns at the present recipe from four fifths of the %1 files, and judges by the others.")
        .arg(document()->files().size());
}

void TrainPage::refresh()
{
    const auto state = m_job->state();
    const bool idle = state == TrainJob::State::Idle;
    m_start->setEnabled(idle && m_network && m_network->basis && document()->files().size() >= 10);
    m_pause->setEnabled(state == TrainJob::State::Running || state == TrainJob::State::Paused);
    m_pause->setText(state == TrainJob::State::Paused ? tr("Go on") : tr("Pause"));
    m_end->setEnabled(state == TrainJob::State::Running || state == TrainJob::State::Paused);
    m_save->setEnabled(idle && m_job->result());
    m_state->setText(stateText());
    auto curve = idle && m_job->result() ? trainingCurve(nullptr, m_job->result().get())
                                         : trainingCurve(m_job->progress().get(), nullptr);
    const auto& files = document()->files();
    const bool labelled = std::ranges::any_of(files, [](const data::LabelledFile& file) { return file.label >= 0; });
    curve.shareName = labelled ? tr("Right answers to pictures that were kept from training")
                               : tr("Answers as the float network's to pictures that were kept from training");
    curve.unit = m_blocks ? widgets::TrainingCurve::Unit::Block : widgets::TrainingCurve::Unit::Epoch;
    m_views->setCurve(curve);
    m_views->setMovement(m_job->result() && idle ? m_job->result()->movement
            : m_job->progress()                  ? m_job->progress()->movement
                                                 : nullptr,
        [this](const std::string& name) {
            const auto& model = this->document()->model();
            const auto& layers = this->document()->recipe().layers;
            LayerLook look {QString::fromStdString(name)};
            for (size_t i = 0; model && i < model->layers.size() && i < layers.size(); ++i)
                if (model->layers[i].name == name)
                    look
                        = {this->document()->layerName(static_cast<int>(i)), toWidget(layers[i].weights.format.family)};
            return look;
        });
}

} // namespace bitladder::app
