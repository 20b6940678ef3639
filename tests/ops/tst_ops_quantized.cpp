// Operators on quantized tensors.
#include "ops_case.h"

using namespace ops_case;

namespace
{

const std::vector<Case>& rows()
{
    static const std::vector<Case> kRows {

        {"quantize", "QuantizeLinear", 13, {},
            {floats({4}, {-1, 0.25f, 0.75f, 500}), floats({}, {0.5f}), bytes({}, {10})},
            {bytes({4}, {8, 10, 12, 255})}},
        {"quantize per axis", "QuantizeLinear", 13, with({{"axis", int64_t {0}}}),
            {floats({2, 1}, {4, 4}), floats({2}, {1, 2}), of(ElementType::Int8, {2}, {0, 1})},
            {of(ElementType::Int8, {2, 1}, {4, 3})}},
        {"quantize to four bits", "QuantizeLinear", 21, {},
            {floats({2}, {-100, 100}), floats({}, {1}), of(ElementType::Int4, {}, {0})},
            {of(ElementType::Int4, {2}, {-8, 7})}},
        {"quantize to eight-bit floats", "QuantizeLinear", 19, {},
            {floats({3}, {1, -0.3f, 1e6f}), floats({}, {0.5f}),
                *tensor::converted(floats({}, {0}), ElementType::Float8E4M3FN)},
            {*tensor::converted(floats({3}, {2, -0.625f, 448}), ElementType::Float8E4M3FN)}},
        {"dequantize eight-bit floats", "DequantizeLinear", 19, {},
            {*tensor::converted(floats({2}, {2, -0.625f}), ElementType::Float8E5M2), floats({}, {0.5f})},
            {floats({2}, {1, -0.3125f})}},
        {"dequantize blocks with scales of eight bits", "DequantizeLinear", 25,
            with({{"axis", int64_t {0}}, {"block_size", int64_t {2}}, {"output_dtype", int64_t {1}}}),
            {*tensor::converted(floats({3}, {6, -1.5f, 0.5f}), ElementType::Float4E2M1),
                *tensor::converted(floats({2}, {4, 0.25f}), ElementType::Float8E8M0)},
            {floats({3}, {24, -6, 0.125f})}},
        {"scales that do not fit", "QuantizeLinear", 13, {}, {floats({1, 3}, {1, 2, 3}), floats({2}, {1, 2})}, {},
            "does not fit"},
        {"dequantize", "DequantizeLinear", 13, {}, {bytes({2}, {0, 255}), floats({}, {0.5f}), bytes({}, {128})},
            {floats({2}, {-64, 63.5f})}},
        {"dequantize in blocks", "DequantizeLinear", 21, with({{"axis", int64_t {0}}, {"block_size", int64_t {2}}}),
            {of(ElementType::Int8, {3, 1}, {1, 2, 3}), floats({2, 1}, {1, 10})}, {floats({3, 1}, {1, 2, 30})}},
        {"dynamic", "DynamicQuantizeLinear", 11, {}, {floats({2}, {0, 2.55f})},
            {bytes({2}, {0, 255}), floats({}, {0.01f}), bytes({}, {0})}},
        {"dynamic of zeros", "DynamicQuantizeLinear", 11, {}, {floats({1}, {0})},
            {bytes({1}, {0}), floats({}, {1}), bytes({}, {0})}},
        {"integer product", "MatMulInteger", 10, {},
            {bytes({1, 2}, {1, 255}), of(ElementType::Int8, {2, 1}, {-128, 2}), bytes({}, {1})},
            {of(ElementType::Int32, {1, 1}, {508})}},
        {"integer product of floats", "MatMulInteger", 10, {}, {floats({1, 1}, {1}), floats({1, 1}, {1})}, {},
            "uint8 and int8"},
        {"integer conv pads with its zero", "ConvInteger", 10, with({{"pads", ints({1, 1})}}),
            {bytes({1, 1, 1}, {5}), bytes({1, 1, 3}, {1, 2, 3}), bytes({}, {3})},
            {of(ElementType::Int32, {1, 1, 1}, {4})}},
        {"quantized conv", "QLinearConv", 10, {},
            {bytes({1, 1, 2}, {12, 20}), floats({}, {0.5f}), bytes({}, {10}), of(ElementType::Int8, {1, 1, 1}, {3}),
                floats({1}, {1}), of(ElementType::Int8, {1}, {0}), floats({}, {2}), bytes({}, {1}),
                of(ElementType::Int32, {1}, {4})},
            {bytes({1, 1, 2}, {3, 9})}},
        {"quantized product", "QLinearMatMul", 10, {},
            {bytes({1, 1}, {14}), floats({}, {0.5f}), bytes({}, {10}), bytes({1, 1}, {8}), floats({}, {1}),
                bytes({}, {3}), floats({}, {0.1f}), bytes({}, {5})},
            {bytes({1, 1}, {105})}},
        {"quantized sum", "QLinearAdd", 1, {},
            {bytes({1}, {10}), floats({}, {1}), bytes({}, {0}), bytes({1}, {4}), floats({}, {0.5f}), bytes({}, {0}),
                floats({}, {2}), bytes({}, {1})},
            {bytes({1}, {7})}, "", "com.microsoft"},
        {"quantized product of numbers", "QLinearMul", 1, {},
            // 3 · 5 · (0.5 · 1 / 3) + 4 = 6.5 rounds to the even 6: the zero point is added first
            {bytes({1}, {5}), floats({}, {0.5f}), bytes({}, {2}), bytes({1}, {5}), floats({}, {1}), bytes({}, {0}),
                floats({}, {3}), bytes({}, {4})},
            {bytes({1}, {6})}, "", "com.microsoft"},
        {"quantized average of planes", "QLinearGlobalAveragePool", 1, with({{"channels_last", int64_t {1}}}),
            {bytes({1, 3, 2}, {1, 10, 2, 20, 4, 30}), floats({}, {3}), bytes({}, {1}), floats({}, {1}), bytes({}, {7})},
            {bytes({1, 1, 2}, {11, 64})}, "", "com.microsoft"},
        {"quantized average of windows", "QLinearAveragePool", 1,
            with({{"kernel_shape", ints({2})}, {"channels_last", int64_t {1}}}),
            // (0.5 + 1) / 2 / 0.5 + 1 = 2.5 rounds to the even 2: the zero point is added first
            {bytes({1, 3, 2}, {4, 3, 5, 5, 9, 3}), floats({}, {0.5f}), bytes({}, {3}), floats({}, {0.5f}),
                bytes({}, {1})},
            {bytes({1, 2, 2}, {2, 2, 5, 2})}, "", "com.microsoft"},
        {"quantized average with padding", "QLinearAveragePool", 1,
            with({{"kernel_shape", ints({3})}, {"strides", ints({2})}, {"pads", ints({1, 0})},
                {"ceil_mode", int64_t {1}}, {"count_include_pad", int64_t {1}}}),
            {bytes({1, 1, 3}, {6, 9, 3}), floats({}, {1}), bytes({}, {0}), floats({}, {1}), bytes({}, {0})},
            {bytes({1, 1, 2}, {5, 4})}, "", "com.microsoft"},
        {"quantized gemm to float", "QGemm", 1, {},
            {bytes({1, 1}, {3}), floats({}, {0.5f}), bytes({}, {1}), bytes({1, 1}, {4}), floats({}, {2}),
                bytes({}, {0}), of(ElementType::Int32, {1}, {10})},
            {floats({1, 1}, {18})}, "", "com.microsoft"},
        {"quantized concat", "QLinearConcat", 1, with({{"axis", int64_t {0}}}),
            {floats({}, {1}), bytes({}, {0}), bytes({1}, {4}), floats({}, {0.5f}), bytes({}, {0}), bytes({1}, {4}),
                floats({}, {2}), bytes({}, {0})},
            {bytes({2}, {2, 8})}, "", "com.microsoft"},
        {"weights of four bits", "MatMulNBits", 1,
            with({{"K", int64_t {2}}, {"N", int64_t {1}}, {"bits", int64_t {4}}, {"block_size", int64_t {16}}}),
            {floats({1, 2}, {1, 10}), bytes({1, 1, 8}, {0xA9, 0, 0, 0, 0, 0, 0, 0}), floats({1}, {0.5f})},
            {floats({1, 1}, {10.5f})}, "", "com.microsoft"},
        {"any width", "Quant", 1, {},
            {floats({3}, {-9, 0.6f, 9}), floats({}, {0.5f}), floats({}, {0}), floats({}, {3})},
            {floats({3}, {-2, 0.5f, 1.5f})}, "", "onnx.brevitas"},
        {"any width, unsigned and narrow", "Quant", 1, with({{"signed", int64_t {0}}, {"narrow", int64_t {1}}}),
            {floats({2}, {-1, 9}), floats({}, {1}), floats({}, {0}), floats({}, {2})}, {floats({2}, {0, 2})}, "",
            "onnx.brevitas"},
        {"bits dropped, with the scale that is left", "Trunc", 2, {},
            {floats({4}, {7, -3, 4, 100}), floats({}, {1}), floats({}, {0}), floats({}, {8}), floats({}, {4}),
                floats({}, {0}), floats({}, {3})},
            {floats({4}, {4, -4, 4, 12})}, "", "qonnx.custom_op.general"},
        {"two values of a negative scale", "BipolarQuant", 1, {}, {floats({2}, {3, -3}), floats({}, {-2})},
            {floats({2}, {-2, 2})}, "", "qonnx.custom_op.general"},
        {"an unknown rounding", "Quant", 1, with({{"rounding_mode", text("SOMEHOW")}}),
            {floats({1}, {0}), floats({}, {1}), floats({}, {0}), floats({}, {2})}, {}, "SOMEHOW", "onnx.brevitas"},
        {"two values", "BipolarQuant", 0, {}, {floats({2}, {-3, 0}), floats({}, {0.5f})}, {floats({2}, {-0.5f, 0.5f})},
            "", "onnx.brevitas"},
        {"lowest bits dropped", "Trunc", 1, {},
            {floats({1}, {7}), floats({}, {1}), floats({}, {0}), floats({}, {4}), floats({}, {2})}, {floats({1}, {1})},
            "", "onnx.brevitas"},
    };
    return kRows;
}

} // namespace

class TestOpsQuantized : public QObject
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

QTEST_APPLESS_MAIN(TestOpsQuantized)
#include "tst_ops_quantized.moc"
