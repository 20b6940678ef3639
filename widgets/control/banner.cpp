#include "widgets/control/banner.h"

#include "widgets/control/theme.h"
#include "widgets/theme/tokens.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QPainter>
#include <QPushButton>
#include <QToolButton>

namespace bitladder::widgets
{

namespace
{

constexpr double kStripe = 3;

QString signOf(Severity severity)
{
    switch (severity) {
    case Severity::Note:
        return QStringLiteral("ℹ");
    case Severity::Warning:
        return QStringLiteral("⚠");
    case Severity::Error:
        return QStringLiteral("✖");
    }
    return {};
}

QString severityName(Severity severity)
{
    switch (severity) {
    case Severity::Note:
        return Banner::tr("Note");
    case Severity::Warning:
        return Banner::tr("Warning");
    case Severity::Error:
        return Banner::tr("Error");
    }
    return {};
}

} // namespace

Banner::Banner(const BannerMessage& message, QWidget* parent)
    : QFrame(parent)
    , m_message(message)
{
    auto* sign = new QLabel(signOf(message.severity), this);
    auto* text = new QLabel(message.text, this);
    text->setWordWrap(true);
    text->setTextFormat(Qt::PlainText);
    text->setTextInteractionFlags(Qt::TextSelectableByMouse);
    QSizePolicy wrapped(QSizePolicy::Expanding, QSizePolicy::Preferred);
    wrapped.setHeightForWidth(true);
    text->setSizePolicy(wrapped);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(static_cast<int>(kStripe) + 8, 4, 4, 4);
    row->setSpacing(8);
    row->addWidget(sign);
    row->addWidget(text, 1);
    if (!message.actionText.isEmpty()) {
        auto* action = new QPushButton(message.actionText, this);
        row->addWidget(action);
        connect(action, &QPushButton::clicked, this, &Banner::actionRequested);
    }
    m_next = new QToolButton(this);
    m_next->setObjectName(QStringLiteral("next"));
    m_next->setAutoRaise(true);
    m_next->setToolTip(tr("Show the next message"));
    m_next->hide();
    row->addWidget(m_next);
    connect(m_next, &QToolButton::clicked, this, &Banner::nextRequested);
    auto* close = new QToolButton(this);
    close->setObjectName(QStringLiteral("close"));
    close->setText(QStringLiteral("✕"));
    close->setAutoRaise(true);
    close->setToolTip(tr("Close this message"));
    close->setAccessibleName(close->toolTip());
    row->addWidget(close);
    connect(close, &QToolButton::clicked, this, &Banner::closeRequested);
    setAccessibleName(severityName(message.severity));
    setAccessibleDescription(message.text);
}

void Banner::setPlace(int place, int count)
{
    m_next->setText(tr("%1 of %2 ›", "place of a message, number of messages").arg(place).arg(count));
    m_next->setAccessibleName(tr("Message %1 of %2: show the next one").arg(place).arg(count));
    m_next->setVisible(count > 1);
}

QColor Banner::signalColor() const
{
    switch (m_message.severity) {
    case Severity::Note:
        return token(Token::Accent, palette());
    case Severity::Warning:
        return token(Token::WarnEdge, palette());
    case Severity::Error:
        return token(Token::Bad, palette());
    }
    return token(Token::Bad, palette());
}

void Banner::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    const QColor surface = token(Token::Surface, palette());
    QColor ground = mixed(token(Token::Bad, palette()), surface, 0.88);
    if (m_message.severity == Severity::Warning) ground = token(Token::WarnGround, palette());
    if (m_message.severity == Severity::Note) ground = token(Token::Raised, palette());
    painter.fillRect(rect(), ground);
    painter.fillRect(QRectF(0, 0, kStripe, height()), signalColor());
}

void Banner::keyPressEvent(QKeyEvent* event)
{
    if (event->key() == Qt::Key_Escape)
        emit closeRequested();
    else
        QFrame::keyPressEvent(event);
}

} // namespace bitladder::widgets
