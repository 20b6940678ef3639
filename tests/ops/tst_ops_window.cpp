// Pooling, convolution and what else slides over data.
#include "ops_case.h"

using namespace ops_case;

namespace
{

const std::vector<Case>& rows()
{
    static const std::vector<Case> kRows {

        {"max pool", "MaxPool", 12, with({{"kernel_shape", ints({2})}, {"strides", ints({2})}}),
            {floats({1, 1, 4}, {1, 3, 2, 0})}, {floats({1, 1, 2}, {3, 2}), longs({1, 1, 2}, {1, 2})}},
        {"max pool, ceiling", "MaxPool", 12,
            with({{"kernel_shape", ints({2})}, {"strides", ints({2})}, {"ceil_mode", int64_t {1}}}),
            {floats({1, 1, 3}, {1, 3, 2})}, {floats({1, 1, 2}, {3, 2})}},
        {"max pool, dilated", "MaxPool", 12, with({{"kernel_shape", ints({2})}, {"dilations", ints({2})}}),
            {floats({1, 1, 4}, {1, 9, 2, 0})}, {floats({1, 1, 2}, {2, 9})}},
        {"max pool of bytes", "MaxPool", 12, with({{"kernel_shape", ints({1, 2})}}), {bytes({1, 1, 1, 2}, {7, 200})},
            {bytes({1, 1, 1, 1}, {200})}},
        {"a window too large", "MaxPool", 12, with({{"kernel_shape", ints({3})}}), {floats({1, 1, 2}, {1, 2})}, {},
            "does not fit"},
        {"no window", "MaxPool", 12, {}, {floats({1, 1, 2}, {1, 2})}, {}, "kernel_shape is missing"},
        {"stride 0", "MaxPool", 12, with({{"kernel_shape", ints({1})}, {"strides", ints({0})}}),
            {floats({1, 1, 2}, {1, 2})}, {}, "strides of 0"},
        {"average without padding", "AveragePool", 11, with({{"kernel_shape", ints({3})}, {"pads", ints({1, 1})}}),
            {floats({1, 1, 3}, {3, 6, 9})}, {floats({1, 1, 3}, {4.5f, 6, 7.5f})}},
        {"average with padding", "AveragePool", 11,
            with({{"kernel_shape", ints({3})}, {"pads", ints({1, 1})}, {"count_include_pad", int64_t {1}}}),
            {floats({1, 1, 3}, {3, 6, 9})}, {floats({1, 1, 3}, {3, 6, 5})}},
        {"average, same upper", "AveragePool", 11,
            with({{"kernel_shape", ints({2})}, {"auto_pad", text("SAME_UPPER")}}), {floats({1, 1, 2}, {2, 4})},
            {floats({1, 1, 2}, {3, 4})}},
        {"global average", "GlobalAveragePool", 1, {}, {floats({1, 2, 1, 2}, {1, 3, 5, 9})},
            {floats({1, 2, 1, 1}, {2, 7})}},
        {"l2 pool", "LpPool", 18, with({{"kernel_shape", ints({2})}}), {floats({1, 1, 2}, {3, 4})},
            {floats({1, 1, 1}, {5})}},
        {"conv 1-D", "Conv", 11, with({{"pads", ints({1, 1})}}),
            {floats({1, 1, 3}, {1, 2, 3}), floats({1, 1, 3}, {1, 0, -1}), floats({1}, {10})},
            {floats({1, 1, 3}, {8, 8, 12})}},
        {"conv 2-D, strided", "Conv", 11, with({{"strides", ints({2, 2})}}),
            {doubles({1, 1, 2, 4}, {1, 2, 3, 4, 5, 6, 7, 8}), doubles({1, 1, 2, 2}, {1, 1, 1, 1})},
            {doubles({1, 1, 1, 2}, {14, 22})}},
        {"conv in groups", "Conv", 11, with({{"group", int64_t {2}}}),
            {floats({1, 2, 2}, {1, 2, 3, 4}), floats({2, 1, 1}, {10, 100})}, {floats({1, 2, 2}, {10, 20, 300, 400})}},
        {"conv, dilated", "Conv", 11, with({{"dilations", ints({2})}}),
            {floats({1, 1, 4}, {1, 2, 3, 4}), floats({1, 1, 2}, {1, 10})}, {floats({1, 1, 2}, {31, 42})}},
        {"conv 3-D", "Conv", 11, {}, {floats({1, 1, 2, 1, 1}, {3, 4}), floats({1, 1, 2, 1, 1}, {1, 10})},
            {floats({1, 1, 1, 1, 1}, {43})}},
        {"conv of wrong channels", "Conv", 11, {}, {floats({1, 2, 1}, {1, 2}), floats({1, 1, 1}, {1})}, {},
            "do not fit data"},
        {"conv with a wrong bias", "Conv", 11, {},
            {floats({1, 1, 1}, {1}), floats({1, 1, 1}, {1}), floats({2}, {1, 2})}, {}, "bias"},
        {"transposed conv", "ConvTranspose", 11, with({{"strides", ints({2})}}),
            {floats({1, 1, 2}, {1, 2}), floats({1, 1, 3}, {1, 10, 100})}, {floats({1, 1, 5}, {1, 10, 102, 20, 200})}},
        {"transposed conv, cut", "ConvTranspose", 11,
            with({{"strides", ints({2})}, {"pads", ints({1, 1})}, {"output_padding", ints({1})}}),
            {floats({1, 1, 2}, {1, 2}), floats({1, 1, 3}, {1, 10, 100})}, {floats({1, 1, 4}, {10, 102, 20, 200})}},
        {"transposed conv in groups", "ConvTranspose", 11, with({{"group", int64_t {2}}}),
            {floats({1, 2, 1}, {1, 2}), floats({2, 1, 2}, {1, 2, 3, 4})}, {floats({1, 2, 2}, {1, 2, 6, 8})}},
        {"grid sample", "GridSample", 16, with({{"align_corners", int64_t {1}}, {"mode", text("bilinear")}}),
            {floats({1, 1, 2, 2}, {1, 2, 3, 4}), floats({1, 1, 2, 2}, {0, 0, 1, 1})},
            {floats({1, 1, 1, 2}, {2.5f, 4})}},
        {"columns to image", "Col2Im", 18, {},
            {floats({1, 2, 2}, {1, 2, 3, 4}), longs({2}, {1, 3}), longs({2}, {1, 2})},
            {floats({1, 1, 1, 3}, {1, 5, 4})}},
    };
    return kRows;
}

} // namespace

class TestOpsWindow : public QObject
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

QTEST_APPLESS_MAIN(TestOpsWindow)
#include "tst_ops_window.moc"
