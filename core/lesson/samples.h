// The samples that come with the program: networks with pictures, below one folder.
#pragma once
#include <filesystem>
#include <string_view>

namespace bitladder::lesson
{

struct Sample {
    std::string_view name, model, pictures; // paths below the folder; no pictures: empty
};
inline constexpr Sample kSamples[] = {{"digits", "digits/digits.onnx", "digits/pictures"},
    {"restore", "restore/restore.onnx", "restore/pictures"}, {"spiral", "spiral/spiral.onnx", ""}};

const Sample* findSample(std::string_view name); // null where there is none

// The folder of the samples: `installed` where it is one, else `source`, for a program that runs where it was built.
std::filesystem::path samplesFolder(const std::filesystem::path& installed, const std::filesystem::path& source);

} // namespace bitladder::lesson
