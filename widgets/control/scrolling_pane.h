// A pane that scrolls down where its content is taller, instead of squeezing it. Its width is the content's.
#pragma once
#include <QScrollArea>

namespace bitladder::widgets
{

class ScrollingPane : public QScrollArea
{
    Q_OBJECT

public:
    // Takes the content over.
    explicit ScrollingPane(QWidget* content, QWidget* parent = nullptr);
    // Pixels that it asks for; without this call, six lines.
    void setLeastHeight(int pixels);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    // The wheel turns the number or the list that has the focus; over any other it scrolls.
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void watchFields();
    int roomForBar() const;

    int m_least = 0; // pixels; 0: six lines
};

} // namespace bitladder::widgets
