// How long a test waits for what must come; under a sanitizer longer (tests/CMakeLists.txt).
#pragma once

namespace bitladder::test
{

constexpr int kPatience = 120'000 * BITLADDER_PATIENCE; // milliseconds

} // namespace bitladder::test
