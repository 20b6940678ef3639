// Lists whose picture and data a person can take away: the menu of a right click, as plots have it.
#pragma once

#include <QString>
#include <functional>

class QTreeWidget;
class QWidget;

namespace bitladder::widgets
{

// `csv` gives the data; without one what stands in the list. `failed` hears why something was not saved. The picture
// has all rows, as wide as the list is shown.
void makeSavable(
    QTreeWidget* list, const std::function<QString()>& csv, const std::function<void(const QString&)>& failed);
// A widget in whole, also where it is scrolled: `content` gives it when it is asked for.
void makeSavable(QWidget* widget, const std::function<QWidget*()>& content, const std::function<QString()>& csv,
    const std::function<void(const QString&)>& failed);

QString listAsCsv(const QTreeWidget& list);

} // namespace bitladder::widgets
