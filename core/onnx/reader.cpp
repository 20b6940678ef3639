#include "core/onnx/reader.h"

#include "core/base/files.h"
#include "core/base/text.h"
#include "core/base/translatable_message.h"
#include "core/onnx/functions.h"
#include "core/onnx/tensor_proto.h"
#include "core/onnx/wire.h"
#include "core/tensor/memory_limit.h"

#include <algorithm>
#include <cstring>
#include <limits>
#include <set>
#include <unordered_map>
#include <unordered_set>

namespace bitladder::onnx
{

using graph::Graph;
using graph::Node;
using graph::Value;
using tensor::Shape;
using tensor::Tensor;

namespace
{

constexpr int kDeepestSubgraph = 16;

// Builds one graph; subgraphs of If, Loop and Scan see the values of their outer graphs by name and are built the same
// way.
class Builder
{
public:
    Builder(const ::onnx::ModelProto& model, const FunctionNodes& functionNodes, const SplitModel& split,
        std::shared_ptr<const MappedFile> file, std::filesystem::path folder, std::filesystem::path resolvedFolder)
        : m_functionNodes(functionNodes)
        , m_split(split)
        , m_file(std::move(file))
        , m_folder(std::move(folder))
        , m_resolvedFolder(std::move(resolvedFolder))
    {
        for (const auto& import : model.opset_import())
            m_opsets[canonicalDomain(import.domain())]
                = static_cast<int>(std::clamp<int64_t>(import.version(), 0, 100000));
        if (!m_opsets.contains("")) m_opsets[""] = 1;
    }

    Result<Graph> build(const ::onnx::GraphProto& proto, int depth, const Job& job)
    {
        Graph graph;
        graph.name = proto.name();
        graph.opsets = m_opsets;
        std::unordered_map<std::string, ValueId> byName;
        BITLADDER_TRY(addInitializers(proto, depth, graph, byName, job));
        BITLADDER_TRY(addInputs(proto, graph, byName));
        addDeclaredTypes(proto);
        BITLADDER_TRY(addNodes(proto, depth, graph, byName));
        for (const auto& output : proto.output()) {
            const auto it = byName.find(output.name());
            if (it == byName.end()) {
                if (depth == 0) return fail("output {}: no node produces it", output.name());
                // An inner graph may hand out a value of its outer one.
                graph.outputs.push_back(
                    byName.emplace(output.name(), graph.addValue({output.name(), {}, {}, {}, {}})).first->second);
                continue;
            }
            graph.outputs.push_back(it->second);
        }
        if (depth == 0 && graph.outputs.empty()) return fail("the graph has no outputs");
        BITLADDER_TRY(graph.sort());
        return graph;
    }

private:
    using Names = std::unordered_map<std::string, ValueId>;

    Result<void> addInitializers(
        const ::onnx::GraphProto& proto, int depth, Graph& graph, Names& byName, const Job& job)
    {
        for (int i = 0; i < proto.initializer_size(); ++i) {
            if (job.stopped()) return cancelled();
            job.report(
                static_cast<double>(i) / proto.initializer_size(), QT_TRANSLATE_NOOP("Progress", "reading weights"));
            const auto& initializer = proto.initializer(i);
            TensorSource source {m_folder, {}, m_file, m_resolvedFolder};
            if (depth == 0 && static_cast<size_t>(i) < m_split.rawData.size())
                source.raw = m_split.rawData[static_cast<size_t>(i)];
            auto tensor = readTensorProto(initializer, source);
            Value value {initializer.name(), {}, {}, {}, {}};
            if (tensor) {
                value.type = tensor->type();
                value.shape = tensor->shape();
                value.constant = *std::move(tensor);
            } else if (tensor.error().kind == Error::Kind::Unsupported) {
                graph.issues.push_back({"", "", "initializer " + initializer.name() + ": " + tensor.error().message});
            } else {
                return pass(tensor.error().within("initializer " + initializer.name()));
            }
            if (initializer.name().empty()) return fail("an initializer has no name");
            if (const auto known = byName.find(initializer.name()); known != byName.end()) {
                // Some converters write the weights that two layers share once for each.
                const Tensor *first = graph.constant(known->second),
                             *second = value.constant ? &*value.constant : nullptr;
                if (!first || !second || !sameContent(*first, *second))
                    return fail("initializer {}: the name is given twice, with different contents", initializer.name());
                continue;
            }
            byName.emplace(initializer.name(), graph.addValue(std::move(value)));
        }
        for (const auto& sparse : proto.sparse_initializer()) {
            const std::string& name = sparse.values().name();
            graph.issues.push_back({"", "", "initializer " + name + ": sparse tensors cannot be read"});
            byName.emplace(name, graph.addValue({name, {}, {}, {}, {}}));
        }
        return {};
    }

