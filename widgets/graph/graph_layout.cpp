#include "widgets/graph/graph_layout.h"

#include <algorithm>
#include <cstddef>
#include <numeric>

namespace bitladder::widgets
{

namespace
{

constexpr int kOrderSweeps = 8;
constexpr int kPlaceSweeps = 12;
// The room that a passing edge gets between nodes.
constexpr double kPassWidth = 8;

using Index = std::size_t;

// Nodes and the bends of long edges alike; every edge joins neighbouring ranks.
struct Vertex {
    double width = kPassWidth;
    double height = 0;
    double x = 0;
    int rank = 0;
    bool bend = false;
    std::vector<Index> above;
    std::vector<Index> below;
};

class Layout
{
public:
    Layout(const std::vector<QSizeF>& sizes, const std::vector<LayoutEdge>& edges, const LayoutSpacing& spacing)
        : m_sizes(sizes)
        , m_edges(edges)
        , m_spacing(spacing)
    {
    }

    LayoutResult run()
    {
        findRanks();
        makeVertices();
        orderRanks();
        placeVertices();
        return result();
    }

private:
    bool usable(const LayoutEdge& edge) const
    {
        const auto count = static_cast<int>(m_sizes.size());
        return edge.from >= 0 && edge.from < count && edge.to >= 0 && edge.to < count && edge.from != edge.to;
    }

    // Longest paths from the sources; edges that close a cycle are left out.
    void findRanks()
    {
        const Index count = m_sizes.size();
        std::vector<std::vector<Index>> out(count);
        m_forward.assign(m_edges.size(), false);
        for (Index e = 0; e < m_edges.size(); ++e) {
            if (usable(m_edges[e])) out[static_cast<Index>(m_edges[e].from)].push_back(e);
        }
        enum class Mark { New, Open, Done };
        std::vector<Mark> marks(count, Mark::New);
        std::vector<Index> order;
        struct Step {
            Index node;
            Index next;
        };
        // An explicit stack: deep networks must not run out of the thread's one.
        for (Index start = 0; start < count; ++start) {
            if (marks[start] != Mark::New) continue;
            std::vector<Step> stack {{start, 0}};
            marks[start] = Mark::Open;
            while (!stack.empty()) {
                Step& step = stack.back();
                if (step.next == out[step.node].size()) {
                    marks[step.node] = Mark::Done;
                    order.push_back(step.node);
                    stack.pop_back();
                    continue;
                }
                const Index edge = out[step.node][step.next++];
                const auto target = static_cast<Index>(m_edges[edge].to);
                if (marks[target] == Mark::Open) continue;
                m_forward[edge] = true;
                if (marks[target] != Mark::New) continue;
                marks[target] = Mark::Open;
                stack.push_back({target, 0});
            }
        }
        std::reverse(order.begin(), order.end());
        m_ranks.assign(count, 0);
        for (const Index node : order) {
            for (const Index edge : out[node]) {
                if (!m_forward[edge]) continue;
                const auto target = static_cast<Index>(m_edges[edge].to);
                m_ranks[target] = std::max(m_ranks[target], m_ranks[node] + 1);
            }
        }
        // A source stands right above what it feeds, not at the far top.
        std::vector<bool> fed(count, false);
        for (Index e = 0; e < m_edges.size(); ++e) {
            if (m_forward[e]) fed[static_cast<Index>(m_edges[e].to)] = true;
        }
        for (Index node = 0; node < count; ++node) {
            if (fed[node]) continue;
            int nearest = -1;
            for (const Index edge : out[node]) {
                if (!m_forward[edge]) continue;
                const int rank = m_ranks[static_cast<Index>(m_edges[edge].to)];
                nearest = nearest < 0 ? rank : std::min(nearest, rank);
            }
            if (nearest > 0) m_ranks[node] = nearest - 1;
        }
    }

    void join(Index upper, Index lower)
    {
        m_vertices[upper].below.push_back(lower);
        m_vertices[lower].above.push_back(upper);
    }

