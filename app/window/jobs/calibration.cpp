#include "app/window/jobs/calibration.h"

namespace bitladder::app
{

namespace
{

// So many pictures of a folder calibrate, spread evenly over it.
constexpr size_t kCalibrationPictures = 16;

} // namespace

Result<engine::Calibration> calibrationOf(
    const Snapshot& s, engine::Executable& floatNetwork, const std::vector<tensor::Tensor>& inputs, const Job& job)
{
    engine::Calibration calibration;
    if (!s.hasFolder()) {
        BITLADDER_TRY(engine::calibrate(floatNetwork, inputs, calibration, job));
        return calibration;
    }
    data::PictureFolder folder;
    folder.files = *s.files;
    std::vector<std::filesystem::path> files;
    for (const auto& entry : data::sampleOf(folder, kCalibrationPictures))
        files.push_back(entry.file);
    BITLADDER_TRY(analysis::calibrateFiles(*s.model, floatNetwork, files, s.feed(inputs), calibration, job));
    return calibration;
}

} // namespace bitladder::app
