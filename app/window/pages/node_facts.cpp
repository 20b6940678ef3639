#include "app/window/pages/node_facts.h"

#include "app/window/document/texts.h"

#include <QCoreApplication>
#include <QLocale>
#include <algorithm>

namespace bitladder::app
{

struct NodeTexts {
    Q_DECLARE_TR_FUNCTIONS(NodeTexts)
};

namespace
{

constexpr size_t kMostNumbers = 16; // of a list

QString shapeText(const tensor::Shape& shape)
{
    return shape.empty() ? NodeTexts::tr("scalar") : toText(tensor::toString(shape));
}

QString numberText(int64_t v)
{
    return QString::number(v);
}

QString numberText(float v)
{
    return QLocale().toString(static_cast<double>(v), 'g', 6);
}

QString numberText(const std::string& v)
{
    return toText(v);
}

template<typename T> QString listText(const std::vector<T>& values)
{
    QStringList texts;
    for (size_t i = 0; i < std::min(values.size(), kMostNumbers); ++i)
        texts << numberText(values[i]);
    if (values.size() > kMostNumbers) texts << NodeTexts::tr("and %1 more").arg(values.size() - kMostNumbers);
    return texts.join(QStringLiteral(", "));
}

struct AttributeText {
    QString operator()(int64_t v) const { return numberText(v); }
    QString operator()(float v) const { return numberText(v); }
    QString operator()(const std::string& v) const { return toText(v); }
    template<typename T> QString operator()(const std::vector<T>& values) const { return listText(values); }
    QString operator()(const tensor::Tensor& t) const { return NodeTexts::tr("tensor %1").arg(shapeText(t.shape())); }
    QString operator()(const std::shared_ptr<const graph::Graph>& inner) const
    {
        return inner ? NodeTexts::tr("a graph of its own, nodes: %1, computed in float").arg(inner->order().size())
                     : QString();
    }
};

QString valueText(const graph::Value& value)
{
    QStringList parts {toText(value.name)};
    if (value.shape) parts << shapeText(*value.shape);
    if (value.type) parts << toText(tensor::elementTypeName(*value.type));
    return parts.join(QStringLiteral(" · "));
}

} // namespace

QList<NodeFact> nodeFacts(const Document& document, int id)
{
    QList<NodeFact> facts;
    if (!document.model()) return facts;
    const graph::Graph& graph = *document.model()->graph;
    if (id < 0) {
        const auto input = static_cast<size_t>(-1 - id);
        if (input < graph.inputs.size())
            facts << NodeFact {NodeTexts::tr("input"), valueText(graph.value(graph.inputs[input]))};
        return facts;
    }
    const auto order = graph.order();
    const auto found = std::ranges::find(order, id, [](NodeId node) { return static_cast<int>(node.index); });
    if (found == order.end()) return facts;
    const graph::Node& node = graph.node(*found);
    facts << NodeFact {NodeTexts::tr("name"), toText(node.name)};
    facts << NodeFact {NodeTexts::tr("operator"),
        node.domain.empty() ? NodeTexts::tr("%1, opset %2").arg(toText(node.op)).arg(node.opset)
                            : NodeTexts::tr("%1 of %2").arg(toText(node.op), toText(node.domain))};
    for (const ValueId value : node.inputs)
        if (value) facts << NodeFact {NodeTexts::tr("in"), valueText(graph.value(value))};
    for (const ValueId value : node.outputs)
        if (value) facts << NodeFact {NodeTexts::tr("out"), valueText(graph.value(value))};
    if (node.clamp)
        facts << NodeFact {NodeTexts::tr("limits"),
            NodeTexts::tr("%1 to %2").arg(numberText(node.clamp->lo), numberText(node.clamp->hi))};
    for (const auto& [name, attribute] : node.attributes.all())
        facts << NodeFact {toText(name), std::visit(AttributeText {}, attribute)};
    return facts;
}

} // namespace bitladder::app