    void makeVertices()
    {
        m_vertices.resize(m_sizes.size());
        for (Index i = 0; i < m_sizes.size(); ++i) {
            m_vertices[i].width = m_sizes[i].width();
            m_vertices[i].height = m_sizes[i].height();
            m_vertices[i].rank = m_ranks[i];
        }
        m_bends.resize(m_edges.size());
        for (Index e = 0; e < m_edges.size(); ++e) {
            if (!m_forward[e]) continue;
            auto upper = static_cast<Index>(m_edges[e].from);
            const auto lower = static_cast<Index>(m_edges[e].to);
            for (int rank = m_ranks[upper] + 1; rank < m_ranks[lower]; ++rank) {
                Vertex bend;
                bend.rank = rank;
                bend.bend = true;
                m_vertices.push_back(bend);
                const Index index = m_vertices.size() - 1;
                m_bends[e].push_back(index);
                join(upper, index);
                upper = index;
            }
            join(upper, lower);
        }
        int deepest = -1;
        for (const Vertex& vertex : m_vertices)
            deepest = std::max(deepest, vertex.rank);
        m_rows.resize(static_cast<Index>(deepest + 1));
        for (Index i = 0; i < m_vertices.size(); ++i)
            m_rows[static_cast<Index>(m_vertices[i].rank)].push_back(i);
    }

    std::vector<Index> positions() const
    {
        std::vector<Index> position(m_vertices.size(), 0);
        for (const auto& row : m_rows) {
            for (Index i = 0; i < row.size(); ++i)
                position[row[i]] = i;
        }
        return position;
    }

    long crossings() const
    {
        const std::vector<Index> position = positions();
        long count = 0;
        for (Index r = 0; r + 1 < m_rows.size(); ++r) {
            std::vector<Index> ends;
            for (const Index upper : m_rows[r]) {
                std::vector<Index> mine;
                for (const Index lower : m_vertices[upper].below)
                    mine.push_back(position[lower]);
                std::sort(mine.begin(), mine.end());
                ends.insert(ends.end(), mine.begin(), mine.end());
            }
            // Inversions, counted with a tree of partial sums.
            std::vector<long> tree(m_rows[r + 1].size() + 1, 0);
            long seen = 0;
            for (const Index end : ends) {
                long notRight = 0;
                for (Index i = end + 1; i > 0; i -= i & (~i + 1))
                    notRight += tree[i];
                count += seen - notRight;
                for (Index i = end + 1; i < tree.size(); i += i & (~i + 1))
                    ++tree[i];
                ++seen;
            }
        }
        return count;
    }

    enum class Sweep { Down, Up };

