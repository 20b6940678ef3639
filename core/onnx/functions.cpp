#include "core/onnx/functions.h"

#include <google/protobuf/unknown_field_set.h>
#include <map>
#include <tuple>
#include <unordered_set>

namespace bitladder::onnx
{

namespace
{

using ::onnx::AttributeProto;
using ::onnx::FunctionProto;
using ::onnx::GraphProto;
using ::onnx::NodeProto;
using Nodes = google::protobuf::RepeatedPtrField<NodeProto>;
using Names = std::unordered_map<std::string, std::string>;
using Bound = std::map<std::string, AttributeProto>;

// A few functions that call each other twice grow without end: the result is bounded, whatever the file says.
constexpr int kDeepestCall = 32, kMostNodes = 200000;
constexpr size_t kMostBytes = size_t {256} << 20;

// Fields that are newer than the protobuf definitions that we build with.
constexpr int kNodeOverload = 8, kFunctionOverload = 13, kFunctionDefaults = 11;

std::vector<std::string> newerFields(const google::protobuf::UnknownFieldSet& unknown, int number)
{
    std::vector<std::string> contents;
    for (int i = 0; i < unknown.field_count(); ++i)
        if (const auto& field = unknown.field(i);
            field.number() == number && field.type() == google::protobuf::UnknownField::TYPE_LENGTH_DELIMITED)
            contents.push_back(field.length_delimited());
    return contents;
}

std::string overload(const google::protobuf::UnknownFieldSet& unknown, int number)
{
    const auto fields = newerFields(unknown, number);
    return fields.empty() ? std::string() : fields.back();
}

std::string where(const NodeProto& node)
{
    return fmt::format("node {} ({})", node.name(), node.op_type());
}

class Inliner
{
public:
    explicit Inliner(::onnx::ModelProto& model)
        : m_model(model)
    {
    }

    Result<FunctionNodes> run()
    {
        for (const FunctionProto& function : m_model.functions())
            m_functions[{canonicalDomain(function.domain()), function.name(),
                overload(function.unknown_fields(), kFunctionOverload)}]
                = &function;
        if (m_functions.empty()) return std::move(m_origins);
        collectNames(m_model.graph());
        BITLADDER_TRY(expandGraph(*m_model.mutable_graph(), nullptr, 0));
        return std::move(m_origins);
    }

private:
    void collectNames(const GraphProto& graph)
    {
        for (const auto& input : graph.input())
            m_taken.insert(input.name());
        for (const auto& initializer : graph.initializer())
            m_taken.insert(initializer.name());
        for (const NodeProto& node : graph.node()) {
            m_taken.insert(node.output().begin(), node.output().end());
            for (const auto& attribute : node.attribute())
                if (attribute.has_g()) collectNames(attribute.g());
        }
    }

    std::string fresh(const std::string& name)
    {
        std::string candidate = name;
        for (int k = 2; !m_taken.insert(candidate).second; ++k)
            candidate = fmt::format("{}_{}", name, k);
        return candidate;
    }

    Result<void> expandGraph(GraphProto& graph, const FunctionProto* origin, int depth)
    {
        Nodes before;
        before.Swap(graph.mutable_node());
        for (NodeProto& node : before)
            BITLADDER_TRY(place(node, origin, *graph.mutable_node(), depth));
        return {};
    }

    Result<void> place(NodeProto& node, const FunctionProto* origin, Nodes& out, int depth)
    {
        const auto it = m_functions.find(
            {canonicalDomain(node.domain()), node.op_type(), overload(node.unknown_fields(), kNodeOverload)});
        if (it != m_functions.end()) return call(node, *it->second, out, depth);
        NodeProto& placed = *out.Add();
        placed.Swap(&node);
        if (origin) m_origins[&placed] = origin;
        for (AttributeProto& attribute : *placed.mutable_attribute())
            if (attribute.has_g()) BITLADDER_TRY(expandGraph(*attribute.mutable_g(), origin, depth));
        return {};
    }

