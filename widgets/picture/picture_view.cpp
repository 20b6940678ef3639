#include "widgets/picture/picture_view.h"

#include "widgets/control/screen_reader.h"
#include "widgets/control/theme.h"

#include <QApplication>
#include <QClipboard>
#include <QContextMenuEvent>
#include <QDragEnterEvent>
#include <QMenu>
#include <QMimeData>
#include <QMouseEvent>
#include <QPainter>
#include <QWheelEvent>

#include <algorithm>
#include <cmath>
#include <utility>

namespace bitladder::widgets
{

namespace
{

constexpr double kMaxZoom = 64;
constexpr double kZoomStep = 1.25;
constexpr int kPad = 8;
constexpr double kStale = 0.4;

QStringList localFiles(const QMimeData* data)
{
    QStringList paths;
    for (const QUrl& url : data->urls()) {
        if (url.isLocalFile()) paths << url.toLocalFile();
    }
    return paths;
}

} // namespace

PictureView::PictureView(QWidget* parent)
    : QWidget(parent)
    , m_emptyText(tr("Drop a picture here, or paste one."))
{
    setAcceptDrops(true);
    setFocusPolicy(Qt::StrongFocus);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
    tellReader(this, QAccessible::Graphic);
    setAccessibleName(tr("Picture"));
    setAccessibleDescription(m_emptyText);
}

QSize PictureView::sizeHint() const
{
    return {224, 224};
}

QSize PictureView::minimumSizeHint() const
{
    return {72, 72};
}

void PictureView::setPicture(const QImage& picture)
{
    if (picture.size() != m_picture.size()) m_zoom = {};
    m_picture = picture;
    setAccessibleDescription(
        picture.isNull() ? m_emptyText : tr("%1 by %2 pixels").arg(picture.width()).arg(picture.height()));
    update();
}

void PictureView::clear()
{
    setPicture({});
    setUnder({});
}

void PictureView::setFreshness(Freshness freshness)
{
    if (freshness == m_freshness) return;
    m_freshness = freshness;
    update();
}

void PictureView::setEmptyText(const QString& text)
{
    m_emptyText = text;
    if (m_picture.isNull()) setAccessibleDescription(text);
    update();
}

void PictureView::setZoom(const PictureZoom& zoom)
{
    if (zoom == m_zoom) return;
    m_zoom = zoom;
    update();
}

void PictureView::changeZoom(const PictureZoom& zoom)
{
    PictureZoom baseline = zoom;
    baseline.zoom = std::clamp(zoom.zoom, 1.0, kMaxZoom);
    // The middle stays where the picture still fills the view.
    const double margin = 0.5 / baseline.zoom;
    baseline.center.setX(std::clamp(zoom.center.x(), margin, 1 - margin));
    baseline.center.setY(std::clamp(zoom.center.y(), margin, 1 - margin));
    if (baseline == m_zoom) return;
    m_zoom = baseline;
    update();
    emit zoomChanged(m_zoom);
}

QRectF PictureView::fitted() const
{
    if (m_picture.isNull()) return {};
    const QSizeF scaled = QSizeF(m_picture.size()).scaled(size(), Qt::KeepAspectRatio);
    return {(width() - scaled.width()) / 2, (height() - scaled.height()) / 2, scaled.width(), scaled.height()};
}

QRectF PictureView::target() const
{
    const QRectF whole = fitted();
    const QSizeF grown = whole.size() * m_zoom.zoom;
    const QPointF middle = whole.center();
    return {middle.x() - m_zoom.center.x() * grown.width(), middle.y() - m_zoom.center.y() * grown.height(),
        grown.width(), grown.height()};
}

void PictureView::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    const QColor base = palette().color(QPalette::Base);
    const QColor text = palette().color(QPalette::Text);
    if (m_picture.isNull()) {
        painter.fillRect(rect(), base);
        painter.setPen(QPen(mixed(base, text, 0.35), 1, Qt::DashLine));
        painter.drawRect(rect().adjusted(2, 2, -3, -3));
        painter.setPen(mixed(base, text, 0.75));
        painter.drawText(rect().adjusted(kPad, kPad, -kPad, -kPad), Qt::AlignCenter | Qt::TextWordWrap, m_emptyText);
    } else {
        const bool tiny = std::max(m_picture.width(), m_picture.height()) <= kTiny;
        painter.setRenderHint(QPainter::SmoothPixmapTransform, !tiny && m_zoom.zoom < 4);
        painter.setClipRect(fitted());
        painter.setOpacity(m_freshness == Freshness::Stale ? kStale : 1.0);
        painter.drawImage(target(), m_picture);
        if (m_swipe && !m_under.isNull()) {
            painter.setClipRect(fitted().intersected(QRectF(0, 0, *m_swipe, height())));
            painter.fillRect(target(), base);
            painter.drawImage(target(), m_under);
            painter.setClipRect(fitted());
            painter.setOpacity(1.0);
            painter.setPen(QPen(palette().color(QPalette::Highlight), 2));
            painter.drawLine(QLineF(*m_swipe, 0, *m_swipe, height()));
        }
        painter.setOpacity(1.0);
        painter.setClipping(false);
    }
    if (m_drop == Drop::Hovering || hasFocus()) {
        painter.setPen(QPen(palette().color(QPalette::Highlight), m_drop == Drop::Hovering ? 3 : 1));
        painter.setBrush(Qt::NoBrush);
        painter.drawRect(rect().adjusted(1, 1, -2, -2));
    }
}

