#include "widgets/picture/draw_canvas.h"

#include "widgets/control/screen_reader.h"
#include "widgets/control/theme.h"

#include <QMouseEvent>
#include <QPainter>

#include <algorithm>
#include <array>
#include <cmath>

namespace bitladder::widgets
{

namespace
{

constexpr int kPad = 8;
// As shares of the shorter side; a digit of 28 cells is drawn about two and a half cells thick.
constexpr double kPenRadius = 0.045;
constexpr double kEraserRadius = 0.09;

double distanceToSegment(const QPointF& point, const QPointF& from, const QPointF& to)
{
    const QPointF along = to - from;
    const double length2 = QPointF::dotProduct(along, along);
    const double t = length2 > 0 ? std::clamp(QPointF::dotProduct(point - from, along) / length2, 0.0, 1.0) : 0.0;
    const QPointF off = point - (from + t * along);
    return std::hypot(off.x(), off.y());
}

} // namespace

DrawCanvas::DrawCanvas(QWidget* parent)
    : QWidget(parent)
{
    setFocusPolicy(Qt::StrongFocus);
    setCursor(Qt::CrossCursor);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
    tellReader(this, QAccessible::Canvas);
    setAccessibleName(tr("Drawing"));
    const QString help
        = tr("Left button draws, right button erases. Arrows move the pen, with Shift they draw; Space makes a dot, "
             "Backspace erases, Delete clears.");
    setAccessibleDescription(help);
    setToolTip(help);
    setCells(m_cells);
}

void DrawCanvas::setCells(const QSize& cells)
{
    const QSize baseline = cells.expandedTo({1, 1});
    if (baseline == m_cells && !m_values.empty()) return;
    m_cells = baseline;
    m_values.assign(static_cast<std::size_t>(baseline.width()) * static_cast<std::size_t>(baseline.height()), 0.0F);
    m_pen = QPointF(baseline.width() / 2.0, baseline.height() / 2.0);
    update();
}

void DrawCanvas::setInk(Ink ink)
{
    if (ink == m_ink) return;
    m_ink = ink;
    update();
    emit drawn(picture());
}

void DrawCanvas::clear()
{
    std::ranges::fill(m_values, 0.0F);
    update();
    emit drawn(picture());
}

bool DrawCanvas::isBlank() const
{
    return std::ranges::all_of(m_values, [](float value) { return value == 0.0F; });
}

QImage DrawCanvas::picture() const
{
    QImage image(m_cells, QImage::Format_Grayscale8);
    auto value = m_values.begin();
    for (int y = 0; y < m_cells.height(); ++y) {
        uchar* line = image.scanLine(y);
        for (int x = 0; x < m_cells.width(); ++x, ++value) {
            const float grey = m_ink == Ink::WhiteOnBlack ? *value : 1 - *value;
            line[x] = static_cast<uchar>(std::lround(grey * 255));
        }
    }
    return image;
}

QSize DrawCanvas::sizeHint() const
{
    return {224, 224};
}

QSize DrawCanvas::minimumSizeHint() const
{
    return {72, 72};
}

QRectF DrawCanvas::target() const
{
    const QRectF inside = QRectF(rect()).adjusted(2, 2, -2, -2);
    const QSizeF scaled = QSizeF(m_cells).scaled(inside.size(), Qt::KeepAspectRatio);
    return {inside.center().x() - scaled.width() / 2, inside.center().y() - scaled.height() / 2, scaled.width(),
        scaled.height()};
}

QPointF DrawCanvas::cellAt(const QPointF& position) const
{
    const QRectF place = target();
    return {(position.x() - place.left()) / place.width() * m_cells.width(),
        (position.y() - place.top()) / place.height() * m_cells.height()};
}

double DrawCanvas::radius(Tool tool) const
{
    // However few the cells are, a dot fills one.
    const double share = tool == Tool::Pen ? kPenRadius : kEraserRadius;
    return std::max(1.2, share * std::min(m_cells.width(), m_cells.height()));
}

void DrawCanvas::stroke(const QPointF& from, const QPointF& to, Tool tool)
{
    const double reach = radius(tool) + 0.5;
    const int left = std::max(0, static_cast<int>(std::floor(std::min(from.x(), to.x()) - reach)));
    const int right = std::min(m_cells.width() - 1, static_cast<int>(std::ceil(std::max(from.x(), to.x()) + reach)));
    const int top = std::max(0, static_cast<int>(std::floor(std::min(from.y(), to.y()) - reach)));
    const int bottom = std::min(m_cells.height() - 1, static_cast<int>(std::ceil(std::max(from.y(), to.y()) + reach)));
    for (int y = top; y <= bottom; ++y) {
        for (int x = left; x <= right; ++x) {
            const double away = distanceToSegment(QPointF(x + 0.5, y + 0.5), from, to);
            const auto touched = static_cast<float>(std::clamp(reach - away, 0.0, 1.0));
            float& value = m_values[static_cast<std::size_t>(y) * static_cast<std::size_t>(m_cells.width())
                + static_cast<std::size_t>(x)];
            value = tool == Tool::Pen ? std::max(value, touched) : std::min(value, 1 - touched);
        }
    }
    m_pen = to;
    update();
    emit drawn(picture());
}

bool DrawCanvas::event(QEvent* event)
{
    // The keys that draw are no shortcuts of the window while the canvas has the focus.
    if (event->type() == QEvent::ShortcutOverride) {
        const auto* key = static_cast<const QKeyEvent*>(event);
        constexpr std::array kOwn {
            Qt::Key_Left, Qt::Key_Right, Qt::Key_Up, Qt::Key_Down, Qt::Key_Space, Qt::Key_Backspace, Qt::Key_Delete};
        const bool plain = (key->modifiers() & ~Qt::ShiftModifier) == Qt::NoModifier;
        if (plain && std::ranges::find(kOwn, key->key()) != kOwn.end()) {
            event->accept();
            return true;
        }
    }
    return QWidget::event(event);
}

void DrawCanvas::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    const QRectF place = target();
    painter.drawImage(place, picture());
    const QColor base = palette().color(QPalette::Window);
    painter.setPen(QPen(
        hasFocus() ? palette().color(QPalette::Highlight) : mixed(base, palette().color(QPalette::WindowText), 0.4),
        1));
    painter.setBrush(Qt::NoBrush);
    painter.drawRect(place.adjusted(-1, -1, 1, 1));
    const QColor ground = m_ink == Ink::WhiteOnBlack ? Qt::black : Qt::white;
    if (isBlank()) {
        painter.setPen(textColorOn(ground));
        painter.drawText(place.adjusted(kPad, kPad, -kPad, -kPad), Qt::AlignCenter | Qt::TextWordWrap,
            tr("Draw here with the mouse"));
    }
    if (hasFocus()) {
        // The pen of the keyboard.
        const double scale = place.width() / m_cells.width();
        const QPointF at = place.topLeft() + m_pen * scale;
        painter.setPen(QPen(palette().color(QPalette::Highlight), 1));
        painter.drawEllipse(at, radius(Tool::Pen) * scale + 2, radius(Tool::Pen) * scale + 2);
    }
}

