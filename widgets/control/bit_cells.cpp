#include "widgets/control/bit_cells.h"

#include "widgets/control/screen_reader.h"
#include "widgets/control/theme.h"
#include "widgets/theme/tokens.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <algorithm>

namespace bitladder::widgets
{

namespace
{

constexpr int kPad = 2, kNear = 6;

} // namespace

BitCells::BitCells(int mostExponent, int mostMantissa, int mostBits, QWidget* parent)
    : QWidget(parent)
    , m_mostExponent(mostExponent)
    , m_mostMantissa(mostMantissa)
    , m_mostBits(mostBits)
{
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    tellReader(this, QAccessible::Graphic);
    setAccessibleName(tr("Bits of the format"));
    setToolTip(tr("Drag the border between exponent and mantissa, or the right end; click the sign"));
}

void BitCells::setSplit(const BitSplit& split)
{
    m_split = split;
    setAccessibleDescription(tr("%1 exponent bits, %2 mantissa bits").arg(split.exponent).arg(split.mantissa));
    update();
}

int BitCells::cell() const
{
    return fontMetrics().height() + 8;
}

QSize BitCells::sizeHint() const
{
    return {(m_mostBits + 1) * cell() + 2 * kPad, fontMetrics().height() * 2 + 12};
}

int BitCells::borderAt() const
{
    return kPad + (1 + m_split.exponent) * cell();
}

int BitCells::endAt() const
{
    return borderAt() + m_split.mantissa * cell();
}

bool BitCells::near(int x, int border) const
{
    return std::abs(x - border) <= kNear;
}

void BitCells::ask(BitSplit split)
{
    split.exponent = std::clamp(split.exponent, 0, m_mostExponent);
    split.mantissa = std::clamp(split.mantissa, 0, m_mostMantissa);
    if (split.bits() > m_mostBits || split == m_split) return;
    emit splitAsked(split);
}

void BitCells::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    const int side = cell(), high = fontMetrics().height() + 6;
    const QColor ground = palette().color(QPalette::Base), line = token(Token::Edge, palette());
    const auto part = [&](int first, int count, const QColor& color, const QString& letter, const QString& word) {
        for (int i = 0; i < count; ++i) {
            const QRect box(kPad + (first + i) * side, 1, side - 1, high);
            painter.fillRect(box, color);
            painter.setPen(line);
            painter.drawRect(box);
            painter.setPen(textColorOn(color));
            painter.drawText(box, Qt::AlignCenter, letter);
        }
        if (count == 0) return;
        painter.setPen(token(Token::Text2, palette()));
        const int width = std::max(count * side, fontMetrics().horizontalAdvance(word) + 4);
        painter.drawText(
            QRect(kPad + first * side, high + 3, width, fontMetrics().height()), Qt::AlignLeft | Qt::AlignTop, word);
    };
    const QColor own = familyColor(Family::Float, palette());
    if (m_split.sign) {
        part(0, 1, mixed(own, ground, 0.3), QStringLiteral("±"), {});
    } else {
        painter.setPen(QPen(line, 1, Qt::DashLine));
        painter.drawRect(QRect(kPad, 1, side - 1, high));
    }
    part(1, m_split.exponent, mixed(own, ground, 0.6), QStringLiteral("e"), tr("exponent %1").arg(m_split.exponent));
    part(1 + m_split.exponent, m_split.mantissa, mixed(own, ground, 0.82), QStringLiteral("m"),
        tr("mantissa %1").arg(m_split.mantissa));
    painter.setPen(QPen(token(Token::Accent, palette()), 3));
    for (const int x : {borderAt(), endAt()})
        painter.drawLine(x - 1, 0, x - 1, high + 2);
    if (hasFocus()) {
        painter.setPen(QPen(token(Token::Accent, palette()), 2));
        painter.drawRect(rect().adjusted(1, 1, -1, -1));
    }
}

void BitCells::mousePressEvent(QMouseEvent* event)
{
    if (event->button() != Qt::LeftButton) return;
    const int x = event->position().toPoint().x();
    m_drag = near(x, endAt()) ? Drag::End : near(x, borderAt()) ? Drag::Border : Drag::None;
    if (m_drag == Drag::None && x < kPad + cell()) {
        BitSplit split = m_split;
        split.sign = !split.sign;
        ask(split);
    }
}

// The border moves within the same number of bits.
void BitCells::mouseMoveEvent(QMouseEvent* event)
{
    const int x = event->position().toPoint().x();
    if (m_drag == Drag::None) {
        setCursor(near(x, endAt()) || near(x, borderAt()) ? Qt::SizeHorCursor : Qt::ArrowCursor);
        return;
    }
    const int at = (x - kPad + cell() / 2) / cell() - 1; // cells behind the sign
    BitSplit split = m_split;
    if (m_drag == Drag::Border) {
        const int both = split.exponent + split.mantissa;
        split.exponent = std::clamp(at, std::max(0, both - m_mostMantissa), std::min(both, m_mostExponent));
        split.mantissa = both - split.exponent;
    } else {
        split.mantissa
            = std::clamp(at - split.exponent, 0, std::min(m_mostMantissa, m_mostBits - split.exponent - split.sign));
    }
    ask(split);
}

void BitCells::mouseReleaseEvent(QMouseEvent*)
{
    m_drag = Drag::None;
}

void BitCells::keyPressEvent(QKeyEvent* event)
{
    BitSplit split = m_split;
    const int step = event->key() == Qt::Key_Right ? 1 : event->key() == Qt::Key_Left ? -1 : 0;
    if (step != 0 && event->modifiers() & Qt::ShiftModifier) {
        split.mantissa += step;
    } else if (step != 0) {
        split.exponent += step;
        split.mantissa -= step;
        if (split.mantissa < 0 || split.exponent < 0 || split.exponent > m_mostExponent
            || split.mantissa > m_mostMantissa)
            return;
    } else if (event->key() == Qt::Key_S) {
        split.sign = !split.sign;
    } else {
        QWidget::keyPressEvent(event);
        return;
    }
    ask(split);
}

void BitCells::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::FontChange) updateGeometry();
}

} // namespace bitladder::widgets
