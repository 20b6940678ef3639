#include "core/train/optimizer.h"

#include "core/base/translatable_message.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace bitladder::train
{

namespace
{

// Calls step(value, gradient, first, second, unit) for each value. The lists do not overlap, which the compiler has to
// be told for doing several at once.
template<typename Step> void eachValue(const Moved& m, Step step)
{
    float *values = m.values.data(), *first = m.first.data(), *second = m.second.data();
    const float *gradient = m.gradient.data(), *unit = m.unit.data();
    const size_t count = m.values.size();
    if (m.unit.empty()) {
#pragma GCC ivdep
        for (size_t i = 0; i < count; ++i)
            step(values[i], gradient[i], first[i], second[i], 1.0f);
        return;
    }
#pragma GCC ivdep
    for (size_t i = 0; i < count; ++i)
        step(values[i], gradient[i], first[i], second[i], unit[i]);
}

// v ← 0.9·v + g, w ← w − rate·v. With units, the gradient is that of w in units.
void momentum(const Moved& m, const OptimizerStep& step)
{
    const auto rate = static_cast<float>(step.rate);
    eachValue(m, [=](float& value, float gradient, float& first, float&, float unit) {
        first = 0.9f * first + gradient * unit;
        value -= rate * first * unit;
    });
}

void adam(const Moved& m, const OptimizerStep& step)
{
    constexpr float kFirst = 0.9f, kSecond = 0.999f, kLeast = 1e-8f;
    const auto n = static_cast<double>(step.number);
    const auto rate = static_cast<float>(step.rate * std::sqrt(1 - std::pow(0.999, n)) / (1 - std::pow(0.9, n)));
    eachValue(m, [=](float& value, float gradient, float& first, float& second, float unit) {
        const float g = gradient * unit;
        first = kFirst * first + (1 - kFirst) * g;
        second = kSecond * second + (1 - kSecond) * g * g;
        value -= rate * unit * first / (std::sqrt(second) + kLeast);
    });
}

double constant(double)
{
    return 1;
}

double cosine(double share)
{
    return 0.5 * (1 + std::cos(share * std::numbers::pi));
}

double stairs(double share) // a tenth from the half on, a hundredth from three quarters on
{
    return share < 0.5 ? 1 : (share < 0.75 ? 0.1 : 0.01);
}

constexpr Optimizer kOptimizers[]
    = {{"adam", QT_TRANSLATE_NOOP("Train", "Adam"), "Kingma and Ba 2015, Adam, algorithm 1", 1e-2, adam},
        {"sgd", QT_TRANSLATE_NOOP("Train", "SGD with momentum"), "Sutskever et al. 2013, eq. 1 and 2", 1e-2, momentum}};
constexpr Schedule kSchedules[] = {{"cosine", QT_TRANSLATE_NOOP("Train", "cosine"), cosine},
    {"step", QT_TRANSLATE_NOOP("Train", "in steps"), stairs},
    {"constant", QT_TRANSLATE_NOOP("Train", "constant"), constant}};

} // namespace

std::span<const Optimizer> optimizers()
{
    return kOptimizers;
}

const Optimizer* findOptimizer(std::string_view id)
{
    const auto it = std::ranges::find(kOptimizers, id, &Optimizer::id);
    return it == std::end(kOptimizers) ? nullptr : it;
}

std::span<const Schedule> schedules()
{
    return kSchedules;
}

const Schedule* findSchedule(std::string_view id)
{
    const auto it = std::ranges::find(kSchedules, id, &Schedule::id);
    return it == std::end(kSchedules) ? nullptr : it;
}

} // namespace bitladder::train
