#include "app/window/shell/shortcuts.h"

#include <QAbstractButton>
#include <QApplication>
#include <QComboBox>
#include <QContextMenuEvent>
#include <QKeyEvent>
#include <QLineEdit>
#include <QShortcut>
#include <QSpinBox>

namespace bitladder::app
{

namespace
{

// A number that is typed and not taken yet, or a text: there is something to undo in the field itself.
bool hasOwnUndo(QObject* field)
{
    if (const auto* spin = qobject_cast<QSpinBox*>(field))
        return spin->locale().toInt(spin->cleanText()) != spin->value();
    const auto* text = qobject_cast<QLineEdit*>(field);
    return !text || text->isUndoAvailable() || text->isRedoAvailable();
}

} // namespace

PlainKeys::PlainKeys(QWidget* window)
    : QObject(window)
{
    for (int digit = 0; digit <= 9; ++digit) {
        auto* shortcut = new QShortcut(QKeySequence(Qt::Key_0 + digit), window);
        connect(shortcut, &QShortcut::activated, this,
            [this, bits = digit == 0 ? kZeroMeans : digit] { emit widthTyped(bits); });
    }
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
        // Fields claim Undo and Redo even where nothing is typed; then an edit of the recipe is meant.
        const bool step = key.matches(QKeySequence::Undo) || key.matches(QKeySequence::Redo);
        if (step && !hasOwnUndo(object)) {
            event->ignore();
            return true;
        }
    }
    return QObject::eventFilter(object, event);
}

} // namespace bitladder::app
