// What the kernel files offer to the table: one function per kernel or group of kernels, per level. Only tables.cpp
// calls them, and only after dispatch.cpp found the processor able to run them. Every function is plain, so that
// nothing in a file with instruction set flags can be shared with another file.
#pragma once
#include "core/kernels/kernels.h"

namespace bitladder::kernels::detail
{

// Each sets the members of the table that its file implements and leaves the others alone.
void setGemmScalar(KernelTable& table);
void setWideScalar(KernelTable& table);
void setElementwiseScalar(KernelTable& table);
void setWinogradScalar(KernelTable& table);
void setWinogradIntScalar(KernelTable& table);
PeakList peakScalar();
void readScalar(const void* memory, size_t bytes);

void setGemmFloatAvx2(KernelTable& table);
void setGemmU8S8Avx2(KernelTable& table);
void setGemmNarrowAvx2(KernelTable& table);
void setGemmS16Avx2(KernelTable& table);
void setGemmWideAvx2(KernelTable& table);
void setGemmBitsAvx2(KernelTable& table);
void setDepthwiseF32Avx2(KernelTable& table);
void setDepthwiseU8Avx2(KernelTable& table);
void setElementwiseAvx2(KernelTable& table);
void setWinogradAvx2(KernelTable& table);
void setWinogradIntAvx2(KernelTable& table);
PeakList peakAvx2();
void readAvx2(const void* memory, size_t bytes);
void setGemmU8S8AvxVnni(KernelTable& table); // needs AVX-VNNI
void setGemmS16AvxVnni(KernelTable& table); // needs AVX-VNNI
PeakLoop peakInt8AvxVnni(); // needs AVX-VNNI

void setGemmFloatAvx512(KernelTable& table);
void setGemmU8S8Avx512(KernelTable& table);
void setGemmNarrowAvx512(KernelTable& table);
void setGemmNarrowGfni(KernelTable& table); // needs GFNI
void setGemmS16Avx512(KernelTable& table);
void setGemmWideAvx512(KernelTable& table);
void setGemmBitsAvx512(KernelTable& table); // needs VPOPCNTDQ
void setGemmBf16Avx512(KernelTable& table); // needs BF16
void setDepthwiseF32Avx512(KernelTable& table);
void setDepthwiseU8Avx512(KernelTable& table);
void setElementwiseAvx512(KernelTable& table);
void setWinogradAvx512(KernelTable& table);
void setWinogradIntAvx512(KernelTable& table);
PeakList peakAvx512();
void readAvx512(const void* memory, size_t bytes);
PeakList peakBitsAvx512(); // needs VPOPCNTDQ
PeakLoop peakBf16Avx512(); // needs BF16

} // namespace bitladder::kernels::detail
