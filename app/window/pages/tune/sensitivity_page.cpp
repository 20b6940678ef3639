#include "app/window/pages/tune/sensitivity_page.h"

#include "app/window/adapters/tune/adapters_tune.h"
#include "app/window/document/result_store.h"
#include "app/window/jobs/job_scheduler.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

namespace bitladder::app
{

SensitivityPage::SensitivityPage(Document* document, ResultStore* results, Studies* studies, QWidget* parent)
    : Page(document, parent)
    , m_results(results)
    , m_studies(studies)
    , m_bars(new widgets::SensitivityBars(this))
    , m_measure(new QComboBox(this))
    , m_items(new QComboBox(this))
    , m_button(new QPushButton(this))
    , m_summary(new QLabel(this))
{
    auto* title = new QLabel(tr("Which layer hurts?"), this);
    QFont bold = title->font();
    bold.setBold(true);
    title->setFont(bold);
    // In the order of SensitivityMeasure.
    m_measure->addItems({tr("changed answers"), tr("divergence of the answers"), tr("error of the output")});
    m_measure->setCurrentIndex(static_cast<int>(SensitivityMeasure::Divergence));
    m_measure->setAccessibleName(tr("What is on the axis"));
    // In the order of Items.
    m_items->addItems({tr("each layer"), tr("sums as one")});
    m_items->setToolTip(
        tr("Layers whose outputs meet in a sum can be one item: they are measured and chosen together"));
    m_items->setAccessibleName(tr("What counts as one"));
    m_summary->setWordWrap(true);
    m_summary->setContentsMargins(8, 0, 8, 6);
    auto* row = new QHBoxLayout;
    row->addWidget(title);
    row->addStretch();
    row->addWidget(m_items);
    row->addWidget(m_measure);
    row->addWidget(m_button);
    auto* layout = new QVBoxLayout(this);
    layout->addLayout(row);
    layout->addWidget(m_bars, 1);
    layout->addWidget(m_summary);
    connect(m_bars, &widgets::RowsView::rowClicked, this, &SensitivityPage::select);
    connect(m_measure, &QComboBox::currentIndexChanged, this, &SensitivityPage::refresh);
    connect(m_button, &QPushButton::clicked, this, [this] {
        if (m_studies->busy(LaneId::Sensitivity))
            m_studies->stop(LaneId::Sensitivity);
        else
            m_studies->measureSensitivity(static_cast<Items>(m_items->currentIndex()));
    });
    for (const auto change :
        {&Document::modelChanged, &Document::recipeChanged, &Document::filesChanged, &Document::selectionChanged})
        connect(document, change, this, &SensitivityPage::refresh);
    connect(studies, &Studies::busyChanged, this, &SensitivityPage::refresh);
    refresh();
}

Page* SensitivityPage::make(const PageContext& context, QWidget* parent)
{
    auto* page = new SensitivityPage(context.document, context.results, &context.jobs->studies(), parent);
    context.results->watch<SensitivityFound>(page, [page](const auto&) { page->refresh(); });
    return page;
}

void SensitivityPage::fillEmptyTexts()
{
    const bool busy = m_studies->busy(LaneId::Sensitivity);
    m_button->setText(busy ? tr("Stop") : tr("&Measure"));
    m_button->setEnabled(document()->model() != nullptr);
    m_bars->setEmptyText(!document()->model() ? tr("Open a model to measure how much each layer matters.")
            : busy                            ? tr("This is being computed…")
                   : tr("Measure to see what each layer does when it alone is quantized, and what "
                        "comes back when it alone is in float."));
}

void SensitivityPage::select(int row)
{
    const auto& bar = m_bars->data().rows[row];
    if (bar.layers.size() < 2) {
        emit layerClicked(bar.layer);
        return;
    }
    QList<int> layers = bar.layers; // the last is the current one
    layers.removeOne(bar.layer);
    document()->setSelection(layers << bar.layer);
}

void SensitivityPage::showResults(const Results&)
{
    refresh();
}

void SensitivityPage::refresh()
{
    fillEmptyTexts();
    if (!isVisible()) return;
    const auto& found = m_results->latest<SensitivityFound>();
    if (!found || found->model != document()->model()) {
        m_bars->clear();
        m_summary->clear();
        return;
    }
    const auto measure = static_cast<SensitivityMeasure>(m_measure->currentIndex());
    m_bars->setData(sensitivityData(*document(), *found, measure));
    m_bars->setCurrentRow(m_bars->rowOf(document()->currentLayer()));
    m_bars->setFreshness(
        found->revision == document()->revision() ? widgets::Freshness::Fresh : widgets::Freshness::Stale);
    m_summary->setText(m_bars->data().note);
}

} // namespace bitladder::app
