#include "app/window/document/outputs.h"

#include "app/window/picture/output_boxes.h"
#include <QCoreApplication>
#include <QLocale>
#include <algorithm>
#include <cmath>

namespace bitladder::app
{

using tensor::Tensor;

// The context of this file's texts; as short as the tools for translations find it written.
struct Outputs {
    Q_DECLARE_TR_FUNCTIONS(Outputs)
};

namespace
{

constexpr int64_t kSmallestPicture = 8; // pixels a side
constexpr int64_t kMostLabels = 40; // more channels are features, not classes
constexpr int64_t kMostClassesOfPictures = 1001;
constexpr int64_t kMostShares = 25'000; // numbers that add up to 1 are classes, however many
constexpr int64_t kMostClassesWithoutPicture = 32;
constexpr int kBins = 81;
constexpr size_t kLegendEntries = 8;
constexpr double kOverlay = 0.6;

// Channels, rows, columns and how far apart their elements lie.
struct Layout {
    int64_t channels = 0, height = 0, width = 0;
    int64_t channelStep = 0, rowStep = 0, columnStep = 0;
};

// Whether the channels are the last extent. A map has the proportions of the picture; where that does not decide, the
// output lies as the input does.
bool channelsLast(const tensor::Shape& shape, const std::optional<data::Preprocessing>& rules)
{
    if (!rules || shape.size() != 4) return false;
    const int64_t width = rules->cropWidth > 0 ? rules->cropWidth : rules->width,
                  height = rules->cropHeight > 0 ? rules->cropHeight : rules->height;
    const bool first = shape[2] * width == shape[3] * height, last = shape[1] * width == shape[2] * height;
    return first == last ? rules->layout == data::TensorLayout::Nhwc : last;
}

std::optional<Layout> layoutOf(const tensor::Shape& shape, const std::optional<data::Preprocessing>& rules)
{
    tensor::Shape s = shape;
    if (s.size() == 2) s.insert(s.begin(), 1);
    if (s.size() == 3) s.insert(s.begin(), 1);
    if (s.size() != 4 || s[0] != 1) return std::nullopt;
    if (channelsLast(shape, rules)) return Layout {s[3], s[1], s[2], 1, s[2] * s[3], s[3]};
    return Layout {s[1], s[2], s[3], s[2] * s[3], s[3], 1};
}

bool isList(const tensor::Shape& shape)
{
    return std::ranges::count_if(shape, [](int64_t extent) { return extent > 1; }) <= 1;
}

bool areShares(const Tensor& t)
{
    double sum = 0;
    for (int64_t i = 0; i < t.count(); ++i) {
        if (t.at(i) < 0) return false;
        sum += t.at(i);
    }
    return std::fabs(sum - 1) < 0.05;
}

// The class of every pixel: the largest score, or the number itself; one channel of shares is cut at one half.
std::vector<int> labelsOf(const Tensor& t, const Layout& at)
{
    std::vector<int> labels(static_cast<size_t>(at.height * at.width));
    size_t i = 0;
    for (int64_t y = 0; y < at.height; ++y) {
        for (int64_t x = 0; x < at.width; ++x, ++i) {
            const int64_t from = y * at.rowStep + x * at.columnStep;
            if (at.channels == 1) {
                const double v = t.at(from);
                labels[i] = tensor::isFloat(t.type()) ? (v > 0.5 ? std::max(1, static_cast<int>(std::lround(v))) : 0)
                                                      : static_cast<int>(v);
                continue;
            }
            double best = t.at(from);
            for (int64_t c = 1; c < at.channels; ++c) {
                const double v = t.at(from + c * at.channelStep);
                if (v > best) {
                    best = v;
                    labels[i] = static_cast<int>(c);
                }
            }
        }
    }
    return labels;
}

QImage overlay(const QImage& ground, const std::vector<int>& labels)
{
    QImage image = ground;
    size_t i = 0;
    for (int y = 0; y < image.height(); ++y) {
        auto* line = reinterpret_cast<QRgb*>(image.scanLine(y));
        for (int x = 0; x < image.width(); ++x, ++i)
            if (labels[i] != 0)
                line[x] = widgets::mixed(QColor::fromRgb(line[x]), widgets::classColor(labels[i]), kOverlay).rgb();
    }
    return image;
}

// What the network saw lies under its answer; without a picture, grey. An empty size: the network's own.
QImage groundFor(const OutputQuestion& q, QSize size)
{
    QImage seen;
    if (q.rules && q.result->shown && *q.result->shown < q.result->inputs.size())
        seen = imageOf(data::pictureOf(q.result->inputs[*q.result->shown], *q.rules));
    if (size.isEmpty()) size = seen.isNull() ? QSize(320, 320) : seen.size();
    if (seen.isNull() || q.result->noise) {
        QImage ground(size, QImage::Format_RGB32);
        ground.fill(QColor(0x60, 0x60, 0x60));
        return ground;
    }
    return seen.scaled(size, Qt::IgnoreAspectRatio, Qt::SmoothTransformation).convertToFormat(QImage::Format_RGB32);
}

// Boxes of both networks; null where the layout of their outputs is not known.
std::optional<widgets::PictureComparison> boxesOf(const OutputQuestion& q)
{
    if (!q.graph || !q.result->shown) return std::nullopt;
    const auto& reference = q.result->taps->answers;
    const auto layout = data::boxLayout(*q.graph, *q.result->shown, reference);
    if (!layout || layout != data::boxLayout(*q.graph, *q.result->shown, q.result->answers)) return std::nullopt;
    const auto boxes = [&](const std::vector<Tensor>& answers, double least) {
        return data::readBoxes(*layout, *q.graph, *q.result->shown, answers, {.least = least});
    };
    const data::BoxRules usual;
    const auto a = boxes(reference, usual.least), b = boxes(q.result->answers, usual.least);
    std::optional<std::vector<data::Box>> baseline;
    if (q.baseline && layout == data::boxLayout(*q.graph, *q.result->shown, q.baseline->answers))
        baseline = boxes(q.baseline->answers, usual.least);
    auto comparison = boxComparison(groundFor(q, {}), a, b, q.classNames, baseline);
    if (a.empty() && b.empty() && (!baseline || baseline->empty())) {
        const auto best = [&](const std::vector<Tensor>& answers) {
            const auto all = boxes(answers, 0);
            return QLocale().toString(all.empty() ? 0.0 : all.front().score, 'f', 2);
        };
        comparison.differenceCaption
            = Outputs::tr("difference: no box scores %1 or more; the best: %2 → %3")
                  .arg(QLocale().toString(usual.least), best(reference), best(q.result->answers));
    }
    return comparison;
}

// A map with its channels first, as everything is drawn.
Tensor channelsFirst(const Tensor& t, const std::optional<data::Preprocessing>& rules)
{
    if (!channelsLast(t.shape(), rules)) return t;
    const auto layout = layoutOf(t.shape(), rules);
    auto turned = Tensor::make(tensor::ElementType::Float32, {1, layout->channels, layout->height, layout->width});
    if (!turned) return t;
    float* to = turned->mutableAs<float>().data();
    for (int64_t c = 0; c < layout->channels; ++c)
        for (int64_t y = 0; y < layout->height; ++y)
            for (int64_t x = 0; x < layout->width; ++x)
                *to++
                    = static_cast<float>(t.at(c * layout->channelStep + y * layout->rowStep + x * layout->columnStep));
    return *std::move(turned);
}

widgets::PictureComparison labelComparison(
    const OutputQuestion& q, const Tensor& reference, const Tensor& quantized, const Tensor* baseline)
{
    widgets::PictureComparison comparison;
    const auto layout = layoutOf(reference.shape(), q.rules);
    if (!layout) return comparison;
    const auto a = labelsOf(reference, *layout), b = labelsOf(quantized, *layout);
    const QSize size(static_cast<int>(layout->width), static_cast<int>(layout->height));
    const QImage ground = groundFor(q, size);
    comparison.floatPicture = overlay(ground, a);
    comparison.quantizedPicture = overlay(ground, b);
    comparison.difference = ground;
    std::map<int, std::pair<int64_t, int64_t>> counts;
    int64_t differing = 0;
    size_t i = 0;
    for (int y = 0; y < size.height(); ++y) {
        auto* line = reinterpret_cast<QRgb*>(comparison.difference.scanLine(y));
        for (int x = 0; x < size.width(); ++x, ++i) {
            ++counts[a[i]].first;
            ++counts[b[i]].second;
            if (a[i] != b[i]) ++differing;
            const int grey = qGray(line[x]) / 3;
            line[x] = a[i] != b[i] ? widgets::classColor(b[i] == 0 ? a[i] : b[i]).rgb() : qRgb(grey, grey, grey);
        }
    }
    const auto total = static_cast<double>(a.size());
    const auto percent = [&](int64_t pixels) {
        return widgets::formatWithUnit(static_cast<double>(pixels) / total, widgets::Unit::Percent);
    };
    if (baseline) {
        const auto ofA = labelsOf(*baseline, *layout);
        comparison.baselinePicture = overlay(ground, ofA);
        int64_t differingInA = 0;
        for (i = 0; i < a.size(); ++i)
            differingInA += a[i] != ofA[i];
        comparison.differenceCaption = Outputs::tr("where it differs now: %1 of the pixels; kept: %2")
                                           .arg(percent(differing), percent(differingInA));
    } else {
        comparison.differenceCaption = Outputs::tr("where they differ: %1 of the pixels").arg(percent(differing));
    }
    // The largest classes first.
    std::vector<std::pair<int, std::pair<int64_t, int64_t>>> sorted(counts.begin(), counts.end());
    std::ranges::stable_sort(sorted, [](const auto& p, const auto& r) {
        return std::max(p.second.first, p.second.second) > std::max(r.second.first, r.second.second);
    });
    for (const auto& [label, n] : sorted) {
        if (comparison.legend.size() >= kLegendEntries) break;
        const auto name = q.classNames.find(label);
        const QString text = name != q.classNames.end() ? QString::fromStdString(name->second)
            : label == 0                                ? Outputs::tr("0, background")
                                                        : QLocale().toString(label);
        comparison.legend.push_back(
            {widgets::classColor(label), Outputs::tr("%1: %2 → %3").arg(text, percent(n.first), percent(n.second))});
    }
    return comparison;
}

} // namespace

OutputKind decideOutput(
    const model::Model& model, const std::optional<data::Preprocessing>& rules, const Tensor& output)
{
    const auto& shape = output.shape();
    const int64_t count = output.count();
    if (isList(shape)) {
        if (model.graph->outputs.size() > 1 || count < 2) return OutputKind::List;
        const int64_t most = rules ? kMostClassesOfPictures : kMostClassesWithoutPicture;
        return count <= most || (count <= kMostShares && areShares(output)) ? OutputKind::Classes : OutputKind::List;
    }
    const auto layout = layoutOf(shape, rules);
    if (!layout || layout->height < kSmallestPicture || layout->width < kSmallestPicture || !rules)
        return OutputKind::Maps;
    if (!tensor::isFloat(output.type())) return layout->channels == 1 ? OutputKind::Labels : OutputKind::Maps;
    if (shape.size() == 4 && (layout->channels == 1 || layout->channels == 3)) return OutputKind::Picture;
    // Scores of classes are about as fine as the picture; features are coarser and more.
    const auto& input = model.input(model.pictureInput).shape;
    const auto in = input ? layoutOf(*input, rules) : std::nullopt;
    const bool fine = in && layout->height * 4 >= in->height && layout->width * 4 >= in->width;
    return fine && layout->channels >= 2 && layout->channels <= kMostLabels ? OutputKind::Labels : OutputKind::Maps;
}

size_t outputIndex(const Document& document, const NetworkResult& result)
{
    const auto wanted = static_cast<size_t>(std::max(0, document.outputChoice().output));
    return result.answers.empty() ? 0 : std::min(wanted, result.answers.size() - 1);
}

OutputKind outputKind(const Document& document, const NetworkResult& result)
{
    if (document.outputChoice().kind) return *document.outputChoice().kind;
    if (!document.model() || result.taps->answers.empty()) return OutputKind::Classes;
    const size_t index = outputIndex(document, result);
    if (result.shown && document.preprocessing()
        && data::boxLayout(*document.model()->graph, *result.shown, result.taps->answers))
        return OutputKind::Boxes;
    return decideOutput(*document.model(), document.preprocessing(), result.taps->answers[index]);
}

OutputData outputData(const OutputQuestion& q)
{
    OutputData data;
    const Tensor& reference = q.result->taps->answers[q.output];
    const Tensor& quantized = q.result->answers[q.output];
    data.kind = q.kind;
    data.shape = reference.shape();
    if (reference.shape() != quantized.shape() || reference.count() == 0) return data;
    data.stats = analysis::compare(reference, quantized);
    const Tensor* baseline
        = q.baseline && q.output < q.baseline->answers.size() ? &q.baseline->answers[q.output] : nullptr;
    if (baseline && baseline->shape() != reference.shape()) baseline = nullptr;
    if (baseline) data.baselineStats = analysis::compare(reference, *baseline);
    if (q.kind == OutputKind::Boxes) {
        if (auto boxes = boxesOf(q)) {
            data.pictures = *std::move(boxes);
            return data;
        }
    }
    if (q.kind == OutputKind::Picture && q.rules && layoutOf(reference.shape(), q.rules)) {
        auto rules = *q.rules;
        rules.layout = channelsLast(reference.shape(), rules) ? data::TensorLayout::Nhwc : data::TensorLayout::Nchw;
        data.pictures = pictureComparison(reference, quantized, rules);
        if (baseline) {
            auto ofA = pictureComparison(reference, *baseline, rules);
            data.pictures.baselinePicture = std::move(ofA.quantizedPicture);
            data.pictures.baselinePsnrDb = ofA.psnrDb;
        }
        return data;
    }
    if (q.kind == OutputKind::Labels && layoutOf(reference.shape(), q.rules)) {
        data.pictures = labelComparison(q, reference, quantized, baseline);
        return data;
    }
    const Tensor first = channelsFirst(reference, q.rules);
    data.shape = first.shape();
    data.planes = planesOf(first, channelsFirst(quantized, q.rules));
    double largest = data.planes.largestDifference;
    if (baseline) {
        const Planes ofA = planesOf(first, channelsFirst(*baseline, q.rules));
        data.baseline = ofA.quantized;
        largest = std::max(largest, ofA.largestDifference);
    }
    const bool list = q.kind == OutputKind::List || q.kind == OutputKind::Classes || data.planes.isVector();
    data.kind = list ? OutputKind::List : OutputKind::Maps;
    if (list) return data;
    const double far = largest > 0 ? largest : 1;
    for (int i = 0; i <= kBins; ++i)
        data.edges.push_back(far * (2.0 * i / kBins - 1));
    const auto countsOf = [&](const std::vector<float>& values) {
        std::vector<double> counts(kBins, 0);
        for (size_t i = 0; i < values.size(); ++i) {
            const double d = static_cast<double>(values[i]) - static_cast<double>((*data.planes.reference)[i]);
            if (!std::isfinite(d)) continue;
            const auto bin = static_cast<int>((d / far + 1) / 2 * kBins);
            ++counts[static_cast<size_t>(std::clamp(bin, 0, kBins - 1))];
        }
        return counts;
    };
    data.counts = countsOf(*data.planes.quantized);
    if (data.baseline) data.baselineCounts = countsOf(*data.baseline);
    return data;
}

} // namespace bitladder::app