    void orderOnce(Sweep sweep)
    {
        std::vector<Index> position = positions();
        const auto sortRow = [&](std::vector<Index>& row) {
            std::vector<std::pair<double, Index>> keyed;
            for (const Index vertex : row) {
                const auto& around = sweep == Sweep::Down ? m_vertices[vertex].above : m_vertices[vertex].below;
                double middle = static_cast<double>(position[vertex]);
                if (!around.empty()) {
                    middle = 0;
                    for (const Index other : around)
                        middle += static_cast<double>(position[other]);
                    middle /= static_cast<double>(around.size());
                }
                keyed.emplace_back(middle, vertex);
            }
            std::stable_sort(
                keyed.begin(), keyed.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
            for (Index i = 0; i < row.size(); ++i) {
                row[i] = keyed[i].second;
                position[row[i]] = i;
            }
        };
        if (sweep == Sweep::Down) {
            for (auto& row : m_rows)
                sortRow(row);
        } else {
            for (auto row = m_rows.rbegin(); row != m_rows.rend(); ++row)
                sortRow(*row);
        }
    }

    void orderRanks()
    {
        auto best = m_rows;
        long fewest = crossings();
        for (int i = 0; i < kOrderSweeps && fewest > 0; ++i) {
            orderOnce(i % 2 == 0 ? Sweep::Down : Sweep::Up);
            const long now = crossings();
            if (now >= fewest) continue;
            fewest = now;
            best = m_rows;
        }
        m_rows = best;
    }

    // Moves a row as near as possible (least squares) to the wished places while neighbours keep their distance: after
    // taking the distances away what is left must not decrease, which pooling of neighbours solves exactly.
    void placeRow(const std::vector<Index>& row, const std::vector<double>& wishes, const std::vector<double>& weights)
    {
        struct Pool {
            double sum;
            double weight;
            Index count;
        };
        std::vector<double> offset(row.size(), 0.0);
        for (Index i = 1; i < row.size(); ++i) {
            const Vertex& left = m_vertices[row[i - 1]];
            const Vertex& right = m_vertices[row[i]];
            offset[i] = offset[i - 1] + (left.width + right.width) / 2 + m_spacing.betweenNodes;
        }
        std::vector<Pool> pools;
        for (Index i = 0; i < row.size(); ++i) {
            pools.push_back({(wishes[i] - offset[i]) * weights[i], weights[i], 1});
            while (pools.size() > 1) {
                Pool& last = pools[pools.size() - 1];
                Pool& before = pools[pools.size() - 2];
                if (before.sum / before.weight <= last.sum / last.weight) break;
                before = {before.sum + last.sum, before.weight + last.weight, before.count + last.count};
                pools.pop_back();
            }
        }
        Index i = 0;
        for (const Pool& pool : pools) {
            for (Index k = 0; k < pool.count; ++k, ++i)
                m_vertices[row[i]].x = pool.sum / pool.weight + offset[i];
        }
    }

    void placeSweep(Sweep sweep)
    {
        const auto placeOne = [&](const std::vector<Index>& row) {
            std::vector<double> wishes;
            std::vector<double> weights;
            for (const Index index : row) {
                const Vertex& vertex = m_vertices[index];
                const auto& around = sweep == Sweep::Down ? vertex.above : vertex.below;
                double wish = vertex.x;
                double weight = 0.2;
                if (!around.empty()) {
                    wish = 0;
                    for (const Index other : around)
                        wish += m_vertices[other].x;
                    wish /= static_cast<double>(around.size());
                    // Long edges rather run straight than nodes stand in the middle.
                    const bool straight = vertex.bend && m_vertices[around.front()].bend;
                    weight = straight ? 6.0 : 1.0;
                }
                wishes.push_back(wish);
                weights.push_back(weight);
            }
            placeRow(row, wishes, weights);
        };
        if (sweep == Sweep::Down) {
            for (const auto& row : m_rows)
                placeOne(row);
        } else {
            for (auto row = m_rows.rbegin(); row != m_rows.rend(); ++row)
                placeOne(*row);
        }
    }

    void placeVertices()
    {
        for (const auto& row : m_rows)
            placeRow(row, std::vector<double>(row.size(), 0.0), std::vector<double>(row.size(), 1.0));
        // The last sweep goes down, so that a chain stands exactly below its beginning.
        for (int i = 0; i < kPlaceSweeps; ++i)
            placeSweep(i % 2 == 0 ? Sweep::Up : Sweep::Down);
    }

    LayoutResult result() const
    {
        std::vector<double> middle(m_rows.size(), 0.0);
        double top = 0;
        for (Index r = 0; r < m_rows.size(); ++r) {
            double height = 0;
            for (const Index vertex : m_rows[r])
                height = std::max(height, m_vertices[vertex].height);
            middle[r] = top + height / 2;
            top += height + m_spacing.betweenRanks;
        }
        const auto centerOf = [&](Index vertex) {
            return QPointF(m_vertices[vertex].x, middle[static_cast<Index>(m_vertices[vertex].rank)]);
        };
        LayoutResult laid;
        laid.ranks = m_ranks;
        for (Index i = 0; i < m_sizes.size(); ++i)
            laid.centers.push_back(centerOf(i));
        for (Index e = 0; e < m_edges.size(); ++e) {
            QPolygonF route;
            if (usable(m_edges[e])) {
                const auto from = static_cast<Index>(m_edges[e].from);
                const auto to = static_cast<Index>(m_edges[e].to);
                route << laid.centers[from] + QPointF(0, m_sizes[from].height() / 2);
                for (const Index bend : m_bends[e])
                    route << centerOf(bend);
                route << laid.centers[to] - QPointF(0, m_sizes[to].height() / 2);
            }
            laid.routes.push_back(route);
        }
        return laid;
    }

    const std::vector<QSizeF>& m_sizes;
    const std::vector<LayoutEdge>& m_edges;
    LayoutSpacing m_spacing;
    std::vector<int> m_ranks;
    std::vector<bool> m_forward;
    std::vector<Vertex> m_vertices;
    std::vector<std::vector<Index>> m_rows;
    std::vector<std::vector<Index>> m_bends;
};

} // namespace

LayoutResult layoutGraph(
    const std::vector<QSizeF>& sizes, const std::vector<LayoutEdge>& edges, const LayoutSpacing& spacing)
{
    return Layout(sizes, edges, spacing).run();
}

} // namespace bitladder::widgets
