#include "widgets/control/number_way_view.h"

#include "widgets/control/screen_reader.h"

#include <QHelpEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QToolTip>
#include <algorithm>
#include <cmath>

namespace bitladder::widgets
{

namespace
{

constexpr int kGap = 8, kPad = 8, kLeastCard = 104, kLeastLevels = 120;
constexpr int kFewPixels = 4; // between two levels that are drawn as lines

} // namespace

NumberWayView::NumberWayView(QWidget* parent)
    : QWidget(parent)
{
    setMouseTracking(true);
    tellReader(this, QAccessible::Graphic);
    setAccessibleName(tr("The way of one number"));
}

void NumberWayView::setData(const NumberWayData& data)
{
    m_data = data;
    // The histogram and the levels, and the number itself wherever it is.
    double low = std::numeric_limits<double>::infinity(), high = -low;
    const auto reach = [&](double v) {
        if (!std::isfinite(v)) return;
        low = std::min(low, v);
        high = std::max(high, v);
    };
    if (!data.edges.empty()) {
        reach(data.edges.front());
        reach(data.edges.back());
    } else if (!data.levels.empty()) {
        reach(data.levels.front());
        reach(data.levels.back());
    }
    reach(data.x);
    reach(data.value);
    if (!(high > low)) {
        low = std::isfinite(low) ? low - 1 : 0;
        high = low + 2;
    }
    const double air = 0.03 * (high - low);
    m_low = low - air;
    m_high = high + air;
    QStringList spoken;
    for (const auto& card : data.cards)
        spoken << card.head + QLatin1Char(' ') + card.value;
    setAccessibleDescription(spoken.join(QStringLiteral("; ")));
    update();
}

void NumberWayView::clear()
{
    setData({});
}

void NumberWayView::setEmptyText(const QString& text)
{
    m_emptyText = text;
    update();
}

QSize NumberWayView::minimumSizeHint() const
{
    return {3 * kLeastCard + 4 * kGap, 2 * (cardHeight() + kGap) + 3 * fontMetrics().height() + kLeastLevels};
}

int NumberWayView::leastCard() const
{
    int least = kLeastCard;
    for (const auto& card : m_data.cards)
        for (const QString& word : card.formula.split(QLatin1Char(' ')))
            least = std::max(least, fontMetrics().horizontalAdvance(word) + 2 * kPad);
    return least;
}

int NumberWayView::columns() const
{
    const int count = std::max<int>(1, static_cast<int>(m_data.cards.size()));
    const int all = std::max(1, (width() - kGap) / (leastCard() + kGap));
    return all >= count ? count : std::max(1, std::min(all, (count + 1) / 2));
}

int NumberWayView::cardWidth() const
{
    return (width() - (columns() + 1) * kGap) / columns();
}

int NumberWayView::formulaHeight() const
{
    int most = 2 * fontMetrics().height();
    const QRect box(0, 0, std::max(1, cardWidth() - 2 * kPad), 1000);
    for (const auto& card : m_data.cards)
        most = std::max(most, fontMetrics().boundingRect(box, Qt::TextWordWrap, card.formula).height());
    return most;
}

int NumberWayView::cardHeight() const
{
    return 2 * kPad + 2 * fontMetrics().height() + formulaHeight() + kGap / 2;
}

QRect NumberWayView::cardRect(int index) const
{
    const int n = columns(), w = cardWidth();
    return {kGap + (index % n) * (w + kGap), kGap + (index / n) * (cardHeight() + kGap), w, cardHeight()};
}

int NumberWayView::verdictHeight() const
{
    const QRect box(0, 0, width() - 2 * kGap, 1000);
    return fontMetrics().boundingRect(box, Qt::TextWordWrap, m_data.verdict).height();
}

QRect NumberWayView::verdictRect() const
{
    const int rows = m_data.cards.isEmpty() ? 0 : (static_cast<int>(m_data.cards.size()) - 1) / columns() + 1;
    return {kGap, kGap + rows * (cardHeight() + kGap), width() - 2 * kGap, verdictHeight()};
}

QRect NumberWayView::levelsRect() const
{
    const int top = verdictRect().bottom() + 2 * kGap;
    return {kGap, top, width() - 2 * kGap, std::max(0, height() - top - 2 * fontMetrics().height() - kGap)};
}

int NumberWayView::positionOf(double x) const
{
    const QRect r = levelsRect();
    return r.left() + static_cast<int>(std::lround((x - m_low) / (m_high - m_low) * r.width()));
}

double NumberWayView::numberAt(int position) const
{
    const QRect r = levelsRect();
    return m_low + (m_high - m_low) * (position - r.left()) / std::max(1, r.width());
}

void NumberWayView::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.fillRect(rect(), palette().base());
    if (m_data.cards.isEmpty()) {
        painter.setPen(mixed(palette().color(QPalette::Text), palette().color(QPalette::Base), 0.35));
        painter.drawText(rect().adjusted(24, 24, -24, -24), Qt::AlignCenter | Qt::TextWordWrap, m_emptyText);
        return;
    }
    paintCards(painter);
    painter.setPen(palette().color(QPalette::Text));
    painter.drawText(verdictRect(), Qt::TextWordWrap, m_data.verdict);
    paintLevels(painter);
}