    static bool sameContent(const Tensor& a, const Tensor& b)
    {
        return a.type() == b.type() && a.shape() == b.shape()
            && (a.byteSize() == 0 || std::memcmp(a.data(), b.data(), a.byteSize()) == 0);
    }

    static void setTypeAndShape(const ::onnx::TypeProto& type, Value& value)
    {
        if (!type.has_tensor_type()) return;
        value.type = elementTypeOf(type.tensor_type().elem_type());
        if (!type.tensor_type().has_shape()) return;
        Shape shape;
        for (const auto& dim : type.tensor_type().shape().dim())
            shape.push_back(dim.has_dim_value() && dim.dim_value() > 0 ? dim.dim_value() : -1);
        value.shape = std::move(shape);
    }

    Result<void> addInputs(const ::onnx::GraphProto& proto, Graph& graph, Names& byName)
    {
        for (const auto& input : proto.input()) {
            if (byName.contains(input.name())) continue; // an initializer gives its default
            Value value {input.name(), {}, {}, {}, {}};
            setTypeAndShape(input.type(), value);
            if (!value.type)
                graph.issues.push_back({"", "", "input " + input.name() + ": its type is not a numeric tensor"});
            const ValueId id = graph.addValue(std::move(value));
            byName.emplace(input.name(), id);
            graph.inputs.push_back(id);
        }
        return {};
    }

    void addDeclaredTypes(const ::onnx::GraphProto& proto)
    {
        m_declared.clear();
        for (const auto* list : {&proto.value_info(), &proto.output()})
            for (const auto& info : *list) {
                Value value;
                setTypeAndShape(info.type(), value);
                m_declared[info.name()] = value.type;
            }
    }

    int opsetOf(const ::onnx::NodeProto& node, const std::string& domain) const
    {
        if (const auto function = m_functionNodes.find(&node); function != m_functionNodes.end())
            for (const auto& import : function->second->opset_import())
                if (canonicalDomain(import.domain()) == domain)
                    return static_cast<int>(std::clamp<int64_t>(import.version(), 0, 100000));
        const auto it = m_opsets.find(domain);
        return it == m_opsets.end() ? 0 : it->second;
    }

    Result<void> addNodes(const ::onnx::GraphProto& proto, int depth, Graph& graph, Names& byName)
    {
        // Values first: the nodes of a file need not be in order.
        for (const auto& node : proto.node())
            for (const std::string& output : node.output()) {
                if (output.empty()) continue;
                Value value {output, {}, {}, {}, {}};
                if (const auto it = m_declared.find(output); it != m_declared.end()) value.type = it->second;
                if (!byName.emplace(output, graph.addValue(std::move(value))).second)
                    return fail("node {} ({}): its output {} is produced twice", node.name(), node.op_type(), output);
            }
        std::unordered_set<std::string> names;
        std::unordered_map<std::string, int> numbers; // behind names that several nodes have
        for (int i = 0; i < proto.node_size(); ++i) {
            const auto& from = proto.node(i);
            Node node;
            node.name = from.name().empty() ? fmt::format("{}_{}", from.op_type(), i) : from.name();
            const std::string& wanted = from.name().empty() ? from.op_type() : from.name();
            for (int& k = numbers.try_emplace(wanted, 1).first->second; !names.insert(node.name).second;)
                node.name = fmt::format("{}_{}", wanted, ++k);
            node.op = from.op_type();
            node.domain = canonicalDomain(from.domain());
            node.opset = opsetOf(from, node.domain);
            const std::string where = fmt::format("node {} ({})", node.name, node.op);
            for (const std::string& input : from.input()) {
                if (input.empty()) {
                    node.inputs.push_back({});
                    continue;
                }
                const auto it = byName.find(input);
                if (it == byName.end()) {
                    if (depth == 0)
                        return fail("{}: its input {} is not given by any node, input or initializer", where, input);
                    // A value of an outer graph.
                    node.inputs.push_back(byName.emplace(input, graph.addValue({input, {}, {}, {}, {}})).first->second);
                    continue;
                }
                node.inputs.push_back(it->second);
            }
            for (const std::string& output : from.output())
                node.outputs.push_back(output.empty() ? ValueId {} : byName.at(output));
            for (const auto& attribute : from.attribute())
                BITLADDER_TRY(addAttribute(attribute, depth, where, node, graph, byName));
            graph.addNode(std::move(node));
        }
        return {};
    }

