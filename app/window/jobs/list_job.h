// Lists what files and folders hold, as far as it can be fed to a network.
#pragma once
#include "app/window/runner/job_runner.h"
#include "core/data/folder.h"
#include "core/model/model.h"

#include <QStringList>
#include <map>

namespace bitladder::app
{

struct PictureList {
    QStringList paths; // as they were opened
    std::vector<data::LabelledFile> files;
    std::map<int, std::string> names; // of the classes
    std::filesystem::path folder; // the last of the folders; empty: none
    QStringList problems; // what could not be read, a sentence each
    QStringList doubts; // what a person should know of the labels, likewise
    int first = 0; // of the files, the one that is shown: the first that holds what its name promises
};

// A path that cannot be read is a problem of the list; fails only when it is stopped. The classes of a folder are those
// of a labels.txt beside the model, where there is one. `model` null: labels are not held against it.
Result<PictureList> listPictures(
    const QStringList& paths, const std::shared_ptr<const model::Model>& model, const JobContext& context);

} // namespace bitladder::app
