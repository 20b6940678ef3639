#include "app/window/jobs/list_job.h"

#include <QCoreApplication>

namespace bitladder::app
{

namespace
{

struct ListJob {
    Q_DECLARE_TR_FUNCTIONS(ListJob)
};

} // namespace

Result<PictureList> listPictures(const QStringList& paths, const JobContext& context)
{
    PictureList list;
    list.paths = paths;
    for (const QString& text : paths) {
        if (context.stopped()) return cancelled();
        const std::filesystem::path path(text.toStdString());
        std::error_code error;
        if (!std::filesystem::exists(path, error)) {
            list.problems << ListJob::tr("%1: there is no such file or folder").arg(text);
            continue;
        }
        if (!std::filesystem::is_directory(path, error)) {
            list.files.push_back({path, -1});
            continue;
        }
        auto read = data::readFolder(path);
        if (!read) {
            list.problems << QString::fromStdString(read.error().message);
            continue;
        }
        list.folder = read->path;
        list.names.insert(read->names.begin(), read->names.end());
        list.files.insert(list.files.end(), read->files.begin(), read->files.end());
    }
    return list;
}

} // namespace bitladder::app
