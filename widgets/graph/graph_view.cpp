#include "widgets/graph/graph_view.h"

#include "widgets/control/screen_reader.h"
#include "widgets/control/theme.h"
#include "widgets/graph/graph_items.h"
#include "widgets/graph/graph_layout.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QWheelEvent>

#include <algorithm>
#include <cmath>
#include <limits>

namespace bitladder::widgets
{

namespace
{

constexpr double kMinScale = 0.03;
constexpr double kMaxScale = 3.0;
constexpr double kZoomStep = 1.2;
// The scale from which titles can be read well.
constexpr double kReadable = 0.75;
// A fresh graph is not shown smaller than this: better its beginning, readable, than a thread.
constexpr double kFirstScale = kReadable;
constexpr int kClickSlop = 4;
constexpr double kMargin = 24;

} // namespace

GraphView::GraphView(QWidget* parent)
    : QGraphicsView(parent)
    , m_emptyText(tr("Open a model to see how it is wired."))
{
    setScene(new QGraphicsScene(this));
    setRenderHint(QPainter::Antialiasing);
    setDragMode(QGraphicsView::ScrollHandDrag);
    setTransformationAnchor(QGraphicsView::AnchorUnderMouse);
    setFrameShape(QFrame::NoFrame);
    setBackgroundRole(QPalette::Base);
    viewport()->setCursor(Qt::ArrowCursor);
    tellReader(this, QAccessible::Chart);
    setAccessibleName(tr("Graph of the network"));
}

GraphView::~GraphView() = default;

void GraphView::setGraph(const QList<GraphNode>& nodes, const QList<GraphEdge>& edges)
{
    scene()->clear();
    m_nodes.clear();
    m_order.clear();
    m_selected.clear();
    m_edges = edges;
    m_edgeItems.clear();
    std::vector<QSizeF> sizes;
    QHash<int, int> places;
    for (const GraphNode& node : nodes) {
        places.insert(node.id, static_cast<int>(sizes.size()));
        sizes.push_back(GraphNodeItem::sizeFor(node, font()));
    }
    std::vector<LayoutEdge> lines;
    for (const GraphEdge& edge : edges)
        lines.push_back({places.value(edge.from, -1), places.value(edge.to, -1)});
    const LayoutResult laid = layoutGraph(sizes, lines);
    for (std::size_t i = 0; i < lines.size(); ++i) {
        GraphEdgeItem* item = nullptr;
        if (!laid.routes[i].isEmpty()) {
            item = new GraphEdgeItem(laid.routes[i], edges[static_cast<qsizetype>(i)], font());
            scene()->addItem(item);
        }
        m_edgeItems.append(item);
    }
    for (qsizetype i = 0; i < nodes.size(); ++i) {
        auto* item = new GraphNodeItem(nodes[i], font());
        item->setPos(laid.centers[static_cast<std::size_t>(i)]);
        item->setZValue(1);
        scene()->addItem(item);
        m_nodes.insert(nodes[i].id, item);
        m_order.append(nodes[i].id);
    }
    scene()->setSceneRect(scene()->itemsBoundingRect().adjusted(-kMargin, -kMargin, kMargin, kMargin));
    setAccessibleDescription(tr("%1 nodes, %2 edges").arg(nodes.size()).arg(edges.size()));
    m_fit = Fit::Automatic;
    showStart();
}

void GraphView::updateNodes(const QList<GraphNode>& nodes)
{
    for (const GraphNode& node : nodes) {
        if (GraphNodeItem* item = m_nodes.value(node.id)) item->setNode(node);
    }
}

void GraphView::updateEdges(const QList<GraphEdge>& edges)
{
    if (edges.size() != m_edges.size()) return;
    m_edges = edges;
    for (qsizetype i = 0; i < edges.size(); ++i)
        if (m_edgeItems[i]) m_edgeItems[i]->setEdge(edges[i]);
}

void GraphView::clear()
{
    setGraph({}, {});
}

void GraphView::setEmptyText(const QString& text)
{
    m_emptyText = text;
    viewport()->update();
}

void GraphView::setSelected(const QList<int>& ids)
{
    for (const int id : m_selected) {
        if (GraphNodeItem* item = m_nodes.value(id)) item->setMark(GraphNodeItem::Mark::None);
    }
    m_selected = ids;
    for (const int id : m_selected) {
        if (GraphNodeItem* item = m_nodes.value(id)) item->setMark(GraphNodeItem::Mark::Selected);
    }
}

void GraphView::centerOnNode(int id)
{
    const GraphNodeItem* item = m_nodes.value(id);
    if (item == nullptr) return;
    m_fit = Fit::ByHand;
    if (transform().m11() < kReadable) setTransform(QTransform::fromScale(1, 1));
    centerOn(item);
}

void GraphView::reveal(int id)
{
    const GraphNodeItem* item = m_nodes.value(id);
    if (item == nullptr || viewport()->rect().contains(mapFromScene(item->sceneBoundingRect()).boundingRect())) return;
    m_fit = Fit::ByHand;
    centerOn(item);
}

QList<int> GraphView::find(const QString& text) const
{
    QList<int> found;
    for (const int id : m_order) {
        const GraphNode& node = m_nodes[id]->node();
        if (node.title.contains(text, Qt::CaseInsensitive) || node.subtitle.contains(text, Qt::CaseInsensitive)
            || node.toolTip.contains(text, Qt::CaseInsensitive))
            found.append(id);
    }
    return found;
}

void GraphView::fitAll()
{
    m_fit = Fit::ByHand;
    fitInView(sceneRect(), Qt::KeepAspectRatio);
    if (transform().m11() > 1) setTransform(QTransform());
}

void GraphView::showStart()
{
    const QRectF all = sceneRect();
    if (all.isEmpty()) return;
    const double fit = std::min(viewport()->width() / all.width(), viewport()->height() / all.height());
    const double scale = std::clamp(fit, kFirstScale, 1.0);
    setTransform(QTransform::fromScale(scale, scale));
    const double top = m_order.isEmpty() ? all.center().x() : m_nodes[m_order.first()]->x();
    centerOn(fit >= scale ? all.center() : QPointF(top, all.top() + viewport()->height() / scale / 2));
}

QPoint GraphView::nodePosition(int id) const
{
    const GraphNodeItem* item = m_nodes.value(id);
    return item == nullptr ? QPoint() : mapFromScene(item->pos());
}

GraphNodeItem* GraphView::nodeAt(const QPoint& position) const
{
    for (QGraphicsItem* item : items(position)) {
        if (auto* node = dynamic_cast<GraphNodeItem*>(item)) return node;
    }
    return nullptr;
}

void GraphView::zoomBy(double factor)
{
    m_fit = Fit::ByHand;
    const double now = transform().m11();
    const double target = std::clamp(now * factor, kMinScale, kMaxScale);
    scale(target / now, target / now);
}

void GraphView::wheelEvent(QWheelEvent* event)
{
    event->accept();
    if (event->angleDelta().y() != 0) zoomBy(std::pow(kZoomStep, event->angleDelta().y() / 120.0));
}

void GraphView::mousePressEvent(QMouseEvent* event)
{
    m_pressed = event->pos();
    QGraphicsView::mousePressEvent(event);
}

void GraphView::mouseReleaseEvent(QMouseEvent* event)
{
    QGraphicsView::mouseReleaseEvent(event);
    viewport()->setCursor(Qt::ArrowCursor);
    const bool click = (event->pos() - m_pressed).manhattanLength() <= kClickSlop;
    if (!click) {
        m_fit = Fit::ByHand;
        return;
    }
    if (event->button() != Qt::LeftButton) return;
    if (const GraphNodeItem* item = nodeAt(event->pos())) {
        const int id = item->node().id;
        setSelected({id});
        emit nodeClicked(id);
    }
}

void GraphView::mouseDoubleClickEvent(QMouseEvent* event)
{
    if (const GraphNodeItem* item = nodeAt(event->pos()))
        emit nodeDoubleClicked(item->node().id);
    else
        fitAll();
}

void GraphView::moveSelection(int key)
{
    if (m_order.isEmpty()) return;
    int target = m_order.first();
    if (!m_selected.isEmpty() && m_nodes.contains(m_selected.first())) {
        const int from = m_selected.first();
        target = from;
        const QPointF here = m_nodes[from]->pos();
        double nearest = std::numeric_limits<double>::infinity();
        if (key == Qt::Key_Left || key == Qt::Key_Right) {
            for (const int id : m_order) {
                const QPointF moved = m_nodes[id]->pos() - here;
                const bool side = key == Qt::Key_Left ? moved.x() < 0 : moved.x() > 0;
                if (id == from || !side || std::abs(moved.y()) > 1 || std::abs(moved.x()) >= nearest) continue;
                nearest = std::abs(moved.x());
                target = id;
            }
        } else {
            for (const GraphEdge& edge : m_edges) {
                const int next = key == Qt::Key_Up ? edge.from : edge.to;
                const int end = key == Qt::Key_Up ? edge.to : edge.from;
                if (end != from || !m_nodes.contains(next)) continue;
                const double distance = QLineF(here, m_nodes[next]->pos()).length();
                if (distance >= nearest) continue;
                nearest = distance;
                target = next;
            }
        }
    }
    setSelected({target});
    ensureVisible(m_nodes[target]);
    emit nodeClicked(target);
}

void GraphView::keyPressEvent(QKeyEvent* event)
{
    switch (event->key()) {
    case Qt::Key_Up:
    case Qt::Key_Down:
    case Qt::Key_Left:
    case Qt::Key_Right:
        moveSelection(event->key());
        return;
    case Qt::Key_Plus:
    case Qt::Key_Equal:
        zoomBy(kZoomStep);
        return;
    case Qt::Key_Minus:
        zoomBy(1 / kZoomStep);
        return;
    case Qt::Key_Home:
        fitAll();
        return;
    default:
        QGraphicsView::keyPressEvent(event);
    }
}

void GraphView::changeEvent(QEvent* event)
{
    QGraphicsView::changeEvent(event);
    if (event->type() == QEvent::PaletteChange) scene()->update();
    if (event->type() == QEvent::FontChange && !m_order.isEmpty()) {
        QList<GraphNode> nodes;
        for (const int id : m_order)
            nodes.append(m_nodes.value(id)->node());
        const QList<int> selected = m_selected;
        setGraph(nodes, QList<GraphEdge>(m_edges));
        setSelected(selected);
    }
}

void GraphView::resizeEvent(QResizeEvent* event)
{
    QGraphicsView::resizeEvent(event);
    if (m_fit == Fit::Automatic) showStart();
}

void GraphView::drawForeground(QPainter* painter, const QRectF&)
{
    const bool empty = m_order.isEmpty();
    if (!empty && !hasFocus()) return;
    painter->save();
    painter->resetTransform();
    const QRect all = viewport()->rect();
    if (empty) {
        painter->setPen(mixed(palette().color(QPalette::Base), palette().color(QPalette::Text), 0.7));
        painter->drawText(all.adjusted(8, 8, -8, -8), Qt::AlignCenter | Qt::TextWordWrap, m_emptyText);
    }
    if (hasFocus()) {
        painter->setBrush(Qt::NoBrush);
        painter->setPen(QPen(palette().color(QPalette::Highlight), 1));
        painter->drawRect(all.adjusted(0, 0, -1, -1));
    }
    painter->restore();
}

// The frame of the focus stays where it is when the rest scrolls, and goes with the focus.
void GraphView::scrollContentsBy(int dx, int dy)
{
    QGraphicsView::scrollContentsBy(dx, dy);
    if (hasFocus()) viewport()->update();
}

void GraphView::focusInEvent(QFocusEvent* event)
{
    QGraphicsView::focusInEvent(event);
    viewport()->update();
}

void GraphView::focusOutEvent(QFocusEvent* event)
{
    QGraphicsView::focusOutEvent(event);
    viewport()->update();
}

} // namespace bitladder::widgets
