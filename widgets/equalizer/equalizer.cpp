#include "widgets/equalizer/equalizer.h"

#include "widgets/control/screen_reader.h"
#include "widgets/equalizer/equalizer_painter.h"
#include "widgets/equalizer/ladder_scale.h"

#include <QEvent>
#include <QPainter>
#include <QSpinBox>

#include <algorithm>
#include <cmath>

namespace bitladder::widgets
{

namespace
{

Part other(Part part)
{
    return part == Part::Weights ? Part::Activations : Part::Weights;
}

QString formatText(int bits, Family family)
{
    return QStringLiteral("%1 %2").arg(formatBits(bits), familyName(family));
}

} // namespace

Equalizer::Equalizer(QWidget* parent)
    : QWidget(parent)
    , m_emptyText(tr("Open a model: every layer gets a fader here."))
{
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    const auto width = [this] { return m_current < 0 ? 0 : bitsOf(m_current, m_part); };
    tellReader(this, {kMinBits, kMaxBits, width, [this](double bits) { setAll(static_cast<int>(bits), Couple::No); }});
    setAccessibleName(tr("Equalizer"));
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
    relayout();
    describe();
}

QSize Equalizer::sizeHint() const
{
    return {900, 15 * fontMetrics().height()};
}

QSize Equalizer::minimumSizeHint() const
{
    return {240, 7 * fontMetrics().height()};
}

void Equalizer::setColumns(const QList<EqualizerColumn>& columns)
{
    const bool sameCount = columns.size() == m_columns.size();
    if (!sameCount) {
        closeEditor();
        m_gesture = Gesture::None;
        m_lastChanges.clear();
        m_hovered = -1;
    }
    m_columns = columns;
    groupColumns();
    if (!sameCount) {
        m_selection.clear();
        m_current = m_columns.isEmpty() ? -1 : 0;
        m_anchor = m_current;
        m_scroll = 0;
    }
    relayout();
    describe();
}

void Equalizer::setColumn(int column, const EqualizerColumn& value)
{
    if (column < 0 || column >= m_columns.size()) return;
    const bool renamed = m_columns[column].name != value.name;
    m_columns[column] = value;
    if (renamed) groupColumns();
    if (column == m_current) describe();
    if (foldNow() != m_layout.fold()) relayout();
    update();
}

void Equalizer::groupColumns()
{
    QStringList names;
    for (const EqualizerColumn& column : m_columns)
        names << column.name;
    m_groups = columnGroups(names);
}

Fold Equalizer::foldNow() const
{
    if (m_gesture == Gesture::Drag) return m_layout.fold();
    const auto high = [](const EqualizerColumn& column) {
        return std::max({column.has(Part::Weights) ? column.weightBits : 0,
                   column.has(Part::Activations) ? column.activationBits : 0, column.ghostWeightBits,
                   column.ghostActivationBits})
            > kFoldFrom;
    };
    return std::any_of(m_columns.begin(), m_columns.end(), high) ? Fold::Open : Fold::Closed;
}

void Equalizer::setSelection(const QList<int>& columns)
{
    QList<int> valid;
    for (const int column : columns) {
        if (column >= 0 && column < m_columns.size() && !valid.contains(column)) valid.append(column);
    }
    std::sort(valid.begin(), valid.end());
    if (valid != m_selection) closeEditor(); // what is typed there was meant for the columns selected before
    m_selection = valid;
    if (!valid.isEmpty() && !valid.contains(m_current)) {
        m_current = valid.first();
        m_anchor = m_current;
    }
    if (!valid.isEmpty()) ensureVisible(m_current);
    describe();
    update();
}

void Equalizer::setFormatChoices(const QStringList& choices)
{
    m_formatChoices = choices;
}

void Equalizer::setEmptyText(const QString& text)
{
    m_emptyText = text;
    update();
}

void Equalizer::setGhostName(const QString& name)
{
    if (name == m_ghostName) return;
    m_ghostName = name;
    update();
}

void Equalizer::ensureVisible(int column)
{
    const double left = column * m_layout.columnWidth();
    const double right = left + m_layout.columnWidth();
    if (left < m_scroll)
        scrollTo(left);
    else if (right > m_scroll + m_layout.bars().width())
        scrollTo(right - m_layout.bars().width());
}

void Equalizer::scrollTo(double scroll)
{
    m_scroll = scroll;
    relayout();
}

void Equalizer::relayout()
{
    m_layout = EqualizerLayout(size(), static_cast<int>(m_columns.size()), m_scroll, equalizerText(font()), foldNow());
    m_scroll = m_layout.scroll();
    update();
}

int Equalizer::bitsOf(int column, Part part) const
{
    return part == Part::Weights ? m_columns[column].weightBits : m_columns[column].activationBits;
}

void Equalizer::setBitsOf(int column, Part part, int bits)
{
    (part == Part::Weights ? m_columns[column].weightBits : m_columns[column].activationBits) = bits;
}

QList<int> Equalizer::unlocked() const
{
    QList<int> columns = m_selection;
    if (columns.isEmpty() && m_current >= 0) columns.append(m_current);
    columns.removeIf([this](int column) { return m_columns[column].lock == Lock::Locked; });
    return columns;
}

QList<Part> Equalizer::movable(int column, Couple couple) const
{
    QList<Part> parts {m_part};
    if (couple == Couple::Yes) parts << other(m_part);
    parts.removeIf([&](Part part) { return !m_columns[column].has(part); });
    return parts;
}

void Equalizer::setHeadedColumn(int column)
{
    if (column == m_headed) return;
    m_headed = column;
    update();
}

int Equalizer::shownColumn() const
{
    if (m_hovered >= 0) return m_hovered;
    if (m_selection.isEmpty()) return hasFocus() ? m_current : -1;
    return m_selection.contains(m_headed) ? m_headed : m_current;
}

void Equalizer::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    const int shown = shownColumn();
    EqualizerScene scene {m_layout, m_columns, m_groups, m_selection, palette(), font(), QString(), QString(),
        m_emptyText, m_ghostName, m_bubble, m_bubbleNote, m_gesture == Gesture::Rubber ? m_rubber : QRectF(), m_part,
        hasFocus() ? FocusMark::Shown : FocusMark::Hidden, m_current, m_hovered, m_hoveredPart};
    if (shown >= 0) {
        scene.headline = m_columns[shown].name;
        scene.figures = headText(shown);
    }
    paintEqualizer(painter, scene, m_ink);
}

