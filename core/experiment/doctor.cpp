#include "core/experiment/doctor.h"

#include "core/analysis/layer_weights.h"
#include "core/base/statistics.h"
#include "core/experiment/effect.h"
#include "core/experiment/preprocessing_check.h"
#include "core/quant/estimate.h"

#include <algorithm>
#include <cmath>
#include <random>

namespace bitladder::experiment
{

namespace
{

constexpr double kUncertain = 0.1; // share of a range beyond which more pictures are wanted
constexpr double kClipped = 0.001; // share of the values
constexpr double kOutlier = 20; // largest magnitude against the root mean square
constexpr double kUnbalanced = 8; // ranges at one Concat

template<typename Visit> void eachFloat(const tensor::Tensor& values, Visit visit)
{
    if (values.type() == tensor::ElementType::Float32)
        for (const float x : values.as<float>())
            visit(static_cast<double>(x));
    else if (values.type() == tensor::ElementType::Float64)
        for (const double x : values.as<double>())
            visit(x);
}

class Doctor
{
public:
    Doctor(Experiment& experiment, const DoctorQuestion& question, const Job& job)
        : m_experiment(experiment)
        , m_question(question)
        , m_job(job)
    {
    }

    Result<std::vector<Finding>> run()
    {
        auto floats = m_experiment.floatNetwork(m_job);
        if (!floats) return pass(floats.error());
        m_float = *floats;
        auto calibration = m_experiment.calibration(m_job);
        if (!calibration) return pass(calibration.error());
        m_calibration = *calibration;
        BITLADDER_TRY(ranges());
        BITLADDER_TRY(clipping());
        BITLADDER_TRY(outliers());
        concatenations();
        BITLADDER_TRY(preprocessing());
        std::ranges::stable_sort(m_findings, std::ranges::greater(), &Finding::weight);
        return std::move(m_findings);
    }

private:
    const std::vector<graph::Layer>& layers() const { return m_experiment.model()->layers; }
    void add(Finding finding) { m_findings.push_back(std::move(finding)); }

    // The largest magnitude of every layer's input, picture by picture.
    Result<void> ranges()
    {
        const auto& files = m_experiment.basis().calibrationFiles;
        if (files.size() < 2) {
            add({"pictures", Finding::Weight::Problem, -1, static_cast<double>(files.size()),
                "the ranges of the activations come from a single picture", "calibrate with 16 pictures or more",
                "another picture may reach beyond the range of the first, and is clipped there", files.size()});
            return {};
        }
        std::vector<std::vector<double>> most(layers().size());
        model::InputBinding feed = m_experiment.feed();
        for (size_t i = 0; i < files.size(); ++i) {
            if (m_job.stopped()) return cancelled();
            m_job.report(0.4 * static_cast<double>(i) / static_cast<double>(files.size()), "looking at ranges");
            if (!feed.take(*m_experiment.model(), files[i])) continue;
            auto trace = m_float->run(
                feed.inputs, Job {m_job.stop, {}}, [&](LayerId id, engine::Tap tap, const tensor::Tensor& value) {
                    if (tap != engine::Tap::LayerInput) return;
                    double top = 0;
                    eachFloat(value, [&](double x) { top = std::isfinite(x) ? std::max(top, std::fabs(x)) : top; });
                    most[static_cast<size_t>(id.index)].push_back(top);
                });
            if (!trace) return pass(trace.error());
        }
        double worst = 0;
        int layer = -1;
        for (size_t i = 0; i < most.size(); ++i) {
            if (most[i].empty() || !layers()[i].quantizesInput) continue;
            const double uncertainty = maximumUncertainty(most[i], m_question.seed);
            if (uncertainty > worst) {
                worst = uncertainty;
                layer = static_cast<int>(i);
            }
        }
        const bool enough = worst <= kUncertain;
        add({"pictures", enough ? Finding::Weight::Fine : Finding::Weight::Advice, layer, worst,
            fmt::format("{} pictures: the ranges of the activations are known to ±{:.0f} % at worst", files.size(),
                100 * worst),
            enough ? "" : "calibrate with more pictures, or use the range estimator percentile",
            "resampling the calibration pictures says how much a range would be another with other pictures",
            files.size()});
        return {};
    }