void NumberWayView::paintCards(QPainter& painter) const
{
    const QColor text = palette().color(QPalette::Text), base = palette().color(QPalette::Base);
    const QColor accent = palette().color(QPalette::Highlight);
    QFont bold = font();
    bold.setBold(true);
    const QFont figures = tabularFont(bold);
    for (int i = 0; i < m_data.cards.size(); ++i) {
        const auto& card = m_data.cards[i];
        const QRect box = cardRect(i);
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(QPen(card.changes ? accent : mixed(text, base, 0.6), card.changes ? 2 : 1));
        painter.setBrush(card.changes ? mixed(base, accent, 0.14) : mixed(base, text, 0.04));
        painter.drawRoundedRect(QRectF(box).adjusted(1, 1, -1, -1), 4, 4);
        const QRect in = box.adjusted(kPad, kPad, -kPad, -kPad);
        const int line = fontMetrics().height();
        painter.setPen(mixed(text, base, 0.25));
        painter.setFont(font());
        painter.drawText(QRect(in.left(), in.top(), in.width(), line), Qt::AlignLeft | Qt::AlignVCenter, card.head);
        painter.setPen(text);
        painter.setFont(figures);
        painter.drawText(QRect(in.left(), in.top() + line, in.width(), line + kGap / 2),
            Qt::AlignLeft | Qt::AlignVCenter, QFontMetrics(figures).elidedText(card.value, Qt::ElideRight, in.width()));
        painter.setPen(mixed(text, base, 0.25));
        painter.setFont(font());
        painter.drawText(QRect(in.left(), in.top() + 2 * line + kGap / 2, in.width(), formulaHeight()),
            Qt::AlignLeft | Qt::AlignTop | Qt::TextWordWrap, card.formula);
    }
}

