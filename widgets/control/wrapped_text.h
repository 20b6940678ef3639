// A text of one or more lines that changes often. Unlike QLabel it asks for a new layout of the window only when it needs more
// height than before, not with every text: the room that it needed once at a width is kept until it is empty, so that texts
// which come and go with every step do not move what is around them.
#pragma once

#include <QString>
#include <QWidget>

namespace bitladder::widgets
{

class WrappedText : public QWidget
{
    Q_OBJECT

public:
    explicit WrappedText(QWidget* parent = nullptr);

    const QString& text() const { return m_text; }
    void setText(const QString& text);

    bool hasHeightForWidth() const override { return true; }
    int heightForWidth(int width) const override;
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    int textHeight(int width) const;
    void forget();

    QString m_text;
    int m_baselineWidth = -1, m_baseline = 0; // the height kept, and at which width
    mutable int m_measuredWidth = -1, m_measured = 0; // shaping a text takes longer than painting it
};

} // namespace bitladder::widgets
