// How the steps of the undo history are named.
#include "app/window/document/document.h"

#include <QSet>

namespace bitladder::app
{

QString Document::layersText(const QList<int>& layers) const
{
    if (layers.size() == 1) return layerName(layers.first());
    if (layers.size() == static_cast<int>(m_recipe.layers.size())) return tr("all layers");
    return tr("%n layers", nullptr, static_cast<int>(layers.size()));
}

QString Document::subject(const QList<int>& layers, Part part) const
{
    return tr("%1 %2", "conv1 weights")
        .arg(layersText(layers), part == Part::Weights ? tr("weights") : tr("activations"));
}

// What happened between two recipes, in widths: "conv1 weights 8 → 4 bits".
QString Document::widthText(const quant::Recipe& before, const quant::Recipe& after) const
{
    QList<int> layers;
    QSet<int> from, to, steps;
    bool weights = false, activations = false;
    for (size_t i = 0; i < after.layers.size(); ++i) {
        const auto &b = before.layers[i], &a = after.layers[i];
        const auto compare = [&](const quant::QuantSpec& old, const quant::QuantSpec& now, bool& part) {
            if (old.format == now.format) return false;
            from << old.format.bits;
            to << now.format.bits;
            steps << now.format.bits - old.format.bits;
            return part = true;
        };
        const bool w = compare(b.weights, a.weights, weights), n = compare(b.activations, a.activations, activations);
        if (w || n) layers << static_cast<int>(i);
    }
    if (layers.isEmpty()) return {};
    const QString who = weights && activations ? tr("%1 weights and activations").arg(layersText(layers))
                                               : subject(layers, weights ? Part::Weights : Part::Activations);
    if (from.size() == 1 && to.size() == 1)
        return tr("%1 %2 → %n bits", nullptr, *to.begin()).arg(who).arg(*from.begin());
    if (to.size() == 1) return tr("%1 → %n bits", "from different widths", *to.begin()).arg(who);
    if (steps.size() == 1) {
        const int step = *steps.begin();
        return step > 0 ? tr("%1 up by %n bits", nullptr, step).arg(who)
                        : tr("%1 down by %n bits", nullptr, -step).arg(who);
    }
    return tr("%1: widths").arg(who);
}

// What a step did, as far as the states before and after tell.
QString Document::stepText(const DocumentState& before, const DocumentState& after) const
{
    const quant::Recipe &b = before.recipe, &a = after.recipe;
    if (a == b) {
        if (after.candidates.size() > before.candidates.size()) return tr("keep %1").arg(after.candidates.back().name);
        if (after.candidates.size() < before.candidates.size()) return tr("drop a candidate");
        return tr("compare with another candidate");
    }
    if (a.layers.size() != b.layers.size()) return tr("another recipe");
    if (a.methods != b.methods) return tr("methods");
    if (const QString text = widthText(b, a); !text.isEmpty()) return text;
    QList<int> weights, activations, locks;
    for (size_t i = 0; i < a.layers.size(); ++i) {
        if (!(a.layers[i].weights == b.layers[i].weights)) weights << static_cast<int>(i);
        if (!(a.layers[i].activations == b.layers[i].activations)) activations << static_cast<int>(i);
        if (a.layers[i].lock != b.layers[i].lock) locks << static_cast<int>(i);
    }
    if (!weights.isEmpty() && !activations.isEmpty()) return tr("%1: grids").arg(layersText(weights));
    if (!weights.isEmpty()) return tr("%1: grid").arg(subject(weights, Part::Weights));
    if (!activations.isEmpty()) return tr("%1: grid").arg(subject(activations, Part::Activations));
    const bool locked = !locks.isEmpty() && a.layers[static_cast<size_t>(locks.first())].lock == quant::Lock::Locked;
    return locked ? tr("lock %1").arg(layersText(locks)) : tr("unlock %1").arg(layersText(locks));
}

History Document::retold(History history) const
{
    const DocumentState* before = &history.start;
    for (auto& step : history.steps) {
        step.text = stepText(*before, step.after);
        before = &step.after;
    }
    return history;
}

} // namespace bitladder::app
