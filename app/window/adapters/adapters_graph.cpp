// The network as nodes and edges, and the key of their colours.
#include "app/window/adapters/adapters.h"

#include "app/window/document/texts.h"

#include <QCoreApplication>
#include <algorithm>
#include <cmath>
#include <map>
#include <set>

namespace bitladder::app
{

struct GraphTexts {
    Q_DECLARE_TR_FUNCTIONS(GraphTexts)
};

namespace
{

QString shapeText(const tensor::Shape& shape)
{
    return shape.empty() ? GraphTexts::tr("scalar") : toText(tensor::toString(shape));
}

// The narrower, the stronger.
QColor widthColor(const quant::NumberFormat& format, const QPalette& palette)
{
    return widgets::mixed(palette.color(QPalette::Base), widgets::familyColor(toWidget(format.family), palette),
        0.25 + 0.75 * (1 - std::log2(format.bits + 1.0) / 6.03));
}

// 1 bit is a thin line, 64 bits are a thick one.
double lineWidth(int bits)
{
    return 1 + 0.5 * std::log2(static_cast<double>(bits));
}

// What is known of a layer, below its name.
QString figuresText(const Results& results, size_t layer)
{
    QString text;
    if (const double db = results.isolatedDb(layer); !std::isnan(db))
        text += QLatin1Char('\n')
            + (std::isinf(db) ? GraphTexts::tr("exact")
                              : GraphTexts::tr("SQNR %1").arg(widgets::formatWithUnit(db, widgets::Unit::Decibels)));
    if (results.timing && layer < results.timing->quantizedTiming.layers.size())
        text += QLatin1Char('\n') + widgets::formatTime(results.timing->quantizedTiming.layers[layer].median);
    return text;
}

double slowestMs(const Results& results)
{
    double slowest = 0;
    if (results.timing)
        for (const auto& t : results.timing->quantizedTiming.layers)
            slowest = std::max(slowest, t.median);
    return slowest;
}

} // namespace

void graphData(const Document& document, const Results& results, GraphColoring coloring, const QPalette& palette,
    QList<widgets::GraphNode>& nodes, QList<widgets::GraphEdge>& edges)
{
    if (!document.model()) return;
    const graph::Graph& graph = *document.model()->graph;
    std::map<NodeId, int> layerOf;
    for (const auto& layer : document.model()->layers)
        layerOf[layer.node] = layer.id.index;
    const double slowest = slowestMs(results);
    // Ids of nodes are their positions; inputs and outputs come behind.
    for (const NodeId id : graph.order()) {
        const graph::Node& node = graph.node(id);
        widgets::GraphNode n;
        n.id = id.index;
        n.title = toText(node.op);
        n.toolTip = toText(node.name);
        if (const auto it = layerOf.find(id); it != layerOf.end()) {
            const auto i = static_cast<size_t>(it->second);
            const auto& recipe = document.recipe().layers[i];
            n.title = document.layerName(it->second);
            n.toolTip += figuresText(results, i);
            n.subtitle
                = GraphTexts::tr("%1 %2 · W %3 · A %4")
                      .arg(toText(node.op), shapeText(document.model()->layers[i].weightShape),
                          toText(quant::name(recipe.weights.format)), toText(quant::name(recipe.activations.format)));
            switch (coloring) {
            case GraphColoring::Width:
                n.color = widthColor(recipe.weights.format, palette);
                break;
            case GraphColoring::Error:
                n.color = widgets::sqnrColor(results.isolatedDb(i), palette);
                break;
            case GraphColoring::Time:
                if (results.timing && i < results.timing->quantizedTiming.layers.size())
                    n.color = widgets::scaleColor(
                        results.timing->quantizedTiming.layers[i].median / std::max(slowest, 1e-9), palette);
                break;
            }
        } else if (node.output(0) && graph.value(node.output(0)).shape) {
            n.subtitle = shapeText(*graph.value(node.output(0)).shape);
        }
        nodes << n;
        for (const ValueId input : node.inputs) {
            if (!input) continue;
            const NodeId from = graph.value(input).producer;
            widgets::GraphEdge edge;
            edge.to = id.index;
            if (from) {
                edge.from = from.index;
                if (graph.value(input).shape) edge.label = shapeText(*graph.value(input).shape);
            } else if (const auto position = std::ranges::find(graph.inputs, input); position != graph.inputs.end()) {
                edge.from = -1 - static_cast<int>(position - graph.inputs.begin());
            } else {
                continue;
            }
            // What flows into a layer has the layer's activation format.
            if (const auto it = layerOf.find(id); it != layerOf.end()) {
                const auto& format = document.recipe().layers[static_cast<size_t>(it->second)].activations.format;
                edge.color = widgets::familyColor(toWidget(format.family), palette);
                edge.width = lineWidth(format.bits);
                edge.label += (edge.label.isEmpty() ? QString() : QStringLiteral(" · ")) + toText(quant::name(format));
            }
            edges << edge;
        }
    }
    for (size_t i = 0; i < graph.inputs.size(); ++i) {
        const auto& value = graph.value(graph.inputs[i]);
        widgets::GraphNode n;
        n.id = -1 - static_cast<int>(i);
        n.title = toText(value.name);
        n.subtitle = value.shape ? shapeText(*value.shape) : QString();
        n.toolTip = GraphTexts::tr("input");
        nodes << n;
    }
}

QList<widgets::ColorScale> graphKey(
    const Document& document, const Results& results, GraphColoring coloring, const QPalette& palette)
{
    constexpr int kStops = 9;
    QList<widgets::ColorScale> scales;
    if (!document.model()) return scales;
    const auto stops = [](auto colorAt) {
        QList<QColor> colors;
        for (int i = 0; i < kStops; ++i)
            colors << colorAt(static_cast<double>(i) / (kStops - 1));
        return colors;
    };
    switch (coloring) {
    case GraphColoring::Width: {
        for (const quant::FormatFamily* family : quant::formatFamilies()) {
            const bool used = std::ranges::any_of(document.recipe().layers,
                [&](const quant::LayerRecipe& layer) { return layer.weights.format.family == family; });
            if (!used) continue;
            const auto widths = family->has;
            int widest = quant::kMaxBits, narrowest = quant::kMinBits;
            while (widest > narrowest && !widths(widest))
                --widest;
            while (narrowest < widest && !widths(narrowest))
                ++narrowest;
            const QString name = familyText(*family);
            const auto colorOf = [&](int bits) { return widthColor(family->at(bits), palette); };
            if (widest == narrowest)
                scales << widgets::ColorScale {name, {}, {colorOf(widest)}};
            else
                scales << widgets::ColorScale {GraphTexts::tr("%1 %2").arg(name).arg(widest),
                    widgets::formatBits(narrowest), {colorOf(widest), colorOf(narrowest)}};
        }
        break;
    }
    case GraphColoring::Error:
        scales << widgets::ColorScale {widgets::formatWithUnit(widgets::kSqnrScaleLow, widgets::Unit::Decibels),
            widgets::formatWithUnit(widgets::kSqnrScaleHigh, widgets::Unit::Decibels), stops([&](double at) {
                return widgets::sqnrColor(
                    widgets::kSqnrScaleLow + at * (widgets::kSqnrScaleHigh - widgets::kSqnrScaleLow), palette);
            })};
        break;
    case GraphColoring::Time:
        if (const double slowest = slowestMs(results); slowest > 0)
            scales << widgets::ColorScale {widgets::formatTime(0), widgets::formatTime(slowest),
                stops([&](double at) { return widgets::scaleColor(at, palette); })};
        break;
    }
    return scales;
}

} // namespace bitladder::app
