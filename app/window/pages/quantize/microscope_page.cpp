#include "app/window/pages/quantize/microscope_page.h"

#include "app/window/document/result_store.h"
#include "app/window/document/texts.h"
#include "app/window/pages/quantize/microscope_data.h"
#include "core/quant/rounding.h"
#include "widgets/control/microscope_view.h"

#include <QComboBox>
#include <QCoreApplication>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
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
    , m_code(new QSpinBox(this))
    , m_accumulator(new QComboBox(this))
    , m_rounding(new QComboBox(this))
    , m_width(new QComboBox(this))
    , m_asEngine(new QPushButton(tr("As the &engine"), this))
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
    makeEdits();
    // Short lines: all of it side by side has no room at large text.
    const auto line = [](std::initializer_list<QWidget*> controls) {
        auto* row = new QHBoxLayout;
        for (QWidget* control : controls)
            row->addWidget(control);
        row->addStretch(1);
        return row;
    };
    auto* layout = new QVBoxLayout(this);
    layout->addLayout(line({m_channel, m_row, m_column, m_accumulator}));
    layout->addLayout(line({new QLabel(tr("What if:"), this), m_code, m_asEngine}));
    layout->addLayout(line({m_width, m_rounding}));
    layout->addWidget(m_view, 1);
    for (QSpinBox* box : {m_channel, m_row, m_column})
        connect(box, &QSpinBox::valueChanged, this, &MicroscopePage::refresh);
    for (QComboBox* box : {m_accumulator, m_rounding, m_width})
        connect(box, &QComboBox::activated, this, &MicroscopePage::refresh);
    connect(document, &Document::selectionChanged, this, &MicroscopePage::refresh);
    fillEmptyTexts();
}

// A weight's code, the rounding, the width of the weights, the accumulator: changed here alone, for this one element.
void MicroscopePage::makeEdits()
{
    m_code->setObjectName(QStringLiteral("code"));
    m_code->setAccessibleName(tr("Code of the chosen weight"));
    m_code->setToolTip(tr("Click a product below; its weight gets this code, for this one output"));
    m_code->setKeyboardTracking(false);
    m_width->setObjectName(QStringLiteral("width"));
    m_width->setAccessibleName(tr("Width of the weights"));
    m_width->addItem(tr("weights as in the engine"), 0);
    for (const int bits : {8, 7, 6, 5, 4, 3, 2})
        m_width->addItem(tr("weights in %1 bits").arg(bits), bits);
    m_rounding->setObjectName(QStringLiteral("rounding"));
    m_rounding->setAccessibleName(tr("Rounding"));
    m_rounding->setToolTip(tr("How the codes of the input and of the output are rounded"));
    m_rounding->addItem(tr("rounded as in the engine"));
    for (const quant::RoundingRule* rule : quant::roundingRules())
        m_rounding->addItem(QCoreApplication::translate("Rounding", rule->label));
    m_asEngine->setObjectName(QStringLiteral("asEngine"));
    m_asEngine->setToolTip(tr("Takes every change back: the numbers are the engine's own again"));
    connect(m_code, &QSpinBox::valueChanged, this, [this](int code) {
        const int product = m_view->currentProduct();
        if (product < 0) return;
        m_weight = {static_cast<size_t>(product), code};
        refresh();
    });
    connect(m_view, &widgets::MicroscopeView::productChosen, this, &MicroscopePage::chooseWeight);
    connect(m_asEngine, &QPushButton::clicked, this, [this] {
        dropEdits();
        refresh();
    });
}

void MicroscopePage::chooseWeight(int product)
{
    if (m_weight && product != static_cast<int>(m_weight->term)) m_weight.reset();
    refresh();
}

void MicroscopePage::dropEdits()
{
    m_weight.reset();
    for (QComboBox* box : {m_accumulator, m_rounding, m_width})
        box->setCurrentIndex(0);
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
        m_weight.reset();
        m_row->setValue(rows / 2);
        m_column->setValue(columns / 2);
    }
    for (QSpinBox* box : {m_row, m_column})
        box->setVisible(extents->rows > 1);
    analysis::MicroscopeQuestion question;
    question.layer = static_cast<size_t>(layer);
    question.channel = m_channel->value();
    question.row = int64_t {m_row->value()} * columns + m_column->value();
    const tensor::Tensor& input = network->taps->inputs[static_cast<size_t>(layer)];
    const auto engine = analysis::microscope(*network->quantized, question, input, input);
    question.accumulatorBits = m_accumulator->currentData().toInt();
    question.weightBits = m_width->currentData().toInt();
    if (const int rule = m_rounding->currentIndex(); rule > 0)
        question.rounding = quant::roundingRules()[static_cast<size_t>(rule - 1)];
    // A narrower width has fewer codes.
    question.weight = m_weight;
    auto looked = analysis::microscope(*network->quantized, question, input, input);
    if (!looked && m_weight) {
        question.weight.reset();
        m_weight.reset();
        looked = analysis::microscope(*network->quantized, question, input, input);
    }
    m_asEngine->setEnabled(question.edited());
    if (!looked || !engine) {
        m_view->clear(toText(looked ? engine.error().message : looked.error().message));
        return;
    }
    m_view->setData(microscopeData(*looked, input, question.edited() ? &*engine : nullptr));
    const int product = m_view->currentProduct();
    const QSignalBlocker silence(m_code);
    m_code->setEnabled(product >= 0);
    m_code->setRange(static_cast<int>(looked->weightLow), static_cast<int>(looked->weightHigh));
    m_code->setPrefix(product < 0 ? tr("code ") : tr("code %1: ", "of the third weight").arg(product + 1));
    if (product >= 0) m_code->setValue(static_cast<int>(looked->terms[static_cast<size_t>(product)].qw));
}

} // namespace bitladder::app
