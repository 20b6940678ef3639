#include "app/window/shell/width_dial.h"

#include "widgets/control/bit_dial.h"

#include <QComboBox>
#include <QSet>
#include <QToolBar>

namespace bitladder::app
{

namespace
{

enum Turned { Both, WeightsOnly, ActivationsOnly }; // in the order of the box

} // namespace

WidthDial::WidthDial(Document* document, QToolBar* bar)
    : QObject(bar)
    , m_document(document)
    , m_part(new QComboBox(bar))
    , m_dial(new widgets::BitDial(bar))
{
    m_part->addItems({tr("W and A"), tr("weights"), tr("activations")});
    m_part->setToolTip(tr("What the dial turns"));
    m_part->setAccessibleName(tr("What the dial turns"));
    bar->addWidget(m_part);
    m_dial->setContentsMargins(8, 0, 0, 0); // its caption stands apart from the box
    bar->addWidget(m_dial);
    connect(m_dial, &widgets::BitDial::valueEdited, this, &WidthDial::turn);
    connect(m_part, &QComboBox::activated, this, &WidthDial::refresh);
    for (const auto change : {&Document::modelChanged, &Document::recipeChanged, &Document::selectionChanged})
        connect(document, change, this, &WidthDial::refresh);
    refresh();
}

void WidthDial::turn(int bits, EditPhase phase)
{
    if (!m_document->model()) return;
    const QList<int> layers = m_document->targets();
    const int part = m_part->currentIndex();
    if (part != Both) {
        m_document->setWidth(layers, part == WeightsOnly ? Part::Weights : Part::Activations, bits, phase);
        return;
    }
    const QString text = tr("%1 → %2 bits").arg(m_document->layersText(layers)).arg(bits);
    quant::Recipe after = m_document->recipe();
    for (const int i : layers) {
        auto& layer = after.layers[static_cast<size_t>(i)];
        if (layer.lock == quant::Lock::Locked) continue;
        layer.weights.format = layer.activations.format = quant::dialFormat(bits);
    }
    m_document->edit(text, std::move(after), phase);
}

void WidthDial::refresh()
{
    const auto& layers = m_document->recipe().layers;
    if (!m_document->model() || layers.empty()) {
        m_dial->setEnabled(false);
        m_dial->setCaption(tr("no model"));
        return;
    }
    const QList<int> targets = m_document->targets();
    m_dial->setEnabled(
        std::ranges::any_of(targets, [&](int i) { return layers[static_cast<size_t>(i)].lock == quant::Lock::Open; }));
    m_dial->setCaption(targets.size() == static_cast<qsizetype>(layers.size())
            ? tr("all layers")
            : (targets.size() == 1 ? tr("1 layer") : tr("%1 layers").arg(targets.size())));
    QSet<int> widths;
    for (const int i : targets) {
        if (m_part->currentIndex() != ActivationsOnly) widths << m_document->spec(i, Part::Weights).format.bits;
        if (m_part->currentIndex() != WeightsOnly) widths << m_document->spec(i, Part::Activations).format.bits;
    }
    if (widths.size() == 1)
        m_dial->setValue(*widths.begin());
    else
        m_dial->setMixed();
}

} // namespace bitladder::app
