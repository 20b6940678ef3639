// The step of a depthwise convolution: pixel by pixel, or, where a pixel is narrower than the kernels' vectors, as a
// stream. With stride 1 all taps of a padded picture are one picture shifted, so that pixels lying side by side can be
// taken for one wide pixel; what the rows' padding gives is left out when the rows are copied to their place.
#include "core/engine/epilogue.h"

#include <algorithm>
#include <cstring>
#include <numeric>

namespace bitladder::engine
{

namespace
{

// One padded picture in channels-last order, its wide pixels and their results.
struct Stream {
    int64_t height = 0, width = 0; // padded
    int64_t lines = 0; // of the output
    int64_t wide = 0; // channels of a wide pixel: a multiple of the picture's and of a vector
    int64_t pixels = 0; // wide ones, for all lines
    std::vector<int64_t> offsets; // of the taps, in elements
    AlignedBytes picture, results, weights;
    std::vector<int32_t> correction;
    std::vector<float> scale, bias;
};

template<typename T> std::vector<T> repeated(const std::vector<T>& values, int64_t count)
{
    std::vector<T> result(static_cast<size_t>(count));
    for (size_t i = 0; i < result.size(); ++i)
        result[i] = values[i % values.size()];
    return result;
}

class DepthwiseStep final : public Step
{
public:
    DepthwiseStep(LayerPlan plan, const kernels::KernelTable& table)
        : m_plan(std::move(plan))
        , m_table(table)
        , m_epilogue(m_plan)
        , m_storage(storageOf(m_plan.packed->compute))
        , m_padding(paddingRow(m_storage, m_plan.geometry.inChannels, m_plan.input))
    {
        if (wantsStream()) prepareStream();
    }

    void bind(const std::vector<std::byte*>& memory) override
    {
        if (m_stream) return bindStream();
        const Geometry& g = m_plan.geometry;
        const std::byte* base = memory[static_cast<size_t>(m_plan.from.index)];
        const auto taps = g.taps(), rows = g.outRows();
        const size_t pixel = static_cast<size_t>(g.inChannels) * elementBytes(m_storage);
        std::vector<int64_t> positions(static_cast<size_t>(taps));
        m_rows.resize(static_cast<size_t>(rows * taps));
        for (int64_t r = 0; r < rows; ++r) {
            g.tapsOf(r, positions.data());
            for (int64_t t = 0; t < taps; ++t) {
                const int64_t p = positions[static_cast<size_t>(t)];
                m_rows[static_cast<size_t>(r * taps + t)]
                    = p < 0 ? m_padding.data() : base + static_cast<size_t>(p) * pixel;
            }
        }
    }

    Result<void> run(RunState& state) override
    {
        if (m_plan.geometry.outRows() == 0 || m_plan.geometry.outChannels == 0) return {};
        if (m_storage == Storage::F32)
            runF32(state);
        else if (m_stream)
            runStream(state);
        else
            runU8(state);
        return {};
    }

    size_t residentBytes() const override { return m_plan.packed->resident + m_rows.size() * sizeof(void*); }

private:
    // Blocks as large as the second cache holds beside their rows: a kernel prepares the weights for each anew.
    template<typename Run> void eachBlock(RunState& state, int64_t pixels, int64_t channels, Run run) const
    {
        constexpr int64_t kBytes = 192 * 1024, kFewest = 64;
        const int64_t share = (pixels + state.threads.count() - 1) / state.threads.count();
        const int64_t fitting = kBytes / (channels * static_cast<int64_t>(elementBytes(m_storage)));
        const int64_t block = std::max(kFewest, std::min(fitting, state.threads.count() > 1 ? share / 2 : share));
        state.threads.each(static_cast<size_t>((pixels + block - 1) / block), [&](size_t i) {
            const int64_t first = static_cast<int64_t>(i) * block;
            PartClock clock(state.parts);
            run(first, std::min(block, pixels - first));
            clock.mark(StepPart::Kernel);
        });
    }

