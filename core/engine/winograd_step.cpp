// Winograd's convolution, block by block of tiles: inputs transformed, one matrix product for each of the n² positions,
// products transformed back, bias and limits applied, codes made. Floats and bytes take the same way. A block's
// transformed inputs and products stay in the second cache level; the panels of a block of output channels pass by in
// the order in which they lie in memory.
#include "core/engine/epilogue.h"
#include "core/engine/winograd.h"

#include <algorithm>
#include <atomic>

namespace bitladder::engine
{

namespace
{

int64_t ceilDiv(int64_t a, int64_t b)
{
    return (a + b - 1) / b;
}

int64_t tilesOf(const Geometry& g, int m)
{
    return g.batch * ceilDiv(g.outSpatial[0], m) * ceilDiv(g.outSpatial[1], m);
}

// What is different about floats …
struct Floats {
    using Input = float;
    using Transformed = float;
    using InputTile = kernels::WinogradInput;
    using Product = float;
    static constexpr Storage kStorage = Storage::F32;

    static const kernels::WinogradKernel& kernel(const kernels::KernelTable& table, int m)
    {
        return m == 2 ? table.winograd2 : table.winograd4;
    }
    static const auto& products(const kernels::KernelTable& table) { return table.gemmF32; }
    static kernels::FloatTile<float> tile()
    {
        static constexpr float kZeros[64] = {};
        kernels::FloatTile<float> t {};
        t.bias = kZeros;
        t.lo = -std::numeric_limits<float>::infinity();
        t.hi = std::numeric_limits<float>::infinity();
        return t;
    }
    static size_t outBytes(const Epilogue&) { return sizeof(float); }
    // The output channels of a panel.
    static kernels::WinogradOutput output(
        const LayerPlan& plan, const Epilogue& epilogue, const kernels::PanelRef& panel, const Product* products)
    {
        kernels::WinogradOutput o {};
        o.products = products;
        o.channels = panel.columns;
        o.bias = epilogue.bias32.data() + panel.firstColumn;
        o.lo = plan.clamp.lo;
        o.hi = plan.clamp.hi;
        o.pixelStride = plan.geometry.outChannels;
        return o;
    }
    static void place(kernels::WinogradOutput& o, void* out) { o.out = static_cast<float*>(out); }
};

// … and about bytes.
struct Bytes {
    using Input = uint8_t;
    using Transformed = int16_t;
    using InputTile = kernels::IntegerWinogradInput;
    using Product = int32_t;
    static constexpr Storage kStorage = Storage::U8;

