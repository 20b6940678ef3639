#include "widgets/plot/values/curve_sketch.h"

#include "widgets/control/screen_reader.h"
#include "widgets/control/theme.h"
#include "widgets/theme/tokens.h"

#include <QHelpEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QPainterPath>
#include <QToolTip>
#include <algorithm>
#include <cmath>

namespace bitladder::widgets
{

namespace
{

constexpr int kPad = 8, kHandle = 5, kLines = 4; // kLines: parts of the height with a line each
constexpr double kStep = 0.02, kFar = 0.1; // of the height, for a key

} // namespace

CurveSketch::CurveSketch(QWidget* parent)
    : QWidget(parent)
{
    setFocusPolicy(Qt::StrongFocus);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Maximum);
    tellReader(this, QAccessible::Canvas);
    setAccessibleName(tr("Your curve"));
}

void CurveSketch::setData(const SketchData& data)
{
    const bool same = m_data.names == data.names && m_data.low == data.low && m_data.high == data.high;
    const bool wasLocked = m_data.locked;
    m_data = data;
    const auto count = static_cast<std::size_t>(data.names.size());
    if (data.drawn.size() == count) {
        m_points = data.drawn;
    } else if (!same || wasLocked || m_points.size() != count) {
        m_points.assign(count, (data.low + data.high) / 2);
        m_touched = false;
        m_current = 0;
    }
    setToolTip(data.locked ? QString() : tr("Draw with the mouse, or move the points with the arrow keys"));
    choose(std::clamp(m_current, 0, std::max(0, static_cast<int>(count) - 1)));
    update();
}

std::vector<double> CurveSketch::drawn() const
{
    return m_points;
}

QSize CurveSketch::sizeHint() const
{
    return {40 * fontMetrics().averageCharWidth(), 9 * fontMetrics().height()};
}

QSize CurveSketch::minimumSizeHint() const
{
    return {20 * fontMetrics().averageCharWidth(), 7 * fontMetrics().height()};
}

QString CurveSketch::valueText(double value) const
{
    const QString number = formatNumber(value);
    return m_data.unit.isEmpty() ? number : number + QLatin1Char(' ') + m_data.unit;
}

QString CurveSketch::textOf(int point) const
{
    const auto i = static_cast<std::size_t>(point);
    if (i >= m_points.size()) return {};
    const QString yours = tr("%1 bits: %2").arg(m_data.names[point], valueText(m_points[i]));
    return m_data.measured.size() == m_points.size() ? tr("%1, measured %2").arg(yours, valueText(m_data.measured[i]))
                                                     : yours;
}

QRectF CurveSketch::area() const
{
    const int left = std::max(fontMetrics().horizontalAdvance(valueText(m_data.low)),
                         fontMetrics().horizontalAdvance(valueText(m_data.high)))
        + 2 * kPad;
    return QRectF(left, kPad, std::max(10, width() - left - 2 * kPad),
        std::max(10, height() - kPad - 4 - 2 * fontMetrics().height()));
}

QPointF CurveSketch::placeOf(int point, double value) const
{
    const QRectF place = area();
    const auto count = m_data.names.size();
    const double x = count > 1 ? static_cast<double>(point) / static_cast<double>(count - 1) : 0.5;
    const double y = (std::clamp(value, m_data.low, m_data.high) - m_data.low) / (m_data.high - m_data.low);
    return {place.left() + x * place.width(), place.bottom() - y * place.height()};
}

