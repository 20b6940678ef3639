// The fader at the end of the desk: it moves what is selected, or everything. An upright slider from 64 bits down to 1
// with a spin box for the exact number, and two buttons for what it moves. Emits only what the person does.
#pragma once

#include "widgets/control/edit_types.h"
#include "widgets/equalizer/ladder_scale.h"

#include <QWidget>

class QLabel;
class QSpinBox;
class QToolButton;

namespace bitladder::widgets
{

// The slider alone, painted on the scale of the ladder.
class FaderTrack : public QWidget
{
    Q_OBJECT

public:
    explicit FaderTrack(QWidget* parent = nullptr);

    int value() const { return m_value; } // 0: several widths at once
    void setValue(int bits); // emits nothing
    void setFold(Fold fold);
    QPointF handleCenter() const;

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

signals:
    void valueEdited(int bits, bitladder::widgets::EditPhase phase);

protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    double yOf(double bits) const;
    int bitsAt(double y) const;
    void jump(int bits);
    void take(int bits, EditPhase phase);

    int m_value = kMaxBits / 2, m_wheelRest = 0;
    Fold m_fold = Fold::Open;
    bool m_dragging = false;
};

class MasterFader : public QWidget
{
    Q_OBJECT

public:
    enum class Moves : unsigned char { Both, Weights, Activations };

    explicit MasterFader(QWidget* parent = nullptr);

    int value() const; // 0: several widths at once
    void setValue(int bits);
    // What it moves ("all layers", "3 layers").
    void setCaption(const QString& caption);
    void setFold(Fold fold);
    Moves moves() const;
    FaderTrack* track() { return m_track; }

    QSize sizeHint() const override;

signals:
    void valueEdited(int bits, bitladder::widgets::EditPhase phase);
    void movesChanged();

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    void arrange();

    QLabel* m_caption = nullptr;
    FaderTrack* m_track = nullptr;
    QSpinBox* m_spin = nullptr;
    QToolButton *m_weights = nullptr, *m_activations = nullptr;
};

} // namespace bitladder::widgets
