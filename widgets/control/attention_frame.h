// A frame around a part of the window, to say "look here". It takes no clicks and goes by itself after a while.
#pragma once

#include <QPointer>
#include <QTimer>
#include <QWidget>

namespace bitladder::widgets
{

class AttentionFrame : public QWidget
{
    Q_OBJECT

public:
    explicit AttentionFrame(QWidget* window);

    // Around a widget of the window, as long as that is visible; null: nowhere.
    void surround(QWidget* part);
    QWidget* part() const { return m_part; }

protected:
    void paintEvent(QPaintEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void follow();

    QPointer<QWidget> m_part;
    QTimer m_end;
};

} // namespace bitladder::widgets
