// Edits a cell in place with a combo box whose entries the model gives by role. The choice is written back as an index
// with kCurrentChoiceRole as soon as it is taken.
#pragma once

#include "widgets/table/cell_delegate.h"

namespace bitladder::widgets
{

inline constexpr int kChoicesRole = Qt::UserRole + 1000; // QStringList: the legal choices
inline constexpr int kCurrentChoiceRole = Qt::UserRole + 1001; // int: index into the choices, -1 for none

class ChoiceDelegate : public CellDelegate
{
    Q_OBJECT

public:
    using CellDelegate::CellDelegate;

    QWidget* createEditor(QWidget* parent, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    void setEditorData(QWidget* editor, const QModelIndex& index) const override;
    void setModelData(QWidget* editor, QAbstractItemModel* model, const QModelIndex& index) const override;
    void updateEditorGeometry(
        QWidget* editor, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
};

} // namespace bitladder::widgets
