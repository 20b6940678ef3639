#include "app/window/jobs/export_job.h"

#include "app/window/jobs/calibration.h"

#include <QCoreApplication>

namespace bitladder::app
{

namespace
{

struct ExportJob {
    Q_DECLARE_TR_FUNCTIONS(ExportJob)
};

} // namespace

Result<std::shared_ptr<const exchange::FileReport>> exportConfiguration(const Snapshot& s,
    const std::filesystem::path& file, const exchange::ExchangeFormat& format, const JobContext& context)
{
    const QString text = ExportJob::tr("exporting %1").arg(QString::fromStdString(file.filename().string()));
    context.report(text, 0);
    // A measurement of the shown network goes first.
    const Job job {context.stop(), [&](double fraction, std::string_view) {
                       context.report(text, fraction);
                       context.giveWay();
                   }};
    if (format.needsNetwork && !s.network) return fail("nothing has run yet: there is nothing to export");
    auto experiment
        = s.network ? experiment::Experiment(*s.network->basis) : experiment::Experiment(s.model, s.machine);
    if (s.network) experiment.setCalibrationFiles(calibrationFiles(s));
    exchange::ExportOptions options;
    options.alone = [&](const measure::Measure& measure) { return context.measureAlone(measure); };
    BITLADDER_TRY(experiment.write(format, s.recipe, file, options, job));
    if (context.stopped()) return cancelled();
    if (format.extension != "onnx") return nullptr;
    auto report = experiment.inspect(s.recipe, file, job);
    if (!report) return pass(report.error());
    return std::make_shared<const exchange::FileReport>(*std::move(report));
}

} // namespace bitladder::app
