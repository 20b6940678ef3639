#include "core/exchange/exchange_format.h"

#include <algorithm>

namespace bitladder::exchange
{

extern const ExchangeFormat kQdqFormat, kQonnxFormat, kCodesFormat, kCsvFormat,
    kRecipeFormat; // one file each in format/

std::span<const ExchangeFormat* const> exchangeFormats()
{
    static constexpr const ExchangeFormat* kTable[]
        = {&kQdqFormat, &kQonnxFormat, &kCodesFormat, &kCsvFormat, &kRecipeFormat};
    return kTable;
}

const ExchangeFormat* findExchangeFormat(std::string_view id)
{
    const auto table = exchangeFormats();
    const auto it = std::ranges::find(table, id, &ExchangeFormat::id);
    return it == table.end() ? nullptr : *it;
}

Result<void> holds(const ExchangeFormat& format, const graph::Graph& graph, const quant::Recipe& recipe)
{
    if (!format.obstacles) return {};
    const auto obstacles = format.obstacles(graph, recipe);
    if (obstacles.empty()) return {};
    // Reasons in the order in which they come first, each behind its layers.
    std::vector<std::pair<TranslatableMessage, std::string>> reasons;
    for (const Obstacle& obstacle : obstacles) {
        const std::string& layer = recipe.layers[obstacle.layer].layer;
        const auto known
            = std::ranges::find(reasons, obstacle.why, &std::pair<TranslatableMessage, std::string>::first);
        if (known == reasons.end())
            reasons.emplace_back(obstacle.why, layer);
        else
            known->second += ", " + layer;
    }
    std::string all;
    for (const auto& [why, layers] : reasons)
        all += fmt::format("{}{}: {}", all.empty() ? "" : "; ", layers, why.english());
    return unsupported("this recipe cannot be written as {}: {}", format.id, all);
}

} // namespace bitladder::exchange
