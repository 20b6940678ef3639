// The keys without modifiers that work anywhere in the window: digits set a width, Space measures. What a focused widget needs
// itself (text, numbers, a button's press) stays with it; Undo and Redo do only while it has something typed. And Shift+F10, which Qt does not know on X11, for keyboards without a
// menu key.
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
    void measureTyped();

protected:
    bool eventFilter(QObject* object, QEvent* event) override;

private:
    void askForMenu();
};

} // namespace bitladder::app
