// Types that several widgets share: a part of a layer, the phase of an edit within a gesture, and whether a shown
// figure belongs to the present settings.
#pragma once

namespace bitladder::widgets
{

enum class Part { Weights, Activations };

// One gesture of the person emits exactly one Begin first and exactly one End last; every signal in between is a Drag.
// Each of them carries values that are to be applied. A gesture of a single step is Begin followed by End with the
// same values.
enum class EditPhase { Begin, Drag, End };

// Stale figures are drawn pale: they belong to settings that have changed since.
enum class Freshness { Fresh, Stale };

} // namespace bitladder::widgets
