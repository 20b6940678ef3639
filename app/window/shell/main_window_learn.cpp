// The Learn menu, and what lessons ask of the window.
#include "app/window/shell/main_window.h"

#include "app/window/lessons/lesson_dock.h"
#include "app/window/pages/distribution_page.h"
#include "app/window/pages/page_names.h"
#include "app/window/session/session.h"

#include <QFileDialog>
#include <QFileInfo>
#include <QMenu>
#include <QMenuBar>

namespace bitladder::app
{

namespace
{

constexpr int kLessonWidth = 430;

} // namespace

QMenu* MainWindow::makeLearnMenu()
{
    QMenu* menu = menuBar()->addMenu(tr("&Learn"));
    int number = 0;
    for (const QString& path : shippedLessons())
        if (const auto lesson = readLesson(path))
            menu->addAction(
                QStringLiteral("&%1 %2").arg(++number).arg(lesson->title), this, [this, path] { openLesson(path); });
    menu->addSeparator();
    menu->addAction(tr("Open a lesson &file…"), this, [this] {
        const QString path = QFileDialog::getOpenFileName(this, tr("Open a lesson"), {}, tr("Lessons (*.json)"));
        if (!path.isEmpty()) openLesson(path);
    });
    connect(m_lesson, &LessonDock::pageAsked, this, [this](const QString& name, Part part) {
        const auto page = static_cast<int>(pageNames().indexOf(name));
        showPage(page);
        if (m_tabs->widget(page) == m_distribution) m_distribution->showPart(part);
    });
    connect(m_lesson, &LessonDock::sampleAsked, this, &MainWindow::openLessonSample);
    connect(m_lesson, &LessonDock::wayBackAsked, this, &MainWindow::leaveLessonSample);
    return menu;
}

void MainWindow::openLesson(const QString& path)
{
    const auto lesson = readLesson(path);
    if (!lesson) {
        showFailure(QString::fromStdString(lesson.error().message));
        return;
    }
    const bool wasHidden = m_lesson->isHidden();
    m_lesson->begin(*lesson);
    if (wasHidden && !m_lesson->isFloating())
        resizeDocks({m_docks[2], m_lesson}, {width() - kLessonWidth, kLessonWidth}, Qt::Horizontal);
}

// What is open is kept with its undo history and comes back on request.
void MainWindow::openLessonSample(const QString& name)
{
    m_beforeLesson = m_document.model() ? std::make_unique<const Session>(session()) : nullptr;
    m_lesson->setWayBack(m_beforeLesson ? QFileInfo(m_beforeLesson->model).fileName() : QString());
    openSample(name);
}

void MainWindow::leaveLessonSample()
{
    if (!m_beforeLesson) return;
    m_pendingSession = std::move(m_beforeLesson);
    m_lesson->setWayBack({});
    m_jobs.openModel({std::filesystem::path(m_pendingSession->model.toStdString()), {}});
}

// A lesson is not kept: its dock would come back empty.
void MainWindow::restoreLayout(const QByteArray& layout)
{
    restoreState(layout, kStateVersion);
    m_lesson->setVisible(m_lesson->lesson().has_value());
}

} // namespace bitladder::app
