// Lists what files and folders hold, as far as it can be fed to a network.
#pragma once
#include "app/window/runner/job_runner.h"
#include "core/data/folder.h"

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
};

// A path that cannot be read is a problem of the list; fails only when it is stopped.
Result<PictureList> listPictures(const QStringList& paths, const JobContext& context);

} // namespace bitladder::app
