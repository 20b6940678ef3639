// A text of one or more lines that changes often. QLabel asks for a new layout of the window with every text; this
// label asks only when it needs more height than before. It keeps that height until it is empty, so that changing texts
// move nothing.
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
    int m_heldWidth = -1, m_heldHeight = 0; // the height that is held at that width
    mutable int m_measuredWidth = -1, m_measured = 0; // shaping a text takes longer than painting it
};

} // namespace bitladder::widgets
