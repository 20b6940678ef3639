// All keys on one sheet: those of the menus, of the faders and of the pages.
#pragma once
#include <QDialog>

class QMenuBar;

namespace bitladder::app
{

class ShortcutSheet : public QDialog
{
    Q_OBJECT

public:
    ShortcutSheet(const QMenuBar& menus, QWidget* parent);
};

} // namespace bitladder::app
