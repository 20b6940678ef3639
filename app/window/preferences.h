// What a person set once for all sessions, and the colours of the program.
#pragma once
#include "core/kernels/dispatch.h"

#include <QPalette>

namespace bitladder::app
{

enum class Theme { System, Light, Dark };

struct Preferences {
    Theme theme = Theme::System;
    int threads = 0; // 0: as many as there are processors
    std::optional<kernels::Level> level; // none: the best that the processor has
    friend bool operator==(const Preferences&, const Preferences&) = default;

    // The level that counts: the environment (BITLADDER_ISA) goes before the preference.
    kernels::Level levelNow() const;
};

Preferences loadPreferences();
void savePreferences(const Preferences& preferences);

QPalette lightPalette();
QPalette darkPalette();
void applyTheme(Theme theme);

} // namespace bitladder::app