    Result<void> addAttribute(const ::onnx::AttributeProto& from, int depth, const std::string& where, Node& node,
        Graph& graph, Names& byName)
    {
        using Proto = ::onnx::AttributeProto;
        switch (from.type()) {
        case Proto::FLOAT:
            node.attributes.set(from.name(), from.f());
            break;
        case Proto::INT:
            node.attributes.set(from.name(), static_cast<int64_t>(from.i()));
            break;
        case Proto::STRING:
            node.attributes.set(from.name(), from.s());
            break;
        case Proto::FLOATS:
            node.attributes.set(from.name(), std::vector<float>(from.floats().begin(), from.floats().end()));
            break;
        case Proto::INTS:
            node.attributes.set(from.name(), std::vector<int64_t>(from.ints().begin(), from.ints().end()));
            break;
        case Proto::STRINGS:
            node.attributes.set(from.name(), std::vector<std::string>(from.strings().begin(), from.strings().end()));
            break;
        case Proto::TENSOR: {
            auto tensor = readTensorProto(from.t(), {m_folder, {}, {}, m_resolvedFolder});
            if (tensor) {
                node.attributes.set(from.name(), *std::move(tensor));
            } else if (tensor.error().kind == Error::Kind::Unsupported) {
                graph.issues.push_back({node.name, node.op, from.name() + ": " + tensor.error().message});
            } else {
                return pass(tensor.error().within(where + ": attribute " + from.name()));
            }
            break;
        }
        case Proto::GRAPH: {
            if (depth >= kDeepestSubgraph)
                return fail("{}: graphs are nested more than {} deep", where, kDeepestSubgraph);
            const auto declared = m_declared;
            auto inner = build(from.g(), depth + 1, {});
            m_declared = declared;
            if (!inner) return pass(inner.error().within(where + ": attribute " + from.name()));
            BITLADDER_TRY(addCaptures(*inner, depth, where, node, graph, byName));
            node.attributes.set(from.name(), std::make_shared<const Graph>(*std::move(inner)));
            break;
        }
        default:
            graph.issues.push_back(
                {node.name, node.op, "attribute " + from.name() + " has a type that cannot be read"});
        }
        return {};
    }

    // What an inner graph uses of its outer one becomes additional inputs of the node, named by its attribute
    // `captures`: so sorting, passes and planning see the dependency.
    Result<void> addCaptures(
        const Graph& inner, int depth, const std::string& where, Node& node, Graph& graph, Names& byName)
    {
        auto names = node.attributes.get<std::vector<std::string>>("captures", {});
        for (size_t i = 0; i < inner.valueCount(); ++i) {
            const ValueId id {static_cast<int32_t>(i)};
            const Value& value = inner.value(id);
            if (value.producer || value.constant || std::ranges::find(inner.inputs, id) != inner.inputs.end()) continue;
            if (std::ranges::find(names, value.name) != names.end() || unreadable(inner, value.name)) continue;
            auto it = byName.find(value.name);
            if (it == byName.end()) {
                if (depth == 0) return fail("{}: its inner graph uses {}, which nothing gives", where, value.name);
                it = byName.emplace(value.name, graph.addValue({value.name, {}, {}, {}, {}})).first;
            }
            node.inputs.push_back(it->second);
            names.push_back(value.name);
        }
        if (!names.empty()) node.attributes.set("captures", names);
        return {};
    }

