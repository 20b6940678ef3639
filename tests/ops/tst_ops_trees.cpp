// Trees, and inputs that may be absent.
#include "ops_case.h"

using namespace ops_case;

namespace
{

constexpr int64_t kLess = 1, kMember = 6;

// Node 0 asks whether x[0] < 2 and leads to leaf 0 or to node 1; node 1 asks whether x[1] is one of {3, 5} and leads to
// leaf 1 or 2. A second tree begins at node 1.
Attributes trees(std::initializer_list<std::pair<const char*, graph::Attribute>> changed = {})
{
    Attributes a = with({{"n_targets", int64_t {2}}, {"tree_roots", ints({0, 1})}, {"nodes_featureids", ints({0, 1})},
        {"nodes_modes", of(ElementType::UInt8, {2}, {kLess, kMember})}, {"nodes_splits", floats({2}, {2, 0})},
        {"nodes_truenodeids", ints({0, 1})}, {"nodes_trueleafs", ints({1, 1})}, {"nodes_falsenodeids", ints({1, 2})},
        {"nodes_falseleafs", ints({0, 1})}, {"leaf_targetids", ints({0, 1, 0})},
        {"leaf_weights", floats({3}, {10, 20, 40})}, {"nodes_missing_value_tracks_true", ints({1, 0})},
        {"membership_values", floats({3}, {3, 5, std::numeric_limits<float>::quiet_NaN()})}});
    for (const auto& [name, value] : changed)
        a.set(name, value);
    return a;
}

const std::vector<Case>& rows()
{
    static const std::vector<Case> kRows {
        {"both trees add up", "TreeEnsemble", 5, trees(), {floats({4, 2}, {1, 3, 1, 4, 2, 5, 2, 0})},
            {floats({4, 2}, {10, 20, 50, 0, 0, 40, 80, 0})}, "", "ai.onnx.ml"},
        {"average", "TreeEnsemble", 5, trees({{"aggregate_function", int64_t {0}}}), {doubles({1, 2}, {1, 4})},
            {doubles({1, 2}, {25, 0})}, "", "ai.onnx.ml"},
        {"least", "TreeEnsemble", 5, trees({{"aggregate_function", int64_t {2}}}), {floats({1, 2}, {1, 4})},
            {floats({1, 2}, {10, 0})}, "", "ai.onnx.ml"},
        {"most", "TreeEnsemble", 5, trees({{"aggregate_function", int64_t {3}}}), {floats({1, 2}, {1, 4})},
            {floats({1, 2}, {40, 0})}, "", "ai.onnx.ml"},
        {"a missing number", "TreeEnsemble", 5, trees(), {floats({1, 2}, {std::numeric_limits<float>::quiet_NaN(), 4})},
            {floats({1, 2}, {50, 0})}, "", "ai.onnx.ml"},
        {"a circle", "TreeEnsemble", 5,
            trees({{"nodes_falsenodeids", ints({0, 2})}, {"nodes_falseleafs", ints({0, 1})}}), {floats({1, 2}, {5, 0})},
            {}, "circle", "ai.onnx.ml"},
        {"a leaf that is not there", "TreeEnsemble", 5, trees({{"nodes_truenodeids", ints({3, 1})}}),
            {floats({1, 2}, {5, 0})}, {}, "node 0 leads", "ai.onnx.ml"},
        {"a feature that is not there", "TreeEnsemble", 5, trees(), {floats({1, 1}, {5})}, {}, "no feature 1",
            "ai.onnx.ml"},
        {"arrays of different lengths", "TreeEnsemble", 5, trees({{"nodes_featureids", ints({0})}}),
            {floats({1, 2}, {5, 0})}, {}, "nodes_featureids has 1", "ai.onnx.ml"},
        {"a target that is not there", "TreeEnsemble", 5, trees({{"n_targets", int64_t {1}}}), {floats({1, 2}, {5, 0})},
            {}, "no target 1", "ai.onnx.ml"},
        {"an optional that is there", "OptionalGetElement", 18, {}, {floats({2}, {1, 2})}, {floats({2}, {1, 2})}},
        {"it has an element", "OptionalHasElement", 18, {}, {floats({2}, {1, 2})}, {bools({}, {1})}},
        {"it has none", "OptionalHasElement", 18, {}, {std::nullopt}, {bools({}, {0})}},
    };
    return kRows;
}

} // namespace

class TestOpsTrees : public QObject
{
    Q_OBJECT
private slots:
    void gives_data() { addRows(rows()); }
    void gives()
    {
        QFETCH(int, index);
        check(rows()[static_cast<size_t>(index)]);
    }
};

QTEST_APPLESS_MAIN(TestOpsTrees)
#include "tst_ops_trees.moc"
