#include "widgets/picture/answer_view.h"

#include "widgets/control/theme.h"
#include "widgets/control/thin_progress.h"
#include "widgets/control/wrapped_text.h"
#include "widgets/picture/answer_bars.h"

#include <QEvent>
#include <QGridLayout>
#include <QLabel>
#include <QLocale>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>

namespace bitladder::widgets
{

namespace
{

constexpr int kBetween = 16; // the two columns
constexpr int kBelowHeads = 4;

QString percent(double share)
{
    return formatWithUnit(share, Unit::Percent);
}

// In percent: "97.5…99.3".
QString intervalText(const Share& share)
{
    return AnswerView::tr("%1…%2", "lower and upper end of an interval")
        .arg(formatNumber(100 * share.low), formatNumber(100 * share.high));
}

} // namespace

AnswerView::AnswerView(QWidget* parent)
    : QWidget(parent)
    , m_emptyText(tr("Drop a picture to see what the network answers."))
{
    m_verdict = new WrappedText(this);
    m_verdict->setForegroundRole(QPalette::WindowText);
    m_columns = new QWidget(this);
    m_float = new AnswerBars(AnswerBars::Side::Float, m_columns);
    m_quantized = new AnswerBars(AnswerBars::Side::Quantized, m_columns);
    auto* grid = new QGridLayout(m_columns);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setHorizontalSpacing(kBetween);
    grid->setVerticalSpacing(kBelowHeads);
    grid->addWidget(new QLabel(tr("float"), m_columns), 0, 0);
    grid->addWidget(new QLabel(tr("quantized"), m_columns), 0, 1);
    grid->addWidget(m_float, 1, 0, Qt::AlignTop);
    grid->addWidget(m_quantized, 1, 1, Qt::AlignTop);
    grid->setColumnStretch(0, 1);
    grid->setColumnStretch(1, 1);
    m_table = new AnswerTable(this);

    m_folder = new QWidget(this);
    m_accuracy = new WrappedText(m_folder);
    m_agreement = new WrappedText(m_folder);
    m_progress = new ThinProgress(tr("Pictures done"), m_folder);
    // What comes and goes over a folder does not move what is around it.
    QSizePolicy baseline = m_progress->sizePolicy();
    baseline.setRetainSizeWhenHidden(true);
    m_progress->setSizePolicy(baseline);
    for (WrappedText* text : {m_accuracy, m_agreement})
        text->setForegroundRole(QPalette::WindowText);
    auto* folder = new QVBoxLayout(m_folder);
    folder->setContentsMargins(0, 0, 0, 0);
    folder->setSpacing(4);
    folder->addWidget(m_agreement);
    folder->addWidget(m_accuracy);
    folder->addWidget(m_progress);
    m_folder->hide();

    auto* all = new QVBoxLayout(this);
    all->setContentsMargins(8, 4, 8, 4);
    all->setSpacing(6);
    all->addWidget(m_columns);
    all->addWidget(m_table);
    all->addWidget(m_verdict);
    all->addWidget(m_folder);
    all->addStretch(1);
    setAccessibleName(tr("Answer"));
    clear();
}

void AnswerView::setAnswer(const Answer& answer)
{
    m_answer = answer;
    m_float->setRows(answer.floatTop, answer.agreement, answer.floatFreshness);
    m_quantized->setRows(answer.quantizedTop, answer.agreement, answer.freshness);
    wrapLabels();
    const bool comparing = !answer.compared.rows.empty();
    m_table->setAnswers(answer.compared);
    // What goes makes room before the other comes: for a moment both would make the window grow.
    if (comparing) m_columns->hide();
    m_table->setVisible(comparing);
    if (!comparing) m_columns->setVisible(!answer.floatTop.empty() || !answer.quantizedTop.empty());
    showVerdict();
}

// The same whatever it shows, so that what comes and goes here does not move what is around it.
QSize AnswerView::minimumSizeHint() const
{
    const int line = fontMetrics().height(), gap = layout()->spacing(), inner = m_folder->layout()->spacing();
    const QMargins margins = layout()->contentsMargins();
    const int answers = line + kBelowHeads + AnswerBars::leastHeight(fontMetrics());
    const int folder = 2 * (line + inner) + m_progress->maximumHeight();
    const int least = margins.top() + answers + gap + line + gap + folder + margins.bottom();
    const int columns = 2 * AnswerBars::kMinWidth + kBetween + margins.left() + margins.right();
    return QWidget::minimumSizeHint().expandedTo({columns, least});
}

void AnswerView::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    wrapLabels();
}

// Both sides give a row the same number of lines, so that their rows stand side by side.
void AnswerView::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange && m_verdict) showVerdict();
}

void AnswerView::wrapLabels()
{
    const QMargins margins = layout()->contentsMargins();
    const int column = (width() - margins.left() - margins.right() - kBetween) / 2;
    std::vector<int> lines(std::max(m_answer.floatTop.size(), m_answer.quantizedTop.size()), 1);
    for (const auto* rows : {&m_answer.floatTop, &m_answer.quantizedTop})
        for (std::size_t i = 0; i < rows->size(); ++i)
            lines[i] = std::max({lines[i], m_float->linesFor((*rows)[i].label, i, column),
                m_quantized->linesFor((*rows)[i].label, i, column)});
    m_float->setLines(lines);
    m_quantized->setLines(lines);
}

