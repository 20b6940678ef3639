#include "core/measure/energy_counter.h"

#include <chrono>
#include <cstdlib>
#include <fstream>

namespace bitladder::measure
{

namespace fs = std::filesystem;

namespace
{

constexpr const char* kFolder = "/sys/class/powercap";

Result<double> readNumber(const fs::path& file)
{
    std::ifstream in(file);
    double value = 0;
    if (!in) return fail("{}: cannot be read", file.string());
    if (!(in >> value) || value < 0) return fail("{}: holds no number", file.string());
    return value;
}

std::string readLine(const fs::path& file)
{
    std::ifstream in(file);
    std::string line;
    std::getline(in, line);
    return line;
}

} // namespace

Result<EnergyCounter> EnergyCounter::open()
{
    const char* other = std::getenv("BITLADDER_POWERCAP");
    return open(other ? fs::path(other) : fs::path(kFolder));
}

Result<EnergyCounter> EnergyCounter::open(const fs::path& folder)
{
    std::error_code error;
    EnergyCounter counter;
    for (const auto& entry : fs::directory_iterator(folder, error)) {
        if (!readLine(entry.path() / "name").starts_with("package-")) continue;
        Package package {entry.path() / "energy_uj"};
        auto now = readNumber(package.file);
        if (!now) return pass(now.error());
        package.last = *now;
        if (const auto end = readNumber(entry.path() / "max_energy_range_uj")) package.end = *end;
        counter.m_packages.push_back(std::move(package));
    }
    if (counter.m_packages.empty()) return fail("{}: the system shows no energy counter", folder.string());
    return counter;
}

Result<double> EnergyCounter::joules()
{
    double sum = 0;
    for (Package& package : m_packages) {
        const auto now = readNumber(package.file);
        if (!now) return pass(now.error());
        sum += *now - package.last + (*now < package.last ? package.end : 0);
        package.last = *now;
    }
    return sum * 1e-6;
}

Result<RunEnergy> measureEnergy(EnergyCounter& counter, engine::Executable& network,
    std::span<const tensor::Tensor> inputs, double seconds, const Job& job)
{
    if (auto warm = network.run(inputs, job); !warm) return pass(warm.error());
    if (auto begun = counter.joules(); !begun) return pass(begun.error());
    const auto begin = std::chrono::steady_clock::now();
    RunEnergy energy;
    for (double elapsed = 0; elapsed < seconds || energy.runs == 0; ++energy.runs) {
        auto trace = network.run(inputs, job);
        if (!trace) return pass(trace.error());
        elapsed = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
        job.report(elapsed / seconds, "measuring energy");
    }
    const auto joules = counter.joules();
    if (!joules) return pass(joules.error());
    if (*joules <= 0) return fail("the energy counter stood still");
    energy.microjoules = *joules * 1e6 / energy.runs;
    return energy;
}

} // namespace bitladder::measure
