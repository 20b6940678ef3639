#include "widgets/table/name_delegate.h"

#include "widgets/equalizer/distinct_names.h"

namespace bitladder::widgets
{

QString NameDelegate::textOf(const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    const QString name = CellDelegate::textOf(option, index);
    const int room = option.rect.width() - 2 * kSide;
    if (m_shown.model != index.model() || m_shown.room != room || m_shown.rows != index.model()->rowCount()
        || !m_shown.texts.contains(name))
        shorten(option, index, room);
    return m_shown.texts.value(name, name);
}

void NameDelegate::shorten(const QStyleOptionViewItem& option, const QModelIndex& index, int room) const
{
    const QAbstractItemModel* model = index.model();
    QStringList names;
    for (int row = 0; row < model->rowCount(); ++row)
        names << model->index(row, index.column()).data().toString();
    const QStringList texts
        = distinctlyElided(names, room, [&](QChar c) { return QFontMetricsF(option.font).horizontalAdvance(c); });
    m_shown = {{}, model, model->rowCount(), room};
    for (qsizetype i = 0; i < names.size(); ++i)
        m_shown.texts.insert(names[i], texts[i]);
}

} // namespace bitladder::widgets
