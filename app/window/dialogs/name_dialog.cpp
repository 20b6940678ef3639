#include "app/window/dialogs/name_dialog.h"

#include <QInputDialog>
#include <algorithm>

namespace bitladder::app
{

QString askForName(QWidget* parent, const QString& title, const QString& label, const QString& present)
{
    constexpr int kButtons = 160; // px of a title bar
    QInputDialog dialog(parent);
    dialog.setWindowTitle(title);
    dialog.setLabelText(label);
    dialog.setTextValue(present);
    const int needed = dialog.fontMetrics().horizontalAdvance(title) + kButtons;
    dialog.resize(std::max(needed, dialog.sizeHint().width()), dialog.sizeHint().height());
    return dialog.exec() == QDialog::Accepted ? dialog.textValue().trimmed() : QString();
}

} // namespace bitladder::app
