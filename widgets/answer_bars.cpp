#include "widgets/answer_bars.h"

#include "widgets/theme.h"

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

constexpr int kBar = 6;
constexpr int kGap = 8;
constexpr int kMinWidth = 100;
constexpr int kMinRows = 3; // a low window shows no less
constexpr double kStale = 0.4;

// Breaks a label into at most two lines. The last line shares its place with the number, so it is the shorter one; it is
// elided when there is more.
QStringList wrapped(const QString& label, const QFont& font, int width, int reserved)
{
    const QFontMetrics metrics(font);
    if (metrics.horizontalAdvance(label) <= width - reserved) return {label};
    QStringList lines;
    QTextLayout layout(label, font);
    layout.beginLayout();
    while (true) {
        QTextLine line = layout.createLine();
        if (!line.isValid()) break;
        line.setLineWidth(width);
        if (lines.size() == AnswerBars::kMaxLines - 1) {
            lines << metrics.elidedText(label.mid(line.textStart()), Qt::ElideRight, width - reserved);
            break;
        }
        lines << label.mid(line.textStart(), line.textLength()).trimmed();
    }
    layout.endLayout();
    // The label fills one line, but the number needs its place there.
    if (lines.size() == 1) lines << QString();
    return lines;
}

} // namespace

AnswerBars::AnswerBars(Side side, QWidget* parent)
    : QWidget(parent)
    , m_side(side)
{
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred);
    setAccessibleName(side == Side::Float ? tr("Answer of the float network") : tr("Answer of the chosen network"));
}

int AnswerBars::rowHeight() const
{
    return m_lines * fontMetrics().height() + kBar + kGap;
}

QSize AnswerBars::sizeHint() const
{
    return {150, std::max(1, static_cast<int>(m_rows.size())) * rowHeight()};
}

QSize AnswerBars::minimumSizeHint() const
{
    return {kMinWidth, std::clamp(static_cast<int>(m_rows.size()), 1, kMinRows) * rowHeight()};
}

int AnswerBars::shownRows() const
{
    return std::min(static_cast<int>(m_rows.size()), std::max(1, (height() + kGap) / rowHeight()));
}

int AnswerBars::linesFor(const std::vector<AnswerRow>& rows, const QFontMetrics& metrics)
{
    const int room = kMinWidth - metrics.horizontalAdvance(formatWithUnit(0.888, Unit::Percent)) - kGap;
    const auto fits
        = [&](const AnswerRow& row) { return metrics.horizontalAdvance(QStringLiteral("≠ ") + row.label) <= room; };
    return std::all_of(rows.begin(), rows.end(), fits) ? 1 : kMaxLines;
}

void AnswerBars::setLines(int lines)
{
    if (lines == m_lines) return;
    m_lines = lines;
    updateGeometry();
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
    const int scoreWidth = static_cast<int>(std::ceil(m_figures.width(formatWithUnit(0.888, Unit::Percent))));
    int y = 0;
    const auto shown = static_cast<std::size_t>(shownRows());
    for (std::size_t i = 0; i < shown; ++i) {
        const AnswerRow& row = m_rows[i];
        const bool changed = i == 0 && m_side == Side::Chosen && m_agreement == Agreement::Differs;
        QFont labelFont = font();
        labelFont.setBold(i == 0);
        ShapedTexts& ink = i == 0 ? m_first : m_others;
        ink.setFont(labelFont);
        const QColor error = roleColor(Role::Bad, palette());
        painter.setPen(changed ? error : text);
        // The sign says it for those who do not see the colour.
        const QString label = changed ? QStringLiteral("≠ ") + row.label : row.label;
        const QStringList lines
            = m_lines == 1 ? QStringList {label} : wrapped(label, labelFont, width(), scoreWidth + kGap);
        const int lineHeight = fontMetrics().height();
        const int block = static_cast<int>(lines.size()) * lineHeight;
        int top = y + m_lines * lineHeight - block;
        for (const QString& line : lines) {
            ink.draw(painter, QRect(0, top, width(), lineHeight), Qt::AlignLeft | Qt::AlignVCenter, line);
            top += lineHeight;
        }
        m_figures.draw(painter, QRect(0, y + (m_lines - 1) * lineHeight, width(), lineHeight),
            Qt::AlignRight | Qt::AlignVCenter, formatWithUnit(row.score, Unit::Percent));
        const QRectF bar(0, y + m_lines * lineHeight + 1, width(), kBar);
        painter.fillRect(bar, mixed(ground, text, 0.1));
        const QColor fill
            = changed ? error : roleColor(m_side == Side::Float ? Role::FloatReference : Role::Chosen, palette());
        painter.fillRect(
            QRectF(bar.left(), bar.top(), std::clamp(row.score, 0.0, 1.0) * bar.width(), bar.height()), fill);
        y += rowHeight();
    }
}

bool AnswerBars::event(QEvent* event)
{
    if (event->type() == QEvent::ToolTip) {
        const auto& help = static_cast<const QHelpEvent&>(*event);
        const auto row = static_cast<std::size_t>(std::max(0, help.pos().y() / rowHeight()));
        if (row < static_cast<std::size_t>(shownRows()))
            QToolTip::showText(help.globalPos(),
                tr("%1: %2").arg(m_rows[row].label, formatWithUnit(m_rows[row].score, Unit::Percent)), this);
        else
            QToolTip::hideText();
        return true;
    }
    return QWidget::event(event);
}

} // namespace bitladder::widgets
