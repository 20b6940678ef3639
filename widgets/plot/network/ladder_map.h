// What does each width buy? Layers down, formats across: the colour of a cell is the SQNR of the layer's weights in the
// format, its figure the measured time per multiply-add where it is known, else the SQNR. The present formats have a
// frame. A click gives a layer the format of the cell, dragging paints further layers, Return or Space gives it by key.
#pragma once

#include "widgets/control/edit_types.h"
#include "widgets/table/rows_view.h"

#include <QList>
#include <QStringList>

namespace bitladder::widgets
{

struct LadderMapData {
    QStringList layers, formats;
    // [layer][format]; NaN: not known, +∞: exact.
    std::vector<std::vector<double>> sqnrDb, nsPerMac;
    QList<int> present; // the column of each layer's present format; −1: none of them
    QList<bool> locked;
    friend bool operator==(const LadderMapData&, const LadderMapData&) = default;
};

class LadderMap : public RowsView
{
    Q_OBJECT

public:
    explicit LadderMap(QWidget* parent = nullptr);

    void setData(const LadderMapData& newData);
    void clear() { setData({}); }
    const LadderMapData& data() const { return m_data; }
    // Where a cell is, in the viewport; empty: it is scrolled away.
    QRect cellRect(int row, int column) const;
    int currentColumn() const { return m_column; }

    QString dataAsCsv() const override;

signals:
    // See EditPhase for how a gesture is framed.
    void assigned(int layer, int format, bitladder::widgets::EditPhase phase);

protected:
    int rowCount() const override { return static_cast<int>(m_data.layers.size()); }
    int headHeight() const override;
    int contentWidth() const override;
    int fixedWidth() const override;
    void paintHead(QPainter& painter, const QRect& place, int scrolled) const override;
    void paintRow(QPainter& painter, int row, const QRect& place, int scrolled) const override;
    QString toolTipAt(int row, int x) const override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    int columnWidth() const;
    int columnAt(int x) const; // of the content; −1: none
    bool assignable(int row, int column) const;
    double cell(const std::vector<std::vector<double>>& of, int row, int column) const;
    QString figure(int row, int column) const;
    void paint(int row, int column);

    LadderMapData m_data;
    int m_column = 0; // of keys
    std::pair<int, int> m_given; // the last cell that was
    int m_lastRow = -1, m_lastColumn = -1; // of the drag
    bool m_dragging = false, m_began = false; // began: a cell was given already
};

} // namespace bitladder::widgets