void NumberWayView::paintLevels(QPainter& painter) const
{
    const QRect r = levelsRect();
    if (r.height() < 16) return;
    const QColor text = palette().color(QPalette::Text), base = palette().color(QPalette::Base);
    painter.setRenderHint(QPainter::Antialiasing, false);
    // The numbers around.
    const double most = m_data.counts.empty() ? 0 : *std::ranges::max_element(m_data.counts);
    const QColor reference = roleColor(Role::FloatReference, palette());
    const int axis = r.bottom();
    if (most > 0)
        for (size_t i = 0; i < m_data.counts.size(); ++i) {
            const int left = positionOf(m_data.edges[i]), right = std::max(left + 1, positionOf(m_data.edges[i + 1]));
            const int high = static_cast<int>(std::lround(0.85 * r.height() * m_data.counts[i] / most));
            painter.fillRect(left, axis - high, right - left, high, mixed(reference, base, 0.72));
        }
    // The levels, where they can be told apart.
    const QColor family = familyColor(m_data.family, palette());
    int last = std::numeric_limits<int>::min() / 2, closest = width();
    for (const double level : m_data.levels) {
        const int p = positionOf(level);
        closest = std::min(closest, p - last);
        last = p;
    }
    if (closest >= kFewPixels)
        for (const double level : m_data.levels) {
            const int p = positionOf(level);
            if (p < r.left() || p > r.right()) continue;
            painter.setPen(QPen(level == 0 ? family : mixed(family, base, 0.45), 1));
            painter.drawLine(p, r.top() + r.height() / 8, p, axis);
        }
    painter.setPen(QPen(mixed(text, base, 0.4), 1));
    painter.drawLine(r.left(), axis, r.right(), axis);
    const int line = fontMetrics().height();
    painter.setPen(mixed(text, base, 0.25));
    painter.drawText(QRect(r.left(), axis + 2, r.width(), line), Qt::AlignLeft, formatNumber(m_low));
    painter.drawText(QRect(r.left(), axis + 2, r.width(), line), Qt::AlignRight, formatNumber(m_high));
    painter.drawText(QRect(r.left(), axis + 2, r.width(), line), Qt::AlignHCenter,
        m_data.bits.isEmpty() ? QString() : tr("in memory: %1").arg(m_data.bits));
    // From the number to what it becomes.
    painter.setRenderHint(QPainter::Antialiasing);
    const double y = r.top() + r.height() / 3.0;
    const double from = positionOf(m_data.x), to = positionOf(m_data.value);
    const QColor quantized = roleColor(Role::Quantized, palette());
    painter.setPen(QPen(text, 1.5));
    painter.drawLine(QPointF(from, y), QPointF(to, y));
    if (std::fabs(to - from) > 14) {
        const double d = to > from ? -1 : 1;
        painter.drawLine(QPointF(to + d * 6, y), QPointF(to + d * 11, y - 4));
        painter.drawLine(QPointF(to + d * 6, y), QPointF(to + d * 11, y + 4));
    }
    painter.setPen(QPen(base, 1));
    painter.setBrush(quantized);
    painter.drawRect(QRectF(to - 5, y - 5, 10, 10));
    painter.setBrush(reference);
    painter.drawEllipse(QPointF(from, y), 5, 5);
}

void NumberWayView::mousePressEvent(QMouseEvent* event)
{
    if (event->button() == Qt::LeftButton && !m_data.cards.isEmpty() && levelsRect().contains(event->pos()))
        emit numberChosen(numberAt(event->pos().x()));
}

void NumberWayView::mouseMoveEvent(QMouseEvent* event)
{
    const bool over = !m_data.cards.isEmpty() && levelsRect().contains(event->pos());
    setCursor(over ? Qt::CrossCursor : Qt::ArrowCursor);
    if (over && (event->buttons() & Qt::LeftButton)) emit numberChosen(numberAt(event->pos().x()));
}

bool NumberWayView::event(QEvent* event)
{
    if (event->type() == QEvent::ToolTip) {
        const auto* help = static_cast<QHelpEvent*>(event);
        QString tip;
        for (int i = 0; i < m_data.cards.size(); ++i)
            if (cardRect(i).contains(help->pos()))
                tip = m_data.cards[i].head + QLatin1Char('\n') + m_data.cards[i].value + QLatin1Char('\n')
                    + m_data.cards[i].formula;
        if (tip.isEmpty() && !m_data.cards.isEmpty() && levelsRect().contains(help->pos()))
            tip = tr("%1; click to follow this number").arg(formatNumber(numberAt(help->pos().x())));
        QToolTip::showText(help->globalPos(), tip, this);
        return true;
    }
    return QWidget::event(event);
}

} // namespace bitladder::widgets