    Result<void> clipping()
    {
        if (!m_question.validation) return {};
        std::vector<int64_t> beyond(layers().size()), count(layers().size());
        std::vector<std::optional<quant::Quantizer>> grids(layers().size());
        for (size_t i = 0; i < grids.size(); ++i) {
            const auto& spec = m_question.recipe.layers[i].activations;
            const auto* statistics = m_calibration->find(layers()[i].name);
            if (layers()[i].quantizesInput && statistics && !quant::isNativeFloat(spec.format))
                grids[i] = quant::activationQuantizer(*statistics, spec);
        }
        const auto order = spread(m_question.validation->size(), m_question.limit);
        for (const size_t file : order) {
            if (m_job.stopped()) return cancelled();
            m_job.report(0.5, "looking at other pictures");
            const auto inputs = m_question.validation->inputs(file);
            if (!inputs) continue;
            auto trace = m_float->run(
                *inputs, Job {m_job.stop, {}}, [&](LayerId id, engine::Tap tap, const tensor::Tensor& value) {
                    const auto i = static_cast<size_t>(id.index);
                    if (tap != engine::Tap::LayerInput || !grids[i] || grids[i]->clips.empty()) return;
                    const quant::Range clip = grids[i]->clip(0);
                    const double slack = std::fabs(grids[i]->scale(0)) / 2;
                    eachFloat(value, [&](double x) {
                        ++count[i];
                        beyond[i] += x < clip.low - slack || x > clip.high + slack;
                    });
                });
            if (!trace) return pass(trace.error());
        }
        double worst = 0;
        int layer = -1;
        for (size_t i = 0; i < beyond.size(); ++i) {
            const double share = count[i] ? static_cast<double>(beyond[i]) / static_cast<double>(count[i]) : 0;
            if (share > worst) {
                worst = share;
                layer = static_cast<int>(i);
            }
        }
        const bool fine = worst <= kClipped;
        add({"clipping", fine ? Finding::Weight::Fine : Finding::Weight::Advice, layer, worst,
            fmt::format("of {} other pictures at most {:.3f} % of a layer's values lie beyond its range", order.size(),
                100 * worst),
            fine ? "" : "calibrate with pictures that are more like those",
            "values beyond the range get the code at its end: an error that grows with their distance", order.size()});
        return {};
    }

    Result<void> outliers()
    {
        const Threads threads;
        for (const graph::Layer& layer : layers()) {
            if (m_job.stopped()) return cancelled();
            m_job.report(0.6 + 0.2 * layer.id.index / static_cast<double>(layers().size()), "looking at weights");
            const auto& asked = m_question.recipe.layers[static_cast<size_t>(layer.id.index)];
            if (!layer.weights || quant::isFloat(asked.weights.format)) continue;
            const auto weights = analysis::layerWeights(*m_experiment.model(), layer, threads);
            if (!weights) return pass(weights.error());
            double top = 0, squares = 0;
            for (const auto& range : weights->extremes)
                top = std::max({top, std::fabs(range.low), std::fabs(range.high)});
            const auto& all = weights->of(analysis::Extent::Sample);
            const auto n = static_cast<double>(all.channels * all.perChannel);
            for (const float x : all.f32)
                squares += static_cast<double>(x) * static_cast<double>(x);
            for (const double x : all.f64)
                squares += x * x;
            const double ratio = squares > 0 ? top / std::sqrt(squares / n) : 0;
            if (ratio <= kOutlier) continue;
            const bool apart = asked.weights.granularity != quant::Granularity::Tensor;
            add({"outliers", apart ? Finding::Weight::Advice : Finding::Weight::Problem, layer.id.index, ratio,
                fmt::format("layer {}: its largest weight is {:.0f} times the root mean square", layer.name, ratio),
                apart ? "use the range estimator percentile or least squares, or more bits"
                      : "give every channel a scale of its own",
                "one far value stretches the grid for all that share its scale"});
        }
        return {};
    }

