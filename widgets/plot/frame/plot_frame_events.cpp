// What a person does to a plot: tool tips, clicks, zoom and pan by mouse and keys, the menu.
#include "widgets/plot/frame/plot_frame.h"

#include <qcustomplot.h>

#include <QContextMenuEvent>
#include <QToolTip>

namespace bitladder::widgets
{

namespace
{

constexpr int kClickSlop = 3;

} // namespace

Qt::Orientations PlotFrame::zoomDirections(Qt::KeyboardModifiers modifiers) const
{
    return modifiers.testFlag(Qt::ShiftModifier) ? Qt::Vertical : Qt::Horizontal;
}

QString PlotFrame::toolTipAt(const QPoint&) const
{
    return {};
}

PlotFrame::Handled PlotFrame::mousePressed(const QMouseEvent&)
{
    return Handled::No;
}

PlotFrame::Handled PlotFrame::mouseMoved(const QMouseEvent&)
{
    return Handled::No;
}

PlotFrame::Handled PlotFrame::mouseReleased(const QMouseEvent&)
{
    return Handled::No;
}

void PlotFrame::clicked(const QPoint&) { }

bool PlotFrame::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == m_plot && event->type() == QEvent::Resize) placeVeil();
    if (watched != m_plot || m_state == State::Empty) {
        // An empty plot has nothing to pan or to save.
        const bool interaction = event->type() == QEvent::Wheel || event->type() == QEvent::MouseButtonPress
            || event->type() == QEvent::MouseButtonDblClick || event->type() == QEvent::ContextMenu;
        if (watched == m_plot && interaction) return true;
        return QWidget::eventFilter(watched, event);
    }
    switch (event->type()) {
    case QEvent::MouseButtonPress: {
        const auto& mouse = static_cast<const QMouseEvent&>(*event);
        m_pressed = mouse.pos();
        setFocus(Qt::MouseFocusReason);
        m_gesture = mouse.button() == Qt::LeftButton ? mousePressed(mouse) : Handled::No;
        return m_gesture == Handled::Yes || mouse.button() == Qt::RightButton;
    }
    case QEvent::MouseMove: {
        const auto& mouse = static_cast<const QMouseEvent&>(*event);
        if (mouseMoved(mouse) == Handled::Yes) return true;
        if (mouse.buttons() == Qt::NoButton) {
            const QString text = toolTipAt(mouse.pos());
            if (text.isEmpty())
                QToolTip::hideText();
            else
                QToolTip::showText(mouse.globalPosition().toPoint() + QPoint(12, 8), text, m_plot);
        }
        break;
    }
    case QEvent::MouseButtonRelease: {
        const auto& mouse = static_cast<const QMouseEvent&>(*event);
        if (m_gesture == Handled::Yes) {
            m_gesture = Handled::No;
            mouseReleased(mouse);
            return true;
        }
        if (mouse.button() == Qt::LeftButton && (mouse.pos() - m_pressed).manhattanLength() <= kClickSlop)
            clicked(mouse.pos());
        break;
    }
    case QEvent::MouseButtonDblClick:
        resetView();
        return true;
    case QEvent::Wheel: {
        const auto directions = zoomDirections(static_cast<const QWheelEvent&>(*event).modifiers());
        for (QCPAxisRect* rect : m_plot->axisRects())
            rect->setRangeZoom(directions);
        break;
    }
    case QEvent::ContextMenu:
        showMenu(static_cast<const QContextMenuEvent&>(*event).globalPos());
        return true;
    default:
        break;
    }
    return QWidget::eventFilter(watched, event);
}

void PlotFrame::keyPressEvent(QKeyEvent* event)
{
    constexpr double kZoomStep = 0.8;
    constexpr double kPanStep = 0.1;
    switch (event->key()) {
    case Qt::Key_Plus:
    case Qt::Key_Equal:
        zoomBy(kZoomStep);
        return;
    case Qt::Key_Minus:
        zoomBy(1 / kZoomStep);
        return;
    case Qt::Key_Left:
        panBy(-kPanStep, 0);
        return;
    case Qt::Key_Right:
        panBy(kPanStep, 0);
        return;
    case Qt::Key_Up:
        panBy(0, kPanStep);
        return;
    case Qt::Key_Down:
        panBy(0, -kPanStep);
        return;
    case Qt::Key_Home:
        resetView();
        return;
    default:
        break;
    }
    if (event->matches(QKeySequence::Copy) && m_state != State::Empty) {
        copyPicture();
        return;
    }
    QWidget::keyPressEvent(event);
}

// The menu key comes here, where the focus is; the mouse's click goes to the plot.
void PlotFrame::contextMenuEvent(QContextMenuEvent* event)
{
    if (m_state == State::Empty) return;
    showMenu(event->reason() == QContextMenuEvent::Keyboard ? m_plot->mapToGlobal(m_plot->rect().center())
                                                            : event->globalPos());
}

void PlotFrame::zoomBy(double factor)
{
    for (QCPAxisRect* rect : m_plot->axisRects())
        rect->axis(QCPAxis::atBottom)->scaleRange(factor);
    redraw();
}

void PlotFrame::panBy(double horizontal, double vertical)
{
    const auto move = [](QCPAxis* axis, double share) {
        if (axis->scaleType() == QCPAxis::stLinear)
            axis->moveRange(share * axis->range().size());
        else
            axis->scaleRange(1.0, axis->range().center());
    };
    for (QCPAxisRect* rect : m_plot->axisRects()) {
        if (horizontal != 0) move(rect->axis(QCPAxis::atBottom), horizontal);
        if (vertical != 0) move(rect->axis(QCPAxis::atLeft), vertical);
    }
    redraw();
}

} // namespace bitladder::widgets
