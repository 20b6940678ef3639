// The samples that come with the program, under the window's names.
#pragma once
#include "core/lesson/samples.h"

namespace bitladder::app
{

using lesson::findSample, lesson::kSamples, lesson::Sample, lesson::samplesFolder;

} // namespace bitladder::app
