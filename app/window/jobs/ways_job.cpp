#include "app/window/jobs/ways_job.h"

#include "core/analysis/ways.h"

#include <QCoreApplication>
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

} // namespace

Result<void> compareWays(
    const Snapshot& s, const WaysQuestion& question, LayerStudy& study, ResultStore& results, const JobContext& context)
{
    const graph::Layer& layer = s.model->layers[static_cast<size_t>(question.layer)];
    auto found = std::make_shared<WaysResult>();
    found->question = question;
    found->model = s.model;
    const auto post = [&] { results.post(std::make_shared<const WaysResult>(*found)); };
    LayerTask task {
        s.revision, s.model, {question.layer}, s.recipe.layers[static_cast<size_t>(question.layer)], s.network};
    const auto weights = layer.weights ? study.weights(task) : nullptr;
    if (!weights) {
        found->finished = true;
        post();
        return {};
    }
    const int64_t channels = weights->all.channels, perChannel = weights->all.perChannel;
    for (const quant::QuantSpec& spec : analysis::waysAt(question.bits, channels, perChannel))
        found->ways.push_back({spec, std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::quiet_NaN(),
            analysis::bytesOf(spec, channels, perChannel)});
    auto last = Clock::now();
    const QString text = WaysTexts::tr("comparing ways for %1").arg(QString::fromStdString(layer.name));
    size_t done = 0;
    const auto step = [&] {
        context.report(text, static_cast<double>(++done) / static_cast<double>(2 * found->ways.size()));
        context.giveWay();
        if (Clock::now() - last < kPause) return;
        post();
        last = Clock::now();
    };
    for (Way& way : found->ways) {
        if (context.stopped()) return cancelled();
        const auto params
            = analysis::weightQuantizer(*weights, analysis::Extent::Sample, way.spec, -1, Threads(1), context.quiet());
        auto d = analysis::weightDistribution(
            *weights, analysis::Extent::Sample, params, -1, kBins, Threads(1), context.quiet());
        if (!d) return pass(d.error());
        way.weightDb = d->stats.sqnrDb();
        step();
    }
    for (Way& way : found->ways) {
        if (!s.network) break; // no picture has run yet: what the layer hands on is not known
        if (context.stopped()) return cancelled();
        quant::LayerRecipe recipe = s.recipe.layers[static_cast<size_t>(question.layer)];
        recipe.weights = way.spec;
        recipe.activations = quant::defaultActivationSpec(quant::kFloat32);
        const experiment::Basis& basis = *s.network->basis;
        if (!basis.calibration || !s.network->taps->holds(static_cast<size_t>(question.layer))) break;
        auto stats = analysis::isolatedError(
            *s.model, layer, recipe, *basis.calibration, *s.network->taps, basis.machine, context.quiet());
        if (!stats && stats.error().cancelled()) return pass(stats.error());
        if (stats) way.outputDb = stats->sqnrDb();
        step();
    }
    found->finished = true;
    post();
    context.clearProgress();
    return {};
}

} // namespace bitladder::app
