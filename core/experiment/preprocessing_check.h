// Whether pictures are prepared as a network was trained with: by the statistics that a batch normalization keeps.
#pragma once
#include "core/experiment/experiment.h"

namespace bitladder::experiment
{

struct PreprocessingFit {
    data::Preprocessing rules;
    double distance = 0; // mean over the channels of |mean seen − mean expected| / expected standard deviation
};

// The mean of max(0, x) for a normal x; deviation > 0.
double rectifiedMean(double mean, double deviation);

// The present rules first, then others (channels the other way round, other ranges and usual means) for the same
// calibration pictures. Empty where nothing can be said: the input is no picture, or no batch normalization directly
// behind the first convolution is in the file.
//
// Behind a batch normalization with scale γ and shift β a channel has mean β and standard deviation |γ| over what it
// was trained with (Ioffe, Szegedy 2015); behind the ReLU that follows, that of a rectified normal variable.
Result<std::vector<PreprocessingFit>> checkPreprocessing(Experiment& experiment, const Job& job = {});

} // namespace bitladder::experiment