void Equalizer::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    closeEditor();
    relayout();
}

void Equalizer::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::FontChange || event->type() == QEvent::StyleChange
        || event->type() == QEvent::PaletteChange)
        relayout();
}

// --- selection -------------------------------------------------------------------------------------------------------

void Equalizer::applySelection(const QList<int>& columns)
{
    if (columns == m_selection) {
        describe();
        update();
        return;
    }
    m_selection = columns;
    describe();
    update();
    emit selectionChanged(m_selection);
}

void Equalizer::select(int column, Qt::KeyboardModifiers modifiers)
{
    m_current = column;
    ensureVisible(column);
    if (modifiers.testFlag(Qt::ShiftModifier) && m_anchor >= 0) {
        QList<int> range;
        for (int i = std::min(m_anchor, column); i <= std::max(m_anchor, column); ++i)
            range.append(i);
        applySelection(range);
        return;
    }
    m_anchor = column;
    if (modifiers.testFlag(Qt::ControlModifier)) {
        QList<int> toggled = m_selection;
        if (!toggled.removeOne(column)) toggled.append(column);
        std::sort(toggled.begin(), toggled.end());
        applySelection(toggled);
        return;
    }
    applySelection({column});
}

void Equalizer::moveCurrent(int step, Qt::KeyboardModifiers modifiers)
{
    const int target = std::clamp(m_current + step, 0, static_cast<int>(m_columns.size()) - 1);
    select(target, modifiers & Qt::ShiftModifier);
}

void Equalizer::bandTo(const QPointF& point)
{
    m_rubber = QRectF(m_pressed, point).normalized();
    m_rubber.setTop(std::max(m_rubber.top(), m_layout.bars().top()));
    m_rubber.setBottom(std::min(std::max(m_rubber.bottom(), m_rubber.top() + 1), m_layout.column(0).bottom()));
    QList<int> columns = m_rubberBase;
    for (int i = m_layout.firstVisible(); i <= m_layout.lastVisible(); ++i) {
        const QRectF column = m_layout.column(i);
        if (column.right() > m_rubber.left() && column.left() < m_rubber.right() && !columns.contains(i))
            columns.append(i);
    }
    std::sort(columns.begin(), columns.end());
    if (!columns.isEmpty() && !columns.contains(m_current)) m_current = columns.first();
    applySelection(columns);
}

