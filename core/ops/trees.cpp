// Ensembles of decision trees: ai.onnx.ml TreeEnsemble.
#include "core/ops/support.h"

#include <set>

namespace bitladder::ops
{

namespace
{

enum class Mode : int64_t { LessOrEqual, Less, GreaterOrEqual, Greater, Equal, NotEqual, Member };
enum class Aggregate : int64_t { Average, Sum, Min, Max };

// The attributes as arrays that are known to fit each other: every index leads to a node, a leaf or a target that is
// there.
struct Ensemble {
    int64_t targets = 0;
    Aggregate aggregate = Aggregate::Sum;
    std::vector<int64_t> roots, features, yes, yesIsLeaf, no, noIsLeaf, missing, leafTargets, modes;
    std::vector<double> splits, leafWeights;
    std::vector<std::set<double>> members; // by node; only of Mode::Member
};

std::vector<double> numbersOf(const Tensor& t)
{
    std::vector<double> values;
    for (int64_t i = 0; i < t.count(); ++i)
        values.push_back(t.at(i));
    return values;
}

Result<Ensemble> ensembleOf(const Node& node)
{
    const auto& a = node.attributes;
    Ensemble e;
    e.targets = a.integer("n_targets", 0);
    if (e.targets < 1 || e.targets > (1 << 24)) return fail("n_targets of {} is not possible", e.targets);
    const int64_t aggregate = a.integer("aggregate_function", 1);
    if (aggregate < 0 || aggregate > 3) return fail("aggregate_function {} is unknown", aggregate);
    e.aggregate = static_cast<Aggregate>(aggregate);
    if (const int64_t transform = a.integer("post_transform", 0); transform != 0)
        return unsupported("post_transform {} is not supported", transform);
    const auto *modes = a.find<Tensor>("nodes_modes"), *splits = a.find<Tensor>("nodes_splits"),
               *weights = a.find<Tensor>("leaf_weights"), *members = a.find<Tensor>("membership_values");
    if (!modes || !splits || !weights) return fail("nodes_modes, nodes_splits or leaf_weights is missing");
    e.roots = a.integers("tree_roots");
    e.features = a.integers("nodes_featureids");
    e.yes = a.integers("nodes_truenodeids");
    e.yesIsLeaf = a.integers("nodes_trueleafs");
    e.no = a.integers("nodes_falsenodeids");
    e.noIsLeaf = a.integers("nodes_falseleafs");
    e.missing = a.integers("nodes_missing_value_tracks_true");
    e.leafTargets = a.integers("leaf_targetids");
    e.splits = numbersOf(*splits);
    e.leafWeights = numbersOf(*weights);
    for (const double mode : numbersOf(*modes))
        e.modes.push_back(static_cast<int64_t>(mode));

    const size_t nodes = e.modes.size(), leaves = e.leafWeights.size();
    for (const auto& [name, count] :
        {std::pair {"nodes_featureids", e.features.size()}, {"nodes_splits", e.splits.size()},
            {"nodes_truenodeids", e.yes.size()}, {"nodes_trueleafs", e.yesIsLeaf.size()},
            {"nodes_falsenodeids", e.no.size()}, {"nodes_falseleafs", e.noIsLeaf.size()}})
        if (count != nodes) return fail("{} has {} entries for {} nodes", name, count, nodes);
    if (!e.missing.empty() && e.missing.size() != nodes)
        return fail("nodes_missing_value_tracks_true has {} entries for {} nodes", e.missing.size(), nodes);
    e.missing.resize(nodes, 0);
    if (e.leafTargets.size() != leaves)
        return fail("leaf_targetids has {} entries for {} leaves", e.leafTargets.size(), leaves);
    const auto below = [](int64_t index, size_t count) { return index >= 0 && static_cast<size_t>(index) < count; };
    for (size_t i = 0; i < nodes; ++i) {
        if (e.modes[i] < 0 || e.modes[i] > 6) return fail("nodes_modes: {} of node {} is unknown", e.modes[i], i);
        if (!below(e.yes[i], e.yesIsLeaf[i] ? leaves : nodes) || !below(e.no[i], e.noIsLeaf[i] ? leaves : nodes))
            return fail("node {} leads to a node or leaf that does not exist", i);
    }
    for (const int64_t root : e.roots)
        if (!below(root, nodes)) return fail("tree_roots: there is no node {}", root);
    for (const int64_t target : e.leafTargets)
        if (!below(target, static_cast<size_t>(e.targets)))
            return fail("leaf_targetids: there is no target {}", target);

    // The sets follow each other in the order of the nodes that ask for one, each ended by a NaN.
    e.members.resize(nodes);
    const auto list = members ? numbersOf(*members) : std::vector<double> {};
    size_t at = 0;
    for (size_t i = 0; i < nodes; ++i) {
        if (static_cast<Mode>(e.modes[i]) != Mode::Member) continue;
        for (; at < list.size() && !std::isnan(list[at]); ++at)
            e.members[i].insert(list[at]);
        ++at;
    }
    return e;
}

bool holds(const Ensemble& e, size_t node, double x)
{
    if (std::isnan(x)) return e.missing[node] != 0;
    const double split = e.splits[node];
    switch (static_cast<Mode>(e.modes[node])) {
    case Mode::LessOrEqual:
        return x <= split;
    case Mode::Less:
        return x < split;
    case Mode::GreaterOrEqual:
        return x >= split;
    case Mode::Greater:
        return x > split;
    case Mode::Equal:
        return x == split;
    case Mode::NotEqual:
        return x != split;
    case Mode::Member:
        break;
    }
    return e.members[node].contains(x);
}

// X [N, F] → Y [N, targets]
Result<void> treeEnsemble(OpContext& c)
{
    const Tensor& x = c.in(0);
    if (x.rank() != 2 || !isFloat(x.type())) return fail("the input must be a table of floats");
    const auto e = ensembleOf(c.node());
    if (!e) return pass(e.error());
    const int64_t rows = x.shape()[0], columns = x.shape()[1];
    for (const int64_t feature : e->features)
        if (feature < 0 || feature >= columns) return fail("nodes_featureids: there is no feature {}", feature);
    auto out = c.out(0, x.type(), {rows, e->targets});
    if (!out) return pass(out.error());
    return visitFloat(x.type(), [&](auto zero) -> Result<void> {
        using T = decltype(zero);
        std::vector<T> sums(static_cast<size_t>(e->targets));
        std::vector<bool> met(sums.size());
        for (int64_t row = 0; row < rows; ++row) {
            sums.assign(sums.size(), T {});
            met.assign(met.size(), false);
            for (const int64_t root : e->roots) {
                auto node = static_cast<size_t>(root);
                // More steps than nodes: the way goes in a circle.
                size_t steps = 0, leaf = 0;
                for (;; ++steps) {
                    if (steps > e->modes.size()) return fail("the tree from node {} has a circle", root);
                    const bool yes = holds(*e, node, x.at(row * columns + e->features[node]));
                    const auto next = static_cast<size_t>(yes ? e->yes[node] : e->no[node]);
                    if ((yes ? e->yesIsLeaf : e->noIsLeaf)[node]) {
                        leaf = next;
                        break;
                    }
                    node = next;
                }
                const auto target = static_cast<size_t>(e->leafTargets[leaf]);
                const auto weight = static_cast<T>(e->leafWeights[leaf]);
                if (e->aggregate == Aggregate::Min)
                    sums[target] = met[target] ? std::min(sums[target], weight) : weight;
                else if (e->aggregate == Aggregate::Max)
                    sums[target] = met[target] ? std::max(sums[target], weight) : weight;
                else
                    sums[target] += weight;
                met[target] = true;
            }
            for (size_t t = 0; t < sums.size(); ++t)
                (*out)->template mutableAs<T>()[static_cast<size_t>(row) * sums.size() + t]
                    = e->aggregate == Aggregate::Average && !e->roots.empty()
                    ? sums[t] / static_cast<T>(e->roots.size())
                    : sums[t];
        }
        return {};
    });
}

} // namespace

std::span<const Operator> treeOperators()
{
    static const Operator kOperators[] = {
        {.name = "TreeEnsemble", .domain = "ai.onnx.ml", .since = 5, .run = treeEnsemble},
    };
    return kOperators;
}

} // namespace bitladder::ops
