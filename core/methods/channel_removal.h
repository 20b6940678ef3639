// Private to the methods: output channels of layers, taken out of the graph.
#pragma once
#include "core/methods/method.h"

namespace bitladder::methods
{

// Of every layer whose output reaches other layers alone, straight away or through operators that work channel by
// channel, `share` of the output channels go, those with the smallest sum of magnitudes; the layers that read them
// lose the weights for them. Shapes in between shrink. Others stay as they are; where none can shrink the log's note
// says so.
Result<void> removeChannels(Draft& draft, double share, engine::MethodLog& log);

} // namespace bitladder::methods
