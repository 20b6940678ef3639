// Paints a table cell: a swatch where the decoration is a colour, and one line of text. It takes a fraction of the time
// of the style's painting, which lays each text out several times; the table of layers is painted with every step of a
// fader.
#pragma once

#include "widgets/table/shaped_texts.h"

#include <QStyledItemDelegate>

namespace bitladder::widgets
{

class CellDelegate : public QStyledItemDelegate
{
    Q_OBJECT

public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;

protected:
    static constexpr int kSide = 4; // free at both sides

    virtual QString textOf(const QStyleOptionViewItem& option, const QModelIndex& index) const;
    // What lies below the text: the selection, the frame of the focus.
    static void paintGround(QPainter& painter, const QStyleOptionViewItem& option);
    static QPalette::ColorGroup groupOf(const QStyleOptionViewItem& option);

    mutable ShapedTexts m_texts; // painting changes nothing that can be seen
};

} // namespace bitladder::widgets
