// The memory allocator's settings for a program that allocates and frees large tensors.
#pragma once

namespace bitladder::app
{

// Returns blocks of 128 kB and more to the system as soon as they are freed. glibc by itself raises that limit to the
// largest block ever freed, and then the memory of one model is not returned before the next one needs it. Call it
// first in main(). Other C libraries: does nothing.
void giveLargeBlocksBack();

} // namespace bitladder::app
