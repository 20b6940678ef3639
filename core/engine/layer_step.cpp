// The step that executes one quantizable layer: row pointers, panels, tiles, epilogue.
#include "core/engine/compute_row.h"
#include "core/engine/epilogue.h"
#include "core/engine/winograd.h"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <cstring>
#include <map>

namespace bitladder::engine
{

namespace
{

// What a block of tiles reads, or writes, at the most: a part of the second cache level.
constexpr int64_t kBlockBytes = 256 * 1024;

// Elements of one tap's row for one group, in units of elementBytes.
int64_t rowElements(Storage storage, int64_t depth)
{
    const int64_t words = (depth + 63) / 64;
    if (storage == Storage::Bits) return words;
    if (storage == Storage::BitPairs) return 2 * words;
    return depth;
}

class LayerStep final : public Step
{
public:
    LayerStep(LayerPlan plan, const kernels::KernelTable& table)
        : m_plan(std::move(plan))
        , m_table(table)
        , m_epilogue(m_plan)
    {
        const Geometry& g = m_plan.geometry;
        m_storage = storageOf(m_plan.packed->compute);
        m_pixelElements = rowElements(m_storage, g.inPerGroup()) * g.groups;
        m_rowElements = rowElements(m_storage, g.runDepth());
        if (g.merged > 1) padRows();
        m_tileRows = tileRows();
        m_padding = rowsOfKernel(paddingRow(m_storage, m_rowElements, m_plan.input), m_rowElements);
    }

    void bind(const std::vector<std::byte*>& memory) override
    {
        const Geometry& g = m_plan.geometry;
        const SlotId read = m_plan.words.valid() ? m_plan.words : m_plan.from;
        const std::byte* base = m_padded.size() ? m_padded.as<std::byte>() : memory[static_cast<size_t>(read.index)];
        const auto taps = g.taps(), runs = g.runs(), rows = g.outRows();
        const size_t element = rowElementBytes();
        const size_t pixel = static_cast<size_t>(m_pixelElements) * element;
        std::vector<int64_t> positions(static_cast<size_t>(taps));
        const int64_t mr = m_tileRows;
        const int64_t tiles = (rows + mr - 1) / mr;
        m_rows.assign(static_cast<size_t>(g.groups * tiles * runs * mr), m_padding.data());
        m_readPixels.clear();
        const bool passedOver = m_plan.words.valid() && taps == 1 && g.inPixels() > g.outPixels();
        const bool corrects = m_plan.packed->compute == Compute::Binary;
        if (corrects) m_rowCorrections.assign(static_cast<size_t>(g.groups * tiles * mr), nullptr);
        const bool pointwise = g.pointwise();
        for (int64_t r = 0; r < rows; ++r) {
            if (pointwise)
                positions[0] = r;
            else
                (m_padded.size() ? m_paddedGeometry : g).tapsOf(r, positions.data());
            if (passedOver && positions[0] >= 0) m_readPixels.push_back(positions[0]);
            const int32_t* correction = corrects ? paddingCorrection(positions) : nullptr;
            for (int64_t group = 0; group < g.groups; ++group) {
                const int64_t tile = group * tiles + r / mr;
                for (int64_t t = 0; t < runs; ++t) {
                    const int64_t p = positions[static_cast<size_t>(t * g.merged)];
                    if (p < 0) continue;
                    m_rows[static_cast<size_t>((tile * runs + t) * mr + r % mr)]
                        = base + static_cast<size_t>(p) * pixel + static_cast<size_t>(group * m_rowElements) * element;
                }
                if (corrects)
                    m_rowCorrections[static_cast<size_t>(tile * mr + r % mr)]
                        = correction + group * m_plan.packed->groupColumns;
            }
        }
    }

    Result<void> run(RunState& state) override
    {
        if (m_plan.geometry.outRows() == 0 || m_plan.geometry.outChannels == 0) return {};
        if (m_padded.size()) copyRows(state);
        if (m_plan.words.valid()) widenInput(state);
        std::visit([&](auto member) { runWith(m_table.*member, state); }, rowOf(m_plan.packed->compute).kernel);
        return {};
    }

