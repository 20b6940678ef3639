#include "app/window/pages/training_views.h"

#include <QButtonGroup>
#include <QCoreApplication>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QSpinBox>
#include <QStackedWidget>
#include <QToolButton>
#include <QVBoxLayout>
#include <algorithm>

namespace bitladder::app
{

namespace
{

constexpr int kFrameMs = 40;
constexpr double kReplaySeconds = 5;

std::string nameOf(const train::Movement& movement, size_t layer)
{
    const auto it = std::ranges::find(movement.layers, layer, &train::LayerMovement::layer);
    return it == movement.layers.end() ? std::string() : it->name;
}

std::vector<double> doubles(const std::vector<float>& values)
{
    return {values.begin(), values.end()};
}

} // namespace

widgets::WeightPath weightPath(const train::Movement& movement, size_t trace, const LayerLooks& looks)
{
    widgets::WeightPath path;
    if (trace >= movement.traces.size()) return path;
    const train::WeightTrace& from = movement.traces[trace];
    const LayerLook look = looks(nameOf(movement, from.layer));
    path.name = QCoreApplication::translate("TrainingViews", "%1, channel %2, weight %3")
                    .arg(look.name)
                    .arg(from.channel)
                    .arg(from.element);
    path.family = look.family;
    path.jumps = from.jumps;
    path.step.assign(movement.steps.begin(), movement.steps.end());
    path.latent = doubles(from.latent);
    path.rounded = doubles(from.rounded);
    path.gradient = doubles(from.gradient);
    path.scale = doubles(from.scale);
    path.levels = doubles(from.levels);
    return path;
}

widgets::DistributionData weightsOnGrid(const train::LayerMovement& layer, const LayerLook& look)
{
    widgets::DistributionData data;
    data.title = QCoreApplication::translate("TrainingViews", "Where do the weights of %1 stand?").arg(look.name);
    data.xLabel = QCoreApplication::translate("TrainingViews", "weight (steps of its grid)");
    data.edges = layer.edges;
    data.floatCounts.assign(layer.counts.begin(), layer.counts.end());
    data.grid = layer.levels;
    data.gridStep = layer.levels.size() > 1 ? layer.levels[1] - layer.levels[0] : 0;
    data.before = widgets::BeforeMethods::Float;
    data.beforeEdges = layer.edges;
    data.beforeCounts.assign(layer.before.begin(), layer.before.end());
    data.beforeName = QCoreApplication::translate("TrainingViews", "before training");
    data.family = look.family;
    return data;
}

QList<widgets::MovedLayer> movedLayers(const train::Movement& movement, const LayerLooks& looks)
{
    QList<widgets::MovedLayer> layers;
    for (const train::LayerMovement& layer : movement.layers)
        layers.append({looks(layer.name).name, layer.weights, layer.changed, layer.distance});
    return layers;
}

std::vector<size_t> tracesOf(const train::Movement& movement, const std::string& layer)
{
    std::vector<size_t> traces(movement.traces.size());
    for (size_t i = 0; i < traces.size(); ++i)
        traces[i] = i;
    std::ranges::stable_sort(traces, std::greater<> {}, [&](size_t t) { return movement.traces[t].jumps; });
    if (traces.empty()) return traces;
    size_t shown = movement.traces[traces[0]].layer;
    for (const train::LayerMovement& one : movement.layers)
        if (one.name == layer) shown = one.layer;
    std::erase_if(traces, [&](size_t t) { return movement.traces[t].layer != shown; });
    return traces;
}

TrainingViews::TrainingViews(QWidget* parent)
    : QWidget(parent)
    , m_choice(new QButtonGroup(this))
    , m_stack(new QStackedWidget(this))
    , m_answers(new widgets::TrainingPlot(this))
    , m_path(new widgets::WeightPathPlot(this))
    , m_weightsPlace(new QWidget(this))
    , m_noWeights(new QLabel(tr("Start training to see the weights move."), m_weightsPlace))
    , m_moved(new widgets::MovedLayers(this))
    , m_number(new QSpinBox(this))
    , m_of(new QLabel(this))
    , m_replay(new QPushButton(tr("Replay"), this))
    , m_weightRow(new QWidget(this))
{
    auto* row = new QHBoxLayout;
    row->setSpacing(4);
    const std::tuple<View, QString, QString> views[]
        = {{View::Answers, tr("Answers"), tr("How many answers are right after each epoch")},
            {View::Weight, tr("One weight"), tr("How one weight of the selected layer wanders and jumps")},
            {View::Weights, tr("All weights"), tr("How all weights of the selected layer stand on their grid")},
            {View::Layers, tr("Layers"), tr("Which layers moved")}};
    for (const auto& [view, text, tip] : views) {
        auto* button = new QToolButton(this);
        button->setText(text);
        button->setToolTip(tip);
        button->setCheckable(true);
        m_choice->addButton(button, static_cast<int>(view));
        row->addWidget(button);
    }
    row->addStretch();
    m_number->setMinimum(1);
    m_number->setPrefix(tr("weight "));
    m_number->setAccessibleName(tr("Which weight"));
    m_number->setToolTip(tr("Of the watched weights of the layer: the first has jumped most"));
    m_of->setForegroundRole(QPalette::PlaceholderText);
    auto* weightRow = new QHBoxLayout(m_weightRow);
    weightRow->setContentsMargins(0, 0, 0, 0);
    for (QWidget* widget : {static_cast<QWidget*>(m_number), static_cast<QWidget*>(m_of)})
        weightRow->addWidget(widget);
    weightRow->addStretch();
    weightRow->addWidget(m_replay);
    auto* weight = new QWidget(this);
    auto* weightLayout = new QVBoxLayout(weight);
    weightLayout->setContentsMargins(0, 0, 0, 0);
    weightLayout->addWidget(m_weightRow);
    weightLayout->addWidget(m_path, 1);
    m_noWeights->setAlignment(Qt::AlignCenter);
    m_noWeights->setWordWrap(true);
    auto* weightsLayout = new QVBoxLayout(m_weightsPlace);
    weightsLayout->setContentsMargins(0, 0, 0, 0);
    weightsLayout->addWidget(m_noWeights, 1);
    m_stack->addWidget(m_answers);
    m_stack->addWidget(weight);
    m_stack->addWidget(m_weightsPlace);
    m_stack->addWidget(m_moved);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addLayout(row);
    layout->addWidget(m_stack, 1);
    m_play.setInterval(kFrameMs);
    connect(m_choice, &QButtonGroup::idClicked, this, [this](int id) { showView(static_cast<View>(id)); });
    connect(m_number, &QSpinBox::valueChanged, this, &TrainingViews::showWeight);
    connect(m_replay, &QPushButton::clicked, this, &TrainingViews::replay);
    connect(&m_play, &QTimer::timeout, this, &TrainingViews::playOn);
    connect(m_moved, &widgets::MovedLayers::rowClicked, this,
        [this](int clicked) { emit layerClicked(m_movement->layers[static_cast<size_t>(clicked)].name); });
    for (widgets::PlotFrame* plot :
        {static_cast<widgets::PlotFrame*>(m_answers), static_cast<widgets::PlotFrame*>(m_path)})
        connect(plot, &widgets::PlotFrame::failed, this, &TrainingViews::failed);
    connect(m_moved, &widgets::MovedLayers::failed, this, &TrainingViews::failed);
    showView(View::Answers);
}

void TrainingViews::showView(View view)
{
    m_choice->button(static_cast<int>(view))->setChecked(true);
    m_stack->setCurrentIndex(static_cast<int>(view));
    m_weightRow->setVisible(!m_traces.empty());
}

void TrainingViews::setCurve(const widgets::TrainingCurve& curve)
{
    m_answers->setData(curve);
}

void TrainingViews::setMovement(std::shared_ptr<const train::Movement> movement, const LayerLooks& looks)
{
    if (movement == m_movement) return;
    m_movement = std::move(movement);
    m_looks = looks;
    m_moved->setData(m_movement ? movedLayers(*m_movement, m_looks) : QList<widgets::MovedLayer> {});
    m_play.stop();
    showWeight();
    showWeights();
}

void TrainingViews::showLayer(const std::string& name)
{
    if (name == m_layer) return;
    m_layer = name;
    const QSignalBlocker block(m_number);
    m_number->setValue(1);
    m_play.stop();
    showWeight();
    showWeights();
}

void TrainingViews::showWeight()
{
    m_traces = m_movement && !m_movement->steps.empty() ? tracesOf(*m_movement, m_layer) : std::vector<size_t> {};
    if (m_traces.empty()) {
        m_path->clear();
    } else {
        const QSignalBlocker block(m_number);
        m_number->setMaximum(static_cast<int>(m_traces.size()));
        m_of->setText(tr("of %1").arg(m_traces.size()));
        const size_t trace = m_traces[static_cast<size_t>(m_number->value()) - 1];
        const double shown = m_play.isActive() ? m_path->shown() : 1;
        m_path->setData(weightPath(*m_movement, trace, m_looks));
        if (shown < 1) m_path->setShown(shown);
    }
    showView(static_cast<View>(m_choice->checkedId()));
}

void TrainingViews::showWeights()
{
    const train::LayerMovement* shown = nullptr;
    if (!m_traces.empty())
        for (const train::LayerMovement& layer : m_movement->layers)
            if (layer.layer == m_movement->traces[m_traces[0]].layer && !layer.counts.empty()) shown = &layer;
    m_noWeights->setVisible(shown == nullptr);
    if (shown && !m_weights) {
        m_weights = new widgets::HistogramPlot(m_weightsPlace);
        m_weightsPlace->layout()->addWidget(m_weights);
        connect(m_weights, &widgets::PlotFrame::failed, this, &TrainingViews::failed);
    }
    if (!m_weights) return;
    m_weights->setVisible(shown != nullptr);
    if (shown)
        m_weights->setData(weightsOnGrid(*shown, m_looks(shown->name)));
    else
        m_weights->clear();
}

void TrainingViews::replay()
{
    m_path->setShown(0);
    m_play.start();
}

void TrainingViews::playOn()
{
    m_path->setShown(m_path->shown() + kFrameMs / (1000 * kReplaySeconds));
    if (m_path->shown() >= 1) m_play.stop();
}

} // namespace bitladder::app
