// Reductions, sorting, normalization, losses.
#include "ops_case.h"

using namespace ops_case;

namespace
{

const std::vector<Case>& rows()
{
    static const std::vector<Case> kRows {

        {"sum", "ReduceSum", 13, {}, {floats({2, 2}, {1, 2, 3, 4}), longs({1}, {1})}, {floats({2, 1}, {3, 7})}},
        {"sum of all", "ReduceSum", 13, with({{"keepdims", int64_t {0}}}), {longs({2, 2}, {1, 2, 3, 4})},
            {longs({}, {10})}},
        {"sum of nothing asked", "ReduceSum", 13, with({{"noop_with_empty_axes", int64_t {1}}}),
            {longs({2}, {1, 2}), longs({0}, {})}, {longs({2}, {1, 2})}},
        {"mean by attribute", "ReduceMean", 11, with({{"axes", ints({-2})}}), {floats({2, 2}, {1, 2, 3, 6})},
            {floats({1, 2}, {2, 4})}},
        {"max of bool", "ReduceMax", 20, with({{"keepdims", int64_t {0}}}), {bools({2}, {0, 1})}, {bools({}, {1})}},
        {"l2", "ReduceL2", 18, {}, {floats({2}, {3, -4})}, {floats({1}, {5})}},
        {"log sum exp of large numbers", "ReduceLogSumExp", 18, {}, {floats({2}, {1000, 1000})},
            {floats({1}, {1000.6931f})}},
        {"product", "ReduceProd", 18, {}, {longs({3}, {2, 3, 4})}, {longs({1}, {24})}},
        {"an axis too far", "ReduceSum", 13, {}, {floats({1}, {1}), longs({1}, {1})}, {}, "does not exist"},
        {"argmax, last of equals", "ArgMax", 13, with({{"select_last_index", int64_t {1}}}), {floats({3}, {2, 2, 1})},
            {longs({1}, {1})}},
        {"argmin", "ArgMin", 13, with({{"axis", int64_t {1}}, {"keepdims", int64_t {0}}}),
            {floats({2, 2}, {2, 1, 3, 4})}, {longs({2}, {1, 0})}},
        {"top 2", "TopK", 11, {}, {floats({4}, {1, 4, 4, 2}), longs({1}, {2})},
            {floats({2}, {4, 4}), longs({2}, {1, 2})}},
        {"top of too few", "TopK", 11, {}, {floats({1}, {1}), longs({1}, {2})}, {}, "cannot be chosen"},
        {"cumulative sum", "CumSum", 14, with({{"exclusive", int64_t {1}}, {"reverse", int64_t {1}}}),
            {longs({3}, {1, 2, 3}), longs({}, {0})}, {longs({3}, {5, 3, 0})}},
        {"unique", "Unique", 11, {}, {longs({4}, {3, 1, 3, 2})},
            {longs({3}, {1, 2, 3}), longs({3}, {1, 3, 0}), longs({4}, {2, 0, 2, 1}), longs({3}, {1, 1, 2})}},
        {"batch norm", "BatchNormalization", 15, with({{"epsilon", 0.0f}}),
            {floats({1, 2, 1}, {1, 2}), floats({2}, {1, 2}), floats({2}, {0, 1}), floats({2}, {0, 1}),
                floats({2}, {4, 1})},
            {floats({1, 2, 1}, {0.5f, 3})}},
        {"batch norm of other channels", "BatchNormalization", 15, {},
            {floats({1, 1, 1}, {1}), floats({2}, {1, 2}), floats({1}, {0}), floats({1}, {0}), floats({1}, {1})}, {},
            "does not fit"},
        {"instance norm", "InstanceNormalization", 6, with({{"epsilon", 0.0f}}),
            {floats({1, 1, 2}, {1, 3}), floats({1}, {2}), floats({1}, {10})}, {floats({1, 1, 2}, {8, 12})}},
        {"layer norm", "LayerNormalization", 17, with({{"epsilon", 0.0f}}),
            {floats({2, 2}, {1, 3, 10, 10.5f}), floats({2}, {1, 2})}, {floats({2, 2}, {-1, 2, -1, 2})}},
        {"rms norm", "RMSNormalization", 23, with({{"epsilon", 0.0f}}), {floats({1, 2}, {3, 3}), floats({2}, {1, 2})},
            {floats({1, 2}, {1, 2})}},
        {"group norm", "GroupNormalization", 21, with({{"epsilon", 0.0f}, {"num_groups", int64_t {1}}}),
            {floats({1, 2, 1}, {1, 3}), floats({2}, {1, 2}), floats({2}, {0, 1})}, {floats({1, 2, 1}, {-1, 3})}},
        {"groups that do not fit", "GroupNormalization", 21, with({{"num_groups", int64_t {0}}}),
            {floats({1, 1, 1}, {1}), floats({1}, {1}), floats({1}, {1})}, {}, "groups"},
        {"lrn", "LRN", 13, with({{"size", int64_t {1}}, {"alpha", 3.0f}, {"beta", 1.0f}}),
            {floats({1, 2, 1, 1}, {1, 2})}, {floats({1, 2, 1, 1}, {0.25f, 2.0f / 13})}},
        {"softmax of the last axis", "Softmax", 13, {}, {floats({2, 2}, {0, 0, 1000, 0})},
            {floats({2, 2}, {0.5f, 0.5f, 1, 0})}},
        {"softmax of everything behind", "Softmax", 11, {}, {floats({1, 2, 2}, {0, 0, 0, 0})},
            {floats({1, 2, 2}, {0.25f, 0.25f, 0.25f, 0.25f})}},
        {"log softmax", "LogSoftmax", 13, {}, {floats({2}, {0, 0})}, {floats({2}, {-0.6931472f, -0.6931472f})}},
        {"hardmax", "Hardmax", 13, {}, {floats({3}, {1, 2, 2})}, {floats({3}, {0, 1, 0})}},
        {"l1 norm", "LpNormalization", 1, with({{"p", int64_t {1}}}), {floats({2}, {1, -3})},
            {floats({2}, {0.25f, -0.75f})}},
        {"cross entropy", "SoftmaxCrossEntropyLoss", 13, {}, {floats({1, 2}, {0, 0}), longs({1}, {1})},
            {floats({}, {0.6931472f})}},
        {"a label too far", "NegativeLogLikelihoodLoss", 13, {}, {floats({1, 2}, {0, 0}), longs({1}, {2})}, {},
            "outside"},
        {"boxes that overlap", "NonMaxSuppression", 11, {},
            {floats({1, 3, 4}, {0, 0, 1, 1, 0, 0.1f, 1, 1.1f, 0, 10, 1, 11}), floats({1, 1, 3}, {0.8f, 0.9f, 0.7f}),
                longs({1}, {3}), floats({1}, {0.5f}), floats({1}, {0})},
            {longs({2, 3}, {0, 0, 1, 0, 0, 2})}},
    };
    return kRows;
}

} // namespace

class TestOpsReduction : public QObject
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

QTEST_APPLESS_MAIN(TestOpsReduction)
#include "tst_ops_reduction.moc"
