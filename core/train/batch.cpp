#include "core/train/batch.h"

#include <algorithm>
#include <cmath>

namespace bitladder::train
{

namespace
{

void addTo(LayerGradient& sum, const LayerGradient& part)
{
    for (size_t k = 0; k < sum.weights.size(); ++k)
        sum.weights[k] += part.weights[k];
    for (size_t k = 0; k < sum.bias.size(); ++k)
        sum.bias[k] += part.bias[k];
    sum.activationStep += part.activationStep;
    sum.seen.low = std::min(sum.seen.low, part.seen.low);
    sum.seen.high = std::max(sum.seen.high, part.seen.high);
}

void clear(LayerGradient& gradient)
{
    std::ranges::fill(gradient.weights, 0.0f);
    std::ranges::fill(gradient.bias, 0.0f);
    gradient.activationStep = 0;
    gradient.seen = kNothingSeen;
}

} // namespace

Batches::Batches(Student& student, Parameters& parameters, int parts, const Threads& threads)
    : m_student(student)
    , m_parameters(parameters)
    , m_threads(threads)
    , m_parts(static_cast<size_t>(parts), student.emptyGradient(parameters.layers()))
{
}

std::unique_ptr<Tape> Batches::takeTape()
{
    auto tape = m_tapes.take();
    return tape ? std::move(tape) : std::make_unique<Tape>(m_student);
}

Result<double> Batches::step(std::span<const size_t> samples, const Learn& learn, const Move& move)
{
    std::vector<double> losses(m_parts.size(), 0.0);
    std::vector<Result<void>> done(m_parts.size());
    m_threads.each(m_parts.size(), [&](size_t part) {
        for (const size_t layer : m_parameters.layers())
            clear(m_parts[part][layer]);
        auto tape = takeTape();
        for (size_t i = part; i < samples.size() && done[part]; i += m_parts.size()) {
            auto loss = learn(*tape, samples[i], m_parts[part]);
            if (loss)
                losses[part] += *loss;
            else
                done[part] = pass(loss.error());
        }
        tape->collect(m_parts[part]);
        m_tapes.add(std::move(tape));
    });
    double loss = 0;
    for (size_t part = 0; part < m_parts.size(); ++part) {
        if (!done[part]) return pass(done[part].error());
        loss += losses[part];
    }
    m_threads.each(m_parameters.layers().size(), [&](size_t i) {
        const size_t layer = m_parameters.layers()[i];
        for (size_t part = 1; part < m_parts.size(); ++part)
            addTo(m_parts[0][layer], m_parts[part][layer]);
    });
    const double share = 1.0 / static_cast<double>(samples.size());
    const double norm = m_parameters.move(m_parts[0], share, move.clip, *move.optimizer, move.step);
    if (!std::isfinite(norm)) return fail("the loss is not finite any more; a smaller rate may help");
    m_student.refresh(m_threads, m_parameters.layers());
    return loss * share;
}

} // namespace bitladder::train
