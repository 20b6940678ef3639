#include "widgets/table/savable.h"

#include "widgets/control/save_dialog.h"
#include "widgets/table/csv_text.h"

#include <QHeaderView>
#include <QMenu>
#include <QPainter>
#include <QTreeWidget>
#include <QTreeWidgetItemIterator>

namespace bitladder::widgets
{

namespace
{

constexpr int kPad = 4;

int depthOf(const QTreeWidgetItem* item)
{
    int depth = 0;
    for (; item->parent(); item = item->parent())
        ++depth;
    return depth;
}

int rowHeight(const QTreeWidget& list)
{
    return list.fontMetrics().height() + kPad;
}

// All rows with the texts of the columns that are shown, a head above them.
void paintList(QPainter& painter, QTreeWidget& list, const QSize& size)
{
    painter.fillRect(QRect(QPoint(0, 0), size), list.palette().color(QPalette::Base));
    painter.setFont(list.font());
    const QHeaderView* header = list.header();
    int y = 0;
    const auto line = [&](const QTreeWidgetItem* item, int indent) {
        for (int place = 0; place < header->count(); ++place) {
            const int column = header->logicalIndex(place);
            if (header->isSectionHidden(column)) continue;
            const QVariant alignment = item->data(column, Qt::TextAlignmentRole);
            const auto flags = alignment.isValid() ? alignment.toInt() : int(Qt::AlignLeft | Qt::AlignVCenter);
            const QRect cell = QRect(header->sectionPosition(column), y, header->sectionSize(column), rowHeight(list))
                                   .adjusted(kPad + (column == 0 ? indent : 0), 0, -kPad, 0);
            const QVariant color = item->data(column, Qt::ForegroundRole);
            painter.setPen(color.isValid() ? color.value<QBrush>().color() : list.palette().color(QPalette::Text));
            painter.drawText(
                cell, flags, painter.fontMetrics().elidedText(item->text(column), Qt::ElideMiddle, cell.width()));
        }
        y += rowHeight(list);
    };
    line(list.headerItem(), 0);
    painter.drawLine(0, y - 1, size.width(), y - 1);
    for (QTreeWidgetItemIterator it(&list); *it; ++it)
        line(*it, depthOf(*it) * list.indentation());
}

void addMenu(QWidget* widget, const Saving& saving)
{
    widget->setContextMenuPolicy(Qt::CustomContextMenu);
    QObject::connect(widget, &QWidget::customContextMenuRequested, widget, [widget, saving](const QPoint& place) {
        auto* menu = new QMenu(widget);
        menu->setAttribute(Qt::WA_DeleteOnClose);
        addSaveActions(menu, widget, saving);
        menu->popup(widget->mapToGlobal(place));
    });
}

SaveResult savePainted(
    const QWidget& widget, const QString& path, const QSize& size, const std::function<void(QPainter&)>& paint)
{
    return savePictureFile(path, size, widget.devicePixelRatioF(), widget.accessibleName(), [&](QPaintDevice* device) {
        QPainter painter;
        if (!painter.begin(device)) return false;
        paint(painter);
        return painter.end();
    });
}

} // namespace

QString listAsCsv(const QTreeWidget& list)
{
    QString text;
    const auto line = [&](const QTreeWidgetItem* item) {
        QStringList cells;
        for (int column = 0; column < list.columnCount(); ++column)
            cells << csvText(item->text(column));
        text += csvLine(cells);
    };
    line(list.headerItem());
    for (QTreeWidgetItemIterator it(const_cast<QTreeWidget*>(&list)); *it; ++it)
        line(*it);
    return text;
}

void makeSavable(
    QTreeWidget* list, const std::function<QString()>& csv, const std::function<void(const QString&)>& failed)
{
    addMenu(list,
        {[list](const QString& path) {
             int rows = 1;
             for (QTreeWidgetItemIterator it(list); *it; ++it)
                 ++rows;
             const QSize size(std::max(1, list->header()->length()), rows * rowHeight(*list));
             return savePainted(*list, path, size, [&](QPainter& painter) { paintList(painter, *list, size); });
         },
            [list, csv](const QString& path) { return saveTextFile(path, csv ? csv() : listAsCsv(*list)); }, failed});
}

void makeSavable(QWidget* widget, const std::function<QWidget*()>& content, const std::function<QString()>& csv,
    const std::function<void(const QString&)>& failed)
{
    addMenu(widget,
        {[widget, content](const QString& path) {
             QWidget* shown = content();
             if (!shown) return SaveResult::NotWritable;
             return savePainted(*widget, path, shown->size(), [&](QPainter& painter) { shown->render(&painter); });
         },
            [csv](const QString& path) { return saveTextFile(path, csv()); }, failed});
}

} // namespace bitladder::widgets
