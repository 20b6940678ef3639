#include "app/window/pages/error_page.h"

#include "app/window/document/result_store.h"

#include <QSplitter>
#include <QVBoxLayout>

namespace bitladder::app
{

ErrorPage::ErrorPage(Document* document, QWidget* parent)
    : Page(document, parent)
    , m_network(new widgets::NetworkErrorPlot(this))
    , m_curve(new widgets::WidthCurvePlot(this))
{
    explainEmpty(m_network, Needs::Model, tr("Open a model to see where its error comes from."));
    explainEmpty(m_curve, Needs::Layer, tr("Select a layer to see what each bit buys."));
    auto* splitter = new QSplitter(Qt::Vertical, this);
    splitter->addWidget(m_network);
    splitter->addWidget(m_curve);
    splitter->setChildrenCollapsible(false);
    auto* layout = new QVBoxLayout(this);
    layout->addWidget(splitter);
    connect(m_network, &widgets::NetworkErrorPlot::layerClicked, this, &Page::layerClicked);
    connect(m_curve, &widgets::WidthCurvePlot::widthClicked, this, [this](int bits) {
        if (this->document()->currentLayer() >= 0)
            this->document()->setWidth(this->document()->selection(), Part::Weights, bits, EditPhase::End);
    });
    connect(
        document, &Document::selectionChanged, this, [this] { m_network->setSelected(this->document()->selection()); });
    connect(document, &Document::recipeChanged, this, [this] {
        if (m_network->state() == widgets::PlotFrame::State::Fresh)
            m_network->setState(widgets::PlotFrame::State::Stale);
    });
    connect(document, &Document::modelChanged, m_network, &widgets::NetworkErrorPlot::clear);
}

Page* ErrorPage::make(const PageContext& context, QWidget* parent)
{
    auto* page = new ErrorPage(context.document, parent);
    context.results->watch<CurveResult>(page, [page](const auto& result) {
        if (result->layer == page->document()->currentLayer()) page->showCurve(*result);
    });
    return page;
}

void ErrorPage::clearLayer()
{
    m_curve->clear();
}

void ErrorPage::showResults(const Results& results)
{
    if (!results.network) return;
    m_network->setData(networkErrorData(*document(), results));
    m_network->setSelected(document()->selection());
    m_network->setState(results.isolated ? stateOf(std::min(results.network->revision, results.isolated->revision))
                                         : widgets::PlotFrame::State::Stale);
}

void ErrorPage::showCurve(const CurveResult& result)
{
    m_curve->setData(widthCurveData(*document(), result));
    m_curve->setState(widgets::PlotFrame::State::Fresh);
}

} // namespace bitladder::app
