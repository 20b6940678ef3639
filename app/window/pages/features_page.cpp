#include "app/window/pages/features_page.h"

#include "app/window/adapters/adapters_quantizer.h"
#include "app/window/document/result_store.h"
#include "app/window/jobs/job_scheduler.h"
#include "widgets/plot/values/feature_plot.h"
#include "widgets/plot/values/vector_plot.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QSpinBox>
#include <QStackedWidget>
#include <QToolButton>
#include <QVBoxLayout>

namespace bitladder::app
{

namespace
{

constexpr int kWorst = 16; // of hundreds of channels: those that can be seen, and that tell most
enum Choice { kWorstFirst, kAll, kOne }; // in the order of the box

} // namespace

FeaturesPage::FeaturesPage(Document* document, QWidget* parent)
    : AskingPage(document, parent)
    , m_channels(new QComboBox(this))
    , m_channel(new QSpinBox(this))
    , m_stack(new QStackedWidget(this))
    , m_maps(new widgets::FeaturePlot(this))
    , m_list(new widgets::VectorPlot(this))
    , m_way(new QToolButton(this))
{
    m_channels->addItems({tr("the %1 worst channels").arg(kWorst), tr("all channels"), tr("one channel")});
    m_maps->setWorst(kWorst);
    m_channels->setAccessibleName(tr("Which channels"));
    m_channel->setPrefix(tr("channel "));
    m_channel->setAccessibleName(tr("Channel"));
    m_channel->hide();
    m_stack->addWidget(m_maps);
    m_stack->addWidget(m_list);
    explainEmpty(m_list, Needs::Layer, tr("Select a layer to see what it hands on, in float and quantized."));
    auto* row = new QHBoxLayout;
    row->addWidget(m_channels);
    row->addWidget(m_channel);
    row->addStretch();
    row->addWidget(m_way);
    m_way->hide();
    auto* layout = new QVBoxLayout(this);
    layout->addLayout(row);
    layout->addWidget(m_stack, 1);

    connect(m_channels, &QComboBox::activated, this, [this](int index) {
        if (index != kOne) m_maps->setWorst(index == kAll ? 0 : kWorst);
        showChannel(index == kOne ? m_channel->value() : -1);
    });
    connect(m_channel, &QSpinBox::valueChanged, this, &FeaturesPage::showChannel);
    connect(m_maps, &widgets::FeaturePlot::channelClicked, this, &FeaturesPage::showChannel);
    connect(m_maps, &widgets::FeaturePlot::valueClicked, this, &FeaturesPage::offerWay);
    connect(m_way, &QToolButton::clicked, this, &FeaturesPage::takeWay);
    connect(document, &Document::selectionChanged, this, &FeaturesPage::markStale);
    connect(document, &Document::recipeChanged, this, &FeaturesPage::markStale);
    connect(document, &Document::pictureChanged, this, &FeaturesPage::markStale);
}

Page* FeaturesPage::make(const PageContext& context, QWidget* parent)
{
    auto* page = new FeaturesPage(context.document, parent);
    context.results->watch<FeatureResult>(page, [page](const auto& result) { page->showFeatures(*result); });
    connect(page, &FeaturesPage::asked, context.jobs, &JobScheduler::askFeatures);
    return page;
}

void FeaturesPage::clearLayer()
{
    m_maps->clear();
    m_list->clear();
    m_stack->setCurrentWidget(m_list); // which says what to do
}

void FeaturesPage::showChannel(int channel)
{
    const QSignalBlocker block(m_channel), blockCombo(m_channels);
    // Back from one channel to what was shown before.
    m_channels->setCurrentIndex(channel >= 0 ? kOne : m_maps->worst() > 0 ? kWorstFirst : kAll);
    m_channel->setVisible(channel >= 0);
    if (channel >= 0) m_channel->setValue(channel);
    m_maps->setChannel(channel);
}

// What a layer hands on meets a grid where the next layer reads it.
void FeaturesPage::offerWay(double value)
{
    const int layer = document()->currentLayer();
    const int reader = layer < 0 ? -1 : readerOf(*document()->model(), layer);
    m_clicked = value;
    m_way->setText(tr("The way of %1…").arg(widgets::formatNumber(value)));
    m_way->setEnabled(reader >= 0);
    m_way->setToolTip(reader >= 0 ? tr("Follows the number that was clicked into %1, which reads it, step by step "
                                       "through the grid of its activations")
                                        .arg(document()->layerName(reader))
                                  : tr("No layer reads these numbers as they are: they meet no grid of their own"));
    m_way->show();
}

void FeaturesPage::takeWay()
{
    const int reader = document()->currentLayer() < 0 ? -1 : readerOf(*document()->model(), document()->currentLayer());
    if (reader < 0) return;
    emit layerClicked(reader);
    emit numberAsked(Part::Activations, m_clicked);
}

void FeaturesPage::markStale()
{
    m_way->hide(); // it is about other numbers
    for (widgets::PlotFrame* plot :
        {static_cast<widgets::PlotFrame*>(m_maps), static_cast<widgets::PlotFrame*>(m_list)})
        if (plot->state() == widgets::PlotFrame::State::Fresh) plot->setState(widgets::PlotFrame::State::Stale);
}

void FeaturesPage::showResults(const Results&) { }

void FeaturesPage::showFeatures(const FeatureResult& result)
{
    if (result.layer != document()->currentLayer()) return;
    const bool list = result.planes.isVector();
    m_stack->setCurrentWidget(list ? static_cast<QWidget*>(m_list) : m_maps);
    m_channels->setVisible(!list && result.planes.channels > 1);
    const bool one = m_channels->currentIndex() == kOne && !list && result.planes.channels > 1;
    m_channel->setVisible(one);
    if (list) {
        m_list->setData(featureVector(*document(), result));
        return;
    }
    const QSignalBlocker block(m_channel);
    m_channel->setMaximum(std::max(0, result.planes.channels - 1));
    m_maps->setData(featureMaps(*document(), result));
    m_maps->setChannel(one ? m_channel->value() : -1);
}

} // namespace bitladder::app
