// Draws a detector's answer: the boxes of both networks over the picture that they saw.
#pragma once
#include "app/window/document/outputs.h"
#include "core/data/boxes.h"

namespace bitladder::app
{

// `ground`: what the networks saw, or grey. In the last picture colours tell the boxes that both networks have from
// those of one of them. `baseline`: its boxes; none: there is no baseline.
widgets::PictureComparison boxComparison(const QImage& ground, const std::vector<data::Box>& reference,
    const std::vector<data::Box>& quantized, const std::map<int, std::string>& classNames,
    const std::optional<std::vector<data::Box>>& baseline = {});

} // namespace bitladder::app
