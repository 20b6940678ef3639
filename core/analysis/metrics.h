// Error metrics between a reference and an approximation. Each name is its formula:
//   error e = approximation − reference, over n elements
//   mse = Σe²/n   mae = Σ|e|/n   maxAbs = max|e|
//   sqnrDb = 10·log10(Σ reference² / Σ e²); +∞ where nothing differs, NaN where the reference is zero everywhere and e
//   is not
//   cosine = Σ r·a / √(Σr²·Σa²)
//   psnrDb = 10·log10(peak² / mse)
#pragma once
#include "core/tensor/tensor.h"

#include <cstdint>
#include <span>
#include <vector>

namespace bitladder::analysis
{

struct ErrorStats {
    int64_t count = 0;
    double sumReference2 = 0, sumError2 = 0, sumAbsError = 0, maxAbs = 0, sumApprox2 = 0, sumProduct = 0;

    // Elements where either side is NaN or infinite are left out, unless both are the same.
    void add(std::span<const float> reference, std::span<const float> approximation);
    void add(std::span<const double> reference, std::span<const double> approximation);
    void merge(const ErrorStats& other);

    double mse() const { return count ? sumError2 / static_cast<double>(count) : 0; }
    double mae() const { return count ? sumAbsError / static_cast<double>(count) : 0; }
    double sqnrDb() const;
    double cosine() const;
    double psnrDb(double peak) const;
};

// Tensors of equal count, of any numeric type.
ErrorStats compare(const tensor::Tensor& reference, const tensor::Tensor& approximation);

struct Ranked {
    int64_t index = 0;
    double score = 0;
};
// The k largest elements in descending order, ties by index. NaN ranks last.
std::vector<Ranked> topOf(const tensor::Tensor& scores, size_t k);

// Scores as shares of 1: as they are where they are shares already (none below 0, their sum within 5 % of 1), else
// (logits) by softmax: exp(x − max) / Σ exp(x − max). As many as there are scores.
std::vector<double> sharesOf(const tensor::Tensor& scores);
std::vector<double> sharesOf(std::span<const double> scores);

} // namespace bitladder::analysis
