#include "app/window/pages/workshop/workshop_page.h"

#include "app/window/document/result_store.h"
#include "app/window/jobs/job_scheduler.h"
#include "app/window/pages/workshop/book_panel.h"
#include "app/window/pages/workshop/float_panel.h"
#include "app/window/pages/workshop/picture_panel.h"
#include "app/window/pages/workshop/printed_panel.h"
#include "app/window/pages/workshop/through_panel.h"
#include "widgets/control/screen_reader.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QScrollArea>
#include <QStackedWidget>
#include <QVBoxLayout>

namespace bitladder::app
{

WorkshopPage::WorkshopPage(Document* document, QWidget* parent)
    : Page(document, parent)
    , m_kind(new QComboBox(this))
    , m_panels(new QStackedWidget(this))
{
    auto* title = new QLabel(tr("What could a number be?"), this);
    QFont bold = title->font();
    bold.setBold(true);
    title->setFont(bold);
    m_kind->setAccessibleName(tr("What is worked on"));
    auto* row = new QHBoxLayout;
    row->addWidget(title);
    row->addStretch(1);
    row->addWidget(m_kind);
    auto* layout = new QVBoxLayout(this);
    layout->addLayout(row);
    layout->addWidget(m_panels, 1);
    addPanel("float", tr("a float format"), new FloatPanel(FloatPanel::Kind::Own, document, this));
    addPanel("book", tr("a code book"), new BookPanel(document, this));
    addPanel("block", tr("blocks"), new FloatPanel(FloatPanel::Kind::Blocks, document, this));
    addPanel("printed", tr("formulas as printed"), new PrintedPanel(document, this));
    addPanel("picture", tr("the picture in few bits"), new PosterizePanel(document, this));
    auto* through = new ThroughPanel(document, this);
    addPanel("through", tr("learning through a staircase"), through);
    connect(through, &ThroughPanel::filmSaved, this, [this](const QString& problem) {
        if (!problem.isEmpty()) emit saveFailed(problem);
    });
    connect(m_kind, &QComboBox::activated, this, [this](int index) {
        m_panels->setCurrentIndex(index);
        takeLayer();
    });
    for (const auto change : {&Document::selectionChanged, &Document::recipeChanged, &Document::pictureChanged})
        connect(document, change, this, &WorkshopPage::takeLayer);
}

void WorkshopPage::addPanel(const char* id, const QString& title, WorkshopPanel* panel)
{
    panel->setObjectName(QString::fromLatin1(id));
    m_kind->addItem(title, QString::fromLatin1(id));
    // In a low window a part scrolls; it makes no window higher.
    auto* scroll = new QScrollArea(m_panels);
    scroll->setWidget(panel);
    scroll->setWidgetResizable(true);
    widgets::tellReader(scroll, QAccessible::Pane);
    scroll->setAccessibleName(title);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->viewport()->setAutoFillBackground(false);
    panel->setAutoFillBackground(false);
    m_panels->addWidget(scroll);
    connect(panel, &WorkshopPanel::changed, this, &WorkshopPage::ask);
    connect(panel, &WorkshopPanel::pageAsked, this, &Page::pageAsked);
}

WorkshopPanel* WorkshopPage::panel() const
{
    return static_cast<WorkshopPanel*>(static_cast<QScrollArea*>(m_panels->currentWidget())->widget());
}

Page* WorkshopPage::make(const PageContext& context, QWidget* parent)
{
    auto* page = new WorkshopPage(context.document, parent);
    context.results->watch<WorkshopResult>(page, [page](const auto& result) { page->showWork(result); });
    connect(page, &WorkshopPage::asked, context.jobs, &JobScheduler::askWorkshop);
    return page;
}

void WorkshopPage::showSection(const QString& id)
{
    const int index = m_kind->findData(id);
    if (index < 0) return;
    m_kind->setCurrentIndex(index);
    m_panels->setCurrentIndex(index);
    takeLayer();
}

void WorkshopPage::showResults(const Results&)
{
    takeLayer();
}

void WorkshopPage::showEvent(QShowEvent* event)
{
    Page::showEvent(event);
    takeLayer();
}

void WorkshopPage::hideEvent(QHideEvent* event)
{
    Page::hideEvent(event);
    m_asked = {};
    emit asked(m_asked);
}

void WorkshopPage::clearLayer()
{
    panel()->clear();
}

void WorkshopPage::takeLayer()
{
    if (!isVisible()) return;
    panel()->takeLayer();
    ask();
}

void WorkshopPage::ask()
{
    if (!isVisible()) return;
    WorkshopQuestion question = panel()->question();
    question.layer = document()->currentLayer();
    if (question.kind == WorkshopQuestion::Kind::Picture) question.layer = -1;
    const bool possible
        = document()->model() && (question.kind == WorkshopQuestion::Kind::Picture || question.layer >= 0);
    if (!possible) question = {};
    m_asked = question;
    emit asked(m_asked);
}

void WorkshopPage::showWork(const std::shared_ptr<const WorkshopResult>& result)
{
    if (result && isVisible() && result->question == m_asked) panel()->show(*result);
}

} // namespace bitladder::app