// --- edits -----------------------------------------------------------------------------------------------------------

void Equalizer::take(const QList<Change>& changes)
{
    for (const Change& change : changes) {
        if (bitsOf(change.column, change.part) == change.bits) continue;
        setBitsOf(change.column, change.part, change.bits);
        m_columns[change.column].freshness = Freshness::Stale;
    }
    describe();
    update();
}

void Equalizer::emitGroups(const QList<Change>& changes, EditPhase first, EditPhase rest, EditPhase last)
{
    struct Group {
        Part part;
        int bits;
        QList<int> columns;
    };
    QList<Group> groups;
    for (const Change& change : changes) {
        const auto found = std::find_if(groups.begin(), groups.end(),
            [&](const Group& group) { return group.part == change.part && group.bits == change.bits; });
        if (found == groups.end())
            groups.append({change.part, change.bits, {change.column}});
        else
            found->columns.append(change.column);
    }
    const bool whole = first == EditPhase::Begin && last == EditPhase::End;
    for (qsizetype i = 0; i < groups.size(); ++i) {
        const Group& group = groups[i];
        const bool isFirst = i == 0;
        const bool isLast = i == groups.size() - 1;
        EditPhase phase = rest;
        if (isFirst && (first == EditPhase::Begin || !isLast))
            phase = first;
        else if (isLast)
            phase = last;
        emit widthEdited(group.columns, group.part, group.bits, phase);
        if (whole && isFirst && isLast) emit widthEdited(group.columns, group.part, group.bits, EditPhase::End);
    }
}

void Equalizer::commit(const QList<Change>& changes)
{
    const bool changed = std::any_of(changes.begin(), changes.end(),
        [this](const Change& change) { return bitsOf(change.column, change.part) != change.bits; });
    if (!changed) return;
    take(changes);
    emitGroups(changes, EditPhase::Begin, EditPhase::Drag, EditPhase::End);
}

void Equalizer::stepBy(int delta, Couple couple)
{
    QList<Change> changes;
    for (const int column : unlocked()) {
        const int bits = std::clamp(bitsOf(column, m_part) + delta, kMinBits, kMaxBits);
        for (const Part part : movable(column, couple))
            changes.append({column, part, bits});
    }
    commit(changes);
}

void Equalizer::setAll(int bits, Couple couple)
{
    QList<Change> changes;
    for (const int column : unlocked())
        for (const Part part : movable(column, couple))
            changes.append({column, part, bits});
    commit(changes);
}

void Equalizer::startDrag()
{
    m_gesture = Gesture::Drag;
    m_before = m_columns;
    m_lastChanges.clear();
}

void Equalizer::dragTo(double y, Couple couple)
{
    if (m_before.size() != m_columns.size()) return;
    const auto before = [this](int column, Part part) {
        return part == Part::Weights ? m_before[column].weightBits : m_before[column].activationBits;
    };
    const int grabbed = before(m_current, m_part);
    const double moved = m_layout.positionAt(y) - m_layout.positionAt(m_pressed.y());
    const Fold fold = m_layout.fold();
    const int delta = nearestWidth(ladderPosition(grabbed, fold) + moved, fold) - grabbed;
    QList<Change> changes;
    for (const int column : unlocked()) {
        const int bits = std::clamp(before(column, m_part) + delta, kMinBits, kMaxBits);
        // Letting go of Shift in the middle of a drag gives the other part its width back.
        for (const Part part : movable(column, Couple::Yes))
            changes.append({column, part, part == m_part || couple == Couple::Yes ? bits : before(column, part)});
    }
    const bool begun = !m_lastChanges.isEmpty();
    const bool changed = std::any_of(changes.begin(), changes.end(),
        [this](const Change& change) { return bitsOf(change.column, change.part) != change.bits; });
    if (!changed) return;
    take(changes);
    // The other part is only mentioned when the gesture has touched it.
    QList<Change> touched;
    for (const Change& change : changes) {
        const bool moves = change.part == m_part || couple == Couple::Yes
            || std::any_of(m_lastChanges.begin(), m_lastChanges.end(),
                [&change](const Change& last) { return last.column == change.column && last.part == change.part; });
        if (moves) touched.append(change);
    }
    m_lastChanges = touched;
    showBubble();
    emitGroups(touched, begun ? EditPhase::Drag : EditPhase::Begin, EditPhase::Drag, EditPhase::Drag);
}

