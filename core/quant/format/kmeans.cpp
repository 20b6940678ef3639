// Code books fitted to the data by k-means: each level is the mean of the values that are nearest to it (Lloyd 1982,
// IEEE IT 28(2); for networks Han et al. 2016, Deep Compression, 1510.00149, section 3). On sorted numbers a cluster is
// an interval, so that one pass costs K searches. Up to 32 levels the passes start from the best of all ways to cut the
// values, or runs of them where they are many, into intervals (Wang, Song 2011, Ckmeans.1d.dp); else, and beside it,
// from the best even grid of several, from the quantiles, and from cutting the widest-spread cluster again and again,
// which finds lonely values. The best end wins. Nothing is drawn by lot.
#include "core/quant/format/code_book.h"

#include <algorithm>
#include <limits>

namespace bitladder::quant
{

extern const FormatFamily kKMeansFamily;

namespace
{

bool has(int bits)
{
    return bits >= 1 && bits <= 8;
}

NumberFormat at(int bits)
{
    return {&kKMeansFamily, static_cast<unsigned char>(bits), 0, 0};
}

std::string nameOf(const NumberFormat& format)
{
    return fmt::format("kmeans{}", format.bits);
}

Result<std::optional<NumberFormat>> parse(std::string_view text)
{
    return parseWidth(text, "kmeans", 1, kKMeansFamily);
}

// Sums over any run of the sorted values.
class Sums
{
public:
    explicit Sums(const std::vector<Samples::Weighted>& sorted)
        : m_sorted(sorted)
        , m_weight(sorted.size() + 1)
        , m_sum(sorted.size() + 1)
        , m_squares(sorted.size() + 1)
    {
        for (size_t i = 0; i < sorted.size(); ++i) {
            m_weight[i + 1] = m_weight[i] + sorted[i].weight;
            m_sum[i + 1] = m_sum[i] + sorted[i].weight * sorted[i].value;
            m_squares[i + 1] = m_squares[i] + sorted[i].weight * sorted[i].value * sorted[i].value;
        }
    }
    // The first value above the middle of two levels.
    size_t boundary(double below, double above) const
    {
        const double middle = below / 2 + above / 2;
        return static_cast<size_t>(
            std::ranges::upper_bound(m_sorted, middle, {}, &Samples::Weighted::value) - m_sorted.begin());
    }
    double weight(size_t first, size_t last) const { return m_weight[last] - m_weight[first]; }
    double sum(size_t first, size_t last) const { return m_sum[last] - m_sum[first]; }
    double mean(size_t first, size_t last) const { return sum(first, last) / weight(first, last); }
    // Σ w·(x − mean)².
    double spread(size_t first, size_t last) const
    {
        return std::max(0.0, m_squares[last] - m_squares[first] - sum(first, last) * mean(first, last));
    }
    double quantile(double share) const
    {
        const double wanted = share * m_weight.back();
        const auto i = std::ranges::upper_bound(m_weight, wanted) - m_weight.begin();
        return m_sorted[static_cast<size_t>(std::clamp<ptrdiff_t>(i - 1, 0, std::ssize(m_sorted) - 1))].value;
    }
    size_t size() const { return m_sorted.size(); }

private:
    const std::vector<Samples::Weighted>& m_sorted;
    std::vector<double> m_weight, m_sum, m_squares;
};

// Σ w·(x − level)² less Σ w·x², which is the same for all levels.
double costOf(const Sums& sums, const std::vector<double>& levels)
{
    double cost = 0;
    size_t first = 0;
    for (size_t k = 0; k < levels.size(); ++k) {
        const size_t last = k + 1 < levels.size() ? sums.boundary(levels[k], levels[k + 1]) : sums.size();
        cost += levels[k] * (levels[k] * sums.weight(first, last) - 2 * sums.sum(first, last));
        first = last;
    }
    return cost;
}

void lloyd(const Sums& sums, std::vector<double>& levels)
{
    constexpr int kMostPasses = 200;
    for (int pass = 0; pass < kMostPasses; ++pass) {
        std::vector<double> next = levels;
        size_t first = 0;
        for (size_t k = 0; k < levels.size(); ++k) {
            const size_t last = k + 1 < levels.size() ? sums.boundary(levels[k], levels[k + 1]) : sums.size();
            // A level without values stays where it is: it may get some in the next pass.
            if (last > first) next[k] = sums.sum(first, last) / sums.weight(first, last);
            first = last;
        }
        std::ranges::sort(next);
        if (next == levels) break;
        levels = std::move(next);
    }
}

// The cluster with the largest spread is cut at its mean until there are enough.
std::vector<double> halved(const Sums& sums, size_t count)
{
    struct Cluster {
        size_t first, last;
        double spread;
    };
    std::vector<Cluster> clusters {{0, sums.size(), sums.spread(0, sums.size())}};
    while (clusters.size() < count) {
        const auto widest = std::ranges::max_element(clusters, {}, &Cluster::spread);
        const double mean = sums.mean(widest->first, widest->last);
        const size_t cut = std::clamp(sums.boundary(mean, mean), widest->first, widest->last);
        if (!(widest->spread > 0) || cut == widest->first || cut == widest->last) break;
        const Cluster right {cut, widest->last, sums.spread(cut, widest->last)};
        *widest = {widest->first, cut, sums.spread(widest->first, cut)};
        clusters.push_back(right);
    }
    std::vector<double> levels;
    for (const Cluster& cluster : clusters)
        levels.push_back(sums.mean(cluster.first, cluster.last));
    levels.resize(count, levels.back());
    std::ranges::sort(levels);
    return levels;
}

// The best of all ways to cut the values into `count` intervals; many values are taken in runs of equal numbers. Where
// the best cut of the first i ends, moves right with i, so that halving the question bounds the search.
class BestCuts
{
public:
    BestCuts(const Sums& sums, size_t count)
        : m_sums(sums)
        , m_runs(std::min<size_t>(sums.size(), kMostRuns))
        , m_least(m_runs + 1)
        , m_cuts(count, std::vector<uint16_t>(m_runs + 1))
    {
        for (size_t i = 1; i <= m_runs; ++i)
            m_least[i] = spread(0, i);
        for (size_t k = 1; k < count; ++k) {
            m_before = m_least;
            search(k, 1, m_runs, 0, m_runs - 1);
        }
    }
    std::vector<double> levels() const
    {
        std::vector<double> levels;
        size_t last = m_runs;
        for (size_t k = m_cuts.size(); k-- > 0;) {
            const size_t first = k > 0 ? m_cuts[k][last] : 0;
            // An interval without values: there are fewer values than levels.
            levels.push_back(first < last ? m_sums.mean(at(first), at(last)) : levels.empty() ? 0 : levels.back());
            last = first;
        }
        std::ranges::sort(levels);
        return levels;
    }

private:
    static constexpr size_t kMostRuns = 512;

