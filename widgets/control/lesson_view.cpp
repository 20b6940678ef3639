#include "widgets/control/lesson_view.h"

#include "widgets/theme/tokens.h"

#include <QButtonGroup>
#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QRadioButton>
#include <QScrollArea>
#include <QScrollBar>
#include <QTimer>
#include <QVBoxLayout>
#include <algorithm>
#include <utility>

namespace bitladder::widgets
{

namespace
{

constexpr int kMostAnswer = 400; // characters

// Lessons come from files: their texts are never taken for markup.
QLabel* wrappedLabel(const char* name, QWidget* parent)
{
    auto* label = new QLabel(parent);
    label->setObjectName(QLatin1String(name));
    label->setTextFormat(Qt::PlainText);
    label->setWordWrap(true);
    label->setAlignment(Qt::AlignTop | Qt::AlignLeft);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    return label;
}

void setText(QLabel* label, const QString& text)
{
    label->setText(text);
    label->setVisible(!text.isEmpty());
}

void setColor(QLabel* label, const QColor& color)
{
    QPalette palette = label->palette();
    palette.setColor(QPalette::WindowText, color);
    label->setPalette(palette);
}

bool sameQuestion(const LessonText& a, const LessonText& b)
{
    return a.heading == b.heading && a.step == b.step && a.ask == b.ask && a.question == b.question
        && a.choices == b.choices && a.locked == b.locked;
}

} // namespace

LessonView::LessonView(QWidget* parent)
    : QWidget(parent)
    , m_heading(new QLabel(this))
    , m_progress(new QLabel(this))
    , m_notice(new QLabel(this))
    , m_scroll(new QScrollArea(this))
    , m_content(new QWidget)
{
    QFont bold = font();
    bold.setBold(true);
    m_heading->setFont(bold);
    m_heading->setObjectName(QStringLiteral("heading"));
    m_progress->setObjectName(QStringLiteral("progress"));
    for (QLabel* label : {m_heading, m_progress, m_notice})
        label->setTextFormat(Qt::PlainText);
    m_notice->setWordWrap(true);
    m_scroll->setWidget(m_content);
    m_scroll->setWidgetResizable(true);
    m_scroll->setFrameShape(QFrame::NoFrame);
    m_scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_scroll->setFocusPolicy(Qt::TabFocus); // arrows scroll it
    m_scroll->setAccessibleName(tr("Text of the step"));
    auto* inside = new QVBoxLayout(m_content);
    inside->setContentsMargins(0, 0, 0, 0);
    inside->setSpacing(6);
    inside->addWidget(m_text = wrappedLabel("text", m_content));
    makeQuestion(inside);
    inside->addStretch(1);

    auto* top = new QHBoxLayout;
    top->addWidget(m_heading, 1);
    top->addWidget(m_progress);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(8, 4, 8, 4);
    layout->setSpacing(4);
    layout->addLayout(top);
    layout->addWidget(m_scroll, 1);
    makeButtons(layout);
    setData({});
}

void LessonView::makeQuestion(QVBoxLayout* layout)
{
    layout->addWidget(m_question = wrappedLabel("question", m_content));
    QFont bold = font();
    bold.setBold(true);
    m_question->setFont(bold);
    m_answer = new QWidget(m_content);
    m_entry = new QLineEdit(m_answer);
    m_entry->setObjectName(QStringLiteral("entry"));
    m_entry->setMaxLength(kMostAnswer);
    m_entry->setAccessibleName(tr("Your answer"));
    m_unit = new QLabel(m_answer);
    m_unit->setTextFormat(Qt::PlainText);
    m_lock = new QPushButton(m_answer);
    m_lock->setObjectName(QStringLiteral("lock"));
    m_lock->setAutoDefault(true);
    auto* row = new QHBoxLayout(m_answer);
    row->setContentsMargins(0, 0, 0, 0);
    row->addWidget(m_entry, 1);
    row->addWidget(m_unit);
    row->addWidget(m_lock);
    m_choices = new QWidget(m_content);
    (new QVBoxLayout(m_choices))->setContentsMargins(0, 0, 0, 0);
    m_choiceGroup = new QButtonGroup(this);
    layout->addWidget(m_choices);
    m_curve = new CurveSketch(m_content);
    m_curve->setObjectName(QStringLiteral("curve"));
    layout->addWidget(m_curve);
    layout->addWidget(m_answer);
    layout->addWidget(m_goals = wrappedLabel("goals", m_content));
    layout->addWidget(m_feedback = wrappedLabel("feedback", m_content));
    layout->addWidget(m_hintText = wrappedLabel("hintText", m_content));
    layout->addWidget(m_reading = wrappedLabel("reading", m_content));
    connect(m_lock, &QPushButton::clicked, this, &LessonView::answer);
    connect(m_entry, &QLineEdit::returnPressed, this, &LessonView::answer);
    connect(m_choiceGroup, &QButtonGroup::idClicked, this, [this] { m_lock->setEnabled(true); });
    connect(m_curve, &CurveSketch::moved, this, [this] { m_lock->setEnabled(true); });
}

void LessonView::makeButtons(QVBoxLayout* layout)
{
    const std::pair<QPushButton**, const char*> buttons[]
        = {{&m_back, "back"}, {&m_next, "next"}, {&m_show, "show"}, {&m_action, "action"}, {&m_hint, "hint"},
            {&m_nextLesson, "nextLesson"}, {&m_finish, "finish"}, {&m_restart, "restart"}};
    for (const auto& [button, name] : buttons) {
        *button = new QPushButton(this);
        (*button)->setObjectName(QLatin1String(name));
        (*button)->setAutoDefault(true); // Enter presses it as Space does
    }
    m_back->setText(tr("&Back"));
    m_next->setText(tr("&Next"));
    m_show->setText(tr("Show &me"));
    m_show->setToolTip(tr("Does in the window what this step speaks of; Undo takes it back"));
    m_nextLesson->setText(tr("&Next lesson"));
    m_finish->setText(tr("F&inish"));
    m_finish->setToolTip(tr("Ends the lesson and brings back what was there before it"));
    m_restart->setText(tr("Start o&ver"));
    m_restart->setToolTip(tr("Forgets your answers to this lesson"));
    auto* notice = new QHBoxLayout;
    notice->addWidget(m_notice, 1);
    notice->addWidget(m_action);
    // Two lines of buttons at the ends of a lesson: all in one would make the window wider.
    m_aside = new QHBoxLayout;
    m_bottom = new QHBoxLayout;
    for (QHBoxLayout* line : {m_aside, m_bottom})
        line->setSpacing(4);
    m_aside->addStretch();
    for (QPushButton* button : {m_restart, m_finish})
        m_aside->addWidget(button);
    for (QPushButton* button : {m_back, m_next, m_nextLesson})
        m_bottom->addWidget(button);
    m_bottom->addStretch();
    for (QPushButton* button : {m_hint, m_show})
        m_bottom->addWidget(button);
    layout->addLayout(notice);
    layout->addLayout(m_aside);
    layout->addLayout(m_bottom);
    connect(m_back, &QPushButton::clicked, this, &LessonView::backAsked);
    connect(m_next, &QPushButton::clicked, this, &LessonView::nextAsked);
    connect(m_show, &QPushButton::clicked, this, &LessonView::showAsked);
    connect(m_action, &QPushButton::clicked, this, &LessonView::noticeAsked);
    connect(m_hint, &QPushButton::clicked, this, &LessonView::hintAsked);
    connect(m_nextLesson, &QPushButton::clicked, this, &LessonView::nextLessonAsked);
    connect(m_finish, &QPushButton::clicked, this, &LessonView::finishAsked);
    connect(m_restart, &QPushButton::clicked, this, &LessonView::restartAsked);
}

void LessonView::answer()
{
    if (!m_lock->isEnabled()) return;
    if (m_data.ask == LessonText::Ask::Choice) {
        if (m_choiceGroup->checkedId() >= 0) emit chosen(m_choiceGroup->checkedId());
    } else if (m_data.ask == LessonText::Ask::Curve) {
        if (m_curve->touched()) emit curveDrawn(m_curve->drawn());
    } else if (!m_entry->text().trimmed().isEmpty()) {
        emit answered(m_entry->text().trimmed());
    }
}

// What a person is typing stays while figures come in.
void LessonView::showQuestion(const LessonText& before)
{
    using Ask = LessonText::Ask;
    const bool typed = m_data.ask == Ask::Number || m_data.ask == Ask::Formula;
    setText(m_question, m_data.ask == Ask::Nothing ? QString() : m_data.question);
    m_unit->setText(m_data.unit);
    m_unit->setVisible(m_data.ask == Ask::Number && !m_data.unit.isEmpty());
    m_entry->setVisible(typed);
    m_entry->setReadOnly(m_data.locked);
    m_lock->setText(m_data.ask == Ask::Formula ? tr("&Check") : tr("&Lock in"));
    m_lock->setToolTip(m_data.ask == Ask::Formula ? tr("Computes it on several values")
                                                  : tr("Your prediction stays as it is; then the answer is shown"));
    m_lock->setVisible(!m_data.locked);
    m_answer->setVisible(typed || ((m_data.ask == Ask::Choice || m_data.ask == Ask::Curve) && !m_data.locked));
    m_curve->setVisible(m_data.ask == Ask::Curve);
    if (!sameQuestion(m_data, before)) m_curve->setData({}); // another one begins in the middle
    if (m_data.ask == Ask::Curve) m_curve->setData(m_data.curve);
    if (sameQuestion(m_data, before)) return;
    m_entry->setText(m_data.given);
    m_lock->setEnabled(m_data.ask == Ask::Curve ? m_curve->touched() : m_data.ask != Ask::Choice || m_data.chosen >= 0);
    for (QAbstractButton* button : m_choiceGroup->buttons())
        delete button;
    m_choices->setVisible(m_data.ask == Ask::Choice);
    for (int i = 0; i < m_data.choices.size(); ++i) {
        auto* button = new QRadioButton(QString(m_data.choices[i]).replace(QLatin1Char('&'), QLatin1String("&&")));
        button->setChecked(i == m_data.chosen);
        button->setEnabled(!m_data.locked || i == m_data.chosen);
        m_choiceGroup->addButton(button, i);
        m_choices->layout()->addWidget(button);
    }
}

// A sign beside the words: nobody has to tell colours apart.
void LessonView::showGoals()
{
    QStringList lines;
    for (const LessonText::Goal& goal : m_data.goals) {
        const QString sign = goal.state == LessonText::GoalState::Reached ? QStringLiteral("✓")
            : goal.state == LessonText::GoalState::Open                   ? QStringLiteral("✗")
                                                                          : QStringLiteral("…");
        lines << sign + QLatin1Char(' ') + goal.text
                + (goal.figures.isEmpty() ? QString() : QStringLiteral("  (%1)").arg(goal.figures));
    }
    setText(m_goals, lines.join(QLatin1Char('\n')));
}

void LessonView::colorFeedback()
{
    using Tone = LessonText::Tone;
    setColor(m_feedback,
        m_data.tone == Tone::Right       ? token(Token::Good, palette())
            : m_data.tone == Tone::Wrong ? token(Token::Bad, palette())
                                         : palette().color(QPalette::WindowText));
}

void LessonView::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange) colorFeedback();
}

