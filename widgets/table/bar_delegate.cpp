#include "widgets/table/bar_delegate.h"

#include "widgets/control/theme.h"
#include "widgets/equalizer/break_sign.h"
#include "widgets/theme/tokens.h"

#include <QPainter>

#include <algorithm>
#include <cmath>

namespace bitladder::widgets
{

namespace
{

constexpr int kBarHeight = 4;

} // namespace

double BarDelegate::barShare(const QModelIndex& index)
{
    bool valueOk = false;
    bool maximumOk = false;
    const double value = index.data(kBarValueRole).toDouble(&valueOk);
    const double maximum = index.data(kBarMaximumRole).toDouble(&maximumOk);
    if (!valueOk || !maximumOk || !(maximum > 0) || std::isnan(value)) return 0;
    return std::clamp(value / maximum, 0.0, 1.0);
}

QSize BarDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    QSize size = QStyledItemDelegate::sizeHint(option, index);
    // The sides, and a little more, because figures of equal width are a little wider.
    size.setWidth(
        std::max(size.width(), QFontMetrics(tabularFont(option.font)).horizontalAdvance(index.data().toString()))
        + 3 * kSide);
    size.setHeight(std::max(size.height(), option.fontMetrics.height() + kBarHeight + 4));
    return size;
}

void BarDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    paintGround(*painter, option);
    const QString text = textOf(option, index);
    const bool selected = option.state.testFlag(QStyle::State_Selected);
    const bool stale = index.data(kBarStaleRole).toBool();
    painter->save();
    painter->setOpacity(stale ? 0.45 : 1.0);
    const QRect inside = option.rect.adjusted(kSide, 1, -kSide, -1);
    const double share = barShare(index);
    if (share > 0) {
        QColor color = index.data(kBarColorRole).value<QColor>();
        if (!color.isValid()) color = token(Token::Edge, option.palette);
        const QRectF ground(inside.left(), inside.bottom() - kBarHeight + 1, inside.width(), kBarHeight);
        painter->fillRect(
            QRectF(ground.left(), ground.top(), std::max(1.0, share * ground.width()), ground.height()), color);
        if (index.data(kBarValueRole).toDouble() > index.data(kBarMaximumRole).toDouble())
            paintBreak(*painter, ground, Qt::Horizontal,
                selected ? token(Token::Tint, option.palette) : option.palette.color(QPalette::Base));
    }
    painter->setPen(option.palette.color(QPalette::Text));
    m_texts.setFont(tabularFont(option.font));
    m_texts.draw(
        *painter, inside.adjusted(0, 0, 0, -kBarHeight), Qt::AlignRight | Qt::AlignVCenter, text, Qt::ElideRight);
    painter->restore();
}

} // namespace bitladder::widgets
