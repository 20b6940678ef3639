// The dialog that asks for a file to save to, and the menu entries that open it.
#pragma once

#include "widgets/picture/picture_file.h"

#include <QString>
#include <functional>

class QMenu;
class QWidget;

namespace bitladder::widgets
{

// A path, or nothing where the person changed their mind. A name that is typed without a suffix gets that of the chosen
// filter; `filters` are those of QFileDialog, "PNG (*.png);;SVG (*.svg)". Begins in the folder of the last time.
QString askWhereToSave(QWidget* parent, const QString& title, const QString& suggestedName, const QString& filters);

// The suffix that a filter stands for: "png". Empty where it has none.
QString suffixOf(const QString& filter);

// "Save picture…" and "Save data…". `failed` hears why something was not saved. All are called while `parent` lives.
struct Saving {
    std::function<SaveResult(const QString&path)> picture, data;
    std::function<void(const QString& message)> failed;
};
void addSaveActions(QMenu* menu, QWidget* parent, const Saving& saving);

} // namespace bitladder::widgets
