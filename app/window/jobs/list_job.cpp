#include "app/window/jobs/list_job.h"

#include "core/model/inputs.h"

#include <QCoreApplication>
#include <algorithm>

namespace bitladder::app
{

namespace
{

struct ListJob {
    Q_DECLARE_TR_FUNCTIONS(ListJob)
};

} // namespace

Result<PictureList> listPictures(
    const QStringList& paths, const std::shared_ptr<const model::Model>& model, const JobContext& context)
{
    PictureList list;
    list.paths = paths;
    std::vector<std::string> classes;
    int64_t scores = 0; // not known
    if (model) {
        classes = data::readClassNames(model->path.parent_path() / "labels.txt");
        if (!model->graph->outputs.empty())
            if (const auto& shape = model->graph->value(model->graph->outputs.front()).shape; shape && !shape->empty())
                scores = shape->back();
    }
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
        auto read = data::readFolder(path, classes);
        if (!read) {
            list.problems << QString::fromStdString(read.error().message);
            continue;
        }
        list.folder = read->path;
        list.names.insert(read->names.begin(), read->names.end());
        list.files.insert(list.files.end(), read->files.begin(), read->files.end());
        for (const std::string& doubt : data::labelDoubts(*read, scores))
            list.doubts << QString::fromStdString(doubt);
    }
    for (size_t i = 0; i < classes.size(); ++i)
        list.names.emplace(static_cast<int>(i), classes[i]);
    if (!list.files.empty() && model) {
        const auto first = model::firstReadable(list.files);
        list.first
            = static_cast<int>(std::ranges::find(list.files, first, &data::LabelledFile::file) - list.files.begin());
    }
    return list;
}

} // namespace bitladder::app
