// ONNX messages by hand, for files that our own writer would never write. Link onnx_proto and protobuf::libprotobuf.
#pragma once
#include "tests/support/test_support.h"

#include <onnx/onnx_pb.h>

namespace bitladder::test
{

inline ::onnx::ModelProto modelProto(int opset = 13)
{
    ::onnx::ModelProto model;
    model.set_ir_version(8);
    auto* import = model.add_opset_import();
    import->set_domain("");
    import->set_version(opset);
    model.mutable_graph()->set_name("g");
    return model;
}

inline ::onnx::TensorProto* addInitializer(
    ::onnx::ModelProto& model, const std::string& name, int dataType, const std::vector<int64_t>& dims)
{
    auto* tensor = model.mutable_graph()->add_initializer();
    tensor->set_name(name);
    tensor->set_data_type(dataType);
    for (const int64_t d : dims)
        tensor->add_dims(d);
    return tensor;
}

inline ::onnx::TensorProto* addFloats(
    ::onnx::ModelProto& model, const std::string& name, const std::vector<int64_t>& dims, float value = 0.5f)
{
    auto* tensor = addInitializer(model, name, 1, dims);
    for (int64_t i = 0; i < *tensor::elementCount(dims); ++i)
        tensor->add_float_data(value + 0.01f * static_cast<float>(i % 7));
    return tensor;
}

inline ::onnx::NodeProto* addNode(::onnx::ModelProto& model, const std::string& op, const std::string& name,
    const std::vector<std::string>& inputs, const std::vector<std::string>& outputs)
{
    auto* node = model.mutable_graph()->add_node();
    node->set_op_type(op);
    node->set_name(name);
    for (const auto& i : inputs)
        node->add_input(i);
    for (const auto& o : outputs)
        node->add_output(o);
    return node;
}

inline void setValueInfo(
    ::onnx::ValueInfoProto& info, const std::string& name, const std::vector<int64_t>& dims, int type = 1)
{
    info.set_name(name);
    info.mutable_type()->mutable_tensor_type()->set_elem_type(type);
    auto* shape = info.mutable_type()->mutable_tensor_type()->mutable_shape();
    for (const int64_t d : dims) {
        auto* dim = shape->add_dim();
        if (d >= 0)
            dim->set_dim_value(d);
        else
            dim->set_dim_param("free");
    }
}

inline void addInput(::onnx::ModelProto& model, const std::string& name, const std::vector<int64_t>& dims, int type = 1)
{
    setValueInfo(*model.mutable_graph()->add_input(), name, dims, type);
}

inline void addOutput(::onnx::ModelProto& model, const std::string& name)
{
    model.mutable_graph()->add_output()->set_name(name);
}

// x [1, 2, 4, 4] → Conv conv1 → Relu relu1 → y
inline ::onnx::ModelProto smallConv()
{
    auto model = modelProto();
    addInput(model, "x", {1, 2, 4, 4});
    addFloats(model, "w", {3, 2, 3, 3});
    addFloats(model, "b", {3});
    addNode(model, "Conv", "conv1", {"x", "w", "b"}, {"c"});
    addNode(model, "Relu", "relu1", {"c"}, {"y"});
    addOutput(model, "y");
    return model;
}

} // namespace bitladder::test
