#include "core/engine/compute_row.h"

#include <algorithm>

namespace bitladder::engine
{

namespace
{

using kernels::KernelTable;

const ComputeRow kRows[] = {
    {Compute::F32, Storage::F32, 32, {"float32"}, &KernelTable::gemmF32, packFloats},
    {Compute::F64, Storage::F64, 64, {"float64"}, &KernelTable::gemmF64, packDoubles},
    {Compute::BF16, Storage::BF16, 16, {"bfloat16"}, &KernelTable::gemmBf16, packBFloats},
    {Compute::U8S8, Storage::U8, 8, {"int8"}, &KernelTable::gemmU8S8, packBytes},
    {Compute::U8S7, Storage::U8, 8, {"int7", "int8"}, &KernelTable::gemmU8S7, packBytes},
    {Compute::U8S4, Storage::U8, 4, {"narrow", "int8"}, &KernelTable::gemmU8S4, packNarrowBytes},
    {Compute::U8S2, Storage::U8, 2, {"narrow", "int8"}, &KernelTable::gemmU8S2, packNarrowBytes},
    {Compute::U8S1, Storage::U8, 1, {"narrow", "int8"}, &KernelTable::gemmU8S1, packNarrowBytes},
    {Compute::S16S16, Storage::S16, 16, {"int16"}, &KernelTable::gemmS16S16, packWords16},
    {Compute::S16S16Wide, Storage::S16, 16, {"int16"}, &KernelTable::gemmS16S16Wide, packWords16},
    {Compute::S32S32, Storage::S32, 32, {}, &KernelTable::gemmS32S32, packWords32},
    {Compute::S64S64, Storage::S64, 64, {}, &KernelTable::gemmS64S64, packWords64},
    {Compute::Binary, Storage::Bits, 1, {"binary"}, &KernelTable::gemmBinary, packSigns},
    {Compute::Ternary, Storage::BitPairs, 2, {"ternary"}, &KernelTable::gemmTernary, packSignPairs},
};

} // namespace

const ComputeRow& rowOf(Compute compute)
{
    return *std::ranges::find(kRows, compute, &ComputeRow::compute);
}

Storage storageOf(Compute compute)
{
    return rowOf(compute).storage;
}

bool multipliesBytes(Compute compute)
{
    return storageOf(compute) == Storage::U8;
}

} // namespace bitladder::engine
