#include "app/window/jobs/calibration.h"

namespace bitladder::app
{

std::vector<std::filesystem::path> calibrationFiles(const Snapshot& s)
{
    std::vector<std::filesystem::path> files;
    if (!s.hasFolder()) return files;
    data::PictureFolder folder;
    folder.files = *s.files;
    for (const auto& entry : data::sampleOf(folder, static_cast<size_t>(s.calibrationPictures)))
        files.push_back(entry.file);
    return files;
}

} // namespace bitladder::app
