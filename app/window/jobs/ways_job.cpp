#include "app/window/jobs/ways_job.h"

#include "core/analysis/ways.h"
#include "core/measure/bench.h"

#include <QCoreApplication>
#include <algorithm>
#include <chrono>

namespace bitladder::app
{

namespace
{

struct WaysTexts {
    Q_DECLARE_TR_FUNCTIONS(WaysTexts)
};

using Clock = std::chrono::steady_clock;
constexpr std::chrono::milliseconds kPause {100}; // between two results
constexpr int kBins = 16; // nobody looks at them
constexpr double kTimedMs = 5; // for each kind of way
constexpr size_t kFamilies = 3; // whose best way is tried with quick methods, beside the usual one

// The comparison while it goes on.
class Comparison
{
public:
    Comparison(const Snapshot& snapshot, const WaysQuestion& question, LayerStudy& study, ResultStore& results,
        const JobContext& context)
        : m_snapshot(snapshot)
        , m_layer(snapshot.model->layers[static_cast<size_t>(question.layer)])
        , m_study(study)
        , m_results(results)
        , m_context(context)
        , m_text(WaysTexts::tr("comparing ways for %1").arg(QString::fromStdString(m_layer.name)))
    {
        m_found.question = question;
        m_found.model = snapshot.model;
        m_found.activations = asked().activations.format;
    }

    Result<void> run()
    {
        LayerTask task {m_snapshot.revision, m_snapshot.model, {m_found.question.layer}, asked(), m_snapshot.network};
        m_weights = m_layer.weights ? m_study.weights(task) : nullptr;
        if (m_weights) {
            list();
            BITLADDER_TRY(compareWeights());
            BITLADDER_TRY(compareOutputs());
            BITLADDER_TRY(measureTimes());
            BITLADDER_TRY(tryMethods());
        }
        m_found.finished = true;
        post();
        m_context.clearProgress();
        return {};
    }

private:
    const quant::LayerRecipe& asked() const
    {
        return m_snapshot.recipe.layers[static_cast<size_t>(m_found.question.layer)];
    }
    quant::QuantSpec usual() const { return quant::defaultWeightSpec(quant::dialFormat(m_found.question.bits)); }
    void post() { m_results.post(std::make_shared<const WaysResult>(m_found)); }
    void step()
    {
        m_context.report(m_text, static_cast<double>(++m_done) / static_cast<double>(m_steps));
        m_context.giveWay();
        if (Clock::now() - m_last < kPause) return;
        post();
        m_last = Clock::now();
    }

    void list()
    {
        const int64_t channels = m_weights->all.channels, perChannel = m_weights->all.perChannel;
        const auto add = [&](const quant::QuantSpec& spec, std::string method) {
            Way way;
            way.spec = spec;
            way.method = std::move(method);
            way.bytes = analysis::bytesOf(spec, channels, perChannel);
            m_found.ways.push_back(std::move(way));
        };
        const auto specs = analysis::waysAt(m_found.question.bits, channels, perChannel);
        for (const quant::QuantSpec& spec : specs)
            add(spec, {});
        // Methods on the way that the dial means; it stands in the list without one too.
        if (!quant::isNativeFloat(usual().format))
            for (const methods::Method* method : methods::methods())
                if (method->onOneLayer) add(usual(), std::string(method->id));
        m_steps = 3 * m_found.ways.size();
    }

    Result<void> compareWeights()
    {
        for (Way& way : m_found.ways) {
            if (m_context.stopped()) return cancelled();
            if (!way.method.empty()) continue;
            const auto params = analysis::weightQuantizer(
                *m_weights, analysis::Extent::Sample, way.spec, -1, Threads(1), m_context.quiet());
            auto d = analysis::weightDistribution(
                *m_weights, analysis::Extent::Sample, params, -1, kBins, Threads(1), m_context.quiet());
            if (!d) return pass(d.error());
            way.weightDb = d->stats.sqnrDb();
            step();
        }
        return {};
    }

    Result<void> compareOutputs()
    {
        if (!m_snapshot.network) return {}; // no picture has run yet: what the layer hands on is not known
        const experiment::Basis& basis = *m_snapshot.network->basis;
        if (!basis.calibration || !m_snapshot.network->taps->holds(static_cast<size_t>(m_found.question.layer)))
            return {};
        for (Way& way : m_found.ways) {
            if (m_context.stopped()) return cancelled();
            if (!way.method.empty()) continue;
            quant::LayerRecipe recipe = asked();
            recipe.weights = way.spec;
            recipe.activations = quant::defaultActivationSpec(quant::kFloat32);
            auto stats = analysis::isolatedError(*m_snapshot.model, m_layer, recipe, *basis.calibration,
                *m_snapshot.network->taps, basis.machine, m_context.quiet());
            if (!stats && stats.error().cancelled()) return pass(stats.error());
            if (stats) way.outputDb = stats->sqnrDb();
            step();
        }
        return {};
    }

    // Times do not depend on where the range ends, so that one way stands for all that differ in nothing else.
    static bool alike(const quant::QuantSpec& a, const quant::QuantSpec& b)
    {
        return a.format == b.format && a.symmetry == b.symmetry && a.granularity == b.granularity
            && a.groupSize == b.groupSize;
    }

