#include "app/window/adapters/kernel_text.h"

#include "app/window/document/texts.h"

#include <QCoreApplication>
#include <algorithm>

namespace bitladder::app
{

namespace
{

// By the beginning of a kernel's name, longer ones first.
struct Row {
    std::string_view begin;
    const char* words;
};
constexpr Row kRows[] = {
    {"gemm_f32", QT_TRANSLATE_NOOP("KernelText", "products of 32-bit floats")},
    {"gemm_f64", QT_TRANSLATE_NOOP("KernelText", "products of 64-bit floats")},
    {"gemm_bf16", QT_TRANSLATE_NOOP("KernelText", "products of bfloat16")},
    {"gemm_binary", QT_TRANSLATE_NOOP("KernelText", "signs compared, 64 at a time, and counted")},
    {"gemm_ternary", QT_TRANSLATE_NOOP("KernelText", "−1, 0 and 1 as two planes of bits, counted")},
    {"gemm_s16s16", QT_TRANSLATE_NOOP("KernelText", "products of 16-bit integers")},
    {"gemm_s32s32", QT_TRANSLATE_NOOP("KernelText", "products of 32-bit integers")},
    {"gemm_s64s64", QT_TRANSLATE_NOOP("KernelText", "products of 64-bit integers")},
    {"gemm_u8s8", QT_TRANSLATE_NOOP("KernelText", "products of 8-bit integers")},
    {"gemm_u8s7", QT_TRANSLATE_NOOP("KernelText", "products of 8-bit by 7-bit integers")},
    {"gemm_u8s4",
        QT_TRANSLATE_NOOP("KernelText", "products of 8-bit by 4-bit integers, which are unpacked on the way")},
    {"gemm_u8s2",
        QT_TRANSLATE_NOOP("KernelText", "products of 8-bit by 2-bit integers, which are unpacked on the way")},
    {"gemm_u8s1",
        QT_TRANSLATE_NOOP("KernelText", "products of 8-bit integers by signs, which are unpacked on the way")},
    {"depthwise_u8s16", QT_TRANSLATE_NOOP("KernelText", "each channel by itself, in integers")},
    {"depthwise_f32", QT_TRANSLATE_NOOP("KernelText", "each channel by itself, in floats")},
    {"winograd2_s16",
        QT_TRANSLATE_NOOP("KernelText", "Winograd's algorithm in exact 16-bit integers, 2×2 outputs at a time")},
    {"winograd4_s16",
        QT_TRANSLATE_NOOP("KernelText", "Winograd's algorithm in exact 16-bit integers, 4×4 outputs at a time")},
    {"winograd2_f32", QT_TRANSLATE_NOOP("KernelText", "Winograd's algorithm in floats, 2×2 outputs at a time")},
    {"winograd4_f32", QT_TRANSLATE_NOOP("KernelText", "Winograd's algorithm in floats, 4×4 outputs at a time")},
    {"operator", QT_TRANSLATE_NOOP("KernelText", "the operator itself, in floats")},
};

} // namespace

QString kernelText(std::string_view kernel)
{
    const auto* row = std::ranges::find_if(kRows, [&](const Row& r) { return kernel.starts_with(r.begin); });
    if (row == std::end(kRows)) return toText(kernel);
    return QCoreApplication::translate("KernelText", "%1 (%2)", "what a kernel does, and its name")
        .arg(QCoreApplication::translate("KernelText", row->words), toText(kernel));
}

} // namespace bitladder::app
