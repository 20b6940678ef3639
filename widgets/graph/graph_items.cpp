#include "widgets/graph/graph_items.h"

#include "widgets/control/theme.h"

#include <QFontMetricsF>
#include <QPainter>
#include <QStyleOptionGraphicsItem>
#include <QWidget>

#include <algorithm>

namespace bitladder::widgets
{

namespace
{

constexpr double kPadX = 10;
constexpr double kPadY = 5;
constexpr double kArrow = 6;
// Below these scales texts are too small to be read, so they are not drawn.
constexpr double kTextScale = 0.4;
constexpr double kLabelScale = 0.6;

QFont subtitleFont(const QFont& font)
{
    QFont small = font;
    if (small.pointSizeF() > 0) small.setPointSizeF(std::max(7.0, 0.85 * small.pointSizeF()));
    return small;
}

} // namespace

GraphNodeItem::GraphNodeItem(const GraphNode& node, const QFont& font)
    : m_node(node)
    , m_font(font)
    , m_size(sizeFor(node, font))
{
    setToolTip(node.toolTip);
}

QSizeF GraphNodeItem::sizeFor(const GraphNode& node, const QFont& font)
{
    const QFontMetricsF title(font);
    const QFontMetricsF subtitle(subtitleFont(font));
    const double width = std::max(title.horizontalAdvance(node.title), subtitle.horizontalAdvance(node.subtitle));
    // The second line keeps its room even while it is empty: figures come later.
    return {std::max(64.0, width + 2 * kPadX), title.height() + subtitle.height() + 2 * kPadY};
}

void GraphNodeItem::setNode(const GraphNode& node)
{
    m_node = node;
    setToolTip(node.toolTip);
    update();
}

void GraphNodeItem::setMark(Mark mark)
{
    m_mark = mark;
    setZValue(mark == Mark::Selected ? 2 : 1);
    update();
}

QRectF GraphNodeItem::boundingRect() const
{
    return QRectF(-m_size.width() / 2, -m_size.height() / 2, m_size.width(), m_size.height()).adjusted(-4, -4, 4, 4);
}

void GraphNodeItem::paint(QPainter* painter, const QStyleOptionGraphicsItem* option, QWidget* widget)
{
    const QPalette colors = widget != nullptr ? widget->palette() : QPalette();
    const QColor text = colors.color(QPalette::Text);
    const QColor base = colors.color(QPalette::Base);
    const double scale = QStyleOptionGraphicsItem::levelOfDetailFromTransform(painter->worldTransform());
    const QRectF box(-m_size.width() / 2, -m_size.height() / 2, m_size.width(), m_size.height());
    const QColor fill = m_node.color.isValid() ? m_node.color : mixed(base, text, 0.07);
    Q_UNUSED(option);
    if (m_mark == Mark::Selected) {
        painter->setPen(Qt::NoPen);
        painter->setBrush(colors.color(QPalette::Highlight));
        painter->drawRoundedRect(box.adjusted(-4, -4, 4, 4), 8, 8);
    }
    painter->setPen(QPen(mixed(fill, text, 0.45), 1));
    painter->setBrush(fill);
    painter->drawRoundedRect(box, 5, 5);
    if (scale < kTextScale) return;
    const QColor ink = textColorOn(fill);
    const QFontMetricsF metrics(m_font);
    const QRectF inside = box.adjusted(4, kPadY, -4, -kPadY);
    painter->setFont(m_font);
    painter->setPen(ink);
    const QRectF titlePlace
        = m_node.subtitle.isEmpty() ? inside : QRectF(inside.left(), inside.top(), inside.width(), metrics.height());
    painter->drawText(titlePlace, Qt::AlignCenter, metrics.elidedText(m_node.title, Qt::ElideMiddle, inside.width()));
    const QFont small = subtitleFont(m_font);
    painter->setFont(small);
    painter->setPen(mixed(ink, fill, 0.15));
    painter->drawText(inside, Qt::AlignHCenter | Qt::AlignBottom,
        QFontMetricsF(small).elidedText(m_node.subtitle, Qt::ElideRight, inside.width()));
}

GraphEdgeItem::GraphEdgeItem(const QPolygonF& route, const GraphEdge& edge, const QFont& font)
    : m_edge(edge)
    , m_font(subtitleFont(font))
{
    setZValue(0);
    if (route.size() < 2) return;
    const QPointF tip = route.last();
    const QPointF end = tip - QPointF(0, kArrow);
    m_path.moveTo(route.first());
    for (qsizetype i = 1; i < route.size(); ++i) {
        const QPointF from = m_path.currentPosition();
        const QPointF to = i == route.size() - 1 ? end : route[i];
        // Leaves and arrives vertically; a straight piece stays a straight line.
        if (qFuzzyCompare(from.x() + 1, to.x() + 1)) {
            m_path.lineTo(to);
        } else {
            const double middle = (from.y() + to.y()) / 2;
            m_path.cubicTo(QPointF(from.x(), middle), QPointF(to.x(), middle), to);
        }
    }
    m_arrow << tip << tip + QPointF(-kArrow / 2, -kArrow) << tip + QPointF(kArrow / 2, -kArrow);
    m_labelPlace = m_path.pointAtPercent(0.5);
}

void GraphEdgeItem::setEdge(const GraphEdge& edge)
{
    prepareGeometryChange();
    m_edge = edge;
    update();
}

QRectF GraphEdgeItem::boundingRect() const
{
    const QFontMetricsF metrics(m_font);
    const double half = metrics.horizontalAdvance(m_edge.label) / 2 + 4;
    const QRectF label(m_labelPlace.x() - half, m_labelPlace.y() - metrics.height() / 2, 2 * half, metrics.height());
    return m_path.boundingRect().united(m_arrow.boundingRect()).united(label).adjusted(-3, -3, 3, 3);
}

void GraphEdgeItem::paint(QPainter* painter, const QStyleOptionGraphicsItem*, QWidget* widget)
{
    const QPalette colors = widget != nullptr ? widget->palette() : QPalette();
    const QColor text = colors.color(QPalette::Text);
    const QColor base = colors.color(QPalette::Base);
    const double scale = QStyleOptionGraphicsItem::levelOfDetailFromTransform(painter->worldTransform());
    const QColor line = m_edge.color.isValid() ? m_edge.color : mixed(base, text, 0.5);
    painter->setPen(QPen(line, m_edge.width));
    painter->setBrush(Qt::NoBrush);
    painter->drawPath(m_path);
    painter->setPen(Qt::NoPen);
    painter->setBrush(line);
    painter->drawPolygon(m_arrow);
    if (m_edge.label.isEmpty() || scale < kLabelScale) return;
    const QFontMetricsF metrics(m_font);
    const double half = metrics.horizontalAdvance(m_edge.label) / 2 + 3;
    const QRectF place(m_labelPlace.x() - half, m_labelPlace.y() - metrics.height() / 2, 2 * half, metrics.height());
    QColor ground = base;
    ground.setAlphaF(0.85F);
    painter->fillRect(place, ground);
    painter->setFont(m_font);
    painter->setPen(mixed(base, text, 0.75));
    painter->drawText(place, Qt::AlignCenter, m_edge.label);
}

} // namespace bitladder::widgets
