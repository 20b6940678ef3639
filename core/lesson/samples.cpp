#include "core/lesson/samples.h"

namespace bitladder::lesson
{

const Sample* findSample(std::string_view name)
{
    for (const Sample& sample : kSamples)
        if (sample.name == name) return &sample;
    return nullptr;
}

std::filesystem::path samplesFolder(const std::filesystem::path& installed, const std::filesystem::path& source)
{
    std::error_code error;
    return std::filesystem::is_directory(installed, error) ? installed.lexically_normal() : source;
}

} // namespace bitladder::lesson
