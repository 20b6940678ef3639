// The pictures of nodes and edges in the graph view.
#pragma once

#include "widgets/graph/graph_view.h"

#include <QGraphicsItem>
#include <QPainterPath>
#include <QPolygonF>

namespace bitladder::widgets
{

class GraphNodeItem : public QGraphicsItem
{
public:
    enum class Mark { None, Selected };

    GraphNodeItem(const GraphNode& node, const QFont& font);

    const GraphNode& node() const { return m_node; }
    // The place and the size stay.
    void setNode(const GraphNode& node);
    void setMark(Mark mark);
    static QSizeF sizeFor(const GraphNode& node, const QFont& font);

    QRectF boundingRect() const override;
    void paint(QPainter* painter, const QStyleOptionGraphicsItem* option, QWidget* widget) override;

private:
    GraphNode m_node;
    QFont m_font;
    QSizeF m_size;
    Mark m_mark = Mark::None;
};

class GraphEdgeItem : public QGraphicsItem
{
public:
    GraphEdgeItem(const QPolygonF& route, const GraphEdge& edge, const QFont& font);

    // The route stays.
    void setEdge(const GraphEdge& edge);

    QRectF boundingRect() const override;
    void paint(QPainter* painter, const QStyleOptionGraphicsItem* option, QWidget* widget) override;

private:
    QPainterPath m_path;
    QPolygonF m_arrow;
    GraphEdge m_edge;
    QPointF m_labelPlace;
    QFont m_font;
};

} // namespace bitladder::widgets
