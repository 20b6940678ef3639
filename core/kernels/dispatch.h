// Which instruction set levels this processor has, and which one runs. The only place that asks the processor.
#pragma once
#include "core/kernels/kernels.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace bitladder::kernels
{

// "scalar", "avx2", "avxvnni", "avx512".
std::string_view levelName(Level level);
std::optional<Level> levelFromName(std::string_view name);

// Avx2 needs AVX2 and FMA; AvxVnni AVX-VNNI besides; Avx512 needs F, BW, DQ, VL and VNNI, and the operating system to
// save the registers. Single kernels of a level may need more (BF16, VPOPCNTDQ): the table then holds the lower level's
// kernel.
bool levelSupported(Level level);
std::vector<Level> supportedLevels();
Level bestLevel();

// What a person asked for, else the BITLADDER_ISA environment variable, else the best level. An unknown or unsupported
// name gives an error text that lists the legal ones.
struct LevelChoice {
    Level level = Level::Scalar;
    std::string error; // empty: fine
};
LevelChoice chooseLevel(std::string_view asked);

// Feature names that this processor reports, for the "What can this machine do" table ("avx2", "avx512_vnni",
// "amx_int8" …).
std::vector<std::string> processorFeatures();
bool processorHas(std::string_view feature);

// Who made the processor: the same instructions cost differently.
enum class Maker { Amd, Other };
Maker processorMaker();

} // namespace bitladder::kernels
