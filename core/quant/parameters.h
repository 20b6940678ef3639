// Numbers that a person can set for a row of a table: a percentile, an exponent, a seed. Recipe files, the command line
// and the window iterate the rows' lists and know no parameter by name.
#pragma once
#include "core/base/result.h"
#include "core/base/translatable_message.h"

#include <cmath>
#include <limits>
#include <map>
#include <string>
#include <string_view>

namespace bitladder::quant
{

struct Parameter {
    // Stable; one word has one meaning in all tables. NaN as fallback: there is none, so that it has to be given.
    std::string_view name;
    const char* label; // English, marked for translation in the context "Parameter"
    double fallback = 0, least = 0, most = 0;

    bool required() const { return std::isnan(fallback); }
};

// By name; those that are left out have their fallback. What no chosen row reads is kept: a person may come back to it.
using Parameters = std::map<std::string, double, std::less<>>;

// What counts: the given number, else the fallback, else 0.
double valueOf(const Parameters& given, const Parameter& parameter);
// Fails where a number is none or lies outside of what the parameter takes.
Result<void> checkValue(const Parameter& parameter, double value);

inline constexpr double kAnyNumber = std::numeric_limits<double>::max();
inline constexpr double kNoFallback = std::numeric_limits<double>::quiet_NaN();

} // namespace bitladder::quant
