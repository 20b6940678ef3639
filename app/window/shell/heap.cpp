#include "app/window/shell/heap.h"

#include <cstdlib>

#ifdef __GLIBC__
#include <malloc.h>
#endif

namespace bitladder::app
{

void giveLargeBlocksBack()
{
#ifdef __GLIBC__
    // The number of arenas stays as it is, for all that each keeps: a thread that other work holds up in the middle of
    // an allocation would hold up the window too if they shared one (248 ms, on two cores with one of them busy).
    mallopt(M_MMAP_THRESHOLD, 128 * 1024);
#endif
}

} // namespace bitladder::app