    Result<void> call(const NodeProto& node, const FunctionProto& function, Nodes& out, int depth)
    {
        if (depth >= kDeepestCall)
            return fail(
                "{}: its function calls itself, or functions are nested more than {} deep", where(node), kDeepestCall);
        if (node.input_size() > function.input_size() || node.output_size() > function.output_size())
            return fail("{}: {} inputs and {} outputs were given, but its function has {} and {}", where(node),
                node.input_size(), node.output_size(), function.input_size(), function.output_size());
        const std::string prefix = node.name().empty() ? node.op_type() : node.name();
        Names names;
        for (int i = 0; i < function.input_size(); ++i)
            names[function.input(i)] = i < node.input_size() ? node.input(i) : std::string();
        std::vector<std::pair<std::string, std::string>> handedThrough;
        for (int i = 0; i < function.output_size(); ++i) {
            const bool wanted = i < node.output_size() && !node.output(i).empty();
            const std::string& inner = function.output(i);
            if (const auto known = names.find(inner); known == names.end())
                names[inner] = wanted ? node.output(i) : fresh(prefix + "/" + inner);
            else if (wanted)
                handedThrough.emplace_back(known->second, node.output(i)); // an input, or the same output again
        }
        Bound bound;
        for (const std::string& field : newerFields(function.unknown_fields(), kFunctionDefaults)) {
            AttributeProto attribute;
            if (!attribute.ParseFromString(field))
                return fail("{}: an attribute of its function cannot be read", where(node));
            bound[attribute.name()] = attribute;
        }
        for (const AttributeProto& attribute : node.attribute())
            bound[attribute.name()] = attribute;
        for (int i = 0; i < function.node_size(); ++i) {
            m_bytes += function.node(i).ByteSizeLong();
            if (++m_nodes > kMostNodes || m_bytes > kMostBytes)
                return fail("{}: with the bodies of its functions the model is larger than {} nodes or {} MiB",
                    where(node), kMostNodes, kMostBytes >> 20);
            NodeProto copy = function.node(i);
            copy.set_name(fmt::format(
                "{}/{}", prefix, copy.name().empty() ? fmt::format("{}_{}", copy.op_type(), i) : copy.name()));
            BITLADDER_TRY(rewrite(copy, names, bound, prefix, 0));
            BITLADDER_TRY(place(copy, &function, out, depth + 1));
        }
        for (const auto& [from, to] : handedThrough) {
            NodeProto& identity = *out.Add();
            identity.set_op_type("Identity");
            identity.set_name(fmt::format("{}/{}", prefix, to));
            identity.add_input(from);
            identity.add_output(to);
        }
        return {};
    }

    // Names of the body become names of the model, and references to the function's attributes their values.
    Result<void> rewrite(NodeProto& node, Names& names, const Bound& bound, const std::string& prefix, int depth)
    {
        if (depth > kDeepestCall) return fail("{}: graphs are nested more than {} deep", where(node), kDeepestCall);
        const auto rename = [&](std::string& name) {
            if (name.empty()) return;
            auto it = names.find(name);
            if (it == names.end()) it = names.emplace(name, fresh(prefix + "/" + name)).first;
            name = it->second;
        };
        for (std::string& input : *node.mutable_input())
            rename(input);
        for (std::string& output : *node.mutable_output())
            rename(output);
        google::protobuf::RepeatedPtrField<AttributeProto> attributes;
        attributes.Swap(node.mutable_attribute());
        for (AttributeProto& attribute : attributes) {
            if (!attribute.ref_attr_name().empty()) {
                const auto it = bound.find(attribute.ref_attr_name());
                if (it == bound.end()) continue; // not given: the operator's own default holds
                AttributeProto& value = *node.add_attribute();
                value = it->second;
                value.set_name(attribute.name());
                m_bytes += value.ByteSizeLong();
                continue;
            }
            AttributeProto& kept = *node.add_attribute();
            kept.Swap(&attribute);
            if (!kept.has_g()) continue;
            GraphProto& inner = *kept.mutable_g();
            for (auto* list : {inner.mutable_input(), inner.mutable_output()})
                for (auto& value : *list)
                    rename(*value.mutable_name());
            for (auto& initializer : *inner.mutable_initializer())
                rename(*initializer.mutable_name());
            inner.clear_value_info();
            for (NodeProto& innerNode : *inner.mutable_node())
                BITLADDER_TRY(rewrite(innerNode, names, bound, prefix, depth + 1));
        }
        return {};
    }

    ::onnx::ModelProto& m_model;
    std::map<std::tuple<std::string, std::string, std::string>, const FunctionProto*> m_functions;
    std::unordered_set<std::string> m_taken;
    FunctionNodes m_origins;
    int m_nodes = 0;
    size_t m_bytes = 0;
};

} // namespace

std::string canonicalDomain(const std::string& domain)
{
    return domain == "ai.onnx" ? "" : domain;
}

Result<FunctionNodes> inlineFunctions(::onnx::ModelProto& model)
{
    return Inliner(model).run();
}

} // namespace bitladder::onnx