    size_t residentBytes() const override { return m_plan.packed->resident + m_rows.size() * sizeof(void*); }

private:
    // Rows that lie a multiple of 4 kB apart share one set of the first cache, which has 12 places on the processors of
    // the AVX-512 level: a tile of 14 such rows would fetch every line again and again.
    int64_t tileRows() const
    {
        constexpr size_t kSetStride = 4096;
        constexpr int64_t kPlaces = 10; // and some for the weights
        const Geometry& g = m_plan.geometry;
        const size_t pixel = static_cast<size_t>(m_pixelElements) * rowElementBytes();
        const size_t pitch = pixel * static_cast<size_t>(g.strides.empty() ? 1 : g.strides.back());
        const int64_t mr = m_plan.packed->wish.mr;
        return pitch % kSetStride == 0 ? std::min(mr, kPlaces) : mr;
    }

    // A picture of our own whose rows have their padding at both ends, so that a run never leaves its row.
    void padRows()
    {
        const Geometry& g = m_plan.geometry;
        m_paddedGeometry = g;
        m_paddedGeometry.inSpatial.back()
            = std::max<int64_t>(0, (g.outSpatial.back() - 1) * g.strides.back() + g.kernel.back());
        m_paddedGeometry.padsBegin.back() = 0;
        const int64_t elements = g.batch * m_paddedGeometry.inPixels() * m_pixelElements;
        m_padded = rowsOfKernel(paddingRow(m_storage, elements, m_plan.input), elements);
    }

    void copyRows(const RunState& state)
    {
        const Geometry& g = m_plan.geometry;
        const int64_t width = g.inSpatial.back(), wide = m_paddedGeometry.inSpatial.back(), pad = g.padsBegin.back();
        const size_t pixel = static_cast<size_t>(m_pixelElements) * elementBytes(m_storage);
        const int64_t lines = width > 0 ? g.batch * g.inPixels() / width : 0;
        const auto count = static_cast<size_t>(std::clamp<int64_t>(wide - pad, 0, width));
        const std::byte* in = state.at<std::byte>(m_plan.from);
        constexpr int64_t kLines = 64;
        state.threads.each(static_cast<size_t>((lines + kLines - 1) / kLines), [&](size_t piece) {
            PartClock clock(state.parts);
            const int64_t first = static_cast<int64_t>(piece) * kLines;
            for (int64_t line = first; line < std::min(lines, first + kLines); ++line) {
                const std::byte* from = in + static_cast<size_t>(line * width) * pixel;
                const size_t to = static_cast<size_t>(line * wide + pad) * pixel;
                if (m_plan.packed->wish.wordRows)
                    m_table.widenU8(reinterpret_cast<const uint8_t*>(from), count * pixel, m_padded.as<int16_t>() + to);
                else
                    std::memcpy(m_padded.as<std::byte>() + to, from, count * pixel);
            }
            clock.mark(StepPart::Reformat);
        });
    }

    size_t rowElementBytes() const { return m_plan.packed->wish.wordRows ? 2 : elementBytes(m_storage); }

    AlignedBytes rowsOfKernel(AlignedBytes stored, int64_t elements) const
    {
        if (!m_plan.packed->wish.wordRows) return stored;
        AlignedBytes words(static_cast<size_t>(elements) * sizeof(int16_t));
        m_table.widenU8(stored.as<uint8_t>(), static_cast<size_t>(elements), words.as<int16_t>());
        return words;
    }

    void widenInput(const RunState& state)
    {
        const Geometry& g = m_plan.geometry;
        const auto elements = static_cast<size_t>(g.batch * g.inPixels() * m_pixelElements);
        constexpr size_t kPiece = 16384;
        const auto* in = state.at<uint8_t>(m_plan.from);
        auto* out = state.at<int16_t>(m_plan.words);
        if (!m_readPixels.empty()) {
            constexpr size_t kPixels = 64;
            state.threads.each((m_readPixels.size() + kPixels - 1) / kPixels, [&](size_t piece) {
                PartClock clock(state.parts);
                const size_t last = std::min(m_readPixels.size(), (piece + 1) * kPixels);
                for (size_t i = piece * kPixels; i < last; ++i)
                    m_table.widenU8(in + m_readPixels[i] * m_pixelElements, static_cast<size_t>(m_pixelElements),
                        out + m_readPixels[i] * m_pixelElements);
                clock.mark(StepPart::Reformat);
            });
            return;
        }
        state.threads.each((elements + kPiece - 1) / kPiece, [&](size_t piece) {
            PartClock clock(state.parts);
            const size_t first = piece * kPiece;
            m_table.widenU8(in + first, std::min(kPiece, elements - first), out + first);
            clock.mark(StepPart::Reformat);
        });
    }

