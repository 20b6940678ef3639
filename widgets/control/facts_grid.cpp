#include "widgets/control/facts_grid.h"

#include "widgets/control/screen_reader.h"
#include "widgets/control/theme.h"
#include "widgets/theme/tokens.h"

#include <QHelpEvent>
#include <QPainter>
#include <QToolTip>

#include <algorithm>

namespace bitladder::widgets
{

namespace
{

constexpr int kGap = 12;

} // namespace

FactsGrid::FactsGrid(QWidget* parent)
    : QWidget(parent)
{
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    tellReader(this, QAccessible::Graphic);
    setAccessibleName(tr("What was computed"));
}

int FactsGrid::lineHeight() const
{
    return fontMetrics().height() + 3;
}

QSize FactsGrid::sizeHint() const
{
    return {220, std::max(1, static_cast<int>(m_facts.size())) * lineHeight()};
}

void FactsGrid::setFacts(const QList<Fact>& facts)
{
    if (facts == m_facts) return;
    const bool resized = facts.size() != m_facts.size();
    m_facts = facts;
    QStringList texts;
    for (const Fact& fact : facts)
        texts << QStringLiteral("%1: %2, %3").arg(fact.name, fact.weights, fact.activations);
    setAccessibleDescription(texts.join(QStringLiteral("; ")));
    if (resized) updateGeometry();
    update();
}

void FactsGrid::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    const QFont figures = tabularFont(font());
    int names = 0;
    for (const Fact& fact : m_facts)
        names = std::max(names, fontMetrics().horizontalAdvance(fact.name) + kGap);
    const int half = (width() - names) / 2;
    const QFontMetrics metrics(figures);
    for (int i = 0; i < m_facts.size(); ++i) {
        const Fact& fact = m_facts[i];
        const QRect line(0, i * lineHeight(), width(), lineHeight());
        painter.setFont(font());
        painter.setPen(token(Token::Text2, palette()));
        painter.drawText(line, Qt::AlignLeft | Qt::AlignVCenter, fact.name);
        painter.setFont(figures);
        painter.setPen(token(Token::Text, palette()));
        // One text for both parts has the room of both.
        const int room = fact.activations.isEmpty() ? 2 * half : half - 4;
        painter.drawText(QRect(names, line.top(), room, line.height()), Qt::AlignLeft | Qt::AlignVCenter,
            metrics.elidedText(fact.weights, Qt::ElideRight, room));
        painter.drawText(QRect(names + half, line.top(), half, line.height()), Qt::AlignLeft | Qt::AlignVCenter,
            metrics.elidedText(fact.activations, Qt::ElideRight, half));
    }
}

bool FactsGrid::event(QEvent* event)
{
    if (event->type() == QEvent::FontChange) updateGeometry();
    if (event->type() != QEvent::ToolTip) return QWidget::event(event);
    const auto& help = static_cast<const QHelpEvent&>(*event);
    const int row = help.pos().y() / lineHeight();
    if (row < 0 || row >= m_facts.size()) return true;
    const Fact& fact = m_facts[row];
    QStringList lines {fact.name, fact.weights, fact.activations, fact.toolTip};
    lines.removeAll(QString());
    QToolTip::showText(help.globalPos(), lines.join(QLatin1Char('\n')), this);
    return true;
}

} // namespace bitladder::widgets
