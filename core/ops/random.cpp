// Random numbers. They are seeded: by the file, else always alike, so that a run can be repeated.
#include "core/ops/support.h"

#include <bit>
#include <numbers>

namespace bitladder::ops
{

namespace
{

// SplitMix64: small, well mixed, the same on every machine.
class Source
{
public:
    explicit Source(const OpContext& c)
        : m_state(0x9e3779b97f4a7c15u ^ std::bit_cast<uint32_t>(numberAttribute(c, "seed", 0)))
    {
    }
    double uniform() // [0, 1)
    {
        m_state += 0x9e3779b97f4a7c15u;
        uint64_t z = m_state;
        z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
        z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
        return static_cast<double>((z ^ (z >> 31)) >> 11) * 0x1.0p-53;
    }
    double normal() { return std::sqrt(-2 * std::log(1 - uniform())) * std::cos(2 * std::numbers::pi * uniform()); }

private:
    uint64_t m_state;
};

Result<ElementType> typeOf(const OpContext& c, ElementType fallback)
{
    const int64_t number = c.node().attributes.integer("dtype", 0);
    if (number == 0) return fallback;
    auto type = elementTypeOfNumber(number);
    // 16-bit floats are computed in float32, as everywhere.
    if (type && (*type == ElementType::Float16 || *type == ElementType::BFloat16)) return ElementType::Float32;
    return type;
}

template<bool kNormal> Result<void> fill(OpContext& c, Shape shape, ElementType fallback)
{
    const auto type = typeOf(c, fallback);
    if (!type) return pass(type.error());
    auto out = c.out(0, *type, std::move(shape));
    if (!out) return pass(out.error());
    const double first = kNormal ? numberAttribute(c, "mean", 0) : numberAttribute(c, "low", 0);
    const double second = kNormal ? numberAttribute(c, "scale", 1) : numberAttribute(c, "high", 1);
    Source source(c);
    return visitFloat(*type, [&](auto zero) -> Result<void> {
        using T = decltype(zero);
        for (T& v : (*out)->template mutableAs<T>())
            v = static_cast<T>(
                kNormal ? first + second * source.normal() : first + (second - first) * source.uniform());
        return {};
    });
}

template<bool kNormal> Result<void> random(OpContext& c)
{
    return fill<kNormal>(c, c.node().attributes.integers("shape"), ElementType::Float32);
}

template<bool kNormal> Result<void> randomLike(OpContext& c)
{
    return fill<kNormal>(c, c.in(0).shape(), isFloat(c.in(0).type()) ? c.in(0).type() : ElementType::Float32);
}

Result<void> bernoulli(OpContext& c)
{
    const auto type = typeOf(c, c.in(0).type());
    if (!type) return pass(type.error());
    auto flags = Tensor::make(ElementType::Bool, c.in(0).shape());
    if (!flags) return pass(flags.error());
    Source source(c);
    for (int64_t i = 0; i < c.in(0).count(); ++i)
        flags->mutableAs<bool>()[static_cast<size_t>(i)] = source.uniform() < c.in(0).at(i);
    auto result = tensor::converted(*flags, *type);
    if (!result) return pass(result.error());
    c.setOut(0, *std::move(result));
    return {};
}

// Draws class indices by unnormalized log probabilities [N, classes].
Result<void> multinomial(OpContext& c)
{
    const Tensor& x = c.in(0);
    const int64_t draws = c.node().attributes.integer("sample_size", 1),
                  number = c.node().attributes.integer("dtype", 6);
    if (x.rank() != 2 || x.shape()[1] < 1 || draws < 0)
        return fail("{} draws from {} are not possible", draws, tensor::toString(x.shape()));
    if (number != 6 && number != 7) return fail("dtype must be int32 or int64");
    auto out = c.out(0, number == 6 ? ElementType::Int32 : ElementType::Int64, {x.shape()[0], draws});
    if (!out) return pass(out.error());
    Source source(c);
    const int64_t classes = x.shape()[1];
    for (int64_t i = 0; i < (*out)->count(); ++i) {
        const int64_t row = i / draws * classes;
        double top = x.at(row), sum = 0;
        for (int64_t k = 1; k < classes; ++k)
            top = std::max(top, x.at(row + k));
        for (int64_t k = 0; k < classes; ++k)
            sum += std::exp(x.at(row + k) - top);
        double rest = source.uniform() * sum;
        int64_t drawn = 0;
        for (; drawn + 1 < classes; ++drawn) {
            rest -= std::exp(x.at(row + drawn) - top);
            if (rest < 0) break;
        }
        if (number == 6)
            (*out)->mutableAs<int32_t>()[static_cast<size_t>(i)] = static_cast<int32_t>(drawn);
        else
            (*out)->mutableAs<int64_t>()[static_cast<size_t>(i)] = drawn;
    }
    return {};
}

} // namespace

std::span<const Operator> randomOperators()
{
    static const Operator kOperators[] = {
        {.name = "RandomNormal", .since = 1, .run = random<true>, .needs = 0},
        {.name = "RandomUniform", .since = 1, .run = random<false>, .needs = 0},
        {.name = "RandomNormalLike", .since = 1, .run = randomLike<true>},
        {.name = "RandomUniformLike", .since = 1, .run = randomLike<false>},
        {.name = "Bernoulli", .since = 15, .run = bernoulli},
        {.name = "Multinomial", .since = 7, .run = multinomial},
    };
    return kOperators;
}

} // namespace bitladder::ops
