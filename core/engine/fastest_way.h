// Private to the engine: which of several kernels that give the same sums is the fastest.
#pragma once
#include "core/engine/geometry.h"
#include "core/engine/kernel_choice.h"
#include "core/engine/memory_form.h"

#include <optional>
#include <span>

namespace bitladder::engine
{

// A fixed rule of the shape, the level and the processor's maker: the same choice at every start and for every number
// of threads. Precondition: ways is not empty. `lying`: in which form another layer reads the same values; none: no
// other does, or it is not known.
IntegerWay fastestWay(std::span<const IntegerWay> ways, const Geometry& geometry, const kernels::KernelTable& table,
    std::optional<Storage> lying = {});
// A projection, whose strides pass most pixels over: its input hardly pays for a form of its own.
bool passesOver(const Geometry& geometry);

} // namespace bitladder::engine
