#include "app/window/pages/quantize/microscope_page.h"

#include "app/window/adapters/adapters_microscope.h"
#include "app/window/document/result_store.h"
#include "app/window/document/texts.h"
#include "widgets/control/microscope_view.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QSpinBox>
#include <QVBoxLayout>
#include <utility>

namespace bitladder::app
{

namespace
{

constexpr int kAccumulators[] = {0, 32, 24, 20, 16, 14, 12, 10, 8};

} // namespace

MicroscopePage::MicroscopePage(Document* document, ResultStore* results, QWidget* parent)
    : Page(document, parent)
    , m_results(results)
    , m_channel(new QSpinBox(this))
    , m_row(new QSpinBox(this))
    , m_column(new QSpinBox(this))
    , m_accumulator(new QComboBox(this))
    , m_view(new widgets::MicroscopeView(this))
{
    m_channel->setPrefix(tr("channel "));
    m_channel->setAccessibleName(tr("Channel"));
    m_row->setPrefix(tr("row "));
    m_row->setAccessibleName(tr("Row of the output"));
    m_column->setPrefix(tr("column "));
    m_column->setAccessibleName(tr("Column of the output"));
    m_accumulator->setAccessibleName(tr("Accumulator"));
    m_accumulator->setToolTip(tr("The engine's sums cannot overflow; narrower ones are emulated here and wrap around"));
    for (const int bits : kAccumulators)
        m_accumulator->addItem(bits ? tr("sums in %1 bits").arg(bits) : tr("sums as in the engine"), bits);
    auto* row = new QHBoxLayout;
    row->addWidget(m_channel);
    row->addWidget(m_row);
    row->addWidget(m_column);
    row->addWidget(m_accumulator);
    row->addStretch(1);
    auto* layout = new QVBoxLayout(this);
    layout->addLayout(row);
    layout->addWidget(m_view, 1);
    for (QSpinBox* box : {m_channel, m_row, m_column})
        connect(box, &QSpinBox::valueChanged, this, &MicroscopePage::refresh);
    connect(m_accumulator, &QComboBox::activated, this, &MicroscopePage::refresh);
    connect(document, &Document::selectionChanged, this, &MicroscopePage::refresh);
    fillEmptyTexts();
}

Page* MicroscopePage::make(const PageContext& context, QWidget* parent)
{
    auto* page = new MicroscopePage(context.document, context.results, parent);
    context.results->watch<NetworkResult>(page, [page](const auto&) { page->refresh(); });
    return page;
}

void MicroscopePage::clearLayer()
{
    m_layer = -1;
    fillEmptyTexts();
}

void MicroscopePage::fillEmptyTexts()
{
    if (m_layer < 0) m_view->clear(tr("Select a layer to look into one of its sums."));
}

void MicroscopePage::showResults(const Results&)
{
    refresh();
}

void MicroscopePage::refresh()
{
    if (!isVisible()) return; // it is asked again when it is shown
    const auto& network = m_results->latest<NetworkResult>();
    const int layer = document()->currentLayer();
    if (!network || !network->quantized || !network->taps || layer < 0) {
        m_view->clear(layer < 0 ? tr("Select a layer to look into one of its sums.") : missingText());
        return;
    }
    const auto extents = analysis::microscopeExtents(*network->quantized, static_cast<size_t>(layer));
    if (!extents || !network->taps->holds(static_cast<size_t>(layer))) {
        m_view->clear(extents ? missingText()
                              : tr("Give the layer integers for weights and activations: then its sum can be looked "
                                   "into. (%1)")
                                    .arg(toText(extents.error().message)));
        return;
    }
    const auto& out = extents->outSpatial;
    const auto columns = static_cast<int>(out.empty() ? 1 : out.back());
    const auto rows = static_cast<int>(extents->rows / columns);
    const QSignalBlocker quiet(m_channel), still(m_row), silent(m_column);
    m_channel->setMaximum(static_cast<int>(extents->channels) - 1);
    m_row->setMaximum(rows - 1);
    m_column->setMaximum(columns - 1);
    // The middle of the map says more than its corner, where padding is.
    if (std::exchange(m_layer, layer) != layer) {
        m_row->setValue(rows / 2);
        m_column->setValue(columns / 2);
    }
    for (QSpinBox* box : {m_row, m_column})
        box->setVisible(extents->rows > 1);
    analysis::MicroscopeQuestion question;
    question.layer = static_cast<size_t>(layer);
    question.channel = m_channel->value();
    question.row = int64_t {m_row->value()} * columns + m_column->value();
    question.accumulatorBits = m_accumulator->currentData().toInt();
    const tensor::Tensor& input = network->taps->inputs[static_cast<size_t>(layer)];
    const auto looked = analysis::microscope(*network->quantized, question, input, input);
    if (!looked) {
        m_view->clear(toText(looked.error().message));
        return;
    }
    m_view->setData(microscopeData(*looked, input));
}

} // namespace bitladder::app
