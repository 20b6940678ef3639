// Shift of negative activations: where a layer's input goes only a little below zero (behind Swish, GELU or a leaky
// ReLU) a symmetric grid wastes nearly half its codes. Adding a constant to the input, and taking its product with the
// weights from the bias, lets the grid begin at the lowest value (Sony's Model Compression Toolkit, "shift negative
// activation correction"). In the arithmetic here the constant is the zero point: (q − z)·s adds z·s to what is coded
// and takes it away in the sums, exactly, and padding stays zero. So a layer's symmetric activations become asymmetric
// ones where that makes the step smaller.
#include "core/base/translatable_message.h"
#include "core/methods/method.h"
#include "core/quant/estimate.h"
#include "core/quant/format/family.h"

namespace bitladder::methods
{

extern const Method kShiftNegative;

namespace
{

Result<void> apply(Draft& draft, const quant::MethodChoice& choice, engine::MethodLog& log)
{
    log.measure = "step of the activations";
    const double share = parameterOf(kShiftNegative, choice, "share");
    for (const graph::Layer& layer : draft.layers()) {
        if (draft.job().stopped()) return cancelled();
        const quant::QuantSpec& asked = draft.recipe().layers[static_cast<size_t>(layer.id.index)].activations;
        const auto& present = draft.activations(layer);
        if (!present || asked.symmetry == quant::Symmetry::Asymmetric || !asked.format.family->hasZeroPoint
            || !quant::needsData(asked))
            continue;
        const quant::Histogram* statistics = draft.calibration().find(layer.name);
        if (!statistics || statistics->empty()) continue;
        if (statistics->low() >= 0 || -statistics->low() > share * statistics->high()) continue;
        quant::QuantSpec shifted = asked;
        shifted.symmetry = quant::Symmetry::Asymmetric;
        quant::Quantizer quantizer = quant::activationQuantizer(*statistics, shifted);
        if (quantizer.scale(0) >= present->scale(0)) continue;
        log.layers.push_back({layer.id.index, present->scale(0), quantizer.scale(0)});
        draft.setActivations(layer, std::move(quantizer));
    }
    if (log.layers.empty())
        log.note = "no layer has symmetric activations that go a little below zero: nothing was done";
    return {};
}

} // namespace

const Method kShiftNegative {
    .id = "shift-negative",
    .label = QT_TRANSLATE_NOOP("Method", "shift of negative activations"),
    .source = "Sony Model Compression Toolkit, shift negative activation correction",
    .needs = Method::Needs::Nothing, // the calibration of the recipe is enough
    // share: of the highest value, below zero, that still counts as a little
    .parameters = {{"share", 0.5, 0, 1}},
    .apply = apply,
};

} // namespace bitladder::methods
