// What a person set once for all sessions, and the colours of the program.
#pragma once
#include "app/window/jobs/memory_budget.h"
#include "core/engine/executable.h"

#include <QPalette>
#include <QString>

namespace bitladder::app
{

enum class Theme { System, Light, Dark };

struct Preferences {
    Theme theme = Theme::System;
    int threads = 0; // 0: as many as there are processors
    std::optional<kernels::Level> level; // none: the best that the processor has
    int memoryMb
        = static_cast<int>(MemoryBudget::kDefaultBound >> 20); // kept for the next edit, in MiB; see MemoryBudget
    bool exactOrder = false; // float32 convolutions as plain sums, see engine::FloatConvolution
    QString language; // its code; empty: the one of the system
    int modelGib = 0; // memory in GiB that computing a model may take; 0: what the size of its file allows
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

QPalette lightPalette();
QPalette darkPalette();
void applyTheme(Theme theme);

} // namespace bitladder::app
