// Which layers moved while a network learned? One row a layer: the share of its weights that stand on another level
// than at the start as a bar, and how far its floats have wandered, in steps of the grid.
#pragma once

#include "widgets/table/rows_view.h"

#include <QList>

namespace bitladder::widgets
{

struct MovedLayer {
    QString name;
    qint64 weights = 0;
    double changed = 0; // share, 0 … 1
    double distance = 0; // steps of the grid, root mean square
};

class MovedLayers : public RowsView
{
    Q_OBJECT

public:
    explicit MovedLayers(QWidget* parent = nullptr);

    void setData(const QList<MovedLayer>& newData);
    void clear() { setData({}); }
    const QList<MovedLayer>& data() const { return m_data; }

    QString dataAsCsv() const override;

protected:
    int rowCount() const override { return static_cast<int>(m_data.size()); }
    int headHeight() const override;
    void paintHead(QPainter& painter, const QRect& place, int scrolled) const override;
    void paintRow(QPainter& painter, int row, const QRect& place, int scrolled) const override;
    QString toolTipAt(int row, int x) const override;

private:
    int nameWidth(int width) const;
    int figureWidth() const;

    QList<MovedLayer> m_data;
};

} // namespace bitladder::widgets
