#include "core/exchange/opset.h"

#include "core/graph/patch.h"

#include <algorithm>
#include <cmath>
#include <string_view>

namespace bitladder::exchange
{

using graph::Attributes;
using graph::Graph;
using graph::Node;
using graph::Patch;
using tensor::Shape;
using tensor::Tensor;

namespace
{

// One node on its way to a newer opset.
struct Lift {
    Graph& graph;
    Patch& patch;
    NodeId id;
    const Node node; // as it was
    int opset;

    template<typename... Args> tl::unexpected<Error> refuse(fmt::format_string<Args...> format, Args&&... args) const
    {
        return fail("node {} ({}): {}", node.name, node.op, fmt::format(format, std::forward<Args>(args)...));
    }
    // Null where an extent is not known.
    const Shape* shape(size_t input) const
    {
        if (!node.input(input)) return nullptr;
        const auto& known = graph.value(node.input(input)).shape;
        return known && tensor::elementCount(*known) ? &*known : nullptr;
    }
    std::string name(const char* suffix) const { return node.name + suffix; }
    void set(const char* attribute, graph::Attribute value)
    {
        graph.edit(id, [&](Node& n) { n.attributes.set(attribute, std::move(value)); });
    }
    void erase(const char* attribute)
    {
        graph.edit(id, [&](Node& n) { n.attributes.erase(attribute); });
    }
    void rename(const char* op)
    {
        graph.edit(id, [&](Node& n) { n.op = op; });
    }
    void input(size_t i, ValueId value) { patch.setInput(id, i, value); }
    // An attribute of integers becomes an input.
    void toInput(const char* attribute, size_t i)
    {
        if (const auto* values = node.attributes.find<std::vector<int64_t>>(attribute))
            input(i, patch.integers(name("_") + attribute, *values));
        erase(attribute);
    }
};

Result<void> axesToInput(Lift& l)
{
    l.toInput("axes", 1);
    return {};
}

// Softmax and its kin work on a matrix before opset 13: everything from `axis` on is one row.
Result<void> softmax(Lift& l)
{
    const int64_t axis = l.node.attributes.integer("axis", 1);
    if (const Shape* shape = l.shape(0)) {
        const auto normalized = tensor::normalizedAxis(axis, shape->size());
        if (!normalized) return l.refuse("axis {} is out of range", axis);
        int64_t behind = 1;
        for (size_t i = static_cast<size_t>(*normalized) + 1; i < shape->size(); ++i)
            behind *= (*shape)[i];
        if (behind == 1) {
            l.set("axis", int64_t {*normalized});
            return {};
        }
    }
    const ValueId x = l.node.input(0), y = l.node.output(0);
    Attributes attributes;
    attributes.set("axis", axis);
    const ValueId flat = l.patch.add("Flatten", l.name("_flatten"), {x}, std::move(attributes));
    const ValueId shape
        = l.shape(0) ? l.patch.integers(l.name("_shape"), *l.shape(0)) : l.patch.add("Shape", l.name("_shape"), {x});
    const ValueId rows = l.patch.value(l.name("_rows"));
    l.input(0, flat);
    l.set("axis", int64_t {1});
    l.patch.setOutput(l.id, 0, rows);
    l.patch.node("Reshape", l.name("_reshape"), {rows, shape}, {y});
    return {};
}

// Before opset 7 the second operand lies along the axes of the first from `axis` on, where `broadcast` says so.
Result<void> broadcast(Lift& l)
{
    l.erase("broadcast");
    l.erase("axis");
    const auto* axis = l.node.attributes.find<int64_t>("axis");
    if (!axis || l.node.attributes.integer("broadcast", 0) == 0) return {};
    const Shape *a = l.shape(0), *b = l.shape(1);
    if (!a || !b) return l.refuse("cannot be written for a newer opset without the shapes of its operands");
    const auto normalized = tensor::normalizedAxis(*axis, a->size());
    if (!normalized || static_cast<size_t>(*normalized) + b->size() > a->size())
        return l.refuse("axis {} is out of range", *axis);
    Shape aligned = *b;
    aligned.resize(a->size() - static_cast<size_t>(*normalized), 1);
    if (aligned.size() == b->size()) return {};
    l.input(1,
        l.patch.add(
            "Reshape", l.name("_aligned"), {l.node.input(1), l.patch.integers(l.name("_aligned_shape"), aligned)}));
    return {};
}

// Before opset 7 a slope has one number for each channel; later it is aligned at the end.
Result<void> slope(Lift& l)
{
    const Shape *x = l.shape(0), *given = l.shape(1);
    if (!x || !given) return l.refuse("cannot be written for a newer opset without the shapes of its inputs");
    if (given->size() != 1 || given->front() == 1 || x->size() <= 2) return {};
    Shape aligned(x->size() - 1, 1);
    aligned[0] = given->front();
    l.input(1,
        l.patch.add(
            "Reshape", l.name("_aligned"), {l.node.input(1), l.patch.integers(l.name("_aligned_shape"), aligned)}));
    return {};
}

Result<void> clip(Lift& l)
{
    for (const auto& [attribute, input] : {std::pair {"min", size_t {1}}, std::pair {"max", size_t {2}}}) {
        if (const float* bound = l.node.attributes.find<float>(attribute))
            l.input(input, l.patch.scalar(l.name("_") + attribute, *bound));
        l.erase(attribute);
    }
    return {};
}

Result<void> pad(Lift& l)
{
    const char* attribute = l.node.opset < 2 ? "paddings" : "pads";
    l.toInput(attribute, 1);
    l.input(2, l.patch.scalar(l.name("_value"), l.node.attributes.get("value", 0.0f)));
    l.erase("value");
    return {};
}

Result<void> slice(Lift& l)
{
    const auto starts = l.node.attributes.integers("starts");
    if (!l.node.attributes.find<std::vector<int64_t>>("axes")) {
        std::vector<int64_t> axes;
        for (size_t i = 0; i < starts.size(); ++i)
            axes.push_back(static_cast<int64_t>(i));
        l.input(3, l.patch.integers(l.name("_axes"), axes));
    } else {
        l.toInput("axes", 3);
    }
    l.toInput("starts", 1);
    l.toInput("ends", 2);
    return {};
}

Result<void> split(Lift& l)
{
    if (l.node.opset < 13) l.toInput("split", 1);
    const bool given = l.graph.node(l.id).input(1).valid();
    if (!given && l.opset >= 18 && !l.node.attributes.find<int64_t>("num_outputs"))
        l.set("num_outputs", static_cast<int64_t>(l.node.outputs.size()));
    return {};
}

Result<void> reshape(Lift& l)
{
    l.toInput("shape", 1);
    return {};
}

Result<void> scatter(Lift& l)
{
    l.rename("ScatterElements");
    return {};
}

Result<void> topK(Lift& l)
{
    l.input(1, l.patch.integers(l.name("_k"), {l.node.attributes.integer("k", 1)}));
    l.erase("k");
    return {};
}

// Inputs `tiles` and `axis` become one number of repeats for each axis.
Result<void> tile(Lift& l)
{
    const Tensor *tiles = l.graph.constant(l.node.input(1)), *axis = l.graph.constant(l.node.input(2));
    const Shape* shape = l.shape(0);
    if (!tiles || !axis || !shape || tiles->count() != 1 || axis->count() != 1)
        return l.refuse("cannot be written for a newer opset without constant tiles and axis, and its input's shape");
    const auto at = tensor::normalizedAxis(static_cast<int64_t>(axis->at(0)), shape->size());
    if (!at) return l.refuse("axis {} is out of range", axis->at(0));
    std::vector<int64_t> repeats(shape->size(), 1);
    repeats[static_cast<size_t>(*at)] = static_cast<int64_t>(tiles->at(0));
    l.graph.edit(l.id, [](Node& n) { n.inputs.resize(2); });
    l.input(1, l.patch.integers(l.name("_repeats"), repeats));
    return {};
}

Result<void> concat(Lift& l)
{
    if (!l.node.attributes.find<int64_t>("axis")) l.set("axis", int64_t {1});
    return {};
}

// Numbers as names: FLOAT is 1.
Result<void> cast(Lift& l)
{
    const auto* to = l.node.attributes.find<std::string>("to");
    if (!to) return {};
    static constexpr std::array<std::string_view, 17> kTypes {"UNDEFINED", "FLOAT", "UINT8", "INT8", "UINT16", "INT16",
        "INT32", "INT64", "STRING", "BOOL", "FLOAT16", "DOUBLE", "UINT32", "UINT64", "COMPLEX64", "COMPLEX128",
        "BFLOAT16"};
    const auto at = std::ranges::find(kTypes, *to);
    if (at == kTypes.end()) return l.refuse("to \"{}\" is no type", *to);
    l.set("to", static_cast<int64_t>(at - kTypes.begin()));
    return {};
}

// Positions from x / scale, nearest downwards: what Upsample, and Resize of opset 10, do.
Result<void> resize(Lift& l)
{
    ValueId scales = l.node.input(1);
    if (!scales) {
        std::vector<float> given;
        if (const auto* list = l.node.attributes.find<std::vector<float>>("scales"))
            given = *list;
        else
            given = {1, 1, l.node.attributes.get("height_scale", 1.0f), l.node.attributes.get("width_scale", 1.0f)};
        scales = l.patch.constant(l.name("_scales"), Tensor::of<float>({static_cast<int64_t>(given.size())}, given));
    }
    const auto mode = l.node.attributes.get<std::string>("mode", "nearest");
    l.graph.edit(l.id, [&](Node& n) {
        n.op = "Resize";
        n.inputs = {n.input(0), {}, scales};
        n.attributes = {};
        n.attributes.set("mode", mode == "bilinear" || mode == "trilinear" ? std::string("linear") : mode);
        n.attributes.set("coordinate_transformation_mode", std::string("asymmetric"));
        n.attributes.set("nearest_mode", std::string("floor"));
    });
    return {};
}

Result<void> resizeOf11(Lift& l)
{
    if (l.node.attributes.get<std::string>("coordinate_transformation_mode", "") == "tf_half_pixel_for_nn")
        return l.refuse("tf_half_pixel_for_nn does not exist from opset 13 on");
    // Scales without a number stand for none.
    const Tensor* scales = l.graph.constant(l.node.input(2));
    if (scales && scales->empty()) l.input(2, {});
    if (l.node.attributes.get<std::string>("coordinate_transformation_mode", "") != "tf_crop_and_resize"
        && l.node.input(1))
        l.input(1, {});
    return {};
}

Result<void> batchNormalization(Lift& l)
{
    if (l.node.attributes.integer("spatial", 1) == 0)
        return l.refuse("statistics for each position cannot be written for a newer opset");
    l.erase("spatial");
    l.erase("is_test");
    l.graph.edit(l.id, [](Node& n) { n.outputs.resize(1); }); // the others are of training
    return {};
}

// Until opset 20 one scale for each group, later one for each channel.
Result<void> groupNormalization(Lift& l)
{
    const Shape* x = l.shape(0);
    const int64_t groups = l.node.attributes.integer("num_groups", 0);
    if (!x || x->size() < 2 || groups < 1 || (*x)[1] % groups != 0)
        return l.refuse("cannot be written for opset {} without its number of channels", l.opset);
    const int64_t each = (*x)[1] / groups;
    for (const size_t i : {size_t {1}, size_t {2}}) {
        const std::string name = l.name(i == 1 ? "_scale" : "_bias");
        if (const Tensor* t = l.graph.constant(l.node.input(i)); t && t->type() == tensor::ElementType::Float32) {
            std::vector<float> spread;
            for (int64_t c = 0; c < (*x)[1] && c / each < t->count(); ++c)
                spread.push_back(t->as<float>()[static_cast<size_t>(c / each)]);
            l.input(i, l.patch.constant(name, Tensor::of<float>({static_cast<int64_t>(spread.size())}, spread)));
            continue;
        }
        const ValueId column = l.patch.add(
            "Reshape", name + "_column", {l.node.input(i), l.patch.integers(name + "_column_shape", {groups, 1})});
        const ValueId table
            = l.patch.add("Expand", name + "_table", {column, l.patch.integers(name + "_table_shape", {groups, each})});
        l.input(i, l.patch.add("Reshape", name, {table, l.patch.integers(name + "_shape", {(*x)[1]})}));
    }
    return {};
}

Result<void> roiAlign(Lift& l)
{
    l.set("coordinate_transformation_mode", std::string("output_half_pixel"));
    return {};
}

Result<void> gridSample(Lift& l)
{
    const auto mode = l.node.attributes.get<std::string>("mode", "bilinear");
    if (mode == "bilinear") l.set("mode", std::string("linear"));
    if (mode == "bicubic") l.set("mode", std::string("cubic"));
    return {};
}

Result<void> dft(Lift& l)
{
    l.input(2, l.patch.scalar(l.name("_axis"), l.node.attributes.integer("axis", 1)));
    l.erase("axis");
    return {};
}

// At inference the share of what is dropped says nothing.
Result<void> dropout(Lift& l)
{
    l.erase("ratio");
    l.erase("is_test");
    return {};
}

Result<void> scan(Lift& l)
{
    return l.refuse("scans of a batch cannot be written for a newer opset");
}

Result<void> lpPool(Lift& l)
{
    if (const float* p = l.node.attributes.find<float>("p")) l.set("p", static_cast<int64_t>(std::lround(*p)));
    return {};
}

Result<void> recurrent(Lift& l)
{
    l.erase("output_sequence");
    return {};
}

// --- operators that no opset from 13 on has ------------------------------------------------------------------------

// The node becomes the last operation of those that take its place.
void become(Lift& l, const char* op, std::vector<ValueId> inputs)
{
    l.graph.edit(l.id, [&](Node& n) {
        n.op = op;
        n.domain.clear();
        n.inputs = std::move(inputs);
        n.attributes = {};
    });
}

Result<void> imageScaler(Lift& l)
{
    const auto* bias = l.node.attributes.find<std::vector<float>>("bias");
    if (!bias) return l.refuse("its bias is missing");
    const ValueId scaled = l.patch.add("Mul", l.name("_scaled"),
        {l.node.input(0), l.patch.scalar(l.name("_scale"), l.node.attributes.get("scale", 1.0f))});
    const ValueId column
        = l.patch.constant(l.name("_bias"), Tensor::of<float>({static_cast<int64_t>(bias->size()), 1, 1}, *bias));
    become(l, "Add", {scaled, column});
    return {};
}

Result<void> affine(Lift& l)
{
    const ValueId scaled = l.patch.add("Mul", l.name("_scaled"),
        {l.node.input(0), l.patch.scalar(l.name("_alpha"), l.node.attributes.get("alpha", 1.0f))});
    become(l, "Add", {scaled, l.patch.scalar(l.name("_beta"), l.node.attributes.get("beta", 0.0f))});
    return {};
}

Result<void> crop(Lift& l)
{
    const auto border = l.node.attributes.integers("border"), scale = l.node.attributes.integers("scale");
    const Shape* x = l.shape(0);
    if (border.size() != 4 || !x || x->size() != 4)
        return l.refuse("cannot be written for a newer opset without its border and the shape of its input");
    const int64_t bottom = scale.size() == 2 ? border[1] + scale[0] : (*x)[2] - border[3];
    const int64_t right = scale.size() == 2 ? border[0] + scale[1] : (*x)[3] - border[2];
    become(l, "Slice",
        {l.node.input(0), l.patch.integers(l.name("_starts"), {border[1], border[0]}),
            l.patch.integers(l.name("_ends"), {bottom, right}), l.patch.integers(l.name("_axes"), {2, 3})});
    return {};
}

// QONNX: (clamp(round(x / scale + zero), low, high) − zero)·scale.
Result<void> quant(Lift& l)
{
    const Tensor* width = l.graph.constant(l.node.input(3));
    const auto isSigned = l.node.attributes.integer("signed", 1) != 0;
    const auto narrow = l.node.attributes.integer("narrow", 0) != 0;
    const auto mode = l.node.attributes.get<std::string>("rounding_mode", "ROUND");
    const char* round = mode == "ROUND" || mode == "HALF_EVEN" ? "Round"
        : mode == "FLOOR"                                      ? "Floor"
        : mode == "CEIL"                                       ? "Ceil"
                                                               : nullptr;
    if (!width || width->count() != 1 || !round || (isSigned && width->at(0) < 2))
        return l.refuse("this quantizer has no equal in plain ONNX");
    const double half = std::exp2(width->at(0) - 1);
    const double low = isSigned ? -half + (narrow ? 1 : 0) : 0;
    const double high = isSigned ? half - 1 : 2 * half - (narrow ? 2 : 1);
    const ValueId scale = l.node.input(1), zero = l.node.input(2);
    const ValueId steps = l.patch.add("Div", l.name("_steps"), {l.node.input(0), scale});
    const ValueId shifted = l.patch.add("Add", l.name("_shifted"), {steps, zero});
    const ValueId limited = l.patch.add("Clip", l.name("_limited"),
        {shifted, l.patch.scalar(l.name("_low"), static_cast<float>(low)),
            l.patch.scalar(l.name("_high"), static_cast<float>(high))});
    const ValueId rounded = l.patch.add(round, l.name("_rounded"), {limited});
    become(l, "Mul", {l.patch.add("Sub", l.name("_centred"), {rounded, zero}), scale});
    return {};
}

Result<void> bipolarQuant(Lift& l)
{
    const ValueId scale = l.node.input(1);
    const ValueId positive
        = l.patch.add("GreaterOrEqual", l.name("_positive"), {l.node.input(0), l.patch.scalar(l.name("_zero"), 0.0f)});
    become(l, "Where", {positive, scale, l.patch.add("Neg", l.name("_negative"), {scale})});
    return {};
}

Result<void> unknownToOthers(Lift& l)
{
    return l.refuse("this operator has no equal in plain ONNX");
}

struct Replacement {
    std::string_view op; // of any domain
    Result<void> (*lift)(Lift&);
};

constexpr Replacement kReplacements[] = {
    {"Affine", affine},
    {"BipolarQuant", bipolarQuant},
    {"Crop", crop},
    {"ImageScaler", imageScaler},
    {"IntQuant", quant},
    {"Quant", quant},
    {"Trunc", unknownToOthers},
};

struct Row {
    std::string_view op;
    int before; // holds for nodes of an opset below this one …
    int since; // … in files of this opset or a newer one
    Result<void> (*lift)(Lift&);
};

constexpr Row kRows[] = {
    {"Add", 7, 0, broadcast},
    {"And", 7, 0, broadcast},
    {"BatchNormalization", 14, 0, batchNormalization},
    {"Cast", 6, 0, cast},
    {"Clip", 11, 0, clip},
    {"Concat", 4, 0, concat},
    {"DFT", 20, 20, dft},
    {"Div", 7, 0, broadcast},
    {"Dropout", 12, 0, dropout},
    {"Equal", 7, 0, broadcast},
    {"GRU", 7, 0, recurrent},
    {"Gemm", 7, 0, broadcast},
    {"GlobalLpPool", 2, 0, lpPool},
    {"Greater", 7, 0, broadcast},
    {"GridSample", 20, 20, gridSample},
    {"GroupNormalization", 21, 21, groupNormalization},
    {"Hardmax", 13, 0, softmax},
    {"LSTM", 7, 0, recurrent},
    {"Less", 7, 0, broadcast},
    {"LogSoftmax", 13, 0, softmax},
    {"LpPool", 2, 0, lpPool},
    {"Mul", 7, 0, broadcast},
    {"Or", 7, 0, broadcast},
    {"PRelu", 7, 0, slope},
    {"Pad", 11, 0, pad},
    {"Pow", 7, 0, broadcast},
    {"RNN", 7, 0, recurrent},
    {"ReduceL1", 18, 18, axesToInput},
    {"ReduceL2", 18, 18, axesToInput},
    {"ReduceLogSum", 18, 18, axesToInput},
    {"ReduceLogSumExp", 18, 18, axesToInput},
    {"ReduceMax", 18, 18, axesToInput},
    {"ReduceMean", 18, 18, axesToInput},
    {"ReduceMin", 18, 18, axesToInput},
    {"ReduceProd", 18, 18, axesToInput},
    {"ReduceSum", 13, 0, axesToInput},
    {"ReduceSumSquare", 18, 18, axesToInput},
    {"Reshape", 5, 0, reshape},
    {"Resize", 11, 0, resize},
    {"Resize", 13, 0, resizeOf11},
    {"RoiAlign", 16, 16, roiAlign},
    {"Scan", 9, 0, scan},
    {"Scatter", 11, 0, scatter},
    {"Slice", 10, 0, slice},
    {"Softmax", 13, 0, softmax},
    {"Split", 18, 0, split},
    {"Squeeze", 13, 0, axesToInput},
    {"Sub", 7, 0, broadcast},
    {"Tile", 6, 0, tile},
    {"TopK", 10, 0, topK},
    {"Unsqueeze", 13, 0, axesToInput},
    {"Upsample", 11, 0, resize},
    {"Xor", 7, 0, broadcast},
};

bool newerThan20(const Node& node)
{
    static constexpr std::string_view kNew[]
        = {"Attention", "BitCast", "CumProd", "RMSNormalization", "RotaryEmbedding", "Swish", "TensorScatter"};
    if (!node.domain.empty()) return false;
    if (node.op == "GroupNormalization") return node.opset >= 21;
    if (node.op == "QuantizeLinear" || node.op == "DequantizeLinear")
        return node.attributes.integer("block_size", 0) != 0 || node.attributes.integer("output_dtype", 0) != 0;
    return std::ranges::find(kNew, node.op) != std::end(kNew);
}

} // namespace

bool fitsOpset20(const Graph& graph)
{
    for (size_t i = 0; i < graph.valueCount(); ++i) {
        const auto& type = graph.value(ValueId {static_cast<int32_t>(i)}).type;
        if (type && tensor::storedBits(*type) < 8 && *type != tensor::ElementType::Bool) return false;
    }
    return std::ranges::all_of(graph.order(), [&](NodeId id) {
        const Node& node = graph.node(id);
        return !newerThan20(node) && std::ranges::all_of(node.attributes.all(), [](const auto& attribute) {
            const auto* inner = std::get_if<std::shared_ptr<const Graph>>(&attribute.second);
            return !inner || !*inner || fitsOpset20(**inner);
        });
    });
}

Result<void> liftOperators(Graph& graph, int opset)
{
    Patch patch(graph, opset);
    for (const NodeId id : std::vector(graph.order())) {
        const Node node = graph.node(id);
        for (const auto& [name, attribute] : node.attributes.all()) {
            const auto* held = std::get_if<std::shared_ptr<const Graph>>(&attribute);
            if (!held || !*held) continue;
            Graph inner = **held;
            auto done = liftOperators(inner, opset);
            if (done) done = inner.sort();
            if (!done) return pass(done.error().within(fmt::format("node {} ({})", node.name, node.op)));
            graph.edit(id, [&](Node& n) { n.attributes.set(name, std::make_shared<const Graph>(std::move(inner))); });
        }
        Lift lift {graph, patch, id, node, opset};
        const auto replaced
            = std::ranges::find_if(kReplacements, [&](const Replacement& r) { return r.op == node.op; });
        if (replaced != std::end(kReplacements)) {
            BITLADDER_TRY(replaced->lift(lift));
            graph.edit(id, [&](Node& n) { n.opset = opset; });
            continue;
        }
        if (!node.domain.empty()) continue;
        const auto row = std::ranges::find_if(
            kRows, [&](const Row& r) { return r.op == node.op && node.opset < r.before && opset >= r.since; });
        if (row != std::end(kRows)) BITLADDER_TRY(row->lift(lift));
        graph.edit(id, [&](Node& n) {
            n.attributes.erase("consumed_inputs");
            n.opset = opset;
        });
    }
    return {};
}

} // namespace bitladder::exchange
