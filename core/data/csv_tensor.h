// Numbers in a text file, one row a line: what spreadsheets and numpy.savetxt write.
#pragma once
#include "core/base/result.h"
#include "core/tensor/tensor.h"

#include <filesystem>

namespace bitladder::data
{

// float64 of shape [rows, columns]. Columns are separated by commas, semicolons, tabs or blanks, whichever the first
// row has (in this order); decimals have a point. A first row without a single number is a heading; empty lines and
// what follows # are left out. Fails on a cell that is no number and on rows of different lengths, with line and
// column, and on files above 64 MiB.
Result<tensor::Tensor> readCsv(const std::filesystem::path& path);

} // namespace bitladder::data
