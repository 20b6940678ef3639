#include "core/onnx/writer.h"

#include "core/base/files.h"
#include "core/onnx/tensor_proto.h"

#include <algorithm>
#include <map>
#include <set>

namespace bitladder::onnx
{

using graph::Graph;
using graph::Node;
using graph::Value;

namespace
{

void fillValueInfo(const Value& value, const std::string& name, ::onnx::ValueInfoProto& info)
{
    info.set_name(name);
    if (!value.type) return; // a reader infers it
    auto* type = info.mutable_type()->mutable_tensor_type();
    type->set_elem_type(dataTypeOf(*value.type));
    if (!value.shape) return;
    auto* shape = type->mutable_shape();
    for (size_t i = 0; i < value.shape->size(); ++i) {
        const int64_t extent = (*value.shape)[i];
        if (extent < 0)
            shape->add_dim()->set_dim_param(i == 0 ? "batch" : fmt::format("{}_{}", name, i));
        else
            shape->add_dim()->set_dim_value(extent);
    }
}

constexpr size_t kMostBytes = (size_t {1} << 31) - (size_t {1} << 20); // protobuf cannot hold 2 GiB

// What is written so far.
struct Written {
    size_t bytes = 0; // of initializers
    // A file has one name for one value, inner graphs included: ONNX lets an inner graph see the names around it.
    std::set<std::string> names;