void LessonView::setData(const LessonText& data)
{
    const LessonText before = std::exchange(m_data, data);
    const bool otherStep = before.heading != data.heading || before.step != data.step;
    m_heading->setText(data.heading);
    m_progress->setText(data.steps > 0 ? tr("%1 of %2").arg(data.step).arg(data.steps) : QString());
    m_text->setText(data.text);
    showQuestion(before);
    showGoals();
    using Tone = LessonText::Tone;
    const QString sign = data.tone == Tone::Right ? QStringLiteral("✓ ")
        : data.tone == Tone::Wrong                ? QStringLiteral("✗ ")
                                                  : QString();
    setText(m_feedback, data.feedback.isEmpty() ? QString() : sign + data.feedback);
    colorFeedback();
    setText(m_hintText, data.hint);
    setText(m_reading, data.reading);
    setText(m_notice, data.notice);
    m_action->setText(data.noticeAction);
    m_action->setVisible(!data.noticeAction.isEmpty());
    m_hint->setText(data.hintAction);
    // A button that goes out while it has the focus hands it on to another: the keyboard stays in the lesson.
    const QList<QPushButton*> all {m_back, m_next, m_show, m_hint, m_nextLesson, m_finish, m_restart, m_lock};
    const auto focused = [&] { return std::ranges::any_of(all, [](QPushButton* b) { return b->hasFocus(); }); };
    const bool held = focused(), last = data.step == data.steps;
    m_back->setEnabled(data.step > 1);
    m_next->setEnabled(!last);
    m_show->setEnabled(data.canShow);
    m_nextLesson->setToolTip(data.nextLesson);
    const bool any = data.steps > 0, another = any && last && !data.nextLesson.isEmpty();
    const std::pair<QPushButton*, bool> shown[]
        = {{m_back, any}, {m_show, any}, {m_nextLesson, another}, {m_next, any && !another}, {m_finish, any && last},
            {m_restart, any && data.step == 1 && data.canRestart}, {m_hint, !data.hintAction.isEmpty()}};
    // What goes, goes first: for a moment all of them would stand side by side, and the window would grow for good.
    for (const auto& [button, visible] : shown)
        if (!visible) button->hide();
    placeHint();
    for (const auto& [button, visible] : shown)
        if (visible) button->show();
    if (held && !focused()) takeFocus();
    if (otherStep)
        m_scroll->verticalScrollBar()->setValue(0);
    else if (data.feedback != before.feedback || data.hint != before.hint)
        QTimer::singleShot(0, m_scroll, // once the texts are laid out
            [this] { m_scroll->verticalScrollBar()->setValue(m_scroll->verticalScrollBar()->maximum()); });
}

