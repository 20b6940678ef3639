// Private to this room: one step of learning. A batch is cut into parts; each part adds up the gradient of its samples
// in order, and the parts are added in order, so that every number of threads gives the same bits.
#pragma once
#include "core/train/parameters.h"
#include "core/train/pool.h"
#include "core/train/tape.h"

#include <functional>

namespace bitladder::train
{

class Batches
{
public:
    // One sample forward and back on a tape; its loss.
    using Learn = std::function<Result<double>(Tape& tape, size_t sample, StudentGradient& into)>;
    struct Move {
        const Optimizer* optimizer = nullptr;
        double clip = 0;
        OptimizerStep step;
    };

    // All of it must outlive this.
    Batches(Student& student, Parameters& parameters, int parts, const Threads& threads);
    void add(std::unique_ptr<Tape> tape) { m_tapes.add(std::move(tape)); }

    // Learns the samples and moves the parameters; returns the mean loss.
    Result<double> step(std::span<const size_t> samples, const Learn& learn, const Move& move);
    // ∂loss of the last step, the sum over its samples.
    const StudentGradient& gradient() const { return m_parts[0]; }

private:
    std::unique_ptr<Tape> takeTape();

    Student& m_student;
    Parameters& m_parameters;
    const Threads& m_threads;
    Pool<Tape> m_tapes;
    std::vector<StudentGradient> m_parts;
};

// In place, by the dice alone: the same order with every library.
template<typename Dice> void shuffle(std::vector<size_t>& order, Dice& dice)
{
    for (size_t i = order.size(); i > 1; --i)
        std::swap(order[i - 1], order[static_cast<size_t>(dice() % i)]);
}

} // namespace bitladder::train
