// Range estimators: from data to the range that a grid covers. Rows of one table (range/table.cpp), one file each.
// Weights come as values, activations as the histogram of their calibration; both are Samples, so that they share the
// estimators.
#pragma once
#include "core/quant/histogram.h"
#include "core/quant/spec.h"

#include <span>
#include <variant>
#include <vector>

namespace bitladder::quant
{

// The data that a range is estimated from. NaN and infinities are left out. Keeps a reference: the data must outlive
// it.
class Samples
{
public:
    explicit Samples(std::span<const float> values);
    explicit Samples(std::span<const double> values);
    explicit Samples(const Histogram& statistics);

    double low() const { return m_low; } // 0 where there are no values
    double high() const { return m_high; }
    double meanAbs() const { return m_meanAbs; }
    bool empty() const { return m_empty; }

    // The range that keeps `share` (0.5 … 1) of the values on each side; symmetric: of the magnitudes.
    Range quantiles(double share, Symmetry symmetry) const;
    // Σ (x − x̂)². A sum that has reached `enough` need not be finished. Good enough to order candidates, not exact to
    // the last bit.
    double squaredError(const Quantizer& quantizer, size_t slice, double enough) const;
    // Σ |x − x̂|^p, likewise.
    double powerError(const Quantizer& quantizer, size_t slice, double p, double enough) const;
    struct Moments {
        double mean = 0, deviation = 0; // of the finite values; deviation: the root of the mean squared distance
    };
    Moments moments() const;
    // The finite values in ascending order with their weights: 1, or the counts of bins, which stand for their centres.
    struct Weighted {
        double value = 0, weight = 0;
    };
    std::vector<Weighted> sorted() const;
    // Bins of equal width; of values, made for the purpose.
    Histogram histogram() const;
    // The extremes of each portion in which the values came: of a calibration, picture by picture.
    std::vector<Range> portions() const;
    // Of the magnitudes above a threshold.
    struct Above {
        double sum = 0, count = 0;
    };
    Above above(double threshold) const;

private:
    template<typename Visitor> auto visit(const Visitor& visitor) const
    {
        return std::visit(
            [&](const auto& data) {
                if constexpr (requires { *data; })
                    return visitor(*data);
                else
                    return visitor(data);
            },
            m_data);
    }

    std::variant<std::span<const float>, std::span<const double>, const Histogram*> m_data;
    double m_low = 0, m_high = 0, m_meanAbs = 0;
    bool m_empty = true;
};

struct RangeEstimator {
    std::string_view id; // stable: in recipes and on the command line
    const char* label; // English, marked for translation in the context "Range"
    enum class Reads : unsigned char { Data, Nothing } reads = Reads::Data;
    // True where a person can choose it for any layer; false: it comes with a model.
    bool offered = true;
    // False: for activations alone. Such rows stand behind the others: lists for weights are a part of the list.
    bool forWeights = true;
    std::span<const Parameter> parameters {};
    // What the parameters together have to fulfil; null: nothing.
    Result<void> (*check)(const QuantSpec&) = nullptr;
    // Sets scale, zero point and clip of one slice. Precondition: the quantizer is empty(spec, …).
    void (*estimate)(const Samples&, const QuantSpec&, Quantizer&, size_t slice) = nullptr;
};
std::span<const RangeEstimator* const> rangeEstimators(); // in the order in which lists show them
const RangeEstimator* findEstimator(std::string_view id); // null where there is none

// A parameter of the spec, by its row.
inline double valueOf(const QuantSpec& spec, const Parameter& parameter)
{
    return valueOf(spec.parameters, parameter);
}

// The range of all finite values; symmetric specs get it mirrored. Contains zero.
Range fullRange(const Samples& samples, Symmetry symmetry);

} // namespace bitladder::quant
