#include "core/train/parameters.h"

#include <algorithm>
#include <cmath>

namespace bitladder::train
{

namespace
{

// gradient *= factor; returns Σ (gradient · unit)². Sums side by side, so that the compiler can do several at once.
double scaled(std::span<float> gradient, std::span<const float> unit, float factor)
{
    constexpr size_t kSums = 16, kBlock = 1024; // what is added up in float32
    double total = 0;
    for (size_t first = 0; first < gradient.size(); first += kBlock) {
        const size_t count = std::min(kBlock, gradient.size() - first);
        float sums[kSums] {};
        const auto add = [&](size_t k, float& sum) {
            float& g = gradient[first + k];
            g *= factor;
            const float inUnits = unit.empty() ? g : g * unit[first + k];
            sum += inUnits * inUnits;
        };
        size_t k = 0;
        for (; k + kSums <= count; k += kSums)
            for (size_t s = 0; s < kSums; ++s)
                add(k + s, sums[s]);
        for (; k < count; ++k)
            add(k, sums[0]);
        for (const float sum : sums)
            total += static_cast<double>(sum);
    }
    return total;
}

} // namespace

Parameters::Parameters(Student& student, std::vector<size_t> layers)
    : m_student(student)
    , m_layers(std::move(layers))
{
    std::erase_if(m_layers, [&](size_t i) { return !student.layers()[i].learns; });
    for (const size_t i : m_layers) {
        const StudentLayer& layer = student.layers()[i];
        add(layer.latent.size());
        auto& unit = m_lists.back().unit;
        // A step is a share of what the weights of a channel are like: folded batch norms make channels of any size.
        const auto length = static_cast<size_t>(layer.perChannel);
        for (size_t c = 0; c < static_cast<size_t>(layer.channels); ++c) {
            double sum = 0;
            for (size_t k = 0; k < length; ++k)
                sum += static_cast<double>(layer.latent[c * length + k])
                    * static_cast<double>(layer.latent[c * length + k]);
            unit.resize(unit.size() + length,
                std::max(1e-6f, static_cast<float>(std::sqrt(sum / static_cast<double>(length)))));
        }
        add(layer.bias.size());
        double size = 0;
        for (const float b : layer.bias)
            size += std::fabs(static_cast<double>(b));
        m_lists.back().unit.assign(
            layer.bias.size(), static_cast<float>(std::max(0.05, size / static_cast<double>(layer.bias.size() + 1))));
        add(layer.steps.size());
        add(layer.activationStepLearns ? 1 : 0);
    }
}

void Parameters::add(size_t count)
{
    List list;
    list.gradient.assign(count, 0.0f);
    list.first.assign(count, 0.0f);
    list.second.assign(count, 0.0f);
    m_lists.push_back(std::move(list));
}

void Parameters::matchSteps()
{
    size_t at = 0;
    for (const size_t i : m_layers) {
        List& list = m_lists[at + 2];
        list.first.assign(m_student.layers()[i].steps.size(), 0.0f);
        list.second.assign(m_student.layers()[i].steps.size(), 0.0f);
        at += 4;
    }
}

double Parameters::move(
    const StudentGradient& gradient, double scale, double clip, const Optimizer& optimizer, const OptimizerStep& step)
{
    size_t at = 0;
    double square = 0;
    for (const size_t i : m_layers) {
        const StudentLayer& layer = m_student.layers()[i];
        m_student.throughRounding(i, gradient[i], m_lists[at].gradient, m_lists[at + 2].gradient);
        m_lists[at + 1].gradient = gradient[i].bias;
        if (layer.activationStepLearns) m_lists[at + 3].gradient = {static_cast<float>(gradient[i].activationStep)};
        at += 4;
    }
    for (List& list : m_lists)
        square += scaled(list.gradient, list.unit, static_cast<float>(scale));
    const double norm = std::sqrt(square);
    if (!std::isfinite(norm)) return norm;
    if (clip > 0 && norm > clip)
        for (List& list : m_lists)
            for (float& g : list.gradient)
                g *= static_cast<float>(clip / norm);
    at = 0;
    for (const size_t i : m_layers) {
        StudentLayer& layer = m_student.layers()[i];
        const std::span<float> values[]
            = {layer.latent, layer.bias, layer.steps, {&layer.activationStep, layer.activationStepLearns ? 1u : 0u}};
        for (size_t k = 0; k < 4; ++k, ++at) {
            List& list = m_lists[at];
            if (values[k].empty()) continue;
            optimizer.move({values[k], list.gradient, list.first, list.second, list.unit}, step);
        }
        // What an optimizer remembers of a weight that was pruned since then must not move it.
        for (size_t k = 0; k < layer.kept.size(); ++k)
            if (!layer.kept[k]) layer.latent[k] = 0;
        m_student.followRange(i, gradient[i].seen);
    }
    return norm;
}

size_t Parameters::bytes() const
{
    size_t count = 0;
    for (const List& list : m_lists)
        count += list.first.size();
    return count * 7 * sizeof(float); // latent, rounded twice, gradient twice, two memories
}

} // namespace bitladder::train
