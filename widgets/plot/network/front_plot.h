// What is the best I can have? Recipes as dots: what they cost against how many answers stay the same. The front, which
// no other measured recipe beats, is a stair with the intervals of its points; other recipes that were tried are small
// dots, and those with names squares. Pointing at a dot tells of it, a click takes it; arrow keys walk along the front
// and Return takes the dot that they came to.
#pragma once

#include "widgets/plot/frame/plot_frame.h"

#include <QList>
#include <limits>
#include <optional>

class QCPErrorBars;
class QCPGraph;
class QCPItemRect;
class QCPItemStraightLine;
class QCPItemText;

namespace bitladder::widgets
{

struct FrontDot {
    enum class Kind { Front, Tried, Named, Present } kind = Kind::Front;
    double cost = 0; // in the axis' unit
    double share = 0, low = 0, high = 1; // 0…1
    double predicted = std::numeric_limits<double>::quiet_NaN(); // a share
    QString name; // Named and Present are labelled with it
    QString detail; // lines for the tool tip
};

struct FrontData {
    QString title, costLabel, shareLabel, note;
    QList<FrontDot> dots; // those of the front by rising cost
    int chosen = -1; // the dot that keeps the limits; −1: none
    std::optional<double> floor; // a share
    std::optional<double> mostCost;
};

class FrontPlot : public PlotFrame
{
    Q_OBJECT

public:
    explicit FrontPlot(QWidget* parent = nullptr);

    // The dot that is pointed at stays, where the new data have it.
    void setData(const FrontData& newData);
    void clear();
    const FrontData& data() const { return m_data; }
    // In pixels of the plot, where it is drawn.
    QPoint positionOf(int dot) const;

    QString dataAsCsv() const override;

signals:
    void dotHovered(int dot); // −1: none any more
    void dotClicked(int dot);

protected:
    void applyColors() override;
    void fitAxes() override;
    QString toolTipAt(const QPoint& position) const override;
    Handled mouseMoved(const QMouseEvent& event) override;
    void clicked(const QPoint& position) override;
    void keyPressEvent(QKeyEvent* event) override;
    void leaveEvent(QEvent* event) override;

private:
    int dotAt(const QPoint& position) const;
    void point(int dot);
    void label(int dot);
    void placeLabels();
    QString tipOf(int dot) const;

    FrontData m_data;
    int m_pointed = -1;
    QCPGraph *m_front = nullptr, *m_tried = nullptr, *m_named = nullptr, *m_present = nullptr, *m_ring = nullptr,
             *m_best = nullptr;
    QCPErrorBars *m_errors = nullptr, *m_presentErrors = nullptr;
    QCPItemStraightLine *m_floor = nullptr, *m_most = nullptr;
    QCPItemRect *m_below = nullptr, *m_beyond = nullptr;
    QList<QCPItemText*> m_labels;
};

} // namespace bitladder::widgets