    void runF32(RunState& state)
    {
        const Geometry& g = m_plan.geometry;
        eachBlock(state, g.outRows(), g.outChannels, [&](int64_t first, int64_t count) {
            kernels::DepthwiseF32 d {};
            d.rows = reinterpret_cast<const float* const*>(m_rows.data()) + first * g.taps();
            d.pixels = static_cast<int>(count);
            d.taps = static_cast<int>(g.taps());
            d.channels = static_cast<int>(g.outChannels);
            d.weights = m_plan.packed->weights.as<float>();
            d.bias = m_epilogue.bias32.data();
            d.lo = m_plan.clamp.lo;
            d.hi = m_plan.clamp.hi;
            d.out = state.at<float>(m_plan.to) + first * g.outChannels;
            d.outStride = g.outChannels;
            m_table.depthwiseF32(d);
        });
    }

    // What pixels from `first` on have in common; weights and the arrays by channel are the caller's.
    kernels::DepthwiseU8 block(int64_t first, int64_t count, int64_t channels, std::byte* out) const
    {
        const int64_t taps = m_plan.geometry.taps();
        kernels::DepthwiseU8 d {};
        d.rows = reinterpret_cast<const uint8_t* const*>(m_rows.data()) + first * taps;
        d.pixels = static_cast<int>(count);
        d.taps = static_cast<int>(taps);
        d.channels = static_cast<int>(channels);
        m_epilogue.applyTo(d);
        d.out = out + static_cast<size_t>(first * channels) * m_epilogue.outBytes();
        d.outStride = channels;
        return d;
    }

    void runU8(RunState& state)
    {
        const Geometry& g = m_plan.geometry;
        eachBlock(state, g.outRows(), g.outChannels, [&](int64_t first, int64_t count) {
            kernels::DepthwiseU8 d = block(first, count, g.outChannels, state.at<std::byte>(m_plan.to));
            d.weights = m_plan.packed->weights.as<int16_t>();
            d.correction = m_epilogue.correction32.data();
            d.scale = m_epilogue.scale32.data();
            d.bias = m_epilogue.bias32.data();
            m_table.depthwiseU8(d);
        });
    }

    static constexpr int64_t kVector = 64; // bytes that the widest kernel takes at once

    static int64_t last(const std::vector<int64_t>& extents, size_t fromEnd, int64_t fallback)
    {
        return fromEnd < extents.size() ? extents[extents.size() - 1 - fromEnd] : fallback;
    }

    bool wantsStream() const
    {
        const Geometry& g = m_plan.geometry;
        if (m_storage != Storage::U8 || g.inChannels >= kVector || g.kernel.empty() || g.kernel.size() > 2
            || g.outRows() == 0)
            return false;
        constexpr int64_t kWidest = 512;
        const bool stepsByOne = std::ranges::all_of(g.strides, [](int64_t s) { return s == 1; });
        const int64_t width = g.outSpatial.back(), extra = (g.kernel.back() - 1) * g.dilations.back();
        return stepsByOne && std::lcm(g.inChannels, kVector) <= kWidest && 2 * extra <= width;
    }

