#include "widgets/picture/answer_bars.h"

#include "widgets/control/screen_reader.h"
#include "widgets/control/theme.h"

#include <QHelpEvent>
#include <QPainter>
#include <QTextLayout>
#include <QToolTip>

#include <algorithm>
#include <cmath>

namespace bitladder::widgets
{

namespace
{

constexpr int kBar = 5;
constexpr int kGap = 3;
constexpr int kBeside = 6; // between a label and its number
constexpr int kMinRows = 5; // a low window shows no less
constexpr double kStale = 0.4;

// Beside the widest number; the smallest shares have exponents.
double scoreWidth(const std::vector<AnswerRow>& rows, const QFont& font)
{
    const QFontMetricsF metrics(tabularFont(font));
    double widest = metrics.horizontalAdvance(formatWithUnit(0.888, Unit::Percent));
    for (const AnswerRow& row : rows)
        widest = std::max(widest, metrics.horizontalAdvance(formatWithUnit(row.score, Unit::Percent)));
    return std::ceil(widest);
}

// Breaks a label into at most two lines; the last one is elided when there is more.
QStringList wrapped(const QString& label, const QFont& font, int width)
{
    QStringList lines;
    QTextLayout layout(label, font);
    layout.beginLayout();
    while (true) {
        QTextLine line = layout.createLine();
        if (!line.isValid()) break;
        line.setLineWidth(width);
        if (lines.size() == AnswerBars::kMaxLines - 1) {
            lines << QFontMetrics(font).elidedText(label.mid(line.textStart()), Qt::ElideRight, width);
            break;
        }
        lines << label.mid(line.textStart(), line.textLength()).trimmed();
    }
    layout.endLayout();
    return lines;
}

} // namespace

AnswerBars::AnswerBars(Side side, QWidget* parent)
    : QWidget(parent)
    , m_side(side)
{
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred);
    tellReader(this, QAccessible::Chart);
    setAccessibleName(side == Side::Float ? tr("Answer of the float network") : tr("Answer of the quantized network"));
}

int AnswerBars::rowHeight(std::size_t row) const
{
    return linesOf(row) * fontMetrics().height() + kBar + kGap;
}

int AnswerBars::heightOf(int rows) const
{
    int sum = 0;
    for (std::size_t row = 0; row < static_cast<std::size_t>(rows); ++row)
        sum += rowHeight(row);
    return sum;
}

QSize AnswerBars::sizeHint() const
{
    return {150, heightOf(std::max(1, static_cast<int>(m_rows.size())))};
}

int AnswerBars::leastHeight(const QFontMetrics& metrics)
{
    // With labels of one line: which ones wrap changes with every answer.
    return kMinRows * (metrics.height() + kBar + kGap);
}

QSize AnswerBars::minimumSizeHint() const
{
    return {kMinWidth, std::min(sizeHint().height(), leastHeight(fontMetrics()))};
}

int AnswerBars::shownRows() const
{
    const int rows = static_cast<int>(m_rows.size());
    int shown = std::min(rows, 1);
    while (shown < rows && heightOf(shown + 1) - kGap <= height())
        ++shown;
    return shown;
}

int AnswerBars::linesFor(const QString& label, std::size_t row, int width) const
{
    // As it is painted: the first row is bold, and has a sign where the answers differ.
    QFont painted = font();
    painted.setBold(row == 0);
    const QString text = row == 0 ? QStringLiteral("≠ ") + label : label;
    const int room = width - static_cast<int>(scoreWidth(m_rows, font())) - kBeside;
    // A word alone is elided where it has no room: another line would not help it.
    return QFontMetrics(painted).horizontalAdvance(text) <= room
        ? 1
        : static_cast<int>(wrapped(text, painted, room).size());
}

void AnswerBars::setLines(const std::vector<int>& lines)
{
    if (lines == m_lines) return;
    const QSize before = sizeHint();
    m_lines = lines;
    if (sizeHint() != before) updateGeometry();
    update();
}

void AnswerBars::setRows(const std::vector<AnswerRow>& rows, Agreement agreement, Freshness freshness)
{
    const QSize before = sizeHint();
    m_rows = rows;
    m_agreement = agreement;
    m_freshness = freshness;
    QStringList texts;
    for (const AnswerRow& row : rows)
        texts << tr("%1 %2").arg(row.label, formatWithUnit(row.score, Unit::Percent));
    setAccessibleDescription(texts.join(QStringLiteral(", ")));
    if (sizeHint() != before) updateGeometry();
    update();
}

void AnswerBars::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.setOpacity(m_freshness == Freshness::Stale ? kStale : 1.0);
    const QColor text = palette().color(QPalette::WindowText);
    const QColor ground = palette().color(QPalette::Window);
    m_figures.setFont(tabularFont(font()));
    const int room = width() - static_cast<int>(scoreWidth(m_rows, font())) - kBeside;
    int y = 0;
    const auto shown = static_cast<std::size_t>(shownRows());
    for (std::size_t i = 0; i < shown; ++i) {
        const AnswerRow& row = m_rows[i];
        const bool changed = i == 0 && m_side == Side::Quantized && m_agreement == Agreement::Differs;
        QFont labelFont = font();
        labelFont.setBold(i == 0);
        ShapedTexts& ink = i == 0 ? m_first : m_others;
        ink.setFont(labelFont);
        const QColor error = roleColor(Role::Bad, palette());
        painter.setPen(changed ? error : text);
        // The sign says it for those who do not see the colour.
        const QString label = changed ? QStringLiteral("≠ ") + row.label : row.label;
        const int lineHeight = fontMetrics().height();
        int top = y;
        for (const QString& line : linesOf(i) == 1 ? QStringList {label} : wrapped(label, labelFont, room)) {
            ink.draw(painter, QRect(0, top, room, lineHeight), Qt::AlignLeft | Qt::AlignVCenter, line, Qt::ElideRight);
            top += lineHeight;
        }
        m_figures.draw(painter, QRect(0, y, width(), lineHeight), Qt::AlignRight | Qt::AlignVCenter,
            formatWithUnit(row.score, Unit::Percent));
        const QRectF bar(0, y + linesOf(i) * lineHeight, width(), kBar);
        painter.fillRect(bar, mixed(ground, text, 0.1));
        const QColor fill
            = changed ? error : roleColor(m_side == Side::Float ? Role::FloatReference : Role::Quantized, palette());
        painter.fillRect(
            QRectF(bar.left(), bar.top(), std::clamp(row.score, 0.0, 1.0) * bar.width(), bar.height()), fill);
        y += rowHeight(i);
    }
}

bool AnswerBars::event(QEvent* event)
{
    if (event->type() == QEvent::ToolTip) {
        const auto& help = static_cast<const QHelpEvent&>(*event);
        int row = 0;
        while (row < shownRows() && heightOf(row + 1) <= help.pos().y())
            ++row;
        if (row < shownRows()) {
            const AnswerRow& at = m_rows[static_cast<std::size_t>(row)];
            QToolTip::showText(
                help.globalPos(), tr("%1: %2").arg(at.label, formatWithUnit(at.score, Unit::Percent)), this);
        } else {
            QToolTip::hideText();
        }
        return true;
    }
    return QWidget::event(event);
}

} // namespace bitladder::widgets
