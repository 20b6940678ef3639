#include "app/window/shortcuts.h"

#include <QAbstractButton>
#include <QApplication>
#include <QComboBox>
#include <QContextMenuEvent>
#include <QKeyEvent>
#include <QShortcut>

namespace bitladder::app
{

PlainKeys::PlainKeys(QWidget* window)
    : QObject(window)
{
    for (int digit = 0; digit <= 9; ++digit) {
        auto* shortcut = new QShortcut(QKeySequence(Qt::Key_0 + digit), window);
        connect(shortcut, &QShortcut::activated, this,
            [this, bits = digit == 0 ? kZeroMeans : digit] { emit widthTyped(bits); });
    }
    auto* space = new QShortcut(QKeySequence(Qt::Key_Space), window);
    space->setAutoRepeat(false);
    connect(space, &QShortcut::activated, this, &PlainKeys::measureTyped);
    auto* menu = new QShortcut(QKeySequence(Qt::SHIFT | Qt::Key_F10), window);
    connect(menu, &QShortcut::activated, this, &PlainKeys::askForMenu);
    QApplication::instance()->installEventFilter(this);
}

void PlainKeys::askForMenu()
{
    QWidget* focus = QApplication::focusWidget();
    if (!focus) return;
    const QPoint at = focus->inputMethodQuery(Qt::ImCursorRectangle).toRect().center();
    QContextMenuEvent event(QContextMenuEvent::Keyboard, at, focus->mapToGlobal(at));
    QApplication::sendEvent(focus, &event);
}

bool PlainKeys::eventFilter(QObject* object, QEvent* event)
{
    if (event->type() == QEvent::ShortcutOverride) {
        const auto& key = static_cast<const QKeyEvent&>(*event);
        // Space presses what has the focus.
        const bool pressed = qobject_cast<QAbstractButton*>(object) || qobject_cast<QComboBox*>(object);
        if (key.key() == Qt::Key_Space && key.modifiers() == Qt::NoModifier && pressed) {
            event->accept();
            return true;
        }
    }
    return QObject::eventFilter(object, event);
}

} // namespace bitladder::app
