// Optimizers and schedules: rows of two tables. An optimizer moves values against their gradient; what it remembers
// stands in two lists beside them.
#pragma once
#include <cstdint>
#include <span>
#include <string_view>

namespace bitladder::train
{

// A list of values that are moved together. All of the same length.
struct Moved {
    std::span<float> values;
    std::span<const float> gradient;
    std::span<float> first, second; // what the optimizer remembers; 0 at the start
    std::span<const float> unit; // what a step of 1 is, by value; empty: 1
};

struct OptimizerStep {
    double rate = 0;
    int64_t number = 1; // from 1
};

struct Optimizer {
    std::string_view id; // stable: on the command line
    const char* label; // English, marked for translation in the context "Train"
    std::string_view source;
    double rate; // that is tried first
    void (*move)(const Moved&, const OptimizerStep&);
};
std::span<const Optimizer> optimizers();
const Optimizer* findOptimizer(std::string_view id); // null where there is none

struct Schedule {
    std::string_view id; // stable: on the command line
    const char* label; // English, marked for translation in the context "Train"
    double (*factor)(double share); // of the rate, at a share of the way, 0 … 1
};
std::span<const Schedule> schedules();
const Schedule* findSchedule(std::string_view id); // null where there is none

} // namespace bitladder::train
