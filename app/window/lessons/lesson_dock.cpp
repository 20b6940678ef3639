#include "app/window/lessons/lesson_dock.h"

#include "app/window/document/result_store.h"
#include "app/window/document/texts.h"
#include "app/window/lessons/feedback.h"
#include "app/window/shell/samples.h"

#include <QLocale>
#include <QShortcut>
#include <algorithm>
#include <cmath>
#include <tuple>

namespace bitladder::app
{

LessonDock::LessonDock(Document* document, ResultStore* results, const std::filesystem::path& samples, QWidget* parent)
    : QDockWidget(tr("Lesson"), parent)
    , m_document(document)
    , m_results(results)
    , m_samples(samples)
    , m_view(new widgets::LessonView(this))
{
    setObjectName(QStringLiteral("lesson"));
    setWidget(m_view);
    connectView();
    connectResults();
    refresh();
}

void LessonDock::connectView()
{
    using View = widgets::LessonView;
    connect(m_view, &View::backAsked, this, [this] { goTo(m_step - 1); });
    connect(m_view, &View::nextAsked, this, [this] { goTo(m_step + 1); });
    connect(m_view, &View::showAsked, this, &LessonDock::showStep);
    connect(m_view, &View::hintAsked, this, &LessonDock::showHint);
    connect(m_view, &View::restartAsked, this, &LessonDock::restart);
    connect(m_view, &View::finishAsked, this, &LessonDock::finish);
    connect(m_view, &View::nextLessonAsked, this, &LessonDock::nextLessonAsked);
    connect(m_view, &View::curveDrawn, this, &LessonDock::answerCurve);
    connect(m_view, &View::chosen, this, [this](int choice) { answerChoice(static_cast<size_t>(choice)); });
    connect(m_view, &View::answered, this, [this](const QString& text) {
        if (!m_lesson) return;
        if (present().formula) {
            checkFormula(text);
            return;
        }
        // With the language's own decimal sign, or with a point.
        bool isNumber = false;
        double typed = QLocale().toDouble(text, &isNumber);
        if (!isNumber) typed = QLocale::c().toDouble(text, &isNumber);
        if (isNumber && std::isfinite(typed)) {
            answerNumber(typed);
            return;
        }
        m_wrongEntry = text;
        refresh();
    });
    connect(m_view, &View::noticeAsked, this, [this] {
        if (sampleIsOpen())
            emit wayBackAsked();
        else
            emit sampleAsked(toText(m_lesson->sample));
    });
    // The keys of a presenter's remote control.
    const std::pair<int, int> keys[] = {{Qt::Key_PageDown, 1}, {Qt::Key_PageUp, -1}};
    for (const auto& [key, by] : keys) {
        auto* shortcut = new QShortcut(QKeySequence(key), m_view);
        connect(shortcut, &QShortcut::activated, this, [this, by = by] { goTo(m_step + by); });
    }
}

void LessonDock::connectResults()
{
    connect(m_document, &Document::modelChanged, this, &LessonDock::refresh);
    const auto look = [this](const auto&) {
        checkGoals();
        refresh();
    };
    m_results->watch<NetworkResult>(this, look);
    m_results->watch<IsolatedResult>(this, look);
    m_results->watch<TimingResult>(this, look);
    m_results->watch<FolderProgress>(this, look);
    connect(m_document, &Document::recipeChanged, this, &LessonDock::refresh);
    connect(m_document, &Document::selectionChanged, this, &LessonDock::refresh);
}

void LessonDock::begin(const lesson::Lesson& lesson, const QString& next, const std::filesystem::path& model)
{
    m_lesson = lesson;
    m_asked.clear();
    m_model = model;
    m_next = next;
    m_progress = readProgress(lesson.id);
    if (!m_start && m_document->model()) m_start = {m_document->model(), m_document->recipe(), m_document->selection()};
    goTo(m_progress.finished ? 0 : m_progress.step);
    show();
    raise();
    m_view->takeFocus();
}

void LessonDock::takeModel()
{
    if (!m_lesson || !sampleIsOpen()) return;
    if (!m_start || m_start->model != m_document->model())
        m_start = {m_document->model(), m_document->recipe(), m_document->selection()};
    enter();
    refresh();
}

void LessonDock::goTo(int step)
{
    if (!m_lesson) return;
    m_step = std::clamp(step, 0, static_cast<int>(m_lesson->steps.size()) - 1);
    m_tries = 0;
    m_hints = 0;
    m_tried.clear();
    m_wrongEntry.clear();
    m_progress.step = m_step;
    if (m_step + 1 == static_cast<int>(m_lesson->steps.size())) m_progress.finished = true;
    writeProgress(m_progress);
    if (sampleIsOpen()) enter();
    refresh();
    if (present().asks()) m_view->takeFocus(); // an answer can be typed at once
}

void LessonDock::setUp(const lesson::Scene& scene)
{
    const model::Model& model = *m_document->model();
    m_document->edit(
        tr("lesson: %1").arg(toText(present().title)), lesson::applied(scene, model, m_document->recipe()));
    if (const auto layers = layersOf(scene.select, model); !layers.isEmpty()) m_document->setSelection(layers);
    if (!scene.page.empty())
        emit pageAsked(
            toText(scene.page), scene.activations ? Part::Activations : Part::Weights, toText(scene.section));
    emit lookAsked(toText(scene.look));
}

// The step as it begins, or as the learner left it.
void LessonDock::enter()
{
    showStep();
    askCurve();
    const lesson::Answer* answer = given();
    if (!answer || !present().task || !std::holds_alternative<quant::Recipe>(answer->given)) return;
    const auto& recipe = std::get<quant::Recipe>(answer->given);
    if (recipe.fingerprint == m_document->recipe().fingerprint)
        m_document->edit(tr("lesson: %1").arg(toText(present().title)), recipe);
}

void LessonDock::showStep()
{
    if (!m_lesson || !m_document->model()) return;
    setUp(present().scene);
    if (present().prediction && given() && !present().prediction->reveal.empty()) setUp(present().prediction->reveal);
}

void LessonDock::keep(lesson::Given given)
{
    m_progress.sheet.put({static_cast<size_t>(m_step), std::move(given), std::max(1, m_tries), m_hints});
    writeProgress(m_progress);
}

void LessonDock::answerNumber(double typed)
{
    if (!m_lesson || !present().prediction || given()) return;
    keep(typed);
    if (m_document->model() && !present().prediction->reveal.empty()) setUp(present().prediction->reveal);
    refresh();
}

void LessonDock::answerChoice(size_t option)
{
    if (!m_lesson || !present().prediction || given()) return;
    keep(option);
    if (m_document->model() && !present().prediction->reveal.empty()) setUp(present().prediction->reveal);
    refresh();
}

void LessonDock::answerCurve(const std::vector<double>& values)
{
    if (!m_lesson || !present().prediction || !present().prediction->curve || given()) return;
    keep(values);
    if (m_document->model() && !present().prediction->reveal.empty()) setUp(present().prediction->reveal);
    askCurve();
    refresh();
}

void LessonDock::askCurve()
{
    if (!m_lesson || !given() || !given()->shown.empty() || !present().prediction || !present().prediction->curve)
        return;
    CurveTask task {m_lesson->id, static_cast<size_t>(m_step), present(), m_model, m_document->folder()};
    if (const Sample* sample = m_model.empty() ? findSample(m_lesson->sample) : nullptr) {
        task.model = m_samples / sample->model;
        task.pictures = m_samples / sample->pictures;
    }
    emit curveAsked(task);
}

void LessonDock::takeCurve(const MeasuredCurve& curve)
{
    if (!m_lesson || m_lesson->id != curve.lesson) return;
    const lesson::Answer* drawn = m_progress.sheet.find(curve.index);
    if (!drawn) return; // started over meanwhile
    lesson::Answer answer = *drawn;
    answer.shown = curve.values;
    m_progress.sheet.put(std::move(answer));
    writeProgress(m_progress);
    refresh();
}

// What a learner saw counts where it is never the same twice.
void LessonDock::keepShown(const lesson::Values& figures)
{
    if (!given() || !given()->shown.empty() || !present().prediction || present().prediction->curve) return;
    lesson::Answer answer = *given();
    answer.shown = shownFor(*present().prediction, answer, figures);
    if (answer.shown.empty()) return;
    m_progress.sheet.put(std::move(answer));
    writeProgress(m_progress);
}

void LessonDock::checkFormula(const QString& formula)
{
    if (!m_lesson || !present().formula) return;
    ++m_tries;
    m_tried = formula;
    keep(formula.toStdString());
    refresh();
}

// The task's goals are looked at whenever new figures come in; the recipe that reached them is kept.
void LessonDock::checkGoals()
{
    if (!m_lesson || !present().task || given()) return;
    const lesson::State state = stateOf(*m_document, m_results->results());
    if (!lesson::reached(lesson::checkTask(*present().task, lesson::valuesOf(state)))) return;
    keep(m_document->recipe());
}

// One hint after the other; behind the last one the solution of a task or a formula.
void LessonDock::showHint()
{
    if (!m_lesson) return;
    ++m_hints;
    const bool beyond = m_hints > static_cast<int>(present().hints.size());
    if (beyond && present().task && m_document->model()) setUp(present().solution);
    refresh();
}

void LessonDock::restart()
{
    if (!m_lesson) return;
    m_progress = {};
    m_progress.sheet.lesson = m_lesson->id;
    goTo(0);
}

void LessonDock::finish()
{
    emit lookAsked({});
    if (m_start && m_start->model == m_document->model()) {
        m_document->edit(tr("end of the lesson"), m_start->recipe);
        m_document->setSelection(m_start->selection);
    }
    m_start.reset();
    m_lesson.reset();
    hide();
    refresh();
    emit finished();
}

void LessonDock::setWayBack(const QString& name)
{
    m_wayBack = name;
    refresh();
}

bool LessonDock::sampleIsOpen() const
{
    if (m_lesson && !m_model.empty()) return m_document->model() && m_document->model()->path == m_model;
    const Sample* sample = m_lesson ? findSample(m_lesson->sample) : nullptr;
    return sample && m_document->model() && m_document->model()->path == m_samples / sample->model;
}

void LessonDock::refresh()
{
    if (!m_lesson) {
        setWindowTitle(tr("Lesson"));
        widgets::LessonText text;
        text.text = tr("Choose a lesson from the Learn menu.");
        m_view->setData(text);
        return;
    }
    const lesson::Step& step = present();
    const lesson::State state = stateOf(*m_document, m_results->results());
    const lesson::Values figures = lesson::valuesOf(state);
    keepShown(figures);
    setWindowTitle(tr("Lesson: %1").arg(toText(m_lesson->title)));
    widgets::LessonText text;
    text.heading = toText(step.title);
    text.text = toText(lesson::resolved(step.text, figures));
    text.step = m_step + 1;
    text.steps = static_cast<int>(m_lesson->steps.size());
    text.canShow = !step.scene.empty() && m_document->model();
    text.nextLesson = m_next;
    text.canRestart = !m_progress.sheet.answers.empty();
    fillQuestion(text, step, given(), figures, m_tried);
    if (step.prediction) { // figures in a question stay those of before the reveal
        const bool complete = !(text.text + text.question).contains(QStringLiteral("…")); // all was computed
        if (!given() && complete) m_asked[m_step] = {text.text, text.question};
        if (const auto asked = m_asked.constFind(m_step); asked != m_asked.constEnd())
            std::tie(text.text, text.question) = *asked;
    }
    if (!m_wrongEntry.isEmpty() && !given()) {
        text.feedback = tr("%1 is no number.").arg(m_wrongEntry);
        text.tone = widgets::LessonText::Tone::Wrong;
    }
    const bool solvable = step.task ? !step.solution.empty() : step.formula.has_value();
    const auto hints = static_cast<int>(step.hints.size());
    if (step.asks() && text.tone != widgets::LessonText::Tone::Right && !text.locked)
        text.hintAction = m_hints < hints ? tr("&Hint") : m_hints == hints && solvable ? tr("S&olution") : QString();
    QStringList shown;
    for (int i = 0; i < std::min(m_hints, hints); ++i)
        shown << toText(lesson::resolved(step.hints[static_cast<size_t>(i)], figures));
    if (m_hints > hints && step.formula) shown << toText(step.formula->answer);
    text.hint = shown.join(QLatin1Char('\n'));
    if (text.step == text.steps && !m_lesson->reading.empty()) {
        QStringList reading;
        for (const std::string& entry : m_lesson->reading)
            reading << QStringLiteral("• ") + toText(entry);
        text.reading = tr("To read on:") + QLatin1Char('\n') + reading.join(QLatin1Char('\n'));
    }
    if (!sampleIsOpen()) {
        text.notice = m_document->model()
            ? tr("The text speaks of the sample %1; its steps work here too.").arg(toText(m_lesson->sample))
            : tr("The lesson uses the sample %1.").arg(toText(m_lesson->sample));
        text.noticeAction = tr("&Open it");
    } else if (!m_wayBack.isEmpty()) {
        text.notice = tr("%1 is kept as it was.").arg(m_wayBack);
        text.noticeAction = tr("&Go back to it");
    }
    m_view->setData(text);
}

} // namespace bitladder::app
