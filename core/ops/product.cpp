// Matrix products: Gemm, MatMul, Einsum. Layers with constant weights are run by the engine's kernels; this serves the
// others.
#include "core/ops/matrix.h"

#include <map>

namespace bitladder::ops
{

Result<ProductShape> productShape(const Shape& a, const Shape& b)
{
    if (a.empty() || b.empty()) return fail("{} and {} are not matrices", tensor::toString(a), tensor::toString(b));
    ProductShape p {a, b, {}, {}, 0, 0, 0};
    if (a.size() == 1) p.a.insert(p.a.begin(), 1);
    if (b.size() == 1) p.b.push_back(1);
    p.m = p.a[p.a.size() - 2];
    p.k = p.a.back();
    p.n = p.b.back();
    const auto batch = tensor::broadcast(Shape(p.a.begin(), p.a.end() - 2), Shape(p.b.begin(), p.b.end() - 2));
    if (p.b[p.b.size() - 2] != p.k || !batch)
        return fail("{} and {} cannot be multiplied", tensor::toString(a), tensor::toString(b));
    p.batch = *batch;
    p.result = *batch;
    if (a.size() > 1) p.result.push_back(p.m);
    if (b.size() > 1) p.result.push_back(p.n);
    return p;
}

namespace
{

using Inferred = Result<std::vector<std::pair<ElementType, Shape>>>;

Result<void> needBoth(std::span<const Tensor* const> inputs)
{
    if (inputs.size() < 2 || !inputs[0] || !inputs[1]) return fail("it needs two inputs");
    return sameType(*inputs[0], *inputs[1]);
}

Inferred inferMatMul(const Node&, std::span<const Tensor* const> inputs)
{
    BITLADDER_TRY(needBoth(inputs));
    auto shape = productShape(inputs[0]->shape(), inputs[1]->shape());
    if (!shape) return pass(shape.error());
    return std::vector {std::pair {inputs[0]->type(), shape->result}};
}

Result<void> matMul(OpContext& c)
{
    const Tensor& a = c.in(0);
    const Tensor& b = c.in(1);
    BITLADDER_TRY(sameType(a, b));
    const auto p = productShape(a.shape(), b.shape());
    if (!p) return pass(p.error());
    // The passes let a MatMul take over the vector that is added behind it.
    if (c.has(2)) {
        BITLADDER_TRY(sameType(a, c.in(2)));
        if (b.rank() < 2 || c.in(2).count() != p->n)
            return fail("bias {} does not fit {} columns", tensor::toString(c.in(2).shape()), p->n);
    }
    auto out = c.out(0, a.type(), p->result);
    if (!out) return pass(out.error());
    return visitNumber(a.type(), [&](auto zero) -> Result<void> {
        using T = decltype(zero);
        using Sum = std::conditional_t<std::is_integral_v<T>, uint64_t, T>; // wraps as integers do
        std::vector<Sum> wide;
        Sum* to = nullptr;
        if constexpr (std::is_integral_v<T>) {
            wide.resize(static_cast<size_t>((*out)->count()));
            to = wide.data();
        } else {
            to = (*out)->template mutableAs<T>().data();
        }
        eachMatrix(*p, [&](int64_t x, int64_t y, int64_t z) {
            multiply(c.threads(), p->m, p->n, p->k, Strided<T> {a.as<T>().data() + x, p->k, 1},
                Strided<T> {b.as<T>().data() + y, p->n, 1}, to + z, p->n);
        });
        for (int64_t i = 0; c.has(2) && i < (*out)->count(); ++i)
            to[i] += static_cast<Sum>(c.in(2).as<T>()[static_cast<size_t>(i % p->n)]);
        if constexpr (std::is_integral_v<T>)
            std::ranges::transform(
                wide, (*out)->template mutableAs<T>().begin(), [](uint64_t v) { return static_cast<T>(v); });
        return {};
    });
}

struct GemmShape {
    int64_t m, n, k;
    bool transA, transB;
};

Result<GemmShape> gemmShape(const Node& node, const Tensor& a, const Tensor& b)
{
    BITLADDER_TRY(sameType(a, b));
    if (a.rank() != 2 || b.rank() != 2)
        return fail("{} and {} are not two matrices", tensor::toString(a.shape()), tensor::toString(b.shape()));
    GemmShape g {};
    g.transA = node.attributes.integer("transA", 0) != 0;
    g.transB = node.attributes.integer("transB", 0) != 0;
    g.m = a.shape()[g.transA ? 1 : 0];
    g.k = a.shape()[g.transA ? 0 : 1];
    g.n = b.shape()[g.transB ? 0 : 1];
    if (b.shape()[g.transB ? 1 : 0] != g.k)
        return fail("{} and {} cannot be multiplied", tensor::toString(a.shape()), tensor::toString(b.shape()));
    return g;
}

Inferred inferGemm(const Node& node, std::span<const Tensor* const> inputs)
{
    BITLADDER_TRY(needBoth(inputs));
    auto g = gemmShape(node, *inputs[0], *inputs[1]);
    if (!g) return pass(g.error());
    return std::vector {std::pair {inputs[0]->type(), Shape {g->m, g->n}}};
}

// alpha · A · B + beta · C
Result<void> gemm(OpContext& c)
{
    const Tensor& a = c.in(0);
    const Tensor& b = c.in(1);
    const auto g = gemmShape(c.node(), a, b);
    if (!g) return pass(g.error());
    const Shape shape {g->m, g->n};
    const float alpha = numberAttribute(c, "alpha", 1), beta = numberAttribute(c, "beta", 1);
    if (c.has(2)) {
        BITLADDER_TRY(sameType(a, c.in(2)));
        const auto both = tensor::broadcast(shape, c.in(2).shape());
        if (!both || *both != shape)
            return fail("bias {} does not fit {}", tensor::toString(c.in(2).shape()), tensor::toString(shape));
    }
    auto out = c.out(0, a.type(), shape);
    if (!out) return pass(out.error());
    return visitNumber(a.type(), [&](auto zero) -> Result<void> {
        using T = decltype(zero);
        using Sum = std::conditional_t<std::is_integral_v<T>, double, T>;
        std::vector<Sum> sums(static_cast<size_t>(g->m * g->n));
        multiply(c.threads(), g->m, g->n, g->k,
            Strided<T> {a.as<T>().data(), g->transA ? 1 : g->k, g->transA ? g->m : 1},
            Strided<T> {b.as<T>().data(), g->transB ? 1 : g->n, g->transB ? g->k : 1}, sums.data(), g->n);
        std::vector<int64_t> strides
            = c.has(2) ? broadcastStrides(c.in(2).shape(), shape) : std::vector<int64_t> {0, 0};
        const T* bias = c.has(2) ? c.in(2).as<T>().data() : nullptr;
        T* to = (*out)->template mutableAs<T>().data();
        for (int64_t i = 0; i < g->m; ++i)
            for (int64_t j = 0; j < g->n; ++j) {
                Sum value = sums[static_cast<size_t>(i * g->n + j)];
                if (alpha != 1) value *= static_cast<Sum>(alpha);
                if (bias) value += static_cast<Sum>(beta) * static_cast<Sum>(bias[i * strides[0] + j * strides[1]]);
                to[i * g->n + j] = saturated<T>(static_cast<double>(value));
            }
        return {};
    });
}

// An Einsum equation taken apart: one list of labels per input and one for the result. Labels are letters; the axes of
// an ellipsis get labels below 0, counted from the last one.
struct Equation {
    std::vector<std::vector<int>> inputs;
    std::vector<int> result;
};

Result<std::vector<int>> labelsOf(std::string_view term, size_t hidden)
{
    std::vector<int> labels;
    for (size_t i = 0; i < term.size(); ++i) {
        if (term[i] == '.') {
            if (term.substr(i, 3) != "...") return fail("the equation has a lone dot");
            i += 2;
            for (size_t k = hidden; k > 0; --k)
                labels.push_back(-static_cast<int>(k));
        } else if ((term[i] >= 'a' && term[i] <= 'z') || (term[i] >= 'A' && term[i] <= 'Z')) {
            labels.push_back(term[i]);
        } else {
            return fail("the equation has an unexpected \"{}\"", term[i]);
        }
    }
    return labels;
}

Result<Equation> parse(std::string text, const OpContext& c)
{
    std::erase(text, ' ');
    const size_t arrow = text.find("->");
    std::vector<std::string> terms(1);
    for (const char letter : text.substr(0, arrow)) {
        if (letter == ',')
            terms.emplace_back();
        else
            terms.back() += letter;
    }
    if (terms.size() != c.inputCount())
        return fail("the equation has {} terms for {} inputs", terms.size(), c.inputCount());
    Equation equation;
    size_t widest = 0;
    std::map<int, int> seen;
    for (size_t i = 0; i < terms.size(); ++i) {
        if (!c.has(i)) return fail("input {} is missing", i);
        const bool ellipsis = terms[i].find("...") != std::string::npos;
        const size_t letters = terms[i].size() - (ellipsis ? 3 : 0), rank = c.in(i).rank();
        if (letters > rank || (!ellipsis && letters != rank))
            return fail("term \"{}\" does not fit {}", terms[i], tensor::toString(c.in(i).shape()));
        auto labels = labelsOf(terms[i], rank - letters);
        if (!labels) return pass(labels.error());
        widest = std::max(widest, ellipsis ? rank - letters : 0);
        for (const int label : *labels)
            ++seen[label];
        equation.inputs.push_back(*std::move(labels));
    }
    if (arrow != std::string::npos) {
        auto labels = labelsOf(text.substr(arrow + 2), widest);
        if (!labels) return pass(labels.error());
        equation.result = *std::move(labels);
    } else {
        for (const auto& [label, times] : seen) // hidden axes first, then letters in order that occur once
            if (label < 0 || times == 1) equation.result.push_back(label);
    }
    return equation;
}

Result<void> einsum(OpContext& c)
{
    const auto equation = parse(c.node().attributes.get<std::string>("equation", ""), c);
    if (!equation) return pass(equation.error());
    // Extents of all labels: those of the result first, those that are summed over behind.
    std::vector<int> labels = equation->result;
    std::map<int, int64_t> extents;
    for (size_t i = 0; i < equation->inputs.size(); ++i) {
        BITLADDER_TRY(sameType(c.in(0), c.in(i)));
        for (size_t d = 0; d < equation->inputs[i].size(); ++d) {
            const int label = equation->inputs[i][d];
            const int64_t extent = c.in(i).shape()[d];
            const auto [it, fresh] = extents.emplace(label, extent);
            if (!fresh && it->second == 1) it->second = extent;
            if (!fresh && extent != 1 && it->second != extent)
                return fail("an axis has extents {} and {}", it->second, extent);
            if (std::ranges::find(labels, label) == labels.end()) labels.push_back(label);
        }
    }
    Shape shape, summed;
    for (size_t i = 0; i < labels.size(); ++i) {
        if (!extents.contains(labels[i])) return fail("the result names an axis that no input has");
        if (std::count(labels.begin(), labels.end(), labels[i]) > 1) return fail("the result names an axis twice");
        (i < equation->result.size() ? shape : summed).push_back(extents.at(labels[i]));
    }
    auto out = c.out(0, c.in(0).type(), shape);
    if (!out) return pass(out.error());
    const auto stepsOf = [&](size_t input) {
        const auto strides = tensor::stridesOf(c.in(input).shape());
        std::vector<int64_t> steps(labels.size(), 0);
        for (size_t d = 0; d < strides.size(); ++d)
            if (c.in(input).shape()[d] != 1)
                steps[static_cast<size_t>(std::ranges::find(labels, equation->inputs[input][d]) - labels.begin())]
                    += strides[d];
        return steps;
    };
    return visitNumber(c.in(0).type(), [&](auto zero) -> Result<void> {
        using T = decltype(zero);
        using Sum = std::conditional_t<std::is_integral_v<T>, uint64_t, double>;
        // Two inputs at a time over all labels; more are multiplied up first, element by element.
        Shape all = shape;
        all.insert(all.end(), summed.begin(), summed.end());
        const size_t inputs = equation->inputs.size();
        std::vector<std::vector<int64_t>> steps;
        for (size_t i = 0; i < inputs; ++i)
            steps.push_back(stepsOf(i));
        std::vector<Sum> sums(static_cast<size_t>((*out)->count()), Sum {});
        auto target = tensor::stridesOf(shape);
        target.resize(all.size(), 0);
        Tensor first = c.in(0);
        std::vector<int64_t> firstSteps = steps[0];
        for (size_t i = 1; i + 1 < inputs; ++i) {
            auto product = Tensor::make(first.type(), all);
            if (!product) return pass(product.error());
            const Walk<3> walk(all, {firstSteps, steps[i], tensor::stridesOf(all)});
            walk.run(c.threads(), [&](const auto& at, int64_t count, const auto& step) {
                for (int64_t j = 0; j < count; ++j)
                    product->template mutableAs<T>()[static_cast<size_t>(at[2] + j)]
                        = static_cast<T>(static_cast<std::conditional_t<std::is_integral_v<T>, uint64_t, T>>(
                                             first.as<T>()[static_cast<size_t>(at[0] + j * step[0])])
                            * static_cast<std::conditional_t<std::is_integral_v<T>, uint64_t, T>>(
                                c.in(i).as<T>()[static_cast<size_t>(at[1] + j * step[1])]));
            });
            first = *std::move(product);
            firstSteps = tensor::stridesOf(all);
        }
        const Tensor* last = inputs > 1 ? &c.in(inputs - 1) : nullptr;
        const Walk<3> walk(all, {firstSteps, last ? steps[inputs - 1] : std::vector<int64_t>(all.size(), 0), target});
        const T* x = first.as<T>().data();
        const T* y = last ? last->as<T>().data() : nullptr;
        walk.run([&](const auto& at, int64_t count, const auto& step) {
            for (int64_t j = 0; j < count; ++j)
                sums[static_cast<size_t>(at[2] + j * step[2])] += static_cast<Sum>(x[at[0] + j * step[0]])
                    * (y ? static_cast<Sum>(y[at[1] + j * step[1]]) : Sum {1});
        });
        std::ranges::transform(sums, (*out)->template mutableAs<T>().begin(), [](Sum v) { return static_cast<T>(v); });
        return {};
    });
}

} // namespace

std::span<const Operator> productOperators()
{
    static const Operator kOperators[] = {
        {.name = "MatMul", .since = 1, .run = matMul, .infer = inferMatMul, .needs = 2},
        {.name = "Gemm", .since = 1, .run = gemm, .infer = inferGemm, .needs = 2},
        {.name = "Einsum", .since = 12, .run = einsum},
    };
    return kOperators;
}

} // namespace bitladder::ops
