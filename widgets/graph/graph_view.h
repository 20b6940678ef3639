// Draws a network top to bottom: nodes with a title, a subtitle and a colour, edges with labels. The wheel zooms, a
// drag pans, a click selects; a node can be searched for and centred.
#pragma once

#include "widgets/picture/picture_file.h"

#include <QColor>
#include <QGraphicsView>
#include <QHash>
#include <QImage>
#include <QList>
#include <QString>

namespace bitladder::widgets
{

class GraphEdgeItem;
class GraphNodeItem;

struct GraphNode {
    int id = 0;
    QString title;
    QString subtitle;
    QColor color; // invalid: neutral
    QString toolTip;
};

struct GraphEdge {
    int from = 0; // ids of nodes
    int to = 0;
    QString label;
    QColor color; // invalid: neutral
    double width = 1.2; // of the line
};

class GraphView : public QGraphicsView
{
    Q_OBJECT

public:
    explicit GraphView(QWidget* parent = nullptr);
    ~GraphView() override;

    void setGraph(const QList<GraphNode>& nodes, const QList<GraphEdge>& edges);
    // New colours, subtitles and tool tips for nodes that are there; the places stay.
    void updateNodes(const QList<GraphNode>& nodes);
    // New colours, widths and labels for the edges of setGraph(), in the same order; the routes stay.
    void updateEdges(const QList<GraphEdge>& edges);
    const QList<GraphEdge>& edges() const { return m_edges; }
    void clear();
    void setEmptyText(const QString& text);

    void setSelected(const QList<int>& ids);
    QList<int> selected() const { return m_selected; }
    // Scrolls the node to the middle; zooms in when the titles could not be read.
    void centerOnNode(int id);
    // Scrolls the node to the middle unless all of it can be seen; the zoom stays.
    void reveal(int id);
    // Ids of the nodes whose title, subtitle or tool tip holds the text, in drawing order.
    QList<int> find(const QString& text) const;
    void fitAll();

    // The whole network, whatever part of it is in view.
    QImage picture() const;
    void copyPicture() const;
    SaveResult savePicture(const QString& path) const;
    QString dataAsCsv() const;

    // The middle of a node in pixels of the view.
    QPoint nodePosition(int id) const;

signals:
    void nodeClicked(int id);
    void nodeDoubleClicked(int id);
    void failed(const QString& message);

protected:
    void wheelEvent(QWheelEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;
    void changeEvent(QEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void drawForeground(QPainter* painter, const QRectF& rect) override;
    void scrollContentsBy(int dx, int dy) override;
    void focusInEvent(QFocusEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;

private:
    enum class Fit { Automatic, ByHand };

    GraphNodeItem* nodeAt(const QPoint& position) const;
    void showStart();
    QSize pictureSize() const;
    bool paintOn(QPaintDevice* device) const;
    void zoomBy(double factor);
    void moveSelection(int key);

    QHash<int, GraphNodeItem*> m_nodes;
    QList<int> m_order;
    QList<GraphEdge> m_edges;
    QList<GraphEdgeItem*> m_edgeItems; // as m_edges; null where there is no line
    QList<int> m_selected;
    QString m_emptyText;
    QPoint m_pressed;
    Fit m_fit = Fit::Automatic;
};

} // namespace bitladder::widgets
