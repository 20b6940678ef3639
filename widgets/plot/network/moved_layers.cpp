#include "widgets/plot/network/moved_layers.h"

#include "widgets/control/screen_reader.h"
#include "widgets/table/csv_text.h"
#include "widgets/theme/tokens.h"

#include <QLocale>
#include <QPainter>

#include <algorithm>

namespace bitladder::widgets
{

namespace
{

constexpr int kPad = 8;
constexpr int kLongestName = 200; // pixels
constexpr double kThick = 0.5; // of a row's height

} // namespace

MovedLayers::MovedLayers(QWidget* parent)
    : RowsView(parent)
{
    tellReader(this, QAccessible::Chart);
    setAccessibleName(tr("Which layers moved?"));
    setEmptyText(tr("Start training to see which layers change."));
}

void MovedLayers::setData(const QList<MovedLayer>& newData)
{
    m_data = newData;
    rowsChanged();
}

int MovedLayers::headHeight() const
{
    return fontMetrics().height() + 10;
}

int MovedLayers::nameWidth(int width) const
{
    int widest = fontMetrics().horizontalAdvance(tr("layer"));
    for (const MovedLayer& layer : m_data)
        widest = std::max(widest, fontMetrics().horizontalAdvance(layer.name));
    return std::min({widest, kLongestName, width / 3}) + 2 * kPad;
}

// Of the column at the right.
int MovedLayers::figureWidth() const
{
    return std::max(fontMetrics().horizontalAdvance(tr("moved (steps)")),
               fontMetrics().horizontalAdvance(QStringLiteral("0.000")))
        + 2 * kPad;
}

void MovedLayers::paintHead(QPainter& painter, const QRect& place, int) const
{
    painter.fillRect(place, palette().color(QPalette::Base));
    painter.setPen(token(Token::Text2, palette()));
    const int names = nameWidth(place.width()), figures = figureWidth();
    painter.drawText(
        QRect(place.left() + kPad, place.top(), names, place.height()), Qt::AlignVCenter | Qt::AlignLeft, tr("layer"));
    const QRect bars(place.left() + names, place.top(), place.width() - names - figures, place.height());
    painter.drawText(bars, Qt::AlignVCenter | Qt::AlignLeft,
        painter.fontMetrics().elidedText(tr("changed level (%)"), Qt::ElideRight, bars.width()));
    painter.drawText(QRect(place.right() - figures, place.top(), figures - kPad, place.height()),
        Qt::AlignVCenter | Qt::AlignRight, tr("moved (steps)"));
    painter.setPen(token(Token::Line, palette()));
    painter.drawLine(place.bottomLeft(), place.bottomRight());
}

void MovedLayers::paintRow(QPainter& painter, int row, const QRect& place, int) const
{
    const MovedLayer& layer = m_data[row];
    const int names = nameWidth(place.width()), figures = figureWidth();
    painter.setPen(palette().color(QPalette::Text));
    painter.drawText(QRect(place.left() + kPad, place.top(), names - 2 * kPad, place.height()),
        Qt::AlignVCenter | Qt::AlignLeft,
        painter.fontMetrics().elidedText(layer.name, Qt::ElideMiddle, names - 2 * kPad));
    const QFont plain = painter.font();
    painter.setFont(tabularFont(plain));
    const int percent = painter.fontMetrics().horizontalAdvance(QStringLiteral("100.0")) + kPad;
    const double room = std::max(1, place.width() - names - figures - percent);
    // All of it is a thin track, so that a bar is read as a share.
    const QRectF track(
        place.left() + names, place.top() + (1 - kThick) / 2 * place.height(), room, kThick * place.height());
    painter.fillRect(track, token(Token::Raised, palette()));
    painter.fillRect(
        QRectF(track.topLeft(), QSizeF(layer.changed * room, track.height())), roleColor(Role::Quantized, palette()));
    painter.drawText(QRectF(track.right(), place.top(), percent, place.height()), Qt::AlignVCenter | Qt::AlignRight,
        QLocale().toString(100 * layer.changed, 'f', 1));
    painter.drawText(QRect(place.right() - figures, place.top(), figures - kPad, place.height()),
        Qt::AlignVCenter | Qt::AlignRight, formatNumber(layer.distance));
    painter.setFont(plain);
}

QString MovedLayers::toolTipAt(int row, int) const
{
    if (row < 0) return {};
    const MovedLayer& layer = m_data[row];
    return layer.name + QLatin1Char('\n')
        + tr("%1 of %2 weights stand on another level than at the start")
              .arg(qRound64(layer.changed * static_cast<double>(layer.weights)))
              .arg(layer.weights)
        + QLatin1Char('\n')
        + tr("their floats moved by %1 steps of the grid (root mean square)").arg(formatNumber(layer.distance));
}

QString MovedLayers::dataAsCsv() const
{
    QString text = csvLine({QStringLiteral("layer"), QStringLiteral("weights"), QStringLiteral("changed_share"),
        QStringLiteral("moved_steps")});
    for (const MovedLayer& layer : m_data)
        text += csvLine(
            {csvText(layer.name), QString::number(layer.weights), csvNumber(layer.changed), csvNumber(layer.distance)});
    return text;
}

} // namespace bitladder::widgets
