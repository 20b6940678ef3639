// Reshaping, cutting, picking, padding and resizing.
#include "ops_case.h"

using namespace ops_case;

namespace
{

const std::vector<Case>& rows()
{
    static const std::vector<Case> kRows {

        {"reshape with an open extent", "Reshape", 13, {}, {floats({2, 3}, {1, 2, 3, 4, 5, 6}), longs({2}, {0, -1})},
            {floats({2, 3}, {1, 2, 3, 4, 5, 6})}},
        {"reshape that does not fit", "Reshape", 13, {}, {floats({3}, {1, 2, 3}), longs({2}, {2, -1})}, {},
            "cannot be laid out"},
        {"reshape with two open extents", "Reshape", 13, {}, {floats({3}, {1, 2, 3}), longs({2}, {-1, -1})}, {},
            "more than one"},
        {"flatten", "Flatten", 13, with({{"axis", int64_t {2}}}), {floats({1, 2, 2}, {1, 2, 3, 4})},
            {floats({2, 2}, {1, 2, 3, 4})}},
        {"squeeze what is not 1", "Squeeze", 13, {}, {floats({2}, {1, 2}), longs({1}, {0})}, {}, "is not 1"},
        {"unsqueeze from behind", "Unsqueeze", 13, {}, {floats({2}, {1, 2}), longs({2}, {0, -1})},
            {floats({1, 2, 1}, {1, 2})}},
        {"transpose", "Transpose", 13, {}, {floats({2, 3}, {1, 2, 3, 4, 5, 6})}, {floats({3, 2}, {1, 4, 2, 5, 3, 6})}},
        {"transpose by no order", "Transpose", 13, with({{"perm", ints({0, 0})}}), {floats({1, 1}, {1})}, {},
            "not an order"},
        {"concat", "Concat", 13, with({{"axis", int64_t {1}}}), {floats({2, 1}, {1, 2}), floats({2, 2}, {3, 4, 5, 6})},
            {floats({2, 3}, {1, 3, 4, 2, 5, 6})}},
        {"concat without axis", "Concat", 13, {}, {floats({1}, {1})}, {}, "axis is missing"},
        {"split unevenly", "Split", 18, with({{"num_outputs", int64_t {2}}}), {longs({3}, {1, 2, 3})},
            {longs({2}, {1, 2}), longs({1}, {3})}},
        {"split by sizes", "Split", 13, with({{"axis", int64_t {1}}}),
            {longs({2, 3}, {1, 2, 3, 4, 5, 6}), longs({2}, {1, 2})},
            {longs({2, 1}, {1, 4}), longs({2, 2}, {2, 3, 5, 6})}},
        {"split that does not add up", "Split", 13, {}, {longs({3}, {1, 2, 3}), longs({1}, {2})}, {}, "do not split"},
        {"shape from an axis on", "Shape", 15, with({{"start", int64_t {-1}}}), {floats({2, 3}, {0, 0, 0, 0, 0, 0})},
            {longs({1}, {3})}},
        {"constant of shape", "ConstantOfShape", 9, with({{"value", longs({1}, {7})}}), {longs({2}, {1, 2})},
            {longs({1, 2}, {7, 7})}},
        {"constant of a negative shape", "ConstantOfShape", 9, {}, {longs({1}, {-1})}, {}, "too large"},
        {"constant of 2 to the 60", "ConstantOfShape", 9, {}, {longs({2}, {1 << 30, 1 << 30})}, {}, ""},
        {"slice backwards", "Slice", 13, {},
            {longs({5}, {0, 1, 2, 3, 4}), longs({1}, {-1}), longs({1}, {std::numeric_limits<int64_t>::min()}),
                longs({1}, {0}), longs({1}, {-2})},
            {longs({3}, {4, 2, 0})}},
        {"slice of opset 1", "Slice", 9, with({{"starts", ints({1})}, {"ends", ints({100})}, {"axes", ints({1})}}),
            {longs({2, 2}, {1, 2, 3, 4})}, {longs({2, 1}, {2, 4})}},
        {"slice with step 0", "Slice", 13, {},
            {longs({1}, {0}), longs({1}, {0}), longs({1}, {1}), longs({1}, {0}), longs({1}, {0})}, {}, "is zero"},
        {"pad by reflection", "Pad", 13, with({{"mode", text("reflect")}}), {longs({3}, {1, 2, 3}), longs({2}, {2, 1})},
            {longs({6}, {3, 2, 1, 2, 3, 2})}},
        {"pad and crop", "Pad", 13, {}, {longs({3}, {1, 2, 3}), longs({2}, {-1, 1}), longs({}, {9})},
            {longs({3}, {2, 3, 9})}},
        {"pad by 2 to the 60", "Pad", 13, {}, {longs({1}, {1}), longs({2}, {int64_t {1} << 60, 0})}, {},
            "not possible"},
        {"tile", "Tile", 13, {}, {longs({2}, {1, 2}), longs({1}, {2})}, {longs({4}, {1, 2, 1, 2})}},
        {"expand", "Expand", 13, {}, {longs({2, 1}, {1, 2}), longs({2}, {1, 2})}, {longs({2, 2}, {1, 1, 2, 2})}},
        {"gather from behind", "Gather", 13, with({{"axis", int64_t {1}}}),
            {longs({2, 2}, {1, 2, 3, 4}), longs({}, {-1})}, {longs({2}, {2, 4})}},
        {"gather outside", "Gather", 13, {}, {longs({2}, {1, 2}), longs({1}, {2})}, {}, "outside"},
        {"gather elements", "GatherElements", 13, with({{"axis", int64_t {1}}}),
            {longs({2, 2}, {1, 2, 3, 4}), longs({2, 2}, {0, 0, 1, 0})}, {longs({2, 2}, {1, 1, 4, 3})}},
        {"gather nd", "GatherND", 13, {}, {longs({2, 2}, {1, 2, 3, 4}), longs({2, 1}, {1, 0})},
            {longs({2, 2}, {3, 4, 1, 2})}},
        {"scatter elements adds", "ScatterElements", 18, with({{"reduction", text("add")}}),
            {longs({3}, {1, 2, 3}), longs({2}, {1, 1}), longs({2}, {10, 20})}, {longs({3}, {1, 32, 3})}},
        {"scatter nd", "ScatterND", 16, {}, {longs({3}, {1, 2, 3}), longs({2, 1}, {2, 0}), longs({2}, {9, 8})},
            {longs({3}, {8, 2, 9})}},
        {"one hot", "OneHot", 11, {}, {longs({2}, {0, -1}), longs({}, {3}), floats({2}, {0, 1})},
            {floats({2, 3}, {1, 0, 0, 0, 0, 1})}},
        {"non zero", "NonZero", 13, {}, {longs({2, 2}, {0, 1, 1, 0})}, {longs({2, 2}, {0, 1, 1, 0})}},
        {"compress", "Compress", 11, with({{"axis", int64_t {1}}}), {longs({2, 2}, {1, 2, 3, 4}), bools({2}, {0, 1})},
            {longs({2, 1}, {2, 4})}},
        {"range", "Range", 11, {}, {longs({}, {5}), longs({}, {0}), longs({}, {-2})}, {longs({3}, {5, 3, 1})}},
        {"range that stands still", "Range", 11, {}, {longs({}, {5}), longs({}, {0}), longs({}, {0})}, {}, "zero"},
        {"triangle", "Trilu", 14, with({{"upper", int64_t {0}}}), {longs({2, 2}, {1, 2, 3, 4})},
            {longs({2, 2}, {1, 0, 3, 4})}},
        {"depth to space", "DepthToSpace", 13, with({{"blocksize", int64_t {2}}}), {longs({1, 4, 1, 1}, {1, 2, 3, 4})},
            {longs({1, 1, 2, 2}, {1, 2, 3, 4})}},
        {"blocks that do not fit", "DepthToSpace", 13, with({{"blocksize", int64_t {2}}}),
            {longs({1, 3, 1, 1}, {1, 2, 3})}, {}, "not a multiple"},
        {"nearest upsampling", "Upsample", 9, {}, {longs({1, 1, 1, 2}, {1, 2}), floats({4}, {1, 1, 1, 2})},
            {longs({1, 1, 1, 4}, {1, 1, 2, 2})}},
        {"linear resize", "Resize", 13, with({{"mode", text("linear")}}),
            {floats({1, 1, 1, 2}, {1, 2}), std::nullopt, floats({4}, {1, 1, 1, 2})},
            {floats({1, 1, 1, 4}, {1, 1.25f, 1.75f, 2})}},
        {"resize between corners", "Resize", 13,
            with({{"mode", text("linear")}, {"coordinate_transformation_mode", text("align_corners")}}),
            {floats({2}, {0, 3}), std::nullopt, std::nullopt, longs({1}, {4})}, {floats({4}, {0, 1, 2, 3})}},
        {"resize to nothing given", "Resize", 13, {}, {floats({1}, {1})}, {}, "neither scales nor sizes"},
        {"reverse sequence", "ReverseSequence", 10, with({{"batch_axis", int64_t {0}}, {"time_axis", int64_t {1}}}),
            {longs({2, 3}, {1, 2, 3, 4, 5, 6}), longs({2}, {2, 3})}, {longs({2, 3}, {2, 1, 3, 6, 5, 4})}},
    };
    return kRows;
}

} // namespace

class TestOpsShape : public QObject
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

QTEST_APPLESS_MAIN(TestOpsShape)
#include "tst_ops_shape.moc"
