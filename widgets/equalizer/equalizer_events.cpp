// The hands on the equalizer: mouse, wheel, keys and menu. What they do to the columns stands in equalizer.cpp.
#include "widgets/equalizer/equalizer.h"

#include "widgets/control/icons.h"

#include <QContextMenuEvent>
#include <QFocusEvent>
#include <QHelpEvent>
#include <QKeyEvent>
#include <QMenu>
#include <QMouseEvent>
#include <QSpinBox>
#include <QToolTip>
#include <QWheelEvent>

#include <cmath>
#include <cstdlib>

namespace bitladder::widgets
{

namespace
{

constexpr int kDragSlop = 3;
constexpr int kReach = 8; // pixels above a bar
constexpr int kNotch = 120; // of a wheel, in eighths of a degree

// 1…9 stand for themselves, 0 for the most wanted width that has no digit.
int widthOfDigit(int key)
{
    constexpr int kZeroMeans = 16;
    if (key == Qt::Key_0) return kZeroMeans;
    return key >= Qt::Key_1 && key <= Qt::Key_9 ? key - Qt::Key_0 : 0;
}

} // namespace

bool Equalizer::event(QEvent* event)
{
    if (event->type() == QEvent::ToolTip) {
        const auto& help = static_cast<const QHelpEvent&>(*event);
        const auto hit = m_layout.hit(help.pos());
        if (hit)
            QToolTip::showText(help.globalPos(), columnText(hit->column, Lines::Many), this);
        else
            QToolTip::hideText();
        return true;
    }
    if (event->type() == QEvent::ShortcutOverride && m_current >= 0) {
        // Digits, arrows and letters of the faders win over shortcuts of the window while the equalizer has the focus.
        const auto& key = static_cast<const QKeyEvent&>(*event);
        const bool plain = key.modifiers() == Qt::NoModifier || key.modifiers() == Qt::ShiftModifier
            || key.modifiers() == Qt::KeypadModifier;
        const bool ours = widthOfDigit(key.key()) > 0 || key.key() == Qt::Key_Up || key.key() == Qt::Key_Down
            || key.key() == Qt::Key_Left || key.key() == Qt::Key_Right || key.key() == Qt::Key_L;
        if (plain && ours) {
            event->accept();
            return true;
        }
    }
    return QWidget::event(event);
}

bool Equalizer::onFader(const QPointF& point) const
{
    const auto hit = m_layout.hit(point);
    if (!hit) return false;
    const QRectF bar = m_layout.bar(hit->column, hit->part, bitsOf(hit->column, hit->part));
    return point.y() >= bar.top() - kReach && point.y() <= m_layout.bars().bottom();
}

void Equalizer::mousePressEvent(QMouseEvent* event)
{
    const QPointF point = event->position();
    const auto hit = m_layout.hit(point);
    if (event->button() == Qt::RightButton) {
        if (hit && !m_selection.contains(hit->column)) select(hit->column, Qt::NoModifier);
        if (hit) {
            m_current = hit->column;
            m_part = hit->part;
            describe();
            update();
        }
        return;
    }
    if (event->button() != Qt::LeftButton || m_columns.isEmpty()) return;
    m_pressed = point;
    m_rubber = QRectF();
    if (m_layout.minimap().contains(point)) {
        m_gesture = Gesture::Minimap;
        scrollTo(m_layout.scrollForMinimap(point.x()));
        return;
    }
    const bool taken = onFader(point);
    if (!hit) {
        // Empty ground: a band selects; a mere click selects nothing.
        m_gesture = Gesture::Rubber;
        m_rubberBase = event->modifiers().testFlag(Qt::ControlModifier) ? m_selection : QList<int>();
        applySelection(m_rubberBase);
        return;
    }
    m_part = hit->part;
    // A press on one of several selected faders keeps them together, so that they can be dragged. Shift on a fader
    // couples weights and activations while it is dragged; only when it is let go without a drag has it selected a
    // range.
    const bool together = taken && !event->modifiers().testFlag(Qt::ControlModifier)
        && (m_selection.contains(hit->column) || event->modifiers().testFlag(Qt::ShiftModifier));
    if (together) {
        m_current = hit->column;
        describe();
        update();
    } else {
        select(hit->column, event->modifiers());
    }
    m_rubberBase = event->modifiers().testFlag(Qt::ControlModifier) ? m_selection : QList<int>();
    m_gesture = taken ? Gesture::Pressed : Gesture::Rubber;
}

void Equalizer::mouseMoveEvent(QMouseEvent* event)
{
    const QPointF point = event->position();
    switch (m_gesture) {
    case Gesture::None: {
        const auto hit = m_layout.hit(point);
        const int hovered = hit ? hit->column : -1;
        if (hovered != m_hovered || (hit && hit->part != m_hoveredPart)) {
            m_hovered = hovered;
            if (hit) m_hoveredPart = hit->part;
            update();
        }
        const EqualizerColumn* column = onFader(point) ? &m_columns[hit->column] : nullptr;
        setCursor(column && column->lock == Lock::Free && column->has(hit->part) ? Qt::SizeVerCursor : Qt::ArrowCursor);
        return;
    }
    case Gesture::Pressed:
        if (std::abs(point.y() - m_pressed.y()) < kDragSlop) return;
        if (m_columns[m_current].lock == Lock::Locked || !m_columns[m_current].has(m_part)) return;
        if (!m_selection.contains(m_current)) {
            if (!event->modifiers().testFlag(Qt::ShiftModifier)) return;
            select(m_current, Qt::NoModifier);
        }
        startDrag();
        [[fallthrough]];
    case Gesture::Drag:
        dragTo(point.y(), event->modifiers().testFlag(Qt::ShiftModifier) ? Couple::Yes : Couple::No);
        return;
    case Gesture::Rubber:
        if ((point - m_pressed).manhattanLength() < kDragSlop && m_rubber.isNull()) return;
        bandTo(point);
        return;
    case Gesture::Minimap:
        scrollTo(m_layout.scrollForMinimap(point.x()));
        return;
    }
}

void Equalizer::mouseReleaseEvent(QMouseEvent* event)
{
    if (event->button() != Qt::LeftButton) return;
    const Gesture gesture = m_gesture;
    m_gesture = Gesture::None;
    if (gesture == Gesture::Drag)
        finishDrag(Finish::Keep);
    else if (gesture == Gesture::Pressed) {
        // A click without a drag on one of several selected columns leaves only that one; with Shift it was a range.
        if (event->modifiers() == Qt::NoModifier)
            select(m_current, Qt::NoModifier);
        else if (event->modifiers().testFlag(Qt::ShiftModifier) && m_anchor != m_current)
            select(m_current, Qt::ShiftModifier);
    }
    m_rubber = QRectF();
    update();
}

void Equalizer::mouseDoubleClickEvent(QMouseEvent* event)
{
    const auto hit = m_layout.hit(event->position());
    m_gesture = Gesture::None;
    if (event->button() != Qt::LeftButton || !hit || event->position().y() > m_layout.bars().bottom()) return;
    m_current = hit->column;
    m_part = hit->part;
    openEditor();
}

void Equalizer::leaveEvent(QEvent* event)
{
    QWidget::leaveEvent(event);
    m_hovered = -1;
    update();
}

void Equalizer::wheelEvent(QWheelEvent* event)
{
    const QPoint angle = event->angleDelta();
    const bool sideways = std::abs(angle.x()) > std::abs(angle.y());
    const auto hit = m_layout.hit(event->position());
    event->accept();
    if (sideways || !hit || event->position().y() > m_layout.bars().bottom()) {
        // Sideways, or away from the faders, the wheel scrolls.
        if (m_layout.extent() == EqualizerLayout::Extent::Fits) return;
        constexpr double kColumnsPerNotch = 6;
        const double delta = sideways ? angle.x() : angle.y();
        scrollTo(m_scroll - delta / kNotch * kColumnsPerNotch * m_layout.columnWidth());
        return;
    }
    if (m_gesture != Gesture::None) return;
    takeEditor(); // while its columns are still the selected ones
    m_wheelRest += angle.y();
    const int steps = m_wheelRest / kNotch;
    m_wheelRest -= steps * kNotch;
    if (steps == 0) return;
    if (!m_selection.contains(hit->column)) select(hit->column, Qt::NoModifier);
    m_current = hit->column;
    m_part = hit->part;
    stepBy(steps, event->modifiers().testFlag(Qt::ShiftModifier) ? Couple::Yes : Couple::No);
}

void Equalizer::keyPressEvent(QKeyEvent* event)
{
    if (m_current < 0) {
        QWidget::keyPressEvent(event);
        return;
    }
    if (m_gesture == Gesture::Drag) {
        if (event->key() == Qt::Key_Escape) finishDrag(Finish::Revert);
        return;
    }
    const Couple couple = event->modifiers().testFlag(Qt::ShiftModifier) ? Couple::Yes : Couple::No;
    if (event->matches(QKeySequence::SelectAll)) {
        QList<int> all;
        for (int i = 0; i < m_columns.size(); ++i)
            all.append(i);
        applySelection(all);
        return;
    }
    const bool free = (event->modifiers() & (Qt::ControlModifier | Qt::AltModifier | Qt::MetaModifier)) == 0;
    if (const int bits = widthOfDigit(event->key()); bits > 0 && free) {
        setAll(bits, Couple::No);
        return;
    }
    switch (event->key()) {
    case Qt::Key_Left:
        moveCurrent(-1, event->modifiers());
        return;
    case Qt::Key_Right:
        moveCurrent(1, event->modifiers());
        return;
    case Qt::Key_Home:
        moveCurrent(-static_cast<int>(m_columns.size()), event->modifiers());
        return;
    case Qt::Key_End:
        moveCurrent(static_cast<int>(m_columns.size()), event->modifiers());
        return;
    case Qt::Key_Up:
        stepBy(1, couple);
        return;
    case Qt::Key_Down:
        stepBy(-1, couple);
        return;
    case Qt::Key_Return:
    case Qt::Key_Enter:
    case Qt::Key_F2:
        openEditor();
        return;
    case Qt::Key_L:
        if (!free) break;
        toggleLock();
        return;
    case Qt::Key_Escape:
        if (m_selection.size() > 1) {
            select(m_current, Qt::NoModifier);
            return;
        }
        break;
    default:
        break;
    }
    QWidget::keyPressEvent(event);
}

void Equalizer::contextMenuEvent(QContextMenuEvent* event)
{
    if (m_current < 0) return;
    if (event->reason() == QContextMenuEvent::Keyboard) {
        showMenu(mapToGlobal(m_layout.bar(m_current, m_part, bitsOf(m_current, m_part)).center().toPoint()));
        return;
    }
    if (m_layout.hit(event->pos())) showMenu(event->globalPos());
}

void Equalizer::showMenu(const QPoint& globalPosition)
{
    const QList<int> columns = m_selection.isEmpty() ? QList<int> {m_current} : m_selection;
    const Part part = m_part;
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    const QString title = part == Part::Weights ? tr("&Format of the weights") : tr("&Format of the activations");
    if (!m_formatChoices.isEmpty()) {
        QMenu* formats = menu->addMenu(title);
        // The present format is ticked where all columns share it.
        const auto present = [&](int column) {
            const EqualizerColumn& c = m_columns[column];
            return part == Part::Weights ? c.weightFormat : c.activationFormat;
        };
        for (int i = 0; i < m_formatChoices.size(); ++i) {
            QAction* action = formats->addAction(
                m_formatChoices[i], this, [this, columns, part, i] { emit formatChosen(columns, part, i); });
            action->setCheckable(true);
            action->setChecked(std::all_of(
                columns.begin(), columns.end(), [&](int column) { return present(column) == m_formatChoices[i]; }));
        }
    }
    menu->addAction(tr("Type a &width…"), this, &Equalizer::openEditor);
    const bool anyFree = !unlocked().isEmpty();
    menu->addAction(
        tintedIcon(QStringLiteral("lock")), anyFree ? tr("&Lock") : tr("Un&lock"), this, &Equalizer::toggleLock);
    menu->addSeparator();
    menu->addAction(tr("&Reset to float32"), this, [this, columns] { emit resetRequested(columns); });
    menu->popup(globalPosition);
}

void Equalizer::focusInEvent(QFocusEvent* event)
{
    // Tab comes in at the weights and goes on to the activations; Backtab the other way round.
    if (event->reason() == Qt::TabFocusReason) m_part = Part::Weights;
    if (event->reason() == Qt::BacktabFocusReason) m_part = Part::Activations;
    QWidget::focusInEvent(event);
    describe();
}

bool Equalizer::focusNextPrevChild(bool next)
{
    if (m_editor == nullptr && m_current >= 0 && hasFocus()) {
        const Part target = next ? Part::Activations : Part::Weights;
        if (m_part != target) {
            m_part = target;
            describe();
            update();
            return true;
        }
    }
    return QWidget::focusNextPrevChild(next);
}

bool Equalizer::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == m_editor && event->type() == QEvent::KeyPress) {
        const int key = static_cast<const QKeyEvent&>(*event).key();
        if (key == Qt::Key_Escape) {
            closeEditor();
            return true;
        }
        // Handled here, because the spin box would hand the key on to the faders, where it opens the editor.
        if (key == Qt::Key_Return || key == Qt::Key_Enter) {
            takeEditor();
            return true;
        }
    }
    return QWidget::eventFilter(watched, event);
}

} // namespace bitladder::widgets