void AnswerView::showVerdict()
{
    QString text = m_emptyText;
    QPalette colors = palette();
    if (!m_answer.compared.rows.empty()) {
        const auto& best = m_answer.compared.best;
        if (std::ranges::any_of(best, [&](int row) { return row != best.front(); }))
            colors.setColor(QPalette::WindowText, roleColor(Role::Bad, palette()));
        text = comparedVerdict();
    } else if (!m_answer.floatTop.empty() && !m_answer.quantizedTop.empty()) {
        const bool agrees = m_answer.agreement == Agreement::Agrees;
        text = agrees ? tr("✓ Both give the same answer.")
                      : tr("⚠ The answer changed: %1 ≠ %2.")
                            .arg(m_answer.floatTop.front().label, m_answer.quantizedTop.front().label);
        if (!agrees) colors.setColor(QPalette::WindowText, roleColor(Role::Bad, palette()));
        if (m_answer.freshness == Freshness::Stale) text = tr("The quantized answer is of older settings.");
        if (m_answer.floatFreshness == Freshness::Stale) text = tr("The answers are to another picture.");
    } else if (!m_answer.floatTop.empty()) {
        text = tr("The quantized network has not answered yet.");
    }
    m_verdict->setPalette(colors);
    if (m_verdict->text() == m_emptyText) m_verdict->setText({}); // its room is not that of a verdict
    m_verdict->setText(text);
}

QString AnswerView::comparedVerdict() const
{
    const auto& c = m_answer.compared;
    if (c.freshness[ComparedAnswers::A] == Freshness::Stale || c.freshness[ComparedAnswers::B] == Freshness::Stale)
        return tr("The pale answers are of older settings.");
    const auto label
        = [&](ComparedAnswers::Column column) { return c.rows[static_cast<std::size_t>(c.best[column])].label; };
    const QString reference = label(ComparedAnswers::Float), a = label(ComparedAnswers::A),
                  b = label(ComparedAnswers::B);
    if (c.best[ComparedAnswers::A] != c.best[ComparedAnswers::B])
        return tr("⚠ Kept and now answer differently: %1 ≠ %2.").arg(a, b);
    return c.best[ComparedAnswers::A] == c.best[ComparedAnswers::Float]
        ? tr("✓ Kept and now answer as float does.")
        : tr("⚠ Kept and now agree, but the answer changed: %1 ≠ %2.").arg(reference, b);
}

void AnswerView::clear()
{
    setAnswer({});
}

void AnswerView::setEmptyText(const QString& text)
{
    m_emptyText = text;
    showVerdict();
}

QString AnswerView::verdict() const
{
    return m_verdict->text();
}

void AnswerView::setFolderResult(const FolderResult& result)
{
    const QLocale numbers;
    const bool comparing = std::isfinite(result.baselineEqual.value);
    const Share& equal = comparing ? result.baselineEqual : result.agreement;
    if (std::isfinite(equal.value)) {
        const QString count = numbers.toString(result.done);
        m_agreement->setText((comparing ? tr("Kept and now agree on %1 (%2) of %3") : tr("Agree on %1 (%2) of %3"))
                                 .arg(percent(equal.value), intervalText(equal), count));
    } else {
        m_agreement->setText(
            tr("%1 of %2 pictures").arg(numbers.toString(result.done), numbers.toString(result.total)));
    }
    m_agreement->setToolTip(tr("In how many of the pictures the best answers are equal, with the interval at 95 %"));
    QStringList texts, exact; // what has no room in the panel
    const auto pair = [&](const QString& name, const Share& before, const Share& baseline, const Share& after) {
        if (!std::isfinite(before.value) || !std::isfinite(after.value)) return;
        if (comparing && std::isfinite(baseline.value)) {
            texts << tr("%1: kept %2 → now %3").arg(name, percent(baseline.value), percent(after.value));
            exact << tr("%1: %2 from kept to now; float %3")
                         .arg(name, formatPoints(after.value - baseline.value), percent(before.value));
        } else {
            texts << tr("%1 %2 → %3").arg(name, formatNumber(100 * before.value), percent(after.value));
            exact << tr("%1: float %2 (%3), quantized %4 (%5), intervals at 95 %")
                         .arg(name, percent(before.value), intervalText(before), percent(after.value),
                             intervalText(after));
        }
    };
    if (comparing) pair(tr("As float"), {1, 1, 1}, result.baselineAgreement, result.agreement);
    pair(tr("Top 1"), result.floatTop1, result.baselineTop1, result.quantizedTop1);
    pair(tr("Top 5"), result.floatTop5, result.baselineTop5, result.quantizedTop5);
    // What belongs together stays on a line.
    for (QString& text : texts)
        text.replace(QLatin1Char(' '), QChar::Nbsp);
    m_accuracy->setToolTip(exact.join(QLatin1Char('\n')));
    m_accuracy->setText(texts.join(comparing ? QStringLiteral("\n") : QStringLiteral("  ")));
    m_progress->setDone(result.done, std::max(1, result.total));
    m_progress->setVisible(result.done < result.total);
    // Old figures are drawn in the colour of what is not active.
    for (WrappedText* text : {m_agreement, m_accuracy})
        text->setEnabled(result.freshness == Freshness::Fresh);
    m_folder->show();
}

void AnswerView::clearFolderResult()
{
    m_folder->hide();
}

} // namespace bitladder::widgets
