#include "widgets/table/cell_delegate.h"

#include "widgets/theme/tokens.h"

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
    if (option.state.testFlag(QStyle::State_Selected))
        painter.fillRect(option.rect, token(Token::Tint, option.palette));
    else
        style->drawPrimitive(QStyle::PE_PanelItemViewItem, &option, &painter, option.widget);
    if (!option.state.testFlag(QStyle::State_HasFocus)) return;
    QStyleOptionFocusRect focus;
    static_cast<QStyleOption&>(focus) = option;
    focus.type = QStyleOptionFocusRect::Type;
    focus.state |= QStyle::State_KeyboardFocusChange | QStyle::State_Item;
    focus.backgroundColor = option.palette.color(QPalette::Base);
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
    painter->setPen(
        ink.isValid() ? ink.value<QBrush>().color() : option.palette.color(groupOf(option), QPalette::Text));
    m_texts.setFont(option.font);
    m_texts.draw(*painter, place, Qt::Alignment(index.data(Qt::TextAlignmentRole).toInt()), text, option.textElideMode);
}

} // namespace bitladder::widgets
