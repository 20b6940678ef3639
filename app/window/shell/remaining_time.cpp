#include "app/window/shell/remaining_time.h"

#include <limits>

namespace bitladder::app
{

namespace
{

// Before this nobody wants to know, and the first pieces of work say little.
constexpr qint64 kPatienceMs = 1500;
constexpr double kLeastShare = 0.02;

} // namespace

double RemainingTime::seconds(const QString& text, double fraction)
{
    if (!m_clock.isValid()) m_clock.start();
    return secondsAt(m_clock.elapsed(), text, fraction);
}

double RemainingTime::secondsAt(qint64 now, const QString& text, double fraction)
{
    if (text != m_text || fraction < m_last) {
        m_text = text;
        m_start = now;
        m_first = fraction;
    }
    m_last = fraction;
    const double share = fraction - m_first;
    if (now - m_start < kPatienceMs || !(share >= kLeastShare)) return std::numeric_limits<double>::quiet_NaN();
    return static_cast<double>(now - m_start) / 1000 * (1 - fraction) / share;
}

} // namespace bitladder::app
