// A layout barrier: a widget that holds one other widget, which fills it. In Qt a layout request travels up to the
// window, which then lays out everything, whether or not a size has changed. The barrier passes a request on only when
// the minimum size of its content has changed.
#pragma once

#include <QWidget>

namespace bitladder::widgets
{

class LayoutBarrier : public QWidget
{
    Q_OBJECT

public:
    // Takes the widget over.
    explicit LayoutBarrier(QWidget* content, QWidget* parent = nullptr);

    QSize sizeHint() const override { return m_content->sizeHint(); }
    QSize minimumSizeHint() const override { return m_least; }

protected:
    bool event(QEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    QSize leastNow() const;

    QWidget* m_content;
    QSize m_least;
};

} // namespace bitladder::widgets
