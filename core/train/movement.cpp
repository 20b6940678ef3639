#include "core/train/movement.h"

#include "core/quant/quantize.h"

#include <algorithm>
#include <bit>
#include <cmath>

namespace bitladder::train
{

namespace
{

// Which level a weight stands on: its code, or where there are none its value in steps.
int64_t levelOf(float x, const quant::Quantizer& quantizer, size_t slice, size_t position)
{
    if (quant::hasIntegerCodes(quantizer.format))
        return quant::quantize(static_cast<double>(x), quantizer, slice, position);
    float rounded = 0;
    quant::fakeQuantize(std::span<const float>(&x, 1), quantizer, slice, std::span<float>(&rounded, 1), position);
    // Code books that are found anew move a little: the level is known by its place among them.
    if (!quantizer.levels.empty()) {
        const auto levels = quantizer.levelsAt(slice);
        const auto in = static_cast<float>(static_cast<double>(rounded) / quantizer.scale(slice));
        return std::ranges::min_element(levels, {}, [&](float level) { return std::fabs(level - in); })
            - levels.begin();
    }
    return std::lround(static_cast<double>(rounded) / quantizer.scale(slice) * 65536);
}

// Calls visit(index, slice) for every weight of a layer.
template<typename Visit> void eachWeight(const StudentLayer& layer, Visit visit)
{
    const auto length = static_cast<size_t>(layer.perChannel);
    for (size_t c = 0; c < static_cast<size_t>(layer.channels); ++c)
        layer.quantizer->eachSlice(c, length, [&](size_t slice, size_t first, size_t count) {
            for (size_t k = first; k < first + count; ++k)
                visit(c * length + k, slice);
        });
}

// How far a weight is from where it would round otherwise, in steps; clipped ones are far.
double distanceToJump(float x, const quant::Quantizer& quantizer, size_t slice)
{
    const double scale = quantizer.scale(slice), value = static_cast<double>(x);
    const quant::Range clip = quantizer.clip(slice);
    if (quantizer.format == quant::binaryFormat()) return std::fabs(value) / scale; // a sign turns at zero
    if (value <= clip.low - scale / 2 || value >= clip.high + scale / 2) return 1;
    const double in = value / scale;
    return std::fabs(std::fabs(in - std::floor(in)) - 0.5);
}

// The bins of a layer whose grid has whole steps and not too many of them; one step beyond its ends.
void setBins(LayerMovement& to, const quant::Quantizer& quantizer)
{
    constexpr double kMostSteps = 300, kBins = 96;
    const double scale = quantizer.scale(0), low = std::round(quantizer.clip(0).low / scale),
                 high = std::round(quantizer.clip(0).high / scale);
    if (!quant::hasIntegerCodes(quantizer.format) || !(high > low) || high - low > kMostSteps) return;
    const double perStep = std::max(1.0, std::round(kBins / (high - low + 2)));
    const auto bins = static_cast<size_t>((high - low + 2) * perStep);
    for (size_t i = 0; i <= bins; ++i)
        to.edges.push_back(low - 1 + static_cast<double>(i) / perStep);
    to.counts.assign(bins, 0);
    to.before.assign(bins, 0);
    const double apart = quantizer.format == quant::binaryFormat() ? 2 : 1;
    for (double level = low; level <= high; level += apart)
        to.levels.push_back(level);
}

void count(std::vector<int64_t>& bins, const std::vector<double>& edges, double value)
{
    if (bins.empty()) return;
    const double place = (value - edges.front()) / (edges.back() - edges.front()) * static_cast<double>(bins.size());
    ++bins[static_cast<size_t>(std::clamp(place, 0.0, static_cast<double>(bins.size() - 1)))];
}

std::vector<float> levelsAt(const quant::Quantizer& quantizer, size_t slice)
{
    std::vector<float> levels;
    for (const double value : quant::levelsOf(quantizer, slice, kMostLevels))
        levels.push_back(static_cast<float>(value / quantizer.scale(slice)));
    return levels;
}

} // namespace

MovementWatch::MovementWatch(const Student& student)
{
    for (size_t l = 0; l < student.layers().size(); ++l) {
        const StudentLayer& layer = student.layers()[l];
        if (!layer.learns || layer.latent.empty() || !layer.quantizer) continue;
        const quant::Quantizer& quantizer = *layer.quantizer;
        Start start {l, layer.latent, std::vector<int32_t>(layer.latent.size()), {}};
        for (const double scale : quantizer.scales)
            start.step.push_back(static_cast<float>(scale));
        std::vector<size_t> sliceOf(layer.latent.size());
        std::vector<std::pair<double, size_t>> near;
        eachWeight(layer, [&](size_t i, size_t slice) {
            start.level[i] = static_cast<int32_t>(levelOf(layer.latent[i], quantizer, slice, i));
            sliceOf[i] = slice;
            if (layer.kept.empty() || layer.kept[i])
                near.emplace_back(distanceToJump(layer.latent[i], quantizer, slice), i);
        });
        // Two thirds are the nearest, the rest are spread.
        std::vector<size_t> chosen;
        const size_t nearest = std::min(near.size(), kTracesPerLayer * 2 / 3);
        std::ranges::partial_sort(near, near.begin() + static_cast<ptrdiff_t>(nearest));
        for (size_t i = 0; i < nearest; ++i)
            chosen.push_back(near[i].second);
        for (size_t i = nearest; i < kTracesPerLayer; ++i) {
            const size_t place = (2 * (i - nearest) + 1) * layer.latent.size() / (2 * (kTracesPerLayer - nearest));
            if (place < layer.latent.size() && std::ranges::find(chosen, place) == chosen.end())
                chosen.push_back(place);
        }
        std::vector<size_t> fileOf(layer.latent.size());
        for (size_t f = 0; f < layer.place.size(); ++f)
            fileOf[static_cast<size_t>(layer.place[f])] = f;
        for (const size_t i : chosen) {
            WeightTrace trace;
            trace.layer = l;
            trace.channel = static_cast<int64_t>(i) / layer.perChannel;
            trace.element = static_cast<int64_t>(i) % layer.perChannel;
            m_seen.traces.push_back(std::move(trace));
            m_watched.push_back({i, fileOf[i], sliceOf[i], start.level[i]});
        }
        m_start.push_back(std::move(start));
    }
}

void MovementWatch::point(const Student& student, const StudentGradient& gradient, double share, int64_t step)
{
    const bool kept = step % m_stride == 0;
    for (size_t t = 0; t < m_watched.size(); ++t) {
        WeightTrace& trace = m_seen.traces[t];
        Watched& watched = m_watched[t];
        const StudentLayer& layer = student.layers()[trace.layer];
        const float latent = layer.latent[watched.latentIndex];
        const int64_t level = levelOf(latent, *layer.quantizer, watched.slice, watched.latentIndex);
        if (level != watched.level) ++trace.jumps;
        watched.level = level;
        if (!kept) continue;
        const LayerGradient& of = gradient[trace.layer];
        trace.latent.push_back(latent);
        trace.rounded.push_back(layer.weights.as<float>()[watched.fileIndex]);
        trace.gradient.push_back(
            of.weights.empty() ? 0.0f : static_cast<float>(static_cast<double>(of.weights[watched.fileIndex]) * share));
        trace.scale.push_back(static_cast<float>(layer.quantizer->scale(watched.slice)));
    }
    if (!kept) return;
    m_seen.steps.push_back(step);
    if (m_seen.steps.size() <= kMostPoints) return;
    // Every second one goes, and from now on only every second one comes.
    m_stride *= 2;
    const auto thin = [&](auto& list) {
        size_t to = 0;
        for (size_t i = 0; i < list.size(); ++i)
            if (m_seen.steps[i] % m_stride == 0) list[to++] = list[i];
        list.resize(to);
    };
    for (WeightTrace& trace : m_seen.traces)
        for (auto* list : {&trace.latent, &trace.rounded, &trace.gradient, &trace.scale})
            thin(*list);
    std::erase_if(m_seen.steps, [&](int64_t one) { return one % m_stride != 0; });
}

std::shared_ptr<const Movement> MovementWatch::movement(const Student& student, const Threads& threads) const
{
    auto all = std::make_shared<Movement>(m_seen);
    for (size_t t = 0; t < m_watched.size(); ++t) {
        const StudentLayer& layer = student.layers()[all->traces[t].layer];
        all->traces[t].levels = levelsAt(*layer.quantizer, m_watched[t].slice);
    }
    all->layers.resize(m_start.size());
    threads.each(m_start.size(), [&](size_t s) {
        const Start& start = m_start[s];
        const StudentLayer& layer = student.layers()[start.layer];
        LayerMovement& to = all->layers[s];
        setBins(to, *layer.quantizer);
        int64_t changed = 0;
        double square = 0;
        eachWeight(layer, [&](size_t i, size_t slice) {
            const auto level = static_cast<int32_t>(levelOf(layer.latent[i], *layer.quantizer, slice, i));
            changed += level != start.level[i] ? 1 : 0;
            const float step = start.step[start.step.size() == 1 ? 0 : slice];
            const double way = static_cast<double>(layer.latent[i] - start.latent[i]) / static_cast<double>(step);
            square += way * way;
            count(to.counts, to.edges, static_cast<double>(layer.latent[i]) / layer.quantizer->scale(slice));
            count(to.before, to.edges, static_cast<double>(start.latent[i]) / static_cast<double>(step));
        });
        const auto weights = static_cast<double>(layer.latent.size());
        to.layer = start.layer;
        to.name = layer.layer.name;
        to.weights = static_cast<int64_t>(layer.latent.size());
        to.changed = static_cast<double>(changed) / weights;
        to.distance = std::sqrt(square / weights);
    });
    return all;
}

size_t MovementWatch::bytes() const
{
    size_t bytes = m_seen.traces.size() * kMostPoints * 4 * sizeof(float);
    for (const Start& start : m_start)
        bytes += start.latent.size() * (sizeof(float) + sizeof(int32_t));
    return bytes;
}

} // namespace bitladder::train