void Equalizer::finishDrag(Finish finish)
{
    m_gesture = Gesture::None;
    m_bubble.clear();
    m_bubbleNote.clear();
    if (m_lastChanges.isEmpty()) return;
    if (finish == Finish::Revert && m_before.size() == m_columns.size()) {
        for (Change& change : m_lastChanges)
            change.bits = change.part == Part::Weights ? m_before[change.column].weightBits
                                                       : m_before[change.column].activationBits;
        take(m_lastChanges);
    }
    const QList<Change> last = m_lastChanges;
    m_lastChanges.clear();
    emitGroups(last, EditPhase::Drag, EditPhase::Drag, EditPhase::End);
    if (foldNow() != m_layout.fold()) relayout();
}

// What the hand does: the widths of the column that it holds, and what the weights of all of them gain or lose.
void Equalizer::showBubble()
{
    constexpr double kBitsPerByte = 8;
    double bytes = 0;
    for (const Change& change : m_lastChanges) {
        const EqualizerColumn& before = m_before[change.column];
        if (change.part == Part::Weights)
            bytes += before.weightCount * (change.bits - before.weightBits) / kBitsPerByte;
    }
    const int from = m_before[m_current].bits(m_part), to = bitsOf(m_current, m_part);
    m_bubble = from == to ? formatBits(to) : tr("%1 → %2").arg(from).arg(formatBits(to));
    m_bubbleNote = bytes == 0 ? QString()
                              : (bytes > 0 ? QStringLiteral("+") : QStringLiteral("−")) + formatBytes(std::abs(bytes));
}

void Equalizer::openEditor()
{
    if (unlocked().isEmpty() || !m_columns[m_current].has(m_part)) return;
    closeEditor();
    m_editor = new QSpinBox(this);
    m_editor->setRange(kMinBits, kMaxBits);
    m_editor->setValue(bitsOf(m_current, m_part));
    m_editor->setAccessibleName(tr("Width in bits of %1").arg(m_columns[m_current].name));
    m_editor->selectAll();
    m_editor->installEventFilter(this);
    const QSize hint = m_editor->sizeHint();
    const QRectF bar = m_layout.bar(m_current, m_part, bitsOf(m_current, m_part));
    const int x
        = std::clamp(static_cast<int>(bar.center().x()) - hint.width() / 2, 0, std::max(0, width() - hint.width()));
    const int y = std::clamp(static_cast<int>(bar.top()) - hint.height(), 0, std::max(0, height() - hint.height()));
    m_editor->setGeometry(QRect(QPoint(x, y), hint));
    m_editor->show();
    m_editor->setFocus(Qt::OtherFocusReason);
    connect(m_editor, &QSpinBox::editingFinished, this, &Equalizer::takeEditor);
}

void Equalizer::takeEditor()
{
    if (m_editor == nullptr) return;
    m_editor->interpretText();
    const int bits = m_editor->value();
    closeEditor();
    setAll(bits, Couple::No);
}

void Equalizer::closeEditor()
{
    if (m_editor == nullptr) return;
    QSpinBox* editor = m_editor;
    m_editor = nullptr;
    const bool hadFocus = editor->hasFocus();
    editor->hide();
    editor->deleteLater();
    if (hadFocus) setFocus(Qt::OtherFocusReason);
}

void Equalizer::toggleLock()
{
    const QList<int> columns = m_selection.isEmpty() ? QList<int> {m_current} : m_selection;
    if (m_current < 0) return;
    // A mixed selection becomes locked as a whole first.
    const bool anyFree = std::any_of(
        columns.begin(), columns.end(), [this](int column) { return m_columns[column].lock == Lock::Free; });
    const Lock lock = anyFree ? Lock::Locked : Lock::Free;
    for (const int column : columns)
        m_columns[column].lock = lock;
    describe();
    update();
    emit lockToggled(columns, lock);
}

