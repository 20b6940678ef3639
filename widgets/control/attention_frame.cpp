#include "widgets/control/attention_frame.h"

#include "widgets/theme/tokens.h"

#include <QEvent>
#include <QPainter>

namespace bitladder::widgets
{

namespace
{

constexpr int kShown = 6000; // ms
constexpr int kLine = 3, kRadius = 4; // pixels

} // namespace

AttentionFrame::AttentionFrame(QWidget* window)
    : QWidget(window)
{
    setAttribute(Qt::WA_TransparentForMouseEvents);
    setFocusPolicy(Qt::NoFocus);
    hide();
    m_end.setSingleShot(true);
    m_end.setInterval(kShown);
    connect(&m_end, &QTimer::timeout, this, [this] { surround(nullptr); });
}

void AttentionFrame::surround(QWidget* part)
{
    if (m_part) m_part->removeEventFilter(this);
    m_part = part;
    if (!m_part) {
        m_end.stop();
        hide();
        return;
    }
    m_part->installEventFilter(this);
    m_end.start();
    follow();
}

void AttentionFrame::follow()
{
    if (!m_part || !m_part->isVisible()) {
        hide();
        return;
    }
    setGeometry(QRect(m_part->mapTo(parentWidget(), QPoint()), m_part->size()));
    show();
    raise();
}

bool AttentionFrame::eventFilter(QObject* watched, QEvent* event)
{
    switch (event->type()) {
    case QEvent::Move:
    case QEvent::Resize:
    case QEvent::Show:
    case QEvent::Hide:
        QMetaObject::invokeMethod(this, &AttentionFrame::follow, Qt::QueuedConnection);
        break;
    default:
        break;
    }
    return QWidget::eventFilter(watched, event);
}

void AttentionFrame::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(token(Token::Accent, palette()), kLine));
    const qreal half = kLine / 2.0;
    painter.drawRoundedRect(QRectF(rect()).adjusted(half, half, -half, -half), kRadius, kRadius);
}

} // namespace bitladder::widgets
