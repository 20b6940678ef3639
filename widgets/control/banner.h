// One message above the pages: what happened, in a colour and with a sign for its weight, one optional action, and a
// button to close it. BannerStack keeps several and shows one.
#pragma once

#include <QFrame>
#include <QString>

class QLabel;
class QPushButton;
class QToolButton;

namespace bitladder::widgets
{

enum class Severity { Note, Warning, Error };

struct BannerMessage {
    Severity severity = Severity::Warning;
    QString text; // names file, node and cause
    QString actionText; // empty: no action
    int order = 0; // of equally grave ones the lower stands first
};

class Banner : public QFrame
{
    Q_OBJECT

public:
    explicit Banner(const BannerMessage& message, QWidget* parent = nullptr);

    const BannerMessage& message() const { return m_message; }

    // Which one of how many this is, from 1; a button leads to the next one unless it is the only one.
    void setPlace(int place, int count);

signals:
    void nextRequested();
    void actionRequested();
    void closeRequested();

protected:
    void paintEvent(QPaintEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    QColor signalColor() const;

    BannerMessage m_message;
    QToolButton* m_next = nullptr;
};

} // namespace bitladder::widgets
