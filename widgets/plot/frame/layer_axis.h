// An axis with one place per layer: names stand under their places while all of them fit; else the layers' numbers, as
// in the equalizer, thinned out when there are more than fit. Includes QCustomPlot; for the plots of this room only.
#pragma once

#include <qcustomplot.h>

#include <QList>
#include <QStringList>

namespace bitladder::widgets
{

class LayerTicker : public QCPAxisTicker
{
public:
    explicit LayerTicker(QCPAxis* axis)
        : m_axis(axis)
    {
    }

    // Long names are shortened; the tool tips of the plots have them in full.
    void setNames(const QStringList& names);

protected:
    QVector<double> createTickVector(double tickStep, const QCPRange& range) override;
    QString getTickLabel(double tick, const QLocale& locale, QChar formatChar, int precision) override;
    int getSubTickCount(double) override { return 0; }

private:
    bool namesFit(double pixelsPerPlace, const QFontMetricsF& metrics) const;

    QCPAxis* m_axis;
    QStringList m_names; // as they are drawn
    bool m_named = true; // names are drawn, else numbers
};

// Makes the axis one of layers and gives it the names.
void setLayerNames(QCPAxis* axis, const QStringList& names);

// A pale stripe behind each selected place, over the full height of the axis rect.
class PlaceMarker : public QCPLayerable
{
public:
    explicit PlaceMarker(QCPAxisRect* rect);

    void setPlaces(const QList<int>& places) { m_places = places; }
    QList<int> places() const { return m_places; }
    void setColor(const QColor& color) { m_color = color; }

protected:
    QRect clipRect() const override { return m_rect->rect(); }
    void applyDefaultAntialiasingHint(QCPPainter* painter) const override { painter->setAntialiasing(false); }
    void draw(QCPPainter* painter) override;

private:
    QCPAxisRect* m_rect;
    QColor m_color;
    QList<int> m_places;
};

} // namespace bitladder::widgets