    // Padding counts as −1 in binary rows; what the padded taps added is given back. One array per pattern of padded
    // taps.
    const int32_t* paddingCorrection(const std::vector<int64_t>& positions)
    {
        const Geometry& g = m_plan.geometry;
        std::vector<bool> padded(positions.size());
        for (size_t t = 0; t < positions.size(); ++t)
            padded[t] = positions[t] < 0;
        auto& correction = m_patterns[padded];
        if (!correction.empty()) return correction.data();
        const PackedLayer& packed = *m_plan.packed;
        correction.assign(static_cast<size_t>(g.groups * packed.groupColumns), 0);
        for (int64_t c = 0; c < g.outChannels; ++c) {
            const auto at = static_cast<size_t>((c / g.outPerGroup()) * packed.groupColumns + c % g.outPerGroup());
            for (size_t t = 0; t < padded.size(); ++t)
                if (padded[t]) correction[at] += static_cast<int32_t>(packed.tapSums[t][static_cast<size_t>(c)]);
        }
        return correction.data();
    }

    // Where a piece of work writes: rows from `firstRow` on, columns of one group.
    struct Place {
        std::byte* data = nullptr;
        int64_t stride = 0, firstRow = 0; // stride: elements from row to row
        size_t element = 0; // bytes

        std::byte* at(int64_t row, int64_t column) const
        {
            return data + static_cast<size_t>((row - firstRow) * stride + column) * element;
        }
    };

