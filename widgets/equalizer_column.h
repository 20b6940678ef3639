// What the equalizer shows of one layer.
#pragma once

#include "widgets/edit_types.h"
#include "widgets/theme.h"

#include <QString>
#include <limits>

namespace bitladder::widgets
{

enum class Lock { Free, Locked };

struct EqualizerColumn {
    QString name;
    QString detail; // operator and shape, for the tool tip
    int weightBits = 32;
    int activationBits = 32;
    Family weightFamily = Family::Float;
    Family activationFamily = Family::Float;
    Lock lock = Lock::Free;
    double sqnrDb = std::numeric_limits<double>::quiet_NaN(); // NaN: not known, +∞: exact
    double floatMs = std::numeric_limits<double>::quiet_NaN(); // NaN: not measured
    double chosenMs = std::numeric_limits<double>::quiet_NaN();
    Freshness freshness = Freshness::Fresh; // of error and time
};

} // namespace bitladder::widgets
