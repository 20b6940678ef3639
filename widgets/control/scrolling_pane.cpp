#include "widgets/control/scrolling_pane.h"

#include <QAbstractSpinBox>
#include <QComboBox>
#include <QEvent>
#include <QLayout>
#include <QScrollBar>
#include <algorithm>

namespace bitladder::widgets
{

namespace
{

bool isField(const QObject* object)
{
    return qobject_cast<const QComboBox*>(object) || qobject_cast<const QAbstractSpinBox*>(object);
}

} // namespace

ScrollingPane::ScrollingPane(QWidget* content, QWidget* parent)
    : QScrollArea(parent)
{
    setFrameShape(QFrame::NoFrame);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setWidgetResizable(true);
    setFocusPolicy(Qt::NoFocus); // its fields have it
    setBackgroundRole(content->backgroundRole());
    setWidget(content);
    content->installEventFilter(this);
    watchFields();
}

void ScrollingPane::setLeastHeight(int pixels)
{
    m_least = pixels;
    updateGeometry();
}

// The bar takes its room from the content's margin, as far as there is one.
int ScrollingPane::roomForBar() const
{
    const int margin = widget()->layout() ? widget()->layout()->contentsMargins().right() : 0;
    return std::max(0, verticalScrollBar()->sizeHint().width() - margin);
}

QSize ScrollingPane::sizeHint() const
{
    return widget()->sizeHint() + QSize(roomForBar(), 0);
}

QSize ScrollingPane::minimumSizeHint() const
{
    constexpr int kLeastLines = 6;
    const int least = m_least > 0 ? m_least : kLeastLines * fontMetrics().height();
    // Who asks for a height asks for no bar either: where there is one, it lies over the margin.
    return {widget()->minimumSizeHint().width() + (m_least > 0 ? 0 : roomForBar()), least};
}

bool ScrollingPane::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() == QEvent::LayoutRequest && watched == widget()) {
        watchFields();
        updateGeometry();
    }
    if (event->type() == QEvent::Wheel && isField(watched) && !static_cast<QWidget*>(watched)->hasFocus()
        && verticalScrollBar()->maximum() > verticalScrollBar()->minimum()) {
        event->ignore(); // goes on to this
        return true;
    }
    return QScrollArea::eventFilter(watched, event);
}

void ScrollingPane::watchFields()
{
    for (QWidget* field : widget()->findChildren<QWidget*>()) {
        if (!isField(field)) continue;
        field->installEventFilter(this);
        field->setFocusPolicy(Qt::StrongFocus); // the wheel alone does not give it
    }
}

} // namespace bitladder::widgets
