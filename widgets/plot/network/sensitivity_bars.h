// Which layer hurts? One row a layer, all on one axis: a full bar for what the layer does when it alone is quantized,
// an empty one for what comes back when it alone is in float, and marks for its weights and its activations alone.
#pragma once

#include "widgets/table/rows_view.h"

#include <QList>

namespace bitladder::widgets
{

struct SensitivityBar {
    int layer = 0; // what the owner calls it by
    QList<int> layers; // all of the row, where it stands for several
    QString name;
    // In the unit of the axis; NaN: not known.
    double on = 0, off = 0, weights = 0, activations = 0;
    QString detail; // lines for the tool tip
};

struct SensitivityData {
    QString axis; // what is on it, with its unit
    QList<SensitivityBar> rows;
    QString note;
};

class SensitivityBars : public RowsView
{
    Q_OBJECT

public:
    explicit SensitivityBars(QWidget* parent = nullptr);

    void setData(const SensitivityData& newData);
    void clear() { setData({}); }
    const SensitivityData& data() const { return m_data; }
    // The row of this layer; −1: none.
    int rowOf(int layer) const;
    // In pixels of the viewport.
    double positionOf(double value) const;

    QString dataAsCsv() const override;

protected:
    int rowCount() const override { return static_cast<int>(m_data.rows.size()); }
    int headHeight() const override;
    void paintHead(QPainter& painter, const QRect& place, int scrolled) const override;
    void paintRow(QPainter& painter, int row, const QRect& place, int scrolled) const override;
    QString toolTipAt(int row, int x) const override;

private:
    int nameWidth() const;
    double positionIn(double value, int width) const;
    void paintLegend(QPainter& painter, const QRect& place) const;
    void paintMark(QPainter& painter, double value, const QRect& place, bool weights) const;

    SensitivityData m_data;
    double m_low = 0, m_high = 1;
};

} // namespace bitladder::widgets
