// Low rank: a layer's weights, as a matrix [outputs, taps · inputs], become the product of two narrow ones, by the
// largest singular values (Denton et al. 2014, Exploiting Linear Structure; Zhang et al. 2016, Accelerating Very Deep
// Convolutional Networks, section 3.1): first a layer of `rank` channels with the kernel, strides and padding of the
// old one, then one with the old bias and activation function whose kernel is one place. Fewer products are made, and
// fewer weights kept, where rank·(taps·inputs + outputs) < taps·inputs·outputs; only there a layer is split. Both
// halves take half of each singular value, so that neither has channels of very different range.
#include "core/base/translatable_message.h"
#include "core/graph/patch.h"
#include "core/methods/graph_edits.h"
#include "core/methods/method.h"
#include "core/quant/range.h"

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>
#include <numeric>

namespace bitladder::methods
{

extern const Method kLowRank;

namespace
{

using Matrix = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

bool canSplit(const Draft& draft, const graph::Layer& layer)
{
    const graph::Node& node = draft.graph().node(layer.node);
    const auto& spec = draft.recipe().layers[static_cast<size_t>(layer.id.index)].weights;
    if (!layer.weights || layer.arithmetic == graph::Arithmetic::Operator || spec.range == &quant::kFromModel)
        return false;
    if (layer.op == "Conv") return node.attributes.integer("group", 1) == 1 && layer.weightShape.size() >= 3;
    if (layer.op == "Gemm")
        return layer.weightShape.size() == 2 && node.attributes.integer("transA", 0) == 0
            && node.attributes.get("alpha", 1.0f) == 1.0f && node.attributes.get("beta", 1.0f) == 1.0f;
    return layer.op == "MatMul" && layer.weightShape.size() == 2;
}

struct Halves {
    Matrix first, second; // [rank, taps·inputs], [outputs, rank]
    double lost = 0; // share of the weights' energy
};

using Spectrum = Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd>;

// Of M·Mᵀ, or of Mᵀ·M where that is smaller: the squares of the singular values, in ascending order.
Spectrum spectrumOf(const Matrix& m)
{
    return Spectrum(m.cols() >= m.rows() ? Eigen::MatrixXd(m * m.transpose()) : Eigen::MatrixXd(m.transpose() * m));
}

// The smallest rank that keeps this share of the energy, Σσ².
int64_t rankOf(const Spectrum& spectrum, double energy)
{
    const auto& values = spectrum.eigenvalues();
    const double enough = energy * values.sum();
    double kept = 0;
    int64_t rank = 0;
    while (rank < values.size() && kept < enough)
        kept += values(values.size() - ++rank);
    return rank;
}

// M ≈ U·(Uᵀ·M) with the strongest eigenvectors of M·Mᵀ; or the same of the transposed.
Halves halvesOf(const Matrix& m, const Spectrum& solver, int64_t rank)
{
    const bool wide = m.cols() >= m.rows();
    const Matrix vectors = solver.eigenvectors().rightCols(rank).rowwise().reverse();
    Halves halves;
    if (wide) {
        halves.second = vectors;
        halves.first = vectors.transpose() * m;
    } else {
        halves.first = vectors.transpose();
        halves.second = m * vectors;
    }
    for (Eigen::Index r = 0; r < rank; ++r) {
        const double one = halves.first.row(r).norm(), other = halves.second.col(r).norm();
        if (!(one > 0) || !(other > 0)) continue;
        const double factor = std::sqrt(other / one);
        halves.first.row(r) *= factor;
        halves.second.col(r) /= factor;
    }
    const double all = m.squaredNorm();
    halves.lost = all > 0 ? (m - halves.second * halves.first).squaredNorm() / all : 0;
    return halves;
}

// A matrix of weights as a constant: [outputs, taps, inputs] into the order of a layer like this one, with a kernel of
// the given extents.
tensor::Tensor constantOf(
    const graph::Layer& like, const Matrix& weights, tensor::Shape kernel, tensor::ElementType type)
{
    const int64_t outputs = weights.rows(),
                  taps = std::accumulate(kernel.begin(), kernel.end(), int64_t {1}, std::multiplies<>()),
                  inputs = weights.cols() / taps;
    std::vector<double> values;
    tensor::Shape shape;
    if (like.op == "Conv") {
        for (int64_t o = 0; o < outputs; ++o)
            for (int64_t k = 0; k < inputs; ++k)
                for (int64_t t = 0; t < taps; ++t)
                    values.push_back(weights(o, t * inputs + k));
        shape = {outputs, inputs};
        shape.insert(shape.end(), kernel.begin(), kernel.end());
    } else if (like.channelAxis == 0) {
        values.assign(weights.data(), weights.data() + weights.size());
        shape = {outputs, inputs};
    } else {
        const Matrix transposed = weights.transpose();
        values.assign(transposed.data(), transposed.data() + transposed.size());
        shape = {inputs, outputs};
    }
    if (type == tensor::ElementType::Float64) return tensor::Tensor::of<double>(shape, values);
    return tensor::Tensor::of<float>(shape, std::vector<float>(values.begin(), values.end()));
}

// Returns the first half's name.
std::string split(graph::Graph& graph, const graph::Layer& layer, const Halves& halves)
{
    const graph::Node old = graph.node(layer.node);
    const auto type = graph.constant(layer.weights)->type();
    const std::string weightName = graph.value(layer.weights).name;
    tensor::Shape kernel, point;
    if (layer.op == "Conv") {
        kernel.assign(layer.weightShape.begin() + 2, layer.weightShape.end());
        point.assign(kernel.size(), 1);
    }
    const tensor::Tensor first = constantOf(layer, halves.first, kernel, type),
                         second = constantOf(layer, halves.second, point, type);
    auto patch = graph::Patch::replacing(graph, layer.node, old.opset);
    const ValueId middle = patch.like(layer.output, "_low_rank");
    graph.edit(middle, [&](graph::Value& value) {
        if (!value.shape) return;
        (*value.shape)[layer.op == "Conv" ? 1 : value.shape->size() - 1] = halves.first.rows();
    });
    graph::Node one = old;
    one.name = old.name + "_low_rank";
    one.inputs = {old.input(0), patch.constant(weightName + "_first", first)};
    one.outputs = {middle};
    one.clamp.reset();
    const NodeId firstId = patch.node(std::move(one));
    graph::Node other = old;
    other.inputs[0] = middle;
    other.inputs[1] = patch.constant(weightName + "_second", second);
    other.inputGrids = {};
    if (layer.op == "Conv")
        for (const char* name : {"strides", "dilations", "pads", "auto_pad", "kernel_shape"})
            other.attributes.erase(name);
    patch.node(std::move(other));
    return graph.node(firstId).name;
}

Result<void> apply(Draft& draft, const quant::MethodChoice& choice, engine::MethodLog& log)
{
    log.measure = "products of one output position";
    const double energy = parameterOf(kLowRank, choice, "energy"), share = parameterOf(kLowRank, choice, "share");
    const auto asked = static_cast<int64_t>(parameterOf(kLowRank, choice, "rank"));
    auto changed = std::make_shared<graph::Graph>(draft.graph());
    std::map<std::string, std::string> parts;
    for (size_t i = 0; i < draft.layers().size(); ++i) {
        const graph::Layer layer = draft.layers()[i];
        if (draft.job().stopped()) return cancelled();
        draft.job().report(static_cast<double>(i) / static_cast<double>(draft.layers().size()), layer.name);
        if (!canSplit(draft, layer)) continue;
        const auto values = draft.values(layer);
        if (!values) return pass(values.error());
        const int64_t outputs = values->channels, inputs = values->perChannel, whole = outputs * inputs;
        const auto w = doublesOf(*values);
        const Matrix m = Eigen::Map<const Matrix>(w.data(), outputs, inputs);
        const Spectrum spectrum = spectrumOf(m);
        const int64_t rank = asked > 0 ? asked
            : share > 0
            ? static_cast<int64_t>(share * static_cast<double>(whole) / static_cast<double>(outputs + inputs))
            : rankOf(spectrum, energy);
        if (rank < 1 || rank * (outputs + inputs) >= whole) continue; // it would be more
        const Halves halves = halvesOf(m, spectrum, rank);
        parts[split(*changed, layer, halves)] = layer.name;
        log.layers.push_back(
            {layer.id.index, static_cast<double>(whole), static_cast<double>(rank * (outputs + inputs))});
    }
    if (parts.empty()) {
        log.note = "no layer becomes smaller at this rank, or without losing more energy: nothing was done";
        return {};
    }
    return draft.replaceLayers(std::move(changed), parts);
}

} // namespace

const Method kLowRank {
    .id = "low-rank",
    .label = QT_TRANSLATE_NOOP("Method", "low rank"),
    .source = "Zhang et al. 2016, Accelerating Very Deep Convolutional Networks, section 3.1",
    .needs = Method::Needs::Pictures, // the activations are calibrated anew
    // energy: of the weights' squares that must be left, which gives every layer its own rank; layers that need too
    // many for it stay whole. share: instead, of the products that are left; rank: the same in every layer. 0: not
    // asked for.
    .parameters = {{"energy", 0.98, 0, 1}, {"share", 0, 0, 1}, {"rank", 0, 0, 1 << 20}},
    .apply = apply,
};

} // namespace bitladder::methods