    static const kernels::IntegerWinogradKernel& kernel(const kernels::KernelTable& table, int m)
    {
        return m == 2 ? table.integerWinograd2 : table.integerWinograd4;
    }
    static const auto& products(const kernels::KernelTable& table) { return table.gemmS16S16; }
    static kernels::IntTile tile()
    {
        static constexpr int32_t kZeros[64] = {};
        kernels::IntTile t {};
        t.correction = kZeros;
        t.store = kernels::Store::Raw;
        return t;
    }
    static size_t outBytes(const Epilogue& epilogue) { return epilogue.outBytes(); }
    static kernels::IntegerWinogradOutput output(
        const LayerPlan& plan, const Epilogue& epilogue, const kernels::PanelRef& panel, const Product* products)
    {
        kernels::IntegerWinogradOutput o {};
        o.products = products;
        o.shift = epilogue.winogradShift.data() + panel.firstColumn;
        o.finish.in.panelWidth = panel.width;
        o.finish.in.n = panel.columns;
        o.finish.correction = epilogue.correction32.data() + panel.firstColumn;
        o.finish.scale = epilogue.scale32.data() + panel.firstColumn;
        o.finish.bias = epilogue.bias32.data() + panel.firstColumn;
        epilogue.applyTo(o.finish);
        o.finish.outStride = plan.geometry.outChannels;
        return o;
    }
    static void place(kernels::IntegerWinogradOutput& o, void* out) { o.finish.out = out; }
};

// How the work is cut, and where things lie in the scratch memory of a worker: first the transformed inputs, then the
// products. Lengths count elements of either.
struct WinogradPlan {
    WinogradPlan(const Geometry& g, const PackedLayer& packed, int threads)
    {
        m = packed.wish.winogradTile;
        positions = kernels::winogradPositions(m);
        tilesDown = ceilDiv(g.outSpatial[0], m);
        tilesAcross = ceilDiv(g.outSpatial[1], m);
        tiles = tilesOf(g, m);
        const bool bytes = multipliesBytes(packed.compute);
        const int64_t inputBytes = bytes ? sizeof(Bytes::Transformed) : sizeof(Floats::Transformed);
        // Rows of equal places in the first cache's sets would push each other out.
        constexpr int64_t kLine = 64, kSets = 16 * kLine;
        rowStride = ceilDiv(g.inChannels * inputBytes, kLine) * kLine;
        if (rowStride % kSets == 0) rowStride += kLine;
        rowStride /= inputBytes;
        width = packed.wish.nr;
        constexpr int64_t kBlockBytes = 768 * 1024, kProductBytes = sizeof(float);
        const int64_t perTile = positions * (rowStride * inputBytes + width * kProductBytes);
        int64_t blocks = ceilDiv(tiles, std::max<int64_t>(1, kBlockBytes / perTile));
        if (blocks > 1) blocks = ceilDiv(blocks, threads) * threads;
        blockTiles = std::max<int64_t>(1, ceilDiv(tiles, std::max<int64_t>(1, blocks)));
        inputStride = apart(blockTiles * rowStride, inputBytes);
        productStride = apart(blockTiles * width, kProductBytes);
        productsAt = positions * inputStride * inputBytes;
        workerBytes = productsAt + positions * productStride * kProductBytes;
    }

    // So many positions that lie this far apart begin in different sets.
    static int64_t apart(int64_t elements, int64_t bytes) { return (ceilDiv(elements * bytes, 64) | 1) * 64 / bytes; }

    int64_t blocks() const { return ceilDiv(tiles, blockTiles); }

