#include "app/window/jobs/lesson/curve_job.h"

#include <QCoreApplication>

namespace bitladder::app
{

namespace
{

struct LessonJobs {
    Q_DECLARE_TR_FUNCTIONS(LessonJobs)
};

} // namespace

Result<MeasuredCurve> measureCurve(
    const CurveTask& task, const engine::PrepareOptions& machine, const JobContext& context)
{
    auto player = lesson::Player::open(task.model, task.pictures, machine);
    if (!player) return pass(player.error());
    auto values = lesson::measureCurve(
        task.step, *player, context.reporting(LessonJobs::tr("measuring the curve of the lesson")));
    if (!values) return pass(values.error());
    context.clearProgress();
    return MeasuredCurve {task.lesson, task.index, *std::move(values)};
}

} // namespace bitladder::app
