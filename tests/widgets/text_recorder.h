// What a widget paints as text, and where: a paint device that keeps each piece of text instead of drawing it. So a
// test sees texts that are cut, shortened or drawn over each other, whoever paints them.
#pragma once

#include <QPaintDevice>
#include <QPaintEngine>
#include <QPainter>
#include <QWidget>

namespace bitladder::widgets::test
{

struct PaintedText {
    QString text;
    QRectF box; // from ascent to descent, in the device's coordinates
    QRectF clip; // what the painter let through there
    bool turned = false; // not along the x axis
};

class TextRecorder : public QPaintDevice
{
public:
    explicit TextRecorder(const QWidget& widget)
        : m_size(widget.size())
        , m_dots(widget.logicalDpiX())
    {
    }
    QPaintEngine* paintEngine() const override { return &m_engine; }
    const QList<PaintedText>& texts() const { return m_engine.texts; }

protected:
    int metric(PaintDeviceMetric metric) const override
    {
        switch (metric) {
        case PdmWidth:
            return m_size.width();
        case PdmHeight:
            return m_size.height();
        case PdmDpiX:
        case PdmDpiY:
        case PdmPhysicalDpiX:
        case PdmPhysicalDpiY:
            return m_dots;
        case PdmDepth:
            return 32;
        case PdmNumColors:
            return INT_MAX;
        case PdmDevicePixelRatio:
            return 1;
        case PdmDevicePixelRatioScaled:
            return static_cast<int>(devicePixelRatioFScale());
        default:
            return QPaintDevice::metric(metric);
        }
    }

private:
    class Engine : public QPaintEngine
    {
    public:
        Engine()
            : QPaintEngine(AllFeatures)
        {
        }
        bool begin(QPaintDevice*) override { return true; }
        bool end() override { return true; }
        Type type() const override { return User; }
        void updateState(const QPaintEngineState&) override { }
        void drawPixmap(const QRectF&, const QPixmap&, const QRectF&) override { }
        void drawImage(const QRectF&, const QImage&, const QRectF&, Qt::ImageConversionFlags) override { }
        void drawPath(const QPainterPath&) override { }
        void drawPolygon(const QPointF*, int, PolygonDrawMode) override { }
        void drawPolygon(const QPoint*, int, PolygonDrawMode) override { }
        void drawRects(const QRectF*, int) override { }
        void drawRects(const QRect*, int) override { }
        void drawLines(const QLineF*, int) override { }
        void drawLines(const QLine*, int) override { }
        void drawEllipse(const QRectF&) override { }
        void drawEllipse(const QRect&) override { }
        void drawPoints(const QPointF*, int) override { }
        void drawPoints(const QPoint*, int) override { }
        void drawTiledPixmap(const QRectF&, const QPixmap&, const QPointF&) override { }
        void drawTextItem(const QPointF& at, const QTextItem& item) override
        {
            if (item.text().trimmed().isEmpty() || painter()->pen().color().alpha() == 0) return;
            const QTransform transform = painter()->combinedTransform();
            const QRectF box(at.x(), at.y() - item.ascent(), item.width(), item.ascent() + item.descent());
            const QRectF all(0, 0, painter()->device()->width(), painter()->device()->height());
            QRectF clip = all;
            if (painter()->hasClipping()) clip = transform.mapRect(painter()->clipBoundingRect()) & all;
            texts << PaintedText {item.text(), transform.mapRect(box), clip,
                !qFuzzyIsNull(transform.m12()) || !qFuzzyIsNull(transform.m21())};
        }
        QList<PaintedText> texts;
    };
    QSize m_size;
    int m_dots;
    mutable Engine m_engine;
};

// All texts of the widget itself, without those of the widgets in it.
inline QList<PaintedText> paintedTexts(QWidget& widget)
{
    TextRecorder recorder(widget);
    widget.render(&recorder, {}, {}, {});
    return recorder.texts();
}

} // namespace bitladder::widgets::test
