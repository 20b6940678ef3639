// One fader per layer, from 64 bits down to 1: two bars a column, weights wide and activations narrow, in the colours
// of their families; below, what neighbours share in their names, a lane of errors and one of times. Dragging, wheel
// and arrow keys move all selected columns that are not locked by the same number of bits; digits and typing set them
// to one width; Shift gives weights and activations the same width. Figures of what was just edited are drawn pale
// until the owner brings new ones.
#pragma once

#include "widgets/control/edit_types.h"
#include "widgets/equalizer/equalizer_painter.h"

#include <QList>
#include <QStringList>
#include <QWidget>
#include <optional>

class QSpinBox;

namespace bitladder::widgets
{

class Equalizer : public QWidget
{
    Q_OBJECT

public:
    explicit Equalizer(QWidget* parent = nullptr);

    void setColumns(const QList<EqualizerColumn>& columns);
    const QList<EqualizerColumn>& columns() const { return m_columns; }
    // Replaces one column and keeps selection and scroll position.
    void setColumn(int column, const EqualizerColumn& value);

    QList<int> selection() const { return m_selection; } // increasing
    // Does not emit selectionChanged.
    void setSelection(const QList<int>& columns);
    int currentColumn() const { return m_current; } // -1 when there are no columns
    // Of several selected columns the one that the head line tells of, as everything else in the window does; -1: the
    // current one. Without a selection the head line tells of the current column while it has the focus.
    void setHeadedColumn(int column);
    int shownColumn() const; // that the head line tells of; -1: none
    Part currentPart() const { return m_part; }

    // The entries of the format menu; without entries there is none.
    void setFormatChoices(const QStringList& choices);
    void setEmptyText(const QString& text);
    // Of the candidate whose widths the columns carry as ghosts.
    void setGhostName(const QString& name);

    // Scrolls so that the column is inside.
    void ensureVisible(int column);
    // Geometry as drawn now, in pixels of the widget.
    const EqualizerLayout& layoutNow() const { return m_layout; }

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

signals:
    // To be applied as it is; see EditPhase for how a gesture is framed. Columns of one gesture that end at different
    // widths come in several signals.
    void widthEdited(
        const QList<int>& columns, bitladder::widgets::Part part, int bits, bitladder::widgets::EditPhase phase);
    void lockToggled(const QList<int>& columns, bitladder::widgets::Lock lock);
    // An entry of the format choices was taken.
    void formatChosen(const QList<int>& columns, bitladder::widgets::Part part, int choice);
    void selectionChanged(const QList<int>& columns);
    void resetRequested(const QList<int>& columns);

protected:
    bool event(QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void changeEvent(QEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    bool focusNextPrevChild(bool next) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    enum class Gesture { None, Pressed, Drag, Rubber, Minimap };
    enum class Couple { No, Yes };
    struct Change {
        int column;
        Part part;
        int bits;
        friend bool operator==(const Change&, const Change&) = default;
    };

    int bitsOf(int column, Part part) const;
    void setBitsOf(int column, Part part, int bits);
    QList<int> unlocked() const; // of the selected columns, or the current one
    // What an edit of the present part changes in a column: nothing where the layer has no such fader.
    QList<Part> movable(int column, Couple couple) const;
    // True on the bar and close above its head, where even one of 1 bit can be taken; the room above is empty ground.
    bool onFader(const QPointF& point) const;
    void relayout();
    // Closed while nothing stands above 16 bits. While a fader is held the scale stays: nothing jumps.
    Fold foldNow() const;
    void groupColumns();
    void showBubble();
    void select(int column, Qt::KeyboardModifiers modifiers);
    void applySelection(const QList<int>& columns);
    void moveCurrent(int step, Qt::KeyboardModifiers modifiers);
    void startDrag();
    void dragTo(double y, Couple couple);
    enum class Finish { Keep, Revert };
    void finishDrag(Finish finish);
    void bandTo(const QPointF& point);
    void scrollTo(double scroll);
    void stepBy(int delta, Couple couple);
    void setAll(int bits, Couple couple);
    // Takes over the widths and marks the figures of these columns as stale.
    void take(const QList<Change>& changes);
    // A whole gesture at once.
    void commit(const QList<Change>& changes);
    void emitGroups(const QList<Change>& changes, EditPhase first, EditPhase rest, EditPhase last);
    void openEditor();
    void takeEditor();
    void closeEditor();
    void toggleLock();
    void showMenu(const QPoint& globalPosition);
    void describe();
    enum class Lines { One, Many };
    QString columnText(int column, Lines lines) const;
    QString headText(int column) const;

    QList<EqualizerColumn> m_columns;
    QList<EqualizerColumn> m_before; // as they were when the drag began
    QList<Change> m_lastChanges;
    QList<int> m_selection;
    QList<int> m_rubberBase;
    QStringList m_formatChoices;
    QList<ColumnGroup> m_groups;
    QString m_emptyText, m_ghostName, m_bubble, m_bubbleNote;
    EqualizerLayout m_layout;
    EqualizerInk m_ink;
    QSpinBox* m_editor = nullptr;
    QPointF m_pressed;
    QRectF m_rubber;
    double m_scroll = 0;
    Part m_part = Part::Weights, m_hoveredPart = Part::Weights;
    Gesture m_gesture = Gesture::None;
    int m_current = -1;
    int m_headed = -1;
    int m_anchor = -1;
    int m_hovered = -1;
    int m_wheelRest = 0;
};

} // namespace bitladder::widgets
