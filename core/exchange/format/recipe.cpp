// The recipe itself, for this program.
#include "core/exchange/exchange_format.h"
#include "core/exchange/recipe_file.h"

namespace bitladder::exchange
{

extern const ExchangeFormat kRecipeFormat;
const ExchangeFormat kRecipeFormat {
    .id = "recipe",
    .label = QT_TRANSLATE_NOOP("Exchange", "Recipe"),
    .fileKind = QT_TRANSLATE_NOOP("Exchange", "Recipes"),
    .extension = "json",
    .suffix = "-recipe",
    .needsNetwork = false,
    .write = [](const ExportSource& source, const std::filesystem::path& file, const ExportOptions&,
                 const Job&) { return writeRecipe(source.recipe, file); },
};

} // namespace bitladder::exchange
