#include "core/kernels/dispatch.h"

#include <cstdint>
#include <cstdlib>
#include <cstring>

#if defined(__x86_64__)
#include <cpuid.h>
#endif

namespace bitladder::kernels
{

namespace
{

struct Cpu {
    std::vector<std::string> features; // sorted as the list below
    bool avx2 = false;
    bool avx512 = false;
    Maker maker = Maker::Other;

    bool has(std::string_view name) const
    {
        for (const std::string& feature : features)
            if (feature == name) return true;
        return false;
    }
};

#if defined(__x86_64__)

enum class Register { Eax, Ebx, Ecx, Edx };

// What the operating system has to save before the instructions may be used.
enum class State { None, Ymm, Zmm, Tile };

struct FeatureBit {
    const char* name;
    unsigned leaf, subleaf;
    Register where;
    int bit;
    State state;
};

constexpr FeatureBit kFeatureBits[] = {
    {"sse4_2", 1, 0, Register::Ecx, 20, State::None},
    {"popcnt", 1, 0, Register::Ecx, 23, State::None},
    {"avx", 1, 0, Register::Ecx, 28, State::Ymm},
    {"f16c", 1, 0, Register::Ecx, 29, State::Ymm},
    {"fma", 1, 0, Register::Ecx, 12, State::Ymm},
    {"avx2", 7, 0, Register::Ebx, 5, State::Ymm},
    {"gfni", 7, 0, Register::Ecx, 8, State::None},
    {"avx_vnni", 7, 1, Register::Eax, 4, State::Ymm},
    {"avx_vnni_int8", 7, 1, Register::Edx, 4, State::Ymm},
    {"avx512f", 7, 0, Register::Ebx, 16, State::Zmm},
    {"avx512dq", 7, 0, Register::Ebx, 17, State::Zmm},
    {"avx512bw", 7, 0, Register::Ebx, 30, State::Zmm},
    {"avx512vl", 7, 0, Register::Ebx, 31, State::Zmm},
    {"avx512_vbmi", 7, 0, Register::Ecx, 1, State::Zmm},
    {"avx512_vnni", 7, 0, Register::Ecx, 11, State::Zmm},
    {"avx512_bitalg", 7, 0, Register::Ecx, 12, State::Zmm},
    {"avx512_vpopcntdq", 7, 0, Register::Ecx, 14, State::Zmm},
    {"avx512_bf16", 7, 1, Register::Eax, 5, State::Zmm},
    {"avx512_fp16", 7, 0, Register::Edx, 23, State::Zmm},
    {"amx_bf16", 7, 0, Register::Edx, 22, State::Tile},
    {"amx_tile", 7, 0, Register::Edx, 24, State::Tile},
    {"amx_int8", 7, 0, Register::Edx, 25, State::Tile},
    {"amx_fp16", 7, 1, Register::Eax, 21, State::Tile},
};

bool leafBit(const FeatureBit& f)
{
    unsigned r[4] = {};
    // Subleaf 1 of leaf 7 exists only where subleaf 0 says so.
    if (f.leaf == 7 && f.subleaf > 0) {
        if (!__get_cpuid_count(7, 0, &r[0], &r[1], &r[2], &r[3]) || r[0] < f.subleaf) return false;
    }
    if (!__get_cpuid_count(f.leaf, f.subleaf, &r[0], &r[1], &r[2], &r[3])) return false;
    return (r[static_cast<int>(f.where)] >> f.bit) & 1;
}

uint64_t savedState()
{
    constexpr FeatureBit kOsXsave {"osxsave", 1, 0, Register::Ecx, 27, State::None};
    if (!leafBit(kOsXsave)) return 0;
    uint32_t low = 0;
    uint32_t high = 0;
    __asm__ volatile("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
    return (static_cast<uint64_t>(high) << 32) | low;
}

Cpu askCpu()
{
    const uint64_t saved = savedState();
    const auto saves = [saved](State state) {
        switch (state) {
        case State::None:
            return true;
        case State::Ymm:
            return (saved & 0x6) == 0x6;
        case State::Zmm:
            return (saved & 0xe6) == 0xe6;
        case State::Tile:
            return (saved & 0x60000) == 0x60000;
        }
        return false;
    };
    Cpu cpu;
    for (const FeatureBit& f : kFeatureBits)
        if (saves(f.state) && leafBit(f)) cpu.features.emplace_back(f.name);
    cpu.avx2 = cpu.has("avx2") && cpu.has("fma") && cpu.has("f16c") && cpu.has("popcnt");
    cpu.avx512 = cpu.avx2 && cpu.has("avx512f") && cpu.has("avx512bw") && cpu.has("avx512dq") && cpu.has("avx512vl")
        && cpu.has("avx512_vnni");
    unsigned highest = 0, name[3] = {};
    if (__get_cpuid(0, &highest, &name[0], &name[2], &name[1]) && std::memcmp(name, "AuthenticAMD", 12) == 0)
        cpu.maker = Maker::Amd;
    return cpu;
}

#else

Cpu askCpu()
{
    return {};
}

#endif

const Cpu& cpu()
{
    static const Cpu kCpu = askCpu();
    return kCpu;
}

constexpr std::string_view kLevelNames[kLevelCount] = {"scalar", "avx2", "avxvnni", "avx512"};

std::string legalNames()
{
    std::string names;
    for (Level level : supportedLevels()) {
        if (!names.empty()) names += ", ";
        names += levelName(level);
    }
    return names;
}

} // namespace

std::string_view levelName(Level level)
{
    return kLevelNames[static_cast<int>(level)];
}

std::optional<Level> levelFromName(std::string_view name)
{
    for (int i = 0; i < kLevelCount; ++i)
        if (kLevelNames[i] == name) return static_cast<Level>(i);
    return std::nullopt;
}

bool levelSupported(Level level)
{
    switch (level) {
    case Level::Scalar:
        return true;
    case Level::Avx2:
        return cpu().avx2;
    case Level::AvxVnni:
        return cpu().avx2 && cpu().has("avx_vnni");
    case Level::Avx512:
        return cpu().avx512;
    }
    return false;
}

std::vector<Level> supportedLevels()
{
    std::vector<Level> levels;
    for (int i = 0; i < kLevelCount; ++i)
        if (levelSupported(static_cast<Level>(i))) levels.push_back(static_cast<Level>(i));
    return levels;
}

Level bestLevel()
{
    return supportedLevels().back();
}

LevelChoice chooseLevel(std::string_view asked)
{
    std::string source = "instruction set";
    if (asked.empty()) {
        const char* environment = std::getenv("BITLADDER_ISA");
        if (!environment || !*environment) return {bestLevel(), {}};
        asked = environment;
        source = "instruction set in BITLADDER_ISA";
    }
    const std::optional<Level> level = levelFromName(asked);
    if (!level)
        return {Level::Scalar, "unknown " + source + " \"" + std::string(asked) + "\"; legal here: " + legalNames()};
    if (!levelSupported(*level))
        return {Level::Scalar,
            "this processor cannot run the " + source + " \"" + std::string(asked) + "\"; legal here: " + legalNames()};
    return {*level, {}};
}

std::vector<std::string> processorFeatures()
{
    return cpu().features;
}

Maker processorMaker()
{
    return cpu().maker;
}

bool processorHas(std::string_view feature)
{
    return cpu().has(feature);
}

} // namespace bitladder::kernels
