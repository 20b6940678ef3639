// Shows the names of a column shortened to its width so that they can still be told apart.
#pragma once

#include "widgets/table/cell_delegate.h"

#include <QHash>
#include <QPointer>

namespace bitladder::widgets
{

class NameDelegate : public CellDelegate
{
    Q_OBJECT

public:
    using CellDelegate::CellDelegate;

protected:
    QString textOf(const QStyleOptionViewItem& option, const QModelIndex& index) const override;

private:
    void shorten(const QStyleOptionViewItem& option, const QModelIndex& index, int room) const;

    // The names of the column as they were shortened last, and for what.
    struct Shown {
        QHash<QString, QString> texts; // by full name
        QPointer<const QAbstractItemModel> model;
        int rows = -1, room = -1;
    };
    mutable Shown m_shown;
};

} // namespace bitladder::widgets
