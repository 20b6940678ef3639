// Rules and ties as options of the command line.
#pragma once
#include "core/experiment/search.h"

#include <string>
#include <vector>

namespace bitladder::cli
{

// "CONDITION[,CONDITION…]:weights=FORMAT,activations=FORMAT" with the conditions op=Conv, kernel=1x1|3x3|depthwise,
// name=PART, position=first|last|middle, at-least=N, at-most=N parameters; none in front of ':': all layers. What it
// says of the layers of the model that meet it. Throws UsageError, also where no layer does.
experiment::FixedFormats ruleOption(const std::string& text, const model::Model& model);

// "residual": the layers whose outputs meet in a sum, group by group; else names of layers, joined by commas. Throws
// UsageError for a name that is none.
std::vector<std::vector<int>> tieOption(const std::string& text, const model::Model& model);

// "7.69 kB": three digits in the decimal unit that reads best.
std::string bytesText(double bytes);

} // namespace bitladder::cli
