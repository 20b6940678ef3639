// Tells the thread sanitizer of an order between two threads that a library guarantees (oneTBB, Qt) but that the
// sanitizer cannot see, because the library was not built with it. In every other build there is nothing of this.
#pragma once

#if defined(__SANITIZE_THREAD__)
#define BITLADDER_THREAD_SANITIZER
#elif defined(__has_feature)
#if __has_feature(thread_sanitizer)
#define BITLADDER_THREAD_SANITIZER
#endif
#endif
#ifdef BITLADDER_THREAD_SANITIZER
#include <sanitizer/tsan_interface.h>
#endif

namespace bitladder
{

// What this thread has done so far happens before whatever follows a happensAfter() of the same place.
inline void happensBefore([[maybe_unused]] void* place)
{
#ifdef BITLADDER_THREAD_SANITIZER
    __tsan_release(place);
#endif
}

inline void happensAfter([[maybe_unused]] void* place)
{
#ifdef BITLADDER_THREAD_SANITIZER
    __tsan_acquire(place);
#endif
}

} // namespace bitladder
