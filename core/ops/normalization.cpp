// Normalizations and the Softmax family. Means and variances are taken in double.
#include "core/ops/support.h"

namespace bitladder::ops
{

namespace
{

Result<void> vectorOf(const OpContext& c, size_t input, int64_t count, std::string_view what)
{
    BITLADDER_TRY(sameType(c.in(0), c.in(input)));
    if (c.in(input).count() != count)
        return fail("{} {} does not have {} elements", what, tensor::toString(c.in(input).shape()), count);
    return {};
}

// y = (x − mean) · scale / √(variance + ε) + bias, per channel. In training mode (opset 14) the batch's own statistics
// are used and running ones come out.
Result<void> batchNormalization(OpContext& c)
{
    const Tensor& x = c.in(0);
    if (x.rank() < 1) return fail("data must have channels");
    const int64_t channels = x.rank() > 1 ? x.shape()[1] : 1;
    for (size_t i = 1; i < 5; ++i) {
        // Scale and statistics may have types of their own from opset 14 on.
        if (!isFloat(c.in(i).type()) || c.in(i).count() != channels)
            return fail("input {} ({}) does not fit {} channels", i, tensor::toString(c.in(i).shape()), channels);
    }
    const double epsilon = numberAttribute(c, "epsilon", 1e-5f);
    const bool training = c.node().opset >= 14 && c.node().attributes.integer("training_mode", 0) != 0;
    const double momentum = numberAttribute(c, "momentum", 0.9f);
    auto out = c.out(0, x.type(), x.shape());
    if (!out) return pass(out.error());
    if (x.empty() && !training) return {};
    const int64_t plane = extentProduct(x.shape(), 2, x.rank()), batch = x.shape()[0];
    return visitFloat(x.type(), [&](auto zero) -> Result<void> {
        using T = decltype(zero);
        const T* from = x.as<T>().data();
        T* to = (*out)->template mutableAs<T>().data();
        std::vector<double> means, variances;
        for (int64_t ch = 0; ch < channels; ++ch) {
            means.push_back(c.in(3).at(ch));
            variances.push_back(c.in(4).at(ch));
            if (!training || batch * plane == 0) continue;
            double sum = 0, squares = 0;
            const auto each = [&](auto visit) {
                for (int64_t n = 0; n < batch; ++n)
                    for (int64_t i = 0; i < plane; ++i)
                        visit(static_cast<double>(from[(n * channels + ch) * plane + i]));
            };
            each([&](double v) { sum += v; });
            const double mean = sum / static_cast<double>(batch * plane);
            each([&](double v) { squares += (v - mean) * (v - mean); });
            means.back() = mean;
            variances.back() = squares / static_cast<double>(batch * plane);
        }
        for (size_t i = 1; training && i <= 2; ++i) {
            if (!c.wants(i)) continue;
            const Tensor& old = c.in(i + 2);
            auto running = c.out(i, old.type(), old.shape());
            if (!running) return pass(running.error());
            BITLADDER_TRY(visitFloat(old.type(), [&](auto like) -> Result<void> {
                using S = decltype(like);
                for (int64_t ch = 0; ch < channels; ++ch)
                    (*running)->template mutableAs<S>()[static_cast<size_t>(ch)] = static_cast<S>(
                        old.at(ch) * momentum + (i == 1 ? means : variances)[static_cast<size_t>(ch)] * (1 - momentum));
                return {};
            }));
        }
        c.threads().each(static_cast<size_t>(batch * channels), [&](size_t row) {
            const auto ch = static_cast<int64_t>(row) % channels;
            const double factor = c.in(1).at(ch) / std::sqrt(variances[static_cast<size_t>(ch)] + epsilon);
            const T scale = static_cast<T>(factor);
            const T shift = static_cast<T>(c.in(2).at(ch) - means[static_cast<size_t>(ch)] * factor);
            for (int64_t i = static_cast<int64_t>(row) * plane; i < (static_cast<int64_t>(row) + 1) * plane; ++i)
                to[i] = from[i] * scale + shift;
        });
        return {};
    });
}

struct Statistics {
    double mean = 0, inverse = 0; // inverse = 1 / √(variance + ε)
};

template<typename T> Statistics statisticsOf(const T* from, int64_t count, double epsilon, bool centred = true)
{
    double sum = 0, squares = 0;
    for (int64_t i = 0; centred && i < count; ++i)
        sum += static_cast<double>(from[i]);
    const double mean = count > 0 ? sum / static_cast<double>(count) : 0;
    for (int64_t i = 0; i < count; ++i)
        squares += (static_cast<double>(from[i]) - mean) * (static_cast<double>(from[i]) - mean);
    return {mean, 1 / std::sqrt((count > 0 ? squares / static_cast<double>(count) : 0) + epsilon)};
}

// Groups of channels, each normalized over its channels and positions; one channel a group is InstanceNormalization.
Result<void> normalizeGroups(OpContext& c, int64_t groups, int64_t scales)
{
    const Tensor& x = c.in(0);
    const int64_t channels = x.shape()[1], plane = extentProduct(x.shape(), 2, x.rank());
    BITLADDER_TRY(vectorOf(c, 1, scales, "scale"));
    BITLADDER_TRY(vectorOf(c, 2, scales, "bias"));
    const double epsilon = numberAttribute(c, "epsilon", 1e-5f);
    auto out = c.out(0, x.type(), x.shape());
    if (!out) return pass(out.error());
    if (x.empty()) return {};
    const int64_t perGroup = channels / groups;
    return visitFloat(x.type(), [&](auto zero) -> Result<void> {
        using T = decltype(zero);
        c.threads().each(static_cast<size_t>(x.shape()[0] * groups), [&](size_t piece) {
            const int64_t start = static_cast<int64_t>(piece) * perGroup * plane;
            const T* from = x.as<T>().data() + start;
            T* to = (*out)->template mutableAs<T>().data() + start;
            const auto s = statisticsOf(from, perGroup * plane, epsilon);
            for (int64_t ch = 0; ch < perGroup; ++ch) {
                const int64_t group = static_cast<int64_t>(piece) % groups;
                const auto which = static_cast<size_t>(scales == channels ? group * perGroup + ch : group);
                const double factor = static_cast<double>(c.in(1).as<T>()[which]) * s.inverse;
                const double shift = static_cast<double>(c.in(2).as<T>()[which]);
                for (int64_t i = ch * plane; i < (ch + 1) * plane; ++i)
                    to[i] = static_cast<T>((static_cast<double>(from[i]) - s.mean) * factor + shift);
            }
        });
        return {};
    });
}

Result<void> instanceNormalization(OpContext& c)
{
    if (c.in(0).rank() < 3) return fail("data {} has no spatial axes", tensor::toString(c.in(0).shape()));
    const int64_t channels = c.in(0).shape()[1];
    if (channels == 0) {
        c.setOut(0, c.in(0));
        return {};
    }
    return normalizeGroups(c, channels, channels);
}

Result<void> groupNormalization(OpContext& c)
{
    if (c.in(0).rank() < 2) return fail("data {} has no channels", tensor::toString(c.in(0).shape()));
    const int64_t channels = c.in(0).shape()[1], groups = c.node().attributes.integer("num_groups", 0);
    if (groups < 1 || channels % groups != 0) return fail("{} channels do not make {} groups", channels, groups);
    // Before opset 21 there was one scale per group.
    return normalizeGroups(c, groups, c.node().opset < 21 ? groups : channels);
}

// The last axes from `axis` on, with a scale and bias that broadcast over them. `centred`: the mean is subtracted.
Result<void> normalizeTail(
    OpContext& c, bool centred, size_t biasInput, const Tensor& x, std::array<size_t, 2> statisticOutputs)
{
    const auto axis = axisAttribute(c, -1, x.rank());
    if (!axis) return pass(axis.error());
    const double epsilon = numberAttribute(c, "epsilon", 1e-5f);
    const int64_t inner = extentProduct(x.shape(), *axis, x.rank()),
                  outer = x.empty() ? 0 : extentProduct(x.shape(), 0, *axis);
    std::vector<int64_t> steps[2];
    for (const size_t input : {size_t {1}, biasInput}) { // 0: there is no bias
        if (!c.has(input) || input == 0) continue;
        BITLADDER_TRY(sameType(x, c.in(input)));
        const auto both = tensor::broadcast(x.shape(), c.in(input).shape());
        if (!both || *both != x.shape())
            return fail(
                "scale or bias {} does not fit {}", tensor::toString(c.in(input).shape()), tensor::toString(x.shape()));
        steps[input == 1 ? 0 : 1] = broadcastStrides(c.in(input).shape(), x.shape());
    }
    auto out = c.out(0, x.type(), x.shape());
    if (!out) return pass(out.error());
    std::vector<Statistics> statistics(static_cast<size_t>(outer));
    BITLADDER_TRY(visitFloat(x.type(), [&](auto zero) -> Result<void> {
        using T = decltype(zero);
        const T* from = x.as<T>().data();
        T* to = (*out)->template mutableAs<T>().data();
        c.threads().each(statistics.size(), [&](size_t row) {
            const int64_t start = static_cast<int64_t>(row) * inner;
            statistics[row] = statisticsOf(from + start, inner, epsilon, centred);
            for (int64_t i = start; i < start + inner; ++i)
                to[i] = static_cast<T>((static_cast<double>(from[i]) - statistics[row].mean) * statistics[row].inverse);
        });
        for (size_t which = 0; which < 2; ++which) {
            if (steps[which].empty()) continue;
            const size_t input = which == 0 ? 1 : biasInput;
            const T* vector = c.in(input).as<T>().data();
            const Walk<2> walk(x.shape(), {tensor::stridesOf(x.shape()), steps[which]});
            walk.run(c.threads(), [&](const auto& at, int64_t count, const auto& step) {
                for (int64_t i = 0; i < count; ++i) {
                    T& target = to[at[0] + i * step[0]];
                    const T value = vector[at[1] + i * step[1]];
                    target = which == 0 ? target * value : target + value;
                }
            });
        }
        return {};
    }));
    Shape shape = x.shape();
    std::fill(shape.begin() + static_cast<int64_t>(*axis), shape.end(), 1);
    for (size_t k = 0; k < 2; ++k) {
        if (statisticOutputs[k] == 0 || !c.wants(statisticOutputs[k])) continue;
        auto place = c.out(statisticOutputs[k], ElementType::Float32, shape);
        if (!place) return pass(place.error());
        for (size_t i = 0; i < statistics.size(); ++i)
            (*place)->mutableAs<float>()[i] = static_cast<float>(k == 0 ? statistics[i].mean : statistics[i].inverse);
    }
    return {};
}

Result<void> layerNormalization(OpContext& c)
{
    return normalizeTail(c, true, 2, c.in(0), {1, 2});
}

Result<void> rmsNormalization(OpContext& c)
{
    return normalizeTail(c, false, 0, c.in(0), {0, 0});
}

Result<void> simplifiedLayerNormalization(OpContext& c)
{
    return normalizeTail(c, false, 0, c.in(0), {0, 1});
}

Result<void> lrn(OpContext& c)
{
    const Tensor& x = c.in(0);
    if (x.rank() < 2) return fail("data {} has no channels", tensor::toString(x.shape()));
    const int64_t size = c.node().attributes.integer("size", 0), channels = x.shape()[1];
    if (size < 1) return fail("size {} is not possible", size);
    const double alpha = numberAttribute(c, "alpha", 1e-4f), beta = numberAttribute(c, "beta", 0.75f),
                 bias = numberAttribute(c, "bias", 1);
    auto out = c.out(0, x.type(), x.shape());
    if (!out) return pass(out.error());
    if (x.empty()) return {};
    const int64_t plane = extentProduct(x.shape(), 2, x.rank());
    return visitFloat(x.type(), [&](auto zero) -> Result<void> {
        using T = decltype(zero);
        c.threads().each(static_cast<size_t>(x.shape()[0] * channels), [&](size_t piece) {
            const int64_t n = static_cast<int64_t>(piece) / channels, ch = static_cast<int64_t>(piece) % channels;
            const int64_t first = std::max<int64_t>(0, ch - (size - 1) / 2),
                          last = std::min(channels - 1, ch + std::min(size / 2, channels));
            const T* from = x.as<T>().data() + n * channels * plane;
            for (int64_t i = 0; i < plane; ++i) {
                double squares = 0;
                for (int64_t k = first; k <= last; ++k)
                    squares += static_cast<double>(from[k * plane + i]) * static_cast<double>(from[k * plane + i]);
                (*out)->template mutableAs<T>()[static_cast<size_t>((n * channels + ch) * plane + i)]
                    = static_cast<T>(static_cast<double>(from[ch * plane + i])
                        / std::pow(bias + alpha / static_cast<double>(size) * squares, beta));
            }
        });
        return {};
    });
}

// Calls visit(input row, output row, count, step) for every line along the axes of a Softmax-like operator.
template<typename Visit> Result<void> eachLine(OpContext& c, Visit visit)
{
    const Tensor& x = c.in(0);
    const bool coerced = c.node().opset < 13 && c.node().domain.empty(); // everything behind the axis is one line
    int64_t extent = 1, inner = 1;
    const auto given = c.node().attributes.integer("axis", coerced ? 1 : -1);
    if (coerced && given == static_cast<int64_t>(x.rank())) {
        extent = 1;
    } else if (x.rank() > 0) {
        const auto axis = axisAttribute(c, coerced ? 1 : -1, x.rank());
        if (!axis) return pass(axis.error());
        extent = coerced ? extentProduct(x.shape(), *axis, x.rank()) : x.shape()[*axis];
        inner = coerced ? 1 : extentProduct(x.shape(), *axis + 1, x.rank());
    }
    auto out = c.out(0, x.type(), x.shape());
    if (!out) return pass(out.error());
    if (x.empty()) return {};
    return visitFloat(x.type(), [&](auto zero) -> Result<void> {
        using T = decltype(zero);
        c.threads().each(static_cast<size_t>(x.count() / extent), [&](size_t line) {
            const auto i = static_cast<int64_t>(line);
            const int64_t start = i / inner * extent * inner + i % inner;
            visit(x.as<T>().data() + start, (*out)->template mutableAs<T>().data() + start, extent, inner);
        });
        return {};
    });
}

template<typename T> T greatest(const T* x, int64_t count, int64_t step)
{
    T best = x[0];
    for (int64_t i = 1; i < count; ++i)
        best = std::max(best, x[i * step]);
    return best;
}

Result<void> softmax(OpContext& c)
{
    return eachLine(c, [](const auto* x, auto* y, int64_t count, int64_t step) {
        using T = std::remove_cvref_t<decltype(*x)>;
        const T top = greatest(x, count, step);
        double sum = 0;
        for (int64_t i = 0; i < count; ++i) {
            y[i * step] = std::exp(x[i * step] - top);
            sum += static_cast<double>(y[i * step]);
        }
        for (int64_t i = 0; i < count; ++i)
            y[i * step] = static_cast<T>(static_cast<double>(y[i * step]) / sum);
    });
}

Result<void> logSoftmax(OpContext& c)
{
    return eachLine(c, [](const auto* x, auto* y, int64_t count, int64_t step) {
        using T = std::remove_cvref_t<decltype(*x)>;
        const T top = greatest(x, count, step);
        double sum = 0;
        for (int64_t i = 0; i < count; ++i)
            sum += std::exp(static_cast<double>(x[i * step] - top));
        const double log = std::log(sum);
        for (int64_t i = 0; i < count; ++i)
            y[i * step] = static_cast<T>(static_cast<double>(x[i * step] - top) - log);
    });
}

Result<void> hardmax(OpContext& c)
{
    return eachLine(c, [](const auto* x, auto* y, int64_t count, int64_t step) {
        int64_t best = 0;
        for (int64_t i = 0; i < count; ++i) {
            y[i * step] = 0;
            if (x[i * step] > x[best * step]) best = i;
        }
        y[best * step] = 1;
    });
}

Result<void> lpNormalization(OpContext& c)
{
    const Tensor& x = c.in(0);
    const auto axis = axisAttribute(c, -1, x.rank());
    if (!axis) return pass(axis.error());
    const int64_t p = c.node().attributes.integer("p", 2);
    if (p != 1 && p != 2) return fail("p must be 1 or 2, not {}", p);
    auto out = c.out(0, x.type(), x.shape());
    if (!out) return pass(out.error());
    const int64_t extent = x.shape()[*axis], inner = extentProduct(x.shape(), *axis + 1, x.rank());
    return visitFloat(x.type(), [&](auto zero) -> Result<void> {
        using T = decltype(zero);
        for (int64_t line = 0; extent > 0 && line < x.count() / extent; ++line) {
            const int64_t start = line / inner * extent * inner + line % inner;
            double norm = 0;
            for (int64_t i = 0; i < extent; ++i) {
                const auto v = static_cast<double>(x.as<T>()[static_cast<size_t>(start + i * inner)]);
                norm += p == 1 ? std::fabs(v) : v * v;
            }
            if (p == 2) norm = std::sqrt(norm);
            for (int64_t i = 0; i < extent; ++i) {
                const auto at = static_cast<size_t>(start + i * inner);
                (*out)->template mutableAs<T>()[at]
                    = norm == 0 ? T {} : static_cast<T>(static_cast<double>(x.as<T>()[at]) / norm);
            }
        }
        return {};
    });
}

Result<void> meanVarianceNormalization(OpContext& c)
{
    const Tensor& x = c.in(0);
    std::vector<int64_t> axes = c.node().attributes.integers("axes");
    if (axes.empty()) axes = {0, 2, 3};
    Shape kept = x.shape();
    for (const int64_t axis : axes) {
        const auto normalized = tensor::normalizedAxis(axis, x.rank());
        if (!normalized) return fail("axis {} does not exist in a tensor of rank {}", axis, x.rank());
        kept[static_cast<size_t>(*normalized)] = 1;
    }
    auto out = c.out(0, x.type(), x.shape());
    if (!out) return pass(out.error());
    const auto groups = static_cast<size_t>(*tensor::elementCount(kept));
    if (x.empty()) return {};
    const double size = static_cast<double>(x.count()) / static_cast<double>(groups);
    const Walk<2> walk(x.shape(), {tensor::stridesOf(x.shape()), broadcastStrides(kept, x.shape())});
    return visitFloat(x.type(), [&](auto zero) -> Result<void> {
        using T = decltype(zero);
        const T* from = x.as<T>().data();
        T* to = (*out)->template mutableAs<T>().data();
        std::vector<double> means(groups, 0), squares(groups, 0);
        const auto each = [&](auto visit) {
            walk.run([&](const auto& at, int64_t count, const auto& step) {
                for (int64_t i = 0; i < count; ++i)
                    visit(at[0] + i * step[0], static_cast<size_t>(at[1] + i * step[1]));
            });
        };
        each([&](int64_t i, size_t g) { means[g] += static_cast<double>(from[i]) / size; });
        each([&](int64_t i, size_t g) {
            squares[g] += (static_cast<double>(from[i]) - means[g]) * (static_cast<double>(from[i]) - means[g]);
        });
        each([&](int64_t i, size_t g) {
            to[i] = static_cast<T>((static_cast<double>(from[i]) - means[g]) / (std::sqrt(squares[g] / size) + 1e-9));
        });
        return {};
    });
}

// Experiments of the first ONNX files: per-channel bias after one scale; one scale and shift for all.
Result<void> imageScaler(OpContext& c)
{
    const Tensor& x = c.in(0);
    const auto* bias = c.node().attributes.find<std::vector<float>>("bias");
    const float scale = numberAttribute(c, "scale", 1);
    if (x.rank() != 4 || !bias || static_cast<int64_t>(bias->size()) != x.shape()[1])
        return fail("bias does not fit {}", tensor::toString(x.shape()));
    auto out = c.out(0, x.type(), x.shape());
    if (!out) return pass(out.error());
    const int64_t plane = x.shape()[2] * x.shape()[3];
    return visitFloat(x.type(), [&](auto zero) -> Result<void> {
        using T = decltype(zero);
        for (int64_t i = 0; i < x.count(); ++i)
            (*out)->template mutableAs<T>()[static_cast<size_t>(i)]
                = x.as<T>()[static_cast<size_t>(i)] * static_cast<T>(scale)
                + static_cast<T>((*bias)[static_cast<size_t>(i / plane % x.shape()[1])]);
        return {};
    });
}

Result<void> affine(OpContext& c)
{
    const float alpha = numberAttribute(c, "alpha", 1), beta = numberAttribute(c, "beta", 0);
    return mapFloat(c, [=](auto x) { return x * static_cast<decltype(x)>(alpha) + static_cast<decltype(x)>(beta); });
}

} // namespace

std::span<const Operator> normalizationOperators()
{
    static const Operator kOperators[] = {
        {.name = "BatchNormalization", .since = 1, .run = batchNormalization, .needs = 5},
        {.name = "InstanceNormalization", .since = 1, .run = instanceNormalization, .needs = 3},
        {.name = "GroupNormalization", .since = 18, .run = groupNormalization, .needs = 3},
        {.name = "LayerNormalization",
            .since = 1,
            .run = layerNormalization,
            .needs = 2}, // 17; older files use it unversioned
        {.name = "RMSNormalization", .since = 23, .run = rmsNormalization, .needs = 2},
        {.name = "SimplifiedLayerNormalization", .since = 1, .run = simplifiedLayerNormalization, .needs = 2},
        {.name = "LRN", .since = 1, .run = lrn},
        {.name = "Softmax", .since = 1, .run = softmax},
        {.name = "LogSoftmax", .since = 1, .run = logSoftmax},
        {.name = "Hardmax", .since = 1, .run = hardmax},
        {.name = "LpNormalization", .since = 1, .run = lpNormalization},
        {.name = "MeanVarianceNormalization", .since = 9, .run = meanVarianceNormalization},
        {.name = "ImageScaler", .since = 1, .run = imageScaler},
        {.name = "Affine", .since = 1, .run = affine},
    };
    return kOperators;
}

} // namespace bitladder::ops
