#include "core/train/optimizer.h"

#include "core/base/translatable_message.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace bitladder::train
{

namespace
{

float unitAt(const Moved& m, size_t i)
{
    return m.unit.empty() ? 1.0f : m.unit[i];
}

// v ← 0.9·v + g, w ← w − rate·v. With units, the gradient is that of w in units.
void momentum(const Moved& m, const OptimizerStep& step)
{
    const auto rate = static_cast<float>(step.rate);
    for (size_t i = 0; i < m.values.size(); ++i) {
        const float unit = unitAt(m, i);
        m.first[i] = 0.9f * m.first[i] + m.gradient[i] * unit;
        m.values[i] -= rate * m.first[i] * unit;
    }
}

void adam(const Moved& m, const OptimizerStep& step)
{
    constexpr float kFirst = 0.9f, kSecond = 0.999f, kLeast = 1e-8f;
    const auto n = static_cast<double>(step.number);
    const auto rate = static_cast<float>(step.rate * std::sqrt(1 - std::pow(0.999, n)) / (1 - std::pow(0.9, n)));
    for (size_t i = 0; i < m.values.size(); ++i) {
        const float unit = unitAt(m, i), g = m.gradient[i] * unit;
        m.first[i] = kFirst * m.first[i] + (1 - kFirst) * g;
        m.second[i] = kSecond * m.second[i] + (1 - kSecond) * g * g;
        m.values[i] -= rate * unit * m.first[i] / (std::sqrt(m.second[i]) + kLeast);
    }
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
