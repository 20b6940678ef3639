// bench_kernels [LEVEL [KERNEL [MxNxK]]]: rates of the kernels in GMAC/s on one thread, beside the peak that the same
// run measures.
//
// The loops around the tiles are the simplest sensible ones: rows in blocks that stay in the second cache, panels
// inside, tiles innermost, so that a panel is read from the first or second cache by all tiles of a block.
#include "core/kernels/dispatch.h"
#include "core/kernels/kernels.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstring>
#include <memory>
#include <new>
#include <string>
#include <vector>

using namespace bitladder::kernels;

namespace
{

using Clock = std::chrono::steady_clock;

double seconds(Clock::time_point from)
{
    return std::chrono::duration<double>(Clock::now() - from).count();
}

template<typename Work> double timeOf(int repeat, Work work)
{
    const auto start = Clock::now();
    for (int j = 0; j < repeat; ++j)
        work();
    return seconds(start) / repeat;
}

template<typename Work> int repeatsFor(double duration, Work work)
{
    work();
    return std::max(1, static_cast<int>(duration / std::max(timeOf(1, work), 1e-9)));
}

// The best of several short measurements: other programs only ever make it slower.
template<typename Work> double bestSeconds(Work work)
{
    const int repeat = repeatsFor(0.003, work);
    double best = 1e9;
    for (int i = 0; i < 25; ++i)
        best = std::min(best, timeOf(repeat, work));
    return best;
}

// The clock of a processor wanders with heat and with its neighbours, so that the peak is measured in turns with the
// work.
struct Rates {
    double rate, peak; // G per second
};
template<typename Work> Rates inTurns(double macs, const PeakLoop* peak, Work work)
{
    constexpr int64_t kIterations = 2000;
    const int repeat = repeatsFor(0.003, work);
    const auto peakWork = [&] { peak->run(kIterations); };
    const int peakRepeat = peak ? repeatsFor(0.001, peakWork) : 0;
    double best = 1e9;
    double bestPeak = 1e9;
    for (int i = 0; i < 25; ++i) {
        if (peak) bestPeak = std::min(bestPeak, timeOf(peakRepeat, peakWork));
        best = std::min(best, timeOf(repeat, work));
    }
    return {macs / best * 1e-9, peak ? kIterations * peak->macsPerIteration / bestPeak * 1e-9 : 0};
}

const PeakLoop* peakLoop(Level level, const char* name)
{
    const PeakList list = peakLoops(level);
    for (int i = 0; i < list.count; ++i)
        if (std::strcmp(list.loops[i].name, name) == 0) return &list.loops[i];
    return nullptr;
}

void print(const Rates& r)
{
    std::printf("  %8.1f of %8.1f  %5.1f %%\n", r.rate, r.peak, 100 * r.rate / r.peak);
}

struct AlignedDelete {
    void operator()(void* p) const { ::operator delete(p, std::align_val_t(64)); }
};
template<typename T> using Aligned = std::unique_ptr<T[], AlignedDelete>;
template<typename T> Aligned<T> aligned(size_t count)
{
    auto* p = static_cast<T*>(::operator new(std::max<size_t>(1, count) * sizeof(T), std::align_val_t(64)));
    std::memset(static_cast<void*>(p), 0, count * sizeof(T));
    return Aligned<T>(p);
}

struct Gemm {
    int m, n, k;
};
std::vector<Gemm> shapes {{3136, 64, 576}, {784, 128, 1152}, {196, 256, 2304}, {49, 512, 4608}, {12544, 64, 147},
    {1024, 1024, 1024}, {3136, 144, 24}, {1, 1000, 2048}, {1, 4096, 4096}};

void setTile(FloatTile<float>& tile, const void* zeros)
{
    tile.bias = static_cast<const float*>(zeros);
    tile.lo = -INFINITY;
    tile.hi = INFINITY;
}
void setTile(FloatTile<double>& tile, const void* zeros)
{
    tile.bias = static_cast<const double*>(zeros);
    tile.lo = -INFINITY;
    tile.hi = INFINITY;
}
template<typename Acc> void setTile(IntTileOf<Acc>& tile, const void* zeros)
{
    tile.correction = static_cast<const Acc*>(zeros);
    tile.rowCorrection = nullptr;
    tile.scale = static_cast<const float*>(zeros);
    tile.bias = static_cast<const float*>(zeros);
    tile.store = Store::U8;
    tile.range = SumBound::Bounded;
    tile.lo = -INFINITY;
    tile.hi = INFINITY;
    tile.zero = 0;
    tile.qlo = 0;
    tile.qhi = 255;
}
void setTile(BigTile& tile, const void* zeros)
{
    tile.offset = 0;
    tile.scale = static_cast<const double*>(zeros);
    tile.bias = static_cast<const double*>(zeros);
    tile.lo = 0;
    tile.hi = 6;
}

template<typename Out, typename Tile> void setOut(Tile& tile, Out* out, ptrdiff_t stride)
{
    tile.out = out;
    tile.outStride = stride;
}

// perElement: how many of the shape's k one element of A holds (64 for bit planes). weightBits: of one element of a
// panel.
template<typename A, typename Out, typename Tile>
Rates gemmRate(const TileKernel<Tile>& kernel, const PeakLoop* peak, const Gemm& shape, int perElement,
    int elementsPerUnit, size_t weightBits)
{
    const int depth = (shape.k + perElement - 1) / perElement * elementsPerUnit;
    const PanelShape panels {shape.n, 1, depth, kernel.nr, kernel.narrowNr, kernel.kGroup};
    const int groups = (depth + kernel.kGroup - 1) / kernel.kGroup;
    // A power of two between rows would put them all into the same cache sets.
    const int rowStride = groups * kernel.kGroup + static_cast<int>(64 / sizeof(A));
    const auto a = aligned<A>(static_cast<size_t>(shape.m) * rowStride);
    const size_t panelBytes = panelElements(panels) * weightBits / 8;
    const auto w = aligned<uint8_t>(panelBytes);
    for (size_t i = 0; i < static_cast<size_t>(shape.m) * rowStride; ++i)
        a[i] = static_cast<A>(i * 7 % 13);
    if (weightBits == 8 * sizeof(A))
        for (size_t i = 0; i < panelElements(panels); ++i)
            reinterpret_cast<A*>(w.get())[i] = static_cast<A>(i * 5 % 11);
    else
        for (size_t i = 0; i < panelBytes; ++i)
            w[i] = static_cast<uint8_t>(i * 5);
    const auto out = aligned<Out>(static_cast<size_t>(shape.m) * shape.n);
    const auto zeros = aligned<double>(64);
    std::vector<const void*> rows(static_cast<size_t>(shape.m));
    for (int r = 0; r < shape.m; ++r)
        rows[static_cast<size_t>(r)] = a.get() + static_cast<size_t>(r) * rowStride;

    constexpr size_t kBlockBytes = 512 * 1024;
    const int tilesPerBlock
        = std::max<int>(1, static_cast<int>(kBlockBytes / (static_cast<size_t>(kernel.mr) * rowStride * sizeof(A))));
    const int block = tilesPerBlock * kernel.mr;
    Tile tile;
    setTile(tile, zeros.get());
    return inTurns(static_cast<double>(shape.m) * shape.n * shape.k, peak, [&] {
        for (int r0 = 0; r0 < shape.m; r0 += block) {
            const int rEnd = std::min(shape.m, r0 + block);
            for (int p = 0; p < panelCount(panels); ++p) {
                const PanelRef ref = panelAt(panels, p);
                for (int r = r0; r < rEnd; r += kernel.mr) {
                    tile.in = {rows.data() + r, shape.m, 1, groups, w.get() + ref.offset * weightBits / 8, ref.width,
                        std::min(kernel.mr, rEnd - r), ref.columns};
                    setOut(tile, out.get() + static_cast<size_t>(r) * shape.n + ref.firstColumn, shape.n);
                    kernel.run(tile);
                }
            }
        }
    });
}

bool wanted(const char* kernel, const char* filter)
{
    return !filter || std::strstr(kernel, filter);
}

template<typename A, typename Out, typename Tile>
void gemms(Level level, const TileKernel<Tile>& kernel, const char* peakName, const char* filter, int perElement = 1,
    int elementsPerUnit = 1, size_t weightBits = 8 * sizeof(A))
{
    if (!kernel.run || !wanted(kernel.name, filter)) return;
    const PeakLoop* peak = peakLoop(level, peakName);
    std::printf("\n%s, peak of %s\n", kernel.name, peakName);
    for (const Gemm& shape : shapes) {
        // Slow kernels would take minutes.
        if (static_cast<double>(shape.m) * shape.n * shape.k > 2e8 && (level == Level::Scalar || sizeof(A) == 8)
            && perElement == 1 && sizeof(Out) != 8)
            continue;
        if (level == Level::Scalar && static_cast<double>(shape.m) * shape.n * shape.k > 2e7) continue;
        std::printf("  %5d x %4d x %4d", shape.m, shape.n, shape.k);
        print(gemmRate<A, Out>(kernel, peak, shape, perElement, elementsPerUnit, weightBits));
    }
}

struct Image {
    int size, channels, stride;
};
std::vector<Image> images {{112, 32, 1}, {56, 144, 1}, {14, 576, 1}, {112, 96, 2}};

template<typename A, typename Tile>
void depthwise(Level level, const char* name, const char* peakName, const char* filter, void (*run)(const Tile&))
{
    if (!wanted(name, filter)) return;
    const PeakLoop* peak = peakLoop(level, peakName);
    std::printf("\n%s 3x3, peak of %s\n", name, peakName);
    for (const Image& image : images) {
        const int padded = image.size + 2;
        const int pixels = image.size / image.stride;
        const auto in = aligned<A>(static_cast<size_t>(padded) * padded * image.channels);
        const auto out = aligned<A>(static_cast<size_t>(pixels) * pixels * image.channels);
        const auto weights = aligned<float>(static_cast<size_t>(9) * image.channels);
        const auto zeros = aligned<float>(static_cast<size_t>(image.channels));
        std::vector<const A*> rows;
        for (int y = 0; y < pixels; ++y)
            for (int x = 0; x < pixels; ++x)
                for (int t = 0; t < 9; ++t)
                    rows.push_back(in.get()
                        + (static_cast<size_t>(y * image.stride + t / 3) * padded
                              + static_cast<size_t>(x * image.stride + t % 3))
                            * image.channels);
        Tile tile {};
        tile.taps = 9;
        tile.channels = image.channels;
        tile.lo = 0;
        tile.hi = 6;
        tile.bias = zeros.get();
        tile.outStride = image.channels;
        if constexpr (sizeof(A) == 1) {
            tile.weights = reinterpret_cast<const int16_t*>(weights.get());
            tile.correction = reinterpret_cast<const int32_t*>(zeros.get());
            tile.scale = zeros.get();
            tile.store = Store::U8;
            tile.qhi = 255;
            tile.range = SumBound::Bounded;
            tile.lo = -INFINITY;
            tile.hi = INFINITY;
        } else {
            tile.weights = weights.get();
        }
        std::printf("  %3d x %3d x %3d stride %d", image.size, image.size, image.channels, image.stride);
        // In blocks that stay in the second cache, as the engine does it.
        constexpr int kBlockBytes = 192 * 1024;
        const int block = std::max(64, kBlockBytes / (image.channels * static_cast<int>(sizeof(A))));
        print(inTurns(9.0 * pixels * pixels * image.channels, peak, [&] {
            for (int p = 0; p < pixels * pixels; p += block) {
                tile.pixels = std::min(block, pixels * pixels - p);
                tile.rows = rows.data() + static_cast<size_t>(p) * 9;
                tile.out = out.get() + static_cast<size_t>(p) * image.channels;
                run(tile);
            }
        }));
    }
}

void elementwise(const KernelTable& t, const char* filter)
{
    if (!wanted("elementwise", filter)) return;
    constexpr size_t kCount = 64 * 196;
    const auto x = aligned<float>(kCount);
    const auto y = aligned<float>(kCount);
    const auto codes = aligned<uint8_t>(kCount);
    const auto words = aligned<int16_t>(kCount);
    const auto bits = aligned<uint64_t>(kCount);
    const QuantizeArgs args {x.get(), kCount, 0.1f, 3, 0, 255};
    const auto print = [](const char* name, double time) {
        std::printf("  %-14s %7.2f G elements/s\n", name, kCount / time * 1e-9);
    };
    std::printf("\nelementwise\n");
    print("quantizeU8", bestSeconds([&] { t.quantizeU8(args, codes.get()); }));
    print("quantizeS16", bestSeconds([&] { t.quantizeS16(args, words.get()); }));
    print("dequantizeU8", bestSeconds([&] { t.dequantizeU8(codes.get(), kCount, 0.1f, 3, x.get()); }));
    print("packBinary", bestSeconds([&] { t.packBinary(x.get(), 196, 64, bits.get()); }));
    print("packTernary", bestSeconds([&] { t.packTernary(x.get(), 196, 64, 0.1f, bits.get()); }));
    print("addF32", bestSeconds([&] { t.addF32(x.get(), y.get(), kCount, 0, 6, y.get()); }));
    print("transposeF32", bestSeconds([&] { t.transposeF32(x.get(), 196, 64, y.get()); }));
}

void bench(Level level, const char* filter)
{
    const KernelTable& t = table(level);
    std::printf("\n==== %s\n", std::string(levelName(level)).c_str());
    gemms<double, double>(level, t.gemmF64, "float64", filter);
    gemms<float, float>(level, t.gemmF32, "float32", filter);
    gemms<uint16_t, float>(level, t.gemmBf16, "bfloat16", filter);
    if (t.gemmU8S8.wordRows)
        gemms<int16_t, uint8_t>(level, t.gemmU8S8, "int8", filter, 1, 1, 8);
    else
        gemms<uint8_t, uint8_t>(level, t.gemmU8S8, "int8", filter);
    gemms<uint8_t, uint8_t>(level, t.gemmU8S7, "int7", filter);
    const char* narrow = peakLoop(level, "narrow") ? "narrow" : "int8";
    gemms<uint8_t, uint8_t>(level, t.gemmU8S4, narrow, filter, 1, 1, 4);
    gemms<uint8_t, uint8_t>(level, t.gemmU8S2, narrow, filter, 1, 1, 2);
    gemms<uint8_t, uint8_t>(level, t.gemmU8S1, narrow, filter, 1, 1, 1);
    gemms<int16_t, uint8_t>(level, t.gemmS16S16, "int16", filter);
    gemms<int16_t, uint8_t>(level, t.gemmS16S16Wide, "int16", filter);
    gemms<int32_t, uint8_t>(level, t.gemmS32S32, "float64", filter);
    gemms<int64_t, double>(level, t.gemmS64S64, "float64", filter);
    gemms<uint64_t, uint8_t>(level, t.gemmBinary, "binary", filter, 64);
    gemms<uint64_t, uint8_t>(level, t.gemmTernary, peakLoop(level, "ternary") ? "ternary" : "binary", filter, 64, 2);
    depthwise<float>(level, "depthwise_f32", "float32", filter, t.depthwiseF32);
    depthwise<uint8_t>(level, "depthwise_u8", "int8", filter, t.depthwiseU8);
    elementwise(t, filter);
}

} // namespace

int main(int argc, char** argv)
{
    if (argc > 3) {
        Gemm shape {};
        if (std::sscanf(argv[3], "%dx%dx%d", &shape.m, &shape.n, &shape.k) != 3) {
            std::fprintf(stderr, "a shape is MxNxK, not \"%s\"\n", argv[3]);
            return 2;
        }
        shapes = {shape};
        images = {{shape.m, shape.n, shape.k}}; // for depthwise: size, channels, stride
    }
    if (argc > 1 && std::strcmp(argv[1], "all") != 0) {
        const LevelChoice choice = chooseLevel(argv[1]);
        if (!choice.error.empty()) {
            std::fprintf(stderr, "%s\n", choice.error.c_str());
            return 2;
        }
        bench(choice.level, argc > 2 ? argv[2] : nullptr);
        return 0;
    }
    for (Level level : supportedLevels())
        bench(level, argc > 2 ? argv[2] : nullptr);
}
