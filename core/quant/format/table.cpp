// The table of number formats.
#include "core/quant/format/family.h"

namespace bitladder::quant
{

extern const FormatFamily kPowerOfTwoFamily;

std::span<const FormatFamily* const> formatFamilies()
{
    static constexpr const FormatFamily* kAll[]
        = {&kFloatFamily, &kIntegerFamily, &kTernaryFamily, &kBinaryFamily, &kPowerOfTwoFamily};
    return kAll;
}

} // namespace bitladder::quant
