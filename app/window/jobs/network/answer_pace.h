// How long an answer takes, from an edit to what the network says.
#pragma once
#include <algorithm>

namespace bitladder::app
{

class AnswerPace
{
public:
    void took(double ms) { m_ms = std::min(ms, 2 * m_ms); } // one that other work held up says little
    // Whether an answer is finished although a newer edit waits, so that answers follow a fader that moves. Not before
    // one has been given.
    bool quick() const { return m_ms < kQuickMs; }

private:
    static constexpr double kQuickMs = 100;
    double m_ms = 1e9;
};

} // namespace bitladder::app
