// Private to the engine: which float convolutions are computed by Winograd's algorithm (kernels/winograd.h), and the
// step that does.
#pragma once
#include "core/engine/executable.h"
#include "core/engine/step.h"

namespace bitladder::engine
{

// 3×3, two spatial extents, stride 1, no dilation, no groups.
bool canUseWinograd(const Geometry& geometry);

// m of F(m×m, 3×3), or 0 for plain sums. Depends on nothing but its arguments.
int winogradTile(const Geometry& geometry, FloatConvolution asked);

// Products of F(m×m, 3×3), those of outputs beyond the edges included.
int64_t winogradProducts(const Geometry& geometry, int m);

// What the step needs besides its input and output.
size_t winogradScratchBytes(const Geometry& geometry, const PackedLayer& packed, const Threads& threads);

// Preconditions: packed for Winograd's algorithm; scratch of winogradScratchBytes, for as many threads as will run it.
std::unique_ptr<Step> makeWinograd(LayerPlan plan, const kernels::KernelTable& table);

} // namespace bitladder::engine
