// The one line of what counts: size, latency, agreement, … each float → chosen with its ratio, and at the right the
// progress of long work with what it does, how long still, and Stop. When room is short the float figures give way first.
#pragma once

#include "widgets/edit_types.h"

#include <QFont>
#include <QList>
#include <QString>
#include <QWidget>
#include <limits>

class QHBoxLayout;
class QLabel;
class QProgressBar;
class QToolButton;

namespace bitladder::widgets
{

struct Figure {
    QString name;
    QString floatText; // may be empty
    QString chosenText;
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

signals:
    void stopRequested();

protected:
    void resizeEvent(QResizeEvent* event) override;
    void changeEvent(QEvent* event) override;
    QSize minimumSizeHint() const override;

private:
    enum class Length { Long, Short };

    QString htmlOf(const Figure& figure, Length length) const;
    void showFigures();

    // What the labels were made from: laying rich text out takes long, and progress comes often.
    struct Shown {
        QList<Figure> figures;
        int room = 0;
        qint64 palette = 0;
        QFont font;
        friend bool operator==(const Shown&, const Shown&) = default;
    };
    Shown m_shown;
    QList<Figure> m_figures;
    QList<QLabel*> m_labels;
    QHBoxLayout* m_figureRow = nullptr;
    QWidget* m_work = nullptr;
    QLabel* m_workText = nullptr;
    QProgressBar* m_bar = nullptr;
    QToolButton* m_stop = nullptr;
};

} // namespace bitladder::widgets
