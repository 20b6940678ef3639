#include "tests/bench/window/probe.h"

#include <QEvent>
#include <QMetaEnum>
#include <QThread>
#include <QTimer>
#include <algorithm>
#include <cmath>

namespace bitladder::bench
{

double quantile(std::vector<double> values, double q)
{
    if (values.empty()) return 0;
    std::ranges::sort(values);
    const double at = q * static_cast<double>(values.size() - 1);
    const auto below = static_cast<size_t>(at);
    const size_t above = std::min(below + 1, values.size() - 1);
    return std::lerp(values[below], values[above], at - std::floor(at));
}

double Probe::Phase::longest() const
{
    return handlerMs.empty() ? 0 : *std::ranges::max_element(handlerMs);
}

bool Probe::notify(QObject* receiver, QEvent* event)
{
    if (QThread::currentThread() != thread()) return QApplication::notify(receiver, event);
    // The receiver may be gone afterwards.
    const char* name = receiver->metaObject()->className();
    const QEvent::Type type = event->type();
    const auto start = Clock::now();
    ++m_depth;
    const bool accepted = QApplication::notify(receiver, event);
    --m_depth;
    if (type == QEvent::Paint && painted) painted(receiver);
    // The time of a handler includes those that it calls. Quitting the loop of a wait is not one.
    if (m_depth > 0) return accepted;
    const double ms = msSince(start);
    Phase& phase = m_phases[m_phase];
    phase.handlerMs.push_back(ms);
    if (ms > kLimitMs) {
        const char* kind = QMetaEnum::fromType<QEvent::Type>().valueToKey(type);
        Worst& worst = phase.slow[QStringLiteral("%1 %2").arg(QLatin1String(name), QLatin1String(kind))];
        worst.ms = std::max(worst.ms, ms);
        ++worst.count;
    }
    return accepted;
}

bool waitFor(const std::function<bool()>& condition, int timeoutMs)
{
    // Wakes the loop up, so that a condition that no event announces is seen too.
    QTimer tick;
    tick.start(2);
    const auto start = Clock::now();
    while (!condition()) {
        if (msSince(start) > timeoutMs) return false;
        QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
    }
    return true;
}

void linger(int ms)
{
    const auto start = Clock::now();
    waitFor([&] { return msSince(start) >= ms; }, ms + 1000);
}

} // namespace bitladder::bench
