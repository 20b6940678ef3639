// The geometry of the equalizer, without painting: where the columns, bars, lanes and the minimap lie, and what lies
// under a point. Columns share the width; when they would become narrower than 6 pixels the view scrolls. In a low
// widget lanes, then brackets, then the head line give their room to the faders.
#pragma once

#include "widgets/control/edit_types.h"
#include "widgets/equalizer/ladder_scale.h"

#include <QPointF>
#include <QRectF>
#include <QSize>
#include <optional>

namespace bitladder::widgets
{

class EqualizerLayout
{
public:
    static constexpr double kMinColumn = 6;

    struct Hit {
        int column;
        Part part;
    };
    // What the font asks for: the height of a line of small text, and the room for the labels at the left.
    struct Text {
        double lineHeight = 16, gutter = 30;
    };

    EqualizerLayout() = default;
    EqualizerLayout(const QSize& size, int columns, double scroll, const Text& text, Fold fold = Fold::Open);

    int columnCount() const { return m_columns; }
    double columnWidth() const { return m_columnWidth; }
    double scroll() const { return m_scroll; } // of the content, in pixels
    double maxScroll() const;
    enum class Extent { Fits, Scrolls };
    Extent extent() const { return maxScroll() > 0 ? Extent::Scrolls : Extent::Fits; }

    QRectF header() const { return m_header; } // empty when there is no room, as are those below
    QRectF bars() const { return m_bars; } // the plotting area of the faders; never empty
    QRectF labels() const { return m_labels; } // numbers or names
    QRectF brackets() const { return m_brackets; }
    QRectF dots() const { return m_dots; } // the lane of the errors
    QRectF times() const { return m_times; }
    QRectF minimap() const { return m_minimap; } // empty, too, when everything fits

    QRectF column(int index) const; // the whole height from the head line to the last lane
    QRectF bar(int index, Part part, double bits) const;
    double yOf(double bits) const;
    Fold fold() const { return m_fold; }
    double positionAt(double y) const; // on the ladder, 0…1, not clamped
    double centerOf(int index) const;
    int firstVisible() const;
    int lastVisible() const;

    // The column under a point anywhere between the top of the faders and the foot of the lanes.
    std::optional<Hit> hit(const QPointF& point) const;
    QRectF minimapView() const; // the part of the minimap that is in view
    double scrollForMinimap(double x) const; // so that this place of the minimap comes to the middle

private:
    struct Widths {
        double weights, activations, gap;
    };
    Widths barWidths() const;

    QRectF m_header;
    QRectF m_bars;
    QRectF m_labels;
    QRectF m_brackets;
    QRectF m_dots;
    QRectF m_times;
    QRectF m_minimap;
    double m_columnWidth = kMinColumn;
    double m_scroll = 0;
    double m_top = 0, m_foot = 0; // of the columns
    Fold m_fold = Fold::Open;
    int m_columns = 0;
};

} // namespace bitladder::widgets
