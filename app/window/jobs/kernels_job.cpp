#include "app/window/jobs/kernels_job.h"

#include <QCoreApplication>

namespace bitladder::app
{

namespace
{

struct KernelsJob {
    Q_DECLARE_TR_FUNCTIONS(KernelsJob)
};

} // namespace

Result<void> measureKernels(measure::KernelRates& rates, const measure::KernelRates::Question& question,
    quint64 revision, ResultStore& results, const JobContext& context)
{
    const auto post = [&](const measure::KernelAnswer& found, const QString& failure) {
        results.post(std::make_shared<const KernelResult>(KernelResult {found, revision, question.layer, failure}));
    };
    const QString text = KernelsJob::tr("measuring kernels");
    auto done = context.measureAlone([&](const std::stop_token& stop) {
        return rates.measure(question,
            [&](const measure::KernelAnswer& found) {
                post(found, {});
                context.report(text, static_cast<double>(found.rates.size()) / static_cast<double>(found.total));
                context.giveWay();
            },
            {stop, {}});
    });
    if (!done && !done.error().cancelled()) post({}, QString::fromStdString(done.error().message));
    return {};
}

} // namespace bitladder::app
