#include "core/quant/parameters.h"

namespace bitladder::quant
{

double valueOf(const Parameters& given, const Parameter& parameter)
{
    const auto it = given.find(parameter.name);
    if (it != given.end()) return it->second;
    return parameter.required() ? 0 : parameter.fallback;
}

Result<void> checkValue(const Parameter& parameter, double value)
{
    if (std::isfinite(value) && value >= parameter.least && value <= parameter.most) return {};
    if (!std::isfinite(value) || parameter.most == kAnyNumber)
        return fail("{}: {} is not a number of at least {}", parameter.name, value, parameter.least);
    return fail("{}: {} is not between {} and {}", parameter.name, value, parameter.least, parameter.most);
}

} // namespace bitladder::quant
