// A text of one or more lines that changes often. Unlike QLabel it asks for a new layout of the window only when it needs
// another height than before, not with every text.
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
    QString m_text;
};

} // namespace bitladder::widgets
