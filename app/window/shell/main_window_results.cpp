// The window and what the studio computes: results as they come, progress, failures.
#include "app/window/document/outputs.h"
#include "app/window/pages/distribution_page.h"
#include "app/window/pages/error_page.h"
#include "app/window/pages/features_page.h"
#include "app/window/pages/graph_page.h"
#include "app/window/pages/kernels_page.h"
#include "app/window/pages/speed_page.h"
#include "app/window/picture/picture_panel.h"
#include "app/window/shell/layer_model.h"
#include "app/window/shell/main_window.h"
#include "widgets/control/banner_stack.h"
#include "widgets/control/figure_strip.h"
#include "widgets/equalizer/equalizer.h"
#include "widgets/graph/graph_view.h"
#include "widgets/picture/picture_compare.h"
#include "widgets/plot/plot_frame.h"

#include <QTabWidget>
#include <utility>

namespace bitladder::app
{

void MainWindow::connectResults()
{
    m_showing.setInterval(0);
    connect(&m_showing, &QTimer::timeout, this, &MainWindow::showNextPart);
    m_store.watch<AnswerResult>(this, [this](const auto& answer) {
        // Other outputs than classes cannot be drawn pale.
        const bool stale = answer->revision != m_document.revision();
        if (stale && outputKind(m_document, *answer->network) != OutputKind::Classes) return;
        Results results = m_store.results();
        results.network = answer->network;
        m_picture->showResults(results);
    });
    const auto show = [this](const auto&) { showEverything(); };
    m_store.watch<NetworkResult>(this, show);
    m_store.watch<IsolatedResult>(this, show);
    m_store.watch<TimingResult>(this, show);
    m_store.watch<BaselineResult>(this, show);
    m_store.watch<FolderProgress>(this, [this](const auto& result) {
        m_picture->showResults(m_store.results());
        m_strip->setFigures(figures(m_document, m_store.results()));
        if (result->finished) doubtPreprocessing(result->evaluation.floatTop1);
    });
    m_store.watch<LayerResult>(this, [this](const auto& result) { m_distribution->showLayer(*result); });
    m_store.watch<CurveResult>(this, [this](const auto& result) {
        if (result->layer == m_document.currentLayer()) m_error->showCurve(*result);
    });
    m_store.watch<FeatureResult>(this, [this](const auto& result) { m_features->showFeatures(*result); });
    m_store.watch<KernelResult>(this, [this](const auto& result) { m_kernels->showRates(*result); });
    connect(&m_jobs, &JobScheduler::failed, this, &MainWindow::showFailure);
    connect(&m_jobs, &JobScheduler::refused, this, [this](const QString& message, const OpenRequest& request) {
        offer({widgets::Severity::Error, message, tr("Allow more…")}, [this, request] { allowMemory(request); });
    });
    // Queued: the banner may go with its click.
    connect(
        m_banners, &widgets::BannerStack::actionRequested, this,
        [this](int id) {
            if (const auto found = m_offers.find(id); found != m_offers.end()) std::function(found->second)();
        },
        Qt::QueuedConnection);
    connect(m_banners, &widgets::BannerStack::closed, this, [this](int id) { m_offers.erase(id); });
    connect(&m_jobs, &JobScheduler::exported, this, [this](const QString& file) {
        m_banners->showMessage({widgets::Severity::Note, tr("%1 is written.").arg(file), {}});
    });
    connect(&m_jobs, &JobScheduler::picturesListed, this, [this](const PictureList& list) { takePictures(list); });
    connect(&m_jobs, &JobScheduler::modelOpened, this, [this] {
        const QStringList pictures = std::exchange(m_pendingPictures, {});
        if (!pictures.isEmpty()) openPictures(pictures);
        adoptPendingSession();
        rememberModel();
    });
    connect(&m_jobs.runner(), &JobRunner::progressChanged, this, [this](const JobProgress& progress) {
        if (progress.text.isEmpty())
            m_strip->clearProgress();
        else
            m_strip->setProgress(
                {progress.text, progress.fraction, m_remaining.seconds(progress.text, progress.fraction)});
    });
    connect(&m_jobs, &JobScheduler::stopped, this, [this] {
        m_strip->setFigures(
            figures(m_document, m_store.results()) << widgets::Figure {tr("stopped"), {}, tr("Space computes the rest"),
                {}, tr("What is pale or missing was not computed."), {}});
    });
    connect(
        &m_jobs, &JobScheduler::started, this, [this] { m_strip->setFigures(figures(m_document, m_store.results())); });
    for (auto* page : findChildren<Page*>()) {
        connect(&m_jobs, &JobScheduler::started, page, [page] { page->setWork(Page::Work::Coming); });
        connect(&m_jobs, &JobScheduler::stopped, page, [page] { page->setWork(Page::Work::Stopped); });
    }
    for (auto* plot : m_tabs->findChildren<widgets::PlotFrame*>())
        connect(plot, &widgets::PlotFrame::failed, this, &MainWindow::showFailure);
    for (auto* pictures : findChildren<widgets::PictureCompare*>())
        connect(pictures, &widgets::PictureCompare::failed, this, &MainWindow::showFailure);
    connect(m_tabs->findChild<widgets::GraphView*>(), &widgets::GraphView::failed, this, &MainWindow::showFailure);
    connect(m_strip, &widgets::FigureStrip::stopRequested, &m_jobs, &JobScheduler::stop);
    connect(m_features, &FeaturesPage::asked, &m_jobs, &JobScheduler::askFeatures);
    connect(m_kernels, &KernelsPage::asked, &m_jobs, &JobScheduler::askKernels);
    connect(m_distribution, &DistributionPage::asked, &m_jobs, &JobScheduler::askLayer);
    for (Page* page : {static_cast<Page*>(m_error), static_cast<Page*>(m_speed), static_cast<Page*>(m_graph)})
        connect(page, &Page::layerClicked, this, &MainWindow::selectLayer);
    connect(m_picture, &PicturePanel::filesDropped, this, &MainWindow::openPaths);
    connect(m_picture, &PicturePanel::inputsAsked, this, &MainWindow::editInputs);
}

// Results of the whole network reach every corner of the window: part by part, so that no single event draws it all. Those that
// come meanwhile begin anew; each part shows the newest.
void MainWindow::showEverything()
{
    m_shown = 0;
    m_showing.start();
}

void MainWindow::showNextPart()
{
    switch (m_shown++) {
    case 0:
        m_picture->showResults(m_store.results());
        return;
    case 1: {
        const auto columns = equalizerColumns(m_document, m_store.results());
        for (int i = 0; i < columns.size() && i < m_equalizer->columns().size(); ++i)
            m_equalizer->setColumn(i, columns[i]);
        m_strip->setFigures(figures(m_document, m_store.results()));
        return;
    }
    case 2:
        m_layers->setResults(m_store.results());
        return;
    default:
        showCurrentPage();
        m_showing.stop();
    }
}

// The others are filled when they are turned to.
void MainWindow::showCurrentPage()
{
    static_cast<Page*>(m_tabs->currentWidget())->showResults(m_store.results());
}

void MainWindow::showFailure(const QString& message)
{
    m_banners->showMessage({widgets::Severity::Error, message, {}});
}

void MainWindow::offer(const widgets::BannerMessage& message, const std::function<void()>& action)
{
    m_offers[m_banners->showMessage(message)] = action;
}

// A network that answers like one that guesses is mostly one whose pictures come in other colours or another range than it learned
// from, which nothing in its file tells. Said once for a preprocessing.
void MainWindow::doubtPreprocessing(const Proportion& right)
{
    constexpr int64_t kFewest = 30; // fewer labels prove nothing
    const auto& rules = m_document.preprocessing();
    const auto& network = m_store.latest<NetworkResult>();
    if (!rules || m_doubted == rules || right.total < kFewest || !network) return;
    if (outputKind(m_document, *network) != OutputKind::Classes) return;
    const int64_t classes = network->answers.front().count();
    if (right.low() > 1 / static_cast<double>(classes)) return;
    m_doubted = rules;
    const QString text
        = tr("The float network is right on %1 of %2 pictures, no better than guessing among %3 classes. Is its "
             "preprocessing the right one?");
    offer({widgets::Severity::Warning, text.arg(right.hits).arg(right.total).arg(classes), tr("Change…")},
        [this] { editInputs(); });
}

} // namespace bitladder::app
