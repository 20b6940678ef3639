#include "widgets/control/layout_barrier.h"

#include <QEvent>

namespace bitladder::widgets
{

LayoutBarrier::LayoutBarrier(QWidget* content, QWidget* parent)
    : QWidget(parent)
    , m_content(content)
{
    m_content->setParent(this);
    m_least = leastNow();
}

QSize LayoutBarrier::leastNow() const
{
    // As layouts do it: what was set goes before what the widget would like.
    QSize least = m_content->minimumSizeHint();
    const QSize set = m_content->minimumSize();
    if (set.width() > 0) least.setWidth(set.width());
    if (set.height() > 0) least.setHeight(set.height());
    return least;
}

bool LayoutBarrier::event(QEvent* event)
{
    // Without a layout of its own a widget is told of its children's requests, and nobody else is.
    if (event->type() == QEvent::LayoutRequest) {
        if (const QSize least = leastNow(); least != m_least) {
            m_least = least;
            updateGeometry();
        }
        return true;
    }
    return QWidget::event(event);
}

void LayoutBarrier::resizeEvent(QResizeEvent*)
{
    m_content->setGeometry(rect());
}

} // namespace bitladder::widgets
