// What a person set once for all sessions, and the colours of the program.
#pragma once
#include "app/window/jobs/memory_budget.h"
#include "core/analysis/cost.h"
#include "core/engine/executable.h"

#include <QString>

namespace bitladder::app
{

// System: the program's light or dark, as the desktop is; a high contrast is left alone. Desktop: its own colours.
enum class Theme { System, Light, Dark, Desktop };

struct Preferences {
    Theme theme = Theme::System;
    int threads = 0; // 0: as many as there are processors
    std::optional<kernels::Level> level; // none: the best that the processor has
    int memoryMb
        = static_cast<int>(MemoryBudget::kDefaultBound >> 20); // kept for the next edit, in MiB; see MemoryBudget
    bool exactOrder = false; // float32 convolutions as plain sums, see engine::FloatConvolution
    QString language; // its code; empty: the one of the system
    int modelGib = 0; // memory in GiB that computing a model may take; 0: what the size of its file allows
    int textSize = 100; // percent of the desktop's
    static constexpr int kLeastTextSize = 90, kMostTextSize = 175;
    friend bool operator==(const Preferences&, const Preferences&) = default;

    size_t memoryBytes() const { return static_cast<size_t>(memoryMb) << 20; }
    std::optional<size_t> modelBytes() const
    {
        return modelGib > 0 ? std::optional(static_cast<size_t>(modelGib) << 30) : std::nullopt;
    }
    static constexpr int kMostModelGib = 1 << 12;
    static constexpr int kLeastMemoryMb = 16, kMostMemoryMb = 1 << 20;
    // The level in use: the environment (BITLADDER_ISA) overrides the preference.
    kernels::Level levelNow() const;
    engine::FloatConvolution floatConvolution() const
    {
        return exactOrder ? engine::FloatConvolution::ExactOrder : engine::FloatConvolution::Fastest;
    }
};

Preferences loadPreferences();
void savePreferences(const Preferences& preferences);

// What single operations take, as a person last wrote it in.
analysis::EnergyTable loadEnergies();
void saveEnergies(const analysis::EnergyTable& table);

void applyTheme(Theme theme);
// From now on texts have so many percent of the desktop's size; what is there follows.
void useTextSize(int percent);
// At least so large, while something asks for it; 0: as it is used.
void enlargeText(int least);

} // namespace bitladder::app
