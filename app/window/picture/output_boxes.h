// A detector's answer: both networks' boxes over the picture that they saw.
#pragma once
#include "app/window/document/outputs.h"
#include "core/data/boxes.h"

namespace bitladder::app
{

// `ground`: what the networks saw, or grey. The last picture tells the boxes that both have from those that only one has. `kept`: of A.
widgets::PictureComparison boxComparison(const QImage& ground, const std::vector<data::Box>& reference,
    const std::vector<data::Box>& quantized, const std::map<int, std::string>& classNames,
    const std::optional<std::vector<data::Box>>& baseline = {});

} // namespace bitladder::app
