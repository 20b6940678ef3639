#include "widgets/table/cell_delegate.h"

#include "widgets/control/theme.h"

#include <QApplication>
#include <QPainter>

namespace bitladder::widgets
{

QString CellDelegate::textOf(const QStyleOptionViewItem&, const QModelIndex& index) const
{
    return index.data().toString();
}

QPalette::ColorGroup CellDelegate::groupOf(const QStyleOptionViewItem& option)
{
    if (!option.state.testFlag(QStyle::State_Enabled)) return QPalette::Disabled;
    return option.state.testFlag(QStyle::State_Active) ? QPalette::Active : QPalette::Inactive;
}

void CellDelegate::paintGround(QPainter& painter, const QStyleOptionViewItem& option)
{
    const QStyle* style = option.widget != nullptr ? option.widget->style() : QApplication::style();
    style->drawPrimitive(QStyle::PE_PanelItemViewItem, &option, &painter, option.widget);
    if (!option.state.testFlag(QStyle::State_HasFocus)) return;
    QStyleOptionFocusRect focus;
    static_cast<QStyleOption&>(focus) = option;
    focus.type = QStyleOptionFocusRect::Type;
    focus.state |= QStyle::State_KeyboardFocusChange | QStyle::State_Item;
    const bool selected = option.state.testFlag(QStyle::State_Selected);
    focus.backgroundColor = option.palette.color(groupOf(option), selected ? QPalette::Highlight : QPalette::Window);
    style->drawPrimitive(QStyle::PE_FrameFocusRect, &focus, &painter, option.widget);
}

void CellDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    paintGround(*painter, option);
    QRect place = option.rect.adjusted(kSide, 0, -kSide, 0);
    if (const QVariant swatch = index.data(Qt::DecorationRole); swatch.isValid()) {
        const QSize size = option.decorationSize;
        const QRect box(QPoint(place.left(), place.center().y() - size.height() / 2 + 1), size);
        painter->fillRect(box, swatch.value<QColor>());
        place.setLeft(box.right() + 1 + kSide);
    }
    const QString text = textOf(option, index);
    if (text.isEmpty()) return;
    const QVariant ink = index.data(Qt::ForegroundRole);
    const bool selected = option.state.testFlag(QStyle::State_Selected);
    const auto group = groupOf(option);
    QColor color = option.palette.color(group, selected ? QPalette::HighlightedText : QPalette::Text);
    if (ink.isValid() && !selected) color = ink.value<QBrush>().color();
    // An ink of its own says that a figure is old; on the highlight no other colour would be seen, a paler one is.
    if (ink.isValid() && selected) color = mixed(option.palette.color(group, QPalette::Highlight), color, 0.6);
    painter->setPen(color);
    m_texts.setFont(option.font);
    m_texts.draw(*painter, place, Qt::Alignment(index.data(Qt::TextAlignmentRole).toInt()), text, option.textElideMode);
}

} // namespace bitladder::widgets
