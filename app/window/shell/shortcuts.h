// The keys without modifiers that work anywhere in the window: digits set a width; Space, which measures, is in the
// menu. A focused widget keeps the keys that it needs itself (text, numbers, a button's press); it keeps Undo and Redo
// only while something is typed in it. Shift+F10 opens the context menu, which Qt does not do on X11, for keyboards
// without a menu key.
#pragma once
#include <QObject>

class QWidget;

namespace bitladder::app
{

class PlainKeys : public QObject
{
    Q_OBJECT

public:
    static constexpr int kZeroMeans = 16; // as in the equalizer

    explicit PlainKeys(QWidget* window);

signals:
    void widthTyped(int bits);

protected:
    bool eventFilter(QObject* object, QEvent* event) override;

private:
    void askForMenu();
};

} // namespace bitladder::app
