#include "core/base/simd_lanes.h"

#include <cstdlib>
#include <string_view>

namespace bitladder
{

bool avx2Wanted()
{
#ifdef __x86_64__
    static const bool wanted = [] {
        const char* level = std::getenv("BITLADDER_ISA");
        return __builtin_cpu_supports("avx2") != 0 && !(level && std::string_view(level) == "scalar");
    }();
    return wanted;
#else
    return false;
#endif
}

} // namespace bitladder
