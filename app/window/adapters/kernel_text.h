// What a kernel does, in words, with its name behind them.
#pragma once
#include <QString>
#include <string_view>

namespace bitladder::app
{

// "products of 8-bit integers (gemm_u8s8_avx512)"; the name alone where no row of the table begins it.
QString kernelText(std::string_view kernel);

} // namespace bitladder::app
