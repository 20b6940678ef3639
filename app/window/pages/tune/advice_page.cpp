#include "app/window/pages/tune/advice_page.h"

#include "app/window/adapters/tune/adapters_advice.h"
#include "app/window/document/result_store.h"
#include "app/window/document/study_results.h"
#include "app/window/jobs/job_scheduler.h"
#include "widgets/control/screen_reader.h"
#include "widgets/table/csv_text.h"
#include "widgets/table/savable.h"
#include "widgets/theme/tokens.h"

#include <QFrame>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QScrollArea>
#include <QVBoxLayout>

namespace bitladder::app
{

AdvicePage::AdvicePage(Document* document, ResultStore* results, Studies* studies, QWidget* parent)
    : Page(document, parent)
    , m_results(results)
    , m_studies(studies)
    , m_examine(new QPushButton(this))
    , m_state(new QLabel(this))
    , m_area(new QScrollArea(this))
{
    auto* title = new QLabel(tr("Is my calibration any good?"), this);
    QFont bold = title->font();
    bold.setBold(true);
    title->setFont(bold);
    m_state->setWordWrap(true);
    m_area->setWidgetResizable(true);
    m_area->setFrameShape(QFrame::NoFrame);
    widgets::tellReader(m_area, QAccessible::Pane);
    m_area->setAccessibleName(tr("Findings"));
    widgets::makeSavable(
        m_area, [this] { return m_area->widget(); }, [this] { return dataAsCsv(); },
        [this](const QString& why) { emit saveFailed(why); });
    auto* row = new QHBoxLayout;
    row->addWidget(title);
    row->addStretch();
    row->addWidget(m_examine);
    auto* layout = new QVBoxLayout(this);
    layout->addLayout(row);
    layout->addWidget(m_state);
    layout->addWidget(m_area, 1);
    connect(m_examine, &QPushButton::clicked, this, [this] {
        if (m_studies->busy(LaneId::Advice))
            m_studies->stop(LaneId::Advice);
        else
            m_studies->examine();
    });
    for (const auto change : {&Document::modelChanged, &Document::recipeChanged, &Document::filesChanged,
             &Document::calibrationPicturesChanged, &Document::preprocessingChanged})
        connect(document, change, this, &AdvicePage::refresh);
    connect(studies, &Studies::busyChanged, this, &AdvicePage::refresh);
    refresh();
}

Page* AdvicePage::make(const PageContext& context, QWidget* parent)
{
    auto* page = new AdvicePage(context.document, context.results, &context.jobs->studies(), parent);
    context.results->watch<AdviceFound>(page, [page](const auto&) { page->refresh(); });
    return page;
}

void AdvicePage::showEvent(QShowEvent* event)
{
    Page::showEvent(event);
    // The first time it is no question that somebody wants to know.
    if (document()->model() && !m_results->latest<AdviceFound>() && !m_studies->busy(LaneId::Advice))
        m_studies->examine();
    refresh();
}

void AdvicePage::showResults(const Results&)
{
    refresh();
}

void AdvicePage::refresh()
{
    if (!isVisible()) return;
    const bool busy = m_studies->busy(LaneId::Advice);
    m_examine->setText(busy ? tr("Stop") : tr("&Examine"));
    m_examine->setEnabled(document()->model() != nullptr);
    const auto& found = m_results->latest<AdviceFound>();
    const bool ours = found && found->model == document()->model();
    const bool stale = ours && found->revision != document()->revision();
    if (!document()->model())
        m_state->setText(tr("Open a model to have its calibration examined."));
    else if (busy)
        m_state->setText(tr("This is being computed…"));
    else if (stale)
        m_state->setText(tr("What stands here is of older settings; Examine looks again."));
    else if (!ours)
        m_state->setText(tr("Examine to see what is wrong with calibration, preprocessing and numbers."));
    m_state->setVisible(busy || stale || !ours);
    auto* cards = new QWidget;
    cards->setAutoFillBackground(true);
    cards->setBackgroundRole(QPalette::Base);
    auto* list = new QVBoxLayout(cards);
    list->setContentsMargins(0, 0, 8, 0);
    if (ours)
        for (const auto& finding : found->findings)
            list->addWidget(cardOf(finding));
    list->addStretch();
    cards->setEnabled(!stale);
    m_area->setWidget(cards);
}

QString AdvicePage::dataAsCsv() const
{
    QString text = widgets::csvLine({QStringLiteral("finding"), QStringLiteral("weight"), QStringLiteral("layer"),
        QStringLiteral("value"), QStringLiteral("summary"), QStringLiteral("next"), QStringLiteral("theory")});
    const auto& found = m_results->latest<AdviceFound>();
    if (!found || found->model != document()->model()) return text;
    using Weight = experiment::Finding::Weight;
    for (const auto& finding : found->findings) {
        const Advice advice = adviceOf(*document(), finding);
        text += widgets::csvLine({widgets::csvText(QString::fromStdString(finding.id)),
            finding.weight == Weight::Fine         ? QStringLiteral("fine")
                : finding.weight == Weight::Advice ? QStringLiteral("advice")
                                                   : QStringLiteral("problem"),
            widgets::csvText(finding.layer < 0 ? QString() : document()->layerName(finding.layer)),
            widgets::csvNumber(finding.value), widgets::csvText(advice.summary), widgets::csvText(advice.step),
            widgets::csvText(advice.theory)});
    }
    return text;
}

QWidget* AdvicePage::cardOf(const experiment::Finding& finding)
{
    const Advice advice = adviceOf(*document(), finding);
    auto* card = new QFrame;
    card->setFrameShape(QFrame::StyledPanel);
    auto* summary = new QLabel(advice.sign + QLatin1Char(' ') + advice.summary, card);
    QFont bold = summary->font();
    bold.setBold(finding.weight != experiment::Finding::Weight::Fine);
    summary->setFont(bold);
    auto* theory = new QLabel(advice.theory, card);
    theory->setForegroundRole(QPalette::PlaceholderText);
    for (QLabel* label : {summary, theory}) {
        label->setWordWrap(true);
        label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    }
    auto* layout = new QVBoxLayout(card);
    layout->addWidget(summary);
    if (!advice.step.isEmpty()) {
        auto* row = new QHBoxLayout;
        auto* step = new QLabel(tr("Next: %1").arg(advice.step), card);
        step->setWordWrap(true);
        row->addWidget(step, 1);
        if (advice.action) {
            auto* button = new QPushButton(tr("Do it"), card);
            button->setAccessibleName(advice.step);
            // Not while the button is at work: the edit brings other cards.
            connect(
                button, &QPushButton::clicked, document(),
                [action = advice.action, document = document()] { action(*document); }, Qt::QueuedConnection);
            row->addWidget(button);
        }
        layout->addLayout(row);
    }
    layout->addWidget(theory);
    if (finding.layer >= 0) {
        auto* show = new QPushButton(tr("Show %1").arg(document()->layerName(finding.layer)), card);
        show->setFlat(true);
        connect(show, &QPushButton::clicked, this, [this, layer = finding.layer] { emit layerClicked(layer); });
        layout->addWidget(show, 0, Qt::AlignLeft);
    }
    return card;
}

} // namespace bitladder::app
