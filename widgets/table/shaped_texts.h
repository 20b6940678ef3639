// A cache of shaped lines of text in one font. Shaping a text takes several times as long as drawing it, and a table
// that is painted with every step of a fader draws the same texts again and again.
#pragma once

#include <QFont>
#include <QHash>
#include <QPainter>
#include <QStaticText>

namespace bitladder::widgets
{

class ShapedTexts
{
public:
    // Forgets everything when the font is another one than before.
    void setFont(const QFont& font);

    double width(const QString& text) const; // pixels
    // With the painter's pen; sets its font. A text that is wider than its place is shortened where `elide` says, and
    // with Qt::ElideNone reaches beyond it.
    void draw(QPainter& painter, const QRectF& place, Qt::Alignment alignment, const QString& text,
        Qt::TextElideMode elide = Qt::ElideNone) const;

private:
    struct Shaped {
        QStaticText whole, shortened;
        double shortenedTo = -1;
    };
    static constexpr qsizetype kMost = 2000; // figures change for ever

    Shaped& of(const QString& text) const;
    QStaticText shape(const QString& text) const;

    QFont m_font;
    mutable QHash<QString, Shaped> m_texts; // drawing changes nothing that can be seen
};

} // namespace bitladder::widgets
