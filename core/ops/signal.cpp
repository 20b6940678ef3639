// Signals: windows, discrete Fourier transforms, counting of n-grams.
#include "core/ops/support.h"

#include <complex>
#include <map>
#include <numbers>

namespace bitladder::ops
{

namespace
{

constexpr double kTurn = 2 * std::numbers::pi;

// value(2π i / n) for i in 0 … size
template<typename Value> Result<void> window(OpContext& c, Value value)
{
    const auto given = scalarOf(c, 0);
    if (!given) return pass(given.error());
    if (!(*given >= 0) || *given > 1e9) return fail("a window of {} is not possible", *given);
    const auto size = static_cast<int64_t>(*given);
    auto type = elementTypeOfNumber(c.node().attributes.integer("output_datatype", 1));
    if (!type) return pass(type.error());
    if (*type == ElementType::Float16 || *type == ElementType::BFloat16) type = ElementType::Float32;
    const double n = static_cast<double>(size) - (c.node().attributes.integer("periodic", 1) != 0 ? 0 : 1);
    auto numbers = Tensor::make(ElementType::Float64, {size});
    if (!numbers) return pass(numbers.error());
    for (int64_t i = 0; i < size; ++i)
        numbers->mutableAs<double>()[static_cast<size_t>(i)] = n > 0 ? value(kTurn * static_cast<double>(i) / n) : 1;
    auto result = tensor::converted(*numbers, *type);
    if (!result) return pass(result.error());
    c.setOut(0, *std::move(result));
    return {};
}

Result<void> hann(OpContext& c)
{
    return window(c, [](double x) { return 0.5 - 0.5 * std::cos(x); });
}

Result<void> hamming(OpContext& c)
{
    return window(c, [](double x) { return 25.0 / 46 - 21.0 / 46 * std::cos(x); });
}

Result<void> blackman(OpContext& c)
{
    return window(c, [](double x) { return 0.42 - 0.5 * std::cos(x) + 0.08 * std::cos(2 * x); });
}

using Complex = std::complex<double>;

// The transform of any length: radix two where it divides, else by the definition.
std::vector<Complex> transformed(const std::vector<Complex>& x, double sign)
{
    const size_t n = x.size();
    if (n <= 1) return x;
    std::vector<Complex> result(n);
    if (n % 2 == 0) {
        std::vector<Complex> even, odd;
        for (size_t i = 0; i < n; i += 2) {
            even.push_back(x[i]);
            odd.push_back(x[i + 1]);
        }
        even = transformed(even, sign);
        odd = transformed(odd, sign);
        for (size_t k = 0; k < n / 2; ++k) {
            const Complex turned
                = std::polar(1.0, sign * kTurn * static_cast<double>(k) / static_cast<double>(n)) * odd[k];
            result[k] = even[k] + turned;
            result[k + n / 2] = even[k] - turned;
        }
        return result;
    }
    for (size_t k = 0; k < n; ++k)
        for (size_t i = 0; i < n; ++i)
            result[k] += x[i] * std::polar(1.0, sign * kTurn * static_cast<double>(i * k % n) / static_cast<double>(n));
    return result;
}

// x [..., 1 or 2]: real numbers, or pairs of real and imaginary parts. The result has pairs.
Result<void> dft(OpContext& c)
{
    constexpr int64_t kLongest = int64_t {1} << 22;
    const Tensor& x = c.in(0);
    const bool inverse = c.node().attributes.integer("inverse", 0) != 0,
               onesided = c.node().attributes.integer("onesided", 0) != 0;
    if (x.rank() < 2 || (x.shape().back() != 1 && x.shape().back() != 2))
        return fail("{} does not end with 1 or 2 parts", tensor::toString(x.shape()));
    int64_t given = c.node().opset < 20 ? c.node().attributes.integer("axis", 1) : -2;
    if (c.has(2)) {
        const auto number = scalarOf(c, 2);
        if (!number) return pass(number.error());
        given = saturated<int64_t>(*number);
    }
    const auto axis = tensor::normalizedAxis(given, x.rank());
    if (!axis || static_cast<size_t>(*axis) + 1 == x.rank()) return fail("axis {} cannot be transformed", given);
    const auto d = static_cast<size_t>(*axis);
    const int64_t extent = x.shape()[d], parts = x.shape().back();
    int64_t length = extent;
    if (c.has(1)) {
        const auto number = scalarOf(c, 1);
        if (!number) return pass(number.error());
        length = saturated<int64_t>(*number);
    } else if (inverse && onesided) {
        length = 2 * (extent - 1);
    }
    if (length < 1 || length > kLongest) return fail("a transform of {} is not possible", length);
    // Back from one side: the other half is its mirror, the result real.
    const bool backFromHalf = inverse && onesided;
    Shape shape = x.shape();
    shape[d] = onesided && !inverse ? length / 2 + 1 : length;
    shape.back() = backFromHalf ? 1 : 2;
    auto out = c.out(0, x.type(), shape);
    if (!out) return pass(out.error());
    if ((*out)->empty() || x.empty()) return {};
    const int64_t inner = extentProduct(x.shape(), d + 1, x.rank() - 1), outer = extentProduct(x.shape(), 0, d);
    return visitFloat(x.type(), [&](auto zero) -> Result<void> {
        using T = decltype(zero);
        for (int64_t line = 0; line < outer * inner; ++line) {
            const int64_t o = line / inner, i = line % inner;
            std::vector<Complex> numbers(static_cast<size_t>(length));
            for (int64_t k = 0; k < std::min(length, extent); ++k) {
                const T* at = x.as<T>().data() + ((o * extent + k) * inner + i) * parts;
                numbers[static_cast<size_t>(k)]
                    = {static_cast<double>(at[0]), parts == 2 ? static_cast<double>(at[1]) : 0};
            }
            if (backFromHalf)
                for (int64_t k = length / 2 + 1; k < length; ++k)
                    numbers[static_cast<size_t>(k)] = std::conj(numbers[static_cast<size_t>(length - k)]);
            const auto result = transformed(numbers, inverse ? 1 : -1);
            for (int64_t k = 0; k < shape[d]; ++k) {
                T* to = (*out)->template mutableAs<T>().data() + ((o * shape[d] + k) * inner + i) * shape.back();
                const Complex value = result[static_cast<size_t>(k)] / (inverse ? static_cast<double>(length) : 1.0);
                to[0] = static_cast<T>(value.real());
                if (shape.back() == 2) to[1] = static_cast<T>(value.imag());
            }
        }
        return {};
    });
}

// signal [N, length, 1 or 2], step, window, frame length → [N, frames, bins, 2]
Result<void> stft(OpContext& c)
{
    const Tensor& x = c.in(0);
    const auto step = scalarOf(c, 1);
    if (!step) return pass(step.error());
    if (x.rank() < 2 || x.rank() > 3 || (x.rank() == 3 && x.shape()[2] != 1 && x.shape()[2] != 2))
        return fail("signal {} is not possible", tensor::toString(x.shape()));
    const int64_t parts = x.rank() == 3 ? x.shape()[2] : 1, length = x.shape()[1];
    const bool onesided = c.node().attributes.integer("onesided", 1) != 0 && parts == 1;
    int64_t frame = c.has(2) ? c.in(2).count() : 0;
    if (c.has(3)) {
        const auto number = scalarOf(c, 3);
        if (!number) return pass(number.error());
        frame = saturated<int64_t>(*number);
    }
    if (!(*step >= 1) || frame < 1 || frame > length || (c.has(2) && c.in(2).count() != frame))
        return fail("frames of {} every {} are not possible", frame, *step);
    const auto hop = saturated<int64_t>(*step);
    const int64_t frames = (length - frame) / hop + 1, bins = onesided ? frame / 2 + 1 : frame;
    auto out = c.out(0, x.type(), {x.shape()[0], frames, bins, 2});
    if (!out) return pass(out.error());
    return visitFloat(x.type(), [&](auto zero) -> Result<void> {
        using T = decltype(zero);
        for (int64_t f = 0; f < (*out)->count() / (bins * 2); ++f) {
            std::vector<Complex> numbers(static_cast<size_t>(frame));
            for (int64_t i = 0; i < frame; ++i) {
                const T* at = x.as<T>().data() + (f / frames * length + f % frames * hop + i) * parts;
                const double factor = c.has(2) ? c.in(2).at(i) : 1;
                numbers[static_cast<size_t>(i)]
                    = Complex {static_cast<double>(at[0]), parts == 2 ? static_cast<double>(at[1]) : 0} * factor;
            }
            const auto result = transformed(numbers, -1);
            for (int64_t k = 0; k < bins; ++k) {
                (*out)->template mutableAs<T>()[static_cast<size_t>((f * bins + k) * 2)]
                    = static_cast<T>(result[static_cast<size_t>(k)].real());
                (*out)->template mutableAs<T>()[static_cast<size_t>((f * bins + k) * 2 + 1)]
                    = static_cast<T>(result[static_cast<size_t>(k)].imag());
            }
        }
        return {};
    });
}

// Counts n-grams of integers, with gaps, and weighs them.
Result<void> tfIdfVectorizer(OpContext& c)
{
    const Tensor& x = c.in(0);
    const auto& attributes = c.node().attributes;
    const auto pool = attributes.integers("pool_int64s"), counts = attributes.integers("ngram_counts"),
               indexes = attributes.integers("ngram_indexes");
    const auto weights = attributes.get<std::vector<float>>("weights", {});
    const auto mode = attributes.get<std::string>("mode", "");
    const int64_t shortest = attributes.integer("min_gram_length", 1),
                  longest = attributes.integer("max_gram_length", 1), gaps = attributes.integer("max_skip_count", 0);
    if (pool.empty()) return unsupported("strings are not supported");
    if (mode != "TF" && mode != "IDF" && mode != "TFIDF") return fail("mode \"{}\" is unknown", mode);
    if (!isInteger(x.type()) || x.rank() < 1 || x.rank() > 2 || shortest < 1 || longest < shortest || longest > 64
        || gaps < 0 || indexes.empty() || counts.size() < static_cast<size_t>(longest)
        || (!weights.empty() && weights.size() != indexes.size()))
        return fail("its attributes do not fit");
    std::map<std::vector<int64_t>, size_t> grams;
    size_t next = 0;
    for (size_t n = 1; n <= counts.size(); ++n) {
        const auto begin = counts[n - 1], end = n < counts.size() ? counts[n] : static_cast<int64_t>(pool.size());
        if (begin < 0 || end < begin || end > static_cast<int64_t>(pool.size()))
            return fail("ngram_counts do not fit the pool");
        for (int64_t i = begin; i + static_cast<int64_t>(n) <= end; i += static_cast<int64_t>(n))
            grams[{pool.begin() + i, pool.begin() + i + static_cast<int64_t>(n)}] = next++;
    }
    if (next > indexes.size()) return fail("there are fewer ngram_indexes than n-grams");
    const int64_t width = *std::ranges::max_element(indexes) + 1;
    if (width < 1 || *std::ranges::min_element(indexes) < 0) return fail("an index of ngram_indexes is negative");
    const int64_t rows = x.rank() == 2 ? x.shape()[0] : 1, length = x.shape().back();
    auto out = c.out(0, ElementType::Float32, x.rank() == 2 ? Shape {rows, width} : Shape {width});
    if (!out) return pass(out.error());
    const auto to = (*out)->mutableAs<float>();
    std::ranges::fill(to, 0.0f);
    for (int64_t row = 0; length > 0 && row < rows; ++row)
        for (int64_t gap = 1; gap <= std::min(gaps + 1, length); ++gap)
            for (int64_t n = shortest; n <= longest; ++n) {
                if (n == 1 && gap > 1) continue; // single elements have no gaps
                for (int64_t start = 0; start + (n - 1) * gap < length; ++start) {
                    std::vector<int64_t> gram;
                    for (int64_t i = 0; i < n; ++i)
                        gram.push_back(x.integerAt(row * length + start + i * gap));
                    if (const auto it = grams.find(gram); it != grams.end())
                        to[static_cast<size_t>(row * width + indexes[it->second])] += 1;
                }
            }
    for (size_t g = 0; mode != "TF" && g < next; ++g)
        for (int64_t row = 0; row < rows; ++row) {
            float& value = to[static_cast<size_t>(row * width + indexes[g])];
            const float weight = weights.empty() ? 1 : weights[g];
            if (mode == "IDF") value = value > 0 ? 1 : 0;
            value *= weight;
        }
    return {};
}

} // namespace

std::span<const Operator> signalOperators()
{
    static const Operator kOperators[] = {
        {.name = "HannWindow", .since = 17, .run = hann, .shapeInputs = {0}},
        {.name = "HammingWindow", .since = 17, .run = hamming, .shapeInputs = {0}},
        {.name = "BlackmanWindow", .since = 17, .run = blackman, .shapeInputs = {0}},
        {.name = "DFT", .since = 17, .run = dft, .shapeInputs = {1, 2}},
        {.name = "STFT", .since = 17, .run = stft, .shapeInputs = {1, 3}, .needs = 2},
        {.name = "TfIdfVectorizer", .since = 9, .run = tfIdfVectorizer},
    };
    return kOperators;
}

} // namespace bitladder::ops
