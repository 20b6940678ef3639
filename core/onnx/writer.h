// Writes graphs as ONNX models and tensors as TensorProto files.
#pragma once
#include "core/graph/graph.h"

#include <filesystem>
#include <string>

namespace bitladder::onnx
{

// The whole model as bytes of a ModelProto. Constants that some node reads become initializers.
Result<std::string> serializeModel(const graph::Graph& graph);
Result<void> writeModel(const graph::Graph& graph, const std::filesystem::path& path);
std::string serializeTensor(const tensor::Tensor& tensor, const std::string& name);

} // namespace bitladder::onnx
