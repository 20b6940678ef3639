// Estimates the remaining time of work that reports its progress, from its pace so far.
#pragma once
#include <QElapsedTimer>
#include <QString>

namespace bitladder::app
{

class RemainingTime
{
public:
    // Seconds; NaN as long as nobody can tell. Another text, or a fraction that falls back, is other work.
    double seconds(const QString& text, double fraction);
    // The same with the time given, in ms, of a clock that never goes back.
    double secondsAt(qint64 now, const QString& text, double fraction);

private:
    QElapsedTimer m_clock;
    QString m_text;
    qint64 m_start = 0;
    double m_first = 0, m_last = 0;
};

} // namespace bitladder::app
