#include "widgets/control/bit_slider.h"

#include "widgets/control/theme.h"

#include <QKeyEvent>
#include <QLocale>
#include <QMouseEvent>
#include <QPainter>
#include <QWheelEvent>

#include <algorithm>
#include <cmath>

namespace bitladder::widgets
{

namespace
{

constexpr double kSide = 12; // room for half a handle and half a label
constexpr double kHandleWidth = 10;
constexpr double kHandleHeight = 18;
constexpr int kNotch = 120;
constexpr int kPageStep = 4;

} // namespace

BitSlider::BitSlider(QWidget* parent)
    : QWidget(parent)
{
    setFocusPolicy(Qt::StrongFocus);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setAccessibleName(tr("Width from 64 bits down to 1"));
    setCursor(Qt::PointingHandCursor);
}

QSize BitSlider::sizeHint() const
{
    return {320, static_cast<int>(kHandleHeight) + fontMetrics().height() + 6};
}

QSize BitSlider::minimumSizeHint() const
{
    return {120, sizeHint().height()};
}

void BitSlider::setValue(int bits)
{
    const int shown = bits == 0 ? 0 : std::clamp(bits, kMinBits, kMaxBits);
    if (shown == m_value) return;
    m_value = shown;
    setAccessibleDescription(shown == 0 ? tr("several widths") : formatBits(shown));
    update();
}

double BitSlider::xOf(int bits) const
{
    // 1 bit stands at the right end, 64 bits at the left.
    const double end = ladderPosition(kMinBits);
    return kSide + (1.0 - ladderPosition(bits)) / (1.0 - end) * (width() - 2 * kSide);
}

int BitSlider::bitsAt(double x) const
{
    const double end = ladderPosition(kMinBits);
    return nearestWidth(1.0 - (x - kSide) / std::max(1.0, width() - 2 * kSide) * (1.0 - end));
}

void BitSlider::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    const QColor text = palette().color(isEnabled() ? QPalette::Active : QPalette::Disabled, QPalette::WindowText);
    const QColor ground = palette().color(QPalette::Window);
    const QColor accent = isEnabled() ? palette().color(QPalette::Highlight) : mixed(ground, text, 0.4);
    const double middle = kHandleHeight / 2 + 1;

    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(mixed(ground, text, 0.2));
    painter.drawRoundedRect(QRectF(kSide, middle - 2, width() - 2 * kSide, 4), 2, 2);
    if (m_value > 0) {
        // The filled part grows with the number of bits, so it ends at the right.
        painter.setBrush(accent);
        painter.drawRoundedRect(QRectF(xOf(m_value), middle - 2, xOf(kMinBits) - xOf(m_value), 4), 2, 2);
    }

    QFont small = tabularFont(font());
    if (small.pointSizeF() > 0) small.setPointSizeF(std::max(7.0, 0.88 * small.pointSizeF()));
    painter.setFont(small);
    const QFontMetricsF metrics(small);
    double lastRight = -1;
    for (const int bits : kLadderMarks) {
        const double x = xOf(bits);
        painter.setPen(QPen(mixed(ground, text, 0.5), 1));
        painter.drawLine(QPointF(x, middle + kHandleHeight / 2 - 4), QPointF(x, middle + kHandleHeight / 2));
        const QString label = QLocale().toString(bits);
        const double half = metrics.horizontalAdvance(label) / 2;
        if (x - half < lastRight + 3) continue;
        lastRight = x + half;
        painter.setPen(bits == m_value ? text : mixed(ground, text, 0.75));
        painter.drawText(QPointF(x - half, height() - metrics.descent() - 1), label);
    }
    if (m_value == 0) return;
    const QRectF handle(xOf(m_value) - kHandleWidth / 2, middle - kHandleHeight / 2, kHandleWidth, kHandleHeight);
    painter.setPen(QPen(hasFocus() ? accent : mixed(ground, text, 0.55), hasFocus() ? 2 : 1));
    painter.setBrush(palette().color(QPalette::Base));
    painter.drawRoundedRect(handle, 3, 3);
    painter.setPen(QPen(accent, 2));
    painter.drawLine(QPointF(handle.center().x(), handle.top() + 4), QPointF(handle.center().x(), handle.bottom() - 4));
}

void BitSlider::take(int bits, EditPhase phase)
{
    setValue(bits);
    emit valueEdited(m_value, phase);
}

void BitSlider::jump(int bits)
{
    const int target = std::clamp(bits, kMinBits, kMaxBits);
    if (target == m_value) return;
    take(target, EditPhase::Begin);
    emit valueEdited(target, EditPhase::End);
}

void BitSlider::mousePressEvent(QMouseEvent* event)
{
    if (event->button() != Qt::LeftButton) return;
    m_drag = Drag::Active;
    take(bitsAt(event->position().x()), EditPhase::Begin);
}

void BitSlider::mouseMoveEvent(QMouseEvent* event)
{
    if (m_drag != Drag::Active) return;
    const int bits = bitsAt(event->position().x());
    if (bits != m_value) take(bits, EditPhase::Drag);
}

void BitSlider::mouseReleaseEvent(QMouseEvent* event)
{
    if (event->button() != Qt::LeftButton || m_drag != Drag::Active) return;
    m_drag = Drag::Idle;
    emit valueEdited(m_value, EditPhase::End);
}

void BitSlider::wheelEvent(QWheelEvent* event)
{
    event->accept();
    if (m_drag == Drag::Active) return;
    m_wheelRest += event->angleDelta().y();
    const int steps = m_wheelRest / kNotch;
    m_wheelRest -= steps * kNotch;
    if (steps != 0) jump((m_value == 0 ? kMaxBits / 2 : m_value) + steps);
}

void BitSlider::keyPressEvent(QKeyEvent* event)
{
    if (m_drag == Drag::Active) return;
    const int from = m_value == 0 ? kMaxBits / 2 : m_value;
    switch (event->key()) {
    // Left is where the many bits are; up means more, as on a fader.
    case Qt::Key_Left:
    case Qt::Key_Up:
        jump(from + 1);
        return;
    case Qt::Key_Right:
    case Qt::Key_Down:
        jump(from - 1);
        return;
    case Qt::Key_PageUp:
        jump(from + kPageStep);
        return;
    case Qt::Key_PageDown:
        jump(from - kPageStep);
        return;
    case Qt::Key_Home:
        jump(kMaxBits);
        return;
    case Qt::Key_End:
        jump(kMinBits);
        return;
    default:
        QWidget::keyPressEvent(event);
    }
}

void BitSlider::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::FontChange) updateGeometry();
    update();
}

} // namespace bitladder::widgets
