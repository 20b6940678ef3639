// Gradients of matrix products: with C = A·B, ∂A = ∂C·Bᵀ and ∂B = Aᵀ·∂C; of a Gemm behind its transpositions and
// factors, of a MatMul added up over what it is repeated for.
#include "core/train/gradient.h"
#include "core/train/product.h"

namespace bitladder::train
{

namespace
{

// into += factor · A[m, k] · B[k, n], or its transpose.
template<typename T>
void addProduct(int64_t m, int64_t n, int64_t k, const T* a, const T* b, T factor, bool turned, T* into)
{
    std::vector<T> c(static_cast<size_t>(m * n));
    product(m, n, k, a, b, c.data());
    if (turned) c = transposed(c.data(), m, n);
    for (size_t i = 0; i < c.size(); ++i)
        into[i] += factor * c[i];
}

// What a bias of any shape that is repeated to [m, n] gets.
template<typename T> void addRepeated(GradientContext& c, const Tensor& like, T factor, Tensor& into)
{
    const Shape& shape = c.out().shape();
    const ops::Walk<2> walk(shape, {ops::broadcastStrides(like.shape(), shape), tensor::stridesOf(shape)});
    const T* dy = c.dy<T>();
    T* to = into.mutableAs<T>().data();
    walk.run([&](const auto& at, int64_t count, const auto& step) {
        for (int64_t i = 0; i < count; ++i)
            to[at[0] + i * step[0]] += factor * dy[at[1] + i * step[1]];
    });
}

template<typename T> Result<void> gemmOf(GradientContext& c)
{
    const auto& attributes = c.node().attributes;
    const bool turnA = attributes.integer("transA", 0) != 0, turnB = attributes.integer("transB", 0) != 0;
    const T alpha = static_cast<T>(attributes.get<float>("alpha", 1.0f)),
            beta = static_cast<T>(attributes.get<float>("beta", 1.0f));
    const int64_t m = c.out().shape()[0], n = c.out().shape()[1], k = c.in(0).shape()[turnA ? 0 : 1];
    const T* dy = c.dy<T>();
    if (c.wants(0)) { // ∂A = ∂C·Bᵀ
        std::vector<T> across;
        const T* b = c.x<T>(1);
        if (!turnB) {
            across = transposed(b, k, n);
            b = across.data();
        }
        addProduct(m, k, n, dy, b, alpha, turnA, c.dx<T>(0));
    }
    if (c.wants(1)) { // ∂B = Aᵀ·∂C
        std::vector<T> across;
        const T* a = c.x<T>(0);
        if (!turnA) {
            across = transposed(a, m, k);
            a = across.data();
        }
        addProduct(k, n, m, a, dy, alpha, turnB, c.dx<T>(1));
    }
    if (c.wants(2)) addRepeated(c, c.in(2), beta, c.into(2));
    return {};
}

Result<void> gemm(GradientContext& c)
{
    return ops::visitFloat(c.in(0).type(), [&](auto zero) -> Result<void> { return gemmOf<decltype(zero)>(c); });
}

Result<void> matMul(GradientContext& c)
{
    const auto p = ops::productShape(c.in(0).shape(), c.in(1).shape());
    if (!p) return pass(p.error());
    return ops::visitFloat(c.in(0).type(), [&](auto zero) -> Result<void> {
        using T = decltype(zero);
        ops::eachMatrix(*p, [&](int64_t x, int64_t y, int64_t z) {
            const T* dy = c.dy<T>() + z;
            if (c.wants(0)) {
                const auto across = transposed(c.x<T>(1) + y, p->k, p->n);
                addProduct(p->m, p->k, p->n, dy, across.data(), T {1}, false, c.dx<T>(0) + x);
            }
            if (c.wants(1)) {
                const auto across = transposed(c.x<T>(0) + x, p->m, p->k);
                addProduct(p->k, p->n, p->m, across.data(), dy, T {1}, false, c.dx<T>(1) + y);
            }
        });
        if (c.wants(2)) addRepeated(c, c.in(2), T {1}, c.into(2)); // the vector that it took over
        return {};
    });
}

constexpr Gradient kRows[] = {{"Gemm", gemm}, {"MatMul", matMul}};

} // namespace

std::span<const Gradient> productGradients()
{
    return kRows;
}

} // namespace bitladder::train
