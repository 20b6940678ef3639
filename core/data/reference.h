// Reference answers of a model (`reference.json`): what another program computed for inputs that any program can make
// bit for bit. The file holds, for each input, how its numbers are generated, and for each output its shape and a few
// of its numbers.
#pragma once
#include "core/base/result.h"
#include "core/tensor/tensor.h"

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

namespace bitladder::data
{

struct ReferenceInput {
    enum class Kind : unsigned char {
        Uniform, // "lcg_f": seeded numbers in [0, 1), times scale, plus offset
        Bytes, // "lcg_u8": seeded bytes
        Constant, // every element is `value`
    };
    std::string name;
    tensor::ElementType type = tensor::ElementType::Float32;
    tensor::Shape shape;
    Kind kind = Kind::Uniform;
    uint32_t seed = 0;
    float scale = 1, offset = 0, value = 0;
    enum class Rounding : unsigned char { None, Down } rounding = Rounding::None;
};

struct ReferenceOutput {
    std::string name;
    tensor::Shape shape;
    double min = 0, max = 0, mean = 0;
    double l2 = 0; // √Σx²
    std::vector<std::pair<int64_t, double>> samples; // flat index, value
};

struct Reference {
    std::vector<ReferenceInput> inputs;
    std::vector<ReferenceOutput> outputs;
};

Result<Reference> readReference(const std::filesystem::path& path);
// The input's tensor. Fails where its shape is absurd or its type is none that the generators know.
Result<tensor::Tensor> generated(const ReferenceInput& input);

// How far an answer may be off: relative·|expected| + absolute·(largest number of the output) + step.
struct Tolerance {
    double relative = 0, absolute = 0, step = 0;
    double at(double expected, double largest) const;
};

// Empty if every number agrees, else the first that does not, or the shape. Equal infinities and NaN on both sides
// agree; integers and bools are compared with the same tolerance, so give none for them.
std::string disagreement(const tensor::Tensor& expected, const tensor::Tensor& got, const Tolerance& tolerance);
// The same for the samples, the mean and the norm of a reference.
std::string disagreement(const ReferenceOutput& expected, const tensor::Tensor& got, const Tolerance& tolerance);

} // namespace bitladder::data
