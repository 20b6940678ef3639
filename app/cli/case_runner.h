// Runs models on inputs whose answers are known, and says how the answers compare: ONNX backend tests, and models with
// the references that another program left beside them.
#pragma once
#include "core/base/result.h"
#include "core/engine/executable.h"

#include <filesystem>
#include <string>
#include <vector>

namespace bitladder::cli
{

// A model and where its known answers are.
struct TestCase {
    std::string name;
    std::filesystem::path model;
    std::vector<std::filesystem::path> sets; // folders of input_K.pb and output_K.pb
    std::vector<std::filesystem::path> answers; // output_K.pb of a model whose inputs are the ramp i/n ("light" tests)
    std::filesystem::path reference; // reference.json; may be empty
};

struct CaseResult {
    enum class Verdict : unsigned char { Passed, Failed, Unsupported } verdict = Verdict::Passed;
    std::string reason; // why not, or what could not be compared; may be empty
};
const char* verdictName(CaseResult::Verdict verdict);

enum class Strictness : unsigned char {
    BackendTest, // relative 1e-3, absolute 1e-5; integers, bools and types exactly
    Model, // what 16-bit floats and quantization steps inside the model allow
};

// The cases in and below a folder: NAME/model.onnx with its answers beside it, and NAME.onnx with NAME_output_K.pb.
std::vector<TestCase> collectCases(const std::filesystem::path& folder);

// Never throws; a case that takes longer than `seconds` is stopped at the next node and has failed.
CaseResult runCase(
    const TestCase& testCase, Strictness strictness, double seconds, const engine::PrepareOptions& machine);

} // namespace bitladder::cli
