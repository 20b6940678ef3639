#include "app/window/layers/master_control.h"

#include "widgets/equalizer/master_fader.h"

#include <QSet>
#include <algorithm>

namespace bitladder::app
{

using Moves = widgets::MasterFader::Moves;

MasterControl::MasterControl(Document* document, widgets::MasterFader* fader)
    : QObject(fader)
    , m_document(document)
    , m_fader(fader)
{
    connect(fader, &widgets::MasterFader::valueEdited, this, &MasterControl::turn);
    connect(fader, &widgets::MasterFader::movesChanged, this, &MasterControl::refresh);
    for (const auto change : {&Document::modelChanged, &Document::recipeChanged, &Document::selectionChanged})
        connect(document, change, this, &MasterControl::refresh);
    refresh();
}

void MasterControl::turn(int bits, EditPhase phase)
{
    if (!m_document->model()) return;
    const QList<int> layers = m_document->targets();
    const Moves moves = m_fader->moves();
    if (moves != Moves::Both) {
        m_document->setWidth(layers, moves == Moves::Weights ? Part::Weights : Part::Activations, bits, phase);
        return;
    }
    const QString text = tr("%1 → %n bits", nullptr, bits).arg(m_document->layersText(layers));
    quant::Recipe after = m_document->recipe();
    for (const int i : layers) {
        auto& layer = after.layers[static_cast<size_t>(i)];
        if (layer.lock == quant::Lock::Locked) continue;
        layer.weights.format = layer.activations.format = quant::dialFormat(bits);
    }
    m_document->edit(text, std::move(after), phase);
}

void MasterControl::refresh()
{
    const auto& layers = m_document->recipe().layers;
    if (!m_document->model() || layers.empty()) {
        m_fader->setEnabled(false);
        m_fader->setCaption(tr("no model"));
        return;
    }
    const QList<int> targets = m_document->targets();
    m_fader->setEnabled(
        std::ranges::any_of(targets, [&](int i) { return layers[static_cast<size_t>(i)].lock == quant::Lock::Open; }));
    m_fader->setCaption(targets.size() == static_cast<qsizetype>(layers.size())
            ? tr("all layers")
            : (targets.size() == 1 ? tr("1 layer") : tr("%1 layers").arg(targets.size())));
    QSet<int> widths;
    for (const int i : targets) {
        if (m_fader->moves() != Moves::Activations) widths << m_document->spec(i, Part::Weights).format.bits;
        if (m_fader->moves() != Moves::Weights) widths << m_document->spec(i, Part::Activations).format.bits;
    }
    if (widths.size() == 1)
        m_fader->setValue(*widths.begin());
    else
        m_fader->setValue(0);
}

} // namespace bitladder::app
