// The main dial: a slider from 64 to 1 bits on the scale of the ladder, with a spin box for the exact number. Emits
// only what the person does; setValue() emits nothing.
#pragma once

#include "widgets/control/edit_types.h"

#include <QWidget>

class QLabel;
class QSpinBox;

namespace bitladder::widgets
{

class BitSlider;

class BitDial : public QWidget
{
    Q_OBJECT

public:
    explicit BitDial(QWidget* parent = nullptr);

    int value() const; // 0: several widths at once
    void setValue(int bits);
    // Shows that the selection holds several widths; the next edit sets one for all.
    void setMixed();
    // What the dial turns ("all layers", "3 layers").
    void setCaption(const QString& caption);

signals:
    void valueEdited(int bits, bitladder::widgets::EditPhase phase);

private:
    QLabel* m_caption = nullptr;
    BitSlider* m_slider = nullptr;
    QSpinBox* m_spin = nullptr;
};

} // namespace bitladder::widgets