    Result<void> measureTimes()
    {
        for (size_t i = 0; i < m_found.ways.size(); ++i) {
            if (m_context.stopped()) return cancelled();
            Way& way = m_found.ways[i];
            const auto known = std::find_if(m_found.ways.begin(), m_found.ways.begin() + static_cast<ptrdiff_t>(i),
                [&](const Way& earlier) { return alike(earlier.spec, way.spec); });
            if (known != m_found.ways.begin() + static_cast<ptrdiff_t>(i)) {
                way.nsPerMac = known->nsPerMac;
                way.execution = known->execution;
                way.kernel = known->kernel;
                step();
                continue;
            }
            auto row = m_context.measureAlone([&](const std::stop_token& stop) {
                return measure::benchLayer(*m_snapshot.model, m_layer, way.spec, asked().activations,
                    m_snapshot.machine, {}, kTimedMs, {stop, {}});
            });
            if (!row && m_context.stopped()) return cancelled();
            if (row && row->totalGmacPerS > 0) {
                way.nsPerMac = 1 / row->totalGmacPerS;
                way.execution = row->execution;
                way.kernel = row->kernel;
            }
            step();
        }
        return {};
    }

    // Each alone, with nothing else quantized, learned from the calibration pictures of the present network: on the
    // usual way, then on the best ways of the best families, where only what helps is listed.
    Result<void> tryMethods()
    {
        if (!m_snapshot.network) return {};
        experiment::Experiment trial(*m_snapshot.network->basis);
        for (Way& way : m_found.ways) {
            if (way.method.empty()) continue;
            BITLADDER_TRY(tryMethod(trial, way));
            step();
        }
        std::vector<quant::QuantSpec> specs;
        std::vector<double> worth;
        std::vector<size_t> places;
        for (size_t i = 0; i < m_found.ways.size(); ++i) {
            const Way& way = m_found.ways[i];
            if (!way.method.empty() || way.spec == usual() || quant::isNativeFloat(way.spec.format)) continue;
            specs.push_back(way.spec);
            worth.push_back(way.outputDb);
            places.push_back(i);
        }
        for (const size_t best : analysis::bestOfFamilies(specs, worth, kFamilies)) {
            const Way plain = m_found.ways[places[best]];
            for (const methods::Method* method : methods::methods()) {
                if (!method->onOneLayer || !method->quick) continue;
                Way way = plain;
                way.method = method->id;
                way.weightDb = way.outputDb = std::numeric_limits<double>::quiet_NaN();
                ++m_steps;
                BITLADDER_TRY(tryMethod(trial, way));
                if (way.outputDb > plain.outputDb && !std::isnan(way.weightDb)) m_found.ways.push_back(std::move(way));
                step();
            }
        }
        return {};
    }

    Result<void> tryMethod(experiment::Experiment& trial, Way& way)
    {
        if (m_context.stopped()) return cancelled();
        quant::Recipe recipe = engine::floatRecipe(*m_snapshot.model->graph);
        recipe.layers[static_cast<size_t>(m_found.question.layer)].weights = way.spec;
        recipe.methods = {{way.method, {}, true}};
        auto made = trial.quantize(recipe, m_context.quiet());
        if (!made && made.error().cancelled()) return pass(made.error());
        if (made) takeWeights(way, *(*made)->network());
        auto stats = trial.isolated(recipe, m_layer.id, m_context.quiet());
        if (!stats && stats.error().cancelled()) return pass(stats.error());
        if (stats) way.outputDb = stats->sqnrDb();
        return {};
    }

    // Against the weights of the model, also where a method moved them before they were rounded.
    void takeWeights(Way& way, const engine::QuantizedNetwork& network) const
    {
        const auto index = static_cast<size_t>(m_found.question.layer);
        const auto& codes = network.layers[index].weights;
        const quant::ChannelValues& all = m_weights->all;
        if (!codes || codes->unchanged() || codes->channels != all.channels || codes->perChannel != all.perChannel)
            return;
        analysis::ErrorStats stats;
        std::vector<double> real(static_cast<size_t>(all.perChannel)), held(real.size());
        for (size_t c = 0; c < static_cast<size_t>(all.channels); ++c) {
            for (size_t i = 0; i < real.size(); ++i)
                real[i] = all.isDouble() ? all.channel64(c)[i] : static_cast<double>(all.channel32(c)[i]);
            codes->dequantize(c, 0, std::span<double>(held));
            stats.add(std::span<const double>(real), std::span<const double>(held));
        }
        way.weightDb = stats.sqnrDb();
    }

    const Snapshot& m_snapshot;
    const graph::Layer& m_layer;
    LayerStudy& m_study;
    ResultStore& m_results;
    const JobContext& m_context;
    QString m_text;
    WaysResult m_found;
    std::shared_ptr<const analysis::LayerWeights> m_weights;
    Clock::time_point m_last = Clock::now();
    size_t m_done = 0, m_steps = 1;
};

} // namespace

Result<void> compareWays(
    const Snapshot& s, const WaysQuestion& question, LayerStudy& study, ResultStore& results, const JobContext& context)
{
    return Comparison(s, question, study, results, context).run();
}

} // namespace bitladder::app
