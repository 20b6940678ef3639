// The methods of a recipe and what they did, as rows.
#pragma once
#include "app/window/document/results.h"
#include "core/methods/method.h"

#include <QStringList>

namespace bitladder::app
{

QString methodLabel(const methods::Method& method); // in the language of the window

// One method of the recipe, in its order.
struct MethodRow {
    QString label; // its id where the method is not known
    bool on = true;
    // As it was applied; null: not yet, or it is off.
    const engine::MethodLog* log = nullptr;
};
// `quantized` null: nothing has run yet. A log counts where it is that of the same methods in the same order.
std::vector<MethodRow> methodRows(const quant::Recipe& recipe, const engine::QuantizedNetwork* quantized);

// What a method did to one layer; the largest change for the better comes first, as far as its measure tells which way
// that is.
struct EffectRow {
    int layer = -1;
    double before = 0, after = 0;
};
std::vector<EffectRow> effectRows(const engine::MethodLog& log);
// "SQNR in dB" is better where it is larger, an error where it is smaller.
bool largerIsBetter(const engine::MethodLog& log);
// "19 layers: output SQNR 20.1 → 24.3 dB on average; best …, worst …". Empty where it changed no layer.
QString effectText(const Document& document, const engine::MethodLog& log);

} // namespace bitladder::app
