// Shapes: lists of extents. Everything that multiplies extents checks for overflow, because files may claim anything.
#pragma once
#include "core/base/result.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace bitladder::tensor
{

using Shape = std::vector<int64_t>;

// The number of elements; nothing if an extent is negative or the product does not fit. An empty shape is a scalar: 1.
std::optional<int64_t> elementCount(std::span<const int64_t> shape);
std::string toString(std::span<const int64_t> shape); // "1×3×224×224", "scalar"; −1 is shown as "?"
std::vector<int64_t> stridesOf(std::span<const int64_t> shape); // row-major, in elements
// The NumPy rule; nothing if the shapes do not go together.
std::optional<Shape> broadcast(std::span<const int64_t> a, std::span<const int64_t> b);
// −rank … rank−1 → 0 … rank−1.
std::optional<int> normalizedAxis(int64_t axis, size_t rank);

} // namespace bitladder::tensor
