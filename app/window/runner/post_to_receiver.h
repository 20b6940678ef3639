// Runs work in the thread of a receiver when its event loop comes to it. The work is dropped if the receiver is gone by
// then.
#pragma once
#include "core/base/thread_order.h"

#include <QMetaObject>
#include <memory>

namespace bitladder::app
{

#ifdef BITLADDER_THREAD_SANITIZER
// Qt's queue of events guarantees that what was done before the posting is seen by the work; the sanitizer does not see
// its locks. The object that Qt makes for the work is covered too: what it holds of this class is written last.
template<typename Work> class Handed
{
public:
    explicit Handed(Work work)
        : m_work(std::make_unique<Work>(std::move(work)))
    {
    }
    Handed(Handed&& other) noexcept
        : m_work(std::move(other.m_work))
        , m_place(m_work.get())
    {
        happensBefore(m_place);
    }
    Handed& operator=(Handed&&) = delete;
    // Qt lets go of it in whichever of the two threads comes last.
    ~Handed()
    {
        if (m_work) happensAfter(m_place);
    }
    // Reads m_place before the order is known: that one read is not looked at.
    __attribute__((no_sanitize("thread"))) void operator()() const
    {
        happensAfter(m_place);
        (*m_place)();
        happensBefore(m_place);
    }

private:
    std::unique_ptr<Work> m_work;
    Work* m_place = nullptr;
};
#endif

// Thread-safe; the receiver must live meanwhile.
template<typename Work> void postToReceiver(QObject* receiver, Work work)
{
#ifdef BITLADDER_THREAD_SANITIZER
    QMetaObject::invokeMethod(receiver, Handed<Work>(std::move(work)), Qt::QueuedConnection);
#else
    QMetaObject::invokeMethod(receiver, std::move(work), Qt::QueuedConnection);
#endif
}

} // namespace bitladder::app
