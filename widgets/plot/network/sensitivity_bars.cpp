#include "widgets/plot/network/sensitivity_bars.h"

#include "widgets/control/screen_reader.h"
#include "widgets/table/csv_text.h"
#include "widgets/theme/tokens.h"

#include <QPainter>

#include <algorithm>
#include <cmath>

namespace bitladder::widgets
{

namespace
{

constexpr int kPad = 6, kRight = 24;
constexpr int kLongestName = 200; // pixels
constexpr double kMark = 3.5; // radius

// 1, 2 or 5 times a power of ten, of which about five fit.
double stepFor(double range)
{
    const double rough = range / 5, power = std::pow(10, std::floor(std::log10(rough)));
    const double share = rough / power;
    return power * (share < 1.5 ? 1 : share < 3.5 ? 2 : share < 7.5 ? 5 : 10);
}

} // namespace

SensitivityBars::SensitivityBars(QWidget* parent)
    : RowsView(parent)
{
    tellReader(this, QAccessible::Chart);
    setAccessibleName(tr("Which layer hurts?"));
}

void SensitivityBars::setData(const SensitivityData& newData)
{
    m_data = newData;
    m_low = 0;
    m_high = 0;
    for (const auto& row : m_data.rows)
        for (const double value : {row.on, row.off, row.weights, row.activations}) {
            if (!std::isfinite(value)) continue;
            m_low = std::min(m_low, value);
            m_high = std::max(m_high, value);
        }
    if (!(m_high - m_low > 0)) m_high = m_low + 1;
    setAccessibleDescription(newData.note);
    rowsChanged();
}

int SensitivityBars::rowOf(int layer) const
{
    const auto it = std::ranges::find_if(
        m_data.rows, [&](const SensitivityBar& bar) { return bar.layer == layer || bar.layers.contains(layer); });
    return it == m_data.rows.end() ? -1 : static_cast<int>(it - m_data.rows.begin());
}

int SensitivityBars::headHeight() const
{
    return 2 * fontMetrics().height() + 10;
}

int SensitivityBars::nameWidth() const
{
    int widest = fontMetrics().horizontalAdvance(m_data.axis);
    for (const auto& row : m_data.rows)
        widest = std::max(widest, fontMetrics().horizontalAdvance(row.name));
    return std::min(widest, kLongestName) + 2 * kPad;
}

double SensitivityBars::positionIn(double value, int width) const
{
    const double left = nameWidth() + kPad, room = std::max(1.0, width - left - kRight);
    return left + (value - m_low) / (m_high - m_low) * room;
}

double SensitivityBars::positionOf(double value) const
{
    return positionIn(value, viewport()->width());
}

void SensitivityBars::paintLegend(QPainter& painter, const QRect& place) const
{
    const QColor text = palette().color(QPalette::Text), text2 = token(Token::Text2, palette());
    double x = place.left() + kPad;
    const double middle = place.center().y();
    const auto word = [&](const QString& what) {
        painter.setPen(text2);
        painter.drawText(QRectF(x, place.top(), place.width(), place.height()), Qt::AlignVCenter | Qt::AlignLeft, what);
        x += painter.fontMetrics().horizontalAdvance(what) + 14;
    };
    painter.setPen(Qt::NoPen);
    painter.setBrush(roleColor(Role::Error, palette()));
    painter.drawRect(QRectF(x, middle - 3, 14, 6));
    x += 18;
    word(tr("quantized alone"));
    painter.setPen(QPen(text, 1));
    painter.setBrush(Qt::NoBrush);
    painter.drawRect(QRectF(x + 0.5, middle - 2.5, 14, 5));
    x += 18;
    word(tr("in float alone: brings back"));
    for (const bool weights : {true, false}) {
        const QRect box(static_cast<int>(x), place.top(), 8, place.height());
        painter.setPen(QPen(palette().color(QPalette::Base), 1));
        painter.setBrush(text);
        const QRectF mark(box.center().x() - kMark, middle - kMark, 2 * kMark, 2 * kMark);
        if (weights)
            painter.drawRect(mark);
        else
            painter.drawEllipse(mark);
        x += 11;
        word(weights ? tr("its weights") : tr("its activations"));
    }
}

void SensitivityBars::paintHead(QPainter& painter, const QRect& place, int) const
{
    painter.fillRect(place, palette().color(QPalette::Base));
    const int half = place.height() / 2;
    painter.setRenderHint(QPainter::Antialiasing);
    paintLegend(painter, QRect(place.left(), place.top(), place.width(), half));
    painter.setRenderHint(QPainter::Antialiasing, false);
    const QRect axis(place.left(), place.top() + half, place.width(), half);
    painter.setPen(token(Token::Text2, palette()));
    const int names = nameWidth();
    painter.drawText(axis.adjusted(kPad, 0, 0, 0), Qt::AlignVCenter | Qt::AlignLeft,
        painter.fontMetrics().elidedText(m_data.axis, Qt::ElideRight, names - kPad));
    const double step = stepFor(m_high - m_low);
    for (double tick = std::ceil(m_low / step) * step; tick <= m_high + step / 1000; tick += step) {
        const double x = positionIn(tick, place.width());
        painter.drawText(QRectF(x - 40, axis.top(), 80, axis.height()), Qt::AlignCenter,
            formatNumber(std::fabs(tick) < step / 1000 ? 0 : tick));
    }
    painter.setPen(token(Token::Line, palette()));
    painter.drawLine(place.bottomLeft(), place.bottomRight());
}

void SensitivityBars::paintMark(QPainter& painter, double value, const QRect& place, bool weights) const
{
    if (!std::isfinite(value)) return;
    painter.setPen(QPen(palette().color(QPalette::Base), 1));
    painter.setBrush(palette().color(QPalette::Text));
    const QPointF center(positionIn(value, place.width()), place.top() + place.height() * (weights ? 0.34 : 0.36));
    const QRectF box(center.x() - kMark, center.y() - kMark, 2 * kMark, 2 * kMark);
    if (weights)
        painter.drawRect(box);
    else
        painter.drawEllipse(box);
}

void SensitivityBars::paintRow(QPainter& painter, int row, const QRect& place, int) const
{
    const SensitivityBar& bar = m_data.rows[row];
    const int names = nameWidth();
    painter.setPen(palette().color(QPalette::Text));
    painter.drawText(QRect(place.left() + kPad, place.top(), names - kPad, place.height()),
        Qt::AlignVCenter | Qt::AlignLeft,
        painter.fontMetrics().elidedText(bar.name, Qt::ElideMiddle, names - 2 * kPad));
    const double zero = positionIn(0, place.width()), step = stepFor(m_high - m_low);
    painter.setPen(token(Token::Grid, palette()));
    for (double tick = std::ceil(m_low / step) * step; tick <= m_high + step / 1000; tick += step) {
        const int x = static_cast<int>(positionIn(tick, place.width()));
        painter.drawLine(x, place.top(), x, place.bottom());
    }
    painter.setRenderHint(QPainter::Antialiasing);
    const double upper = place.top() + 0.15 * place.height(), thick = 0.4 * place.height();
    if (std::isfinite(bar.on)) {
        const double x = positionIn(bar.on, place.width());
        painter.setPen(Qt::NoPen);
        painter.setBrush(roleColor(Role::Error, palette()));
        painter.drawRect(QRectF(std::min(zero, x), upper, std::max(1.0, std::fabs(x - zero)), thick));
    }
    if (std::isfinite(bar.off)) {
        const double x = positionIn(bar.off, place.width());
        painter.setPen(QPen(palette().color(QPalette::Text), 1));
        painter.setBrush(Qt::NoBrush);
        painter.drawRect(QRectF(std::min(zero, x), place.top() + 0.65 * place.height(),
            std::max(1.0, std::fabs(x - zero)), 0.2 * place.height()));
    }
    paintMark(painter, bar.weights, place, true);
    paintMark(painter, bar.activations, place, false);
    painter.setRenderHint(QPainter::Antialiasing, false);
}

QString SensitivityBars::toolTipAt(int row, int) const
{
    if (row < 0) return {};
    const SensitivityBar& bar = m_data.rows[row];
    QStringList lines {bar.name, tr("%1: quantized alone %2").arg(m_data.axis, formatNumber(bar.on)),
        tr("its weights %1, its activations %2").arg(formatNumber(bar.weights), formatNumber(bar.activations)),
        tr("in float alone it brings back %1").arg(formatNumber(bar.off))};
    if (!bar.detail.isEmpty()) lines << bar.detail;
    return lines.join(QLatin1Char('\n'));
}

QString SensitivityBars::dataAsCsv() const
{
    QString text = csvLine({QStringLiteral("layer"), QStringLiteral("one_on"), QStringLiteral("one_off_brings_back"),
        QStringLiteral("weights_only"), QStringLiteral("activations_only"), QStringLiteral("unit")});
    for (const auto& row : m_data.rows)
        text += csvLine({csvText(row.name), csvNumber(row.on), csvNumber(row.off), csvNumber(row.weights),
            csvNumber(row.activations), csvText(m_data.axis)});
    return text;
}

} // namespace bitladder::widgets
