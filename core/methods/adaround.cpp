// AdaRound: whether a weight goes to the level below or above is learned, so that the layer's output behind its
// activation function is what it is in the float network (Nagel et al. 2020, Up or Down?, eq. 21 to 25). Layer after
// layer, each on the quantized input of those before ("asymmetric reconstruction").
//
//   ŵ = below + h(v)·(above − below), h(v) = clamp(σ(v)·(ζ − γ) + γ, 0, 1), ζ = 1.1, γ = −0.1
//   loss = Σ (f(ŵ·x̂ + b) − f(w·x + b))² + λ·Σ (1 − |2h(v) − 1|^β), β from 20 to 2
//
// Codes that an earlier method chose (GPTQ) are where it begins. With `bias`, the bias of every channel is learned too:
// what the layers before it lost of the signal is made up for. With `refit`, integers with a scale for each channel
// then get the scale that fits the learned codes best, in the same error.
//
// The error is counted in units of what nearest rounding makes of one weight, so that λ means the same in every layer.
#include "core/base/translatable_message.h"
#include "core/engine/layer_values.h"
#include "core/methods/float_product.h"
#include "core/methods/graph_edits.h"
#include "core/methods/layer_rows.h"
#include "core/methods/level_grid.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace bitladder::methods
{

extern const Method kAdaRound;

namespace
{

struct Settings {
    int iterations = 0;
    int64_t rows = 0;
    double regularization = 0, rate = 0;
    bool refit = false, bias = false;
};

constexpr double kZeta = 1.1, kGamma = -0.1;
constexpr int64_t kBatch = 512; // rows of an iteration

// h, and what the regularizer adds to the gradient, as tables over v: both are the same for all weights.
class Rectified
{
public:
    static constexpr double kEnd = 2.6; // beyond it h is 0 or 1, and stays so

    Rectified()
    {
        for (int i = 0; i <= kSteps; ++i) {
            const double v = -kEnd + 2 * kEnd * i / kSteps, sigmoid = 1 / (1 + std::exp(-v));
            const double h = sigmoid * (kZeta - kGamma) + kGamma;
            m_h[at(i)] = static_cast<float>(std::clamp(h, 0.0, 1.0));
            m_slope[at(i)] = h <= 0 || h >= 1 ? 0.0f : static_cast<float>(sigmoid * (1 - sigmoid) * (kZeta - kGamma));
        }
    }
    // The regularizer's gradient for an exponent; 0 turns it off.
    void setRegularizer(double lambda, double beta)
    {
        for (int i = 0; i <= kSteps; ++i) {
            const double d = 2 * static_cast<double>(m_h[at(i)]) - 1, slope = static_cast<double>(m_slope[at(i)]);
            m_pull[at(i)] = lambda == 0 || slope == 0
                ? 0.0f
                : static_cast<float>(-lambda * beta * std::pow(std::fabs(d), beta - 1) * std::copysign(2 * slope, d));
        }
    }
    static double start(double h) // the v of an h between 0 and 1
    {
        return std::clamp(-std::log((kZeta - kGamma) / (h - kGamma) - 1), -kEnd, kEnd);
    }
    float h(float v) const { return m_h[index(v)]; }
    float slope(float v) const { return m_slope[index(v)]; }
    float pull(float v) const { return m_pull[index(v)]; }

private:
    static constexpr int kSteps = 1 << 14;
    static size_t at(int i) { return static_cast<size_t>(i); }
    static size_t index(float v)
    {
        return static_cast<size_t>((v + static_cast<float>(kEnd)) * static_cast<float>(kSteps / (2 * kEnd)) + 0.5f);
    }
    std::array<float, kSteps + 1> m_h {}, m_slope {}, m_pull {};
};

// One group of a layer: a matrix of weights [depth, channels], everything in that order.
struct Group {
    FloatRows below, step; // levels of the weights
    FloatRows v, momentum, square; // Adam's state
    std::vector<float> bias; // by channel
    float lo = 0, hi = 0; // of the activation function
    float factor = 1; // of a Gemm's product

    float limited(float y) const { return y < lo ? lo : y > hi ? hi : y; }
    FloatRows weights(const Rectified& h) const
    {
        return below + v.unaryExpr([&](float x) { return h.h(x); }).cwiseProduct(step);
    }
    FloatRows hard(const Rectified& h) const
    {
        return below + v.unaryExpr([&](float x) { return h.h(x) < 0.5f ? 0.0f : 1.0f; }).cwiseProduct(step);
    }
};

FloatRows product(const FloatRows& left, const FloatRows& right, const Threads& threads)
{
    FloatProduct multiply;
    multiply.setRight(right.data(), right.rows(), right.cols(), right.cols());
    FloatRows out(left.rows(), right.cols());
    multiply.multiply(left.data(), left.rows(), left.cols(), out.data(), out.cols(), threads);
    return out;
}

// What follows the product in place: factor, bias, activation function.
void finish(FloatRows& y, const Group& group)
{
    for (Eigen::Index r = 0; r < y.rows(); ++r)
        for (Eigen::Index c = 0; c < y.cols(); ++c)
            y(r, c) = group.limited(group.factor * y(r, c) + group.bias[static_cast<size_t>(c)]);
}

double squaredError(
    const FloatRows& x, const FloatRows& target, const Group& group, const FloatRows& weights, const Threads& threads)
{
    FloatRows y = product(x, weights, threads);
    finish(y, group);
    return (y - target).cast<double>().squaredNorm();
}

class Learner
{
public:
    Learner(Group& group, const FloatRows& x, const FloatRows& target, double unit, const Settings& settings,
        const Threads& threads)
        : m_group(group)
        , m_x(x)
        , m_transposed(x.transpose())
        , m_target(target)
        , m_batch(std::min<int64_t>(kBatch, x.rows()))
        , m_scale(static_cast<float>(2 / (unit * static_cast<double>(m_batch))))
        , m_settings(settings)
        , m_threads(threads)
        , m_sums(static_cast<size_t>(group.v.cols()))
        , m_error(m_batch, group.v.cols())
        , m_gradient(group.v.rows(), group.v.cols())
    {
    }

    void iterate(int iteration, const Rectified& h)
    {
        const int64_t batches = m_x.rows() / m_batch, first = iteration % batches * m_batch;
        FloatRows weights = m_group.weights(h);
        m_forward.setRight(weights.data(), weights.rows(), weights.cols(), weights.cols());
        m_forward.multiply(
            m_x.data() + first * m_x.cols(), m_batch, m_x.cols(), m_error.data(), m_error.cols(), m_threads);
        for (int64_t r = 0; r < m_batch; ++r)
            for (Eigen::Index c = 0; c < m_error.cols(); ++c) {
                const float y = m_group.factor * m_error(r, c) + m_group.bias[static_cast<size_t>(c)];
                const bool limits = y < m_group.lo || y > m_group.hi;
                const float error = limits ? 0.0f : y - m_target(first + r, c);
                m_sums[static_cast<size_t>(c)] += error;
                m_error(r, c) = error * m_group.factor * m_scale;
            }
        if (m_settings.bias) moveBias(iteration);
        m_backward.setRight(m_error.data(), m_batch, m_error.cols(), m_error.cols());
        m_backward.multiply(m_transposed.data() + first, m_transposed.rows(), m_transposed.cols(), m_gradient.data(),
            m_gradient.cols(), m_threads);
        adam(iteration, h);
    }

private:
    // Down the gradient of half the mean squared error, whose curvature is at most 1; less and less.
    void moveBias(int iteration)
    {
        constexpr float kRate = 0.1f;
        const float left = 1 - static_cast<float>(iteration) / static_cast<float>(m_settings.iterations);
        for (size_t c = 0; c < m_sums.size(); ++c)
            m_group.bias[c] -= kRate * left * m_sums[c] / static_cast<float>(m_batch);
        std::ranges::fill(m_sums, 0.0f);
    }

    // Kingma and Ba 2015, algorithm 1.
    void adam(int iteration, const Rectified& h)
    {
        constexpr float kFirst = 0.9f, kSecond = 0.999f, kLeast = 1e-8f, kEnd = static_cast<float>(Rectified::kEnd);
        const float first = 1 / (1 - std::pow(kFirst, static_cast<float>(iteration + 1)));
        const float second = 1 / (1 - std::pow(kSecond, static_cast<float>(iteration + 1)));
        const auto rate = static_cast<float>(m_settings.rate);
        const auto update = [&](size_t row) {
            const auto r = static_cast<Eigen::Index>(row);
            for (Eigen::Index c = 0; c < m_gradient.cols(); ++c) {
                float& v = m_group.v(r, c);
                const float g = m_gradient(r, c) * m_group.step(r, c) * h.slope(v) + h.pull(v);
                float& m = m_group.momentum(r, c);
                float& s = m_group.square(r, c);
                m = kFirst * m + (1 - kFirst) * g;
                s = kSecond * s + (1 - kSecond) * g * g;
                v = std::clamp(v - rate * m * first / (std::sqrt(s * second) + kLeast), -kEnd, kEnd);
            }
        };
        const auto rows = static_cast<size_t>(m_gradient.rows());
        if (m_gradient.size() > 4096)
            m_threads.each(rows, update);
        else
            for (size_t r = 0; r < rows; ++r)
                update(r);
    }

    Group& m_group;
    const FloatRows& m_x;
    FloatRows m_transposed;
    const FloatRows& m_target;
    int64_t m_batch;
    float m_scale;
    const Settings& m_settings;
    const Threads& m_threads;
    std::vector<float> m_sums; // of errors, by channel
    FloatRows m_error, m_gradient;
    FloatProduct m_forward, m_backward;
};

// The levels that a weight w has to choose from, and where between them it begins. `now`: its level.
struct Start {
    LevelGrid::Between between;
    double h = 0.5;
};
Start startOf(double w, double now, const LevelGrid& grid, size_t slice)
{
    auto between = grid.around(w, slice);
    if (between.above <= between.below && now == between.below) return {between};
    if (now < between.below || now > between.above) {
        // An earlier method went further: between its level and the next one on the way back.
        const auto& all = grid.levels(slice);
        const auto at = std::ranges::lower_bound(all, now);
        if (now < between.below)
            between = {now, at + 1 < all.end() ? *(at + 1) : now};
        else
            between = {at > all.begin() ? *(at - 1) : now, now};
        return {between, now == between.below ? 0.25 : 0.75};
    }
    const double h = (w - between.below) / (between.above - between.below), chosen = now == between.below ? 0 : 1;
    return {between, (h < 0.5) == (chosen < 0.5) ? h : 0.5 * (h + chosen)};
}

// A group's part of the layer; `nearest` gets the weights as they are quantized now.
Group groupOf(const quant::ChannelValues& values, const quant::QuantizedTensor& present, const LevelGrid& grid,
    size_t first, size_t count, FloatRows& nearest)
{
    const auto depth = static_cast<Eigen::Index>(values.perChannel), channels = static_cast<Eigen::Index>(count);
    Group group;
    for (FloatRows* m : {&group.below, &group.step, &group.v, &nearest})
        *m = FloatRows(depth, channels);
    group.momentum = group.square = FloatRows::Zero(depth, channels);
    std::vector<double> now(static_cast<size_t>(depth));
    for (Eigen::Index c = 0; c < channels; ++c) {
        const size_t channel = first + static_cast<size_t>(c);
        const auto slices = slicesOf(present.quantizer, channel, now.size());
        present.dequantize(channel, 0, std::span<double>(now));
        for (Eigen::Index k = 0; k < depth; ++k) {
            const auto i = static_cast<size_t>(k);
            const double w
                = values.isDouble() ? values.channel64(channel)[i] : static_cast<double>(values.channel32(channel)[i]);
            const Start start = startOf(w, now[i], grid, slices[i]);
            group.below(k, c) = static_cast<float>(start.between.below);
            group.step(k, c) = static_cast<float>(start.between.above - start.between.below);
            group.v(k, c) = static_cast<float>(Rectified::start(start.h));
            nearest(k, c) = static_cast<float>(now[i]);
        }
    }
    return group;
}

FloatRows floatWeights(const quant::ChannelValues& values, size_t first, size_t count)
{
    FloatRows w(static_cast<Eigen::Index>(values.perChannel), static_cast<Eigen::Index>(count));
    for (Eigen::Index c = 0; c < w.cols(); ++c)
        for (Eigen::Index k = 0; k < w.rows(); ++k) {
            const auto channel = first + static_cast<size_t>(c), i = static_cast<size_t>(k);
            w(k, c)
                = values.isDouble() ? static_cast<float>(values.channel64(channel)[i]) : values.channel32(channel)[i];
        }
    return w;
}

double decibels(double signal, double error)
{
    return error > 0 ? 10 * std::log10(signal / error) : std::numeric_limits<double>::infinity();
}

// All groups of a layer, while they learn.
struct LayerProblem {
    std::vector<Group> groups;
    std::vector<FloatRows> targets, nearest;
    double signal = 0, before = 0; // squares over all rows
};

Result<LayerProblem> problemOf(const Draft& draft, const graph::Layer& layer, const LevelGrid& grid, LayerRows& rows)
{
    const auto values = draft.values(layer);
    if (!values) return pass(values.error());
    const graph::Layer& real = draft.floatLayer(layer);
    const auto realValues = engine::layerValues(draft.floatGraph(), real);
    if (!realValues) return pass(realValues.error());
    const auto channels = static_cast<size_t>(values->channels), perGroup = channels / rows.quantized.size();
    const auto bias = biasOf(draft.graph(), layer, channels), realBias = biasOf(draft.floatGraph(), real, channels);
    const auto& clamp = draft.graph().node(layer.node).clamp;
    constexpr float kInfinity = std::numeric_limits<float>::infinity();
    LayerProblem problem;
    for (size_t g = 0; g < rows.quantized.size(); ++g) {
        FloatRows nearest;
        Group group = groupOf(*values, draft.quantized(layer), grid, g * perGroup, perGroup, nearest);
        group.lo = clamp ? clamp->lo : -kInfinity;
        group.hi = clamp ? clamp->hi : kInfinity;
        group.factor = static_cast<float>(factorsOf(draft.graph(), layer).product);
        const auto part = [&](const std::vector<double>& all) {
            const auto begin = all.begin() + static_cast<ptrdiff_t>(g * perGroup);
            return std::vector<float>(begin, begin + static_cast<ptrdiff_t>(perGroup));
        };
        group.bias = part(realBias);
        FloatRows target = product(rows.real[g], floatWeights(*realValues, g * perGroup, perGroup), draft.threads());
        finish(target, group);
        rows.real[g] = {};
        group.bias = part(bias);
        problem.signal += target.cast<double>().squaredNorm();
        problem.before += squaredError(rows.quantized[g], target, group, nearest, draft.threads());
        problem.groups.push_back(std::move(group));
        problem.targets.push_back(std::move(target));
        problem.nearest.push_back(std::move(nearest));
    }
    return problem;
}

// The exponent of the regularizer at a share of the way; none while it is still to be left off.
std::optional<double> exponentAt(double share)
{
    constexpr double kWarm = 0.2, kFrom = 20, kTo = 2;
    if (share < kWarm) return std::nullopt;
    const double way = (share - kWarm) / (1 - kWarm);
    return kTo + 0.5 * (kFrom - kTo) * (1 + std::cos(way * 3.14159265358979323846));
}

Result<void> learn(
    const Draft& draft, LayerProblem& problem, const LayerRows& rows, const Settings& settings, Rectified& h)
{
    double weights = 0;
    for (const Group& group : problem.groups)
        weights += static_cast<double>(group.v.size());
    // What nearest rounding makes of one weight, in a row.
    const double unit = problem.before / static_cast<double>(rows.count()) / weights;
    const Threads alone(1);
    const bool many = problem.groups.size() > 1;
    std::vector<std::unique_ptr<Learner>> learners;
    for (size_t g = 0; g < problem.groups.size(); ++g)
        learners.push_back(std::make_unique<Learner>(
            problem.groups[g], rows.quantized[g], problem.targets[g], unit, settings, many ? alone : draft.threads()));
    constexpr int kStretch = 16; // iterations between two looks at exponent and job
    for (int done = 0; done < settings.iterations; done += kStretch) {
        if (draft.job().stopped()) return cancelled();
        const auto exponent = exponentAt(static_cast<double>(done) / settings.iterations);
        h.setRegularizer(exponent ? settings.regularization : 0.0, exponent.value_or(2.0));
        const auto stretch = [&](size_t g) {
            for (int i = done; i < std::min(done + kStretch, settings.iterations); ++i)
                learners[g]->iterate(i, h);
        };
        if (many)
            draft.threads().each(learners.size(), stretch);
        else
            stretch(0);
    }
    return {};
}

// By channel of a group: what its scale is multiplied by so that the error is least, and that error, which the learned
// codes with the present scale (1) never beat.
struct Refit {
    double factor = 1, error = 0;
};
std::vector<Refit> refitted(
    const FloatRows& x, const FloatRows& target, const Group& group, const FloatRows& hard, const Threads& threads)
{
    const FloatRows y = product(x, hard, threads);
    std::vector<Refit> found(static_cast<size_t>(y.cols()));
    threads.each(found.size(), [&](size_t channel) {
        const auto c = static_cast<Eigen::Index>(channel);
        const auto errorOf = [&](double factor) {
            const float f = group.factor * static_cast<float>(factor), bias = group.bias[channel];
            double sum = 0;
            for (Eigen::Index r = 0; r < y.rows(); ++r) {
                const float e = group.limited(f * y(r, c) + bias) - target(r, c);
                sum += static_cast<double>(e) * static_cast<double>(e);
            }
            return sum;
        };
        Refit best {1, errorOf(1)};
        // Coarse, then fine around the best.
        for (const double step : {0.02, 0.004}) {
            const double middle = best.factor;
            for (int k = -8; k <= 8; ++k) {
                const double factor = middle + k * step;
                const double error = k == 0 ? best.error + 1 : errorOf(factor);
                if (error < best.error) best = {factor, error};
            }
        }
        found[channel] = best;
    });
    return found;
}

// Scales with a factor each, as they are stored.
void scaleChannels(quant::Quantizer& quantizer, const std::vector<double>& factors)
{
    for (size_t c = 0; c < factors.size(); ++c) {
        const auto scale = static_cast<double>(static_cast<float>(quantizer.scales[c] * factors[c]));
        const double ratio = scale / quantizer.scales[c];
        quantizer.clips[c] = {quantizer.clips[c].low * ratio, quantizer.clips[c].high * ratio};
        quantizer.scales[c] = scale;
    }
}

bool canRefit(const quant::Quantizer& quantizer, size_t channels)
{
    return quant::hasIntegerCodes(quantizer.format) && quantizer.granularity == quant::Granularity::Channel
        && quantizer.scaleRule == quant::ScaleRule::Any && quantizer.scales.size() == channels
        && quant::dividesInFloat(quantizer.format);
}

// The layer's bias in the graph, as what is added to its product.
void correctBias(Draft& draft, const graph::Layer& layer, const LayerProblem& problem)
{
    const double factor = factorsOf(draft.graph(), layer).bias;
    std::vector<double> bias;
    for (const Group& group : problem.groups)
        for (const float b : group.bias)
            bias.push_back(static_cast<double>(b) / factor);
    auto changed = std::make_shared<graph::Graph>(draft.graph());
    setBias(*changed, layer, bias, "learned");
    draft.correct(std::move(changed));
}

Result<void> roundLayer(
    Draft& draft, const graph::Layer& layer, RowSource& source, Settings settings, engine::MethodLog& log)
{
    const auto grid = LevelGrid::of(draft.quantized(layer).quantizer);
    if (!grid) return {};
    settings.bias = settings.bias && factorsOf(draft.graph(), layer).bias != 0;
    auto rows = source.of(layer);
    if (!rows) return pass(rows.error());
    auto problem = problemOf(draft, layer, *grid, *rows);
    if (!problem) return pass(problem.error());
    if (problem->before <= 0) {
        log.layers.push_back({layer.id.index, decibels(problem->signal, 0), decibels(problem->signal, 0)});
        return {};
    }
    const auto h = std::make_unique<Rectified>();
    BITLADDER_TRY(learn(draft, *problem, *rows, settings, *h));
    double after = 0;
    const auto& present = draft.quantized(layer);
    const auto channels = static_cast<size_t>(present.channels), depth = static_cast<size_t>(present.perChannel);
    std::vector<double> levels(channels * depth);
    const size_t perGroup = channels / problem->groups.size();
    const bool refit = settings.refit && canRefit(present.quantizer, channels);
    std::vector<double> factors;
    for (size_t g = 0; g < problem->groups.size(); ++g) {
        const FloatRows hard = problem->groups[g].hard(*h);
        if (refit) {
            for (const Refit& channel :
                refitted(rows->quantized[g], problem->targets[g], problem->groups[g], hard, draft.threads())) {
                factors.push_back(channel.factor);
                after += channel.error;
            }
        } else {
            after += squaredError(rows->quantized[g], problem->targets[g], problem->groups[g], hard, draft.threads());
        }
        for (size_t c = 0; c < perGroup; ++c) {
            const auto slices = slicesOf(present.quantizer, g * perGroup + c, depth);
            for (size_t k = 0; k < depth; ++k)
                levels[(g * perGroup + c) * depth + k] = grid->nearest(
                    static_cast<double>(hard(static_cast<Eigen::Index>(k), static_cast<Eigen::Index>(c))), slices[k]);
        }
    }
    log.layers.push_back({layer.id.index, decibels(problem->signal, problem->before),
        decibels(problem->signal, std::min(problem->before, after))});
    if (after >= problem->before) return {};
    auto rounded = codesOfLevels(std::move(levels), present.channels, present.quantizer, draft.threads());
    if (refit) scaleChannels(rounded.quantizer, factors);
    draft.setQuantized(layer, std::move(rounded));
    if (settings.bias) correctBias(draft, layer, *problem);
    return {};
}

Result<void> apply(Draft& draft, const quant::MethodChoice& choice, engine::MethodLog& log)
{
    log.measure = "output SQNR in dB, against the float network";
    Settings settings;
    settings.iterations = static_cast<int>(parameterOf(kAdaRound, choice, "iterations"));
    settings.rows = static_cast<int64_t>(parameterOf(kAdaRound, choice, "rows"));
    settings.regularization = parameterOf(kAdaRound, choice, "regularization");
    settings.rate = parameterOf(kAdaRound, choice, "rate");
    settings.refit = parameterOf(kAdaRound, choice, "refit") != 0;
    settings.bias = parameterOf(kAdaRound, choice, "bias") != 0;
    RowSource source(draft, settings.rows, RowSource::Neighbours::Together);
    for (size_t i = 0; i < draft.layers().size(); ++i) {
        const graph::Layer layer = draft.layers()[i];
        if (draft.job().stopped()) return cancelled();
        if (draft.enough(log)) break;
        draft.job().report(static_cast<double>(i) / static_cast<double>(draft.layers().size()), layer.name);
        if (!draft.changesWeights(layer) || layer.arithmetic == graph::Arithmetic::Operator) continue;
        BITLADDER_TRY(roundLayer(draft, layer, source, settings, log));
    }
    return {};
}

} // namespace

const Method kAdaRound {
    .id = "adaround",
    .label = QT_TRANSLATE_NOOP("Method", "AdaRound"),
    .source = "Nagel et al. 2020, Up or Down? Adaptive Rounding, eq. 21 to 25",
    .needs = Method::Needs::Pictures,
    .onOneLayer = true,
    .parameters = {{"iterations", 3000, 1, 100000}, {"rows", 65536, 16, 1 << 20}, {"regularization", 3, 0, 1000},
        {"rate", 0.02, 1e-5, 1}, {"refit", 0, 0, 1}, {"bias", 1, 0, 1}},
    .apply = apply,
};

} // namespace bitladder::methods