    void prepareStream()
    {
        const Geometry& g = m_plan.geometry;
        Stream& s = m_stream.emplace();
        const int64_t tall = last(g.kernel, 1, 1), across = g.kernel.back();
        s.lines = last(g.outSpatial, 1, 1);
        s.height = s.lines + (tall - 1) * last(g.dilations, 1, 1);
        s.width = g.outSpatial.back() + (across - 1) * g.dilations.back();
        s.wide = std::lcm(g.inChannels, kVector);
        s.pixels = (s.lines * s.width * g.inChannels + s.wide - 1) / s.wide;
        for (int64_t y = 0; y < tall; ++y)
            for (int64_t x = 0; x < across; ++x)
                s.offsets.push_back((y * last(g.dilations, 1, 1) * s.width + x * g.dilations.back()) * g.inChannels);
        // The last wide pixel may reach beyond the picture.
        const int64_t elements = std::max(s.height * s.width * g.inChannels, s.offsets.back() + s.pixels * s.wide);
        s.picture = paddingRow(m_storage, elements, m_plan.input);
        s.results = AlignedBytes(static_cast<size_t>(s.pixels * s.wide) * m_epilogue.outBytes());
        const auto taps = static_cast<size_t>(g.taps()), wide = static_cast<size_t>(s.wide),
                   channels = static_cast<size_t>(g.inChannels);
        s.weights = AlignedBytes(taps * wide * sizeof(int16_t));
        for (size_t t = 0; t < taps; ++t)
            for (size_t c = 0; c < wide; ++c)
                s.weights.as<int16_t>()[t * wide + c]
                    = m_plan.packed->weights.as<int16_t>()[t * channels + c % channels];
        s.correction = repeated(m_epilogue.correction32, s.wide);
        s.scale = repeated(m_epilogue.scale32, s.wide);
        s.bias = repeated(m_epilogue.bias32, s.wide);
    }

    void bindStream()
    {
        const Stream& s = *m_stream;
        m_rows.clear();
        for (int64_t p = 0; p < s.pixels; ++p)
            for (const int64_t offset : s.offsets)
                m_rows.push_back(s.picture.as<std::byte>() + p * s.wide + offset);
    }

    void runStream(RunState& state)
    {
        const Geometry& g = m_plan.geometry;
        for (int64_t picture = 0; picture < g.batch; ++picture) {
            PartClock clock(state.parts);
            copyIn(state.at<std::byte>(m_plan.from) + picture * g.inPixels() * g.inChannels);
            clock.mark(StepPart::Reformat);
            eachBlock(state, m_stream->pixels, m_stream->wide, [&](int64_t first, int64_t count) {
                kernels::DepthwiseU8 d = block(first, count, m_stream->wide, m_stream->results.as<std::byte>());
                d.weights = m_stream->weights.as<int16_t>();
                d.correction = m_stream->correction.data();
                d.scale = m_stream->scale.data();
                d.bias = m_stream->bias.data();
                m_table.depthwiseU8(d);
            });
            const size_t pixel = static_cast<size_t>(g.outChannels) * m_epilogue.outBytes();
            PartClock after(state.parts);
            copyOut(state.at<std::byte>(m_plan.to) + static_cast<size_t>(picture * g.outPixels()) * pixel, pixel);
            after.mark(StepPart::Reformat);
        }
    }

    void copyIn(const std::byte* from)
    {
        const Geometry& g = m_plan.geometry;
        Stream& s = *m_stream;
        const int64_t top = last(g.padsBegin, 1, 0), left = g.padsBegin.back();
        const int64_t lines = std::min(last(g.inSpatial, 1, 1), s.height - top);
        const int64_t width = std::min(g.inSpatial.back(), s.width - left);
        for (int64_t y = 0; y < lines && width > 0; ++y)
            std::memcpy(s.picture.as<std::byte>() + ((y + top) * s.width + left) * g.inChannels,
                from + y * g.inSpatial.back() * g.inChannels, static_cast<size_t>(width * g.inChannels));
    }

    void copyOut(std::byte* to, size_t pixel) const
    {
        const Stream& s = *m_stream;
        const auto width = static_cast<size_t>(m_plan.geometry.outSpatial.back());
        for (int64_t y = 0; y < s.lines; ++y)
            std::memcpy(to + static_cast<size_t>(y) * width * pixel,
                s.results.as<std::byte>() + static_cast<size_t>(y * s.width) * pixel, width * pixel);
    }

    LayerPlan m_plan;
    const kernels::KernelTable& m_table;
    Epilogue m_epilogue;
    Storage m_storage;
    AlignedBytes m_padding;
    std::vector<const void*> m_rows;
    std::optional<Stream> m_stream;
};

} // namespace

std::unique_ptr<Step> makeDepthwise(LayerPlan plan, const kernels::KernelTable& table)
{
    return std::make_unique<DepthwiseStep>(std::move(plan), table);
}

} // namespace bitladder::engine
