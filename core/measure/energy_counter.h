// The processor's own counter of energy (RAPL: Intel's manual, volume 3B, section 16.10), where the system lets this
// program read it. Linux hands it out as files of /sys/class/powercap, since 2020 to the administrator only.
#pragma once
#include "core/engine/executable.h"

#include <filesystem>

namespace bitladder::measure
{

class EnergyCounter
{
public:
    // All packages of the machine; their parts (cores, memory) are in them. Fails with the reason where there is none,
    // or where it cannot be read. BITLADDER_POWERCAP names another folder.
    static Result<EnergyCounter> open();
    static Result<EnergyCounter> open(const std::filesystem::path& folder);

    // Since this was last called, or since it was opened. The counter begins anew at its end, some minutes to hours
    // apart.
    Result<double> joules();

private:
    struct Package {
        std::filesystem::path file;
        double last = 0, end = 0; // µJ
    };
    std::vector<Package> m_packages;
};

struct RunEnergy {
    double microjoules = 0; // of one run: of the whole processor, with what it takes while nothing runs
    int runs = 0;
};
// Runs the network for so many seconds.
Result<RunEnergy> measureEnergy(EnergyCounter& counter, engine::Executable& network,
    std::span<const tensor::Tensor> inputs, double seconds, const Job& job = {});

} // namespace bitladder::measure
