// Fusion with the tokens of the program: flat controls with one border, panes without frames, tabs with a line on top,
// what is selected on a tint, focus as a ring. Sizes are Fusion's, so that every font and every scale fits.
#pragma once

#include <QProxyStyle>

namespace bitladder::widgets
{

class FlatStyle : public QProxyStyle
{
    Q_OBJECT

public:
    FlatStyle();

    using QProxyStyle::polish;
    void polish(QWidget* widget) override;

    int pixelMetric(
        PixelMetric metric, const QStyleOption* option = nullptr, const QWidget* widget = nullptr) const override;
    int styleHint(StyleHint hint, const QStyleOption* option = nullptr, const QWidget* widget = nullptr,
        QStyleHintReturn* returnData = nullptr) const override;
    QSize sizeFromContents(ContentsType type, const QStyleOption* option, const QSize& contents,
        const QWidget* widget = nullptr) const override;
    void drawPrimitive(PrimitiveElement element, const QStyleOption* option, QPainter* painter,
        const QWidget* widget = nullptr) const override;
    void drawControl(ControlElement element, const QStyleOption* option, QPainter* painter,
        const QWidget* widget = nullptr) const override;
    void drawComplexControl(ComplexControl control, const QStyleOptionComplex* option, QPainter* painter,
        const QWidget* widget = nullptr) const override;
};

// The one filled button of a window; of a push button or a tool button.
void makePrimary(QWidget* button);
// One of a row of buttons of which one is chosen: the chosen one is filled.
void makeSegment(QWidget* button);

} // namespace bitladder::widgets
