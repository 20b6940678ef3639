// The bits of a float as cells: sign, exponent, mantissa. The border between exponent and mantissa is dragged, or moved
// with the left and right arrow; with Shift, and at the right end, the mantissa grows and shrinks; a click on the sign,
// or S, takes it away and brings it back.
#pragma once

#include <QWidget>

namespace bitladder::widgets
{

struct BitSplit {
    bool sign = true;
    int exponent = 4, mantissa = 3;
    friend bool operator==(const BitSplit&, const BitSplit&) = default;
    int bits() const { return (sign ? 1 : 0) + exponent + mantissa; }
};

class BitCells : public QWidget
{
    Q_OBJECT

public:
    // Nothing beyond these is ever asked for.
    BitCells(int mostExponent, int mostMantissa, int mostBits, QWidget* parent = nullptr);

    void setSplit(const BitSplit& split);
    const BitSplit& split() const { return m_split; }
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }
    // Where a border stands, in pixels.
    int borderAt() const; // between exponent and mantissa
    int endAt() const;

signals:
    void splitAsked(const bitladder::widgets::BitSplit& split); // the owner decides

protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    int cell() const; // width of one
    bool near(int x, int border) const;
    void ask(BitSplit split);
    enum class Drag { None, Border, End };

    int m_mostExponent, m_mostMantissa, m_mostBits;
    BitSplit m_split;
    Drag m_drag = Drag::None;
};

} // namespace bitladder::widgets
