#include "app/window/jobs/lesson/timelapse_job.h"

#include "core/base/files.h"
#include "core/lesson/timelapse.h"

#include <QCoreApplication>

namespace bitladder::app
{

namespace
{

struct LessonJobs {
    Q_DECLARE_TR_FUNCTIONS(LessonJobs)
};

} // namespace

Result<void> writeTimelapse(const Snapshot& snapshot, const std::filesystem::path& file,
    const std::map<int, std::string>& names, const JobContext& context)
{
    experiment::Experiment experiment(*snapshot.network->basis);
    auto frames = lesson::timelapse(experiment, context.reporting(LessonJobs::tr("time-lapse from 64 bits to 1")));
    if (!frames) return pass(frames.error());
    std::vector<std::string> list;
    for (const auto& [label, name] : names)
        if (label >= 0 && static_cast<size_t>(label) < lesson::kMostClasses) {
            list.resize(std::max(list.size(), static_cast<size_t>(label) + 1));
            list[static_cast<size_t>(label)] = name;
        }
    const std::string title = "From 64 bits to 1: " + snapshot.model->path.filename().string();
    context.clearProgress();
    if (file.extension() != ".gif") return writeFileAtomically(file, lesson::timelapseHtml(*frames, list, title));
    auto gif = lesson::timelapseGif(*frames, list, title);
    if (!gif) return pass(gif.error());
    return writeFileAtomically(file, *gif);
}

} // namespace bitladder::app
