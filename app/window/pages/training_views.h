// What is seen of a training: how the answers come back, one weight on its grid, all weights of a layer on it, and
// which layers moved. Views of one place, of which one is shown.
#pragma once
#include "core/train/trainer.h"
#include "widgets/plot/network/moved_layers.h"
#include "widgets/plot/network/training_plot.h"
#include "widgets/plot/values/histogram_plot.h"
#include "widgets/plot/values/weight_path_plot.h"

#include <QTimer>
#include <QWidget>
#include <functional>

class QButtonGroup;
class QLabel;
class QPushButton;
class QSpinBox;
class QStackedWidget;

namespace bitladder::app
{

// How a layer is named and drawn in the window, by its name in the network.
struct LayerLook {
    QString name;
    widgets::Family family = widgets::Family::Int; // of its weights
};
using LayerLooks = std::function<LayerLook(const std::string& layer)>;

class TrainingViews : public QWidget
{
    Q_OBJECT

public:
    explicit TrainingViews(QWidget* parent = nullptr);

    void setCurve(const widgets::TrainingCurve& curve);
    // Null: nothing was watched.
    void setMovement(std::shared_ptr<const train::Movement> movement, const LayerLooks& looks);
    // The layer whose weights are shown, by its name in the network; one that was not trained: the layer of the weight
    // that jumped most.
    void showLayer(const std::string& name);
    enum class View : unsigned char { Answers, Weight, Weights, Layers };
    void showView(View view);

signals:
    void layerClicked(const std::string& name);
    void failed(const QString& message); // something could not be saved

private:
    void showWeight();
    void showWeights();
    void replay();
    void playOn();

    std::shared_ptr<const train::Movement> m_movement;
    LayerLooks m_looks;
    std::string m_layer; // that was asked for
    std::vector<size_t> m_traces; // of the layer that is shown; those that jumped most come first
    QButtonGroup* m_choice;
    QStackedWidget* m_stack;
    widgets::TrainingPlot* m_answers;
    widgets::WeightPathPlot* m_path;
    widgets::HistogramPlot* m_weights = nullptr; // made when there is something to show
    QWidget* m_weightsPlace;
    QLabel* m_noWeights;
    widgets::MovedLayers* m_moved;
    QSpinBox* m_number; // of the weight, from 1
    QLabel* m_of;
    QPushButton* m_replay;
    QWidget* m_weightRow; // what is asked of the one weight
    QTimer m_play;
};

// What the plots show; pure.
widgets::WeightPath weightPath(const train::Movement& movement, size_t trace, const LayerLooks& looks);
widgets::DistributionData weightsOnGrid(const train::LayerMovement& layer, const LayerLook& look);
QList<widgets::MovedLayer> movedLayers(const train::Movement& movement, const LayerLooks& looks);
// The traces of a layer, those that jumped most first; of a layer that has none: of the one whose trace jumped most.
std::vector<size_t> tracesOf(const train::Movement& movement, const std::string& layer);

} // namespace bitladder::app
