#include "widgets/table/choice_delegate.h"

#include <QAbstractItemModel>
#include <QComboBox>
#include <QTimer>

#include <algorithm>

namespace bitladder::widgets
{

QWidget* ChoiceDelegate::createEditor(
    QWidget* parent, const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    const QStringList choices = index.data(kChoicesRole).toStringList();
    if (choices.isEmpty()) return QStyledItemDelegate::createEditor(parent, option, index);
    auto* combo = new QComboBox(parent);
    combo->addItems(choices);
    combo->setAccessibleName(index.model()->headerData(index.column(), Qt::Horizontal).toString());
    // One click is enough: the choice counts as soon as it is taken.
    auto* self = const_cast<ChoiceDelegate*>(this);
    connect(combo, &QComboBox::activated, self, [self, combo] {
        emit self->commitData(combo);
        emit self->closeEditor(combo);
    });
    QTimer::singleShot(0, combo, &QComboBox::showPopup);
    return combo;
}

void ChoiceDelegate::setEditorData(QWidget* editor, const QModelIndex& index) const
{
    auto* combo = qobject_cast<QComboBox*>(editor);
    if (combo == nullptr) {
        QStyledItemDelegate::setEditorData(editor, index);
        return;
    }
    const QVariant current = index.data(kCurrentChoiceRole);
    combo->setCurrentIndex(current.isValid() ? current.toInt() : -1);
}

void ChoiceDelegate::setModelData(QWidget* editor, QAbstractItemModel* model, const QModelIndex& index) const
{
    const auto* combo = qobject_cast<QComboBox*>(editor);
    if (combo == nullptr) {
        QStyledItemDelegate::setModelData(editor, model, index);
        return;
    }
    if (combo->currentIndex() < 0 || index.data(kCurrentChoiceRole) == QVariant(combo->currentIndex())) return;
    model->setData(index, combo->currentIndex(), kCurrentChoiceRole);
}

void ChoiceDelegate::updateEditorGeometry(
    QWidget* editor, const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    QStyledItemDelegate::updateEditorGeometry(editor, option, index);
    // A narrow column must not cut the choices.
    QRect place = editor->geometry();
    place.setWidth(std::max(place.width(), editor->sizeHint().width()));
    editor->setGeometry(place);
}

} // namespace bitladder::widgets
