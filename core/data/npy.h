// NumPy .npy files (format 1.0 to 3.0): ready tensors in, results out.
#pragma once
#include "core/base/result.h"
#include "core/tensor/tensor.h"

#include <filesystem>
#include <string>

namespace bitladder::data
{

Result<tensor::Tensor> readNpy(const std::filesystem::path& path); // little endian, C or Fortran order
Result<std::string> npyBytes(const tensor::Tensor& tensor); // narrow floats are widened to float32

} // namespace bitladder::data
