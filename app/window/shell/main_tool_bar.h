// The tool bar: files, steps, menus, perspectives, the search, and the one filled button. When room is short the words
// go, then the search; nothing forces the window wider.
#pragma once
#include "app/window/shell/window_context.h"

#include <QList>
#include <QToolBar>

class QAction;
class QMenu;
class QToolButton;

namespace bitladder::app
{

class Perspectives;

class MainToolBar : public QToolBar
{
    Q_OBJECT

public:
    // What its buttons do; all of it outlives the bar.
    struct Parts {
        QAction *open = nullptr, *pictures = nullptr, *undo = nullptr, *redo = nullptr;
        QAction *find = nullptr, *measure = nullptr, *stop = nullptr;
        QMenu *presets = nullptr, *compare = nullptr, *exports = nullptr;
        Perspectives* perspectives = nullptr;
    };
    MainToolBar(const WindowContext& context, const Parts& parts, QWidget* parent);

protected:
    void resizeEvent(QResizeEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    QToolButton* addButton(QAction* action, const QString& text, const QString& icon);
    QToolButton* addMenuButton(const QString& text, const QString& toolTip, const QString& icon, QMenu* menu);
    void addStepButton(QAction* action, const QString& icon);
    void addSpace();
    void addPerspectives();
    void addSearch();
    void addMeasure();
    void showWork();
    void fit();

    WindowContext m_context;
    Parts m_parts;
    QList<QToolButton*> m_worded; // those that can do without their words, the first to lose them first
    QToolButton* m_measure = nullptr;
    bool m_busy = false;
};

} // namespace bitladder::app
