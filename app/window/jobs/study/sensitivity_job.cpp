#include "app/window/jobs/study/sensitivity_job.h"

#include <QCoreApplication>

namespace bitladder::app
{

namespace
{

struct SensitivityTexts {
    Q_DECLARE_TR_FUNCTIONS(SensitivityTexts)
};

} // namespace

Result<void> measureSensitivity(
    const Snapshot& s, Items items, Study& study, ResultStore& results, const JobContext& context)
{
    experiment::Experiment& experiment = study.experimentOf(s);
    experiment::SensitivityQuestion question;
    question.recipe = s.recipe;
    if (s.hasFolder()) question.pictures = experiment.pictures(*s.files);
    if (items == Items::ResidualGroups) question.items = experiment::residualGroups(*s.model);
    SensitivityFound found {s.model, s.revision, items, {}, false};
    const auto post = [&](const experiment::Sensitivity& sensitivity) {
        found.sensitivity = sensitivity;
        results.post(std::make_shared<const SensitivityFound>(found));
    };
    auto sensitivity = experiment::sensitivity(
        experiment, question, Study::jobOf(context, SensitivityTexts::tr("measuring sensitivity")), post);
    if (!sensitivity) return pass(sensitivity.error());
    found.finished = true;
    post(*sensitivity);
    context.clearProgress();
    return {};
}

} // namespace bitladder::app