void DrawCanvas::mousePressEvent(QMouseEvent* event)
{
    const QPointF at = cellAt(event->position());
    if (event->button() == Qt::LeftButton)
        stroke(at, at, Tool::Pen);
    else if (event->button() == Qt::RightButton)
        stroke(at, at, Tool::Eraser);
}

void DrawCanvas::mouseMoveEvent(QMouseEvent* event)
{
    const QPointF at = cellAt(event->position());
    if (event->buttons().testFlag(Qt::LeftButton))
        stroke(m_pen, at, Tool::Pen);
    else if (event->buttons().testFlag(Qt::RightButton))
        stroke(m_pen, at, Tool::Eraser);
}

void DrawCanvas::contextMenuEvent(QContextMenuEvent* event)
{
    // The right button erases.
    event->accept();
}

void DrawCanvas::keyPressEvent(QKeyEvent* event)
{
    QPointF step;
    switch (event->key()) {
    case Qt::Key_Left:
        step = {-1, 0};
        break;
    case Qt::Key_Right:
        step = {1, 0};
        break;
    case Qt::Key_Up:
        step = {0, -1};
        break;
    case Qt::Key_Down:
        step = {0, 1};
        break;
    case Qt::Key_Space:
        stroke(m_pen, m_pen, Tool::Pen);
        return;
    case Qt::Key_Backspace:
        stroke(m_pen, m_pen, Tool::Eraser);
        return;
    case Qt::Key_Delete:
        clear();
        return;
    default:
        QWidget::keyPressEvent(event);
        return;
    }
    const QPointF to(std::clamp(m_pen.x() + step.x(), 0.0, static_cast<double>(m_cells.width())),
        std::clamp(m_pen.y() + step.y(), 0.0, static_cast<double>(m_cells.height())));
    if (event->modifiers().testFlag(Qt::ShiftModifier)) {
        stroke(m_pen, to, Tool::Pen);
    } else {
        m_pen = to;
        update();
    }
}

} // namespace bitladder::widgets
