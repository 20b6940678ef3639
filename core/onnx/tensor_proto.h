// Private to this room: TensorProto to and from tensors.
#pragma once
#include "core/graph/graph.h"

#include <filesystem>
#include <memory>
#include <onnx/onnx_pb.h>
#include <span>

namespace bitladder::onnx
{

// Where the bytes of a tensor may come from besides the message itself.
struct TensorSource {
    std::filesystem::path folder; // external data must lie in it; empty: external data is refused
    std::span<const std::byte> raw; // data that was split off the message
    std::shared_ptr<const void> owner; // keeps `raw` alive
    std::filesystem::path resolvedFolder = {}; // where the model's file really lies, if links lead to it: allowed too
};

std::optional<tensor::ElementType> elementTypeOf(int dataType);
int dataTypeOf(tensor::ElementType type);
Result<tensor::Tensor> readTensorProto(const ::onnx::TensorProto& proto, const TensorSource& source);
void fillTensorProto(const tensor::Tensor& tensor, ::onnx::TensorProto& proto);

} // namespace bitladder::onnx
