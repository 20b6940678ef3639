// Private to this room: functions that a model defines itself. A call is replaced by the function's body, so that
// everything behind the reader sees plain operators.
#pragma once
#include "core/base/result.h"

#include <onnx/onnx_pb.h>
#include <unordered_map>

namespace bitladder::onnx
{

// The nodes that came out of a function, and which: their opsets are the function's, not the model's. The keys are
// valid as long as the nodes of the model are not touched.
using FunctionNodes = std::unordered_map<const ::onnx::NodeProto*, const ::onnx::FunctionProto*>;

// Fails on functions that call themselves, on calls that do not fit, and where the bodies would make the model absurdly
// large.
Result<FunctionNodes> inlineFunctions(::onnx::ModelProto& model);

std::string canonicalDomain(const std::string& domain); // "ai.onnx" is ""

} // namespace bitladder::onnx
