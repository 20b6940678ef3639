#include "widgets/control/wrapped_text.h"

#include <QEvent>
#include <QPainter>
#include <algorithm>
#include <utility>

namespace bitladder::widgets
{

namespace
{

constexpr int kFlags = Qt::AlignLeft | Qt::AlignVCenter | Qt::TextWordWrap;

} // namespace

WrappedText::WrappedText(QWidget* parent)
    : QWidget(parent)
{
    QSizePolicy policy(QSizePolicy::Preferred, QSizePolicy::Preferred);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
    setForegroundRole(QPalette::Text);
}

void WrappedText::setText(const QString& text)
{
    if (text == m_text) return;
    const int before = heightForWidth(width());
    m_heldWidth = width();
    m_heldHeight = text.isEmpty() ? 0 : before;
    m_text = text;
    m_measuredWidth = -1;
    if (heightForWidth(width()) != before) updateGeometry();
    update();
}

int WrappedText::textHeight(int width) const
{
    if (std::exchange(m_measuredWidth, width) != width)
        m_measured = fontMetrics().boundingRect(QRect(0, 0, width, QWIDGETSIZE_MAX), kFlags, m_text).height();
    return m_measured;
}

int WrappedText::heightForWidth(int width) const
{
    const QMargins margins = contentsMargins();
    const int text = textHeight(std::max(1, width - margins.left() - margins.right()));
    const int needed = std::max(text, fontMetrics().height()) + margins.top() + margins.bottom();
    return width == m_heldWidth ? std::max(needed, m_heldHeight) : needed;
}

void WrappedText::forget()
{
    m_heldWidth = m_measuredWidth = -1;
}

QSize WrappedText::sizeHint() const
{
    constexpr int kEms = 24;
    const int width = kEms * fontMetrics().height();
    return {width, heightForWidth(width)};
}

QSize WrappedText::minimumSizeHint() const
{
    const QMargins margins = contentsMargins();
    return {0, fontMetrics().height() + margins.top() + margins.bottom()};
}

void WrappedText::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.setPen(palette().color(foregroundRole()));
    painter.drawText(contentsRect(), kFlags, m_text);
}

void WrappedText::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    if (event->type() != QEvent::FontChange && event->type() != QEvent::ContentsRectChange) return;
    forget();
    updateGeometry();
    update();
}

} // namespace bitladder::widgets
