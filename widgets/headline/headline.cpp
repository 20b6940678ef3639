#include "widgets/headline/headline.h"

#include "widgets/control/screen_reader.h"
#include "widgets/control/theme.h"
#include "widgets/theme/tokens.h"

#include <QClipboard>
#include <QContextMenuEvent>
#include <QFontInfo>
#include <QGuiApplication>
#include <QHelpEvent>
#include <QKeyEvent>
#include <QLocale>
#include <QMenu>
#include <QMouseEvent>
#include <QPainter>
#include <QToolTip>

#include <algorithm>
#include <cmath>

namespace bitladder::widgets
{

namespace
{

constexpr double kSide = 16, kGap = 8;
constexpr double kWideWindow = 1600; // from there on the figures are larger
constexpr double kDrawFrom = 340; // pixels: narrower cells have no drawing
constexpr double kLeastDrawing = 96, kMostDrawing = 176;

double widthIn(const QFont& font, const QString& text)
{
    return QFontMetricsF(font).horizontalAdvance(text);
}

QFont scaled(QFont font, double factor, QFont::Weight weight = QFont::Normal)
{
    if (font.pointSizeF() > 0)
        font.setPointSizeF(font.pointSizeF() * factor);
    else
        font.setPixelSize(static_cast<int>(std::lround(font.pixelSize() * factor)));
    font.setWeight(weight);
    return tabularFont(font);
}

} // namespace

Headline::Headline(QWidget* parent)
    : QWidget(parent)
{
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setFocusPolicy(Qt::TabFocus);
    tellReader(this, QAccessible::Graphic);
    setAccessibleName(tr("Headline: size, speed and answers"));
    setBackgroundRole(QPalette::Base);
    setAutoFillBackground(true);
}

double Headline::unit() const
{
    return std::max(8, QFontInfo(font()).pixelSize());
}

QSize Headline::sizeHint() const
{
    const double factor = m_size == Size::Compact ? 3.1 : width() >= kWideWindow ? 5.85 : 5.25;
    return {900, static_cast<int>(std::lround(factor * unit()))};
}

QSize Headline::minimumSizeHint() const
{
    return {360, sizeHint().height()};
}

void Headline::setSize(Size size)
{
    if (size == m_size) return;
    m_size = size;
    updateGeometry();
    update();
}

void Headline::setCells(const QList<HeadlineCell>& cells)
{
    if (cells == m_cells) return;
    m_cells = cells;
    m_focus = std::clamp(m_focus, 0, std::max(0, static_cast<int>(cells.size()) - 1));
    QStringList texts;
    for (const HeadlineCell& cell : cells)
        texts << QStringLiteral("%1 %2 (%3)").arg(cell.figure, cell.word, cell.caption);
    setAccessibleDescription(texts.join(QStringLiteral(", ")));
    update();
}

Headline::Fonts Headline::fonts(const HeadlineCell& cell) const
{
    const double big = m_size == Size::Compact ? 1.6 : width() >= kWideWindow ? 2.6 : 2.3;
    const auto weight = cell.tone == HeadlineCell::Tone::Equal ? QFont::Normal : QFont::Bold;
    return {scaled(font(), big, weight), scaled(font(), m_size == Size::Compact ? 1.08 : 1.2), scaled(font(), 0.92),
        scaled(font(), 0.85)};
}

QRectF Headline::cellRect(int index) const
{
    const double wide = width() / std::max(1.0, static_cast<double>(m_cells.size()));
    return {index * wide, 0, wide, static_cast<double>(height())};
}

int Headline::cellAt(const QPointF& point) const
{
    for (int i = 0; i < m_cells.size(); ++i)
        if (cellRect(i).contains(point)) return i;
    return -1;
}

// What has no room gives way in this order: the drawing, the second unit, the word, the caption.
Headline::Place Headline::placeOf(int index) const
{
    const HeadlineCell& cell = m_cells[index];
    const Fonts f = fonts(cell);
    Place place {cellRect(index).adjusted(kSide, 0, -kSide, 0), {}, widthIn(f.figure, cell.figure), cell.word, {}};
    const double room = place.cell.width(), word = place.figureWidth + kGap + widthIn(f.word, cell.word);
    if (word > room) place.word.clear();
    const bool compact = m_size == Size::Compact;
    double captionRoom = compact ? room - word - 2 * kSide : room;
    const bool drawn = std::isfinite(cell.bars.reference) || std::isfinite(cell.share.value);
    if (!compact && drawn && cellRect(index).width() >= kDrawFrom) {
        const double texts = std::max(word, widthIn(f.caption, cell.caption));
        const double free = room - texts - 2 * kSide;
        if (free >= kLeastDrawing) {
            const double wide = std::min(free, kMostDrawing);
            place.drawing = QRectF(place.cell.right() - wide, 0, wide, place.cell.height());
            captionRoom = room - wide - kSide;
        }
    }
    for (const QString& caption : {cell.caption, cell.shortCaption})
        if (place.caption.isEmpty() && widthIn(f.caption, caption) <= captionRoom) place.caption = caption;
    return place;
}

void Headline::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    for (int i = 0; i < m_cells.size(); ++i)
        paintCell(painter, i);
    if (!hasFocus() || m_cells.isEmpty()) return;
    painter.setPen(QPen(token(Token::Accent, palette()), 2));
    painter.drawRect(cellRect(m_focus).adjusted(2, 2, -2, -2));
}

