// How the C library keeps memory for a program whose tensors come and go.
#pragma once

namespace bitladder::app
{

// Blocks of 128 kB and more are given back to the system at once. By itself glibc raises that limit to the largest block ever freed, and
// from then on what one model leaves behind lies between what the next one needs. Call it first in main(). Other C libraries: nothing.
void giveLargeBlocksBack();

} // namespace bitladder::app
