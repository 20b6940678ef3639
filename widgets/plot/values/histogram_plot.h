// How the numbers sit on the grid: the histogram of the float values, the representable values as lines (or as a shaded
// band where they are closer than 3 pixels), the quantized values as outline, the clip limits as handles; below, the
// histogram of the error. Draws what it is given; bins, limits and shares come from elsewhere.
#pragma once

#include "widgets/control/theme.h"
#include "widgets/plot/frame/plot_frame.h"
#include "widgets/plot/values/grid_marks.h"

#include <limits>
#include <vector>

class QCPAxisRect;
class QCPGraph;
class QToolButton;

namespace bitladder::widgets
{

class ClipOverlay;
class GridOverlay;
class LevelOverlay;
class PlotCaption;

// Mirrored: the limits lie symmetric about zero, so that each handle moves the other.
enum class ClipHandles { Fixed, Movable, Mirrored };
enum class CountScale { Linear, Logarithmic };
// What the outline of an earlier state is of.
enum class BeforeMethods { Absent, Float, Quantized };
enum class LevelHandles { Absent, Movable };

struct DistributionData {
    QString title;
    QString xLabel; // with its unit
    std::vector<double> edges; // bins + 1, increasing
    std::vector<double> floatCounts; // bins
    std::vector<double> quantizedCounts; // bins, on the same edges; may be empty
    std::vector<double> grid; // representable values, increasing; may be empty
    double gridStep = 0; // distance of neighbours when they are uniform, else 0; draws a grid too when `grid` is empty
    double clipLow = std::numeric_limits<double>::quiet_NaN();
    double clipHigh = std::numeric_limits<double>::quiet_NaN();
    ClipHandles clipHandles = ClipHandles::Fixed;
    std::vector<double> errorEdges; // error bins + 1, increasing; may be empty
    std::vector<double> errorCounts; // error bins
    double roundingShare = std::numeric_limits<double>::quiet_NaN(); // of the squared error, 0…1
    double clippingShare = std::numeric_limits<double>::quiet_NaN();
    // The same tensor without the methods of the recipe: a dashed outline.
    BeforeMethods before = BeforeMethods::Absent;
    std::vector<double> beforeEdges; // bins + 1
    std::vector<double> beforeCounts; // bins
    QString beforeName; // of that outline in the legend; empty: that of float values before the methods
    std::vector<double> beforeGrid; // its levels, of quantized values; may be empty
    LevelHandles levelHandles = LevelHandles::Absent; // each value of `grid` can be dragged
    QString note; // a line below the plot
    Family family = Family::Int; // colours the quantized values
};

class HistogramPlot : public PlotFrame
{
    Q_OBJECT

public:
    explicit HistogramPlot(QWidget* parent = nullptr);
    ~HistogramPlot() override;

    void setData(const DistributionData& data);
    void clear();
    const DistributionData& data() const { return m_data; }

    CountScale countScale() const { return m_countScale; }
    void setCountScale(CountScale scale);

    // The grid as it is drawn now, in pixels of the plot.
    GridMarks gridMarksNow() const;
    // Where the clip handles stand now, in pixels of this widget; null points when there are none.
    QPoint clipHandleLow() const;
    QPoint clipHandleHigh() const;
    QPoint levelHandle(int level) const;

    QString dataAsCsv() const override;

signals:
    // While a handle is dragged, and once when it is let go after that. low ≤ 0 ≤ high: zero stays representable.
    void clipDragged(double low, double high);
    void clipDropped(double low, double high);
    // The same of a level: which one of the grid, and where it is now.
    void levelDragged(int level, double value);
    void levelDropped(int level, double value);
    void countScaleChanged(bitladder::widgets::CountScale scale);
    void valueClicked(double value); // of the x axis

protected:
    void applyColors() override;
    void fitAxes() override;
    QString toolTipAt(const QPoint& position) const override;
    Handled mousePressed(const QMouseEvent& event) override;
    Handled mouseMoved(const QMouseEvent& event) override;
    Handled mouseReleased(const QMouseEvent& event) override;
    void clicked(const QPoint& position) override;

private:
    enum class Handle { None, Low, High, Level };

    Handle handleAt(const QPoint& position) const;
    int levelAt(const QPoint& position) const; // −1: none
    void moveClip(double value);
    void moveLevel(double value);
    void showBefore();

    DistributionData m_data;
    QCPAxisRect* m_valueRect = nullptr;
    QCPAxisRect* m_errorRect = nullptr;
    QCPGraph* m_float = nullptr;
    QCPGraph* m_quantized = nullptr;
    QCPGraph* m_beforeFloat = nullptr;
    QCPGraph* m_beforeQuantized = nullptr;
    QCPGraph* m_error = nullptr;
    GridOverlay* m_grid = nullptr;
    LevelOverlay* m_levels = nullptr;
    ClipOverlay* m_clip = nullptr;
    PlotCaption* m_errorCaption = nullptr;
    QToolButton* m_logButton = nullptr;
    CountScale m_countScale = CountScale::Linear;
    Handle m_dragged = Handle::None;
    int m_level = -1; // the one that is dragged
    bool m_moved = false; // since the press
};

} // namespace bitladder::widgets
