// The status line: size, latency, agreement, … each float → quantized with its ratio; at the right the progress of long
// work with its text, its remaining time and Stop. When room is short the float figures are left out first. The strip
// paints itself: the figures change with every step of a fader, and labels would have the window laid out anew each
// time.
#pragma once

#include "widgets/control/edit_types.h"

#include <QList>
#include <QString>
#include <QWidget>
#include <limits>

class QLabel;
class QToolButton;

namespace bitladder::widgets
{

class ThinProgress;

struct Figure {
    QString name;
    QString floatText; // may be empty
    QString quantizedText;
    QString ratioText; // may be empty
    QString toolTip; // how it was measured
    Freshness freshness = Freshness::Fresh;
    friend bool operator==(const Figure&, const Figure&) = default;
};

struct WorkProgress {
    QString text; // what it does
    double fraction = std::numeric_limits<double>::quiet_NaN(); // 0…1; NaN: not known
    double remainingSeconds = std::numeric_limits<double>::quiet_NaN();
};

class FigureStrip : public QWidget
{
    Q_OBJECT

public:
    explicit FigureStrip(QWidget* parent = nullptr);

    void setFigures(const QList<Figure>& figures);
    const QList<Figure>& figures() const { return m_figures; }
    void setProgress(const WorkProgress& progress);
    void clearProgress();

    // The figures as they are painted now; those that have no room at all are left out.
    QString shownText() const;

signals:
    void stopRequested();

protected:
    bool event(QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void changeEvent(QEvent* event) override;
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

private:
    enum class Length { Long, Short };
    enum class Tone { Weak, Strong };
    struct Run {
        QString text;
        Tone tone = Tone::Weak;
        int width = 0;
    };
    // One figure as it is painted, from left to right.
    struct Place {
        QList<Run> runs;
        int left = 0, width = 0;
    };

    QFont fontOf(Tone tone) const;
    Place placeOf(const Figure& figure, Length length) const;
    void arrange();
    void placeWork();
    int room() const; // for the figures

    QList<Figure> m_figures;
    QList<Place> m_places; // of the first figures: as many as there is room for
    QWidget* m_work = nullptr;
    QLabel* m_workText = nullptr;
    ThinProgress* m_bar = nullptr;
    QToolButton* m_stop = nullptr;
};

} // namespace bitladder::widgets
