#include "app/window/pages/kernels_page.h"

#include "app/window/document/result_store.h"
#include "app/window/jobs/job_scheduler.h"

#include <QLabel>
#include <QVBoxLayout>

namespace bitladder::app
{

KernelsPage::KernelsPage(Document* document, QWidget* parent)
    : AskingPage(document, parent)
    , m_plot(new widgets::KernelPlot(this))
    , m_sentence(new QLabel(this))
    , m_candidates(new QLabel(this))
{
    explainEmpty(m_plot, Needs::Layer, tr("Select a layer to measure it at every format and level."));
    m_sentence->setObjectName(QStringLiteral("diagnosis"));
    m_sentence->setWordWrap(true);
    m_sentence->setContentsMargins(8, 0, 8, 6);
    m_sentence->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_candidates->setObjectName(QStringLiteral("candidates"));
    m_candidates->setTextFormat(Qt::RichText);
    m_candidates->setWordWrap(true);
    m_candidates->setContentsMargins(8, 0, 8, 6);
    m_candidates->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_candidates->hide();
    auto* layout = new QVBoxLayout(this);
    layout->addWidget(m_plot, 1);
    layout->addWidget(m_sentence);
    layout->addWidget(m_candidates);
    connect(document, &Document::selectionChanged, this, &KernelsPage::markStale);
    connect(document, &Document::recipeChanged, this, &KernelsPage::markStale);
}

Page* KernelsPage::make(const PageContext& context, QWidget* parent)
{
    auto* page = new KernelsPage(context.document, parent);
    context.results->watch<KernelResult>(page, [page](const auto& result) { page->showRates(*result); });
    connect(page, &KernelsPage::asked, context.jobs, &JobScheduler::askKernels);
    // The sentence is about the selected layer.
    connect(context.document, &Document::selectionChanged, page,
        [page, results = context.results] { page->showResults(results->results()); });
    return page;
}

void KernelsPage::clearLayer()
{
    m_plot->clear();
    m_sentence->clear();
    m_candidates->hide();
}

void KernelsPage::markStale()
{
    if (m_plot->state() == widgets::PlotFrame::State::Fresh) m_plot->setState(widgets::PlotFrame::State::Stale);
    m_sentence->setEnabled(false);
    m_candidates->setEnabled(false);
}

void KernelsPage::showResults(const Results& results)
{
    m_sentence->setText(diagnosisOf(*document(), results));
    m_sentence->setEnabled(results.timing && results.timing->revision == document()->revision());
}

void KernelsPage::showRates(const KernelResult& result)
{
    if (result.layer != document()->currentLayer()) return;
    m_plot->setData(kernelData(*document(), result));
    const CandidateTexts candidates = candidateTexts(result);
    m_candidates->setText(candidates.list);
    m_candidates->setToolTip(candidates.toolTip);
    m_candidates->setVisible(!candidates.list.isEmpty());
    m_candidates->setEnabled(true);
}

} // namespace bitladder::app
