#include "widgets/plot/network/ladder_map.h"

#include "widgets/control/screen_reader.h"
#include "widgets/table/csv_text.h"
#include "widgets/theme/tokens.h"

#include <QLocale>
#include <QMouseEvent>
#include <QPainter>

#include <algorithm>
#include <cmath>
#include <utility>

namespace bitladder::widgets
{

namespace
{

constexpr int kPad = 6;
constexpr int kLongestName = 170; // pixels

QFont smallFont(const QFont& font)
{
    QFont small = tabularFont(font);
    if (small.pointSizeF() > 0) small.setPointSizeF(std::max(7.0, 0.85 * small.pointSizeF()));
    return small;
}

} // namespace

LadderMap::LadderMap(QWidget* parent)
    : RowsView(parent)
{
    tellReader(this, QAccessible::Chart);
    setAccessibleName(tr("What does each width buy?"));
    setEmptyText(tr("Open a model to see what each format does to each layer."));
}

void LadderMap::setData(const LadderMapData& newData)
{
    m_data = newData;
    m_column = std::clamp<int>(m_column, 0, std::max<int>(0, static_cast<int>(m_data.formats.size()) - 1));
    rowsChanged();
}

int LadderMap::headHeight() const
{
    return QFontMetrics(smallFont(font())).height() + 8;
}

int LadderMap::fixedWidth() const
{
    int widest = 40;
    for (const QString& name : m_data.layers)
        widest = std::max(widest, fontMetrics().horizontalAdvance(name));
    return std::min(widest, kLongestName) + 2 * kPad;
}

int LadderMap::columnWidth() const
{
    const QFontMetrics metrics(smallFont(font()));
    int widest = metrics.horizontalAdvance(QStringLiteral("00.00"));
    for (const QString& format : m_data.formats)
        widest = std::max(widest, metrics.horizontalAdvance(format));
    const int least = widest + 5, count = std::max(1, static_cast<int>(m_data.formats.size()));
    return std::max(least, std::min(64, (viewport()->width() - fixedWidth()) / count));
}

int LadderMap::contentWidth() const
{
    return fixedWidth() + static_cast<int>(m_data.formats.size()) * columnWidth();
}

int LadderMap::columnAt(int x) const
{
    const int column = x < fixedWidth() ? -1 : (x - fixedWidth()) / columnWidth();
    return column < static_cast<int>(m_data.formats.size()) ? column : -1;
}

QRect LadderMap::cellRect(int row, int column) const
{
    const QRect place = rowRect(row);
    if (place.isEmpty()) return {};
    const int left = fixedWidth() + column * columnWidth() - (contentX(fixedWidth()) - fixedWidth());
    return {left, place.top(), columnWidth(), place.height()};
}

double LadderMap::cell(const std::vector<std::vector<double>>& of, int row, int column) const
{
    const auto r = static_cast<std::size_t>(row), c = static_cast<std::size_t>(column);
    return r < of.size() && c < of[r].size() ? of[r][c] : qQNaN();
}

QString LadderMap::figure(int row, int column) const
{
    if (const double ns = cell(m_data.nsPerMac, row, column); std::isfinite(ns)) return formatNumber(1000 * ns);
    const double db = cell(m_data.sqnrDb, row, column);
    if (std::isnan(db)) return {};
    return std::isinf(db) ? QStringLiteral("∞") : withMinus(QLocale().toString(db, 'f', 0));
}

void LadderMap::paintHead(QPainter& painter, const QRect& place, int scrolled) const
{
    painter.fillRect(place, palette().color(QPalette::Base));
    painter.setFont(smallFont(font()));
    painter.setPen(token(Token::Text2, palette()));
    for (int column = 0; column < static_cast<int>(m_data.formats.size()); ++column) {
        const QRect cell(fixedWidth() + column * columnWidth() - scrolled, place.top(), columnWidth(), place.height());
        painter.drawText(cell, Qt::AlignCenter, m_data.formats[column]);
    }
    const QRect fixed(place.left(), place.top(), fixedWidth(), place.height());
    painter.fillRect(fixed, palette().color(QPalette::Base));
    painter.drawText(fixed.adjusted(kPad, 0, 0, 0), Qt::AlignVCenter | Qt::AlignLeft, tr("layer"));
    painter.setFont(font());
}

void LadderMap::paintRow(QPainter& painter, int row, const QRect& place, int scrolled) const
{
    const QColor base = palette().color(QPalette::Base), text = palette().color(QPalette::Text);
    painter.setFont(smallFont(font()));
    for (int column = 0; column < static_cast<int>(m_data.formats.size()); ++column) {
        const QRect cell(fixedWidth() + column * columnWidth() - scrolled, place.top(), columnWidth(), place.height());
        if (cell.right() < fixedWidth() || cell.left() > place.right()) continue;
        const double db = this->cell(m_data.sqnrDb, row, column);
        const QRect body = cell.adjusted(0, 0, -1, -1);
        if (!std::isnan(db)) {
            const QColor ground = sqnrColor(db, palette());
            painter.fillRect(body, ground);
            painter.setPen(textColorOn(ground));
        } else {
            painter.fillRect(body, mixed(base, text, 0.05));
            painter.setPen(token(Token::Text2, palette()));
        }
        painter.drawText(body, Qt::AlignCenter, figure(row, column));
        if (m_data.present.value(row, -1) == column) {
            // Seen on any colour: a dark frame with a light one inside.
            painter.setBrush(Qt::NoBrush);
            painter.setPen(QPen(text, 2));
            painter.drawRect(body.adjusted(1, 1, -1, -1));
            painter.setPen(QPen(base, 1));
            painter.drawRect(body.adjusted(2, 2, -3, -3));
        }
        if (row == currentRow() && column == m_column && hasFocus()) {
            painter.setBrush(Qt::NoBrush);
            painter.setPen(QPen(token(Token::Accent, palette()), 2, Qt::DotLine));
            painter.drawRect(body.adjusted(1, 1, -1, -1));
        }
    }
    const QRect fixed(place.left(), place.top(), fixedWidth(), place.height());
    painter.fillRect(fixed, row == currentRow() ? token(Token::Tint, palette()) : base);
    painter.setFont(font());
    painter.setPen(m_data.locked.value(row) ? token(Token::Text2, palette()) : text);
    const QString name = m_data.locked.value(row) ? tr("%1 (locked)").arg(m_data.layers[row]) : m_data.layers[row];
    painter.drawText(fixed.adjusted(kPad, 0, -kPad, 0), Qt::AlignVCenter | Qt::AlignLeft,
        painter.fontMetrics().elidedText(name, Qt::ElideMiddle, fixed.width() - 2 * kPad));
}

QString LadderMap::toolTipAt(int row, int x) const
{
    const int column = columnAt(x);
    if (row < 0) return {};
    if (column < 0) return m_data.layers[row];
    QStringList lines {tr("%1 in %2").arg(m_data.layers[row], m_data.formats[column])};
    const double db = cell(m_data.sqnrDb, row, column), ns = cell(m_data.nsPerMac, row, column);
    if (!std::isnan(db))
        lines << tr("SQNR of the weights: %1").arg(std::isinf(db) ? tr("exact") : formatWithUnit(db, Unit::Decibels));
    if (std::isfinite(ns)) lines << tr("measured: %1 ps per multiply-add").arg(formatNumber(1000 * ns));
    if (assignable(row, column)) lines << tr("A click gives the layer this format; dragging paints.");
    return lines.join(QLatin1Char('\n'));
}

bool LadderMap::assignable(int row, int column) const
{
    return row >= 0 && row < rowCount() && column >= 0 && column < static_cast<int>(m_data.formats.size())
        && !m_data.locked.value(row) && !std::isnan(cell(m_data.sqnrDb, row, column));
}

void LadderMap::paint(int row, int column)
{
    m_lastRow = row;
    m_lastColumn = column;
    if (!assignable(row, column)) return;
    m_given = {row, column};
    emit assigned(row, column, std::exchange(m_began, true) ? EditPhase::Drag : EditPhase::Begin);
}

void LadderMap::mousePressEvent(QMouseEvent* event)
{
    const int row = rowAt(event->pos()), column = columnAt(contentX(event->pos().x()));
    RowsView::mousePressEvent(event);
    if (event->button() != Qt::LeftButton || row < 0 || column < 0) return;
    m_column = column;
    m_dragging = true;
    m_began = false;
    paint(row, column);
}

void LadderMap::mouseMoveEvent(QMouseEvent* event)
{
    if (!m_dragging) return;
    const int row = rowAt(event->pos()), column = columnAt(contentX(event->pos().x()));
    if (row < 0 || column < 0 || (row == m_lastRow && column == m_lastColumn)) return;
    // A quick hand leaves no row out.
    const int step = row > m_lastRow ? 1 : -1;
    for (int between = m_lastRow; between != row;) {
        between += step;
        paint(between, column);
    }
    if (row == m_lastRow && column != m_lastColumn) paint(row, column);
    setCurrentRow(row);
    m_column = column;
    viewport()->update();
}

void LadderMap::mouseReleaseEvent(QMouseEvent* event)
{
    if (!m_dragging || event->button() != Qt::LeftButton) return;
    m_dragging = false;
    if (m_began) emit assigned(m_given.first, m_given.second, EditPhase::End);
}

void LadderMap::keyPressEvent(QKeyEvent* event)
{
    const int last = static_cast<int>(m_data.formats.size()) - 1;
    switch (event->key()) {
    case Qt::Key_Left:
    case Qt::Key_Right:
        m_column = std::clamp(m_column + (event->key() == Qt::Key_Right ? 1 : -1), 0, std::max(0, last));
        viewport()->update();
        return;
    case Qt::Key_Return:
    case Qt::Key_Enter:
    case Qt::Key_Space:
        if (assignable(currentRow(), m_column)) emit assigned(currentRow(), m_column, EditPhase::End);
        return;
    default:
        RowsView::keyPressEvent(event);
    }
}

QString LadderMap::dataAsCsv() const
{
    QString text = csvLine({QStringLiteral("layer"), QStringLiteral("format"), QStringLiteral("weights_sqnr_db"),
        QStringLiteral("ns_per_mac"), QStringLiteral("present")});
    for (int row = 0; row < rowCount(); ++row)
        for (int column = 0; column < static_cast<int>(m_data.formats.size()); ++column)
            text += csvLine({csvText(m_data.layers[row]), csvText(m_data.formats[column]),
                csvNumber(cell(m_data.sqnrDb, row, column)), csvNumber(cell(m_data.nsPerMac, row, column)),
                m_data.present.value(row, -1) == column ? QStringLiteral("1") : QString()});
    return text;
}

} // namespace bitladder::widgets
