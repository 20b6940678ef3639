// RNN, GRU and LSTM: forward, reverse and both, in either layout, computed in the type of the data.
#include "core/ops/matrix.h"

namespace bitladder::ops
{

namespace
{

struct Activation {
    std::string name;
    double alpha = 0, beta = 0;

    double operator()(double x) const
    {
        if (name == "sigmoid") return 1 / (1 + std::exp(-x));
        if (name == "tanh") return std::tanh(x);
        if (name == "relu") return std::max(x, 0.0);
        if (name == "affine") return alpha * x + beta;
        if (name == "leakyrelu") return x < 0 ? alpha * x : x;
        if (name == "thresholdedrelu") return x > alpha ? x : 0;
        if (name == "scaledtanh") return alpha * std::tanh(beta * x);
        if (name == "hardsigmoid") return std::clamp(alpha * x + beta, 0.0, 1.0);
        if (name == "elu") return x < 0 ? alpha * std::expm1(x) : x;
        if (name == "softsign") return x / (1 + std::fabs(x));
        return std::log1p(std::exp(-std::fabs(x))) + std::max(x, 0.0); // softplus
    }
};

enum class Cell { Rnn, Gru, Lstm };

struct Plan {
    Cell cell = Cell::Rnn;
    int64_t times = 0, batch = 0, inputs = 0, hidden = 0, directions = 1, gates = 1;
    bool reverse = false, batchFirst = false;
    bool linearBeforeReset = false, inputForget = false;
    double clip = 0; // 0: none
    std::vector<Activation> activations; // per direction and function
};

Result<std::vector<Activation>> activationsOf(const OpContext& c, Cell cell, int64_t directions)
{
    std::vector<std::string> names = c.node().attributes.get<std::vector<std::string>>("activations", {});
    const std::vector<std::string> usual = cell == Cell::Rnn ? std::vector<std::string> {"Tanh"}
        : cell == Cell::Gru                                  ? std::vector<std::string> {"Sigmoid", "Tanh"}
                                                             : std::vector<std::string> {"Sigmoid", "Tanh", "Tanh"};
    if (names.empty())
        for (int64_t d = 0; d < directions; ++d)
            names.insert(names.end(), usual.begin(), usual.end());
    if (names.size() != usual.size() * static_cast<size_t>(directions))
        return fail("{} activations do not fit {} directions", names.size(), directions);
    const auto alphas = c.node().attributes.get<std::vector<float>>("activation_alpha", {});
    const auto betas = c.node().attributes.get<std::vector<float>>("activation_beta", {});
    struct Known {
        std::string_view name;
        double alpha, beta;
        bool takesAlpha, takesBeta;
    };
    constexpr Known kKnown[] = {{"sigmoid", 0, 0, false, false}, {"tanh", 0, 0, false, false},
        {"relu", 0, 0, false, false}, {"affine", 1, 0, true, true}, {"leakyrelu", 0.01, 0, true, false},
        {"thresholdedrelu", 1, 0, true, false}, {"scaledtanh", 1, 1, true, true}, {"hardsigmoid", 0.2, 0.5, true, true},
        {"elu", 1, 0, true, false}, {"softsign", 0, 0, false, false}, {"softplus", 0, 0, false, false}};
    std::vector<Activation> list;
    size_t alpha = 0, beta = 0; // each function takes the next of its parameters
    for (std::string name : names) {
        for (char& letter : name)
            if (letter >= 'A' && letter <= 'Z') letter = static_cast<char>(letter - 'A' + 'a');
        const auto* known = std::ranges::find(kKnown, std::string_view(name), &Known::name);
        if (known == std::end(kKnown)) return unsupported("activation \"{}\" is not supported", name);
        Activation activation {name, known->alpha, known->beta};
        if (known->takesAlpha && alpha < alphas.size()) activation.alpha = static_cast<double>(alphas[alpha++]);
        if (known->takesBeta && beta < betas.size()) activation.beta = static_cast<double>(betas[beta++]);
        list.push_back(std::move(activation));
    }
    return list;
}

Result<Plan> planOf(const OpContext& c, Cell cell)
{
    const auto& attributes = c.node().attributes;
    Plan p;
    p.cell = cell;
    p.gates = cell == Cell::Rnn ? 1 : (cell == Cell::Gru ? 3 : 4);
    const Tensor& x = c.in(0);
    const Tensor& w = c.in(1);
    const Tensor& r = c.in(2);
    if (x.rank() != 3 || w.rank() != 3 || r.rank() != 3) return fail("data and weights must be of rank 3");
    if (x.empty()) return fail("data {} is empty", tensor::toString(x.shape()));
    p.batchFirst = attributes.integer("layout", 0) != 0;
    p.times = x.shape()[p.batchFirst ? 1 : 0];
    p.batch = x.shape()[p.batchFirst ? 0 : 1];
    p.inputs = x.shape()[2];
    const auto direction = attributes.get<std::string>("direction", "forward");
    if (direction != "forward" && direction != "reverse" && direction != "bidirectional")
        return fail("direction \"{}\" is unknown", direction);
    p.reverse = direction == "reverse";
    p.directions = direction == "bidirectional" ? 2 : 1;
    p.hidden = r.shape()[2];
    const int64_t given = attributes.integer("hidden_size", p.hidden);
    if (given != p.hidden || p.hidden < 1)
        return fail("hidden_size {} does not fit weights {}", given, tensor::toString(r.shape()));
    int64_t rows = 0;
    if (__builtin_mul_overflow(p.gates, p.hidden, &rows) || w.shape() != Shape {p.directions, rows, p.inputs}
        || r.shape() != Shape {p.directions, rows, p.hidden})
        return fail("weights {} and {} do not fit data {}", tensor::toString(w.shape()), tensor::toString(r.shape()),
            tensor::toString(x.shape()));
    if (c.has(3) && c.in(3).count() != p.directions * 2 * rows)
        return fail("bias {} does not fit", tensor::toString(c.in(3).shape()));
    if (c.has(4) && c.in(4).count() != p.batch)
        return fail("{} sequence lengths do not fit {} samples", c.in(4).count(), p.batch);
    for (const size_t state : {size_t {5}, size_t {6}})
        if (c.has(state) && (state == 5 || cell == Cell::Lstm)
            && c.in(state).count() != p.directions * p.batch * p.hidden)
            return fail("initial state {} does not fit", tensor::toString(c.in(state).shape()));
    if (cell == Cell::Lstm && c.has(7) && c.in(7).count() != p.directions * 3 * p.hidden)
        return fail("peepholes {} do not fit", tensor::toString(c.in(7).shape()));
    for (const size_t i : {1, 2, 3, 5, 6, 7})
        if (c.has(i)) BITLADDER_TRY(sameType(x, c.in(i)));
    p.linearBeforeReset = attributes.integer("linear_before_reset", 0) != 0;
    p.inputForget = attributes.integer("input_forget", 0) != 0;
    p.clip = numberAttribute(c, "clip", 0);
    auto activations = activationsOf(c, cell, p.directions);
    if (!activations) return pass(activations.error());
    p.activations = *std::move(activations);
    return p;
}

template<typename T> class Runner
{
public:
    Runner(OpContext& c, const Plan& p, T* all, T* last, T* lastCell)
        : m_c(c)
        , m_p(p)
        , m_all(all)
        , m_last(last)
        , m_lastCell(lastCell)
    {
    }

    void direction(int64_t d)
    {
        const Plan& p = m_p;
        const int64_t rows = p.gates * p.hidden, state = p.batch * p.hidden;
        const T* w = m_c.in(1).as<T>().data() + d * rows * p.inputs;
        m_r = m_c.in(2).as<T>().data() + d * rows * p.hidden;
        m_bias = m_c.has(3) ? m_c.in(3).as<T>().data() + d * 2 * rows : nullptr;
        m_peephole = p.cell == Cell::Lstm && m_c.has(7) ? m_c.in(7).as<T>().data() + d * 3 * p.hidden : nullptr;
        m_activations = p.activations.data() + static_cast<int64_t>(p.activations.size()) / p.directions * d;
        // All inputs at once: [times · batch, rows], in the order of the data.
        std::vector<T> projected(static_cast<size_t>(p.times * p.batch * rows));
        multiply(m_c.threads(), p.times * p.batch, rows, p.inputs, Strided<T> {m_c.in(0).as<T>().data(), p.inputs, 1},
            Strided<T> {w, 1, p.inputs}, projected.data(), rows);
        std::vector<T> hidden(static_cast<size_t>(state), T {}), cell(static_cast<size_t>(state), T {});
        for (int64_t n = 0; n < p.batch; ++n)
            for (int64_t h = 0; h < p.hidden; ++h) {
                const auto from = static_cast<size_t>(
                    p.batchFirst ? (n * p.directions + d) * p.hidden + h : (d * p.batch + n) * p.hidden + h);
                if (m_c.has(5)) hidden[static_cast<size_t>(n * p.hidden + h)] = m_c.in(5).as<T>()[from];
                if (p.cell == Cell::Lstm && m_c.has(6))
                    cell[static_cast<size_t>(n * p.hidden + h)] = m_c.in(6).as<T>()[from];
            }
        const bool backwards = p.reverse || d == 1;
        std::vector<T> recurrent(static_cast<size_t>(p.batch * rows));
        for (int64_t step = 0; step < p.times; ++step) {
            multiply(m_c.threads(), p.batch, rows, p.hidden, Strided<T> {hidden.data(), p.hidden, 1},
                Strided<T> {m_r, 1, p.hidden}, recurrent.data(), rows);
            for (int64_t n = 0; n < p.batch; ++n) {
                const int64_t length = m_c.has(4) ? std::clamp<int64_t>(m_c.in(4).integerAt(n), 0, p.times) : p.times;
                if (step >= length) continue; // the results behind a short sequence stay zero
                const int64_t t = backwards ? length - 1 - step : step;
                const T* x = projected.data() + (p.batchFirst ? n * p.times + t : t * p.batch + n) * rows;
                T* h = hidden.data() + n * p.hidden;
                advance(x, recurrent.data() + n * rows, h, cell.data() + n * p.hidden);
                if (!m_all) continue;
                T* to = m_all
                    + (p.batchFirst ? (n * p.times + t) * p.directions + d : (t * p.directions + d) * p.batch + n)
                        * p.hidden;
                std::copy_n(h, p.hidden, to);
            }
        }
        for (int64_t n = 0; n < p.batch; ++n) {
            const int64_t to = (p.batchFirst ? n * p.directions + d : d * p.batch + n) * p.hidden;
            if (m_last) std::copy_n(hidden.data() + n * p.hidden, p.hidden, m_last + to);
            if (m_lastCell) std::copy_n(cell.data() + n * p.hidden, p.hidden, m_lastCell + to);
        }
    }

private:
    // x and r: W·x and R·h of this sample; h and cell are its state.
    void advance(const T* x, const T* r, T* h, T* cell)
    {
        const int64_t hidden = m_p.hidden;
        const auto gate = [&](int64_t g, int64_t i) {
            return static_cast<double>(x[g * hidden + i]) + static_cast<double>(r[g * hidden + i]) + bias(g, i)
                + recurrentBias(g, i);
        };
        if (m_p.cell == Cell::Rnn) {
            for (int64_t i = 0; i < hidden; ++i)
                h[i] = static_cast<T>(m_activations[0](clipped(gate(0, i))));
        } else if (m_p.cell == Cell::Gru) {
            gru(x, r, h, gate);
        } else {
            for (int64_t i = 0; i < hidden; ++i) { // gates: input, output, forget, cell
                const auto old = static_cast<double>(cell[i]);
                const auto peep
                    = [&](int64_t k) { return m_peephole ? static_cast<double>(m_peephole[k * hidden + i]) : 0; };
                const double in = m_activations[0](clipped(gate(0, i) + peep(0) * old));
                const double forget = m_p.inputForget ? 1 - in : m_activations[0](clipped(gate(2, i) + peep(2) * old));
                const double fresh = forget * old + in * m_activations[1](clipped(gate(3, i)));
                const double out = m_activations[0](clipped(gate(1, i) + peep(1) * fresh));
                cell[i] = static_cast<T>(fresh);
                h[i] = static_cast<T>(out * m_activations[2](fresh));
            }
        }
    }

    template<typename Gate> void gru(const T* x, const T* r, T* h, Gate gate)
    {
        const int64_t hidden = m_p.hidden; // gates: update, reset, hidden
        std::vector<T> reset(static_cast<size_t>(hidden)), candidate(static_cast<size_t>(hidden));
        for (int64_t i = 0; i < hidden; ++i) {
            const double value = m_activations[0](clipped(gate(1, i)));
            const auto at = static_cast<size_t>(i);
            reset[at] = static_cast<T>(value * static_cast<double>(h[i]));
            candidate[at] = static_cast<T>(value * (static_cast<double>(r[2 * hidden + i]) + recurrentBias(2, i)));
        }
        if (!m_p.linearBeforeReset) {
            multiply<T>(1, hidden, hidden, Strided<T> {reset.data(), hidden, 1},
                Strided<T> {m_r + 2 * hidden * hidden, 1, hidden}, candidate.data(), hidden);
            for (int64_t i = 0; i < hidden; ++i)
                candidate[static_cast<size_t>(i)] += static_cast<T>(recurrentBias(2, i));
        }
        for (int64_t i = 0; i < hidden; ++i) {
            const double update = m_activations[0](clipped(gate(0, i)));
            const double fresh = m_activations[1](clipped(static_cast<double>(x[2 * hidden + i]) + bias(2, i)
                + static_cast<double>(candidate[static_cast<size_t>(i)])));
            h[i] = static_cast<T>((1 - update) * fresh + update * static_cast<double>(h[i]));
        }
    }

    double bias(int64_t g, int64_t i) const { return m_bias ? static_cast<double>(m_bias[g * m_p.hidden + i]) : 0; }
    double recurrentBias(int64_t g, int64_t i) const
    {
        return m_bias ? static_cast<double>(m_bias[(m_p.gates + g) * m_p.hidden + i]) : 0;
    }
    double clipped(double x) const { return m_p.clip > 0 ? std::clamp(x, -m_p.clip, m_p.clip) : x; }

    OpContext& m_c;
    const Plan& m_p;
    T *m_all, *m_last, *m_lastCell;
    const T* m_r = nullptr;
    const T* m_bias = nullptr;
    const T* m_peephole = nullptr;
    const Activation* m_activations = nullptr;
};

template<Cell kCell> Result<void> recurrent(OpContext& c)
{
    const auto p = planOf(c, kCell);
    if (!p) return pass(p.error());
    const Shape all = p->batchFirst ? Shape {p->batch, p->times, p->directions, p->hidden}
                                    : Shape {p->times, p->directions, p->batch, p->hidden};
    const Shape last
        = p->batchFirst ? Shape {p->batch, p->directions, p->hidden} : Shape {p->directions, p->batch, p->hidden};
    return visitFloat(c.in(0).type(), [&](auto zero) -> Result<void> {
        using T = decltype(zero);
        T* targets[3] = {nullptr, nullptr, nullptr};
        for (size_t i = 0; i < (kCell == Cell::Lstm ? 3 : 2); ++i) {
            if (!c.wants(i)) continue;
            auto out = c.out(i, c.in(0).type(), i == 0 ? all : last);
            if (!out) return pass(out.error());
            std::ranges::fill((*out)->template mutableAs<T>(), T {});
            targets[i] = (*out)->template mutableAs<T>().data();
        }
        Runner<T> runner(c, *p, targets[0], targets[1], targets[2]);
        for (int64_t d = 0; d < p->directions; ++d)
            runner.direction(d);
        return {};
    });
}

template<Cell kCell>
Result<std::vector<std::pair<ElementType, Shape>>> infer(const Node& node, std::span<const Tensor* const> inputs)
{
    const Threads threads(1);
    OpContext c(node, inputs, threads);
    for (size_t i = 0; i < 3; ++i)
        if (!c.has(i)) return fail("input {} is missing", i);
    const auto p = planOf(c, kCell);
    if (!p) return pass(p.error());
    const ElementType type = inputs[0]->type();
    const Shape last
        = p->batchFirst ? Shape {p->batch, p->directions, p->hidden} : Shape {p->directions, p->batch, p->hidden};
    std::vector<std::pair<ElementType, Shape>> result;
    result.emplace_back(type,
        p->batchFirst ? Shape {p->batch, p->times, p->directions, p->hidden}
                      : Shape {p->times, p->directions, p->batch, p->hidden});
    result.emplace_back(type, last);
    if (kCell == Cell::Lstm) result.emplace_back(type, last);
    return result;
}

} // namespace

std::span<const Operator> recurrentOperators()
{
    static const Operator kOperators[] = {
        {.name = "RNN", .since = 7, .run = recurrent<Cell::Rnn>, .infer = infer<Cell::Rnn>, .needs = 3},
        {.name = "GRU", .since = 7, .run = recurrent<Cell::Gru>, .infer = infer<Cell::Gru>, .needs = 3},
        {.name = "LSTM", .since = 7, .run = recurrent<Cell::Lstm>, .infer = infer<Cell::Lstm>, .needs = 3},
    };
    return kOperators;
}

} // namespace bitladder::ops
