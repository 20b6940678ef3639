// What the kernel tests share: memory that faults when it is overrun, seeded values, and a loop over tiles and panels
// that runs any matrix kernel on a whole problem.
#pragma once
#include "core/kernels/dispatch.h"
#include "core/kernels/kernels.h"

#include <QTest>

#include <bit>
#include <cmath>
#include <cstring>
#include <limits>
#include <random>
#include <sys/mman.h>
#include <unistd.h>
#include <vector>

namespace kernel_test
{

using namespace bitladder::kernels;

// Elements that end where a page begins that nobody may touch, so that the first byte beyond is a crash. `alignment`
// moves the start back to a multiple; what lies before the start and behind the end (inside the page) is watched.
template<typename T> class Guarded
{
public:
    explicit Guarded(size_t count, size_t alignment = alignof(T))
        : m_count(count)
    {
        const size_t page = static_cast<size_t>(sysconf(_SC_PAGESIZE));
        const size_t bytes = count * sizeof(T);
        m_mapped = (bytes + alignment + page - 1) / page * page + page;
        m_base = static_cast<uint8_t*>(
            mmap(nullptr, m_mapped + page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
        if (m_base == MAP_FAILED) qFatal("no memory for a guarded array");
        mprotect(m_base + m_mapped, page, PROT_NONE);
        m_start = (m_mapped - bytes) / alignment * alignment;
        m_page = page;
        std::memset(m_base, kCanary, m_mapped);
    }
    Guarded(const Guarded&) = delete;
    Guarded& operator=(const Guarded&) = delete;
    Guarded(Guarded&& other) noexcept
        : m_base(std::exchange(other.m_base, nullptr))
        , m_mapped(other.m_mapped)
        , m_page(other.m_page)
        , m_start(other.m_start)
        , m_count(other.m_count)
    {
    }
    ~Guarded()
    {
        if (m_base) munmap(m_base, m_mapped + m_page);
    }

    T* data() { return reinterpret_cast<T*>(m_base + m_start); }
    const T* data() const { return reinterpret_cast<const T*>(m_base + m_start); }
    T& operator[](size_t i) { return data()[i]; }
    size_t size() const { return m_count; }

    // Nothing outside the elements was written.
    bool untouchedOutside() const
    {
        for (size_t i = 0; i < m_start; ++i)
            if (m_base[i] != kCanary) return false;
        for (size_t i = m_start + m_count * sizeof(T); i < m_mapped; ++i)
            if (m_base[i] != kCanary) return false;
        return true;
    }
    // Element i still holds the bytes that it was born with.
    bool untouched(size_t i) const
    {
        const uint8_t* p = m_base + m_start + i * sizeof(T);
        for (size_t b = 0; b < sizeof(T); ++b)
            if (p[b] != kCanary) return false;
        return true;
    }

private:
    static constexpr uint8_t kCanary = 0xa5;
    uint8_t* m_base = nullptr;
    size_t m_mapped = 0, m_page = 0, m_start = 0, m_count = 0;
};

template<typename T> Guarded<T> guarded(const std::vector<T>& values)
{
    Guarded<T> g(values.size());
    if (!values.empty()) std::memcpy(g.data(), values.data(), values.size() * sizeof(T));
    return g;
}

// Equal bits, except that every NaN equals every other: which payload survives is nobody's promise.
template<typename T> bool same(T a, T b)
{
    if constexpr (std::is_floating_point_v<T>) {
        if (std::isnan(a) || std::isnan(b)) return std::isnan(a) && std::isnan(b);
    }
    return std::memcmp(&a, &b, sizeof a) == 0;
}

enum class Values { Random, Extreme };

// A weight of a few bits, as it goes into a narrow panel.
template<int kBits> struct NarrowWeight {
    int8_t value;
    operator int() const { return value; }
};

// One that lies in a panel of bytes but has the range of seven bits.
struct SevenBitWeight {
    int8_t value;
    operator int() const { return value; }
};

template<typename W> inline constexpr int kNarrowBits = 0;
template<int kBits> inline constexpr int kNarrowBits<NarrowWeight<kBits>> = kBits;

class Random
{
public:
    explicit Random(unsigned seed)
        : m_engine(seed)
    {
    }
    int whole(int lo, int hi) { return std::uniform_int_distribution<int>(lo, hi)(m_engine); }
    double real(double lo, double hi) { return std::uniform_real_distribution<double>(lo, hi)(m_engine); }
    uint64_t bits() { return m_engine(); }

    // Integers over the whole range, or only its ends.
    template<typename T> T value(Values values)
    {
        if constexpr (kNarrowBits < T >> 0) {
            constexpr int kBits = kNarrowBits<T>;
            if (kBits == 1) return {static_cast<int8_t>(whole(0, 1) ? 1 : -1)};
            constexpr int kLow = -(1 << kBits) / 2, kHigh = -kLow - 1;
            if (values == Values::Extreme) return {static_cast<int8_t>(whole(0, 1) ? kLow : kHigh)};
            return {static_cast<int8_t>(whole(kLow, kHigh))};
        } else if constexpr (std::is_same_v<T, SevenBitWeight>) {
            if (values == Values::Extreme) return {static_cast<int8_t>(whole(0, 1) ? -64 : 63)};
            return {static_cast<int8_t>(whole(-64, 63))};
        } else if constexpr (std::is_floating_point_v<T>) {
            if (values == Values::Extreme && whole(0, 3) == 0) return special<T>();
            return static_cast<T>(real(-2, 2));
        } else {
            if (values == Values::Extreme && whole(0, 7) != 0)
                return whole(0, 1) ? std::numeric_limits<T>::max() : std::numeric_limits<T>::min();
            return static_cast<T>(bits());
        }
    }
    template<typename T> T special()
    {
        using Limits = std::numeric_limits<T>;
        const T list[] = {Limits::denorm_min(), -Limits::denorm_min(), Limits::min(), Limits::max(), Limits::lowest(),
            T(0), T(-0.0), T(1), Limits::min() / 3, Limits::infinity(), -Limits::infinity(), Limits::quiet_NaN()};
        // Infinities and NaNs take over every sum, so they are rarer than the rest.
        const bool rare = whole(0, 15) == 0;
        return list[static_cast<size_t>(rare ? whole(9, 11) : whole(0, 8))];
    }

private:
    std::mt19937_64 m_engine;
};

// C[m, n] over taps and depth. rows: [taps][m] pointers to padded rows; weights: [n, taps, depth].
template<typename A, typename W> struct Operands {
    int m, n, taps, depth, paddedDepth;
    std::vector<Guarded<A>> storage;
    std::vector<const void*> rows;
    std::vector<W> weights;

    const A* row(int t, int r) const { return static_cast<const A*>(rows[static_cast<size_t>(t) * m + r]); }
    const W* column(int c, int t) const { return weights.data() + (static_cast<size_t>(c) * taps + t) * depth; }
};

template<typename A, typename W>
Operands<A, W> operands(Random& random, Values values, int m, int n, int taps, int depth, int kGroup)
{
    Operands<A, W> o {m, n, taps, depth, (depth + kGroup - 1) / kGroup * kGroup, {}, {}, {}};
    for (int i = 0; i < taps * m; ++i) {
        Guarded<A> row(static_cast<size_t>(o.paddedDepth));
        for (int k = 0; k < o.paddedDepth; ++k)
            row[static_cast<size_t>(k)] = random.value<A>(values);
        o.rows.push_back(row.data());
        o.storage.push_back(std::move(row));
    }
    for (int i = 0; i < n * taps * depth; ++i)
        o.weights.push_back(random.value<W>(values));
    return o;
}

// The panels of a kernel, aligned as the contract says.
template<typename W> Guarded<W> packed(const PanelShape& shape, const std::vector<W>& weights)
{
    Guarded<W> panels(panelElements(shape), 64);
    packPanels(shape, weights.data(), panels.data());
    return panels;
}
inline Guarded<int8_t> packed(const PanelShape& shape, const std::vector<SevenBitWeight>& weights)
{
    Guarded<int8_t> panels(panelElements(shape), 64);
    packPanels(shape, reinterpret_cast<const int8_t*>(weights.data()), panels.data());
    return panels;
}
template<int kBits> Guarded<uint8_t> packed(const PanelShape& shape, const std::vector<NarrowWeight<kBits>>& weights)
{
    Guarded<uint8_t> panels(panelElements(shape) * kBits / 8, 64);
    packNarrow(shape, kBits, reinterpret_cast<const int8_t*>(weights.data()), panels.data());
    return panels;
}

template<typename Tile, typename A, typename W>
PanelShape shapeFor(const TileKernel<Tile>& kernel, const Operands<A, W>& o)
{
    return {o.n, o.taps, o.depth, kernel.nr, kernel.narrowNr, kernel.kGroup};
}

// Calls one(in, firstRow, panel) for every tile of the problem.
template<typename Tile, typename A, typename W, typename One>
void forTiles(const TileKernel<Tile>& kernel, const Operands<A, W>& o, One one)
{
    const PanelShape shape = shapeFor(kernel, o);
    const auto panels = packed(shape, o.weights);
    std::vector<Guarded<int16_t>> words;
    std::vector<const void*> rows = o.rows;
    if constexpr (sizeof(A) == 1) {
        for (size_t i = 0; i < rows.size() && kernel.wordRows; ++i) {
            words.emplace_back(static_cast<size_t>(o.paddedDepth));
            for (int k = 0; k < o.paddedDepth; ++k)
                words.back()[static_cast<size_t>(k)] = static_cast<const uint8_t*>(rows[i])[k];
            rows[i] = words.back().data();
        }
    }
    for (int p = 0; p < panelCount(shape); ++p) {
        const PanelRef ref = panelAt(shape, p);
        for (int r = 0; r < o.m; r += kernel.mr) {
            TileInput in;
            in.rows = rows.data() + r;
            in.rowStride = o.m;
            in.taps = o.taps;
            in.groups = (o.depth + kernel.kGroup - 1) / kernel.kGroup;
            in.panel = panels.data() + (kNarrowBits<W> ? ref.offset * kNarrowBits<W> / 8 : ref.offset);
            in.panelWidth = ref.width;
            in.m = std::min(kernel.mr, o.m - r);
            in.n = ref.columns;
            one(in, r, ref);
        }
    }
}

// An output of m rows that are further apart than they are wide.
template<typename T> struct Output {
    int m, n;
    ptrdiff_t stride;
    Guarded<T> values;

    Output(int rows, int columns)
        : m(rows)
        , n(columns)
        , stride(columns + 3)
        , values(static_cast<size_t>((rows - 1) * (columns + 3) + columns))
    {
    }
    T at(int r, int c) const { return values.data()[r * stride + c]; }
    bool gapsUntouched() const
    {
        for (int r = 0; r + 1 < m; ++r)
            for (ptrdiff_t c = n; c < stride; ++c)
                if (!values.untouched(static_cast<size_t>(r * stride + c))) return false;
        return values.untouchedOutside();
    }
};

inline void addLevelRows()
{
    QTest::addColumn<int>("level");
    for (Level level : supportedLevels())
        QTest::newRow(std::string(levelName(level)).c_str()) << static_cast<int>(level);
}

inline std::vector<int> upTo(int last)
{
    std::vector<int> list;
    for (int i = 1; i <= last; ++i)
        list.push_back(i);
    return list;
}

// Column counts around the edges of a kernel's vectors and panels.
inline std::vector<int> columnsAround(int narrow, int nr)
{
    std::vector<int> list {1, 2, 3, narrow - 1, narrow, narrow + 1, nr - 1, nr, nr + 1, nr + narrow, 2 * nr + 5};
    std::erase_if(list, [](int n) { return n < 1; });
    std::sort(list.begin(), list.end());
    list.erase(std::unique(list.begin(), list.end()), list.end());
    return list;
}

// A matrix product: C[m, n] over taps and depth.
struct GemmShape {
    int m, n, taps, depth;
};

inline QByteArray text(const char* kernel, const GemmShape& s, Values values)
{
    return QByteArray(kernel) + ' ' + (values == Values::Random ? "random" : "extreme") + " m" + QByteArray::number(s.m)
        + " n" + QByteArray::number(s.n) + " taps" + QByteArray::number(s.taps) + " depth"
        + QByteArray::number(s.depth);
}

// Every height, every width around the edges, depths around the groups, and tap counts of real convolutions.
inline std::vector<GemmShape> shapesFor(int mr, int narrow, int nr)
{
    std::vector<GemmShape> shapes;
    for (int m : upTo(mr))
        for (int n : {narrow, nr})
            shapes.push_back({m, n, 1, 37});
    for (int n : columnsAround(narrow, nr)) {
        shapes.push_back({mr, n, 1, 16});
        shapes.push_back({std::max(1, mr - 1), n, 2, 5});
        shapes.push_back({1, n, 1, 9});
    }
    for (int depth : {0, 1, 2, 3, 4, 5, 7, 8, 9, 11, 13, 15, 16, 17, 31, 64, 127, 129, 257, 1031})
        for (int m : {1, 2, 3, mr})
            shapes.push_back({m, nr, 1, depth});
    for (int taps : {9, 49, 121}) {
        shapes.push_back({mr, nr, taps, 3});
        shapes.push_back({mr, nr, taps, 13});
        shapes.push_back({1, nr, taps, 8});
        shapes.push_back({2, 1, taps, 6});
    }
    shapes.push_back({mr * 2 + 1, nr * 2 + 3, 3, 19});
    return shapes;
}

template<typename T> T clampOf(T v, T lo, T hi)
{
    if (v < lo) return lo;
    if (v > hi) return hi;
    return v;
}

template<typename Tile> void expectShape(const TileKernel<Tile>& kernel, Level level)
{
    QVERIFY(kernel.run);
    QVERIFY(kernel.name);
    QVERIFY(kernel.level <= level);
    QVERIFY(kernel.mr >= 1 && kernel.narrowNr >= 1 && kernel.narrowNr <= kernel.nr && kernel.kGroup >= 1);
}

} // namespace kernel_test
