#include "app/window/layers/equalizer_panel.h"

#include "app/window/adapters/adapters.h"
#include "app/window/document/result_store.h"
#include "app/window/layers/layer_model.h"
#include "app/window/layers/master_control.h"
#include "widgets/equalizer/equalizer.h"
#include "widgets/equalizer/master_fader.h"

#include <QHBoxLayout>
#include <QVBoxLayout>

namespace bitladder::app
{

using widgets::Equalizer;

EqualizerPanel::EqualizerPanel(Document* document, ResultStore* results, QWidget* parent)
    : QWidget(parent)
    , m_document(document)
    , m_results(results)
    , m_equalizer(new Equalizer(this))
    , m_fader(new widgets::MasterFader(this))
    , m_master(new MasterControl(document, m_fader))
{
    m_equalizer->setEmptyText(
        tr("Drop an ONNX model here, or open a sample: every layer gets a fader from 64 bits down to 1."));
    QStringList choices;
    for (const auto& format : LayerModel::formats())
        choices << QString::fromStdString(quant::name(format));
    m_equalizer->setFormatChoices(choices);
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 8, 0);
    layout->setSpacing(6);
    layout->addWidget(m_equalizer, 1);
    auto* desk = new QVBoxLayout;
    desk->setContentsMargins(0, 8, 0, 8);
    desk->addWidget(m_fader);
    layout->addLayout(desk);
    setBackgroundRole(QPalette::Base);
    setAutoFillBackground(true);
    connect(document, &Document::modelChanged, this, &EqualizerPanel::showModel);
    connect(document, &Document::recipeChanged, this, &EqualizerPanel::showResults);
    connect(document, &Document::baselineChanged, this, &EqualizerPanel::showResults);
    connect(document, &Document::exportFormatChanged, this, &EqualizerPanel::showResults);
    connect(document, &Document::selectionChanged, this, &EqualizerPanel::showSelection);
    connectEdits();
    showModel();
}

void EqualizerPanel::connectEdits()
{
    connect(m_equalizer, &Equalizer::widthEdited, m_document, &Document::setWidth);
    connect(m_equalizer, &Equalizer::selectionChanged, m_document, &Document::setSelection);
    connect(m_equalizer, &Equalizer::lockToggled, this, [this](const QList<int>& columns, widgets::Lock lock) {
        m_document->setLock(columns, lock == widgets::Lock::Locked ? quant::Lock::Locked : quant::Lock::Open);
    });
    connect(m_equalizer, &Equalizer::formatChosen, this, [this](const QList<int>& columns, Part part, int choice) {
        m_document->setFormat(columns, part, LayerModel::formats()[static_cast<size_t>(choice)]);
    });
    connect(m_equalizer, &Equalizer::resetRequested, this, [this](const QList<int>& columns) {
        quant::Recipe after = m_document->recipe();
        const quant::Recipe start = engine::fileRecipe(*m_document->model()->graph);
        for (const int i : columns)
            after.layers[static_cast<size_t>(i)] = start.layers[static_cast<size_t>(i)];
        m_document->edit(tr("reset %1").arg(m_document->layersText(columns)), std::move(after));
    });
}

void EqualizerPanel::showModel()
{
    m_preview.reset();
    m_equalizer->setColumns(equalizerColumns(*m_document, m_results->results()));
    m_fader->setFold(m_equalizer->layoutNow().fold());
}

void EqualizerPanel::showResults()
{
    const auto columns = equalizerColumns(*m_document, m_results->results(), m_preview.get());
    if (m_equalizer->columns().size() != columns.size()) {
        m_equalizer->setColumns(columns);
        return;
    }
    for (int i = 0; i < columns.size(); ++i)
        m_equalizer->setColumn(i, columns[i]);
    m_equalizer->setGhostName(m_preview ? m_previewName : m_document->baselineName());
    m_fader->setFold(m_equalizer->layoutNow().fold());
}

void EqualizerPanel::preview(const std::shared_ptr<const quant::Recipe>& recipe, const QString& name)
{
    m_preview = recipe;
    m_previewName = name;
    showResults();
}

void EqualizerPanel::showSelection()
{
    QList<int> columns = m_document->selection();
    std::sort(columns.begin(), columns.end());
    m_equalizer->setSelection(columns);
    m_equalizer->setHeadedColumn(m_document->currentLayer());
    if (!columns.isEmpty()) m_equalizer->ensureVisible(m_document->currentLayer());
}

} // namespace bitladder::app
