// Private to this room: what an optimizer moves, with what it remembers. A list for each layer's weights, biases,
// weight steps and activation step.
#pragma once
#include "core/train/optimizer.h"
#include "core/train/student.h"

namespace bitladder::train
{

class Parameters
{
public:
    // Of these layers, as far as they learn. The student must outlive this.
    Parameters(Student& student, std::vector<size_t> layers);

    // Steps of other sizes than before, when widths change: what was remembered of them is forgotten.
    void matchSteps();
    // From the gradient of a batch; returns the norm of the gradient in units, before it was clipped. Where that is not
    // finite nothing has moved.
    double move(const StudentGradient& gradient, double scale, double clip, const Optimizer& optimizer,
        const OptimizerStep& step);
    const std::vector<size_t>& layers() const { return m_layers; }
    size_t bytes() const;

private:
    struct List {
        std::vector<float> gradient, first, second, unit;
    };
    void add(size_t count);

    Student& m_student;
    std::vector<size_t> m_layers; // that learn
    std::vector<List> m_lists;
};

} // namespace bitladder::train
