// What detectors end with: NonMaxSuppression and RoiAlign; and set-like operators: Unique, ArrayFeatureExtractor,
// Binarizer, Det.
#include "core/ops/support.h"

#include <Eigen/LU>
#include <numeric>

namespace bitladder::ops
{

namespace
{

struct Box {
    double top, left, bottom, right;
    double area() const { return (bottom - top) * (right - left); }
};

double overlap(const Box& a, const Box& b)
{
    const double height = std::min(a.bottom, b.bottom) - std::max(a.top, b.top),
                 width = std::min(a.right, b.right) - std::max(a.left, b.left);
    if (height <= 0 || width <= 0 || a.area() <= 0 || b.area() <= 0) return 0;
    return height * width / (a.area() + b.area() - height * width);
}

// boxes [N, B, 4], scores [N, C, B], most per class, overlap limit, score limit → rows of (sample, class, box)
Result<void> nonMaxSuppression(OpContext& c)
{
    const Tensor& boxes = c.in(0);
    const Tensor& scores = c.in(1);
    if (boxes.rank() != 3 || boxes.shape()[2] != 4 || scores.rank() != 3 || scores.shape()[0] != boxes.shape()[0]
        || scores.shape()[2] != boxes.shape()[1])
        return fail("boxes {} and scores {} do not go together", tensor::toString(boxes.shape()),
            tensor::toString(scores.shape()));
    int64_t most = 0;
    double overlapLimit = 0, scoreLimit = -std::numeric_limits<double>::infinity();
    for (size_t i = 2; i < 5; ++i) {
        if (!c.has(i) || c.in(i).empty()) continue;
        const auto value = scalarOf(c, i);
        if (!value) return pass(value.error());
        if (i == 2) most = std::max<int64_t>(0, saturated<int64_t>(*value));
        if (i == 3) overlapLimit = *value;
        if (i == 4) scoreLimit = *value;
    }
    const bool centred = c.node().attributes.integer("center_point_box", 0) != 0;
    const int64_t count = boxes.shape()[1], classes = scores.shape()[1];
    std::vector<int64_t> rows;
    for (int64_t n = 0; !scores.empty() && most > 0 && n < boxes.shape()[0]; ++n) {
        std::vector<Box> list;
        for (int64_t b = 0; b < count; ++b) {
            double v[4];
            for (int64_t k = 0; k < 4; ++k)
                v[k] = boxes.at((n * count + b) * 4 + k);
            if (centred) // x, y, width, height
                list.push_back({v[1] - v[3] / 2, v[0] - v[2] / 2, v[1] + v[3] / 2, v[0] + v[2] / 2});
            else
                list.push_back(
                    {std::min(v[0], v[2]), std::min(v[1], v[3]), std::max(v[0], v[2]), std::max(v[1], v[3])});
        }
        for (int64_t k = 0; k < classes; ++k) {
            const auto score = [&](int64_t b) { return scores.at((n * classes + k) * count + b); };
            std::vector<int64_t> order;
            for (int64_t b = 0; b < count; ++b)
                if (score(b) > scoreLimit || (!c.has(4) && !std::isnan(score(b)))) order.push_back(b);
            std::ranges::stable_sort(order, [&](int64_t a, int64_t b) { return score(a) > score(b); });
            std::vector<int64_t> kept;
            for (const int64_t b : order) {
                if (static_cast<int64_t>(kept.size()) >= most) break;
                const bool hidden = std::ranges::any_of(kept, [&](int64_t other) {
                    return overlap(list[static_cast<size_t>(b)], list[static_cast<size_t>(other)]) > overlapLimit;
                });
                if (!hidden) kept.push_back(b);
            }
            for (const int64_t b : kept)
                rows.insert(rows.end(), {n, k, b});
        }
    }
    auto out = c.out(0, ElementType::Int64, {static_cast<int64_t>(rows.size() / 3), 3});
    if (!out) return pass(out.error());
    std::ranges::copy(rows, (*out)->mutableAs<int64_t>().begin());
    return {};
}

// x [N, C, H, W], regions [R, 4], their samples [R] → [R, C, height, width]
Result<void> roiAlign(OpContext& c)
{
    const Tensor& x = c.in(0);
    const Tensor& regions = c.in(1);
    const auto samples = integersOf(c, 2);
    if (!samples) return pass(samples.error());
    if (x.rank() != 4 || regions.rank() != 2 || regions.shape()[1] != 4
        || regions.shape()[0] != static_cast<int64_t>(samples->size()))
        return fail("regions {} do not fit data {}", tensor::toString(regions.shape()), tensor::toString(x.shape()));
    const auto& attributes = c.node().attributes;
    const int64_t height = attributes.integer("output_height", 1), width = attributes.integer("output_width", 1),
                  ratio = attributes.integer("sampling_ratio", 0);
    const double scale = numberAttribute(c, "spatial_scale", 1);
    const auto mode = attributes.get<std::string>("mode", "avg");
    const auto coordinates = attributes.get<std::string>(
        "coordinate_transformation_mode", c.node().opset < 16 ? "output_half_pixel" : "half_pixel");
    if ((mode != "avg" && mode != "max") || height < 1 || width < 1 || ratio < 0 || ratio > 4096)
        return fail("its attributes are not possible");
    const double shift = coordinates == "half_pixel" ? 0.5 : 0;
    const int64_t channels = x.shape()[1], rows = x.shape()[2], columns = x.shape()[3];
    auto out = c.out(0, x.type(), {regions.shape()[0], channels, height, width});
    if (!out) return pass(out.error());
    if ((*out)->empty()) return {};
    if (x.empty()) return fail("data {} is empty", tensor::toString(x.shape()));
    return visitFloat(x.type(), [&](auto zero) -> Result<void> {
        using T = decltype(zero);
        for (int64_t r = 0; r < regions.shape()[0]; ++r) {
            const int64_t sample = (*samples)[static_cast<size_t>(r)];
            if (sample < 0 || sample >= x.shape()[0]) return fail("sample {} does not exist", sample);
            const double left = regions.at(r * 4) * scale - shift, top = regions.at(r * 4 + 1) * scale - shift;
            double w = regions.at(r * 4 + 2) * scale - shift - left, h = regions.at(r * 4 + 3) * scale - shift - top;
            if (shift == 0) {
                w = std::max(w, 1.0);
                h = std::max(h, 1.0);
            }
            const double binHeight = h / static_cast<double>(height), binWidth = w / static_cast<double>(width);
            const auto points = [&](double bin) {
                return ratio > 0 ? ratio : static_cast<int64_t>(std::clamp(std::ceil(bin), 0.0, 4096.0));
            };
            const int64_t ny = points(binHeight), nx = points(binWidth);
            for (int64_t i = 0; i < channels * height * width; ++i) {
                const T* plane = x.as<T>().data() + (sample * channels + i / (height * width)) * rows * columns;
                const auto oy = static_cast<double>(i / width % height), ox = static_cast<double>(i % width);
                double sum = 0, best = -std::numeric_limits<double>::infinity();
                for (int64_t p = 0; p < ny * nx; ++p) {
                    double y = top + oy * binHeight
                        + (static_cast<double>(p / nx) + 0.5) * binHeight / static_cast<double>(ny);
                    double column = left + ox * binWidth
                        + (static_cast<double>(p % nx) + 0.5) * binWidth / static_cast<double>(nx);
                    std::array<double, 4> parts {0, 0, 0, 0};
                    if (y >= -1 && y <= static_cast<double>(rows) && column >= -1
                        && column <= static_cast<double>(columns)) {
                        y = std::clamp(y, 0.0, static_cast<double>(rows - 1));
                        column = std::clamp(column, 0.0, static_cast<double>(columns - 1));
                        const auto y0 = static_cast<int64_t>(y), x0 = static_cast<int64_t>(column);
                        const int64_t y1 = std::min(y0 + 1, rows - 1), x1 = std::min(x0 + 1, columns - 1);
                        const double fy = y - static_cast<double>(y0), fx = column - static_cast<double>(x0);
                        parts = {(1 - fy) * (1 - fx) * static_cast<double>(plane[y0 * columns + x0]),
                            (1 - fy) * fx * static_cast<double>(plane[y0 * columns + x1]),
                            fy * (1 - fx) * static_cast<double>(plane[y1 * columns + x0]),
                            fy * fx * static_cast<double>(plane[y1 * columns + x1])};
                    }
                    sum += parts[0] + parts[1] + parts[2] + parts[3];
                    best = std::max(
                        best, *std::ranges::max_element(parts)); // of the weighted corners, as ONNX Runtime has it
                }
                const double value = mode == "avg" ? sum / static_cast<double>(std::max<int64_t>(1, ny * nx))
                                                   : (ny * nx > 0 ? best : 0);
                (*out)->template mutableAs<T>()[static_cast<size_t>(r * channels * height * width + i)]
                    = static_cast<T>(value);
            }
        }
        return {};
    });
}

// The different elements (or slices along an axis), where they first stand, which one each is, how many there are.
Result<void> unique(OpContext& c)
{
    Tensor x = c.in(0);
    const bool flat = !c.node().attributes.find<int64_t>("axis");
    if (flat) x = x.reshaped({x.count()});
    const auto axis = axisAttribute(c, 0, x.rank());
    if (!axis) return pass(axis.error());
    const int64_t extent = x.shape()[*axis], inner = extentProduct(x.shape(), *axis + 1, x.rank());
    const int64_t outer = x.empty() ? 0 : extentProduct(x.shape(), 0, *axis);
    if (x.empty() && extent > 0) return fail("{} has no elements to compare", tensor::toString(x.shape()));
    const auto compare = [&](int64_t a, int64_t b) {
        for (int64_t o = 0; o < outer; ++o)
            for (int64_t i = 0; i < inner; ++i) {
                const double u = x.at((o * extent + a) * inner + i), v = x.at((o * extent + b) * inner + i);
                if (u != v) return u < v ? -1 : 1;
            }
        return 0;
    };
    std::vector<int64_t> order(static_cast<size_t>(extent));
    std::iota(order.begin(), order.end(), 0);
    std::ranges::stable_sort(order, [&](int64_t a, int64_t b) { return compare(a, b) < 0; });
    std::vector<int64_t> firsts, counts, group(order.size());
    for (size_t i = 0; i < order.size(); ++i) {
        if (i == 0 || compare(order[i - 1], order[i]) != 0) {
            firsts.push_back(order[i]);
            counts.push_back(0);
        }
        ++counts.back();
        group[static_cast<size_t>(order[i])] = static_cast<int64_t>(firsts.size()) - 1;
    }
    if (c.node().attributes.integer("sorted", 1) == 0) { // in the order of their first occurrence
        std::vector<size_t> byFirst(firsts.size());
        std::iota(byFirst.begin(), byFirst.end(), 0);
        std::ranges::sort(byFirst, [&](size_t a, size_t b) { return firsts[a] < firsts[b]; });
        std::vector<int64_t> newFirsts, newCounts, rank(firsts.size());
        for (size_t i = 0; i < byFirst.size(); ++i) {
            newFirsts.push_back(firsts[byFirst[i]]);
            newCounts.push_back(counts[byFirst[i]]);
            rank[byFirst[i]] = static_cast<int64_t>(i);
        }
        for (int64_t& g : group)
            g = rank[static_cast<size_t>(g)];
        firsts = newFirsts;
        counts = newCounts;
    }
    Shape shape = x.shape();
    shape[*axis] = static_cast<int64_t>(firsts.size());
    auto out = c.out(0, x.type(), shape);
    if (!out) return pass(out.error());
    visitBits(x.type(), [&](auto zero) {
        using T = decltype(zero);
        for (int64_t o = 0; o < outer; ++o)
            for (size_t i = 0; i < firsts.size(); ++i)
                std::copy_n(bitsOf<T>(x) + (o * extent + firsts[i]) * inner, inner,
                    mutableBitsOf<T>(**out)
                        + (o * static_cast<int64_t>(firsts.size()) + static_cast<int64_t>(i)) * inner);
    });
    const std::vector<int64_t>* lists[] = {&firsts, &group, &counts};
    for (size_t i = 0; i < 3; ++i)
        if (c.wants(i + 1)) c.setOut(i + 1, Tensor::of<int64_t>({static_cast<int64_t>(lists[i]->size())}, *lists[i]));
    return {};
}

// Determinants of square matrices, by LU decomposition in double.
Result<void> determinant(OpContext& c)
{
    const Tensor& x = c.in(0);
    if (x.rank() < 2 || x.shape()[x.rank() - 1] != x.shape()[x.rank() - 2])
        return fail("{} is not square", tensor::toString(x.shape()));
    const int64_t n = x.shape().back();
    auto out = c.out(0, x.type(), Shape(x.shape().begin(), x.shape().end() - 2));
    if (!out) return pass(out.error());
    if (n == 0) return fail("{} is empty", tensor::toString(x.shape()));
    return visitFloat(x.type(), [&](auto zero) -> Result<void> {
        using T = decltype(zero);
        for (int64_t m = 0; m < (*out)->count(); ++m) {
            const T* from = x.as<T>().data() + m * n * n;
            const Eigen::Map<const Eigen::Matrix<T, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>> matrix(
                from, n, n);
            const double result = matrix.template cast<double>().partialPivLu().determinant();
            (*out)->template mutableAs<T>()[static_cast<size_t>(m)] = static_cast<T>(result);
        }
        return {};
    });
}

// Columns of the last axis by index.
Result<void> arrayFeatureExtractor(OpContext& c)
{
    const auto indices = integersOf(c, 1);
    if (!indices) return pass(indices.error());
    const Tensor& x = c.in(0);
    if (x.rank() < 1) return fail("it needs a list at least");
    const int64_t extent = x.shape().back(), rows = extent > 0 ? x.count() / extent : 0,
                  picked = static_cast<int64_t>(indices->size());
    Shape shape = x.rank() == 1 ? Shape {1, picked} : x.shape();
    shape.back() = picked;
    for (const int64_t i : *indices)
        if (i < 0 || i >= extent) return fail("index {} is outside of an axis of {}", i, extent);
    auto out = c.out(0, x.type(), shape);
    if (!out) return pass(out.error());
    visitBits(x.type(), [&](auto zero) {
        using T = decltype(zero);
        for (int64_t r = 0; r < rows; ++r)
            for (int64_t i = 0; i < picked; ++i)
                mutableBitsOf<T>(**out)[r * picked + i] = bitsOf<T>(x)[r * extent + (*indices)[static_cast<size_t>(i)]];
    });
    return {};
}

Result<void> binarizer(OpContext& c)
{
    const float threshold = numberAttribute(c, "threshold", 0);
    return mapNumber(c, [=](auto x) { return static_cast<double>(x) > static_cast<double>(threshold) ? 1 : 0; });
}

} // namespace

std::span<const Operator> detectionOperators()
{
    constexpr auto kFromData = Operator::Shapes::FromData;
    static const Operator kOperators[] = {
        {.name = "NonMaxSuppression", .since = 10, .run = nonMaxSuppression, .shapes = kFromData, .needs = 2},
        {.name = "RoiAlign", .since = 10, .run = roiAlign, .needs = 3},
        {.name = "Unique", .since = 11, .run = unique, .shapes = kFromData},
        {.name = "Det", .since = 11, .run = determinant},
        {.name = "ArrayFeatureExtractor",
            .domain = "ai.onnx.ml",
            .since = 1,
            .run = arrayFeatureExtractor,
            .shapeInputs = {1},
            .needs = 2},
        {.name = "Binarizer", .domain = "ai.onnx.ml", .since = 1, .run = binarizer, .layout = LayoutRule::Elementwise},
    };
    return kOperators;
}

} // namespace bitladder::ops
