#include "app/window/jobs/study/ladder_job.h"

#include "core/quant/format/family.h"

#include <QCoreApplication>

namespace bitladder::app
{

namespace
{

struct LadderTexts {
    Q_DECLARE_TR_FUNCTIONS(LadderTexts)
};

} // namespace

std::vector<quant::NumberFormat> formatsOf(LadderAsked::Formats formats)
{
    if (formats == LadderAsked::Formats::All) return experiment::ladderFormats();
    std::vector<quant::NumberFormat> usual {quant::kFloat32, quant::kFloat16};
    for (const int bits : {16, 12, 8, 7, 6, 5, 4, 3, 2})
        usual.push_back(quant::intFormat(bits));
    usual.push_back(quant::ternaryFormat());
    usual.push_back(quant::binaryFormat());
    return usual;
}

Result<void> drawLadder(const Snapshot& s, const LadderAsked& asked, const std::shared_ptr<const LadderFound>& known,
    Study& study, ResultStore& results, const JobContext& context)
{
    experiment::LadderQuestion question;
    question.formats = formatsOf(asked.formats);
    question.formats.insert(question.formats.end(), asked.own.begin(), asked.own.end());
    question.recipe = s.recipe;
    question.times = asked.times;
    question.known = known ? &known->ladder : nullptr;
    LadderFound found {s.model, asked, s.recipe, {}, false};
    const auto post = [&](const experiment::Ladder& ladder) {
        found.ladder = ladder;
        results.post(std::make_shared<const LadderFound>(found));
    };
    auto ladder = experiment::ladder(study.experimentOf(s), question,
        Study::jobOf(context, LadderTexts::tr("drawing the ladder map")), post,
        [&](const measure::Measure& measure) { return context.measureAlone(measure); });
    if (!ladder) return pass(ladder.error());
    found.finished = true;
    post(*ladder);
    context.clearProgress();
    return {};
}

} // namespace bitladder::app
