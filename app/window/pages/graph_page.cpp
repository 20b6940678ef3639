#include "app/window/pages/graph_page.h"

#include "app/window/pages/node_facts.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QSplitter>
#include <QToolButton>
#include <QTreeWidget>
#include <QVBoxLayout>

namespace bitladder::app
{

GraphPage::GraphPage(Document* document, QWidget* parent)
    : Page(document, parent)
    , m_view(new widgets::GraphView(this))
    , m_key(new widgets::ColorKey(this))
    , m_coloring(new QComboBox(this))
    , m_search(new QLineEdit(this))
    , m_facts(new QTreeWidget(this))
{
    m_view->setEmptyText(tr("Open a model to see how it is wired."));
    m_coloring->addItems({tr("Colour: width"), tr("Colour: error"), tr("Colour: time")});
    m_coloring->setAccessibleName(tr("What the colour means"));
    m_search->setPlaceholderText(tr("Find a node"));
    m_search->setAccessibleName(tr("Find a node"));
    m_view->setAccessibleName(tr("The network as a graph"));
    m_search->setClearButtonEnabled(true);
    auto* row = new QHBoxLayout;
    auto* title = new QLabel(tr("How is it wired?"), this);
    QFont bold = title->font();
    bold.setBold(true);
    title->setFont(bold);
    row->addWidget(title);
    row->addStretch();
    auto* fit = new QToolButton(this);
    fit->setText(tr("Fit"));
    fit->setToolTip(tr("Show the whole graph"));
    connect(fit, &QToolButton::clicked, m_view, &widgets::GraphView::fitAll);
    row->addWidget(fit);
    row->addWidget(m_coloring);
    row->addWidget(m_search);
    auto* layout = new QVBoxLayout(this);
    layout->addLayout(row);
    m_facts->setColumnCount(2);
    m_facts->setHeaderHidden(true);
    m_facts->setRootIsDecorated(false);
    m_facts->setAccessibleName(tr("Attributes of the node"));
    m_facts->header()->setSectionResizeMode(0, QHeaderView::ResizeToContents);
    m_facts->hide();
    auto* beside = new QSplitter(this);
    beside->addWidget(m_view);
    beside->addWidget(m_facts);
    beside->setStretchFactor(0, 2);
    beside->setStretchFactor(1, 1);
    beside->setCollapsible(0, false);
    layout->addWidget(beside, 1);
    auto* foot = new QHBoxLayout;
    foot->addWidget(m_key, 1);
    foot->addWidget(new QLabel(tr("lines: format that flows into a layer"), this));
    layout->addLayout(foot);
    connect(m_coloring, &QComboBox::activated, this, &GraphPage::recolor);
    connect(m_search, &QLineEdit::textChanged, this, [this](const QString& text) {
        const auto found = text.isEmpty() ? QList<int> {} : m_view->find(text);
        if (!found.isEmpty()) m_view->centerOnNode(found.first());
    });
    connect(m_view, &widgets::GraphView::nodeClicked, this, [this](int id) {
        if (!this->document()->model()) return;
        showFacts(id);
        for (const auto& layer : this->document()->model()->layers)
            if (layer.node.index == id) emit layerClicked(layer.id.index);
    });
    // A hidden page lays its graph out when it is shown: opening a model must not wait for it.
    connect(document, &Document::modelChanged, this, [this] {
        m_built = false;
        m_results = {};
        m_view->clear();
        m_facts->hide();
        if (isVisible()) rebuild();
    });
    // A hidden page is coloured when it is shown, with the results of then.
    connect(document, &Document::recipeChanged, this, [this] {
        if (isVisible()) recolor();
    });
    connect(document, &Document::selectionChanged, this, &GraphPage::showSelection);
    rebuild();
}

Page* GraphPage::make(const PageContext& context, QWidget* parent)
{
    return new GraphPage(context.document, parent);
}

GraphColoring GraphPage::coloring() const
{
    return static_cast<GraphColoring>(m_coloring->currentIndex());
}

void GraphPage::rebuild()
{
    m_built = true;
    QList<widgets::GraphNode> nodes;
    QList<widgets::GraphEdge> edges;
    graphData(*document(), m_results, coloring(), palette(), nodes, edges);
    if (nodes.isEmpty())
        m_view->clear();
    else
        m_view->setGraph(nodes, edges);
    m_key->setScales(graphKey(*document(), m_results, coloring(), palette()));
}

void GraphPage::recolor()
{
    if (!m_built) return;
    QList<widgets::GraphNode> nodes;
    QList<widgets::GraphEdge> edges;
    graphData(*document(), m_results, coloring(), palette(), nodes, edges);
    if (nodes.isEmpty()) return;
    m_view->updateNodes(nodes);
    m_view->updateEdges(edges);
    m_key->setScales(graphKey(*document(), m_results, coloring(), palette()));
}

void GraphPage::showSelection()
{
    if (!m_built) return;
    QList<int> ids;
    for (const int layer : document()->selection())
        ids << document()->model()->layers[static_cast<size_t>(layer)].node.index;
    m_view->setSelected(ids);
    if (const int layer = document()->currentLayer(); layer >= 0)
        showFacts(document()->model()->layers[static_cast<size_t>(layer)].node.index);
    reveal();
}

void GraphPage::showFacts(int id)
{
    m_facts->clear();
    for (const NodeFact& fact : nodeFacts(*document(), id)) {
        auto* item = new QTreeWidgetItem(m_facts, {fact.name, fact.value});
        item->setToolTip(1, fact.value.toHtmlEscaped());
    }
    m_facts->setVisible(m_facts->topLevelItemCount() > 0);
}

// The layer that was selected elsewhere; a hidden page waits until it has its size.
void GraphPage::reveal()
{
    const int layer = document()->currentLayer();
    if (!isVisible() || layer < 0) return;
    m_view->reveal(document()->model()->layers[static_cast<size_t>(layer)].node.index);
}

void GraphPage::showEvent(QShowEvent* event)
{
    if (!m_built) {
        rebuild();
        showSelection();
    }
    Page::showEvent(event);
    QMetaObject::invokeMethod(this, &GraphPage::reveal, Qt::QueuedConnection);
}

void GraphPage::showResults(const Results& results)
{
    m_results = results;
    if (isVisible()) recolor();
}

} // namespace bitladder::app
