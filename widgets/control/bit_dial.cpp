#include "widgets/control/bit_dial.h"

#include "widgets/control/bit_slider.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QSpinBox>

namespace bitladder::widgets
{

BitDial::BitDial(QWidget* parent)
    : QWidget(parent)
{
    m_caption = new QLabel(this);
    m_slider = new BitSlider(this);
    m_spin = new QSpinBox(this);
    // 0 is not a width: it stands for "several".
    m_spin->setRange(0, kMaxBits);
    m_spin->setSpecialValueText(QStringLiteral("–"));
    m_spin->setSuffix(tr(" bits"));
    m_spin->setValue(m_slider->value());
    m_spin->setKeyboardTracking(false);
    m_spin->setAlignment(Qt::AlignRight);
    m_spin->setAccessibleName(tr("Width in bits"));
    m_caption->setBuddy(m_spin);
    m_caption->hide();

    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(8);
    row->addWidget(m_caption);
    row->addWidget(m_slider, 1);
    row->addWidget(m_spin);
    setFocusProxy(m_slider);

    connect(m_slider, &BitSlider::valueEdited, this, [this](int bits, EditPhase phase) {
        const QSignalBlocker blocker(m_spin);
        m_spin->setValue(bits);
        emit valueEdited(bits, phase);
    });
    connect(m_spin, &QSpinBox::valueChanged, this, [this](int bits) {
        if (bits < kMinBits) {
            const QSignalBlocker blocker(m_spin);
            m_spin->setValue(m_slider->value());
            return;
        }
        m_slider->setValue(bits);
        emit valueEdited(bits, EditPhase::Begin);
        emit valueEdited(bits, EditPhase::End);
    });
}

int BitDial::value() const
{
    return m_slider->value();
}

void BitDial::setValue(int bits)
{
    m_slider->setValue(bits);
    const QSignalBlocker blocker(m_spin);
    m_spin->setValue(m_slider->value());
}

void BitDial::setMixed()
{
    setValue(0);
}

void BitDial::setCaption(const QString& caption)
{
    m_caption->setText(caption);
    m_caption->setVisible(!caption.isEmpty());
}

} // namespace bitladder::widgets
