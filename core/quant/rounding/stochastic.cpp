// Up with the probability of the fraction: right on average (Gupta et al. 2015, 1502.02551, section 3.1). The dice are
// a function of the seed and the number's position.
#include "core/base/translatable_message.h"
#include "core/quant/rounding.h"

#include <cmath>

namespace bitladder::quant
{

namespace
{

constexpr Parameter kParameters[] = {{"seed", QT_TRANSLATE_NOOP("Parameter", "seed"), 1, 0, 4294967295.0}};

} // namespace

double chanceAt(uint64_t seed, uint64_t position)
{
    uint64_t z = (seed + 1) * 0xd1342543de82ef95u + position * 0x9e3779b97f4a7c15u + 0x9e3779b97f4a7c15u;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    z ^= z >> 31;
    return std::ldexp(static_cast<double>(z >> 11), -53);
}

extern const RoundingRule kStochastic;
const RoundingRule kStochastic {.id = "stochastic",
    .label = QT_TRANSLATE_NOOP("Rounding", "stochastic"),
    .apply =
        [](double quotient, double chance) {
            const double below = std::floor(quotient);
            return below + (chance < quotient - below ? 1.0 : 0.0);
        },
    .parameters = kParameters};

} // namespace bitladder::quant
