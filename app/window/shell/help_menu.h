// The Help menu: the keys, what this machine can do, and what this program is.
#pragma once
#include <QMenu>

class QMainWindow;

namespace bitladder::app
{

class HelpMenu : public QMenu
{
    Q_OBJECT

public:
    explicit HelpMenu(QMainWindow* parent);

private:
    void about();
};

} // namespace bitladder::app
