// The JSON of a ladder map, written by sweep and read by merge.
#pragma once
#include "app/cli/options.h"
#include "core/experiment/ladder.h"

namespace bitladder::cli
{

// layers, formats, sqnrDb[layer][format], nsPerMac[layer][format]; null: not known, "inf": nothing differs.
Json sweepJson(const experiment::Ladder& map);
// `from` names the text in errors.
Result<experiment::Ladder> sweepOf(const Json& json, const std::string& from);

} // namespace bitladder::cli
