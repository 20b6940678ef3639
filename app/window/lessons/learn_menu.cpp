#include "app/window/lessons/learn_menu.h"

#include "app/window/lessons/lesson_dock.h"
#include "app/window/pages/page_tabs.h"
#include "app/window/session/session_keeper.h"
#include "app/window/shell/file_actions.h"
#include "app/window/shell/notices.h"

#include <QFileDialog>
#include <QFileInfo>

namespace bitladder::app
{

LearnMenu::LearnMenu(const WindowContext& context, const Parts& parts, QWidget* parent)
    : QMenu(tr("&Learn"), parent)
    , m_context(context)
    , m_parts(parts)
{
    fill();
    connect(parts.lesson, &LessonDock::pageAsked, this, [this](const QString& page, Part part) {
        m_parts.pages->showPage(page);
        m_parts.pages->showPart(part);
    });
    connect(parts.lesson, &LessonDock::sampleAsked, this, &LearnMenu::openSample);
    connect(parts.lesson, &LessonDock::wayBackAsked, this, &LearnMenu::leaveSample);
}

LearnMenu::~LearnMenu() = default;

void LearnMenu::fill()
{
    int number = 0;
    for (const QString& path : shippedLessons())
        if (const auto lesson = readLesson(path))
            addAction(QStringLiteral("&%1 %2").arg(++number).arg(lesson->title), this, [this, path] { open(path); });
    addSeparator();
    addAction(tr("Open a lesson &file…"), this, [this] {
        const QString path
            = QFileDialog::getOpenFileName(parentWidget(), tr("Open a lesson"), {}, tr("Lessons (*.json)"));
        if (!path.isEmpty()) open(path);
    });
}

void LearnMenu::open(const QString& path)
{
    const auto lesson = readLesson(path);
    if (!lesson) {
        m_context.notices->fail(QString::fromStdString(lesson.error().message));
        return;
    }
    const bool wasHidden = m_parts.lesson->isHidden();
    m_parts.lesson->begin(*lesson);
    if (wasHidden) emit lessonShown();
}

// What is open is kept with its undo history and comes back on request.
void LearnMenu::openSample(const QString& name)
{
    m_before = m_context.document->model() ? std::make_unique<const Session>(m_parts.sessions->session()) : nullptr;
    m_parts.lesson->setWayBack(m_before ? QFileInfo(m_before->model).fileName() : QString());
    m_parts.sessions->playNext();
    m_parts.files->openSample(name);
}

void LearnMenu::leaveSample()
{
    if (!m_before) return;
    m_parts.lesson->setWayBack({});
    m_parts.sessions->open(std::move(m_before));
}

} // namespace bitladder::app