    void concatenations()
    {
        const graph::Graph& graph = *m_experiment.model()->graph;
        for (const NodeId id : graph.order()) {
            const graph::Node& node = graph.node(id);
            if (node.op != "Concat") continue;
            // What the layers behind it read is one grid for all of its inputs; their sources are layers' outputs.
            double least = std::numeric_limits<double>::infinity(), most = 0;
            for (const ValueId input : node.inputs)
                for (const graph::Layer& layer : layers())
                    if (layer.output == input || layer.input == input)
                        if (const double range = rangeOf(layer, input); range > 0) {
                            least = std::min(least, range);
                            most = std::max(most, range);
                        }
            if (!(most > kUnbalanced * least)) continue;
            add({"concat", Finding::Weight::Advice, -1, most / least,
                fmt::format("the inputs of {} have ranges that differ {:.0f} times", node.name, most / least),
                "more bits for the activations behind it, or equalize the layers in front",
                "one scale has to serve all inputs of a concatenation: the narrow ones keep few of its levels", 0,
                node.name});
        }
    }

    // The largest magnitude of a value over the sample; 0: not known.
    double rangeOf(const graph::Layer& layer, ValueId value)
    {
        auto taps = m_experiment.taps(m_job);
        const auto i = static_cast<size_t>(layer.id.index);
        if (!taps || !(*taps)->holds(i)) return 0;
        double top = 0;
        eachFloat(layer.output == value ? (*taps)->outputs[i] : (*taps)->inputs[i],
            [&](double x) { top = std::max(top, std::fabs(x)); });
        return top;
    }

    Result<void> preprocessing()
    {
        m_job.report(0.85, "looking at the preprocessing");
        auto check = checkPreprocessing(m_experiment, m_job);
        if (!check) return pass(check.error());
        if (check->empty()) return {};
        const PreprocessingFit &present = check->front(),
                               &best = *std::ranges::min_element(*check, {}, &PreprocessingFit::distance);
        const bool fine = best.distance > 0.7 * present.distance || present.distance < 0.3;
        add({"preprocessing", fine ? Finding::Weight::Fine : Finding::Weight::Problem, -1, present.distance,
            fmt::format("the first batch normalization sees means that are {:.2f} standard deviations from those it "
                        "was trained with",
                present.distance),
            fine ? "" : fmt::format("try {} ({:.2f})", data::describe(best.rules), best.distance),
            "a batch normalization keeps mean and variance of what it saw in training; pictures that are prepared in "
            "the same way meet them",
            0, {}, fine ? std::nullopt : std::optional(best)});
        return {};
    }

    Experiment& m_experiment;
    const DoctorQuestion& m_question;
    const Job& m_job;
    engine::Executable* m_float = nullptr;
    std::shared_ptr<const engine::Calibration> m_calibration;
    std::vector<Finding> m_findings;
};

} // namespace

double maximumUncertainty(std::span<const double> values, uint64_t seed)
{
    constexpr int kResamples = 400;
    const double whole = std::ranges::max(values);
    if (!(whole > 0)) return 0;
    std::mt19937_64 random(seed);
    std::vector<double> maxima;
    for (int r = 0; r < kResamples; ++r) {
        double most = 0;
        for (size_t i = 0; i < values.size(); ++i)
            most = std::max(most, values[random() % values.size()]);
        maxima.push_back(most);
    }
    std::ranges::sort(maxima);
    return (maxima[kResamples * 39 / 40 - 1] - maxima[kResamples / 40]) / 2 / whole;
}

Result<std::vector<Finding>> doctor(Experiment& experiment, const DoctorQuestion& question, const Job& job)
{
    return Doctor(experiment, question, job).run();
}

} // namespace bitladder::experiment
