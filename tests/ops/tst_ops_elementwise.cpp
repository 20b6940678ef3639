// Arithmetic, comparisons, logic, activations, casts: small cases computed by hand.
#include "ops_case.h"

using namespace ops_case;

namespace
{

const std::vector<Case>& rows()
{
    constexpr float kNan = std::numeric_limits<float>::quiet_NaN(), kInf = std::numeric_limits<float>::infinity();
    static const std::vector<Case> kRows {

        {"relu", "Relu", 14, {}, {floats({4}, {-1, 0, 2, kNan})}, {floats({4}, {0, 0, 2, kNan})}},
        {"relu of integers", "Relu", 14, {}, {longs({2}, {-3, 3})}, {longs({2}, {0, 3})}},
        {"relu of bool", "Relu", 14, {}, {bools({1}, {1})}, {}, "does not work on bool"},
        {"relu without input", "Relu", 14, {}, {std::nullopt}, {}, "input 0 is missing"},
        {"leaky relu", "LeakyRelu", 6, with({{"alpha", 0.5f}}), {floats({2}, {-4, 4})}, {floats({2}, {-2, 4})}},
        {"prelu per channel", "PRelu", 9, {}, {floats({1, 2, 2}, {-1, 2, -3, 4}), floats({2, 1}, {0.5f, 2})},
            {floats({1, 2, 2}, {-0.5f, 2, -6, 4})}},
        {"prelu that widens", "PRelu", 9, {}, {floats({2}, {1, 2}), floats({2, 2}, {1, 1, 1, 1})}, {}, "does not fit"},
        {"sigmoid", "Sigmoid", 13, {}, {floats({3}, {0, 1, -200})}, {floats({3}, {0.5f, 0.7310586f, 0})}},
        {"tanh in float64", "Tanh", 13, {}, {doubles({1}, {1})}, {doubles({1}, {0.7615941559557649})}},
        {"softplus does not overflow", "Softplus", 1, {}, {floats({2}, {0, 1000})}, {floats({2}, {0.6931472f, 1000})}},
        {"hard sigmoid", "HardSigmoid", 6, {}, {floats({3}, {-5, 1, 5})}, {floats({3}, {0, 0.7f, 1})}},
        {"hard swish", "HardSwish", 14, {}, {floats({3}, {-4, 3, 4})}, {floats({3}, {0, 3, 4})}},
        {"elu", "Elu", 6, with({{"alpha", 2.0f}}), {floats({2}, {-1, 1})}, {floats({2}, {-1.2642411f, 1})}},
        {"celu with alpha 0", "Celu", 12, with({{"alpha", 0.0f}}), {floats({1}, {1})}, {}, "alpha"},
        {"gelu", "Gelu", 20, {}, {floats({2}, {0, 1})}, {floats({2}, {0, 0.8413447f})}},
        {"gelu of an unknown kind", "Gelu", 20, with({{"approximate", text("sine")}}), {floats({1}, {1})}, {}, "sine"},
        {"clip by inputs", "Clip", 13, {}, {floats({3}, {-9, 1, 9}), floats({}, {-2}), floats({}, {2})},
            {floats({3}, {-2, 1, 2})}},
        {"clip by attributes", "Clip", 6, with({{"max", 2.0f}}), {floats({2}, {-9, 9})}, {floats({2}, {-9, 2})}},
        {"clip without a low bound", "Clip", 13, {}, {longs({2}, {-9, 9}), std::nullopt, longs({}, {2})},
            {longs({2}, {-9, 2})}},
        {"clip by a vector", "Clip", 13, {}, {floats({1}, {0}), floats({2}, {0, 1})}, {}, "must hold one number"},
        {"round half to even", "Round", 11, {}, {floats({4}, {0.5f, 1.5f, -2.5f, 2.6f})}, {floats({4}, {0, 2, -2, 3})}},
        {"sign", "Sign", 13, {}, {floats({3}, {-2, 0, 5})}, {floats({3}, {-1, 0, 1})}},
        {"abs of the least", "Abs", 13, {}, {of(ElementType::Int8, {2}, {-128, -3})},
            {of(ElementType::Int8, {2}, {-128, 3})}},
        {"is nan", "IsNaN", 13, {}, {floats({2}, {kNan, 1})}, {bools({2}, {1, 0})}},
        {"is plus infinity", "IsInf", 10, with({{"detect_negative", int64_t {0}}}), {floats({3}, {kInf, -kInf, 1})},
            {bools({3}, {1, 0, 0})}},
        {"not", "Not", 1, {}, {bools({2}, {0, 1})}, {bools({2}, {1, 0})}},
        {"cast truncates", "Cast", 13, with({{"to", int64_t {7}}}), {floats({3}, {-1.9f, 2.9f, kNan})},
            {longs({3}, {-1, 2, 0})}},
        {"cast to four bits wraps", "Cast", 21, with({{"to", int64_t {22}}}), {floats({2}, {-9, 7})},
            {of(ElementType::Int4, {2}, {7, 7})}},
        {"cast to two bits wraps", "Cast", 25, with({{"to", int64_t {26}}}), {floats({3}, {-3, 1, 2})},
            {of(ElementType::Int2, {3}, {1, 1, -2})}},
        {"cast to eight-bit floats", "Cast", 19, with({{"to", int64_t {17}}}), {floats({3}, {1.0625f, -1e9f, kNan})},
            {*tensor::converted(floats({3}, {1, -448, kNan}), ElementType::Float8E4M3FN)}},
        {"cast without saturation", "Cast", 19, with({{"to", int64_t {19}}, {"saturate", int64_t {0}}}),
            {floats({2}, {57344, -1e9f})},
            {*tensor::converted(
                floats({2}, {57344, -kInf}), ElementType::Float8E5M2, {tensor::Overflow::ToInfinityOrNaN, {}})}},
        {"cast from eight-bit floats", "Cast", 19, with({{"to", int64_t {1}}}),
            {*tensor::converted(floats({2}, {0.1f, 3}), ElementType::Float8E5M2)}, {floats({2}, {0.09375f, 3})}},
        {"an unknown rounding of scales", "Cast", 24, with({{"to", int64_t {24}}, {"round_mode", text("sideways")}}),
            {floats({1}, {1})}, {}, "unknown"},
        {"cast to strings", "Cast", 13, with({{"to", int64_t {8}}}), {floats({1}, {1})}, {}, "not supported"},
        {"cast to nothing", "Cast", 13, {}, {floats({1}, {1})}, {}, "missing"},
        {"add broadcasts", "Add", 7, {}, {floats({2, 1}, {1, 2}), floats({3}, {10, 20, 30})},
            {floats({2, 3}, {11, 21, 31, 12, 22, 32})}},
        {"add at an axis before opset 7", "Add", 6, with({{"broadcast", int64_t {1}}, {"axis", int64_t {0}}}),
            {floats({2, 2}, {1, 2, 3, 4}), floats({2}, {10, 20})}, {floats({2, 2}, {11, 12, 23, 24})}},
        {"add of unlike shapes", "Add", 7, {}, {floats({2}, {1, 2}), floats({3}, {1, 2, 3})}, {}, "do not go together"},
        {"add of unlike types", "Add", 7, {}, {floats({1}, {1}), longs({1}, {1})}, {}, "one type"},
        {"add wraps", "Add", 14, {}, {bytes({1}, {250}), bytes({1}, {10})}, {bytes({1}, {4})}},
        {"integer division by zero", "Div", 14, {},
            {longs({3}, {7, -7, std::numeric_limits<int64_t>::min()}), longs({3}, {0, 2, -1})},
            {longs({3}, {0, -3, std::numeric_limits<int64_t>::min()})}},
        {"modulo has the divisor's sign", "Mod", 13, {}, {longs({4}, {-4, 7, 5, 8}), longs({4}, {3, -3, 0, -1})},
            {longs({4}, {2, -2, 0, 0})}},
        {"fmod has the dividend's sign", "Mod", 13, with({{"fmod", int64_t {1}}}),
            {floats({2}, {-4.3f, 7}), floats({2}, {2, -3})}, {floats({2}, {-0.3f, 1})}},
        {"pow of mixed types", "Pow", 15, {}, {floats({2}, {2, 3}), longs({}, {2})}, {floats({2}, {4, 9})}},
        {"integer pow", "Pow", 15, {}, {longs({3}, {2, -1, 5}), longs({3}, {10, -3, -1})}, {longs({3}, {1024, -1, 0})}},
        {"max of three", "Max", 13, {}, {floats({2}, {1, 5}), floats({1}, {3}), floats({2}, {2, kNan})},
            {floats({2}, {3, kNan})}},
        {"mean of two", "Mean", 13, {}, {floats({2}, {1, 5}), floats({2}, {3, 6})}, {floats({2}, {2, 5.5f})}},
        {"less", "Less", 13, {}, {floats({2}, {1, 5}), floats({}, {3})}, {bools({2}, {1, 0})}},
        {"equal of bool", "Equal", 13, {}, {bools({2}, {1, 0}), bools({2}, {1, 1})}, {bools({2}, {1, 0})}},
        {"and of numbers", "And", 7, {}, {floats({1}, {1}), floats({1}, {1})}, {}, "does not work on"},
        {"where", "Where", 16, {}, {bools({2, 1}, {1, 0}), longs({2}, {1, 2}), longs({}, {9})},
            {longs({2, 2}, {1, 2, 9, 9})}},
        {"shift left out of range", "BitShift", 11, with({{"direction", text("LEFT")}}),
            {bytes({3}, {1, 255, 1}), bytes({3}, {3, 1, 8})}, {bytes({3}, {8, 254, 0})}},
        {"shift nowhere", "BitShift", 11, {}, {bytes({1}, {1}), bytes({1}, {1})}, {}, "neither LEFT nor RIGHT"},
        {"an unknown operator", "Nonsense", 11, {}, {floats({1}, {1})}, {}, "not supported"},
    };
    return kRows;
}

} // namespace

class TestOpsElementwise : public QObject
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

QTEST_APPLESS_MAIN(TestOpsElementwise)
#include "tst_ops_elementwise.moc"
