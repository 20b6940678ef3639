// The straight-through estimator as an animation: a weight climbs its staircase because backward the stairs count as
// the diagonal, and another stands still on them. Saved as a film, too.
#pragma once
#include "app/window/pages/workshop/panel.h"
#include "core/lesson/gif.h"
#include "core/lesson/straight_through.h"

class QDoubleSpinBox;
class QPushButton;
class QSlider;
class QSpinBox;
class QTimer;

namespace bitladder::widgets
{
class StaircasePlot;
}

namespace bitladder::app
{

class ThroughPanel : public WorkshopPanel
{
    Q_OBJECT

public:
    explicit ThroughPanel(Document* document, QWidget* parent = nullptr);

    WorkshopQuestion question() const override { return {}; } // a few dozen numbers: nothing to wait for
    void show(const WorkshopResult&) override { }
    void clear() override { }
    // The step that is shown.
    int step() const;
    void saveFilm(const QString& path); // an animated GIF, frame by frame; filmSaved follows

signals:
    void filmSaved(const QString& problem); // empty: it is written

protected:
    void hideEvent(QHideEvent* event) override;

private:
    void compute();
    void showStep();
    void play();
    void drawNextFrame();

    QSpinBox* m_bits;
    QDoubleSpinBox *m_target, *m_rate;
    QSlider* m_slider;
    QPushButton *m_play, *m_save;
    QLabel* m_text;
    widgets::StaircasePlot* m_plot;
    QTimer *m_timer, *m_drawing;
    lesson::ThroughQuestion m_question;
    std::vector<lesson::ThroughStep> m_steps;
    // The film that is being drawn.
    QString m_path;
    lesson::GifMovie m_movie;
    int m_frame = 0;
};

} // namespace bitladder::app
