// A person's own presets, stored in the preferences: one pair of formats for any network, or the recipe of one network.
#pragma once
#include "core/base/result.h"
#include "core/quant/recipe.h"

#include <QString>
#include <vector>

namespace bitladder::app
{

struct OwnPreset {
    QString name;
    quant::Recipe recipe; // without a model name: one layer whose formats are meant for all
    bool uniform() const { return recipe.model.empty(); }
    friend bool operator==(const OwnPreset&, const OwnPreset&) = default;
};

// Uniform where all layers have the same formats, else the whole recipe.
OwnPreset presetOf(const QString& name, const quant::Recipe& recipe);
// The recipe that the preset makes of `base`; locked layers stay. Fails where it was made for another network.
Result<quant::Recipe> applied(const OwnPreset& preset, const quant::Recipe& base);

std::vector<OwnPreset> ownPresets();
void saveOwnPreset(const OwnPreset& preset); // takes the place of one of the same name
void deleteOwnPreset(const QString& name);

} // namespace bitladder::app
