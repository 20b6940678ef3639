#include "core/lesson/straight_through.h"

#include <algorithm>
#include <cmath>

namespace bitladder::lesson
{

double roundedTo(double weight, int bits)
{
    const double top = std::ldexp(1.0, bits - 1) - 1;
    return std::clamp(std::nearbyint(weight * top), -top, top) / top;
}

std::vector<ThroughStep> straightThrough(const ThroughQuestion& question)
{
    std::vector<ThroughStep> steps;
    double weight = question.start;
    for (int i = 0; i <= question.steps; ++i) {
        ThroughStep step {weight, roundedTo(weight, question.bits), 0, 0};
        const double error = step.rounded - question.target;
        step.loss = error * error / 2;
        step.slope = std::fabs(weight) <= 1 ? error : 0;
        weight -= question.rate * step.slope;
        steps.push_back(step);
    }
    return steps;
}

} // namespace bitladder::lesson
