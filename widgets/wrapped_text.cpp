#include "widgets/wrapped_text.h"

#include <QEvent>
#include <QPainter>
#include <algorithm>

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
    m_text = text;
    if (heightForWidth(width()) != before) updateGeometry();
    update();
}

int WrappedText::heightForWidth(int width) const
{
    const QMargins margins = contentsMargins();
    const int room = std::max(1, width - margins.left() - margins.right());
    const int lines = fontMetrics().boundingRect(QRect(0, 0, room, QWIDGETSIZE_MAX), kFlags, m_text).height();
    return std::max(lines, fontMetrics().height()) + margins.top() + margins.bottom();
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
    updateGeometry();
    update();
}

} // namespace bitladder::widgets
