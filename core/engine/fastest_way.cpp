#include "core/engine/fastest_way.h"

#include "core/engine/compute_row.h"
#include "core/engine/packed_layer.h"
#include "core/engine/winograd.h"
#include "core/kernels/dispatch.h"

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
struct Weights { // how they come to the core: bytes in a nanosecond from the second cache, the third, and beyond
    double second, third; // bytes that the caches have for them
    double fromSecond, fromThird, fromBeyond;

    double ns(double bytes) const
    {
        return bytes / (bytes < second ? fromSecond : bytes < third ? fromThird : fromBeyond);
    }
};
struct Rates {
    kernels::Maker maker;
    kernels::Level level;
    Plain plain[7];
    Winograd winograd;
    Weights weights;
};

constexpr Weights kSapphireRapids {1.5e6, 16e6, 60, 20, 15}, kZen5 {1e6, 8e6, 120, 90, 25};
using kernels::Level, kernels::Maker;

// Measured on a Sapphire Rapids (2 MB of second cache) and, those of AMD, on a Zen 5 (1 MB); one thread, layers of
// ResNet and MobileNet: 3×3 of 64 × 56², 128 × 28², 256 × 14² and 512 × 7², the 7×7 stem, 1×1 of 24 → 144, 144 → 24, 64
// → 256, 256 → 64, 256 → 1024 and 1024 → 256 channels (`bench --candidates`). Only ratios count.
constexpr Rates kRates[] = {
    {Maker::Other, Level::Avx2,
        {{Compute::U8S8, 40, 0, 0.45}, {Compute::U8S7, 64, 0, 0.45}, {Compute::U8S4, 60, 0.1, 0.45},
            {Compute::U8S2, 75, 0.2, 0.45}, {Compute::U8S1, 76, 0.3, 0.45}, {Compute::Ternary, 80, 0.2, 1.9, 0.7},
            {Compute::Binary, 180, 0.1, 2.2, 0.5}},
        {42, 0.45}, kSapphireRapids},
    {Maker::Other, Level::AvxVnni,
        {{Compute::U8S8, 135, 0, 0.45}, {Compute::U8S7, 135, 0, 0.45}, {Compute::U8S4, 130, 0.03, 0.45},
            {Compute::U8S2, 128, 0.05, 0.45}, {Compute::U8S1, 125, 0.05, 0.45}, {Compute::Ternary, 80, 0.2, 1.9, 0.7},
            {Compute::Binary, 180, 0.1, 2.2, 0.5}},
        {66, 0.35}, kSapphireRapids},
    {Maker::Other, Level::Avx512,
        {{Compute::U8S8, 285, 0, 0.25}, {Compute::U8S7, 285, 0, 0.25}, {Compute::U8S4, 255, 0.02, 0.25},
            {Compute::U8S2, 255, 0.03, 0.25}, {Compute::U8S1, 255, 0.03, 0.25},
            {Compute::Ternary, 320, 0.02, 0.45, 0.6}, {Compute::Binary, 640, 0.02, 0.3, 0.3}},
        {170, 0.2}, kSapphireRapids},
    {Maker::Amd, Level::Avx2,
        {{Compute::U8S8, 86, 0.015, 0.24}, {Compute::U8S7, 113, 0.03, 0.24}, {Compute::U8S4, 131, 0.017, 0.38},
            {Compute::U8S2, 145, 0.04, 0.33}, {Compute::U8S1, 147, 0.06, 0.33},
            {Compute::Ternary, 186, 0.01, 0.75, 0.15}, {Compute::Binary, 426, 0.001, 0.92, 0.1}},
        {90, 0.155}, kZen5},
    {Maker::Amd, Level::Avx512,
        {{Compute::U8S8, 233, 0.01, 0.13}, {Compute::U8S7, 233, 0.01, 0.13}, {Compute::U8S4, 219, 0.011, 0.13},
            {Compute::U8S2, 219, 0.04, 0.13}, {Compute::U8S1, 219, 0.04, 0.13},
            {Compute::Ternary, 520, 0.001, 0.25, 0.06}, {Compute::Binary, 1239, 0.003, 0.21, 0.05}},
        {127, 0.137}, kZen5},
};

// Of the processor's maker where it was measured.
const Rates* ratesOf(Level level)
{
    for (const Maker maker : {kernels::processorMaker(), Maker::Other})
        for (const Rates& rates : kRates)
            if (rates.maker == maker && rates.level == level) return &rates;
    return nullptr;
}

double costOf(const IntegerWay& way, std::optional<Storage> lying, const Rates& rates, const Geometry& g,
    const kernels::KernelTable& table)
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
            + rates.weights.ns(positions * matrix * 2);
    }
    const auto plain = std::ranges::find(rates.plain, way.compute, &Plain::compute);
    const PanelLayout layout = panelLayout(table, way.compute, g);
    const bool bits = storageOf(way.compute) != Storage::U8;
    const int64_t runs = bits ? g.taps() : g.runs(), depth = bits ? g.inPerGroup() : g.runDepth();
    const int64_t group = bits ? 64 : std::max(1, layout.kGroup);
    const double products = outputs * static_cast<double>(runs * ((depth + group - 1) / group * group));
    const double weights
        = static_cast<double>(g.outChannels * g.taps() * g.inPerGroup()) * rowOf(way.compute).weightBits / 8;
    // Beside a projection another layer reads the same values: those of another form are made for the projection alone.
    constexpr double kOtherForm = 0.25;
    double form = plain->input;
    if (passesOver(g) && lying) form = *lying == storageOf(way.compute) ? 0 : std::max(kOtherForm, plain->input);
    // Loops over bits have too few sums at a time to hide their latency where there is one row only.
    const double alone = bits && g.outRows() == 1 ? 3 : 1;
    return alone * products / plain->products + outputs * (static_cast<double>(runs) * plain->run + plain->output)
        + inputs * form + rates.weights.ns(weights);
}

} // namespace

bool passesOver(const Geometry& g)
{
    return g.taps() == 1 && g.inPixels() > g.outPixels();
}

IntegerWay fastestWay(std::span<const IntegerWay> ways, const Geometry& original, const kernels::KernelTable& table,
    std::optional<Storage> lying)
{
    const Rates* rates = ratesOf(table.level);
    if (!rates || ways.size() == 1) return ways.front();
    Geometry g = original;
    if (g.wantsMerging()) g.merged = g.kernel.back();
    // The pair's own kernel comes first and keeps the fewest bytes: others have to be worth it.
    constexpr double kWorth = 0.97;
    IntegerWay best = ways.front();
    // Where nothing is known: as the pair's own kernel reads them.
    if (!lying) lying = storageOf(best.compute);
    double least = kWorth * costOf(best, lying, *rates, g, table);
    for (const IntegerWay& way : ways.subspan(1)) {
        const double cost = costOf(way, lying, *rates, g, table);
        if (cost >= least) continue;
        least = cost;
        best = way;
    }
    return best;
}

} // namespace bitladder::engine
