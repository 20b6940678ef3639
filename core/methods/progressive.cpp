// Progressive quantization: each layer is quantized on the quantized input of those before it. The range of its
// activations is estimated on what really arrives; its weights are fitted by least squares to the float network's
// output, w* = w + (H + μI)⁻¹·X̂ᵀ(X·w − X̂·w), with H = X̂ᵀX̂ over the calibration pictures (the asymmetric calibration
// of Li et al. 2025, GPTAQ, section 3; Qin et al. 2025, Qronos); then the range of the weights is estimated anew, and
// each weight in turn takes the level that leaves the least error of the output, in several sweeps (Behdin et al.
// 2023, QuantEase, eq. 6: cyclic coordinate descent).
#include "core/base/translatable_message.h"
#include "core/engine/layer_values.h"
#include "core/methods/float_product.h"
#include "core/methods/graph_edits.h"
#include "core/methods/layer_rows.h"
#include "core/methods/level_grid.h"
#include "core/quant/estimate.h"

#include <Eigen/Cholesky>
#include <algorithm>
#include <cmath>
#include <limits>

namespace bitladder::methods
{

extern const Method kProgressive;

namespace
{

// Of one group: H = X̂ᵀX̂ and C = X̂ᵀX, [depth, depth].
struct Moments {
    Eigen::MatrixXd quantized, cross;
};

Eigen::MatrixXd product(const FloatRows& left, const FloatRows& right, const Threads& threads)
{
    FloatProduct multiply;
    multiply.setRight(right.data(), right.rows(), right.cols(), right.cols());
    FloatRows out(left.rows(), right.cols());
    multiply.multiply(left.data(), left.rows(), left.cols(), out.data(), out.cols(), threads);
    return out.cast<double>();
}

std::vector<Moments> momentsOf(const LayerRows& rows, const Threads& threads)
{
    std::vector<Moments> moments(rows.quantized.size());
    const Threads alone(1);
    const bool many = moments.size() > 1;
    const auto compute = [&](size_t g) {
        const FloatRows transposed = rows.quantized[g].transpose();
        const Threads& used = many ? alone : threads;
        Moments& m = moments[g];
        m.quantized = product(transposed, rows.quantized[g], used);
        m.quantized = (0.5 * (m.quantized + m.quantized.transpose())).eval();
        m.cross = product(transposed, rows.real[g], used);
    };
    if (many)
        threads.each(moments.size(), compute);
    else
        compute(0);
    return moments;
}

// Channels of a group as columns, [depth, channels].
Eigen::MatrixXd columnsOf(const std::vector<double>& values, size_t first, size_t count, size_t depth)
{
    return Eigen::Map<const Eigen::MatrixXd>(
        values.data() + first * depth, static_cast<Eigen::Index>(depth), static_cast<Eigen::Index>(count));
}

// Σ over rows of |X̂·ŵ − X·w|², less what no ŵ can change; so that of two choices the one with less is better.
double changeable(const Moments& m, const Eigen::VectorXd& quantized, const Eigen::VectorXd& wanted)
{
    return quantized.dot(m.quantized * quantized) - 2 * quantized.dot(wanted);
}

// Cyclic coordinate descent on one channel: w are levels, `wanted` is X̂ᵀ·y.
void descend(Eigen::VectorXd& w, const Moments& m, const Eigen::VectorXd& wanted, const LevelGrid& grid,
    const std::vector<size_t>& slices, int sweeps)
{
    Eigen::VectorXd gradient = m.quantized * w - wanted;
    for (int sweep = 0; sweep < sweeps; ++sweep) {
        bool moved = false;
        for (Eigen::Index k = 0; k < w.size(); ++k) {
            const double curvature = m.quantized(k, k);
            if (!(curvature > 0)) continue;
            const double level = grid.nearest(w[k] - gradient[k] / curvature, slices[static_cast<size_t>(k)]);
            const double change = level - w[k];
            // A level is taken only where it is better by more than rounding.
            if (change == 0 || change * (gradient[k] + 0.5 * change * curvature) >= 0) continue;
            w[k] = level;
            gradient += change * m.quantized.col(k);
            moved = true;
        }
        if (!moved) return;
    }
}

struct Fitted {
    std::vector<double> weights; // w*
    std::vector<double> levels; // ŵ
    quant::Quantizer quantizer;
    double before = 0, after = 0; // SQNR in dB
};

struct Settings {
    double damping = 0;
    int64_t rows = 0;
    int sweeps = 0;
};

Result<Fitted> fit(const Draft& draft, const graph::Layer& layer, RowSource& source, const Settings& settings)
{
    auto rows = source.of(layer);
    if (!rows) return pass(rows.error());
    const auto values = draft.values(layer);
    if (!values) return pass(values.error());
    const auto realValues = engine::layerValues(draft.floatGraph(), draft.floatLayer(layer));
    if (!realValues) return pass(realValues.error());
    const auto present = doublesOf(*values), real = doublesOf(*realValues), now = doublesOf(draft.quantized(layer));
    const auto channels = static_cast<size_t>(values->channels), depth = static_cast<size_t>(values->perChannel);
    const auto moments = momentsOf(*rows, draft.threads());
    const size_t perGroup = channels / moments.size();
    Fitted fitted;
    fitted.weights.resize(present.size());
    std::vector<Eigen::MatrixXd> wanted(moments.size()); // X̂ᵀ·X·w, by group
    double signal = 0;
    for (size_t g = 0; g < moments.size(); ++g) {
        const Eigen::MatrixXd w = columnsOf(present, g * perGroup, perGroup, depth),
                              aim = columnsOf(real, g * perGroup, perGroup, depth);
        wanted[g] = moments[g].cross * aim;
        signal += product(rows->real[g], aim.cast<float>(), draft.threads()).squaredNorm();
        Eigen::MatrixXd damped = moments[g].quantized;
        const double mean = damped.diagonal().mean();
        damped.diagonal().array() += mean > 0 ? settings.damping * mean : 1.0;
        const Eigen::LLT<Eigen::MatrixXd> cholesky(damped);
        if (cholesky.info() != Eigen::Success)
            return fail(
                "layer {} ({}): its second moments cannot be inverted; more damping helps", layer.name, layer.op);
        Eigen::Map<Eigen::MatrixXd>(fitted.weights.data() + g * perGroup * depth, w.rows(), w.cols())
            = w + cholesky.solve(wanted[g] - moments[g].quantized * w);
    }
    rows->quantized.clear();
    rows->real.clear();
    quant::ChannelValues moved;
    moved.channels = values->channels;
    moved.perChannel = values->perChannel;
    moved.f64 = fitted.weights;
    const quant::QuantSpec& spec = draft.recipe().layers[static_cast<size_t>(layer.id.index)].weights;
    fitted.quantizer
        = quant::needsData(spec) ? quant::quantizerFor(moved, spec, draft.threads()) : draft.quantized(layer).quantizer;
    const auto nearest = quant::quantizeNearest(moved, fitted.quantizer, draft.threads());
    fitted.levels = nearest.unchanged() ? fitted.weights : doublesOf(nearest);
    const auto grid = LevelGrid::of(fitted.quantizer);
    std::vector<double> before(channels), after(channels), least(channels);
    draft.threads().each(channels, [&](size_t c) {
        const size_t g = c / perGroup;
        const Eigen::VectorXd aim = wanted[g].col(static_cast<Eigen::Index>(c % perGroup));
        Eigen::Map<Eigen::VectorXd> levels(fitted.levels.data() + c * depth, static_cast<Eigen::Index>(depth));
        Eigen::VectorXd w = levels;
        if (grid) descend(w, moments[g], aim, *grid, slicesOf(fitted.quantizer, c, depth), settings.sweeps);
        levels = w;
        before[c] = changeable(moments[g], Eigen::Map<const Eigen::VectorXd>(now.data() + c * depth, w.size()), aim);
        after[c] = changeable(moments[g], w, aim);
    });
    double errorBefore = signal, errorAfter = signal;
    for (size_t c = 0; c < channels; ++c) {
        errorBefore += before[c];
        errorAfter += after[c];
    }
    const auto decibels = [&](double error) {
        return error > 0 ? 10 * std::log10(signal / error) : std::numeric_limits<double>::infinity();
    };
    fitted.before = decibels(errorBefore);
    fitted.after = decibels(errorAfter);
    return fitted;
}

// The range of what the layer really reads, with the layers before it quantized.
Result<void> estimateActivations(Draft& draft, const graph::Layer& layer)
{
    const quant::QuantSpec& spec = draft.recipe().layers[static_cast<size_t>(layer.id.index)].activations;
    if (!draft.activations(layer) || !quant::needsData(spec)) return {};
    quant::Histogram histogram;
    BITLADDER_TRY(draft.run(
        layer.id.index - 1,
        [&](LayerId id, engine::Tap tap, const tensor::Tensor& value) {
            if (id != layer.id || tap != engine::Tap::LayerInput) return;
            if (value.type() == tensor::ElementType::Float64)
                histogram.add(value.as<double>());
            else if (value.type() == tensor::ElementType::Float32)
                histogram.add(value.as<float>());
        },
        &layer));
    if (!histogram.empty()) draft.setActivations(layer, quant::activationQuantizer(histogram, spec));
    return {};
}

Result<void> apply(Draft& draft, const quant::MethodChoice& choice, engine::MethodLog& log)
{
    log.measure = "output SQNR in dB, against the float network";
    Settings settings;
    settings.damping = parameterOf(kProgressive, choice, "damping");
    settings.rows = static_cast<int64_t>(parameterOf(kProgressive, choice, "rows"));
    settings.sweeps = static_cast<int>(parameterOf(kProgressive, choice, "sweeps"));
    RowSource source(draft, settings.rows, RowSource::Neighbours::Alone);
    for (size_t i = 0; i < draft.layers().size(); ++i) {
        const graph::Layer layer = draft.layers()[i];
        if (draft.job().stopped()) return cancelled();
        if (draft.enough(log)) break;
        draft.job().report(static_cast<double>(i) / static_cast<double>(draft.layers().size()), layer.name);
        BITLADDER_TRY(estimateActivations(draft, layer));
        if (!draft.changesWeights(layer) || layer.arithmetic == graph::Arithmetic::Operator) continue;
        auto fitted = fit(draft, layer, source, settings);
        if (!fitted) return pass(fitted.error());
        log.layers.push_back({layer.id.index, fitted->before, std::max(fitted->before, fitted->after)});
        if (!(fitted->after > fitted->before)) continue;
        auto changed = std::make_shared<graph::Graph>(draft.graph());
        setWeights(*changed, layer, fitted->weights, "fitted");
        draft.correct(std::move(changed));
        const int64_t channels = draft.quantized(layer).channels;
        if (LevelGrid::of(fitted->quantizer)) {
            draft.setQuantized(
                layer, codesOfLevels(std::move(fitted->levels), channels, fitted->quantizer, draft.threads()));
            continue;
        }
        quant::ChannelValues moved;
        moved.channels = channels;
        moved.perChannel = draft.quantized(layer).perChannel;
        moved.f64 = std::move(fitted->weights);
        draft.setQuantized(layer, quant::quantizeNearest(moved, fitted->quantizer, draft.threads()));
    }
    return {};
}

} // namespace

const Method kProgressive {
    .id = "progressive",
    .label = QT_TRANSLATE_NOOP("Method", "progressive quantization"),
    .source = "Behdin et al. 2023, QuantEase, eq. 6; Li et al. 2025, GPTAQ, section 3",
    .needs = Method::Needs::Pictures,
    // damping: share of the mean of H's diagonal that keeps the fitted weights near the float ones
    .parameters = {{"damping", 1, 1e-6, 1000}, {"rows", 16384, 16, 1 << 20}, {"sweeps", 8, 0, 1000}},
    .apply = apply,
};

} // namespace bitladder::methods
