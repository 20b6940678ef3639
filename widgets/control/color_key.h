// The key of a colouring: for each scale its low end in words, the colours, and its high end.
#pragma once

#include <QColor>
#include <QList>
#include <QString>
#include <QWidget>

namespace bitladder::widgets
{

struct ColorScale {
    QString low, high;
    QList<QColor> colors; // from low to high, evenly spaced; one: a single colour
    friend bool operator==(const ColorScale&, const ColorScale&) = default;
};

class ColorKey : public QWidget
{
    Q_OBJECT

public:
    explicit ColorKey(QWidget* parent = nullptr);

    void setScales(const QList<ColorScale>& scales);
    const QList<ColorScale>& scales() const { return m_scales; }

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return {0, sizeHint().height()}; }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QList<ColorScale> m_scales;
};

} // namespace bitladder::widgets
