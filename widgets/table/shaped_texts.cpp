#include "widgets/table/shaped_texts.h"

#include <QFontMetricsF>

#include <cmath>

namespace bitladder::widgets
{

void ShapedTexts::setFont(const QFont& font)
{
    if (font == m_font) return;
    m_font = font;
    m_texts.clear();
}

QStaticText ShapedTexts::shape(const QString& text) const
{
    QStaticText shaped(text);
    shaped.setTextFormat(Qt::PlainText);
    shaped.prepare({}, m_font);
    return shaped;
}

ShapedTexts::Shaped& ShapedTexts::of(const QString& text) const
{
    const auto found = m_texts.find(text);
    if (found != m_texts.end()) return *found;
    if (m_texts.size() >= kMost) m_texts.clear();
    return *m_texts.insert(text, {shape(text), {}, -1});
}

double ShapedTexts::width(const QString& text) const
{
    return text.isEmpty() ? 0 : of(text).whole.size().width();
}

void ShapedTexts::draw(
    QPainter& painter, const QRectF& place, Qt::Alignment alignment, const QString& text, Qt::TextElideMode elide) const
{
    if (text.isEmpty()) return;
    Shaped& shaped = of(text);
    const QStaticText* drawn = &shaped.whole;
    if (elide != Qt::ElideNone && drawn->size().width() > place.width()) {
        if (shaped.shortenedTo != place.width()) {
            shaped.shortened = shape(QFontMetricsF(m_font).elidedText(text, elide, place.width()));
            shaped.shortenedTo = place.width();
        }
        drawn = &shaped.shortened;
    }
    const QSizeF size = drawn->size();
    QPointF at = place.topLeft();
    if (alignment.testFlag(Qt::AlignRight)) at.setX(place.right() - size.width());
    if (alignment.testFlag(Qt::AlignHCenter)) at.setX(place.center().x() - size.width() / 2);
    if (alignment.testFlag(Qt::AlignVCenter)) at.setY(std::round(place.center().y() - size.height() / 2));
    if (alignment.testFlag(Qt::AlignBottom)) at.setY(place.bottom() - size.height());
    painter.setFont(m_font);
    painter.drawStaticText(at, *drawn);
}

} // namespace bitladder::widgets
