// Products that are layers but for the way they are written: the computed side transposed, or the constant on the left.
#include "core/graph/passes.h"
#include "core/graph/patch.h"

#include <algorithm>
#include <numeric>

namespace bitladder::graph
{

namespace
{

bool knownFloats(const Graph& graph, ValueId id, size_t leastRank)
{
    const Value& value = graph.value(id);
    return value.type && tensor::isFloat(*value.type) && value.shape && value.shape->size() >= leastRank;
}

bool constantMatrix(const Graph& graph, ValueId id)
{
    const Tensor* t = graph.constant(id);
    return t && tensor::isFloat(t->type()) && t->rank() == 2;
}

// Builds the nodes that take the place of one product, in order.
class Rewrite
{
public:
    Rewrite(Graph& graph, NodeId product)
        : m_graph(graph)
        , m_product(graph.node(product))
        , m_patch(Patch::replacing(graph, product, m_product.opset))
    {
    }

    ValueId transposed(ValueId value, const char* suffix)
    {
        const size_t rank = m_graph.value(value).shape->size();
        // What is dequantized stays right behind its DequantizeLinear, which names the grid: its codes are transposed.
        const NodeId producer = m_graph.value(value).producer;
        if (!producer || m_graph.node(producer).op != "DequantizeLinear")
            return transpose(value, rank, suffix, newValue(suffix));
        Node dequantize = m_graph.node(producer);
        const Tensor* scale = m_graph.constant(dequantize.input(1));
        if (!scale || scale->count() != 1) return transpose(value, rank, suffix, newValue(suffix));
        const std::string codes = std::string(suffix) + "_codes";
        dequantize.inputs[0] = transpose(dequantize.input(0), rank, codes, newValue(codes));
        dequantize.name = m_product.name + "/" + suffix;
        const ValueId out = newValue(suffix);
        dequantize.outputs = {out};
        m_patch.node(std::move(dequantize));
        return out;
    }
    ValueId transpose(ValueId value, size_t rank, const std::string& suffix, ValueId out)
    {
        std::vector<int64_t> perm(rank);
        std::iota(perm.begin(), perm.end(), 0);
        std::swap(perm[rank - 1], perm[rank - 2]);
        Attributes attributes;
        attributes.set("perm", perm);
        m_patch.node("Transpose", m_product.name + "/" + suffix, {value}, {out}, std::move(attributes));
        return out;
    }
    // The same constant as a vector.
    ValueId flattened(ValueId value, const std::string& suffix)
    {
        const Tensor* t = m_graph.constant(value);
        return m_patch.constant(m_product.name + "/" + suffix, t->reshaped({t->count()}));
    }
    ValueId newValue(const std::string& suffix) { return m_patch.value(m_product.name + "/" + suffix); }
    void product(std::vector<ValueId> inputs, ValueId out, Attributes attributes)
    {
        Node node = m_product;
        node.inputs = std::move(inputs);
        node.outputs = {out};
        node.attributes = std::move(attributes);
        m_patch.node(std::move(node));
    }

private:
    Graph& m_graph;
    const Node m_product;
    Patch m_patch;
};

// Each says whether it rewrote the node.
//
// Gemm with a constant A: αA·X + βC = (αX'·A' + βC')', where C has one number for each row or one for all.
bool turnedGemm(Graph& graph, NodeId id)
{
    const Node node = graph.node(id);
    const ValueId left = node.inputs[0], right = node.inputs[1], bias = node.input(2);
    const bool leftTurned = node.attributes.integer("transA", 0) != 0,
               rightTurned = node.attributes.integer("transB", 0) != 0;
    if (graph.constant(right) || !knownFloats(graph, right, 2)) return false;
    const int64_t rows = graph.constant(left)->shape()[leftTurned ? 1 : 0];
    const Tensor* c = graph.constant(bias);
    const bool perRow = c && c->count() == rows && c->shape() == Shape {rows, 1};
    if (bias && !perRow && !(c && c->count() == 1)) return false;
    Rewrite rewrite(graph, id);
    std::vector<ValueId> inputs {rightTurned ? right : rewrite.transposed(right, "right"), left};
    if (bias) inputs.push_back(rewrite.flattened(bias, "bias"));
    Attributes attributes = node.attributes;
    attributes.set("transA", int64_t {0});
    attributes.set("transB", int64_t {leftTurned ? 0 : 1});
    const ValueId product = rewrite.newValue("product");
    rewrite.product(std::move(inputs), product, std::move(attributes));
    rewrite.transpose(product, 2, "result", node.output(0));
    return true;
}

bool straightened(Graph& graph, NodeId id)
{
    const Node node = graph.node(id);
    if (!node.domain.empty() || node.inputs.size() < 2 || !node.inputs[0] || !node.inputs[1]) return false;
    const ValueId left = node.inputs[0], right = node.inputs[1], out = node.output(0);
    if (node.op == "Gemm" && constantMatrix(graph, left)) return turnedGemm(graph, id);
    if (node.op == "Gemm" && node.attributes.integer("transA", 0) != 0) { // A'·B
        if (!knownFloats(graph, left, 2) || !constantMatrix(graph, right)) return false;
        Rewrite rewrite(graph, id);
        auto inputs = node.inputs;
        inputs[0] = rewrite.transposed(left, "left");
        Attributes attributes = node.attributes;
        attributes.set("transA", int64_t {0});
        rewrite.product(std::move(inputs), out, std::move(attributes));
        return true;
    }
    if (node.op == "MatMul" && constantMatrix(graph, left)) { // W·X = (X'·W')'
        if (graph.constant(right) || !knownFloats(graph, right, 2)) return false;
        const size_t rank = graph.value(right).shape->size();
        Rewrite rewrite(graph, id);
        const ValueId computed = rewrite.transposed(right, "right");
        const ValueId weights = rewrite.transpose(left, 2, "weights", rewrite.newValue("weights"));
        const ValueId product = rewrite.newValue("product");
        rewrite.product({computed, weights}, product, node.attributes);
        rewrite.transpose(product, rank, "result", out);
        return true;
    }
    return false;
}

} // namespace

size_t canonicalizeProducts(Graph& graph)
{
    size_t rewritten = 0;
    for (const NodeId id : std::vector(graph.order()))
        rewritten += straightened(graph, id) ? 1 : 0;
    return rewritten;
}

} // namespace bitladder::graph
