// The table of number formats.
#include "core/quant/format/family.h"

namespace bitladder::quant
{

std::span<const FormatFamily* const> formatFamilies()
{
    static constexpr const FormatFamily* kAll[] = {&kFloatFamily, &kIntegerFamily, &kTernaryFamily, &kBinaryFamily};
    return kAll;
}

} // namespace bitladder::quant
