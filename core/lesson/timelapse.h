// A time-lapse: one input, and what the network answers while its numbers shrink from 64 bits to 1, as one HTML file
// that plays by itself and needs nothing beside it, or as an animated GIF. Of a network that tells points of a plane
// apart, the regions of its classes too.
#pragma once
#include "core/experiment/experiment.h"
#include "core/lesson/figures.h"

#include <array>
#include <cstdint>

namespace bitladder::lesson
{

struct Frame {
    int bits = 64;
    std::string format; // of weights and activations
    double bytes = 0; // bits × elements
    double sqnrDb = 0; // of the network's outputs against float
    std::vector<double> shares; // of the first output's scores; empty where they are too many to be classes
    int top = -1; // the largest of them
    std::vector<uint8_t> regions; // the class of each point of the plane, by row from the top; empty: there is none
};
inline constexpr int kRegionSide = 64; // points
inline constexpr int kMostRegionClasses = 8; // that colours tell apart
// The colour of a class in regions: red, green, blue.
std::array<uint8_t, 3> regionColor(size_t label);

// What the plain dial means at every width from 64 down to 1, for all layers' weights and activations; `found` as they
// come. At most kMostClasses scores are kept.
inline constexpr size_t kMostClasses = 1000;
Result<std::vector<Frame>> timelapse(
    experiment::Experiment& experiment, const Job& job = {}, const std::function<void(const Frame&)>& found = {});

// `names` of the classes, may be fewer or none. All texts are escaped.
std::string timelapseHtml(std::span<const Frame> frames, std::span<const std::string> names, const std::string& title);
// The same frames as an animated GIF. Its letters are ASCII: a name with others is written as the number of its class.
Result<std::string> timelapseGif(std::span<const Frame> frames, std::span<const std::string> names,
    const std::string& title, int milliseconds = 400);

} // namespace bitladder::lesson
