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
    , m_pairs(new widgets::ValueScatter(this))
    , m_way(new QToolButton(this))
{
    m_part->addItems({tr("Weights"), tr("Activations")});
    m_part->setAccessibleName(tr("Which tensor"));
    m_channels->addItems(
        {tr("all channels together"), tr("one channel"), tr("channels as ranges"), tr("float against quantized")});
    m_channels->setAccessibleName(tr("Which channels"));
    m_channel->setAccessibleName(tr("Channel"));
    m_channel->setPrefix(tr("channel "));
    m_stack->addWidget(m_histogram);
    m_stack->addWidget(m_ranges);
    m_stack->addWidget(m_pairs);
    explainEmpty(m_histogram, Needs::Layer, tr("Select a layer to see how its numbers sit on the grid."));
    explainEmpty(m_ranges, Needs::Layer, tr("Select a layer to see the ranges of its channels."));

    explainEmpty(m_pairs, Needs::Layer, tr("Select a layer to see what each of its values became."));

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
    connect(m_histogram, &widgets::HistogramPlot::levelDragged, this, [this](int level, double value) {
        levelEdited(level, value, m_dragging ? EditPhase::Drag : EditPhase::Begin);
        m_dragging = true;
    });
    connect(m_histogram, &widgets::HistogramPlot::levelDropped, this, [this](int level, double value) {
        levelEdited(level, value, m_dragging ? EditPhase::Drag : EditPhase::Begin);
        levelEdited(level, value, EditPhase::End);
        m_dragging = false;
    });
    connect(m_histogram, &widgets::HistogramPlot::valueClicked, this, [this](double value) {
        if (!m_inSteps) offerWay(value); // in steps of many scales it is no number
    });
    connect(m_pairs, &widgets::ValueScatter::valueClicked, this, &DistributionPage::offerWay);
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
    m_stack->setCurrentWidget(question.channels == Channels::Ranges ? static_cast<QWidget*>(m_ranges)
            : question.channels == Channels::Pairs                  ? m_pairs
                                                                    : static_cast<QWidget*>(m_histogram));
    m_way->hide(); // it is about other numbers
    markStale();
    emit asked(question);
}

void DistributionPage::clearLayer()
{
    m_histogram->clear();
    m_ranges->clear();
    m_pairs->clear();
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

void DistributionPage::levelEdited(int level, double value, EditPhase phase)
{
    if (m_shown.layer < 0) return;
    document()->editSpecs(
        tr("a level of %1 by hand").arg(document()->layerName(m_shown.layer)), {m_shown.layer}, m_shown.part,
        [&](quant::QuantSpec& spec) { drawLevel(spec, m_grid, level, value, m_inSteps); }, phase);
}

void DistributionPage::offerWay(double value)
{
    if (m_shown.layer < 0) return;
    m_clicked = value;
    m_way->setText(tr("The way of %1…").arg(widgets::formatNumber(value)));
    m_way->show();
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
    else if (result.question.channels == Channels::Pairs)
        m_pairs->setData(scatterData(*document(), result));
    else
        m_histogram->setData(distributionData(*document(), result));
    m_inSteps = result.distribution.inSteps;
    m_grid = result.distribution.grid;
    if (result.question.channels == Channels::Ranges)
        m_ranges->setState(widgets::PlotFrame::State::Fresh);
    else if (result.question.channels != Channels::Pairs)
        m_histogram->setState(widgets::PlotFrame::State::Fresh);
}

void DistributionPage::markStale()
{
    for (widgets::PlotFrame* plot : {static_cast<widgets::PlotFrame*>(m_histogram),
             static_cast<widgets::PlotFrame*>(m_ranges), static_cast<widgets::PlotFrame*>(m_pairs)})
        if (plot->state() == widgets::PlotFrame::State::Fresh) plot->setState(widgets::PlotFrame::State::Stale);
}

} // namespace bitladder::app