void CurveSketch::paintEvent(QPaintEvent*)
{
    if (m_points.empty()) return;
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QRectF place = area();
    painter.fillRect(place, palette().color(QPalette::Base));
    const int high = fontMetrics().height();
    for (int i = 0; i <= kLines; ++i) {
        const double value = m_data.low + (m_data.high - m_data.low) * i / kLines, y = placeOf(0, value).y();
        painter.setPen(QPen(token(Token::Grid, palette()), 1));
        painter.drawLine(QPointF(place.left(), y), QPointF(place.right(), y));
        painter.setPen(token(Token::Text2, palette()));
        painter.drawText(
            QRectF(0, y - high / 2.0, place.left() - kPad, high), Qt::AlignRight | Qt::AlignVCenter, valueText(value));
    }
    QPainterPath drawn, measured;
    const bool known = m_data.measured.size() == m_points.size();
    const int count = static_cast<int>(m_points.size());
    int worst = 0;
    for (int i = 0; i < count; ++i) {
        const auto at = static_cast<std::size_t>(i);
        const QPointF own = placeOf(i, m_points[at]);
        painter.setPen(token(Token::Text2, palette()));
        painter.drawText(QRectF(own.x() - 30, place.bottom() + 2, 60, high), Qt::AlignHCenter, m_data.names[i]);
        i == 0 ? drawn.moveTo(own) : drawn.lineTo(own);
        if (!known) continue;
        const QPointF there = placeOf(i, m_data.measured[at]);
        i == 0 ? measured.moveTo(there) : measured.lineTo(there);
        const auto off = [&](int k) {
            const auto j = static_cast<std::size_t>(k);
            return std::abs(placeOf(k, m_points[j]).y() - placeOf(k, m_data.measured[j]).y());
        };
        if (off(i) > off(worst)) worst = i;
    }
    painter.drawText(
        QRectF(place.left(), place.bottom() + high + 2, place.width(), high), Qt::AlignHCenter, tr("bits"));
    const QColor accent = token(Token::Accent, palette());
    if (known) {
        QPainterPath gap = drawn;
        gap.connectPath(measured.toReversed());
        gap.closeSubpath();
        painter.fillPath(gap, mixed(accent, palette().color(QPalette::Base), 0.82));
    }
    painter.setPen(QPen(accent, 2, m_data.locked ? Qt::DashLine : Qt::SolidLine));
    painter.drawPath(drawn);
    if (known) {
        painter.setPen(QPen(palette().color(QPalette::WindowText), 2));
        painter.drawPath(measured);
        const auto at = static_cast<std::size_t>(worst);
        painter.setPen(QPen(token(Token::Bad, palette()), 1.5));
        painter.drawLine(placeOf(worst, m_points[at]), placeOf(worst, m_data.measured[at]));
    }
    for (int i = 0; i < count; ++i) {
        const bool chosen = i == m_current && hasFocus() && !m_data.locked;
        painter.setPen(QPen(accent, chosen ? 3 : 2));
        painter.setBrush(palette().color(QPalette::Base));
        painter.drawEllipse(placeOf(i, m_points[static_cast<std::size_t>(i)]), chosen ? kHandle + 2 : kHandle,
            chosen ? kHandle + 2 : kHandle);
    }
    if (known) {
        painter.setPen(Qt::NoPen);
        painter.setBrush(palette().color(QPalette::WindowText));
        for (int i = 0; i < count; ++i)
            painter.drawEllipse(placeOf(i, m_data.measured[static_cast<std::size_t>(i)]), 3, 3);
    }
}

void CurveSketch::choose(int point)
{
    m_current = point;
    setAccessibleDescription(textOf(point));
    update();
}

void CurveSketch::move(int point, double value)
{
    m_points[static_cast<std::size_t>(point)] = std::clamp(value, m_data.low, m_data.high);
    m_touched = true;
    choose(point);
    emit moved();
}

void CurveSketch::drawAt(const QPointF& position)
{
    if (m_data.locked || m_points.empty()) return;
    const QRectF place = area();
    const int last = static_cast<int>(m_points.size()) - 1;
    const int point
        = std::clamp(static_cast<int>(std::lround((position.x() - place.left()) / place.width() * last)), 0, last);
    move(point, m_data.low + (place.bottom() - position.y()) / place.height() * (m_data.high - m_data.low));
}

void CurveSketch::mousePressEvent(QMouseEvent* event)
{
    if (event->button() == Qt::LeftButton) drawAt(event->position());
}

void CurveSketch::mouseMoveEvent(QMouseEvent* event)
{
    if (event->buttons() & Qt::LeftButton) drawAt(event->position());
}

void CurveSketch::keyPressEvent(QKeyEvent* event)
{
    const int last = static_cast<int>(m_points.size()) - 1;
    const double step = (m_data.high - m_data.low) * (event->modifiers() & Qt::ShiftModifier ? kFar : kStep);
    const int key = event->key();
    if (key == Qt::Key_Left || key == Qt::Key_Right) {
        choose(std::clamp(m_current + (key == Qt::Key_Right ? 1 : -1), 0, std::max(0, last)));
        return;
    }
    const bool moves = key == Qt::Key_Up || key == Qt::Key_Down || key == Qt::Key_Home || key == Qt::Key_End;
    if (!moves || m_data.locked || m_points.empty()) {
        QWidget::keyPressEvent(event);
        return;
    }
    const double now = m_points[static_cast<std::size_t>(m_current)];
    move(m_current,
        key == Qt::Key_Home      ? m_data.high
            : key == Qt::Key_End ? m_data.low
            : key == Qt::Key_Up  ? now + step
                                 : now - step);
}

bool CurveSketch::event(QEvent* event)
{
    if (event->type() == QEvent::ToolTip && !m_points.empty()) {
        const auto* help = static_cast<QHelpEvent*>(event);
        for (int i = 0; i < static_cast<int>(m_points.size()); ++i)
            if (std::abs(placeOf(i, 0).x() - help->pos().x()) <= 2 * kHandle) {
                QToolTip::showText(help->globalPos(), textOf(i), this);
                return true;
            }
    }
    return QWidget::event(event);
}

} // namespace bitladder::widgets