void PictureView::dragEnterEvent(QDragEnterEvent* event)
{
    if (localFiles(event->mimeData()).isEmpty() && !event->mimeData()->hasImage()) return;
    event->acceptProposedAction();
    m_drop = Drop::Hovering;
    update();
}

void PictureView::dragLeaveEvent(QDragLeaveEvent* event)
{
    QWidget::dragLeaveEvent(event);
    m_drop = Drop::None;
    update();
}

void PictureView::dropEvent(QDropEvent* event)
{
    m_drop = Drop::None;
    update();
    const QStringList paths = localFiles(event->mimeData());
    event->acceptProposedAction();
    if (!paths.isEmpty())
        emit filesDropped(paths);
    else if (event->mimeData()->hasImage())
        emit pasted(event->mimeData()->imageData().value<QImage>());
}

void PictureView::paste()
{
    const QMimeData* held = QApplication::clipboard()->mimeData();
    if (held == nullptr) return;
    const QStringList paths = localFiles(held);
    if (held->hasImage())
        emit pasted(held->imageData().value<QImage>());
    else if (!paths.isEmpty())
        emit filesDropped(paths);
}

void PictureView::keyPressEvent(QKeyEvent* event)
{
    if (event->matches(QKeySequence::Paste)) {
        paste();
        return;
    }
    if (event->matches(QKeySequence::Copy) && !m_picture.isNull()) {
        QApplication::clipboard()->setImage(m_picture);
        return;
    }
    switch (event->key()) {
    case Qt::Key_Plus:
    case Qt::Key_Equal:
        changeZoom({m_zoom.zoom * kZoomStep, m_zoom.center});
        return;
    case Qt::Key_Minus:
        changeZoom({m_zoom.zoom / kZoomStep, m_zoom.center});
        return;
    default:
        QWidget::keyPressEvent(event);
    }
}

void PictureView::wheelEvent(QWheelEvent* event)
{
    if (m_picture.isNull() || event->angleDelta().y() == 0) return;
    event->accept();
    const QRectF before = target();
    const QPointF point = event->position();
    const QPointF inPicture((point.x() - before.left()) / before.width(), (point.y() - before.top()) / before.height());
    const double zoom = std::clamp(m_zoom.zoom * std::pow(kZoomStep, event->angleDelta().y() / 120.0), 1.0, kMaxZoom);
    // The place under the mouse stays under the mouse.
    const double ratio = m_zoom.zoom / zoom;
    changeZoom({zoom, inPicture + (m_zoom.center - inPicture) * ratio});
}

void PictureView::mousePressEvent(QMouseEvent* event)
{
    m_lastDrag = event->position();
    if (event->button() == Qt::LeftButton && m_zoom.zoom > 1) setCursor(Qt::ClosedHandCursor);
}

void PictureView::setUnder(const QImage& picture)
{
    m_under = picture;
    setMouseTracking(!picture.isNull());
    update();
}

void PictureView::leaveEvent(QEvent* event)
{
    QWidget::leaveEvent(event);
    if (std::exchange(m_swipe, std::nullopt)) update();
}

void PictureView::mouseMoveEvent(QMouseEvent* event)
{
    if (!event->buttons() && !m_under.isNull()) {
        m_swipe = event->position().x();
        update();
    }
    if (!event->buttons().testFlag(Qt::LeftButton) || m_picture.isNull()) return;
    const QSizeF shown = target().size();
    const QPointF moved = event->position() - m_lastDrag;
    m_lastDrag = event->position();
    changeZoom({m_zoom.zoom, m_zoom.center - QPointF(moved.x() / shown.width(), moved.y() / shown.height())});
}

void PictureView::mouseReleaseEvent(QMouseEvent*)
{
    unsetCursor();
}

void PictureView::mouseDoubleClickEvent(QMouseEvent*)
{
    changeZoom({});
}

void PictureView::contextMenuEvent(QContextMenuEvent* event)
{
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->addAction(tr("&Copy picture"), this, [this] { QApplication::clipboard()->setImage(m_picture); })
        ->setEnabled(!m_picture.isNull());
    menu->addAction(tr("&Paste picture"), this, &PictureView::paste);
    menu->addAction(tr("&Reset view"), this, [this] { changeZoom({}); })->setEnabled(m_zoom.zoom > 1);
    menu->popup(event->globalPos());
}

} // namespace bitladder::widgets
