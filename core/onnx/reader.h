// Reads ONNX models and TensorProto files. Protobuf types never leave this room. Files are hostile until checked: every
// size, offset and path is verified before it is used, and every refusal says file, node and field.
#pragma once
#include "core/base/job.h"
#include "core/graph/graph.h"

#include <filesystem>
#include <string>

namespace bitladder::onnx
{

// The graph as it stands in the file: sorted, free extents as −1, every node named. Weights stay in the mapped file
// where their alignment allows it, else they are copied once.
Result<graph::Graph> readModel(const std::filesystem::path& path, const Job& job = {});

struct NamedTensor {
    std::string name;
    tensor::Tensor tensor;
};
Result<NamedTensor> readTensor(const std::filesystem::path& path); // one TensorProto

} // namespace bitladder::onnx
