// Private to the engine: which of several kernels that give the same sums is the fastest.
#pragma once
#include "core/engine/geometry.h"
#include "core/engine/kernel_choice.h"

#include <span>

namespace bitladder::engine
{

// A fixed rule of the shape, the level and the processor's maker: the same choice at every start and for every number
// of threads. Precondition: ways is not empty.
IntegerWay fastestWay(std::span<const IntegerWay> ways, const Geometry& geometry, const kernels::KernelTable& table);

} // namespace bitladder::engine
