// What the graph gives away: the whole network as a picture, and its nodes and edges as data.
#include "widgets/control/save_dialog.h"
#include "widgets/graph/graph_items.h"
#include "widgets/graph/graph_view.h"
#include "widgets/table/csv_text.h"

#include <QClipboard>
#include <QContextMenuEvent>
#include <QGuiApplication>
#include <QMenu>
#include <QPainter>

#include <algorithm>

namespace bitladder::widgets
{

namespace
{

constexpr double kLargestSide = 8192; // of a picture, in pixels

} // namespace

void GraphView::contextMenuEvent(QContextMenuEvent* event)
{
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->addAction(tr("&Copy picture"), this, &GraphView::copyPicture);
    addSaveActions(menu, this,
        {[this](const QString& path) { return savePicture(path); },
            [this](const QString& path) { return saveTextFile(path, dataAsCsv()); },
            [this](const QString& message) { emit failed(message); }});
    menu->addSeparator();
    menu->addAction(tr("&Whole network"), this, &GraphView::fitAll);
    menu->popup(event->globalPos());
}

QSize GraphView::pictureSize() const
{
    const QSizeF all = sceneRect().size();
    const double side = std::max({all.width(), all.height(), 1.0});
    return (all * std::min(1.0, kLargestSide / side)).toSize().expandedTo(QSize(1, 1));
}

bool GraphView::paintOn(QPaintDevice* device) const
{
    QPainter painter;
    if (!painter.begin(device)) return false;
    const QRectF place(QPointF(0, 0), pictureSize());
    painter.setRenderHint(QPainter::Antialiasing);
    painter.fillRect(place, palette().color(QPalette::Base));
    scene()->render(&painter, place, sceneRect());
    return painter.end();
}

QImage GraphView::picture() const
{
    QImage image(pictureSize(), QImage::Format_ARGB32_Premultiplied);
    paintOn(&image);
    return image;
}

void GraphView::copyPicture() const
{
    QGuiApplication::clipboard()->setImage(picture());
}

SaveResult GraphView::savePicture(const QString& path) const
{
    return savePictureFile(
        path, pictureSize(), 1, accessibleName(), [this](QPaintDevice* device) { return paintOn(device); });
}

QString GraphView::dataAsCsv() const
{
    QString text = csvLine({QStringLiteral("kind"), QStringLiteral("id"), QStringLiteral("from"), QStringLiteral("to"),
        QStringLiteral("title"), QStringLiteral("detail")});
    for (const int id : m_order) {
        const GraphNode& node = m_nodes[id]->node();
        text += csvLine({QStringLiteral("node"), QString::number(id), {}, {}, node.title, node.subtitle});
    }
    for (const GraphEdge& edge : m_edges)
        text += csvLine(
            {QStringLiteral("edge"), {}, QString::number(edge.from), QString::number(edge.to), edge.label, {}});
    return text;
}

} // namespace bitladder::widgets