// --- texts -----------------------------------------------------------------------------------------------------------

QString Equalizer::headText(int column) const
{
    const EqualizerColumn& shown = m_columns[column];
    const auto format
        = [](const QString& name, int bits, Family family) { return name.isEmpty() ? formatText(bits, family) : name; };
    QStringList formats;
    if (shown.has(Part::Weights))
        formats << tr("W %1").arg(format(shown.weightFormat, shown.weightBits, shown.weightFamily));
    if (shown.has(Part::Activations))
        formats << tr("A %1").arg(format(shown.activationFormat, shown.activationBits, shown.activationFamily));
    QStringList parts {formats.join(QStringLiteral(" · "))};
    if (std::isinf(shown.sqnrDb))
        parts << tr("exact");
    else if (!std::isnan(shown.sqnrDb))
        parts << tr("SQNR %1").arg(formatWithUnit(shown.sqnrDb, Unit::Decibels));
    if (std::isfinite(shown.quantizedMs) && std::isfinite(shown.floatMs) && shown.quantizedMs > 0)
        parts << tr("%1 → %2 (%3)")
                     .arg(formatTime(shown.floatMs), formatTime(shown.quantizedMs),
                         formatWithUnit(shown.floatMs / shown.quantizedMs, Unit::Times));
    if (shown.freshness == Freshness::Stale && parts.size() > 1) parts.last() += QStringLiteral(" …");
    if (shown.lock == Lock::Locked) parts << tr("locked");
    return parts.join(QStringLiteral("   "));
}

QString Equalizer::columnText(int column, Lines lines) const
{
    const EqualizerColumn& shown = m_columns[column];
    QStringList parts;
    if (lines == Lines::Many) {
        parts << tr("%1 (%2 of %3)").arg(shown.name).arg(column + 1).arg(m_columns.size());
        if (!shown.detail.isEmpty()) parts << shown.detail;
    }
    if (!shown.obstacle.isEmpty()) parts << QStringLiteral("⚠ ") + shown.obstacle;
    parts << (shown.has(Part::Weights) ? tr("weights %1").arg(formatText(shown.weightBits, shown.weightFamily))
                                       : tr("no weights"))
          << (shown.has(Part::Activations)
                     ? tr("activations %1").arg(formatText(shown.activationBits, shown.activationFamily))
                     : tr("no activations to quantize"));
    if (std::isinf(shown.sqnrDb))
        parts << tr("exact");
    else if (!std::isnan(shown.sqnrDb))
        parts << tr("SQNR %1").arg(formatWithUnit(shown.sqnrDb, Unit::Decibels));
    if (std::isfinite(shown.quantizedMs) && std::isfinite(shown.floatMs) && shown.quantizedMs > 0)
        parts << tr("%1 → %2 (%3)")
                     .arg(formatTime(shown.floatMs), formatTime(shown.quantizedMs),
                         formatWithUnit(shown.floatMs / shown.quantizedMs, Unit::Times));
    else if (std::isfinite(shown.floatMs))
        parts << tr("float32 %1").arg(formatTime(shown.floatMs));
    const bool anyFigure = !std::isnan(shown.sqnrDb) || std::isfinite(shown.floatMs);
    if (shown.freshness == Freshness::Stale && anyFigure) parts << tr("figures of older settings");
    if (shown.lock == Lock::Locked) parts << tr("locked");
    return parts.join(lines == Lines::One ? QStringLiteral(" · ") : QStringLiteral("\n"));
}

void Equalizer::describe()
{
    QString text = m_emptyText;
    if (m_current >= 0) {
        const QString part = m_part == Part::Weights ? tr("weights") : tr("activations");
        text = tr("Layer %1 of %2, %3: %4. %5 selected; the keys change the %6.")
                   .arg(m_current + 1)
                   .arg(m_columns.size())
                   .arg(m_columns[m_current].name, columnText(m_current, Lines::One))
                   .arg(m_selection.size())
                   .arg(part);
    }
    if (text == accessibleDescription()) return;
    setAccessibleDescription(text);
    if (m_current >= 0) tellReaderTheNumber(this, bitsOf(m_current, m_part));
}

} // namespace bitladder::widgets
