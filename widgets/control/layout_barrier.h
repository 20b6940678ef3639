// Holds one widget, which fills it, and keeps what is laid out anew inside from having everything around it laid out too: a layout
// passes each request on to its parent, up to the window, whether or not a size has changed. From here it goes on only when the
// widget needs another least size than before.
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
