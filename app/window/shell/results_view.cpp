#include "app/window/shell/results_view.h"

#include "app/window/document/outputs.h"
#include "app/window/document/result_store.h"
#include "app/window/document/study_results.h"
#include "app/window/document/texts.h"
#include "app/window/headline/headline_figures.h"
#include "app/window/jobs/job_scheduler.h"
#include "app/window/layers/equalizer_panel.h"
#include "app/window/layers/inspector.h"
#include "app/window/layers/layer_panel.h"
#include "app/window/pages/page_tabs.h"
#include "app/window/picture/picture_panel.h"
#include "app/window/shell/file_actions.h"
#include "app/window/shell/notices.h"
#include "widgets/control/figure_strip.h"

namespace bitladder::app
{

ResultsView::ResultsView(const WindowContext& context, const Parts& parts, QObject* parent)
    : QObject(parent)
    , m_context(context)
    , m_parts(parts)
{
    m_order = {[this] { m_parts.picture->showResults(m_context.results->results()); },
        [this] {
            m_parts.equalizer->showResults();
            showFigures();
        },
        [this] {
            m_parts.inspector->showResults(m_context.results->results());
            m_parts.layers->showResults(m_context.results->results());
        },
        [this] { m_parts.pages->showResults(); }};
    m_turn.setInterval(0);
    connect(&m_turn, &QTimer::timeout, this, &ResultsView::showNextPart);
    connectResults();
    connectStrip();
}

void ResultsView::connectResults()
{
    ResultStore& store = *m_context.results;
    store.watch<AnswerResult>(this, [this](const auto& answer) {
        const Document& document = *m_context.document;
        // Other outputs than classes cannot be drawn pale.
        const bool stale = m_context.results->isStale<AnswerResult>();
        if (stale && outputKind(document, *answer->network) != OutputKind::Classes) return;
        Results results = m_context.results->results();
        results.network = answer->network;
        m_parts.picture->showResults(results);
    });
    const auto show = [this](const auto&) { showEverything(); };
    store.watch<NetworkResult>(this, show);
    store.watch<NetworkResult>(this, [this](const auto& result) { tellUnreadable(*result); });
    store.watch<IsolatedResult>(this, show);
    store.watch<TimingResult>(this, show);
    store.watch<BaselineResult>(this, show);
    store.watch<SensitivityFound>(
        this, [this](const auto&) { m_parts.layers->showResults(m_context.results->results()); });
    store.watch<FolderProgress>(this, [this](const auto& result) {
        m_parts.picture->showResults(m_context.results->results());
        showFigures();
        if (result->finished) doubtPreprocessing(result->evaluation.floatTop1);
    });
    const Document* document = m_context.document;
    connect(document, &Document::baselineChanged, this, &ResultsView::showEverything);
    connect(document, &Document::recipeChanged, this, &ResultsView::showFigures);
    connect(document, &Document::preprocessingChanged, this, [this] {
        m_context.notices->settle(Subject::Preprocessing); // what was said was about the one before
    });
    connect(document, &Document::modelChanged, this, [this] {
        m_doubted.reset();
        m_unreadable.clear();
        showFigures();
    });
}

void ResultsView::connectStrip()
{
    connect(&m_context.jobs->runner(), &JobRunner::progressChanged, this, [this](const JobProgress& progress) {
        if (progress.text.isEmpty())
            m_parts.strip->clearProgress();
        else
            m_parts.strip->setProgress(
                {progress.text, progress.fraction, m_remaining.seconds(progress.text, progress.fraction)});
    });
    connect(m_context.jobs, &JobScheduler::started, this, &ResultsView::showFigures);
    connect(m_context.jobs, &JobScheduler::stopped, this, &ResultsView::showStopped);
    connect(m_parts.strip, &widgets::FigureStrip::stopRequested, m_context.jobs, &JobScheduler::stop);
}

// Results that come meanwhile begin anew; each part shows the newest.
void ResultsView::showEverything()
{
    m_shown = 0;
    m_turn.start();
}

void ResultsView::showNextPart()
{
    m_order[m_shown]();
    if (++m_shown == m_order.size()) m_turn.stop();
}

void ResultsView::showFigures()
{
    const Results& results = m_context.results->results();
    m_parts.headline->setCells(headlineCells(*m_context.document, results));
    m_parts.strip->setFigures(machineFigures(*m_context.document, results));
}

void ResultsView::showStopped()
{
    m_parts.strip->setFigures(
        machineFigures(*m_context.document, m_context.results->results()) << widgets::Figure {
            tr("stopped"), {}, tr("Space computes the rest"), {}, tr("What is pale or missing was not computed."), {}});
}

// Files that calibrate nothing because they cannot be read; said once.
void ResultsView::tellUnreadable(const NetworkResult& result)
{
    const auto calibration = result.basis ? result.basis->calibration : nullptr;
    if (!calibration || calibration->unreadable == m_unreadable) return;
    m_unreadable = calibration->unreadable;
    if (m_unreadable.empty()) return m_context.notices->settle(Subject::Calibration);
    m_context.notices->tell(Subject::Calibration, widgets::Severity::Warning,
        {tr("%n of the calibration pictures cannot be read and are left out: %1", nullptr,
            static_cast<int>(m_unreadable.size()))
                .arg(toText(m_unreadable.front()))});
}

// A network that answers like one that guesses is mostly one whose pictures come in other colours or another range than
// it learned from, which nothing in its file tells. Said once for a preprocessing.
void ResultsView::doubtPreprocessing(const Proportion& right)
{
    constexpr int64_t kFewest = 30; // fewer labels prove nothing
    const auto& rules = m_context.document->preprocessing();
    const auto& network = m_context.results->latest<NetworkResult>();
    if (!rules || m_doubted == rules || right.total < kFewest || !network) return;
    if (outputKind(*m_context.document, *network) != OutputKind::Classes) return;
    const int64_t classes = network->answers.front().count();
    if (right.low() > 1 / static_cast<double>(classes)) return;
    m_doubted = rules;
    const QString text
        = tr("The float network is right on %1 of %2 pictures, no better than guessing among %3 classes. Is its "
             "preprocessing the right one?");
    m_context.notices->offer(Subject::Preprocessing,
        {widgets::Severity::Warning, text.arg(right.hits).arg(right.total).arg(classes), tr("Change…")},
        [this] { m_parts.files->editInputs(); });
}

} // namespace bitladder::app