    size_t at(size_t run) const { return run * m_sums.size() / m_runs; }
    double spread(size_t first, size_t last) const { return m_sums.spread(at(first), at(last)); }
    // Of the first i runs in k + 1 intervals, for i from `first` to `last`; the last interval begins within `from` to
    // `to`.
    void search(size_t k, size_t first, size_t last, size_t from, size_t to)
    {
        if (first > last) return;
        const size_t i = first + (last - first) / 2;
        double least = m_before[i]; // the last interval is empty
        size_t best = i;
        for (size_t j = from; j <= std::min(to, i - 1); ++j)
            if (const double cost = m_before[j] + spread(j, i); cost < least) {
                least = cost;
                best = j;
            }
        m_least[i] = least;
        m_cuts[k][i] = static_cast<uint16_t>(best);
        if (i > first) search(k, first, i - 1, from, best);
        search(k, i + 1, last, best, to);
    }

    const Sums& m_sums;
    size_t m_runs;
    std::vector<double> m_least, m_before; // of the first i runs
    std::vector<std::vector<uint16_t>> m_cuts; // where the last interval begins
};

void fit(const Samples& samples, const QuantSpec&, Quantizer& quantizer, size_t slice)
{
    const auto sorted = samples.sorted();
    const size_t count = quantizer.levelCount;
    if (sorted.empty()) {
        setLevels(quantizer, slice, std::vector<double>(count, 0));
        return;
    }
    const Sums sums(sorted);
    std::vector<double> quantiles(count), even(count), trial(count);
    for (size_t k = 0; k < count; ++k)
        quantiles[k] = sums.quantile((static_cast<double>(k) + 0.5) / static_cast<double>(count));
    double least = std::numeric_limits<double>::infinity();
    for (int step = 16; step >= 4; --step) {
        const double factor = step / 16.0;
        for (size_t k = 0; k < count; ++k) {
            const double share = static_cast<double>(k) / static_cast<double>(count - 1);
            trial[k] = factor * (samples.low() * (1 - share) + samples.high() * share);
        }
        if (const double cost = costOf(sums, trial); cost < least) {
            least = cost;
            even = trial;
        }
    }
    std::vector<double> best = even;
    least = std::numeric_limits<double>::infinity();
    constexpr size_t kMostByCuts = 32;
    std::vector<std::vector<double>> starts {even, quantiles, halved(sums, count)};
    if (count <= kMostByCuts) starts.push_back(BestCuts(sums, count).levels());
    for (std::vector<double>& levels : starts) {
        lloyd(sums, levels);
        if (const double cost = costOf(sums, levels); cost < least) {
            least = cost;
            best = levels;
        }
    }
    setLevels(quantizer, slice, best);
}

} // namespace

const FormatFamily kKMeansFamily {
    .id = "kmeans",
    .label = QT_TRANSLATE_NOOP("Family", "k-means"),
    .syntax = "kmeans1 to kmeans8",
    .kind = CodeKind::Level,
    .look = "code-book",
    .alwaysBestScale = true,
    .has = has,
    .at = at,
    .name = nameOf,
    .parse = parse,
    .codes = bookCodes,
    .cover = evenLevels,
    .prepare = makeRoomForLevels,
    .fit = fit,
    .encode = bookEncode,
    .decode = bookDecode,
    .round32 = bookRound32,
    .round64 = bookRound64,
    .levels = bookLevels,
};

} // namespace bitladder::quant
