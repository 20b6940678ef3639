// What a long function gets: a way to be stopped and a way to say how far it is.
#pragma once
#include <functional>
#include <stop_token>
#include <string_view>

namespace bitladder
{

struct Job {
    std::stop_token stop;
    // fraction in 0…1, and what is being done. Called from the working thread; may be empty.
    std::function<void(double fraction, std::string_view what)> progress;

    bool stopped() const { return stop.stop_requested(); }
    void report(double fraction, std::string_view what) const
    {
        if (progress) progress(fraction, what);
    }
};

} // namespace bitladder