    // Cuts the output into blocks of tiles and calls runTile(input, group, tile, column, out) for each; blocks keep
    // their rows in the second cache level while the panels pass by. A sum that follows is done block by block, out of
    // a scratch block that stays in that cache: whole rows, because a tile's short ones would come slowly from memory.
    template<typename Kernel, typename RunTile> void drive(const Kernel& kernel, const RunState& state, RunTile runTile)
    {
        const Threads& threads = state.threads;
        const Geometry& g = m_plan.geometry;
        const PackedLayer& packed = *m_plan.packed;
        const int64_t rows = g.outRows(), runs = g.runs(), mr = m_tileRows;
        const int64_t tiles = (rows + mr - 1) / mr;
        const int panels = kernels::panelCount(packed.shape);
        const int groups = (packed.shape.depth + kernel.kGroup - 1) / kernel.kGroup;
        // Windows overlap: what a row of the output brings into the cache is its share of the input.
        const int64_t rowElements
            = std::min(m_rowElements * runs, (g.batch * g.inPixels() * m_pixelElements + rows - 1) / rows);
        const int64_t rowBytes = rowElements * static_cast<int64_t>(rowElementBytes());
        const int64_t element = outputElement();
        int64_t block = std::clamp<int64_t>(
            kBlockBytes / std::max<int64_t>(1, std::max(rowBytes, g.outPerGroup() * element) * mr), 1,
            std::max<int64_t>(1, tiles));
        const int64_t perThread = (tiles * g.groups + threads.count() - 1) / threads.count();
        if (threads.count() > 1) block = std::min(block, std::max<int64_t>(1, perThread / 2));
        const int64_t blocks = (tiles + block - 1) / block;
        // Few rows, many columns (fully connected): the panels are shared out instead.
        const int64_t panelParts = threads.count() > 1 && blocks * g.groups < threads.count()
            ? std::min<int64_t>(panels, threads.count() * 2)
            : 1;
        const auto work = [&](int64_t piece, std::byte* scratch) {
            PartClock clock(state.parts);
            const auto share = piece % panelParts, blockIndex = piece / panelParts % blocks,
                       group = piece / panelParts / blocks;
            const auto firstPanel = static_cast<int>(share * panels / panelParts),
                       lastPanel = static_cast<int>((share + 1) * panels / panelParts);
            const int64_t firstRow = blockIndex * block * mr;
            const Place out = scratch ? Place {scratch, g.outPerGroup(), firstRow, static_cast<size_t>(element)}
                                      : Place {state.at<std::byte>(m_plan.to) + group * g.outPerGroup() * element,
                                          g.outChannels, 0, static_cast<size_t>(element)};
            for (int p = firstPanel; p < lastPanel; ++p) {
                const auto panel = kernels::panelAt(packed.shape, p);
                kernels::TileInput input {};
                input.rowStride = static_cast<int>(mr);
                input.taps = static_cast<int>(runs);
                input.groups = groups;
                input.panel = packed.weights.as<std::byte>() + static_cast<size_t>(group) * packed.groupStride
                    + panel.offset * static_cast<size_t>(packed.elementBits) / 8;
                input.panelWidth = panel.width;
                input.n = panel.columns;
                for (int64_t tile = blockIndex * block; tile < std::min(tiles, (blockIndex + 1) * block); ++tile) {
                    input.rows = m_rows.data() + (group * tiles + tile) * runs * mr;
                    input.m = static_cast<int>(std::min<int64_t>(mr, rows - tile * mr));
                    runTile(input, group, tile, panel.firstColumn, out);
                }
            }
            clock.mark(StepPart::Kernel);
            if (m_plan.sum && firstPanel < lastPanel) {
                const int first = kernels::panelAt(packed.shape, firstPanel).firstColumn;
                const auto last = kernels::panelAt(packed.shape, lastPanel - 1);
                addBlock(state, m_plan.sum->plan, reinterpret_cast<const float*>(out.at(firstRow, first)), out.stride,
                    m_plan.sum->other, firstRow * g.outChannels + group * g.outPerGroup() + first, g.outChannels,
                    static_cast<int>(std::min(rows - firstRow, block * mr)), last.firstColumn + last.columns - first);
                clock.mark(StepPart::Epilogue);
            }
        };
        const int64_t pieces = g.groups * blocks * panelParts;
        if (!m_plan.sum || state.observed) {
            threads.each(static_cast<size_t>(pieces), [&](size_t i) { work(static_cast<int64_t>(i), nullptr); });
            return;
        }
        std::atomic<int64_t> next = 0;
        threads.each(static_cast<size_t>(threads.count()), [&](size_t worker) {
            std::byte* scratch = state.at<std::byte>(m_plan.scratch) + worker * sumScratchBytes(g, packed);
            for (int64_t i = next++; i < pieces; i = next++)
                work(i, scratch);
        });
    }

    // Bytes of one stored element.
    int64_t outputElement() const
    {
        const Compute compute = m_plan.packed->compute;
        if (compute == Compute::F64 || compute == Compute::S64S64) return sizeof(double);
        return static_cast<int64_t>(m_epilogue.outBytes());
    }

    void runWith(const kernels::TileKernel<kernels::FloatTile<float>>& kernel, RunState& state)
    {
        runFloat(kernel, state, m_epilogue.bias32);
    }
    void runWith(const kernels::TileKernel<kernels::FloatTile<double>>& kernel, RunState& state)
    {
        runFloat(kernel, state, m_epilogue.bias64);
    }
    void runWith(const kernels::TileKernel<kernels::IntTile>& kernel, RunState& state)
    {
        runInteger(kernel, state, m_epilogue.correction32);
    }
    void runWith(const kernels::TileKernel<kernels::WideTile>& kernel, RunState& state)
    {
        runInteger(kernel, state, m_epilogue.correction64);
    }
    void runWith(const kernels::TileKernel<kernels::BigTile>& kernel, RunState& state) { runBig(kernel, state); }

    template<typename T>
    void runFloat(const kernels::TileKernel<kernels::FloatTile<T>>& kernel, RunState& state, const std::vector<T>& bias)
    {
        drive(kernel, state,
            [&](const kernels::TileInput& input, int64_t group, int64_t tile, int column, const Place& out) {
                kernels::FloatTile<T> t {};
                t.in = input;
                t.bias = bias.data() + group * m_plan.packed->groupColumns + column;
                t.lo = static_cast<T>(m_plan.clamp.lo);
                t.hi = static_cast<T>(m_plan.clamp.hi);
                t.out = reinterpret_cast<T*>(out.at(tile * m_tileRows, column));
                t.outStride = out.stride;
                kernel.run(t);
            });
    }

