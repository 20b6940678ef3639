// An application that watches itself: how long each event handler of the GUI thread takes, and when which widget was
// painted.
#pragma once

#include <QApplication>
#include <chrono>
#include <functional>
#include <map>
#include <vector>

namespace bitladder::bench
{

using Clock = std::chrono::steady_clock;

inline double msSince(Clock::time_point start)
{
    return std::chrono::duration<double, std::milli>(Clock::now() - start).count();
}

// q in 0…1 of the values; 0 without any.
double quantile(std::vector<double> values, double q);

class Probe : public QApplication
{
public:
    using QApplication::QApplication;

    struct Worst {
        double ms = 0;
        int count = 0; // handlers of this kind over the limit
        // Of the longest one: what it computed itself, the rest it waited for a processor; and the part of each handler
        // that it called, without those that these called, longest first.
        double cpuMs = 0;
        std::vector<std::pair<QString, double>> parts;
    };
    struct Phase {
        std::vector<double> handlerMs; // every outermost handler
        std::vector<double> cpuMs; // what of it the thread computed
        std::map<QString, Worst> slow; // receiver and event → worst, over the limit
        struct Part {
            int count = 0;
            double ms = 0; // without the handlers that it called
        };
        std::map<QString, Part> parts; // every handler by receiver, its name and event; only with setDetail()
    };

    static constexpr double kLimitMs = 8;

    bool notify(QObject* receiver, QEvent* event) override;

    // Everything from now on is counted under this name.
    void begin(const QString& phase) { m_phase = phase; }
    enum class Detail : unsigned char { Slow, All };
    void setDetail(Detail detail) { m_detail = detail; }
    const std::map<QString, Phase>& phases() const { return m_phases; }

    // Called after a widget was painted.
    std::function<void(const QObject*)> painted;

private:
    QString m_phase;
    Detail m_detail = Detail::Slow;
    std::map<QString, Phase> m_phases;
    int m_depth = 0;
    std::vector<double> m_inner; // by depth: what the handlers below took
    std::map<QString, double> m_parts; // of the present outermost handler
};

// Runs events until the condition holds; false after so many milliseconds.
bool waitFor(const std::function<bool()>& condition, int timeoutMs = 60'000);
// Runs events for so long.
void linger(int ms);

} // namespace bitladder::bench
