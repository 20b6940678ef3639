#include "core/data/boxes.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <string_view>

namespace bitladder::data
{

using tensor::Shape;
using tensor::Tensor;

namespace
{

constexpr size_t kMostBoxes = 100;

Shape withoutLeadingOnes(Shape shape)
{
    while (shape.size() > 1 && shape.front() == 1)
        shape.erase(shape.begin());
    return shape;
}

// Rows and columns of what is a table but for extents of 1 in front.
std::pair<int64_t, int64_t> tableOf(const Shape& shape)
{
    const Shape s = withoutLeadingOnes(shape);
    return s.size() == 2 ? std::pair {s[0], s[1]} : std::pair<int64_t, int64_t> {0, 0};
}

struct PictureSize {
    int64_t width = 0, height = 0;
};

PictureSize pictureSize(const graph::Graph& graph, size_t input)
{
    const auto& shape = graph.value(graph.inputs[input]).shape;
    if (!shape || shape->size() != 4) return {};
    const bool last = (*shape)[1] != 3 && (*shape)[1] != 1;
    return last ? PictureSize {(*shape)[2], (*shape)[1]} : PictureSize {(*shape)[3], (*shape)[2]};
}

const Shape& shapeOf(const Shape& shape)
{
    return shape;
}
const Shape& shapeOf(const Tensor& tensor)
{
    return tensor.shape();
}

// Outputs are found by name or by shape, and may be given as tensors or as shapes alone.
template<typename T> const T* named(const graph::Graph& graph, std::span<const T> outputs, std::string_view name)
{
    for (size_t i = 0; i < outputs.size(); ++i)
        if (graph.value(graph.outputs[i]).name == name) return &outputs[i];
    return nullptr;
}

template<typename T> const T* tableWith(std::span<const T> outputs, int64_t rows, int64_t columns)
{
    for (const T& t : outputs)
        if (tableOf(shapeOf(t)) == std::pair {rows, columns}) return &t;
    return nullptr;
}

double logistic(double x)
{
    return 1 / (1 + std::exp(-x));
}

// By centre and size, as shares of the picture.
Box centred(double x, double y, double width, double height, int label, double score)
{
    return {x - width / 2, y - height / 2, x + width / 2, y + height / 2, label, score};
}

// The largest of `count` numbers from `first` on, `step` apart.
std::pair<int, double> largest(const Tensor& t, int64_t first, int64_t count, int64_t step)
{
    std::pair<int, double> best {0, t.at(first)};
    for (int64_t i = 1; i < count; ++i)
        if (const double v = t.at(first + i * step); v > best.second) best = {static_cast<int>(i), v};
    return best;
}

constexpr int64_t kCocoClasses = 80;
constexpr std::array<int64_t, 3> kYuNetStrides {8, 16, 32};

// A map of 85 channels: how far apart channels, rows and columns lie.
struct Grid {
    int64_t height = 0, width = 0, channelStep = 0, rowStep = 0, columnStep = 0;
};
std::optional<Grid> fastestGrid(const Shape& s, const PictureSize& size)
{
    if (s.size() != 4 || s[0] != 1) return std::nullopt;
    Grid grid;
    if (s[1] == 5 + kCocoClasses)
        grid = {s[2], s[3], s[2] * s[3], s[3], 1};
    else if (s[3] == 5 + kCocoClasses)
        grid = {s[1], s[2], 1, s[2] * s[3], s[3]};
    if (grid.height * 16 != size.height || grid.width * 16 != size.width) return std::nullopt;
    return grid;
}

void readFastestGrid(const Tensor& t, const Grid& grid, std::vector<Box>& boxes)
{
    for (int64_t y = 0; y < grid.height; ++y)
        for (int64_t x = 0; x < grid.width; ++x) {
            const int64_t cell = y * grid.rowStep + x * grid.columnStep;
            const auto at = [&](int64_t channel) { return t.at(cell + channel * grid.channelStep); };
            const auto [label, share] = largest(t, cell + 5 * grid.channelStep, kCocoClasses, grid.channelStep);
            const double score = std::pow(std::max(0.0, at(0)), 0.6) * std::pow(std::max(0.0, share), 0.4);
            boxes.push_back(centred((static_cast<double>(x) + std::tanh(at(1))) / static_cast<double>(grid.width),
                (static_cast<double>(y) + std::tanh(at(2))) / static_cast<double>(grid.height), logistic(at(3)),
                logistic(at(4)), label, score));
        }
}

// Anchors in pixels of a picture of 352×352, three for each map.
constexpr double kFastestAnchors[2][3][2]
    = {{{12.64, 19.39}, {37.88, 51.48}, {55.71, 138.31}}, {{126.91, 78.23}, {131.57, 214.55}, {279.92, 258.87}}};

int64_t fastestRows(const PictureSize& size)
{
    return (size.height / 16) * (size.width / 16) + (size.height / 32) * (size.width / 32);
}

void readFastestRows(const Tensor& t, const PictureSize& size, std::vector<Box>& boxes)
{
    constexpr int64_t kColumns = 15 + kCocoClasses;
    int64_t row = 0;
    for (size_t map = 0; map < 2; ++map) {
        const int64_t stride = map == 0 ? 16 : 32;
        for (int64_t y = 0; y < size.height / stride; ++y)
            for (int64_t x = 0; x < size.width / stride; ++x, ++row) {
                const int64_t from = row * kColumns;
                const auto [label, share] = largest(t, from + 15, kCocoClasses, 1);
                for (int64_t a = 0; a < 3; ++a) {
                    const auto at = [&](int64_t i) { return t.at(from + 4 * a + i); };
                    const double* anchor = kFastestAnchors[map][a];
                    const auto pixels = static_cast<double>(stride);
                    boxes.push_back(
                        centred((2 * at(0) - 0.5 + static_cast<double>(x)) * pixels / static_cast<double>(size.width),
                            (2 * at(1) - 0.5 + static_cast<double>(y)) * pixels / static_cast<double>(size.height),
                            4 * at(2) * at(2) * anchor[0] / 352, 4 * at(3) * at(3) * anchor[1] / 352, label,
                            t.at(from + 12 + a) * share));
                }
            }
    }
}

void readScoresAndCorners(const Tensor& scores, const Tensor& corners, std::vector<Box>& boxes)
{
    const auto [rows, columns] = tableOf(scores.shape());
    for (int64_t row = 0; row < rows; ++row) {
        double sum = 0;
        for (int64_t c = 0; c < columns; ++c)
            sum += scores.at(row * columns + c);
        const int64_t background = columns > 1 && std::fabs(sum - 1) < 0.05 ? 1 : 0;
        const auto [label, score] = largest(scores, row * columns + background, columns - background, 1);
        const auto at = [&](int64_t i) { return corners.at(row * 4 + i); };
        boxes.push_back({at(0), at(1), at(2), at(3), label, score});
    }
}

template<typename T>
std::array<const T*, 3> yuNetOutputs(const graph::Graph& graph, std::span<const T> outputs, int64_t stride)
{
    std::array<const T*, 3> found {};
    size_t i = 0;
    for (const char* what : {"cls_", "obj_", "bbox_"})
        found[i++] = named(graph, outputs, what + std::to_string(stride));
    return found;
}

void readYuNet(const std::array<const Tensor*, 3>& t, int64_t stride, const PictureSize& size, std::vector<Box>& boxes)
{
    const int64_t columns = size.width / stride;
    const auto step = static_cast<double>(stride), width = static_cast<double>(size.width),
               height = static_cast<double>(size.height);
    for (int64_t i = 0; i < t[0]->count(); ++i) {
        const auto at = [&](int64_t k) { return t[2]->at(4 * i + k); };
        const double score = std::sqrt(std::clamp(t[0]->at(i), 0.0, 1.0) * std::clamp(t[1]->at(i), 0.0, 1.0));
        boxes.push_back(centred((static_cast<double>(i % columns) + at(0)) * step / width,
            (static_cast<double>(i / columns) + at(1)) * step / height, std::exp(at(2)) * step / width,
            std::exp(at(3)) * step / height, 0, score));
    }
}

// Prior boxes of the older YuNet, as shares: centre x, y, width, height.
std::vector<std::array<double, 4>> yuNetPriors(const PictureSize& size)
{
    static const std::vector<double> kSizes[] {{10, 16, 24}, {32, 48}, {64, 96}, {128, 192, 256}};
    std::vector<std::array<double, 4>> priors;
    int64_t rows = (size.height + 1) / 2 / 2, columns = (size.width + 1) / 2 / 2, stride = 4;
    for (const auto& sizes : kSizes) {
        rows /= 2;
        columns /= 2;
        stride *= 2;
        for (int64_t y = 0; y < rows; ++y)
            for (int64_t x = 0; x < columns; ++x)
                for (const double side : sizes)
                    priors.push_back({(static_cast<double>(x) + 0.5) * static_cast<double>(stride)
                            / static_cast<double>(size.width),
                        (static_cast<double>(y) + 0.5) * static_cast<double>(stride) / static_cast<double>(size.height),
                        side / static_cast<double>(size.width), side / static_cast<double>(size.height)});
    }
    return priors;
}

void readYuNetPriors(std::span<const Tensor> outputs, const PictureSize& size, std::vector<Box>& boxes)
{
    const auto priors = yuNetPriors(size);
    const auto rows = static_cast<int64_t>(priors.size());
    const Tensor &places = *tableWith(outputs, rows, 14), &classes = *tableWith(outputs, rows, 2),
                 &overlaps = *tableWith(outputs, rows, 1);
    for (int64_t i = 0; i < rows; ++i) {
        const auto& [x, y, width, height] = priors[static_cast<size_t>(i)];
        const auto at = [&](int64_t k) { return places.at(14 * i + k); };
        const double score = std::sqrt(std::max(0.0, classes.at(2 * i + 1)) * std::clamp(overlaps.at(i), 0.0, 1.0));
        boxes.push_back(centred(x + at(0) * 0.1 * width, y + at(1) * 0.1 * height, width * std::exp(at(2) * 0.2),
            height * std::exp(at(3) * 0.2), 0, score));
    }
}

constexpr int64_t kBlazeSide = 128;
struct BlazeMap {
    int64_t cells, anchors;
    int64_t rows() const { return cells * cells * anchors; }
};
constexpr BlazeMap kBlazeMaps[] {{16, 2}, {8, 6}};

void readBlazeFace(std::span<const Tensor> outputs, std::vector<Box>& boxes)
{
    for (const BlazeMap& map : kBlazeMaps) {
        const Tensor &scores = *tableWith(outputs, map.rows(), 1), &places = *tableWith(outputs, map.rows(), 16);
        for (int64_t i = 0; i < map.rows(); ++i) {
            const int64_t cell = i / map.anchors;
            const auto at = [&](int64_t k) { return places.at(16 * i + k) / static_cast<double>(kBlazeSide); };
            boxes.push_back(
                centred(at(0) + (static_cast<double>(cell % map.cells) + 0.5) / static_cast<double>(map.cells),
                    at(1) + (static_cast<double>(cell / map.cells) + 0.5) / static_cast<double>(map.cells), at(2),
                    at(3), 0, logistic(scores.at(i))));
        }
    }
}

bool usable(const Box& box, double least)
{
    return std::isfinite(box.left) && std::isfinite(box.top) && std::isfinite(box.right) && std::isfinite(box.bottom)
        && box.score >= least && box.right > box.left && box.bottom > box.top;
}

} // namespace

std::optional<BoxLayout> boxLayout(const graph::Graph& graph, size_t input, std::span<const Shape> outputs)
{
    const PictureSize size = pictureSize(graph, input);
    if (size.width < 1 || outputs.size() != graph.outputs.size()) return std::nullopt;
    if (outputs.size() == 1) {
        if (fastestGrid(outputs[0], size)) return BoxLayout::FastestGrid;
        if (size.width % 32 == 0 && size.height % 32 == 0
            && tableOf(outputs[0]) == std::pair {fastestRows(size), 15 + kCocoClasses})
            return BoxLayout::FastestRows;
        return std::nullopt;
    }
    const Shape *scores = named(graph, outputs, "scores"), *corners = named(graph, outputs, "boxes");
    if (outputs.size() == 2 && scores && corners && tableOf(*corners).second == 4 && tableOf(*scores).second > 0
        && tableOf(*scores).first == tableOf(*corners).first)
        return BoxLayout::ScoresAndCorners;
    if (std::ranges::all_of(kYuNetStrides, [&](int64_t stride) {
            const auto t = yuNetOutputs(graph, outputs, stride);
            const int64_t cells = (size.width / stride) * (size.height / stride);
            return t[0] && t[1] && t[2] && tensor::elementCount(*t[0]) == cells && tensor::elementCount(*t[1]) == cells
                && tensor::elementCount(*t[2]) == 4 * cells;
        }))
        return BoxLayout::YuNet;
    if (outputs.size() == 3) {
        const auto rows = static_cast<int64_t>(yuNetPriors(size).size());
        if (rows > 0 && tableWith(outputs, rows, 14) && tableWith(outputs, rows, 2) && tableWith(outputs, rows, 1))
            return BoxLayout::YuNetPriors;
    }
    if (size.width == kBlazeSide && size.height == kBlazeSide
        && std::ranges::all_of(kBlazeMaps, [&](const BlazeMap& map) {
               return tableWith(outputs, map.rows(), 1) && tableWith(outputs, map.rows(), 16);
           }))
        return BoxLayout::BlazeFace;
    return std::nullopt;
}

std::optional<BoxLayout> boxLayout(const graph::Graph& graph, size_t input, std::span<const Tensor> outputs)
{
    std::vector<Shape> shapes;
    for (const Tensor& t : outputs)
        shapes.push_back(t.shape());
    return boxLayout(graph, input, std::span<const Shape>(shapes));
}

double overlapOf(const Box& a, const Box& b)
{
    const double width = std::min(a.right, b.right) - std::max(a.left, b.left);
    const double height = std::min(a.bottom, b.bottom) - std::max(a.top, b.top);
    if (width <= 0 || height <= 0) return 0;
    const auto area = [](const Box& box) { return (box.right - box.left) * (box.bottom - box.top); };
    return width * height / (area(a) + area(b) - width * height);
}

std::vector<Box> readBoxes(
    BoxLayout layout, const graph::Graph& graph, size_t input, std::span<const Tensor> outputs, const BoxRules& rules)
{
    const PictureSize size = pictureSize(graph, input);
    std::vector<Box> all;
    switch (layout) {
    case BoxLayout::ScoresAndCorners:
        readScoresAndCorners(*named(graph, outputs, "scores"), *named(graph, outputs, "boxes"), all);
        break;
    case BoxLayout::FastestGrid:
        readFastestGrid(outputs[0], *fastestGrid(outputs[0].shape(), size), all);
        break;
    case BoxLayout::FastestRows:
        readFastestRows(outputs[0], size, all);
        break;
    case BoxLayout::YuNet:
        for (const int64_t stride : kYuNetStrides)
            readYuNet(yuNetOutputs(graph, outputs, stride), stride, size, all);
        break;
    case BoxLayout::YuNetPriors:
        readYuNetPriors(outputs, size, all);
        break;
    case BoxLayout::BlazeFace:
        readBlazeFace(outputs, all);
        break;
    }
    std::erase_if(all, [&](const Box& box) { return !usable(box, rules.least); });
    std::ranges::stable_sort(all, std::greater {}, &Box::score);
    std::vector<Box> kept;
    for (const Box& box : all) {
        if (kept.size() >= kMostBoxes) break;
        if (std::ranges::none_of(kept,
                [&](const Box& better) { return better.label == box.label && overlapOf(better, box) > rules.overlap; }))
            kept.push_back(box);
    }
    return kept;
}

} // namespace bitladder::data
