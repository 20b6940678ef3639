// A line of text above an axis rect. In a narrow plot it is cut instead of widening the plot. Includes QCustomPlot; for
// the plots of this room only.
#pragma once

#include <qcustomplot.h>

namespace bitladder::widgets
{

class PlotCaption : public QCPTextElement
{
public:
    explicit PlotCaption(QCustomPlot* plot)
        : QCPTextElement(plot)
    {
        setLayer(QStringLiteral("axes"));
    }

protected:
    static constexpr int kIndent = 8;

    void draw(QCPPainter* painter) override
    {
        painter->setFont(font());
        painter->setPen(textColor());
        const QString elided = QFontMetrics(font()).elidedText(text(), Qt::ElideRight, rect().width() - kIndent);
        painter->drawText(rect().adjusted(kIndent, 0, 0, 0), Qt::AlignLeft | Qt::AlignVCenter, elided);
    }

    QSize minimumOuterSizeHint() const override
    {
        return {0, QFontMetrics(font()).height() + margins().top() + margins().bottom()};
    }

    QSize maximumOuterSizeHint() const override { return {QWIDGETSIZE_MAX, minimumOuterSizeHint().height()}; }
};

} // namespace bitladder::widgets