    std::string unique(const std::string& wanted)
    {
        std::string name = wanted;
        for (int i = 2; !names.insert(name).second; ++i)
            name = fmt::format("{}_{}", wanted, i);
        return name;
    }
};
// What an inner graph takes from outside, by the names that it has inside: its names in the file.
using Captured = std::map<std::string, std::string>;

void fillGraph(const Graph& graph, const Captured& captured, ::onnx::GraphProto& proto, Written& written);

void fillAttribute(const std::string& name, const graph::Attribute& value, const Captured& captured,
    ::onnx::AttributeProto& out, Written& written)
{
    using Proto = ::onnx::AttributeProto;
    out.set_name(name);
    struct Visitor {
        Proto& out;
        const Captured& captured;
        Written& written;
        void operator()(int64_t v) const
        {
            out.set_type(Proto::INT);
            out.set_i(v);
        }
        void operator()(float v) const
        {
            out.set_type(Proto::FLOAT);
            out.set_f(v);
        }
        void operator()(const std::string& v) const
        {
            out.set_type(Proto::STRING);
            out.set_s(v);
        }
        void operator()(const std::vector<int64_t>& v) const
        {
            out.set_type(Proto::INTS);
            out.mutable_ints()->Add(v.begin(), v.end());
        }
        void operator()(const std::vector<float>& v) const
        {
            out.set_type(Proto::FLOATS);
            out.mutable_floats()->Add(v.begin(), v.end());
        }
        void operator()(const std::vector<std::string>& v) const
        {
            out.set_type(Proto::STRINGS);
            for (const auto& s : v)
                out.add_strings(s);
        }
        void operator()(const tensor::Tensor& v) const
        {
            out.set_type(Proto::TENSOR);
            fillTensorProto(v, *out.mutable_t());
        }
        void operator()(const std::shared_ptr<const Graph>& v) const
        {
            out.set_type(Proto::GRAPH);
            fillGraph(*v, captured, *out.mutable_g(), written);
        }
    };
    std::visit(Visitor {out, captured, written}, value);
}

void fillGraph(const Graph& graph, const Captured& captured, ::onnx::GraphProto& proto, Written& written)
{
    proto.set_name(graph.name.empty() ? "graph" : graph.name);
    std::map<ValueId, std::string> names;
    const auto nameOf = [&](ValueId id) -> std::string {
        if (!id) return {};
        if (const auto known = names.find(id); known != names.end()) return known->second;
        const Value& value = graph.value(id);
        const auto outer = captured.find(value.name);
        const bool fromOutside = outer != captured.end() && !value.producer && !value.constant
            && std::ranges::find(graph.inputs, id) == graph.inputs.end();
        return names[id] = fromOutside ? outer->second : written.unique(value.name);
    };
    // What people address by its name keeps it.
    for (const auto* list : {&graph.inputs, &graph.outputs})
        std::ranges::for_each(*list, nameOf);
    std::set<ValueId> initializers;
    const auto writeConstant = [&](ValueId id) {
        const tensor::Tensor* constant = graph.constant(id);
        if (!constant || !initializers.insert(id).second) return;
        written.bytes += constant->byteSize();
        if (written.bytes > kMostBytes) return;
        auto* initializer = proto.add_initializer();
        fillTensorProto(*constant, *initializer);
        initializer->set_name(nameOf(id));
    };
    for (const NodeId id : graph.order()) {
        const Node& node = graph.node(id);
        auto* out = proto.add_node();
        out->set_name(node.name);
        out->set_op_type(node.op);
        if (!node.domain.empty()) out->set_domain(node.domain);
        // What inner graphs capture is no input in the file; they find it by its name.
        const auto inside = node.attributes.get<std::vector<std::string>>("captures", {});
        Captured taken;
        for (size_t i = 0; i < node.inputs.size(); ++i) {
            if (i + inside.size() < node.inputs.size())
                out->add_input(nameOf(node.inputs[i]));
            else
                taken[inside[i + inside.size() - node.inputs.size()]] = nameOf(node.inputs[i]);
            writeConstant(node.inputs[i]);
        }
        for (const ValueId output : node.outputs)
            out->add_output(nameOf(output));
        for (const auto& [name, value] : node.attributes.all())
            if (name != "captures") fillAttribute(name, value, taken, *out->add_attribute(), written);
    }
    for (const ValueId id : graph.outputs)
        writeConstant(id);
    for (const ValueId id : graph.inputs)
        fillValueInfo(graph.value(id), nameOf(id), *proto.add_input());
    for (const ValueId id : graph.outputs)
        fillValueInfo(graph.value(id), nameOf(id), *proto.add_output());
}

void collectDomains(const Graph& graph, std::set<std::string>& domains)
{
    for (const NodeId id : graph.order()) {
        domains.insert(graph.node(id).domain);
        for (const auto& [name, attribute] : graph.node(id).attributes.all())
            if (const auto* inner = std::get_if<std::shared_ptr<const Graph>>(&attribute); inner && *inner)
                collectDomains(**inner, domains);
    }
}

} // namespace

Result<std::string> serializeModel(const Graph& graph)
{
    ::onnx::ModelProto model;
    int opset = 13;
    if (const auto it = graph.opsets.find(""); it != graph.opsets.end()) opset = it->second;
    model.set_ir_version(opset >= 21 ? 10 : 8);
    model.set_producer_name("Bitladder");
    std::set<std::string> used;
    collectDomains(graph, used);
    for (const auto& [domain, version] : graph.opsets) {
        if (!domain.empty() && !used.contains(domain)) continue; // a reader may not know that version of it
        auto* import = model.add_opset_import();
        import->set_domain(domain);
        import->set_version(version);
    }
    Written written;
    fillGraph(graph, {}, *model.mutable_graph(), written);
    std::string out;
    if (written.bytes > kMostBytes || !model.SerializeToString(&out))
        return fail("the model is larger than 2 GiB, which one ONNX file cannot hold");
    return out;
}

Result<void> writeModel(const Graph& graph, const std::filesystem::path& path)
{
    auto bytes = serializeModel(graph);
    if (!bytes) return pass(bytes.error());
    return writeFileAtomically(path, *bytes);
}

std::string serializeTensor(const tensor::Tensor& tensor, const std::string& name)
{
    ::onnx::TensorProto proto;
    fillTensorProto(tensor, proto);
    proto.set_name(name);
    std::string out;
    proto.SerializeToString(&out);
    return out;
}

} // namespace bitladder::onnx
