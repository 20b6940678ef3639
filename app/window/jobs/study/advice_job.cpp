#include "app/window/jobs/study/advice_job.h"

#include "app/window/jobs/calibration.h"

#include <QCoreApplication>
#include <algorithm>

namespace bitladder::app
{

namespace
{

struct AdviceTexts {
    Q_DECLARE_TR_FUNCTIONS(AdviceTexts)
};

} // namespace

Result<void> findAdvice(const Snapshot& s, Study& study, ResultStore& results, const JobContext& context)
{
    experiment::Experiment& experiment = study.experimentOf(s);
    const auto calibrating = calibrationFiles(s);
    std::vector<data::LabelledFile> others;
    std::ranges::copy_if(*s.files, std::back_inserter(others),
        [&](const data::LabelledFile& file) { return std::ranges::find(calibrating, file.file) == calibrating.end(); });
    experiment::DoctorQuestion question;
    question.recipe = s.recipe;
    if (s.hasFolder() && !others.empty()) question.validation = experiment.pictures(others);
    auto findings
        = experiment::doctor(experiment, question, Study::jobOf(context, AdviceTexts::tr("examining the calibration")));
    if (!findings) return pass(findings.error());
    results.post(std::make_shared<const AdviceFound>(AdviceFound {s.model, s.revision, *std::move(findings)}));
    context.clearProgress();
    return {};
}

} // namespace bitladder::app
