#include "core/engine/fastest_way.h"

#include "core/engine/compute_row.h"
#include "core/engine/packed_layer.h"
#include "core/engine/winograd.h"

#include <algorithm>

namespace bitladder::engine
{

namespace
{

// What a kernel costs, in nanoseconds of one thread.
struct Plain {
    Compute compute;
    double products; // in a nanosecond, padding of the depth included
    double run; // for each output and each run of taps: where the loop over the depth begins anew
    double output; // for each output: the epilogue
    double input = 0; // for each value: bits are packed, bytes are there
};
struct Winograd {
    double products; // in a nanosecond
    double value; // for each value that goes through a transform
};
struct Rates {
    kernels::Level level;
    Plain plain[7];
    Winograd winograd;
};

// Measured on a Sapphire Rapids (2 MB of second cache), one thread, layers of ResNet and MobileNet: 3×3 of 64 × 56²,
// 256 × 14² and 512 × 7², the 7×7 stem, 1×1 of 24 → 144, 144 → 24 and 256 → 1024 channels. Only ratios count.
constexpr Rates kRates[] = {
    {kernels::Level::Avx2,
        {{Compute::U8S8, 40, 0, 0.45}, {Compute::U8S7, 64, 0, 0.45}, {Compute::U8S4, 60, 0.1, 0.45},
            {Compute::U8S2, 75, 0.2, 0.45}, {Compute::U8S1, 76, 0.3, 0.45}, {Compute::Ternary, 80, 0.2, 1.9, 0.7},
            {Compute::Binary, 180, 0.1, 2.2, 0.5}},
        {42, 0.45}},
    {kernels::Level::AvxVnni,
        {{Compute::U8S8, 135, 0, 0.45}, {Compute::U8S7, 135, 0, 0.45}, {Compute::U8S4, 130, 0.03, 0.45},
            {Compute::U8S2, 128, 0.05, 0.45}, {Compute::U8S1, 125, 0.05, 0.45}, {Compute::Ternary, 80, 0.2, 1.9, 0.7},
            {Compute::Binary, 180, 0.1, 2.2, 0.5}},
        {66, 0.35}},
    {kernels::Level::Avx512,
        {{Compute::U8S8, 285, 0, 0.25}, {Compute::U8S7, 285, 0, 0.25}, {Compute::U8S4, 255, 0.02, 0.25},
            {Compute::U8S2, 255, 0.03, 0.25}, {Compute::U8S1, 255, 0.03, 0.25},
            {Compute::Ternary, 320, 0.02, 0.45, 0.6}, {Compute::Binary, 640, 0.02, 0.3, 0.3}},
        {170, 0.2}},
};

double weightsNs(double bytes)
{
    // From the second cache, from the third, and where they push everything else out of it.
    constexpr double kSecond = 1.5e6, kThird = 16e6;
    return bytes / (bytes < kSecond ? 60 : bytes < kThird ? 20 : 15);
}

double costOf(
    const IntegerWay& way, Compute own, const Rates& rates, const Geometry& g, const kernels::KernelTable& table)
{
    const auto inputs = static_cast<double>(g.batch * g.inPixels() * g.inChannels);
    const auto outputs = static_cast<double>(g.outRows() * g.outChannels);
    if (way.winogradTile > 0) {
        const int positions = kernels::winogradPositions(way.winogradTile);
        const auto products = static_cast<double>(winogradProducts(g, way.winogradTile));
        const double matrix = static_cast<double>(g.inChannels * g.outChannels);
        const double values = products / matrix * static_cast<double>(g.inChannels + g.outChannels);
        // Few channels fill no vector of the transforms.
        constexpr int64_t kVector = 16;
        const double filled = static_cast<double>((g.inChannels + kVector - 1) / kVector * kVector)
            / static_cast<double>(std::max<int64_t>(1, g.inChannels));
        return filled * products / rates.winograd.products + filled * filled * values * rates.winograd.value
            + weightsNs(positions * matrix * 2);
    }
    const auto plain = std::ranges::find(rates.plain, way.compute, &Plain::compute);
    const PanelLayout layout = panelLayout(table, way.compute, g);
    const bool bits = storageOf(way.compute) != Storage::U8;
    const int64_t runs = bits ? g.taps() : g.runs(), depth = bits ? g.inPerGroup() : g.runDepth();
    const int64_t group = bits ? 64 : std::max(1, layout.kGroup);
    const double products = outputs * static_cast<double>(runs * ((depth + group - 1) / group * group));
    const double weights
        = static_cast<double>(g.outChannels * g.taps() * g.inPerGroup()) * rowOf(way.compute).weightBits / 8;
    // Beside a projection, whose strides pass most pixels over, another layer reads the same values, most likely as the
    // pair's own kernel does: those of another form are made for the projection alone.
    const bool beside = g.taps() == 1 && g.inPixels() > g.outPixels();
    constexpr double kOtherForm = 0.25;
    const bool other = bits != (storageOf(own) != Storage::U8);
    const double form = !beside ? plain->input : other ? kOtherForm : 0;
    // Loops over bits have too few sums at a time to hide their latency where there is one row only.
    const double alone = bits && g.outRows() == 1 ? 3 : 1;
    return alone * products / plain->products + outputs * (static_cast<double>(runs) * plain->run + plain->output)
        + inputs * form + weightsNs(weights);
}

} // namespace

IntegerWay fastestWay(std::span<const IntegerWay> ways, const Geometry& original, const kernels::KernelTable& table)
{
    const auto rates = std::ranges::find(kRates, table.level, &Rates::level);
    if (rates == std::end(kRates) || ways.size() == 1) return ways.front();
    Geometry g = original;
    if (g.wantsMerging()) g.merged = g.kernel.back();
    // The pair's own kernel comes first and keeps the fewest bytes: others have to be worth it.
    constexpr double kWorth = 0.97;
    IntegerWay best = ways.front();
    double least = kWorth * costOf(best, best.compute, *rates, g, table);
    for (const IntegerWay& way : ways.subspan(1)) {
        const double cost = costOf(way, ways.front().compute, *rates, g, table);
        if (cost >= least) continue;
        least = cost;
        best = way;
    }
    return best;
}

} // namespace bitladder::engine
