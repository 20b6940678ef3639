#include "widgets/name_delegate.h"

#include "widgets/distinct_names.h"

#include <QApplication>
#include <QStyle>

namespace bitladder::widgets
{

void NameDelegate::initStyleOption(QStyleOptionViewItem* option, const QModelIndex& index) const
{
    QStyledItemDelegate::initStyleOption(option, index);
    const QStyle* style = option->widget ? option->widget->style() : QApplication::style();
    const int margin = style->pixelMetric(QStyle::PM_FocusFrameHMargin, option, option->widget) + 1;
    const int room = option->rect.width() - 2 * margin;
    if (m_shown.model != index.model() || m_shown.room != room || m_shown.rows != index.model()->rowCount()
        || !m_shown.texts.contains(option->text))
        shorten(*option, index, room);
    option->text = m_shown.texts.value(option->text, option->text);
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
