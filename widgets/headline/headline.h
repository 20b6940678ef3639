// The strip that a person photographs: three big figures that read as a sentence, "8.0× smaller · 2.0× faster · 92.4 %
// same answers", each with what it came from and, beside it, a drawing of how sure it is. It paints itself: the figures
// change with every step of a fader, and labels would have the window laid out anew each time.
#pragma once

#include "widgets/control/edit_types.h"

#include <QList>
#include <QString>
#include <QWidget>
#include <limits>

namespace bitladder::widgets
{

// Two bars on one scale: the outline is the float network's value, the filled one the quantized network's.
struct HeadlineBars {
    double reference = std::numeric_limits<double>::quiet_NaN(); // NaN: no bars
    double value = std::numeric_limits<double>::quiet_NaN();
    double low = std::numeric_limits<double>::quiet_NaN(); // of the value; NaN: no whisker
    double high = std::numeric_limits<double>::quiet_NaN();
    QString referenceLabel; // in the outline: "float32"
    QString label; // beside the bar: "on disk", "± 0.1"
    friend bool operator==(const HeadlineBars&, const HeadlineBars&) = default;
};

// A share on a track, with its interval.
struct HeadlineShare {
    double value = std::numeric_limits<double>::quiet_NaN(); // 0…1; NaN: no track
    double low = 0, high = 1;
    double floor = std::numeric_limits<double>::quiet_NaN(); // what must be kept; NaN: nothing
    friend bool operator==(const HeadlineShare&, const HeadlineShare&) = default;
};

struct HeadlineCell {
    enum class Tone : unsigned char { Plain, Equal, Worse };
    QString id; // tells the owner which page explains it
    QString figure; // "8.0×"
    QString word; // "smaller"
    QString caption; // "4.94 MB → 0.62 MB"
    QString shortCaption; // where that has no room: "4.94 → 0.62 MB"
    QString other; // of another candidate, in caption size; may be empty
    QString toolTip; // how it was measured
    Tone tone = Tone::Plain; // Equal: inside the spread, not bold; Worse: slower or larger
    Freshness freshness = Freshness::Fresh;
    HeadlineBars bars; // at most one of the two drawings is there
    HeadlineShare share;
    friend bool operator==(const HeadlineCell&, const HeadlineCell&) = default;
};

class Headline : public QWidget
{
    Q_OBJECT

public:
    enum class Size : unsigned char { Full, Compact };

    explicit Headline(QWidget* parent = nullptr);

    void setCells(const QList<HeadlineCell>& cells);
    const QList<HeadlineCell>& cells() const { return m_cells; }
    void setSize(Size size);

    // What is painted now, one text a cell.
    QStringList shownTexts() const;

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

public slots:
    void copyPicture();

signals:
    void cellClicked(const QString& id);

protected:
    bool event(QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;
    void changeEvent(QEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;

private:
    struct Fonts {
        QFont figure, word, caption, tick;
    };
    // Where the parts of a cell stand; what has no room has no text.
    struct Place {
        QRectF cell, drawing;
        double figureWidth = 0;
        QString word, caption;
    };

    double unit() const; // the font's size in pixels: every size is a factor of it
    Fonts fonts(const HeadlineCell& cell) const;
    Place placeOf(int index) const;
    QRectF cellRect(int index) const;
    int cellAt(const QPointF& point) const;
    void paintCell(QPainter& painter, int index) const;
    void paintBars(QPainter& painter, const QRectF& place, const HeadlineCell& cell) const;
    void paintShare(QPainter& painter, const QRectF& place, const HeadlineCell& cell) const;

    QList<HeadlineCell> m_cells;
    Size m_size = Size::Full;
    int m_focus = 0; // the cell that Enter opens
};

} // namespace bitladder::widgets