void Headline::paintCell(QPainter& painter, int index) const
{
    const HeadlineCell& cell = m_cells[index];
    const Fonts f = fonts(cell);
    const Place place = placeOf(index);
    if (index > 0)
        painter.fillRect(
            QRectF(std::round(cellRect(index).left()), 10, 1, height() - 20), token(Token::Line, palette()));
    const bool stale = cell.freshness == Freshness::Stale;
    const QColor text = token(stale ? Token::Off : Token::Text, palette());
    const QColor quiet = token(stale ? Token::Off : Token::Text2, palette());
    const bool worse = cell.tone == HeadlineCell::Tone::Worse && !stale;
    const QFontMetricsF big(f.figure), small(f.caption);
    const bool compact = m_size == Size::Compact;
    const double block = compact ? big.capHeight() : big.capHeight() + 0.55 * unit() + small.ascent();
    const double baseline = (height() - block) / 2 + big.capHeight() - (compact ? 0 : 0.1 * unit());
    double x = place.cell.left();
    painter.setFont(f.figure);
    painter.setPen(worse ? token(Token::Bad, palette()) : text);
    painter.drawText(QPointF(x, baseline), cell.figure);
    x += place.figureWidth + kGap;
    if (!place.word.isEmpty()) {
        painter.setFont(f.word);
        painter.drawText(QPointF(x, baseline), place.word);
        x += widthIn(f.word, place.word) + kGap;
    }
    painter.setFont(f.caption);
    painter.setPen(quiet);
    if (!compact && !cell.other.isEmpty() && place.drawing.isEmpty()
        && x + widthIn(f.caption, cell.other) <= place.cell.right())
        painter.drawText(QPointF(x + kGap, baseline), cell.other);
    if (compact)
        painter.drawText(QPointF(place.cell.right() - widthIn(f.caption, place.caption), baseline), place.caption);
    else
        painter.drawText(QPointF(place.cell.left(), baseline + 0.55 * unit() + small.ascent() * 0.95), place.caption);
    if (place.drawing.isEmpty()) return;
    painter.setRenderHint(QPainter::Antialiasing);
    if (std::isfinite(cell.share.value))
        paintShare(painter, place.drawing, cell);
    else
        paintBars(painter, place.drawing, cell);
    painter.setRenderHint(QPainter::Antialiasing, false);
}

void Headline::paintBars(QPainter& painter, const QRectF& place, const HeadlineCell& cell) const
{
    const HeadlineBars& bars = cell.bars;
    const bool stale = cell.freshness == Freshness::Stale;
    const QColor ground = token(Token::Surface, palette());
    const auto aged = [&](const QColor& color) { return stale ? mixed(color, ground, 0.6) : color; };
    const QFont tick = scaled(font(), 0.85);
    const QFontMetricsF metrics(tick);
    const double bar = std::round(unit()), top = std::round((place.height() - 2 * bar - 5) / 2);
    double longest = std::max(bars.reference, bars.value);
    if (std::isfinite(bars.high)) longest = std::max(longest, bars.high);
    if (!(longest > 0)) return;
    const double scale = place.width() / longest;
    const QRectF outline(place.left() + 0.5, top + 0.5, std::max(2.0, bars.reference * scale - 1), bar - 1);
    painter.setPen(QPen(aged(token(Token::FloatReference, palette())), 1.3));
    painter.setBrush(Qt::NoBrush);
    painter.drawRect(outline);
    painter.setFont(tick);
    painter.setPen(token(stale ? Token::Off : Token::Text2, palette()));
    if (metrics.horizontalAdvance(bars.referenceLabel) + 8 < outline.width())
        painter.drawText(outline.adjusted(4, 0, 0, 0), Qt::AlignLeft | Qt::AlignVCenter, bars.referenceLabel);
    const QRectF filled(place.left(), top + bar + 5, std::max(2.0, bars.value * scale), bar);
    painter.fillRect(filled, aged(roleColor(Role::Quantized, palette())));
    double end = filled.right();
    if (std::isfinite(bars.low) && std::isfinite(bars.high)) {
        const double y = filled.center().y(), low = place.left() + bars.low * scale,
                     high = place.left() + bars.high * scale;
        painter.setPen(QPen(token(stale ? Token::Off : Token::Text, palette()), 1.4));
        painter.drawLine(QPointF(low, y), QPointF(high, y));
        for (const double x : {low, high})
            painter.drawLine(QPointF(x, y - 4), QPointF(x, y + 4));
        end = std::max(end, high);
    }
    painter.setPen(token(stale ? Token::Off : Token::Text2, palette()));
    const double label = metrics.horizontalAdvance(bars.label);
    if (end + 8 + label <= place.right())
        painter.drawText(QPointF(end + 8, filled.center().y() + metrics.capHeight() / 2), bars.label);
}

