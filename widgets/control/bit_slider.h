// A horizontal slider from 64 bits (left) to 1 bit (right) on the scale of the ladder, with ticks at the usual widths.
// BitDial puts it beside a spin box.
#pragma once

#include "widgets/control/edit_types.h"
#include "widgets/equalizer/ladder_scale.h"

#include <QWidget>

namespace bitladder::widgets
{

class BitSlider : public QWidget
{
    Q_OBJECT
    Q_PROPERTY(int value READ value WRITE setValue)

public:
    explicit BitSlider(QWidget* parent = nullptr);

    int value() const { return m_value; } // 0: several widths at once
    // Does not emit; 0 shows that the selection has several widths.
    void setValue(int bits);

    // The pixel of a width, for tests and for tool tips.
    double xOf(int bits) const;

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
    enum class Drag { Idle, Active };

    int bitsAt(double x) const;
    void jump(int bits);
    void take(int bits, EditPhase phase);

    int m_value = 32;
    int m_wheelRest = 0;
    Drag m_drag = Drag::Idle;
};

} // namespace bitladder::widgets
