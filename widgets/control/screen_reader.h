// What a screen reader is told of widgets that Qt knows nothing about, or too little.
#pragma once

#include <QAccessible>
#include <functional>

class QComboBox;

namespace bitladder::widgets
{

// What a drawn widget is; else it is a mere filler, which readers pass over. Its name and its description stay those of
// the widget.
void tellReader(QWidget* widget, QAccessible::Role role);

// A drawn widget whose keys move a number, as those of a slider do. `value` and `set` are called while the widget
// lives.
struct ReaderNumber {
    double least = 0, most = 0;
    std::function<double()> value;
    std::function<void(double)> set;
};
void tellReader(QWidget* widget, ReaderNumber number);
// The number has changed.
void tellReaderTheNumber(QWidget* widget, double value);

// Of a drop-down list. Qt 6.4 calls it by its present entry on Linux, whatever its name is; so its name becomes its
// description, with the tool tip behind it. FlatStyle does this for all that have a name.
void describeChoice(QComboBox* box);

} // namespace bitladder::widgets
