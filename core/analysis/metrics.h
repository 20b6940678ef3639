// Error metrics between a reference and an approximation, and the statistics of counts. Each name is its formula:
//   error e = approximation − reference, over n elements
//   mse = Σe²/n   mae = Σ|e|/n   maxAbs = max|e|
//   sqnrDb = 10·log10(Σ reference² / Σ e²); +∞ where nothing differs, NaN where the reference is zero everywhere and e is not
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

// A share with its Wilson score interval at 95 % (Wilson 1927).
struct Proportion {
    int64_t hits = 0, total = 0;
    double rate() const { return total ? static_cast<double>(hits) / static_cast<double>(total) : 0; }
    double low() const;
    double high() const;
};

// Median and spread of repeated measurements; half of them lie between the quartiles.
struct Summary {
    double median = 0, best = 0, worst = 0, lowerQuartile = 0, upperQuartile = 0;
    int runs = 0;

    double spread() const { return median > 0 ? (upperQuartile - lowerQuartile) / median : 0; }
    // On a machine that does nothing else, runs hardly differ: other work was in the way.
    bool disturbed() const { return spread() > 0.3; }
};
Summary summarize(std::vector<double> values);

} // namespace bitladder::analysis
