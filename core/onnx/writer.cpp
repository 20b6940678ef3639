#include "core/onnx/writer.h"

#include "core/base/files.h"
#include "core/onnx/tensor_proto.h"

#include <set>

namespace bitladder::onnx
{

using graph::Graph;
using graph::Node;
using graph::Value;

namespace
{

void fillValueInfo(const Value& value, ::onnx::ValueInfoProto& info)
{
    info.set_name(value.name);
    auto* type = info.mutable_type()->mutable_tensor_type();
    type->set_elem_type(dataTypeOf(value.type.value_or(tensor::ElementType::Float32)));
    if (!value.shape) return;
    auto* shape = type->mutable_shape();
    for (size_t i = 0; i < value.shape->size(); ++i) {
        const int64_t extent = (*value.shape)[i];
        if (extent < 0)
            shape->add_dim()->set_dim_param(i == 0 ? "batch" : fmt::format("{}_{}", value.name, i));
        else
            shape->add_dim()->set_dim_value(extent);
    }
}

// Bytes of initializers written so far; protobuf cannot hold 2 GiB.
constexpr size_t kMostBytes = (size_t {1} << 31) - (size_t {1} << 20);

void fillGraph(const Graph& graph, ::onnx::GraphProto& proto, size_t& bytes);

void fillAttribute(const std::string& name, const graph::Attribute& value, ::onnx::AttributeProto& out, size_t& bytes)
{
    using Proto = ::onnx::AttributeProto;
    out.set_name(name);
    struct Visitor {
        Proto& out;
        size_t& bytes;
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
            fillGraph(*v, *out.mutable_g(), bytes);
        }
    };
    std::visit(Visitor {out, bytes}, value);
}

void fillGraph(const Graph& graph, ::onnx::GraphProto& proto, size_t& bytes)
{
    proto.set_name(graph.name.empty() ? "graph" : graph.name);
    std::set<ValueId> written;
    const auto writeConstant = [&](ValueId id) {
        const tensor::Tensor* constant = graph.constant(id);
        if (!constant || !written.insert(id).second) return;
        bytes += constant->byteSize();
        if (bytes > kMostBytes) return;
        auto* initializer = proto.add_initializer();
        fillTensorProto(*constant, *initializer);
        initializer->set_name(graph.value(id).name);
    };
    for (const NodeId id : graph.order()) {
        const Node& node = graph.node(id);
        auto* out = proto.add_node();
        out->set_name(node.name);
        out->set_op_type(node.op);
        if (!node.domain.empty()) out->set_domain(node.domain);
        // What inner graphs capture is no input in the file; they find it by its name.
        const size_t captures = node.attributes.get<std::vector<std::string>>("captures", {}).size();
        for (size_t i = 0; i < node.inputs.size(); ++i) {
            if (i + captures < node.inputs.size())
                out->add_input(node.inputs[i] ? graph.value(node.inputs[i]).name : "");
            writeConstant(node.inputs[i]);
        }
        for (const ValueId output : node.outputs)
            out->add_output(output ? graph.value(output).name : "");
        for (const auto& [name, value] : node.attributes.all())
            if (name != "captures") fillAttribute(name, value, *out->add_attribute(), bytes);
    }
    for (const ValueId id : graph.outputs)
        writeConstant(id);
    for (const ValueId id : graph.inputs)
        fillValueInfo(graph.value(id), *proto.add_input());
    for (const ValueId id : graph.outputs)
        fillValueInfo(graph.value(id), *proto.add_output());
}

} // namespace

Result<std::string> serializeModel(const Graph& graph)
{
    ::onnx::ModelProto model;
    int opset = 13;
    if (const auto it = graph.opsets.find(""); it != graph.opsets.end()) opset = it->second;
    model.set_ir_version(opset >= 21 ? 10 : 8);
    model.set_producer_name("Bitladder");
    for (const auto& [domain, version] : graph.opsets) {
        auto* import = model.add_opset_import();
        import->set_domain(domain);
        import->set_version(version);
    }
    size_t bytes = 0;
    fillGraph(graph, *model.mutable_graph(), bytes);
    std::string out;
    if (bytes > kMostBytes || !model.SerializeToString(&out))
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
