#include "widgets/table/rows_view.h"

#include "widgets/control/save_dialog.h"
#include "widgets/theme/tokens.h"

#include <QContextMenuEvent>
#include <QHelpEvent>
#include <QMenu>
#include <QPainter>
#include <QScrollBar>
#include <QToolTip>

#include <algorithm>

namespace bitladder::widgets
{

namespace
{

constexpr int kPad = 8;
constexpr double kPale = 0.45; // of old figures

} // namespace

RowsView::RowsView(QWidget* parent)
    : QAbstractScrollArea(parent)
{
    setFrameShape(QFrame::NoFrame);
    setFocusPolicy(Qt::StrongFocus);
    viewport()->setMouseTracking(true);
    viewport()->setBackgroundRole(QPalette::Base);
    viewport()->setAutoFillBackground(true);
    verticalScrollBar()->setSingleStep(1);
    setMinimumSize(200, 120);
}

void RowsView::setEmptyText(const QString& text)
{
    if (m_emptyText == text) return;
    m_emptyText = text;
    viewport()->update();
}

void RowsView::setFreshness(Freshness freshness)
{
    if (m_freshness == freshness) return;
    m_freshness = freshness;
    viewport()->update();
}

void RowsView::setCurrentRow(int row)
{
    row = row < rowCount() ? row : -1;
    if (row == m_current) return;
    m_current = row;
    ensureVisible(row);
    viewport()->update();
}

int RowsView::rowHeight() const
{
    return fontMetrics().height() + 4;
}

QRect RowsView::rowRect(int row) const
{
    const int top = headHeight() + row * rowHeight() - verticalScrollBar()->value();
    const QRect place(0, top, viewport()->width(), rowHeight());
    return row >= 0 && row < rowCount() && place.bottom() > headHeight() && top < viewport()->height() ? place
                                                                                                       : QRect();
}

int RowsView::rowAt(const QPoint& position) const
{
    if (position.y() < headHeight()) return -1;
    const int row = (position.y() - headHeight() + verticalScrollBar()->value()) / rowHeight();
    return row < rowCount() ? row : -1;
}

int RowsView::contentX(int x) const
{
    return x < fixedWidth() ? x : x + horizontalScrollBar()->value();
}

int RowsView::drawnWidth() const
{
    return std::max(contentWidth(), viewport()->width());
}

void RowsView::rowsChanged()
{
    if (m_current >= rowCount()) m_current = -1;
    const int rows = rowCount() * rowHeight(), room = std::max(0, viewport()->height() - headHeight());
    verticalScrollBar()->setRange(0, std::max(0, rows - room));
    verticalScrollBar()->setPageStep(room);
    verticalScrollBar()->setSingleStep(rowHeight());
    horizontalScrollBar()->setRange(0, rowCount() == 0 ? 0 : std::max(0, contentWidth() - viewport()->width()));
    horizontalScrollBar()->setPageStep(viewport()->width());
    horizontalScrollBar()->setSingleStep(fontMetrics().height());
    viewport()->update();
}

void RowsView::ensureVisible(int row)
{
    if (row < 0) return;
    const int top = row * rowHeight(), room = viewport()->height() - headHeight();
    QScrollBar* bar = verticalScrollBar();
    if (top < bar->value()) bar->setValue(top);
    if (top + rowHeight() > bar->value() + room) bar->setValue(top + rowHeight() - room);
}

void RowsView::paintEvent(QPaintEvent*)
{
    QPainter painter(viewport());
    const QRect all = viewport()->rect();
    if (rowCount() == 0) {
        painter.setPen(token(Token::Text2, palette()));
        painter.drawText(all.adjusted(kPad, kPad, -kPad, -kPad), Qt::AlignCenter | Qt::TextWordWrap, m_emptyText);
        return;
    }
    painter.setFont(font());
    if (m_freshness == Freshness::Stale) painter.setOpacity(kPale);
    const int scrolled = horizontalScrollBar()->value();
    const int first = verticalScrollBar()->value() / rowHeight();
    painter.setClipRect(all.adjusted(0, headHeight(), 0, 0));
    for (int row = first; row < rowCount(); ++row) {
        const QRect shown = rowRect(row);
        if (shown.isEmpty()) break;
        const QRect place(0, shown.top(), drawnWidth(), shown.height());
        if (row == m_current) painter.fillRect(place, token(Token::Tint, palette()));
        paintRow(painter, row, place, scrolled);
    }
    painter.setClipRect(all);
    paintHead(painter, {0, 0, drawnWidth(), headHeight()}, scrolled);
    painter.setOpacity(1);
    if (m_freshness == Freshness::Stale) {
        const QString text = tr("older settings");
        const QRect box = painter.fontMetrics().boundingRect(text).adjusted(-kPad, -kPad / 2, kPad, kPad / 2);
        const QRect place(all.right() - box.width() - kPad, headHeight() + kPad, box.width(), box.height());
        painter.fillRect(place, palette().color(QPalette::Window));
        painter.setPen(palette().color(QPalette::WindowText));
        painter.drawText(place, Qt::AlignCenter, text);
    }
    if (hasFocus()) {
        painter.setBrush(Qt::NoBrush);
        painter.setPen(QPen(token(Token::Accent, palette()), 1));
        painter.drawRect(all.adjusted(0, 0, -1, -1));
    }
}

void RowsView::paintAll(QPainter& painter, const QSize& size) const
{
    painter.fillRect(QRect(QPoint(0, 0), size), palette().color(QPalette::Base));
    painter.setFont(font());
    for (int row = 0; row < rowCount(); ++row)
        paintRow(painter, row, {0, headHeight() + row * rowHeight(), size.width(), rowHeight()}, 0);
    paintHead(painter, {0, 0, size.width(), headHeight()}, 0);
}

QImage RowsView::picture() const
{
    const QSize size(drawnWidth(), headHeight() + rowCount() * rowHeight());
    QImage image(size * devicePixelRatioF(), QImage::Format_ARGB32_Premultiplied);
    image.setDevicePixelRatio(devicePixelRatioF());
    QPainter painter(&image);
    paintAll(painter, size);
    return image;
}

SaveResult RowsView::savePicture(const QString& path) const
{
    const QSize size(drawnWidth(), headHeight() + rowCount() * rowHeight());
    return savePictureFile(path, size, devicePixelRatioF(), accessibleName(), [&](QPaintDevice* device) {
        QPainter painter;
        if (!painter.begin(device)) return false;
        paintAll(painter, size);
        return painter.end();
    });
}

SaveResult RowsView::saveData(const QString& path) const
{
    return saveTextFile(path, dataAsCsv());
}

bool RowsView::viewportEvent(QEvent* event)
{
    if (event->type() == QEvent::ToolTip) {
        const auto* help = static_cast<QHelpEvent*>(event);
        const QString text = rowCount() > 0 ? toolTipAt(rowAt(help->pos()), contentX(help->pos().x())) : QString();
        if (text.isEmpty())
            QToolTip::hideText();
        else
            QToolTip::showText(help->globalPos(), text, viewport());
        return true;
    }
    return QAbstractScrollArea::viewportEvent(event);
}

void RowsView::resizeEvent(QResizeEvent* event)
{
    QAbstractScrollArea::resizeEvent(event);
    rowsChanged();
}

void RowsView::changeEvent(QEvent* event)
{
    QAbstractScrollArea::changeEvent(event);
    if (event->type() == QEvent::FontChange || event->type() == QEvent::StyleChange) viewport()->update();
}

void RowsView::mousePressEvent(QMouseEvent* event)
{
    const int row = rowAt(event->pos());
    if (event->button() != Qt::LeftButton || row < 0) return;
    m_current = row;
    viewport()->update();
    emit rowClicked(row);
}

void RowsView::mouseReleaseEvent(QMouseEvent* event)
{
    event->accept();
}

void RowsView::moveTo(int row)
{
    if (rowCount() == 0) return;
    row = std::clamp(row, 0, rowCount() - 1);
    if (row == m_current) return;
    setCurrentRow(row);
    emit rowClicked(row);
}

void RowsView::keyPressEvent(QKeyEvent* event)
{
    const int page = std::max(1, (viewport()->height() - headHeight()) / rowHeight() - 1);
    switch (event->key()) {
    case Qt::Key_Up:
        return moveTo(m_current - 1);
    case Qt::Key_Down:
        return moveTo(m_current + 1);
    case Qt::Key_PageUp:
        return moveTo(m_current - page);
    case Qt::Key_PageDown:
        return moveTo(m_current + page);
    case Qt::Key_Home:
        return moveTo(0);
    case Qt::Key_End:
        return moveTo(rowCount() - 1);
    default:
        QAbstractScrollArea::keyPressEvent(event);
    }
}

void RowsView::contextMenuEvent(QContextMenuEvent* event)
{
    if (rowCount() == 0) return;
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    addSaveActions(menu, this,
        {[this](const QString& path) { return savePicture(path); },
            [this](const QString& path) { return saveData(path); },
            [this](const QString& message) { emit failed(message); }});
    menu->popup(event->globalPos());
}

} // namespace bitladder::widgets
