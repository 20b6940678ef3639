#include "app/window/jobs/study/blame_job.h"

#include <QCoreApplication>

namespace bitladder::app
{

namespace
{

struct BlameTexts {
    Q_DECLARE_TR_FUNCTIONS(BlameTexts)
};

} // namespace

Result<void> findBlame(const Snapshot& s, size_t file, Study& study, ResultStore& results, const JobContext& context)
{
    experiment::Experiment& experiment = study.experimentOf(s);
    auto inputs = experiment.pictures(*s.files)->inputs(file);
    if (!inputs) return pass(inputs.error());
    auto blame = experiment::blame(experiment, s.recipe, *inputs, experiment::Margins::Found,
        Study::jobOf(context, BlameTexts::tr("finding the culprits")));
    if (!blame) return pass(blame.error());
    results.post(std::make_shared<const BlameFound>(BlameFound {s.model, s.revision, file, *std::move(blame)}));
    context.clearProgress();
    return {};
}

} // namespace bitladder::app
