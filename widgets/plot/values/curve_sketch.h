// A curve that a person draws before it is measured: one hollow handle at each width. The mouse draws over them, arrow
// keys choose a handle and move it (with Shift further), Home and End send it to an end. Once it is locked nothing
// moves; the measured curve lies over it then, with the gap between both shaded and the largest one marked.
#pragma once

#include <QStringList>
#include <QWidget>

#include <vector>

namespace bitladder::widgets
{

struct SketchData {
    QStringList names; // of the points, from left to right
    double low = 0, high = 1; // ends of the drawing
    QString unit; // behind values; may be empty
    std::vector<double> drawn; // as many as names; empty: nothing yet
    std::vector<double> measured; // as many, or empty: not known
    bool locked = false;
    friend bool operator==(const SketchData&, const SketchData&) = default;
};

class CurveSketch : public QWidget
{
    Q_OBJECT

public:
    explicit CurveSketch(QWidget* parent = nullptr);

    // What a person has drawn so far stays while names and ends are the same and nothing is given.
    void setData(const SketchData& data);
    const SketchData& data() const { return m_data; }
    // Where every point stands; those that nobody moved stand in the middle.
    std::vector<double> drawn() const;
    bool touched() const { return m_touched; }
    int current() const { return m_current; }
    // In pixels of the widget.
    QPointF placeOf(int point, double value) const;

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

signals:
    void moved(); // a handle

protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    bool event(QEvent* event) override;

private:
    QRectF area() const;
    void drawAt(const QPointF& position);
    void move(int point, double value);
    void choose(int point);
    QString valueText(double value) const;
    QString textOf(int point) const;

    SketchData m_data;
    std::vector<double> m_points;
    int m_current = 0;
    bool m_touched = false;
};

} // namespace bitladder::widgets
