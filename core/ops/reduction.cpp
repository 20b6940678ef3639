// Reductions along axes: sums, extremes, norms, and the positions of extremes.
#include "core/ops/support.h"

#include <numeric>

namespace bitladder::ops
{

namespace
{

// The axes to reduce, and the result's shape with and without the reduced axes.
struct Frame {
    std::vector<bool> reduced;
    Shape kept; // reduced axes have extent 1
    Shape result;
    int64_t perResult = 1;
    bool nothing = false; // noop_with_empty_axes
};

Result<Frame> frameOf(const OpContext& c)
{
    const Tensor& x = c.in(0);
    const auto axes = axesOf(c, 1, x.rank());
    if (!axes) return pass(axes.error());
    Frame frame;
    frame.nothing = axes->empty() && c.node().attributes.integer("noop_with_empty_axes", 0) != 0;
    frame.reduced.assign(x.rank(), axes->empty() && !frame.nothing);
    for (const int64_t axis : *axes)
        frame.reduced[static_cast<size_t>(axis)] = true;
    const bool keep = c.node().attributes.integer("keepdims", 1) != 0;
    frame.kept = x.shape();
    for (size_t d = 0; d < x.rank(); ++d) {
        if (frame.reduced[d]) {
            frame.perResult *= x.shape()[d];
            frame.kept[d] = 1;
        }
        if (!frame.reduced[d] || keep) frame.result.push_back(frame.kept[d]);
    }
    return frame;
}

// Sums of all kinds: prepare each element, add up in Sum, finish.
template<typename Sum, typename T, typename Prepare>
std::vector<Sum> summed(const Tensor& x, const Frame& frame, Prepare prepare)
{
    std::vector<Sum> sums(static_cast<size_t>(*tensor::elementCount(frame.kept)), Sum {});
    const Walk<2> walk(x.shape(), {tensor::stridesOf(x.shape()), broadcastStrides(frame.kept, x.shape())});
    const T* from = x.as<T>().data();
    walk.run([&](const auto& at, int64_t count, const auto& step) {
        for (int64_t i = 0; i < count; ++i) {
            const int64_t target = at[1] + i * step[1];
            sums[static_cast<size_t>(target)] += prepare(from[at[0] + i * step[0]], target);
        }
    });
    return sums;
}

enum class Kind { Sum, Mean, L1, L2, SumSquare, LogSum };

template<Kind kKind> Result<void> reduceSum(OpContext& c)
{
    const auto frame = frameOf(c);
    if (!frame) return pass(frame.error());
    const Tensor& x = c.in(0);
    auto out = c.out(0, x.type(), frame->result);
    if (!out) return pass(out.error());
    return visitNumber(x.type(), [&](auto zero) -> Result<void> {
        using T = decltype(zero);
        // Integer sums wrap exactly; float sums are taken in double.
        using Sum = std::conditional_t<
            std::is_integral_v<T> && (kKind == Kind::Sum || kKind == Kind::L1 || kKind == Kind::SumSquare), uint64_t,
            double>;
        const auto sums = summed<Sum, T>(x, *frame, [](T v, int64_t) {
            const auto value = static_cast<Sum>(v);
            if constexpr (kKind == Kind::L1) return v < 0 ? Sum {} - value : value;
            if constexpr (kKind == Kind::L2 || kKind == Kind::SumSquare) return value * value;
            return value;
        });
        const auto to = (*out)->template mutableAs<T>();
        for (size_t i = 0; i < sums.size(); ++i) {
            if constexpr (kKind == Kind::Mean) {
                const double mean = frame->perResult > 0 ? sums[i] / static_cast<double>(frame->perResult) : 0;
                to[i] = std::is_integral_v<T> ? saturated<T>(mean) : static_cast<T>(mean);
            } else if constexpr (kKind == Kind::L2) {
                to[i] = saturated<T>(std::sqrt(static_cast<double>(sums[i])));
            } else if constexpr (kKind == Kind::LogSum) {
                to[i] = saturated<T>(std::log(static_cast<double>(sums[i])));
            } else {
                to[i] = static_cast<T>(sums[i]);
            }
        }
        return {};
    });
}

// better(candidate, best) says whether the candidate replaces the best so far.
template<typename T, typename Better>
std::vector<T> extremes(const Tensor& x, const Frame& frame, T worst, Better better)
{
    std::vector<T> best(static_cast<size_t>(*tensor::elementCount(frame.kept)), worst);
    const Walk<2> walk(x.shape(), {tensor::stridesOf(x.shape()), broadcastStrides(frame.kept, x.shape())});
    const T* from = bitsOf<T>(x);
    walk.run([&](const auto& at, int64_t count, const auto& step) {
        for (int64_t i = 0; i < count; ++i) {
            T& target = best[static_cast<size_t>(at[1] + i * step[1])];
            const T value = from[at[0] + i * step[0]];
            if (better(value, target) || value != value) target = value; // NaN wins
        }
    });
    return best;
}

template<bool kMax> Result<void> reduceExtreme(OpContext& c)
{
    const auto frame = frameOf(c);
    if (!frame) return pass(frame.error());
    const Tensor& x = c.in(0);
    auto out = c.out(0, x.type(), frame->result);
    if (!out) return pass(out.error());
    const auto run = [&](auto zero) -> Result<void> {
        using T = decltype(zero);
        using Limits = std::numeric_limits<T>;
        T worst = kMax ? Limits::lowest() : Limits::max();
        if constexpr (std::is_floating_point_v<T>) worst = kMax ? -Limits::infinity() : Limits::infinity();
        const auto best = extremes<T>(x, *frame, worst, [](T a, T b) { return kMax ? a > b : a < b; });
        std::copy(best.begin(), best.end(), mutableBitsOf<T>(**out));
        return {};
    };
    if (x.type() == ElementType::Bool) return run(uint8_t {}); // 0 and 1
    // The identity of an empty bool reduction would not be a bool; Tensor bytes must stay 0 or 1.
    return visitNumber(x.type(), run);
}

Result<void> reduceProd(OpContext& c)
{
    const auto frame = frameOf(c);
    if (!frame) return pass(frame.error());
    const Tensor& x = c.in(0);
    auto out = c.out(0, x.type(), frame->result);
    if (!out) return pass(out.error());
    return visitNumber(x.type(), [&](auto zero) -> Result<void> {
        using T = decltype(zero);
        using Product = std::conditional_t<std::is_integral_v<T>, uint64_t, double>;
        std::vector<Product> products(static_cast<size_t>(*tensor::elementCount(frame->kept)), Product {1});
        const Walk<2> walk(x.shape(), {tensor::stridesOf(x.shape()), broadcastStrides(frame->kept, x.shape())});
        const T* from = x.as<T>().data();
        walk.run([&](const auto& at, int64_t count, const auto& step) {
            for (int64_t i = 0; i < count; ++i)
                products[static_cast<size_t>(at[1] + i * step[1])] *= static_cast<Product>(from[at[0] + i * step[0]]);
        });
        std::ranges::transform(
            products, (*out)->template mutableAs<T>().begin(), [](Product v) { return static_cast<T>(v); });
        return {};
    });
}

// log Σ exp(x), with the maximum taken out.
Result<void> reduceLogSumExp(OpContext& c)
{
    const auto frame = frameOf(c);
    if (!frame) return pass(frame.error());
    const Tensor& x = c.in(0);
    auto out = c.out(0, x.type(), frame->result);
    if (!out) return pass(out.error());
    return visitNumber(x.type(), [&](auto zero) -> Result<void> {
        using T = decltype(zero);
        T worst = std::numeric_limits<T>::lowest();
        if constexpr (std::is_floating_point_v<T>) worst = -std::numeric_limits<T>::infinity();
        const auto best = extremes<T>(x, *frame, worst, [](T a, T b) { return a > b; });
        const auto base = [&](int64_t i) {
            const auto value = static_cast<double>(best[static_cast<size_t>(i)]);
            return std::isfinite(value) ? value : 0;
        };
        const auto sums
            = summed<double, T>(x, *frame, [&](T v, int64_t i) { return std::exp(static_cast<double>(v) - base(i)); });
        for (size_t i = 0; i < sums.size(); ++i)
            (*out)->template mutableAs<T>()[i] = saturated<T>(std::log(sums[i]) + base(static_cast<int64_t>(i)));
        return {};
    });
}

template<bool kMax> Result<void> argExtreme(OpContext& c)
{
    const Tensor& x = c.in(0);
    const auto axis = axisAttribute(c, 0, x.rank());
    if (!axis) return pass(axis.error());
    const bool last = c.node().attributes.integer("select_last_index", 0) != 0;
    Shape shape = x.shape();
    const int64_t extent = shape[*axis];
    if (c.node().attributes.integer("keepdims", 1) != 0)
        shape[*axis] = 1;
    else
        shape.erase(shape.begin() + static_cast<int64_t>(*axis));
    auto out = c.out(0, ElementType::Int64, shape);
    if (!out) return pass(out.error());
    if (extent == 0 && !(*out)->empty()) return fail("axis {} of {} is empty", *axis, tensor::toString(x.shape()));
    const int64_t inner = extentProduct(x.shape(), *axis + 1, x.rank());
    return visitNumber(x.type(), [&](auto zero) -> Result<void> {
        using T = decltype(zero);
        const T* from = x.as<T>().data();
        int64_t* to = (*out)->template mutableAs<int64_t>().data();
        for (int64_t i = 0; i < (*out)->count(); ++i) {
            const T* row = from + i / inner * extent * inner + i % inner;
            int64_t best = 0;
            for (int64_t k = 1; k < extent; ++k) {
                const T a = row[k * inner], b = row[best * inner];
                if ((kMax ? a > b : a < b) || (last && a == b)) best = k;
            }
            to[i] = best;
        }
        return {};
    });
}

// k is an attribute up to opset 9, an input from 10 on. Equal elements keep the order of their positions.
Result<void> topK(OpContext& c)
{
    const Tensor& x = c.in(0);
    const auto axis = axisAttribute(c, -1, x.rank());
    if (!axis) return pass(axis.error());
    int64_t k = c.node().attributes.integer("k", 0);
    if (c.node().opset >= 10) {
        const auto given = scalarOf(c, 1);
        if (!given) return pass(given.error());
        k = saturated<int64_t>(*given);
    }
    const int64_t extent = x.shape()[*axis], inner = extentProduct(x.shape(), *axis + 1, x.rank());
    if (k < 0 || k > extent) return fail("{} of {} elements cannot be chosen", k, extent);
    const bool largest = c.node().attributes.integer("largest", 1) != 0;
    Shape shape = x.shape();
    shape[*axis] = k;
    auto values = c.out(0, x.type(), shape);
    if (!values) return pass(values.error());
    auto places = Tensor::make(ElementType::Int64, shape);
    if (!places) return pass(places.error());
    auto done = visitNumber(x.type(), [&](auto zero) -> Result<void> {
        using T = decltype(zero);
        std::vector<int64_t> order(static_cast<size_t>(extent));
        const int64_t rows = extent > 0 ? x.count() / extent : 0;
        for (int64_t r = 0; r < rows; ++r) {
            const T* row = x.as<T>().data() + r / inner * extent * inner + r % inner;
            std::iota(order.begin(), order.end(), 0);
            std::partial_sort(order.begin(), order.begin() + k, order.end(), [&](int64_t a, int64_t b) {
                const T u = row[a * inner], v = row[b * inner];
                if constexpr (std::is_floating_point_v<T>) // NaN counts as the greatest: an order must be total
                    if (std::isnan(u) || std::isnan(v))
                        return std::isnan(u) == std::isnan(v) ? a < b : std::isnan(u) == largest;
                return u != v ? (largest ? u > v : u < v) : a < b;
            });
            for (int64_t i = 0; i < k; ++i) {
                const auto to = static_cast<size_t>(r / inner * k * inner + i * inner + r % inner);
                (*values)->template mutableAs<T>()[to] = row[order[static_cast<size_t>(i)] * inner];
                places->template mutableAs<int64_t>()[to] = order[static_cast<size_t>(i)];
            }
        }
        return {};
    });
    if (!done) return done;
    if (c.wants(1)) c.setOut(1, *std::move(places));
    return {};
}

// CumSum and CumProd.
template<bool kProduct> Result<void> cumulate(OpContext& c)
{
    const Tensor& x = c.in(0);
    const auto given = scalarOf(c, 1);
    if (!given) return pass(given.error());
    const auto axis = tensor::normalizedAxis(saturated<int64_t>(*given), x.rank());
    if (!axis) return fail("axis {} does not exist in a tensor of rank {}", *given, x.rank());
    const bool exclusive = c.node().attributes.integer("exclusive", 0) != 0,
               reverse = c.node().attributes.integer("reverse", 0) != 0;
    auto out = c.out(0, x.type(), x.shape());
    if (!out) return pass(out.error());
    const int64_t extent = x.shape()[static_cast<size_t>(*axis)];
    const int64_t inner = extentProduct(x.shape(), static_cast<size_t>(*axis) + 1, x.rank());
    return visitNumber(x.type(), [&](auto zero) -> Result<void> {
        using T = decltype(zero);
        using Sum = std::conditional_t<std::is_integral_v<T>, uint64_t, double>;
        for (int64_t r = 0; extent > 0 && r < x.count() / extent; ++r) {
            const int64_t base = r / inner * extent * inner + r % inner;
            Sum total = kProduct ? Sum {1} : Sum {};
            for (int64_t k = 0; k < extent; ++k) {
                const auto at = static_cast<size_t>(base + (reverse ? extent - 1 - k : k) * inner);
                const auto value = static_cast<Sum>(x.as<T>()[at]);
                const Sum next = kProduct ? total * value : total + value;
                (*out)->template mutableAs<T>()[at] = static_cast<T>(exclusive ? total : next);
                total = next;
            }
        }
        return {};
    });
}

Operator reduction(std::string_view name, Result<void> (*run)(OpContext&))
{
    return {.name = name, .since = 1, .run = run, .shapeInputs = {1}};
}

} // namespace

std::span<const Operator> reductionOperators()
{
    static const Operator kOperators[] = {
        reduction("ReduceSum", reduceSum<Kind::Sum>),
        reduction("ReduceMean", reduceSum<Kind::Mean>),
        reduction("ReduceL1", reduceSum<Kind::L1>),
        reduction("ReduceL2", reduceSum<Kind::L2>),
        reduction("ReduceSumSquare", reduceSum<Kind::SumSquare>),
        reduction("ReduceLogSum", reduceSum<Kind::LogSum>),
        reduction("ReduceLogSumExp", reduceLogSumExp),
        reduction("ReduceMax", reduceExtreme<true>),
        reduction("ReduceMin", reduceExtreme<false>),
        reduction("ReduceProd", reduceProd),
        {.name = "ArgMax", .since = 1, .run = argExtreme<true>},
        {.name = "ArgMin", .since = 1, .run = argExtreme<false>},
        {.name = "TopK", .since = 1, .run = topK, .shapeInputs = {1}},
        {.name = "CumSum", .since = 11, .run = cumulate<false>, .needs = 2},
        {.name = "CumProd", .since = 26, .run = cumulate<true>, .needs = 2},
    };
    return kOperators;
}

} // namespace bitladder::ops
