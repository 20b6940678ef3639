// A canvas on which a person draws a small grey picture with a soft brush: the left button draws, the right one erases.
// By keyboard: arrows move the pen, Shift with arrows draws, Space makes a dot, Backspace erases one, Delete clears
// everything.
#pragma once

#include <QImage>
#include <QWidget>

#include <vector>

namespace bitladder::widgets
{

enum class Ink { WhiteOnBlack, BlackOnWhite };

class DrawCanvas : public QWidget
{
    Q_OBJECT

public:
    explicit DrawCanvas(QWidget* parent = nullptr);

    // The picture's size in cells; another size starts an empty picture.
    void setCells(const QSize& cells);
    QSize cells() const { return m_cells; }
    void setInk(Ink ink);
    Ink ink() const { return m_ink; }
    void clear();
    bool isBlank() const;
    QImage picture() const; // grey, one pixel a cell

    // Where the cells are drawn, in pixels of the widget.
    QRectF target() const;

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

signals:
    // After every stroke's step, after clearing and after a change of ink.
    void drawn(const QImage& picture);

protected:
    bool event(QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;

private:
    enum class Tool { Pen, Eraser };
    QPointF cellAt(const QPointF& position) const;
    // From cell to cell, in fractions; what is touched takes the tool's ink, softly at the rim.
    void stroke(const QPointF& from, const QPointF& to, Tool tool);
    double radius(Tool tool) const;

    QSize m_cells {28, 28};
    std::vector<float> m_values; // ink, 0…1
    QPointF m_pen; // the last place, in cells
    Ink m_ink = Ink::WhiteOnBlack;
};

} // namespace bitladder::widgets
