// Splits the large raw tensors off a serialized ModelProto, so that protobuf neither copies them nor trips over its
// limit of 2 GiB: what is left is a small model, and for each initializer the place of its raw data in the file.
#pragma once
#include "core/base/result.h"

#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace bitladder::onnx
{

struct SplitModel {
    std::string small; // the same message without the raw data that was split off
    std::vector<std::span<const std::byte>>
        rawData; // one per initializer of the main graph, in order; empty: left in place
};

// Fails on a message that is cut short or malformed on the levels that are walked (model, graph, initializer).
Result<SplitModel> splitModel(std::span<const std::byte> bytes);

} // namespace bitladder::onnx
