// Matrix products, Einsum, attention, recurrent layers.
#include "ops_case.h"

using namespace ops_case;

namespace
{

const std::vector<Case>& rows()
{
    static const std::vector<Case> kRows {

        {"matrix product", "MatMul", 13, {}, {floats({2, 2}, {1, 2, 3, 4}), floats({2, 1}, {1, 10})},
            {floats({2, 1}, {21, 43})}},
        {"batches broadcast", "MatMul", 13, {}, {floats({2, 1, 1}, {2, 3}), floats({1, 2}, {1, 10})},
            {floats({2, 1, 2}, {2, 20, 3, 30})}},
        {"vectors", "MatMul", 13, {}, {longs({2}, {1, 2}), longs({2}, {3, 4})}, {longs({}, {11})}},
        {"sizes that do not fit", "MatMul", 13, {}, {floats({1, 2}, {1, 2}), floats({1, 2}, {1, 2})}, {},
            "cannot be multiplied"},
        {"gemm", "Gemm", 13, with({{"alpha", 2.0f}, {"beta", 0.5f}, {"transB", int64_t {1}}}),
            {floats({1, 2}, {1, 2}), floats({2, 2}, {1, 0, 0, 1}), floats({2}, {10, 20})}, {floats({1, 2}, {7, 14})}},
        {"gemm, left transposed", "Gemm", 13, with({{"transA", int64_t {1}}}),
            {doubles({2, 1}, {1, 2}), doubles({2, 1}, {3, 4})}, {doubles({1, 1}, {11})}},
        {"gemm of a vector", "Gemm", 13, {}, {floats({2}, {1, 2}), floats({2, 1}, {1, 2})}, {}, "not two matrices"},
        {"gemm with a wide bias", "Gemm", 13, {}, {floats({1, 1}, {1}), floats({1, 1}, {1}), floats({2}, {1, 2})}, {},
            "bias"},
        {"einsum", "Einsum", 12, with({{"equation", text("ij,jk->ki")}}),
            {floats({1, 2}, {1, 2}), floats({2, 2}, {1, 2, 3, 4})}, {floats({2, 1}, {7, 10})}},
        {"einsum, diagonal", "Einsum", 12, with({{"equation", text("...ii->...i")}}), {floats({2, 2}, {1, 2, 3, 4})},
            {floats({2}, {1, 4})}},
        {"einsum of three", "Einsum", 12, with({{"equation", text("i,i,i->")}}),
            {longs({2}, {1, 2}), longs({2}, {3, 4}), longs({2}, {5, 6})}, {longs({}, {63})}},
        {"einsum of too few", "Einsum", 12, with({{"equation", text("i,j->ij")}}), {longs({1}, {1})}, {}, "terms"},
        {"attention looks at equals", "Attention", 23, {},
            {floats({1, 1, 1, 2}, {0, 0}), floats({1, 1, 2, 2}, {1, 2, 3, 4}), floats({1, 1, 2, 1}, {10, 20})},
            {floats({1, 1, 1, 1}, {15})}},
        {"attention is causal", "Attention", 23, with({{"is_causal", int64_t {1}}}),
            {floats({1, 1, 2, 1}, {0, 0}), floats({1, 1, 2, 1}, {1, 2}), floats({1, 1, 2, 1}, {10, 20})},
            {floats({1, 1, 2, 1}, {10, 15})}},
        {"rotary embedding", "RotaryEmbedding", 23, {},
            {floats({1, 1, 1, 2}, {1, 2}), floats({1, 1, 1}, {0}), floats({1, 1, 1}, {1})},
            {floats({1, 1, 1, 2}, {-2, 1})}},
        {"rnn", "RNN", 14, with({{"hidden_size", int64_t {1}}, {"activations", std::vector<std::string> {"Affine"}}}),
            {floats({2, 1, 1}, {1, 2}), floats({1, 1, 1}, {3}), floats({1, 1, 1}, {10})},
            {floats({2, 1, 1, 1}, {3, 36}), floats({1, 1, 1}, {36})}},
        {"gru that keeps half", "GRU", 14, with({{"hidden_size", int64_t {1}}}),
            {floats({1, 1, 1}, {1}), floats({1, 3, 1}, {0, 0, 0}), floats({1, 3, 1}, {0, 0, 0}), std::nullopt,
                std::nullopt, floats({1, 1, 1}, {4})},
            {floats({1, 1, 1, 1}, {2})}},
        {"lstm with open gates", "LSTM", 14, with({{"hidden_size", int64_t {1}}}),
            {floats({1, 1, 1}, {1}), floats({1, 4, 1}, {100, 100, 100, 100}), floats({1, 4, 1}, {0, 0, 0, 0})},
            {floats({1, 1, 1, 1}, {0.7615942f}), floats({1, 1, 1}, {0.7615942f}), floats({1, 1, 1}, {1})}},
        {"lstm of wrong weights", "LSTM", 14, with({{"hidden_size", int64_t {1}}}),
            {floats({1, 1, 1}, {1}), floats({1, 3, 1}, {1, 1, 1}), floats({1, 4, 1}, {0, 0, 0, 0})}, {}, "do not fit"},
    };
    return kRows;
}

} // namespace

class TestOpsProduct : public QObject
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

QTEST_APPLESS_MAIN(TestOpsProduct)
#include "tst_ops_product.moc"
