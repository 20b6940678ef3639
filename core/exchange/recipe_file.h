// Recipes as files: versioned JSON that a person can read and edit.
#pragma once
#include "core/base/result.h"
#include "core/quant/recipe.h"

#include <filesystem>
#include <string>

namespace bitladder::exchange
{

std::string recipeToJson(const quant::Recipe& recipe);
// `from` names the text in errors. A newer version, an unknown format or a missing field is refused with its place.
Result<quant::Recipe> recipeFromJson(const std::string& text, const std::string& from);
Result<quant::Recipe> readRecipe(const std::filesystem::path& path);
Result<void> writeRecipe(const quant::Recipe& recipe, const std::filesystem::path& path);

// One spec in the words of recipe files; what it does not mention stays as in `base`, but the format, which it has to
// name.
Result<quant::QuantSpec> specFromJson(const std::string& text, quant::QuantSpec base);

// A read recipe brought onto a network: layers are found by name. Fails if the recipe was made for another network (no
// layer of the same name); layers that it does not mention keep what `base` says.
Result<quant::Recipe> adopt(const quant::Recipe& read, const quant::Recipe& base);

} // namespace bitladder::exchange
