// Attention and rotary position embedding of opset 23 on.
#include "core/ops/matrix.h"

namespace bitladder::ops
{

namespace
{

// [batch, steps, heads · size] or [batch, heads, steps, size] as the latter.
Result<Tensor> withHeads(const Tensor& x, int64_t heads)
{
    if (x.rank() == 4) return x;
    if (x.rank() != 3) return fail("{} is neither of rank 3 nor 4", tensor::toString(x.shape()));
    if (heads < 1 || x.shape()[2] % heads != 0) return fail("{} numbers do not make {} heads", x.shape()[2], heads);
    const Shape shape {x.shape()[0], x.shape()[1], heads, x.shape()[2] / heads};
    auto out = Tensor::make(x.type(), {shape[0], shape[2], shape[1], shape[3]});
    if (out) permute(x, shape, std::array<size_t, 4> {0, 2, 1, 3}, *out);
    return out;
}

// Cached steps, then new ones.
Result<Tensor> behind(const OpContext& c, size_t past, const Tensor& fresh)
{
    if (!c.has(past)) return fresh;
    BITLADDER_TRY(sameType(c.in(past), fresh));
    if (c.in(past).rank() != 4) return fail("a cache must be of rank 4");
    const Tensor* parts[] = {&c.in(past), &fresh};
    auto shape = joinedShape(2, parts);
    if (!shape) return pass(shape.error());
    auto out = Tensor::make(fresh.type(), *shape);
    if (!out) return out;
    auto done = joinAlong(2, parts, *out);
    if (!done) return pass(done.error());
    return out;
}

struct Setup {
    double scale = 1, softcap = 0;
    bool causal = false;
    int64_t past = 0; // cached steps before the first query
    int64_t mode = 0; // which stage of the scores is wanted as output
};

// One head: scores [queries, keys] are made, masked and normalized, then weigh the values. `masked(q, k)` is what is
// added.
template<typename T, typename Mask>
void attend(const Setup& s, const T* q, const T* k, const T* v, int64_t queries, int64_t keys, int64_t size,
    int64_t valueSize, Mask masked, T* y, T* stage)
{
    constexpr T kMinusInfinity = -std::numeric_limits<T>::infinity();
    std::vector<T> scores(static_cast<size_t>(queries * keys));
    // The root of the scale on either side keeps large products in range.
    const T root = static_cast<T>(std::sqrt(s.scale));
    std::vector<T> left(q, q + queries * size), right(k, k + keys * size);
    for (T& x : left)
        x *= root;
    for (T& x : right)
        x *= root;
    multiply<T>(queries, keys, size, Strided<T> {left.data(), size, 1}, Strided<T> {right.data(), 1, size},
        scores.data(), keys);
    const auto keep = [&](int64_t mode) {
        if (stage && s.mode == mode) std::ranges::copy(scores, stage);
    };
    keep(0);
    if (s.softcap > 0)
        for (T& x : scores)
            x = static_cast<T>(s.softcap) * std::tanh(x / static_cast<T>(s.softcap));
    keep(1);
    for (int64_t i = 0; i < queries; ++i)
        for (int64_t j = 0; j < keys; ++j) {
            T& x = scores[static_cast<size_t>(i * keys + j)];
            x += masked(i, j);
            if (s.causal && j > i + s.past) x = kMinusInfinity;
        }
    keep(2);
    for (int64_t i = 0; i < queries; ++i) {
        T* row = scores.data() + i * keys;
        T top = kMinusInfinity;
        for (int64_t j = 0; j < keys; ++j)
            top = std::max(top, row[j]);
        double sum = 0;
        for (int64_t j = 0; j < keys; ++j) {
            row[j] = top == kMinusInfinity ? T {} : std::exp(row[j] - top); // a row that sees nothing gives zeros
            sum += static_cast<double>(row[j]);
        }
        for (int64_t j = 0; j < keys && sum > 0; ++j)
            row[j] = static_cast<T>(static_cast<double>(row[j]) / sum);
    }
    keep(3);
    multiply<T>(
        queries, valueSize, keys, Strided<T> {scores.data(), keys, 1}, Strided<T> {v, valueSize, 1}, y, valueSize);
}

// Q, K, V, mask, past key, past value, valid keys per sample
Result<void> attention(OpContext& c)
{
    const auto& attributes = c.node().attributes;
    const int64_t queryHeads = attributes.integer("q_num_heads", 0), keyHeads = attributes.integer("kv_num_heads", 0);
    auto q = withHeads(c.in(0), queryHeads), k = withHeads(c.in(1), keyHeads), v = withHeads(c.in(2), keyHeads);
    for (const auto* x : {&q, &k, &v})
        if (!*x) return pass(x->error());
    BITLADDER_TRY(sameType(*q, *k));
    BITLADDER_TRY(sameType(*q, *v));
    Setup s;
    s.past = c.has(4) && c.in(4).rank() == 4 ? c.in(4).shape()[2] : 0;
    k = behind(c, 4, *k);
    if (!k) return pass(k.error());
    v = behind(c, 5, *v);
    if (!v) return pass(v.error());
    const Shape &qs = q->shape(), &ks = k->shape(), &vs = v->shape();
    const int64_t batch = qs[0], heads = qs[1], queries = qs[2], size = qs[3], keys = ks[2], valueSize = vs[3];
    if (ks[0] != batch || vs[0] != batch || ks[1] != vs[1] || ks[3] != size || vs[2] != keys || ks[1] < 1
        || heads % ks[1] != 0)
        return fail(
            "Q {}, K {} and V {} do not go together", tensor::toString(qs), tensor::toString(ks), tensor::toString(vs));
    s.scale = attributes.find<float>("scale") ? static_cast<double>(numberAttribute(c, "scale", 1))
                                              : 1 / std::sqrt(static_cast<double>(std::max<int64_t>(1, size)));
    if (s.scale < 0) return fail("the scale must not be negative");
    s.softcap = numberAttribute(c, "softcap", 0);
    s.causal = attributes.integer("is_causal", 0) != 0;
    s.mode = attributes.integer("qk_matmul_output_mode", 0);
    const Tensor* mask = c.has(3) ? &c.in(3) : nullptr;
    const Shape scoreShape {batch, heads, queries, keys};
    std::vector<int64_t> maskSteps(4, 0);
    int64_t maskKeys = keys;
    if (mask) {
        if (mask->type() != ElementType::Bool) BITLADDER_TRY(sameType(*q, *mask));
        Shape seen = scoreShape;
        // A shorter mask leaves the keys behind it out.
        if (mask->rank() > 0 && mask->shape().back() > 1 && mask->shape().back() < keys)
            seen[3] = maskKeys = mask->shape().back();
        const auto both = tensor::broadcast(seen, mask->shape());
        if (!both || *both != seen)
            return fail(
                "mask {} does not fit scores {}", tensor::toString(mask->shape()), tensor::toString(scoreShape));
        maskSteps = broadcastStrides(mask->shape(), seen);
    }
    if (c.has(6) && (c.in(6).count() != batch || !isInteger(c.in(6).type())))
        return fail("nonpad_kv_seqlen does not fit {} samples", batch);
    auto y = Tensor::make(q->type(), {batch, heads, queries, valueSize});
    if (!y) return pass(y.error());
    Tensor* stage = nullptr;
    if (c.wants(3)) {
        auto place = c.out(3, q->type(), scoreShape);
        if (!place) return pass(place.error());
        stage = *place;
    }
    if (auto probe = Tensor::make(q->type(), {queries, keys}); !probe) return pass(probe.error());
    BITLADDER_TRY(visitFloat(q->type(), [&](auto zero) -> Result<void> {
        using T = decltype(zero);
        constexpr T kMinusInfinity = -std::numeric_limits<T>::infinity();
        for (int64_t head = 0; !y->empty() && head < batch * heads; ++head) {
            const int64_t n = head / heads, h = head % heads, kv = n * ks[1] + h / (heads / ks[1]);
            const int64_t valid = c.has(6) ? c.in(6).integerAt(n) : keys;
            Setup own = s;
            if (c.has(6)) own.past = valid - queries; // the queries are the last of the valid steps
            const auto masked = [&](int64_t i, int64_t j) -> T {
                if (j >= valid || j >= maskKeys) return kMinusInfinity;
                if (!mask) return T {};
                const auto at
                    = static_cast<size_t>(n * maskSteps[0] + h * maskSteps[1] + i * maskSteps[2] + j * maskSteps[3]);
                if (mask->type() == ElementType::Bool) return mask->as<bool>()[at] ? T {} : kMinusInfinity;
                return mask->as<T>()[at];
            };
            attend<T>(own, q->template as<T>().data() + head * queries * size,
                k->template as<T>().data() + kv * keys * size, v->template as<T>().data() + kv * keys * valueSize,
                queries, keys, size, valueSize, masked, y->template mutableAs<T>().data() + head * queries * valueSize,
                stage ? stage->mutableAs<T>().data() + head * queries * keys : nullptr);
        }
        return {};
    }));
    if (c.in(0).rank() == 3) { // back to [batch, steps, heads · size]
        auto out = c.out(0, q->type(), {batch, queries, heads * valueSize});
        if (!out) return pass(out.error());
        permute(*y, y->shape(), std::array<size_t, 4> {0, 2, 1, 3}, **out);
    } else {
        c.setOut(0, *std::move(y));
    }
    if (c.wants(1)) c.setOut(1, *std::move(k));
    if (c.wants(2)) c.setOut(2, *std::move(v));
    return {};
}

// x, cos, sin, positions
Result<void> rotaryEmbedding(OpContext& c)
{
    const auto& attributes = c.node().attributes;
    const Tensor& x = c.in(0);
    auto heads = withHeads(x, attributes.integer("num_heads", 0));
    if (!heads) return pass(heads.error());
    const Shape s = heads->shape(); // batch, heads, steps, size
    int64_t turned = attributes.integer("rotary_embedding_dim", 0);
    if (turned == 0) turned = s[3];
    if (turned < 0 || turned > s[3] || turned % 2 != 0) return fail("rotary_embedding_dim {} is not possible", turned);
    const int64_t half = turned / 2;
    const bool interleaved = attributes.integer("interleaved", 0) != 0;
    for (const size_t i : {size_t {1}, size_t {2}}) {
        BITLADDER_TRY(sameType(x, c.in(i)));
        const Shape expected
            = c.has(3) ? Shape {c.in(i).shape().empty() ? 0 : c.in(i).shape()[0], half} : Shape {s[0], s[2], half};
        if (c.in(i).shape() != expected)
            return fail("cache {} does not fit {}", tensor::toString(c.in(i).shape()), tensor::toString(x.shape()));
    }
    if (c.has(3) && (c.in(3).count() != s[0] * s[2] || !isInteger(c.in(3).type())))
        return fail("positions do not fit {}", tensor::toString(x.shape()));
    if (c.in(1).shape() != c.in(2).shape()) return fail("the caches differ");
    auto turnedHeads = Tensor::make(x.type(), s);
    if (!turnedHeads) return pass(turnedHeads.error());
    BITLADDER_TRY(visitFloat(x.type(), [&](auto zero) -> Result<void> {
        using T = decltype(zero);
        const T *cosines = c.in(1).as<T>().data(), *sines = c.in(2).as<T>().data();
        for (int64_t row = 0; !heads->empty() && row < s[0] * s[1] * s[2]; ++row) {
            const int64_t n = row / (s[1] * s[2]), step = row % s[2];
            int64_t position = n * s[2] + step;
            if (c.has(3)) {
                position = c.in(3).integerAt(position);
                if (position < 0 || position >= c.in(1).shape()[0])
                    return fail("position {} is outside of the cache", position);
            }
            const T* from = heads->template as<T>().data() + row * s[3];
            T* to = turnedHeads->template mutableAs<T>().data() + row * s[3];
            std::copy_n(from, s[3], to);
            for (int64_t i = 0; i < half; ++i) {
                const int64_t a = interleaved ? 2 * i : i, b = interleaved ? 2 * i + 1 : i + half;
                const T cosine = cosines[position * half + i], sine = sines[position * half + i];
                to[a] = cosine * from[a] - sine * from[b];
                to[b] = sine * from[a] + cosine * from[b];
            }
        }
        return {};
    }));
    if (x.rank() == 4) {
        c.setOut(0, *std::move(turnedHeads));
        return {};
    }
    auto out = c.out(0, x.type(), x.shape());
    if (!out) return pass(out.error());
    permute(*turnedHeads, s, std::array<size_t, 4> {0, 2, 1, 3}, **out);
    return {};
}

} // namespace

std::span<const Operator> attentionOperators()
{
    static const Operator kOperators[] = {
        {.name = "Attention", .since = 23, .run = attention, .needs = 3},
        {.name = "RotaryEmbedding", .since = 23, .run = rotaryEmbedding, .needs = 3},
    };
    return kOperators;
}

} // namespace bitladder::ops