    int m = 0;
    int64_t positions = 0;
    int64_t tilesDown = 0, tilesAcross = 0, tiles = 0;
    int64_t blockTiles = 0; // of one block; the last may have fewer
    int64_t width = 0; // of the products: one panel
    int64_t rowStride = 0; // from tile to tile of the transformed inputs
    int64_t inputStride = 0, productStride = 0; // from position to position
    int64_t productsAt = 0, workerBytes = 0;
};

template<typename Kind> class WinogradStep final : public Step
{
public:
    WinogradStep(LayerPlan plan, const kernels::KernelTable& table)
        : m_plan(std::move(plan))
        , m_table(table)
        , m_kernel(Kind::kernel(table, m_plan.packed->wish.winogradTile))
        , m_epilogue(m_plan)
        , m_padding(paddingRow(Kind::kStorage, m_plan.geometry.inChannels, m_plan.input))
    {
    }

    void bind(const std::vector<std::byte*>& memory) override
    {
        const Geometry& g = m_plan.geometry;
        const WinogradPlan shape(g, *m_plan.packed, 1);
        const auto* base = reinterpret_cast<const Input*>(memory[static_cast<size_t>(m_plan.from.index)]);
        const int n = shape.m + 2;
        m_pixels.assign(static_cast<size_t>(shape.tiles * shape.positions), m_padding.as<Input>());
        for (int64_t tile = 0; tile < shape.tiles; ++tile) {
            const int64_t picture = tile / (shape.tilesDown * shape.tilesAcross);
            const int64_t top = tile / shape.tilesAcross % shape.tilesDown * shape.m - g.padsBegin[0];
            const int64_t left = tile % shape.tilesAcross * shape.m - g.padsBegin[1];
            for (int64_t p = 0; p < shape.positions; ++p) {
                const int64_t y = top + p / n, x = left + p % n;
                if (y < 0 || y >= g.inSpatial[0] || x < 0 || x >= g.inSpatial[1]) continue;
                m_pixels[static_cast<size_t>(tile * shape.positions + p)]
                    = base + (picture * g.inPixels() + y * g.inSpatial[1] + x) * g.inChannels;
            }
        }
    }

    Result<void> run(RunState& state) override
    {
        if (m_plan.geometry.outRows() == 0 || m_plan.geometry.outChannels == 0) return {};
        const Threads& threads = state.threads;
        const WinogradPlan shape(m_plan.geometry, *m_plan.packed, threads.count());
        const int panels = kernels::panelCount(m_plan.packed->shape);
        std::byte* scratch = state.at<std::byte>(m_plan.scratch);
        const auto workers = static_cast<size_t>(threads.count());
        const auto work = [&](std::atomic<int64_t>& next, int64_t count, auto body) {
            next = 0;
            threads.each(workers, [&](size_t worker) {
                for (int64_t i = next++; i < count; i = next++)
                    body(i, scratch + static_cast<int64_t>(worker) * shape.workerBytes);
            });
        };
        std::atomic<int64_t> next;
        if (shape.blocks() >= threads.count()) {
            work(next, shape.blocks(), [&](int64_t block, std::byte* mine) {
                PartClock clock(state.parts);
                const Block b = blockAt(shape, block);
                for (int64_t tile = b.first; tile < b.last; ++tile)
                    transform(shape, b, tile, mine);
                for (int panel = 0; panel < panels; ++panel)
                    multiply(state, shape, b, panel, mine, mine + shape.productsAt);
                clock.mark(StepPart::Kernel);
                if (!m_plan.sum) return;
                addTiles(state, shape, b, 0, m_plan.geometry.outChannels);
                clock.mark(StepPart::Epilogue);
            });
            return {};
        }
        // Fewer blocks than threads: all work on one, first on its tiles, then on its output channels.
        for (int64_t block = 0; block < shape.blocks(); ++block) {
            const Block b = blockAt(shape, block);
            work(next, b.last - b.first, [&](int64_t tile, std::byte*) {
                PartClock clock(state.parts);
                transform(shape, b, b.first + tile, scratch);
                clock.mark(StepPart::Kernel);
            });
            work(next, panels, [&](int64_t i, std::byte* mine) {
                const auto panel = static_cast<int>(i);
                PartClock clock(state.parts);
                multiply(state, shape, b, panel, scratch, mine + shape.productsAt);
                clock.mark(StepPart::Kernel);
                if (!m_plan.sum) return;
                const auto ref = kernels::panelAt(m_plan.packed->shape, panel);
                addTiles(state, shape, b, ref.firstColumn, ref.columns);
                clock.mark(StepPart::Epilogue);
            });
        }
        return {};
    }

    size_t residentBytes() const override { return m_plan.packed->resident + m_pixels.size() * sizeof(void*); }

private:
    using Input = typename Kind::Input;
    using Transformed = typename Kind::Transformed;
    using Product = typename Kind::Product;

    struct Block {
        int64_t first, last; // tiles
    };

    static Block blockAt(const WinogradPlan& shape, int64_t index)
    {
        return {index * shape.blockTiles, std::min(shape.tiles, (index + 1) * shape.blockTiles)};
    }

    // If a sum follows, tiles are written into its place already, unless somebody wants to see the layer's own output.
    SlotId target(const RunState& state) const
    {
        return m_plan.sum && m_plan.sum->plan.floats && !state.observed ? m_plan.sum->plan.floats : m_plan.to;
    }

    void transform(const WinogradPlan& shape, const Block& block, int64_t tile, std::byte* inputs) const
    {
        typename Kind::InputTile t {};
        t.pixels = m_pixels.data() + tile * shape.positions;
        t.channels = static_cast<int>(m_plan.geometry.inChannels);
        t.out = reinterpret_cast<Transformed*>(inputs) + (tile - block.first) * shape.rowStride;
        t.matrixStride = shape.inputStride;
        m_kernel.input(t);
    }

    // The output channels of one panel for all tiles of a block.
    void multiply(const RunState& state, const WinogradPlan& shape, const Block& block, int panelIndex,
        const std::byte* inputBytes, std::byte* productBytes) const
    {
        const auto* inputs = reinterpret_cast<const Transformed*>(inputBytes);
        auto* products = reinterpret_cast<Product*>(productBytes);
        const PackedLayer& packed = *m_plan.packed;
        const Geometry& g = m_plan.geometry;
        const auto& kernel = Kind::products(m_table);
        const auto panel = kernels::panelAt(packed.shape, panelIndex);
        const int64_t count = block.last - block.first;
        const int64_t parts = ceilDiv(count, packed.wish.mr);
        const int groups = (packed.shape.depth + kernel.kGroup - 1) / kernel.kGroup;
        auto t = Kind::tile();
        t.in.taps = 1;
        t.in.groups = groups;
        t.in.panelWidth = panel.width;
        t.in.n = panel.width; // the padding's columns too: full vectors, and zeros
        t.outStride = shape.width;
        const void* rows[64];
        t.in.rows = rows;
        const auto* weights = packed.weights.template as<Transformed>() + panel.offset;
        for (int64_t p = 0; p < shape.positions; ++p) {
            t.in.panel = weights + p * groups * kernel.kGroup * panel.width;
            for (int64_t part = 0; part < parts; ++part) {
                const int64_t first = part * count / parts, last = (part + 1) * count / parts;
                t.in.m = static_cast<int>(last - first);
                t.in.rowStride = t.in.m;
                for (int64_t r = first; r < last; ++r)
                    rows[r - first] = inputs + p * shape.inputStride + r * shape.rowStride;
                t.out = products + p * shape.productStride + first * shape.width;
                kernel.run(t);
            }
        }
        auto o = Kind::output(m_plan, m_epilogue, panel, products);
        o.matrixStride = shape.productStride;
        o.rowStride = g.outSpatial[1] * g.outChannels;
        const auto element = static_cast<int64_t>(Kind::outBytes(m_epilogue));
        std::byte* out = state.at<std::byte>(target(state)) + panel.firstColumn * element;
        for (int64_t tile = block.first; tile < block.last; ++tile) {
            const Place place = placeOf(shape, tile);
            o.products = products + (tile - block.first) * shape.width;
            o.rows = static_cast<int>(std::min<int64_t>(shape.m, g.outSpatial[0] - place.row));
            o.columns = static_cast<int>(std::min<int64_t>(shape.m, g.outSpatial[1] - place.column));
            Kind::place(o, out + place.pixel * g.outChannels * element);
            m_kernel.output(o);
        }
    }

    struct Place {
        int64_t row, column, pixel; // of the tile's first output; pixel: over all pictures
    };
    Place placeOf(const WinogradPlan& shape, int64_t tile) const
    {
        const Geometry& g = m_plan.geometry;
        const int64_t line = tile / shape.tilesAcross; // of tiles
        const int64_t row = line % shape.tilesDown * shape.m, column = tile % shape.tilesAcross * shape.m;
        return {row, column, (line / shape.tilesDown * g.outSpatial[0] + row) * g.outSpatial[1] + column};
    }

    // The sum that follows, for some channels of the tiles of a block. Tiles side by side are added together: their
    // rows are long.
    void addTiles(
        const RunState& state, const WinogradPlan& shape, const Block& block, int64_t channel, int64_t channels) const
    {
        const Geometry& g = m_plan.geometry;
        const float* values = state.at<float>(target(state));
        for (int64_t tile = block.first; tile < block.last;) {
            const Place place = placeOf(shape, tile);
            const int64_t across = std::min(block.last - tile, shape.tilesAcross - tile % shape.tilesAcross);
            const int64_t pixels = std::min(across * shape.m, g.outSpatial[1] - place.column);
            const int64_t rows = std::min<int64_t>(shape.m, g.outSpatial[0] - place.row);
            for (int64_t row = 0; row < rows; ++row) {
                const int64_t first = (place.pixel + row * g.outSpatial[1]) * g.outChannels + channel;
                addBlock(state, m_plan.sum->plan, values + first, g.outChannels, m_plan.sum->other, first,
                    g.outChannels, static_cast<int>(pixels), static_cast<int>(channels));
            }
            tile += across;
        }
    }

    LayerPlan m_plan;
    const kernels::KernelTable& m_table;
    const std::remove_cvref_t<decltype(Kind::kernel(std::declval<const kernels::KernelTable&>(), 2))>& m_kernel;
    Epilogue m_epilogue;
    AlignedBytes m_padding;
    std::vector<const Input*> m_pixels; // [tiles, positions]
};

} // namespace

bool canUseWinograd(const Geometry& g)
{
    const std::vector<int64_t> ones {1, 1}, threes {3, 3};
    return !g.transposed && g.groups == 1 && g.kernel == threes && g.strides == ones && g.dilations == ones;
}

int64_t winogradProducts(const Geometry& g, int m)
{
    return tilesOf(g, m) * kernels::winogradPositions(m) * g.inChannels * g.outChannels;
}

// The rule. In units of one product: products; weights, which cost three products each to fetch, or six where there are
// more than the last cache is likely to hold beside everything else; and twelve for each value that goes through a
// transform.
//
// Fitted to measurements at the AVX-512 level of a Zen 4 (1 MB of second cache, 32 MB of third), one thread, speed-up
// over plain sums of F(2×2) and F(4×4), channels × map:
//   64 × 56²: 1.9 and 3.2    128 × 28²: 2.0 and 3.5    256 × 14²: 2.1 and 2.9    512 × 7²: 1.7 and 1.8
//   (in ResNet-18: 1.5 and 1.4)
//   32 × 28², 16 outputs: 1.4 and 2.6    16 × 32²: 1.3 and 2.2    8 × 32², 16 outputs: 0.6 and 1.05
//   3 × 32², 64 outputs: 0.6 and 1.05
//   64 × 2²: 0.95 and 0.4    64 × 4²: 1.9 and 1.6    64 × 5²: 1.3 and 1.3    64 × 6²: 1.85 and 1.8
//   64 × 7²: 1.4 and 2.5
int winogradTile(const Geometry& g, FloatConvolution asked)
{
    if (asked == FloatConvolution::ExactOrder || !canUseWinograd(g)) return 0;
    if (asked == FloatConvolution::Winograd2) return 2;
    if (asked == FloatConvolution::Winograd4) return 4;
    constexpr int64_t kFewChannels = 16;
    if (g.inChannels < kFewChannels) return 0;
    const double matrix = static_cast<double>(g.inChannels) * static_cast<double>(g.outChannels);
    const auto cost = [&](double positions, double rows, double transforms) {
        constexpr double kMuch = (16 << 20) / sizeof(float);
        const double weights = positions * matrix;
        const double transformed = transforms * positions * rows * static_cast<double>(g.inChannels + g.outChannels);
        return weights * rows + weights * (weights > kMuch ? 6 : 3) + transformed;
    };
    const auto costOf = [&](int m) {
        const auto tiles = static_cast<double>(tilesOf(g, m));
        return cost(kernels::winogradPositions(m), tiles, 12);
    };
    const double plain = cost(9, static_cast<double>(g.outRows()), 0), two = costOf(2), four = costOf(4);
    if (std::min(two, four) > 0.9 * plain) return 0;
    return two <= four ? 2 : 4;
}

size_t winogradScratchBytes(const Geometry& g, const PackedLayer& packed, const Threads& threads)
{
    const WinogradPlan shape(g, packed, threads.count());
    return static_cast<size_t>(shape.workerBytes * threads.count());
}

std::unique_ptr<Step> makeWinograd(LayerPlan plan, const kernels::KernelTable& table)
{
    if (multipliesBytes(plan.packed->compute)) return std::make_unique<WinogradStep<Bytes>>(std::move(plan), table);
    return std::make_unique<WinogradStep<Floats>>(std::move(plan), table);
}

} // namespace bitladder::engine
