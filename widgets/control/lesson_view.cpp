#include "widgets/control/lesson_view.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QScrollArea>
#include <QScrollBar>
#include <QVBoxLayout>

namespace bitladder::widgets
{

LessonView::LessonView(QWidget* parent)
    : QWidget(parent)
    , m_heading(new QLabel(this))
    , m_progress(new QLabel(this))
    , m_text(new QLabel(this))
    , m_notice(new QLabel(this))
    , m_scroll(new QScrollArea(this))
    , m_back(new QPushButton(tr("&Back"), this))
    , m_next(new QPushButton(tr("&Next"), this))
    , m_show(new QPushButton(tr("Show &me"), this))
    , m_action(new QPushButton(this))
{
    QFont bold = font();
    bold.setBold(true);
    m_heading->setFont(bold);
    m_heading->setObjectName(QStringLiteral("heading"));
    m_progress->setObjectName(QStringLiteral("progress"));
    // Lessons come from files: their texts are never taken for markup.
    for (QLabel* label : {m_heading, m_progress, m_text, m_notice})
        label->setTextFormat(Qt::PlainText);
    for (QLabel* label : {m_text, m_notice})
        label->setWordWrap(true);
    m_text->setAlignment(Qt::AlignTop);
    m_text->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_scroll->setWidget(m_text);
    m_scroll->setWidgetResizable(true);
    m_scroll->setFrameShape(QFrame::NoFrame);
    m_scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_scroll->setFocusPolicy(Qt::TabFocus); // arrows scroll it
    m_scroll->setAccessibleName(tr("Text of the step"));
    m_show->setToolTip(tr("Does in the window what this step speaks of; Undo takes it back"));
    const std::pair<QPushButton*, const char*> buttons[]
        = {{m_back, "back"}, {m_next, "next"}, {m_show, "show"}, {m_action, "action"}};
    for (const auto& [button, name] : buttons) {
        button->setObjectName(QLatin1String(name));
        button->setAutoDefault(true); // Enter presses it as Space does
    }

    auto* top = new QHBoxLayout;
    top->addWidget(m_heading, 1);
    top->addWidget(m_progress);
    auto* notice = new QHBoxLayout;
    notice->addWidget(m_notice, 1);
    notice->addWidget(m_action);
    auto* bottom = new QHBoxLayout;
    bottom->addWidget(m_back);
    bottom->addWidget(m_next);
    bottom->addStretch();
    bottom->addWidget(m_show);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(8, 4, 8, 4);
    layout->setSpacing(4);
    layout->addLayout(top);
    layout->addWidget(m_scroll, 1);
    layout->addLayout(notice);
    layout->addLayout(bottom);

    connect(m_back, &QPushButton::clicked, this, &LessonView::backAsked);
    connect(m_next, &QPushButton::clicked, this, &LessonView::nextAsked);
    connect(m_show, &QPushButton::clicked, this, &LessonView::showAsked);
    connect(m_action, &QPushButton::clicked, this, &LessonView::noticeAsked);
    setData({});
}

void LessonView::setData(const LessonText& data)
{
    m_data = data;
    m_heading->setText(data.heading);
    m_progress->setText(data.steps > 0 ? tr("%1 of %2").arg(data.step).arg(data.steps) : QString());
    m_text->setText(data.text);
    m_scroll->verticalScrollBar()->setValue(0);
    m_notice->setText(data.notice);
    m_notice->setVisible(!data.notice.isEmpty());
    m_action->setText(data.noticeAction);
    m_action->setVisible(!data.noticeAction.isEmpty());
    // A button that goes out while it has the focus hands it on to the other: the keyboard stays in the lesson.
    const bool held = m_back->hasFocus() || m_next->hasFocus() || m_show->hasFocus();
    m_back->setEnabled(data.step > 1);
    m_next->setEnabled(data.step < data.steps);
    m_show->setEnabled(data.canShow);
    if (held && !(m_back->hasFocus() || m_next->hasFocus() || m_show->hasFocus())) takeFocus();
    for (QPushButton* button : {m_back, m_next, m_show})
        button->setVisible(data.steps > 0);
}

void LessonView::takeFocus()
{
    for (QPushButton* button : {m_show, m_next, m_back})
        if (button->isEnabled()) {
            button->setFocus(Qt::OtherFocusReason);
            return;
        }
}

bool LessonView::fits() const
{
    return m_text->heightForWidth(m_scroll->viewport()->width()) <= m_scroll->viewport()->height()
        && m_heading->sizeHint().width() <= m_heading->width();
}

QSize LessonView::sizeHint() const
{
    return {52 * fontMetrics().averageCharWidth(), 12 * fontMetrics().lineSpacing()};
}

} // namespace bitladder::widgets
