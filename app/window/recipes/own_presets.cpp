#include "app/window/recipes/own_presets.h"

#include "core/exchange/recipe_file.h"

#include <QSettings>
#include <algorithm>

namespace bitladder::app
{

namespace
{

const char* const kList = "presets";

void write(const std::vector<OwnPreset>& presets)
{
    QSettings settings;
    settings.remove(QLatin1String(kList));
    settings.beginWriteArray(QLatin1String(kList), static_cast<int>(presets.size()));
    for (size_t i = 0; i < presets.size(); ++i) {
        settings.setArrayIndex(static_cast<int>(i));
        settings.setValue(QStringLiteral("name"), presets[i].name);
        settings.setValue(QStringLiteral("recipe"), QString::fromStdString(exchange::recipeToJson(presets[i].recipe)));
    }
    settings.endArray();
}

} // namespace

OwnPreset presetOf(const QString& name, const quant::Recipe& recipe)
{
    const bool uniform
        = !recipe.layers.empty() && std::ranges::all_of(recipe.layers, [&](const quant::LayerRecipe& layer) {
              return layer.weights.format == recipe.layers.front().weights.format
                  && layer.activations.format == recipe.layers.front().activations.format;
          });
    if (!uniform) return {name, recipe};
    quant::LayerRecipe all;
    all.layer = "*";
    all.weights = quant::defaultWeightSpec(recipe.layers.front().weights.format);
    all.activations = quant::defaultActivationSpec(recipe.layers.front().activations.format);
    return {name, {"", "", {all}}};
}

Result<quant::Recipe> applied(const OwnPreset& preset, const quant::Recipe& base)
{
    quant::Recipe after = base;
    if (preset.uniform()) {
        if (preset.recipe.layers.empty()) return fail("the preset has no formats");
        quant::setAll(
            after, preset.recipe.layers.front().weights.format, preset.recipe.layers.front().activations.format);
        return after;
    }
    auto adopted = exchange::adopt(preset.recipe, base);
    if (!adopted) return pass(adopted.error());
    for (size_t i = 0; i < after.layers.size(); ++i)
        if (after.layers[i].lock != quant::Lock::Locked) after.layers[i] = adopted->layers[i];
    return after;
}

std::vector<OwnPreset> ownPresets()
{
    std::vector<OwnPreset> presets;
    QSettings settings;
    const int count = settings.beginReadArray(QLatin1String(kList));
    for (int i = 0; i < count; ++i) {
        settings.setArrayIndex(i);
        const QString name = settings.value(QStringLiteral("name")).toString();
        auto recipe = exchange::recipeFromJson(
            settings.value(QStringLiteral("recipe")).toString().toStdString(), name.toStdString());
        if (recipe && !name.isEmpty()) presets.push_back({name, *std::move(recipe)});
    }
    settings.endArray();
    return presets;
}

void saveOwnPreset(const OwnPreset& preset)
{
    auto presets = ownPresets();
    const auto same = std::ranges::find(presets, preset.name, &OwnPreset::name);
    if (same == presets.end())
        presets.push_back(preset);
    else
        *same = preset;
    write(presets);
}

void deleteOwnPreset(const QString& name)
{
    auto presets = ownPresets();
    std::erase_if(presets, [&](const OwnPreset& p) { return p.name == name; });
    write(presets);
}

} // namespace bitladder::app
