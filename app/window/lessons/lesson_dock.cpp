#include "app/window/lessons/lesson_dock.h"

#include "app/window/shell/samples.h"
#include "widgets/control/lesson_view.h"

#include <algorithm>

namespace bitladder::app
{

LessonDock::LessonDock(Document* document, const std::filesystem::path& samples, QWidget* parent)
    : QDockWidget(tr("Lesson"), parent)
    , m_document(document)
    , m_samples(samples)
    , m_view(new widgets::LessonView(this))
{
    setObjectName(QStringLiteral("lesson"));
    setWidget(m_view);
    connect(m_view, &widgets::LessonView::backAsked, this, [this] { goTo(m_step - 1); });
    connect(m_view, &widgets::LessonView::nextAsked, this, [this] { goTo(m_step + 1); });
    connect(m_view, &widgets::LessonView::showAsked, this, &LessonDock::showStep);
    connect(m_view, &widgets::LessonView::noticeAsked, this, [this] {
        if (sampleIsOpen())
            emit wayBackAsked();
        else
            emit sampleAsked(m_lesson->sample);
    });
    connect(document, &Document::modelChanged, this, &LessonDock::refresh);
    refresh();
}

void LessonDock::begin(const Lesson& lesson)
{
    m_lesson = lesson;
    goTo(0);
    show();
    raise();
    m_view->takeFocus();
}

void LessonDock::goTo(int step)
{
    if (!m_lesson) return;
    m_step = std::clamp(step, 0, static_cast<int>(m_lesson->steps.size()) - 1);
    refresh();
}

void LessonDock::showStep()
{
    if (!m_lesson || !m_document->model()) return;
    const LessonStep& step = m_lesson->steps[static_cast<size_t>(m_step)];
    const model::Model& model = *m_document->model();
    m_document->edit(tr("lesson: %1").arg(step.title), applied(step, model, m_document->recipe()));
    if (const auto layers = layersOf(step.select, model); !layers.isEmpty()) m_document->setSelection(layers);
    if (!step.page.isEmpty()) emit pageAsked(step.page, step.part);
}

void LessonDock::setWayBack(const QString& name)
{
    m_wayBack = name;
    refresh();
}

bool LessonDock::sampleIsOpen() const
{
    const Sample* sample = m_lesson ? findSample(m_lesson->sample.toStdString()) : nullptr;
    return sample && m_document->model() && m_document->model()->path == m_samples / sample->model;
}

void LessonDock::refresh()
{
    if (!m_lesson) {
        setWindowTitle(tr("Lesson"));
        m_view->setData({{}, tr("Choose a lesson from the Learn menu."), 0, 0, false, {}, {}});
        return;
    }
    const LessonStep& step = m_lesson->steps[static_cast<size_t>(m_step)];
    setWindowTitle(tr("Lesson: %1").arg(m_lesson->title));
    widgets::LessonText text {step.title, step.text, m_step + 1, static_cast<int>(m_lesson->steps.size()),
        step.shows() && m_document->model(), {}, {}};
    if (!sampleIsOpen()) {
        text.notice = m_document->model()
            ? tr("The text speaks of the sample %1; its steps work here too.").arg(m_lesson->sample)
            : tr("The lesson uses the sample %1.").arg(m_lesson->sample);
        text.noticeAction = tr("&Open it");
    } else if (!m_wayBack.isEmpty()) {
        text.notice = tr("%1 is kept as it was.").arg(m_wayBack);
        text.noticeAction = tr("&Go back to it");
    }
    m_view->setData(text);
}

} // namespace bitladder::app
