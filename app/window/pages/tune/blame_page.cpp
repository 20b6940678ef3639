#include "app/window/pages/tune/blame_page.h"

#include "app/window/document/result_store.h"
#include "app/window/document/study_results.h"
#include "app/window/document/texts.h"
#include "app/window/jobs/job_scheduler.h"
#include "widgets/table/savable.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
#include <QSplitter>
#include <QTreeWidget>
#include <QVBoxLayout>

namespace bitladder::app
{

namespace
{

constexpr int kFileRole = Qt::UserRole;
enum Column { Picture, FloatAnswer, ChosenAnswer, ColumnCount };

} // namespace

BlamePage::BlamePage(Document* document, ResultStore* results, Studies* studies, QWidget* parent)
    : Page(document, parent)
    , m_results(results)
    , m_studies(studies)
    , m_list(new QTreeWidget(this))
    , m_head(new QLabel(this))
    , m_verdict(new QLabel(this))
    , m_heal(new QPushButton(this))
    , m_plot(new widgets::MarginPlot(this))
{
    m_head->setWordWrap(true);
    m_verdict->setWordWrap(true);
    m_verdict->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_list->setHeaderLabels({tr("picture"), tr("float"), tr("quantized")});
    m_list->setRootIsDecorated(false);
    m_list->setUniformRowHeights(true);
    m_list->setAccessibleName(tr("Pictures whose answer has changed"));
    m_list->setToolTip(tr("A double click shows the picture"));
    widgets::makeSavable(m_list, {}, [this](const QString& why) { emit saveFailed(why); });
    m_list->header()->setStretchLastSection(false);
    m_list->header()->setSectionResizeMode(Picture, QHeaderView::Stretch);
    for (const int column : {FloatAnswer, ChosenAnswer})
        m_list->header()->setSectionResizeMode(column, QHeaderView::Interactive);
    fitHead();
    auto* right = new QWidget(this);
    auto* rightLayout = new QVBoxLayout(right);
    rightLayout->setContentsMargins(0, 0, 0, 0);
    rightLayout->addWidget(m_plot, 1);
    auto* row = new QHBoxLayout;
    row->setContentsMargins(8, 0, 8, 6);
    row->addWidget(m_verdict, 1);
    row->addWidget(m_heal);
    rightLayout->addLayout(row);
    auto* splitter = new QSplitter(Qt::Horizontal, this);
    splitter->addWidget(m_list);
    splitter->addWidget(right);
    splitter->setChildrenCollapsible(false);
    splitter->setSizes({260, 420});
    splitter->setStretchFactor(1, 1);
    auto* layout = new QVBoxLayout(this);
    layout->addWidget(m_head);
    layout->addWidget(splitter, 1);
    connect(m_list, &QTreeWidget::currentItemChanged, this, &BlamePage::ask);
    connect(m_list, &QTreeWidget::itemDoubleClicked, this, [this](const QTreeWidgetItem* item) {
        this->document()->setCurrentFile(item->data(Picture, kFileRole).toInt());
    });
    connect(m_plot, &widgets::MarginPlot::layerClicked, this, &Page::layerClicked);
    connect(m_heal, &QPushButton::clicked, this, &BlamePage::heal);
    connect(document, &Document::recipeChanged, this, &BlamePage::refresh);
    for (const auto change : {&Document::modelChanged, &Document::filesChanged})
        connect(document, change, this, [this] {
            m_folder.reset();
            m_list->clear();
            refresh();
        });
    connect(studies, &Studies::busyChanged, this, &BlamePage::refresh);
    refresh();
}

Page* BlamePage::make(const PageContext& context, QWidget* parent)
{
    auto* page = new BlamePage(context.document, context.results, &context.jobs->studies(), parent);
    context.results->watch<BlameFound>(page, [page](const auto&) { page->refresh(); });
    context.results->watch<FolderProgress>(page, [page, results = context.results](const auto&) {
        if (page->isVisible()) page->showResults(results->results());
    });
    return page;
}

void BlamePage::changeEvent(QEvent* event)
{
    Page::changeEvent(event);
    if (event->type() == QEvent::FontChange) fitHead();
}

// No title is cut, however narrow the list.
void BlamePage::fitHead()
{
    const QFontMetrics metrics(font()); // the list's own may not have followed yet
    m_list->header()->setMinimumSectionSize(
        metrics.horizontalAdvance(m_list->headerItem()->text(Picture)) + 2 * metrics.averageCharWidth());
}

void BlamePage::fillEmptyTexts()
{
    m_plot->setEmptyText(m_studies->busy(LaneId::Blame) ? tr("This is being computed…")
                                                        : tr("Choose a picture to see where its answer is lost."));
}

void BlamePage::showResults(const Results& results)
{
    fillList(results);
    refresh();
}

void BlamePage::fillList(const Results& results)
{
    if (results.folder == m_folder) return;
    m_folder = results.folder;
    const int before = currentFile();
    const QSignalBlocker quiet(m_list);
    m_list->clear();
    if (!m_folder) return;
    const auto& outcomes = m_folder->evaluation.outcomes;
    const auto& files = document()->files();
    for (size_t file = 0; file < outcomes.size() && file < files.size(); ++file) {
        if (!outcomes[file].changed()) continue;
        auto* item = new QTreeWidgetItem(m_list,
            {toText(files[file].file.filename()), className(*document(), static_cast<int>(outcomes[file].floatTop)),
                className(*document(), static_cast<int>(outcomes[file].chosenTop))});
        item->setData(Picture, kFileRole, static_cast<int>(file));
        for (int column = 0; column < ColumnCount; ++column)
            item->setToolTip(column, item->text(column));
        if (static_cast<int>(file) == before) m_list->setCurrentItem(item);
    }
}

int BlamePage::currentFile() const
{
    const auto* item = m_list->currentItem();
    return item ? item->data(Picture, kFileRole).toInt() : -1;
}

void BlamePage::ask()
{
    const int file = currentFile();
    if (file >= 0 && !found()) m_studies->askBlame(static_cast<size_t>(file));
    refresh();
}

std::shared_ptr<const BlameFound> BlamePage::found() const
{
    const auto& found = m_results->latest<BlameFound>();
    const bool ours = found && found->model == document()->model() && found->revision == document()->revision()
        && static_cast<int>(found->file) == currentFile();
    return ours ? found : nullptr;
}

void BlamePage::refresh()
{
    fillEmptyTexts();
    const bool there = document()->model() && document()->files().size() >= 2;
    const bool fresh = m_folder && m_folder->revision == document()->revision();
    if (!there)
        m_head->setText(tr("Open a model with a folder of pictures to see whose answers change."));
    else if (!m_folder)
        m_head->setText(missingText());
    else if (m_list->topLevelItemCount() == 0)
        m_head->setText(tr("All of the %n answers so far are the same.", nullptr,
            static_cast<int>(m_folder->evaluation.agreement.total)));
    else
        m_head->setText(tr("%n of %1 answers have changed. Choose a picture to see who is to blame.", nullptr,
            m_list->topLevelItemCount())
                            .arg(m_folder->evaluation.agreement.total));
    m_list->setEnabled(fresh);
    const auto blame = found();
    m_heal->setVisible(blame && !blame->blame.culprits.empty());
    if (!blame) {
        m_plot->clear();
        m_verdict->clear();
        return;
    }
    widgets::MarginData lost;
    for (size_t i = 0; i < document()->model()->layers.size(); ++i)
        lost.layers << document()->layerName(static_cast<int>(i));
    lost.margins = blame->blame.margins;
    QStringList names;
    for (const int layer : blame->blame.culprits) {
        lost.culprits << layer;
        names << document()->layerName(layer);
    }
    lost.title = tr("Where is the answer to %1 lost?").arg(toText(document()->files()[blame->file].file.filename()));
    m_plot->setData(lost);
    if (names.isEmpty())
        m_verdict->setText(tr("The answer is the same."));
    else
        m_verdict->setText(tr("In float, %1 alone bring the answer back; none of them can be left out (%n runs).",
            nullptr, blame->blame.hybridRuns)
                               .arg(names.join(QStringLiteral(", "))));
    m_heal->setText(tr("Put %n layers in float", nullptr, static_cast<int>(names.size())));
}

void BlamePage::heal()
{
    const auto blame = found();
    if (!blame) return;
    QList<int> layers;
    quant::Recipe after = document()->recipe();
    const quant::Recipe floats = engine::floatRecipe(*document()->model()->graph);
    for (const int layer : blame->blame.culprits) {
        const auto i = static_cast<size_t>(layer);
        if (after.layers[i].lock == quant::Lock::Locked) continue;
        after.layers[i].weights = floats.layers[i].weights;
        after.layers[i].activations = floats.layers[i].activations;
        layers << layer;
    }
    document()->edit(tr("%1 in float").arg(document()->layersText(layers)), std::move(after));
}

} // namespace bitladder::app
