#include "app/window/picture/output_view.h"

#include "app/window/picture/output_regions.h"
#include "app/window/runner/post_to_receiver.h"
#include "widgets/plot/values/difference_histogram.h"

#include <QSplitter>
#include <QStackedWidget>
#include <QVBoxLayout>

namespace bitladder::app
{

OutputView::OutputView(Document* document, Size size, QWidget* parent)
    : QWidget(parent)
    , m_document(document)
    , m_size(size)
    , m_stack(new QStackedWidget(this))
    , m_pictures(new widgets::PictureCompare(this))
    , m_maps(new widgets::FeaturePlot(this))
    , m_histogram(new widgets::DifferenceHistogram(this))
    , m_list(new widgets::VectorPlot(this))
{
    const QString empty = tr("The network's answer stands here once it has run.");
    m_maps->setEmptyText(empty);
    m_list->setEmptyText(empty);
    auto* numbers = new QSplitter(Qt::Vertical, this);
    numbers->addWidget(m_maps);
    numbers->addWidget(m_histogram);
    numbers->setStretchFactor(0, 3);
    numbers->setStretchFactor(1, 1);
    m_maps->setVisible(size == Size::Full);
    m_list->setDetail(size == Size::Full ? widgets::VectorPlot::Detail::Full : widgets::VectorPlot::Detail::Compact);
    m_stack->addWidget(m_list);
    m_stack->addWidget(m_pictures);
    m_stack->addWidget(numbers);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_stack);
    connect(m_maps, &widgets::FeaturePlot::channelClicked, m_maps, &widgets::FeaturePlot::setChannel);
    connect(document, &Document::recipeChanged, this, [this] { markStale(widgets::PictureCompare::Changed::Recipe); });
    connect(document, &Document::pictureChanged, this, [this] { markStale(widgets::PictureCompare::Changed::Input); });
}

void OutputView::clear()
{
    m_worker.cancel();
    m_result.reset();
    m_computed.reset();
    m_baseline.reset();
    m_computedBaseline.reset();
    m_data = {};
    m_pictures->clear();
    m_maps->clear();
    m_histogram->clear();
    m_list->clear();
}

void OutputView::showResult(
    const std::shared_ptr<const NetworkResult>& result, const std::shared_ptr<const BaselineResult>& baseline)
{
    m_result = result;
    m_baseline = baseline && result && baseline->revision == result->revision ? baseline : nullptr;
    if (isVisible()) compute();
}

void OutputView::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    compute();
}

void OutputView::compute()
{
    if (!m_result || m_result->answers.empty() || !m_document->model()) return;
    if (m_computed == m_result && m_computedBaseline == m_baseline && m_computedChoice == m_document->outputChoice())
        return;
    m_computed = m_result;
    m_computedBaseline = m_baseline;
    m_computedChoice = m_document->outputChoice();
    const OutputQuestion question {m_result, m_document->preprocessing(), m_document->classNames(),
        outputIndex(*m_document, *m_result), outputKind(*m_document, *m_result), m_document->model()->graph,
        m_baseline};
    // With all its room, and as long as nobody asks for something else, classes of two numbers are drawn as regions.
    const bool regions = m_size == Size::Full && !m_computedChoice.kind && question.kind == OutputKind::Classes
        && hasRegions(*question.graph);
    m_worker.request([this, question, regions](const std::stop_token& stop) {
        if (stop.stop_requested()) return;
        auto drawn = regions ? regionsOf(question, stop) : std::nullopt;
        if (stop.stop_requested()) return;
        OutputData data;
        if (drawn) {
            data.kind = OutputKind::Picture;
            data.pictures = *std::move(drawn);
        } else {
            data = outputData(question);
        }
        postToReceiver(this, [this, question, data = std::move(data)] { take(question, data); });
    });
}

void OutputView::take(const OutputQuestion& question, OutputData data)
{
    // Another result may be on its way, or the model gone.
    if (question.result != m_computed || question.baseline != m_computedBaseline || !m_document->model()) return;
    m_data = std::move(data);
    const auto& graph = *m_document->model()->graph;
    const QString name = QString::fromStdString(graph.value(graph.outputs[question.output]).name);
    switch (m_data.kind) {
    case OutputKind::Picture:
    case OutputKind::Labels:
    case OutputKind::Boxes:
        if (m_size == Size::Full) m_data.pictures.title = outputTitle(name);
        m_pictures->setComparison(m_data.pictures);
        m_stack->setCurrentIndex(1);
        break;
    case OutputKind::Maps:
        if (m_size == Size::Full) m_maps->setData(outputMaps(m_data, name));
        m_histogram->setData(
            m_data.edges, m_data.counts, m_data.baselineCounts, qualityText(m_data.stats, m_data.baselineStats));
        m_stack->setCurrentIndex(2);
        break;
    case OutputKind::List:
    case OutputKind::Classes:
        m_list->setData(outputList(m_data, name, question.classNames));
        m_stack->setCurrentIndex(0);
        break;
    }
    if (!sameInputs(*m_document, *question.result))
        markStale(widgets::PictureCompare::Changed::Input);
    else if (question.result->revision != m_document->revision())
        markStale(widgets::PictureCompare::Changed::Recipe);
}

void OutputView::markStale(widgets::PictureCompare::Changed changed)
{
    m_pictures->markStale(changed);
    for (widgets::PlotFrame* plot : {static_cast<widgets::PlotFrame*>(m_maps), static_cast<widgets::PlotFrame*>(m_list),
             static_cast<widgets::PlotFrame*>(m_histogram)})
        if (plot->state() == widgets::PlotFrame::State::Fresh) plot->setState(widgets::PlotFrame::State::Stale);
}

} // namespace bitladder::app