    // Initializers that could not be read are noted as issues and stay without a constant.
    static bool unreadable(const Graph& graph, const std::string& name)
    {
        return std::ranges::any_of(graph.issues,
            [&](const graph::Issue& issue) { return issue.text.starts_with("initializer " + name + ":"); });
    }

    std::map<std::string, int> m_opsets;
    const FunctionNodes& m_functionNodes;
    const SplitModel& m_split;
    std::shared_ptr<const MappedFile> m_file;
    std::filesystem::path m_folder, m_resolvedFolder;
    std::unordered_map<std::string, std::optional<tensor::ElementType>> m_declared;
};

// Of the files that hold the model's external tensors, each counted once. All of them have been read by now.
size_t externalBytes(const ::onnx::GraphProto& proto, const std::filesystem::path& folder)
{
    std::set<std::string> files;
    for (const auto& initializer : proto.initializer())
        for (const auto& entry : initializer.external_data())
            if (entry.key() == "location") files.insert(entry.value());
    size_t sum = 0;
    for (const std::string& file : files) {
        std::error_code error;
        const auto size = std::filesystem::file_size(folder / file, error);
        if (!error) sum += size;
    }
    return sum;
}

} // namespace

Result<Graph> readModel(const std::filesystem::path& path, const Job& job)
{
    auto file = MappedFile::open(path);
    if (!file) return pass(file.error());
    const auto where = [&](const Error& error) { return pass(error.within(path.string())); };
    if ((*file)->bytes().empty()) return fail("{}: the file is empty", path.string());
    const auto bytes = (*file)->bytes();
    const std::string other = mistakenFile({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
    if (!other.empty()) return fail("{}: {}", path.string(), other);
    auto split = splitModel((*file)->bytes());
    if (!split) return where(split.error());
    ::onnx::ModelProto model;
    if (split->small.size() > static_cast<size_t>(std::numeric_limits<int>::max()))
        return fail("{}: the model's structure alone is larger than 2 GiB", path.string());
    if (!model.ParseFromArray(split->small.data(), static_cast<int>(split->small.size())))
        return fail("{}: not an ONNX model, or damaged", path.string());
    if (!model.has_graph() || model.graph().node_size() == 0)
        return fail("{}: not an ONNX model: it holds no graph", path.string());
    auto folder = path.parent_path();
    if (folder.empty()) folder = ".";
    const auto functionNodes = inlineFunctions(model);
    if (!functionNodes) return where(functionNodes.error());
    // A cache of models holds links to files that lie together elsewhere.
    std::error_code error;
    const auto resolved = std::filesystem::canonical(path, error);
    Builder builder(model, *functionNodes, *split, *file, folder, resolved.parent_path());
    auto graph = builder.build(model.graph(), 0, job);
    if (!graph) return graph.error().cancelled() ? pass(graph.error()) : where(graph.error());
    graph->memory = tensor::allowanceFor((*file)->bytes().size() + externalBytes(model.graph(), folder));
    graph->producer = model.producer_name();
    if (!model.producer_version().empty()) graph->producer += " " + model.producer_version();
    return graph;
}

Result<NamedTensor> readTensor(const std::filesystem::path& path)
{
    auto file = MappedFile::open(path);
    if (!file) return pass(file.error());
    const auto bytes = (*file)->bytes();
    ::onnx::TensorProto proto;
    if (bytes.size() > static_cast<size_t>(std::numeric_limits<int>::max())
        || !proto.ParseFromArray(bytes.data(), static_cast<int>(bytes.size())) || (bytes.empty()))
        return fail("{}: not a TensorProto file", path.string());
    auto tensor = readTensorProto(proto, {});
    if (!tensor) return pass(tensor.error().within(path.string()));
    return NamedTensor {proto.name(), *std::move(tensor)};
}

} // namespace bitladder::onnx
