#include "app/window/adapters/adapters_quantizer.h"

#include "app/window/document/texts.h"
#include "core/analysis/number_way.h"
#include "core/quant/quantize.h"

#include <QCoreApplication>
#include <QLocale>
#include <algorithm>
#include <cmath>
#include <set>
#include <tuple>

namespace bitladder::app
{

struct Grids {
    Q_DECLARE_TR_FUNCTIONS(Grids)
};

namespace
{

constexpr size_t kMostLevels = 4096;

// Enough digits that a person can compute with it.
QString exact(double value, int digits = 6)
{
    return widgets::withMinus(QLocale().toString(value, 'g', digits));
}

QString whole(int64_t value)
{
    return widgets::withMinus(QString::number(value));
}

template<typename Values, typename Text> QString spanText(const Values& values, Text text)
{
    const auto [least, most] = std::ranges::minmax(values);
    return least == most ? text(least) : Grids::tr("%1 … %2").arg(text(least), text(most));
}

// The code in two's complement, in groups of four.
QString bitsText(int64_t code, int bits)
{
    QString text;
    for (int i = bits - 1; i >= 0; --i) {
        text += (code >> i & 1) != 0 ? QLatin1Char('1') : QLatin1Char('0');
        if (i % 4 == 0 && i > 0) text += QLatin1Char(' ');
    }
    return text;
}

// The slice whose scale counts for the number that is asked about.
size_t sliceOf(const quant::Quantizer& quantizer, const NetworkResult& result, const NumberQuestion& question)
{
    if (quantizer.scales.size() < 2) return 0;
    auto slice = static_cast<size_t>(std::max(0, question.channel));
    if (quantizer.granularity == quant::Granularity::Group && result.quantized) {
        const auto& weights = result.quantized->layers[static_cast<size_t>(question.layer)].weights;
        const size_t groups
            = weights && weights->channels > 0 ? quantizer.scales.size() / static_cast<size_t>(weights->channels) : 1;
        slice = slice * groups
            + static_cast<size_t>(std::max<int64_t>(0, question.weight) / std::max<int64_t>(1, quantizer.groupSize));
    }
    return std::min(slice, quantizer.scales.size() - 1);
}

// Even bins over all of the values. Precondition: there are some.
std::pair<std::vector<double>, std::vector<double>> counted(std::span<const double> values)
{
    constexpr size_t kBins = 64;
    const auto [low, high] = std::ranges::minmax(values);
    if (!std::isfinite(low) || !std::isfinite(high)) return {};
    const double width = high > low ? (high - low) / static_cast<double>(kBins) : 1;
    std::vector<double> edges, counts(kBins);
    for (size_t i = 0; i <= kBins; ++i)
        edges.push_back(low + width * static_cast<double>(i));
    for (const double value : values)
        if (std::isfinite(value)) ++counts[std::min(kBins - 1, static_cast<size_t>((value - low) / width))];
    return {edges, counts};
}

void addCodeCards(widgets::NumberWayData& data, const analysis::NumberWay& way)
{
    const auto& c = *way.codes;
    const QString rounded = exact(c.rounded);
    data.cards << widgets::NumberWayData::Card {Grids::tr("round"), rounded,
        Grids::tr("round(%1) = %2").arg(exact(way.quotient), rounded), c.rounded != way.quotient};
    data.cards << widgets::NumberWayData::Card {Grids::tr("+ z"), exact(c.shifted),
        Grids::tr("%1 + %2 = %3").arg(rounded, whole(c.zeroPoint), exact(c.shifted)), false};
    data.cards << widgets::NumberWayData::Card {
        Grids::tr("clamp: q"), whole(c.code), Grids::tr("to %1 … %2").arg(whole(c.low), whole(c.high)), way.clipped()};
    data.cards << widgets::NumberWayData::Card {Grids::tr("× s: x′"), exact(way.value),
        Grids::tr("(%1 − %2) · %3").arg(whole(c.code), whole(c.zeroPoint), exact(way.scale)), false};
}

} // namespace

QString quantizerText(const quant::Quantizer& q)
{
    if (quant::isNativeFloat(q.format)) return {};
    QStringList parts;
    if (!q.scales.empty() && !(q.scales.size() == 1 && q.scales.front() == 1 && quant::isFloat(q.format))) {
        const QString scales = spanText(q.scales, [](double s) { return widgets::formatNumber(s); });
        parts << (q.scales.size() == 1
                ? Grids::tr("scale %1").arg(scales)
                : Grids::tr("%n scales %1", nullptr, static_cast<int>(q.scales.size())).arg(scales));
    }
    if (quant::hasIntegerCodes(q.format) && !q.zeroPoints.empty())
        parts << Grids::tr("zero point %1").arg(spanText(q.zeroPoints, whole));
    if (quant::hasIntegerCodes(q.format) && q.qmax > q.qmin && q.format.bits < 63)
        parts << Grids::tr("%1 levels, %2 … %3")
                     .arg(
                         QLocale().toString(static_cast<qlonglong>(q.qmax - q.qmin + 1)), whole(q.qmin), whole(q.qmax));
    else if (q.format.bits <= 16)
        if (const size_t levels = quant::levelsOf(q, 0, size_t {1} << 16).size(); levels > 0)
            parts << Grids::tr("%1 levels").arg(QLocale().toString(static_cast<qulonglong>(levels)));
    if (!q.clips.empty()) {
        const double low = std::ranges::min(q.clips, {}, &quant::Range::low).low,
                     high = std::ranges::max(q.clips, {}, &quant::Range::high).high;
        if (std::isfinite(low) && std::isfinite(high))
            parts << Grids::tr("covers %1 … %2").arg(widgets::formatNumber(low), widgets::formatNumber(high));
    }
    return parts.join(QStringLiteral(" · "));
}

const quant::Quantizer* quantizerOf(const NetworkResult& result, int layer, Part part)
{
    if (layer < 0 || static_cast<size_t>(layer) >= result.layers.size()) return nullptr;
    const engine::LayerInfo& info = result.layers[static_cast<size_t>(layer)];
    if (part == Part::Activations) return info.activationQuantizer ? &*info.activationQuantizer : nullptr;
    return info.weightQuantizer.scales.empty() ? nullptr : &info.weightQuantizer;
}

int readerOf(const model::Model& model, int layer)
{
    static const std::set<std::string_view> kMovers {"Concat", "Dropout", "Flatten", "Identity", "MaxPool", "Reshape",
        "Slice", "Split", "Squeeze", "Transpose", "Unsqueeze"};
    const graph::Graph& graph = *model.graph;
    std::vector<ValueId> values {model.layers[static_cast<size_t>(layer)].output};
    for (size_t i = 0; i < values.size(); ++i) {
        for (const graph::Layer& reader : model.layers)
            if (reader.quantizesInput && reader.input == values[i]) return reader.id.index;
        for (const NodeId id : graph.consumers(values[i])) {
            const graph::Node& node = graph.node(id);
            if (!kMovers.contains(node.op)) continue;
            for (const ValueId output : node.outputs)
                if (output && std::ranges::find(values, output) == values.end()) values.push_back(output);
        }
    }
    return -1;
}

QString gridsText(const Document& document, const NetworkResult& result, int layer)
{
    if (layer < 0 || static_cast<size_t>(layer) >= result.layers.size()) return {};
    const graph::Layer& facts = document.model()->layers[static_cast<size_t>(layer)];
    const auto line = [&](Part part, const QString& name) {
        const quant::Quantizer* q = quantizerOf(result, layer, part);
        const QString text = q ? quantizerText(*q) : QString();
        return Grids::tr("%1: %2", "Weights: scale 0.01 · 255 levels")
            .arg(name, text.isEmpty() ? Grids::tr("as they are, no grid") : text);
    };
    QStringList lines;
    if (facts.weights) lines << line(Part::Weights, Grids::tr("Weights"));
    if (facts.quantizesInput) lines << line(Part::Activations, Grids::tr("Activations"));
    return lines.join(QLatin1Char('\n'));
}

widgets::NumberWayData numberWay(const NetworkResult& result, const NumberQuestion& question,
    std::span<const double> around, const analysis::Distribution* histogram)
{
    using Card = widgets::NumberWayData::Card;
    widgets::NumberWayData data;
    const quant::Quantizer* quantizer = quantizerOf(result, question.layer, question.part);
    if (!quantizer || quant::isNativeFloat(quantizer->format) || quantizer->scales.empty()) return data;
    const auto slice = sliceOf(*quantizer, result, question);
    const analysis::NumberWay way = analysis::wayOf(question.x, *quantizer, slice);
    const bool weights = question.part == Part::Weights;
    data.cards << Card {
        Grids::tr("x"), exact(way.x), weights ? Grids::tr("a weight") : Grids::tr("an activation"), false};
    data.cards << Card {Grids::tr("÷ s"), exact(way.quotient),
        Grids::tr("%1 / %2%3")
            .arg(exact(way.x), exact(way.scale), way.dividedInFloat ? Grids::tr(", in float32") : QString()),
        false};
    if (way.codes) {
        addCodeCards(data, way);
        data.bits = quantizer->format.bits <= 16 ? bitsText(way.codes->code, quantizer->format.bits) : QString();
    } else {
        data.cards << Card {Grids::tr("nearest level"), exact(way.level),
            Grids::tr("of %1").arg(toText(quant::name(quantizer->format))), way.level != way.quotient};
        data.cards << Card {Grids::tr("× s: x′"), exact(way.value),
            Grids::tr("%1 · %2").arg(exact(way.level), exact(way.scale)), false};
    }
    data.verdict = way.error() == 0 ? Grids::tr("x′ is x: this number lies on the grid.")
        : way.clipped()
        ? Grids::tr("x′ − x = %1: the number lies beyond the grid and is clipped.").arg(exact(way.error(), 4))
        : Grids::tr("x′ − x = %1, %2 of a step: the error of rounding.")
              .arg(exact(way.error(), 4), widgets::withMinus(QLocale().toString(way.error() / way.scale, 'f', 3)));
    if (!weights && quantizer->format.family->blockSize > 0)
        data.verdict += QLatin1Char(' ')
            + Grids::tr("Every block of a run finds its own scale; this is the one of the widest block there can be.");
    if (weights && question.weight >= 0 && result.quantized) {
        const auto& held = result.quantized->layers[static_cast<size_t>(question.layer)].weights;
        const auto index = static_cast<size_t>(question.weight), channel = static_cast<size_t>(question.channel);
        if (held && !held->unchanged() && question.channel < held->channels && question.weight < held->perChannel) {
            std::vector<double> values(1);
            held->dequantize(channel, index, std::span<double>(values));
            const QString code
                = way.codes ? Grids::tr("q = %1, ").arg(whole(held->codesOf(channel)[index])) : QString();
            data.verdict += QLatin1Char(' ')
                + (values.front() == way.value
                        ? Grids::tr("The engine holds the same: %1x′ = %2.").arg(code, exact(values.front()))
                        : Grids::tr("A method moved it: the engine holds %1x′ = %2.").arg(code, exact(values.front())));
        }
    }
    data.levels = quant::levelsOf(*quantizer, slice, kMostLevels);
    if (!around.empty()) {
        std::tie(data.edges, data.counts) = counted(around);
    } else if (histogram && !histogram->inSteps) {
        data.edges = histogram->edges;
        data.counts = histogram->original;
    }
    data.x = way.x;
    data.value = way.value;
    data.family = toWidget(quantizer->format.family);
    return data;
}

} // namespace bitladder::app
