// GPTQ: weights are rounded one after another, and each one's error is passed on to those that are still free, so that
// the output moves least (Frantar et al. 2023, "GPTQ", algorithm 1, after Hassibi et al. 1993, Optimal Brain Surgeon).
// Layer after layer, each on the quantized input of those before; or each by itself, on its input in the float network.
#include "core/base/translatable_message.h"
#include "core/methods/level_grid.h"
#include "core/methods/output_error.h"
#include "core/quant/quantize.h"

#include <Eigen/Cholesky>
#include <algorithm>
#include <numeric>

namespace bitladder::methods
{

extern const Method kGptq;

namespace
{

// The inverse of the damped moments as an upper triangle U with H⁻¹ = Uᵀ·U, and the order in which columns are rounded.
struct Inverse {
    Eigen::MatrixXd upper;
    std::vector<Eigen::Index> order; // position → column; most active first
};

Result<Inverse> inverseOf(const Eigen::MatrixXd& moments, double damping)
{
    const Eigen::Index n = moments.rows();
    Inverse inverse;
    inverse.order.resize(static_cast<size_t>(n));
    std::iota(inverse.order.begin(), inverse.order.end(), Eigen::Index {0});
    std::ranges::stable_sort(
        inverse.order, [&](Eigen::Index a, Eigen::Index b) { return moments(a, a) > moments(b, b); });
    Eigen::MatrixXd h(n, n);
    for (Eigen::Index j = 0; j < n; ++j)
        for (Eigen::Index i = 0; i < n; ++i)
            h(i, j) = moments(inverse.order[static_cast<size_t>(i)], inverse.order[static_cast<size_t>(j)]);
    const double mean = h.diagonal().mean();
    // What never is anything else than zero has no say: any value keeps the matrix invertible.
    h.diagonal().array() += mean > 0 ? damping * mean : 1.0;
    const Eigen::LLT<Eigen::MatrixXd> cholesky(h);
    if (cholesky.info() != Eigen::Success) return fail("its second moments cannot be inverted; more damping helps");
    const Eigen::LLT<Eigen::MatrixXd> second(cholesky.solve(Eigen::MatrixXd::Identity(n, n)));
    if (second.info() != Eigen::Success) return fail("its second moments cannot be inverted; more damping helps");
    inverse.upper = second.matrixU();
    return inverse;
}

// One channel: writes x̂ and the codes.
void roundChannel(Eigen::VectorXd w, const Inverse& inverse, const quant::Quantizer& quantizer, size_t channel,
    const std::function<void(size_t at, double value, size_t slice)>& take)
{
    const auto n = static_cast<size_t>(w.size());
    const auto slices = slicesOf(quantizer, channel, n);
    Eigen::VectorXd row(w.size()); // in the order of rounding
    for (size_t i = 0; i < n; ++i)
        row[static_cast<Eigen::Index>(i)] = w[inverse.order[i]];
    for (size_t i = 0; i < n; ++i) {
        const auto at = static_cast<Eigen::Index>(i);
        const auto column = static_cast<size_t>(inverse.order[i]);
        const double x = row[at];
        double rounded = 0;
        quant::fakeQuantize(std::span<const double>(&x, 1), quantizer, slices[column], std::span<double>(&rounded, 1));
        take(column, x, slices[column]);
        const Eigen::Index rest = row.size() - at;
        const double error = (x - rounded) / inverse.upper(at, at);
        row.tail(rest) -= error * inverse.upper.row(at).tail(rest).transpose();
    }
}

quant::QuantizedTensor rounded(const quant::ChannelValues& values, const quant::QuantizedTensor& nearest,
    const std::vector<Inverse>& inverses, const Threads& threads)
{
    // What rounding sees instead of the weights: quantizing it to the nearest gives the codes.
    quant::ChannelValues moved;
    moved.channels = values.channels;
    moved.perChannel = values.perChannel;
    const auto length = static_cast<size_t>(values.perChannel), channels = static_cast<size_t>(values.channels);
    moved.f64.resize(channels * length);
    const size_t perGroup = channels / inverses.size();
    threads.each(channels, [&](size_t c) {
        roundChannel(channelOf(values, c), inverses[c / perGroup], nearest.quantizer, c,
            [&](size_t at, double x, size_t) { moved.f64[c * length + at] = x; });
    });
    return quant::quantizeNearest(moved, nearest.quantizer, threads);
}

// Rounds a layer by what it reads, and logs what became of its output.
Result<void> roundLayer(
    Draft& draft, const graph::Layer& layer, const InputStatistics& statistics, double damping, engine::MethodLog& log)
{
    std::vector<Inverse> inverses;
    for (const auto& moments : statistics.moments) {
        auto inverse = inverseOf(moments, damping);
        if (!inverse) return pass(inverse.error().within(fmt::format("layer {} ({})", layer.name, layer.op)));
        inverses.push_back(*std::move(inverse));
    }
    const auto values = draft.values(layer);
    if (!values) return pass(values.error());
    const double before = outputSqnr(statistics, *values, draft.quantized(layer), draft.threads());
    draft.setQuantized(layer, rounded(*values, draft.quantized(layer), inverses, draft.threads()));
    log.layers.push_back(
        {layer.id.index, before, outputSqnr(statistics, *values, draft.quantized(layer), draft.threads())});
    return {};
}

// On what the layers read in the float network: what one layer becomes depends on no other, so that it is found again
// when only others change.
Result<void> roundAlone(Draft& draft, std::span<const graph::Layer> layers, double damping,
    const quant::MethodChoice& choice, engine::MethodLog& log)
{
    std::vector<graph::Layer> open;
    for (const graph::Layer& layer : layers)
        if (!draft.findKept(layer, choice)) open.push_back(layer);
    constexpr size_t kBytes = size_t {512} << 20; // of moments at the same time
    for (size_t first = 0; first < open.size();) {
        if (draft.job().stopped()) return cancelled();
        size_t end = first, bytes = 0;
        do {
            const auto& shape = draft.quantized(open[end]);
            bytes += static_cast<size_t>(shape.perChannel * shape.perChannel) * sizeof(double);
            ++end;
        } while (end < open.size() && bytes < kBytes);
        const auto some = std::span(open).subspan(first, end - first);
        auto statistics = inputStatistics(draft, some, -1, Moments::Second);
        if (!statistics) return pass(statistics.error());
        for (size_t i = 0; i < some.size(); ++i) {
            if (draft.enough(log)) return {};
            draft.job().report(static_cast<double>(first + i) / static_cast<double>(open.size()), some[i].name);
            BITLADDER_TRY(roundLayer(draft, some[i], (*statistics)[i], damping, log));
            draft.keep(some[i], choice);
        }
        first = end;
    }
    return {};
}

Result<void> apply(Draft& draft, const quant::MethodChoice& choice, engine::MethodLog& log)
{
    log.measure = "output SQNR in dB";
    const double damping = parameterOf(kGptq, choice, "damping");
    std::vector<graph::Layer> layers;
    for (const graph::Layer& layer : draft.layers())
        if (draft.changesWeights(layer) && layer.arithmetic != graph::Arithmetic::Operator) layers.push_back(layer);
    if (parameterOf(kGptq, choice, "sequential") == 0) return roundAlone(draft, layers, damping, choice, log);
    for (size_t i = 0; i < layers.size();) {
        if (draft.job().stopped()) return cancelled();
        if (draft.enough(log)) break;
        draft.job().report(static_cast<double>(i) / static_cast<double>(layers.size()), layers[i].name);
        // Layers that read the same value are run at once.
        size_t end = i + 1;
        while (end < layers.size() && layers[end].input == layers[i].input)
            ++end;
        const auto some = std::span(layers).subspan(i, end - i);
        auto statistics = inputStatistics(draft, some, some.back().id.index, Moments::Second);
        if (!statistics) return pass(statistics.error());
        for (size_t k = 0; k < some.size(); ++k)
            BITLADDER_TRY(roundLayer(draft, some[k], (*statistics)[k], damping, log));
        i = end;
    }
    return {};
}

} // namespace

const Method kGptq {
    .id = "gptq",
    .label = QT_TRANSLATE_NOOP("Method", "GPTQ"),
    .source = "Frantar et al. 2023, GPTQ, algorithm 1",
    .needs = Method::Needs::Pictures,
    .onOneLayer = true,
    .quick = true,
    // damping: share of the mean of the diagonal that is added to it. sequential: 1 on the quantized input of the
    // layers before, 0 on that of the float network
    .parameters = {{"damping", 0.01, 1e-6, 1}, {"sequential", 1, 0, 1}},
    .apply = apply,
};

} // namespace bitladder::methods
