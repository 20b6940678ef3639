#include "app/window/pages/quantize/number_page.h"

#include "app/window/document/result_store.h"
#include "core/engine/layer_values.h"

#include <QComboBox>
#include <QDoubleValidator>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QSpinBox>
#include <QVBoxLayout>
#include <limits>

namespace bitladder::app
{

namespace
{

constexpr int64_t kMostWeights = int64_t {1} << 23; // that are copied in the window's thread without being noticed

} // namespace

NumberPage::NumberPage(Document* document, ResultStore* results, QWidget* parent)
    : Page(document, parent)
    , m_results(results)
    , m_part(new QComboBox(this))
    , m_channel(new QSpinBox(this))
    , m_weight(new QSpinBox(this))
    , m_x(new QLineEdit(this))
    , m_view(new widgets::NumberWayView(this))
{
    m_part->addItems({tr("Weights"), tr("Activations")});
    m_part->setAccessibleName(tr("Which tensor"));
    m_channel->setPrefix(tr("channel "));
    m_channel->setAccessibleName(tr("Channel"));
    m_weight->setPrefix(tr("weight "));
    m_weight->setAccessibleName(tr("Which weight of the channel"));
    m_weight->setToolTip(tr("Follows a weight of the layer, as the engine holds it"));
    m_x->setValidator(new QDoubleValidator(m_x));
    m_x->setAccessibleName(tr("Your own number"));
    m_x->setToolTip(tr("Any number; or click among the levels below"));
    auto* label = new QLabel(tr("&x ="), this);
    label->setBuddy(m_x);
    auto* row = new QHBoxLayout;
    row->addWidget(m_part);
    row->addWidget(m_channel);
    row->addWidget(m_weight);
    row->addWidget(label);
    row->addWidget(m_x, 1);
    auto* layout = new QVBoxLayout(this);
    layout->addLayout(row);
    layout->addWidget(m_view, 1);
    connect(m_part, &QComboBox::activated, this, [this] {
        m_own = m_part->currentIndex() != 0;
        readWeights();
        refresh();
    });
    connect(m_channel, &QSpinBox::valueChanged, this, [this] {
        readWeights();
        refresh();
    });
    connect(m_weight, &QSpinBox::valueChanged, this, [this] {
        m_own = false;
        takeWeight();
        refresh();
    });
    connect(m_x, &QLineEdit::textEdited, this, [this] {
        m_own = true;
        refresh();
    });
    connect(m_view, &widgets::NumberWayView::numberChosen, this,
        [this](double x) { follow(m_part->currentIndex() == 0 ? Part::Weights : Part::Activations, x); });
    connect(document, &Document::selectionChanged, this, [this] {
        if (isVisible()) takeLayer();
    });
    fillEmptyTexts();
    refresh();
}

Page* NumberPage::make(const PageContext& context, QWidget* parent)
{
    auto* page = new NumberPage(context.document, context.results, parent);
    context.results->watch<NetworkResult>(page, [page](const auto&) {
        if (page->isVisible()) page->refresh();
    });
    context.results->watch<LayerResult>(page, [page](const auto&) {
        if (page->isVisible()) page->refresh();
    });
    return page;
}

void NumberPage::clearLayer()
{
    m_layer = -1;
    m_weights.clear();
    m_view->clear();
}

void NumberPage::fillEmptyTexts()
{
    m_view->setEmptyText(document()->currentLayer() < 0
            ? tr("Select a layer to follow one of its numbers through the grid.")
            : tr("These numbers are kept as they are: choose a narrower format to see what rounding does."));
}

void NumberPage::showPart(Part part)
{
    m_part->setCurrentIndex(part == Part::Weights ? 0 : 1);
    m_own = part == Part::Activations;
    readWeights();
    refresh();
}

void NumberPage::follow(Part part, double x)
{
    m_own = true;
    if (part != (m_part->currentIndex() == 0 ? Part::Weights : Part::Activations)) {
        m_part->setCurrentIndex(part == Part::Weights ? 0 : 1);
        readWeights();
    }
    m_x->setText(QLocale().toString(x, 'g', 6));
    refresh();
}

void NumberPage::readWeights()
{
    m_layer = document()->currentLayer();
    m_weights.clear();
    if (m_layer < 0 || !document()->model()) return;
    const graph::Layer& layer = document()->model()->layers[static_cast<size_t>(m_layer)];
    if (!layer.weights || layer.parameters > kMostWeights) return;
    auto values = engine::layerValues(*document()->model()->graph, layer);
    if (!values || values->channels < 1) return;
    const QSignalBlocker quiet(m_channel), still(m_weight);
    m_channel->setMaximum(static_cast<int>(std::min<int64_t>(values->channels - 1, std::numeric_limits<int>::max())));
    m_weight->setMaximum(static_cast<int>(std::min<int64_t>(values->perChannel - 1, std::numeric_limits<int>::max())));
    const auto channel = static_cast<size_t>(m_channel->value());
    if (values->isDouble())
        m_weights.assign(values->channel64(channel).begin(), values->channel64(channel).end());
    else
        m_weights.assign(values->channel32(channel).begin(), values->channel32(channel).end());
    if (!m_own) takeWeight();
}

void NumberPage::takeWeight()
{
    const auto index = static_cast<size_t>(m_weight->value());
    if (index < m_weights.size()) m_x->setText(QLocale().toString(m_weights[index], 'g', 9));
}

void NumberPage::showEvent(QShowEvent* event)
{
    Page::showEvent(event);
    takeLayer();
}

void NumberPage::showResults(const Results&)
{
    takeLayer();
}

void NumberPage::takeLayer()
{
    if (m_layer != document()->currentLayer() || m_weights.empty()) readWeights();
    refresh();
}

void NumberPage::refresh()
{
    const bool weights = m_part->currentIndex() == 0;
    m_channel->setVisible(weights);
    m_weight->setVisible(weights && !m_weights.empty());
    const auto& network = m_results->latest<NetworkResult>();
    if (!network || m_layer < 0 || m_layer != document()->currentLayer()) {
        m_view->clear();
        return;
    }
    NumberQuestion question;
    question.layer = m_layer;
    question.part = weights ? Part::Weights : Part::Activations;
    question.channel = weights ? m_channel->value() : 0;
    question.x = QLocale().toDouble(m_x->text());
    if (weights && !m_own && static_cast<size_t>(m_weight->value()) < m_weights.size()) {
        question.weight = m_weight->value();
        question.x = m_weights[static_cast<size_t>(question.weight)];
    }
    const auto& around = m_results->latest<LayerResult>();
    const bool same = around && around->question.layer == m_layer && around->question.part == question.part;
    m_view->setData(
        numberWay(*network, question, weights ? std::span<const double>(m_weights) : std::span<const double>(),
            same ? &around->distribution : nullptr));
}

} // namespace bitladder::app
