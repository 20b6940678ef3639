// What the equalizer shows of one layer.
#pragma once

#include "widgets/control/edit_types.h"
#include "widgets/control/theme.h"

#include <QString>
#include <limits>

namespace bitladder::widgets
{

enum class Lock { Free, Locked };
enum class Fader { Present, Absent }; // a product of two activations has no weights, an embedding reads indices

struct EqualizerColumn {
    QString name;
    QString detail; // operator and shape, for the tool tip
    QString obstacle; // why the layer cannot be taken along as it is; empty: nothing is in the way
    QString weightFormat, activationFormat; // "int4"; empty: said by bits and family
    int weightBits = 32;
    int activationBits = 32;
    Family weightFamily = Family::Float;
    Family activationFamily = Family::Float;
    Fader weightFader = Fader::Present;
    Fader activationFader = Fader::Present;
    // The widths of a candidate, drawn as ghosts where they differ; 0: none.
    int ghostWeightBits = 0, ghostActivationBits = 0;
    double weightCount = 0; // values; 0: not known
    Lock lock = Lock::Free;
    double sqnrDb = std::numeric_limits<double>::quiet_NaN(); // NaN: not known, +∞: exact
    double floatMs = std::numeric_limits<double>::quiet_NaN(); // NaN: not measured
    double quantizedMs = std::numeric_limits<double>::quiet_NaN();
    // How far the scale of the times must reach for it; NaN: to its times. A bar that goes beyond the scale is cut and
    // marked.
    double reachMs = std::numeric_limits<double>::quiet_NaN();
    Freshness freshness = Freshness::Fresh; // of error and time

    int bits(Part part) const { return part == Part::Weights ? weightBits : activationBits; }
    int ghostBits(Part part) const { return part == Part::Weights ? ghostWeightBits : ghostActivationBits; }
    Family family(Part part) const { return part == Part::Weights ? weightFamily : activationFamily; }
    bool has(Part part) const { return (part == Part::Weights ? weightFader : activationFader) == Fader::Present; }
};

} // namespace bitladder::widgets
