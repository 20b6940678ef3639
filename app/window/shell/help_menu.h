// The Help menu: what this machine can do, and what this program is.
#pragma once
#include <QMenu>

namespace bitladder::app
{

class HelpMenu : public QMenu
{
    Q_OBJECT

public:
    explicit HelpMenu(QWidget* parent = nullptr);

private:
    void about();
};

} // namespace bitladder::app
