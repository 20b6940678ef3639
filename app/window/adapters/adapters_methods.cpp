#include "app/window/adapters/adapters_methods.h"

#include "app/window/document/texts.h"
#include "widgets/control/theme.h"

#include <QCoreApplication>
#include <algorithm>
#include <cmath>

namespace bitladder::app
{

struct MethodTexts {
    Q_DECLARE_TR_FUNCTIONS(MethodTexts)
};

QString methodLabel(const methods::Method& method)
{
    return QCoreApplication::translate("Method", method.label);
}

std::vector<MethodRow> methodRows(const quant::Recipe& recipe, const engine::QuantizedNetwork* quantized)
{
    std::vector<quant::MethodChoice> on;
    for (const auto& choice : recipe.methods)
        if (choice.on) on.push_back(choice);
    std::vector<quant::MethodChoice> applied;
    if (quantized)
        for (const auto& choice : quantized->recipe.methods)
            if (choice.on) applied.push_back(choice);
    std::vector<MethodRow> rows;
    size_t place = 0; // among those that are on
    bool same = quantized != nullptr; // what a method did depends on those before it
    for (const auto& choice : recipe.methods) {
        const auto* method = methods::findMethod(choice.method);
        MethodRow row {method ? methodLabel(*method) : toText(choice.method), choice.on};
        if (choice.on) {
            same = same && place < applied.size() && place < quantized->log.size() && applied[place] == on[place];
            if (same) row.log = &quantized->log[place];
            ++place;
        }
        rows.push_back(row);
    }
    return rows;
}

bool largerIsBetter(const engine::MethodLog& log)
{
    return log.measure.find("SQNR") != std::string::npos || log.measure.find("range") != std::string::npos
        || log.measure.find("cosine") != std::string::npos;
}

std::vector<EffectRow> effectRows(const engine::MethodLog& log)
{
    std::vector<EffectRow> rows;
    for (const auto& effect : log.layers)
        rows.push_back({effect.layer, effect.before, effect.after});
    const double sign = largerIsBetter(log) ? 1 : -1;
    std::ranges::stable_sort(rows, std::ranges::greater(), [&](const EffectRow& row) {
        const double gain = sign * (row.after - row.before);
        return std::isnan(gain) ? -std::numeric_limits<double>::infinity() : gain;
    });
    return rows;
}

QString effectText(const Document& document, const engine::MethodLog& log)
{
    const auto rows = effectRows(log);
    if (rows.empty()) return {};
    double before = 0, after = 0;
    int finite = 0;
    for (const auto& row : rows)
        if (std::isfinite(row.before) && std::isfinite(row.after)) {
            before += row.before;
            after += row.after;
            ++finite;
        }
    const auto named = [&](const EffectRow& row) {
        return MethodTexts::tr("%1 (%2 → %3)", "conv1 (20 → 24)")
            .arg(document.layerName(row.layer), widgets::formatNumber(row.before), widgets::formatNumber(row.after));
    };
    QString text = MethodTexts::tr("%n layers changed", nullptr, static_cast<int>(rows.size()));
    if (finite > 0)
        text += MethodTexts::tr("; %1 on average %2 → %3")
                    .arg(QCoreApplication::translate("Method", log.measure.c_str()),
                        widgets::formatNumber(before / finite), widgets::formatNumber(after / finite));
    if (rows.size() > 1) text += MethodTexts::tr("; most: %1, least: %2").arg(named(rows.front()), named(rows.back()));
    return text;
}

} // namespace bitladder::app
