// What training has learned as bytes of a file: a line that names the format, then layers and nodes, in the byte order
// of the machine that wrote it.
#pragma once
#include "core/base/result.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace bitladder::methods
{

struct TrainedLayer {
    std::string name;
    std::vector<float> weights; // [channels, perChannel], on their grid; empty: as they were
    std::vector<float> bias; // empty: as it was
    std::string weightFormat, activationFormat; // empty: native floats
    std::vector<double> weightScales;
    std::vector<int64_t> weightZeros;
    double activationScale = 1;
    int64_t activationZero = 0;
};

struct Trained {
    std::vector<TrainedLayer> layers;
    std::vector<std::string> open; // nodes whose limits are gone
};

std::string bytesOf(const Trained& trained);
// Fails for bytes that are cut off, damaged or of another kind; `name` is the file's. What is read fits no network yet:
// sizes and names are whatever the file says.
Result<Trained> trainedFrom(std::string_view bytes, std::string_view name);

} // namespace bitladder::methods
