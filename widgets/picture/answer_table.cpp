#include "widgets/picture/answer_table.h"

#include "widgets/control/screen_reader.h"
#include "widgets/control/theme.h"

#include <QHelpEvent>
#include <QPainter>
#include <QToolTip>

#include <algorithm>

namespace bitladder::widgets
{

namespace
{

constexpr int kBar = 3;
constexpr int kGap = 6;
constexpr int kLabelWidth = 40; // at least: digits; longer names are elided and stand in the tool tip
constexpr double kStale = 0.4;

QString nameOf(int column)
{
    const QString names[] = {AnswerTable::tr("float"), AnswerTable::tr("kept"), AnswerTable::tr("now")};
    return names[column];
}

bool changed(const ComparedAnswers& answers, int column)
{
    return answers.best[static_cast<size_t>(column)] != answers.best[ComparedAnswers::Float];
}

} // namespace

AnswerTable::AnswerTable(QWidget* parent)
    : QWidget(parent)
{
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred);
    tellReader(this, QAccessible::Graphic);
    setAccessibleName(tr("Answers of the float network, of the kept recipe and of the present one"));
}

int AnswerTable::rowHeight() const
{
    return fontMetrics().height() + kBar + kGap / 2;
}

int AnswerTable::figureWidth() const
{
    QFont bold = tabularFont(font());
    bold.setBold(true);
    return QFontMetrics(bold).horizontalAdvance(QStringLiteral("≠ ") + formatWithUnit(0.888, Unit::Percent));
}

QSize AnswerTable::sizeHint() const
{
    return {kLabelWidth + ComparedAnswers::ColumnCount * (figureWidth() + kGap),
        fontMetrics().height() + kGap / 2 + static_cast<int>(m_answers.rows.size()) * rowHeight()};
}

void AnswerTable::setAnswers(const ComparedAnswers& answers)
{
    if (answers == m_answers) return;
    const QSize before = sizeHint();
    m_answers = answers;
    QStringList texts;
    for (int column = 0; column < ComparedAnswers::ColumnCount && !answers.rows.empty(); ++column) {
        const auto& row = answers.rows[static_cast<size_t>(answers.best[static_cast<size_t>(column)])];
        texts << tr("%1: %2 %3")
                     .arg(nameOf(column), row.label,
                         formatWithUnit(row.scores[static_cast<size_t>(column)], Unit::Percent));
    }
    setAccessibleDescription(texts.join(QStringLiteral(", ")));
    if (sizeHint() != before) updateGeometry();
    update();
}

void AnswerTable::paintEvent(QPaintEvent*)
{
    if (m_answers.rows.empty()) return;
    QPainter painter(this);
    const QColor text = palette().color(QPalette::WindowText), ground = palette().color(QPalette::Window);
    const QColor bad = roleColor(Role::Bad, palette());
    const int line = fontMetrics().height(), figures = figureWidth();
    const int labels = width() - ComparedAnswers::ColumnCount * (figures + kGap);
    const QFont tabular = tabularFont(font());
    int y = line + kGap / 2;
    for (const auto& row : m_answers.rows) {
        painter.setPen(text);
        painter.setFont(font());
        painter.drawText(QRect(0, y, labels, line), Qt::AlignLeft | Qt::AlignVCenter,
            fontMetrics().elidedText(row.label, Qt::ElideRight, labels));
        y += rowHeight();
    }
    for (int column = 0; column < ComparedAnswers::ColumnCount; ++column) {
        const auto c = static_cast<size_t>(column);
        painter.setOpacity(m_answers.freshness[c] == Freshness::Stale ? kStale : 1.0);
        const int left = labels + kGap + column * (figures + kGap);
        painter.setFont(font());
        painter.setPen(text);
        painter.drawText(QRect(left, 0, figures, line), Qt::AlignRight | Qt::AlignVCenter, nameOf(column));
        y = line + kGap / 2;
        for (size_t i = 0; i < m_answers.rows.size(); ++i) {
            const bool best = m_answers.best[c] == static_cast<int>(i);
            const bool marked = best && changed(m_answers, column);
            QFont font = tabular;
            font.setBold(best);
            painter.setFont(font);
            painter.setPen(marked ? bad : text);
            const QString figure = formatWithUnit(m_answers.rows[i].scores[c], Unit::Percent);
            // The sign says it for those who do not see the colour.
            painter.drawText(QRect(left, y, figures, line), Qt::AlignRight | Qt::AlignVCenter,
                marked ? QStringLiteral("≠ ") + figure : figure);
            const QRectF bar(left, y + line, figures, kBar);
            painter.fillRect(bar, mixed(ground, text, 0.1));
            const QColor fill = marked
                ? bad
                : roleColor(column == ComparedAnswers::B ? Role::Quantized : Role::FloatReference, palette());
            painter.fillRect(
                QRectF(bar.left(), bar.top(), std::clamp(m_answers.rows[i].scores[c], 0.0, 1.0) * bar.width(), kBar),
                fill);
            y += rowHeight();
        }
    }
}

bool AnswerTable::event(QEvent* event)
{
    if (event->type() == QEvent::ToolTip) {
        const auto& help = static_cast<const QHelpEvent&>(*event);
        const int row = (help.pos().y() - fontMetrics().height() - kGap / 2) / rowHeight();
        if (help.pos().y() > fontMetrics().height() && row < static_cast<int>(m_answers.rows.size())) {
            const auto& answer = m_answers.rows[static_cast<size_t>(row)];
            QStringList lines {answer.label};
            for (int column = 0; column < ComparedAnswers::ColumnCount; ++column)
                lines << tr("%1: %2").arg(
                    nameOf(column), formatWithUnit(answer.scores[static_cast<size_t>(column)], Unit::Percent));
            QToolTip::showText(help.globalPos(), lines.join(QLatin1Char('\n')), this);
        } else {
            QToolTip::hideText();
        }
        return true;
    }
    return QWidget::event(event);
}

} // namespace bitladder::widgets
