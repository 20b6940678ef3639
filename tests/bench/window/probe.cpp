#include "tests/bench/window/probe.h"

#include <QEvent>
#include <QMetaEnum>
#include <QThread>
#include <QTimer>
#include <algorithm>
#include <cmath>
#include <ctime>

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

namespace
{

double cpuMs()
{
    timespec now {};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) * 1e-6;
}

QString nameOf(const char* receiver, QEvent::Type type)
{
    return QStringLiteral("%1 %2").arg(
        QLatin1String(receiver), QLatin1String(QMetaEnum::fromType<QEvent::Type>().valueToKey(type)));
}

} // namespace

bool Probe::notify(QObject* receiver, QEvent* event)
{
    if (QThread::currentThread() != thread()) return QApplication::notify(receiver, event);
    // The receiver may be gone afterwards.
    const char* name = receiver->metaObject()->className();
    const QEvent::Type type = event->type();
    const QString who = m_detail == Detail::All ? receiver->objectName() + QLatin1Char(' ') : QString();
    const auto start = Clock::now();
    const double cpuStart = m_depth == 0 ? cpuMs() : 0;
    ++m_depth;
    m_inner.resize(static_cast<size_t>(m_depth) + 1);
    m_inner[static_cast<size_t>(m_depth)] = 0;
    const bool accepted = QApplication::notify(receiver, event);
    const double ms = msSince(start), own = ms - m_inner[static_cast<size_t>(m_depth)];
    --m_depth;
    m_inner[static_cast<size_t>(m_depth)] += ms;
    constexpr double kPartMs = 0.2;
    if (own >= kPartMs) m_parts[nameOf(name, type)] += own;
    if (m_detail == Detail::All) {
        auto& part = m_phases[m_phase].parts[who + nameOf(name, type)];
        ++part.count;
        part.ms += own;
    }
    if (type == QEvent::Paint && painted) painted(receiver);
    // The time of a handler includes those that it calls. Quitting the loop of a wait is not one.
    if (m_depth > 0) return accepted;
    Phase& phase = m_phases[m_phase];
    phase.handlerMs.push_back(ms);
    phase.cpuMs.push_back(cpuMs() - cpuStart);
    if (ms > kLimitMs) {
        Worst& worst = phase.slow[nameOf(name, type)];
        ++worst.count;
        if (ms > worst.ms) {
            worst.ms = ms;
            worst.cpuMs = phase.cpuMs.back();
            worst.parts.assign(m_parts.begin(), m_parts.end());
            std::ranges::sort(worst.parts, std::greater(), &std::pair<QString, double>::second);
        }
    }
    m_parts.clear();
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