void Headline::paintShare(QPainter& painter, const QRectF& place, const HeadlineCell& cell) const
{
    const HeadlineShare& share = cell.share;
    const bool stale = cell.freshness == Freshness::Stale;
    const QColor ground = token(Token::Surface, palette());
    const auto aged = [&](const QColor& color) { return stale ? mixed(color, ground, 0.6) : color; };
    const QFont tick = scaled(font(), 0.85);
    const QFontMetricsF metrics(tick);
    // The track begins at a round share below everything that is on it.
    double start = std::min(share.low, std::isfinite(share.floor) ? share.floor : share.low);
    start = std::clamp(std::floor(start * 10 - 0.5) / 10, 0.0, 0.9);
    const auto at = [&](double v) { return place.left() + (v - start) / (1 - start) * place.width(); };
    constexpr double kTrack = 6;
    const double y = std::round(place.height() / 2) - kTrack / 2;
    painter.setPen(Qt::NoPen);
    painter.setBrush(token(Token::Line, palette()));
    painter.drawRoundedRect(QRectF(place.left(), y, place.width(), kTrack), 3, 3);
    const bool under = std::isfinite(share.floor) && share.low < share.floor;
    const QColor band = token(under ? Token::Bad : Token::Good, palette());
    painter.fillRect(QRectF(at(share.low), y, std::max(2.0, at(share.high) - at(share.low)), kTrack),
        aged(mixed(band, ground, 0.35)));
    painter.fillRect(
        QRectF(at(share.value) - 1.5, y - 5, 3, kTrack + 10), token(stale ? Token::Off : Token::Text, palette()));
    painter.setFont(tick);
    painter.setPen(token(Token::Text2, palette()));
    const QLocale locale;
    const double below = y + kTrack + metrics.ascent() + 3;
    painter.drawText(QPointF(place.left(), below), locale.toString(std::lround(100 * start)));
    const QString end = formatWithUnit(1, Unit::Percent);
    painter.drawText(QPointF(place.right() - metrics.horizontalAdvance(end), below), end);
    if (!std::isfinite(share.floor)) return;
    const double x = at(share.floor);
    painter.setPen(Qt::NoPen);
    painter.setBrush(token(Token::Text, palette()));
    painter.drawPolygon(QPolygonF {{x - 4, y - 8}, {x + 4, y - 8}, {x, y - 2}});
    const QString floor = tr("floor %1").arg(locale.toString(std::lround(100 * share.floor)));
    painter.setPen(token(Token::Text2, palette()));
    painter.drawText(QPointF(std::max(place.left(), x - 8 - metrics.horizontalAdvance(floor)), y - 2), floor);
}

QStringList Headline::shownTexts() const
{
    QStringList texts;
    for (int i = 0; i < m_cells.size(); ++i) {
        const Place place = placeOf(i);
        QStringList parts {m_cells[i].figure, place.word, place.caption};
        parts.removeAll(QString());
        texts << parts.join(QLatin1Char(' '));
    }
    return texts;
}

bool Headline::event(QEvent* event)
{
    if (event->type() != QEvent::ToolTip) return QWidget::event(event);
    const auto& help = static_cast<const QHelpEvent&>(*event);
    const int index = cellAt(help.pos());
    if (index < 0) {
        QToolTip::hideText();
        return true;
    }
    const HeadlineCell& cell = m_cells[index];
    QStringList lines {QStringLiteral("%1 %2").arg(cell.figure, cell.word), cell.caption, cell.other, cell.toolTip};
    lines.removeAll(QString());
    QToolTip::showText(help.globalPos(), lines.join(QLatin1Char('\n')), this, cellRect(index).toRect());
    return true;
}

void Headline::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::FontChange) updateGeometry();
    update();
}

void Headline::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    const bool wide = event->size().width() >= kWideWindow, was = event->oldSize().width() >= kWideWindow;
    if (wide != was) updateGeometry();
}

void Headline::mouseReleaseEvent(QMouseEvent* event)
{
    const int index = cellAt(event->position());
    if (event->button() == Qt::LeftButton && index >= 0) emit cellClicked(m_cells[index].id);
}

void Headline::keyPressEvent(QKeyEvent* event)
{
    const int last = static_cast<int>(m_cells.size()) - 1;
    switch (event->key()) {
    case Qt::Key_Left:
    case Qt::Key_Right:
        m_focus = std::clamp(m_focus + (event->key() == Qt::Key_Left ? -1 : 1), 0, std::max(0, last));
        update();
        return;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (m_focus <= last) emit cellClicked(m_cells[m_focus].id);
        return;
    default:
        QWidget::keyPressEvent(event);
    }
}

void Headline::copyPicture()
{
    QGuiApplication::clipboard()->setPixmap(grab());
}

void Headline::contextMenuEvent(QContextMenuEvent* event)
{
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->addAction(tr("&Copy as picture"), this, &Headline::copyPicture);
    menu->popup(event->globalPos());
}

} // namespace bitladder::widgets
