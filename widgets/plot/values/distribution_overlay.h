// What the histogram plot draws besides histograms: the representable values behind them, the clip limits with their
// handles in front. Includes QCustomPlot; for the plots of this room only.
#pragma once

#include "widgets/plot/values/grid_marks.h"

#include <qcustomplot.h>

#include <limits>
#include <vector>

namespace bitladder::widgets
{

class GridOverlay : public QCPLayerable
{
public:
    explicit GridOverlay(QCPAxisRect* rect);

    void setGrid(const std::vector<double>& values, double step, double low, double high);
    void setColor(const QColor& color) { m_color = color; }
    GridMarks marks() const;
    QColor color() const { return m_color; }

protected:
    QRect clipRect() const override { return m_rect->rect(); }
    void applyDefaultAntialiasingHint(QCPPainter* painter) const override { painter->setAntialiasing(false); }
    void draw(QCPPainter* painter) override;

private:
    QCPAxisRect* m_rect;
    QColor m_color;
    std::vector<double> m_values;
    double m_step = 0;
    double m_low = 0;
    double m_high = 0;
};

// A round handle below each level that can be dragged.
class LevelOverlay : public QCPLayerable
{
public:
    explicit LevelOverlay(QCPAxisRect* rect);

    std::vector<double> values;
    QColor color, ground;

    // In pixels of the plot; a null point out of view.
    QPointF handleAt(double value) const;

protected:
    QRect clipRect() const override { return m_rect->rect().adjusted(-kRadius, 0, kRadius, kRadius); }
    void applyDefaultAntialiasingHint(QCPPainter* painter) const override { painter->setAntialiasing(true); }
    void draw(QCPPainter* painter) override;

private:
    static constexpr int kRadius = 5;
    QCPAxisRect* m_rect;
};

class ClipOverlay : public QCPLayerable
{
public:
    explicit ClipOverlay(QCPAxisRect* rect);

    double low = std::numeric_limits<double>::quiet_NaN();
    double high = std::numeric_limits<double>::quiet_NaN();
    bool movable = false;
    QColor color;

    // The middle of the handle of a limit, in pixels of the plot; a null point without a limit or out of view.
    QPointF handleAt(double value) const;

protected:
    QRect clipRect() const override;
    void applyDefaultAntialiasingHint(QCPPainter* painter) const override { painter->setAntialiasing(true); }
    void draw(QCPPainter* painter) override;

private:
    QCPAxisRect* m_rect;
};

} // namespace bitladder::widgets
