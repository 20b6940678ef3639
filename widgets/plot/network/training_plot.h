// How training goes: after each epoch the share of right answers, over the lines of the float network and of the
// network before training; below it the loss. Epochs arrive one by one.
#pragma once
#include "widgets/plot/frame/plot_frame.h"

#include <limits>
#include <vector>

class QCPAxisRect;
class QCPGraph;

namespace bitladder::widgets
{

struct TrainingPoint {
    int epoch = 0; // 0: before training
    double share = 0; // of right answers, 0 … 1
    double loss = std::numeric_limits<double>::quiet_NaN(); // NaN: nothing was learned yet
};

struct TrainingCurve {
    std::vector<TrainingPoint> points;
    double reference = std::numeric_limits<double>::quiet_NaN(); // of the float network; NaN: not known
    int best = -1; // its epoch; −1: none
    int epochs = 0; // that will be
    enum class Unit : unsigned char { Epoch, Block } unit = Unit::Epoch; // what comes one after the other
    QString shareName; // what the share is of, for the note: "right answers on pictures kept from training"
};

class TrainingPlot : public PlotFrame
{
    Q_OBJECT

public:
    explicit TrainingPlot(QWidget* parent = nullptr);

    void setData(const TrainingCurve& newData);
    void clear();
    QString dataAsCsv() const override;

protected:
    void applyColors() override;
    void fitAxes() override;
    QString toolTipAt(const QPoint& position) const override;

private:
    TrainingCurve m_data;
    QCPAxisRect* m_lossRect;
    QCPGraph *m_share, *m_best, *m_reference, *m_before, *m_loss;
};

} // namespace bitladder::widgets
