// What a file that was written really contains, found by reading it again.
#pragma once
#include "core/engine/executable.h"

#include <filesystem>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace bitladder::exchange
{

// How one tensor of a layer stands in the file.
struct StoredTensor {
    std::string type; // of its codes ("int8", "uint8", "Quant 3"), or of its floats where it has no grid
    bool quantized = false;
    std::vector<double> scales; // as in the file; empty without a grid
    std::vector<double> zeroPoints; // as many, or one; empty: none is written, so that it is 0
};
struct StoredLayer {
    std::string name, op;
    std::optional<StoredTensor> weights; // none: computed, or not in the file
    StoredTensor input;
};

struct FileReport {
    uintmax_t bytes = 0; // on the disk
    std::map<std::string, int> opsets; // by domain; "" is ai.onnx
    std::vector<StoredLayer> layers; // of the network that was written, in its order; as far as the file has them
    // max |answer of the file − ours| over all outputs, and the largest magnitude of ours; NaN: neither was computed.
    double largestDifference = std::numeric_limits<double>::quiet_NaN();
    double largestAnswer = std::numeric_limits<double>::quiet_NaN();
};

// Reads an ONNX file that was written from `quantized`, node by node as it stands there, and runs it over `inputs`
// (none: it is not run). Fails where the file cannot be read or run.
Result<FileReport> inspectFile(const std::filesystem::path& file, engine::Executable& quantized,
    std::span<const tensor::Tensor> inputs, const Job& job = {});

// In English, for the command line: one line for the file, one for each layer.
std::string reportText(const FileReport& report);

} // namespace bitladder::exchange
