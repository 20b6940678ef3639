#include "app/window/picture/output_regions.h"

#include "widgets/control/theme.h"

#include <QCoreApplication>
#include <QPainter>
#include <algorithm>
#include <array>
#include <cmath>

namespace bitladder::app
{

// The context of this file's texts; as short as the tools for translations find it written.
struct OutputRegions {
    Q_DECLARE_TR_FUNCTIONS(OutputRegions)
};

namespace
{

constexpr int kGrid = 96; // points a side
constexpr int kZoom = 6; // pixels of the picture for each of them
constexpr double kMargin = 1.1; // of what the calibration has seen
constexpr int64_t kMostMacs = 200'000; // more would not follow a fader
constexpr int64_t kMostClasses = 12; // that colours can tell

struct Plane {
    double reach = 1; // from −reach to reach, both ways
    double at(int i) const { return reach * ((i + 0.5) / kGrid * 2 - 1); }
};

int64_t countOf(const graph::Value& value)
{
    int64_t count = value.shape ? 1 : 0;
    if (value.shape)
        for (const int64_t extent : *value.shape)
            count *= extent;
    return count;
}

int64_t macsOf(const engine::Executable& network)
{
    int64_t macs = 0;
    for (const auto& layer : network.layers())
        macs += layer.macs;
    return macs;
}

double reachOf(const engine::Calibration* calibration, const engine::Executable& network)
{
    const auto* seen = calibration && !network.layers().empty() ? calibration->find(network.layers()[0].name) : nullptr;
    if (!seen || seen->empty()) return 1;
    const double largest = std::max(std::fabs(seen->low()), std::fabs(seen->high()));
    return largest > 0 && std::isfinite(largest) ? largest * kMargin : 1;
}

// The class of every point, row by row, the largest second number first; empty: it cannot be run, or was stopped.
std::vector<int> classesOf(
    engine::Executable& network, const tensor::Shape& shape, size_t output, Plane plane, const std::stop_token& stop)
{
    std::vector<int> classes;
    for (int y = kGrid - 1; y >= 0; --y) {
        if (stop.stop_requested()) return {};
        for (int x = 0; x < kGrid; ++x) {
            const std::array<float, 2> point {static_cast<float>(plane.at(x)), static_cast<float>(plane.at(y))};
            const std::array inputs {tensor::Tensor::of<float>(shape, point)};
            const auto trace = network.run(inputs);
            if (!trace || output >= trace->outputs.size()) return {};
            const tensor::Tensor& scores = trace->outputs[output];
            int best = 0;
            for (int64_t i = 1; i < scores.count(); ++i)
                if (scores.at(i) > scores.at(best)) best = static_cast<int>(i);
            classes.push_back(best);
        }
    }
    return classes;
}

// Pale, so that the point which is looked at stands out.
QColor colorOf(int label)
{
    return widgets::mixed(widgets::classColor(label + 1), Qt::white, 0.35);
}

template<typename ColorAt> QImage painted(const ColorAt& colorAt)
{
    QImage image(kGrid, kGrid, QImage::Format_RGB32);
    for (int y = 0; y < kGrid; ++y)
        for (int x = 0; x < kGrid; ++x)
            image.setPixelColor(x, y, colorAt(static_cast<size_t>(y * kGrid + x)));
    return image.scaled(kGrid * kZoom, kGrid * kZoom);
}

void markPoint(QImage& image, const tensor::Tensor& point, Plane plane)
{
    const auto placed = [&](double v) { return (v / plane.reach + 1) / 2 * kGrid * kZoom; };
    const QPointF at(placed(point.at(0)), kGrid * kZoom - placed(point.at(1)));
    QPainter painter(&image);
    painter.setRenderHint(QPainter::Antialiasing);
    for (const auto& [color, width] : {std::pair(Qt::white, 7.0), std::pair(Qt::black, 3.0)}) {
        painter.setPen(QPen(color, width));
        painter.drawEllipse(at, 10, 10);
    }
}

QString shareOf(int64_t points)
{
    return widgets::formatWithUnit(static_cast<double>(points) / (kGrid * kGrid), widgets::Unit::Percent);
}

} // namespace

bool hasRegions(const graph::Graph& graph)
{
    if (graph.inputs.size() != 1 || graph.outputs.size() != 1) return false;
    const auto &input = graph.value(graph.inputs[0]), &output = graph.value(graph.outputs[0]);
    return input.type == tensor::ElementType::Float32 && countOf(input) == 2 && countOf(output) >= 2
        && countOf(output) <= kMostClasses;
}

std::optional<widgets::PictureComparison> regionsOf(const OutputQuestion& q, const std::stop_token& stop)
{
    const NetworkResult& result = *q.result;
    if (!result.basis || !result.quantized || result.inputs.size() != 1 || !hasRegions(*result.basis->model->graph))
        return std::nullopt;
    auto machine = result.basis->machine;
    machine.threads = 1; // starting threads takes longer than the network
    experiment::Basis basis = *result.basis;
    basis.machine = machine;
    experiment::Experiment experiment(basis);
    const auto reference = experiment.floatNetwork();
    const auto quantized = engine::prepare(result.quantized, machine);
    if (!reference || !quantized || macsOf(**reference) > kMostMacs) return std::nullopt;

    const Plane plane {reachOf(result.basis->calibration.get(), **reference)};
    const auto& shape = result.inputs[0].shape();
    const auto a = classesOf(**reference, shape, q.output, plane, stop);
    const auto b = classesOf(**quantized, shape, q.output, plane, stop);
    if (a.empty() || b.empty()) return std::nullopt;

    widgets::PictureComparison comparison;
    comparison.floatPicture = painted([&](size_t i) { return colorOf(a[i]); });
    comparison.quantizedPicture = painted([&](size_t i) { return colorOf(b[i]); });
    comparison.difference
        = painted([&](size_t i) { return a[i] == b[i] ? QColor(0x30, 0x30, 0x30) : widgets::classColor(b[i] + 1); });
    if (!result.noise)
        for (QImage* image : {&comparison.floatPicture, &comparison.quantizedPicture, &comparison.difference})
            markPoint(*image, result.inputs[0], plane);
    int64_t differing = 0;
    std::map<int, std::pair<int64_t, int64_t>> counts;
    for (size_t i = 0; i < a.size(); ++i) {
        differing += a[i] != b[i];
        ++counts[a[i]].first;
        ++counts[b[i]].second;
    }
    comparison.differenceCaption
        = OutputRegions::tr("another class than float: %1 of the plane from %2 to %3")
              .arg(shareOf(differing), widgets::formatNumber(-plane.reach), widgets::formatNumber(plane.reach));
    for (const auto& [label, n] : counts) {
        const auto name = q.classNames.find(label);
        const QString text = name == q.classNames.end() ? OutputRegions::tr("class %1").arg(label)
                                                        : QString::fromStdString(name->second);
        comparison.legend.push_back(
            {colorOf(label), OutputRegions::tr("%1: %2 → %3").arg(text, shareOf(n.first), shareOf(n.second))});
    }
    return comparison;
}

} // namespace bitladder::app
