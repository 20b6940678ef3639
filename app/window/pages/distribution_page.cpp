#include "app/window/pages/distribution_page.h"

#include "app/window/document/result_store.h"
#include "app/window/jobs/job_scheduler.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QSpinBox>
#include <QStackedWidget>
#include <QToolButton>
#include <QVBoxLayout>

namespace bitladder::app
{

DistributionPage::DistributionPage(Document* document, QWidget* parent)
    : Page(document, parent)
    , m_part(new QComboBox(this))
    , m_channels(new QComboBox(this))
    , m_channel(new QSpinBox(this))
    , m_stack(new QStackedWidget(this))
    , m_histogram(new widgets::HistogramPlot(this))
    , m_ranges(new widgets::ChannelRangesPlot(this))
    , m_way(new QToolButton(this))
{
    m_part->addItems({tr("Weights"), tr("Activations")});
    m_part->setAccessibleName(tr("Which tensor"));
    m_channels->addItems({tr("all channels together"), tr("one channel"), tr("channels as ranges")});
    m_channels->setAccessibleName(tr("Which channels"));
    m_channel->setAccessibleName(tr("Channel"));
    m_channel->setPrefix(tr("channel "));
    m_stack->addWidget(m_histogram);
    m_stack->addWidget(m_ranges);
    explainEmpty(m_histogram, Needs::Layer, tr("Select a layer to see how its numbers sit on the grid."));
    explainEmpty(m_ranges, Needs::Layer, tr("Select a layer to see the ranges of its channels."));

    auto* row = new QHBoxLayout;
    row->addWidget(m_part);
    row->addWidget(m_channels);
    row->addWidget(m_channel);
    row->addStretch();
    row->addWidget(m_way);
    m_way->hide();
    m_way->setToolTip(tr("Follows the number that was clicked, step by step through the grid"));
    auto* layout = new QVBoxLayout(this);
    layout->addLayout(row);
    layout->addWidget(m_stack, 1);

    connect(m_part, &QComboBox::activated, this, &DistributionPage::ask);
    connect(m_channels, &QComboBox::activated, this, &DistributionPage::ask);
    connect(m_channel, &QSpinBox::valueChanged, this, &DistributionPage::ask);
    connect(document, &Document::selectionChanged, this, &DistributionPage::ask);
    connect(document, &Document::recipeChanged, this, &DistributionPage::markStale);
    connect(document, &Document::modelChanged, this, &DistributionPage::ask);
    connect(m_histogram, &widgets::HistogramPlot::clipDragged, this, [this](double low, double high) {
        clipEdited(low, high, m_dragging ? EditPhase::Drag : EditPhase::Begin);
        m_dragging = true;
    });
    connect(m_histogram, &widgets::HistogramPlot::clipDropped, this, [this](double low, double high) {
        clipEdited(low, high, m_dragging ? EditPhase::Drag : EditPhase::Begin);
        clipEdited(low, high, EditPhase::End);
        m_dragging = false;
    });
    connect(m_histogram, &widgets::HistogramPlot::valueClicked, this, [this](double value) {
        // In steps of many scales it is no number.
        if (m_shown.layer < 0 || m_inSteps) return;
        m_clicked = value;
        m_way->setText(tr("The way of %1…").arg(widgets::formatNumber(value)));
        m_way->show();
    });
    connect(m_way, &QToolButton::clicked, this, [this] { emit numberAsked(m_shown.part, m_clicked); });
    connect(m_ranges, &widgets::ChannelRangesPlot::channelClicked, this, [this](int channel) {
        m_channels->setCurrentIndex(1);
        m_channel->setValue(channel);
        ask();
    });
    ask();
}

Page* DistributionPage::make(const PageContext& context, QWidget* parent)
{
    auto* page = new DistributionPage(context.document, parent);
    context.results->watch<LayerResult>(page, [page](const auto& result) { page->showLayer(*result); });
    connect(page, &DistributionPage::asked, context.jobs, &JobScheduler::askLayer);
    return page;
}

void DistributionPage::ask()
{
    const bool weights = m_part->currentIndex() == 0;
    m_channels->setEnabled(weights);
    m_channel->setVisible(weights && m_channels->currentIndex() == 1);
    LayerQuestion question;
    question.layer = document()->currentLayer();
    question.part = weights ? Part::Weights : Part::Activations;
    question.channels = weights ? static_cast<Channels>(m_channels->currentIndex()) : Channels::Together;
    if (question.layer >= 0 && document()->model()) {
        const auto& layer = document()->model()->layers[static_cast<size_t>(question.layer)];
        const QSignalBlocker block(m_channel);
        m_channel->setMaximum(static_cast<int>(std::max<int64_t>(0, layer.channels - 1)));
        question.channel = m_channel->value();
    }
    m_stack->setCurrentIndex(question.channels == Channels::Ranges ? 1 : 0);
    m_way->hide(); // it is about other numbers
    markStale();
    emit asked(question);
}

void DistributionPage::clearLayer()
{
    m_histogram->clear();
    m_ranges->clear();
}

void DistributionPage::showPart(Part part)
{
    m_part->setCurrentIndex(part == Part::Weights ? 0 : 1);
    m_channels->setCurrentIndex(0);
    ask();
}

void DistributionPage::clipEdited(double low, double high, EditPhase phase)
{
    if (m_shown.layer < 0) return;
    document()->editSpecs(
        tr("range of %1 by hand").arg(document()->layerName(m_shown.layer)), {m_shown.layer}, m_shown.part,
        [&](quant::QuantSpec& spec) {
            quant::setRangeByHand(spec, {low, high});
        },
        phase);
}

void DistributionPage::showResults(const Results&) { }

void DistributionPage::showLayer(const LayerResult& result)
{
    if (result.question.layer != document()->currentLayer()) return;
    // Nothing of another layer stays, not even the room that its texts needed.
    if (m_shown != result.question) clearLayer();
    m_shown = result.question;
    if (result.question.channels == Channels::Ranges)
        m_ranges->setData(channelRanges(*document(), result));
    else
        m_histogram->setData(distributionData(*document(), result));
    m_inSteps = result.distribution.inSteps;
    m_histogram->setState(widgets::PlotFrame::State::Fresh);
    if (result.question.channels == Channels::Ranges) m_ranges->setState(widgets::PlotFrame::State::Fresh);
}

void DistributionPage::markStale()
{
    for (widgets::PlotFrame* plot :
        {static_cast<widgets::PlotFrame*>(m_histogram), static_cast<widgets::PlotFrame*>(m_ranges)})
        if (plot->state() == widgets::PlotFrame::State::Fresh) plot->setState(widgets::PlotFrame::State::Stale);
}

} // namespace bitladder::app
