#include "app/window/jobs/export_job.h"

#include "app/window/jobs/calibration.h"
#include "core/base/files.h"
#include "core/exchange/layer_table.h"
#include "core/exchange/onnx_graph.h"
#include "core/methods/quantize_network.h"
#include "core/onnx/writer.h"

#include <QCoreApplication>

namespace bitladder::app
{

namespace
{

constexpr int kTimedRuns = 10; // of each network

struct ExportJob {
    Q_DECLARE_TR_FUNCTIONS(ExportJob)
};

} // namespace

Result<std::shared_ptr<const exchange::FileReport>> exportConfiguration(
    const Snapshot& s, const std::filesystem::path& file, ExportKind kind, const JobContext& context)
{
    const QString text = ExportJob::tr("exporting %1").arg(QString::fromStdString(file.filename().string()));
    context.report(text, 0);
    // A measurement of the shown network goes first.
    const Job job {context.stop(), [&](double fraction, std::string_view) {
                       context.report(text, fraction);
                       context.giveWay();
                   }};
    auto floatNetwork = methods::prepare(s.model->graph, engine::floatRecipe(*s.model->graph), {}, s.machine, job);
    if (!floatNetwork) return pass(floatNetwork.error());
    if (!s.network) return fail("nothing has run yet: there is nothing to export");
    const auto& inputs = s.network->inputs;
    auto calibration = calibrationOf(s, **floatNetwork, inputs, job);
    if (!calibration) return pass(calibration.error());
    auto quantized = prepareQuantized(s, s.recipe, *calibration, inputs, s.machine, job);
    if (!quantized) return pass(quantized.error());
    if (kind == ExportKind::Qdq) {
        auto graph = exchange::qdqGraph(**quantized);
        if (!graph) return pass(graph.error());
        if (context.stopped()) return cancelled();
        BITLADDER_TRY(onnx::writeModel(*graph, file));
        auto report = exchange::inspectFile(file, **quantized, inputs, job);
        if (!report) return pass(report.error());
        return std::make_shared<const exchange::FileReport>(*std::move(report));
    }
    auto timing = context.measureAlone([&](const std::stop_token& stop) {
        return measure::measurePair(**floatNetwork, **quantized, inputs, kTimedRuns, context.reporting(text, stop));
    });
    if (!timing) return pass(timing.error());
    auto compared = analysis::compareRun(**quantized, inputs, *s.network->taps, context.quiet());
    if (!compared) return pass(compared.error());
    BITLADDER_TRY(writeFileAtomically(
        file, exchange::layerTable(*s.model, **quantized, &timing->first, &timing->second, &compared->accumulated)));
    return nullptr;
}

} // namespace bitladder::app