// Beside the others where there is room, else in the line above: no step makes the window wider.
void LessonView::placeHint()
{
    const bool last = m_data.step == m_data.steps;
    int wanted = 0;
    for (const QPushButton* button : {m_back, m_next, m_hint, m_show})
        wanted += button->sizeHint().width() + m_bottom->spacing();
    QHBoxLayout* line = last || wanted > m_scroll->width() ? m_aside : m_bottom;
    if (line->indexOf(m_hint) >= 0) return;
    line->insertWidget(line == m_aside ? 0 : line->indexOf(m_show), m_hint);
}

void LessonView::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    placeHint();
}

void LessonView::takeFocus()
{
    if (m_data.ask != LessonText::Ask::Nothing && !m_data.locked && !m_entry->isHidden()) {
        m_entry->setFocus(Qt::OtherFocusReason);
        return;
    }
    if (m_data.ask == LessonText::Ask::Curve && !m_data.locked) {
        m_curve->setFocus(Qt::OtherFocusReason);
        return;
    }
    for (QPushButton* button : {m_next, m_nextLesson, m_finish, m_show, m_back})
        if (!button->isHidden() && button->isEnabled()) {
            button->setFocus(Qt::OtherFocusReason);
            return;
        }
}

bool LessonView::fits() const
{
    return m_content->layout()->totalHeightForWidth(m_scroll->viewport()->width()) <= m_scroll->viewport()->height()
        && (m_choices->isHidden() || m_choices->sizeHint().width() <= m_scroll->viewport()->width())
        && m_heading->sizeHint().width() <= m_heading->width();
}

QSize LessonView::sizeHint() const
{
    return {52 * fontMetrics().averageCharWidth(), 12 * fontMetrics().lineSpacing()};
}

} // namespace bitladder::widgets
