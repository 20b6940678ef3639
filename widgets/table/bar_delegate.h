// Paints a thin bar in the cell from two roles, value and maximum, with the display text right-aligned above it.
#pragma once

#include "widgets/table/cell_delegate.h"

namespace bitladder::widgets
{

inline constexpr int kBarValueRole = Qt::UserRole + 1010; // double; anything else: no bar
inline constexpr int kBarMaximumRole = Qt::UserRole + 1011; // double, above 0
inline constexpr int kBarColorRole = Qt::UserRole + 1012; // QColor; without it the highlight colour
inline constexpr int kBarStaleRole = Qt::UserRole + 1013; // bool: text and bar pale

class BarDelegate : public CellDelegate
{
    Q_OBJECT

public:
    using CellDelegate::CellDelegate;

    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;

    // 0…1: how much of the cell the bar takes.
    static double barShare(const QModelIndex& index);
};

} // namespace bitladder::widgets
