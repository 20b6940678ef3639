#include "widgets/control/color_key.h"

#include "widgets/control/screen_reader.h"

#include <QLinearGradient>
#include <QPainter>

namespace bitladder::widgets
{

namespace
{

constexpr int kBar = 56;
constexpr int kHeight = 10;
constexpr int kGap = 6;
constexpr int kApart = 20;

int widthOf(const ColorScale& scale, const QFontMetrics& metrics)
{
    return metrics.horizontalAdvance(scale.low) + metrics.horizontalAdvance(scale.high) + kBar + 2 * kGap + kApart;
}

} // namespace

ColorKey::ColorKey(QWidget* parent)
    : QWidget(parent)
{
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    tellReader(this, QAccessible::Graphic);
    setAccessibleName(tr("What the colours mean"));
}

void ColorKey::setScales(const QList<ColorScale>& scales)
{
    if (scales == m_scales) return;
    m_scales = scales;
    QStringList texts;
    for (const ColorScale& scale : scales)
        texts << tr("%1 to %2").arg(scale.low, scale.high);
    setAccessibleDescription(texts.join(QStringLiteral(", ")));
    updateGeometry();
    update();
}

QSize ColorKey::sizeHint() const
{
    int width = 0;
    for (const ColorScale& scale : m_scales)
        width += widthOf(scale, fontMetrics());
    return {width, fontMetrics().height() + 4};
}

void ColorKey::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    const QFontMetrics metrics = fontMetrics();
    painter.setPen(palette().color(QPalette::WindowText));
    int x = 0;
    for (const ColorScale& scale : m_scales) {
        const int low = metrics.horizontalAdvance(scale.low), high = metrics.horizontalAdvance(scale.high);
        if (x + low + high + kBar + 2 * kGap > width()) break; // never half a scale
        painter.drawText(QRect(x, 0, low + 1, height()), Qt::AlignLeft | Qt::AlignVCenter, scale.low);
        x += low + kGap;
        const QRectF bar(x, (height() - kHeight) / 2.0, kBar, kHeight);
        QLinearGradient gradient(bar.topLeft(), bar.topRight());
        for (qsizetype i = 0; i < scale.colors.size(); ++i)
            gradient.setColorAt(
                scale.colors.size() > 1 ? static_cast<double>(i) / (scale.colors.size() - 1) : 0.0, scale.colors[i]);
        painter.fillRect(bar, gradient);
        x += kBar + kGap;
        painter.drawText(QRect(x, 0, high + 1, height()), Qt::AlignLeft | Qt::AlignVCenter, scale.high);
        x += high + kApart;
    }
}

} // namespace bitladder::widgets
