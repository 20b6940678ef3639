// What is wrong with a calibration, a preprocessing or a network's numbers, each with what to do about it. Nothing here
// changes anything.
#pragma once
#include "core/experiment/preprocessing_check.h"

namespace bitladder::experiment
{

struct Finding {
    std::string id; // "pictures", "clipping", "outliers", "concat", "preprocessing"
    enum class Weight : unsigned char { Fine, Advice, Problem } weight = Weight::Fine;
    int layer = -1; // −1: the whole network
    double value = 0; // the figure that it was judged by
    std::string summary; // a sentence with the figure
    std::string nextStep; // what to do; empty: nothing
    std::string theory; // why
    size_t pictures = 0; // that were looked at; 0: none were
    std::string node {}; // that it is about, where that is no layer
    std::optional<PreprocessingFit> better {}; // other rules that fit better
};

struct DoctorQuestion {
    quant::Recipe recipe;
    std::shared_ptr<analysis::Pictures> validation; // pictures that did not calibrate; null: none
    size_t limit = 32; // of them
    uint64_t seed = 1; // of the bootstrap
};

// How uncertain the largest of so many magnitudes is: the half width of the bootstrap's 95 % interval (Efron 1979, 400
// resamples) of the maximum, as a share of the maximum over all. Precondition: there are values.
double maximumUncertainty(std::span<const double> values, uint64_t seed);

// The ranges of the activations over the calibration pictures with bootstrap error bars ("pictures"); how many values
// of other pictures lie beyond them ("clipping"); weights and activations that few outliers stretch ("outliers");
// inputs of one Concat with very different ranges ("concat"); other ways to preprocess that meet the statistics of the
// first batch normalization better ("preprocessing"; only where the file still has one behind a convolution).
Result<std::vector<Finding>> doctor(Experiment& experiment, const DoctorQuestion& question, const Job& job = {});

} // namespace bitladder::experiment
