// The geometry of the equalizer, without painting: where the columns, bars, dots, time bars and the minimap lie, and
// what lies under a point. Columns share the width; when they would become narrower than 6 pixels the view scrolls.
#pragma once

#include "widgets/control/edit_types.h"

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
    static constexpr double kMaxColumn = 112;

    struct Hit {
        int column;
        Part part;
    };

    EqualizerLayout() = default;
    // `lineHeight` and `gutter` (the room for the labels at the left) come from the font.
    EqualizerLayout(const QSize& size, int columns, double scroll, double lineHeight, double gutter);

    int columnCount() const { return m_columns; }
    double columnWidth() const { return m_columnWidth; }
    double scroll() const { return m_scroll; } // of the content, in pixels
    double maxScroll() const;
    enum class Extent { Fits, Scrolls };
    Extent extent() const { return maxScroll() > 0 ? Extent::Scrolls : Extent::Fits; }

    QRectF header() const { return m_header; }
    QRectF bars() const { return m_bars; } // the plotting area of the faders
    QRectF labels() const { return m_labels; }
    QRectF dots() const { return m_dots; }
    QRectF times() const { return m_times; }
    QRectF minimap() const { return m_minimap; } // empty when everything fits
    QRectF legend() const { return m_legend; } // empty when there is no room

    QRectF column(int index) const; // the whole height from faders to times
    QRectF bar(int index, Part part, double bits) const;
    double yOf(double bits) const;
    double positionAt(double y) const; // on the ladder, 0…1, not clamped
    double centerOf(int index) const;
    int firstVisible() const;
    int lastVisible() const;

    // The column under a point anywhere between the top of the faders and the foot of the time bars.
    std::optional<Hit> hit(const QPointF& point) const;
    QRectF minimapView() const; // the part of the minimap that is in view
    double scrollForMinimap(double x) const; // so that this place of the minimap comes to the middle

private:
    QRectF m_header;
    QRectF m_bars;
    QRectF m_labels;
    QRectF m_dots;
    QRectF m_times;
    QRectF m_minimap;
    QRectF m_legend;
    double m_columnWidth = kMinColumn;
    double m_scroll = 0;
    int m_columns = 0;
};

} // namespace bitladder::widgets
