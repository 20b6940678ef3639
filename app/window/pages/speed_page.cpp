#include "app/window/pages/speed_page.h"

#include <QVBoxLayout>

namespace bitladder::app
{

SpeedPage::SpeedPage(Document* document, QWidget* parent)
    : Page(document, parent)
    , m_plot(new widgets::SpeedPlot(this))
{
    explainEmpty(m_plot, Needs::Model, tr("Open a model to see how long each layer takes."));
    auto* layout = new QVBoxLayout(this);
    layout->addWidget(m_plot);
    connect(m_plot, &widgets::SpeedPlot::layerClicked, this, &Page::layerClicked);
    connect(
        document, &Document::selectionChanged, this, [this] { m_plot->setSelected(this->document()->selection()); });
    connect(document, &Document::recipeChanged, this, [this] {
        if (m_plot->state() == widgets::PlotFrame::State::Fresh) m_plot->setState(widgets::PlotFrame::State::Stale);
    });
    connect(document, &Document::modelChanged, this, [this] { m_plot->clear(); });
}

Page* SpeedPage::make(const PageContext& context, QWidget* parent)
{
    return new SpeedPage(context.document, parent);
}

void SpeedPage::showResults(const Results& results)
{
    if (!results.network || !results.timing) return;
    // Kernels and times of one revision belong together; until the new times are in, the old picture stays, pale.
    if (results.network->revision == results.timing->revision) {
        m_plot->setData(speedData(*document(), results));
        m_plot->setSelected(document()->selection());
    }
    m_plot->setState(stateOf(results.timing->revision));
}

} // namespace bitladder::app
