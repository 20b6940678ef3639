// Fills the table of every level. A level starts as a copy of the one below and replaces what it does better.
#include "core/kernels/dispatch.h"
#include "core/kernels/kernel_sets.h"

#include <vector>

namespace bitladder::kernels
{

namespace
{

KernelTable scalarTable()
{
    KernelTable table;
    table.level = Level::Scalar;
    detail::setGemmScalar(table);
    detail::setWideScalar(table);
    detail::setElementwiseScalar(table);
    detail::setWinogradScalar(table);
    detail::setWinogradIntScalar(table);
    return table;
}

#if defined(BITLADDER_KERNELS_X86)

KernelTable avx2Table()
{
    KernelTable table = scalarTable();
    table.level = Level::Avx2;
    detail::setGemmFloatAvx2(table);
    detail::setGemmU8S8Avx2(table);
    detail::setGemmNarrowAvx2(table);
    detail::setGemmS16Avx2(table);
    detail::setGemmWideAvx2(table);
    detail::setGemmBitsAvx2(table);
    detail::setDepthwiseF32Avx2(table);
    detail::setDepthwiseU8Avx2(table);
    detail::setElementwiseAvx2(table);
    detail::setWinogradAvx2(table);
    detail::setWinogradIntAvx2(table);
    return table;
}

KernelTable avxVnniTable()
{
    KernelTable table = avx2Table();
    table.level = Level::AvxVnni;
    detail::setGemmU8S8AvxVnni(table);
    detail::setGemmS16AvxVnni(table);
    return table;
}

KernelTable avx512Table()
{
    KernelTable table = avx2Table();
    table.level = Level::Avx512;
    detail::setGemmFloatAvx512(table);
    detail::setGemmU8S8Avx512(table);
    detail::setGemmNarrowAvx512(table);
    detail::setGemmS16Avx512(table);
    detail::setGemmWideAvx512(table);
    if (processorHas("gfni")) detail::setGemmNarrowGfni(table);
    if (processorHas("avx512_vpopcntdq")) detail::setGemmBitsAvx512(table);
    if (processorHas("avx512_bf16")) detail::setGemmBf16Avx512(table);
    detail::setDepthwiseF32Avx512(table);
    detail::setDepthwiseU8Avx512(table);
    detail::setElementwiseAvx512(table);
    detail::setWinogradAvx512(table);
    detail::setWinogradIntAvx512(table);
    return table;
}

std::vector<PeakLoop> listed(PeakList list)
{
    return {list.loops, list.loops + list.count};
}

void replaceOrAdd(std::vector<PeakLoop>& loops, const PeakLoop& loop)
{
    for (PeakLoop& other : loops) {
        if (std::string_view(other.name) == loop.name) {
            other = loop;
            return;
        }
    }
    loops.push_back(loop);
}

std::vector<PeakLoop> avx2Peaks()
{
    return listed(detail::peakAvx2());
}

// With a dot product of bytes, weights of fewer than 8 bits have no quicker loop of their own.
std::vector<PeakLoop> peaksBelowVnni()
{
    std::vector<PeakLoop> loops = avx2Peaks();
    std::erase_if(loops, [](const PeakLoop& loop) {
        return std::string_view(loop.name) == "int7" || std::string_view(loop.name) == "narrow";
    });
    return loops;
}

std::vector<PeakLoop> avxVnniPeaks()
{
    std::vector<PeakLoop> loops = peaksBelowVnni();
    replaceOrAdd(loops, detail::peakInt8AvxVnni());
    return loops;
}

std::vector<PeakLoop> avx512Peaks()
{
    std::vector<PeakLoop> loops = peaksBelowVnni();
    for (const PeakLoop& loop : listed(detail::peakAvx512()))
        replaceOrAdd(loops, loop);
    if (processorHas("avx512_bf16")) replaceOrAdd(loops, detail::peakBf16Avx512());
    if (processorHas("avx512_vpopcntdq"))
        for (const PeakLoop& loop : listed(detail::peakBitsAvx512()))
            replaceOrAdd(loops, loop);
    return loops;
}

#endif

} // namespace

// Each table is made when it is first asked for: a table's filler lives in a file that the processor may be unable to
// run.
const KernelTable& table([[maybe_unused]] Level level)
{
#if defined(BITLADDER_KERNELS_X86)
    if (level == Level::Avx512) {
        static const KernelTable kAvx512 = avx512Table();
        return kAvx512;
    }
    if (level == Level::AvxVnni) {
        static const KernelTable kAvxVnni = avxVnniTable();
        return kAvxVnni;
    }
    if (level == Level::Avx2) {
        static const KernelTable kAvx2 = avx2Table();
        return kAvx2;
    }
#endif
    static const KernelTable kScalar = scalarTable();
    return kScalar;
}

PeakList peakLoops([[maybe_unused]] Level level)
{
#if defined(BITLADDER_KERNELS_X86)
    if (level == Level::Avx512) {
        static const std::vector<PeakLoop> kLoops = avx512Peaks();
        return {kLoops.data(), static_cast<int>(kLoops.size())};
    }
    if (level == Level::AvxVnni) {
        static const std::vector<PeakLoop> kLoops = avxVnniPeaks();
        return {kLoops.data(), static_cast<int>(kLoops.size())};
    }
    if (level == Level::Avx2) {
        static const std::vector<PeakLoop> kLoops = avx2Peaks();
        return {kLoops.data(), static_cast<int>(kLoops.size())};
    }
#endif
    return detail::peakScalar();
}

ReadLoop readLoop([[maybe_unused]] Level level)
{
#if defined(BITLADDER_KERNELS_X86)
    if (level == Level::Avx512) return detail::readAvx512;
    if (level != Level::Scalar) return detail::readAvx2;
#endif
    return detail::readScalar;
}

} // namespace bitladder::kernels
