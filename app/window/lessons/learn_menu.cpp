#include "app/window/lessons/learn_menu.h"

#include "app/window/document/texts.h"
#include "app/window/jobs/job_scheduler.h"
#include "app/window/lessons/lesson_dock.h"
#include "app/window/pages/page_tabs.h"
#include "app/window/session/session_keeper.h"
#include "app/window/shell/file_actions.h"
#include "app/window/shell/notices.h"
#include "core/base/files.h"
#include "core/exchange/recipe_file.h"
#include "widgets/control/attention_frame.h"

#include <QFileDialog>
#include <QFileInfo>
#include <QInputDialog>
#include <QSettings>
#include <utility>

namespace bitladder::app
{

namespace
{

const char* const kNameKey = "lessons/name";
constexpr qsizetype kMostName = 100;

} // namespace

LearnMenu::LearnMenu(const WindowContext& context, const Parts& parts, QWidget* parent)
    : QMenu(tr("&Learn"), parent)
    , m_context(context)
    , m_parts(parts)
    , m_frame(new widgets::AttentionFrame(parent))
{
    fill();
    connect(this, &QMenu::aboutToShow, this, &LearnMenu::markFinished);
    connect(parts.lesson, &LessonDock::pageAsked, this, [this](const QString& page, Part part, const QString& section) {
        m_parts.pages->showPage(page);
        m_parts.pages->showPart(part);
        if (!section.isEmpty()) m_parts.pages->showSection(section);
    });
    connect(parts.lesson, &LessonDock::lookAsked, this, &LearnMenu::pointAt);
    connect(parts.lesson, &LessonDock::curveAsked, context.jobs, &JobScheduler::measureLessonCurve);
    connect(context.jobs, &JobScheduler::curveMeasured, parts.lesson, &LessonDock::takeCurve);
    connect(parts.lesson, &LessonDock::sampleAsked, this, [this](const QString& name) { openSample(name, Open::Own); });
    connect(parts.lesson, &LessonDock::wayBackAsked, this, &LearnMenu::leaveSample);
    connect(parts.lesson, &LessonDock::nextLessonAsked, this, &LearnMenu::openNext);
    connect(parts.lesson, &LessonDock::finished, this, &LearnMenu::leaveSample);
    connect(parts.lesson, &LessonDock::finished, this, &LearnMenu::lessonLeft);
    // Pictures and recipe of a sample come with the model; the step sets up what is there then.
    connect(context.jobs, &JobScheduler::modelOpened, parts.lesson, &LessonDock::takeModel, Qt::QueuedConnection);
    connect(context.jobs, &JobScheduler::modelOpened, this, &LearnMenu::beginClass, Qt::QueuedConnection);
}

LearnMenu::~LearnMenu() = default;

void LearnMenu::fill()
{
    int number = 0;
    for (const QString& path : shippedLessons()) {
        const auto lesson = readLesson(path);
        if (!lesson) continue;
        const QString key = ++number < 10 ? QStringLiteral("&%1").arg(number) : QString::number(number);
        QAction* entry
            = addAction(QStringLiteral("%1 %2").arg(key, toText(lesson->title)), this, [this, path] { open(path); });
        entry->setData(toText(lesson->id));
        m_entries.append({path, entry});
    }
    addSeparator();
    addAction(tr("Open a lesson &file…"), this, [this] {
        const QString path
            = QFileDialog::getOpenFileName(parentWidget(), tr("Open a lesson"), {}, tr("Lessons (*.json)"));
        if (!path.isEmpty()) open(path);
    });
    m_saveAnswers = addAction(tr("&Save my answers…"), this, &LearnMenu::saveAnswers);
    addSeparator();
    m_timelapse = addAction(tr("&Time-lapse from 64 bits to 1…"), this, &LearnMenu::exportTimelapse);
}

// A tick for the lessons that were gone through.
void LearnMenu::markFinished()
{
    for (const auto& [path, entry] : m_entries) {
        const bool finished = readProgress(entry->data().toString().toStdString()).finished;
        entry->setCheckable(finished);
        entry->setChecked(finished);
    }
    m_timelapse->setEnabled(m_context.results->latest<NetworkResult>() != nullptr);
    m_saveAnswers->setEnabled(m_parts.lesson->lesson() && !m_parts.lesson->answers().answers.empty());
}

void LearnMenu::open(const QString& path)
{
    if (auto file = lesson::readClass(toPath(path))) {
        openClass(*std::move(file), path);
        return;
    }
    const auto lesson = readLesson(path);
    if (!lesson) {
        m_context.notices->fail(QString::fromStdString(lesson.error().message));
        return;
    }
    m_path = path;
    QString next;
    for (qsizetype i = 0; i + 1 < m_entries.size(); ++i)
        if (m_entries[i].first == path)
            if (const auto after = readLesson(m_entries[i + 1].first)) next = toText(after->title);
    const bool wasHidden = m_parts.lesson->isHidden();
    const Open now = m_parts.lesson->lesson() && m_parts.lesson->sampleIsOpen() ? Open::Sample : Open::Own;
    m_parts.lesson->begin(*lesson, next);
    if (wasHidden) emit lessonShown();
    if (!m_parts.lesson->sampleIsOpen()) openSample(toText(lesson->sample), now);
}

void LearnMenu::openNext()
{
    for (qsizetype i = 0; i + 1 < m_entries.size(); ++i)
        if (m_entries[i].first == m_path) {
            open(m_entries[i + 1].first);
            return;
        }
}

void LearnMenu::saveAnswers()
{
    const QString last = QSettings().value(QLatin1String(kNameKey)).toString();
    bool fine = false;
    const QString name = QInputDialog::getText(
        parentWidget(), tr("Save my answers"), tr("Your name, for the teacher:"), QLineEdit::Normal, last, &fine);
    if (!fine) return;
    QSettings().setValue(QLatin1String(kNameKey), name);
    lesson::AnswerSheet sheet = m_parts.lesson->answers();
    sheet.learner = name.trimmed().left(kMostName).toStdString();
    const QString path = QFileDialog::getSaveFileName(parentWidget(), tr("Save my answers"),
        QStringLiteral("%1.answers.json").arg(toText(sheet.lesson)), tr("Answers (*.json)"));
    if (path.isEmpty()) return;
    if (auto done = writeFileAtomically(toPath(path), lesson::sheetToJson(sheet)); !done)
        m_context.notices->fail(toText(done.error().message));
}

void LearnMenu::exportTimelapse()
{
    const QString gif = tr("Animated GIF (*.gif)"), html = tr("Web page that plays by itself (*.html)");
    QString chosen = gif;
    QString path = QFileDialog::getSaveFileName(parentWidget(), tr("Time-lapse from 64 bits to 1"),
        QStringLiteral("timelapse.gif"), gif + QStringLiteral(";;") + html, &chosen);
    if (path.isEmpty()) return;
    if (QFileInfo(path).suffix().isEmpty()) path += chosen == html ? QLatin1String(".html") : QLatin1String(".gif");
    m_context.jobs->exportTimelapse(toPath(path));
}

void LearnMenu::pointAt(const QString& place)
{
    m_frame->surround(m_parts.places.value(place));
}

// What is open is kept with its undo history and comes back on request.
void LearnMenu::keepSession(Open now)
{
    if (!m_before || now == Open::Own)
        m_before = m_context.document->model() ? std::make_unique<const Session>(m_parts.sessions->session()) : nullptr;
    m_parts.lesson->setWayBack(m_before ? QFileInfo(m_before->model).fileName() : QString());
    m_parts.sessions->playNext();
}

void LearnMenu::openSample(const QString& name, Open now)
{
    keepSession(now);
    m_parts.files->openSample(name);
}

// The model first; recipe and lesson follow when it is there.
void LearnMenu::openClass(lesson::ClassFile file, const QString& path)
{
    keepSession(m_parts.lesson->lesson() && m_parts.lesson->sampleIsOpen() ? Open::Sample : Open::Own);
    QStringList paths {toText(file.model)};
    if (!file.pictures.empty()) paths << toText(file.pictures);
    m_path = path;
    m_class = std::move(file);
    m_parts.files->openPaths(paths);
}

void LearnMenu::beginClass()
{
    const auto& model = m_context.document->model();
    if (!m_class || !model || model->path != m_class->model) return;
    const lesson::ClassFile file = *std::exchange(m_class, std::nullopt);
    if (file.recipe) {
        const auto recipe = exchange::adopt(*file.recipe, m_context.document->recipe());
        if (recipe)
            m_context.document->edit(tr("class file %1").arg(toText(file.title)), *recipe);
        else
            m_context.notices->fail(toText(recipe.error().message));
    }
    if (file.lessonText.empty()) return;
    auto lesson = lesson::lessonFromJson(file.lessonText, m_path.toStdString());
    if (!lesson) return;
    lesson->id = toPath(m_path).stem().string();
    const bool wasHidden = m_parts.lesson->isHidden();
    m_parts.lesson->begin(*lesson, {}, file.model);
    if (wasHidden) emit lessonShown();
}

void LearnMenu::leaveSample()
{
    if (!m_before) return;
    m_parts.lesson->setWayBack({});
    m_parts.sessions->open(std::move(m_before));
}

} // namespace bitladder::app