    template<typename Acc>
    void runInteger(
        const kernels::TileKernel<kernels::IntTileOf<Acc>>& kernel, RunState& state, const std::vector<Acc>& correction)
    {
        const int64_t tiles = (m_plan.geometry.outRows() + m_tileRows - 1) / m_tileRows;
        drive(kernel, state,
            [&](const kernels::TileInput& input, int64_t group, int64_t tile, int column, const Place& out) {
                const int64_t at = group * m_plan.packed->groupColumns + column;
                kernels::IntTileOf<Acc> t {};
                t.in = input;
                t.correction = correction.data() + at;
                const int32_t* rowCorrections[64];
                if constexpr (sizeof(Acc) == 4) {
                    if (!m_rowCorrections.empty()) {
                        for (int r = 0; r < input.m; ++r)
                            rowCorrections[r]
                                = m_rowCorrections[static_cast<size_t>((group * tiles + tile) * m_tileRows + r)]
                                + column;
                        t.rowCorrection = rowCorrections;
                    }
                }
                t.scale = m_epilogue.scale32.data() + at;
                t.bias = m_epilogue.bias32.data() + at;
                m_epilogue.applyTo(t);
                t.out = out.at(tile * m_tileRows, column);
                t.outStride = out.stride;
                kernel.run(t);
            });
    }

    void runBig(const kernels::TileKernel<kernels::BigTile>& kernel, RunState& state)
    {
        drive(kernel, state,
            [&](const kernels::TileInput& input, int64_t group, int64_t tile, int column, const Place& out) {
                const int64_t at = group * m_plan.packed->groupColumns + column;
                kernels::BigTile t {};
                t.in = input;
                t.offset = m_plan.input->zeroPoints[0];
                t.scale = m_epilogue.scale64.data() + at;
                t.bias = m_epilogue.bias64.data() + at;
                t.lo = static_cast<double>(m_plan.clamp.lo);
                t.hi = static_cast<double>(m_plan.clamp.hi);
                t.out = reinterpret_cast<double*>(out.at(tile * m_tileRows, column));
                t.outStride = out.stride;
                kernel.run(t);
            });
    }

    LayerPlan m_plan;
    const kernels::KernelTable& m_table;
    Epilogue m_epilogue;
    Storage m_storage = Storage::F32;
    int64_t m_rowElements = 0; // of one run
    int64_t m_pixelElements = 0; // of all groups
    int64_t m_tileRows = 0; // at most the kernel's mr
    AlignedBytes m_padding;
    AlignedBytes m_padded; // with rows in runs: the input once more
    Geometry m_paddedGeometry;
    std::vector<const void*> m_rows;
    std::vector<int64_t> m_readPixels; // by one tap whose strides pass others over: those that are widened
    std::vector<const int32_t*> m_rowCorrections;
    std::map<std::vector<bool>, std::vector<int32_t>> m_patterns;
};

} // namespace

size_t sumScratchBytes(const Geometry& geometry, const PackedLayer& packed)
{
    return static_cast<size_t>(
        std::max<int64_t>(kBlockBytes, geometry.outPerGroup() * packed.wish.mr * static_cast<int64_t>(sizeof(float))));
}

size_t widenedBytes(const Geometry& geometry, const PackedLayer& packed)
{
    if (!packed.wish.wordRows || geometry.merged > 1) return 0;
    return static_cast<size_t>(geometry.batch * geometry.inPixels() * geometry.inPerGroup() * geometry.groups)
        * sizeof(int16_t);
}

std::unique_ptr<Step> makeLayer(LayerPlan plan, const kernels::KernelTable& table)
{
    if (plan.signs) return makeSigns(std::move(plan), table);
    if (plan.packed->wish.depthwise) return makeDepthwise(std::move(plan), table);
    if (plan.packed->wish.winogradTile > 0) return makeWinograd(std::move(plan), table);
    return std::make_unique<LayerStep>(std::move(plan), table);
}

} // namespace bitladder::engine
